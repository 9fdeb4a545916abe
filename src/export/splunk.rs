//! `splunk`: a CSV lookup, and the stanzas that cut codes out of events and look them up.
//!
//! A lookup file is UTF-8 with line feeds, its header at most 4096 characters; `WILDCARD` makes
//! `*` in the key column stand for anything; of several rows that fit, the first counts.

use std::io::{self, Write};

use super::extraction::{Dialect, recognisers};
use super::keys::{VALUES, starred_rows};
use super::plain::WRITER;
use super::{Format, Part, Selection, csv};

pub(super) const FORMAT: Format = Format {
    name: "splunk",
    about: "Splunk: CSV lookup, extraction and lookup stanzas",
    parts: &[
        Part { name: "errcode.csv", about: "for the app's lookups folder", write: table },
        Part { name: "transforms.conf", about: "lookup and extraction", write: transforms },
        Part { name: "props.conf", about: "which events they are for", write: props },
    ],
};

fn table(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let columns: Vec<_> = std::iter::once("errcode_key").chain(VALUES).collect();
    csv::row(out, &columns)?;
    for row in starred_rows(selection) {
        let values: Vec<_> = std::iter::once(row.key.clone()).chain(row.values()).collect();
        csv::row(out, &values)?;
    }
    Ok(())
}

fn transforms(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "# Made by {WRITER}. Copy into the app's local/transforms.conf, errcode.csv into lookups/.\n\
         [errcode]\n\
         filename = errcode.csv\n\
         match_type = WILDCARD(errcode_key)\n\
         max_matches = 1\n"
    )?;
    for recogniser in recognisers(selection) {
        let regex = recogniser.regex(Dialect::Perl, "(");
        write!(
            out,
            "\n[errcode_{}]\nREGEX = {regex}\nFORMAT = errcode_key::{}$1\nMV_ADD = true\n",
            recogniser.name(),
            recogniser.prefix()
        )?;
    }
    Ok(())
}

fn props(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let reports: Vec<_> = recognisers(selection)
        .iter()
        .map(|recogniser| format!("errcode_{}", recogniser.name()))
        .collect();
    let fields: Vec<_> = VALUES.iter().map(|value| format!("{value} AS errcode_{value}")).collect();
    writeln!(
        out,
        "# Made by {WRITER}. Put the sourcetype of your events in place of your_sourcetype.\n\
         [your_sourcetype]"
    )?;
    if !reports.is_empty() {
        writeln!(out, "REPORT-errcode = {}", reports.join(", "))?;
    }
    writeln!(out, "LOOKUP-errcode = errcode errcode_key OUTPUT {}", fields.join(", "))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::csv;
    use super::super::tests::{hostile, written};
    use crate::catalog::Catalogs;

    #[test]
    fn keys_are_unique_and_those_with_wildcards_stand_last() {
        for catalogs in [Catalogs::embedded(), hostile()] {
            let rows = csv::read(&written(&catalogs, "splunk", 0));
            let keys: Vec<_> = rows.iter().map(|row| row[0].as_str()).collect();
            assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len());
            let first = keys.iter().position(|key| key.contains('*')).unwrap();
            assert!(keys[first..].iter().all(|key| key.contains('*')), "{keys:?}");
            assert!(keys.contains(&"*_NOT_EXIST"));
        }
    }

    #[test]
    fn every_extraction_that_props_names_is_there() {
        let catalogs = Catalogs::embedded();
        let transforms = written(&catalogs, "splunk", 1);
        let props = written(&catalogs, "splunk", 2);
        let report = props.lines().find_map(|line| line.strip_prefix("REPORT-errcode = ")).unwrap();
        for name in report.split(", ") {
            assert!(transforms.contains(&format!("[{name}]\nREGEX = ")), "{name}");
        }
        assert!(transforms.lines().all(|line| !line.ends_with('\\')), "a line would go on");
    }
}
