//! The formats of `export`, for people.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use crate::export::Format;

/// An entry a format, with the files of those that have several.
pub(crate) fn export_formats(
    out: &mut impl Write,
    formats: &[Format],
    width: usize,
) -> io::Result<()> {
    let widest = formats.iter().map(|format| format.name.len()).max().unwrap_or_default();
    let narrow = width < 2 * widest + 18;
    let indent = if narrow { 2 } else { widest + 2 };
    let room = width.saturating_sub(indent).max(1);
    for format in formats {
        let mut about = textwrap::wrap(format.about, room).into_iter();
        if narrow {
            writeln!(out, "{}", format.name.bold())?;
        } else {
            let first = about.next().unwrap_or_default();
            writeln!(out, "{:widest$}  {first}", format.name.bold())?;
        }
        for line in about {
            writeln!(out, "{:indent$}{line}", "")?;
        }
        if let [_, _, ..] = format.parts {
            let names: Vec<_> = format.parts.iter().map(|part| part.name).collect();
            for line in textwrap::wrap(&names.join(", "), room) {
                writeln!(out, "{:indent$}{}", "", line.dimmed())?;
            }
        }
    }
    Ok(())
}
