//! `markdown`: a section a catalog, with a table of its entries (GitHub Flavored Markdown).

use std::io::{self, Write};

use super::plain::one_line;
use super::{Format, Part, Selection};
use crate::entry::Entry;

pub(super) const FORMAT: Format = Format {
    name: "markdown",
    about: "a section with a table for each catalog",
    parts: &[Part { name: "errcode.md", about: "sections with tables", write }],
};

/// A column: its heading, and what an entry has to say in it.
type Column = (&'static str, fn(&Entry) -> String);

const COLUMNS: &[Column] = &[
    ("Code", |entry| code(&entry.code)),
    ("Name", |entry| entry.name.as_deref().map(code).unwrap_or_default()),
    ("Title", |entry| optional(&entry.title)),
    ("Status", |entry| entry.status.map(|status| status.to_string()).unwrap_or_default()),
    ("Message", |entry| escaped(&entry.message)),
    ("Description", |entry| optional(&entry.description)),
    ("Group", |entry| optional(&entry.group)),
    ("Type", |entry| optional(&entry.error_type)),
    ("OAuth error", |entry| optional(&entry.oauth_error)),
    ("Returned by", |entry| escaped(&entry.returned_by.join(", "))),
    ("Notes", |entry| escaped(&entry.notes.join(" "))),
    ("What to do", |entry| escaped(&entry.advice.join(" "))),
];

/// Columns that no entry of a catalog fills are left out.
fn write(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Error codes")?;
    for (catalog, entries) in &selection.catalogs {
        let header = catalog.header();
        writeln!(out, "\n## {}\n", escaped(&header.title))?;
        writeln!(
            out,
            "Edition: {}. Source: {}.",
            escaped(&header.edition),
            escaped(&header.source)
        )?;
        if !header.background().notes.is_empty() {
            writeln!(out)?;
        }
        for note in &header.background().notes {
            writeln!(out, "- {}", escaped(note))?;
        }
        let filled: Vec<&Column> = COLUMNS
            .iter()
            .filter(|(_, cell)| entries.iter().any(|entry| !cell(entry).is_empty()))
            .collect();
        let headings: Vec<_> = filled.iter().map(|(heading, _)| *heading).collect();
        writeln!(out, "\n| {} |\n|{}", headings.join(" | "), "---|".repeat(filled.len()))?;
        for entry in entries {
            let cells: Vec<_> = filled.iter().map(|(_, cell)| cell(entry)).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
        }
    }
    Ok(())
}

fn optional(text: &Option<String>) -> String {
    text.as_deref().map(escaped).unwrap_or_default()
}

/// A code span. A text that would end it is escaped instead.
fn code(text: &str) -> String {
    if text.contains(['`', '|', '\\']) { escaped(text) } else { format!("`{}`", one_line(text)) }
}

/// Text in which no character is a mark of Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in one_line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hostile, written};
    use crate::catalog::Catalogs;

    #[test]
    fn every_entry_is_a_row_of_its_table() {
        let text = written(&Catalogs::embedded(), "markdown", 0);
        let rows = text.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(rows, 646);
        assert!(text.contains("| `PR400-OD-0001` | 400 | JSON parse error. |"));
    }

    #[test]
    fn rows_of_a_table_have_as_many_cells() {
        for catalogs in [Catalogs::embedded(), hostile()] {
            let text = written(&catalogs, "markdown", 0);
            let bars =
                |line: &str| line.replace("\\\\", "").replace("\\|", "").matches('|').count();
            let mut expected = 0;
            for line in text.lines() {
                expected = if line.starts_with('|') { bars(line).max(expected) } else { 0 };
                assert!(!line.starts_with('|') || bars(line) == expected, "{line}");
            }
        }
    }

    #[test]
    fn no_text_of_a_catalog_becomes_markup() {
        let text = written(&hostile(), "markdown", 0);
        assert!(!text.contains('<') && !text.contains("[z]("), "{text}");
        assert!(text.contains("&lt;img src=x onerror=alert(1)&gt;"));
        assert!(text.contains("| Ask \\*ops\\*; &lt;b&gt;wait&lt;/b&gt; |"), "{text}");
    }
}
