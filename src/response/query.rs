//! Forms and the parameters of redirect URLs: `error=…&code=…`, percent-decoded.

use std::borrow::Cow;

use super::value::Value;

/// How many parameters are kept, and how many bytes of one.
const PARAMETERS: usize = 1_000;
const LENGTH: usize = 64 * 1024;

/// The parameters of a form (`application/x-www-form-urlencoded`) as an object.
pub(super) fn form(text: &[u8]) -> Value<'_> {
    let pairs = text.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty());
    let members = pairs.take(PARAMETERS).map(|pair| {
        let end = pair.iter().position(|&byte| byte == b'=').unwrap_or(pair.len());
        (decode(&pair[..end]), Value::Text(decode(pair.get(end + 1..).unwrap_or_default())))
    });
    Value::Object(members.collect())
}

/// The parameters in query and fragment of a URL, as an object. A fragment that is no list of
/// parameters has none.
pub(super) fn url(text: &[u8]) -> Value<'_> {
    let hash = text.iter().position(|&byte| byte == b'#').unwrap_or(text.len());
    let (front, fragment) = (&text[..hash], text.get(hash + 1..).unwrap_or_default());
    let mark = front.iter().position(|&byte| byte == b'?').unwrap_or(front.len());
    let query = front.get(mark + 1..).unwrap_or_default();
    let mut members = Vec::new();
    for part in [query, fragment] {
        // A single-page application has its path in the fragment: `#/login?error=…`.
        let inner = part.iter().position(|&byte| byte == b'?').map_or(0, |mark| mark + 1);
        if let Value::Object(pairs) = form(&part[inner..]) {
            members.extend(pairs.into_iter().filter(|(_, value)| value != &Value::Text("".into())));
        }
    }
    Value::Object(members)
}

/// Decodes `%41` and `+` (URL Standard, 5.1). What is no escape stays as it is.
fn decode(text: &[u8]) -> Cow<'_, str> {
    let text = &text[..text.len().min(LENGTH)];
    if !text.iter().any(|byte| matches!(byte, b'%' | b'+')) {
        return String::from_utf8_lossy(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let escaped = (byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| Some((digit(hex[0])? << 4) | digit(hex[1])?));
        match (byte, escaped) {
            (_, Some(byte)) => {
                bytes.push(byte);
                at += 2;
            }
            (b'+', None) => bytes.push(b' '),
            (byte, None) => bytes.push(byte),
        }
        at += 1;
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::{Value, form, url};

    fn member<'v>(value: &'v Value<'_>, name: &str) -> Option<&'v str> {
        value.member(name).and_then(Value::text)
    }

    #[test]
    fn escapes_and_plus_signs_are_decoded() {
        let form = form(b"error=a%20b+c&error_description=%C3%A9%zz%&flag&x=1=2");
        assert_eq!(member(&form, "error"), Some("a b c"));
        assert_eq!(member(&form, "error_description"), Some("é%zz%"));
        assert_eq!(member(&form, "flag"), Some(""));
        assert_eq!(member(&form, "x"), Some("1=2"));
    }

    #[test]
    fn query_and_fragment_are_both_read() {
        for text in [
            "https://app.test/cb?error=e1&state=s#top",
            "https://app.test/cb#state=s&error=e1",
            "app.test:/cb?state=s#error=e1",
            "https://app.test/#/cb?error=e1",
            "?error=e1",
        ] {
            assert_eq!(member(&url(text.as_bytes()), "error"), Some("e1"), "{text}");
        }
        assert_eq!(member(&url(b"https://app.test/error=e1"), "error"), None);
    }
}
