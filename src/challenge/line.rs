//! One field line before it is parsed: the field's name in front, folds, and bytes that are not UTF-8.

use std::borrow::Cow;
use std::ops::Range;

use super::FieldName;
use super::problem::Place;
use super::tokens::{blank_end, byte, is_blank, starts_parameter, token_end};

/// A field line without its name, with every fold turned into spaces of the same length, so that a
/// position in `text` plus `start` is a position in the line as given.
pub(super) struct Line<'a> {
    /// Counted from 1.
    pub(super) number: usize,
    /// Where `text` starts in the line as given, in bytes.
    pub(super) start: usize,
    /// The field's value without the blanks around it.
    pub(super) text: Cow<'a, [u8]>,
    /// The name in front, if any.
    pub(super) name: Option<FieldName>,
    /// Blanks between the name and its colon, in the line as given.
    pub(super) blank_before_colon: Option<Range<usize>>,
    /// The opening bracket around the value, in the line as given: programs print lists so.
    pub(super) bracket: Option<usize>,
    /// The folds in `text`, in order, with those line breaks that have a parameter behind them, but
    /// no blank.
    pub(super) folds: Vec<Range<usize>>,
    /// Where in `text` the lines behind such breaks start.
    pub(super) breaks: Vec<usize>,
    utf8: bool,
}

/// Cuts one argument into field lines. There is more than one only if it contains a line break
/// without a blank behind it, which no field line may.
pub(super) fn lines(given: &[u8], number: usize) -> impl Iterator<Item = Line<'_>> {
    let utf8 = std::str::from_utf8(given).is_ok();
    let full = given.iter().rposition(|&byte| !is_space(byte)).map_or(0, |last| last + 1);
    let mut rest = Some(0);
    std::iter::from_fn(move || {
        let start = rest?;
        let end = break_end(&given[..full], start);
        rest = end.map(|(_, next)| next);
        let stop = end.map_or(given.len(), |(stop, _)| stop);
        Some(Line::new(&given[start..stop], start, number, utf8))
    })
}

/// The first line break from `from` on that ends a field line, because neither a blank nor a
/// parameter follows: where it starts and ends.
fn break_end(given: &[u8], from: usize) -> Option<(usize, usize)> {
    // `contains` looks at many bytes at once, and most lines have no break.
    if !given[from..].contains(&b'\n') {
        return None;
    }
    let mut at = from;
    loop {
        let feed = at + given[at..].iter().position(|&byte| byte == b'\n')?;
        let next = feed + 1;
        let goes_on = byte(given, next).is_some_and(is_blank) || starts_parameter(given, next);
        if !goes_on {
            let stop = if feed > from && given[feed - 1] == b'\r' { feed - 1 } else { feed };
            return Some((stop, next));
        }
        at = next;
    }
}

impl<'a> Line<'a> {
    fn new(given: &'a [u8], offset: usize, number: usize, utf8: bool) -> Self {
        let (name, after_name, blank_before_colon) = field_name(given);
        let value = &given[after_name..];
        let front = value.iter().position(|&byte| !is_space(byte)).unwrap_or(value.len());
        let back = value.iter().rposition(|&byte| !is_space(byte)).map_or(front, |last| last + 1);
        // `[Bearer realm="a"]`
        let in_brackets = back - front > 2
            && value[front] == b'['
            && value[back - 1] == b']'
            && value[front + 1].is_ascii_alphabetic();
        let bracket = in_brackets.then_some(offset + after_name + front);
        let (front, back) = if in_brackets { (front + 1, back - 1) } else { (front, back) };
        let (text, folds) = unfold(&value[front..back]);
        let breaks = folds.iter().map(|fold| fold.end);
        let breaks = breaks.filter(|end| value[front..][end - 1] == b'\n').collect();
        let blank_before_colon =
            blank_before_colon.map(|range| range.start + offset..range.end + offset);
        Line {
            number,
            start: offset + after_name + front,
            text,
            name,
            blank_before_colon,
            bracket,
            folds,
            breaks,
            utf8,
        }
    }

    /// The place of a stretch of `text`.
    pub(super) fn place(&self, stretch: Range<usize>) -> Place {
        Place {
            line: self.number,
            offset: self.start + stretch.start,
            length: stretch.end - stretch.start,
        }
    }

    /// A stretch of `text` as characters. Bytes that are not UTF-8 are read as ISO-8859-1, as
    /// browsers do; a fold is one space.
    pub(super) fn read(&self, stretch: Range<usize>) -> String {
        self.read_bytes(&self.text[stretch.clone()], stretch.start)
    }

    /// As [`Line::read`], with the backslashes of quoted-pairs taken away.
    pub(super) fn read_unescaped(&self, stretch: Range<usize>) -> String {
        let raw = &self.text[stretch.clone()];
        if !raw.contains(&b'\\') {
            return self.read(stretch);
        }
        let mut bytes = Vec::with_capacity(raw.len());
        let mut at = 0;
        while at < raw.len() {
            if raw[at] == b'\\' {
                at += 1;
            }
            if let Some(&byte) = raw.get(at) {
                if !self.continues_fold(stretch.start + at) {
                    bytes.push(byte);
                }
                at += 1;
            }
        }
        self.characters(bytes)
    }

    fn read_bytes(&self, raw: &[u8], start: usize) -> String {
        let next = self.folds.partition_point(|fold| fold.end <= start);
        let folded = self.folds.get(next).is_some_and(|fold| fold.start < start + raw.len());
        let bytes = if folded {
            let kept = raw.iter().enumerate().filter(|(at, _)| !self.continues_fold(start + at));
            kept.map(|(_, &byte)| byte).collect()
        } else {
            raw.to_vec()
        };
        self.characters(bytes)
    }

    fn characters(&self, bytes: Vec<u8>) -> String {
        match String::from_utf8(bytes) {
            Ok(text) if self.utf8 || text.is_ascii() => text,
            Ok(text) => text.bytes().map(char::from).collect(),
            Err(fault) => fault.into_bytes().into_iter().map(char::from).collect(),
        }
    }

    /// Whether `at` lies in a fold behind its first byte.
    fn continues_fold(&self, at: usize) -> bool {
        let after = self.folds.partition_point(|fold| fold.end <= at);
        self.folds.get(after).is_some_and(|fold| fold.start < at)
    }

    /// Where the character that starts at `at` ends.
    pub(super) fn character_end(&self, at: usize) -> usize {
        let mut end = (at + 1).min(self.text.len());
        while self.utf8 && byte(&self.text, end).is_some_and(|byte| byte & 0xc0 == 0x80) {
            end += 1;
        }
        end
    }
}

/// Where the name of the field in front of a value ends, behind its colon.
pub(super) fn name_end(given: &[u8]) -> Option<usize> {
    let (name, end, _) = field_name(given);
    name.map(|_| end)
}

/// The name of the field in front of a value, where the value starts, and the blanks in front of
/// the colon if there are any.
fn field_name(given: &[u8]) -> (Option<FieldName>, usize, Option<Range<usize>>) {
    let start = blank_end(given, 0);
    let end = token_end(given, start);
    let colon = blank_end(given, end);
    if byte(given, colon) != Some(b':') {
        return (None, 0, None);
    }
    match FieldName::new(&given[start..end]) {
        Some(name) => (Some(name), colon + 1, (colon > end).then_some(end..colon)),
        None => (None, 0, None),
    }
}

fn is_space(byte: u8) -> bool {
    is_blank(byte) || byte == b'\r' || byte == b'\n'
}

/// Turns each fold (`OWS CRLF RWS`, also with a bare LF) into spaces, in place.
fn unfold(value: &[u8]) -> (Cow<'_, [u8]>, Vec<Range<usize>>) {
    if !value.contains(&b'\n') {
        return (Cow::Borrowed(value), Vec::new());
    }
    let mut text = value.to_vec();
    let mut folds = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !is_space(text[at]) {
            at += 1;
            continue;
        }
        let end =
            at + text[at..].iter().position(|&byte| !is_space(byte)).unwrap_or(text.len() - at);
        if text[at..end].contains(&b'\n') {
            text[at..end].fill(b' ');
            folds.push(at..end);
        }
        at = end;
    }
    (Cow::Owned(text), folds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(given: &[u8]) -> Line<'_> {
        let mut all: Vec<Line> = lines(given, 1).collect();
        assert_eq!(all.len(), 1, "{:?}", String::from_utf8_lossy(given));
        all.remove(0)
    }

    #[test]
    fn a_fold_is_one_space_and_keeps_offsets() {
        let line = only(b"A x=\"one \r\n\t two\", y=z");
        assert_eq!(line.read_unescaped(5..16), "one two");
        assert_eq!(&line.text[19..], b"y=z");
    }

    #[test]
    fn a_field_name_in_front_moves_the_offsets() {
        let line = only(b" www-AUTHENTICATE:  Basic");
        assert_eq!(line.name, Some(FieldName::WwwAuthenticate));
        assert_eq!((line.start, &*line.text), (20, &b"Basic"[..]));
    }

    #[test]
    fn a_break_without_a_blank_starts_another_line() {
        let all: Vec<usize> = lines(b"A\r\nB\n C\nD\r\n", 1).map(|line| line.start).collect();
        assert_eq!(all, [0, 3, 8]);
    }

    #[test]
    fn a_break_in_front_of_a_parameter_goes_on_with_the_line() {
        let line = only(b"A x=1,\ny=2,\n z=3");
        assert_eq!((&*line.text, line.breaks), (&b"A x=1, y=2,  z=3"[..], vec![7]));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_read_as_latin1() {
        assert_eq!(only(b"A x=\"caf\xe9\"").read(5..9), "caf\u{e9}");
    }
}
