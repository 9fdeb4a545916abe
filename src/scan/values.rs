//! Codes that count behind keys and near the names of their systems alone, as bare words and numbers
//! do.

use std::ops::Range;

use super::anchors::SHORTEST;
use super::bits;
use super::context::{Back, PADDING, is_quote};
use super::forms::Form;
use super::key;
use super::known::{KnownCodes, Text};
use super::matcher::Matcher;
use super::shape::is_word;
use super::weigh::{self, Candidate};

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

    /// Words and numbers that are told as codes are, in the surroundings of a name of their system.
    pub(super) fn told_in(
        &self,
        text: &[u8],
        around: Range<usize>,
        met: &mut impl FnMut(&Candidate),
    ) {
        let mut inside = around.start.checked_sub(1).is_some_and(|at| is_word(text[at]));
        for at in around.clone().step_by(64) {
            let mut rest = None;
            let words = bits::names(bits::window(text, at, &mut rest));
            let mut starts = words & !(words << 1 | u64::from(inside));
            inside = words >> 63 != 0;
            if let Some(beyond) = u64::MAX.checked_shl((around.end - at) as u32) {
                starts &= !beyond;
            }
            while starts != 0 {
                let start = at + starts.trailing_zeros() as usize;
                starts &= starts - 1;
                self.value_at(text, start, true, &mut |candidate| {
                    if self.is_told(text, candidate) {
                        met(candidate);
                    }
                });
            }
        }
    }

    /// Whether a word or a number that stands near a name of its system is told as a code is.
    fn is_told(&self, text: &[u8], candidate: &Candidate) -> bool {
        let Range { start, end } = candidate.span;
        if text[start].is_ascii_digit() {
            let tells = |code: u32| {
                let code = &self.known.codes[code as usize];
                weigh::tells_message(text, &candidate.span, code)
            };
            let is_part = start > 0 && matches!(text[start - 1], b'.' | b'-');
            return !is_part
                && (key::is_called_error(text, start) || candidate.code.is_some_and(tells));
        }
        is_set_apart(&text[..start], &text[end..])
            || text[start..end].contains(&b'_') && is_bare(&text[..start], &text[end..])
    }
}

/// Whether a word between two texts is in quotes, alone in its cell of a table, or the key of a text
/// in a line of its own.
fn is_set_apart(before: &[u8], behind: &[u8]) -> bool {
    let is_quoted = match before.last() {
        Some(byte) if is_quote(*byte) => behind.first().is_some_and(|byte| is_quote(*byte)),
        Some(b'>' | b'*' | 0x80..) => QUOTES.iter().any(|(opens, closes)| {
            before.ends_with(opens.as_bytes()) && behind.starts_with(closes.as_bytes())
        }),
        _ => false,
    };
    if is_quoted {
        return true;
    }
    let next = beyond_spaces(behind.iter());
    if starts_line(before) {
        return match behind {
            [b':', b' ', quote, ..] | [b':', quote, ..] if is_quote(*quote) => true,
            _ => matches!(next, Some(b'|' | b'\t')),
        };
    }
    matches!(beyond_spaces(before.iter().rev()), Some(b'|' | b'\t'))
        && matches!(next, None | Some(b'|' | b'\t' | b'\r' | b'\n'))
}

/// The first byte that is no space.
fn beyond_spaces<'t>(bytes: impl Iterator<Item = &'t u8>) -> Option<u8> {
    bytes.take(PADDING).copied().find(|byte| *byte != b' ')
}

/// Whether nothing but spaces stands before in a line.
fn starts_line(before: &[u8]) -> bool {
    matches!(beyond_spaces(before.iter().rev()), None | Some(b'\n'))
}

/// Whether a word between two texts belongs to neither, as in prose: `answered LIMIT_EXCEEDED`. It
/// is no argument of a call, and nothing that is given a value.
fn is_bare(before: &[u8], behind: &[u8]) -> bool {
    let leads = match before {
        [.., byte, b'(' | b'['] if is_word(*byte) => {
            key::is_called(&mut Back { text: before, at: before.len() - 1 })
        }
        [] | [.., b' ' | b'\n' | b'(' | b'[' | b':' | 0x80..] => true,
        _ => false,
    };
    let next = behind[..behind.len().min(PADDING)].trim_ascii_start();
    // `NOT_FOUND: 404` in a line of its own, where an item of a list would tell the status.
    let is_constant = matches!(next, [b':', b' ', b'0'..=b'9', ..]) && starts_line(before);
    let is_given = is_constant || next.starts_with(b"=") && !next.starts_with(b"==");
    leads && !is_given && !matches!(behind.first(), Some(b'(' | b'.' | b'"' | b'\'' | b'`'))
}

/// What markup and scripts beside ASCII have for quotes.
const QUOTES: [(&str, &str); 7] =
    [("「", "」"), ("『", "』"), ("“", "”"), ("‘", "’"), ("«", "»"), ("**", "**"), (">", "<")];
