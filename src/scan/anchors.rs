//! Four-byte anchors, chosen from the catalogs' own codes: where none stands, no code stands.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::select_unpredictable;

use super::buckets::buckets;
use super::forms::Form;
use super::known::{KnownCodes, Text};
use super::rarity::{is_common, plain_weight, weight};
use super::simd::Fingerprints;
use crate::code::Chars;

/// The length of an anchor in bytes: codes that are shorter are looked for behind keys.
pub(super) const SHORTEST: usize = 4;

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
    /// Each anchor in one of two places, with the number of what it stands for: where it is found is
    /// told without a branch. A power of two.
    slots: Vec<Slot>,
    /// What anchors stand for; the first one is nothing.
    meanings: Vec<Meaning>,
    probes: Vec<Probe>,
}

/// An anchor, and the number of what it stands for.
type Slot = ([u8; 4], u32);

/// What an anchor stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    /// A span of the probes.
    from: u32,
    to: u32,
    kinds: Kinds,
    group: u16,
    back: u8,
}

/// Anchors in groups: those of nothing, those whose probes have to be tried, and from [`FORMS`] on,
/// form by form, those that stand for codes of this form and nothing else.
const NOTHING: usize = 0;
pub(super) const PROBES: usize = 1;
pub(super) const FORMS: usize = 2;

impl Meaning {
    const NOTHING: Self = Self { from: 0, to: 0, kinds: Kinds(0), group: NOTHING as u16, back: 0 };

    /// Its group, by number.
    #[inline(always)]
    pub(super) fn group(&self) -> usize {
        usize::from(self.group)
    }

    /// How many bytes before the anchor the codes of its form start.
    #[inline(always)]
    pub(super) fn back(&self) -> u32 {
        u32::from(self.back)
    }

    pub(super) fn kinds(&self) -> Kinds {
        self.kinds
    }
}

/// The kinds of what an anchor stands for, one bit each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kinds(u32);

impl Kinds {
    const KEY: u32 = 1 << 31;
    const NAME: u32 = 1 << 30;
    /// The bits below are the forms; this is that of all that come later.
    const LAST_FORM: u32 = 29;

    fn add(&mut self, probe: Probe) {
        match probe {
            Probe::Code { form, .. } => self.0 |= Self::bit(form),
            Probe::Key => self.0 |= Self::KEY,
            Probe::Name { .. } => self.0 |= Self::NAME,
        }
    }

    fn bit(form: u16) -> u32 {
        1 << u32::from(form).min(Self::LAST_FORM)
    }

    /// Whether codes of a form may stand there.
    pub(super) fn has_codes(self, form: u16) -> bool {
        self.0 & Self::bit(form) != 0
    }

    /// Whether codes of any form may stand there.
    pub(super) fn has_any_codes(self) -> bool {
        self.0 & !(Self::KEY | Self::NAME) != 0
    }

    /// Whether it may be the end of a key.
    pub(super) fn has_keys(self) -> bool {
        self.0 & Self::KEY != 0
    }

    /// Whether it may be the end of a key, and nothing else.
    pub(super) fn has_only_keys(self) -> bool {
        self.0 == Self::KEY
    }
}

type Found = BTreeMap<[u8; 4], BTreeSet<Probe>>;

impl Anchors {
    /// Chooses the anchors of forms with known texts, of keys and of names of systems.
    pub(super) fn new(forms: &[Form<'_>], known: &KnownCodes<'_>, names: &[&str]) -> Self {
        let mut found = Found::new();
        for (number, form) in (0..).zip(forms) {
            if form.stands_alone() {
                add_codes(number, form, known, &mut found);
            }
            let is_short = |text: &Text| text.form == number && known.text(text).len() < SHORTEST;
            if !form.stands_alone() || known.texts.iter().any(is_short) {
                let keys = form.needs.keys.keys().chain(form.needs.compared.keys());
                keys.for_each(|key| add_key(key, &mut found));
            }
        }
        for (number, name) in (0..).zip(names) {
            add_name(number, name, &mut found);
        }
        Self::pack(&found)
    }

    /// What the four bytes at `at` stand for, by number.
    #[inline(always)]
    pub(super) fn number(&self, text: &[u8], at: usize) -> u32 {
        let Some(anchor) = text.get(at..).and_then(<[u8]>::first_chunk) else { return 0 };
        let [first, second] = places(*anchor, self.slots.len());
        let (first, second) = (self.slots[first], self.slots[second]);
        let number = select_unpredictable(second.0 == *anchor, second.1, 0);
        select_unpredictable(first.0 == *anchor, first.1, number)
    }

    /// What anchors with a number stand for.
    #[inline(always)]
    pub(super) fn meaning(&self, number: u32) -> &Meaning {
        &self.meanings[number as usize]
    }

    /// The probes of anchors with a number.
    #[inline(always)]
    pub(super) fn probes(&self, number: u32) -> &[Probe] {
        let meaning = self.meaning(number);
        &self.probes[meaning.from as usize..meaning.to as usize]
    }

    fn pack(found: &Found) -> Self {
        let mut anchors = Self {
            fingerprints: Fingerprints::default(),
            slots: slots(found.keys()),
            meanings: vec![Meaning::NOTHING],
            probes: Vec::new(),
        };
        for probes in found.values() {
            let from = anchors.probes.len() as u32;
            let mut meaning = Meaning { from, group: PROBES as u16, ..Meaning::NOTHING };
            probes.iter().for_each(|probe| meaning.kinds.add(*probe));
            if let (1, Some(&Probe::Code { form, back })) = (probes.len(), probes.first()) {
                (meaning.group, meaning.back) = (form + FORMS as u16, back);
            }
            anchors.probes.extend(probes);
            meaning.to = anchors.probes.len() as u32;
            anchors.meanings.push(meaning);
        }
        let all: Vec<_> = found.keys().copied().collect();
        for (bucket, group) in (0..).zip(buckets(&all)) {
            for anchor in group {
                anchors.fingerprints.add(anchor, bucket);
            }
        }
        anchors
    }
}

/// The two places of an anchor among so many slots.
#[inline(always)]
fn places(anchor: [u8; 4], slots: usize) -> [usize; 2] {
    let mixed = u64::from(u32::from_le_bytes(anchor)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (first, second) = ((mixed >> 40) as usize, (mixed >> 20) as usize);
    [first & (slots - 1), second & (slots - 1)]
}

/// Anchors in slots, numbered from 1 in their order.
fn slots<'a>(anchors: impl ExactSizeIterator<Item = &'a [u8; 4]> + Clone) -> Vec<Slot> {
    let mut count = (anchors.len() * 2 + 2).next_power_of_two();
    loop {
        let mut slots = vec![([0; 4], 0); count];
        // Where both places are taken, what is in one of them goes to its other one.
        let fits = anchors.clone().zip(1..).all(|(anchor, number)| {
            let mut slot = (*anchor, number);
            let mut place = places(slot.0, count)[0];
            for _ in 0..MOST_MOVES {
                std::mem::swap(&mut slots[place], &mut slot);
                if slot.1 == 0 {
                    return true;
                }
                let [first, second] = places(slot.0, count);
                place = if place == first { second } else { first };
            }
            false
        });
        if fits {
            return slots;
        }
        count *= 2;
    }
}

/// How often anchors are moved for a new one before there are more slots.
const MOST_MOVES: usize = 64;

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
    let texts: Vec<_> = known
        .texts
        .iter()
        .filter(|text| text.form == number)
        .map(|text| known.text(text))
        .filter(|text| text.len() >= SHORTEST)
        .collect();
    let separator = form.layout().pieces().skip(1).find_map(Result::err);
    let ends = separator.map(|text| (0..4).map(move |back| Alignment::Before(back, text)));
    let ends: Vec<_> = ends.into_iter().flatten().collect();
    let all: Vec<_> = (0..8).map(Alignment::Start).chain(ends.iter().copied()).collect();
    let weights = |alignment: &Alignment<'_>| match alignment {
        Alignment::Start(_) => weight,
        Alignment::Before(..) => plain_weight,
    };
    let anchors = match rarest(&texts, &all, weights) {
        None => return,
        Some((Alignment::Start(at), anchors)) => spell_out(form, at, &anchors),
        Some((Alignment::Before(..), anchors)) => {
            // What also ends the names of packages, as `core.` does, is met in every logger's name:
            // there what follows counts as well.
            let (common, rare): (Aligned, Aligned) =
                anchors.into_iter().partition(|(anchor, _)| is_common(*anchor));
            let finer = common.into_iter().flat_map(|(anchor, back)| {
                let has = |text: &&&str| {
                    let there = text.as_bytes().get(usize::from(back)..);
                    there.is_some_and(|there| there.starts_with(&anchor))
                };
                let those: Vec<_> = texts.iter().filter(has).copied().collect();
                rarest(&those, &ends, |_| weight).map_or(vec![(anchor, back)], |(_, finer)| finer)
            });
            rare.into_iter().chain(finer).collect()
        }
    };
    for (anchor, back) in anchors {
        found.entry(anchor).or_default().insert(Probe::Code { form: number, back });
    }
}

/// The alignment whose anchors of some texts are the rarest, and these.
fn rarest<'l>(
    texts: &[&str],
    alignments: &[Alignment<'l>],
    weights: impl Fn(&Alignment<'l>) -> fn([u8; 4]) -> f32,
) -> Option<(Alignment<'l>, Aligned)> {
    // Some of the codes are enough to choose by; all of them must then have it.
    let some: Vec<_> = texts.iter().step_by(texts.len() / 64 + 1).copied().collect();
    let mut ranked: Vec<_> = alignments
        .iter()
        .filter_map(|alignment| {
            let anchors = aligned(&some, *alignment)?;
            let weight = weights(alignment);
            Some((anchors.iter().map(|(anchor, _)| weight(*anchor)).sum::<f32>(), *alignment))
        })
        .collect();
    ranked.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    ranked.into_iter().find_map(|(_, it)| Some((it, aligned(texts, it)?)))
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

/// Lets digits stand for all digits, so that codes that nobody listed are met as well, and
/// hexadecimal letters for those of either case.
fn spell_out(form: &Form<'_>, at: usize, anchors: &Aligned) -> Aligned {
    let mut kinds = [None; 4];
    let mut place = 0;
    for piece in form.layout().pieces() {
        let (length, chars, most) = match piece {
            Err(literal) => (literal.len(), None, literal.len()),
            Ok(part) => (part.length().0, Some(part.chars), part.length().1),
        };
        if length != most && chars != Some(Chars::Hex) {
            break;
        }
        for inside in place..place + length {
            if let Some(kind) = inside.checked_sub(at).and_then(|at| kinds.get_mut(at)) {
                *kind = chars;
            }
        }
        if length != most {
            break;
        }
        place += length;
    }
    let mut all = anchors.clone();
    for (place, kind) in kinds.into_iter().enumerate() {
        let alike = |byte: u8| match kind {
            Some(Chars::Digit) => (b'0'..=b'9').collect(),
            Some(Chars::Hex) => vec![byte.to_ascii_lowercase(), byte.to_ascii_uppercase()],
            _ => vec![byte],
        };
        let mut wider: Aligned = all
            .iter()
            .flat_map(|&(mut anchor, back)| {
                alike(anchor[place]).into_iter().map(move |byte| {
                    anchor[place] = byte;
                    (anchor, back)
                })
            })
            .collect();
        wider.sort_unstable();
        wider.dedup();
        if wider.len() > MOST_SPELLED_OUT.max(anchors.len()) {
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
    // What stands further behind than an anchor can tell is not looked for.
    let rarest = (0..=u8::MAX)
        .zip(name.as_bytes().windows(4))
        .filter_map(|(at, window)| Some((at, *window.first_chunk::<4>()?)))
        .filter(|(_, window)| window.is_ascii())
        .min_by(|(_, a), (_, b)| weight(*a).total_cmp(&weight(*b)));
    if let Some((back, anchor)) = rarest {
        found.entry(anchor).or_default().insert(Probe::Name { name: number, back });
    }
}

#[cfg(test)]
mod tests {
    use super::{Anchors, Probe};
    use crate::catalog::Catalogs;
    use crate::scan::forms::forms;
    use crate::scan::known::KnownCodes;
    use crate::scan::simd::Hits;

    fn probes<'a>(anchors: &'a Anchors, text: &[u8], at: usize) -> &'a [Probe] {
        anchors.probes(anchors.number(text, at))
    }

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
            let text = (text.form, known.text(text).as_bytes());
            let met = (0..text.1.len()).any(|at| {
                let mut hits = Hits::default();
                anchors.fingerprints.search(text.1, at..at + 1, &mut hits, &mut Vec::new());
                let points = probes(&anchors, text.1, at).iter().any(
                    |probe| matches!(probe, Probe::Code { form, back } if *form == text.0 && usize::from(*back) == at),
                );
                !hits.list().is_empty() && points
            });
            assert!(met, "{:?}", String::from_utf8_lossy(text.1));
            seen += 1;
        }
        assert_eq!(seen, 232 + 121 + 209 + 209);
    }

    #[test]
    fn every_anchor_has_a_slot_however_many_there_are() {
        for count in [0, 1, 5, 300, 70_000_u32] {
            let anchors: Vec<_> = (0..count).map(|number| (number * 7919).to_le_bytes()).collect();
            let slots = super::slots(anchors.iter());
            for (anchor, number) in anchors.iter().zip(1..) {
                let there = super::places(*anchor, slots.len());
                assert!(there.iter().any(|place| slots[*place] == (*anchor, number)), "{anchor:?}");
            }
            assert!(slots.len() <= 16 * (count as usize + 1), "{}", slots.len());
        }
    }

    #[test]
    fn digits_that_no_code_has_are_met_as_well() {
        let anchors = anchors(&[]);
        let text = b"PR999-ZZ-0001";
        assert!((0..4).any(|at| !probes(&anchors, text, at).is_empty()));
    }

    #[test]
    fn names_of_packages_are_no_anchors_but_other_codes_of_theirs_are_met() {
        let anchors = anchors(&[]);
        let met = |text: &str| {
            (0..text.len()).any(|at| !probes(&anchors, text.as_bytes(), at).is_empty())
        };
        for text in ["i.k.core.api.Funnel", "com.acme.core.odata", "org.core.rs"] {
            assert!(!met(text), "{text}");
        }
        for text in ["core.fatal.new_one", "plugin.of-mine.failed", "services.new.one"] {
            assert!(met(text), "{text}");
        }
    }

    #[test]
    fn a_name_of_any_length_has_an_anchor_near_its_start() {
        let name = format!("{}qzxj", "a ".repeat(2000));
        let anchors = anchors(&[&name]);
        let found = (0..name.len()).any(|at| !probes(&anchors, name.as_bytes(), at).is_empty());
        assert!(found);
    }

    #[test]
    fn keys_and_names_have_anchors() {
        let anchors = anchors(&["everlive"]);
        assert_eq!(probes(&anchors, b"errorCode", 5), [Probe::Key]);
        assert_eq!(probes(&anchors, b"error_code", 6), [Probe::Key]);
        let found: Vec<_> =
            (0..5).flat_map(|at| probes(&anchors, b"everlive", at)).copied().collect();
        assert!(matches!(found[..], [Probe::Name { name: 0, .. }]), "{found:?}");
    }
}
