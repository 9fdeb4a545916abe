//! From anchors to marks: candidates are verified by their shape, known by one hash probe, and
//! weighed by what stands around them.

use std::ops::Range;

use super::anchors::{Anchors, Probe};
use super::context::{self, NEAR};
use super::forms::{self, Form, Keys};
use super::known::KnownCodes;
use super::lines::Lines;
use super::mark::{Mark, UNLISTED, tidy};
use super::nearby::Nearby;
use super::simd::Hits;
use super::values::Values;
use super::verify::Room;
use super::view::{Anchored, Leads, Value, View};
use super::weigh::{Candidate, Precision};
use super::words::Words;
use crate::catalog::Catalogs;
use crate::evidence::{Body, Confidence};

/// How far around a span anything is looked at, in bytes. With so much text on both sides a piece
/// of a text has the same marks as the whole.
pub(super) const MARGIN: usize = 2 * NEAR;

/// How far behind its start an anchor of a name may stand, in bytes.
const FURTHEST: usize = u8::MAX as usize;

/// The piece of text that is searched before its candidates are looked at: so short that it stays in
/// the cache of its core, and so long that there are many of each form in a log full of codes.
const STRIDE: usize = 128 << 10;

/// What is needed to find codes in text. Built once for a set of catalogs.
#[derive(Debug)]
pub(super) struct Matcher<'c> {
    pub(super) catalogs: &'c Catalogs,
    pub(super) forms: Vec<Form<'c>>,
    pub(super) known: KnownCodes<'c>,
    /// What supports the codes of each catalog, by the place of the catalog.
    pub(super) evidence: Vec<CatalogEvidence>,
    pub(super) anchors: Anchors,
    pub(super) values: Values,
    /// The names of systems, in the order that the anchors number them.
    names: Vec<String>,
}

/// What supports the codes of a catalog, beside what is said of each form.
#[derive(Debug)]
pub(super) struct CatalogEvidence {
    pub(super) names: Words,
    pub(super) bodies: Vec<Body>,
    pub(super) messages: Keys,
    pub(super) members: Keys,
    /// How many forms its codes have.
    pub(super) forms: usize,
    /// Whether none of these stands where there is no anchor.
    pub(super) anchored: bool,
}

/// The marks of a piece of text, and room for the work on the next.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) list: Vec<Mark>,
    /// How many line feeds there are in the part that was asked for.
    pub(super) newlines: u32,
    hits: Hits,
    room: Room,
    anchored: Vec<Anchored>,
    /// How sure it is what each anchor leads to, where that is a code.
    weights: Vec<Option<Confidence>>,
    lines: Lines,
    nearby: Nearby,
    /// Up to where the surroundings of names have been searched: where names stand close together,
    /// each would search the same again.
    seen: usize,
}

impl Marks {
    /// Leaves what starts in the part `own` of the part `wide` that was asked for.
    pub(super) fn narrow(&mut self, text: &[u8], wide: Range<usize>, own: Range<usize>) {
        let feeds = |part: Range<usize>| memchr::memchr_iter(b'\n', &text[part]).count() as u32;
        let before = feeds(wide.start..own.start);
        self.newlines -= before + feeds(own.end..wide.end);
        self.list.retain_mut(|mark| {
            let stays = own.contains(&(mark.start as usize));
            mark.newlines -= if stays { before } else { 0 };
            stays
        });
    }
}

impl<'c> Matcher<'c> {
    pub(super) fn new(catalogs: &'c Catalogs) -> Self {
        let mut forms = forms::forms(catalogs);
        let mut known = KnownCodes::new(catalogs, &forms);
        for (number, form) in (0..).zip(&mut forms) {
            form.sifted = known.sift(number, form);
        }
        let evidence: Vec<_> = (0..)
            .zip(catalogs)
            .map(|(place, catalog)| {
                let told = forms::evidence(catalog);
                let mut own = forms.iter().filter(|form| form.catalog == place);
                CatalogEvidence {
                    names: Words::new(told.names),
                    bodies: told.bodies,
                    messages: Keys::new(&told.messages),
                    members: Keys::new(&told.members),
                    forms: own.clone().count(),
                    anchored: own.all(|form| form.stands_alone() || form.has_anchored_keys()),
                }
            })
            .collect();
        // Bare words and numbers are looked for near the names of their systems, but no numbers where
        // codes stand alone in another form: such names are in every line of a log, and say little.
        let is_word = |form: u16| {
            let mut texts = known.texts.iter().filter(|text| text.form == form);
            texts.any(|text| !known.text(text).starts_with(|c: char| c.is_ascii_digit()))
        };
        let by_name = |place: &usize| {
            let own = || (0..).zip(&forms).filter(|(_, form)| form.catalog == *place);
            own().any(|(number, form)| {
                let alone = || own().any(|(_, form)| form.stands_alone());
                !form.stands_alone() && form.needs.named.is_some() && (is_word(number) || !alone())
            })
        };
        let names: Vec<String> = (0..evidence.len())
            .filter(by_name)
            .flat_map(|place| evidence[place].names.iter())
            .flat_map(|name| [name.to_owned(), name.to_ascii_lowercase()])
            .collect();
        let anchors =
            Anchors::new(&forms, &known, &names.iter().map(String::as_str).collect::<Vec<_>>());
        let values = Values::new(&forms, &known);
        Self { catalogs, forms, known, evidence, anchors, values, names }
    }

    /// Finds the codes that start in the part `own` of a text. What stands up to [`MARGIN`]
    /// bytes before and behind it counts as evidence.
    pub(super) fn mark(
        &self,
        text: &[u8],
        own: Range<usize>,
        precision: Precision,
        marks: &mut Marks,
    ) {
        marks.list.clear();
        marks.newlines = 0;
        marks.seen = 0;
        marks.nearby.clear();
        // A key or a name in the margin may lead to a code in the part.
        let from = own.start.saturating_sub(NEAR);
        let to = text.len().min(own.end + NEAR + FURTHEST);
        self.stretch(text, from..own.start, &own, precision, marks);
        marks.newlines = 0;
        let mut start = own.start;
        while start < own.end {
            let end = own.end.min(start + STRIDE);
            self.stretch(text, start..end, &own, precision, marks);
            start = end;
        }
        let newlines = marks.newlines;
        self.stretch(text, own.end..to, &own, precision, marks);
        marks.newlines = newlines;
        tidy(&mut marks.list);
        let before = |place: usize| move |mark: &Mark| (mark.start as usize) < place;
        marks.list.truncate(marks.list.partition_point(before(own.end)));
        marks.list.drain(..marks.list.partition_point(before(own.start)));
    }

    /// Marks what the anchors of a stretch of text lead to.
    fn stretch(
        &self,
        text: &[u8],
        stretch: Range<usize>,
        own: &Range<usize>,
        precision: Precision,
        marks: &mut Marks,
    ) {
        let from = own.start.saturating_sub(NEAR);
        let Marks { list, newlines, hits, room, anchored, weights, lines, nearby, seen } = marks;
        hits.clear();
        lines.begin(stretch.clone());
        let feeds = self.anchors.fingerprints.search(text, stretch.clone(), hits, &mut lines.steps);
        self.verify(text, hits.list(), lines, room, anchored);
        let mut view = View { text, lines, nearby, anchored, here: 0 };
        // What stands just outside may overlap a code of the part, and win.
        let counts = from..own.end + NEAR;
        weights.clear();
        weights.resize(anchored.len(), None);
        // Form by form: what is asked of one of them is what was asked of the one before.
        for here in room.by_form().iter().map(|here| *here as usize) {
            if let Leads::Code(code) = anchored[here].leads
                && counts.contains(&(code.start as usize))
            {
                view.here = here;
                weights[here] = self.weigh(&view, &code.candidate(), precision);
            }
        }
        let before = *newlines;
        let part = stretch.start.max(own.start)..stretch.end.min(own.end);
        let newlines_before = |start: usize| {
            if part.contains(&start) {
                before + lines.newlines(start)
            } else {
                newlines_around(text, own, &stretch, before, before + feeds, start)
            }
        };
        for (here, (anchor, weight)) in anchored.iter().zip(weights).enumerate() {
            match anchor.leads {
                Leads::Code(code) => {
                    if let Some(confidence) = *weight {
                        let start = code.start as usize;
                        view.here = here;
                        list.push(Mark {
                            start: code.start,
                            end: code.end,
                            newlines: newlines_before(start),
                            code: code.code,
                            line: view.marked_line(start, false),
                            form: code.form,
                            confidence,
                        });
                    }
                }
                Leads::Probes(value) => self.probe(text, anchor, value, seen, &mut |candidate| {
                    let start = candidate.span.start;
                    view.here = here;
                    if counts.contains(&start)
                        && let Some(confidence) = self.weigh(&view, candidate, precision)
                    {
                        list.push(Mark {
                            start: start as u32,
                            end: candidate.span.end as u32,
                            newlines: newlines_before(start),
                            code: candidate.code.unwrap_or(UNLISTED),
                            line: view.marked_line(start, candidate.by_name),
                            form: candidate.form,
                            confidence,
                        });
                    }
                }),
            }
        }
        *newlines += feeds;
    }

    /// Calls `met` with every candidate that the probes of an anchor lead to; `value` stands behind it.
    // Called from one place: what surrounds it there stays as small as it was.
    #[inline(always)]
    fn probe(
        &self,
        text: &[u8],
        anchor: &Anchored,
        value: Value,
        seen: &mut usize,
        met: &mut impl FnMut(&Candidate),
    ) {
        let at = anchor.at as usize;
        for probe in self.anchors.probes(anchor.meaning) {
            match *probe {
                Probe::Code { form, back } => {
                    if let Some(code) = self.code_at(text, form, at, back) {
                        met(&code);
                    }
                }
                Probe::Key => {
                    if let Value::At(start) = value {
                        self.value_at(text, start as usize, false, met);
                    }
                }
                Probe::Name { name, back } => {
                    let Some(start) = at.checked_sub(usize::from(back)) else { continue };
                    let name = self.names[usize::from(name)].as_bytes();
                    if text[start..].starts_with(name) {
                        self.around_name(text, start, seen, met);
                    }
                }
            }
        }
    }

    /// What the surroundings of a name of a system at `start` tell.
    #[inline(never)]
    fn around_name(
        &self,
        text: &[u8],
        start: usize,
        seen: &mut usize,
        met: &mut impl FnMut(&Candidate),
    ) {
        let mut around = context::near(text, &(start..start));
        around.start = around.start.max(*seen);
        *seen = around.end;
        self.told_in(text, around, met);
    }

    /// A code of a form that stands alone, so many bytes before the anchor at `at`.
    #[inline(never)]
    fn code_at(&self, text: &[u8], number: u16, at: usize, back: u8) -> Option<Candidate> {
        let start = at.checked_sub(usize::from(back))?;
        let end = self.forms[usize::from(number)].shape.meet(text, start)?;
        let (code, shared) = self.known_or_telling(number, &text[start..end])?;
        let code = Some(code).filter(|code| *code != UNLISTED);
        Some(Candidate { span: start..end, form: number, code, shared, by_name: false })
    }

    /// Whether one of the candidates that stand alone in a part of a text is `wanted`.
    pub(super) fn any_code_in(
        &self,
        view: &View<'_>,
        part: Range<usize>,
        wanted: impl Fn(&Candidate) -> bool,
    ) -> bool {
        let leads = |at: usize, meaning: u32| {
            self.anchors.probes(meaning).iter().any(|probe| match *probe {
                Probe::Code { form, back } => {
                    self.code_at(view.text, form, at, back).is_some_and(|code| wanted(&code))
                }
                _ => false,
            })
        };
        if let Some(anchored) = view.anchored(part.clone()) {
            return anchored.iter().any(|it| match it.leads {
                Leads::Code(code) => wanted(&code.candidate()),
                Leads::Probes(_) => leads(it.at as usize, it.meaning),
            });
        }
        self.anchors
            .fingerprints
            .any(view.text, part, |at| leads(at, self.anchors.number(view.text, at)))
    }
}

/// How many line feeds there are in the part `own` of a text before a place outside of the stretch
/// that was searched, which has so many `before` it in the part, and so many up to its end.
#[inline(never)]
fn newlines_around(
    text: &[u8],
    own: &Range<usize>,
    stretch: &Range<usize>,
    before: u32,
    behind: u32,
    start: usize,
) -> u32 {
    let count = |part: Range<usize>| memchr::memchr_iter(b'\n', &text[part]).count() as u32;
    if !own.contains(&start) {
        0
    } else if stretch.start < own.start {
        // The search has not come to the part yet.
        count(own.start..start)
    } else if start < stretch.start {
        before - count(start..stretch.start)
    } else {
        behind + count(stretch.end..start)
    }
}
