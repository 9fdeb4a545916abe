//! Where a parameter's value ends, also when its quotes are missing, unescaped or unterminated.
//!
//! A value that the grammar allows is always read as the grammar says. Only where it does not, the
//! place that the sender most likely meant is looked for, each stretch at most a few times.

use std::ops::Range;

use super::line::name_end;
use super::schemes;
use super::tokens::{
    TOKEN, blank_end, byte, ends_element, is, is_blank, starts_parameter, token_end,
};

/// A value that was found.
pub(super) struct Found {
    /// The value without the quotes around it, backslashes included.
    pub(super) content: Range<usize>,
    /// The first byte behind it, closing quote included.
    pub(super) end: usize,
    pub(super) shape: Shape,
}

/// How the value was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Token,
    Quoted,
    /// Nothing stands where the value should.
    Empty,
    /// Without quotes, but no token.
    Raw,
    /// Between apostrophes, and no token.
    SingleQuoted,
    /// Between the quotation marks of a word processor, three bytes each.
    Typographic,
    /// Between quotation marks as JSON and markup escape them, so many bytes each.
    Escaped(usize),
    /// Quoted, with an unescaped quotation mark inside, the first of them here.
    Unescaped(usize),
    /// No closing quote.
    Unterminated,
}

/// Finds values in one line; remembers how far a search went in vain, so that none is repeated.
#[derive(Default)]
pub(super) struct Values {
    no_close_before: usize,
    no_apostrophe_before: usize,
    no_typographic_before: usize,
    no_escaped_before: [usize; ESCAPED.len()],
    no_bracket_before: usize,
}

/// Quotation marks as they stand where a field was copied from JSON, source code or markup.
const ESCAPED: [&[u8]; 3] = [b"\\\"", b"&quot;", b"&#34;"];

impl Values {
    /// The value that starts at `at`, behind the equals sign and blanks.
    pub(super) fn find(&mut self, text: &[u8], at: usize) -> Found {
        match byte(text, at) {
            None | Some(b',') => Found { content: at..at, end: at, shape: Shape::Empty },
            Some(b'"') => self.quoted(text, at),
            Some(_) => self.unquoted(text, at),
        }
    }

    fn quoted(&mut self, text: &[u8], open: usize) -> Found {
        let mut inner = None;
        let mut from = open + 1;
        loop {
            let Some(close) = next_quote(text, from) else {
                self.no_close_before = text.len();
                return match inner {
                    Some(first) => closed(open, first),
                    None => unterminated(open, text.len()),
                };
            };
            if may_close(text, close) && (inner.is_none() || goes_on_well(text, close + 1)) {
                let shape = inner.map_or(Shape::Quoted, Shape::Unescaped);
                return Found { content: open + 1..close, end: close + 1, shape };
            }
            if let Some(comma) = comma_before_opening(text, close, open) {
                self.no_close_before = close;
                return match inner {
                    Some(first) => closed(open, first),
                    None => unterminated(open, comma),
                };
            }
            let first = *inner.get_or_insert(close);
            if close < self.no_close_before {
                return closed(open, first);
            }
            from = close + 1;
        }
    }

    fn unquoted(&mut self, text: &[u8], at: usize) -> Found {
        let token = token_end(text, at);
        if token > at && (ends_element(text, token) || ends_value(text, token)) {
            return Found { content: at..token, end: token, shape: Shape::Token };
        }
        if text[at] == b'\''
            && let Some(close) = self.apostrophe(text, at + 1)
        {
            return Found { content: at + 1..close, end: close + 1, shape: Shape::SingleQuoted };
        }
        if is_typographic(text, at)
            && let Some(close) = self.typographic(text, at + 3)
        {
            return Found { content: at + 3..close, end: close + 3, shape: Shape::Typographic };
        }
        if let Some(mark) = ESCAPED.iter().position(|mark| text[at..].starts_with(mark)) {
            let length = ESCAPED[mark].len();
            if let Some(close) = self.escaped(text, at + length, mark) {
                let shape = Shape::Escaped(length);
                return Found { content: at + length..close, end: close + length, shape };
            }
        }
        let end = self.bracketed(text, at).unwrap_or_else(|| raw_end(text, at));
        let shape = if end == at { Shape::Empty } else { Shape::Raw };
        Found { content: at..end, end, shape }
    }

    /// The closing apostrophe of a value whose content starts at `from`.
    fn apostrophe(&mut self, text: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        while let Some(found) = text[at..].iter().position(|&byte| byte == b'\'') {
            let close = at + found;
            if close < self.no_apostrophe_before || text[close - 1] == b'=' && close > from {
                self.no_apostrophe_before = self.no_apostrophe_before.max(close);
                return None;
            }
            if ends_element(text, close + 1) || ends_value(text, close + 1) {
                return Some(close);
            }
            at = close + 1;
        }
        self.no_apostrophe_before = text.len();
        None
    }
}

impl Values {
    /// The closing typographic quotation mark of a value whose content starts at `from`.
    fn typographic(&mut self, text: &[u8], from: usize) -> Option<usize> {
        let mut at = from.max(self.no_typographic_before);
        while let Some(found) = text.get(at..)?.iter().position(|&byte| byte == 0xe2) {
            let close = at + found;
            if is_typographic(text, close)
                && (ends_element(text, close + 3) || ends_value(text, close + 3))
            {
                return Some(close);
            }
            at = close + 1;
        }
        self.no_typographic_before = text.len();
        None
    }

    /// The closing one of these escaped marks, of a value whose content starts at `from`.
    fn escaped(&mut self, text: &[u8], from: usize, mark: usize) -> Option<usize> {
        let sign = ESCAPED[mark];
        let mut at = from.max(self.no_escaped_before[mark]);
        while let Some(found) = text.get(at..)?.iter().position(|byte| *byte == sign[0]) {
            let close = at + found;
            let end = close + sign.len();
            if text[close..].starts_with(sign) && (ends_element(text, end) || ends_value(text, end))
            {
                return Some(close);
            }
            at = close + 1;
        }
        self.no_escaped_before[mark] = text.len();
        None
    }

    /// Where a list or an object of JSON ends that starts at `at` without quotes around it.
    fn bracketed(&mut self, text: &[u8], at: usize) -> Option<usize> {
        if !matches!(text[at], b'[' | b'{') || at < self.no_bracket_before {
            return None;
        }
        let mut depth = 0_usize;
        for (end, byte) in (at + 1..).zip(&text[at..]) {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 && (ends_element(text, end) || ends_value(text, end)) {
                return Some(end);
            }
            if depth == 0 {
                self.no_bracket_before = end;
                return None;
            }
        }
        self.no_bracket_before = text.len();
        None
    }
}

/// Whether a double quotation mark of a word processor stands at `at`: U+201C to U+201F.
fn is_typographic(text: &[u8], at: usize) -> bool {
    matches!(text[at..], [0xe2, 0x80, 0x9c..=0x9f, ..])
}

fn closed(open: usize, close: usize) -> Found {
    Found { content: open + 1..close, end: close + 1, shape: Shape::Quoted }
}

fn unterminated(open: usize, end: usize) -> Found {
    Found { content: open + 1..end, end, shape: Shape::Unterminated }
}

/// The first quotation mark from `from` on that no backslash escapes.
pub(super) fn next_quote(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += text.get(at..)?.iter().position(|&byte| byte == b'"' || byte == b'\\')?;
        if text[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// Whether the quotation mark at `quote` can be the end of a value, by what follows it.
fn may_close(text: &[u8], quote: usize) -> bool {
    let after = quote + 1;
    if ends_element(text, after) || ends_value(text, after) || starts_parameter(text, after) {
        return true;
    }
    let word = blank_end(text, after);
    let next = token_end(text, word);
    let argument = blank_end(text, next);
    let behind_blanks = word > after && next > word;
    if behind_blanks && name_end(&text[word..]).is_some() {
        return true;
    }
    let argued = argument > next && starts_parameter(text, argument);
    behind_blanks && (argued || starts_known_challenge(text, word) && ends_element(text, next))
}

/// Whether what stands behind a comma at `at`, if there is one, can start an element. Tried only
/// once a value is broken: by the grammar a quotation mark in front of a comma ends the value.
fn goes_on_well(text: &[u8], at: usize) -> bool {
    let mut next = blank_end(text, at);
    while byte(text, next) == Some(b',') {
        next = blank_end(text, next + 1);
    }
    let end = token_end(text, next);
    let ends = byte(text, end).is_none_or(|byte| is_blank(byte) || matches!(byte, b',' | b'='));
    next >= text.len() || byte(text, next) == Some(b';') || (end > next && ends)
}

/// If the quotation mark at `quote` rather opens the next parameter's value (`, name="` or
/// `, Scheme name="`): where the value before it ends, which is at the comma.
fn comma_before_opening(text: &[u8], quote: usize, open: usize) -> Option<usize> {
    let start = open + 1;
    let equals = quote.checked_sub(1).filter(|&at| at >= start && text[at] == b'=')?;
    let name = token_start(text, equals, start);
    let mut word = blank_start(text, name, start);
    if word > start && word < name && text[word - 1] != b',' {
        word = token_start(text, word, start);
        word = blank_start(text, word, start);
    }
    (name < equals && word > start && text[word - 1] == b',').then(|| word - 1)
}

/// Where the token that ends before `end` starts, at `least` at the earliest.
fn token_start(text: &[u8], end: usize, least: usize) -> usize {
    let run = text[least..end].iter().rev().take_while(|&&byte| is(byte, TOKEN)).count();
    end - run
}

/// Where the blanks that end before `end` start, at `least` at the earliest.
fn blank_start(text: &[u8], end: usize, least: usize) -> usize {
    end - text[least..end].iter().rev().take_while(|&&byte| is_blank(byte)).count()
}

/// Whether an unquoted value may end at `at` although no comma follows: another parameter, or a
/// challenge with one, stands behind blanks, or a semicolon separates. A lone scheme name does not
/// count: `token` and `basic` are English words.
fn ends_value(text: &[u8], at: usize) -> bool {
    let next = blank_end(text, at);
    match byte(text, next) {
        Some(b';') => {
            let after = blank_end(text, next + 1);
            after >= text.len() || starts_parameter(text, after)
        }
        _ => next > at && (starts_parameter(text, next) || starts_challenge(text, next)),
    }
}

/// Whether a known scheme with a parameter, or any scheme with a realm, starts at `at`.
fn starts_challenge(text: &[u8], at: usize) -> bool {
    let end = token_end(text, at);
    let argument = blank_end(text, end);
    if end == at || argument == end || !starts_parameter(text, argument) {
        return false;
    }
    let name = &text[argument..token_end(text, argument)];
    name.eq_ignore_ascii_case(b"realm") || schemes::is_known(&text[at..end])
}

/// Whether a challenge starts at `at`: a known scheme, alone or not, or any with a realm.
pub(super) fn starts_known_challenge(text: &[u8], at: usize) -> bool {
    let end = token_end(text, at);
    let ends = byte(text, end).is_none_or(|next| next == b',' || is_blank(next));
    end > at && ends && (schemes::is_known(&text[at..end]) || starts_challenge(text, at))
}

/// Where a value without quotes ends that is no token: at a comma, or where [`ends_value`].
fn raw_end(text: &[u8], at: usize) -> usize {
    let mut end = at;
    while let Some(next) = byte(text, end) {
        if next == b',' || (next == b';' && ends_value(text, end)) {
            break;
        }
        if is_blank(next) {
            if ends_element(text, end) || ends_value(text, end) {
                break;
            }
            end = blank_end(text, end);
        } else {
            end += 1;
        }
    }
    end
}
