//! The words of the entries that the program carries, found beforehand: `data/words.bin`.
//!
//! `RENEW=1 cargo test --lib search::prepared` writes the file, and without `RENEW` the test fails
//! where the file is not that of the catalogs. It has a block for each catalog, all numbers of two
//! bytes, the low one first: how many entries, texts, words of texts and different words there are,
//! and the length of these in bytes. Then the entries (status or 0, placeholders, texts), the texts
//! (kind and length, place of the first word), the words of texts by their number, the different
//! words (where each ends, in how many entries it is), and their letters.

use crate::catalog::{Catalog, Origin};
use crate::search::index::Kind;

/// The words of a catalog.
pub(super) struct Prepared {
    docs: &'static [u8],
    fields: &'static [u8],
    tokens: &'static [u8],
    words: &'static [u8],
    letters: &'static [u8],
}

/// An entry.
pub(super) struct Doc {
    pub(super) status: Option<u16>,
    pub(super) marks: usize,
    pub(super) fields: usize,
}

/// A text of an entry.
pub(super) struct Field {
    pub(super) kind: Kind,
    /// The place of its first word, and how many it has.
    pub(super) start: u32,
    pub(super) length: u32,
}

/// Kinds have numbers below this; what is above is the length of the text in words.
const KINDS: u16 = 1 << 4;

impl Prepared {
    /// The words of a catalog, unless it is one that a user brought or changed.
    pub(super) fn of(catalog: &Catalog) -> Option<Self> {
        if *catalog.origin() != Origin::BuiltIn || !catalog.patched().is_empty() {
            return None;
        }
        let mut file: &'static [u8] = include_bytes!("../../data/words.bin");
        loop {
            let (name, prepared) = Self::read(&mut file)?;
            if name == catalog.id().as_bytes() {
                let fits = prepared.docs.len() / DOC == catalog.entries().len();
                return fits.then_some(prepared);
            }
        }
    }

    /// The next block of a file.
    fn read(file: &mut &'static [u8]) -> Option<(&'static [u8], Self)> {
        let mut next = |length: usize| file.split_off(..length);
        let mut counts = numbers(next(12)?).map(usize::from);
        let mut count = || counts.next().unwrap_or_default();
        let name = next(count())?;
        let prepared = Self {
            docs: next(count() * DOC)?,
            fields: next(count() * 4)?,
            tokens: next(count() * 2)?,
            words: next(count() * 4)?,
            letters: next(count())?,
        };
        Some((name, prepared))
    }

    pub(super) fn docs(&self) -> impl Iterator<Item = Doc> {
        self.docs.chunks_exact(DOC).map(|doc| Doc {
            status: Some(number(doc)).filter(|status| *status > 0),
            marks: usize::from(doc[2]),
            fields: usize::from(doc[3]),
        })
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = Field> {
        self.fields.chunks_exact(4).map(|field| Field {
            kind: Kind::numbered(number(field) % KINDS),
            start: u32::from(number(&field[2..])),
            length: u32::from(number(field) / KINDS),
        })
    }

    /// The words of all texts, by their number among the different words.
    pub(super) fn tokens(&self) -> impl ExactSizeIterator<Item = u16> {
        numbers(self.tokens)
    }

    /// The different words, and in how many entries each is.
    pub(super) fn words(&self) -> impl ExactSizeIterator<Item = (&'static str, u32)> {
        let mut start = 0;
        // Only of the catalogs that are searched.
        let letters = std::str::from_utf8(self.letters).unwrap_or_default();
        self.words.chunks_exact(4).map(move |word| {
            let from = std::mem::replace(&mut start, usize::from(number(word)));
            let text = letters.get(from..start).unwrap_or_default();
            (text, u32::from(number(&word[2..])))
        })
    }
}

/// The bytes of an entry.
const DOC: usize = 4;

#[inline(always)]
fn number(bytes: &[u8]) -> u16 {
    bytes.first_chunk().map_or(0, |bytes| u16::from_le_bytes(*bytes))
}

fn numbers(bytes: &[u8]) -> impl ExactSizeIterator<Item = u16> {
    bytes.as_chunks().0.iter().map(|bytes| u16::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::KINDS;
    use crate::catalog::{Catalog, Catalogs};
    use crate::search::index::{Index, Kind};

    fn block(catalog: &Catalog) -> Vec<u8> {
        let index = Index::read([catalog]);
        let mut block = Vec::new();
        let mut put = |number: usize| {
            let number = u16::try_from(number).expect("more than two bytes hold");
            block.extend_from_slice(&number.to_le_bytes());
        };
        let letters: String = index.vocabulary.iter().map(|(_, word)| word).collect();
        let fields: usize = (0..index.docs.len()).map(|doc| index.fields_of(doc).count()).sum();
        let counts = [catalog.id().len(), index.docs.len(), fields, index.tokens.len()];
        counts.into_iter().chain([index.vocabulary.len(), letters.len()]).for_each(&mut put);
        block.extend_from_slice(catalog.id().as_bytes());
        for (at, doc) in index.docs.iter().enumerate() {
            block.extend_from_slice(&doc.status.unwrap_or_default().to_le_bytes());
            for number in [doc.marks, index.fields_of(at).count()] {
                block.push(u8::try_from(number).expect("more than a byte holds"));
            }
        }
        let mut put = |number: usize| {
            let number = u16::try_from(number).expect("more than two bytes hold");
            block.extend_from_slice(&number.to_le_bytes());
        };
        for field in &index.fields {
            let length = field.tokens.len();
            assert_eq!(Kind::numbered(field.kind as u16), field.kind);
            put(length * usize::from(KINDS) + field.kind as usize);
            put(field.tokens.start as usize);
        }
        index.tokens.iter().for_each(|token| put(*token as usize));
        let mut end = 0;
        for (number, word) in index.vocabulary.iter() {
            end += word.len();
            put(end);
            put(index.vocabulary.entries(number) as usize);
        }
        block.extend_from_slice(letters.as_bytes());
        block
    }

    #[test]
    fn the_file_is_that_of_the_catalogs() {
        let file: Vec<u8> = Catalogs::embedded().iter().flat_map(block).collect();
        if std::env::var_os("RENEW").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/words.bin");
            std::fs::write(path, &file).unwrap();
            return;
        }
        let there: &[u8] = include_bytes!("../../data/words.bin");
        assert!(there == file, "RENEW=1 cargo test --lib search::prepared renews data/words.bin");
    }

    #[test]
    fn prepared_words_are_those_that_are_found() {
        let catalogs = Catalogs::embedded();
        for catalogs in [catalogs.iter().collect(), vec![catalogs.named("kuzzle").unwrap()]] {
            let prepared = Index::new(catalogs.iter().copied());
            let found = Index::read(catalogs);
            assert_eq!(prepared.docs.len(), found.docs.len());
            for doc in 0..found.docs.len() {
                let texts = |index: &Index<'_>| -> Vec<(Kind, Vec<(String, u32)>)> {
                    let word = |word: &u32| {
                        (index.vocabulary.text(*word).to_owned(), index.vocabulary.entries(*word))
                    };
                    let fields = index.fields_of(doc);
                    fields.map(|(kind, tokens)| (kind, tokens.iter().map(word).collect())).collect()
                };
                assert_eq!(texts(&prepared), texts(&found));
                let (a, b) = (&prepared.docs[doc], &found.docs[doc]);
                assert_eq!((a.status, a.marks), (b.status, b.marks));
            }
        }
    }
}
