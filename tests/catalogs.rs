//! The data proven: every fault of every embedded catalog is gathered, then told at once.

use std::collections::{BTreeMap, BTreeSet};

use errcode::catalog::{Catalog, Catalogs, Placeholders};
use errcode::code::Field;
use errcode::entry::Entry;
use serde_json::Value;

/// The files as they stand in the repository, in the order in which answers list them.
const FILES: [(&str, &str, usize); 5] = [
    ("personium", include_str!("../data/personium.json"), 232),
    ("easydb", include_str!("../data/easydb.json"), 122),
    ("kuzzle", include_str!("../data/kuzzle.json"), 209),
    ("lineworks", include_str!("../data/lineworks.json"), 19),
    ("backend-services", include_str!("../data/backend-services.json"), 64),
];

const SCHEMA: &str = include_str!("../data/catalog.schema.json");

/// Codes that their source defines several times, and how often.
const REPEATED: [(&str, &str, usize); 4] = [
    ("easydb", "error.user.object_not_found", 2),
    ("lineworks", "LIMIT_EXCEEDED", 2),
    ("lineworks", "OUT_OF_RANGE", 2),
    ("backend-services", "107", 3),
];

/// Gathers what is wrong, to tell all of it at once.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn unless(&mut self, right: bool, fault: impl FnOnce() -> String) {
        if !right {
            self.0.push(fault());
        }
    }

    fn none(self) {
        assert!(self.0.is_empty(), "{} faults:\n{}", self.0.len(), self.0.join("\n"));
    }
}

/// Shows every entry to `check`, and makes sure that there are as many as there should be: no
/// check passes on nothing.
fn each(mut check: impl FnMut(&Catalog, &Entry)) {
    let catalogs = Catalogs::embedded();
    let mut seen = 0;
    for catalog in &catalogs {
        for entry in catalog.entries() {
            check(catalog, entry);
            seen += 1;
        }
    }
    assert_eq!(seen, 646, "entries seen");
}

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("the schema is JSON")
}

#[test]
fn every_catalog_has_all_of_its_entries() {
    let counts: Vec<_> = Catalogs::embedded()
        .iter()
        .map(|catalog| (catalog.id().to_owned(), catalog.entries().len()))
        .collect();
    assert_eq!(counts, FILES.map(|(id, _, count)| (id.to_owned(), count)));
}

#[test]
fn a_code_stands_once_but_for_the_known_exceptions() {
    let mut faults = Faults::default();
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut keys = BTreeSet::new();
    each(|catalog, entry| {
        *counts.entry((catalog.id().to_owned(), entry.code.clone())).or_default() += 1;
        let key = format!(
            "{}: {} {:?} {:?} {:?}",
            catalog.id(),
            entry.code,
            entry.status,
            entry.message,
            entry.parameters
        );
        faults.unless(keys.insert(key.clone()), || format!("twice the same: {key}"));
    });
    for ((catalog, code), count) in &counts {
        let known = REPEATED.iter().find(|known| known.0 == catalog && known.1 == code);
        let want = known.map_or(1, |known| known.2);
        faults.unless(*count == want, || format!("{catalog}: {code} stands {count} times"));
    }
    for (catalog, code, _) in REPEATED {
        let there = counts.contains_key(&(catalog.to_owned(), code.to_owned()));
        faults.unless(there, || format!("{catalog}: {code} is an exception, but not there"));
    }
    faults.none();
}

#[test]
fn a_code_agrees_with_its_layout_and_the_fields_with_its_parts() {
    let mut faults = Faults::default();
    let mut agreeing = 0;
    each(|catalog, entry| {
        let layout = &catalog.header().code;
        let at = format!("{}: {}", catalog.id(), entry.code);
        let Some(values) = layout.read(&entry.code) else {
            faults.unless(entry.code.contains('{'), || format!("{at}: not of the layout"));
            return;
        };
        let written = layout.write(&values);
        faults.unless(written == entry.code, || format!("{at}: would be written {written}"));
        for (part, value) in layout.parts().zip(&values) {
            let field = match part.field {
                None => continue,
                Some(Field::Status) => entry.status.map(|status| status.to_string()),
                Some(Field::Group) => entry.group.clone(),
                Some(Field::ErrorType) => entry.error_type.clone(),
            };
            let same = field.as_ref() == Some(value);
            faults.unless(same, || format!("{at}: {} is {value}, but {field:?}", part.name));
            agreeing += 1;
        }
    });
    faults.none();
    assert_eq!(agreeing, 2 * 232 + 122, "fields compared with parts");
}

#[test]
fn a_class_of_errors_has_one_status() {
    let mut faults = Faults::default();
    let mut statuses: BTreeMap<(String, String), BTreeSet<Option<u16>>> = BTreeMap::new();
    each(|catalog, entry| {
        if let Some(class) = &entry.error_type {
            let key = (catalog.id().to_owned(), class.clone());
            statuses.entry(key).or_default().insert(entry.status);
        }
    });
    for (class, statuses) in &statuses {
        faults.unless(statuses.len() == 1, || format!("{class:?} has {statuses:?}"));
    }
    faults.none();
    assert_eq!(statuses.len(), 3 + 12, "classes seen");
}

#[test]
fn every_value_of_a_part_with_labels_has_one() {
    let mut faults = Faults::default();
    let mut used: BTreeSet<String> = BTreeSet::new();
    each(|catalog, entry| {
        let layout = &catalog.header().code;
        let Some(values) = layout.read(&entry.code) else { return };
        for (at, part) in layout.parts().enumerate() {
            if part.labels.is_empty() && part.ranges.is_empty() {
                continue;
            }
            let place = format!("{}/{}", catalog.id(), part.name);
            let labelled = layout.label(&values, at).is_some();
            faults.unless(labelled, || {
                format!("{place}: no label for {} of {}", values[at], entry.code)
            });
            used.insert(format!("{place}/{}", values[at]));
            used.insert(format!("{place}/{}", layout.write(&values[..=at])));
        }
    });
    faults.none();
    let mut unused = Vec::new();
    for catalog in &Catalogs::embedded() {
        for part in catalog.header().code.parts() {
            let place = format!("{}/{}", catalog.id(), part.name);
            let labels = part.labels.keys().map(|label| format!("{place}/{label}"));
            unused.extend(labels.filter(|label| !used.contains(label)));
        }
    }
    // What no entry has is knowledge of its own, known here by name.
    assert_eq!(unused, ["personium/area/PA", "personium/area/PL", "personium/area/UI"]);
}

#[test]
fn names_agree_with_the_labels_of_the_parts_of_their_codes() {
    let mut faults = Faults::default();
    let mut names = 0;
    each(|catalog, entry| {
        let header = catalog.header();
        let at = format!("{}: {}", catalog.id(), entry.code);
        let both = header.name.as_ref().zip(entry.name.as_ref());
        faults.unless(header.name.is_some() == entry.name.is_some(), || format!("{at}: name"));
        let Some((layout, name)) = both else { return };
        let Some(words) = layout.read(name) else {
            faults.0.push(format!("{at}: {name} is not of the layout of names"));
            return;
        };
        let values = header.code.read(&entry.code).unwrap_or_default();
        for (index, part) in header.code.parts().enumerate() {
            let Some(word) = layout.parts().position(|other| other.name == part.name) else {
                faults.0.push(format!("{at}: names have no part {}", part.name));
                continue;
            };
            let label = header.code.label(&values, index).map(|label| label.text());
            let same = label.is_none_or(|label| label == words[word]);
            faults.unless(same, || format!("{at}: {name}, but {} means {label:?}", part.name));
        }
        let group = layout.write(&words[..words.len() - 1]);
        let same = entry.group.as_ref() == Some(&group);
        faults.unless(same, || format!("{at}: {name} is in group {:?}", entry.group));
        names += 1;
    });
    faults.none();
    assert_eq!(names, 209, "names seen");
}

/// The words in braces of a text. With `numbers` only numbers are placeholders.
fn braced(text: &str, numbers: bool) -> BTreeSet<String> {
    let words = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|cut| cut.0);
    let is_name = |word: &&str| match numbers {
        true => !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()),
        false => !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'),
    };
    words.filter(is_name).map(str::to_owned).collect()
}

#[test]
fn placeholders_are_declared_and_what_is_declared_has_a_place() {
    let mut faults = Faults::default();
    let mut places = 0;
    each(|catalog, entry| {
        let at = format!("{}: {}", catalog.id(), entry.code);
        let style = catalog.header().background().placeholders;
        let mut used = match style {
            Placeholders::None => BTreeSet::new(),
            Placeholders::Braces => braced(&entry.message, false),
            Placeholders::MessageFormat => braced(&entry.message, true),
            Placeholders::Percent => panic!("{at}: teach this test to read percent placeholders"),
        };
        used.extend(braced(&entry.code, false));
        used.extend(entry.template.iter().flat_map(|text| braced(text, false)));
        places += used.len();
        let declared: BTreeSet<String> =
            entry.parameters.iter().map(|parameter| parameter.name.clone()).collect();
        faults.unless(declared.len() == entry.parameters.len(), || {
            format!("{at}: a parameter is declared twice")
        });
        for name in used.difference(&declared) {
            faults.0.push(format!("{at}: {{{name}}} is not declared"));
        }
        // Where messages have no placeholders, parameters are those of the payload.
        let has_places = style != Placeholders::None || entry.template.is_some();
        for name in declared.difference(&used).filter(|_| has_places) {
            faults.0.push(format!("{at}: {name} is declared, but stands nowhere"));
        }
    });
    faults.none();
    assert_eq!(places, 104, "placeholders seen");
}

#[test]
fn no_text_is_empty_or_has_blanks_at_its_ends() {
    fn walk(value: &Value, path: &str, faults: &mut Faults, seen: &mut usize) {
        match value {
            Value::String(text) => {
                *seen += 1;
                faults.unless(!text.trim().is_empty(), || format!("{path}: empty"));
                faults.unless(text.trim() == text, || format!("{path}: blanks around {text:?}"));
                let control = text.contains(|c: char| c.is_control() && c != '\n');
                faults.unless(!control, || format!("{path}: a control character in {text:?}"));
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    walk(item, &format!("{path}[{at}]"), faults, seen);
                }
            }
            Value::Object(members) => {
                for (key, member) in members {
                    walk(member, &format!("{path}.{key}"), faults, seen);
                }
            }
            Value::Null => faults.0.push(format!("{path}: null; what is not there is left out")),
            Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut faults = Faults::default();
    let mut seen = 0;
    for (id, text, _) in FILES {
        walk(&serde_json::from_str(text).expect("JSON"), id, &mut faults, &mut seen);
    }
    faults.none();
    assert!(seen > 3000, "{seen} texts seen");
}

#[test]
fn entries_stand_last_and_one_a_line() {
    let mut faults = Faults::default();
    for (id, text, count) in FILES {
        let (_, entries) = text.split_once("\n  \"entries\": [\n").expect("`entries` opens a line");
        let Some(entries) = entries.strip_suffix("\n  ]\n}\n") else {
            faults.0.push(format!("{id}: `entries` is not last"));
            continue;
        };
        let lines = entries.lines().count();
        faults.unless(lines == count, || format!("{id}: {lines} lines for {count} entries"));
        for line in entries.lines() {
            let entry: Result<Value, _> = serde_json::from_str(line.trim_end_matches(','));
            faults.unless(entry.is_ok_and(|entry| entry["code"].is_string()), || {
                format!("{id}: not one entry: {line}")
            });
        }
    }
    faults.none();
}

#[test]
fn every_catalog_is_valid_by_the_schema() {
    let schema = schema();
    jsonschema::meta::validate(&schema).expect("the schema is one");
    let validator = jsonschema::draft202012::new(&schema).expect("the schema is of 2020-12");
    let mut faults = Faults::default();
    for (id, text, _) in FILES {
        let file: Value = serde_json::from_str(text).expect("JSON");
        for fault in validator.iter_errors(&file) {
            faults.0.push(format!("{id}: {}: {fault}", fault.instance_path()));
        }
    }
    faults.none();
}

#[test]
fn the_schema_describes_every_field() {
    fn walk(value: &Value, path: &str, faults: &mut Faults, seen: &mut usize) {
        let Value::Object(members) = value else { return };
        for (key, member) in members {
            if matches!(key.as_str(), "properties" | "$defs") {
                for (name, field) in member.as_object().into_iter().flatten() {
                    let is_told = |text: &Value| text.as_str().is_some_and(|text| text.len() > 9);
                    // What has no place in such a file is described where it has one.
                    let told = is_told(&field["description"])
                        || (name == "$comment" && field["$ref"] == "#/$defs/comment")
                        || !matches!(field, Value::Object(_))
                        || path.ends_with(".else");
                    faults.unless(told, || format!("{path}.{name}: no description"));
                    *seen += 1;
                }
            }
            walk(member, &format!("{path}.{key}"), faults, seen);
        }
    }
    let mut faults = Faults::default();
    let mut seen = 0;
    walk(&schema(), "$", &mut faults, &mut seen);
    faults.none();
    assert!(seen > 50, "{seen} fields seen");
}

#[test]
fn the_example_of_the_documentation_is_a_catalog() {
    let text = include_str!("../data/README.md");
    let example = text.split("```json\n").nth(1).and_then(|rest| rest.split("\n```").next());
    let example = example.expect("data/README.md has an example");
    let validator = jsonschema::draft202012::new(&schema()).expect("the schema is of 2020-12");
    let file: Value = serde_json::from_str(example).expect("the example is JSON");
    let faults: Vec<_> = validator.iter_errors(&file).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}");
    let patches =
        text.split("```json\n{\n  \"patches\"").nth(1).and_then(|rest| rest.split("\n```").next());
    let patch = format!("{{\"patches\"{}", patches.expect("data/README.md has a patch"));
    let faults = errcode::catalog::check(&patch, &Catalogs::embedded());
    assert!(faults.is_empty(), "{faults:?}");
    let mut catalogs = Catalogs::embedded();
    catalogs.push(Catalog::read(example).expect("the example is a catalog"));
    let answer = errcode::lookup::lookup(&catalogs, "shop-2041");
    assert_eq!(answer.matches[0].found.catalog.id(), "shop");
}
