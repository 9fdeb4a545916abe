//! Where findings go that are only counted or named, and standard output itself.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;

use thiserror::Error;

use crate::scan::{Piece, Scanner, Sink};

/// Standard output cannot be written to.
#[derive(Debug, Error)]
#[error("standard output")]
pub(super) struct NotWritten(#[source] io::Error);

/// Standard output, whose faults can be told from those of an input.
#[derive(Clone)]
pub(super) struct Out(Arc<File>);

impl Out {
    pub(super) fn new(file: File) -> Self {
        Self(Arc::new(file))
    }

    fn tell<T>(result: io::Result<T>) -> io::Result<T> {
        result.map_err(|fault| match fault.kind() {
            io::ErrorKind::Interrupted => fault,
            _ => io::Error::other(NotWritten(fault)),
        })
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Self::tell((&*self.0).write(bytes))
    }

    fn write_vectored(&mut self, slices: &[io::IoSlice<'_>]) -> io::Result<usize> {
        Self::tell((&*self.0).write_vectored(slices))
    }

    fn flush(&mut self) -> io::Result<()> {
        Self::tell((&*self.0).flush())
    }
}

/// Stops at the first finding.
pub(super) struct First<'s, 'c> {
    pub(super) scanner: &'s Scanner<'c>,
    pub(super) found: u64,
}

impl Sink for First<'_, '_> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        self.found += u64::from(piece.findings(self.scanner).next().is_some());
        Ok(self.found == 0)
    }
}

/// Counts the lines with findings, of each input and of all.
pub(super) struct Lines<'s, 'c> {
    pub(super) scanner: &'s Scanner<'c>,
    pub(super) out: Out,
    pub(super) label: Option<String>,
    pub(super) lines: u64,
    pub(super) last: u64,
    pub(super) all: u64,
    /// Whether anything of the input was read.
    pub(super) read: bool,
}

impl<'s, 'c> Lines<'s, 'c> {
    pub(super) fn new(scanner: &'s Scanner<'c>, out: Out) -> Self {
        Self { scanner, out, label: None, lines: 0, last: 0, all: 0, read: false }
    }
}

impl Sink for Lines<'_, '_> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        self.read |= !piece.bytes().is_empty();
        for located in piece.findings(self.scanner) {
            self.lines += u64::from(located.line != self.last);
            self.last = located.line;
        }
        Ok(true)
    }
}

/// Prints the codes alone.
pub(super) struct Codes<'s, 'c> {
    pub(super) scanner: &'s Scanner<'c>,
    pub(super) out: Out,
    pub(super) path: Option<String>,
    pub(super) numbers: bool,
    pub(super) text: Vec<u8>,
    pub(super) found: u64,
}

impl Sink for Codes<'_, '_> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        for located in piece.findings(self.scanner) {
            self.found += 1;
            if let Some(path) = &self.path {
                self.text.extend_from_slice(path.as_bytes());
                self.text.push(b':');
            }
            if self.numbers {
                write!(self.text, "{}:", located.line)?;
            }
            self.text.extend_from_slice(located.finding.text.as_bytes());
            self.text.push(b'\n');
        }
        self.out.write_all(&self.text)?;
        self.text.clear();
        Ok(true)
    }
}
