//! Findings for programs, one JSON object a line, and summaries. The structs are the contract:
//! keys are never renamed or dropped.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::json::Harmless;
use crate::scan::{self, CodeSummary, Located, Met, Piece, Place, Scanner, Sink, Summary, Times};

#[derive(Serialize)]
struct Finding<'a> {
    path: Option<&'a str>,
    line: Option<u64>,
    column: Option<u64>,
    offset: Option<u64>,
    text: &'a str,
    catalog: Option<&'a str>,
    code: Option<&'a str>,
    known: bool,
    confidence: &'a str,
    status: Option<u16>,
    message: Option<&'a str>,
    captures: BTreeMap<&'a str, &'a str>,
    /// What was met: `code` or `message`.
    by: &'static str,
    /// Codes that have the same message: which of them it was cannot be told.
    equals: Vec<Equal<'a>>,
}

#[derive(Serialize)]
struct Equal<'a> {
    catalog: &'a str,
    code: &'a str,
    status: Option<u16>,
}

impl<'a> Finding<'a> {
    fn new(path: Option<&'a str>, located: &'a Located<'_>, numbers: bool) -> Self {
        let finding: &scan::Finding<'_> = &located.finding;
        let equals = || finding.equals.iter();
        let one_catalog = equals().all(|(catalog, _)| catalog.id() == finding.catalog.id());
        Self {
            path,
            line: numbers.then_some(located.line),
            column: numbers.then_some(located.column),
            offset: numbers.then_some(located.offset),
            text: &finding.text,
            catalog: one_catalog.then(|| finding.catalog.id()),
            code: finding.equals.is_empty().then_some(&*finding.code),
            known: finding.known(),
            confidence: finding.confidence.word(),
            status: finding.status(),
            message: finding.message(),
            captures: finding.captures.iter().map(|(name, value)| (&**name, &**value)).collect(),
            by: match finding.met {
                Met::Code => "code",
                Met::Message => "message",
            },
            equals: equals()
                .map(|(catalog, entry)| Equal {
                    catalog: catalog.id(),
                    code: &entry.code,
                    status: entry.status,
                })
                .collect(),
        }
    }
}

/// Findings, one object a line.
pub(crate) struct Findings<'s, 'c, W> {
    scanner: &'s Scanner<'c>,
    out: W,
    path: Option<String>,
    numbers: bool,
    /// Lines that are written in one go.
    text: Vec<u8>,
    found: u64,
}

impl<'s, 'c, W: Write> Findings<'s, 'c, W> {
    pub(crate) fn new(scanner: &'s Scanner<'c>, out: W, numbers: bool) -> Self {
        Self { scanner, out, path: None, numbers, text: Vec::new(), found: 0 }
    }

    pub(crate) fn begin(&mut self, path: Option<String>) {
        self.path = path;
    }

    pub(crate) fn found(&self) -> u64 {
        self.found
    }
}

impl<W: Write> Sink for Findings<'_, '_, W> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        for located in piece.findings(self.scanner) {
            self.found += 1;
            let row = Finding::new(self.path.as_deref(), &located, self.numbers);
            serde_json::to_writer(Harmless(&mut self.text), &row)?;
            self.text.push(b'\n');
        }
        self.out.write_all(&self.text)?;
        self.text.clear();
        Ok(true)
    }
}

/// One array for each line that was read.
pub(crate) struct Rows<'s, 'c, W> {
    scanner: &'s Scanner<'c>,
    out: W,
    path: Option<String>,
    numbers: bool,
    text: Vec<u8>,
    /// How many findings of the line that has begun are written.
    open: u64,
    found: u64,
}

impl<'s, 'c, W: Write> Rows<'s, 'c, W> {
    pub(crate) fn new(scanner: &'s Scanner<'c>, out: W, numbers: bool) -> Self {
        Self { scanner, out, path: None, numbers, text: Vec::new(), open: 0, found: 0 }
    }

    pub(crate) fn begin(&mut self, path: Option<String>) {
        self.path = path;
    }

    pub(crate) fn found(&self) -> u64 {
        self.found
    }

    /// Ends the row of a line that will not come to its end.
    pub(crate) fn break_off(&mut self) -> io::Result<()> {
        if self.open > 0 {
            self.end_lines(1);
            self.out.write_all(&self.text)?;
            self.text.clear();
        }
        Ok(())
    }

    fn end_lines(&mut self, lines: usize) {
        for _ in 0..lines {
            self.text.extend_from_slice(if self.open == 0 { b"[]\n" } else { b"]\n" });
            self.open = 0;
        }
    }
}

impl<W: Write> Sink for Rows<'_, '_, W> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        let bytes = piece.bytes();
        let feeds = |part: &[u8]| memchr::memchr_iter(b'\n', part).count();
        let mut at = 0;
        for located in piece.findings(self.scanner) {
            let start = located.finding.span.start;
            self.end_lines(feeds(&bytes[at..start]));
            at = start;
            self.text.push(if self.open == 0 { b'[' } else { b',' });
            self.open += 1;
            self.found += 1;
            let row = Finding::new(self.path.as_deref(), &located, self.numbers);
            serde_json::to_writer(Harmless(&mut self.text), &row)?;
        }
        self.end_lines(feeds(&bytes[at..]));
        if piece.ends_open() {
            self.end_lines(1);
        }
        self.out.write_all(&self.text)?;
        self.text.clear();
        Ok(true)
    }
}

/// A summary, written and read again.
#[derive(Serialize, Deserialize)]
#[serde(expecting = "a summary")]
struct SummaryRow {
    lines: u64,
    bytes: u64,
    findings: u64,
    codes: Vec<CodeRow>,
    times: TimesRow,
}

#[derive(Serialize, Deserialize)]
#[serde(expecting = "a code of a summary")]
struct CodeRow {
    catalog: String,
    code: String,
    known: bool,
    status: Option<u16>,
    message: Option<String>,
    count: u64,
    first: PlaceRow,
    last: PlaceRow,
}

#[derive(Serialize, Deserialize)]
#[serde(expecting = "a place of a summary")]
struct PlaceRow {
    path: Option<String>,
    line: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(expecting = "the times of a summary")]
struct TimesRow {
    /// The length of a bucket.
    minutes: i64,
    buckets: Vec<BucketRow>,
}

#[derive(Serialize, Deserialize)]
#[serde(expecting = "a stretch of time of a summary")]
struct BucketRow {
    start: String,
    count: u64,
}

impl From<&Place> for PlaceRow {
    fn from(place: &Place) -> Self {
        Self { path: place.path.clone(), line: place.line }
    }
}

impl From<PlaceRow> for Place {
    fn from(row: PlaceRow) -> Self {
        Self { path: row.path, line: row.line }
    }
}

/// Writes a summary as one object.
pub(crate) fn summary(out: &mut impl Write, summary: &Summary) -> io::Result<()> {
    let code = |code: &CodeSummary| CodeRow {
        catalog: code.catalog.clone(),
        code: code.code.clone(),
        known: code.known,
        status: code.status,
        message: code.message.clone(),
        count: code.count,
        first: (&code.first).into(),
        last: (&code.last).into(),
    };
    let buckets = summary.times.buckets().map(|(start, count)| BucketRow { start, count });
    let row = SummaryRow {
        lines: summary.lines,
        bytes: summary.bytes,
        findings: summary.findings,
        codes: summary.codes.iter().map(code).collect(),
        times: TimesRow { minutes: summary.times.minutes(), buckets: buckets.collect() },
    };
    serde_json::to_writer_pretty(Harmless(&mut *out), &row)?;
    writeln!(out)
}

/// Reads summaries, one behind the other: what a command wrote, or what several did into one file.
pub(crate) fn read_summaries(
    input: impl Read,
) -> impl Iterator<Item = Result<Summary, serde_json::Error>> {
    let rows = serde_json::Deserializer::from_reader(input).into_iter::<SummaryRow>();
    rows.map(|row| row.map(Summary::from))
}

impl From<SummaryRow> for Summary {
    fn from(row: SummaryRow) -> Self {
        let code = |row: CodeRow| CodeSummary {
            catalog: row.catalog,
            code: row.code,
            known: row.known,
            status: row.status,
            message: row.message,
            count: row.count,
            first: row.first.into(),
            last: row.last.into(),
        };
        let buckets = row.times.buckets.iter().map(|bucket| (bucket.start.as_str(), bucket.count));
        Self {
            lines: row.lines,
            bytes: row.bytes,
            findings: row.findings,
            times: Times::from_buckets(row.times.minutes, buckets),
            codes: row.codes.into_iter().map(code).collect(),
        }
    }
}
