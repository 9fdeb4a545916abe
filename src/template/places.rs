//! Places of a literal in a text, kept as they are found: from each place the next one is asked for
//! that follows it, and no byte is to be searched anew for each.

use std::collections::VecDeque;

/// How far back places are kept, in bytes.
const KEPT: usize = 4096;

/// The places of one literal that are known.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// All of them at or behind `since` and before `until`, in order.
    known: VecDeque<usize>,
    since: usize,
    until: usize,
}

impl Places {
    /// The first place at or behind `from` and at most `reach` bytes behind it. `search` finds the
    /// first one from a place on, up to and including another.
    pub(super) fn next(
        &mut self,
        from: usize,
        reach: usize,
        search: impl Fn(usize, usize) -> Option<usize>,
    ) -> Option<usize> {
        let last = from.saturating_add(reach);
        if from < self.since {
            return search(from, last);
        }
        if from > self.until {
            self.known.clear();
            (self.since, self.until) = (from, from);
        }
        let at = self.known.partition_point(|place| *place < from);
        if let Some(&place) = self.known.get(at) {
            return (place <= last).then_some(place);
        }
        if last < self.until {
            return None;
        }
        let found = search(self.until, last);
        self.until = found.unwrap_or(last).saturating_add(1);
        if let Some(place) = found {
            self.since = self.since.max(from.saturating_sub(KEPT));
            while self.known.front().is_some_and(|place| *place < self.since) {
                self.known.pop_front();
            }
            self.known.push_back(place);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::Places;

    proptest! {
        #[test]
        fn what_is_known_is_what_is_there(
            there in prop::collection::btree_set(0_usize..20_000, 0..60),
            asked in prop::collection::vec((0_usize..20_000, prop_oneof![0_usize..5000, Just(usize::MAX)]), 1..60),
        ) {
            let search = |from: usize, last: usize| there.range(from..=last.max(from)).next().copied()
                .filter(|place| *place <= last);
            let mut places = Places::default();
            for (from, reach) in asked {
                let next = places.next(from, reach, search);
                prop_assert_eq!(next, search(from, from.saturating_add(reach)), "{} {}", from, reach);
            }
        }
    }

    #[test]
    fn a_byte_is_searched_once_where_places_are_asked_for_in_order() {
        let searched = Cell::new(0);
        let mut places = Places::default();
        for from in 0..10_000 {
            let next = places.next(from, 2048, |from, last| {
                let found =
                    (from.next_multiple_of(3000) <= last).then(|| from.next_multiple_of(3000));
                searched.set(searched.get() + found.unwrap_or(last) + 1 - from);
                found
            });
            assert_eq!(next.is_some(), from.next_multiple_of(3000) - from <= 2048, "{from}");
        }
        assert!(searched.get() < 13_000, "{} bytes", searched.get());
    }
}
