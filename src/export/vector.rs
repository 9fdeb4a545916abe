//! `vector`: an enrichment table, and two programs in VRL: one cuts codes out, one looks them up.
//!
//! `get_enrichment_table_record` wants exactly one row: catalog and key together are unique.

use std::io::{self, Write};

use super::extraction::{Dialect, places, recognisers};
use super::keys::{Unique, VALUES, json_string, rows};
use super::plain::WRITER;
use super::{Format, Part, Selection, csv};

pub(super) const FORMAT: Format = Format {
    name: "vector",
    about: "Vector: CSV enrichment table and VRL programs",
    parts: &[
        Part { name: "errcode.csv", about: "the enrichment table", write: table },
        Part { name: "extract.vrl", about: "cuts codes out of .message", write: extract },
        Part { name: "enrich.vrl", about: "looks them up", write: enrich },
        Part { name: "errcode.yaml", about: "table and transforms", write: configuration },
    ],
};

/// A table of one row a catalog and key, with a header. Databases load the same.
pub(super) fn table(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let columns: Vec<_> = std::iter::once("key").chain(VALUES).collect();
    csv::row(out, &columns)?;
    for row in rows(selection, Unique::KeyInCatalog) {
        let values: Vec<_> = std::iter::once(row.key.clone()).chain(row.values()).collect();
        csv::row(out, &values)?;
    }
    Ok(())
}

fn extract(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "# Made by {WRITER}: every code in .message, with the catalog that it looks like.\n\
         found = []\n\
         text = string(.message) ?? \"\"\n"
    )?;
    for recogniser in recognisers(selection) {
        // `literal` leaves no single quote outside brackets, and a raw text of VRL may hold none.
        let regex = recogniser.regex(Dialect::Perl, "(?P<key>").replace('\'', "\\x27");
        let catalog = json_string(recogniser.catalog);
        write!(
            out,
            "for_each(parse_regex_all(text, r'{regex}') ?? []) -> |_, hit| {{\n    \
               found = push(found, {{ \"catalog\": {catalog}, \"key\": hit.key }})\n\
             }}\n"
        )?;
    }
    writeln!(out, ".errcode_found = found")
}

fn enrich(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "# Made by {WRITER}: .errcode becomes the list of the errors that are known.\n\
         known = []\n\
         for_each(array(.errcode_found) ?? []) -> |_, hit| {{\n    \
           row, fault = get_enrichment_table_record(\"errcode\", {{ \"catalog\": hit.catalog, \"key\": hit.key }})\n"
    )?;
    for place in places(selection) {
        let (catalog, key) = (json_string(place.catalog), json_string(&place.key));
        let regex = place.regex().replace('\'', "\\x27");
        write!(
            out,
            "    if fault != null && hit.catalog == {catalog} && (match(hit.key, r'{regex}') ?? false) {{\n        \
               row, fault = get_enrichment_table_record(\"errcode\", {{ \"catalog\": {catalog}, \"key\": {key} }})\n    \
             }}\n"
        )?;
    }
    write!(
        out,
        "    if fault == null {{\n        known = push(known, row)\n    }}\n\
         }}\n\
         .errcode = known\n\
         del(.errcode_found)\n"
    )
}

fn configuration(_: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "# Made by {WRITER}. Put the id of your source in place of your_source, and the folder of\n\
         # these files in place of /etc/vector/errcode.\n\
         enrichment_tables:\n  \
           errcode:\n    \
             type: file\n    \
             file:\n      \
               path: /etc/vector/errcode/errcode.csv\n      \
               encoding:\n        \
                 type: csv\n\
         transforms:\n  \
           errcode_found:\n    \
             type: remap\n    \
             inputs: [your_source]\n    \
             file: /etc/vector/errcode/extract.vrl\n  \
           errcode:\n    \
             type: remap\n    \
             inputs: [errcode_found]\n    \
             file: /etc/vector/errcode/enrich.vrl\n"
    )
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::csv;
    use super::super::tests::{hostile, written};
    use crate::catalog::Catalogs;

    #[test]
    fn a_catalog_and_a_key_meet_one_row() {
        for catalogs in [Catalogs::embedded(), hostile()] {
            let rows = csv::read(&written(&catalogs, "vector", 0));
            let keys: HashSet<_> = rows.iter().map(|row| (&row[0], &row[1])).collect();
            assert_eq!(keys.len(), rows.len());
            assert!(rows.iter().all(|row| row.len() == rows[0].len()));
        }
    }

    #[test]
    fn raw_texts_hold_no_quote() {
        for catalogs in [Catalogs::embedded(), hostile()] {
            for part in [1, 2] {
                for line in written(&catalogs, "vector", part).lines() {
                    let quotes = line.matches('\'').count();
                    assert!(line.starts_with('#') || quotes == 0 || quotes == 2, "{line}");
                }
            }
        }
    }
}
