//! A code that was met in a piece of text, and the order of those that overlap.

use super::matcher::MARGIN;
use crate::evidence::Confidence;

/// A code that was met in a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Where it starts, in bytes from the start of the text.
    pub(super) start: u32,
    /// Where it ends.
    pub(super) end: u32,
    /// How many line feeds there are before it within the part that was asked for.
    pub(super) newlines: u32,
    /// The number of the known code, or [`UNLISTED`].
    pub(super) code: u32,
    /// Where its line starts, or [`FAR`] where that is further than the margin.
    pub(super) line: u32,
    /// The number of its form.
    pub(super) form: u16,
    pub(super) confidence: Confidence,
}

/// The start of a line that is too far away to be seen in every piece.
pub(super) const FAR: u32 = u32::MAX;

/// Where the line of a mark starts that starts at `start`, or [`FAR`].
pub(super) fn line_start(text: &[u8], start: usize) -> u32 {
    let margin = start.saturating_sub(MARGIN);
    match memchr::memrchr(b'\n', &text[margin..start]) {
        Some(feed) => (margin + feed) as u32 + 1,
        None if margin == 0 => 0,
        None => FAR,
    }
}

/// The number of codes that no catalog lists.
pub(super) const UNLISTED: u32 = u32::MAX;

/// Puts marks in order and leaves one for each place: the surest, else the longest, else that of
/// the first catalog.
pub(super) fn tidy(list: &mut Vec<Mark>) {
    if list.is_sorted_by(|a, b| a.end <= b.start) {
        return;
    }
    list.sort_by(|a, b| {
        a.start
            .cmp(&b.start)
            .then(b.confidence.cmp(&a.confidence))
            .then(b.end.cmp(&a.end))
            .then(a.form.cmp(&b.form))
    });
    let mut kept: Vec<Mark> = Vec::with_capacity(list.len());
    for mark in list.drain(..) {
        match kept.last_mut() {
            Some(last) if last.end > mark.start => {
                if mark.confidence > last.confidence {
                    *last = mark;
                }
            }
            _ => kept.push(mark),
        }
    }
    *list = kept;
}
