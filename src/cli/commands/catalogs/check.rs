//! `errcode catalogs check`: everything that is wrong with catalog files.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};

use super::super::super::args::{Format, Global};
use super::super::super::output::Output;
use super::super::super::{Outcome, json, places, text};
use crate::catalog::{Catalogs, Fault, Severity, check_files};

/// A file with what is wrong with it.
pub(crate) struct CheckedFile {
    /// The file as it was named.
    pub(crate) file: PathBuf,
    /// Errors and warnings, in the order of the file.
    pub(crate) faults: Vec<Fault>,
}

impl CheckedFile {
    /// How many faults are of this severity.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.faults.iter().filter(|fault| fault.severity == severity).count()
    }
}

pub(crate) fn run(
    files: &[PathBuf],
    global: &Global,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    // What else is wrong with the user's files is not asked here.
    let known = Catalogs::load(&places::sources(&global.catalog_file)).catalogs;
    let faults = check_files(files, &known).into_iter();
    let checked: Vec<CheckedFile> = files
        .iter()
        .zip(faults)
        .map(|(file, faults)| CheckedFile { file: file.clone(), faults })
        .collect();
    match output.format {
        Format::Json => json::check(output, &checked)?,
        Format::Text => text::check(output, &checked)?,
    }
    output.flush().context("standard output")?;
    let errors: usize = checked.iter().map(|file| file.count(Severity::Error)).sum();
    let wrong = checked.iter().filter(|file| file.count(Severity::Error) > 0).count();
    if errors > 0 {
        let [faults, files] = [(errors, "fault"), (checked.len(), "file")]
            .map(|(count, name)| text::counted(count as u64, name));
        bail!("{faults} in {wrong} of {files} checked");
    }
    Ok(Outcome::Found)
}
