//! Anchors in buckets: the search knows eight sets of half bytes, and no single anchor.

use std::collections::BTreeMap;

use super::rarity::SHARES;

/// Shares the anchors out to at most eight buckets, so that the half bytes of a bucket allow as
/// little else as can be: those with the same beginning together, then what is cheapest.
pub(super) fn buckets(found: &[[u8; 4]]) -> Vec<Vec<[u8; 4]>> {
    let by = |beginning: fn(&[u8; 4]) -> [u8; 2]| {
        let mut groups: BTreeMap<[u8; 2], Vec<[u8; 4]>> = BTreeMap::new();
        for anchor in found {
            groups.entry(beginning(anchor)).or_default().push(*anchor);
        }
        groups.into_values().map(Group::new).collect::<Vec<_>>()
    };
    let mut groups = by(|anchor| [anchor[0], anchor[1]]);
    if groups.len() > MOST_GROUPS {
        groups = by(|anchor| [anchor[0] >> 2, 0]);
    }
    let rise = |a: &Group, b: &Group| a.halves.joined(b.halves).cost() - a.cost - b.cost;
    let mut rises: Vec<Vec<f32>> =
        (0..groups.len()).map(|b| (0..b).map(|a| rise(&groups[a], &groups[b])).collect()).collect();
    while groups.len() > 8 {
        let pairs = (1..groups.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
        let best = pairs.min_by(|&(a, b), &(c, d)| rises[b][a].total_cmp(&rises[d][c]));
        let Some((a, b)) = best else { break };
        let other = groups.remove(b);
        rises.remove(b);
        for row in &mut rises[b..] {
            row.remove(b);
        }
        let mut anchors = std::mem::take(&mut groups[a].anchors);
        anchors.extend(other.anchors);
        groups[a] = Group::new(anchors);
        for other in 0..groups.len() {
            let (low, high) = (other.min(a), other.max(a));
            if low != high {
                rises[high][low] = rise(&groups[low], &groups[high]);
            }
        }
    }
    groups.into_iter().map(|group| group.anchors).collect()
}

/// Beyond so many groups they are made by the high bits of the first byte alone: the work of
/// joining them grows with the third power.
const MOST_GROUPS: usize = 40;

/// The anchors of one bucket.
#[derive(Debug)]
struct Group {
    anchors: Vec<[u8; 4]>,
    halves: Halves,
    cost: f32,
}

impl Group {
    fn new(anchors: Vec<[u8; 4]>) -> Self {
        let mut halves = Halves::default();
        for anchor in &anchors {
            for (place, byte) in anchor.iter().enumerate() {
                halves.low[place] |= 1u16 << (byte & 15);
                halves.high[place] |= 1u16 << (byte >> 4);
            }
        }
        Self { anchors, halves, cost: halves.cost() }
    }
}

/// The half bytes that a bucket allows at each place.
#[derive(Debug, Clone, Copy, Default)]
struct Halves {
    low: [u16; 4],
    high: [u16; 4],
}

impl Halves {
    fn joined(self, other: Self) -> Self {
        let mut joined = self;
        for place in 0..4 {
            joined.low[place] |= other.low[place];
            joined.high[place] |= other.high[place];
        }
        joined
    }

    /// How often a position of a log falls into the bucket, roughly.
    fn cost(self) -> f32 {
        let mut product = 1.0;
        for place in 0..4 {
            let mut sum = 0.0;
            let mut high = self.high[place];
            while high != 0 {
                let row = &SHARES[high.trailing_zeros() as usize];
                let mut low = self.low[place];
                while low != 0 {
                    sum += row[low.trailing_zeros() as usize];
                    low &= low - 1;
                }
                high &= high - 1;
            }
            product *= sum;
        }
        product
    }
}
