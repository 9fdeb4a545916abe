//! Changes that a user's file makes to another catalog, and the record of them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Examples, Header};
use crate::entry::{Entry, Parameter};

/// A file that adds to a catalog or changes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Patch {
    #[serde(rename = "$schema", default)]
    _schema: Option<IgnoredAny>,
    /// The id of the catalog.
    pub(super) patches: String,
    title: Option<String>,
    edition: Option<String>,
    source: Option<String>,
    #[serde(default)]
    notes: Vec<String>,
    /// More labels, by the name of the part of the code.
    #[serde(default)]
    pub(super) labels: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    prefixes: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) examples: Examples,
    #[serde(default)]
    pub(super) entries: Vec<Amendment>,
}

/// An entry of such a file: a new one, or what is said anew of one that is there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Amendment {
    pub(super) code: String,
    name: Option<String>,
    title: Option<String>,
    status: Option<u16>,
    message: Option<String>,
    description: Option<String>,
    group: Option<String>,
    error_type: Option<String>,
    oauth_error: Option<String>,
    parameters: Option<Vec<Parameter>>,
    returned_by: Option<Vec<String>>,
    url: Option<String>,
    template: Option<String>,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default)]
    advice: Vec<String>,
    #[serde(default)]
    keywords: Vec<String>,
}

/// What one file changed in a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patched {
    /// The file.
    pub file: PathBuf,
    /// Its changes, in the order in which they were made.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A word about the catalog itself was replaced: `title`, `edition`, `source`.
    Header {
        /// The field.
        field: &'static str,
        /// What the catalog said before.
        before: String,
    },
    /// The catalog has more notes, labels or prefixes.
    Told {
        /// The field.
        field: &'static str,
        /// How many.
        count: usize,
    },
    /// An entry was added.
    Added {
        /// Its code.
        code: String,
    },
    /// A field of an entry was replaced.
    Replaced {
        /// The code of the entry.
        code: String,
        /// The field.
        field: &'static str,
    },
    /// Notes, advice or keywords were added to an entry.
    Noted {
        /// The code of the entry.
        code: String,
    },
    /// The catalog has no such code, and the file gives no message to make an entry of it.
    Missing {
        /// The code.
        code: String,
    },
}

impl Patch {
    /// What it says of the catalog itself, without entries.
    pub(super) fn head(&self) -> Self {
        Self { entries: Vec::new(), ..self.clone() }
    }

    /// Makes the changes, and says which they were.
    pub(super) fn apply(&self, header: &mut Header, entries: &mut Vec<Entry>) -> Vec<Change> {
        let mut changes = Vec::new();
        let fields = [
            ("title", &self.title, &mut header.title),
            ("edition", &self.edition, &mut header.edition),
            ("source", &self.source, &mut header.source),
        ];
        for (field, new, old) in fields {
            if let Some(new) = new.as_ref().filter(|new| *new != old) {
                let before = std::mem::replace(old, new.clone());
                changes.push(Change::Header { field, before });
            }
        }
        header.code.amend(&self.labels, &self.prefixes);
        header.amend(|background| {
            background.notes.extend(self.notes.iter().cloned());
            background.examples.matches.extend(self.examples.matches.iter().cloned());
            background.examples.ignores.extend(self.examples.ignores.iter().cloned());
        });
        let labels = self.labels.values().map(BTreeMap::len).sum();
        let told =
            [("notes", self.notes.len()), ("labels", labels), ("prefixes", self.prefixes.len())];
        let told = told.into_iter().filter(|(_, count)| *count > 0);
        changes.extend(told.map(|(field, count)| Change::Told { field, count }));
        for amendment in &self.entries {
            amendment.apply(entries, &mut changes);
        }
        changes
    }
}

impl Amendment {
    fn apply(&self, entries: &mut Vec<Entry>, changes: &mut Vec<Change>) {
        let meant = self.meant(entries);
        if meant.is_empty() {
            changes.push(match self.entry() {
                Some(entry) => {
                    entries.push(entry);
                    Change::Added { code: self.code.clone() }
                }
                None => Change::Missing { code: self.code.clone() },
            });
        }
        for at in meant {
            self.amend(&mut entries[at], changes);
        }
    }

    /// The entries that are meant: those with this code, and of several those with this status.
    /// With a message and a status that none of them has, it is another error of the same code.
    pub(super) fn meant(&self, entries: &[Entry]) -> Vec<usize> {
        let same = |entry: &Entry| entry.code.eq_ignore_ascii_case(&self.code);
        let coded: Vec<usize> = (0..entries.len()).filter(|&at| same(&entries[at])).collect();
        let Some(status) = self.status else { return coded };
        let exact: Vec<usize> =
            coded.iter().copied().filter(|&at| entries[at].status == Some(status)).collect();
        match (exact.is_empty(), &self.message) {
            (false, _) => exact,
            (true, Some(_)) => Vec::new(),
            (true, None) => coded,
        }
    }

    /// A new entry, where there is a message.
    pub(super) fn entry(&self) -> Option<Entry> {
        Some(Entry {
            code: self.code.clone(),
            name: self.name.clone(),
            title: self.title.clone(),
            status: self.status,
            message: self.message.clone()?,
            description: self.description.clone(),
            group: self.group.clone(),
            error_type: self.error_type.clone(),
            oauth_error: self.oauth_error.clone(),
            parameters: self.parameters.clone().unwrap_or_default(),
            returned_by: self.returned_by.clone().unwrap_or_default(),
            url: self.url.clone(),
            template: self.template.clone(),
            notes: self.notes.clone(),
            advice: self.advice.clone(),
            keywords: self.keywords.clone(),
        })
    }

    pub(super) fn amend(&self, entry: &mut Entry, changes: &mut Vec<Change>) {
        let mut fields = Vec::new();
        let texts = [
            ("name", &self.name, &mut entry.name),
            ("title", &self.title, &mut entry.title),
            ("description", &self.description, &mut entry.description),
            ("group", &self.group, &mut entry.group),
            ("error_type", &self.error_type, &mut entry.error_type),
            ("oauth_error", &self.oauth_error, &mut entry.oauth_error),
            ("url", &self.url, &mut entry.url),
            ("template", &self.template, &mut entry.template),
        ];
        for (field, new, old) in texts {
            if new.is_some() && new != old {
                old.clone_from(new);
                fields.push(field);
            }
        }
        replace("status", self.status.map(Some), &mut entry.status, &mut fields);
        replace("message", self.message.clone(), &mut entry.message, &mut fields);
        replace("parameters", self.parameters.clone(), &mut entry.parameters, &mut fields);
        replace("returned_by", self.returned_by.clone(), &mut entry.returned_by, &mut fields);
        let replaced =
            fields.into_iter().map(|field| Change::Replaced { code: entry.code.clone(), field });
        changes.extend(replaced);
        let added = [
            (&self.notes, &mut entry.notes),
            (&self.advice, &mut entry.advice),
            (&self.keywords, &mut entry.keywords),
        ];
        if added.iter().any(|(more, _)| !more.is_empty()) {
            added.into_iter().for_each(|(more, there)| there.extend(more.iter().cloned()));
            changes.push(Change::Noted { code: entry.code.clone() });
        }
    }
}

fn replace<T: PartialEq>(
    field: &'static str,
    new: Option<T>,
    old: &mut T,
    fields: &mut Vec<&'static str>,
) {
    if let Some(new) = new.filter(|new| new != old) {
        *old = new;
        fields.push(field);
    }
}
