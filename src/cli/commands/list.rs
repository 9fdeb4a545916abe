//! `errcode list`: all entries, filtered.

use super::super::args::{Format, Global, List};
use super::super::output::Output;
use super::super::{Outcome, json, text};
use crate::lookup::Found;

pub(crate) fn run(list: &List, global: &Global, output: &mut Output) -> anyhow::Result<Outcome> {
    let catalogs = super::catalogs(global)?;
    let all = catalogs
        .iter()
        .flat_map(|catalog| catalog.entries().iter().map(move |entry| Found { catalog, entry }));
    let wanted = |found: &Found<'_>| {
        let group = found.entry.group.as_deref();
        global.status.as_ref().is_none_or(|set| set.has(found.entry.status))
            && list
                .group
                .as_ref()
                .is_none_or(|want| group.is_some_and(|g| g.eq_ignore_ascii_case(want)))
    };
    let entries: Vec<Found<'_>> = all.filter(wanted).collect();
    match output.format {
        Format::Json => json::list(output, &entries)?,
        Format::Text => text::list(output, &entries)?,
    }
    Ok(if entries.is_empty() { Outcome::NotFound } else { Outcome::Found })
}
