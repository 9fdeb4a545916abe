//! What was found in all, with a bar for each.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use owo_colors::OwoColorize;
use textwrap::core::display_width;

use super::paint::{counted, fitted, short, shown, status_style};
use crate::scan::{CodeSummary, Place, Summary};

/// The columns of the widest bar.
const BAR: usize = 20;

/// The most rows of each part. What is left out is said.
const MOST: usize = 40;

/// Writes a summary in `width` columns.
pub(crate) fn summary(out: &mut impl Write, summary: &Summary, width: usize) -> io::Result<()> {
    let Summary { lines, bytes, findings, codes, times } = summary;
    let found = counted(*findings, "finding");
    writeln!(out, "{} in {} ({})", found.bold(), counted(*lines, "line"), size(*bytes))?;
    if *findings == 0 {
        return Ok(());
    }
    writeln!(out, "\n{}", "By code".bold())?;
    let table = Table { width, all: *findings, bar: bar_columns(width) };
    table.codes(out, &codes[..codes.len().min(MOST)])?;
    rest(out, codes.len())?;
    let mut catalogs = BTreeMap::new();
    let mut classes = BTreeMap::new();
    for code in codes {
        // Sums of a summary that was written by hand may be anything.
        let add = |sum: &mut u64| *sum = sum.saturating_add(code.count);
        add(catalogs.entry(code.catalog.clone()).or_insert(0));
        let class = code.status.map_or("no status".to_owned(), |s| format!("{}xx", s / 100));
        add(classes.entry(class).or_insert(0));
    }
    let mut catalogs: Vec<_> = catalogs.into_iter().collect();
    catalogs.sort_by_key(|(_, count)| Reverse(*count));
    table.part(out, "By catalog", &catalogs)?;
    table.part(out, "By status", &classes.into_iter().collect::<Vec<_>>())?;
    let (minutes, buckets) = times.overview(MOST);
    if times.buckets().nth(1).is_some() {
        let title = format!("Over time, {}", length(minutes));
        table.part(out, &title, &buckets)?;
    }
    Ok(())
}

/// How the rows are laid out.
struct Table {
    width: usize,
    /// How many findings there are in all.
    all: u64,
    /// The columns of the widest bar; none where there is little room.
    bar: usize,
}

/// The columns before the bar: a count and a share, with what stands around them.
const COUNTS: usize = 21;

impl Table {
    /// What stands before the name of a row.
    fn start(&self, count: u64, most: u64) -> String {
        let rate = percent(count, self.all);
        let share = if self.bar > 0 { bar(count, most, self.bar) + "  " } else { String::new() };
        format!("  {count:>9} {rate}  {share}")
    }

    /// The columns that are left for names.
    fn room(&self) -> usize {
        let bar = if self.bar > 0 { self.bar + 2 } else { 0 };
        self.width.saturating_sub(COUNTS + bar).max(8)
    }

    /// Codes with their places, and what they mean below.
    fn codes(&self, out: &mut impl Write, codes: &[CodeSummary]) -> io::Result<()> {
        let longest = |texts: &[String]| texts.iter().map(|text| text.chars().count()).max();
        let room = self.room();
        let longest_code = 47.min(self.width.saturating_sub(3)).max(8);
        let names: Vec<String> =
            codes.iter().map(|code| short(&code.code, longest_code).into_owned()).collect();
        let places: Vec<String> = codes.iter().map(place).collect();
        let widest = longest(&names).unwrap_or(0);
        // Places stand beside the codes where all of them fit.
        let beside = widest + 2 + longest(&places).unwrap_or(0) <= room;
        let most = codes.first().map_or(1, |code| code.count);
        for ((code, name), place) in codes.iter().zip(names).zip(places) {
            let start = self.start(code.count, most);
            if beside {
                writeln!(out, "{start}{name:widest$}  {place}")?;
            } else if widest > room {
                // What a code is called is not cut: it stands above what is said of it.
                writeln!(out, "  {name}\n{}", start.trim_end())?;
            } else {
                writeln!(out, "{start}{name}")?;
            }
            let message = match (&code.message, code.known) {
                (Some(message), _) => message.lines().next().unwrap_or_default(),
                (None, true) => "",
                (None, false) => "well-formed, but not listed",
            };
            let status =
                code.status.map(|status| format!("{} ", status.style(status_style(status))));
            let catalog = shown(&code.catalog);
            let status_columns = if code.status.is_some() { 4 } else { 0 };
            let taken = COUNTS + status_columns + display_width(&catalog) + 1;
            let message = shown(message);
            let message = fitted(&message, self.width.saturating_sub(taken).max(5));
            let gap = if message.is_empty() { "" } else { " " };
            let status = status.unwrap_or_default();
            writeln!(out, "{:COUNTS$}{status}{}{gap}{message}", "", catalog.dimmed())?;
            if !beside {
                let room = self.width.saturating_sub(COUNTS).max(4);
                writeln!(out, "{:COUNTS$}{}", "", end_of(&place, room))?;
            }
        }
        Ok(())
    }

    fn part(&self, out: &mut impl Write, title: &str, rows: &[(String, u64)]) -> io::Result<()> {
        let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(1);
        writeln!(out, "\n{}", title.bold())?;
        for (name, count) in rows.iter().take(MOST) {
            writeln!(out, "{}{}", self.start(*count, most), short(name, self.room() - 1))?;
        }
        rest(out, rows.len())
    }
}

/// The columns that a bar may take.
fn bar_columns(width: usize) -> usize {
    match width {
        0..48 => 0,
        48..72 => BAR / 2,
        _ => BAR,
    }
}

/// The last characters of a text, with a mark where it is cut: of a path, what tells most.
fn end_of(text: &str, most: usize) -> String {
    let more = text.chars().count().saturating_sub(most);
    match text.char_indices().nth(more + 1) {
        Some((at, _)) if more > 0 => format!("…{}", &text[at..]),
        _ => text.to_owned(),
    }
}

fn rest(out: &mut impl Write, rows: usize) -> io::Result<()> {
    match rows.checked_sub(MOST) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(out, "  … and {more} more: all are in --format json"),
    }
}

fn percent(count: u64, all: u64) -> String {
    format!("{:>5.1} %", count as f64 * 100.0 / all.max(1) as f64)
}

/// A bar in eighths of a column, in `columns` columns.
fn bar(count: u64, most: u64, columns: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (count as f64 / most.max(1) as f64 * (columns * 8) as f64).ceil() as usize;
    let bar = "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
    format!("{bar:columns$}")
}

/// Where a code stood first and last.
fn place(code: &CodeSummary) -> String {
    let name = |place: &Place| match &place.path {
        Some(path) => format!("{}:{}", shown(path), place.line),
        None => format!("line {}", place.line),
    };
    let (first, last) = (&code.first, &code.last);
    match (first == last, first.path == last.path) {
        (true, _) => name(first),
        (_, true) => format!("{} … {}", name(first), last.line),
        _ => format!("{} … {}", name(first), name(last)),
    }
}

fn size(bytes: u64) -> String {
    let mut size = bytes as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if size < 1000.0 {
            return if unit == "B" { format!("{size} B") } else { format!("{size:.1} {unit}") };
        }
        size /= 1000.0;
    }
    format!("{size:.1} TB")
}

fn length(minutes: i64) -> String {
    match minutes {
        1 => "by minute".to_owned(),
        60 => "by hour".to_owned(),
        1440 => "by day".to_owned(),
        2..1440 if minutes % 60 == 0 => format!("by {} hours", minutes / 60),
        2..1440 => format!("by {minutes} minutes"),
        _ => format!("by {} days", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::summary;
    use crate::catalog::Catalogs;
    use crate::scan::{CodeSummary, Place, Scanner, Summary, Tally};

    #[test]
    fn every_line_fits_and_none_ends_in_a_blank() {
        let catalogs = Catalogs::embedded();
        let scanner = Scanner::new(&catalogs);
        let mut tally = Tally::new(&scanner);
        for path in ["a/rather/long/path/to/a/folder/of/logs/app-2026-01-02.log", "b.log"] {
            tally.begin(Some(path.to_owned()));
            let mut text = &b"2026-01-02 03:04 PR404-OD-0002 error.user.login_failed in easydb\n\
                2026-01-02 03:09 {\"code\":\"CALENDAR_NOT_EXIST\",\"description\":\"x\"} PR400-ZZ-0001"[..];
            scanner.scan_stream(&mut text, &mut tally).unwrap();
        }
        for width in [44, 60, 80, 100, 160] {
            let mut out = Vec::new();
            summary(&mut out, &tally.summary(), width).unwrap();
            let text = anstream::adapter::strip_bytes(&out).into_vec();
            let text = String::from_utf8(text).unwrap();
            for line in text.lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
                assert_eq!(line.trim_end(), line, "{width}");
            }
            let at = |name: &str| text.rfind(name).unwrap();
            assert!(at("personium") < at("easydb"), "the most frequent first: {text}");
        }
    }

    #[test]
    fn characters_of_two_columns_are_counted_as_two() {
        let place = Place { path: None, line: 1 };
        let code = CodeSummary {
            catalog: "shop".to_owned(),
            code: "SH-1".to_owned(),
            known: true,
            status: Some(404),
            message: Some("部屋がありません".repeat(9)),
            count: 1,
            first: place.clone(),
            last: place,
        };
        let all = Summary { findings: 1, codes: vec![code], ..Summary::default() };
        for width in [60, 80, 81, 160] {
            let mut out = Vec::new();
            summary(&mut out, &all, width).unwrap();
            let text = anstream::adapter::strip_bytes(&out).into_vec();
            let text = String::from_utf8(text).unwrap();
            let widest = text.lines().map(textwrap::core::display_width).max().unwrap();
            assert!((width - 1..=width).contains(&widest), "{width}: {widest}");
        }
    }
}
