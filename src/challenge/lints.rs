//! What is worth saying beyond the grammar: about bytes, about one challenge, about all of them.

use std::collections::HashSet;
use std::ops::Range;

use super::judge::shown;
use super::line::Line;
use super::problem::Severity::{Error, Note, Warning};
use super::tokens::{TEXT, is};
use super::{Challenge, Draft, Form, Place, schemes};

/// Looks at the bytes of one field line, the `nth` of its argument.
pub(super) fn line(draft: &mut Draft, line: &Line<'_>, nth: usize) {
    if nth > 0 {
        let at = Place { line: line.number, offset: line.start, length: 0 };
        draft.add(Error, "line-break", at, format_args!("a line break in front of this"));
    }
    if let Some(blank) = &line.blank_before_colon {
        let at = Place { line: line.number, offset: blank.start, length: blank.len() };
        let message = format_args!("a space between the field's name and its colon");
        draft.add(Error, "space-before-colon", at, message);
    }
    if let Some(bracket) = line.bracket {
        let at = Place { line: line.number, offset: bracket, length: 1 };
        let message = format_args!("the brackets around the value do not belong to it");
        draft.add(Error, "brackets", at, message);
    }
    for fold in &line.folds {
        if line.breaks.binary_search(&fold.end).is_ok() {
            let message = format_args!("a line break in front of this, and no blank behind it");
            draft.add(Error, "line-break", line.place(fold.end..fold.end), message);
        } else {
            let message = format_args!("the field is folded over several lines");
            draft.add(Warning, "obs-fold", line.place(fold.clone()), message);
        }
    }
    // Without an early end this looks at many bytes at once, and most lines are plain.
    let plain = |plain: bool, byte: &u8| plain & (b' '..=b'~').contains(byte);
    if line.text.iter().fold(true, plain) {
        return;
    }
    let mut at = 0;
    // Words beyond ASCII, and what stands between those of one value.
    let mut foreign: Option<Range<usize>> = None;
    while at < line.text.len() {
        let byte = line.text[at];
        let start = at;
        if !is(byte, TEXT) {
            let place = line.place(at..at + 1);
            draft.add(Error, "control-character", place, format_args!("U+{byte:04X}"));
            at += 1;
        } else if byte.is_ascii() {
            at += 1;
        } else {
            at += line.text[at..].iter().take_while(|byte| !byte.is_ascii()).count();
            let between = foreign.as_ref().map(|before| &line.text[before.end..start]);
            let goes_on = between.is_some_and(|text| !text.iter().any(|b| b"\"=".contains(b)));
            let from = if goes_on { foreign.take() } else { None };
            let from = from.map_or(start, |before| before.start);
            if let Some(before) = foreign.replace(from..at) {
                not_ascii(draft, line, before);
            }
        }
    }
    if let Some(last) = foreign {
        not_ascii(draft, line, last);
    }
}

fn not_ascii(draft: &mut Draft, line: &Line<'_>, stretch: Range<usize>) {
    let message = format_args!("no encoding is defined for these characters");
    draft.add(Warning, "non-ascii", line.place(stretch), message);
}

/// Looks at one challenge; `behind_params` says whether the one before it on the line has any.
pub(super) fn challenge(draft: &mut Draft, challenge: &Challenge, behind_params: bool) {
    let lone = challenge.params.is_empty() && challenge.token68.is_none();
    if lone && behind_params && !schemes::is_known(challenge.scheme.as_bytes()) {
        let message = format_args!("`{}` reads as a scheme", shown(&challenge.scheme));
        draft.add(Warning, "dangling-name", challenge.scheme_at, message);
    }
    for param in &challenge.params {
        if param.form == Form::Token && param.name.eq_ignore_ascii_case("realm") {
            let message = format_args!("the value of `realm` should be quoted");
            draft.add(Warning, "realm-unquoted", param.value_at, message);
        }
    }
    repeated(draft, challenge);
}

fn repeated(draft: &mut Draft, challenge: &Challenge) {
    const FEW: usize = 8;
    let params = &challenge.params;
    let mut seen = HashSet::new();
    for (at, param) in params.iter().enumerate() {
        let twice = if params.len() <= FEW {
            params[..at].iter().any(|before| before.name.eq_ignore_ascii_case(&param.name))
        } else {
            !seen.insert(param.name.to_ascii_lowercase())
        };
        if twice {
            let place = Place { length: param.name.len(), ..param.at };
            let message = format_args!("`{}` stands here again", shown(&param.name));
            draft.add(Warning, "duplicate-param", place, message);
        }
    }
}

/// Looks at all challenges together.
pub(super) fn whole(draft: &mut Draft) {
    if draft.reading.challenges.is_empty() {
        let at = Place { line: 1, offset: 0, length: 0 };
        draft.add(Error, "no-challenge", at, format_args!("there is no challenge in the field"));
    }
    let mut crowded: Vec<Place> = Vec::new();
    for pair in draft.reading.challenges.windows(2) {
        let same_line = pair[0].at.line == pair[1].at.line;
        if same_line && crowded.last().is_none_or(|place| place.line != pair[1].at.line) {
            crowded.push(pair[1].scheme_at);
        }
    }
    for at in crowded {
        let message = format_args!("another challenge on the same field line");
        draft.add(Note, "several-challenges-on-one-line", at, message);
    }
}
