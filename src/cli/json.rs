//! Every answer for programs. The structs here are the contract: keys are never renamed or
//! dropped; what an entry does not have is `null` or `[]`.

mod explain;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::commands::CheckedFile;
use crate::catalog::{Catalogs, Change, Origin, Patched, Severity};
use crate::decode::{self, Decoded};
use crate::export::{self, Record as Entry};
use crate::lookup::{self, Found};
use crate::search;

pub(crate) use explain::explain;

#[derive(Serialize)]
struct Lookup<'a> {
    query: &'a str,
    matches: Vec<Match<'a>>,
    suggestions: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Match<'a> {
    #[serde(flatten)]
    entry: Entry<'a>,
    via: String,
    captures: BTreeMap<&'a str, &'a str>,
}

/// The answers of `lookup`: an array, one object a query.
pub(crate) fn lookup(writer: &mut impl Write, answers: &[lookup::Answer<'_>]) -> io::Result<()> {
    let answers = answers.iter().map(|answer| Lookup {
        query: &answer.query,
        matches: answer
            .matches
            .iter()
            .map(|met| Match {
                entry: Entry::from(&met.found),
                via: met.via.to_string(),
                captures: captures(&met.captures),
            })
            .collect(),
        suggestions: answer.suggestions.iter().map(Entry::from).collect(),
    });
    write(writer, &answers.collect::<Vec<_>>())
}

/// Captured values by the name of their placeholder.
pub(crate) fn captures(captures: &[(String, String)]) -> BTreeMap<&str, &str> {
    captures.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[derive(Serialize)]
struct Decode<'a> {
    query: &'a str,
    readings: Vec<Reading<'a>>,
}

#[derive(Serialize)]
struct Reading<'a> {
    catalog: &'a str,
    via: String,
    fields: Vec<Field<'a>>,
    forms: BTreeMap<&'a str, &'a str>,
    entries: Vec<Entry<'a>>,
    neighbours: Vec<&'a str>,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct Field<'a> {
    name: &'a str,
    value: &'a str,
    label: Option<&'a str>,
}

impl<'a> From<&'a decode::Reading<'a>> for Reading<'a> {
    fn from(reading: &'a decode::Reading<'a>) -> Self {
        let fields = reading.fields.iter().map(|field| Field {
            name: &field.name,
            value: &field.value,
            label: field.label.as_deref(),
        });
        let entries = reading.entries.iter().map(|entry| Entry::new(reading.catalog.id(), entry));
        Self {
            catalog: reading.catalog.id(),
            via: reading.via.to_string(),
            fields: fields.collect(),
            forms: reading.forms.iter().map(|(form, text)| (*form, text.as_str())).collect(),
            entries: entries.collect(),
            neighbours: reading.neighbours.iter().map(|entry| entry.code.as_str()).collect(),
            note: reading.note.as_deref(),
        }
    }
}

/// The answers of `decode`: an array, one object a query.
pub(crate) fn decode(writer: &mut impl Write, decoded: &[Decoded<'_>]) -> io::Result<()> {
    let decoded = decoded.iter().map(|decoded| Decode {
        query: &decoded.query,
        readings: decoded.readings.iter().map(Reading::from).collect(),
    });
    write(writer, &decoded.collect::<Vec<_>>())
}

#[derive(Serialize)]
struct Hit<'a> {
    #[serde(flatten)]
    entry: Entry<'a>,
    score: f32,
    captures: BTreeMap<&'a str, &'a str>,
}

/// The answer of `search`: an array, best first.
pub(crate) fn search(writer: &mut impl Write, hits: &[search::Hit<'_>]) -> io::Result<()> {
    let hits = hits.iter().map(|hit| Hit {
        entry: Entry::from(&hit.found),
        score: hit.score,
        captures: hit.captures.iter().collect(),
    });
    write(writer, &hits.collect::<Vec<_>>())
}

/// The answer of `list`: an array of entries.
pub(crate) fn list(writer: &mut impl Write, entries: &[Found<'_>]) -> io::Result<()> {
    write(writer, &entries.iter().map(Entry::from).collect::<Vec<_>>())
}

#[derive(Serialize)]
struct Catalog<'a> {
    id: &'a str,
    title: &'a str,
    edition: &'a str,
    source: &'a str,
    entries: usize,
    origin: Option<String>,
    patches: Vec<Patch<'a>>,
}

/// What one file changed in a catalog.
#[derive(Default, Serialize)]
struct Patch<'a> {
    file: String,
    header: Vec<&'a str>,
    added: Vec<&'a str>,
    replaced: Vec<Replaced<'a>>,
    noted: Vec<&'a str>,
    missing: Vec<&'a str>,
}

#[derive(Serialize)]
struct Replaced<'a> {
    code: &'a str,
    field: &'a str,
}

impl<'a> From<&'a Patched> for Patch<'a> {
    fn from(patched: &'a Patched) -> Self {
        let mut patch = Self { file: patched.file.display().to_string(), ..Self::default() };
        for change in &patched.changes {
            match change {
                Change::Header { field, .. } | Change::Told { field, .. } => {
                    patch.header.push(field)
                }
                Change::Added { code } => patch.added.push(code),
                Change::Replaced { code, field } => patch.replaced.push(Replaced { code, field }),
                Change::Noted { code } => patch.noted.push(code),
                Change::Missing { code } => patch.missing.push(code),
            }
        }
        patch
    }
}

/// The answer of `catalogs`: an array.
pub(crate) fn catalogs(writer: &mut impl Write, catalogs: &Catalogs) -> io::Result<()> {
    let catalogs = catalogs.iter().map(|catalog| {
        let header = catalog.header();
        Catalog {
            id: &header.id,
            title: &header.title,
            edition: &header.edition,
            source: &header.source,
            entries: catalog.entries().len(),
            origin: match catalog.origin() {
                Origin::BuiltIn => Some("built-in".to_owned()),
                Origin::Text => None,
                Origin::File(path) => Some(path.display().to_string()),
            },
            patches: catalog.patched().iter().map(Patch::from).collect(),
        }
    });
    write(writer, &catalogs.collect::<Vec<_>>())
}

#[derive(Serialize)]
struct Checked<'a> {
    file: String,
    faults: Vec<Fault<'a>>,
}

#[derive(Serialize)]
struct Fault<'a> {
    severity: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    path: &'a str,
    message: &'a str,
}

/// The answer of `catalogs check`: an array, one object a file.
pub(crate) fn check(writer: &mut impl Write, checked: &[CheckedFile]) -> io::Result<()> {
    let checked = checked.iter().map(|checked| {
        let faults = checked.faults.iter().map(|fault| Fault {
            severity: match fault.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            line: Some(fault.line).filter(|line| *line > 0),
            column: Some(fault.column).filter(|column| *column > 0),
            path: &fault.path,
            message: &fault.message,
        });
        Checked { file: checked.file.display().to_string(), faults: faults.collect() }
    });
    write(writer, &checked.collect::<Vec<_>>())
}

#[derive(Serialize)]
struct ExportFormat<'a> {
    name: &'a str,
    about: &'a str,
    parts: Vec<ExportPart<'a>>,
}

#[derive(Serialize)]
struct ExportPart<'a> {
    name: &'a str,
    about: &'a str,
}

/// The answer of `export` without a format: an array.
pub(crate) fn export_formats(
    writer: &mut impl Write,
    formats: &[export::Format],
) -> io::Result<()> {
    let formats = formats.iter().map(|format| ExportFormat {
        name: format.name,
        about: format.about,
        parts: format
            .parts
            .iter()
            .map(|part| ExportPart { name: part.name, about: part.about })
            .collect(),
    });
    write(writer, &formats.collect::<Vec<_>>())
}

/// Writes a value and a line end.
pub(crate) fn write(writer: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(Harmless(&mut *writer), value)?;
    writeln!(writer)
}

/// Escapes what could steer a terminal: serde_json does so below U+0020, this for other controls
/// and the bidirectional overrides. They only ever stand inside strings, which serde_json writes in
/// pieces of whole characters.
pub(crate) struct Harmless<W>(pub(crate) W);

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Most of what is written is plain ASCII, and serde_json has seen to what is below U+0020.
        if bytes.iter().all(|byte| *byte < 0x7f) {
            self.0.write_all(bytes)?;
            return Ok(bytes.len());
        }
        let steering = |c: char| super::text::is_steering(c) && c != '\n';
        for chunk in bytes.utf8_chunks() {
            let mut rest = chunk.valid();
            while let Some((at, c)) = rest.char_indices().find(|&(_, c)| steering(c)) {
                self.0.write_all(&rest.as_bytes()[..at])?;
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(self.0, "\\u{unit:04x}")?;
                }
                rest = &rest[at + c.len_utf8()..];
            }
            self.0.write_all(rest.as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn strings_keep_their_meaning_and_lose_what_steers() {
        let text = "a\u{9b}b\u{202e}\u{1b}\u{e0100}\u{fc}\n";
        let mut json = Vec::new();
        write(&mut json, &text).unwrap();
        let json = String::from_utf8(json).unwrap();
        assert_eq!(json, "\"a\\u009bb\\u202e\\u001b\\udb40\\udd00\u{fc}\\n\"\n");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
