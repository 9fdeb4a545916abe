//! Logs with their codes explained: lines that pass through, and lines with findings.

mod matching;
mod notes;
mod passing;
mod segments;

pub(crate) use matching::{Around, MatchingLines};
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
