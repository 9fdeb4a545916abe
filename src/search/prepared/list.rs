//! Words in order, each found by its letters.

use super::{Reader, number};

/// Words in the order of their bytes, each with a number, from 0 on.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::search) struct List {
    /// By the first byte of a word, below 128: how many words have a lower one.
    starts: &'static [[u8; 2]],
    /// Where each ends among the letters.
    ends: &'static [[u8; 2]],
    letters: &'static [u8],
}

impl List {
    pub(super) fn read(file: &mut Reader) -> Self {
        Self { starts: file.records(), ends: file.records(), letters: file.bytes() }
    }

    pub(in crate::search) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The letters of all words, one word behind the other.
    pub(in crate::search) fn letters(&self) -> &'static str {
        std::str::from_utf8(self.letters).unwrap_or_default()
    }

    /// Where a word ends among the letters.
    pub(in crate::search) fn end(&self, word: u32) -> usize {
        number(self.ends[word as usize]) as usize
    }

    pub(in crate::search) fn text(&self, word: u32) -> &'static str {
        std::str::from_utf8(self.bytes(word as usize)).unwrap_or_default()
    }

    fn bytes(&self, word: usize) -> &'static [u8] {
        let end = |word: usize| number(self.ends[word]) as usize;
        let start = word.checked_sub(1).map_or(0, end);
        &self.letters[start..end(word)]
    }

    /// The number of a word.
    pub(in crate::search) fn find(&self, word: &str) -> Option<u32> {
        let first = usize::from(*word.as_bytes().first()?);
        let start =
            |first: usize| self.starts.get(first).map_or(self.len(), |at| number(*at) as usize);
        let (mut low, mut high) = (start(first), start(first + 1));
        while low < high {
            let middle = low.midpoint(high);
            match self.bytes(middle).cmp(word.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle as u32),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}
