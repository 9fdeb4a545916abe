//! `logstash`: dictionaries of the translate filter, grok patterns, and the filter that uses both.
//!
//! A dictionary is matched exactly and replaced by renaming; in YAML a value may be a map, in CSV
//! there are two columns and no header.

use std::io::{self, Write};

use super::extraction::{Dialect, Place, places, recognisers};
use super::keys::{Unique, json_string, rows};
use super::plain::WRITER;
use super::{Format, Part, Selection, csv};

pub(super) const FORMAT: Format = Format {
    name: "logstash",
    about: "Logstash: translate dictionaries, grok patterns, filter",
    parts: &[
        Part { name: "errcode.yml", about: "dictionary with maps as values", write: yaml },
        Part { name: "errcode.csv", about: "the same with JSON texts as values", write: table },
        Part { name: "errcode.grok", about: "patterns that cut codes out", write: grok },
        Part { name: "errcode.conf", about: "the filter", write: filter },
    ],
};

fn yaml(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Made by {WRITER}: dictionary_path of the translate filter.")?;
    for row in rows(selection, Unique::Key) {
        writeln!(out, "{}: {}", json_string(&row.key), row.json())?;
    }
    Ok(())
}

fn table(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in rows(selection, Unique::Key) {
        csv::row(out, &[&row.key, &row.json()])?;
    }
    Ok(())
}

fn grok(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Made by {WRITER}: each pattern captures errcode_met.")?;
    for recogniser in recognisers(selection) {
        let regex = recogniser.regex(Dialect::Perl, "(?<errcode_met>");
        writeln!(out, "{} {regex}", pattern_name(&recogniser.name()))?;
    }
    Ok(())
}

fn pattern_name(name: &str) -> String {
    format!("ERRCODE_{}", name.to_ascii_uppercase())
}

/// Looks behind each pattern in turn until one of the codes is in the dictionary.
fn filter(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "# Made by {WRITER}. The files are expected in ERRCODE_DIR, else in /etc/logstash/errcode.\n\
         # A new errcode.yml is read within five minutes; put it there by renaming.\n\
         filter {{\n"
    )?;
    for recogniser in recognisers(selection) {
        let pattern = pattern_name(&recogniser.name());
        let prefix = recogniser.prefix();
        write!(
            out,
            "  if ![errcode] {{\n    \
               mutate {{ remove_field => [\"errcode_met\", \"errcode_key\"] }}\n    \
               grok {{\n      \
                 patterns_dir => [\"{DIR}\"]\n      \
                 patterns_files_glob => \"*.grok\"\n      \
                 match => {{ \"message\" => \"%{{{pattern}}}\" }}\n      \
                 add_field => {{ \"errcode_key\" => \"{prefix}%{{errcode_met}}\" }}\n      \
                 tag_on_failure => []\n    \
               }}\n{}  }}\n",
            TRANSLATE
        )?;
        for place in places(selection).iter().filter(|place| place.catalog == recogniser.catalog) {
            if let Some(block) = place_block(place, &prefix) {
                write!(out, "{block}")?;
            }
        }
    }
    writeln!(out, "}}")
}

const DIR: &str = "${ERRCODE_DIR:/etc/logstash/errcode}";

const TRANSLATE: &str = "    \
    translate {
      source => \"errcode_key\"
      target => \"errcode\"
      dictionary_path => \"${ERRCODE_DIR:/etc/logstash/errcode}/errcode.yml\"
      refresh_behaviour => \"replace\"
    }
";

/// Puts the code with the place in the place of the one that was met.
fn place_block(place: &Place<'_>, prefix: &str) -> Option<String> {
    let key = quoted(&format!("{prefix}{}", place.key))?;
    let regex = place.regex().replace('/', "\\/");
    Some(format!(
        "  if ![errcode] and [errcode_met] =~ /{regex}/ {{\n    \
           mutate {{ replace => {{ \"errcode_key\" => {key} }} }}\n{TRANSLATE}  }}\n"
    ))
}

/// A text of the configuration, which knows no escapes: none has both kinds of quotes, nor `%{`
/// or `${`, which would be filled in.
fn quoted(text: &str) -> Option<String> {
    if text.contains("%{") || text.contains("${") {
        return None;
    }
    let quote = ['"', '\''].into_iter().find(|&quote| !text.contains(quote))?;
    Some(format!("{quote}{text}{quote}"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::csv;
    use super::super::tests::{hostile, written};
    use crate::catalog::Catalogs;

    #[test]
    fn both_dictionaries_hold_the_same_keys_each_once() {
        for catalogs in [Catalogs::embedded(), hostile()] {
            let table = csv::read(&written(&catalogs, "logstash", 1));
            assert!(table.iter().all(|row| row.len() == 2));
            let keys: HashSet<_> = table.iter().map(|row| row[0].as_str()).collect();
            assert_eq!(keys.len(), table.len());
            for (line, row) in written(&catalogs, "logstash", 0).lines().skip(1).zip(&table) {
                // Every line is a pair of JSON texts, which YAML reads as well.
                let pair: serde_json::Value = serde_json::from_str(&format!("{{{line}}}")).unwrap();
                let value: serde_json::Value = serde_json::from_str(&row[1]).unwrap();
                assert_eq!(pair[&row[0]], value, "{line}");
            }
        }
    }

    #[test]
    fn the_filter_uses_every_pattern_and_every_code_with_a_place() {
        let catalogs = Catalogs::embedded();
        let filter = written(&catalogs, "logstash", 3);
        for line in written(&catalogs, "logstash", 2).lines().skip(1) {
            let name = line.split(' ').next().unwrap();
            assert!(filter.contains(&format!("%{{{name}}}")), "{name}");
            assert!(line.contains("(?<errcode_met>"), "{line}");
        }
        assert!(filter.contains("=~ /^[0-9A-Za-z_]+_NOT_EXIST$/"), "{filter}");
        let open = |c| filter.matches(c).count();
        assert_eq!(open('{'), open('}'));
    }
}
