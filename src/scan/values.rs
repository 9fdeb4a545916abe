//! Codes that count behind keys and near the names of their systems alone, as bare words and numbers
//! do.

use std::ops::Range;

use super::anchors::SHORTEST;
use super::bits;
use super::context::{PADDING, line_around, near};
use super::forms::Form;
use super::known::{KnownCodes, Text};
use super::matcher::Matcher;
use super::shape::is_word;
use super::weigh::Candidate;

/// What tells most values apart from such codes at once.
#[derive(Debug)]
pub(super) struct Values {
    /// The forms that do not stand alone and have patterns.
    patterned: Vec<u16>,
    /// The bytes that such codes may start with.
    starts: [bool; 256],
    /// The bytes that they may have behind the first.
    inner: [bool; 256],
}

impl Values {
    pub(super) fn new(forms: &[Form<'_>], known: &KnownCodes<'_>) -> Self {
        let patterned: Vec<_> = (0..forms.len() as u16)
            .filter(|number| !forms[usize::from(*number)].stands_alone())
            .filter(|number| known.patterns.iter().any(|pattern| pattern.form == *number))
            .collect();
        let (mut starts, mut inner) = ([false; 256], [false; 256]);
        let behind_keys = |text: &&Text| {
            !forms[usize::from(text.form)].stands_alone() || known.text(text).len() < SHORTEST
        };
        for text in known.texts.iter().filter(behind_keys) {
            let bytes = known.text(text).as_bytes();
            bytes.iter().take(1).for_each(|byte| starts[usize::from(*byte)] = true);
            bytes.iter().skip(1).for_each(|byte| inner[usize::from(*byte)] = true);
        }
        for form in &patterned {
            let shape = &forms[usize::from(*form)].shape;
            for byte in 0..=255 {
                starts[usize::from(byte)] |= shape.may_start(byte);
                inner[usize::from(byte)] |= shape.may_have(byte);
            }
        }
        Self { patterned, starts, inner }
    }

    /// Whether such a code may start at a place, by its first two bytes.
    #[inline(always)]
    pub(super) fn may_be(&self, text: &[u8], start: usize) -> bool {
        match text.get(start..).unwrap_or_default() {
            [first, second, ..] => {
                let goes_on = self.inner[usize::from(*second)] | !is_word(*second);
                self.starts[usize::from(*first)] & goes_on
            }
            [first] => self.starts[usize::from(*first)],
            [] => false,
        }
    }
}

/// The length of the word that starts at a place, where it is a word by itself, of 64 bytes at most.
#[inline(always)]
pub(super) fn whole_word(text: &[u8], start: usize) -> Option<usize> {
    let mut rest = None;
    let window = bits::window(text, start, &mut rest);
    let length = (!bits::names(window)).trailing_zeros() as usize;
    let next = window[length];
    if (next == b'-') | is_word(next) { None } else { Some(length) }
}

/// Up to where words without quotes may belong to the name of a system at `at`: the end of its line,
/// or what counts as near where the line is a heading, with an empty one below it.
pub(super) fn told_up_to(text: &[u8], at: usize) -> usize {
    let line = line_around(text, at);
    let is_heading = text[line.clone()].starts_with(b"#");
    let below = text[line.end..].strip_prefix(b"\n").unwrap_or_default();
    if is_heading && matches!(below, [b'\n', ..] | [b'\r', b'\n', ..]) {
        return near(text, &(at..at)).end;
    }
    line.end
}

impl Matcher<'_> {
    /// A value behind a key, or a word near a name: any form that does not stand alone.
    pub(super) fn value_at(
        &self,
        text: &[u8],
        start: usize,
        by_name: bool,
        met: &mut impl FnMut(&Candidate),
    ) {
        if !self.values.may_be(text, start) {
            return;
        }
        let Some(length) = whole_word(text, start) else { return };
        let span = start..start + length;
        let value = &text[span.clone()];
        let mut listed = false;
        for known in self.known.find(value) {
            let form = &self.forms[usize::from(known.form)];
            let has_anchor = form.stands_alone() && value.len() >= SHORTEST;
            if has_anchor || form.shape.meet(text, start) != Some(span.end) {
                continue;
            }
            listed = true;
            met(&Candidate {
                span: span.clone(),
                form: known.form,
                code: Some(known.code),
                shared: known.shared,
                by_name,
            });
        }
        if listed {
            return;
        }
        for &number in &self.values.patterned {
            let form = &self.forms[usize::from(number)];
            if form.shape.meet(text, start) != Some(span.end) {
                continue;
            }
            let pattern = std::str::from_utf8(value)
                .ok()
                .and_then(|word| self.known.find_pattern(number, word));
            if let Some((pattern, _)) = pattern {
                let (code, shared) = (Some(pattern.code), pattern.shared);
                met(&Candidate { span: span.clone(), form: number, code, shared, by_name });
            }
        }
    }

    /// Words in quotes, in the surroundings of a name of a system.
    pub(super) fn quoted_in(
        &self,
        text: &[u8],
        around: Range<usize>,
        met: &mut impl FnMut(&Candidate),
    ) {
        let inner = text.get(around.clone()).unwrap_or_default();
        for (at, byte) in inner.iter().enumerate() {
            let start = around.start + at + 1;
            if matches!(byte, b'"' | b'\'' | b'`')
                && text.get(start).is_some_and(u8::is_ascii_uppercase)
            {
                let closed =
                    |end: usize| text.get(end).is_some_and(|b| matches!(b, b'"' | b'\'' | b'`'));
                self.value_at(text, start, true, &mut |candidate| {
                    if closed(candidate.span.end) {
                        met(candidate);
                    }
                });
            }
        }
    }

    /// Words that are cells of tables or lead their items of a list, in the surroundings of a name of
    /// a system.
    pub(super) fn told_in(
        &self,
        text: &[u8],
        around: Range<usize>,
        met: &mut impl FnMut(&Candidate),
    ) {
        for at in around {
            let is_cell = match text[at] {
                b'|' | b'\t' => true,
                b'-' | b'*' if at == 0 || matches!(text[at - 1], b'\n' | b' ') => false,
                _ => continue,
            };
            let start = at + 1 + usize::from(text.get(at + 1) == Some(&b' '));
            if !text.get(start).is_some_and(u8::is_ascii_uppercase) {
                continue;
            }
            self.value_at(text, start, true, &mut |candidate| {
                let behind = &text[candidate.span.end..];
                let told = if is_cell {
                    let mut behind = behind.iter().take(PADDING).skip_while(|byte| **byte == b' ');
                    matches!(behind.next(), None | Some(b'|' | b'\t' | b'\r' | b'\n'))
                } else {
                    text[candidate.span.clone()].contains(&b'_')
                        && matches!(behind.first(), None | Some(b' ' | b':' | b'\r' | b'\n'))
                };
                if told {
                    met(candidate);
                }
            });
        }
    }

    /// Words of more than one part without quotes, behind the name of a system in its line:
    /// `LINE WORKS answered LIMIT_EXCEEDED`. Where the last word starts, which may be cut.
    pub(super) fn bare_in(
        &self,
        text: &[u8],
        part: Range<usize>,
        met: &mut impl FnMut(&Candidate),
    ) -> usize {
        let mut start = part.start;
        let mut next = part.start;
        for word in text.get(part).unwrap_or_default().split(|byte| !is_word(*byte)) {
            start = next;
            next += word.len() + 1;
            let before = start.checked_sub(1).map(|at| text[at]);
            let behind = text.get(start + word.len());
            if word.contains(&b'_')
                && word[0].is_ascii_uppercase()
                && matches!(before, Some(b' ' | b'(' | b'[' | b':' | 0x80..))
                && !matches!(behind, Some(b'(' | b'=' | b'.' | b'"' | b'\'' | b'`'))
                && self.known.find(word).next().is_some()
            {
                self.value_at(text, start, true, met);
            }
        }
        start
    }
}
