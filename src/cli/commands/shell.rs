//! `errcode completions` and `errcode man`: what a shell and `man` want to know.

use std::io::Write;

use anyhow::{Context, bail};

use super::super::output::Output;
use super::super::{Outcome, command};

pub(crate) fn completions(
    shell: clap_complete::Shell,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    // Rendered into memory first: the generator panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "errcode", &mut script);
    output.write_all(&script).context("standard output")?;
    Ok(Outcome::Found)
}

pub(crate) fn man(name: Option<&str>, output: &mut Output) -> anyhow::Result<Outcome> {
    let pages = super::super::manual::pages()?;
    let file = name.map_or_else(|| "errcode.1".to_owned(), |name| format!("errcode-{name}.1"));
    let Some((_, page)) = pages.iter().find(|(known, _)| *known == file) else {
        bail!("no command `{}`", name.unwrap_or_default());
    };
    output.write_all(page).context("standard output")?;
    Ok(Outcome::Found)
}
