//! The look of codes that all have the same length, eight bytes told at a time.

use std::hint::select_unpredictable;

use super::classes::{ALNUM, DIGIT, HEX, LOWER, UPPER};
use super::edges::{ASKS, Edges, REFUSES};
use super::{ASK, Step};

/// The most bytes that such a code may have.
const MOST: usize = 16;

/// The look of codes that all have the same length, of [`MOST`] bytes at most.
#[derive(Debug, Clone)]
pub(super) struct Fixed {
    length: usize,
    lanes: [Lanes; 2],
}

impl Fixed {
    pub(super) fn new(steps: &[Step]) -> Option<Self> {
        let mut lanes = [Lanes::default(); 2];
        let mut length = 0;
        let mut add = |byte: Byte| {
            lanes.get_mut(length / 8)?.set(length % 8, byte);
            length += 1;
            Some(())
        };
        for step in steps {
            match step {
                Step::Literal(text) => {
                    text.iter().try_for_each(|byte| add(Byte::literal(*byte)?))?;
                }
                Step::Run { class, least, most, .. } => {
                    let byte = Byte::of_class(*class).filter(|_| least == most)?;
                    (0..*most).try_for_each(|_| add(byte))?;
                }
            }
        }
        Some(Self { length, lanes })
    }

    /// Where a code ends that starts at `start`: 0 where there is none, [`ASK`] where that is not told
    /// by the bytes of the code and those beside it.
    #[inline(always)]
    pub(super) fn end(&self, text: &[u8], start: usize, edges: &Edges) -> u32 {
        let around = text.get(start.wrapping_sub(1)..).and_then(|text| text.first_chunk());
        let Some(around): Option<&[u8; MOST + 2]> = around else { return ASK };
        let eight = |at: usize| {
            around[at..].first_chunk().map_or(0, |eight: &[u8; 8]| u64::from_le_bytes(*eight))
        };
        let holds = self.lanes[0].hold(eight(1)) & self.lanes[1].hold(eight(9));
        let edges = edges.told(around[0], around[(self.length + 1).min(MOST + 1)]);
        let end = select_unpredictable(edges & ASKS != 0, ASK, (start + self.length) as u32);
        select_unpredictable(holds & (edges & REFUSES == 0), end, 0)
    }
}

/// What one byte of a code may be: in one of three ranges; for the second of them all letters are
/// small where `fold` is set.
#[derive(Debug, Clone, Copy)]
struct Byte {
    ranges: [(u8, u8); 3],
    fold: bool,
}

/// The range of no byte of ASCII.
const NONE: (u8, u8) = (0x7f, 0);

impl Byte {
    fn literal(byte: u8) -> Option<Self> {
        byte.is_ascii().then_some(Self { ranges: [(byte, byte), NONE, NONE], fold: false })
    }

    fn of_class(class: u8) -> Option<Self> {
        let (letters, fold, other) = match class {
            DIGIT => (NONE, false, NONE),
            HEX => ((b'a', b'f'), true, NONE),
            UPPER => ((b'A', b'Z'), false, (b'_', b'_')),
            LOWER => ((b'a', b'z'), false, (b'_', b'_')),
            ALNUM => ((b'a', b'z'), true, (b'_', b'_')),
            _ => return None,
        };
        Some(Self { ranges: [(b'0', b'9'), letters, other], fold })
    }
}

/// What eight bytes may be: any, where nothing was set.
#[derive(Debug, Clone, Copy, Default)]
struct Lanes {
    /// What makes the highest bit of a byte from the first of each range on,
    from: [u64; 3],
    /// and what does beyond the last.
    beyond: [u64; 3],
    fold: u64,
    /// The highest bit of each byte that was set.
    asked: u64,
}

const HIGHEST: u64 = u64::from_le_bytes([0x80; 8]);

impl Lanes {
    fn set(&mut self, place: usize, byte: Byte) {
        let at = |value: u8| u64::from(value) << (place * 8);
        for (range, (first, last)) in byte.ranges.into_iter().enumerate() {
            self.from[range] |= at(0x80 - first);
            self.beyond[range] |= at(0x7f - last);
        }
        self.fold |= at(if byte.fold { 0x20 } else { 0 });
        self.asked |= at(0x80);
    }

    /// Whether eight bytes are what they may be. No sum carries over: each is of bytes below 0x80
    /// and at most 0x80.
    #[inline(always)]
    fn hold(&self, eight: u64) -> bool {
        let low = eight & !HIGHEST;
        let within =
            |bytes: u64, range: usize| (bytes + self.from[range]) & !(bytes + self.beyond[range]);
        let any = within(low, 0) | within(low | self.fold, 1) | within(low, 2);
        any & !eight & self.asked == self.asked
    }
}
