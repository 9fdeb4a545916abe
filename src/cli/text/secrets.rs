//! What of a field line is not to be shown: values that a scheme marks as secret, what stands
//! behind names that everybody gives to secrets, and tokens that are plain by their look.

use std::borrow::Cow;
use std::ops::Range;

use crate::challenge::{Reading, facts};
use crate::secrets::{
    behind_words, folded, is_name, replaced, tokens, without_secrets, without_tokens,
};

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

/// The value of a parameter as it can be shown; whatever else of the line it may have swallowed.
pub(crate) fn without_values<'v>(name: &str, value: &'v str) -> Cow<'v, str> {
    let found = behind_names(value.as_bytes());
    match is_message(name) {
        _ if !found.is_empty() => {
            Cow::Owned(without_secrets(&replaced(value, &found, "…")).into_owned())
        }
        true => without_secrets(value),
        false => without_tokens(value),
    }
}

/// Whether the value of a parameter with such a name is a sentence, in which secrets may stand.
fn is_message(name: &str) -> bool {
    const ENDS: [&str; 4] = ["description", "message", "detail", "reason"];
    let name = folded(name.as_bytes());
    ENDS.iter().any(|end| name.ends_with(end))
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
            } else if is_message(&param.name) {
                found.extend(in_message(line, param.value_at.offset..param.value_at.end()));
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

/// Where in a sentence within a line secrets stand.
fn in_message(line: &[u8], message: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = message.start;
    for chunk in line.get(message).unwrap_or_default().utf8_chunks() {
        let valid = chunk.valid();
        found.extend(behind_words(valid).into_iter().map(|it| at + it.start..at + it.end));
        at += valid.len() + chunk.invalid().len();
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
        // `nonce" =`
        let mark = blanks(at);
        let quotes = line[mark..].iter().take_while(|byte| matches!(byte, b'"' | b'\'' | b'\\'));
        let mark = blanks(mark + quotes.count());
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

fn is_field(name: &[u8]) -> bool {
    FIELDS.contains(&folded(name).as_str())
}

#[cfg(test)]
mod tests {
    use super::{is_secret, secrets, without_values};
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
            (
                "Bearer error_description=\"token ab12 is unknown\"",
                "Bearer error_description=\"token **** is unknown\"",
            ),
            ("Digest realm=x, opaque\"=\"d\"", "Digest realm=x, opaque\"=***"),
            ("Bearer realm=\"API Key Portal\"", "Bearer realm=\"API Key Portal\""),
            ("Bearer error=\"invalid_token\"", "Bearer error=\"invalid_token\""),
        ] {
            assert_eq!(masked(line), want);
        }
        assert!(!masked("Set-Cookie: sid=secretvalue; Path=/").contains("secretvalue"));
        assert!(!masked("Cookie: theme=dark; a=secretvalue").contains("secretvalue"));
        assert!(!masked("Authorization: Foo secretvalue").contains("secretvalue"));
    }

    #[test]
    fn a_value_that_swallowed_others_is_shown_without_theirs() {
        for (value, want) in [
            ("a\" WWW-Auth: Digest nonce=\"x1", "a\" WWW-Auth: Digest nonce=…"),
            ("API Key Portal", "API Key Portal"),
        ] {
            assert_eq!(without_values("realm", value), want);
        }
        assert_eq!(without_values("error_description", "bad token ab12"), "bad token …");
    }

    #[test]
    fn what_a_scheme_knows_is_as_secret_as_it_says() {
        assert!(is_secret("Digest", "NONCE") && is_secret("Unknown", "access-token"));
        assert!(!is_secret("PrivateToken", "token-key") && !is_secret("Bearer", "error"));
    }
}
