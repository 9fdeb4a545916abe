//! Values as they are pasted: JSON, Python's and JavaScript's way of printing it, cut off or not.

mod reader;
mod string;

use std::borrow::Cow;

use reader::Reader;

/// A value as it was pasted. Strings borrow from the text where nothing was escaped.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'t> {
    /// `null`, `None`, `undefined`, and what was too deep or too much to be kept.
    Null,
    /// `true`, `True`.
    Bool(bool),
    /// A number as it is written, at most 256 bytes.
    Number(Cow<'t, str>),
    /// A string or a bare word.
    Text(Cow<'t, str>),
    /// A list.
    List(Vec<Value<'t>>),
    /// An object: names and values in order. A name that stands twice is here twice.
    Object(Vec<(Cow<'t, str>, Value<'t>)>),
}

impl<'t> Value<'t> {
    /// The member of this name, the last one where it stands several times (as most readers of
    /// JSON have it).
    pub fn member(&self, name: &str) -> Option<&Value<'t>> {
        match self {
            Self::Object(members) => {
                members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// What a dotted path leads to: `message.value`. The empty path is the value itself. On the way
    /// through a list, its first element that goes on counts.
    pub fn at(&self, path: &str) -> Option<&Value<'t>> {
        if path.is_empty() {
            return Some(self);
        }
        path.split('.').try_fold(self, |value, name| match value {
            Self::List(values) => values.iter().take(10).find_map(|value| value.member(name)),
            value => value.member(name),
        })
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A string, number or boolean as text.
    pub fn scalar(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// A whole number, written as a number or as a string of digits.
    pub fn integer(&self) -> Option<i64> {
        match self {
            Self::Text(text) | Self::Number(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The same value, borrowing from nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(text) => Value::Number(Cow::Owned(text.into_owned())),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::List(values) => Value::List(values.into_iter().map(Value::into_owned).collect()),
            Self::Object(members) => Value::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned()))
                    .collect(),
            ),
        }
    }

    /// The members of an object, in order.
    pub fn members(&self) -> &[(Cow<'t, str>, Value<'t>)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }
}

/// A value with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<'t> {
    /// The value.
    pub value: Value<'t>,
    /// Where it ends: bytes from the start of the text that was read.
    pub end: usize,
    /// The text ended, or went on in no readable way, before the value was complete.
    pub cut: bool,
    /// Parts were read over, because they lie too deep or are too many.
    pub shortened: bool,
}

/// Reads the value that `text` starts with, white space aside. `None` where it starts with no
/// object, list or string. What stands behind the value is not looked at.
///
/// Takes linear time and keeps a bounded number of values, however deep or long the text is.
pub fn read(text: &[u8]) -> Option<Placed<'_>> {
    let mut reader = Reader { text, at: 0, kept: 0, shortened: false };
    reader.space();
    if !matches!(reader.peek()?, b'{' | b'[' | b'"') {
        return None;
    }
    reader.whole()
}

/// The first characters of a text, as many as fit in `most` bytes.
pub(super) fn front(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests;
