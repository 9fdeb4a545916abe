//! Colors inside table cells. The table library measures and wraps plain text only, so a cell
//! carries marks without width, which become colors once the table is laid out.

use owo_colors::Style;

use super::paint::status_style;

/// What a word in a cell is, and so which color it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A code: bold.
    Code,
    /// A heading, or what matters less: dim.
    Dim,
    /// A word that was searched for.
    Hit,
    /// A status, by the first digit of its class.
    Status(u8),
}

/// The first of a range of characters without width that cells never hold themselves:
/// `paint::shown` shows those that come from outside.
const FIRST: u32 = 0xE0100;
const CLOSE: char = '\u{E01EF}';

/// Whether a character is kept for marks.
pub(crate) fn is_mark(c: char) -> bool {
    (FIRST..=u32::from(CLOSE)).contains(&u32::from(c))
}

impl Mark {
    /// The mark of a status.
    pub(crate) fn status(status: u16) -> Self {
        Self::Status(u8::try_from(status / 100).unwrap_or_default())
    }

    fn opening(self) -> char {
        let number = match self {
            Self::Code => 0,
            Self::Dim => 1,
            Self::Hit => 2,
            Self::Status(class) => 10 + u32::from(class.min(9)),
        };
        char::from_u32(FIRST + number).unwrap_or(CLOSE)
    }

    fn style(opening: char) -> Style {
        match u32::from(opening) - FIRST {
            0 => Style::new().bold(),
            1 => Style::new().dimmed(),
            2 => Style::new().bold().underline(),
            class => status_style(u16::try_from(class - 10).unwrap_or_default() * 100),
        }
    }

    /// `text` with every word marked, so that a line break between words splits no mark.
    pub(crate) fn on(self, text: &str) -> String {
        let words = text.split(' ').map(|word| match word {
            "" => String::new(),
            word => format!("{}{word}{CLOSE}", self.opening()),
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

/// A line of a table with its marks turned into colors. None reaches beyond the line.
pub(crate) fn colored(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut open: Option<Style> = None;
    for c in line.trim_end().chars() {
        if !is_mark(c) {
            out.push(c);
        } else if c == CLOSE {
            out.extend(open.take().map(|style| style.suffix_formatter().to_string()));
        } else {
            let style = Mark::style(c);
            out.push_str(&style.prefix_formatter().to_string());
            open = Some(style);
        }
    }
    out.extend(open.map(|style| style.suffix_formatter().to_string()));
    out
}

#[cfg(test)]
mod tests {
    use super::{Mark, colored};

    #[test]
    fn marks_become_colors_around_each_word() {
        let line = format!("{}  {}", Mark::Code.on("E1"), Mark::Dim.on("a b"));
        assert_eq!(colored(&line), "\u{1b}[1mE1\u{1b}[0m  \u{1b}[2ma\u{1b}[0m \u{1b}[2mb\u{1b}[0m");
    }

    #[test]
    fn marks_take_no_room() {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        table.add_row([Mark::Code.on("abc"), "x".to_owned()]);
        let line = table.lines().next().unwrap_or_default();
        assert_eq!(line.chars().filter(|&c| !super::is_mark(c)).collect::<String>(), " abc  x ");
    }
}
