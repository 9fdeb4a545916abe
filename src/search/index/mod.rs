//! The entries as words: those of the program come prepared, those of a user are found.

mod found;
mod kind;
mod written;

use std::ops::Range;

use crate::catalog::{Catalog, Listed};
use crate::lookup;
use crate::search::prepared::{self, Prepared};
use crate::search::vocabulary::Vocabulary;
use found::Found;
pub(super) use kind::Kind;
#[cfg(test)]
pub(super) use written::MOST_MARK_WORDS;

/// The words of all entries.
#[derive(Debug)]
pub(super) struct Index<'c> {
    parts: Vec<Part<'c>>,
    pub(super) vocabulary: Vocabulary,
    found: Found,
}

/// The entries of a catalog.
#[derive(Debug)]
struct Part<'c> {
    catalog: &'c Catalog,
    /// Their numbers among all that are searched.
    docs: Range<usize>,
    source: Source,
    /// The number of the first one there.
    first: usize,
}

/// Where the words of entries are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Prepared,
    Found,
}

/// Where the words of an entry are, and which it is there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Prepared(usize),
    Found(usize),
}

impl Part<'_> {
    /// Where the entry with a number is.
    fn place(&self, number: usize) -> Place {
        let place = self.first + number - self.docs.start;
        match self.source {
            Source::Prepared => Place::Prepared(place),
            Source::Found => Place::Found(place),
        }
    }
}

/// An entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Doc<'c> {
    pub(super) catalog: &'c Catalog,
    /// Its place in the catalog.
    place: usize,
    /// Where its words are.
    at: Place,
    pub(super) status: Option<u16>,
    /// How many placeholders its messages have, at most.
    pub(super) marks: usize,
    /// Whether a message may stand in a text that has none of its words.
    is_open: bool,
}

impl<'c> Doc<'c> {
    pub(super) fn listed(&self) -> Listed<'c> {
        self.catalog.entries().listed_at(self.place)
    }

    pub(super) fn found(&self) -> lookup::Found<'c> {
        lookup::Found { catalog: self.catalog, entry: self.listed().entry() }
    }
}

/// The words of a text, by their number in the vocabulary.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tokens<'i> {
    Prepared(&'static [[u8; 2]]),
    Found(&'i [u32]),
}

impl Tokens<'_> {
    #[inline]
    pub(super) fn len(self) -> usize {
        match self {
            Self::Prepared(tokens) => tokens.len(),
            Self::Found(tokens) => tokens.len(),
        }
    }

    #[inline]
    pub(super) fn at(self, place: usize) -> u32 {
        match self {
            Self::Prepared(tokens) => prepared::number(tokens[place]),
            Self::Found(tokens) => tokens[place],
        }
    }

    #[inline]
    pub(super) fn iter(self) -> impl Iterator<Item = u32> {
        (0..self.len()).map(move |place| self.at(place))
    }
}

impl<'c> Index<'c> {
    /// The words of all entries of some catalogs. Those that the program carries are prepared.
    pub(super) fn new(catalogs: impl IntoIterator<Item = &'c Catalog>) -> Self {
        Self::with(Prepared::embedded(), catalogs)
    }

    /// The same, all words found in the texts.
    #[cfg(test)]
    pub(super) fn read(catalogs: impl IntoIterator<Item = &'c Catalog>) -> Self {
        Self::with(Prepared::default(), catalogs)
    }

    fn with(prepared: Prepared, catalogs: impl IntoIterator<Item = &'c Catalog>) -> Self {
        let mut parts: Vec<Part<'_>> = Vec::with_capacity(8);
        let (mut there, mut others) = (0, 0);
        for catalog in catalogs {
            let start = parts.last().map_or(0, |part| part.docs.end);
            let of_prepared = prepared.docs_of(catalog);
            let (source, docs) = match of_prepared {
                Some(docs) => (Source::Prepared, docs),
                None => (Source::Found, others..others + catalog.entries().len()),
            };
            match source {
                Source::Prepared => there += docs.len(),
                Source::Found => others = docs.end,
            }
            let first = docs.start;
            parts.push(Part { catalog, docs: start..start + docs.len(), source, first });
        }
        let vocabulary = match there == prepared.len() {
            true => Vocabulary::new(prepared),
            false => part_of(prepared, &parts),
        };
        let mut index = Self { parts, vocabulary, found: Found::default() };
        for part in index.parts.iter().filter(|part| part.source == Source::Found) {
            index.found.add_all(part.catalog, &mut index.vocabulary);
        }
        index
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.parts.last().map_or(0, |part| part.docs.end)
    }

    /// The catalogs that are searched.
    pub(super) fn catalogs(&self) -> impl Iterator<Item = &'c Catalog> {
        self.parts.iter().map(|part| part.catalog)
    }

    /// The entry with a number, from 0 on.
    pub(super) fn doc(&self, number: usize) -> Doc<'c> {
        self.doc_of(self.part_of(number), number)
    }

    /// The texts of an entry with their words.
    pub(super) fn fields_of(&self, doc: usize) -> impl Iterator<Item = (Kind, Tokens<'_>)> {
        self.fields_at(self.part_of(doc).place(doc))
    }

    /// The same.
    pub(super) fn fields_at(&self, place: Place) -> impl Iterator<Item = (Kind, Tokens<'_>)> {
        let (mut prepared, mut found) = match place {
            Place::Prepared(at) => (Some(self.vocabulary.prepared.fields_of(at)), None),
            Place::Found(at) => (None, Some(self.found.fields_of(at))),
        };
        // One of them alone: chained, both would be asked each time.
        std::iter::from_fn(move || match &mut prepared {
            Some(prepared) => {
                prepared.next().map(|(kind, tokens)| (kind, Tokens::Prepared(tokens)))
            }
            None => found.as_mut()?.next(),
        })
    }

    /// All entries, in order: their numbers, and where their words are.
    pub(super) fn docs(&self) -> impl Iterator<Item = (usize, Place, &'c Catalog)> {
        self.parts.iter().flat_map(|part| {
            part.docs.clone().map(move |number| (number, part.place(number), part.catalog))
        })
    }

    /// The entries that may have one of some words, or a message of which nothing need be there, in
    /// order. Those of a user are not listed by their words.
    pub(super) fn with_any(&self, words: &[u32]) -> impl Iterator<Item = Doc<'c>> {
        let prepared = &self.vocabulary.prepared;
        let mut has = vec![false; prepared.len()];
        for word in words.iter().filter(|word| (**word as usize) < prepared.words.len()) {
            prepared.docs_with(*word).for_each(|(doc, _)| has[doc] = true);
        }
        let docs = self
            .parts
            .iter()
            .flat_map(move |part| part.docs.clone().map(move |number| self.doc_of(part, number)));
        docs.filter(move |doc| match doc.at {
            Place::Prepared(at) => has[at] || doc.is_open,
            Place::Found(_) => true,
        })
    }

    fn part_of(&self, doc: usize) -> &Part<'c> {
        &self.parts[self.parts.partition_point(|part| part.docs.end <= doc)]
    }

    fn doc_of(&self, part: &Part<'c>, number: usize) -> Doc<'c> {
        let at = part.place(number);
        let (status, marks, is_open) = match at {
            Place::Prepared(at) => {
                let doc = self.vocabulary.prepared.doc(at);
                (doc.status, doc.marks, doc.is_open)
            }
            Place::Found(at) => {
                let doc = &self.found.docs[at];
                (doc.status, doc.marks, true)
            }
        };
        Doc { catalog: part.catalog, place: number - part.docs.start, at, status, marks, is_open }
    }
}

/// The prepared words of some of the catalogs that the program carries.
fn part_of(prepared: Prepared, parts: &[Part<'_>]) -> Vocabulary {
    // By word, in how many entries it stands and the last one that was counted, plus one.
    let mut counted: Vec<Option<(u32, usize)>> = vec![None; prepared.words.len()];
    for part in parts.iter().filter(|part| part.source == Source::Prepared) {
        for doc in part.first..part.first + part.docs.len() {
            for (kind, tokens) in prepared.fields_of(doc) {
                for word in tokens {
                    let word = &mut counted[prepared::number(*word) as usize];
                    let (entries, last) = word.get_or_insert((0, 0));
                    if kind.makes_less_rare() && *last != doc + 1 {
                        (*entries, *last) = (*entries + 1, doc + 1);
                    }
                }
            }
        }
    }
    Vocabulary::with(prepared, |word| counted[word as usize].map(|(entries, _)| entries))
}
