//! What a search needs of the entries that the program carries and of `data/synonyms.json`, found
//! beforehand: `data/words.bin`.
//!
//! `RENEW=1 cargo test --lib search::prepared` writes the file (`write.rs`), and without `RENEW` the
//! test fails where the file is not that of the data. It is read where it stands: a search touches
//! the few pages that its words are on. All numbers have two bytes, the low one first.

mod list;
#[cfg(test)]
mod write;

use std::ops::Range;

use crate::catalog::{Catalog, Origin};
use crate::search::index::Kind;
pub(super) use list::List;

/// The words of all catalogs that the program carries.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Prepared {
    /// By catalog: how many entries, how many bytes its id has, and the id.
    catalogs: &'static [u8],
    /// By entry: status or 0; placeholders and whether it is open (a byte each); its first text.
    docs: &'static [[u8; 6]],
    /// By text: kind and length; the place of its first word.
    fields: &'static [[u8; 4]],
    /// The words of all texts, by their number.
    tokens: &'static [[u8; 2]],
    /// The different words, in order.
    pub(super) words: List,
    /// By word: in how many entries it stands, its stem, and where the entries are listed that have
    /// it.
    uses: &'static [[u8; 6]],
    /// The entries that have each word, with the kind of text in which it counts most.
    places: &'static [[u8; 2]],
    /// The stems of all words and synonyms, in order.
    pub(super) stems: List,
    /// By stem: where its words begin in the list behind.
    forms: &'static [[u8; 2]],
    /// The words, those of one stem side by side.
    of_stems: &'static [[u8; 2]],
    /// The words that say nothing, a blank before and behind each.
    pub(super) fillers: &'static [u8],
    /// The synonyms: lines with the number of phrases' words and what kind of line it is, then the
    /// stems of these, the first one of a phrase marked.
    pub(super) synonyms: &'static [[u8; 2]],
    /// By the first stem of a phrase: the lines that it stands in.
    pub(super) lines: &'static [[u8; 4]],
}

/// An entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Doc {
    pub(super) status: Option<u16>,
    /// How many placeholders its messages have, at most.
    pub(super) marks: usize,
    /// Whether a message may stand in a text that has none of its words: they may all be values.
    pub(super) is_open: bool,
}

/// Kinds have numbers below this; what is above is the length of the text in words, or an entry.
const KINDS: u16 = 1 << 4;

impl Prepared {
    pub(super) fn embedded() -> Self {
        let mut file = Reader { rest: include_bytes!("../../../data/words.bin") };
        Self {
            catalogs: file.bytes(),
            docs: file.records(),
            fields: file.records(),
            tokens: file.records(),
            words: List::read(&mut file),
            uses: file.records(),
            places: file.records(),
            stems: List::read(&mut file),
            forms: file.records(),
            of_stems: file.records(),
            fillers: file.bytes(),
            synonyms: file.records(),
            lines: file.records(),
        }
    }

    /// The numbers of the entries of a catalog, unless it is one that a user brought or changed.
    pub(super) fn docs_of(&self, catalog: &Catalog) -> Option<Range<usize>> {
        if *catalog.origin() != Origin::BuiltIn || !catalog.patched().is_empty() {
            return None;
        }
        let mut docs = 0..0;
        let mut rest = self.catalogs;
        while let Some(([a, b, length, _], behind)) = rest.split_first_chunk() {
            docs = docs.end..docs.end + usize::from(u16::from_le_bytes([*a, *b]));
            let (id, behind) = behind.split_at_checked(usize::from(*length))?;
            if id == catalog.id().as_bytes() {
                return Some(docs);
            }
            rest = behind;
        }
        None
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.docs.len()
    }

    pub(super) fn doc(&self, number: usize) -> Doc {
        let [a, b, marks, open, ..] = self.docs[number];
        let status = Some(u16::from_le_bytes([a, b])).filter(|status| *status > 0);
        Doc { status, marks: usize::from(marks), is_open: open > 0 }
    }

    /// The texts of an entry with their words.
    pub(super) fn fields_of(self, doc: usize) -> impl Iterator<Item = (Kind, &'static [[u8; 2]])> {
        let first = |[.., a, b]: &[u8; 6]| usize::from(u16::from_le_bytes([*a, *b]));
        let start = first(&self.docs[doc]);
        let end = self.docs.get(doc + 1).map_or(self.fields.len(), first);
        self.fields[start..end].iter().map(move |[a, b, c, d]| {
            let kind = u16::from_le_bytes([*a, *b]);
            let start = usize::from(u16::from_le_bytes([*c, *d]));
            (Kind::numbered(kind % KINDS), &self.tokens[start..start + usize::from(kind / KINDS)])
        })
    }

    /// In how many entries a word stands.
    pub(super) fn entries(&self, word: u32) -> u32 {
        let [a, b, ..] = self.uses[word as usize];
        u32::from(u16::from_le_bytes([a, b]))
    }

    /// The stem of a word.
    pub(super) fn stem_of(&self, word: u32) -> u32 {
        let [_, _, a, b, ..] = self.uses[word as usize];
        u32::from(u16::from_le_bytes([a, b]))
    }

    /// The words that have a stem.
    pub(super) fn forms_of(&self, stem: u32) -> impl Iterator<Item = u32> + use<> {
        let at = |stem: usize| self.forms.get(stem).map(|place| number(*place) as usize);
        let start = at(stem as usize).unwrap_or(self.of_stems.len());
        let end = at(stem as usize + 1).unwrap_or(self.of_stems.len());
        self.of_stems[start..end].iter().map(|word| number(*word))
    }

    /// The entries that have a word in any text, in order, with the kind of text in which it counts
    /// most.
    pub(super) fn docs_with(&self, word: u32) -> impl Iterator<Item = (usize, Kind)> + use<> {
        let start = |[.., a, b]: &[u8; 6]| usize::from(u16::from_le_bytes([*a, *b]));
        let word = word as usize;
        let end = self.uses.get(word + 1).map_or(self.places.len(), start);
        self.places[start(&self.uses[word])..end].iter().map(|place| {
            let place = u16::from_le_bytes(*place);
            (usize::from(place / KINDS), Kind::numbered(place % KINDS))
        })
    }
}

pub(super) fn number(bytes: [u8; 2]) -> u32 {
    u32::from(u16::from_le_bytes(bytes))
}

/// Takes parts from a file, each behind its length in bytes.
struct Reader {
    rest: &'static [u8],
}

impl Reader {
    fn bytes(&mut self) -> &'static [u8] {
        // What the tests have proven is never cut short.
        let length = self.rest.split_off(..4).and_then(|length| length.first_chunk());
        let length = length.map_or(0, |length| u32::from_le_bytes(*length) as usize);
        self.rest.split_off(..length).unwrap_or_default()
    }

    fn records<const SIZE: usize>(&mut self) -> &'static [[u8; SIZE]] {
        self.bytes().as_chunks().0
    }
}
