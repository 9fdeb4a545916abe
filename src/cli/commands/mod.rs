//! One file a command: ask the library, render, say the outcome.

mod bare;
mod catalogs;
mod decode;
mod explain;
mod export;
mod list;
mod lookup;
mod scan;
mod search;
mod shell;

pub(crate) use catalogs::CheckedFile;

use std::io::{self, BufRead, Read};
use std::sync::Once;

use anyhow::{Context, bail};

use super::args::{Cli, Command, Global, Queries};
use super::output::Output;
use super::{Outcome, complain, places};
use crate::catalog::{Catalog, Catalogs};

/// The longest line that is read as a query, in bytes.
const LONGEST_LINE: u64 = 1 << 20;

pub(crate) fn run(cli: &Cli, output: &mut Output) -> anyhow::Result<Outcome> {
    let global = &cli.global;
    match &cli.command {
        Command::Lookup(queries) => lookup::run(queries, global, output),
        Command::Decode(queries) => decode::run(queries, global, output),
        Command::Search(search) => search::run(search, global, output),
        Command::Explain(explain) => explain::run(explain, global, output),
        Command::Scan(scan) => scan::run(scan, global, output),
        Command::List(list) => list::run(list, global, output),
        Command::Export(export) => export::run(export, global, output),
        Command::Catalogs { command } => catalogs::run(command.as_ref(), global, output),
        Command::Completions { shell } => shell::completions(*shell, output),
        Command::Man { command } => shell::man(command.as_deref(), output),
        Command::Bare(words) => bare::run(words, global, output),
    }
}

/// The catalogs that the arguments ask for. Files that cannot be used are told on standard error.
///
/// They last as long as the program: taking them apart at its end would cost as much as a lookup.
pub(crate) fn catalogs(global: &Global) -> anyhow::Result<&'static Catalogs> {
    static TOLD: Once = Once::new();
    let loaded = Catalogs::load(&places::sources(&global.catalog_file));
    TOLD.call_once(|| {
        for skipped in &loaded.skipped {
            complain(&format!("errcode: warning: {skipped}"));
        }
    });
    let mut catalogs = loaded.catalogs;
    for id in &global.catalog {
        if catalogs.iter().all(|catalog| !catalog.id().eq_ignore_ascii_case(id)) {
            let known: Vec<_> = catalogs.iter().map(Catalog::id).collect();
            bail!("no catalog `{id}`: there are {}", known.join(", "));
        }
    }
    if !global.catalog.is_empty() {
        catalogs.retain(|catalog| {
            global.catalog.iter().any(|id| id.eq_ignore_ascii_case(catalog.id()))
        });
    }
    Ok(Box::leak(Box::new(catalogs)))
}

/// The answer to each query, in the order in which they were asked.
fn answers<A>(
    asked: &Queries,
    global: &Global,
    answer: impl Fn(&'static Catalogs, &str) -> A,
) -> anyhow::Result<Vec<A>> {
    let catalogs = catalogs(global)?;
    Ok(queries(&asked.codes)?.iter().map(|query| answer(catalogs, query)).collect())
}

/// The queries as typed, `-` replaced by the lines of standard input. Empty lines are passed over.
fn queries(typed: &[String]) -> anyhow::Result<Vec<String>> {
    let mut queries = Vec::new();
    for query in typed {
        if query != "-" {
            if query.trim().is_empty() {
                bail!("an empty code: expected something like PR400-OD-0001");
            }
            queries.push(query.clone());
            continue;
        }
        let mut input = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            let mut part = input.by_ref().take(LONGEST_LINE);
            if part.read_until(b'\n', &mut line).context("standard input")? == 0 {
                break;
            }
            let line = String::from_utf8_lossy(&line);
            if !line.trim().is_empty() {
                queries.push(line.trim().to_owned());
            }
        }
    }
    Ok(queries)
}
