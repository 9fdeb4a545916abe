//! Files to start from.

use serde::Serialize;

use super::{Catalog, write};

/// A catalog with a word on every field. [`super::check`] finds nothing wrong with it.
pub const STARTER: &str = include_str!("starter.json");

/// A file that adds to a catalog and changes its first entry.
pub fn starting_patch(base: &Catalog) -> String {
    #[derive(Serialize)]
    struct Head<'a> {
        #[serde(rename = "$comment")]
        comment: &'static str,
        patches: &'a str,
        edition: String,
        notes: [&'static str; 1],
    }
    let head = Head {
        comment: "Adds to another catalog and changes it. An entry with a code that it has changes that entry: fields replace, notes, advice and keywords are added. Any other entry is added and needs a message.",
        patches: base.id(),
        edition: format!("{}, with our changes", base.header().edition),
        notes: ["What a user should know beyond the notes of the catalog."],
    };
    #[derive(Serialize)]
    struct Amended<'a> {
        code: &'a str,
        advice: [&'static str; 1],
    }
    let first = base.entries().first();
    let amended =
        first.map(|entry| Amended { code: &entry.code, advice: ["What to do about it here."] });
    write::file(&head, &amended.into_iter().collect::<Vec<_>>())
}
