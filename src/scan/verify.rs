//! From hits to anchors: which of them lead to codes, and to which. Form by form, so that of near
//! misses, of which a hostile log is full, hardly a branch is taken that was not foreseen.

use super::anchors::{FORMS, PROBES};
use super::key;
use super::lines::Lines;
use super::mark::UNLISTED;
use super::matcher::Matcher;
use super::shape::is_word;
use super::view::{Anchored, Leads, Met, Value};
use crate::evidence::Unknown;

/// Room for the work on the hits of one stretch. All of it is written over.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// What each hit stands for, by number.
    meanings: Vec<u32>,
    /// Up to where each group reaches in the order by groups.
    ends: Vec<usize>,
    /// The hits by number, in the order by groups; and where their codes may start.
    order: Vec<u32>,
    starts: Vec<u32>,
    /// Where the codes of one group end.
    met: Vec<u32>,
    /// What each hit leads to.
    codes: Vec<Met>,
    left: Vec<u32>,
}

/// The first elements of what is written over: at least so many.
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
        let order = first(&mut room.order, hits.len(), 0);
        let starts = first(&mut room.starts, hits.len(), 0);
        let codes = first(&mut room.codes, hits.len(), Met::NONE);
        self.group(text, hits, meanings, ends, order, starts);
        codes.fill(Met::NONE);
        for &hit in &order[ends[PROBES - 1]..ends[PROBES]] {
            codes[hit as usize].end = u32::MAX;
        }
        for (number, form) in (0..).zip(&self.forms) {
            let group = ends[number + FORMS - 1]..ends[number + FORMS];
            if group.is_empty() {
                continue;
            }
            let (order, starts) = (&order[group.clone()], &starts[group]);
            form.shape.meet_each(text, starts, &mut room.met);
            let met = &room.met[..];
            let code = |at: u32| {
                let (start, end) = (starts[at as usize], met[at as usize]);
                text.get(start as usize..end as usize).unwrap_or_default()
            };
            let left = first(&mut room.left, starts.len(), 0);
            left.iter_mut().zip(0..).for_each(|(left, at)| *left = at);
            let mut left = keep(left, |at| met[at as usize] != 0);
            if form.sifted {
                // Nearly all that only looks like a code is none that is listed.
                left = keep(left, |at| self.known.may_be(code(at), form.shape.is_hex()));
            }
            for &at in &*left {
                let mut buffer = [0; 64];
                let code = code(at);
                let code = form.shape.lowered(code, &mut buffer).unwrap_or(code);
                let known = self.known.find_in(number as u16, code);
                let telling =
                    || form.needs.unknown != Unknown::Never && form.shape.has_listed_values(code);
                if known.is_some() || telling() {
                    codes[order[at as usize] as usize] = Met {
                        start: starts[at as usize],
                        end: met[at as usize],
                        code: known.map_or(UNLISTED, |text| text.code),
                        form: number as u16,
                        shared: known.is_some_and(|text| text.shared),
                    };
                }
            }
        }
        anchored.clear();
        let left = first(&mut room.left, hits.len(), 0);
        left.iter_mut().zip(0..).for_each(|(left, hit)| *left = hit);
        let left = keep(left, |hit| codes[hit as usize].end != 0);
        anchored.extend(left.iter().map(|hit| {
            let hit = *hit as usize;
            let (at, meaning) = (hits[hit], self.anchors.meaning(meanings[hit]));
            let leads = if meaning.group() >= FORMS {
                Leads::Code(codes[hit])
            } else if meaning.is_key() {
                Leads::Probes(value_behind(text, at as usize + 4))
            } else {
                Leads::Probes(Value::NoKey)
            };
            Anchored { at, line: lines.line(at as usize), meaning: *meaning, leads }
        }));
    }

    /// Puts hits in the order of their groups.
    #[inline(never)]
    fn group(
        &self,
        text: &[u8],
        hits: &[u32],
        meanings: &mut [u32],
        ends: &mut [usize],
        order: &mut [u32],
        starts: &mut [u32],
    ) {
        ends.fill(0);
        for (meaning, &at) in meanings.iter_mut().zip(hits) {
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
            let place = &mut ends[meaning.group()];
            order[*place] = hit;
            // What would begin before the text is nowhere in it.
            starts[*place] = at.checked_sub(meaning.back()).unwrap_or(u32::MAX);
            *place += 1;
        }
    }
}

/// Those of some numbers that are wanted. No branch depends on which they are.
#[inline(always)]
fn keep(numbers: &mut [u32], wanted: impl Fn(u32) -> bool) -> &mut [u32] {
    let mut kept = 0;
    for at in 0..numbers.len() {
        let number = numbers[at];
        numbers[kept] = number;
        kept += usize::from(wanted(number));
    }
    &mut numbers[..kept]
}

/// The value behind a key that ends at `end`.
#[inline(always)]
fn value_behind(text: &[u8], end: usize) -> Value {
    match text.get(end..).unwrap_or_default() {
        [byte, ..] if is_word(*byte) => Value::NoKey,
        // `"error":{`: no value, but an object.
        [b'"', b':', b'{' | b'[', ..] => Value::NoKey,
        _ => key::value_behind(text, end).map_or(Value::Unread, |start| Value::At(start as u32)),
    }
}
