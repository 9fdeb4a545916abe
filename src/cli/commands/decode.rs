//! `errcode decode`: what is a code made of?

use super::super::args::{Format, Global, Queries};
use super::super::output::Output;
use super::super::{Outcome, json, text};
use crate::decode::decode;

pub(crate) fn run(
    queries: &Queries,
    global: &Global,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    let mut decoded = super::answers(queries, global, decode)?;
    if let Some(set) = &global.status {
        for reading in decoded.iter_mut().flat_map(|decoded| &mut decoded.readings) {
            reading.entries.retain(|entry| set.has(entry.status));
            reading.neighbours.retain(|entry| set.has(entry.status));
        }
    }
    match output.format {
        Format::Json => json::decode(output, &decoded)?,
        Format::Text => text::decode(output, &decoded)?,
    }
    let all = decoded.iter().all(|decoded| !decoded.readings.is_empty());
    Ok(if all && !decoded.is_empty() { Outcome::Found } else { Outcome::NotFound })
}
