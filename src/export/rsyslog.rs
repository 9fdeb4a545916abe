//! `rsyslog`: a lookup table, and the RainerScript that asks it.
//!
//! A table maps one text to one text: the value is an object as JSON, which the script parses.

use std::io::{self, Write};

use super::extraction::{Dialect, places, recognisers};
use super::keys::{Unique, json_string, rows};
use super::plain::WRITER;
use super::{Format, Part, Selection};

pub(super) const FORMAT: Format = Format {
    name: "rsyslog",
    about: "rsyslog: lookup table and the script that asks it",
    parts: &[
        Part { name: "errcode.json", about: "the lookup table", write: table },
        Part { name: "errcode.conf", about: "to be included in a ruleset", write: script },
    ],
};

fn table(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"version\": 1, \"nomatch\": \"\", \"type\": \"string\", \"table\": [")?;
    for (at, row) in rows(selection, Unique::Key).iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let (key, value) = (json_string(&row.key), json_string(&row.json()));
        write!(out, "{comma}\n{{\"index\": {key}, \"value\": {value}}}")?;
    }
    writeln!(out, "\n]}}")
}

/// Asks for the codes that each pattern cuts out, until one is in the table.
fn script(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "# Made by {WRITER}. Declare the table once:\n\
         #   lookup_table(name=\"errcode\" file=\"/etc/rsyslog.d/errcode.json\" reloadOnHUP=\"on\")\n\
         # and include this file in the ruleset of your messages. It sets $!errcode_key and $!errcode.\n\
         set $.errcode = \"\";\n"
    )?;
    for recogniser in recognisers(selection) {
        let regex = quoted(&recogniser.regex(Dialect::Posix, "("));
        let group = recogniser.posix_group();
        let prefix = recogniser.prefix();
        let asked = match prefix.as_str() {
            "" => "$.errcode_key".to_owned(),
            prefix => format!("{} & $.errcode_key", quoted(prefix)),
        };
        write!(
            out,
            "if ($.errcode == \"\") then {{\n  \
               set $.errcode_key = re_extract($msg, {regex}, 0, {group}, \"\");\n  \
               if ($.errcode_key != \"\") then {{\n    \
                 set $.errcode = lookup(\"errcode\", {asked});\n"
        )?;
        for place in places(selection).iter().filter(|place| place.catalog == recogniser.catalog) {
            let (regex, key) = (quoted(&place.regex()), quoted(&format!("{prefix}{}", place.key)));
            write!(
                out,
                "    if ($.errcode == \"\" and re_match($.errcode_key, {regex})) then {{\n      \
                   set $.errcode = lookup(\"errcode\", {key});\n    \
                 }}\n"
            )?;
        }
        writeln!(out, "  }}\n}}")?;
    }
    write!(
        out,
        "if ($.errcode != \"\") then {{\n  \
           set $!errcode_key = $.errcode_key;\n  \
           set $.errcode_parsed = parse_json($.errcode, \"\\$!errcode\");\n\
         }}\n"
    )
}

/// A text of RainerScript: `$` has to be escaped as well.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::Value;

    use super::super::tests::{hostile, written};
    use crate::catalog::Catalogs;

    #[test]
    fn the_table_maps_each_key_to_one_text_that_is_json() {
        for catalogs in [Catalogs::embedded(), hostile()] {
            let table: Value = serde_json::from_str(&written(&catalogs, "rsyslog", 0)).unwrap();
            let rows = table["table"].as_array().unwrap();
            let keys: HashSet<_> = rows.iter().map(|row| row["index"].as_str().unwrap()).collect();
            assert_eq!(keys.len(), rows.len());
            for row in rows {
                let value: Value = serde_json::from_str(row["value"].as_str().unwrap()).unwrap();
                assert!(value["code"].is_string() && value["message"].is_string(), "{row}");
            }
        }
    }

    #[test]
    fn no_dollar_stands_bare_in_a_text() {
        let script = written(&hostile(), "rsyslog", 1);
        for line in script.lines().filter(|line| line.contains("re_")) {
            let text = line.split_once(", \"").map_or("", |(_, text)| text);
            let text = text.rsplit_once('"').map_or("", |(text, _)| text);
            assert!(!text.replace("\\$", "").contains('$'), "{line}");
        }
    }
}
