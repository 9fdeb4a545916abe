//! The look of codes that are words with single separators between, along one bit a byte.

use std::hint::select_unpredictable;

use super::classes::{LOWER, SLUG, is_in};
use super::edges::{ASKS, Edges, REFUSES};
use super::{ASK, LONGEST_PART, Step};
use crate::scan::bits::{self, WINDOW};

/// The look of codes that are words of small letters with a separator of one byte between, such as a
/// dot; the first word may be given.
#[derive(Debug, Clone)]
pub(super) struct Segments {
    /// The first bytes that every code has; bytes beyond them are zero, as in their mask.
    literal: u64,
    mask: u64,
    /// What stands behind each word but the last, and whether dashes may stand within the word.
    separators: Vec<(u8, bool)>,
}

/// How many bytes are told at once.
const STEP: usize = 64;

impl Segments {
    pub(super) fn new(steps: &[Step]) -> Option<Self> {
        let is_small = |byte: u8| is_in(byte, LOWER);
        let (mut literal, mut mask) = ([0; 8], [0; 8]);
        let mut separators = Vec::new();
        let mut steps = steps.iter().peekable();
        if let Some(Step::Literal(text)) = steps.peek() {
            // A given word, with its separator.
            let (separator, word) = text.split_last()?;
            let is_word = !word.is_empty() && word.iter().all(|byte| is_small(*byte));
            literal.get_mut(..text.len()).filter(|_| is_word)?.copy_from_slice(text);
            mask[..text.len()].fill(0xff);
            separators.push((*separator, false));
            steps.next();
        }
        while let Some(step) = steps.next() {
            let &Step::Run { class: class @ (LOWER | SLUG), least: 1, most: LONGEST_PART, .. } =
                step
            else {
                return None;
            };
            match steps.next() {
                None if class == LOWER => {
                    let [literal, mask] = [literal, mask].map(u64::from_le_bytes);
                    let fits =
                        separators.iter().all(|(byte, _)| byte.is_ascii() && !is_small(*byte));
                    return fits.then_some(Self { literal, mask, separators });
                }
                Some(Step::Literal(text)) if text.len() == 1 => {
                    separators.push((text[0], class == SLUG));
                }
                _ => return None,
            }
        }
        None
    }

    /// Where a code ends that starts at `start`: 0 where there is none, [`ASK`] where that is not told
    /// by its first bytes and those beside it.
    #[inline(always)]
    pub(super) fn end(&self, text: &[u8], start: usize, edges: &Edges) -> u32 {
        let around = text.get(start.wrapping_sub(1)..).and_then(<[u8]>::split_first);
        let Some((before, rest)) = around else { return ASK };
        let Some(window): Option<&[u8; WINDOW]> = rest.first_chunk() else { return ASK };
        // Without a branch: where a near miss fails is not to be foreseen. Where more has to be looked
        // at, nothing that follows is told.
        let mut holds = (bits::eight(window, 0) ^ self.literal) & self.mask == 0;
        let mut asks = false;
        let (mut ends, mut word) = (!bits::small(window), 0);
        for &(separator, slug) in &self.separators {
            let at = ends.trailing_zeros() as usize;
            let there = window[at];
            asks |= (at == STEP) | (slug & (there == b'-'));
            holds &= asks | ((at > word) & (there == separator));
            ends &= ends.wrapping_sub(1);
            word = at + 1;
        }
        let at = ends.trailing_zeros() as usize;
        let edges = edges.told(*before, window[at]);
        holds &= asks | (at > word);
        asks |= (at == STEP) | (edges & ASKS != 0);
        let end = select_unpredictable(asks, ASK, (start + at) as u32);
        // What stands behind may be part of it where there is more to look at.
        let refused = !asks & (edges & REFUSES != 0);
        select_unpredictable(holds & !refused, end, 0)
    }
}
