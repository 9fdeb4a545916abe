//! The formats of `export`, for people.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use crate::export::Format;

/// One line a format, with the files of those that have several.
pub(crate) fn export_formats(writer: &mut impl Write, formats: &[Format]) -> io::Result<()> {
    let widest = formats.iter().map(|format| format.name.len()).max().unwrap_or_default();
    for format in formats {
        writeln!(writer, "{:widest$}  {}", format.name.bold(), format.about)?;
        if let [_, _, ..] = format.parts {
            let names: Vec<_> = format.parts.iter().map(|part| part.name).collect();
            writeln!(writer, "{:widest$}  {}", "", names.join(", ").dimmed())?;
        }
    }
    Ok(())
}
