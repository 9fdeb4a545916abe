//! Texts of catalogs, made fit for one line of a file.

use std::borrow::Cow;

use crate::steering::is_steering;

/// The text on one line: line breaks and tabs become spaces, what could steer a terminal or turn
/// text around becomes U+FFFD.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c == '\n' || is_steering(c)) {
        return Cow::Borrowed(text);
    }
    let lines = text.split(['\n', '\t', '\r', '\u{2028}', '\u{2029}']);
    let lines: Vec<_> = lines.map(str::trim).filter(|line| !line.is_empty()).collect();
    Cow::Owned(lines.join(" ").replace(is_steering, "\u{fffd}"))
}

/// JSON text in which nothing can steer a terminal: serde_json escapes what is below U+0020, this
/// the others. They only ever stand inside strings.
pub(super) fn escaped_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_steering(c) {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// What wrote a file, for the comment at its top.
pub(super) const WRITER: &str = concat!("errcode ", env!("CARGO_PKG_VERSION"));

#[cfg(test)]
mod tests {
    use super::{escaped_json, one_line};

    #[test]
    fn a_text_is_brought_onto_one_line() {
        assert_eq!(one_line("a\r\nb\tc\n\n d"), "a b c d");
        assert_eq!(one_line("a\u{1b}[1mb\u{202e}c"), "a\u{fffd}[1mb\u{fffd}c");
        assert_eq!(one_line("plain"), "plain");
    }

    #[test]
    fn json_keeps_its_meaning() {
        let json = serde_json::to_string("\u{1b}\u{202e}\u{9b}é").unwrap();
        let clean = escaped_json(&json);
        assert_eq!(clean, "\"\\u001b\\u202e\\u009bé\"");
        assert_eq!(serde_json::from_str::<String>(&clean).unwrap(), "\u{1b}\u{202e}\u{9b}é");
    }
}
