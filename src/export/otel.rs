//! `otel`: a flat mapping for the OpenTelemetry Collector's lookup processor (contrib, in
//! development), and the processors around it.
//!
//! The mapping is one text to one text: the value is an object as JSON, which OTTL parses.

use std::io::{self, Write};

use super::extraction::{Dialect, Recogniser, places, recognisers};
use super::keys::{Unique, json_string, rows};
use super::plain::WRITER;
use super::{Format, Part, Selection};

pub(super) const FORMAT: Format = Format {
    name: "otel",
    about: "OpenTelemetry Collector: lookup mapping and processors",
    parts: &[
        Part { name: "errcode.yaml", about: "the mapping", write: mapping },
        Part { name: "processors.yaml", about: "processors of the collector", write: processors },
    ],
};

fn mapping(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Made by {WRITER}: source of the lookup processor.")?;
    for row in rows(selection, Unique::Key) {
        writeln!(out, "{}: {}", json_string(&row.key), json_string(&row.json()))?;
    }
    Ok(())
}

fn processors(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "# Made by {WRITER}. In the pipeline: processors: [{}].\n\
         processors:\n",
        PIPELINE
    )?;
    let found = recognisers(selection).into_iter().map(|recogniser| {
        let regex = ottl(&recogniser.regex(Dialect::Perl, "(?P<key>"));
        let prefix = ottl(&recogniser.prefix());
        format!(
            "set(log.attributes[\"errcode_key\"], \
             Concat([{prefix}, ExtractPatterns(log.body, {regex})[\"key\"]], \"\")) \
             where log.attributes[\"errcode_key\"] == nil and IsString(log.body) \
             and IsMatch(log.body, {regex})"
        )
    });
    transform("found", found, out)?;
    lookup("code", out)?;
    let recognisers = recognisers(selection);
    let placed = places(selection).into_iter().map(|place| {
        let of = recognisers.iter().find(|recogniser| recogniser.catalog == place.catalog);
        let prefix = of.map(Recogniser::prefix).unwrap_or_default();
        // The prefix is made of small letters, digits, `-` and `:`, which mean themselves.
        let regex = place.regex().replacen('^', &format!("^{prefix}"), 1);
        let (key, regex) = (ottl(&format!("{prefix}{}", place.key)), ottl(&regex));
        format!(
            "set(log.attributes[\"errcode_key\"], {key}) where log.attributes[\"errcode\"] == nil \
             and log.attributes[\"errcode_key\"] != nil \
             and IsMatch(log.attributes[\"errcode_key\"], {regex})"
        )
    });
    transform("placed", placed, out)?;
    lookup("place", out)?;
    let fields = "set(log.attributes[\"errcode\"], ParseJSON(log.attributes[\"errcode\"])) \
                  where IsString(log.attributes[\"errcode\"])";
    transform("fields", std::iter::once(fields.to_owned()), out)
}

const PIPELINE: &str = "transform/errcode_found, lookup/errcode_code, transform/errcode_placed, \
                        lookup/errcode_place, transform/errcode_fields";

fn transform(
    name: &str,
    statements: impl Iterator<Item = String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "  transform/errcode_{name}:\n    error_mode: ignore\n    log_statements:\n")?;
    let mut none = true;
    for statement in statements {
        none = false;
        // A single-quoted text of YAML knows one escape.
        writeln!(out, "      - '{}'", statement.replace('\'', "''"))?;
    }
    if none { writeln!(out, "      []") } else { Ok(()) }
}

fn lookup(name: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "  lookup/errcode_{name}:\n    \
           source:\n      \
             type: yaml\n      \
             path: /etc/otelcol/errcode.yaml\n    \
           lookups:\n      \
             - key: log.attributes[\"errcode_key\"]\n        \
               attributes:\n          \
                 - destination: errcode\n"
    )
}

/// A text of OTTL.
fn ottl(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::Value;

    use super::super::tests::{hostile, written};
    use crate::catalog::Catalogs;

    #[test]
    fn the_mapping_is_flat_and_its_keys_unique() {
        for catalogs in [Catalogs::embedded(), hostile()] {
            let mut keys = HashSet::new();
            for line in written(&catalogs, "otel", 0).lines().skip(1) {
                let pair: Value = serde_json::from_str(&format!("{{{line}}}")).unwrap();
                let (key, value) = pair.as_object().unwrap().iter().next().unwrap();
                let value: Value = serde_json::from_str(value.as_str().unwrap()).unwrap();
                assert!(value["code"].is_string() && keys.insert(key.clone()), "{line}");
            }
            assert!(keys.len() > 15);
        }
    }

    #[test]
    fn every_processor_that_the_pipeline_names_is_there() {
        let text = written(&Catalogs::embedded(), "otel", 1);
        for name in super::PIPELINE.split(", ") {
            assert!(text.contains(&format!("\n  {name}:\n")), "{name}");
        }
    }
}
