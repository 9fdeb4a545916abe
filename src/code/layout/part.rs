//! The parts of a code: the characters they are made of, and what their values mean.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A named part of a code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The name, as it stands in the pattern.
    pub name: String,
    /// Which characters it is made of.
    pub chars: Chars,
    /// How many characters: one number, or the least and the most. Any number where absent.
    #[serde(default)]
    length: Option<Length>,
    /// The only values there are. Any where empty.
    #[serde(default)]
    pub values: Vec<String>,
    /// What a value means. The key is the value, or the code up to and with it (`0x0101`) where
    /// the meaning depends on what stands before.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// What a span of numbers means.
    #[serde(default)]
    pub ranges: Vec<PartRange>,
    /// The field of an entry that always equals this part: `status`, `group`, `error_type`.
    #[serde(default)]
    pub field: Option<Field>,
}

impl Part {
    /// The least and the most characters.
    pub fn length(&self) -> (usize, usize) {
        match self.length {
            None => (1, usize::MAX),
            Some(Length::Exact(n)) => (n, n),
            Some(Length::Span(least, most)) => (least, most),
        }
    }

    /// Whether the part can have this value, letters in either case.
    pub fn has(&self, value: &str) -> bool {
        self.take(value).is_some_and(|(_, rest)| rest.is_empty())
    }

    /// The value at the start of `text`, as many characters as may belong to it.
    pub(super) fn take<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let (least, most) = self.length();
        let end = self.chars.run(text.as_bytes(), most);
        let (value, rest) = text.split_at(end);
        let listed = self.values.is_empty()
            || self.values.iter().any(|known| known.eq_ignore_ascii_case(value));
        (end >= least && listed).then_some((value, rest))
    }
}

/// A field of an entry that repeats a part of its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The HTTP status.
    Status,
    /// The group.
    Group,
    /// The class of the error.
    ErrorType,
}

/// A span of numbers with a meaning, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartRange {
    /// The first number.
    pub from: u64,
    /// The last number.
    pub to: u64,
    /// What numbers in between are about.
    pub label: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Length {
    Exact(usize),
    Span(usize, usize),
}

/// The characters that a part is made of. Letters are met in either case and written in the one
/// that is named here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chars {
    /// `0` to `9`.
    Digit,
    /// `0` to `9` and `a` to `f`, written in lower case.
    Hex,
    /// Capital letters, digits and `_`.
    Upper,
    /// Small letters, digits and `_`.
    Word,
    /// Letters, digits and `_`, written as they are met.
    Alnum,
    /// Small letters, digits, `_` and, between them, `-`: `user-not-found`.
    Slug,
    /// Letters, digits, `_` and, between them, `-`, `.`, `:` and `/`, written as they are met:
    /// `auth/user-not-found`.
    Path,
}

impl Chars {
    /// Whether `byte` may stand in such a part, in either case.
    pub fn has(self, byte: u8) -> bool {
        CLASSES[usize::from(byte)] & self.class() != 0
    }

    /// The bit of the bytes that may stand in such a part.
    fn class(self) -> u8 {
        match self {
            Self::Digit => DIGIT,
            Self::Hex => HEX,
            Self::Upper | Self::Word | Self::Alnum => WORD,
            Self::Slug => SLUG,
            Self::Path => PATH,
        }
    }

    /// How many bytes at the start of `text` are a value of at most `most` characters. What joins
    /// words stands between them, never at an end.
    pub(crate) fn run(self, text: &[u8], most: usize) -> usize {
        let (class, text) = (self.class(), &text[..text.len().min(most)]);
        let other = text.iter().position(|byte| CLASSES[usize::from(*byte)] & class == 0);
        let run = other.unwrap_or(text.len());
        let joins = matches!(self, Self::Slug | Self::Path);
        if joins && !text.first().is_some_and(|byte| is_word(*byte)) {
            return 0;
        }
        let end = text[..run].iter().rposition(|byte| is_word(*byte)).map_or(0, |last| last + 1);
        if joins { end } else { run }
    }

    pub(super) fn write(self, text: &str) -> String {
        match self {
            Self::Hex | Self::Word | Self::Slug => text.to_ascii_lowercase(),
            Self::Upper => text.to_ascii_uppercase(),
            Self::Digit | Self::Alnum | Self::Path => text.to_owned(),
        }
    }
}

/// Which parts a byte may stand in, a bit each.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        if is_word(byte) {
            classes[at] |= WORD | SLUG | PATH;
        }
        if byte.is_ascii_digit() {
            classes[at] |= DIGIT;
        }
        if byte.is_ascii_hexdigit() {
            classes[at] |= HEX;
        }
        if byte == b'-' {
            classes[at] |= SLUG | PATH;
        }
        if matches!(byte, b'.' | b':' | b'/') {
            classes[at] |= PATH;
        }
        at += 1;
    }
    classes
};
const DIGIT: u8 = 1;
const HEX: u8 = 2;
const WORD: u8 = 4;
const SLUG: u8 = 8;
const PATH: u8 = 16;

/// What a value of a part means, by a label or by the range it falls in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label<'a> {
    /// The label of just this value.
    Value(&'a str),
    /// The label of the range that the value falls in.
    Range(&'a PartRange),
}

impl<'a> Label<'a> {
    /// The words of the label.
    pub fn text(self) -> &'a str {
        match self {
            Self::Value(text) => text,
            Self::Range(range) => &range.label,
        }
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
