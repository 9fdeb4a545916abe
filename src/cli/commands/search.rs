//! `errcode search`: which error says something like this?

use anyhow::bail;

use super::super::args::{Format, Global, Search};
use super::super::output::Output;
use super::super::{Outcome, json, text};
use crate::search;

/// How many entries are told where no limit is given.
const LIMIT: usize = 10;

pub(crate) fn run(args: &Search, global: &Global, output: &mut Output) -> anyhow::Result<Outcome> {
    let query = args.words.join(" ");
    if query.trim().is_empty() {
        bail!("an empty query: expected words such as `token expired`");
    }
    let catalogs = super::catalogs(global)?;
    let wanted = global.status.as_ref();
    let mut answer = search::Search::new(catalogs)
        .at_most(args.limit.map_or(LIMIT, usize::from))
        .find(&query, |entry| wanted.is_none_or(|set| set.has(entry.status)));
    if args.limit.is_none() {
        answer.hits.truncate(answer.good());
    }
    match output.format {
        Format::Json => json::search(output, &answer.hits)?,
        Format::Text => text::search(output, &query, &answer)?,
    }
    Ok(if answer.hits.is_empty() { Outcome::NotFound } else { Outcome::Found })
}
