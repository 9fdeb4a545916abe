//! Logs with their codes explained: lines that pass through, and lines with findings.

mod matching;
mod notes;
mod passing;
mod segments;

pub(crate) use matching::MatchingLines;
pub(crate) use passing::PassThrough;

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

const BRIGHT: &[u8] = b"\x1b[1;31m";
const PLAIN: &[u8] = b"\x1b[0m";
