//! The words of all entries, each once, with a number.

use memchr::memmem;

use super::prepared::Prepared;

/// Words with their numbers, from 0 on, and in how many entries they stand.
///
/// The prepared words have the first numbers, whether they stand in what is searched or not. As long
/// as they all do and there are no others, they are used where they stand.
#[derive(Debug)]
pub(super) struct Vocabulary {
    pub(super) prepared: Prepared,
    own: Option<Own>,
}

/// Words that are not, or not as they are, those that are prepared.
///
/// A word is told from others by its hash alone, in which letter case makes no difference. It has 64
/// bits; that two words share one, which hardly happens, would only make them mean the same.
#[derive(Debug)]
struct Own {
    /// In small letters, one behind the other.
    text: Vec<u8>,
    words: Vec<Word>,
    /// By hash, the number of a word plus one. At least half of it is empty.
    table: Vec<u32>,
}

#[derive(Debug)]
struct Word {
    hash: u64,
    /// Where it ends in the text of all.
    end: u32,
    /// In how many entries it stands, and the last one that was counted, plus one. [`NOWHERE`] where
    /// it does not stand in what is searched.
    entries: u32,
    last: u32,
}

const NOWHERE: u32 = u32::MAX;

impl Vocabulary {
    /// The prepared words.
    pub(super) fn new(prepared: Prepared) -> Self {
        Self { prepared, own: None }
    }

    /// The prepared words that stand in what is searched, with in how many entries, and room for
    /// others.
    pub(super) fn with(prepared: Prepared, entries: impl Fn(u32) -> Option<u32>) -> Self {
        Self { prepared, own: Some(Own::of(prepared, entries)) }
    }

    /// How many numbers there are.
    pub(super) fn len(&self) -> usize {
        self.own.as_ref().map_or(self.prepared.words.len(), |own| own.words.len())
    }

    /// In how many entries a word stands.
    pub(super) fn entries(&self, number: u32) -> u32 {
        match &self.own {
            None => self.prepared.entries(number),
            Some(own) => own.words[number as usize].entries,
        }
    }

    /// Whether a word stands in what is searched.
    pub(super) fn has(&self, number: u32) -> bool {
        self.own.as_ref().is_none_or(|own| own.words[number as usize].entries != NOWHERE)
    }

    pub(super) fn text(&self, number: u32) -> &str {
        match &self.own {
            None => self.prepared.words.text(number),
            Some(own) => {
                let start = number.checked_sub(1).map_or(0, |before| self.end(before));
                str::from_utf8(&own.text[start..self.end(number)]).unwrap_or_default()
            }
        }
    }

    /// All words with their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        self.iter_from(0)
    }

    /// The words that are not prepared.
    pub(super) fn others(&self) -> impl Iterator<Item = (u32, &str)> {
        self.iter_from(self.prepared.words.len() as u32)
    }

    fn iter_from(&self, first: u32) -> impl Iterator<Item = (u32, &str)> {
        let letters = self.letters();
        let mut start = first.checked_sub(1).map_or(0, |before| self.end(before));
        let numbers = first..self.len() as u32;
        let words = numbers.map(move |number| {
            let end = self.end(number);
            (number, &letters[std::mem::replace(&mut start, end)..end])
        });
        words.filter(|(number, _)| self.has(*number))
    }

    /// The letters of all words, one word behind the other.
    fn letters(&self) -> &str {
        let own = |own| str::from_utf8(own).unwrap_or_default();
        self.own.as_ref().map_or_else(|| self.prepared.words.letters(), |it| own(&it.text))
    }

    /// Where a word ends among the letters.
    fn end(&self, number: u32) -> usize {
        match &self.own {
            None => self.prepared.words.end(number),
            Some(own) => own.words[number as usize].end as usize,
        }
    }

    /// The words that a part stands in, with where it does first, in bytes.
    pub(super) fn holding(&self, part: &str) -> impl Iterator<Item = (u32, usize)> {
        let finder = memmem::Finder::new(part.as_bytes()).into_owned();
        let letters = self.letters().as_bytes();
        let mut from = 0;
        let words = std::iter::from_fn(move || {
            loop {
                let at = from + finder.find(letters.get(from..)?)?;
                let number = self.word_at(at)?;
                let end = self.end(number);
                let start = number.checked_sub(1).map_or(0, |before| self.end(before));
                if at + part.len() <= end {
                    from = end;
                    return Some((number, at - start));
                }
                // It is the end of one word and the start of the next.
                from = at + 1;
            }
        });
        words.filter(|(number, _)| self.has(*number))
    }

    /// The number of the word that a letter belongs to.
    fn word_at(&self, letter: usize) -> Option<u32> {
        let (mut low, mut high) = (0, self.len() as u32);
        while low < high {
            let middle = low.midpoint(high);
            if self.end(middle) <= letter {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        ((low as usize) < self.len()).then_some(low)
    }

    pub(super) fn number(&self, word: &str) -> Option<u32> {
        match &self.own {
            None => self.prepared.words.find(word),
            Some(own) => own.table[own.slot(hash(word.as_bytes()))].checked_sub(1),
        }
    }

    /// Makes room for so many words more.
    pub(super) fn reserve(&mut self, words: usize) {
        let own = self.own();
        own.words.reserve(words);
        own.grow(((own.words.len() + words) * 2).next_power_of_two());
    }

    /// The number of a word that stands in an entry. ASCII letters may be large.
    pub(super) fn add(&mut self, word: &[u8], entry: Option<u32>) -> u32 {
        let own = self.own();
        let hash = hash(word);
        let slot = own.slot(hash);
        let number = own.table[slot].checked_sub(1).unwrap_or_else(|| {
            let start = own.text.len();
            own.text.extend_from_slice(word);
            own.text[start..].make_ascii_lowercase();
            own.push(Word { hash, end: own.text.len() as u32, entries: 0, last: 0 }, slot)
        });
        if let Some(entry) = entry {
            let word = &mut own.words[number as usize];
            word.entries += u32::from(word.last != entry + 1);
            word.last = entry + 1;
        }
        number
    }

    #[inline]
    fn own(&mut self) -> &mut Own {
        let prepared = &self.prepared;
        let all = || Own::of(*prepared, |number| Some(prepared.entries(number)));
        self.own.get_or_insert_with(all)
    }
}

impl Own {
    fn of(prepared: Prepared, entries: impl Fn(u32) -> Option<u32>) -> Self {
        let mut own = Self {
            text: prepared.words.letters().as_bytes().to_owned(),
            words: Vec::with_capacity(1 << 12),
            table: vec![0; 1 << 12],
        };
        for number in 0..prepared.words.len() as u32 {
            let end = prepared.words.end(number) as u32;
            match entries(number) {
                Some(entries) => {
                    let hash = hash(prepared.words.text(number).as_bytes());
                    let slot = own.slot(hash);
                    own.push(Word { hash, end, entries, last: 0 }, slot);
                }
                None => own.words.push(Word { hash: 0, end, entries: NOWHERE, last: 0 }),
            }
        }
        own
    }

    /// The number of a new word, whose text has been added.
    fn push(&mut self, word: Word, slot: usize) -> u32 {
        let number = self.words.len() as u32;
        self.words.push(word);
        self.table[slot] = number + 1;
        if self.words.len() * 2 > self.table.len() {
            self.grow(self.table.len() * 2);
        }
        number
    }

    /// Makes the table so long, if it is shorter.
    fn grow(&mut self, length: usize) {
        if length > self.table.len() {
            self.table = vec![0; length];
            for number in 0..self.words.len() {
                let Word { hash, entries, .. } = self.words[number];
                if entries != NOWHERE {
                    let slot = self.slot(hash);
                    self.table[slot] = number as u32 + 1;
                }
            }
        }
    }

    /// Where a word of this hash stands in the table, or would.
    #[inline]
    fn slot(&self, hash: u64) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = (hash >> 32) as usize & mask;
        while let Some(number) = self.table[slot].checked_sub(1) {
            if self.words[number as usize].hash == hash {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// The hash of a word, the same for large and small letters of ASCII.
#[inline]
pub(super) fn hash(word: &[u8]) -> u64 {
    let length = word.len() as u64;
    let four = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
    match (word.first_chunk(), word.last_chunk()) {
        (Some(first), Some(last)) if word.len() <= 8 => {
            mixed(length, four(first) << 32 | four(last))
        }
        (Some(_), _) => long_hash(word),
        _ => mixed(length, word.iter().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte))),
    }
}

#[inline(never)]
fn long_hash(word: &[u8]) -> u64 {
    let last = word.last_chunk().map_or(0, |last| u64::from_le_bytes(*last));
    let (chunks, _) = word.as_chunks();
    let chunks = chunks.iter().map(|chunk| u64::from_le_bytes(*chunk));
    chunks.fold(mixed(word.len() as u64, last), mixed)
}

/// Takes eight bytes into a hash.
#[inline]
fn mixed(hash: u64, bytes: u64) -> u64 {
    // The bit that small letters have and large ones lack. Digits and `$` have it.
    let small = bytes | (!bytes >> 2) & 0x2020_2020_2020_2020;
    let product = (hash.rotate_left(29) ^ small).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ product >> 32
}
