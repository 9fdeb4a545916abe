//! Pieces of an input: searched one by one, told in order, with their places in the whole.

use std::io;
use std::ops::Range;

use memchr::memrchr;

use super::mark::Mark;
use super::{Finding, Scanner};

/// A piece of an input with the codes that start in it.
#[derive(Debug)]
pub struct Piece<'p> {
    /// The piece, with some text before and behind it.
    pub(super) text: &'p [u8],
    /// The piece itself.
    own: Range<usize>,
    marks: &'p [Mark],
    /// How many line feeds it has.
    newlines: u64,
    /// Where the piece starts in the input, in bytes.
    pub offset: u64,
    /// How many line feeds the input has before the piece.
    pub lines: u64,
    /// Where the line starts in the input that the piece starts in.
    pub line_start: u64,
    /// Whether it is the last of its input.
    pub last: bool,
}

/// A finding with its place in the input.
#[derive(Debug, Clone)]
pub struct Located<'c> {
    /// What was found; its span is within [`Piece::bytes`].
    pub finding: Finding<'c>,
    /// The line, from 1.
    pub line: u64,
    /// The column in bytes, from 1.
    pub column: u64,
    /// Bytes from the start of the input.
    pub offset: u64,
}

/// What takes the pieces of an input, in order.
pub trait Sink {
    /// Takes the next piece. `false`: no more are wanted.
    ///
    /// # Errors
    /// Where what is made of it cannot be written.
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool>;

    /// No further piece is in sight: what was made so far should be seen.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn pause(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'p> Piece<'p> {
    /// The text of the piece. A code that starts in it may end behind it.
    pub fn bytes(&self) -> &'p [u8] {
        &self.text[self.own.clone()]
    }

    /// The bytes of a finding of this piece.
    pub fn met(&self, finding: &Finding<'_>) -> &'p [u8] {
        let Range { start, end } = finding.span;
        &self.text[self.own.start + start..self.own.start + end]
    }

    /// How many line feeds it has.
    pub fn newlines(&self) -> u64 {
        self.newlines
    }

    /// Whether the input ends with it, and without a line feed.
    pub fn ends_open(&self) -> bool {
        let end = self.bytes().last().or_else(|| self.text[..self.own.start].last());
        self.last && end.is_some_and(|byte| *byte != b'\n')
    }

    /// The findings of any confidence.
    pub(super) fn marks(&self) -> &'p [Mark] {
        self.marks
    }

    /// The findings, in order, of the confidence that the scanner reports.
    pub fn findings<'s, 'c>(
        &'s self,
        scanner: &'s Scanner<'c>,
    ) -> impl Iterator<Item = Located<'c>> + use<'s, 'p, 'c> {
        let mut seen = self.own.start;
        let mut line_start = self.line_start;
        self.marks.iter().filter(|mark| scanner.reports(mark)).map(move |mark| {
            let start = mark.start as usize;
            if let Some(feed) = memrchr(b'\n', &self.text[seen..start]) {
                line_start = self.offset + (seen + feed + 1 - self.own.start) as u64;
            }
            seen = start;
            let mut finding = scanner.finding(self.text, mark);
            finding.span = start - self.own.start..mark.end as usize - self.own.start;
            let offset = self.offset + finding.span.start as u64;
            let line = self.lines + u64::from(mark.newlines) + 1;
            Located { finding, line, column: offset - line_start + 1, offset }
        })
    }
}

/// Counts the lines of the pieces of one input as they go by, and hands them on.
#[derive(Debug, Default)]
pub(super) struct Counter {
    /// Where the next piece starts in the input.
    pub(super) offset: u64,
    lines: u64,
    line_start: u64,
}

impl Counter {
    /// Hands on the next piece.
    pub(super) fn tell(
        &mut self,
        text: &[u8],
        own: Range<usize>,
        marks: &[Mark],
        newlines: u32,
        last: bool,
        sink: &mut (impl Sink + ?Sized),
    ) -> io::Result<bool> {
        let piece = Piece {
            text,
            own: own.clone(),
            marks,
            newlines: u64::from(newlines),
            offset: self.offset,
            lines: self.lines,
            line_start: self.line_start,
            last,
        };
        let more = sink.piece(&piece)?;
        if let Some(feed) = memrchr(b'\n', &text[own.clone()]) {
            self.line_start = self.offset + feed as u64 + 1;
        }
        self.offset += own.len() as u64;
        self.lines += u64::from(newlines);
        Ok(more)
    }
}
