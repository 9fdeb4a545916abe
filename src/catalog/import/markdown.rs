//! Tables of a Markdown document (GitHub Flavored Markdown, 4.10).

use super::columns::Columns;
use super::{ImportError, ImportOptions, Left, Read};

pub(super) fn read(text: &str, options: &ImportOptions) -> Result<Read, ImportError> {
    let mut read = Read::default();
    let lines: Vec<&str> = text.lines().collect();
    let (mut at, mut heading, mut tables) = (0, None, 0);
    let mut refused = None;
    let mut fence: Option<&str> = None;
    while at < lines.len() {
        let line = lines[at].trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        if fence.is_none() && line.starts_with('#') {
            heading = Some(line.trim_matches('#').trim().to_owned());
        }
        let next = lines.get(at + 1).copied().unwrap_or_default();
        if fence.is_some() || !line.contains('|') || !is_delimiter(next) {
            at += 1;
            continue;
        }
        let headers: Vec<String> = cells(line).into_iter().map(|cell| plain(&cell).0).collect();
        let columns = Columns::new(&headers, &options.columns);
        if let Err(reason) = &columns {
            read.left.push(Left::new(at + 1, format!("a table with {reason}")));
            refused.get_or_insert((at + 1, reason.clone()));
        }
        tables += 1;
        at += 2;
        while at < lines.len() && lines[at].contains('|') && !lines[at].trim().is_empty() {
            if let Ok(columns) = &columns {
                let found: Vec<_> = cells(lines[at]).iter().map(|cell| plain(cell)).collect();
                let texts: Vec<String> = found.iter().map(|(text, _)| text.clone()).collect();
                if let Some(mut row) = columns.row(at + 1, &texts, &mut read.left) {
                    let link = found.into_iter().find_map(|(_, link)| link);
                    row.entry.url = row.entry.url.take().or(link);
                    row.entry.group = row.entry.group.take().or_else(|| heading.clone());
                    read.rows.push(row);
                }
            }
            at += 1;
        }
    }
    match refused {
        _ if tables == 0 => {
            Err(ImportError::Nothing("no table, a header row above `|---|`".to_owned()))
        }
        Some((line, reason)) if read.rows.is_empty() => Err(ImportError::form(line, reason)),
        _ => Ok(read),
    }
}

/// Whether a line sets a header row apart: `|---|:-:|`.
fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    let cells = cells(line);
    line.contains('-')
        && line.contains('|')
        && cells.iter().all(|cell| {
            let dashes = cell.trim().trim_matches(':');
            !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
        })
}

/// The cells of a row. A bar behind a backslash or in code stands for itself.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let cell = cells.len() - 1;
        match c {
            '\\' if chars.peek() == Some(&'|') => {
                chars.next();
                cells[cell].push('|');
            }
            '|' => cells.push(String::new()),
            c => cells[cell].push(c),
        }
    }
    if cells.last().is_some_and(|cell| cell.trim().is_empty()) && cells.len() > 1 {
        cells.pop();
    }
    cells
}

/// A cell without its marks: code, emphasis, line breaks, and the address of a link.
fn plain(cell: &str) -> (String, Option<String>) {
    let cell = cell.trim();
    let mut text = cell.replace("<br>", "\n").replace("<br/>", "\n").replace("<br />", "\n");
    let mut link = None;
    if let Some(open) = text.find('[')
        && let Some(middle) = text[open..].find("](").map(|at| at + open)
        && let Some(close) = text[middle..].find(')').map(|at| at + middle)
    {
        link = Some(text[middle + 2..close].to_owned()).filter(|link| !link.is_empty());
        text = format!("{}{}{}", &text[..open], &text[open + 1..middle], &text[close + 1..]);
    }
    for mark in ["`", "**", "__"] {
        let inner = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        if let Some(inner) = inner.filter(|inner| !inner.is_empty() && !inner.contains(mark)) {
            text = inner.to_owned();
        }
    }
    let text: String = unescaped(&text);
    (text.split('\n').map(str::trim).collect::<Vec<_>>().join("\n"), link)
}

/// Punctuation behind a backslash stands for itself (CommonMark, 2.4).
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {
                out.push(*next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{cells, is_delimiter, plain};

    #[test]
    fn a_table_has_a_delimiter_row_and_cells_between_bars() {
        for line in ["|---|---|", "--- | :-:", "| - |"] {
            assert!(is_delimiter(line), "{line}");
        }
        for line in ["---", "| a | b |", "", "||", "| - | x |"] {
            assert!(!is_delimiter(line), "{line}");
        }
        assert_eq!(cells("| a \\| b | c |"), [" a | b ", " c "]);
        assert_eq!(cells("a|b"), ["a", "b"]);
    }

    #[test]
    fn marks_are_taken_from_a_cell() {
        let text = |cell: &str| plain(cell).0;
        assert_eq!(text(" `E1` "), "E1");
        assert_eq!(text("**bold**"), "bold");
        assert_eq!(text("a<br>b"), "a\nb");
        assert_eq!(text("snake\\_case"), "snake_case");
        assert_eq!(plain("[E1](#e1) x"), ("E1 x".to_owned(), Some("#e1".to_owned())));
    }
}
