//! Messages as templates: matched against filled-in text, they give the values back.

mod anchors;
mod folded;
mod matching;
mod pieces;
mod places;
mod set;
mod sieve;

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem;

use crate::catalog::Placeholders;
use crate::entry::Entry;
use folded::Folded;
use pieces::{Kind, Piece, Value, pieces};

pub use set::{Found, Templates};
pub(crate) use sieve::Sieve;

/// A message with placeholders.
///
/// It is met anywhere in a text. Letter case, runs of white space, curly or escaped quotes and a
/// missing full stop at the end make no difference; all else is literal.
#[derive(Debug, Clone)]
pub struct Template {
    pieces: Vec<Piece>,
    /// The folded literals around the values: one more than there are values. Only the first and
    /// the last may be empty.
    segments: Vec<Vec<u8>>,
    /// What finds them: made when the first of them is looked for.
    finders: OnceLock<Vec<memmem::Finder<'static>>>,
    /// What the values between them take.
    kinds: Vec<Kind>,
    weight: usize,
}

/// The values that a template was filled with, in the order of the message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Captures {
    pairs: Vec<(String, String)>,
}

impl Captures {
    /// The value of a placeholder: `0`, `RESOURCE`.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.iter().find(|pair| pair.0 == name).map(|pair| pair.1)
    }

    /// Names and values, in the order of the message.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether nothing was filled in.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

impl FromIterator<(String, String)> for Captures {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self { pairs: pairs.into_iter().collect() }
    }
}

/// Where a template was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// The place in the text, in bytes.
    pub span: Range<usize>,
    /// What the placeholders stand for. A placeholder that was printed unfilled has no value.
    pub captures: Captures,
    /// Whether the text has the message to the letter.
    pub exact: bool,
}

impl Template {
    /// The template of a message.
    pub fn new(message: &str, placeholders: Placeholders) -> Self {
        let pieces = pieces(message, placeholders);
        let mut segments = vec![Vec::new()];
        for piece in &pieces {
            match piece {
                Piece::Literal(text) => {
                    let at = segments.len() - 1;
                    segments[at] = Folded::of(text.as_bytes()).bytes().to_vec();
                }
                // Nothing can tell two values apart that nothing stands between.
                Piece::Value(_)
                    if segments.len() > 1 && segments[segments.len() - 1].is_empty() => {}
                Piece::Value(_) => segments.push(Vec::new()),
            }
        }
        let values = segments.len() - 1;
        let last = &mut segments[values];
        while last.last() == Some(&b' ') {
            last.pop();
        }
        if last.len() > 1 && last.ends_with(b".") {
            last.pop();
        }
        let weight = segments.iter().flatten().filter(|byte| **byte != b' ').count();
        let (finders, kinds) = (OnceLock::new(), Vec::new());
        let mut template = Self { pieces, segments, finders, kinds, weight };
        template.kinds = template.values().map(|value| value.kind).collect();
        template
    }

    /// The templates of an entry: what the system sends first, and what its source documents where
    /// that is another text.
    pub fn of_entry(entry: &Entry, placeholders: Placeholders) -> impl Iterator<Item = Self> {
        let sent = entry.template.as_deref().map(|text| Self::new(text, Placeholders::Braces));
        sent.into_iter().chain(std::iter::once(Self::new(&entry.message, placeholders)))
    }

    /// The names of the placeholders, in the order of the message.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(_) => None,
            Piece::Value(value) => Some(value.name.as_str()),
        })
    }

    /// How much of the message is literal: its bytes without blanks, placeholders and the last
    /// full stop. Of two templates that meet a text, the heavier one says more.
    pub fn weight(&self) -> usize {
        self.weight
    }

    /// How many words the literals have. What is written without blanks counts by its length.
    pub(crate) fn literal_words(&self) -> usize {
        let runs = self.segments.iter().flat_map(|text| {
            text.split(|byte| !matching::is_word(*byte)).filter(|run| run.len() > 1)
        });
        // Six bytes of other scripts: two characters of Chinese, three of Greek.
        runs.map(|run| (run.iter().filter(|byte| !byte.is_ascii()).count() / 6).max(1)).sum()
    }

    /// Whether the message has placeholders.
    pub fn has_values(&self) -> bool {
        self.segments.len() > 1
    }

    /// Whether the literal part is too small to tell the message from any other text: `[{0}]`. Such
    /// a template is met only by a whole text.
    pub fn is_weak(&self) -> bool {
        self.segments.iter().flatten().filter(|byte| matching::is_word(**byte)).count() < 3
    }

    /// The values where the message stands somewhere in `text`.
    pub fn captures(&self, text: impl AsRef<[u8]>) -> Option<Captures> {
        self.find(text).map(|met| met.captures)
    }

    /// The first place where the message stands in `text`.
    ///
    /// The time is linear in the length of the text. Where a text has several fillings of one
    /// place, the shortest value whose brackets are even is taken; values are at most 2 KiB long.
    pub fn find(&self, text: impl AsRef<[u8]>) -> Option<Met> {
        self.find_folded(&Folded::of(text.as_ref()), 0).map(|found| found.0)
    }

    /// The message with the values filled in. What has no value stays as the message writes it.
    pub fn expand(&self, captures: &Captures) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            text.push_str(match piece {
                Piece::Literal(literal) => literal,
                Piece::Value(value) => captures.value(&value.name).unwrap_or(&value.mark),
            });
        }
        text
    }

    /// The placeholders that have a place of their own.
    fn values(&self) -> impl Iterator<Item = &Value> {
        let mut behind_value = false;
        self.pieces.iter().filter_map(move |piece| match piece {
            Piece::Literal(_) => {
                behind_value = false;
                None
            }
            Piece::Value(value) => (!std::mem::replace(&mut behind_value, true)).then_some(value),
        })
    }
}

#[cfg(test)]
mod tests;
