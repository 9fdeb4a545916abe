//! A problem under the line it is in, as compilers show it.

use std::io::{self, Write};
use std::ops::Range;

use owo_colors::{OwoColorize, Style};

use super::paint::{is_steering, paragraph, shown};
use crate::challenge::{Problem, Severity};

/// A field line with the stretches in it that are secret, in order, as byte ranges.
pub(crate) struct Line<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) secrets: Vec<Range<usize>>,
}

impl Line<'_> {
    /// The first `most` bytes as they can be shown.
    pub(crate) fn start(&self, most: usize) -> String {
        let cells = self.cells(0..self.character_start(most));
        let text: String = cells.iter().map(|(_, cell)| cell.as_str()).collect();
        if self.bytes.len() > most { text + "…" } else { text }
    }

    /// What stands for each character that starts in a stretch, and where it starts: secrets
    /// masked, and nothing that steers a terminal.
    fn cells(&self, stretch: Range<usize>) -> Vec<(usize, String)> {
        let mut cells = Vec::new();
        let passed = self.secrets.partition_point(|secret| secret.end <= stretch.start);
        let mut secrets = self.secrets[passed..].iter().peekable();
        let mut at = stretch.start;
        for chunk in self.bytes[stretch].utf8_chunks() {
            for c in chunk.valid().chars() {
                while secrets.next_if(|secret| secret.end <= at).is_some() {}
                let secret = secrets.peek().is_some_and(|secret| secret.start <= at);
                cells.push((at, if secret { "*".to_owned() } else { cell(c) }));
                at += c.len_utf8();
            }
            for byte in chunk.invalid() {
                cells.push((at, format!("\\x{byte:02x}")));
                at += 1;
            }
        }
        cells
    }

    /// The bytes around a stretch that can matter for a window of `room` columns, from and to
    /// whole characters.
    fn around(&self, stretch: &Range<usize>, room: usize) -> Range<usize> {
        let start = stretch.start.saturating_sub(4 * room);
        self.character_start(start)..self.character_start(stretch.start + 4 * room)
    }

    /// Where the character starts that the byte at `at` belongs to; the end, if there is none.
    fn character_start(&self, at: usize) -> usize {
        let inside = |at: &usize| self.bytes.get(*at).is_some_and(|byte| byte & 0xc0 == 0x80);
        let at = at.min(self.bytes.len());
        (at.saturating_sub(3)..=at).rev().find(|at| !inside(at)).unwrap_or(at)
    }
}

fn cell(c: char) -> String {
    if is_steering(c) || c == '\n' { c.escape_default().to_string() } else { c.to_string() }
}

fn columns(cells: &[(usize, String)]) -> usize {
    cells.iter().map(|(_, cell)| textwrap::core::display_width(cell)).sum()
}

/// Writes a problem: what is wrong, then the line with a mark under the place, and the line's
/// number if one is given.
pub(crate) fn snippet(
    out: &mut impl Write,
    problem: &Problem,
    line: Option<&Line<'_>>,
    number: Option<usize>,
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
    if let (Some(at), Some(line)) = (problem.at, line.filter(|line| !line.bytes.is_empty())) {
        let number = number.map_or_else(String::new, |number| number.to_string());
        let margin = number.len();
        let room = width.saturating_sub(margin + 3).max(10);
        let (text, marks) = window(line, at.offset..at.end(), room);
        writeln!(out, "{:margin$} {}", number.dimmed(), format!("| {text}").trim_end())?;
        writeln!(out, "{:margin$} | {}", "", marks.style(style))?;
    }
    if let Some(clients) = problem.clients() {
        paragraph(out, &format!("clients: {clients}"), 3, width)?;
    }
    Ok(())
}

/// As much of a line around a stretch of bytes as fits, and the marks below it.
fn window(line: &Line<'_>, stretch: Range<usize>, room: usize) -> (String, String) {
    let around = line.around(&stretch, room);
    let cells = &line.cells(around.clone());
    let cell_of = |byte| cells.partition_point(|(at, _)| *at < byte);
    let stretch = cell_of(stretch.start)..cell_of(stretch.end);
    let mut start = 0;
    // Room for what stands in front of the stretch: a third, if not all of it fits.
    if around.start > 0 || columns(&cells[..stretch.end]) + 2 > room {
        start = stretch.start;
        while start > 0 && columns(&cells[start - 1..stretch.start]) <= room / 3 {
            start -= 1;
        }
    }
    let cut = around.start > 0 || start > 0;
    let front = if cut { "…" } else { "" };
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
    let back = if end < cells.len() || around.end < line.bytes.len() { "…" } else { "" };
    let before = front.chars().count() + columns(&cells[start..stretch.start.clamp(start, end)]);
    let marked = columns(&cells[stretch.start.clamp(start, end)..stretch.end.clamp(start, end)]);
    let marks = format!("{}{}", " ".repeat(before), "^".repeat(marked.max(1)));
    (format!("{front}{text}{back}"), marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(bytes: &[u8]) -> Line<'_> {
        Line { bytes, secrets: Vec::new() }
    }

    #[test]
    fn secrets_are_masked_and_controls_shown() {
        let mut tea = line(b"Tea nonce=\"abc\"\x1b[1m");
        tea.secrets.push(11..14);
        assert_eq!(tea.start(100), "Tea nonce=\"***\"\\u{1b}[1m");
        assert_eq!(line(b"caf\xe9").start(100), "caf\\xe9");
        assert_eq!(line(b"Tea nonce").start(3), "Tea…");
    }

    #[test]
    fn marks_stand_under_the_stretch_by_columns() {
        let (text, marks) = window(&line("Tea \u{8336}=\"a\" b".as_bytes()), 12..13, 40);
        assert_eq!(text, "Tea \u{8336}=\"a\" b");
        assert_eq!(marks, "           ^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_stretch() {
        for length in [40, 200, 4_000] {
            let long = format!("Tea {}x{}", "\u{e9}".repeat(length), "b".repeat(length));
            let at = 4 + 2 * length;
            let (text, marks) = window(&line(long.as_bytes()), at..at + 1, 30);
            assert!(text.starts_with('…') && text.ends_with('…'), "{text}");
            assert!(text.chars().count() <= 30, "{text}");
            assert_eq!(text.chars().nth(marks.chars().count() - 1), Some('x'), "{text}");
        }
    }
}
