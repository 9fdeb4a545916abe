//! A field of an HTTP message, as it was pasted.

use std::borrow::Cow;

use crate::challenge::is_known_scheme;

/// One field line with its name, folds included (RFC 9112, 5).
#[derive(Clone)]
pub struct Field<'t> {
    line: Cow<'t, [u8]>,
    /// Where the name ends, in bytes.
    colon: usize,
}

impl<'t> Field<'t> {
    /// Reads a line without its line break. `None` where it is no `name: value`.
    pub(super) fn read(line: Cow<'t, [u8]>) -> Option<Self> {
        // Names of HTTP/2's pseudo-header fields start with a colon.
        let from = usize::from(line.first() == Some(&b':'));
        let name = line[from..].iter().take_while(|byte| is_name(**byte)).count();
        let colon = from + name;
        let blanks = line[colon..].iter().take_while(|&&byte| byte == b' ').count();
        (name > 0 && line.get(colon + blanks) == Some(&b':')).then_some(Self { line, colon })
    }

    /// Adds a line that goes on with the value (RFC 9112, 5.2).
    pub(super) fn fold(&mut self, line: &[u8]) {
        let whole = self.line.to_mut();
        whole.extend_from_slice(b"\r\n");
        whole.extend_from_slice(line);
    }

    /// The name as written.
    pub fn name(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.line[..self.colon])
    }

    /// Whether the field has this name, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.line[..self.colon].eq_ignore_ascii_case(name.as_bytes())
    }

    /// The value on one line, without blanks around it. Bytes that are not UTF-8 are replaced.
    pub fn value(&self) -> Cow<'_, str> {
        let rest = self.line[self.colon..].trim_ascii_start();
        let value = rest.strip_prefix(b":").unwrap_or(rest).trim_ascii();
        let value = String::from_utf8_lossy(value);
        if value.contains('\n') {
            return Cow::Owned(value.lines().map(str::trim).collect::<Vec<_>>().join(" "));
        }
        value
    }

    /// The whole line: name, colon and value with its folds, bytes as they were pasted.
    pub fn line(&self) -> &[u8] {
        &self.line
    }

    /// Whether the name is one that responses have, so that the line is no prose with a colon.
    pub(super) fn is_known(&self) -> bool {
        let name = self.name().to_ascii_lowercase();
        name.ends_with("-authenticate")
            || name.starts_with("x-")
            || name.starts_with("access-control-")
            || KNOWN.contains(&name.as_str())
            || self.is_of_request() && self.value().split(' ').next().is_some_and(is_known_scheme)
    }

    /// Whether only requests have the field, credentials mostly (RFC 9110, 11.6.2 and 11.7.2).
    pub(super) fn is_of_request(&self) -> bool {
        self.is("authorization") || self.is("proxy-authorization")
    }
}

/// Names only, no values: they may be secret.
impl std::fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Field({:?})", self.name())
    }
}

/// The first field of this name, in any case.
pub(super) fn first<'f, 't>(fields: &'f [Field<'t>], name: &str) -> Option<&'f Field<'t>> {
    fields.iter().find(|field| field.is(name))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Fields of responses that a pasted header may start with or consist of.
const KNOWN: &[&str] = &[
    ":status",
    "age",
    "allow",
    "alt-svc",
    "authentication-info",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-security-policy",
    "content-type",
    "date",
    "docker-distribution-api-version",
    "dpop-nonce",
    "etag",
    "expires",
    "keep-alive",
    "last-modified",
    "link",
    "location",
    "pragma",
    "proxy-authentication-info",
    "referrer-policy",
    "retry-after",
    "server",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
    "via",
];
