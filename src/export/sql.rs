//! `clickhouse` and `duckdb`: a table with a header, and the SQL that loads it, cuts codes out of
//! text and looks them up.

use std::io::{self, Write};

use super::extraction::{Dialect, places, recognisers};
use super::keys::VALUES;
use super::plain::WRITER;
use super::vector::table;
use super::{Format, Part, Selection};

pub(super) const CLICKHOUSE: Format = Format {
    name: "clickhouse",
    about: "ClickHouse: CSVWithNames, dictionary and functions",
    parts: &[
        Part { name: "errcode.csv", about: "for the folder user_files", write: table },
        Part { name: "errcode.sql", about: "dictionary and functions", write: clickhouse },
    ],
};

pub(super) const DUCKDB: Format = Format {
    name: "duckdb",
    about: "DuckDB: CSV, table and macros",
    parts: &[
        Part { name: "errcode.csv", about: "the table", write: table },
        Part { name: "errcode.sql", about: "table and macros", write: duckdb },
    ],
};

fn clickhouse(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let columns = VALUES.iter().filter(|name| **name != "catalog").map(|name| match *name {
        "status" => format!("    `{name}` Nullable(UInt16)"),
        _ => format!("    `{name}` String"),
    });
    write!(
        out,
        "-- Made by {WRITER}. errcode.csv is expected in the server's user_files.\n\
         CREATE OR REPLACE DICTIONARY errcode\n(\n    `catalog` String,\n    `key` String,\n{}\n)\n\
         PRIMARY KEY `catalog`, `key`\n\
         SOURCE(FILE(path '/var/lib/clickhouse/user_files/errcode.csv' format 'CSVWithNames'))\n\
         LAYOUT(COMPLEX_KEY_HASHED())\n\
         LIFETIME(MIN 300 MAX 600);\n\n",
        columns.collect::<Vec<_>>().join(",\n")
    )?;
    writeln!(
        out,
        "-- Every code in a text, as pairs of catalog and key.\n\
         CREATE OR REPLACE FUNCTION errcode_found AS text -> arrayConcat("
    )?;
    for recogniser in recognisers(selection) {
        let regex = clickhouse_text(&recogniser.regex(Dialect::Perl, "("));
        let catalog = clickhouse_text(recogniser.catalog);
        writeln!(out, "    arrayMap(key -> ({catalog}, key), extractAll(text, {regex})),")?;
    }
    writeln!(out, "    CAST([], 'Array(Tuple(String, String))'));\n")?;
    writeln!(
        out,
        "-- A pair as it stands in the dictionary: a code with a place, where it fits none exactly.\n\
         CREATE OR REPLACE FUNCTION errcode_known AS pair -> multiIf(\n    \
         dictHas('errcode', pair), pair,"
    )?;
    for place in places(selection) {
        let (catalog, key) = (clickhouse_text(place.catalog), clickhouse_text(&place.key));
        let regex = clickhouse_text(&place.regex());
        writeln!(out, "    pair.1 = {catalog} AND match(pair.2, {regex}), ({catalog}, {key}),")?;
    }
    write!(
        out,
        "    pair);\n\n\
         -- For example:\n\
         -- SELECT pair.1 AS catalog, dictGet('errcode', 'code', pair) AS code, count() AS times,\n\
         --        any(dictGet('errcode', 'message', pair)) AS message\n\
         -- FROM (SELECT errcode_known(arrayJoin(errcode_found(message))) AS pair FROM logs)\n\
         -- WHERE dictHas('errcode', pair) GROUP BY catalog, code ORDER BY times DESC;\n"
    )
}

/// A text of ClickHouse, where a backslash escapes.
fn clickhouse_text(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn duckdb(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let columns = std::iter::once("key").chain(VALUES).map(|name| match name {
        "status" => format!("    '{name}': 'USMALLINT'"),
        _ => format!("    '{name}': 'VARCHAR'"),
    });
    write!(
        out,
        "-- Made by {WRITER}. Run where errcode.csv is.\n\
         CREATE OR REPLACE TABLE errcode AS\n\
         SELECT * FROM read_csv('errcode.csv', header = true, delim = ',', quote = '\"', escape = '\"', columns = {{\n{}\n}});\n\n",
        columns.collect::<Vec<_>>().join(",\n")
    )?;
    writeln!(
        out,
        "-- Every code in a text, with the catalog that it looks like.\n\
         CREATE OR REPLACE MACRO errcode_found(line) AS flatten(["
    )?;
    for recogniser in recognisers(selection) {
        let regex = duckdb_text(&recogniser.regex(Dialect::Perl, "("));
        let catalog = duckdb_text(recogniser.catalog);
        writeln!(
            out,
            "    [{{'catalog': {catalog}, 'key': found}} for found in regexp_extract_all(line, {regex}, 1)],"
        )?;
    }
    writeln!(
        out,
        "    CAST([] AS STRUCT(\"catalog\" VARCHAR, \"key\" VARCHAR)[])\n]);\n\n\
         -- A key as it stands in the table: a code with a place, where it fits none exactly.\n\
         CREATE OR REPLACE MACRO errcode_known(of, met) AS CASE\n    \
         WHEN EXISTS (SELECT 1 FROM errcode e WHERE e.\"catalog\" = of AND e.\"key\" = met) THEN met"
    )?;
    for place in places(selection) {
        let (catalog, key) = (duckdb_text(place.catalog), duckdb_text(&place.key));
        let regex = duckdb_text(&place.regex());
        writeln!(out, "    WHEN of = {catalog} AND regexp_matches(met, {regex}) THEN {key}")?;
    }
    write!(
        out,
        "    ELSE met END;\n\n\
         -- For example:\n\
         -- WITH hits AS (SELECT unnest(errcode_found(message)) AS hit FROM logs)\n\
         -- SELECT e.\"catalog\", e.code, count(*) AS times, any_value(e.message) AS message\n\
         -- FROM hits JOIN errcode e ON e.\"catalog\" = hit.\"catalog\"\n\
         --   AND e.\"key\" = errcode_known(hit.\"catalog\", hit.\"key\")\n\
         -- GROUP BY ALL ORDER BY times DESC;\n"
    )
}

/// A text of DuckDB, where only the quote is doubled.
fn duckdb_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hostile, written};
    use crate::catalog::Catalogs;

    #[test]
    fn every_quote_is_closed() {
        for catalogs in [Catalogs::embedded(), hostile()] {
            for format in ["clickhouse", "duckdb"] {
                let sql = written(&catalogs, format, 1);
                for line in sql.lines().filter(|line| !line.starts_with("--")) {
                    let line = line.replace("\\'", "");
                    assert_eq!(line.matches('\'').count() % 2, 0, "{format}: {line}");
                }
            }
        }
    }
}
