//! The search for anchors: 64 bytes a step with AVX-512 or AVX2 where the processor has it, byte by
//! byte where not; and the classes of bytes that [`super::bits`] asks for. The only file with
//! `unsafe`; its tests, and those of `bits`, prove that all ways agree.
#![allow(unsafe_code)]

use std::hint::select_unpredictable;
use std::ops::Range;

#[cfg(target_arch = "x86_64")]
use super::bits::WINDOW;

/// Four-byte anchors in up to eight buckets, as sets of half bytes: a position may be an anchor
/// where one bucket allows both halves of all four bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Fingerprints {
    low: [[u8; 16]; 4],
    high: [[u8; 16]; 4],
}

/// The positions that may be anchors, in bytes from the start of the text, in order.
#[derive(Debug, Default)]
pub(super) struct Hits {
    /// Room that is written over: positions are written four at a time, whether there are so many
    /// or not.
    room: Vec<u32>,
    count: usize,
}

impl Hits {
    /// Forgets them.
    pub(super) fn clear(&mut self) {
        self.count = 0;
    }

    pub(super) fn list(&self) -> &[u32] {
        self.room.get(..self.count).unwrap_or_default()
    }
}

/// Where a step of a search stands among the lines of its stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// One bit a byte, set where there is a line feed.
    pub(super) feeds: u64,
    /// How many line feeds there are in the stretch before the step.
    pub(super) newlines: u32,
    /// Where the line that the step starts in starts, or [`BEFORE`].
    pub(super) line: u32,
}

impl Step {
    /// The first step of a stretch, before anything was found in it.
    const FIRST: Self = Self { feeds: 0, newlines: 0, line: BEFORE };
}

/// The start of a line that starts before the search.
pub(super) const BEFORE: u32 = u32::MAX;

/// How many steps of 64 bytes are searched before what was found in them is told. Of what is done
/// for each step nothing is called, so that the sets of half bytes stay in registers.
const STEPS: usize = 64;

/// The same where what is searched is hardly ever longer than what is near a code.
const FEW: usize = 16;

/// The bytes of so many steps.
const STRIDE: usize = STEPS * 64;

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
    /// in it; `lines` gets its steps of 64 bytes. An anchor that would run over the end of the text
    /// is none.
    pub(super) fn search(
        &self,
        text: &[u8],
        stretch: Range<usize>,
        hits: &mut Hits,
        lines: &mut Vec<Step>,
    ) -> u32 {
        let end = stretch.end.min(text.len());
        let start = stretch.start.min(end);
        // What was there before is written over.
        lines.resize((end - start).div_ceil(64), Step::FIRST);
        let mut next = Step::FIRST;
        for (at, lines) in (start..end).step_by(STRIDE).zip(lines.chunks_mut(STEPS)) {
            let (mut found, mut feeds) = ([0; STEPS], [0; STEPS]);
            let (found, feeds) = (&mut found[..lines.len()], &mut feeds[..lines.len()]);
            self.find::<true>(text, at..end.min(at + STRIDE), found, feeds);
            tell(at as u32, found, feeds, &mut next, lines, hits);
        }
        next.newlines
    }

    /// Whether one of the positions that may be anchors is `wanted`.
    pub(super) fn any(
        &self,
        text: &[u8],
        part: Range<usize>,
        mut wanted: impl FnMut(usize) -> bool,
    ) -> bool {
        let end = part.end.min(text.len());
        let mut at = part.start;
        while at < end {
            let to = end.min(at + FEW * 64);
            let mut found = [0; FEW];
            let found = &mut found[..(to - at).div_ceil(64)];
            self.find::<false>(text, at..to, found, &mut []);
            for &mut mut found in found {
                while found != 0 {
                    if wanted(at + found.trailing_zeros() as usize) {
                        return true;
                    }
                    found &= found - 1;
                }
                at += 64;
            }
            at = to;
        }
        false
    }

    /// One bit a byte of each step of 64 bytes, set where an anchor may be; and one for each line
    /// feed, where they are asked for.
    fn find<const FEEDS: bool>(
        &self,
        text: &[u8],
        part: Range<usize>,
        found: &mut [u64],
        feeds: &mut [u64],
    ) {
        let done = self.find_at_once::<FEEDS>(text, part.start, found, feeds);
        self.find_bytes::<FEEDS>(text, part.clone(), done, found, feeds);
        let inside = u64::MAX >> (part.len().wrapping_neg() % 64);
        if let Some(last) = found.last_mut() {
            *last &= inside;
        }
        if let (true, Some(last)) = (FEEDS, feeds.last_mut()) {
            *last &= inside;
        }
    }

    /// The same for the first steps, where the processor can: how many of them.
    #[cfg(target_arch = "x86_64")]
    fn find_at_once<const FEEDS: bool>(
        &self,
        text: &[u8],
        start: usize,
        found: &mut [u64],
        feeds: &mut [u64],
    ) -> usize {
        // A step has three more bytes behind it. What is read behind the part does not count.
        let steps = (text.len() + 64).saturating_sub(start + 67) / 64;
        let steps = steps.min(found.len());
        let found = &mut found[..steps];
        if avx512::is_there() {
            // SAFETY: the processor has the features that the function is compiled for, and the
            // text has all bytes of these steps and three more.
            unsafe { avx512::find::<FEEDS>(self, text, start, found, feeds) };
        } else if avx2::is_there() {
            // SAFETY: as above.
            unsafe { avx2::find::<FEEDS>(self, text, start, found, feeds) };
        } else {
            return 0;
        }
        steps
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn find_at_once<const FEEDS: bool>(
        &self,
        _: &[u8],
        _: usize,
        _: &mut [u64],
        _: &mut [u64],
    ) -> usize {
        0
    }

    /// The same byte by byte, but for the steps that are `done`.
    fn find_bytes<const FEEDS: bool>(
        &self,
        text: &[u8],
        part: Range<usize>,
        done: usize,
        found: &mut [u64],
        feeds: &mut [u64],
    ) {
        for step in done..found.len() {
            found[step] = 0;
            if FEEDS {
                feeds[step] = 0;
            }
            let start = part.start + step * 64;
            for (bit, at) in (start..part.end.min(start + 64)).enumerate() {
                if let Some(window) = text.get(at..at + 4) {
                    let buckets = window.iter().enumerate().fold(0xff, |buckets, (place, byte)| {
                        buckets
                            & self.low[place][usize::from(byte & 15)]
                            & self.high[place][usize::from(byte >> 4)]
                    });
                    found[step] |= u64::from(buckets != 0) << bit;
                }
                if FEEDS {
                    feeds[step] |= u64::from(text[at] == b'\n') << bit;
                }
            }
        }
    }
}

/// Adds what was found in some steps, of which the first starts at `at`, to the hits, and to the
/// lines where the steps stand. `next` is where the next one stands, but for its own line feeds.
fn tell(
    at: u32,
    found: &[u64],
    feeds: &[u64],
    next: &mut Step,
    lines: &mut [Step],
    hits: &mut Hits,
) {
    #[cfg(target_arch = "x86_64")]
    if avx2::is_there() {
        // SAFETY: the processor has the features that the function is compiled for.
        return unsafe { tell_at_once(at, found, feeds, next, lines, hits) };
    }
    tell_steps(at, found, feeds, next, lines, hits);
}

/// The same where bits are counted at once.
///
/// # Safety
/// The processor has POPCNT, LZCNT and BMI1.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt,lzcnt,bmi1")]
unsafe fn tell_at_once(
    at: u32,
    found: &[u64],
    feeds: &[u64],
    next: &mut Step,
    lines: &mut [Step],
    hits: &mut Hits,
) {
    tell_steps(at, found, feeds, next, lines, hits);
}

#[inline(always)]
fn tell_steps(
    at: u32,
    found: &[u64],
    feeds: &[u64],
    next: &mut Step,
    lines: &mut [Step],
    hits: &mut Hits,
) {
    // Without a branch: neither where anchors are is to be foreseen nor where lines end.
    let mut steps = [0; STEPS];
    let (mut count, mut here, mut step) = (0, at, *next);
    for (number, ((&found, &feeds), line)) in (0..).zip(found.iter().zip(feeds).zip(lines)) {
        steps[count % STEPS] = number;
        count += usize::from(found != 0);
        *line = Step { feeds, ..step };
        step.newlines += feeds.count_ones();
        let last = here + 64 - feeds.leading_zeros();
        step.line = select_unpredictable(feeds == 0, step.line, last);
        here += 64;
    }
    *next = step;
    let most = hits.count + STRIDE + FOUR;
    if hits.room.len() < most {
        hits.room.resize(most.next_power_of_two(), 0);
    }
    for &step in &steps[..count] {
        let mut bits = found[step as usize];
        let from = at + step * 64;
        let end = hits.count + bits.count_ones() as usize;
        while hits.count < end {
            let Some(four) = hits.room[hits.count..].first_chunk_mut::<FOUR>() else { return };
            for place in four {
                *place = from + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
            hits.count += FOUR;
        }
        hits.count = end;
    }
}

/// How many hits of a step are told at a time: most steps have no more, and how many is not to be
/// foreseen.
const FOUR: usize = 4;

/// As [`super::bits::words`] says.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) fn words(window: &[u8; WINDOW]) -> u64 {
    // SAFETY: every processor of this kind has SSE2.
    unsafe { sse2::words(window) }
}

/// As [`super::bits::small`] says.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) fn small(window: &[u8; WINDOW]) -> u64 {
    // SAFETY: every processor of this kind has SSE2.
    unsafe { sse2::small(window) }
}

/// As [`super::bits::names`] says.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) fn names(window: &[u8; WINDOW]) -> u64 {
    // SAFETY: every processor of this kind has SSE2.
    unsafe { sse2::names(window) }
}

/// As [`super::bits::equal`] says.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) fn equal(window: &[u8; WINDOW], byte: u8) -> u64 {
    // SAFETY: every processor of this kind has SSE2.
    unsafe { sse2::equal(window, byte) }
}

/// Classes of bytes, sixteen a step. That these agree with their plain twins is tested where these
/// are.
#[cfg(target_arch = "x86_64")]
mod sse2 {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x,
        _mm_set1_epi8, _mm_sub_epi8,
    };

    use crate::scan::bits::{WINDOW, eight};

    #[inline]
    #[target_feature(enable = "sse2")]
    pub(super) fn words(window: &[u8; WINDOW]) -> u64 {
        let told = |at| {
            let bytes = sixteen(window, at);
            let small = _mm_or_si128(bytes, all(0x20));
            let ascii = _mm_or_si128(within(small, b'a', b'z'), within(bytes, b'0', b'9'));
            // What is not ASCII has the highest bit itself.
            highest(_mm_or_si128(ascii, bytes), at)
        };
        told(0) | told(16) | told(32) | told(48)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    pub(super) fn small(window: &[u8; WINDOW]) -> u64 {
        let told = |at| {
            let bytes = sixteen(window, at);
            let word = _mm_or_si128(within(bytes, b'a', b'z'), within(bytes, b'0', b'9'));
            highest(_mm_or_si128(word, _mm_cmpeq_epi8(bytes, all(b'_'))), at)
        };
        told(0) | told(16) | told(32) | told(48)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    pub(super) fn names(window: &[u8; WINDOW]) -> u64 {
        let told = |at| {
            let bytes = sixteen(window, at);
            let small = _mm_or_si128(bytes, all(0x20));
            let word = _mm_or_si128(within(small, b'a', b'z'), within(bytes, b'0', b'9'));
            highest(_mm_or_si128(word, _mm_cmpeq_epi8(bytes, all(b'_'))), at)
        };
        told(0) | told(16) | told(32) | told(48)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    pub(super) fn equal(window: &[u8; WINDOW], byte: u8) -> u64 {
        let told = |at| highest(_mm_cmpeq_epi8(sixteen(window, at), all(byte)), at);
        told(0) | told(16) | told(32) | told(48)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn sixteen(window: &[u8; WINDOW], at: usize) -> __m128i {
        _mm_set_epi64x(eight(window, at + 8).cast_signed(), eight(window, at).cast_signed())
    }

    /// The highest bit of each byte, those of the first one at `at`.
    #[inline]
    #[target_feature(enable = "sse2")]
    fn highest(bytes: __m128i, at: usize) -> u64 {
        u64::from(_mm_movemask_epi8(bytes).cast_unsigned()) << at
    }

    /// All bits of each byte from `first` to `last`.
    #[inline]
    #[target_feature(enable = "sse2")]
    fn within(bytes: __m128i, first: u8, last: u8) -> __m128i {
        let from = _mm_sub_epi8(bytes, all(first));
        _mm_cmpeq_epi8(_mm_min_epu8(from, all(last - first)), from)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn all(byte: u8) -> __m128i {
        _mm_set1_epi8(byte.cast_signed())
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm_loadu_si128, _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8,
        _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_set1_epi8, _mm256_setzero_si256,
        _mm256_shuffle_epi8, _mm256_srli_epi16,
    };

    use super::Fingerprints;

    pub(super) fn is_there() -> bool {
        std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("popcnt")
            && std::arch::is_x86_feature_detected!("lzcnt")
            && std::arch::is_x86_feature_detected!("bmi1")
    }

    /// The sets of half bytes of all places, ready to be looked up in.
    struct Sets {
        low: [__m256i; 4],
        high: [__m256i; 4],
    }

    impl Sets {
        #[inline]
        #[target_feature(enable = "avx2")]
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
        #[target_feature(enable = "avx2")]
        fn buckets(&self, bytes: __m256i, place: usize) -> __m256i {
            // A shuffle takes the lower half by itself, and none of bytes beyond ASCII.
            let lower = _mm256_shuffle_epi8(self.low[place], bytes);
            let upper = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), _mm256_set1_epi8(15));
            _mm256_and_si256(lower, _mm256_shuffle_epi8(self.high[place], upper))
        }

        /// The buckets that allow what starts at each of 32 bytes; `bytes` are these, and those
        /// one, two and three places on.
        #[inline]
        #[target_feature(enable = "avx2")]
        fn anchors(&self, bytes: [__m256i; 4]) -> __m256i {
            let starts = _mm256_and_si256(self.buckets(bytes[0], 0), self.buckets(bytes[1], 1));
            let ends = _mm256_and_si256(self.buckets(bytes[2], 2), self.buckets(bytes[3], 3));
            _mm256_and_si256(starts, ends)
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn half(table: &[u8; 16]) -> __m256i {
        // SAFETY: the table has the 16 bytes that are read; no alignment is asked for.
        _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
    }

    /// One bit a byte, set where the byte is the same in both.
    #[inline]
    #[target_feature(enable = "avx2")]
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
    #[target_feature(enable = "avx2")]
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

    /// Searches whole steps of 64 bytes.
    ///
    /// # Safety
    /// The processor has AVX2, and the text has the bytes of all steps and three more.
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn find<const FEEDS: bool>(
        table: &Fingerprints,
        text: &[u8],
        start: usize,
        found: &mut [u64],
        feeds: &mut [u64],
    ) {
        let sets = Sets::new(table);
        let mut feeds = feeds.iter_mut();
        for (at, found) in (start..).step_by(64).zip(found) {
            // SAFETY: `at + 32 + 35 <= text.len()`, which the caller promises.
            let (first, second) = unsafe { (loads(text, at), loads(text, at + 32)) };
            let (here, behind) = (sets.anchors(first), sets.anchors(second));
            *found = !equal(here, behind, _mm256_setzero_si256());
            if FEEDS && let Some(feeds) = feeds.next() {
                *feeds = equal(first[0], second[0], _mm256_set1_epi8(10));
            }
        }
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

    use super::Fingerprints;

    pub(super) fn is_there() -> bool {
        std::arch::is_x86_feature_detected!("avx512f")
            && std::arch::is_x86_feature_detected!("avx512bw")
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn half(table: &[u8; 16]) -> __m512i {
        // SAFETY: the table has the 16 bytes that are read; no alignment is asked for.
        _mm512_broadcast_i32x4(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
    }

    /// The buckets that allow these bytes at one place of the anchor.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn buckets(low: __m512i, high: __m512i, bytes: __m512i) -> __m512i {
        // A shuffle takes the lower half by itself, and none of bytes beyond ASCII.
        let upper = _mm512_and_si512(_mm512_srli_epi16::<4>(bytes), _mm512_set1_epi8(15));
        _mm512_and_si512(_mm512_shuffle_epi8(low, bytes), _mm512_shuffle_epi8(high, upper))
    }

    /// Searches whole steps of 64 bytes.
    ///
    /// # Safety
    /// The processor has AVX-512F and AVX-512BW, and the text has the bytes of all steps and three
    /// more.
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) unsafe fn find<const FEEDS: bool>(
        table: &Fingerprints,
        text: &[u8],
        start: usize,
        found: &mut [u64],
        feeds: &mut [u64],
    ) {
        let low = [&table.low[0], &table.low[1], &table.low[2], &table.low[3]];
        let low = [half(low[0]), half(low[1]), half(low[2]), half(low[3])];
        let high = [&table.high[0], &table.high[1], &table.high[2], &table.high[3]];
        let high = [half(high[0]), half(high[1]), half(high[2]), half(high[3])];
        let mut feeds = feeds.iter_mut();
        for (at, found) in (start..).step_by(64).zip(found) {
            // SAFETY: `at + 3 + 64 <= text.len()`, which the caller promises.
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
            *found = _mm512_test_epi8_mask(starts, ends);
            if FEEDS && let Some(feeds) = feeds.next() {
                *feeds = _mm512_cmpeq_epi8_mask(bytes[0], _mm512_set1_epi8(10));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, prop_oneof, proptest};

    use super::{BEFORE, Fingerprints, Hits, STRIDE, Step};

    /// What a way finds: one bit a byte, anchors and line feeds.
    type Found = (Vec<u64>, Vec<u64>);

    /// What each way finds in whole steps that this processor knows; byte by byte comes first.
    fn all_ways(table: &Fingerprints, text: &[u8], from: usize, to: usize) -> Vec<Found> {
        let steps = (to - from) / 64;
        let steps =
            if from + steps * 64 + 3 > text.len() { steps.saturating_sub(1) } else { steps };
        let mut all = Vec::new();
        let mut way = |find: &dyn Fn(&mut [u64], &mut [u64])| {
            // What was there before counts for nothing.
            let (mut found, mut feeds) = (vec![u64::MAX; steps], vec![u64::MAX; steps]);
            find(&mut found, &mut feeds);
            all.push((found, feeds));
        };
        way(&|found, feeds| table.find_bytes::<true>(text, from..to, 0, found, feeds));
        #[cfg(target_arch = "x86_64")]
        if super::avx2::is_there() {
            // SAFETY: the processor has the features, and the text the bytes of these steps.
            way(&|found, feeds| unsafe {
                super::avx2::find::<true>(table, text, from, found, feeds);
            });
        }
        #[cfg(target_arch = "x86_64")]
        if super::avx512::is_there() {
            // SAFETY: the processor has the features, and the text the bytes of these steps.
            way(&|found, feeds| unsafe {
                super::avx512::find::<true>(table, text, from, found, feeds);
            });
        }
        all
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
            let (mut hits, mut steps) = (Hits::default(), vec![Step::FIRST; 3]);
            let newlines = table.search(&text, from..to, &mut hits, &mut steps);
            prop_assert_eq!(newlines as usize, memchr::memchr_iter(b'\n', &text[from..to]).count());
            let mut feeds = vec![0; (to - from).div_ceil(64)];
            let mut bytes = feeds.clone();
            table.find_bytes::<true>(&text, from..to, 0, &mut bytes, &mut feeds);
            prop_assert_eq!(steps.len(), feeds.len());
            for (at, (step, feeds)) in (from..).step_by(64).zip(steps.iter().zip(feeds)) {
                let before = &text[from..at];
                let feed = memchr::memrchr(b'\n', before);
                let line = feed.map_or(BEFORE, |feed| (from + feed + 1) as u32);
                let newlines = memchr::memchr_iter(b'\n', before).count() as u32;
                prop_assert_eq!(*step, Step { feeds, newlines, line });
            }
            let there = |at: usize| bytes[(at - from) / 64] >> ((at - from) % 64) & 1 != 0;
            let wanted: Vec<_> = (from..to).filter(|at| there(*at)).collect();
            let told: Vec<_> = hits.list().iter().map(|at| *at as usize).collect();
            prop_assert_eq!(told, wanted.clone());
            let mut met = Vec::new();
            let any = table.any(&text, from..to, |at| {
                met.push(at);
                false
            });
            prop_assert!(!any);
            prop_assert_eq!(met, wanted);
        }
    }

    #[test]
    fn all_hits_of_a_step_are_told() {
        let mut table = Fingerprints::default();
        table.add(*b"aaaa", 1);
        for length in [3, 4, 5, 7, 8, 64, 70, STRIDE + 9] {
            let (mut hits, mut steps) = (Hits::default(), Vec::new());
            table.search(&vec![b'a'; length], 0..length, &mut hits, &mut steps);
            assert!(hits.list().iter().copied().eq(0..length as u32 - 3), "{length}");
        }
    }

    #[test]
    fn an_anchor_is_found_at_every_place_of_a_step() {
        let mut table = Fingerprints::default();
        table.add(*b"PR40", 5);
        for at in (0..200).chain(STRIDE - 70..STRIDE + 70) {
            let mut text = vec![b'\n'; at.max(200) + 4];
            text[at..at + 4].copy_from_slice(b"PR40");
            let (mut hits, mut steps) = (Hits::default(), Vec::new());
            let newlines = table.search(&text, 0..text.len(), &mut hits, &mut steps);
            assert_eq!(newlines as usize, text.len() - 4);
            assert_eq!(hits.list(), [at as u32]);
            assert!(table.any(&text, 0..text.len(), |there| there == at));
        }
    }
}
