//! Summaries of parts, added up.

use std::fs::File;
use std::io::{self, BufReader, Read};

use anyhow::{Context, bail};

use super::super::super::args::Scan;
use super::super::super::output::Output;
use super::super::super::{Outcome, ndjson, text};
use super::summary::print_summary;
use crate::scan::Summary;

/// Summaries are added in the order in which they are named, several in one file in theirs.
pub(super) fn merge(args: &Scan, output: &mut Output) -> anyhow::Result<Outcome> {
    if args.files.is_empty() {
        bail!("--merge: which summaries? Name the files that `--summary --format json` wrote");
    }
    let mut all = Summary::default();
    for path in &args.files {
        let (name, input): (_, Box<dyn Read>) = if path.as_os_str() == "-" {
            ("standard input".to_owned(), Box::new(io::stdin().lock()))
        } else {
            let name = text::shown(&path.to_string_lossy()).into_owned();
            let file = File::open(path).with_context(|| name.clone())?;
            (name, Box::new(BufReader::new(file)))
        };
        let mut parts = 0;
        for part in ndjson::read_summaries(input) {
            let part = part.with_context(|| {
                format!("{name}: expected what `--summary --format json` wrote")
            })?;
            all.merge(part);
            parts += 1;
        }
        // A run that was cut off left nothing: its part would silently be missing.
        if parts == 0 {
            bail!("{name}: no summary in it: expected what `--summary --format json` wrote");
        }
    }
    print_summary(output, &all)?;
    let found = all.findings > 0 || args.exit_zero;
    Ok(if found { Outcome::Found } else { Outcome::NotFound })
}
