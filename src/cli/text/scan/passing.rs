//! All lines, with explanations below those that have codes.

use std::io::{self, Write};

use super::notes::Notes;
use super::segments::{Segment, Segments};
use super::{BRIGHT, PLAIN, Style, whole_characters};
use crate::scan::{Piece, Scanner, Sink};

/// All lines, byte for byte, with explanations below those that have codes.
pub(crate) struct PassThrough<'s, 'c, W> {
    scanner: &'s Scanner<'c>,
    out: W,
    notes: Notes,
    colored: bool,
    utf8: bool,
    /// Bytes of the next piece that are written already.
    ahead: usize,
    /// Bytes of a character that the piece before has cut.
    cut: Vec<u8>,
    found: u64,
}

impl<'s, 'c, W: Write> PassThrough<'s, 'c, W> {
    pub(crate) fn new(scanner: &'s Scanner<'c>, out: W, style: Style) -> Self {
        let notes = Notes::new(style);
        Self {
            scanner,
            out,
            notes,
            colored: style.colored,
            utf8: style.utf8,
            ahead: 0,
            cut: Vec::new(),
            found: 0,
        }
    }

    /// Begins an input.
    pub(crate) fn begin(&mut self) {
        self.notes.begin();
    }

    /// Ends an input that could not be read to its end: what is due is said.
    pub(crate) fn break_off(&mut self) -> io::Result<()> {
        self.ahead = 0;
        let cut = std::mem::take(&mut self.cut);
        self.out.write_all(String::from_utf8_lossy(&cut).as_bytes())?;
        if self.notes.is_due() {
            self.out.write_all(format!("\n{}", self.notes.say()).as_bytes())?;
        }
        Ok(())
    }

    /// How many findings there were.
    pub(crate) fn found(&self) -> u64 {
        self.found
    }

    /// Writes what is due up to `to`, line ends and explanations included; `bytes[at..]` is next.
    fn pass<'p>(
        &mut self,
        segments: &mut Segments<'p>,
        bytes: &'p [u8],
        at: usize,
        to: usize,
    ) -> usize {
        if !self.notes.is_due() {
            segments.piece(&bytes[at..to]);
            return to;
        }
        let Some(feed) = memchr::memchr(b'\n', &bytes[at..to]) else {
            segments.piece(&bytes[at..to]);
            return to;
        };
        segments.piece(&bytes[at..=at + feed]);
        segments.own(self.notes.say().as_bytes());
        segments.piece(&bytes[at + feed + 1..to]);
        to
    }
}

impl<W: Write> Sink for PassThrough<'_, '_, W> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        let bytes = piece.bytes();
        let mut segments = Segments::default();
        let mut at = self.ahead.min(bytes.len());
        self.ahead -= at;
        for located in piece.findings(self.scanner) {
            self.found += 1;
            let span = located.finding.span.clone();
            if self.colored {
                self.pass(&mut segments, bytes, at, span.start.max(at));
                segments.own(BRIGHT);
                segments.own(piece.met(&located.finding));
                segments.own(PLAIN);
                self.ahead = span.end.saturating_sub(bytes.len());
                at = span.end.min(bytes.len());
            } else {
                at = self.pass(&mut segments, bytes, at, span.start.max(at));
            }
            self.notes.meet(&located);
        }
        self.pass(&mut segments, bytes, at, bytes.len());
        self.notes.pass(piece.lines + piece.newlines());
        if piece.last && self.notes.is_due() {
            if bytes.last() != Some(&b'\n') {
                segments.own(b"\n");
            }
            segments.own(self.notes.say().as_bytes());
        }
        if self.utf8 {
            let mut all = std::mem::take(&mut self.cut);
            for segment in &segments.list {
                match *segment {
                    Segment::Piece(bytes) => all.extend_from_slice(bytes),
                    Segment::Own(start, end) => all.extend_from_slice(&segments.own[start..end]),
                }
            }
            let whole = if piece.last { all.len() } else { whole_characters(&all) };
            self.out.write_all(String::from_utf8_lossy(&all[..whole]).as_bytes())?;
            self.cut = all.split_off(whole);
            return Ok(true);
        }
        segments.write(&mut self.out)?;
        Ok(true)
    }
}
