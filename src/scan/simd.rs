//! The search for anchors: 64 bytes a step with AVX-512 or AVX2 where the processor has it, byte by
//! byte where not. The only file with `unsafe`; its tests prove that all ways agree.
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
    /// Where its line starts, or [`BEFORE`].
    pub(super) line: u32,
}

/// The start of a line that starts before the search.
pub(super) const BEFORE: u32 = u32::MAX;

/// How far a search has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Progress {
    /// The place that is next.
    at: usize,
    /// How many line feeds there were.
    newlines: u32,
    /// Where the line at `at` starts, or [`BEFORE`].
    line: u32,
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
        let mut done = Progress { at: stretch.start, newlines: 0, line: BEFORE };
        #[cfg(target_arch = "x86_64")]
        if avx512::is_there() {
            // SAFETY: the processor has the features that the function is compiled for.
            done = unsafe { avx512::find::<FEEDS>(self, text, stretch.clone(), hits, feeds) };
        } else if avx2::is_there() {
            // SAFETY: the processor has the features that the function is compiled for.
            done = unsafe { avx2::find::<FEEDS>(self, text, stretch.clone(), hits, feeds) };
        }
        self.find_bytes::<FEEDS>(text, stretch, done, hits, feeds)
    }

    /// The rest of a stretch, from where it is `done`.
    fn find_bytes<const FEEDS: bool>(
        &self,
        text: &[u8],
        stretch: Range<usize>,
        done: Progress,
        hits: &mut Vec<Hit>,
        feeds: &mut [u64],
    ) -> u32 {
        let Progress { at: next, mut newlines, mut line } = done;
        for at in next..stretch.end {
            if let Some(window) = text.get(at..at + 4) {
                let buckets = window.iter().enumerate().fold(0xff, |buckets, (place, byte)| {
                    buckets
                        & self.low[place][usize::from(byte & 15)]
                        & self.high[place][usize::from(byte >> 4)]
                });
                if buckets != 0 {
                    hits.push(Hit { at: at as u32, newlines, line });
                }
            }
            if FEEDS && text[at] == b'\n' {
                newlines += 1;
                line = at as u32 + 1;
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

    use super::{Fingerprints, Hit, Progress, walk};

    pub(super) fn is_there() -> bool {
        std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("popcnt")
    }

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
    ) -> Progress {
        let sets = Sets::new(table);
        walk::<FEEDS>(text, stretch, hits, feeds, |at| {
            // SAFETY: `at + 32 + 35 <= text.len()`, which `walk` promises.
            let (first, second) = unsafe { (loads(text, at), loads(text, at + 32)) };
            let (found, found_behind) = (sets.anchors(first), sets.anchors(second));
            let line_feeds =
                if FEEDS { equal(first[0], second[0], _mm256_set1_epi8(10)) } else { 0 };
            let either = _mm256_or_si256(found, found_behind);
            let none = _mm256_testz_si256(either, either) != 0;
            let found = if none { 0 } else { !equal(found, found_behind, _mm256_setzero_si256()) };
            (found, line_feeds)
        })
    }
}

/// The same in steps of one register: half the instructions for the same bytes.
#[cfg(target_arch = "x86_64")]
mod avx512 {
    use std::arch::x86_64::{
        __m512i, _mm_loadu_si128, _mm512_and_si512, _mm512_broadcast_i32x4, _mm512_cmpeq_epi8_mask,
        _mm512_loadu_si512, _mm512_set1_epi8, _mm512_shuffle_epi8, _mm512_srli_epi16,
        _mm512_test_epi8_mask,
    };
    use std::ops::Range;

    use super::{Fingerprints, Hit, Progress, walk};

    pub(super) fn is_there() -> bool {
        std::arch::is_x86_feature_detected!("avx512f")
            && std::arch::is_x86_feature_detected!("avx512bw")
            && std::arch::is_x86_feature_detected!("popcnt")
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,popcnt")]
    fn half(table: &[u8; 16]) -> __m512i {
        // SAFETY: the table has the 16 bytes that are read; no alignment is asked for.
        _mm512_broadcast_i32x4(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
    }

    /// The buckets that allow these bytes at one place of the anchor.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,popcnt")]
    fn buckets(low: __m512i, high: __m512i, bytes: __m512i) -> __m512i {
        // A shuffle takes the lower half by itself, and none of bytes beyond ASCII.
        let upper = _mm512_and_si512(_mm512_srli_epi16::<4>(bytes), _mm512_set1_epi8(15));
        _mm512_and_si512(_mm512_shuffle_epi8(low, bytes), _mm512_shuffle_epi8(high, upper))
    }

    /// Searches whole steps of 64 bytes: how far it came.
    ///
    /// # Safety
    /// The processor has AVX-512F, AVX-512BW and POPCNT.
    #[target_feature(enable = "avx512f,avx512bw,popcnt")]
    pub(super) unsafe fn find<const FEEDS: bool>(
        table: &Fingerprints,
        text: &[u8],
        stretch: Range<usize>,
        hits: &mut Vec<Hit>,
        feeds: &mut [u64],
    ) -> Progress {
        let low = [&table.low[0], &table.low[1], &table.low[2], &table.low[3]];
        let low = [half(low[0]), half(low[1]), half(low[2]), half(low[3])];
        let high = [&table.high[0], &table.high[1], &table.high[2], &table.high[3]];
        let high = [half(high[0]), half(high[1]), half(high[2]), half(high[3])];
        walk::<FEEDS>(text, stretch, hits, feeds, |at| {
            // SAFETY: `at + 3 + 64 <= text.len()`, which `walk` promises.
            let bytes = unsafe {
                let from = text.as_ptr().add(at);
                [
                    _mm512_loadu_si512(from.cast()),
                    _mm512_loadu_si512(from.add(1).cast()),
                    _mm512_loadu_si512(from.add(2).cast()),
                    _mm512_loadu_si512(from.add(3).cast()),
                ]
            };
            let starts = _mm512_and_si512(
                buckets(low[0], high[0], bytes[0]),
                buckets(low[1], high[1], bytes[1]),
            );
            let ends = _mm512_and_si512(
                buckets(low[2], high[2], bytes[2]),
                buckets(low[3], high[3], bytes[3]),
            );
            let line_feeds =
                if FEEDS { _mm512_cmpeq_epi8_mask(bytes[0], _mm512_set1_epi8(10)) } else { 0 };
            (_mm512_test_epi8_mask(starts, ends), line_feeds)
        })
    }
}

/// Calls `step` with the start of each step of 64 bytes that has three more bytes behind it: one bit
/// a byte for what it found there, and for line feeds. How far that came.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn walk<const FEEDS: bool>(
    text: &[u8],
    stretch: Range<usize>,
    hits: &mut Vec<Hit>,
    feeds: &mut [u64],
    step: impl Fn(usize) -> (u64, u64),
) -> Progress {
    let to = stretch.end;
    let mut done = Progress { at: stretch.start, newlines: 0, line: BEFORE };
    let mut words = feeds.iter_mut();
    while done.at < to && done.at + 67 <= text.len() {
        // The last step may reach over the end of the search: what is there does not count.
        let left = to - done.at;
        let inside = if left < 64 { (1u64 << left) - 1 } else { u64::MAX };
        let (found, line_feeds) = step(done.at);
        let (found, line_feeds) = (found & inside, line_feeds & inside);
        if FEEDS && let Some(word) = words.next() {
            *word = line_feeds;
        }
        if found != 0 {
            tell(&done, found, line_feeds, hits);
        }
        done.step(line_feeds);
    }
    done.at = done.at.min(to);
    done
}

/// Adds the hits of a step: one bit a byte for what was found and for line feeds.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn tell(done: &Progress, mut found: u64, line_feeds: u64, hits: &mut Vec<Hit>) {
    let at = done.at as u32;
    while found != 0 {
        let bit = found.trailing_zeros();
        let before = line_feeds & ((1u64 << bit) - 1);
        let line = if before == 0 { done.line } else { at + 64 - before.leading_zeros() };
        hits.push(Hit { at: at + bit, newlines: done.newlines + before.count_ones(), line });
        found &= found - 1;
    }
}

#[cfg(target_arch = "x86_64")]
impl Progress {
    /// Goes on behind a step of 64 bytes.
    #[inline(always)]
    fn step(&mut self, line_feeds: u64) {
        if line_feeds != 0 {
            self.newlines += line_feeds.count_ones();
            self.line = self.at as u32 + 64 - line_feeds.leading_zeros();
        }
        self.at += 64;
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert_eq, prop_oneof, proptest};

    use super::{BEFORE, Fingerprints, Hit, Progress};

    /// What a way finds: line feeds, hits, line feeds by place.
    type Found = (u32, Vec<Hit>, Vec<u64>);

    /// What each way finds that this processor knows; byte by byte comes first.
    fn all_ways(table: &Fingerprints, text: &[u8], from: usize, to: usize) -> Vec<Found> {
        let start = Progress { at: from, newlines: 0, line: BEFORE };
        let mut found = Vec::new();
        let mut rest = |way: &dyn Fn(&mut Vec<Hit>, &mut [u64]) -> Progress| {
            let (mut hits, mut feeds) = (Vec::new(), vec![0; (to - from).div_ceil(64)]);
            let done = way(&mut hits, &mut feeds);
            let newlines = table.find_bytes::<true>(text, from..to, done, &mut hits, &mut feeds);
            found.push((newlines, hits, feeds));
        };
        rest(&|_, _| start);
        #[cfg(target_arch = "x86_64")]
        if super::avx2::is_there() {
            // SAFETY: the processor has the features that the function is compiled for.
            rest(&|hits, feeds| unsafe {
                super::avx2::find::<true>(table, text, from..to, hits, feeds)
            });
        }
        #[cfg(target_arch = "x86_64")]
        if super::avx512::is_there() {
            // SAFETY: the processor has the features that the function is compiled for.
            rest(&|hits, feeds| unsafe {
                super::avx512::find::<true>(table, text, from..to, hits, feeds)
            });
        }
        let (mut hits, mut feeds) = (Vec::new(), Vec::new());
        let newlines = table.search(text, from..to, &mut hits, &mut feeds);
        found.push((newlines, hits, feeds));
        found
    }

    proptest! {
        #[test]
        fn all_ways_find_the_same(
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
            let found = all_ways(&table, &text, from, to);
            for way in &found[1..] {
                prop_assert_eq!(way, &found[0]);
            }
            for hit in &found[0].1 {
                let feed = memchr::memrchr(b'\n', &text[from..hit.at as usize]);
                prop_assert_eq!(hit.line, feed.map_or(BEFORE, |feed| (from + feed + 1) as u32));
            }
        }
    }

    #[test]
    fn an_anchor_is_found_at_every_place_of_a_step() {
        let mut table = Fingerprints::default();
        table.add(*b"PR40", 5);
        for at in 0..200 {
            let mut text = vec![b'\n'; 204];
            text[at..at + 4].copy_from_slice(b"PR40");
            let found = all_ways(&table, &text, 0, text.len());
            for way in &found {
                assert_eq!(way, &found[0], "at {at}");
                assert_eq!((way.1[0].at, way.1[0].newlines), (at as u32, at as u32));
                assert_eq!(way.0, 200);
            }
        }
    }
}
