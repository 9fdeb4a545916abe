//! Catalog files made from what teams have: tables, message files, manifests, API descriptions.
//! What cannot be taken is listed by line: nothing is lost in silence.

mod columns;
mod csv;
mod kuzzle;
mod made;
mod markdown;
mod openapi;
mod pattern;
mod po;
mod properties;
mod yaml;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use thiserror::Error;

use super::Catalogs;
use super::document::{Node, short};
use crate::entry::Entry;

/// What a catalog can be made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    /// A table with a header row, cells between commas, semicolons, tabs or bars (RFC 4180).
    Csv,
    /// Java `.properties`: the keys are the codes.
    Properties,
    /// gettext `.po`: the contexts, or else the message ids, are the codes.
    Po,
    /// The manifest of a Kuzzle plug-in with its `errors`.
    Kuzzle,
    /// An OpenAPI 3 description in JSON or YAML whose responses have example bodies.
    OpenApi,
    /// Tables of a Markdown document.
    Markdown,
}

impl ImportFormat {
    /// All there are, with the names that they are given on the command line.
    pub const ALL: &[(&str, Self)] = &[
        ("csv", Self::Csv),
        ("properties", Self::Properties),
        ("po", Self::Po),
        ("kuzzle", Self::Kuzzle),
        ("openapi", Self::OpenApi),
        ("markdown", Self::Markdown),
    ];

    /// What a file is by its name, where that is plain.
    pub fn of_file(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let end = Path::new(&name).extension()?.to_str()?;
        match end {
            "csv" | "tsv" => Some(Self::Csv),
            "properties" => Some(Self::Properties),
            "po" | "pot" => Some(Self::Po),
            "md" | "markdown" => Some(Self::Markdown),
            "json" if name == "manifest.json" => Some(Self::Kuzzle),
            "json" | "yaml" | "yml" if name.contains("openapi") || name.contains("swagger") => {
                Some(Self::OpenApi)
            }
            _ => None,
        }
    }
}

impl FromStr for ImportFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|(name, _)| *name == text);
        found.map(|(_, format)| *format).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|(name, _)| *name).collect();
            format!("expected one of {}", names.join(", "))
        })
    }
}

/// What is known of a catalog beside the file that it is made from.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The id of the catalog: small letters, digits and `-`.
    pub id: String,
    /// The name of the system; the id where absent.
    pub title: Option<String>,
    /// The edition that is catalogued.
    pub edition: Option<String>,
    /// Where the texts come from: the name of the file.
    pub source: String,
    /// What is left out at the start of every key: `com.acme.errors.`.
    pub strip: String,
    /// Which column of a table holds which field, where its header does not tell.
    pub columns: BTreeMap<String, String>,
    /// The number of a Kuzzle plug-in, from the configuration of the server.
    pub plugin_code: u8,
}

/// A catalog file, and what is not in it.
#[derive(Debug)]
pub struct Imported {
    /// The text of the file. [`check`](super::check) finds nothing wrong with it but warnings.
    pub text: String,
    /// How many entries it has.
    pub entries: usize,
    /// What could not be taken, by line.
    pub left: Vec<Left>,
}

/// Something that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The line in the file, from 1.
    pub line: usize,
    /// What stands there and why it was left.
    pub reason: String,
}

impl Left {
    fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.reason)
    }
}

/// Why a file gives no catalog.
#[derive(Debug, Error)]
pub enum ImportError {
    /// It is not what it was taken for.
    #[error("{line}: {reason}")]
    Form {
        /// The line, from 1.
        line: usize,
        /// What was expected.
        reason: String,
    },
    /// No error could be taken from it.
    #[error("no errors in it: {0}")]
    Nothing(String),
    /// The catalog would be wrong as a whole.
    #[error("the catalog would be wrong: {0}")]
    Wrong(String),
}

impl ImportError {
    fn form(line: usize, reason: impl Into<String>) -> Self {
        Self::Form { line, reason: reason.into() }
    }
}

/// An entry with the line it comes from.
#[derive(Debug)]
struct Row {
    line: usize,
    entry: Entry,
}

impl Row {
    /// An entry with all that it must have. Without a message, what else tells of the error is one.
    fn new(line: usize, mut entry: Entry, left: &mut Vec<Left>) -> Option<Self> {
        if entry.message.is_empty() {
            let told = [&mut entry.description, &mut entry.title];
            let told = told.into_iter().find_map(Option::take).or_else(|| entry.name.clone());
            entry.message = told.unwrap_or_default();
        }
        let missing = match (entry.code.as_str(), entry.message.as_str()) {
            ("", "") => "no code and no message".to_owned(),
            ("", message) => format!("no code for `{}`", short(message)),
            (code, "") => format!("no message for `{}`", short(code)),
            _ => return Some(Self { line, entry }),
        };
        left.push(Left::new(line, missing));
        None
    }
}

/// What one format gives.
#[derive(Default)]
struct Read {
    rows: Vec<Row>,
    left: Vec<Left>,
    /// How messages mark their values, where the format says so.
    placeholders: Option<&'static str>,
    /// How bodies carry the errors.
    payload: Vec<serde_json::Value>,
    /// The name and the edition of the system, where the file gives them.
    title: Option<String>,
    edition: Option<String>,
}

/// Makes a catalog file.
///
/// # Errors
/// Where the file is not of that format, or no error can be taken from it.
pub fn import(
    text: &str,
    format: ImportFormat,
    options: &ImportOptions,
    known: &Catalogs,
) -> Result<Imported, ImportError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let read = match format {
        ImportFormat::Kuzzle => return kuzzle::import(text, options, known),
        ImportFormat::Csv => csv::read(text, options)?,
        ImportFormat::Properties => properties::read(text),
        ImportFormat::Po => po::read(text),
        ImportFormat::OpenApi => openapi::read(text)?,
        ImportFormat::Markdown => markdown::read(text, options)?,
    };
    made::catalog(read, options, known)
}

/// Reads a file as JSON.
fn json(text: &str) -> Result<Node, ImportError> {
    let at = |fault: &super::document::Unreadable| Lines::of(text).number(fault.at);
    Node::read(text).map_err(|fault| ImportError::form(at(&fault), fault.message))
}

/// Where lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    /// The line of a place in bytes, from 1.
    fn number(&self, at: usize) -> usize {
        self.0.partition_point(|feed| *feed < at) + 1
    }
}
