//! The answer of `explain` for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{Entry, captures, write};
use crate::explain::Explained;
use crate::response;

#[derive(Serialize)]
struct Explain<'a> {
    valid: bool,
    status: Option<u16>,
    challenges: Vec<Challenge<'a>>,
    problems: Vec<Problem<'a>>,
    corrected: Option<String>,
    errors: Vec<BodyError<'a>>,
    meaning: &'a str,
    next_steps: &'a [String],
}

#[derive(Serialize)]
struct Challenge<'a> {
    scheme: &'a str,
    token68: Option<&'a str>,
    params: Vec<(&'a str, &'a str)>,
    spec: Option<&'a str>,
    meaning: &'a str,
    next_steps: &'a [String],
}

#[derive(Serialize)]
struct Problem<'a> {
    severity: &'a str,
    rule: &'a str,
    message: &'a str,
    at: Option<Place>,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    offset: usize,
    length: usize,
}

/// An error in a body: the entry that it is, or as much of one as the body tells.
#[derive(Serialize)]
struct BodyError<'a> {
    #[serde(flatten)]
    entry: Entry<'a>,
    captures: BTreeMap<&'a str, &'a str>,
    path: &'a str,
    known: bool,
    remarks: &'a [String],
}

/// The answer of `explain`: an object.
pub(crate) fn explain(writer: &mut impl Write, explained: &Explained<'_>) -> io::Result<()> {
    let reading = &explained.reading;
    let challenges = reading.challenges.iter().zip(&explained.challenges);
    let challenges = challenges.map(|(challenge, meaning)| Challenge {
        scheme: &challenge.scheme,
        token68: challenge.token68.as_deref(),
        params: challenge.params.iter().map(|it| (it.name.as_str(), it.value.as_str())).collect(),
        spec: meaning.spec,
        meaning: &meaning.meaning,
        next_steps: &meaning.next_steps,
    });
    let problems = explained.problems.iter().map(|problem| Problem {
        severity: problem.severity.as_str(),
        rule: problem.rule,
        message: &problem.message,
        at: problem.at.map(|at| Place { line: at.line, offset: at.offset, length: at.length }),
    });
    let answer = Explain {
        valid: reading.valid,
        status: explained.status,
        challenges: challenges.collect(),
        problems: problems.collect(),
        corrected: reading.corrected_field(),
        errors: explained.errors.iter().flat_map(body_errors).collect(),
        meaning: &explained.meaning,
        next_steps: &explained.next_steps,
    };
    write(writer, &answer)
}

/// Every entry that an error in a body can be; one made of the body if it can be none.
fn body_errors<'a>(error: &'a response::BodyError<'_>) -> Vec<BodyError<'a>> {
    let whole = |entry| BodyError {
        entry,
        captures: captures(&error.captures),
        path: &error.path,
        known: error.is_known(),
        remarks: &error.notes,
    };
    if error.entries.is_empty() {
        return vec![whole(Entry::unlisted(error))];
    }
    error.entries.iter().map(|entry| whole(Entry::new(error.source.id(), entry))).collect()
}
