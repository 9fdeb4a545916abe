//! Entries as a compact table.

use std::io::{self, Write};

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use owo_colors::OwoColorize;
use textwrap::core::display_width;

use super::super::output::Output;
use super::entry::edition;
use super::marks::{Mark, colored};
use super::paint::shown;
use crate::lookup::Found;

/// A row of a table of entries.
pub(crate) struct Row<'a> {
    /// The entry.
    pub(crate) found: Found<'a>,
    /// Its name, or as much of it as the table's title does not say.
    pub(crate) name: Option<&'a str>,
    /// Why it is in the table, where that differs from row to row.
    pub(crate) why: Option<String>,
    /// The words of the entry that were searched for, in small letters.
    pub(crate) matched: &'a [String],
    /// What stands below the message.
    pub(crate) below: Option<String>,
}

impl<'a> Row<'a> {
    /// A row that shows the whole name and no reason.
    pub(crate) fn new(found: Found<'a>) -> Self {
        Self { found, name: found.entry.name.as_deref(), why: None, matched: &[], below: None }
    }
}

/// Writes all entries as a table, and how many there are.
pub(crate) fn list(output: &mut Output, entries: &[Found<'_>]) -> io::Result<()> {
    let width = output.width;
    for (at, of_one) in entries.chunk_by(|a, b| a.catalog.id() == b.catalog.id()).enumerate() {
        if at > 0 {
            writeln!(output)?;
        }
        let rows: Vec<_> = of_one.iter().map(|&found| Row::new(found)).collect();
        caption(output, &rows)?;
        table(output, &rows, width)?;
    }
    let noun = if entries.len() == 1 { "entry" } else { "entries" };
    writeln!(output, "\n{} {noun}", entries.len())
}

/// Says that there is no entry, and which groups may have been meant.
pub(crate) fn no_entry(output: &mut Output, groups: &[&str]) -> io::Result<()> {
    let names: Vec<_> = groups.iter().map(|group| format!("`{}`", shown(group))).collect();
    let meant = match names.len() {
        0 => String::new(),
        1 => format!(". There is a group {}", names[0]),
        _ => format!(". There are groups {}", names.join(", ")),
    };
    super::paint::paragraph(output, &format!("no entry matches{meant}"), 0, output.text_width())
}

/// Writes whose entries the rows are, where they are all of one catalog.
pub(crate) fn caption(out: &mut impl Write, rows: &[Row<'_>]) -> io::Result<()> {
    match rows {
        [first, ..] if !of_several(rows) => {
            writeln!(out, "{}", edition(first.found.catalog.header()).dimmed())
        }
        _ => Ok(()),
    }
}

fn of_several(rows: &[Row<'_>]) -> bool {
    rows.iter().any(|row| row.found.catalog.id() != rows[0].found.catalog.id())
}

/// The width below which there is no room for columns.
const NARROWEST_TABLE: usize = 40;
/// The widths below which columns are left out, so that the message keeps room.
const WIDTH_FOR_CATALOG: usize = 100;
const WIDTH_FOR_NAME: usize = 120;

/// Writes entries as a table of at most `width` columns. Where they are of several catalogs, each
/// row says of which: in a column, or below the code where that takes too much room. Where codes are
/// so long that they would be cut, or would leave little room, the entries stand below each other.
pub(crate) fn table(out: &mut impl Write, rows: &[Row<'_>], width: usize) -> io::Result<()> {
    let codes = rows.iter().map(|row| display_width(&shown(&row.found.entry.code)));
    if width < NARROWEST_TABLE || codes.max().unwrap_or_default() > width * 45 / 100 {
        return stacked(out, rows, width);
    }
    let several = of_several(rows);
    let named = rows.iter().any(|row| row.name.is_some());
    let reasons = rows.iter().any(|row| row.why.is_some());
    let columns = [
        ("CODE", true),
        ("STATUS", true),
        ("CATALOG", several && width >= WIDTH_FOR_CATALOG),
        ("NAME", named && width >= WIDTH_FOR_NAME),
        ("MESSAGE", true),
        ("MET AS", reasons),
    ];
    let shown_columns = || columns.iter().filter(|(_, shown)| *shown);
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));

    table.set_header(shown_columns().map(|(name, _)| Mark::Dim.on(name)));
    for row in rows {
        let entry = row.found.entry;
        let status = match entry.status {
            Some(status) => Mark::status(status).on(&status.to_string()),
            None => "–".to_owned(),
        };
        // Where there is no column for names, the name is the first line of the message.
        let message = shown(&entry.message.replace('\n', " ")).into_owned();
        let message = match row.name {
            Some(name) if width < WIDTH_FOR_NAME => format!("{}\n{message}", shown(name)),
            _ => message,
        };
        let message = highlighted(&message, row.matched);
        let message = match &row.below {
            Some(below) => format!("{message}\n{}", Mark::Dim.on(&shown(below))),
            None => message,
        };
        let catalog = shown(row.found.catalog.id());
        let code = Mark::Code.on(&shown(&entry.code));
        let code = match several && width < WIDTH_FOR_CATALOG {
            true => format!("{code}\n{}", Mark::Dim.on(&catalog)),
            false => code,
        };
        let cells = [
            code,
            status,
            catalog.into_owned(),
            shown(row.name.unwrap_or_default()).into_owned(),
            message,
            shown(row.why.as_deref().unwrap_or_default()).into_owned(),
        ];
        table.add_row(
            cells.into_iter().zip(columns).filter(|(_, (_, shown))| *shown).map(|(cell, _)| cell),
        );
    }
    for (at, (name, _)) in shown_columns().enumerate() {
        let Some(column) = table.column_mut(at) else { continue };
        column.set_padding((0, 2));
        match *name {
            "CODE" | "STATUS" | "CATALOG" | "NAME" => {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
            _ => {}
        }
    }
    for line in table.lines() {
        writeln!(out, "{}", colored(&line))?;
    }
    Ok(())
}

/// The same below each other, where there is no room for columns.
fn stacked(out: &mut impl Write, rows: &[Row<'_>], width: usize) -> io::Result<()> {
    let several = of_several(rows);
    for row in rows {
        let entry = row.found.entry;
        let status = |status: u16| format!("  {}", Mark::status(status).on(&status.to_string()));
        let mut head = Mark::Code.on(&shown(&entry.code));
        head += &entry.status.map(status).unwrap_or_default();
        let mut catalog = several.then(|| shown(row.found.catalog.id()));
        let taken = display_width(&shown(&entry.code)) + "  404  ".len();
        if let Some(id) = catalog.take_if(|id| taken + display_width(id) <= width) {
            head += &format!("  {}", Mark::Dim.on(&id));
        }
        writeln!(out, "{}", colored(&head))?;
        for said in catalog.as_deref().into_iter().chain(row.name).chain(row.why.as_deref()) {
            super::paint::paragraph(out, &shown(said), 2, width)?;
        }
        super::paint::paragraph(out, &shown(&entry.message), 2, width)?;
        if let Some(below) = &row.below {
            super::paint::paragraph(out, &shown(below), 2, width)?;
        }
    }
    Ok(())
}

/// A text with the words marked that were searched for. A name written together is marked as a
/// whole where one of its parts was.
fn highlighted(text: &str, matched: &[String]) -> String {
    if matched.is_empty() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let word = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
        let small = word.to_lowercase();
        let joined = word.chars().skip(1).any(|c| c.is_ascii_uppercase());
        let hit = |wanted: &String| *wanted == small || joined && small.contains(wanted.as_str());
        if matched.iter().any(hit) {
            out.push_str(&Mark::Hit.on(word));
        } else {
            out.push_str(word);
        }
        rest = &rest[word.len()..];
    }
    out + rest
}
