//! `errcode catalogs`: which catalogs there are.

use super::super::args::{Format, Global};
use super::super::output::Output;
use super::super::{Outcome, json, text};

pub(crate) fn run(global: &Global, output: &mut Output) -> anyhow::Result<Outcome> {
    let catalogs = super::catalogs(global)?;
    match output.format {
        Format::Json => json::catalogs(output, &catalogs)?,
        Format::Text => text::catalogs(output, &catalogs)?,
    }
    Ok(Outcome::Found)
}
