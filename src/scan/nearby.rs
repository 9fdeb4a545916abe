//! Where the names of systems stand near candidates: what several candidates have around them is
//! searched once.

use std::cell::RefCell;
use std::ops::Range;

use super::words::Words;

/// The names that were found so far in one text, catalog by catalog.
#[derive(Debug, Default)]
pub(super) struct Nearby {
    found: RefCell<Vec<Found>>,
}

/// The names of one system.
#[derive(Debug, Default, Clone)]
struct Found {
    /// The part of the text that was searched.
    searched: Range<usize>,
    /// Where they stand, as they were found.
    spans: Vec<Range<usize>>,
}

impl Nearby {
    /// Forgets what was found: another text comes.
    pub(super) fn clear(&mut self) {
        self.found.get_mut().clear();
    }

    /// Whether a name of the system of a catalog, by its place, stands in a part of the text.
    pub(super) fn has(
        &self,
        catalog: usize,
        names: &Words,
        text: &[u8],
        part: Range<usize>,
    ) -> bool {
        if names.is_empty() {
            return false;
        }
        let mut found = self.found.borrow_mut();
        if found.len() <= catalog {
            found.resize(catalog + 1, Found::default());
        }
        found[catalog].has(names, text, &part)
    }
}

/// The most bytes that are searched ahead.
const AHEAD: usize = 4096;

impl Found {
    fn has(&mut self, names: &Words, text: &[u8], part: &Range<usize>) -> bool {
        let Range { start, end } = self.searched;
        if part.start < start || part.start > end || part.end + part.len() + AHEAD < end {
            *self = Self { searched: part.start..part.start, spans: Vec::new() };
        }
        let known = self.searched.end;
        let longest = names.longest();
        if part.end > known {
            // Where parts follow each other more will come: a search costs more than the bytes of
            // one line. Never more ahead than has been of use.
            let to = text.len().min(part.end + self.searched.len().min(AHEAD));
            // A name may have begun in what was searched before.
            let from = known.saturating_sub(longest).max(self.searched.start);
            names.each_in(text, from..to, |span| {
                if span.end > known {
                    self.spans.push(span);
                }
            });
            self.searched.end = to;
        }
        // In the order of their rarest bytes: their starts are as far apart as a name is long.
        let behind = self.spans.partition_point(|span| span.start < part.end + longest);
        let near = self.spans[..behind].iter().rev();
        near.take_while(|span| span.start + longest >= part.start)
            .any(|span| span.start >= part.start && span.end <= part.end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{prop_assert_eq, prop_oneof, proptest};

    use super::{Nearby, Words};

    proptest! {
        #[test]
        fn what_was_found_before_changes_nothing(
            pieces in vec(prop_oneof!["kuzzle", "LINE WORKS", "[a-z ]{0,9}", "works"], 0..40),
            parts in vec((0usize..300, 0usize..60), 0..20),
        ) {
            let text = pieces.concat();
            let words = || Words::new(["Kuzzle", "LINE WORKS"].map(str::to_owned).to_vec());
            let lower = text.to_ascii_lowercase();
            let nearby = Nearby::default();
            for (start, length) in parts {
                let start = start.min(text.len());
                let part = start..text.len().min(start + length);
                let wanted = ["kuzzle", "line works"];
                let there = wanted.iter().any(|name| lower[part.clone()].contains(name));
                prop_assert_eq!(nearby.has(2, &words(), text.as_bytes(), part), there);
            }
        }
    }
}
