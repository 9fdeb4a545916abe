//! Dotted codes that are but the keys of texts: entries of message bundles and translations, and
//! the arguments of calls that fetch these.

use std::ops::Range;

use super::context::{Back, PADDING, is_quote, is_space, line_around};
use super::key::opens_line;
use super::shape::is_word;

/// Calls that fetch a text by its key.
const FETCHING: [&[u8]; 17] = [
    b"t",
    b"tc",
    b"te",
    b"tr",
    b"_",
    b"__",
    b"_e",
    b"trans",
    b"translate",
    b"gettext",
    b"localize",
    b"formatMessage",
    b"generateMessage",
    b"getMessage",
    b"getString",
    b"getText",
    b"NSLocalizedString",
];

/// Attributes and words before the key of a text: `translate="…"`, `msgid "…"`.
const LEADING: [&[u8]; 6] = [b"translate", b"i18nKey", b"data-i18n", b"v-t", b"msgid", b"resname"];

/// Filters behind the key of a text: `{{ '…' | translate }}`.
const FILTERS: [&[u8]; 3] = [b"translate", b"trans", b"t"];

/// Whether a code may be the key of a text, by the bytes around it: most are not.
#[inline(always)]
pub(super) fn may_be_key_of_text(text: &[u8], code: &Range<usize>) -> bool {
    match text[code.end..] {
        // `"code":"x.y",`: the value of a key.
        [b'"', b',' | b'}', ..] => !text[..code.start].ends_with(b":\""),
        [b'"' | b'\'' | b'`' | b'=' | b':' | b';' | b',' | b'\t', ..] => true,
        [b' ', next, ..] => matches!(next, b'=' | b' '),
        _ => false,
    }
}

/// Whether a code is the key of a text rather than an error that has come.
pub(super) fn is_key_of_text(text: &[u8], code: &Range<usize>) -> bool {
    let before = text[..code.start].last().copied().unwrap_or(b'\n');
    match text.get(code.end).copied() {
        Some(behind) if is_quote(behind) => {
            is_quote(before) && (is_fetched(text, code) || has_quoted_text(text, code))
        }
        Some(behind) if behind == b'=' || behind == b':' || is_space(behind) => {
            !is_quote(before) && has_value(text, code)
        }
        _ => false,
    }
}

/// Whether a code in quotes is fetched by a call, an attribute, a filter or a keyword.
fn is_fetched(text: &[u8], code: &Range<usize>) -> bool {
    let rest = &text[code.end + 1..];
    let spaces = rest.iter().take(PADDING).take_while(|byte| is_space(**byte)).count();
    if let [b'|', name @ ..] = &rest[spaces..] {
        let name = name.strip_prefix(b" ").unwrap_or(name);
        let length = name.iter().take(PADDING).take_while(|byte| is_word(**byte)).count();
        return FILTERS.contains(&&name[..length]);
    }
    let mut back = Back { text, at: code.start - 1 };
    back.skip(2, |byte| is_quote(byte) || byte == b'\\');
    match back.peek() {
        b'(' => {
            back.at -= 1;
            back.word().is_some_and(|call| FETCHING.contains(&&text[call]))
        }
        b'=' | b' ' => {
            back.at -= 1;
            let Some(word) = back.word() else { return false };
            let resource =
                &text[word.clone()] == b"name" && text[..word.start].ends_with(b"<string ");
            resource || LEADING.contains(&&text[word])
        }
        _ => false,
    }
}

/// Whether a code in quotes is a key whose value is a text in quotes: `"x.y": "…"`, `'x.y' => '…'`,
/// `"x.y" = "…"`.
fn has_quoted_text(text: &[u8], code: &Range<usize>) -> bool {
    let rest = &text[code.end + 1..text.len().min(code.end + 1 + PADDING)];
    let rest = rest.trim_ascii_start();
    let value = [&b":"[..], b"=>", b"="].iter().find_map(|sign| rest.strip_prefix(*sign));
    // A member of a table, not a value behind a key and no branch of `? :`.
    value.is_some_and(|value| value.trim_ascii_start().first().is_some_and(|byte| is_quote(*byte)))
        && matches!(
            text[code.start.saturating_sub(PADDING)..code.start - 1].trim_ascii_end().last(),
            None | Some(b'{' | b'[' | b'(' | b',' | b';')
        )
}

/// The words that open the lines before and behind that of a code which opens its own, where such
/// a word and a sign stand there as in a table of texts: `x.y: …`, `x.y;…`.
pub(super) fn neighbours<'t>(
    text: &'t [u8],
    code: &Range<usize>,
) -> impl Iterator<Item = &'t [u8]> + use<'t> {
    let code = code.clone();
    let is_table = matches!(text.get(code.end), Some(b':' | b';' | b',' | b'\t'))
        && opens_line(text, code.start);
    let line = if is_table { line_around(text, code.start) } else { 0..0 };
    let before = line.start.checked_sub(1).map(|end| line_around(text, end).start);
    let behind = (is_table && line.end < text.len()).then_some(line.end + 1);
    let sign = text.get(code.end).copied();
    [before, behind].into_iter().flatten().filter_map(move |start| {
        let rest = text[start..text.len().min(start + PADDING)].trim_ascii_start();
        let length = rest.iter().take_while(|byte| is_word(**byte) || **byte == b'.').count();
        (rest.get(length).copied() == sign).then_some(&rest[..length])
    })
}

/// Whether a code without quotes opens its line and is given a value there: `x.y=…`, `x.y: "…"`,
/// `x.y: 5`.
fn has_value(text: &[u8], code: &Range<usize>) -> bool {
    let rest = &text[code.end..];
    let spaces = rest.iter().take(PADDING).take_while(|byte| is_space(**byte)).count();
    let given = match &rest[spaces..] {
        [b'=', behind, ..] => !matches!(behind, b'=' | b'>' | b'~'),
        [b':', value @ ..] if spaces == 0 => {
            let blank = value.iter().take(PADDING).take_while(|byte| is_space(**byte)).count();
            let value = &value[blank..];
            value.first().is_some_and(|byte| is_quote(*byte) || byte.is_ascii_digit())
                || value.starts_with(b"true")
                || value.starts_with(b"false")
        }
        _ => false,
    };
    given && opens_line(text, code.start)
}

#[cfg(test)]
mod tests {
    use super::{is_key_of_text, neighbours};

    fn is_key(text: &str) -> bool {
        let start = text.find('<').unwrap();
        let text = text.replacen('<', "", 1);
        is_key_of_text(text.as_bytes(), &(start..start + 3))
    }

    #[test]
    fn the_keys_of_message_bundles_are_known() {
        for text in [
            "<x.y=Text",
            "a=b\n<x.y = Text",
            "<x.y: \"Text\"",
            "  <x.y: 5000",
            "{\"<x.y\": \"Text\"}",
            "{\"a\": \"b\",\n \"<x.y\":\"Text\"}",
            "[\n'<x.y' => 'Text',",
            "\"<x.y\" = \"Text\";",
            "t(\"<x.y\")",
            "i18n.t('<x.y', { name })",
            "messageSource.getMessage(\"<x.y\", null)",
            "msgid \"<x.y\"",
            "[span translate=\"<x.y\"]",
            "{{ '<x.y' | translate }}",
        ] {
            assert!(is_key(text), "{text}");
        }
    }

    #[test]
    fn what_an_error_carries_is_no_key_of_a_text() {
        for text in [
            "{\"code\":\"<x.y\",\"realm\":\"a\"}",
            "{\"code\": \"<x.y\"}",
            "failed: <x.y=3",
            "<x.y: no alive nodes",
            "<x.y",
            "ok ? '<x.y' : 'x.z'",
            "case \"<x.y\": \"Text\"",
            "reject(\"<x.y\")",
            "err.id === '<x.y'",
            "| `<x.y` | Text |",
            "id: '<x.y', code: 1",
            "<x.y == id",
        ] {
            assert!(!is_key(text), "{text}");
        }
    }

    #[test]
    fn the_keys_beside_one_are_those_of_the_same_table() {
        let told = |text: &str| {
            let start = text.find('<').unwrap();
            let text = text.replacen('<', "", 1);
            let words = neighbours(text.as_bytes(), &(start..start + 3));
            words
                .map(|word| String::from_utf8_lossy(word).into_owned())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(told("a.b: c\n<x.y: z\nd.e: f"), "a.b d.e");
        assert_eq!(told("<x.y;A\r\nd.e;B"), "d.e");
        for text in ["<x.y", "<x.y: z", "a.b=c\n<x.y: z\n", "a.b: c\nlog <x.y: z\nd.e: f"] {
            assert_eq!(told(text), "", "{text}");
        }
    }
}
