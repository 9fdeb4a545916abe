//! The answers of `catalogs` and `catalogs check`.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::super::commands::CheckedFile;
use super::super::output::Output;
use super::paint::{field, shown, shown_lines};
use crate::catalog::{Catalogs, Change, Origin, Patched, Severity};

/// How many codes a list of changes shows.
const CODES: usize = 12;

/// Writes every catalog with what is known of it, where it comes from and what changes it.
pub(crate) fn catalogs(output: &mut Output, catalogs: &Catalogs) -> io::Result<()> {
    let width = output.text_width();
    // Notes are for those who ask for one catalog: of all of them they would hide the rest.
    let asked = catalogs.iter().count() == 1;
    for (at, catalog) in catalogs.iter().enumerate() {
        if at > 0 {
            writeln!(output)?;
        }
        let header = catalog.header();
        writeln!(output, "{}  {}", shown(&header.id).bold(), shown(&header.title))?;
        field(output, "edition", &shown(&header.edition), width)?;
        field(output, "source", &shown(&header.source), width)?;
        field(output, "codes", &shown(header.code.pattern()), width)?;
        if let Some(name) = &header.name {
            field(output, "names", &shown(name.pattern()), width)?;
        }
        field(output, "entries", &catalog.entries().len().to_string(), width)?;
        if let Origin::File(path) = catalog.origin() {
            field(output, "file", &shown(&path.display().to_string()), width)?;
        }
        for patched in catalog.patched() {
            let lines = [vec![patched.file.display().to_string()], changes(patched)].concat();
            let lines: Vec<_> = lines.iter().map(|line| shown(line)).collect();
            field(output, "changed by", &lines.join("\n"), width)?;
        }
        for (at, note) in header.background().notes.iter().filter(|_| asked).enumerate() {
            field(output, if at == 0 { "notes" } else { "" }, &shown_lines(note), width)?;
        }
    }
    Ok(())
}

/// What a file changed, a line a kind of change.
fn changes(patched: &Patched) -> Vec<String> {
    let (mut lines, mut added, mut noted, mut missing) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut replaced = Vec::new();
    for change in &patched.changes {
        match change {
            Change::Header { field, before } => lines.push(format!("{field}: was {before}")),
            Change::Told { field, count } => lines.push(format!("{count} more {field}")),
            Change::Added { code } => added.push(code.clone()),
            Change::Replaced { code, field } => replaced.push(format!("{field} of {code}")),
            Change::Noted { code } => noted.push(code.clone()),
            Change::Missing { code } => missing.push(code.clone()),
        }
    }
    let kinds = [
        ("adds", added),
        ("overrides", replaced),
        ("has more notes on", noted),
        ("not in this catalog, and without a message:", missing),
    ];
    for (words, codes) in kinds.into_iter().filter(|(_, codes)| !codes.is_empty()) {
        let more = codes.len().saturating_sub(CODES);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        lines.push(format!("{words} {}{rest}", codes[..codes.len() - more].join(", ")));
    }
    lines
}

/// Writes every fault with its place, or that there is none.
pub(crate) fn check(output: &mut Output, checked: &[CheckedFile]) -> io::Result<()> {
    for file in checked {
        let name = file.file.display().to_string();
        for fault in &file.faults {
            let told = fault.to_string();
            let colon = if fault.line > 0 { "" } else { " " };
            let line = format!("{name}:{colon}{told}");
            match fault.severity {
                Severity::Error => writeln!(output, "{}", shown(&line).red())?,
                Severity::Warning => writeln!(output, "{}", shown(&line).yellow())?,
            }
        }
        if file.count(Severity::Error) == 0 {
            writeln!(output, "{}: nothing is wrong", shown(&name))?;
        }
    }
    Ok(())
}
