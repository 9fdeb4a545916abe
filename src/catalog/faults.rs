//! What is wrong with a file, with its place and its path.

use std::fmt;
use std::ops::Range;

use super::document::{Node, short};

/// How many faults of one file are told. A file of another kind altogether has one a line.
const MOST: usize = 1000;

/// Something wrong in a catalog file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whether the file can be used all the same.
    pub severity: Severity,
    /// The line, from 1; 0 for a file that cannot be read.
    pub line: usize,
    /// The column, from 1, in characters; 0 for a file that cannot be read.
    pub column: usize,
    /// Where in the file: `entries[3].status`. Empty for the file as a whole.
    pub path: String,
    /// What is wrong and what was expected.
    pub message: String,
}

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file can be used, but says something else than it seems to.
    Warning,
    /// The file is wrong.
    Error,
}

impl Fault {
    /// Why a file cannot be read at all.
    pub(super) fn of_file(message: String) -> Self {
        Self { severity: Severity::Error, line: 0, column: 0, path: String::new(), message }
    }
}

impl fmt::Display for Fault {
    /// `12:7: entries[3].status: …`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{}: ", self.line, self.column)?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        if self.severity == Severity::Warning {
            f.write_str("warning: ")?;
        }
        f.write_str(&self.message)
    }
}

/// A text that a file may have broken over lines, in one: a fault is one line, whatever it quotes.
fn one_line(text: String) -> String {
    if text.contains(['\n', '\r']) { text.replace('\n', "\\n").replace('\r', "\\r") } else { text }
}

/// The way from the file to a value, as a chain of borrowed steps: it costs nothing until told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Root,
    Key(&'p str),
    Item(usize),
}

impl<'p> Path<'p> {
    pub(super) fn root() -> Self {
        Self { parent: None, step: Step::Root }
    }

    pub(super) fn key(&'p self, key: &'p str) -> Self {
        Self { parent: Some(self), step: Step::Key(key) }
    }

    pub(super) fn item(&'p self, at: usize) -> Self {
        Self { parent: Some(self), step: Step::Item(at) }
    }
}

impl fmt::Display for Path<'_> {
    /// `entries[3].status`, `code.parts[0].labels["0x01"]`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_root = |path: &Path<'_>| matches!(path.step, Step::Root);
        let parent = self.parent.filter(|parent| !is_root(parent));
        if let Some(parent) = parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Item(at) => write!(f, "[{at}]"),
            Step::Key(key) => {
                let plain = key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_$-".contains(&b));
                match (plain && !key.is_empty(), parent) {
                    (true, None) => f.write_str(&short(key)),
                    (true, Some(_)) => write!(f, ".{}", short(key)),
                    (false, _) => write!(f, "[\"{}\"]", short(key)),
                }
            }
        }
    }
}

/// Gathers faults by their place in bytes.
#[derive(Debug, Default)]
pub(super) struct Faults {
    found: Vec<(usize, Severity, String, String)>,
    errors: usize,
    untold: usize,
}

impl Faults {
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether the file cannot be used.
    pub(super) fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// The value is wrong.
    pub(super) fn at(&mut self, node: &Node, path: &Path<'_>, message: String) {
        self.over(node.span.clone(), path, message);
    }

    /// What stands there is wrong.
    pub(super) fn over(&mut self, span: Range<usize>, path: &Path<'_>, message: String) {
        self.add(span.start, Severity::Error, path, message);
    }

    /// The value is not wrong, but not what it seems.
    pub(super) fn warn(&mut self, node: &Node, path: &Path<'_>, message: String) {
        self.add(node.span.start, Severity::Warning, path, message);
    }

    fn add(&mut self, at: usize, severity: Severity, path: &Path<'_>, message: String) {
        self.errors += usize::from(severity == Severity::Error);
        if self.found.len() < MOST {
            self.found.push((at, severity, path.to_string(), message));
        } else {
            self.untold += 1;
        }
    }

    /// The faults in the order of the text, each with its line and column.
    pub(super) fn told(mut self, text: &str) -> Vec<Fault> {
        self.found.sort_by_key(|fault| fault.0);
        let (mut line, mut column, mut from) = (1, 1, 0);
        let mut told: Vec<Fault> = Vec::with_capacity(self.found.len());
        for (at, severity, path, message) in self.found {
            let mut passed = text.get(from..at).unwrap_or_default();
            while let Some(feed) = passed.find('\n') {
                (line, column, passed) = (line + 1, 1, &passed[feed + 1..]);
            }
            column += passed.chars().count();
            from = at.max(from);
            let (path, message) = (one_line(path), one_line(message));
            told.push(Fault { severity, line, column, path, message });
        }
        if self.untold > 0 {
            let message = format!("and {} more faults behind the first {MOST}", self.untold);
            let path = String::new();
            told.push(Fault { severity: Severity::Error, line, column, path, message });
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::{Faults, Path};

    #[test]
    fn a_path_is_written_as_programs_write_it() {
        let root = Path::root();
        let entries = root.key("entries");
        let entry = entries.item(3);
        assert_eq!(entry.key("status").to_string(), "entries[3].status");
        assert_eq!(root.key("labels").key("0x01.2").to_string(), "labels[\"0x01.2\"]");
        assert_eq!(root.to_string(), "");
    }

    #[test]
    fn places_are_lines_and_characters_from_one() {
        let mut faults = Faults::default();
        let text = "ü\nöä x";
        faults.over(8..9, &Path::root(), "second".to_owned());
        faults.over(0..1, &Path::root(), "first".to_owned());
        let told: Vec<_> = faults.told(text).iter().map(ToString::to_string).collect();
        assert_eq!(told, ["1:1: first", "2:4: second"]);
    }
}
