//! Lines with findings, and those around them.

use std::collections::VecDeque;
use std::io::{self, Write};

use super::notes::Notes;
use super::{BRIGHT, PLAIN, Style};
use crate::scan::{Piece, Scanner, Sink};

/// Lines with findings, and those around them.
pub(crate) struct MatchingLines<'s, 'c, W> {
    scanner: &'s Scanner<'c>,
    out: W,
    notes: Notes,
    colored: bool,
    utf8: bool,
    around: usize,
    numbers: bool,
    path: Option<String>,
    /// The line that has begun, or its beginning where it is very long.
    line: Vec<u8>,
    /// The places of codes in it.
    codes: Vec<std::ops::Range<usize>>,
    matched: bool,
    /// How much of the line has been left out or written already.
    gone: bool,
    /// The lines before, with their numbers.
    before: VecDeque<(u64, Vec<u8>)>,
    /// How many lines more are written.
    after: usize,
    /// The number of the last line that was written.
    written: u64,
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
        around: usize,
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
            gone: false,
            before: VecDeque::new(),
            after: 0,
            written: 0,
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

    fn write(&mut self, number: u64, bytes: &[u8], mark: char) -> io::Result<()> {
        if self.around > 0 && self.written > 0 && number > self.written + 1 {
            self.out.write_all(b"--\n")?;
        }
        self.written = number;
        let prefix = self.prefix(number, mark);
        self.out.write_all(prefix.as_bytes())?;
        if self.utf8 {
            return self.out.write_all(String::from_utf8_lossy(bytes).as_bytes());
        }
        self.out.write_all(bytes)
    }

    fn write_before(&mut self) -> io::Result<()> {
        for (number, line) in std::mem::take(&mut self.before) {
            if number > self.written {
                self.write(number, &line, '-')?;
            }
        }
        Ok(())
    }

    /// Ends the line that has begun, with or without a line feed.
    fn end_line(&mut self) -> io::Result<()> {
        let mut line = std::mem::take(&mut self.line);
        if self.matched {
            self.write_before()?;
            if self.colored && !self.gone {
                line = painted(&line, &self.codes);
            }
            if self.gone {
                self.out.write_all(&line)?;
            } else {
                self.write(self.number, &line, ':')?;
            }
            if !line.ends_with(b"\n") {
                self.out.write_all(b"\n")?;
            }
            let notes = self.notes.say();
            self.out.write_all(notes.as_bytes())?;
            self.after = self.around;
        } else if self.after > 0 {
            self.after -= 1;
            self.write(self.number, &line, '-')?;
            if !line.ends_with(b"\n") {
                self.out.write_all(b"\n")?;
            }
        } else if self.around > 0 {
            if self.before.len() == self.around {
                self.before.pop_front();
            }
            // So many long lines would be too much to keep, and so would the room of this one.
            let mut kept = line[..line.len().min(LONGEST / self.around)].to_vec();
            if !kept.ends_with(b"\n") {
                kept.push(b'\n');
            }
            self.before.push_back((self.number, kept));
        }
        line.clear();
        self.line = line;
        self.codes.clear();
        (self.matched, self.gone) = (false, false);
        self.number += 1;
        Ok(())
    }

    /// Adds to the line that has begun.
    fn extend(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.line.len() + bytes.len() > LONGEST && !bytes.is_empty() {
            if self.matched {
                self.write_before()?;
                let line = std::mem::take(&mut self.line);
                if self.gone {
                    self.out.write_all(&line)?;
                } else {
                    self.write(self.number, &line, ':')?;
                    self.gone = true;
                }
            } else {
                self.line.clear();
            }
            self.codes.clear();
        }
        self.line.extend_from_slice(bytes);
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
            if self.around == 0 && !self.matched && self.line.is_empty() {
                let Some(next) = findings.peek() else {
                    let tail =
                        memchr::memrchr(b'\n', &bytes[at..]).map_or(at, |feed| at + feed + 1);
                    self.number = piece.lines + piece.newlines() + 1;
                    self.extend(&bytes[tail..])?;
                    break;
                };
                let start = memchr::memrchr(b'\n', &bytes[at..next.finding.span.start]);
                at = start.map_or(at, |feed| at + feed + 1);
                self.number = next.line;
            }
            let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |feed| at + feed + 1);
            let shift = self.line.len();
            while let Some(located) = findings.next_if(|next| next.finding.span.start < end) {
                self.found += 1;
                self.matched = true;
                let span = &located.finding.span;
                self.codes.push(span.start - at + shift..span.end - at + shift);
                self.notes.meet(&located);
            }
            self.extend(&bytes[at..end])?;
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
