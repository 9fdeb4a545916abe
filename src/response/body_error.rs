//! An error that a body carries, and whose it is.

use std::fmt;

use super::formats::Format;
use crate::catalog::Catalog;
use crate::entry::Entry;

/// An error that a body carries.
#[derive(Debug, Clone)]
pub struct BodyError<'c> {
    /// Whose error it is.
    pub source: Source<'c>,
    /// The code in the catalog's own spelling; the name or title where a format has no codes.
    pub code: String,
    /// The name that the payload gives.
    pub name: Option<String>,
    /// The entries it can be: one mostly, several where status and message do not tell, none where
    /// the code is well-formed, but not listed.
    pub entries: Vec<&'c Entry>,
    /// The values that came with it, by the names of their places.
    pub captures: Vec<(String, String)>,
    /// The HTTP status that the payload itself gives.
    pub status: Option<u16>,
    /// The text that the payload gives, at most 2000 bytes.
    pub message: Option<String>,
    /// Where in the body it stands: `error`, `errors[2]`; empty for the whole body or a text.
    pub path: String,
    /// What a format says the code means.
    pub meaning: Option<String>,
    /// What a format says to do.
    pub next_steps: Vec<String>,
    /// Contradictions, and what else is known.
    pub notes: Vec<String>,
}

/// Whose error it is.
#[derive(Clone, Copy)]
pub enum Source<'c> {
    /// A system's.
    Catalog(&'c Catalog),
    /// A format's that many systems share.
    Format(&'static Format),
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Source<'_> {
    /// The short name: `kuzzle`, `oauth`.
    pub fn id(&self) -> &str {
        match self {
            Self::Catalog(catalog) => catalog.id(),
            Self::Format(format) => &format.id,
        }
    }

    /// The name.
    pub fn title(&self) -> &str {
        match self {
            Self::Catalog(catalog) => &catalog.header().title,
            Self::Format(format) => &format.title,
        }
    }
}

impl BodyError<'_> {
    pub(crate) fn new(source: Source<'_>) -> BodyError<'_> {
        BodyError {
            source,
            code: String::new(),
            name: None,
            entries: Vec::new(),
            captures: Vec::new(),
            status: None,
            message: None,
            path: String::new(),
            meaning: None,
            next_steps: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Whether a catalog or format lists the code.
    pub fn is_known(&self) -> bool {
        !self.entries.is_empty() || self.meaning.is_some()
    }
}
