//! What users say for what messages say: `data/synonyms.json`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::search::stem::stem;
use crate::search::words::words;

/// Words and phrases with what they may stand for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Synonyms {
    /// Words that say nothing.
    #[serde(borrow)]
    fillers: Vec<&'static str>,
    /// Words and phrases that say the same.
    #[serde(borrow)]
    same: Vec<Vec<&'static str>>,
    /// Words and phrases that may stand for one another.
    #[serde(borrow)]
    near: Vec<Vec<&'static str>>,
    /// Words that stand for others, but not the other way round.
    #[serde(borrow)]
    means: BTreeMap<&'static str, Vec<&'static str>>,
}

/// A phrase of a query, and what it may stand for.
#[derive(Debug)]
pub(super) struct Meant {
    /// How many words of the query it is.
    pub(super) length: usize,
    /// The phrase itself, as stems.
    pub(super) said: Vec<String>,
    /// The phrases that stand for it, as stems.
    pub(super) meanings: Vec<Vec<String>>,
    pub(super) nearness: Nearness,
}

/// How well one phrase stands for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nearness {
    /// It says the same.
    Same,
    /// It may be meant.
    Near,
}

impl Synonyms {
    /// The table of the binary.
    ///
    /// # Panics
    /// Where the file is broken, which the test `the_table_is_read` rules out.
    pub(super) fn embedded() -> Self {
        let mut table: Self = serde_json::from_str(include_str!("../../data/synonyms.json"))
            .expect("the table reads as the tests have proven");
        table.fillers.sort_unstable();
        table
    }

    /// A word of a query with what is known of it.
    pub(super) fn typed(&self, word: &str) -> Typed {
        Typed { word: word.to_owned(), stem: stem(word), is_filler: self.is_filler(word) }
    }

    /// What the words of a query may stand for: for each word, the phrases that begin there.
    /// Fillers within a phrase make no difference.
    ///
    /// The stems of the table are found only where its words begin as those of the query do: a
    /// search is one process, and most of the table is not needed for it.
    pub(super) fn of(&self, row: &[Typed]) -> Vec<Vec<Meant>> {
        let mut meant: Vec<Vec<Meant>> = row.iter().map(|_| Vec::new()).collect();
        let same = self.same.iter().map(|group| (group.as_slice(), None, Nearness::Same));
        let near = self.near.iter().map(|group| (group.as_slice(), None, Nearness::Near));
        let firsts = row.iter().fold(0, |firsts, typed| firsts | first_letter(&typed.stem));
        let means = self
            .means
            .iter()
            .map(|(word, meanings)| (meanings.as_slice(), Some(*word), Nearness::Near));
        for (group, word, nearness) in same.chain(near).chain(means) {
            let said = word.as_ref().map_or(group, std::slice::from_ref);
            for phrase in said {
                let begins = |typed: &Typed| alike(phrase, &typed.stem);
                if !has_first(phrase, firsts) || !row.iter().any(begins) {
                    continue;
                }
                let stems = self.stems(phrase);
                for at in 0..row.len() {
                    let Some(length) = covered(&stems, &row[at..]) else { continue };
                    let others = group.iter().filter(|other| *other != phrase);
                    let meanings = others.map(|other| self.stems(other)).collect();
                    meant[at].push(Meant { length, said: stems.clone(), meanings, nearness });
                }
            }
        }
        meant
    }

    /// The stems of a phrase, without fillers unless hardly anything would be left: `log in`.
    fn stems(&self, text: &str) -> Vec<String> {
        let (mut all, mut kept) = (Vec::new(), Vec::new());
        words(text, |word| {
            let stem = stem(word);
            if !self.is_filler(word) {
                kept.push(stem.clone());
            }
            all.push(stem);
        });
        if kept.len() < 2 { all } else { kept }
    }

    /// Whether a word says nothing.
    fn is_filler(&self, word: &str) -> bool {
        self.fillers.binary_search(&word).is_ok()
    }
}

/// A bit for the first letter of a word. Letters may share one.
fn first_letter(word: &str) -> u32 {
    word.bytes().next().map_or(0, |first| 1 << (first & 31))
}

/// Whether some word of a phrase has one of some first letters.
fn has_first(phrase: &str, firsts: u32) -> bool {
    let mut before = b' ';
    phrase
        .bytes()
        .any(|byte| std::mem::replace(&mut before, byte) == b' ' && firsts >> (byte & 31) & 1 == 1)
}

/// Whether some word of a phrase begins as a stem does: no other can have that stem.
fn alike(phrase: &str, stem: &str) -> bool {
    let start = &stem.as_bytes()[..stem.len().min(2)];
    phrase.split(' ').any(|word| word.as_bytes().starts_with(start))
}

/// A word of a query.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) word: String,
    pub(super) stem: String,
    pub(super) is_filler: bool,
}

/// How many words of a row a phrase covers.
fn covered(phrase: &[String], row: &[Typed]) -> Option<usize> {
    let mut wanted = phrase.iter();
    let mut next = wanted.next()?;
    for (at, typed) in row.iter().enumerate() {
        if typed.stem == *next {
            match wanted.next() {
                Some(stem) => next = stem,
                None => return Some(at + 1),
            }
        } else if !typed.is_filler {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Synonyms;

    #[test]
    fn the_table_is_read() {
        let table = Synonyms::embedded();
        assert!(table.is_filler("the") && !table.is_filler("token"));
        let of = |text: &str| -> Vec<String> {
            let row: Vec<_> = text.split(' ').map(|word| table.typed(word)).collect();
            let all = table.of(&row).into_iter().flatten().flat_map(|meant| meant.meanings);
            all.map(|stems| stems.join(" ")).collect()
        };
        for (said, meant) in [("log in", "login"), ("redis", "cach"), ("too big", "size exce")] {
            assert!(of(said).iter().any(|stems| stems == meant), "{said}: {:?}", of(said));
        }
        assert!(of("log").iter().all(|stems| stems != "login"));
    }
}
