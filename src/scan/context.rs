//! What stands around a candidate: its line, what counts as near, and text read backwards.

use std::ops::Range;

use memchr::{memchr, memrchr};

use super::shape::is_word;

/// How far around a candidate anything counts, in bytes.
pub(super) const NEAR: usize = 512;

/// The most spaces between a key, its operator and its value: columns of a table are padded.
pub(super) const PADDING: usize = 64;

/// The line around a place, no further than what counts as near.
pub(super) fn line_around(text: &[u8], at: usize) -> Range<usize> {
    let to = text.len().min(at + NEAR);
    let end = memchr(b'\n', &text[at..to]).map_or(to, |feed| at + feed);
    at - line_before(text, at).len()..end
}

/// What stands before a place in its line, no further than what counts as near.
pub(super) fn line_before(text: &[u8], at: usize) -> &[u8] {
    let before = &text[at.saturating_sub(NEAR)..at];
    memrchr(b'\n', before).map_or(before, |feed| &before[feed + 1..])
}

/// What counts as near to a span.
pub(super) fn near(text: &[u8], span: &Range<usize>) -> Range<usize> {
    span.start.saturating_sub(NEAR)..text.len().min(span.end + NEAR)
}

/// Reads text backwards.
pub(super) struct Back<'t> {
    pub(super) text: &'t [u8],
    pub(super) at: usize,
}

impl Back<'_> {
    #[inline(always)]
    pub(super) fn peek(&self) -> u8 {
        self.text[..self.at].last().copied().unwrap_or(0)
    }

    #[inline(always)]
    pub(super) fn skip(&mut self, most: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let from = self.at.saturating_sub(most);
        let run = self.text[from..self.at].iter().rev().take_while(|byte| wanted(**byte)).count();
        self.at -= run;
        run
    }

    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == byte;
        self.at -= usize::from(there);
        there
    }

    pub(super) fn word(&mut self) -> Option<Range<usize>> {
        let end = self.at;
        self.skip(PADDING, |byte| is_word(byte) || byte == b'-');
        (self.at < end).then_some(self.at..end)
    }
}

pub(super) fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// Quotes as markup and addresses write them.
const WRITTEN_QUOTES: [&[u8]; 8] =
    [b"&quot;", b"&#34;", b"&#x22;", b"&apos;", b"&#39;", b"&#x27;", b"%22", b"%27"];

/// The length of a quote that a text begins with as markup or an address writes it, or 0.
#[cold]
#[inline(never)]
pub(super) fn written_quote(text: &[u8]) -> usize {
    let quotes = WRITTEN_QUOTES.iter();
    quotes.copied().find(|quote| text.starts_with(quote)).map_or(0, <[u8]>::len)
}

/// The length of such a quote that a text ends in, or 0.
#[cold]
#[inline(never)]
pub(super) fn written_quote_before(text: &[u8]) -> usize {
    let quotes = WRITTEN_QUOTES.iter();
    quotes.copied().find(|quote| text.ends_with(quote)).map_or(0, <[u8]>::len)
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
