//! The lines of a stretch of text: the search notes where they end, once for all that is asked.

use std::hint::select_unpredictable;
use std::ops::Range;

use memchr::{memchr, memrchr};

use super::simd::{BEFORE, Step};

/// Where the lines of a stretch of text end.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The steps of the search over the stretch, 64 bytes each.
    pub(super) steps: Vec<Step>,
    stretch: Range<usize>,
}

impl Lines {
    /// Begins a stretch, whose steps are to be written over those of the one before.
    pub(super) fn begin(&mut self, stretch: Range<usize>) {
        self.stretch = stretch;
    }

    /// The part of the text whose line feeds are known.
    pub(super) fn stretch(&self) -> &Range<usize> {
        &self.stretch
    }

    /// The step that a place of the stretch is in, the line feeds before the place, and where the
    /// step starts.
    #[inline(always)]
    fn step(&self, at: usize) -> Option<(&Step, u64, usize)> {
        let inside = at.checked_sub(self.stretch.start)?;
        let step = self.steps.get(inside / 64)?;
        Some((step, step.feeds & ((1 << (inside % 64)) - 1), at - inside % 64))
    }

    /// Where the line of a place of the stretch starts, or [`BEFORE`].
    #[inline(always)]
    pub(super) fn line(&self, at: usize) -> u32 {
        self.step(at).map_or(BEFORE, |(step, before, start)| {
            let last = (start as u32 + 64).wrapping_sub(before.leading_zeros());
            select_unpredictable(before == 0, step.line, last)
        })
    }

    /// How many line feeds there are in the stretch before a place of it.
    #[inline(always)]
    pub(super) fn newlines(&self, at: usize) -> u32 {
        self.step(at).map_or(0, |(step, before, _)| step.newlines + before.count_ones())
    }

    /// The last line feed in a part of the text.
    pub(super) fn last_feed(&self, text: &[u8], part: Range<usize>) -> Option<usize> {
        let Range { start, end } = self.stretch;
        let behind = end.max(part.start)..part.end;
        if !behind.is_empty()
            && let Some(feed) = memrchr(b'\n', &text[behind.clone()])
        {
            return Some(behind.start + feed);
        }
        if part.end > start && part.start < end {
            let last = part.end.min(end) - 1;
            let feed = match self.line(last) {
                _ if text[last] == b'\n' => Some(last),
                BEFORE => None,
                line => Some(line as usize - 1),
            };
            if let Some(feed) = feed {
                return (feed >= part.start).then_some(feed);
            }
        }
        let before = part.start..part.end.min(start);
        memrchr(b'\n', text.get(before.clone())?).map(|feed| before.start + feed)
    }

    /// The first line feed in a part of the text.
    pub(super) fn first_feed(&self, text: &[u8], part: Range<usize>) -> Option<usize> {
        let Range { start, end } = self.stretch;
        let before = part.start..part.end.min(start);
        if !before.is_empty()
            && let Some(feed) = memchr(b'\n', &text[before.clone()])
        {
            return Some(before.start + feed);
        }
        if part.end > start && part.start < end {
            let from = part.start.max(start) - start;
            let mut mask = u64::MAX << (from % 64);
            for (number, step) in self.steps.iter().enumerate().skip(from / 64) {
                if step.feeds & mask != 0 {
                    let feed = start + number * 64 + (step.feeds & mask).trailing_zeros() as usize;
                    return (feed < part.end).then_some(feed);
                }
                if start + (number + 1) * 64 >= part.end {
                    break;
                }
                mask = u64::MAX;
            }
        }
        let behind = end.max(part.start)..part.end;
        memchr(b'\n', text.get(behind.clone())?).map(|feed| behind.start + feed)
    }
}

#[cfg(test)]
mod tests {
    use memchr::{memchr, memchr_iter, memrchr};
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::Lines;
    use crate::scan::simd::{BEFORE, Fingerprints, Hits};

    proptest! {
        #[test]
        fn line_feeds_are_those_of_the_text(
            feeds in vec(any::<bool>(), 0..600),
            rare in any::<bool>(),
            stretch in (0usize..600, 0usize..600),
            part in (0usize..600, 0usize..600),
        ) {
            let text: Vec<_> = feeds
                .iter()
                .enumerate()
                .map(|(at, feed)| if *feed && (!rare || at % 97 == 0) { b'\n' } else { b'x' })
                .collect();
            let range = |(a, b): (usize, usize)| {
                let (a, b) = (a.min(text.len()), b.min(text.len()));
                a.min(b)..a.max(b)
            };
            let (stretch, part) = (range(stretch), range(part));
            let mut lines = Lines::default();
            lines.begin(stretch.clone());
            let mut hits = Hits::default();
            Fingerprints::default().search(&text, stretch.clone(), &mut hits, &mut lines.steps);
            let last = memrchr(b'\n', &text[part.clone()]).map(|at| part.start + at);
            prop_assert_eq!(lines.last_feed(&text, part.clone()), last);
            let first = memchr(b'\n', &text[part.clone()]).map(|at| part.start + at);
            prop_assert_eq!(lines.first_feed(&text, part), first);
            for at in stretch.clone() {
                let before = &text[stretch.start..at];
                let feed = memrchr(b'\n', before);
                let line = feed.map_or(BEFORE, |feed| (stretch.start + feed + 1) as u32);
                prop_assert_eq!(lines.line(at), line);
                prop_assert_eq!(lines.newlines(at) as usize, memchr_iter(b'\n', before).count());
            }
        }
    }
}
