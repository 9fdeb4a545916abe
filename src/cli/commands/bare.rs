//! A first argument that is no command: it is tried as a code, then as words.

use std::ffi::OsString;

use anyhow::{Context, bail};
use clap::CommandFactory;

use super::super::args::{self, Cli, Global, Search};
use super::super::output::Output;
use super::super::{Outcome, text};
use crate::lookup::lookup;

pub(crate) fn run(
    words: &[OsString],
    global: &Global,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    let words: Option<Vec<String>> =
        words.iter().map(|word| word.to_str().map(str::to_owned)).collect();
    let words = words.context("an argument is not UTF-8")?;
    let first = words.first().map(String::as_str).unwrap_or_default();
    let catalogs = super::catalogs(global)?;
    let answer = lookup(catalogs, first);
    let known = !answer.matches.is_empty();
    if !known && words.len() == 1 && super::explain::is_answer(first) {
        let headers = vec![first.into()];
        return super::explain::run(&args::Explain { headers, file: None }, global, output);
    }
    if !known && let Some(near) = near_command(first) {
        bail!("no command `{}`: did you mean `{near}`?", text::shown(first));
    }
    // What is nearly a code has more of it than letters.
    let nearly = words.len() == 1
        && !answer.suggestions.is_empty()
        && first.contains(|c: char| c.is_ascii_digit());
    if !known && answer.hints.is_empty() && !nearly {
        return super::search::run(&Search { words, limit: None }, global, output);
    }
    let rest = super::queries(&words[1..])?;
    let rest = rest.iter().map(|query| lookup(catalogs, query));
    super::lookup::tell(std::iter::once(answer).chain(rest).collect(), global, output)
}

/// The command that `word` nearly is.
fn near_command(word: &str) -> Option<String> {
    if word.len() > 20 {
        return None;
    }
    let names = Cli::command();
    let names = names.get_subcommands().map(|command| command.get_name().to_owned());
    let near =
        names.map(|name| (strsim::osa_distance(&name, &word.to_ascii_lowercase()), name)).min()?;
    (near.0 <= 2 && near.0 < word.len() / 2 + 1).then_some(near.1)
}
