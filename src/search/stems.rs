//! The stems that a query asks for, and which words of the entries have them.

use super::prepared::Prepared;
use super::stem::stem_into;
use super::vocabulary::{Vocabulary, hash};

/// Stems by number: the prepared ones have the first numbers, then those that only a query has.
#[derive(Debug)]
pub(super) struct Stems {
    prepared: Prepared,
    others: Vec<String>,
    /// By hash, the place of one of the others plus one. At least half of it is empty.
    table: Vec<u32>,
    buffer: Vec<u8>,
}

impl Stems {
    pub(super) fn new(prepared: Prepared) -> Self {
        Self { prepared, others: Vec::new(), table: vec![0; 64], buffer: Vec::new() }
    }

    /// The number of the stem of a word.
    pub(super) fn of(&mut self, word: &str) -> u32 {
        let mut buffer = std::mem::take(&mut self.buffer);
        let number = self.number(stem_into(word, &mut buffer));
        self.buffer = buffer;
        number
    }

    pub(super) fn text(&self, number: u32) -> &str {
        match (number as usize).checked_sub(self.prepared.stems.len()) {
            None => self.prepared.stems.text(number),
            Some(other) => &self.others[other],
        }
    }

    fn number(&mut self, stem: &str) -> u32 {
        if let Some(known) = self.prepared.stems.find(stem) {
            return known;
        }
        let slot = self.slot(stem);
        let others = self.prepared.stems.len() as u32;
        if let Some(place) = self.table[slot].checked_sub(1) {
            return others + place;
        }
        self.others.push(stem.to_owned());
        self.table[slot] = self.others.len() as u32;
        if self.others.len() * 2 > self.table.len() {
            self.table = vec![0; self.table.len() * 2];
            for (at, stem) in self.others.iter().enumerate() {
                let slot = self.slot(stem);
                self.table[slot] = at as u32 + 1;
            }
        }
        others + self.others.len() as u32 - 1
    }

    /// The number of a stem that is asked for or prepared.
    fn known(&self, stem: &str) -> Option<u32> {
        self.prepared.stems.find(stem).or_else(|| {
            let place = self.table[self.slot(stem)].checked_sub(1)?;
            Some(self.prepared.stems.len() as u32 + place)
        })
    }

    fn slot(&self, stem: &str) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = (hash(stem.as_bytes()) >> 32) as usize & mask;
        while let Some(place) = self.table[slot].checked_sub(1) {
            if self.others[place as usize] == stem {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// Which words have which stems: of the prepared ones all, of others those that a query asks for.
#[derive(Debug)]
pub(super) struct Forms {
    prepared: Prepared,
    /// Stems with other words that have them, by stem.
    others: Vec<(u32, u32)>,
    /// By other word, the number of its stem plus one; 0 where nobody asks for it.
    stem_of_others: Vec<u32>,
}

impl Forms {
    /// Of the words that are not prepared only those that begin as one of the stems does are looked
    /// at: no other can have it.
    pub(super) fn new(
        asked: impl Iterator<Item = u32>,
        stems: &Stems,
        vocabulary: &Vocabulary,
    ) -> Self {
        let prepared = vocabulary.prepared;
        let count = vocabulary.len() - prepared.words.len();
        let mut forms = Self { prepared, others: Vec::new(), stem_of_others: vec![0; count] };
        if count == 0 {
            return forms;
        }
        let mut beginnings = [0_u64; BEGINNINGS / 64];
        for stem in asked.map(|stem| stems.text(stem)) {
            let slot = beginning(stem.as_bytes(), stem.len());
            beginnings[slot / 64] |= 1 << (slot % 64);
        }
        let mut buffer = Vec::new();
        for (number, word) in vocabulary.others() {
            let may_have = |length| {
                let slot = beginning(word.as_bytes(), length);
                beginnings[slot / 64] >> (slot % 64) & 1 == 1
            };
            if !may_have(2) && !may_have(4) {
                continue;
            }
            if let Some(stem) = stems.known(stem_into(word, &mut buffer)) {
                forms.others.push((stem, number));
                forms.stem_of_others[number as usize - prepared.words.len()] = stem + 1;
            }
        }
        forms.others.sort_unstable();
        forms
    }

    /// The words that have a stem.
    pub(super) fn of(&self, stem: u32, vocabulary: &Vocabulary) -> impl Iterator<Item = u32> {
        let start = self.others.partition_point(|other| other.0 < stem);
        let others = self.others[start..].iter().take_while(move |other| other.0 == stem);
        let prepared = self.prepared.forms_of(stem).filter(|word| vocabulary.has(*word));
        prepared.chain(others.map(|other| other.1))
    }

    /// The stem of a word, where somebody asks for it.
    pub(super) fn stem_of(&self, word: u32) -> Option<u32> {
        match (word as usize).checked_sub(self.prepared.words.len()) {
            None => Some(self.prepared.stem_of(word)),
            Some(other) => self.stem_of_others[other].checked_sub(1),
        }
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
