//! What a lookup table is asked for: every way in which an entry stands on the wire, each once.
//!
//! Engines want a key to be unique, catalogs do not: one code may have several entries, and two
//! catalogs may share a code. Rows of one key are merged: values that differ are joined by ` | `.

use std::collections::HashMap;

use super::Selection;
use super::extraction::{keyed_forms, starred};
use super::plain::one_line;
use crate::catalog::Catalog;
use crate::entry::Entry;

/// What has to be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unique {
    /// The key alone, for engines that look up one text.
    Key,
    /// The key within its catalog, for engines that look up two columns.
    KeyInCatalog,
}

/// A row of a lookup table.
#[derive(Debug)]
pub(super) struct Row {
    /// What stands on the wire: the code, the name, or the number that the code is. A code with a
    /// place for anything (`{RESOURCE}_NOT_EXIST`) stands as its catalog writes it.
    ///
    /// Where the key alone is unique, a form that only its surroundings tell stands twice: as it
    /// is, for those who know what they ask, and behind its catalog (`backend-services:301`).
    pub(super) key: String,
    values: [Vec<String>; VALUES.len()],
}

/// The columns behind the key, in the order of the tables.
pub(super) const VALUES: [&str; 10] = [
    "catalog",
    "code",
    "name",
    "status",
    "statuses",
    "message",
    "description",
    "group",
    "error_type",
    "url",
];
const STATUS: usize = 3;
const STATUSES: usize = 4;

impl Row {
    /// The values, in the order of `VALUES`. `status` is the one status there is, and empty where
    /// the entries differ; `statuses` has them all, with commas.
    pub(super) fn values(&self) -> [String; VALUES.len()] {
        std::array::from_fn(|at| match (at, self.values[at].as_slice()) {
            (STATUS, [only]) => only.clone(),
            (STATUS, _) => String::new(),
            (STATUSES, all) => all.join(","),
            (_, all) => all.join(" | "),
        })
    }

    /// The values that are there, by name: an object on one line. `status` is a number.
    pub(super) fn json(&self) -> String {
        let mut object = String::from("{");
        for (name, value) in VALUES.iter().zip(self.values()) {
            if value.is_empty() {
                continue;
            }
            if object.len() > 1 {
                object.push_str(", ");
            }
            object.push_str(&json_string(name));
            object.push_str(": ");
            if *name == VALUES[STATUS] {
                object.push_str(&value);
            } else {
                object.push_str(&json_string(&value));
            }
        }
        object.push('}');
        object
    }

    fn add(&mut self, catalog: &str, entry: &Entry) {
        let status = entry.status.map(|status| status.to_string()).unwrap_or_default();
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        let values = [
            catalog.to_owned(),
            entry.code.clone(),
            optional(&entry.name),
            status.clone(),
            status,
            entry.message.clone(),
            optional(&entry.description),
            optional(&entry.group),
            optional(&entry.error_type),
            optional(&entry.url),
        ];
        for (all, value) in self.values.iter_mut().zip(values) {
            let value = one_line(&value).into_owned();
            if !value.is_empty() && !all.contains(&value) {
                all.push(value);
            }
        }
    }
}

/// A text as JSON, which is a double-quoted text of YAML as well.
pub(super) fn json_string(text: &str) -> String {
    serde_json::Value::from(one_line(text)).to_string()
}

/// The rows of all entries, in the order of their first entry.
pub(super) fn rows(selection: &Selection<'_>, unique: Unique) -> Vec<Row> {
    rows_spelled(selection, unique, str::to_owned)
}

/// The rows for engines with wildcards, `*` for every place. Keys without one stand first, as the
/// first row that fits is the one that counts.
pub(super) fn starred_rows(selection: &Selection<'_>) -> Vec<Row> {
    let mut rows = rows_spelled(selection, Unique::Key, starred);
    rows.sort_by_key(|row| row.key.contains('*'));
    rows
}

fn rows_spelled(
    selection: &Selection<'_>,
    unique: Unique,
    spell: impl Fn(&str) -> String,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut known: HashMap<(String, Option<&str>), usize> = HashMap::new();
    for (catalog, entries) in &selection.catalogs {
        let keyed = keyed_forms(catalog.header());
        let within = (unique == Unique::KeyInCatalog).then_some(catalog.id());
        for entry in entries {
            for (form, key) in keys(catalog, entry) {
                let key = spell(&key);
                let told = within.is_none() && keyed.contains(&form);
                let told = told.then(|| format!("{}:{key}", catalog.id()));
                for key in [Some(key), told].into_iter().flatten() {
                    let at = *known.entry((key.clone(), within)).or_insert_with(|| {
                        rows.push(Row { key, values: Default::default() });
                        rows.len() - 1
                    });
                    rows[at].add(catalog.id(), entry);
                }
            }
        }
    }
    rows
}

/// The forms in which an entry stands on the wire.
fn keys(catalog: &Catalog, entry: &Entry) -> Vec<(&'static str, String)> {
    let code = &catalog.header().code;
    let number = code.read(&entry.code).and_then(|fields| code.number(&fields));
    let forms = [
        ("code", Some(entry.code.clone())),
        ("name", entry.name.clone()),
        ("number", number.map(|number| number.to_string())),
    ];
    let key = |(form, key): (_, Option<String>)| Some((form, one_line(&key?).into_owned()));
    let mut keys: Vec<_> = forms.into_iter().filter_map(key).collect();
    keys.dedup_by(|after, before| after.1 == before.1);
    keys
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::Selection;
    use super::super::tests::hostile;
    use super::{Unique, rows};
    use crate::catalog::{Catalog, Catalogs};

    fn json(unique: Unique, key: &str) -> Vec<String> {
        let mut catalogs = Catalogs::embedded();
        let text = r#"{"id":"other","title":"O","edition":"1","source":"s",
            "code":{"pattern":"{n}","parts":[{"name":"n","chars":"digit"}]},
            "entries":[{"code":"107","message":"Line down.","status":503}]}"#;
        catalogs.push(Catalog::read(text).unwrap());
        let selection = Selection::new(&catalogs, |_| true);
        let rows = rows(&selection, unique);
        rows.iter().filter(|row| row.key == key).map(super::Row::json).collect()
    }

    #[test]
    fn every_key_stands_once() {
        for catalogs in [Catalogs::embedded(), hostile()] {
            let selection = Selection::new(&catalogs, |_| true);
            let keys: Vec<_> =
                rows(&selection, Unique::Key).into_iter().map(|row| row.key).collect();
            assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len());
            let pairs: Vec<_> = rows(&selection, Unique::KeyInCatalog)
                .into_iter()
                .map(|row| (row.values()[0].clone(), row.key))
                .collect();
            assert_eq!(pairs.iter().collect::<HashSet<_>>().len(), pairs.len());
        }
    }

    #[test]
    fn entries_of_one_key_are_merged() {
        let limit = json(Unique::Key, "LIMIT_EXCEEDED");
        assert!(limit[0].contains("\"statuses\": \"400,403\""), "{limit:?}");
        assert!(!limit[0].contains("\"status\":"), "{limit:?}");
        assert_eq!(json(Unique::KeyInCatalog, "107").len(), 2);
        assert!(!json(Unique::Key, "backend-services:107")[0].contains("Line down."));
        let both = json(Unique::Key, "107");
        assert_eq!(both.len(), 1);
        assert!(both[0].contains("\"catalog\": \"backend-services | other\""), "{both:?}");
        assert!(both[0].contains("General database error.") && both[0].contains("Line down."));
    }

    #[test]
    fn an_entry_is_met_by_its_code_its_name_and_its_number() {
        for key in ["0x01010005", "services.storage.import_failed", "16842757"] {
            let rows = json(Unique::Key, key);
            assert!(rows[0].contains("\"code\": \"0x01010005\""), "{key}: {rows:?}");
            assert!(rows[0].contains("\"status\": 206"), "{key}: {rows:?}");
        }
    }
}
