//! What is not to be shown: values that a scheme marks as secret, what stands behind names that
//! everybody gives to secrets, and tokens that are plain by their look.

use std::borrow::Cow;
use std::ops::Range;

use crate::challenge::{Reading, facts};

/// Ends of names of secrets, in small letters, without `-` and `_`.
const NAMES: &[&str] = &[
    "nonce",
    "opaque",
    "token",
    "secret",
    "password",
    "passwd",
    "pwd",
    "apikey",
    "signature",
    "sid",
    "sessionid",
    "session",
    "cookie",
    "assertion",
    "jwt",
];
/// Names that are secrets as a whole: what ends so may be none.
const WHOLE: &[&str] = &["response", "credential"];
/// Fields whose values are secret to the end of the line.
const FIELDS: &[&str] = &["authorization", "proxyauthorization", "cookie", "setcookie"];

/// Whether the value of a parameter of such a challenge is secret: as the scheme says, or else by
/// the name.
pub(crate) fn is_secret(scheme: &str, name: &str) -> bool {
    let known = facts::facts().scheme(scheme).and_then(|scheme| scheme.parameter(name));
    match known {
        Some(parameter) => parameter.secret,
        None => is_name(name.as_bytes()) || is_field(scheme.as_bytes()),
    }
}

/// Where the secret values of a field line stand, in order. `number` is that of the line in the
/// reading, from 1.
pub(crate) fn secrets(reading: &Reading, number: usize, line: &[u8]) -> Vec<Range<usize>> {
    let mut found = behind_names(line);
    found.extend(tokens(line));
    // A parameter that its scheme knows is as secret as the scheme says.
    for challenge in reading.challenges.iter().filter(|it| it.at.line == number) {
        if challenge.token68.is_some() {
            found.push(challenge.token68_at.offset..challenge.token68_at.end());
        }
        for param in &challenge.params {
            if is_secret(&challenge.scheme, &param.name) {
                found.push(param.value_at.offset..param.value_at.end());
            }
        }
    }
    found.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// A text with the tokens in it left out that are plain by their look.
pub(crate) fn without_tokens(text: &str) -> Cow<'_, str> {
    let found = tokens(text.as_bytes());
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut at = 0;
    for range in found {
        out += &text[at..range.start];
        out += "(token, not shown)";
        at = range.end;
    }
    Cow::Owned(out + &text[at..])
}

/// JSON Web Tokens: three or more parts in base64url with dots between, the first a JSON object.
fn tokens(text: &[u8]) -> Vec<Range<usize>> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in memchr::memmem::find_iter(text, b"eyJ") {
        if found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let run = text[start..].iter().take_while(|byte| is_part(byte) || **byte == b'.').count();
        let token = &text[start..start + run];
        let token = token.strip_suffix(b".").unwrap_or(token);
        // A run without a dot in it is passed over as a whole by the next step.
        if token.len() >= 20 && token.contains(&b'.') {
            found.push(start..start + token.len());
        }
    }
    found
}

/// Values behind names of secrets, whatever else the line is.
fn behind_names(line: &[u8]) -> Vec<Range<usize>> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let blanks =
        |at: usize| at + line[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let length = line[at..].iter().take_while(|byte| is_part(byte)).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let name = &line[at..at + length];
        at += length;
        let mark = blanks(at);
        let Some(sign @ (b'=' | b':')) = line.get(mark) else { continue };
        if *sign == b':' && is_field(name) {
            found.push(mark + 1..line.len());
            break;
        }
        if !is_name(name) {
            continue;
        }
        let start = blanks(mark + 1);
        let end = value_end(line, start);
        found.push(start..end);
        at = end.max(at);
    }
    found
}

/// Where the value ends that begins here: at its closing quote, or before what parts values.
fn value_end(line: &[u8], start: usize) -> usize {
    let rest = &line[start..];
    let Some(quote @ (b'"' | b'\'')) = rest.first() else {
        let ends = |byte: &u8| matches!(byte, b',' | b';' | b'&' | b' ' | b'\t' | b'\r' | b'\n');
        return rest.iter().position(ends).map_or(line.len(), |end| start + end);
    };
    let mut escaped = false;
    for (at, byte) in rest.iter().enumerate().skip(1) {
        if byte == quote && !escaped {
            return start + at + 1;
        }
        escaped = *byte == b'\\' && !escaped;
    }
    line.len()
}

fn is_name(name: &[u8]) -> bool {
    let name = folded(name);
    WHOLE.contains(&name.as_str()) || NAMES.iter().any(|end| name.ends_with(end))
}

fn is_field(name: &[u8]) -> bool {
    FIELDS.contains(&folded(name).as_str())
}

/// A name in small letters, without what parts its words. Longer ones are no names.
fn folded(name: &[u8]) -> String {
    const LONGEST: usize = 64;
    let letters = name.iter().filter(|byte| byte.is_ascii_alphanumeric()).take(LONGEST);
    letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::{is_secret, secrets, without_tokens};
    use crate::challenge;

    fn masked(line: &str) -> String {
        let mut bytes = line.as_bytes().to_vec();
        for range in secrets(&challenge::read(&[line]), 1, line.as_bytes()) {
            bytes[range].fill(b'*');
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_secret_is_masked_wherever_it_stands() {
        for (line, want) in [
            ("Digest realm=\"x\", nonce=\"abc\"", "Digest realm=\"x\", nonce=*****"),
            ("realm=\"x\", nonce=\"abc\", opaque=d e", "realm=\"x\", nonce=*****, opaque=* e"),
            ("access_token=\"a\\\"b\", error=\"x\"", "access_token=******, error=\"x\""),
            ("Foo Api-Key = 'a b', scope=c", "Foo Api-Key = *****, scope=c"),
            ("Digest nonce: abc, realm=x", "Digest ****** ***, realm=x"),
            ("Foo client_secret=\"abc", "Foo client_secret=****"),
            ("Bearer error=\"invalid_token\"", "Bearer error=\"invalid_token\""),
        ] {
            assert_eq!(masked(line), want);
        }
        assert!(!masked("Set-Cookie: sid=secretvalue; Path=/").contains("secretvalue"));
        assert!(!masked("Cookie: theme=dark; a=secretvalue").contains("secretvalue"));
        assert!(!masked("Authorization: Foo secretvalue").contains("secretvalue"));
    }

    #[test]
    fn what_a_scheme_knows_is_as_secret_as_it_says() {
        assert!(is_secret("Digest", "NONCE") && is_secret("Unknown", "access-token"));
        assert!(!is_secret("PrivateToken", "token-key") && !is_secret("Bearer", "error"));
    }

    #[test]
    fn tokens_are_left_out_of_texts() {
        let text = "token eyJhbGciOiJub25lIn0.eyJhIjoxfQ.xyz. expired, eyJ is none";
        assert_eq!(without_tokens(text), "token (token, not shown). expired, eyJ is none");
    }
}
