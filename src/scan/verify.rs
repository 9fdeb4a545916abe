//! From hits to anchors: which of them lead to codes, and to which. Form by form, so that of near
//! misses, of which a hostile log is full, hardly a branch is taken that was not foreseen.

use std::hint::select_unpredictable;

use super::anchors::{FORMS, PROBES};
use super::key;
use super::lines::Lines;
use super::mark::UNLISTED;
use super::matcher::Matcher;
use super::shape::{Spot, is_word, keep};
use super::values::whole_word;
use super::view::{Anchored, Leads, Met, Value};
use crate::evidence::Unknown;

/// Room for the work on the hits of one stretch. All of it is written over.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// What each hit stands for, by number.
    meanings: Vec<u32>,
    /// The hits, group by group.
    members: Vec<Spot>,
    /// Up to where each group has members.
    ends: Vec<usize>,
    /// What each hit leads to that is left, and one bit a hit that tells which are.
    leads: Vec<Leads>,
    left: Vec<u64>,
    /// Where each of these stands among the anchors.
    ranks: Vec<u32>,
    /// The anchors that lead to codes, by number, form by form.
    by_form: Vec<u32>,
}

impl Room {
    /// The anchors of the last stretch that lead to codes, by number, form by form.
    pub(super) fn by_form(&self) -> &[u32] {
        &self.by_form
    }
}

/// The first elements of what is written over: so many.
fn first<T: Copy>(room: &mut Vec<T>, count: usize, blank: T) -> &mut [T] {
    if room.len() < count {
        room.resize(count.next_power_of_two(), blank);
    }
    &mut room[..count]
}

impl Matcher<'_> {
    /// Tells which hits are anchors, looks up the codes that some of them stand for, and reads what
    /// stands behind keys. Where no code is that an anchor stands for, it is none.
    #[inline(never)]
    pub(super) fn verify(
        &self,
        text: &[u8],
        hits: &[u32],
        lines: &Lines,
        room: &mut Room,
        anchored: &mut Vec<Anchored>,
    ) {
        let meanings = first(&mut room.meanings, hits.len(), 0);
        let ends = first(&mut room.ends, FORMS + self.forms.len(), 0);
        let members = first(&mut room.members, hits.len(), Spot { hit: 0, start: 0, end: 0 });
        self.group(text, hits, meanings, members, ends);
        let leads = first(&mut room.leads, hits.len(), Leads::Probes(Value::NoKey));
        let left = first(&mut room.left, hits.len().div_ceil(64), 0);
        left.fill(0);
        let mut lead = |hit: u32, to: Leads| {
            leads[hit as usize] = to;
            left[hit as usize / 64] |= 1 << (hit % 64);
        };
        let group = |group: usize| ends[group - 1]..ends[group];
        let kinds = |hit: u32| self.anchors.meaning(meanings[hit as usize]).kinds();
        let behind = |hit: u32| hits[hit as usize] as usize + 4;

        // The ends of keys before what can be no code lead to nothing.
        let probes = &mut members[group(PROBES)];
        let count = keep(probes, |spot| {
            let start = plain_value(text, behind(spot.hit));
            spot.start = select_unpredictable(kinds(spot.hit).has_keys(), start, 0);
            let may_be = self.values.may_be(text, start as usize);
            !kinds(spot.hit).has_only_keys() | (start == 0) | may_be
        });
        let count = keep(&mut probes[..count], |spot| {
            let whole = whole_word(text, spot.start as usize).is_some();
            !kinds(spot.hit).has_only_keys() | (spot.start == 0) | whole
        });
        for &Spot { hit, start, .. } in &probes[..count] {
            let value = match start {
                0 if kinds(hit).has_keys() => value_behind(text, behind(hit)),
                0 => Value::NoKey,
                start => Value::At(start),
            };
            let value = match value {
                Value::At(start) if !self.values.may_be(text, start as usize) => Value::NoKey,
                value => value,
            };
            if value != Value::NoKey || !kinds(hit).has_only_keys() {
                lead(hit, Leads::Probes(value));
            }
        }

        room.by_form.clear();
        for (number, form) in (0..).zip(&self.forms) {
            let spots = &mut members[group(FORMS + usize::from(number))];
            let mut count = form.shape.meet_each(text, spots);
            let code =
                |spot: &Spot| text.get(spot.start as usize..spot.end as usize).unwrap_or_default();
            if form.sifted {
                // Nearly all that only looks like a code is none that is listed.
                let hex = form.shape.is_hex();
                count = keep(&mut spots[..count], |spot| self.known.may_be(code(spot), hex));
            }
            for spot in &spots[..count] {
                if let Some((code, shared)) = self.known_or_telling(number, code(spot)) {
                    let &Spot { hit, start, end } = spot;
                    room.by_form.push(hit);
                    lead(hit, Leads::Code(Met { start, end, code, form: number, shared }));
                }
            }
        }

        anchored.clear();
        let ranks = first(&mut room.ranks, hits.len(), 0);
        for (word, &left) in left.iter().enumerate() {
            let mut left = left;
            while left != 0 {
                let hit = word * 64 + left.trailing_zeros() as usize;
                ranks[hit] = anchored.len() as u32;
                let (at, meaning, leads) = (hits[hit], meanings[hit], leads[hit]);
                let kinds = kinds(hit as u32);
                anchored.push(Anchored {
                    at,
                    line: lines.line(at as usize),
                    meaning,
                    kinds,
                    leads,
                });
                left &= left - 1;
            }
        }
        room.by_form.iter_mut().for_each(|hit| *hit = ranks[*hit as usize]);
    }

    /// Puts hits into their groups.
    #[inline(never)]
    fn group(
        &self,
        text: &[u8],
        hits: &[u32],
        meanings: &mut [u32],
        members: &mut [Spot],
        ends: &mut [usize],
    ) {
        ends.fill(0);
        for (&at, meaning) in hits.iter().zip(&mut *meanings) {
            *meaning = self.anchors.number(text, at as usize);
            ends[self.anchors.meaning(*meaning).group()] += 1;
        }
        // Where each group begins; what is put there moves it on to its end.
        let mut begin = 0;
        for end in ends.iter_mut() {
            begin += std::mem::replace(end, begin);
        }
        for (hit, (&at, &meaning)) in (0..).zip(hits.iter().zip(&*meanings)) {
            let meaning = self.anchors.meaning(meaning);
            let end = &mut ends[meaning.group()];
            // What would begin before the text begins behind all that is in it: nothing is there.
            members[*end] = Spot { hit, start: at.wrapping_sub(meaning.back()), end: 0 };
            *end += 1;
        }
    }

    /// What has the look of a code of a form, where it is listed or counts although it is not: the
    /// number of the code, and whether other systems use it as well.
    #[inline(always)]
    pub(super) fn known_or_telling(&self, number: u16, code: &[u8]) -> Option<(u32, bool)> {
        let form = &self.forms[usize::from(number)];
        let known = if !form.shape.is_hex() {
            self.known.find_in(number, code)
        } else if form.sifted && code.len() <= 16 {
            self.known.find_small(number, code)
        } else {
            let mut buffer = [0; 64];
            self.known.find_in(number, small(code, &mut buffer))
        };
        match known {
            Some(text) => Some((text.code, text.shared)),
            None if form.needs.unknown == Unknown::Never => None,
            None if form.shape.has_listed_values(code) => Some((UNLISTED, false)),
            None => None,
        }
    }
}

/// The value behind a key that ends at `end`.
fn value_behind(text: &[u8], end: usize) -> Value {
    match text.get(end..).unwrap_or_default() {
        [byte, ..] if is_word(*byte) => Value::NoKey,
        // `"error":{`: no value, but an object.
        [b'"', b':', b'{' | b'[', ..] => Value::NoKey,
        _ => key::value_behind(text, end).map_or(Value::Unread, |start| Value::At(start as u32)),
    }
}

/// Where the value starts behind a key that ends at `end`, as most logs have it: `key":"value`,
/// `key":value` and `key=value`; 0 for any other. No branch depends on which it is.
#[inline(always)]
fn plain_value(text: &[u8], end: usize) -> u32 {
    let Some(&[first, second, third, fourth]) = text.get(end..).and_then(<[u8]>::first_chunk)
    else {
        return 0;
    };
    let quoted = (first == b'"') & (second == b':');
    let in_quotes = quoted & (third == b'"');
    let given = first == b'=';
    let value = select_unpredictable(quoted, third, second);
    let value = select_unpredictable(in_quotes, fourth, value);
    let start = end as u32 + 1 + u32::from(quoted) + u32::from(in_quotes);
    select_unpredictable((quoted | given) & value.is_ascii_alphanumeric(), start, 0)
}

/// A code with small letters, where it is no longer than there is room for.
fn small<'b>(code: &'b [u8], buffer: &'b mut [u8; 64]) -> &'b [u8] {
    let Some(small) = buffer.get_mut(..code.len()) else { return code };
    small.copy_from_slice(code);
    small.make_ascii_lowercase();
    small
}
