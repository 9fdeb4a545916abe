//! `syslog-ng`: a database of add-contextual-data(), and the parser that asks it.
//!
//! The database has no header and one line a field: selector, name, value. A selector may hold
//! `*`; of several that fit, the first counts.

use std::io::{self, Write};

use super::extraction::{Dialect, recognisers};
use super::keys::{VALUES, starred_rows};
use super::plain::WRITER;
use super::{Format, Part, Selection, csv};

pub(super) const FORMAT: Format = Format {
    name: "syslog-ng",
    about: "syslog-ng: contextual data and the parser that asks it",
    parts: &[
        Part { name: "errcode.csv", about: "the database", write: table },
        Part { name: "errcode.conf", about: "parser p_errcode", write: parser },
    ],
};

fn table(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in starred_rows(selection) {
        for (name, value) in VALUES.iter().zip(row.values()) {
            if !value.is_empty() {
                csv::row(out, &[row.key.as_str(), name, &value])?;
            }
        }
    }
    Ok(())
}

/// Asks for the codes that each pattern cuts out, until one is in the database.
fn parser(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "# Made by {WRITER}. Include this file, and name parser(p_errcode) in a log path. It sets\n\
         # ${{errcode_key}} and ${{errcode.code}}, ${{errcode.message}} and the others.\n\
         @define errcode-database \"/etc/syslog-ng/errcode.csv\"\n\
         parser p_errcode {{\n  channel {{\n"
    )?;
    for recogniser in recognisers(selection) {
        let regex = recogniser.regex(Dialect::Perl, "(?<errcode_key>");
        let regex = regex.replace('\\', "\\\\").replace('"', "\\\"");
        let prefix = recogniser.prefix();
        write!(
            out,
            "    if (\"${{errcode.code}}\" eq \"\" and match(\"{regex}\" value(\"MESSAGE\") type(pcre) flags(store-matches))) {{\n      \
               parser {{ add-contextual-data(selector(glob(\"{prefix}${{errcode_key}}\")) database(\"`errcode-database`\") prefix(\"errcode.\")); }};\n    \
             }};\n"
        )?;
    }
    writeln!(out, "  }};\n}};")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::csv;
    use super::super::tests::{hostile, written};
    use crate::catalog::Catalogs;

    #[test]
    fn each_field_of_a_key_stands_once() {
        for catalogs in [Catalogs::embedded(), hostile()] {
            let rows = csv::read(&written(&catalogs, "syslog-ng", 0));
            let fields: HashSet<_> = rows.iter().map(|row| (&row[0], &row[1])).collect();
            assert_eq!(fields.len(), rows.len());
            assert!(rows.iter().all(|row| row.len() == 3 && !row[2].is_empty()));
        }
    }
}
