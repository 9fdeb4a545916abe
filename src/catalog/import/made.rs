//! The catalog file that is made from what was read: codes brought into form, placeholders declared,
//! layouts guessed, and what its check finds wrong left out.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::super::check::places;
use super::super::document::short;
use super::pattern::{self, Pattern};
use super::{ImportError, ImportOptions, Imported, Left, Read, Row};
use crate::catalog::{Catalogs, Fault, Placeholders, Severity, check, write};
use crate::entry::{Entry, Parameter};
use crate::template::Template;

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

/// Makes a catalog of its own from what was read.
pub(super) fn catalog(
    read: Read,
    options: &ImportOptions,
    known: &Catalogs,
) -> Result<Imported, ImportError> {
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
pub(super) fn finish(
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
            let inside = |fault: &&Fault| {
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
    let places = places(&entry.code);
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
pub(super) fn declare(entry: &mut Entry, style: &str) {
    let code = if places(&entry.code) { entry.code.as_str() } else { "" };
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
    let mut seen = HashSet::new();
    entry.parameters.retain(|of| !of.name.is_empty() && seen.insert(of.name.clone()));
}

/// Brings together what is said of one error in several places.
pub(super) fn merged(rows: Vec<Row>, left: &mut Vec<Left>) -> Vec<Row> {
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
