//! What is made of all inputs, one after the other.

use std::io::{self, Write};

use super::super::super::ndjson;
use super::super::super::text::{MatchingLines, PassThrough};
use super::sinks::{Codes, First, Lines};
use crate::scan::Sink;

/// A sink that is told where its inputs begin and end.
pub(super) trait Answer: Sink {
    /// An input begins; `label` is what names it in the output, if anything does.
    fn begin(&mut self, label: Option<String>);

    /// It was read to its end.
    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// It could not be read to its end.
    fn break_off(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Whether further inputs would change nothing.
    fn has_enough(&self) -> bool {
        false
    }

    /// How many findings there were, of whatever is counted.
    fn found(&self) -> u64;
}

impl Answer for First<'_, '_> {
    fn begin(&mut self, _: Option<String>) {}

    fn has_enough(&self) -> bool {
        self.found > 0
    }

    fn found(&self) -> u64 {
        self.found
    }
}

impl Answer for Lines<'_, '_> {
    fn begin(&mut self, label: Option<String>) {
        (self.label, self.lines, self.last, self.read) = (label, 0, 0, false);
    }

    fn end(&mut self) -> io::Result<()> {
        self.all += self.lines;
        let label = self.label.take().map(|label| label + ":").unwrap_or_default();
        self.out.write_all(format!("{label}{}\n", self.lines).as_bytes())
    }

    /// What was read has its count; what could not be opened has none.
    fn break_off(&mut self) -> io::Result<()> {
        if self.read { self.end() } else { Ok(()) }
    }

    fn found(&self) -> u64 {
        self.all
    }
}

impl Answer for Codes<'_, '_> {
    fn begin(&mut self, label: Option<String>) {
        self.path = label;
    }

    fn found(&self) -> u64 {
        self.found
    }
}

impl<W: Write> Answer for ndjson::Findings<'_, '_, W> {
    fn begin(&mut self, label: Option<String>) {
        self.begin(label);
    }

    fn found(&self) -> u64 {
        self.found()
    }
}

impl<W: Write> Answer for ndjson::Rows<'_, '_, W> {
    fn begin(&mut self, label: Option<String>) {
        self.begin(label);
    }

    fn break_off(&mut self) -> io::Result<()> {
        self.break_off()
    }

    fn found(&self) -> u64 {
        self.found()
    }
}

impl<W: Write> Answer for MatchingLines<'_, '_, W> {
    fn begin(&mut self, label: Option<String>) {
        self.begin(label);
    }

    fn end(&mut self) -> io::Result<()> {
        self.pause()
    }

    fn break_off(&mut self) -> io::Result<()> {
        self.end_open_line()?;
        self.pause()
    }

    fn found(&self) -> u64 {
        self.found()
    }
}

impl<W: Write> Answer for PassThrough<'_, '_, W> {
    fn begin(&mut self, _: Option<String>) {
        self.begin();
    }

    fn break_off(&mut self) -> io::Result<()> {
        self.break_off()
    }

    fn found(&self) -> u64 {
        self.found()
    }
}
