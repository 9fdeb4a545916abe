//! The answer of `explain`.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::super::output::Output;
use super::entry;
use super::paint::{field, field_among, paragraph, short, shown, status_line};
use super::secrets::{is_secret, secrets, without_values};
use super::snippet::{Line, snippet};
use crate::challenge::{self, Challenge, Meaning, ParamMeaning, Severity};
use crate::explain::Explained;
use crate::lookup::Found;
use crate::response::{BodyError, Source};
use crate::secrets::{without_secrets, without_tokens};

/// How many challenges, errors and problems are shown.
const MOST: usize = 20;
/// How many characters of a parameter's name are shown.
const LONGEST_NAME: usize = 40;
/// How many bytes of a corrected line are shown.
const LONGEST: usize = 4_000;

/// Writes what was found: the status, what it means, the challenges, the errors of the body, what
/// to do, and what is wrong with the header.
pub(crate) fn explain(output: &mut Output, explained: &Explained<'_>) -> io::Result<()> {
    let width = output.text_width();
    let mut first = true;
    if let Some(status) = explained.status {
        separate(output, &mut first)?;
        writeln!(output, "{}", status_line(status).bold())?;
    }
    if explained.is_empty() && explained.meaning.is_empty() {
        separate(output, &mut first)?;
        paragraph(output, "no challenge and no error is recognised in this", 0, width)?;
    }
    if !explained.meaning.is_empty() {
        separate(output, &mut first)?;
        paragraph(output, &shown(&without_tokens(&explained.meaning)), 0, width)?;
    }
    let several = explained.challenges.len() > 1;
    let challenges = explained.reading.challenges.iter().zip(&explained.challenges);
    for (challenge, meaning) in challenges.take(MOST) {
        separate(output, &mut first)?;
        one(output, challenge, meaning, several, width)?;
    }
    more(output, explained.challenges.len() + explained.reading.challenges_left_out, "challenges")?;
    for error in explained.errors.iter().take(MOST) {
        separate(output, &mut first)?;
        body_error(output, error, width)?;
    }
    more(output, explained.errors.len(), "errors")?;
    if !explained.next_steps.is_empty() {
        writeln!(output, "\n{}", "What to do next".bold())?;
        for (at, step) in explained.next_steps.iter().enumerate() {
            numbered(output, at + 1, &shown(&without_tokens(step)), width)?;
        }
    }
    problems(output, explained, width)
}

fn separate(out: &mut impl Write, first: &mut bool) -> io::Result<()> {
    if std::mem::take(first) { Ok(()) } else { writeln!(out) }
}

fn more(out: &mut impl Write, all: usize, what: &str) -> io::Result<()> {
    if all > MOST { writeln!(out, "\n… and {} more {what}", all - MOST) } else { Ok(()) }
}

/// A challenge: its scheme, its parameters, and what it means where several are offered.
fn one(
    out: &mut impl Write,
    challenge: &Challenge,
    meaning: &Meaning,
    several: bool,
    width: usize,
) -> io::Result<()> {
    write!(out, "{}", short(&challenge.scheme, 60).bold())?;
    if let Some(spec) = meaning.spec {
        write!(out, "  {}", spec.dimmed())?;
    }
    writeln!(out)?;
    if several {
        paragraph(out, &shown(&meaning.meaning), 2, width)?;
    }
    if let Some(token68) = &challenge.token68 {
        field(out, "token68", &masked(token68), width)?;
    }
    let names = challenge.params.iter().take(MOST).map(|param| short(&param.name, LONGEST_NAME));
    let labels = names.map(|name| name.chars().count()).max().unwrap_or_default();
    let glosses = meaning.params.iter().copied();
    let params =
        challenge.params.iter().zip(glosses.chain(std::iter::repeat(ParamMeaning::default())));
    for (param, known) in params.take(MOST) {
        let value = if known.secret || is_secret(&challenge.scheme, &param.name) {
            masked(&param.value)
        } else {
            let value = without_values(&param.name, &param.value);
            short(&value, 400).into_owned()
        };
        let gloss = known.meaning.map(|gloss| format!("  {}", format!("({gloss})").dimmed()));
        let text = format!("{value}{}", gloss.unwrap_or_default());
        field_among(out, &short(&param.name, LONGEST_NAME), &text, labels, width)?;
    }
    more(out, challenge.params.len(), "parameters")
}

/// What stands for a value that is not to be shown.
fn masked(value: &str) -> String {
    let count = value.chars().count();
    format!("({count} {}, not shown)", if count == 1 { "character" } else { "characters" })
}

/// An error of the body: the entry that it is, or what the body says.
fn body_error(out: &mut impl Write, error: &BodyError<'_>, width: usize) -> io::Result<()> {
    let mut known: Vec<(&'static str, String)> = Vec::new();
    if !error.path.is_empty() {
        known.push(("found at", shown(&error.path).into_owned()));
    }
    let captures = error.captures.iter().take(MOST);
    known.extend(captures.map(|(name, value)| {
        ("with", format!("{} = {}", short(name, 60), short(&without_tokens(value), 200)))
    }));
    known.extend(error.notes.iter().map(|note| ("note", shown(note).into_owned())));
    match (error.source, error.entries.as_slice()) {
        (Source::Catalog(catalog), [only]) => {
            let found = Found { catalog, entry: only };
            entry::head(out, &found, width)?;
            entry::body(out, &found, known, width)
        }
        (Source::Catalog(catalog), [first, rest @ ..]) => {
            let found = Found { catalog, entry: first };
            entry::head(out, &found, width)?;
            for entry in rest.iter().take(MOST) {
                writeln!(out)?;
                entry::head(out, &Found { catalog, entry }, width)?;
            }
            fields(out, &known, width)
        }
        _ => {
            write!(out, "{}", short(&error.code, 100).bold())?;
            if let Some(name) = &error.name {
                write!(out, "  {}", short(name, 100).bold())?;
            }
            writeln!(out, "  {}", shown(error.source.title()).dimmed())?;
            if let Some(message) = &error.message {
                paragraph(out, &short(&without_secrets(message), 1000), 2, width)?;
            }
            fields(out, &known, width)
        }
    }
}

fn fields(out: &mut impl Write, fields: &[(&'static str, String)], width: usize) -> io::Result<()> {
    if !fields.is_empty() {
        writeln!(out)?;
    }
    for (label, text) in fields {
        field(out, label, text, width)?;
    }
    Ok(())
}

fn numbered(out: &mut impl Write, number: usize, text: &str, width: usize) -> io::Result<()> {
    // A URL or command that is too long for a line stays whole, so that it can be copied.
    let options = textwrap::Options::new(width.saturating_sub(4).max(10))
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for (at, line) in textwrap::wrap(text, options).into_iter().enumerate() {
        let label = if at == 0 { format!("{number}.") } else { String::new() };
        writeln!(out, "{label:>3} {line}")?;
    }
    Ok(())
}

/// The problems, worst first, each under its line, and the corrected header.
fn problems(out: &mut impl Write, explained: &Explained<'_>, width: usize) -> io::Result<()> {
    let reading = &explained.reading;
    let mut problems: Vec<_> = explained.problems.iter().collect();
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    for problem in problems.iter().take(MOST) {
        writeln!(out)?;
        let number = problem.at.map(|at| at.line);
        let bytes = number.and_then(|number| explained.lines.get(number.checked_sub(1)?));
        let line = number.zip(bytes);
        let line =
            line.map(|(number, bytes)| Line { bytes, secrets: secrets(reading, number, bytes) });
        let number = number.filter(|_| explained.lines.len() > 1);
        snippet(out, problem, line.as_ref(), number, width)?;
    }
    more(out, problems.len() + reading.problems_left_out, "problems")?;
    let errors = problems.iter().any(|problem| problem.severity == Severity::Error);
    if let Some(corrected) = reading.corrected.as_ref().filter(|_| errors) {
        writeln!(out, "\n{}", "Corrected".bold())?;
        let again = challenge::read(corrected);
        for (at, line) in corrected.iter().enumerate().take(MOST) {
            let line =
                Line { bytes: line.as_bytes(), secrets: secrets(&again, at + 1, line.as_bytes()) };
            paragraph(out, &line.start(LONGEST), 2, width)?;
        }
    }
    Ok(())
}
