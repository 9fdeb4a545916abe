//! `errcode export`: the catalogs in the formats that other tools load.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::super::args::{self, Global};
use super::super::output::Output;
use super::super::{Outcome, json, text};
use crate::export::{FORMATS, Format, Part, Selection};

pub(crate) fn run(
    export: &args::Export,
    global: &Global,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    let Some(format) = &export.format else {
        match output.format {
            args::Format::Json => json::export_formats(output, FORMATS)?,
            args::Format::Text => {
                let width = output.text_width();
                text::export_formats(output, FORMATS, width)?;
            }
        }
        return Ok(Outcome::Found);
    };
    let format = Format::named(format).context("no such format")?;
    let catalogs = super::catalogs(global)?;
    let selection = Selection::new(catalogs, |entry| {
        global.status.as_ref().is_none_or(|set| set.has(entry.status))
    });
    if selection.is_empty() {
        return Ok(Outcome::NotFound);
    }
    match (chosen(format, export.part.as_deref())?, &export.output) {
        (Some(part), None) => part.write(&selection, output).context("standard output")?,
        (Some(part), Some(path)) => {
            let inside = path.is_dir().then(|| path.join(part.name));
            save(part, &selection, inside.as_deref().unwrap_or(path))?;
        }
        (None, None) => bail!(
            "{} is several files: give --output DIR, or --part with one of {}",
            format.name,
            names(format)
        ),
        (None, Some(folder)) => {
            fs::create_dir_all(folder).with_context(|| shown(folder))?;
            for part in format.parts {
                save(part, &selection, &folder.join(part.name))?;
            }
        }
    }
    Ok(Outcome::Found)
}

/// The one file that is wanted, or none where all of several are.
fn chosen(format: &'static Format, part: Option<&str>) -> anyhow::Result<Option<&'static Part>> {
    match (part, format.parts) {
        (None, [only]) => Ok(Some(only)),
        (None, _) => Ok(None),
        (Some(name), parts) => match parts.iter().find(|part| part.name == name) {
            Some(part) => Ok(Some(part)),
            None => bail!("{} has no part `{name}`: there are {}", format.name, names(format)),
        },
    }
}

fn names(format: &Format) -> String {
    format.parts.iter().map(|part| part.name).collect::<Vec<_>>().join(", ")
}

/// Writes beside the file and renames, as a pipeline that watches it must never read half of it.
/// What is no regular file (a device, a named pipe) is written to as it is.
fn save(part: &Part, selection: &Selection<'_>, path: &Path) -> anyhow::Result<()> {
    let fill = |target: &Path| -> io::Result<()> {
        let mut file = BufWriter::new(File::create(target)?);
        part.write(selection, &mut file)?;
        file.flush()
    };
    // A link stays, and what it points to is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let special = fs::metadata(&path).is_ok_and(|found| !found.is_file());
    if special {
        return fill(&path).with_context(|| shown(&path));
    }
    let Some(name) = path.file_name() else { bail!("{}: no name of a file", shown(&path)) };
    let mut beside = name.to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let beside: PathBuf = path.with_file_name(beside);
    let saved = fill(&beside).and_then(|()| fs::rename(&beside, &path));
    if saved.is_err() {
        // The fault that is told is the first one.
        let _ = fs::remove_file(&beside);
    }
    saved.with_context(|| shown(&path))
}

fn shown(path: &Path) -> String {
    text::shown(&path.to_string_lossy()).into_owned()
}
