//! The forms of words: which words of the entries have the stems that a query asks for.

use crate::search::stem::stem_into;
use crate::search::vocabulary::{Vocabulary, hash};

/// The stems that a query asks for, each with a number.
#[derive(Debug)]
pub(super) struct Stems {
    list: Vec<String>,
    /// By hash, the number of a stem plus one. At least half of it is empty.
    table: Vec<u32>,
    buffer: Vec<u8>,
}

impl Stems {
    pub(super) fn new() -> Self {
        Self { list: Vec::new(), table: vec![0; 256], buffer: Vec::new() }
    }

    /// The number of the stem of a word.
    pub(super) fn of(&mut self, word: &str) -> u32 {
        let mut buffer = std::mem::take(&mut self.buffer);
        let number = self.number(stem_into(word, &mut buffer));
        self.buffer = buffer;
        number
    }

    #[cfg(test)]
    pub(super) fn text(&self, number: u32) -> &str {
        &self.list[number as usize]
    }

    fn number(&mut self, stem: &str) -> u32 {
        let slot = self.slot(stem);
        if let Some(number) = self.table[slot].checked_sub(1) {
            return number;
        }
        self.list.push(stem.to_owned());
        self.table[slot] = self.list.len() as u32;
        if self.list.len() * 2 > self.table.len() {
            self.table = vec![0; self.table.len() * 2];
            for (at, stem) in self.list.iter().enumerate() {
                let slot = self.slot(stem);
                self.table[slot] = at as u32 + 1;
            }
        }
        self.list.len() as u32 - 1
    }

    fn slot(&self, stem: &str) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = (hash(stem.as_bytes()) >> 32) as usize & mask;
        while let Some(number) = self.table[slot].checked_sub(1) {
            if self.list[number as usize] == stem {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// Which words have which of the stems.
#[derive(Debug)]
pub(super) struct Forms {
    /// By stem, its words.
    words: Vec<Vec<u32>>,
    /// By word, the number of its stem plus one; 0 where nobody asks for it.
    stem_of: Vec<u32>,
}

impl Forms {
    /// Only words that begin as one of the stems does are looked at: no other can have it.
    pub(super) fn new(stems: &Stems, vocabulary: &Vocabulary) -> Self {
        let mut forms =
            Self { words: vec![Vec::new(); stems.list.len()], stem_of: vec![0; vocabulary.len()] };
        let mut beginnings = [0_u64; BEGINNINGS / 64];
        for stem in &stems.list {
            let slot = beginning(stem.as_bytes(), stem.len());
            beginnings[slot / 64] |= 1 << (slot % 64);
        }
        let mut buffer = Vec::new();
        for (number, word) in vocabulary.iter() {
            let may_have = |length| {
                let slot = beginning(word.as_bytes(), length);
                beginnings[slot / 64] >> (slot % 64) & 1 == 1
            };
            if !may_have(2) && !may_have(4) {
                continue;
            }
            let slot = stems.slot(stem_into(word, &mut buffer));
            if let Some(stem) = stems.table[slot].checked_sub(1) {
                forms.words[stem as usize].push(number);
                forms.stem_of[number as usize] = stem + 1;
            }
        }
        forms
    }

    /// The words that have a stem.
    pub(super) fn of(&self, stem: u32) -> &[u32] {
        &self.words[stem as usize]
    }

    /// The stem of a word, where somebody asks for it.
    pub(super) fn stem_of(&self, word: u32) -> Option<u32> {
        self.stem_of[word as usize].checked_sub(1)
    }
}

const BEGINNINGS: usize = 1 << 15;

/// A number for the letters that a word shares with its stem: three where the stem is longer, two
/// where it has up to three letters, whose last may have been another.
fn beginning(word: &[u8], stem_length: usize) -> usize {
    let letter = |at: usize| word.get(at).map_or(0, |byte| usize::from(*byte & 31));
    let third = if stem_length > 3 { letter(2) } else { 0 };
    letter(0) << 10 | letter(1) << 5 | third
}
