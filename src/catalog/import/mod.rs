//! Catalog files made from what teams have: tables, message files, manifests, API descriptions.
//! What cannot be taken is listed by line: nothing is lost in silence.

mod columns;
mod csv;
mod kuzzle;
mod markdown;
mod openapi;
mod pattern;
mod po;
mod properties;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::Serialize;
use thiserror::Error;

use self::pattern::Pattern;
use super::document::{Node, short};
use super::{Catalogs, Placeholders, Severity, check, write};
use crate::entry::{Entry, Parameter};
use crate::template::Template;

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
    /// An OpenAPI 3 description in JSON whose responses have example bodies.
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
            "json" if name.contains("openapi") || name.contains("swagger") => Some(Self::OpenApi),
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
    /// The text of the file. [`check`] finds nothing wrong with it but warnings.
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
    catalog(read, options, known)
}

#[derive(Serialize)]
struct Head<'a> {
    id: &'a str,
    title: &'a str,
    edition: &'a str,
    source: &'a str,
    code: Pattern,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Pattern>,
    placeholders: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    payload: Vec<serde_json::Value>,
}

fn catalog(read: Read, options: &ImportOptions, known: &Catalogs) -> Result<Imported, ImportError> {
    let Read { mut rows, mut left, placeholders, payload, title, edition } = read;
    let title = options.title.clone().or(title).unwrap_or_else(|| options.id.clone());
    let edition = options.edition.clone().or(edition).unwrap_or_else(|| "as imported".to_owned());
    rows.retain_mut(|row| usable(row, options, &mut left));
    let style = placeholders.unwrap_or_else(|| style(&rows));
    for row in &mut rows {
        declare(&mut row.entry, style);
    }
    let rows = merged(rows, &mut left);
    finish(rows, left, known, |rows| {
        let literal = || rows.iter().filter(|row| !row.entry.code.contains('{'));
        let codes: Vec<&str> = literal().map(|row| row.entry.code.as_str()).collect();
        let mut code = pattern::guess(&codes);
        let fields: Vec<_> = literal()
            .map(|Row { entry, .. }| {
                let status = entry.status.map(|status| status.to_string());
                (entry.code.as_str(), [status, entry.group.clone(), entry.error_type.clone()])
            })
            .collect();
        code.name_fields(&fields);
        let names: Vec<&str> = rows.iter().filter_map(|row| row.entry.name.as_deref()).collect();
        let head = Head {
            id: &options.id,
            title: &title,
            edition: &edition,
            source: &options.source,
            code,
            name: (!names.is_empty()).then(|| pattern::guess(&names)),
            placeholders: style,
            payload: payload.clone(),
        };
        let entries: Vec<&Entry> = rows.iter().map(|row| &row.entry).collect();
        write::file(&head, &entries)
    })
}

/// Writes the file, and leaves out the entries that its check finds wrong.
fn finish(
    mut rows: Vec<Row>,
    mut left: Vec<Left>,
    known: &Catalogs,
    file: impl Fn(&[Row]) -> String,
) -> Result<Imported, ImportError> {
    loop {
        if rows.is_empty() {
            let first = left.first().map(Left::to_string);
            return Err(ImportError::Nothing(
                first.unwrap_or_else(|| "nothing looks like one".to_owned()),
            ));
        }
        let text = file(&rows);
        let faults = check(&text, known);
        let wrong = |at: usize| {
            let path = format!("entries[{at}]");
            let inside = |fault: &&super::Fault| {
                fault.severity == Severity::Error
                    && fault
                        .path
                        .strip_prefix(&path)
                        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
            };
            faults.iter().find(inside)
        };
        let errors: Vec<_> =
            faults.iter().filter(|fault| fault.severity == Severity::Error).collect();
        let Some(first) = errors.first() else {
            left.sort_by_key(|left| left.line);
            return Ok(Imported { text, entries: rows.len(), left });
        };
        let before = rows.len();
        let mut at = 0;
        rows.retain(|row| {
            let fault = wrong(at);
            at += 1;
            if let Some(fault) = fault {
                let code = short(&row.entry.code);
                left.push(Left::new(row.line, format!("`{code}`: {}", fault.message)));
            }
            fault.is_none()
        });
        if rows.len() == before {
            return Err(ImportError::Wrong(first.to_string()));
        }
    }
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

/// Brings code and name into the form that layouts can describe.
fn usable(row: &mut Row, options: &ImportOptions, left: &mut Vec<Left>) -> bool {
    let entry = &mut row.entry;
    if let Some(rest) = entry.code.strip_prefix(&options.strip).filter(|rest| !rest.is_empty()) {
        entry.code = rest.to_owned();
    }
    if entry
        .code
        .strip_prefix("0x")
        .is_some_and(|hex| hex.contains(|c: char| c.is_ascii_uppercase()))
    {
        entry.code.make_ascii_lowercase();
    }
    let places = super::check::places(&entry.code);
    if !places && !pattern::is_code(&entry.code) {
        let reason = "a code is made of letters, digits, `_` and, between them, `-`, `.`, `:`, `/`";
        left.push(Left::new(row.line, format!("`{}`: {reason}", short(&entry.code))));
        return false;
    }
    if let Some(name) = entry.name.take_if(|name| !pattern::is_code(name)) {
        // A name with blanks is a heading.
        match &entry.title {
            None => entry.title = Some(name),
            Some(_) => entry.notes.push(format!("Name: {name}")),
        }
    }
    true
}

/// How the messages mark what they are filled with, guessed from most of them.
fn style(rows: &[Row]) -> &'static str {
    let count = |style: Placeholders| {
        let marked = |row: &&Row| Template::new(&row.entry.message, style).has_values();
        rows.iter().filter(marked).count()
    };
    let (percent, braces) = (count(Placeholders::Percent), count(Placeholders::Braces));
    match (percent, braces) {
        (0, 0) => "none",
        _ if percent > braces => "percent",
        _ => "braces",
    }
}

fn placeholders(style: &str) -> Placeholders {
    match style {
        "braces" => Placeholders::Braces,
        "message-format" => Placeholders::MessageFormat,
        "percent" => Placeholders::Percent,
        _ => Placeholders::None,
    }
}

/// Declares the placeholders that stand in the texts.
fn declare(entry: &mut Entry, style: &str) {
    let code = if super::check::places(&entry.code) { entry.code.as_str() } else { "" };
    let templates = [
        Template::new(&entry.message, placeholders(style)),
        Template::new(code, Placeholders::Braces),
        Template::new(entry.template.as_deref().unwrap_or_default(), Placeholders::Braces),
    ];
    let names = templates.iter().flat_map(Template::names).map(str::to_owned);
    for name in names.collect::<Vec<_>>() {
        if !entry.parameters.iter().any(|parameter| parameter.name == name) {
            entry.parameters.push(Parameter { name, ..Parameter::default() });
        }
    }
    let mut seen = std::collections::HashSet::new();
    entry.parameters.retain(|of| !of.name.is_empty() && seen.insert(of.name.clone()));
}

/// Brings together what is said of one error in several places.
fn merged(rows: Vec<Row>, left: &mut Vec<Left>) -> Vec<Row> {
    let mut merged: Vec<Row> = Vec::new();
    let mut places: HashMap<(String, Option<u16>, String), usize> = HashMap::new();
    for row in rows {
        let key =
            (row.entry.code.to_ascii_lowercase(), row.entry.status, row.entry.message.clone());
        let Some(&first) = places.get(&key) else {
            places.insert(key, merged.len());
            merged.push(row);
            continue;
        };
        let kept = &mut merged[first];
        let more: Vec<_> = row
            .entry
            .returned_by
            .iter()
            .filter(|by| !kept.entry.returned_by.contains(by))
            .cloned()
            .collect();
        if more.is_empty() {
            let code = short(&row.entry.code);
            left.push(Left::new(
                row.line,
                format!("`{code}` with this message stands in line {} already", kept.line),
            ));
        }
        kept.entry.returned_by.extend(more);
    }
    merged
}
