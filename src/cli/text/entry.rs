//! One entry in full.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::paint::{field, paragraph, shown, shown_lines, status_line};
use crate::catalog::Header;
use crate::code::{Field, Label};
use crate::lookup::Found;

/// Writes the head of an entry: code, name or title, status, catalog; then its message.
pub(crate) fn head(out: &mut impl Write, found: &Found<'_>, width: usize) -> io::Result<()> {
    let entry = found.entry;
    write!(out, "{}", shown(&entry.code).bold())?;
    if let Some(name) = entry.name.as_deref().or(entry.title.as_deref()) {
        write!(out, "  {}", shown(name).bold())?;
    }
    writeln!(out)?;
    if let Some(status) = entry.status {
        write!(out, "{}  ", status_line(status))?;
    }
    let header = found.catalog.header();
    writeln!(out, "{}", edition(header).dimmed())?;
    writeln!(out)?;
    paragraph(out, &shown_lines(&entry.message), 2, width)
}

/// The system and the edition that is catalogued: `LINE WORKS API, 2.0`.
pub(crate) fn edition(header: &Header) -> String {
    format!("{}, {}", shown(&header.title), shown(&header.edition))
}

/// Writes everything else that an entry says, a label a line, behind what is `known` of how it
/// was met.
pub(crate) fn body(
    out: &mut impl Write,
    found: &Found<'_>,
    known: Vec<(&'static str, String)>,
    width: usize,
) -> io::Result<()> {
    let entry = found.entry;
    if let Some(description) = &entry.description {
        writeln!(out)?;
        paragraph(out, &shown_lines(description), 2, width)?;
    }
    let mut fields = known;
    let mut add = |label, text: Option<&String>| {
        fields.extend(text.map(|text| (label, shown_lines(text))));
    };
    // What a part of the code or the name says already is not said again.
    let layout = &found.catalog.header().code;
    let in_code =
        |field| entry.name.is_none() && layout.parts().any(|part| part.field == Some(field));
    let in_name =
        |group: &&String| entry.name.as_ref().is_some_and(|name| name.starts_with(group.as_str()));
    add("class", entry.error_type.as_ref().filter(|_| !in_code(Field::ErrorType)));
    add("OAuth error", entry.oauth_error.as_ref());
    add("group", entry.group.as_ref().filter(|group| !in_code(Field::Group) && !in_name(group)));
    fields.extend(parts(found).into_iter().map(|text| ("part", text)));
    // A parameter without a description is seen in the message or the code already.
    for parameter in &entry.parameters {
        let optional = if parameter.optional { " (optional)" } else { "" };
        let text = parameter.description.as_ref().map(|description| {
            format!("{}{optional}: {}", shown(&parameter.name), shown_lines(description))
        });
        fields.extend(text.map(|text| ("parameter", text)));
    }
    if !entry.returned_by.is_empty() {
        fields.push(("returned by", shown_lines(&entry.returned_by.join(", "))));
    }
    fields.extend(entry.notes.iter().map(|note| ("note", shown_lines(note))));
    fields.extend(entry.advice.iter().map(|advice| ("advice", shown_lines(advice))));
    fields.extend(related(found).map(|text| ("related", text)));
    fields.extend(entry.url.as_ref().map(|url| ("see", shown(url).into_owned())));
    if fields.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let mut before = "";
    for (label, text) in &fields {
        field(out, if *label == before { "" } else { label }, text, width)?;
        before = label;
    }
    Ok(())
}

/// The parts of the code that have a label, where the name does not say the same.
fn parts(found: &Found<'_>) -> Vec<String> {
    let layout = &found.catalog.header().code;
    let Some(fields) = layout.read(&found.entry.code) else { return Vec::new() };
    if found.entry.name.is_some() {
        return Vec::new();
    }
    let labels = layout.parts().zip(&fields).enumerate().filter_map(|(at, (_, value))| {
        Some(match layout.label(&fields, at)? {
            Label::Value(text) => format!("{value}: {text}"),
            Label::Range(range) if range.from == range.to => format!("{value}: {}", range.label),
            Label::Range(range) => format!("{} to {}: {}", range.from, range.to, range.label),
        })
    });
    labels.map(|text| shown(&text).into_owned()).collect()
}

/// Other entries that say the same, or have the same code.
fn related(found: &Found<'_>) -> Option<String> {
    let entry = found.entry;
    let entries = found.catalog.entries();
    // Whatever says the same or is coded the same, in the order of the catalog.
    let kin = entries.that_may_hold([&entry.message, &entry.code]).filter(|other| {
        !std::ptr::eq(*other, entry) && (other.message == entry.message || other.code == entry.code)
    });
    let codes: Vec<String> = kin
        .map(|other| match (other.code == entry.code, other.status) {
            (true, Some(status)) => format!("{} with {status}", shown(&other.code)),
            (true, None) => format!("{} without a status", shown(&other.code)),
            (false, _) => shown(&other.code).into_owned(),
        })
        .collect();
    (!codes.is_empty()).then(|| codes.join(", "))
}
