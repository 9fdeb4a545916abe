//! The answers of `lookup`.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::super::output::Output;
use super::entry;
use super::list::{Row, caption, table};
use super::paint::{paragraph, short, shown};
use crate::code::Via;
use crate::lookup::{Answer, Hint, Match};

/// Queries longer than this many characters are cut where they are repeated.
const LONGEST_QUERY: usize = 60;

/// Writes every answer, in the order asked; of these catalogs, or of all where none is named.
pub(crate) fn lookup(
    output: &mut Output,
    answers: &[Answer<'_>],
    catalogs: &[String],
) -> io::Result<()> {
    let (width, text_width) = (output.width, output.text_width());
    for (at, answer) in answers.iter().enumerate() {
        if at > 0 {
            writeln!(output)?;
        }
        match &answer.matches[..] {
            [] => unknown(output, answer, catalogs)?,
            [only] => one(output, only, text_width)?,
            several => {
                let query = short(&answer.query, LONGEST_QUERY);
                let (rows, all) = rows(several);
                let all = all.map(|via| format!(", met as {via}")).unwrap_or_default();
                writeln!(output, "{}: {} entries{all}", query.bold(), several.len())?;
                caption(output, &rows)?;
                writeln!(output)?;
                table(output, &rows, width)?;
            }
        }
        if !answer.matches.is_empty() {
            near(output, answer)?;
        }
        for hint in &answer.hints {
            if let (Hint::HttpStatus(status), false) = (hint, answer.matches.is_empty()) {
                writeln!(output)?;
                paragraph(output, &also_status(*status), 0, text_width)?;
            }
            if let (Hint::Beginning { .. }, false) = (hint, answer.matches.is_empty()) {
                writeln!(output)?;
                paragraph(output, &hint_text(hint, &answer.query), 0, text_width)?;
            }
        }
    }
    Ok(())
}

fn one(out: &mut impl Write, met: &Match<'_>, width: usize) -> io::Result<()> {
    entry::head(out, &met.found, width)?;
    let mut known = Vec::new();
    if !matches!(met.via, Via::Code | Via::Name | Via::Pattern(_)) {
        known.push(("met as", shown(&met.via.to_string()).into_owned()));
    }
    let values =
        met.captures.iter().map(|(name, value)| format!("{} = {}", shown(name), shown(value)));
    known.extend(values.map(|text| ("with", text)));
    entry::body(out, &met.found, known, width)
}

/// The rows of several matches, and how all of them were met where that is the same for all.
fn rows<'a>(matches: &[Match<'a>]) -> (Vec<Row<'a>>, Option<String>) {
    let reason = |met: &Match<'_>| shown(&met.via.to_string()).into_owned();
    let first = reason(&matches[0]);
    let plain = matches.iter().all(|met| matches!(met.via, Via::Code | Via::Name));
    let same = matches.iter().all(|met| reason(met) == first);
    let row = |met: &Match<'a>| Row {
        why: (!plain && !same).then(|| reason(met)),
        ..Row::new(met.found)
    };
    (matches.iter().map(row).collect(), (!plain && same).then_some(first))
}

fn unknown(out: &mut Output, answer: &Answer<'_>, catalogs: &[String]) -> io::Result<()> {
    let text_width = out.text_width();
    let query = short(&answer.query, LONGEST_QUERY);
    let mut told = false;
    for hint in &answer.hints {
        told = true;
        paragraph(out, &hint_text(hint, &answer.query), 0, text_width)?;
    }
    if !told {
        // A word that no code is near to may stand in a message.
        let word = |c: char| c.is_alphabetic() || matches!(c, '_' | '.' | '-');
        let search = answer.suggestions.is_empty() && query.len() > 2 && query.chars().all(word);
        let search =
            if search { format!(". As a word: errcode search {query}") } else { String::new() };
        let none = match catalogs {
            [] => "no catalog has such a code".to_owned(),
            some => format!("no such code in {}", shown(&some.join(", "))),
        };
        paragraph(out, &format!("{query}: {none}{search}"), 0, text_width)?;
    }
    near(out, answer)
}

/// What may have been meant.
fn near(out: &mut Output, answer: &Answer<'_>) -> io::Result<()> {
    if answer.suggestions.is_empty() {
        return Ok(());
    }
    let width = out.width;
    writeln!(out, "\n{}", "Near to it:".dimmed())?;
    let rows: Vec<_> = answer.suggestions.iter().map(|&found| Row::new(found)).collect();
    table(out, &rows, width)
}

fn also_status(status: u16) -> String {
    format!("{status} is an HTTP status as well: errcode list --status {status}")
}

fn hint_text(hint: &Hint, query: &str) -> String {
    let query = short(query, LONGEST_QUERY);
    match hint {
        Hint::HttpStatus(status) => format!(
            "{query} is an HTTP status, not a code of these systems. The errors that come with it: \
             errcode list --status {status}"
        ),
        Hint::OtherStatus(statuses) => {
            let mut statuses: Vec<_> = statuses.iter().map(u16::to_string).collect();
            statuses.dedup();
            format!("{query} comes with {}: --status leaves it out", statuses.join(" and "))
        }
        Hint::Unlisted { catalog, parent, note } => {
            let place = parent.as_ref().map_or_else(
                || shown(catalog).into_owned(),
                |parent| format!("{} ({})", shown(parent), shown(catalog)),
            );
            let note = note.as_ref().map(|note| format!(". {}", shown(note))).unwrap_or_default();
            format!("{query}: {place} has no such error{note}")
        }
        Hint::Beginning { catalog, members } => {
            let codes = if *members == 1 { "code begins" } else { "codes begin" };
            format!(
                "{query}: {members} {codes} so in {}. To list them: errcode decode {query}",
                shown(catalog)
            )
        }
    }
}
