//! `errcode catalogs`: which catalogs there are, and the user's own.

mod check;

use super::super::args::{Catalogs, Format, Global};
use super::super::output::Output;
use super::super::{Outcome, json, text};

pub(crate) use check::CheckedFile;

pub(crate) fn run(
    command: Option<&Catalogs>,
    global: &Global,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    match command {
        None | Some(Catalogs::List) => list(global, output),
        Some(Catalogs::Check { files }) => check::run(files, global, output),
    }
}

fn list(global: &Global, output: &mut Output) -> anyhow::Result<Outcome> {
    let catalogs = super::catalogs(global)?;
    match output.format {
        Format::Json => json::catalogs(output, &catalogs)?,
        Format::Text => text::catalogs(output, &catalogs)?,
    }
    Ok(Outcome::Found)
}
