//! Logs with their codes explained: lines that pass through, lines with findings, codes alone.

use std::collections::{HashMap, VecDeque};
use std::io::{self, IoSlice, Write};

use owo_colors::OwoColorize;

use super::paint::{shown, status_style};
use crate::catalog::Catalog;
use crate::entry::Entry;
use crate::scan::{Finding, Located, Met, Piece, Scanner, Sink};

/// How codes are explained below their lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Explain {
    /// Where none of the last lines had them.
    New,
    /// Every time.
    All,
    /// Never.
    Nothing,
}

/// After so many lines a code is explained again.
const FORGET: u64 = 100;

/// What is the same for all ways of writing lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) explain: Explain,
    pub(crate) colored: bool,
    /// Whether bytes that are no UTF-8 are replaced.
    pub(crate) utf8: bool,
    /// The columns that an explanation may take.
    pub(crate) width: usize,
}

/// Explanations, each code once for a while.
struct Notes {
    style: Style,
    last: HashMap<(String, String), u64>,
}

impl Notes {
    fn new(style: Style) -> Self {
        Self { style, last: HashMap::new() }
    }

    /// The explanation of a finding, where it is due.
    fn note(&mut self, located: &Located<'_>) -> Option<String> {
        let finding = &located.finding;
        match self.style.explain {
            Explain::Nothing => return None,
            Explain::All => {}
            Explain::New => {
                // A log of nothing but made-up codes must not fill the memory.
                if self.last.len() > 10_000 {
                    self.last.clear();
                }
                // A message is the same whatever it was filled with.
                let what = match finding.met {
                    Met::Code => finding.text.clone(),
                    Met::Message => finding.code.clone().into_owned(),
                };
                let key = (finding.catalog.id().to_owned(), what);
                let before = self.last.insert(key, located.line);
                if before.is_some_and(|line| line + FORGET > located.line) {
                    return None;
                }
            }
        }
        let text = explanation(finding, self.style.width);
        Some(if self.style.colored {
            text
        } else {
            anstream::adapter::strip_str(&text).to_string()
        })
    }
}

/// What a finding means, in one indented line, in color.
fn explanation(finding: &Finding<'_>, width: usize) -> String {
    let mut line = String::from("    ");
    let mut statuses: Vec<u16> = finding.entries.iter().filter_map(|entry| entry.status).collect();
    statuses.dedup();
    for (at, status) in statuses.iter().enumerate() {
        let gap = if at == 0 { "" } else { "/" };
        line += &format!("{gap}{}", status.style(status_style(*status)));
    }
    let gap = if statuses.is_empty() { "" } else { " " };
    line += &format!("{gap}{}", finding.catalog.id().dimmed());
    // What was met is not always the code, so it is named.
    match (finding.met, &finding.equals[..]) {
        (Met::Code, _) => {}
        (Met::Message, []) => line += &format!(" {}:", finding.code),
        (Met::Message, equals) => line += &format!(" {}:", one_of(equals)),
    }
    let message = match &finding.entries[..] {
        [] => format!("{} is well-formed, but not listed", finding.text),
        [entry] => first_line(&entry.message).to_owned(),
        entries => {
            let mut messages: Vec<_> = entries.iter().map(|e| first_line(&e.message)).collect();
            messages.dedup();
            messages.join(" / ")
        }
    };
    let message = match finding.met {
        Met::Code => message,
        Met::Message => first_line(finding.message().unwrap_or_default()).to_owned(),
    };
    let values = finding.captures.iter().map(|(name, value)| format!(" {name}={}", shown(value)));
    let text = format!(" {}{}", shown(&message), values.collect::<String>());
    let room =
        width.saturating_sub(anstream::adapter::strip_str(&line).to_string().chars().count());
    match text.char_indices().nth(room.max(20)) {
        Some((end, _)) => line += &format!("{}…", &text[..end]),
        None => line += &text,
    }
    line.push('\n');
    line
}

/// The codes that a message may stand for, as far as they are not too many: `A or B`.
fn one_of(equals: &[(&Catalog, &Entry)]) -> String {
    let first = equals[0].0.id();
    let names = equals.iter().map(|(catalog, entry)| match catalog.id() {
        id if id == first => entry.code.clone(),
        id => format!("{id} {}", entry.code),
    });
    let mut names: Vec<_> = names.collect();
    names.dedup();
    let more = names.len().saturating_sub(3);
    if more > 1 {
        names.truncate(3);
        return format!("{} or {more} more", names.join(", "));
    }
    let last = names.pop().unwrap_or_default();
    if names.is_empty() { last } else { format!("{} or {last}", names.join(", ")) }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Parts of a piece and text of our own, to be written in one go.
#[derive(Default)]
struct Segments<'p> {
    own: Vec<u8>,
    list: Vec<Segment<'p>>,
}

enum Segment<'p> {
    Piece(&'p [u8]),
    Own(usize, usize),
}

/// Parts of a piece shorter than this are copied: that is cheaper than to write them apart.
const SHORT: usize = 8 << 10;

impl<'p> Segments<'p> {
    fn piece(&mut self, bytes: &'p [u8]) {
        if bytes.len() < SHORT {
            self.own(bytes);
        } else {
            self.list.push(Segment::Piece(bytes));
        }
    }

    fn own(&mut self, bytes: &[u8]) {
        let start = self.own.len();
        self.own.extend_from_slice(bytes);
        match self.list.last_mut() {
            Some(Segment::Own(_, end)) => *end = self.own.len(),
            _ => self.list.push(Segment::Own(start, self.own.len())),
        }
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let slice = |segment: &Segment<'p>| match *segment {
            Segment::Piece(bytes) => bytes,
            Segment::Own(start, end) => &self.own[start..end],
        };
        let slices = self.list.iter().map(|segment| IoSlice::new(slice(segment)));
        let mut slices: Vec<_> = slices.filter(|slice| !slice.is_empty()).collect();
        let mut left = &mut slices[..];
        while !left.is_empty() {
            match out.write_vectored(left) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => IoSlice::advance_slices(&mut left, written),
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }
}

const BRIGHT: &[u8] = b"\x1b[1;31m";
const PLAIN: &[u8] = b"\x1b[0m";

/// All lines, byte for byte, with explanations below those that have codes.
pub(crate) struct PassThrough<'s, 'c, W> {
    scanner: &'s Scanner<'c>,
    out: W,
    notes: Notes,
    /// Explanations that are due at the end of the line.
    due: Vec<String>,
    /// Bytes of the next piece that are written already.
    ahead: usize,
    /// Bytes of a character that the piece before has cut.
    cut: Vec<u8>,
    found: u64,
}

impl<'s, 'c, W: Write> PassThrough<'s, 'c, W> {
    pub(crate) fn new(scanner: &'s Scanner<'c>, out: W, style: Style) -> Self {
        let notes = Notes::new(style);
        Self { scanner, out, notes, due: Vec::new(), ahead: 0, cut: Vec::new(), found: 0 }
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
        if self.due.is_empty() {
            segments.piece(&bytes[at..to]);
            return to;
        }
        let Some(feed) = memchr::memchr(b'\n', &bytes[at..to]) else {
            segments.piece(&bytes[at..to]);
            return to;
        };
        segments.piece(&bytes[at..=at + feed]);
        for note in self.due.drain(..) {
            segments.own(note.as_bytes());
        }
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
            if self.notes.style.colored {
                self.pass(&mut segments, bytes, at, span.start.max(at));
                segments.own(BRIGHT);
                segments.own(piece.met(&located.finding));
                segments.own(PLAIN);
                self.ahead = span.end.saturating_sub(bytes.len());
                at = span.end.min(bytes.len());
            } else {
                at = self.pass(&mut segments, bytes, at, span.start.max(at));
            }
            if let Some(note) = self.notes.note(&located)
                && !self.due.contains(&note)
            {
                self.due.push(note);
            }
        }
        self.pass(&mut segments, bytes, at, bytes.len());
        if piece.last && !self.due.is_empty() {
            if bytes.last() != Some(&b'\n') {
                segments.own(b"\n");
            }
            for note in self.due.drain(..) {
                segments.own(note.as_bytes());
            }
        }
        if self.notes.style.utf8 {
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

/// Up to where a text does not end within a character.
fn whole_characters(text: &[u8]) -> usize {
    let tail = text.len().saturating_sub(3);
    let lead = text[tail..].iter().rposition(|byte| *byte >= 0xc0);
    match lead.map(|at| tail + at) {
        Some(at) => {
            let length = match text[at] {
                0xf0.. => 4,
                0xe0.. => 3,
                _ => 2,
            };
            if text.len() - at < length { at } else { text.len() }
        }
        None => text.len(),
    }
}

/// Lines with findings, and those around them.
pub(crate) struct MatchingLines<'s, 'c, W> {
    scanner: &'s Scanner<'c>,
    out: W,
    notes: Notes,
    around: usize,
    numbers: bool,
    path: Option<String>,
    /// The line that has begun, or its beginning where it is very long.
    line: Vec<u8>,
    /// Explanations and places of codes in it.
    due: Vec<String>,
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
            around,
            numbers,
            path: None,
            line: Vec::new(),
            due: Vec::new(),
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
        self.before.clear();
        (self.after, self.written, self.number) = (0, 0, 1);
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
        if self.notes.style.utf8 {
            return self.out.write_all(String::from_utf8_lossy(bytes).as_bytes());
        }
        self.out.write_all(bytes)
    }

    /// Ends the line that has begun, with or without a line feed.
    fn end_line(&mut self) -> io::Result<()> {
        let mut line = std::mem::take(&mut self.line);
        if self.matched {
            for (number, line) in std::mem::take(&mut self.before) {
                if number > self.written {
                    self.write(number, &line, '-')?;
                }
            }
            if self.notes.style.colored && !self.gone {
                for code in self.codes.drain(..).rev() {
                    if code.end <= line.len() {
                        line.splice(code.end..code.end, PLAIN.iter().copied());
                        line.splice(code.start..code.start, BRIGHT.iter().copied());
                    }
                }
            }
            if self.gone {
                self.out.write_all(&line)?;
            } else {
                self.write(self.number, &line, ':')?;
            }
            if !line.ends_with(b"\n") {
                self.out.write_all(b"\n")?;
            }
            for note in std::mem::take(&mut self.due) {
                self.out.write_all(note.as_bytes())?;
            }
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
            // So many long lines would be too much to keep.
            line.truncate(LONGEST / self.around.max(1));
            if !line.ends_with(b"\n") {
                line.push(b'\n');
            }
            self.before.push_back((self.number, line));
            line = Vec::new();
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
                if let Some(note) = self.notes.note(&located)
                    && !self.due.contains(&note)
                {
                    self.due.push(note);
                }
            }
            self.extend(&bytes[at..end])?;
            if bytes[..end].ends_with(b"\n") {
                self.end_line()?;
            }
            at = end;
        }
        if piece.last && !self.line.is_empty() {
            self.end_line()?;
        }
        Ok(true)
    }

    fn pause(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
