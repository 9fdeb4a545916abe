//! The words of all entries, each once, with a number.

use memchr::memmem;

/// Words with their numbers, from 0 on, and in how many entries they stand.
///
/// A word is told from others by its hash alone, in which letter case makes no difference. It has 64
/// bits; that two words share one, which hardly happens, would only make them mean the same.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// In small letters, one behind the other.
    text: String,
    words: Vec<Word>,
    /// By hash, the number of a word plus one. At least half of it is empty.
    table: Vec<u32>,
}

#[derive(Debug)]
struct Word {
    hash: u64,
    /// Where it ends in the text of all.
    end: u32,
    /// In how many entries it stands, and the last one that was counted, plus one.
    entries: u32,
    last: u32,
}

impl Vocabulary {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity * 8),
            words: Vec::with_capacity(capacity),
            table: vec![0; (capacity * 2).next_power_of_two()],
        }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// In how many entries a word stands.
    pub(super) fn entries(&self, number: u32) -> u32 {
        self.words[number as usize].entries
    }

    pub(super) fn text(&self, number: u32) -> &str {
        let before = (number as usize).checked_sub(1);
        let start = before.map_or(0, |before| self.words[before].end as usize);
        &self.text[start..self.words[number as usize].end as usize]
    }

    /// All words with their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        let mut start = 0;
        self.words.iter().zip(0..).map(move |(word, number)| {
            let text = &self.text[start..word.end as usize];
            start = word.end as usize;
            (number, text)
        })
    }

    /// The words that a part stands in, with where it does first, in bytes.
    pub(super) fn holding(&self, part: &str) -> impl Iterator<Item = (u32, usize)> {
        let finder = memmem::Finder::new(part.as_bytes()).into_owned();
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                let at = from + finder.find(self.text.as_bytes().get(from..)?)?;
                let number = self.words.partition_point(|word| word.end as usize <= at);
                let end = self.words.get(number)?.end as usize;
                let start = number.checked_sub(1).map_or(0, |word| self.words[word].end as usize);
                if at + part.len() <= end {
                    from = end;
                    return Some((number as u32, at - start));
                }
                // It is the end of one word and the start of the next.
                from = at + 1;
            }
        })
    }

    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.table[self.slot(hash(word.as_bytes()))].checked_sub(1)
    }

    /// The number of a word of small letters that stands in so many more entries.
    pub(super) fn add_counted(&mut self, word: &str, entries: u32) -> u32 {
        let hash = hash(word.as_bytes());
        let slot = self.slot(hash);
        let number = self.table[slot].checked_sub(1).unwrap_or_else(|| {
            self.text.push_str(word);
            self.push(hash, slot)
        });
        self.words[number as usize].entries += entries;
        number
    }

    /// The number of a word that stands in an entry. ASCII letters may be large.
    pub(super) fn add(&mut self, word: &[u8], entry: Option<u32>) -> u32 {
        let hash = hash(word);
        let slot = self.slot(hash);
        let number = match self.table[slot].checked_sub(1) {
            Some(number) => number,
            None => {
                let start = self.text.len();
                self.text.push_str(std::str::from_utf8(word).unwrap_or_default());
                self.text[start..].make_ascii_lowercase();
                self.push(hash, slot)
            }
        };
        if let Some(entry) = entry {
            let word = &mut self.words[number as usize];
            word.entries += u32::from(word.last != entry + 1);
            word.last = entry + 1;
        }
        number
    }

    /// The number of a new word, whose text has been added.
    fn push(&mut self, hash: u64, slot: usize) -> u32 {
        let number = self.words.len() as u32;
        self.words.push(Word { hash, end: self.text.len() as u32, entries: 0, last: 0 });
        self.table[slot] = number + 1;
        if self.words.len() * 2 > self.table.len() {
            self.table = vec![0; self.table.len() * 2];
            for number in 0..self.words.len() {
                let slot = self.slot(self.words[number].hash);
                self.table[slot] = number as u32 + 1;
            }
        }
        number
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
