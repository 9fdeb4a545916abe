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

    /// Finds the positions of a stretch that may be anchors and says how many line feeds there are
    /// in it; `feeds` gets one bit a byte, set where there is one. An anchor that would run over
    /// the end of the text is none.
    pub(super) fn search(
        &self,
        text: &[u8],
        stretch: Range<usize>,
        hits: &mut Vec<Hit>,
        feeds: &mut Vec<u64>,
    ) -> u32 {
        let end = stretch.end.min(text.len());
        let start = stretch.start.min(end);
        feeds.clear();
        feeds.resize((end - start).div_ceil(64), 0);
        self.find::<true>(text, start..end, hits, feeds)
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
        self.find::<false>(text, part.start..part.end.min(text.len()), &mut hits, &mut []);
        let any = hits.iter().any(|hit| wanted(hit.at as usize));
        HITS.set(hits);
        any
    }

    /// Where line feeds are not asked for, none is counted.
    fn find<const FEEDS: bool>(
        &self,
        text: &[u8],
        stretch: Range<usize>,
        hits: &mut Vec<Hit>,
        feeds: &mut [u64],
    ) -> u32 {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("popcnt")
        {
            // SAFETY: the processor has the features that the function is compiled for.
            let (done, newlines) =
                unsafe { avx2::find::<FEEDS>(self, text, stretch.clone(), hits, feeds) };
            return self.find_bytes::<FEEDS>(text, stretch, done, newlines, hits, feeds);
        }
        let start = stretch.start;
        self.find_bytes::<FEEDS>(text, stretch, start, 0, hits, feeds)
    }

    /// The rest of a stretch, from `done` on.
    fn find_bytes<const FEEDS: bool>(
        &self,
        text: &[u8],
        stretch: Range<usize>,
        done: usize,
        mut newlines: u32,
        hits: &mut Vec<Hit>,
        feeds: &mut [u64],
    ) -> u32 {
        for at in done..stretch.end {
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
            if FEEDS && text[at] == b'\n' {
                newlines += 1;
                feeds[(at - stretch.start) / 64] |= 1 << ((at - stretch.start) % 64);
            }
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
    use std::ops::Range;

    use super::{Fingerprints, Hit};

    /// The sets of half bytes of all places, ready to be looked up in.
    struct Sets {
        low: [__m256i; 4],
        high: [__m256i; 4],
    }

    impl Sets {
        #[inline]
        #[target_feature(enable = "avx2,popcnt")]
        fn new(table: &Fingerprints) -> Self {
            Self {
                low: [
                    half(&table.low[0]),
                    half(&table.low[1]),
                    half(&table.low[2]),
                    half(&table.low[3]),
                ],
                high: [
                    half(&table.high[0]),
                    half(&table.high[1]),
                    half(&table.high[2]),
                    half(&table.high[3]),
                ],
            }
        }

        /// The buckets that allow these bytes at a place of the anchor.
        #[inline]
        #[target_feature(enable = "avx2,popcnt")]
        fn buckets(&self, bytes: __m256i, place: usize) -> __m256i {
            // A shuffle takes the lower half by itself, and none of bytes beyond ASCII.
            let lower = _mm256_shuffle_epi8(self.low[place], bytes);
            let upper = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), _mm256_set1_epi8(15));
            _mm256_and_si256(lower, _mm256_shuffle_epi8(self.high[place], upper))
        }

        /// The buckets that allow what starts at each of 32 bytes; `bytes` are these, and those
        /// one, two and three places on.
        #[inline]
        #[target_feature(enable = "avx2,popcnt")]
        fn anchors(&self, bytes: [__m256i; 4]) -> __m256i {
            let starts = _mm256_and_si256(self.buckets(bytes[0], 0), self.buckets(bytes[1], 1));
            let ends = _mm256_and_si256(self.buckets(bytes[2], 2), self.buckets(bytes[3], 3));
            _mm256_and_si256(starts, ends)
        }
    }

    #[inline]
    #[target_feature(enable = "avx2,popcnt")]
    fn half(table: &[u8; 16]) -> __m256i {
        // SAFETY: the table has the 16 bytes that are read; no alignment is asked for.
        _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
    }

    /// One bit a byte, set where the byte is the same in both.
    #[inline]
    #[target_feature(enable = "avx2,popcnt")]
    fn equal(first: __m256i, second: __m256i, to: __m256i) -> u64 {
        let mask = |bytes: i32| u64::from(bytes.cast_unsigned());
        mask(_mm256_movemask_epi8(_mm256_cmpeq_epi8(first, to)))
            | mask(_mm256_movemask_epi8(_mm256_cmpeq_epi8(second, to))) << 32
    }

    /// Four loads of 32 bytes, each one byte behind the one before.
    ///
    /// # Safety
    /// From `at` on there are at least 35 bytes.
    #[inline]
    #[target_feature(enable = "avx2,popcnt")]
    unsafe fn loads(text: &[u8], at: usize) -> [__m256i; 4] {
        // SAFETY: the last load reads up to `at + 3 + 32`, which the caller promises to be there.
        unsafe {
            let from = text.as_ptr().add(at);
            [
                _mm256_loadu_si256(from.cast()),
                _mm256_loadu_si256(from.add(1).cast()),
                _mm256_loadu_si256(from.add(2).cast()),
                _mm256_loadu_si256(from.add(3).cast()),
            ]
        }
    }

    /// Searches whole steps of 64 bytes: where it stopped, and the line feeds up to there.
    ///
    /// # Safety
    /// The processor has AVX2 and POPCNT.
    #[target_feature(enable = "avx2,popcnt")]
    pub(super) unsafe fn find<const FEEDS: bool>(
        table: &Fingerprints,
        text: &[u8],
        stretch: Range<usize>,
        hits: &mut Vec<Hit>,
        feeds: &mut [u64],
    ) -> (usize, u32) {
        let sets = Sets::new(table);
        let to = stretch.end;
        let mut at = stretch.start;
        let mut newlines = 0u32;
        let mut words = feeds.iter_mut();
        // The last load of a step starts at 32 + 3 and reads 32 bytes.
        while at < to && at + 67 <= text.len() {
            // The last step may reach over the end of the search: what is there does not count.
            let inside = if to - at < 64 { (1u64 << (to - at)) - 1 } else { u64::MAX };
            // SAFETY: `at + 32 + 35 <= text.len()`, checked by the loop.
            let (first, second) = unsafe { (loads(text, at), loads(text, at + 32)) };
            let (found, found_behind) = (sets.anchors(first), sets.anchors(second));
            let mut line_feeds = 0;
            if FEEDS {
                line_feeds = equal(first[0], second[0], _mm256_set1_epi8(10)) & inside;
                if let Some(word) = words.next() {
                    *word = line_feeds;
                }
            }
            let either = _mm256_or_si256(found, found_behind);
            if _mm256_testz_si256(either, either) == 0 {
                let mut left = !equal(found, found_behind, _mm256_setzero_si256()) & inside;
                while left != 0 {
                    let bit = left.trailing_zeros();
                    let before = line_feeds & ((1u64 << bit) - 1);
                    hits.push(Hit {
                        at: at as u32 + bit,
                        newlines: newlines + before.count_ones(),
                    });
                    left &= left - 1;
                }
            }
            newlines += line_feeds.count_ones();
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

    /// What each way finds: line feeds, hits, line feeds by place.
    type Found = (u32, Vec<super::Hit>, Vec<u64>);

    fn both(table: &Fingerprints, text: &[u8], from: usize, to: usize) -> [Found; 2] {
        let (mut fast, mut slow) = (Vec::new(), Vec::new());
        let mut feeds = Vec::new();
        let newlines = table.search(text, from..to, &mut fast, &mut feeds);
        let mut places = vec![0; feeds.len()];
        let again = table.find_bytes::<true>(text, from..to, from, 0, &mut slow, &mut places);
        [(newlines, fast, feeds), (again, slow, places)]
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
