//! The form of a catalog file, held against the schema that editors use: one description, in one
//! place, of what a file may say.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::super::document::{Kind, Node, short};
use super::super::faults::{Faults, Path};

/// The schema of catalog files, as `data/catalog.schema.json` has it.
pub const SCHEMA: &str = include_str!("../../../data/catalog.schema.json");

static PARSED: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(SCHEMA).expect("the test `the_schema_uses_what_is_known_here` reads it")
});

/// What the schema says of the fields of an entry.
static ENTRY: LazyLock<&Value> = LazyLock::new(|| &PARSED["$defs"]["entry"]["properties"]);

/// Finds everything that is not of the form of a catalog.
pub(in crate::catalog) fn check(file: &Node, faults: &mut Faults) {
    value(file, &PARSED, &Path::root(), faults);
}

/// A schema with what it refers to: `$ref` and the members beside it.
fn resolved(schema: &Value) -> (&Value, Option<&Value>) {
    let target = schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/"));
    (schema, target.map(|name| &PARSED["$defs"][name]))
}

fn value(node: &Node, schema: &Value, path: &Path<'_>, faults: &mut Faults) {
    if *schema == Value::Bool(false) {
        faults.at(node, path, "has no place in such a file".to_owned());
        return;
    }
    let (schema, target) = resolved(schema);
    let told = schema["description"].as_str().or(target.and_then(|of| of["description"].as_str()));
    for part in [Some(schema), target].into_iter().flatten() {
        if !part_of(node, part, told, path, faults) {
            return;
        }
    }
}

/// Checks what one schema says. False where the value is of another kind, so that nothing more can
/// be said of it.
fn part_of(
    node: &Node,
    schema: &Value,
    told: Option<&str>,
    path: &Path<'_>,
    faults: &mut Faults,
) -> bool {
    let Value::Object(rules) = schema else { return true };
    if !fits(node, rules)
        && let Some(wanted) = expectation(rules)
    {
        faults.at(node, path, format!("{}: expected {wanted}{}", shown(node), meaning(told)));
        return false;
    }
    match &node.kind {
        Kind::Object(_) => object(node, rules, path, faults),
        Kind::List(items) => {
            if let Some(schema) = rules.get("items") {
                for (at, item) in items.iter().enumerate() {
                    value(item, schema, &path.item(at), faults);
                }
            }
            if rules.get("uniqueItems") == Some(&Value::Bool(true)) {
                unique(items, path, faults);
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => {}
    }
    if let Some(condition) = rules.get("if") {
        let mut unmet = Faults::default();
        value(node, condition, path, &mut unmet);
        let branch = if unmet.is_empty() { "then" } else { "else" };
        if let Some(schema) = rules.get(branch) {
            value(node, schema, path, faults);
        }
    }
    true
}

fn object(node: &Node, rules: &Map<String, Value>, path: &Path<'_>, faults: &mut Faults) {
    let known = rules.get("properties").and_then(Value::as_object);
    let others = rules.get("additionalProperties");
    let mut seen = HashSet::new();
    for member in node.members() {
        let path = path.key(&member.key);
        if !seen.insert(member.key.as_str()) {
            faults.over(member.at..member.value.span.end, &path, "stands here twice".to_owned());
        }
        match (known.and_then(|known| known.get(&member.key)), others) {
            (Some(schema), _) => value(&member.value, schema, &path, faults),
            (None, Some(Value::Bool(false))) => {
                let hint = nearest(&member.key, known);
                let span = member.at..member.value.span.end;
                faults.over(span, &path, format!("no such key here{hint}"));
            }
            (None, Some(schema)) => value(&member.value, schema, &path, faults),
            (None, None) => {}
        }
    }
    for key in rules.get("required").and_then(Value::as_array).into_iter().flatten() {
        let key = key.as_str().unwrap_or_default();
        if !seen.contains(key) {
            let known = [known, PARSED["properties"].as_object(), ENTRY.as_object()];
            let told = known
                .into_iter()
                .flatten()
                .find_map(|known| known.get(key).and_then(|schema| schema["description"].as_str()));
            let start = node.span.start..node.span.start + 1;
            faults.over(start, path, format!("`{key}` is missing{}", meaning(told)));
        }
    }
}

fn unique(items: &[Node], path: &Path<'_>, faults: &mut Faults) {
    let mut seen = HashSet::new();
    for (at, item) in items.iter().enumerate() {
        if !seen.insert(item.value().to_string()) {
            faults.at(item, &path.item(at), format!("{} stands here twice", shown(item)));
        }
    }
}

/// The known key that a misspelled one is nearest to, or all there are.
fn nearest(key: &str, known: Option<&Map<String, Value>>) -> String {
    let keys: Vec<&String> = known.into_iter().flat_map(Map::keys).collect();
    let distance = |known: &str| strsim::osa_distance(known, &short(key).to_lowercase());
    match keys.iter().map(|known| (distance(known), known)).min() {
        Some((near, known)) if near <= 3 && near < known.len() => format!(", perhaps `{known}`"),
        _ => {
            let keys: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
            format!(": expected one of {}", keys.join(", "))
        }
    }
}

/// Whether the value itself is what the rules want; its members and items are not looked at.
fn fits(node: &Node, rules: &Map<String, Value>) -> bool {
    let number = |key: &str| rules.get(key).and_then(Value::as_u64);
    let least = |key, count: usize| number(key).is_none_or(|least| count as u64 >= least);
    let most = |key, count: usize| number(key).is_none_or(|most| count as u64 <= most);
    let kind = rules.get("type").and_then(Value::as_str).is_none_or(|wanted| kind(node) == wanted);
    let of_kind = match &node.kind {
        Kind::Number(value) => {
            let value = value.as_u64();
            number("minimum").is_none_or(|least| value.is_some_and(|value| value >= least))
                && number("maximum").is_none_or(|most| value.is_some_and(|value| value <= most))
        }
        Kind::Text(text) => {
            let count = text.chars().take(1 << 20).count();
            let pattern = rules.get("pattern").and_then(Value::as_str);
            least("minLength", count)
                && most("maxLength", count)
                && pattern
                    .is_none_or(|pattern| pattern_of(pattern).is_some_and(|of| (of.fits)(text)))
        }
        Kind::List(items) => least("minItems", items.len()) && most("maxItems", items.len()),
        Kind::Object(members) => least("minProperties", members.len()),
        Kind::Null | Kind::Bool(_) => true,
    };
    let listed = rules.get("enum").and_then(Value::as_array);
    let is_listed = listed.is_none_or(|values| values.contains(&node.value()));
    let one_of = rules.get("oneOf").and_then(Value::as_array).is_none_or(|branches| {
        let fitting = branches.iter().filter(|schema| {
            let mut faults = Faults::default();
            value(node, schema, &Path::root(), &mut faults);
            faults.is_empty()
        });
        fitting.count() == 1
    });
    kind && of_kind && is_listed && one_of
}

fn kind(node: &Node) -> &'static str {
    match &node.kind {
        Kind::Null => "null",
        Kind::Bool(_) => "boolean",
        Kind::Number(number) if number.is_u64() || number.is_i64() => "integer",
        Kind::Number(_) => "number",
        Kind::Text(_) => "string",
        Kind::List(_) => "array",
        Kind::Object(_) => "object",
    }
}

/// What the rules want of the value itself, in words. Nothing where they want nothing of it.
fn expectation(rules: &Map<String, Value>) -> Option<String> {
    let number = |key: &str| rules.get(key).and_then(Value::as_u64);
    let span = |least: &str, most: &str| match (number(least), number(most)) {
        (Some(least), Some(most)) if least == most => format!("{least}"),
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("{least} or more"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => String::new(),
    };
    if let Some(values) = rules.get("enum").and_then(Value::as_array) {
        let values: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
        return Some(format!("one of {}", values.join(", ").replace('"', "")));
    }
    if let Some(branches) = rules.get("oneOf").and_then(Value::as_array) {
        let branches =
            branches.iter().filter_map(|branch| expectation(resolved(branch).0.as_object()?));
        return Some(branches.collect::<Vec<_>>().join(", or "));
    }
    let words = match rules.get("type")?.as_str()? {
        "integer" => match span("minimum", "maximum") {
            span if span.is_empty() => "a whole number".to_owned(),
            span => format!("a whole number, {span}"),
        },
        "string" => match rules.get("pattern").and_then(Value::as_str).and_then(pattern_of) {
            Some(pattern) => pattern.words.to_owned(),
            None => match span("minLength", "maxLength") {
                span if span.is_empty() => "a text".to_owned(),
                span => format!("a text of {span} characters"),
            },
        },
        "array" => match span("minItems", "maxItems") {
            span if span.is_empty() => "a list".to_owned(),
            span => format!("a list of {span}"),
        },
        "object" if number("minProperties").is_some() => "an object that is not empty".to_owned(),
        "object" => "an object".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        other => other.to_owned(),
    };
    Some(words)
}

/// A regular expression of the schema, as a function.
struct Pattern {
    expression: &'static str,
    words: &'static str,
    fits: fn(&str) -> bool,
}

const PATTERNS: &[Pattern] = &[
    Pattern {
        expression: "^[a-z][a-z0-9-]*$",
        words: "at most 40 small letters, digits and `-`, a letter first",
        fits: |text| {
            text.starts_with(|c: char| c.is_ascii_lowercase())
                && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        },
    },
    Pattern {
        expression: "\\{(code|name)\\}",
        words: "a text with `{code}` or `{name}`",
        fits: |text| text.contains("{code}") || text.contains("{name}"),
    },
];

fn pattern_of(expression: &str) -> Option<&'static Pattern> {
    PATTERNS.iter().find(|pattern| pattern.expression == expression)
}

/// A value as a message repeats it.
pub(super) fn shown(node: &Node) -> String {
    match &node.kind {
        Kind::Text(text) => format!("`\"{}\"`", short(text)),
        Kind::List(_) => "a list".to_owned(),
        Kind::Object(_) => "an object".to_owned(),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => {
            format!("`{}`", short(&node.value().to_string()))
        }
    }
}

/// The first sentence of a description, behind what was expected.
fn meaning(told: Option<&str>) -> String {
    let Some(told) = told else { return String::new() };
    let first = told.split_once(". ").map_or(told, |(first, _)| first).trim_end_matches('.');
    let mut chars = first.chars();
    let lower = chars.next().map(char::to_lowercase).into_iter().flatten();
    format!(" ({}{})", lower.collect::<String>(), chars.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::document::Node;
    use super::super::super::faults::Faults;
    use super::{PARSED, pattern_of};

    /// Every keyword that this file acts on, and those that say nothing of validity.
    const KNOWN: &[&str] = &[
        "$defs",
        "$ref",
        "$schema",
        "additionalProperties",
        "description",
        "else",
        "enum",
        "if",
        "items",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minProperties",
        "minLength",
        "minimum",
        "oneOf",
        "pattern",
        "properties",
        "required",
        "then",
        "title",
        "type",
        "uniqueItems",
    ];

    fn walk(schema: &Value, unknown: &mut Vec<String>) {
        for (key, part) in schema.as_object().into_iter().flatten() {
            match key.as_str() {
                "properties" | "$defs" => {
                    part.as_object()
                        .into_iter()
                        .flatten()
                        .for_each(|(_, part)| walk(part, unknown));
                }
                "oneOf" => {
                    part.as_array().into_iter().flatten().for_each(|part| walk(part, unknown))
                }
                "pattern" if part.as_str().and_then(pattern_of).is_none() => {
                    unknown.push(part.to_string());
                }
                "if" | "then" | "else" | "items" | "additionalProperties" => walk(part, unknown),
                "type" if !part.is_string() => unknown.push(part.to_string()),
                "$ref" if super::resolved(schema).1.is_none_or(Value::is_null) => {
                    unknown.push(part.to_string());
                }
                key if !KNOWN.contains(&key) => unknown.push(key.to_owned()),
                _ => {}
            }
        }
    }

    /// A value with every key and item of it changed in every way, one at a time.
    fn mutants(value: &Value) -> Vec<Value> {
        let others = json!([
            null, true, 0, 5, -1, 1.5, 600, 1e300, "", "x", "digit", "Y Z", "a-b", "ü".repeat(600),
            [], ["a", "a"], [1, 2], [2], {}, {"name": "x"}
        ]);
        let mut mutants = others.as_array().unwrap().clone();
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    let with = |new: Option<Value>| {
                        let mut members = members.clone();
                        match new {
                            Some(new) => members.insert(key.clone(), new),
                            None => members.remove(key),
                        };
                        Value::Object(members)
                    };
                    mutants.push(with(None));
                    mutants.extend(self::mutants(member).into_iter().map(|new| with(Some(new))));
                }
                for key in ["patches", "id", "$comment", "labels", "note", "length"] {
                    let mut members = members.clone();
                    members.insert(key.to_owned(), Value::String("kuzzle".to_owned()));
                    mutants.push(Value::Object(members));
                }
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    mutants.extend(self::mutants(item).into_iter().map(|new| {
                        let mut items = items.clone();
                        items[at] = new;
                        Value::Array(items)
                    }));
                }
                mutants.push(Value::Array([&items[..], &items[..]].concat()));
            }
            _ => {}
        }
        mutants
    }

    #[test]
    fn what_is_wrong_here_is_wrong_by_the_schema_and_the_other_way_round() {
        let validator = jsonschema::draft202012::new(&PARSED).unwrap();
        let catalog = json!({
            "$schema": "s", "id": "shop", "title": "t", "edition": "1", "source": "s",
            "notes": ["n"], "placeholders": "none",
            "code": {
                "pattern": "A{n}", "number_bits": 8, "prefixes": {"A1": "t"},
                "parts": [{
                    "name": "n", "chars": "hex", "length": [1, 2], "values": ["01"],
                    "labels": {"01": "one"}, "field": "group",
                    "ranges": [{"from": 1, "to": 2, "label": "l"}]
                }]
            },
            "challenges": [{
                "status": 401, "challenge": "c", "scheme": "s", "error": "e", "message": "m"
            }],
            "examples": {"matches": ["m"], "ignores": []},
            "evidence": {
                "names": ["shop"], "bodies": [{"keys": ["k"], "exact": true}], "shared": ["A1*"],
                "code": {"alone": "likely", "keys": {"code": "possible"}, "unknown": "keyed"}
            },
            "payload": [{"code": "c", "requires": ["a.b"], "closed": true, "documented": "code"}, {"text": "[{code}]"}],
            "entries": [{
                "code": "A01", "status": 404, "message": "m", "group": "01", "returned_by": ["r"],
                "parameters": [{"name": "p", "optional": true}], "advice": ["a"],
                "keywords": ["k"]
            }]
        });
        let patch = json!({
            "patches": "kuzzle", "edition": "2", "labels": {"domain": {"01": "x"}},
            "prefixes": {"0x": "p"}, "entries": [{"code": "x", "notes": ["n"]}]
        });
        let mut seen = 0;
        let mut differing = Vec::new();
        for mutant in [&catalog, &patch].into_iter().flat_map(mutants) {
            let mut faults = Faults::default();
            super::check(&Node::read(&mutant.to_string()).unwrap(), &mut faults);
            if faults.is_empty() != validator.is_valid(&mutant) {
                differing.push(mutant.to_string());
            }
            seen += 1;
        }
        assert!(differing.is_empty(), "{} of {seen}:\n{}", differing.len(), differing.join("\n"));
        assert!(seen > 1000, "{seen} seen");
    }

    #[test]
    fn the_schema_uses_what_is_known_here() {
        let mut unknown = Vec::new();
        walk(&PARSED, &mut unknown);
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
