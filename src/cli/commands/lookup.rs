//! `errcode lookup`: what does this code mean?

use super::super::args::{Format, Global, Queries};
use super::super::output::Output;
use super::super::{Outcome, json, text};
use crate::lookup::{Answer, Hint, lookup};

pub(crate) fn run(
    queries: &Queries,
    global: &Global,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    tell(super::answers(queries, global, lookup)?, global, output)
}

/// Writes the answers.
pub(super) fn tell(
    mut answers: Vec<Answer<'_>>,
    global: &Global,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    if let Some(set) = &global.status {
        for answer in &mut answers {
            let statuses = answer.matches.iter().filter_map(|met| met.found.entry.status);
            let statuses: Vec<_> = statuses.collect();
            answer.matches.retain(|met| set.has(met.found.entry.status));
            if answer.matches.is_empty() && !statuses.is_empty() {
                answer.hints.push(Hint::OtherStatus(statuses));
            }
            answer.suggestions.retain(|found| set.has(found.entry.status));
        }
    }
    match output.format {
        Format::Json => json::lookup(output, &answers)?,
        Format::Text => text::lookup(output, &answers, &global.catalog)?,
    }
    let all = answers.iter().all(|answer| !answer.matches.is_empty());
    Ok(if all && !answers.is_empty() { Outcome::Found } else { Outcome::NotFound })
}
