//! What a candidate is seen in: the text, and the anchors and lines of the stretch around it.

use std::ops::Range;

use super::anchors::Meaning;
use super::lines::Lines;

/// An anchor that stands in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchored {
    /// Where it is, in bytes from the start of the text.
    pub(super) at: u32,
    /// How many line feeds there are between the start of the stretch and the anchor.
    pub(super) newlines: u32,
    pub(super) meaning: Meaning,
    pub(super) value: Value,
}

/// What stands behind an anchor that is the end of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// The anchor ends no key.
    NoKey,
    /// None in a notation that is read forwards.
    Unread,
    /// A value that starts there.
    At(u32),
}

/// A text, and what the search has found in the stretch of it that is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'t> {
    pub(super) text: &'t [u8],
    pub(super) lines: &'t Lines,
    /// The anchors of the stretch, in order.
    pub(super) anchored: &'t [Anchored],
    /// The anchor that led to the candidate, by number.
    pub(super) here: usize,
}

impl View<'_> {
    /// The anchors in a part of the text, or `None` where not all of the part was searched.
    pub(super) fn anchored(&self, part: Range<usize>) -> Option<&[Anchored]> {
        let stretch = self.lines.stretch();
        if part.start < stretch.start || part.end > stretch.end {
            return None;
        }
        let mut from = self.here;
        while from > 0 && self.anchored[from - 1].at as usize >= part.start {
            from -= 1;
        }
        while self.anchored.get(from).is_some_and(|it| (it.at as usize) < part.start) {
            from += 1;
        }
        let there = &self.anchored[from..];
        let count = there.iter().take_while(|it| (it.at as usize) < part.end).count();
        Some(&there[..count])
    }
}
