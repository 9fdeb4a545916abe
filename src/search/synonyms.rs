//! What users say for what messages say: `data/synonyms.json`, prepared.
//!
//! A search is one process, and most of the table is not needed for it: only the lines that have a
//! phrase that begins with a word of the query are looked at.

use memchr::memmem;

use super::prepared::{Prepared, number};
use super::stem::stem;
use super::stems::Stems;

/// Words and phrases with what they may stand for.
#[derive(Debug)]
pub(super) struct Synonyms {
    prepared: Prepared,
}

/// A phrase of a query, and what it may stand for.
#[derive(Debug)]
pub(super) struct Meant {
    /// How many words of the query it is.
    pub(super) length: usize,
    /// The phrase itself, as stems.
    pub(super) said: Vec<u32>,
    /// The phrases that stand for it, as stems.
    pub(super) meanings: Vec<Vec<u32>>,
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

/// A word of a query.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) word: String,
    pub(super) stem: String,
    /// The number of the stem.
    pub(super) number: u32,
    pub(super) is_filler: bool,
}

/// The first stem of a phrase has this bit.
pub(super) const OPENS: u32 = 1 << 15;
/// What a line of the table begins with: how many stems follow, less than this; above, what it is.
pub(super) const KIND: u32 = 1 << 8;

/// What a line of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// Phrases that say the same.
    Same,
    /// Phrases that may stand for one another.
    Near,
    /// A phrase and others that stand for it, but not the other way round.
    Means,
}

impl Line {
    fn numbered(number: u32) -> Self {
        match number {
            0 => Self::Same,
            1 => Self::Near,
            _ => Self::Means,
        }
    }
}

impl Synonyms {
    /// The table of the binary.
    pub(super) fn new(prepared: Prepared) -> Self {
        Self { prepared }
    }

    /// A word of a query with what is known of it.
    pub(super) fn typed(&self, word: &str, stems: &mut Stems) -> Typed {
        let is_filler = self.is_filler(word);
        Typed { word: word.to_owned(), stem: stem(word), number: stems.of(word), is_filler }
    }

    /// What the words of a query may stand for: for each word, the phrases that begin there.
    /// Fillers within a phrase make no difference.
    pub(super) fn of(&self, row: &[Typed]) -> Vec<Vec<Meant>> {
        (0..row.len()).map(|at| self.beginning(&row[at..])).collect()
    }

    /// What the phrases may stand for that a row of words begins with.
    fn beginning(&self, row: &[Typed]) -> Vec<Meant> {
        let lines = self.prepared.lines;
        let first = |[a, b, ..]: &[u8; 4]| number([*a, *b]);
        let start = lines.partition_point(|line| first(line) < row[0].number);
        let lines = lines[start..].iter().take_while(|line| first(line) == row[0].number);
        let mut meant = Vec::new();
        for [_, _, a, b] in lines {
            let (line, phrases) = self.line(number([*a, *b]) as usize);
            let phrases: Vec<&[[u8; 2]]> = phrases.collect();
            // What a line is opened by, if it is no table of equals.
            let sayable = if line == Line::Means { 1 } else { phrases.len() };
            for (at, phrase) in phrases[..sayable].iter().enumerate() {
                let Some(length) = covered(phrase, row) else { continue };
                let others = phrases.iter().enumerate().filter(|(other, _)| *other != at);
                meant.push(Meant {
                    length,
                    said: stems(phrase),
                    meanings: others.map(|(_, other)| stems(other)).collect(),
                    nearness: if line == Line::Same { Nearness::Same } else { Nearness::Near },
                });
            }
        }
        meant
    }

    /// What a line is, and its phrases.
    fn line(&self, at: usize) -> (Line, impl Iterator<Item = &'static [[u8; 2]]>) {
        let opens = |stem: &[u8; 2]| number(*stem) & OPENS > 0;
        let head = number(self.prepared.synonyms[at]);
        let stems = &self.prepared.synonyms[at + 1..][..(head % KIND) as usize];
        (Line::numbered(head / KIND), stems.chunk_by(move |_, next| !opens(next)))
    }

    /// Whether a word says nothing.
    fn is_filler(&self, word: &str) -> bool {
        memmem::find(self.prepared.fillers, format!(" {word} ").as_bytes()).is_some()
    }
}

fn stems(phrase: &[[u8; 2]]) -> Vec<u32> {
    phrase.iter().map(|stem| number(*stem) & !OPENS).collect()
}

/// How many words of a row a phrase covers.
fn covered(phrase: &[[u8; 2]], row: &[Typed]) -> Option<usize> {
    let mut wanted = phrase.iter().map(|stem| number(*stem) & !OPENS);
    let mut next = wanted.next()?;
    for (at, typed) in row.iter().enumerate() {
        if typed.number == next {
            match wanted.next() {
                Some(stem) => next = stem,
                None => return Some(at + 1),
            }
        } else if !typed.is_filler || at == 0 {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Synonyms;
    use crate::search::prepared::Prepared;
    use crate::search::stems::Stems;

    #[test]
    fn words_and_phrases_have_their_meanings() {
        let prepared = Prepared::embedded();
        let table = Synonyms::new(prepared);
        assert!(table.is_filler("the") && !table.is_filler("token"));
        let of = |text: &str| -> Vec<String> {
            let mut stems = Stems::new(prepared);
            let row: Vec<_> = text.split(' ').map(|word| table.typed(word, &mut stems)).collect();
            let all: Vec<_> = table.of(&row).into_iter().flatten().collect();
            let meanings = all.iter().flat_map(|meant| &meant.meanings);
            let text = |meaning: &Vec<u32>| -> Vec<String> {
                meaning.iter().map(|stem| stems.text(*stem).to_owned()).collect()
            };
            meanings.map(|meaning| text(meaning).join(" ")).collect()
        };
        for (said, meant) in [("log in", "login"), ("redis", "cach"), ("too big", "size exce")] {
            assert!(of(said).iter().any(|stems| stems == meant), "{said}: {:?}", of(said));
        }
        assert!(of("log").iter().all(|stems| stems != "login"));
        assert!(of("what is the").is_empty());
    }
}
