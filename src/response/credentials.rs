//! The credentials that a request carried: read to find out why they were refused, never shown.

use std::fmt;

use super::Request;
use super::value::{self, Value};
use crate::challenge::base64;

/// How many words of a scope, audiences or roles are kept.
const WORDS: usize = 1_000;

/// What a request carried in its Authorization field, or Proxy-Authorization.
///
/// `Debug` shows no secret, and no method says one.
#[derive(Clone)]
pub struct Credentials {
    /// The scheme as sent: `Bearer`.
    pub scheme: String,
    /// What was sent with it.
    pub kind: Kind,
}

/// What was sent with a scheme.
#[derive(Clone)]
pub enum Kind {
    /// Nothing.
    Missing,
    /// A placeholder or an unset variable: `$TOKEN`, `undefined`.
    Placeholder,
    /// A scheme in front of the scheme: `Bearer Bearer …`.
    Doubled,
    /// A token without a scheme in front.
    Bare,
    /// A token with characters that tokens have not, such as quotation marks.
    Malformed,
    /// A JSON Web Token (RFC 7519), its signature not checked.
    Jwt(Box<Claims>),
    /// User name and password; whether the password is empty.
    Password {
        /// There is nothing behind the colon.
        empty: bool,
    },
    /// Something that only the server can read.
    Opaque,
}

/// The claims of a token that tell why it may be refused.
#[derive(Clone, Default)]
pub struct Claims {
    /// `exp`: seconds since 1970 (as all times here).
    pub expires: Option<i64>,
    /// `nbf`.
    pub not_before: Option<i64>,
    /// `iat`.
    pub issued: Option<i64>,
    /// `auth_time`: when the user logged in.
    pub logged_in: Option<i64>,
    /// `aud`.
    pub audiences: Vec<String>,
    /// `iss`.
    pub issuer: Option<String>,
    /// `acr`.
    pub context: Option<String>,
    /// The words of `scope`, `scp` and `roles`.
    pub scopes: Vec<String>,
    /// The token has one of these claims, be it empty.
    pub has_scopes: bool,
    /// `cnf`: the token is bound to a key (RFC 7800).
    pub bound: bool,
    /// It has claims of an ID token (OpenID Connect Core, 2).
    pub identity: bool,
    /// `alg` is `none`.
    pub unsigned: bool,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::Missing => "nothing",
            Kind::Placeholder => "a placeholder",
            Kind::Doubled => "a doubled scheme",
            Kind::Bare => "a bare token",
            Kind::Malformed => "a malformed token",
            Kind::Jwt(_) => "a JSON Web Token",
            Kind::Password { .. } => "user name and password",
            Kind::Opaque => "an opaque token",
        };
        write!(f, "Credentials({kind})")
    }
}

impl Credentials {
    /// What a request carried for whoever answered with `status`: the proxy where it is 407, else
    /// the server.
    pub fn of(request: &Request<'_>, status: Option<u16>) -> Option<Self> {
        Some(Self::read(&request.field(field_name(status))?.value()))
    }

    /// Reads the value of an Authorization field (RFC 9110, 11.6.2).
    pub fn read(value: &str) -> Self {
        let value = value.trim();
        let (scheme, rest) = value.split_once([' ', '\t']).unwrap_or((value, ""));
        let rest = rest.trim();
        if rest.is_empty() && (jwt(scheme).is_some() || scheme.len() > 20) {
            return Self { scheme: String::new(), kind: Kind::Bare };
        }
        let scheme = scheme.chars().take(40).filter(char::is_ascii_graphic).collect::<String>();
        let kind = match () {
            () if rest.is_empty() => Kind::Missing,
            () if is_placeholder(rest) => Kind::Placeholder,
            () if scheme.eq_ignore_ascii_case("basic") => password(rest),
            () if !takes_token(&scheme) => Kind::Opaque,
            () if doubled(rest) => Kind::Doubled,
            () if !rest.bytes().all(is_token68) => Kind::Malformed,
            () => jwt(rest).map_or(Kind::Opaque, |claims| Kind::Jwt(Box::new(claims))),
        };
        Self { scheme, kind }
    }
}

/// The field that credentials for whoever answers with `status` go into, in small letters.
pub(crate) fn field_name(status: Option<u16>) -> &'static str {
    if status == Some(407) { "proxy-authorization" } else { "authorization" }
}

fn takes_token(scheme: &str) -> bool {
    ["bearer", "dpop", "token"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

fn doubled(rest: &str) -> bool {
    rest.split_once(' ').is_some_and(|(word, _)| takes_token(word))
}

fn is_token68(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)
}

/// What is left in place of a token where a variable was not set or an example was copied.
fn is_placeholder(text: &str) -> bool {
    let bare = text.trim_matches(['"', '\'']);
    let lower = bare.to_ascii_lowercase();
    let words = ["null", "undefined", "none", "nil", "nan", "token", "xxx", "[object object]"];
    words.contains(&lower.as_str())
        || (bare.starts_with('$') && bare.len() < 80)
        || (bare.starts_with(['<', '{', '%']) && bare.ends_with(['>', '}', '%']))
        || ["your_", "your-", "access_token", "<token"].iter().any(|word| lower.starts_with(word))
}

fn password(text: &str) -> Kind {
    let Some(pair) = base64::decode(text) else { return Kind::Malformed };
    match pair.iter().position(|&byte| byte == b':') {
        Some(colon) => Kind::Password { empty: colon + 1 == pair.len() },
        None => Kind::Malformed,
    }
}

/// The claims of a JSON Web Token in its compact form.
fn jwt(token: &str) -> Option<Claims> {
    let mut parts = token.split('.');
    let (header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (header, payload) = (base64::decode(header)?, base64::decode(payload)?);
    let (header, payload) = (value::read(&header)?.value, value::read(&payload)?.value);
    if header.member("alg").is_none() && header.member("typ").is_none() {
        return None;
    }
    let time = |name: &str| {
        let time = payload.member(name)?.scalar()?;
        time.split('.').next()?.parse::<i64>().ok()
    };
    let text = |name: &str| payload.member(name).and_then(Value::text).map(str::to_owned);
    let scopes = ["scope", "scp", "scopes", "roles"];
    Some(Claims {
        expires: time("exp"),
        not_before: time("nbf"),
        issued: time("iat"),
        logged_in: time("auth_time"),
        audiences: words(payload.member("aud"), false),
        issuer: text("iss"),
        context: text("acr"),
        scopes: scopes.iter().flat_map(|name| words(payload.member(name), true)).collect(),
        has_scopes: scopes.iter().any(|name| payload.member(name).is_some()),
        bound: payload.member("cnf").is_some(),
        identity: ["at_hash", "c_hash", "nonce"].iter().any(|it| payload.member(it).is_some())
            && !scopes.iter().any(|name| payload.member(name).is_some()),
        unsigned: header
            .member("alg")
            .and_then(Value::text)
            .is_some_and(|alg| alg.eq_ignore_ascii_case("none")),
    })
}

/// The strings of a list, or a string (its words, where it is a list of words).
fn words(value: Option<&Value<'_>>, split: bool) -> Vec<String> {
    match value {
        Some(Value::Text(text)) if split => {
            text.split_whitespace().take(WORDS).map(str::to_owned).collect()
        }
        Some(Value::Text(text)) => vec![text.to_string()],
        Some(Value::List(values)) => {
            values.iter().filter_map(Value::text).take(WORDS).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Credentials, Kind};

    /// `{"alg":"HS256","typ":"JWT"}` and `{"exp":100,"aud":["a"],"scp":"x y","roles":["z"]}`.
    const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjEwMCwiYXVkIjpbImEiXSwic2NwIjoieCB5Iiwicm9sZXMiOlsieiJdfQ.c2ln";

    #[test]
    fn the_claims_of_a_token_are_read() {
        let Kind::Jwt(claims) = Credentials::read(&format!("Bearer {TOKEN}")).kind else {
            panic!("no token")
        };
        assert_eq!(claims.expires, Some(100));
        assert_eq!(
            (claims.audiences, claims.scopes),
            (vec!["a".into()], vec!["x".to_owned(), "y".into(), "z".into()])
        );
    }

    #[test]
    fn what_is_no_token_is_told() {
        for (value, want) in [
            ("Bearer", "nothing"),
            ("Bearer ", "nothing"),
            ("Bearer $TOKEN", "a placeholder"),
            ("Bearer {token}", "a placeholder"),
            ("Bearer undefined", "a placeholder"),
            ("Bearer Bearer abc", "a doubled scheme"),
            ("Bearer \"abc\"", "a malformed token"),
            ("Bearer abc", "an opaque token"),
            ("Basic YTpi", "user name and password"),
            ("Basic YTo=", "user name and password"),
            ("Basic a:b", "a malformed token"),
            (TOKEN, "a bare token"),
            ("Digest username=\"a\"", "an opaque token"),
        ] {
            let told = format!("{:?}", Credentials::read(value));
            assert_eq!(told, format!("Credentials({want})"), "{value}");
        }
    }
}
