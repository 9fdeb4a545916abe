//! Hashes of codes, of keys and of the words of messages.

use std::hint::select_unpredictable;
use std::ops::Range;

use super::bits;

/// The bit that makes capital letters small, in eight bytes; digits have it.
pub(super) const SMALL: u64 = 0x2020_2020_2020_2020;

/// The first eight bytes of a text and the last eight: all of it, where it has 16 at most. Of one of
/// less than eight, all bytes and zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends {
    first: u64,
    last: u64,
}

impl Ends {
    #[inline(always)]
    pub(super) fn of(text: &[u8]) -> Self {
        let (first, last) = match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0),
        };
        Self { first, last }
    }

    /// The same with some bits set in all bytes.
    #[inline(always)]
    pub(super) fn set(self, bits: u64) -> Self {
        Self { first: self.first | bits, last: self.last | bits }
    }

    /// Mixes both and the length of the text.
    #[inline(always)]
    pub(super) fn hash(self, length: usize) -> u64 {
        mix(self.first, self.last, length)
    }
}

/// The last bytes of a text, eight at most, as they stand at the end of eight; and their mask.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tail {
    bytes: u64,
    mask: u64,
}

impl Tail {
    pub(super) fn of(text: &[u8]) -> Self {
        let (mut bytes, mut mask) = ([0; 8], [0; 8]);
        for ((place, mask), byte) in bytes.iter_mut().zip(&mut mask).rev().zip(text.iter().rev()) {
            (*place, *mask) = (*byte, 0xff);
        }
        Self { bytes: u64::from_le_bytes(bytes), mask: u64::from_le_bytes(mask) }
    }

    /// Whether a text may end as this one does: tells most apart at once.
    #[inline(always)]
    pub(super) fn may_end(self, text: &[u8]) -> bool {
        text.last_chunk().is_none_or(|end| (u64::from_le_bytes(*end) ^ self.bytes) & self.mask == 0)
    }
}

/// The hash of a text, after setting some bits.
#[inline(always)]
pub(super) fn hash(text: &[u8], set: u64) -> u64 {
    Ends::of(text).set(set).hash(text.len())
}

#[inline(always)]
fn mix(first: u64, last: u64, length: usize) -> u64 {
    let mixed = (first ^ last.rotate_left(29) ^ length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
}

/// The words of a text of three bytes or more, by their hashes; letters of either case are the same.
#[cold]
#[inline(never)]
pub(super) fn word_hashes(text: &[u8]) -> Vec<u64> {
    let mut hashes = Vec::new();
    each_word(text, 0..text.len(), |word| hashes.push(word.hash()));
    hashes
}

/// A word of three bytes or more, in a text that goes on for eight bytes from its start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'t> {
    text: &'t [u8],
    start: usize,
    length: usize,
}

impl Word<'_> {
    /// The first three bytes without their case, mixed to the number of one of some bits, a power of
    /// two of them.
    #[inline(always)]
    pub(super) fn beginning(&self, bits: usize) -> usize {
        let three = (self.eight(self.start) | SMALL) as u32 & 0x00ff_ffff;
        (three.wrapping_mul(0x9e37_79b1) >> 16) as usize & (bits - 1)
    }

    /// The hash of the word, without its case. No branch: how long words are is not to be foreseen.
    #[inline(always)]
    pub(super) fn hash(&self) -> u64 {
        let Self { start, length, .. } = *self;
        let short = length < 8;
        // What follows a short word is read with it, and left out.
        let behind = select_unpredictable(short, 64 - (length & 7) * 8, 0);
        let first = self.eight(start) & u64::MAX >> behind;
        let last = select_unpredictable(short, start, (start + length).wrapping_sub(8));
        let last = select_unpredictable(short, 0, self.eight(last));
        mix(first | SMALL, last | SMALL, length)
    }

    #[inline(always)]
    fn eight(&self, at: usize) -> u64 {
        let eight = self.text.get(at..).and_then(<[u8]>::first_chunk);
        eight.map_or(0, |eight| u64::from_le_bytes(*eight))
    }
}

/// Calls `met` with each such word in a part of a text.
#[inline(always)]
pub(super) fn each_word(text: &[u8], part: Range<usize>, mut met: impl FnMut(Word<'_>)) {
    let mut at = part.start;
    while at < part.end {
        let mut rest = None;
        let window = bits::window(text, at, &mut rest);
        let mut words = bits::words(window);
        let left = part.end - at;
        if left > 64 {
            // What the block ends within comes with the next one, which starts where it does.
            let cut = words.leading_ones();
            let Some(whole) = u64::MAX.checked_shr(cut) else {
                let length = long_word(&text[at..part.end]);
                met(Word { text, start: at, length });
                at += length;
                continue;
            };
            words &= whole;
            at += 64 - cut as usize;
        } else {
            words &= u64::MAX >> (64 - left);
            at = part.end;
        }
        let mut starts = words & !(words << 1) & words >> 1 & words >> 2;
        while starts != 0 {
            let start = starts.trailing_zeros();
            let length = (!(words >> start)).trailing_zeros() as usize;
            met(Word { text: window, start: start as usize, length });
            starts &= starts - 1;
        }
    }
}

/// The length of the word that a text begins with, which is longer than a block.
#[cold]
#[inline(never)]
fn long_word(text: &[u8]) -> usize {
    let end = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    text.iter().position(end).unwrap_or(text.len())
}

/// The hash of a key of a text, without its case.
#[inline(always)]
pub(super) fn key_hash(text: &[u8], key: Range<usize>) -> u64 {
    match text[key.start..].first_chunk::<8>() {
        // What follows a short one is left out, as of a word.
        Some(eight) if (1..8).contains(&key.len()) => {
            let first = u64::from_le_bytes(*eight) & u64::MAX >> (64 - key.len() * 8);
            mix(first | SMALL, SMALL, key.len())
        }
        _ => hash(&text[key], SMALL),
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::{SMALL, each_word, hash, word_hashes};

    proptest! {
        #[test]
        fn words_are_what_stands_between_other_ascii(
            text in vec(any::<u8>(), 0..300),
            lengths in vec(0usize..150, 0..9),
            dense in any::<bool>(),
        ) {
            // One block has many words, or one word reaches over blocks.
            let letters = |byte: u8| if dense && byte < 0x80 { b'a' + byte % 26 } else { byte };
            let mut text: Vec<u8> = text.into_iter().map(letters).collect();
            for length in lengths {
                text.extend(std::iter::repeat_n(b'a', length));
                text.push(b' ');
            }
            let words = text.split(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric());
            let wanted: Vec<_> = words
                .filter(|word| word.len() > 2)
                .map(|word| hash(&word.to_ascii_uppercase(), SMALL))
                .collect();
            prop_assert_eq!(word_hashes(&text), wanted);
            // What follows a part has no part in it.
            let part = text.len() / 3..text.len() / 2;
            let mut met = Vec::new();
            each_word(&text, part.clone(), |word| met.push(word.hash()));
            prop_assert_eq!(met, word_hashes(&text[part]));
        }
    }
}
