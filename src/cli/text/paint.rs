//! Words and colors: what comes from outside is made harmless, what has a meaning gets its color.

use std::borrow::Cow;
use std::io::{self, Write};

use owo_colors::{OwoColorize, Style};
use textwrap::core::display_width;

use super::marks::is_mark;
use crate::{status, steering};

/// Whether a character can steer a terminal, turn text around, hide, or pass for a mark of ours.
pub fn is_steering(c: char) -> bool {
    steering::is_steering(c) || is_hidden(c) || is_mark(c)
}

/// Whether a character leaves no trace on a terminal, so that two codes look alike that are not.
/// The joiners (U+200C, U+200D) are no such: words of Persian and Hindi need them.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Text from outside, with everything that could steer a terminal shown instead of sent.
pub fn shown(text: &str) -> Cow<'_, str> {
    let steering = |c: char| is_steering(c) || c == '\n';
    if !text.contains(steering) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steering(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// The same for text of several lines: a line feed stays one.
pub(crate) fn shown_lines(text: &str) -> String {
    text.split('\n').map(shown).collect::<Vec<_>>().join("\n")
}

/// At most `most` characters of a text, with a mark where it is cut.
pub(crate) fn short(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((at, _)) => Cow::Owned(format!("{}…", shown(&text[..at]))),
        None => shown(text),
    }
}

/// As much of a text as fits into so many columns, with a mark where it is cut.
pub(crate) fn fitted(text: &str, columns: usize) -> Cow<'_, str> {
    // No character has more columns than bytes.
    if text.len() <= columns || display_width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut taken = 0;
    let end = text.char_indices().find(|(at, c)| {
        taken += display_width(&text[*at..at + c.len_utf8()]);
        taken >= columns
    });
    Cow::Owned(format!("{}…", &text[..end.map_or(text.len(), |(at, _)| at)]))
}

/// A number of things by their name: `1 file`, `2 files`.
pub(crate) fn counted(count: u64, name: &str) -> String {
    if count == 1 { format!("{count} {name}") } else { format!("{count} {name}s") }
}

/// The color of a status: by its class.
pub(crate) fn status_style(status: u16) -> Style {
    match status {
        0..300 => Style::new().green(),
        300..400 => Style::new().cyan(),
        400..500 => Style::new().yellow(),
        _ => Style::new().red(),
    }
}

/// A status with its reason phrase: `404 Not Found`.
pub(crate) fn status_line(code: u16) -> String {
    let text = match status::reason(code) {
        Some(reason) => format!("{code} {reason}"),
        None => code.to_string(),
    };
    text.style(status_style(code)).to_string()
}

/// Writes running text, wrapped to `width` columns, every line behind `indent` columns.
pub(crate) fn paragraph(
    out: &mut impl Write,
    text: &str,
    indent: usize,
    width: usize,
) -> io::Result<()> {
    let room = width.saturating_sub(indent).max(10);
    for line in text.split('\n') {
        for line in textwrap::wrap(line, room) {
            writeln!(out, "{:indent$}{line}", "")?;
        }
    }
    Ok(())
}

/// Writes a label and what it says, wrapped to `width` columns, further lines below the first.
pub(crate) fn field(out: &mut impl Write, label: &str, text: &str, width: usize) -> io::Result<()> {
    field_among(out, label, text, 0, width)
}

/// The same beside fields whose labels have up to `labels` columns.
pub(crate) fn field_among(
    out: &mut impl Write,
    label: &str,
    text: &str,
    labels: usize,
    width: usize,
) -> io::Result<()> {
    /// The columns of our own labels.
    const LABELS: usize = 11;
    let labels = labels.max(LABELS);
    let narrow = width < 2 * labels + 18;
    let indent = if narrow { 4 } else { labels + 3 };
    let room = width.saturating_sub(indent).max(10);
    let mut lines = text.split('\n').flat_map(|line| textwrap::wrap(line, room));
    let first = lines.next().unwrap_or_default();
    if narrow {
        writeln!(out, "  {}\n{:indent$}{first}", label.dimmed(), "")?;
    } else {
        writeln!(out, "  {:<labels$} {first}", label.dimmed())?;
    }
    for line in lines {
        writeln!(out, "{:indent$}{line}", "")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{fitted, short, shown};

    #[test]
    fn nothing_that_steers_a_terminal_is_sent() {
        assert_eq!(shown("plain – ü"), "plain – ü");
        assert_eq!(shown("\u{1b}]0;x\u{7}"), "\\u{1b}]0;x\\u{7}");
        assert_eq!(shown("a\u{9b}b\u{202e}c\nd"), "a\\u{9b}b\\u{202e}c\\nd");
        assert_eq!(shown("E\u{200b}1\u{e0041}"), "E\\u{200b}1\\u{e0041}");
    }

    #[test]
    fn what_is_cut_is_marked() {
        assert_eq!(short("äöü", 2), "äö…");
        assert_eq!(short("äö", 2), "äö");
    }

    #[test]
    fn what_is_cut_fits_with_its_mark() {
        assert_eq!(fitted("abcd", 4), "abcd");
        assert_eq!(fitted("abcde", 4), "abc…");
        assert_eq!(fitted("äöüß", 4), "äöüß");
        assert_eq!(fitted("部屋一覧", 8), "部屋一覧");
        assert_eq!(fitted("部屋一覧", 7), "部屋一…");
        assert_eq!(fitted("部屋一覧", 6), "部屋…");
        assert_eq!(fitted("", 4), "");
    }
}
