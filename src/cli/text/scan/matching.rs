//! Lines with findings, and those around them.

use std::collections::VecDeque;
use std::io::{self, Write};

use super::notes::Notes;
use super::{BRIGHT, PLAIN, Style, whole_characters};
use crate::scan::{Piece, Scanner, Sink};

/// Which lines without findings are written as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Around {
    /// None.
    Nothing,
    /// So many before and after each with findings; a mark stands where lines were left out.
    Some { before: usize, after: usize },
    /// All.
    All,
}

/// Lines with findings, and those around them.
pub(crate) struct MatchingLines<'s, 'c, W> {
    scanner: &'s Scanner<'c>,
    out: W,
    notes: Notes,
    colored: bool,
    utf8: bool,
    around: Around,
    numbers: bool,
    path: Option<String>,
    /// The line that has begun, or its last part where it is very long.
    line: Vec<u8>,
    /// The places of codes in it.
    codes: Vec<std::ops::Range<usize>>,
    matched: bool,
    /// Whether the beginning of the line has been written already.
    begun: bool,
    /// The lines before, with their numbers.
    before: VecDeque<(u64, Vec<u8>)>,
    /// How many lines more are written.
    after: usize,
    /// The number of the last line that was written.
    written: u64,
    /// Whether lines of an input before were written.
    further: bool,
    number: u64,
    found: u64,
}

/// A line longer than this is not kept as a whole: what follows is written as it comes.
const LONGEST: usize = 1 << 20;

impl<'s, 'c, W: Write> MatchingLines<'s, 'c, W> {
    pub(crate) fn new(
        scanner: &'s Scanner<'c>,
        out: W,
        style: Style,
        around: Around,
        numbers: bool,
    ) -> Self {
        Self {
            scanner,
            out,
            notes: Notes::new(style),
            colored: style.colored,
            utf8: style.utf8,
            around,
            numbers,
            path: None,
            line: Vec::new(),
            codes: Vec::new(),
            matched: false,
            begun: false,
            before: VecDeque::new(),
            after: 0,
            written: 0,
            further: false,
            number: 1,
            found: 0,
        }
    }

    /// How many findings there were.
    pub(crate) fn found(&self) -> u64 {
        self.found
    }

    /// Begins an input; `path` stands before its lines.
    pub(crate) fn begin(&mut self, path: Option<String>) {
        self.path = path;
        self.notes.begin();
        self.before.clear();
        self.further |= self.written > 0;
        (self.after, self.written, self.number) = (0, 0, 1);
    }

    /// Ends the last line of an input, also of one that could not be read to its end.
    pub(crate) fn end_open_line(&mut self) -> io::Result<()> {
        if self.line.is_empty() { Ok(()) } else { self.end_line() }
    }

    fn prefix(&self, number: u64, mark: char) -> String {
        let path = self.path.as_ref().map(|path| format!("{path}{mark}"));
        let number = self.numbers.then(|| format!("{number}{mark}"));
        [path, number].into_iter().flatten().collect()
    }

    /// Begins a line of the output.
    fn begin_line(&mut self, number: u64, mark: char) -> io::Result<()> {
        let gap = if self.written > 0 { number > self.written + 1 } else { self.further };
        if gap && matches!(self.around, Around::Some { .. }) {
            self.out.write_all(b"--\n")?;
        }
        self.written = number;
        let prefix = self.prefix(number, mark);
        self.out.write_all(prefix.as_bytes())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.utf8 {
            return self.out.write_all(String::from_utf8_lossy(bytes).as_bytes());
        }
        self.out.write_all(bytes)
    }

    /// Writes the lines before the one that has begun.
    fn write_before(&mut self) -> io::Result<()> {
        for (number, line) in std::mem::take(&mut self.before) {
            if number > self.written {
                self.begin_line(number, '-')?;
                self.write(&line)?;
            }
        }
        Ok(())
    }

    /// Whether the line that has begun is written, as far as can be told.
    fn is_wanted(&self) -> bool {
        self.matched || self.begun || self.after > 0 || self.around == Around::All
    }

    /// Writes so much of the line that has begun.
    fn write_line(&mut self, line: &[u8]) -> io::Result<()> {
        if !self.begun {
            self.write_before()?;
            let mark = if self.matched { ':' } else { '-' };
            self.begin_line(self.number, mark)?;
            self.begun = true;
        }
        if self.colored && !self.codes.is_empty() {
            return self.write(&painted(line, &self.codes));
        }
        self.write(line)
    }

    /// Ends the line that has begun, with or without a line feed.
    fn end_line(&mut self) -> io::Result<()> {
        let mut line = std::mem::take(&mut self.line);
        if self.is_wanted() {
            self.write_line(&line)?;
            if !line.ends_with(b"\n") {
                self.out.write_all(b"\n")?;
            }
        } else if let Around::Some { before: before @ 1.., .. } = self.around {
            if self.before.len() == before {
                self.before.pop_front();
            }
            // So many long lines would be too much to keep, and so would the room of this one.
            let mut kept = line[..line.len().min(LONGEST / before)].to_vec();
            if !kept.ends_with(b"\n") {
                kept.push(b'\n');
            }
            self.before.push_back((self.number, kept));
        }
        if self.matched {
            let notes = self.notes.say();
            self.out.write_all(notes.as_bytes())?;
        }
        self.after = match self.around {
            Around::Some { after, .. } if self.matched => after,
            _ => self.after.saturating_sub(1),
        };
        line.clear();
        self.line = line;
        self.codes.clear();
        (self.matched, self.begun) = (false, false);
        self.number += 1;
        Ok(())
    }

    /// Makes room for so many bytes of the line that has begun: what came of it so far is written,
    /// or left out where nothing was met in it.
    fn make_room(&mut self, bytes: usize) -> io::Result<()> {
        if self.line.is_empty() || self.line.len() + bytes <= LONGEST {
            return Ok(());
        }
        let mut line = std::mem::take(&mut self.line);
        let rest = if self.is_wanted() {
            let whole = if self.utf8 { whole_characters(&line) } else { line.len() };
            self.write_line(&line[..whole])?;
            line.split_off(whole)
        } else {
            Vec::new()
        };
        self.line = rest;
        self.codes.clear();
        Ok(())
    }
}

impl<W: Write> Sink for MatchingLines<'_, '_, W> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        let bytes = piece.bytes();
        let mut at = 0;
        let mut findings = piece.findings(self.scanner).peekable();
        while at < bytes.len() {
            // Where no line is of interest, a look at the next finding is enough.
            if self.around == Around::Nothing && !self.matched && self.line.is_empty() {
                let Some(next) = findings.peek() else {
                    let tail =
                        memchr::memrchr(b'\n', &bytes[at..]).map_or(at, |feed| at + feed + 1);
                    self.number = piece.lines + piece.newlines() + 1;
                    self.line.extend_from_slice(&bytes[tail..]);
                    break;
                };
                let start = memchr::memrchr(b'\n', &bytes[at..next.finding.span.start]);
                at = start.map_or(at, |feed| at + feed + 1);
                self.number = next.line;
            }
            let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |feed| at + feed + 1);
            self.make_room(end - at)?;
            let shift = self.line.len();
            while let Some(located) = findings.next_if(|next| next.finding.span.start < end) {
                self.found += 1;
                self.matched = true;
                let span = &located.finding.span;
                self.codes.push(span.start - at + shift..span.end - at + shift);
                self.notes.meet(&located);
            }
            self.line.extend_from_slice(&bytes[at..end]);
            if bytes[..end].ends_with(b"\n") {
                self.end_line()?;
            }
            at = end;
        }
        self.notes.pass(piece.lines + piece.newlines());
        if piece.last {
            self.end_open_line()?;
        }
        Ok(true)
    }

    fn pause(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A line with its codes in color.
fn painted(line: &[u8], codes: &[std::ops::Range<usize>]) -> Vec<u8> {
    let mut all = Vec::with_capacity(line.len() + codes.len() * (BRIGHT.len() + PLAIN.len()));
    let mut at = 0;
    for code in codes {
        if code.start < at || code.end > line.len() {
            continue;
        }
        all.extend_from_slice(&line[at..code.start]);
        all.extend_from_slice(BRIGHT);
        all.extend_from_slice(&line[code.clone()]);
        all.extend_from_slice(PLAIN);
        at = code.end;
    }
    all.extend_from_slice(&line[at..]);
    all
}
