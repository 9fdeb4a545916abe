//! What a candidate is seen in: the text, and the anchors and lines of the stretch around it.

use std::ops::Range;

use super::anchors::Kinds;
use super::context::NEAR;
use super::lines::Lines;
use super::mark::{FAR, UNLISTED};
use super::matcher::MARGIN;
use super::nearby::Nearby;
use super::simd::BEFORE;
use super::weigh::Candidate;

/// An anchor that stands in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchored {
    /// Where it is, in bytes from the start of the text.
    pub(super) at: u32,
    /// Where its line starts, or [`super::simd::BEFORE`].
    pub(super) line: u32,
    /// What it stands for, by number.
    pub(super) meaning: u32,
    pub(super) kinds: Kinds,
    pub(super) leads: Leads,
}

/// What an anchor leads to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Leads {
    /// The code that it stands for.
    Code(Met),
    /// What its probes say; the value, where it is the end of a key.
    Probes(Value),
}

/// A text that has the look of a code and is known, or well-formed where that counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Met {
    /// Where it starts, in bytes from the start of the text.
    pub(super) start: u32,
    /// Where it ends.
    pub(super) end: u32,
    /// The known code by number, or [`super::mark::UNLISTED`].
    pub(super) code: u32,
    /// Its form, by number.
    pub(super) form: u16,
    /// Whether other systems use it as well.
    pub(super) shared: bool,
}

impl Met {
    pub(super) fn candidate(self) -> Candidate {
        let Self { start, end, code, form, shared } = self;
        Candidate {
            span: start as usize..end as usize,
            form,
            code: Some(code).filter(|code| *code != UNLISTED),
            shared,
            by_name: false,
        }
    }
}

impl Anchored {
    /// The value behind it, where it is the end of a key.
    pub(super) fn value(&self) -> Value {
        match self.leads {
            Leads::Code(_) => Value::NoKey,
            Leads::Probes(value) => value,
        }
    }
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
    pub(super) nearby: &'t Nearby,
    /// The anchors of the stretch, in order.
    pub(super) anchored: &'t [Anchored],
    /// The anchor that led to the candidate, by number.
    pub(super) here: usize,
}

impl View<'_> {
    /// The line around a candidate, no further than what counts as near.
    pub(super) fn line_around(&self, candidate: &Candidate) -> Range<usize> {
        let at = candidate.span.start;
        let from = at.saturating_sub(NEAR);
        let to = self.text.len().min(at + NEAR);
        let start = self.line_start(at, candidate.by_name, from).unwrap_or(from);
        start..self.lines.first_feed(self.text, at..to).unwrap_or(to)
    }

    /// Where the line starts that a place is in, to be marked with it: 0 or [`FAR`] where there is no
    /// line feed within the margin.
    #[inline(always)]
    pub(super) fn marked_line(&self, start: usize, by_name: bool) -> u32 {
        match self.line_start(start, by_name, start.saturating_sub(MARGIN)) {
            Some(line) => line as u32,
            None if start <= MARGIN => 0,
            None => FAR,
        }
    }

    /// Where the line starts that a place is in, or `None` where there is no line feed from `from` on.
    #[inline(always)]
    fn line_start(&self, start: usize, by_name: bool, from: usize) -> Option<usize> {
        // The search has told it for the anchor, which is in the same line, but where a name led to
        // the place.
        let line = self.anchored[self.here].line;
        if !by_name && line != BEFORE && line as usize <= start {
            return if line as usize > from { Some(line as usize) } else { None };
        }
        self.far_line_start(start, from)
    }

    #[inline(never)]
    fn far_line_start(&self, start: usize, from: usize) -> Option<usize> {
        self.lines.last_feed(self.text, from..start).map(|feed| feed + 1)
    }

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
