//! The answer of `catalogs`.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::super::output::Output;
use super::paint::{field, shown, shown_lines};
use crate::catalog::Catalogs;

/// Writes every catalog with what is known of it.
pub(crate) fn catalogs(output: &mut Output, catalogs: &Catalogs) -> io::Result<()> {
    let width = output.text_width();
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
        for (at, note) in header.notes.iter().enumerate() {
            field(output, if at == 0 { "notes" } else { "" }, &shown_lines(note), width)?;
        }
    }
    Ok(())
}
