//! The look of codes that are words with literal text before and between, along one bit a byte.

use std::hint::select_unpredictable;

use super::classes::{LOWER, SLUG};
use super::edges::{ASKS, Edges, REFUSES};
use super::{ASK, LONGEST_PART, Step};
use crate::scan::bits::{self, WINDOW};

/// The look of codes that are words of small letters, each with literal text of up to eight bytes
/// before it.
#[derive(Debug, Clone)]
pub(super) struct Segments {
    list: Vec<Segment>,
}

/// A word and the literal text before it.
#[derive(Debug, Clone, Copy, Default)]
struct Segment {
    /// The literal text; bytes beyond it are zero, as in its mask.
    literal: u64,
    mask: u64,
    length: usize,
    /// Whether dashes may stand within the word.
    slug: bool,
}

/// How many bytes are told at once.
const STEP: usize = 64;

impl Segments {
    pub(super) fn new(steps: &[Step]) -> Option<Self> {
        let mut list = Vec::new();
        let mut next = Segment::default();
        for step in steps {
            match step {
                Step::Literal(text) => {
                    let mut eight = [0; 8];
                    eight.get_mut(..text.len()).filter(|_| next.length == 0)?.copy_from_slice(text);
                    next.literal = u64::from_le_bytes(eight);
                    next.mask = u64::MAX.checked_shr(64 - 8 * text.len() as u32)?;
                    next.length = text.len();
                }
                &Step::Run { class, least: 1, most: LONGEST_PART, .. }
                    if matches!(class, LOWER | SLUG) =>
                {
                    list.push(Segment { slug: class == SLUG, ..next });
                    next = Segment::default();
                }
                Step::Run { .. } => return None,
            }
        }
        (next.length == 0 && !list.is_empty()).then_some(Self { list })
    }

    /// Where a code ends that starts at `start`: 0 where there is none, [`ASK`] where that is not told
    /// by its first bytes and those beside it.
    #[inline(always)]
    pub(super) fn end(&self, text: &[u8], start: usize, edges: &Edges) -> u32 {
        let around = text.get(start.wrapping_sub(1)..).and_then(<[u8]>::split_first);
        let Some((before, rest)) = around else { return ASK };
        let Some(window): Option<&[u8; WINDOW]> = rest.first_chunk() else { return ASK };
        let words = bits::small(window);
        // Without a branch: where a near miss fails is not to be foreseen. Where more has to be looked
        // at, nothing that follows is told.
        let (mut at, mut holds, mut asks) = (0, true, false);
        for segment in &self.list {
            holds &= asks | ((bits::eight(window, at) ^ segment.literal) & segment.mask == 0);
            at = (at + segment.length).min(STEP);
            let length = (!(words >> (at % STEP))).trailing_zeros() as usize;
            asks |= at == STEP;
            holds &= asks | (length > 0);
            at = (at + length).min(STEP);
            asks |= (at == STEP) | (segment.slug & (window[at] == b'-'));
        }
        let edges = edges.told(*before, window[at]);
        asks |= edges & ASKS != 0;
        let end = select_unpredictable(asks, ASK, (start + at) as u32);
        // What stands behind may be part of it where there is more to look at.
        let refused = !asks & (edges & REFUSES != 0);
        select_unpredictable(holds & !refused, end, 0)
    }
}
