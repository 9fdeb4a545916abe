//! The lines of a stretch of text: the search notes where they end, once for all that is asked.

use std::ops::Range;

use memchr::{memchr, memrchr};

/// Where the lines of a stretch of text end.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// One bit a byte of the stretch: set where there is a line feed.
    pub(super) feeds: Vec<u64>,
    stretch: Range<usize>,
}

impl Lines {
    /// Begins a stretch, whose line feeds are to be written over those of the one before.
    pub(super) fn begin(&mut self, stretch: Range<usize>) {
        self.stretch = stretch;
    }

    /// The part of the text whose line feeds are known.
    pub(super) fn stretch(&self) -> &Range<usize> {
        &self.stretch
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
            let bits = part.end.min(end) - start;
            let mut word = bits / 64;
            let mut mask = (1u64 << (bits % 64)) - 1;
            loop {
                let feeds = self.feeds.get(word).copied().unwrap_or(0) & mask;
                if feeds != 0 {
                    let feed = start + word * 64 + 63 - feeds.leading_zeros() as usize;
                    return (feed >= part.start).then_some(feed);
                }
                if word == 0 || start + word * 64 <= part.start {
                    break;
                }
                word -= 1;
                mask = u64::MAX;
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
            let bits = part.start.max(start) - start;
            let mut mask = u64::MAX << (bits % 64);
            for (word, feeds) in self.feeds.iter().enumerate().skip(bits / 64) {
                if feeds & mask != 0 {
                    let feed = start + word * 64 + (feeds & mask).trailing_zeros() as usize;
                    return (feed < part.end).then_some(feed);
                }
                if start + (word + 1) * 64 >= part.end {
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
    use memchr::{memchr, memrchr};
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::Lines;
    use crate::scan::simd::Fingerprints;

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
            let mut hits = Vec::new();
            Fingerprints::default().search(&text, stretch, &mut hits, &mut lines.feeds);
            let last = memrchr(b'\n', &text[part.clone()]).map(|at| part.start + at);
            prop_assert_eq!(lines.last_feed(&text, part.clone()), last);
            let first = memchr(b'\n', &text[part.clone()]).map(|at| part.start + at);
            prop_assert_eq!(lines.first_feed(&text, part), first);
        }
    }
}
