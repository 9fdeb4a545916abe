//! `errcode catalogs import`: a catalog file from what teams have.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, anyhow, bail};

use super::super::super::args::{Global, Import};
use super::super::super::output::Output;
use super::super::super::{Outcome, complain, places};
use crate::catalog::{
    Catalogs, ImportError, ImportFormat, ImportOptions, import, read_text, read_text_from,
};

pub(crate) fn run(
    arguments: &Import,
    global: &Global,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    let file = &arguments.file;
    let name = file.display().to_string();
    let format = match &arguments.from {
        Some(format) => format.parse().map_err(|fault: String| anyhow!(fault))?,
        None => match ImportFormat::of_file(file) {
            Some(format) => format,
            None => bail!("{name}: its name does not tell what it is: say it with --from"),
        },
    };
    let text =
        if file.as_os_str() == "-" { read_text_from(io::stdin().lock()) } else { read_text(file) };
    let text = text.map_err(|fault| anyhow!("{name}: {fault}"))?;
    let known = Catalogs::load(&places::sources(&global.catalog_file)).catalogs;
    let options = ImportOptions {
        id: arguments.id.clone().unwrap_or_else(|| id(file)),
        title: arguments.title.clone(),
        edition: arguments.edition.clone(),
        source: file
            .file_name()
            .map_or_else(|| name.clone(), |name| name.to_string_lossy().into_owned()),
        strip: arguments.strip.clone(),
        columns: arguments.column.iter().cloned().collect::<BTreeMap<_, _>>(),
        plugin_code: arguments.plugin_code,
    };
    let imported = import(&text, format, &options, &known).map_err(|fault| match fault {
        ImportError::Form { line, reason } => anyhow!("{name}:{line}: {reason}"),
        fault => anyhow!("{name}: {fault}"),
    })?;
    output.write_all(imported.text.as_bytes()).context("standard output")?;
    output.flush().context("standard output")?;
    for left in &imported.left {
        complain(&format!("{name}:{left}"));
    }
    let entries = if imported.entries == 1 { "entry" } else { "entries" };
    complain(&format!(
        "errcode: {} {entries}, {} not taken or changed",
        imported.entries,
        imported.left.len()
    ));
    Ok(Outcome::Found)
}

/// An id from the name of a file.
fn id(file: &Path) -> String {
    let stem =
        file.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let words = stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let id = words.collect::<Vec<_>>().join("-");
    let id: String =
        id.trim_start_matches(|c: char| !c.is_ascii_lowercase()).chars().take(40).collect();
    if id.is_empty() { "imported".to_owned() } else { id.trim_end_matches('-').to_owned() }
}
