//! The answers of `decode`.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::super::output::Output;
use super::entry::edition;
use super::list::{Row, table};
use super::paint::{field, paragraph, short, shown, status_line};
use crate::code::{Chars, Via};
use crate::decode::{Decoded, Reading};
use crate::entry::Entry;
use crate::lookup::Found;

/// Writes every answer, in the order asked.
pub(crate) fn decode(output: &mut Output, decoded: &[Decoded<'_>]) -> io::Result<()> {
    let (width, text_width) = (output.width, output.text_width());
    let mut first = true;
    for answer in decoded {
        if answer.readings.is_empty() {
            separate(output, &mut first)?;
            let query = short(&answer.query, 60);
            paragraph(
                output,
                &format!("{query}: not a code of these systems, nor a part of one"),
                0,
                text_width,
            )?;
        }
        if answer.readings.len() > 1 {
            separate(output, &mut first)?;
            writeln!(
                output,
                "{}: {} readings",
                short(&answer.query, 60).bold(),
                answer.readings.len()
            )?;
        }
        for reading in &answer.readings {
            separate(output, &mut first)?;
            one(output, reading, answer.readings.len() == 1, width, text_width)?;
        }
    }
    Ok(())
}

fn separate(out: &mut impl Write, first: &mut bool) -> io::Result<()> {
    if std::mem::take(first) { Ok(()) } else { writeln!(out) }
}

fn one(
    out: &mut impl Write,
    reading: &Reading<'_>,
    alone: bool,
    width: usize,
    text_width: usize,
) -> io::Result<()> {
    let code = reading.forms.first().map(|(_, text)| text.as_str()).unwrap_or_default();
    let name = reading.forms.iter().skip(1).find(|(form, _)| *form == "name");
    let name = name.map(|(_, name)| format!("  {}", shown(name).bold())).unwrap_or_default();
    writeln!(out, "{}{name}", shown(code).bold())?;
    writeln!(out, "{}\n", edition(reading.catalog.header()).dimmed())?;
    let listed = if reading.whole { &reading.entries[..] } else { &[] };
    for entry in listed {
        let status =
            entry.status.map(|status| format!("{}  ", status_line(status))).unwrap_or_default();
        paragraph(out, &format!("{status}{}", shown(&entry.message)), 2, text_width)?;
    }
    if !listed.is_empty() {
        writeln!(out)?;
    }
    if !matches!(reading.via, Via::Code | Via::Name) {
        field(out, "met as", &shown(&reading.via.to_string()), text_width)?;
    }
    let widest =
        reading.fields.iter().map(|part| part.value.chars().count()).max().unwrap_or_default();
    for part in &reading.fields {
        let label = part.label.as_ref().map(|label| shown(label)).unwrap_or_default();
        field(
            out,
            &shown(&part.name),
            format!("{:<widest$}  {label}", shown(&part.value)).trim_end(),
            text_width,
        )?;
    }
    for (form, text) in other_forms(reading) {
        field(out, form, &shown(text), text_width)?;
    }
    if let Some(note) = &reading.note {
        field(out, "note", &shown(note), text_width)?;
    }
    // Of several readings only those that lead to an error show who stands beside it.
    if alone || !reading.entries.is_empty() { kin(out, reading, width) } else { Ok(()) }
}

/// The forms beside the first and the name; the signed number only where it is another one.
fn other_forms<'a>(reading: &'a Reading<'_>) -> impl Iterator<Item = (&'static str, &'a str)> {
    let decimal = reading.forms.iter().find(|(form, _)| *form == "decimal").map(|(_, text)| text);
    reading.forms.iter().skip(1).filter_map(move |(form, text)| match *form {
        "name" => None,
        "signed_decimal" => (Some(text) != decimal).then_some(("signed", text.as_str())),
        form => Some((form, text.as_str())),
    })
}

/// Up to so many neighbours of a code are all shown; of more, the nearest on both sides.
const FEW_NEIGHBOURS: usize = 15;
const NEAREST: usize = 10;

/// The neighbours of a whole code, or the codes that begin so.
fn kin(out: &mut impl Write, reading: &Reading<'_>, width: usize) -> io::Result<()> {
    let members = if reading.whole { &reading.neighbours } else { &reading.entries };
    if members.is_empty() {
        return Ok(());
    }
    let group = reading.group.as_deref().unwrap_or_default();
    let title = match (reading.whole, members.len()) {
        (true, 1) => format!("1 neighbour in {}:", shown(group)),
        (true, count) => format!("{count} neighbours in {}:", shown(group)),
        (false, 1) => format!("1 code in {}:", shown(group)),
        (false, count) => format!("{count} codes in {}:", shown(group)),
    };
    writeln!(out, "\n{}", title.dimmed())?;
    let nearest = match reading.whole && members.len() > FEW_NEIGHBOURS {
        true => nearest(reading, members),
        false => members.clone(),
    };
    let rows = nearest.iter().map(|&entry| {
        let whole = entry.name.as_deref();
        let rest = whole.and_then(|name| name.strip_prefix(group)?.strip_prefix('.'));
        Row { name: rest.or(whole), ..Row::new(Found { catalog: reading.catalog, entry }) }
    });
    table(out, &rows.collect::<Vec<_>>(), width)?;
    let more = members.len() - nearest.len();
    if more > 0 {
        let quote = if group.contains(char::is_whitespace) { "\"" } else { "" };
        let all = format!("errcode decode {quote}{}{quote}", shown(group));
        writeln!(out, "\n{}", format!("… and {more} more: {all}").dimmed())?;
    }
    Ok(())
}

/// The neighbours next to a code, as many before it as behind it; where codes end in words, those
/// that are spelled most alike, in the order of the catalog.
fn nearest<'e>(reading: &Reading<'_>, all: &[&'e Entry]) -> Vec<&'e Entry> {
    let (form, code) = reading.forms.first().map_or(("", ""), |(form, text)| (*form, text));
    let last = reading.catalog.header().code.parts().last();
    let counted = last.is_some_and(|part| matches!(part.chars, Chars::Digit | Chars::Hex));
    if counted && form != "name" {
        // Codes of one group differ in their number: a longer one is a larger one.
        let place = |code: &str| (code.len(), code.to_owned());
        let before = all.iter().take_while(|entry| place(&entry.code) < place(code)).count();
        let from = before.saturating_sub(NEAREST / 2);
        let from = from.min(all.len().saturating_sub(NEAREST));
        return all[from..all.len().min(from + NEAREST)].to_vec();
    }
    let identifier =
        |entry: &'e Entry| entry.name.as_deref().filter(|_| form == "name").unwrap_or(&entry.code);
    let apart = |entry: &'e Entry| strsim::osa_distance(identifier(entry), code);
    let mut near: Vec<(usize, usize)> =
        all.iter().enumerate().map(|(at, entry)| (apart(entry), at)).collect();
    near.sort_unstable();
    near.truncate(NEAREST);
    near.sort_unstable_by_key(|(_, at)| *at);
    near.into_iter().map(|(_, at)| all[at]).collect()
}
