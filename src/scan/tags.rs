//! Dotted codes that are but the keys of texts in markup: in translation units, and in the tags
//! that show a text.

use std::ops::Range;

use memchr::memrchr;

use super::context::{Back, PADDING};
use super::shape::is_word;

/// Tags, without the prefix of a name space unless it tells them from others, and the attribute
/// of theirs that is the key of a text.
const KEYS: [(&[u8], &[u8]); 18] = [
    (b"FormattedHTMLMessage", b"id"),
    (b"FormattedMessage", b"id"),
    (b"Trans", b"id"),
    (b"Translate", b"id"),
    (b"data", b"name"),
    (b"i18n", b"path"),
    (b"i18n-t", b"keypath"),
    (b"message", b"id"),
    (b"message", b"key"),
    (b"plurals", b"name"),
    (b"s:text", b"name"),
    (b"spring:message", b"code"),
    (b"string", b"name"),
    (b"string-array", b"name"),
    (b"trans-unit", b"id"),
    (b"tu", b"tuid"),
    (b"unit", b"id"),
    (b"unit", b"name"),
];

/// Tags whose content is the key of a text, where it has the look of one.
const CONTENTS: [&[u8]; 3] = [b"key", b"seg", b"source"];

/// How far before an attribute its tag is looked for, in bytes.
const REACH: usize = 256;

/// Whether the value of the attribute whose `=` ends at `end` is the key of a text.
pub(super) fn is_key_of_tag(text: &[u8], end: usize) -> bool {
    let Some(attribute) = (Back { text, at: end - 1 }).word() else { return false };
    let from = attribute.start.saturating_sub(REACH);
    let before = &text[from..attribute.start];
    let Some(open) = memrchr(b'<', before) else { return false };
    let tag = name(&before[open + 1..]);
    KEYS.iter().any(|(it, key)| *key == &text[attribute.clone()] && is_tag(tag, it))
}

/// Whether a code that is the whole content of a tag is the key of a text.
pub(super) fn is_key_in_tag(text: &[u8], code: &Range<usize>) -> bool {
    text[code.end..].strip_prefix(b"</").is_some_and(|rest| {
        let tag = name(rest);
        CONTENTS.iter().any(|it| is_tag(tag, it))
    })
}

/// The name of a tag that a text begins with.
fn name(text: &[u8]) -> &[u8] {
    let part = |byte: &&u8| is_word(**byte) || matches!(**byte, b'-' | b':');
    &text[..text.iter().take(PADDING).take_while(part).count()]
}

/// Whether a tag has this name, with or without a prefix before it.
fn is_tag(tag: &[u8], name: &[u8]) -> bool {
    tag.strip_suffix(name).is_some_and(|prefix| prefix.is_empty() || prefix.ends_with(b":"))
}

#[cfg(test)]
mod tests {
    use super::{is_key_in_tag, is_key_of_tag};

    #[test]
    fn the_attribute_of_a_tag_that_shows_a_text_is_known() {
        let known = |text: &str| {
            let end = text.rfind("=\"").unwrap() + 1;
            is_key_of_tag(text.as_bytes(), end)
        };
        for text in [
            "<trans-unit id=\"x.y\">",
            "<x:unit name=\"x.y\">",
            "<FormattedMessage\n  values={a}\n  id=\"x.y\"",
            "<fmt:message key=\"x.y\"/>",
            "<spring:message code=\"x.y\"/>",
            "<string name=\"x.y\">",
        ] {
            assert!(known(text), "{text}");
        }
        for text in [
            "<error id=\"x.y\">",
            "<message code=\"x.y\">",
            "<text name=\"x.y\">",
            "<mytu tuid=\"x.y\"",
            "id=\"x.y\"",
        ] {
            assert!(!known(text), "{text}");
        }
    }

    #[test]
    fn the_content_of_a_tag_that_names_a_text_is_known() {
        let known = |text: &str| is_key_in_tag(text.as_bytes(), &(0..3));
        assert!(known("x.y</source>") && known("x.y</key>"));
        for text in ["x.y</code>", "x.y<source>", "x.y</", "x.y"] {
            assert!(!known(text), "{text}");
        }
    }
}
