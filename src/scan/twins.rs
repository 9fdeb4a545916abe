//! The same code in another form: one error that a body or a line tells twice.

use std::ops::Range;

use super::context::{NEAR, near};
use super::forms::{Form, Kind};
use super::key::{self, Key, key_before};
use super::known::KnownCode;
use super::matcher::Matcher;
use super::simd::BEFORE;
use super::view::{Anchored, Value, View};
use super::weigh::Candidate;

/// Where the same code stands in another form.
#[derive(Debug, Default)]
pub(super) struct Twins {
    pub(super) before: bool,
    pub(super) behind: bool,
}

impl Matcher<'_> {
    /// Looks for the other forms of a code in the same object or line; only for what stands before
    /// it where nothing behind it would change what is `settled`.
    pub(super) fn twins(
        &self,
        view: &View<'_>,
        candidate: &Candidate,
        code: &KnownCode<'_>,
        key: Option<&Key>,
        settled: bool,
    ) -> Twins {
        let text = view.text;
        let span = &candidate.span;
        let opens =
            |key: Option<&Key>| key.is_some_and(|key| key::opens_line(text, key.word.start));
        let joined = |gap: Range<usize>, other: Option<&Key>| {
            let gap = &text[gap];
            same_object(gap) && (!gap.contains(&b'\n') || opens(key) && opens(other))
        };
        // Only where a key opens its line may the twin stand in another one.
        let reach = if opens(key) { near(text, span) } else { view.line_around(candidate) };
        let end = if settled { span.end } else { reach.end.max(span.end) };
        let mut twins = Twins::default();
        for number in code.texts.clone() {
            let other = &self.known.texts[number as usize];
            if other.form == candidate.form {
                continue;
            }
            let form = &self.forms[usize::from(other.form)];
            if !may_stand(form, other.form, view, reach.start..end) {
                continue;
            }
            let needle = self.known.text(other).as_bytes();
            // A number counts only behind its key.
            let counts = |at: usize| {
                let key = key_before(text, at);
                let keyed =
                    || key.as_ref().is_some_and(|key| self.key_proof(form, text, key).is_some());
                let whole = form.shape.meet(text, at) == Some(at + needle.len());
                (whole && (form.kind != Kind::Number || keyed())).then_some(key)
            };
            let before = self.known.finder(number).find_iter(&text[reach.start..span.start]).last();
            if let Some(at) = before.map(|at| reach.start + at) {
                twins.before |= counts(at)
                    .is_some_and(|key| joined(at + needle.len()..span.start, key.as_ref()));
            }
            if let Some(at) = self.known.finder(number).find(&text[span.end..end]) {
                let at = span.end + at;
                twins.behind |= counts(at).is_some_and(|key| joined(span.end..at, key.as_ref()));
            }
        }
        twins
    }
}

/// Whether codes of a form that count may stand in a part of the text, by its anchors alone.
fn may_stand(form: &Form<'_>, number: u16, view: &View<'_>, part: Range<usize>) -> bool {
    let behind_keys = form.kind == Kind::Number && !form.stands_alone();
    // The key of a value may stand before the part.
    let before = if behind_keys { LONGEST_KEY } else { 0 };
    if behind_keys && !form.has_anchored_keys() {
        return true;
    }
    let Some(anchored) = view.anchored(part.start.saturating_sub(before)..part.end) else {
        return true;
    };
    anchored.iter().any(|it| match it.value() {
        _ if form.stands_alone() => it.kinds.has_codes(number),
        _ if !behind_keys => true,
        Value::NoKey => false,
        Value::Unread => true,
        Value::At(start) => view.text.get(start as usize).is_some_and(u8::is_ascii_digit),
    })
}

/// Whether anything stands before a candidate that may be the same code in another form: an anchor
/// in the same line, or one in the lines before where a key opens this one.
pub(super) fn may_have_twins_before(view: &View<'_>, candidate: &Candidate) -> bool {
    let start = candidate.span.start;
    let line = view.anchored[view.here].line;
    if candidate.by_name || line == BEFORE || line as usize > start {
        return true;
    }
    for it in view.anchored[..=view.here].iter().rev() {
        if it.at < line {
            break;
        }
        if (it.at as usize) < start && may_be_twin(it, start) {
            return true;
        }
    }
    key::may_open_line(&view.text[line as usize..start])
}

/// Whether nothing stands in the line of a candidate that may be the same code in another form, nor
/// in other lines, as no key opens this one.
pub(super) fn stands_alone_in_line(view: &View<'_>, candidate: &Candidate) -> bool {
    if may_have_twins_before(view, candidate) {
        return false;
    }
    let line = view.anchored[view.here].line;
    let mut behind = view.anchored[view.here + 1..].iter();
    for it in &mut behind {
        // The search has come to the end of the line.
        if it.line != line {
            return true;
        }
        if it.at as usize >= candidate.span.end && may_be_twin(it, candidate.span.start) {
            return false;
        }
    }
    let end = view.lines.stretch().end;
    end >= view.text.len()
        || view.lines.first_feed(view.text, candidate.span.end.min(end)..end).is_some()
}

/// Whether a code may stand at an anchor or behind it, but the one at `start`.
fn may_be_twin(anchor: &Anchored, start: usize) -> bool {
    // The key that a candidate is the value of says nothing of another form.
    anchor.kinds.has_any_codes()
        || anchor.value() != Value::NoKey && anchor.value() != Value::At(start as u32)
}

/// How far before its value the end of a key may stand, in bytes.
const LONGEST_KEY: usize = NEAR;

/// Whether no object ends between two places.
pub(super) fn same_object(gap: &[u8]) -> bool {
    let mut depth = 0usize;
    gap.iter().all(|byte| match byte {
        b'{' => {
            depth += 1;
            true
        }
        b'}' => match depth.checked_sub(1) {
            Some(outer) => {
                depth = outer;
                true
            }
            None => false,
        },
        _ => true,
    })
}
