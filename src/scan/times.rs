//! Findings over time, in buckets that grow coarser as the span grows longer.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use super::timestamp;

/// The lengths of buckets, in minutes; each is a multiple of the one before.
const UNITS: [i64; 8] = [1, 10, 60, 360, 1440, 14_400, 144_000, 1_440_000];

/// The number of the bucket of a minute, for each length: a division by what is known beforehand
/// is a multiplication.
const BUCKETS: [fn(i64) -> i64; UNITS.len()] = [
    bucket::<0>,
    bucket::<1>,
    bucket::<2>,
    bucket::<3>,
    bucket::<4>,
    bucket::<5>,
    bucket::<6>,
    bucket::<7>,
];

fn bucket<const UNIT: usize>(minute: i64) -> i64 {
    minute.div_euclid(UNITS[UNIT])
}

/// The lengths of buckets that people are shown, in minutes.
const LENGTHS: [i64; 18] = [
    2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 14_400, 43_200, 144_000, 432_000,
    1_440_000,
];

/// The most buckets before they are made coarser.
const MOST: usize = 1000;

/// How many findings there were in each stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Times {
    unit: usize,
    buckets: Buckets,
}

type Buckets = HashMap<i64, u64, BuildHasherDefault<Mixed>>;

/// One multiplication: every finding comes through here, and the buckets are few.
#[derive(Debug, Clone, Copy, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_i64(i64::from(*byte)));
    }

    fn write_i64(&mut self, number: i64) {
        self.0 = (self.0 ^ number.cast_unsigned()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

/// Counts on their way to the buckets: findings that are near in time come near each other.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// The first minute of a bucket, and a count; by the last bits of the bucket's number.
    slots: Vec<(i64, u64)>,
}

/// How many buckets are on their way at most. A power of two.
const RECENT: usize = 512;

impl Recent {
    /// Counts one finding.
    pub(super) fn add(&mut self, minute: i64, times: &mut Times) {
        if self.slots.is_empty() {
            self.slots = vec![(0, 0); RECENT];
        }
        let number = times.bucket(minute);
        let start = number * times.minutes();
        let slot = &mut self.slots[number as usize % RECENT];
        if slot.0 != start {
            if slot.1 > 0 {
                times.add(slot.0, slot.1);
            }
            *slot = (start, 0);
        }
        slot.1 += 1;
    }

    /// Adds what is on its way to the times.
    pub(super) fn tell(&self, times: &mut Times) {
        self.slots.iter().filter(|slot| slot.1 > 0).for_each(|slot| times.add(slot.0, slot.1));
    }
}

impl Times {
    /// The length of a bucket, in minutes.
    pub fn minutes(&self) -> i64 {
        UNITS[self.unit]
    }

    /// The number of the bucket of a minute.
    fn bucket(&self, minute: i64) -> i64 {
        BUCKETS[self.unit](minute)
    }

    /// The buckets that are not empty: when each starts (`2026-01-02T03:04`), and its findings.
    pub fn buckets(&self) -> impl Iterator<Item = (String, u64)> + use<> {
        let length = self.minutes();
        let mut buckets: Vec<_> = self.buckets.iter().map(|(at, count)| (*at, *count)).collect();
        buckets.sort_unstable();
        buckets.into_iter().map(move |(at, count)| (timestamp::written(at * length), count))
    }

    /// The same for people: at most `most` buckets, so long that they span all (or the longest
    /// there are), and their length in minutes.
    pub fn overview(&self, most: usize) -> (i64, Vec<(String, u64)>) {
        let mut fit = (self.minutes(), self.coarse(self.minutes()));
        for length in LENGTHS.into_iter().filter(|length| length % self.minutes() == 0) {
            if fit.1.len() <= most {
                break;
            }
            fit = (length, self.coarse(length));
        }
        let told = |(at, count)| (timestamp::written(at * fit.0), count);
        (fit.0, fit.1.into_iter().map(told).collect())
    }

    /// The buckets with this length, by number.
    fn coarse(&self, length: i64) -> BTreeMap<i64, u64> {
        let mut coarse = BTreeMap::new();
        for (at, count) in &self.buckets {
            let bucket: &mut u64 =
                coarse.entry((at * self.minutes()).div_euclid(length)).or_default();
            *bucket = bucket.saturating_add(*count);
        }
        coarse
    }

    /// Times as [`Self::minutes`] and [`Self::buckets`] tell them; what is no time is left out.
    pub fn from_buckets<'b>(
        minutes: i64,
        buckets: impl IntoIterator<Item = (&'b str, u64)>,
    ) -> Self {
        let unit = UNITS.iter().position(|unit| *unit >= minutes).unwrap_or(UNITS.len() - 1);
        let mut times = Self { unit, buckets: Buckets::default() };
        for (start, count) in buckets {
            if let Some(minute) = timestamp::minute(start.as_bytes()) {
                times.add(minute, count);
            }
        }
        times
    }

    pub(super) fn add(&mut self, minute: i64, count: u64) {
        let bucket = self.buckets.entry(self.bucket(minute)).or_default();
        *bucket = bucket.saturating_add(count);
        while self.buckets.len() > MOST && self.unit + 1 < UNITS.len() {
            self.coarsen(self.unit + 1);
        }
    }

    fn coarsen(&mut self, unit: usize) {
        let length = self.minutes();
        for (at, count) in std::mem::take(&mut self.buckets) {
            let bucket = self.buckets.entry((at * length).div_euclid(UNITS[unit])).or_default();
            *bucket = bucket.saturating_add(count);
        }
        self.unit = unit;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        if self.unit < other.unit {
            self.coarsen(other.unit);
        }
        for (at, count) in &other.buckets {
            self.add(at * other.minutes(), *count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Recent, Times};

    #[test]
    fn parts_add_up_to_the_whole_whatever_their_order() {
        let mut whole = Times::default();
        let mut parts = [Times::default(), Times::default()];
        for at in 0..5000 {
            whole.add(at * 17, 1);
            parts[usize::from(at % 3 == 0)].add(at * 17, 1);
        }
        let [mut a, mut b] = parts;
        let copy = a.clone();
        a.merge(&b);
        b.merge(&copy);
        assert_eq!(a, b);
        assert_eq!(a, whole);
        assert_eq!(whole.buckets().map(|(_, count)| count).sum::<u64>(), 5000);
    }

    #[test]
    fn an_overview_has_all_findings_in_few_buckets() {
        let mut times = Times::default();
        (0..90).for_each(|minute| times.add(minute, 2));
        assert_eq!(times.overview(90), (1, times.buckets().collect()));
        let (minutes, buckets) = times.overview(40);
        assert_eq!((minutes, buckets.len()), (5, 18));
        assert_eq!(buckets[1], ("1970-01-01T00:05".to_owned(), 10));
        for step in [1, 7, 90, 1440, 20_000, 1_000_000] {
            let mut times = Times::default();
            (0..2000).for_each(|at| times.add(at * step - 3000, 1));
            let (minutes, buckets) = times.overview(40);
            let longest = minutes == 1_440_000;
            assert!(buckets.len() <= 40 || longest, "{step}: {}", buckets.len());
            assert!(buckets.len() > 6, "{step}: {}", buckets.len());
            assert_eq!(buckets.iter().map(|(_, count)| count).sum::<u64>(), 2000, "{step}");
        }
    }

    #[test]
    fn what_is_on_its_way_arrives() {
        let (mut at_once, mut later) = (Times::default(), Times::default());
        let mut recent = Recent::default();
        for at in (0..4000).chain(1000..1100).map(|at| at * 7 - 900) {
            at_once.add(at, 1);
            recent.add(at, &mut later);
        }
        assert_ne!(at_once, later);
        recent.tell(&mut later);
        assert_eq!(at_once, later);
    }

    #[test]
    fn buckets_are_read_as_they_are_told() {
        let mut times = Times::default();
        (0..3000).for_each(|at| times.add(at * 7, 2));
        let told: Vec<_> = times.buckets().collect();
        let told = told.iter().map(|(start, count)| (start.as_str(), *count));
        assert_eq!(Times::from_buckets(times.minutes(), told), times);
    }
}
