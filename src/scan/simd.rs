//! The search for anchors: 64 bytes a step with AVX2 where the processor has it, byte by byte
//! where not. The only file with `unsafe`; its tests prove that both ways agree.
#![allow(unsafe_code)]

use std::cell::RefCell;
use std::ops::Range;

/// Four-byte anchors in up to eight buckets, as sets of half bytes: a position may be an anchor
/// where one bucket allows both halves of all four bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Fingerprints {
    low: [[u8; 16]; 4],
    high: [[u8; 16]; 4],
}

/// A position that may be an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// Where it is, in bytes from the start of the text.
    pub(super) at: u32,
    /// How many line feeds there are between the start of the search and this position.
    pub(super) newlines: u32,
}

impl Fingerprints {
    /// Adds an anchor of ASCII characters to a bucket, 0 to 7.
    pub(super) fn add(&mut self, anchor: [u8; 4], bucket: u8) {
        debug_assert!(anchor.is_ascii(), "{anchor:?}");
        for (place, byte) in anchor.into_iter().enumerate() {
            self.low[place][usize::from(byte & 15)] |= 1 << bucket;
            self.high[place][usize::from(byte >> 4)] |= 1 << bucket;
        }
    }

    /// Adds the beginning of an anchor, whatever follows it.
    pub(super) fn add_start(&mut self, start: [u8; 3], bucket: u8) {
        let [a, b, c] = start;
        for last in 0..128 {
            self.add([a, b, c, last], bucket);
        }
    }

    /// Finds the positions `from..to` that may be anchors and says how many line feeds there are.
    /// An anchor that would run over the end of the text is none.
    pub(super) fn search(&self, text: &[u8], from: usize, to: usize, hits: &mut Vec<Hit>) -> u32 {
        let to = to.min(text.len());
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("popcnt")
        {
            // SAFETY: the processor has the features that the function is compiled for.
            let (done, newlines) = unsafe { avx2::search(self, text, from, to, hits) };
            return self.search_bytes(text, done, to, newlines, hits);
        }
        self.search_bytes(text, from, to, 0, hits)
    }

    /// Whether one of the positions that may be anchors is `wanted`.
    pub(super) fn any(
        &self,
        text: &[u8],
        part: Range<usize>,
        mut wanted: impl FnMut(usize) -> bool,
    ) -> bool {
        thread_local! {
            static HITS: RefCell<Vec<Hit>> = const { RefCell::new(Vec::new()) };
        }
        let mut hits = HITS.take();
        hits.clear();
        self.search(text, part.start, part.end, &mut hits);
        let any = hits.iter().any(|hit| wanted(hit.at as usize));
        HITS.set(hits);
        any
    }

    fn search_bytes(
        &self,
        text: &[u8],
        from: usize,
        to: usize,
        mut newlines: u32,
        hits: &mut Vec<Hit>,
    ) -> u32 {
        for at in from..to {
            if let Some(window) = text.get(at..at + 4) {
                let buckets = window.iter().enumerate().fold(0xff, |buckets, (place, byte)| {
                    buckets
                        & self.low[place][usize::from(byte & 15)]
                        & self.high[place][usize::from(byte >> 4)]
                });
                if buckets != 0 {
                    hits.push(Hit { at: at as u32, newlines });
                }
            }
            newlines += u32::from(text[at] == b'\n');
        }
        newlines
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm_loadu_si128, _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8,
        _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
        _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_testz_si256,
    };

    use super::{Fingerprints, Hit};

    /// Searches whole steps of 64 bytes: where it stopped, and the line feeds up to there.
    ///
    /// # Safety
    /// The processor has AVX2 and POPCNT.
    #[target_feature(enable = "avx2,popcnt")]
    pub(super) unsafe fn search(
        table: &Fingerprints,
        text: &[u8],
        from: usize,
        to: usize,
        hits: &mut Vec<Hit>,
    ) -> (usize, u32) {
        let half = |table: &[u8; 16]| {
            // SAFETY: the table has the 16 bytes that are read; no alignment is asked for.
            _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
        };
        let low: [__m256i; 4] = [0, 1, 2, 3].map(|place| half(&table.low[place]));
        let high: [__m256i; 4] = [0, 1, 2, 3].map(|place| half(&table.high[place]));
        let nibble = _mm256_set1_epi8(15);
        let feed = _mm256_set1_epi8(10);
        let zero = _mm256_setzero_si256();
        let mut at = from;
        let mut newlines = 0u32;
        // The last load of a step starts at 32 + 3 and reads 32 bytes.
        while at < to && at + 67 <= text.len() {
            // The last step may reach over the end of the search: what is there does not count.
            let inside = if to - at < 64 { (1u64 << (to - at)) - 1 } else { u64::MAX };
            let load = |offset: usize| {
                // SAFETY: `at + offset + 32 <= at + 67 <= text.len()`, checked by the loop.
                unsafe { _mm256_loadu_si256(text.as_ptr().add(at + offset).cast()) }
            };
            let buckets = |bytes: __m256i, place: usize| {
                // A shuffle takes the lower half by itself, and none of bytes beyond ASCII.
                let lower = bytes;
                let upper = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), nibble);
                _mm256_and_si256(
                    _mm256_shuffle_epi8(low[place], lower),
                    _mm256_shuffle_epi8(high[place], upper),
                )
            };
            let anchors = |offset: usize, first: __m256i| {
                let ends =
                    _mm256_and_si256(buckets(load(offset + 2), 2), buckets(load(offset + 3), 3));
                let starts = _mm256_and_si256(buckets(first, 0), buckets(load(offset + 1), 1));
                _mm256_and_si256(starts, ends)
            };
            let (first, second) = (load(0), load(32));
            let (found, found_behind) = (anchors(0, first), anchors(32, second));
            let mask = |bytes: __m256i| u64::from(_mm256_movemask_epi8(bytes) as u32);
            let feeds = (mask(_mm256_cmpeq_epi8(first, feed))
                | mask(_mm256_cmpeq_epi8(second, feed)) << 32)
                & inside;
            let either = _mm256_or_si256(found, found_behind);
            if _mm256_testz_si256(either, either) == 0 {
                let none = mask(_mm256_cmpeq_epi8(found, zero))
                    | mask(_mm256_cmpeq_epi8(found_behind, zero)) << 32;
                let mut left = !none & inside;
                while left != 0 {
                    let bit = left.trailing_zeros();
                    let before = feeds & ((1u64 << bit) - 1);
                    hits.push(Hit {
                        at: at as u32 + bit,
                        newlines: newlines + before.count_ones(),
                    });
                    left &= left - 1;
                }
            }
            newlines += feeds.count_ones();
            at += 64;
        }
        (at.min(to), newlines)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert_eq, prop_oneof, proptest};

    use super::Fingerprints;

    fn both(
        table: &Fingerprints,
        text: &[u8],
        from: usize,
        to: usize,
    ) -> [(u32, Vec<super::Hit>); 2] {
        let (mut fast, mut slow) = (Vec::new(), Vec::new());
        let newlines = table.search(text, from, to, &mut fast);
        let again = table.search_bytes(text, from, to.min(text.len()), 0, &mut slow);
        [(newlines, fast), (again, slow)]
    }

    proptest! {
        #[test]
        fn both_ways_find_the_same(
            anchors in vec(([0u8..128, 0u8..128, 0u8..128, 0u8..128], 0u8..8), 1..20),
            text in vec(prop_oneof![any::<u8>(), proptest::sample::select(b"PR40\nerror.code".to_vec())], 0..700),
            from in 0usize..80,
            cut in 0usize..80,
        ) {
            let mut table = Fingerprints::default();
            for (anchor, bucket) in anchors {
                table.add(anchor, bucket);
            }
            table.add(*b"PR40", 0);
            table.add(*b"code", 3);
            let from = from.min(text.len());
            let to = text.len().saturating_sub(cut).max(from);
            let [fast, slow] = both(&table, &text, from, to);
            prop_assert_eq!(fast, slow);
        }
    }

    #[test]
    fn an_anchor_is_found_at_every_place_of_a_step() {
        let mut table = Fingerprints::default();
        table.add(*b"PR40", 5);
        for at in 0..200 {
            let mut text = vec![b'\n'; 204];
            text[at..at + 4].copy_from_slice(b"PR40");
            let [fast, slow] = both(&table, &text, 0, text.len());
            assert_eq!(fast, slow, "at {at}");
            assert_eq!((fast.1[0].at, fast.1[0].newlines), (at as u32, at as u32));
            assert_eq!(fast.0, 200);
        }
    }
}
