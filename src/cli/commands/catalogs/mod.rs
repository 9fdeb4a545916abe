//! `errcode catalogs`: which catalogs there are, and the user's own.

mod check;
mod import;

use std::io::Write;

use anyhow::{Context, bail};

use super::super::args::{Catalogs, Format, Global};
use super::super::output::Output;
use super::super::{Outcome, json, text};
use crate::catalog::{self, SCHEMA};

pub(crate) use check::CheckedFile;

pub(crate) fn run(
    command: Option<&Catalogs>,
    global: &Global,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    match command {
        None | Some(Catalogs::List) => list(global, output),
        Some(Catalogs::Check { files }) => check::run(files, global, output),
        Some(Catalogs::New { patches }) => new(patches.as_deref(), global, output),
        Some(Catalogs::Import(import)) => import::run(import, global, output),
        Some(Catalogs::Schema) => {
            output.write_all(SCHEMA.as_bytes()).context("standard output")?;
            Ok(Outcome::Found)
        }
    }
}

/// Prints a file to start from.
fn new(patches: Option<&str>, global: &Global, output: &mut Output) -> anyhow::Result<Outcome> {
    let text = match patches {
        None => catalog::STARTER.to_owned(),
        Some(id) => {
            let catalogs = super::catalogs(global)?;
            let Some(base) = catalogs.named(id) else {
                let known: Vec<_> = catalogs.iter().map(catalog::Catalog::id).collect();
                bail!("no catalog `{id}`: there are {}", known.join(", "));
            };
            catalog::starting_patch(base)
        }
    };
    output.write_all(text.as_bytes()).context("standard output")?;
    Ok(Outcome::Found)
}

fn list(global: &Global, output: &mut Output) -> anyhow::Result<Outcome> {
    let catalogs = super::catalogs(global)?;
    match output.format {
        Format::Json => json::catalogs(output, catalogs)?,
        Format::Text => text::catalogs(output, catalogs)?,
    }
    Ok(Outcome::Found)
}
