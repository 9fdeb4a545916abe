//! A problem under the line it is in, as compilers show it.

use std::io::{self, Write};
use std::ops::Range;

use owo_colors::{OwoColorize, Style};

use super::paint::{is_steering, paragraph, shown};
use crate::challenge::{Problem, Severity};

/// A field line as it can be shown: secrets masked, nothing in it that steers a terminal.
pub(crate) struct Shown {
    /// What stands for each character of the line, and the byte where that character starts.
    cells: Vec<(usize, String)>,
}

impl Shown {
    /// The line, the bytes in `secrets` masked.
    pub(crate) fn new(line: &[u8], secrets: &[Range<usize>]) -> Self {
        let mut cells = Vec::new();
        let mut masked = secrets.iter().peekable();
        let mut at = 0;
        for chunk in line.utf8_chunks() {
            for c in chunk.valid().chars() {
                while masked.next_if(|secret| secret.end <= at).is_some() {}
                let secret = masked.peek().is_some_and(|secret| secret.start <= at);
                let cell = if secret { "*".to_owned() } else { cell(c) };
                cells.push((at, cell));
                at += c.len_utf8();
            }
            for byte in chunk.invalid() {
                cells.push((at, format!("\\x{byte:02x}")));
                at += 1;
            }
        }
        Self { cells }
    }

    /// The whole line.
    pub(crate) fn text(&self) -> String {
        self.cells.iter().map(|(_, cell)| cell.as_str()).collect()
    }

    /// The cells of a stretch of bytes.
    fn range(&self, start: usize, end: usize) -> Range<usize> {
        let cell = |byte| self.cells.partition_point(|(at, _)| *at < byte);
        cell(start)..cell(end)
    }
}

fn cell(c: char) -> String {
    if is_steering(c) || c == '\n' { c.escape_default().to_string() } else { c.to_string() }
}

fn columns(cells: &[(usize, String)]) -> usize {
    cells.iter().map(|(_, cell)| textwrap::core::display_width(cell)).sum()
}

/// Writes a problem: what is wrong, then the line with a mark under the place.
pub(crate) fn snippet(
    out: &mut impl Write,
    problem: &Problem,
    lines: &[Shown],
    width: usize,
) -> io::Result<()> {
    let style = match problem.severity {
        Severity::Error => Style::new().red().bold(),
        Severity::Warning => Style::new().yellow().bold(),
        Severity::Note => Style::new().cyan().bold(),
    };
    let head = format!("{}[{}]", problem.severity.as_str(), problem.rule);
    let text = format!("{}: {}", head.style(style), shown(&problem.message));
    paragraph(out, &text, 0, width)?;
    if let Some(at) = problem.at
        && let Some(line) = at.line.checked_sub(1).and_then(|line| lines.get(line))
        && !line.cells.is_empty()
    {
        let number = if lines.len() > 1 { at.line.to_string() } else { String::new() };
        let margin = number.len();
        let room = width.saturating_sub(margin + 3).max(10);
        let (text, marks) = window(line, line.range(at.offset, at.end()), room);
        writeln!(out, "{:margin$} {}", number.dimmed(), format!("| {text}").trim_end())?;
        writeln!(out, "{:margin$} | {}", "", marks.style(style))?;
    }
    if let Some(clients) = problem.clients() {
        paragraph(out, &format!("clients: {clients}"), 3, width)?;
    }
    Ok(())
}

/// As much of a line around a stretch as fits, and the marks below it.
fn window(line: &Shown, stretch: Range<usize>, room: usize) -> (String, String) {
    let cells = &line.cells;
    let mut start = 0;
    // Room for what stands in front of the stretch: a third, if not all of it fits.
    let end_of_stretch = columns(&cells[..stretch.end.min(cells.len())]);
    if end_of_stretch + 2 > room {
        start = stretch.start;
        while start > 0 && columns(&cells[start - 1..stretch.start]) <= room / 3 {
            start -= 1;
        }
    }
    let front = if start > 0 { "…" } else { "" };
    let mut end = start;
    let mut used = 2;
    while let Some((_, cell)) = cells.get(end) {
        used += textwrap::core::display_width(cell);
        if used > room {
            break;
        }
        end += 1;
    }
    let text: String = cells[start..end].iter().map(|(_, cell)| cell.as_str()).collect();
    let back = if end < cells.len() { "…" } else { "" };
    let before = front.chars().count() + columns(&cells[start..stretch.start.clamp(start, end)]);
    let marked = columns(&cells[stretch.start.clamp(start, end)..stretch.end.clamp(start, end)]);
    let marks = format!("{}{}", " ".repeat(before), "^".repeat(marked.max(1)));
    (format!("{front}{text}{back}"), marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_controls_shown() {
        let secret = 11..14;
        let line = Shown::new(b"Tea nonce=\"abc\"\x1b[1m", std::slice::from_ref(&secret));
        assert_eq!(line.text(), "Tea nonce=\"***\"\\u{1b}[1m");
        assert_eq!(Shown::new(b"caf\xe9", &[]).text(), "caf\\xe9");
    }

    #[test]
    fn marks_stand_under_the_stretch_by_columns() {
        let line = Shown::new("Tea \u{8336}=\"a\" b".as_bytes(), &[]);
        let (text, marks) = window(&line, line.range(12, 13), 40);
        assert_eq!(text, "Tea \u{8336}=\"a\" b");
        assert_eq!(marks, "           ^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_stretch() {
        let long = format!("Tea {}x{}", "a".repeat(200), "b".repeat(200));
        let line = Shown::new(long.as_bytes(), &[]);
        let (text, marks) = window(&line, line.range(204, 205), 30);
        assert!(
            text.starts_with('…') && text.ends_with('…') && text.chars().count() <= 30,
            "{text}"
        );
        assert_eq!(text.chars().nth(marks.chars().count() - 1), Some('x'));
    }
}
