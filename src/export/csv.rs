//! `csv`, and the quoting that every CSV file here shares (RFC 4180, with line feeds).

use std::borrow::Cow;
use std::io::{self, Write};

use super::plain::one_line;
use super::{Format, Part, Selection};
use crate::entry::Entry;

pub(super) const FORMAT: Format = Format {
    name: "csv",
    about: "a table with a header row, one row an entry",
    parts: &[Part { name: "errcode.csv", about: "one row an entry", write }],
};

const COLUMNS: &[&str] = &[
    "catalog",
    "code",
    "name",
    "title",
    "status",
    "message",
    "description",
    "group",
    "error_type",
    "oauth_error",
    "parameters",
    "returned_by",
    "url",
    "notes",
    "advice",
];

/// A code that has several entries has several rows. Lists are joined by `; `.
fn write(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    row(out, COLUMNS)?;
    for found in selection.entries() {
        let entry = found.entry;
        let text = |text: &str| inert(text).into_owned();
        let optional = |it: &Option<String>| it.as_deref().map(text).unwrap_or_default();
        let status = entry.status.map(|status| status.to_string());
        row(
            out,
            &[
                found.catalog.id().to_owned(),
                text(&entry.code),
                optional(&entry.name),
                optional(&entry.title),
                status.unwrap_or_default(),
                text(&entry.message),
                optional(&entry.description),
                optional(&entry.group),
                optional(&entry.error_type),
                optional(&entry.oauth_error),
                text(&parameters(entry)),
                text(&entry.returned_by.join("; ")),
                optional(&entry.url),
                text(&entry.notes.join("; ")),
                text(&entry.advice.join("; ")),
            ],
        )?;
    }
    Ok(())
}

/// A text that no spreadsheet takes for a formula: an apostrophe in front makes it one, as typing
/// it would. Only this table is meant to be opened in a spreadsheet; it is read back without.
fn inert(text: &str) -> Cow<'_, str> {
    if text.trim_start().starts_with(FORMULA) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What a formula begins with.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

fn parameters(entry: &Entry) -> String {
    let parameters = entry.parameters.iter().map(|parameter| match &parameter.description {
        Some(description) => format!("{}: {description}", parameter.name),
        None => parameter.name.clone(),
    });
    parameters.collect::<Vec<_>>().join("; ")
}

/// Writes one row. Every field is brought onto one line, as several loaders read line by line.
pub(super) fn row(out: &mut dyn Write, fields: &[impl AsRef<str>]) -> io::Result<()> {
    let fields: Vec<_> = fields.iter().map(|field| quoted(field.as_ref())).collect();
    writeln!(out, "{}", fields.join(","))
}

fn quoted(field: &str) -> Cow<'_, str> {
    let line = one_line(field);
    let outer_space = line.starts_with(' ') || line.ends_with(' ');
    if !outer_space && !line.contains([',', '"', ';', '\'', '#', '\\']) {
        return line;
    }
    Cow::Owned(format!("\"{}\"", line.replace('"', "\"\"")))
}

/// Reads a CSV file of ours back, for tests.
#[cfg(test)]
pub(super) fn read(text: &str) -> Vec<Vec<String>> {
    let line = |line: &str| {
        let mut fields = vec![String::new()];
        let mut quoted = false;
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            let field = fields.last_mut().unwrap();
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    field.push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                c => field.push(c),
            }
        }
        assert!(!quoted, "{line}");
        fields
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hostile, written};
    use super::{COLUMNS, read};
    use crate::catalog::Catalogs;

    #[test]
    fn every_entry_is_a_row_of_as_many_fields() {
        let rows = read(&written(&Catalogs::embedded(), "csv", 0));
        assert_eq!(rows.len(), 1 + 646);
        for row in rows {
            assert_eq!(row.len(), COLUMNS.len(), "{row:?}");
        }
    }

    #[test]
    fn advice_of_ones_own_stands_in_the_last_column() {
        let rows = read(&written(&hostile(), "csv", 0));
        let row = rows.iter().find(|row| row[1] == "H-1").unwrap();
        assert_eq!(row.last().unwrap(), "Ask *ops*; <b>wait</b>");
    }

    #[test]
    fn quotes_and_line_breaks_stay_inside_their_field() {
        let rows = read(&written(&hostile(), "csv", 0));
        let row = rows.iter().find(|row| row[1] == "H-2").unwrap();
        assert_eq!(row[5], "a, \"b\" 'c' | `d` \\ $e %{f} ${g} {{h}} [[i]] ]]");
        assert_eq!(row[6], "one two three tab\u{fffd}[31m\u{fffd}");
    }

    #[test]
    fn no_cell_is_a_formula_where_a_spreadsheet_opens_it() {
        let rows = read(&written(&hostile(), "csv", 0));
        let row = rows.iter().find(|row| row[1] == "H-3").unwrap();
        assert_eq!(row[5], "'=1+1");
        // Notes that are joined begin with the first.
        assert_eq!(row[13], "*x* _y_ [z](javascript:alert(1)); --");
        // What loads the other tables takes texts as they are.
        let splunk = read(&written(&hostile(), "splunk", 0));
        assert!(splunk.iter().flatten().any(|cell| cell.starts_with("=1+1")));
    }
}
