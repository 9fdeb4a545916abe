//! `json` and `ndjson`: every entry with every field.

use std::io::{self, Write};

use super::plain::escaped_json;
use super::{Format, Part, Record, Selection};

pub(super) const FORMAT: Format = Format {
    name: "json",
    about: "one array, every entry with every field",
    parts: &[Part { name: "errcode.json", about: "array of entries", write: array }],
};

pub(super) const NDJSON: Format = Format {
    name: "ndjson",
    about: "one JSON object a line, every entry with every field",
    parts: &[Part { name: "errcode.ndjson", about: "one entry a line", write: lines }],
};

fn array(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let entries: Vec<_> = selection.entries().collect();
    let records: Vec<_> = entries.iter().map(Record::from).collect();
    writeln!(out, "{}", escaped_json(&serde_json::to_string_pretty(&records)?))
}

fn lines(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    for found in selection.entries() {
        let record = serde_json::to_string(&Record::from(&found))?;
        writeln!(out, "{}", escaped_json(&record))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::tests::{hostile, written};
    use crate::catalog::Catalogs;

    #[test]
    fn both_hold_the_same_entries_with_the_same_keys() {
        for catalogs in [Catalogs::embedded(), hostile()] {
            let array: Vec<Value> = serde_json::from_str(&written(&catalogs, "json", 0)).unwrap();
            let lines = written(&catalogs, "ndjson", 0);
            let lines: Vec<Value> =
                lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(array, lines);
            assert!(array.iter().all(|entry| entry.as_object().unwrap().len() == 15));
        }
    }
}
