//! `errcode list`: all entries, filtered.

use super::super::args::{Format, Global, List};
use super::super::output::Output;
use super::super::{Outcome, json, text};
use crate::catalog::{Catalog, Catalogs};
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
        Format::Text if entries.is_empty() => {
            let groups = list.group.as_deref().map(|group| groups_like(catalogs, group));
            text::no_entry(output, &groups.unwrap_or_default())?;
        }
        Format::Text => text::list(output, &entries)?,
    }
    Ok(if entries.is_empty() { Outcome::NotFound } else { Outcome::Found })
}

/// The groups with this in their name, each once.
fn groups_like<'a>(catalogs: &'a Catalogs, part: &str) -> Vec<&'a str> {
    let part = part.to_lowercase();
    let entries = catalogs.iter().flat_map(Catalog::entries);
    let mut groups: Vec<&str> = entries.filter_map(|entry| entry.group.as_deref()).collect();
    groups.retain(|group| group.to_lowercase().contains(&part));
    groups.sort_unstable();
    groups.dedup();
    groups
}
