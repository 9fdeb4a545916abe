//! What was found in all, with a bar for each.

use std::collections::BTreeMap;
use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::paint::{short, shown, status_style};
use crate::scan::{CodeSummary, Place, Summary};

/// The columns of the widest bar.
const BAR: usize = 20;

/// The most rows of each part. What is left out is said.
const MOST: usize = 40;

/// Writes a summary in `width` columns.
pub(crate) fn summary(out: &mut impl Write, summary: &Summary, width: usize) -> io::Result<()> {
    let Summary { lines, bytes, findings, codes, times } = summary;
    let found = format!("{findings} {}", if *findings == 1 { "finding" } else { "findings" });
    writeln!(out, "{} in {lines} lines ({})", found.bold(), size(*bytes))?;
    if *findings == 0 {
        return Ok(());
    }
    writeln!(out, "\n{}", "By code".bold())?;
    let widest = codes.iter().take(MOST).map(|code| code.code.chars().count()).max();
    let widest = widest.unwrap_or(0).min(48);
    for code in codes.iter().take(MOST) {
        let share = bar(code.count, codes[0].count);
        let name = format!("{:widest$}", short(&code.code, widest));
        let rate = percent(code.count, *findings);
        writeln!(out, "  {:>9} {rate}  {share}  {name}  {}", code.count, place(code))?;
        let message = match (&code.message, code.known) {
            (Some(message), _) => message.lines().next().unwrap_or_default().to_owned(),
            (None, true) => String::new(),
            (None, false) => "well-formed, but not listed".to_owned(),
        };
        let status = code.status.map(|status| format!("{} ", status.style(status_style(status))));
        let room = width.saturating_sub(24 + code.catalog.len()).max(20);
        let status = status.unwrap_or_default();
        writeln!(out, "{:20}{status}{} {}", "", code.catalog.dimmed(), short(&message, room))?;
    }
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
    part(out, "By catalog", catalogs, *findings)?;
    part(out, "By status", classes, *findings)?;
    let buckets: Vec<_> = times.buckets().collect();
    if buckets.len() > 1 {
        part(out, &format!("Over time, {}", length(times.minutes())), buckets, *findings)?;
    }
    Ok(())
}

fn part(
    out: &mut impl Write,
    title: &str,
    rows: impl IntoIterator<Item = (String, u64)>,
    all: u64,
) -> io::Result<()> {
    let rows: Vec<_> = rows.into_iter().collect();
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(1);
    let widest = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    writeln!(out, "\n{}", title.bold())?;
    for (name, count) in rows.iter().take(MOST) {
        let rate = percent(*count, all);
        writeln!(out, "  {count:>9} {rate}  {}  {:widest$}", bar(*count, most), shown(name))?;
    }
    rest(out, rows.len())
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

/// A bar in eighths of a column.
fn bar(count: u64, most: u64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (count as f64 / most.max(1) as f64 * (BAR * 8) as f64).ceil() as usize;
    let bar = "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
    format!("{bar:BAR$}")
}

/// Where a code stood first and last.
fn place(code: &CodeSummary) -> String {
    let name = |place: &Place| match &place.path {
        Some(path) => format!("{}:{}", shown(path), place.line),
        None => format!("line {}", place.line),
    };
    let (first, last) = (name(&code.first), name(&code.last));
    if first == last { first } else { format!("{first} … {last}") }
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
