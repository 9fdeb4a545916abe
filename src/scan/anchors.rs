//! Four-byte anchors, chosen from the catalogs' own codes: where none stands, no code stands.

use std::collections::{BTreeMap, BTreeSet};

use super::forms::Form;
use super::known::KnownCodes;
use super::simd::Fingerprints;
use crate::code::Chars;

/// What to look for where an anchor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Probe {
    /// A code of a form, starting `back` bytes before the anchor.
    Code { form: u16, back: u8 },
    /// A value, behind a key that ends with the anchor.
    Key,
    /// A name of the system of a catalog, starting `back` bytes before the anchor.
    Name { name: u16, back: u8 },
}

/// The anchors of a set of catalogs, and what each stands for.
#[derive(Debug)]
pub(super) struct Anchors {
    pub(super) fingerprints: Fingerprints,
    /// Open addressing: an anchor and its probes as a span of `probes`. A power of two.
    slots: Vec<([u8; 4], u32, u32)>,
    probes: Vec<Probe>,
}

type Found = BTreeMap<[u8; 4], BTreeSet<Probe>>;

impl Anchors {
    /// Chooses the anchors of forms with known texts, of keys and of names of systems.
    pub(super) fn new(forms: &[Form<'_>], known: &KnownCodes<'_>, names: &[&str]) -> Self {
        let mut found = Found::new();
        for (number, form) in (0..).zip(forms) {
            if form.stands_alone() {
                add_codes(number, form, known, &mut found);
            } else {
                form.needs.keys.keys().for_each(|key| add_key(key, &mut found));
            }
        }
        for (number, name) in (0..).zip(names) {
            add_name(number, name, &mut found);
        }
        Self::pack(&found)
    }

    /// The probes of the four bytes at `at`.
    pub(super) fn probes(&self, text: &[u8], at: usize) -> &[Probe] {
        let Some(anchor) = text.get(at..).and_then(<[u8]>::first_chunk) else { return &[] };
        let mut slot = self.slot(*anchor);
        loop {
            let (there, from, to) = self.slots[slot];
            if to == 0 {
                return &[];
            }
            if there == *anchor {
                return &self.probes[from as usize..to as usize];
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    fn slot(&self, anchor: [u8; 4]) -> usize {
        let mixed = u32::from_le_bytes(anchor).wrapping_mul(0x9e37_79b1);
        (mixed >> 12) as usize & (self.slots.len() - 1)
    }

    fn pack(found: &Found) -> Self {
        let slots = vec![([0; 4], 0, 0); (found.len() * 4 + 4).next_power_of_two()];
        let mut anchors = Self { fingerprints: Fingerprints::default(), slots, probes: Vec::new() };
        for (&anchor, probes) in found {
            let from = anchors.probes.len() as u32;
            anchors.probes.extend(probes);
            let mut slot = anchors.slot(anchor);
            while anchors.slots[slot].2 != 0 {
                slot = (slot + 1) & (anchors.slots.len() - 1);
            }
            anchors.slots[slot] = (anchor, from, anchors.probes.len() as u32);
        }
        for (bucket, group) in (0..).zip(buckets(found)) {
            for anchor in group {
                anchors.fingerprints.add(anchor, bucket);
            }
        }
        anchors
    }
}

/// Where in its code an anchor of a form stands.
#[derive(Debug, Clone, Copy)]
enum Alignment<'l> {
    /// So many bytes behind the start.
    Start(usize),
    /// So many bytes before the first separator.
    Before(usize, &'l str),
}

/// The most anchors that a form may have where unknown codes are met as well.
const MOST_SPELLED_OUT: usize = 256;

/// Adds the anchors of a form: those of the alignment that is rarest in texts.
fn add_codes(number: u16, form: &Form<'_>, known: &KnownCodes<'_>, found: &mut Found) {
    let texts: Vec<_> =
        known.texts.iter().filter(|text| text.form == number).map(|text| &*text.text).collect();
    let layout = form.layout();
    let separator = layout.pieces().skip(1).find_map(Result::err);
    let alignments = (0..8).map(Alignment::Start).chain(
        separator.into_iter().flat_map(|text| (0..4).map(|back| Alignment::Before(back, text))),
    );
    // Some of the codes are enough to choose by; all of them must then have it.
    let some: Vec<_> = texts.iter().step_by(texts.len() / 64 + 1).copied().collect();
    let mut ranked: Vec<_> = alignments
        .filter_map(|alignment| {
            let weights = aligned(&some, alignment)?;
            let weight: f32 = weights.iter().map(|(anchor, _)| weight(*anchor)).sum();
            Some((weight, alignment))
        })
        .collect();
    ranked.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let best = ranked.into_iter().find_map(|(_, it)| Some((it, aligned(&texts, it)?)));
    let Some((alignment, anchors)) = best else { return };
    let spelled_out = match alignment {
        Alignment::Start(at) => spell_out(form, at, &anchors),
        Alignment::Before(..) => anchors,
    };
    for (anchor, back) in spelled_out {
        found.entry(anchor).or_default().insert(Probe::Code { form: number, back });
    }
}

type Aligned = Vec<([u8; 4], u8)>;

/// The anchors of all texts by one alignment, or `None` where a text is too short for it.
fn aligned(texts: &[&str], alignment: Alignment<'_>) -> Option<Aligned> {
    let anchor = |text: &&str| {
        let at = match alignment {
            Alignment::Start(at) => at,
            Alignment::Before(back, separator) => text.find(separator)?.checked_sub(back)?,
        };
        let anchor = text.as_bytes().get(at..)?.first_chunk::<4>()?;
        // The search knows no bytes beyond ASCII.
        anchor.is_ascii().then_some(())?;
        Some((*anchor, u8::try_from(at).ok()?))
    };
    let mut anchors: Aligned = texts.iter().map(anchor).collect::<Option<_>>()?;
    anchors.sort_unstable();
    anchors.dedup();
    Some(anchors)
}

/// Lets digits stand for all digits, so that codes that nobody listed are met as well.
fn spell_out(form: &Form<'_>, at: usize, anchors: &Aligned) -> Aligned {
    let mut digits = [false; 4];
    let mut place = 0;
    for piece in form.layout().pieces() {
        let (length, is_digit) = match piece {
            Err(literal) => (literal.len(), false),
            Ok(part) if part.length().0 == part.length().1 => {
                (part.length().0, part.chars == Chars::Digit)
            }
            Ok(_) => break,
        };
        for inside in place..place + length {
            if let Some(digit) = inside.checked_sub(at).and_then(|at| digits.get_mut(at)) {
                *digit = is_digit;
            }
        }
        place += length;
    }
    let mut all = anchors.clone();
    for place in (0..4).filter(|place| digits[*place]) {
        let mut wider: Aligned = all
            .iter()
            .flat_map(|&(mut anchor, back)| {
                (b'0'..=b'9').map(move |digit| {
                    anchor[place] = digit;
                    (anchor, back)
                })
            })
            .collect();
        wider.sort_unstable();
        wider.dedup();
        if wider.len() > MOST_SPELLED_OUT {
            break;
        }
        all = wider;
    }
    all
}

/// Adds the ends of a key as it may be written: `Code`, `code`, `CODE`.
fn add_key(key: &str, found: &mut Found) {
    let Some(tail) = key.as_bytes().last_chunk::<4>().filter(|tail| tail.is_ascii()) else {
        return;
    };
    let lower = tail.map(|byte| byte.to_ascii_lowercase());
    let upper = tail.map(|byte| byte.to_ascii_uppercase());
    let capital = [upper[0], lower[1], lower[2], lower[3]];
    for anchor in [*tail, lower, upper, capital] {
        found.entry(anchor).or_default().insert(Probe::Key);
    }
}

/// Adds the rarest four bytes of a name.
fn add_name(number: u16, name: &str, found: &mut Found) {
    let rarest = (0..)
        .zip(name.as_bytes().windows(4))
        .filter_map(|(at, window)| Some((at, *window.first_chunk::<4>()?)))
        .filter(|(_, window)| window.is_ascii())
        .min_by(|(_, a), (_, b)| weight(*a).total_cmp(&weight(*b)));
    if let Some((back, anchor)) = rarest {
        found.entry(anchor).or_default().insert(Probe::Name { name: number, back });
    }
}

/// How often four bytes stand in logs, roughly; only comparisons matter.
pub(super) fn weight(anchor: [u8; 4]) -> f32 {
    anchor.into_iter().map(share).product()
}

/// How often a byte stands in logs, roughly: English, digits of times and numbers, JSON.
const fn share(byte: u8) -> f32 {
    match byte {
        b' ' => 0.12,
        b'e' => 0.08,
        b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' => 0.05,
        b'l' | b'd' | b'c' | b'u' | b'm' | b'p' => 0.025,
        b'h' | b'f' | b'g' | b'b' => 0.015,
        b'y' | b'w' | b'v' | b'k' => 0.008,
        b'a'..=b'z' => 0.003,
        b'0' => 0.04,
        b'1'..=b'9' => 0.025,
        b'"' | b':' | b'.' | b'-' | b'/' | b',' | b'=' => 0.015,
        b'E' | b'T' | b'A' | b'O' | b'I' | b'N' | b'S' | b'R' | b'_' => 0.006,
        b'A'..=b'Z' => 0.003,
        _ => 0.003,
    }
}

/// The same, by the upper and the lower half of the byte.
static SHARES: [[f32; 16]; 16] = {
    let mut shares = [[0.0; 16]; 16];
    let mut byte = 0u8;
    while byte < 128 {
        shares[(byte >> 4) as usize][(byte & 15) as usize] = share(byte);
        byte += 1;
    }
    shares
};

/// Shares the anchors out to at most eight buckets, so that the half bytes of a bucket allow as
/// little else as can be: those with the same beginning together, then what is cheapest.
fn buckets(found: &Found) -> Vec<Vec<[u8; 4]>> {
    let by = |beginning: fn(&[u8; 4]) -> [u8; 2]| {
        let mut groups: BTreeMap<[u8; 2], Vec<[u8; 4]>> = BTreeMap::new();
        for anchor in found.keys() {
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

#[cfg(test)]
mod tests {
    use super::{Anchors, Probe};
    use crate::catalog::Catalogs;
    use crate::scan::forms::forms;
    use crate::scan::known::KnownCodes;

    fn anchors(names: &[&str]) -> Anchors {
        let catalogs = Catalogs::embedded();
        let forms = forms(&catalogs);
        Anchors::new(&forms, &KnownCodes::new(&catalogs, &forms), names)
    }

    #[test]
    fn every_code_that_stands_alone_has_an_anchor_that_points_to_its_start() {
        let catalogs = Catalogs::embedded();
        let forms = forms(&catalogs);
        let known = KnownCodes::new(&catalogs, &forms);
        let anchors = Anchors::new(&forms, &known, &[]);
        let mut seen = 0;
        for text in &known.texts {
            if !forms[usize::from(text.form)].stands_alone() {
                continue;
            }
            let text = (text.form, text.text.as_bytes());
            let met = (0..text.1.len()).any(|at| {
                let mut hits = Vec::new();
                anchors.fingerprints.search(text.1, at, at + 1, &mut hits);
                let points = anchors.probes(text.1, at).iter().any(
                    |probe| matches!(probe, Probe::Code { form, back } if *form == text.0 && usize::from(*back) == at),
                );
                !hits.is_empty() && points
            });
            assert!(met, "{:?}", String::from_utf8_lossy(text.1));
            seen += 1;
        }
        assert_eq!(seen, 232 + 121 + 209 + 209);
    }

    #[test]
    fn digits_that_no_code_has_are_met_as_well() {
        let anchors = anchors(&[]);
        let text = b"PR999-ZZ-0001";
        assert!((0..4).any(|at| !anchors.probes(text, at).is_empty()));
    }

    #[test]
    fn keys_and_names_have_anchors() {
        let anchors = anchors(&["everlive"]);
        assert_eq!(anchors.probes(b"errorCode", 5), [Probe::Key]);
        assert_eq!(anchors.probes(b"error_code", 6), [Probe::Key]);
        let found: Vec<_> =
            (0..5).flat_map(|at| anchors.probes(b"everlive", at)).copied().collect();
        assert!(matches!(found[..], [Probe::Name { name: 0, .. }]), "{found:?}");
    }
}
