//! The catalogs: embedded ones, parsed on first use, and those that a user brings.

mod check;
mod document;
mod faults;
mod file;
mod header;
mod import;
mod load;
mod patch;
mod starter;
mod write;

use std::fmt;
use std::path::PathBuf;
use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use thiserror::Error;

use crate::entry::Entry;

pub use check::{SCHEMA, check, check_file};
pub use faults::{Fault, Severity};
pub use header::{DocumentedChallenge, Examples, Header, Placeholders};
pub use import::{ImportError, ImportFormat, ImportOptions, Imported, Left, import};
pub use load::{Loaded, Skipped, Source, read_text, read_text_from};
pub use patch::{Change, Patched};
pub use starter::{STARTER, starting_patch};

/// The files that every binary carries, in the order in which answers list them.
const EMBEDDED: &[&str] = &[
    include_str!("../../data/personium.json"),
    include_str!("../../data/easydb.json"),
    include_str!("../../data/kuzzle.json"),
    include_str!("../../data/lineworks.json"),
    include_str!("../../data/backend-services.json"),
];

/// A catalog: what is known of a system, and its documented errors.
#[derive(Debug, Clone)]
pub struct Catalog {
    header: Header,
    entries: OnceLock<Vec<Entry>>,
    text: &'static str,
    origin: Origin,
    patched: Vec<Patched>,
}

/// Where a catalog comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The program carries it.
    BuiltIn,
    /// A program that uses the library made it from a text.
    Text,
    /// A file.
    File(PathBuf),
}

/// Why a text is no catalog: everything that is wrong with it, at least one fault.
#[derive(Debug, Error)]
pub struct CatalogError {
    /// The faults, in the order of the text.
    pub faults: Vec<Fault>,
}

impl fmt::Display for CatalogError {
    /// The first fault, and how many more there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = || self.faults.iter().filter(|fault| fault.severity == Severity::Error);
        let Some(first) = errors().next() else { return f.write_str("no catalog") };
        first.fmt(f)?;
        match errors().count() - 1 {
            0 => Ok(()),
            more => write!(f, " (and {more} more)"),
        }
    }
}

#[derive(Deserialize)]
struct Entries {
    entries: Vec<Entry>,
}

impl Catalog {
    /// Reads a whole catalog file.
    ///
    /// # Errors
    /// Where the text is not JSON, not of the form of a catalog, or changes another catalog
    /// instead of being one of its own: every fault with its line and column.
    pub fn read(text: &str) -> Result<Self, CatalogError> {
        file::catalog(text)
    }

    fn new(header: Header, entries: Vec<Entry>) -> Self {
        Self {
            header,
            entries: OnceLock::from(entries),
            text: "",
            origin: Origin::Text,
            patched: Vec::new(),
        }
    }

    /// A catalog of the binary. Only its header is read until the entries are asked for.
    ///
    /// # Panics
    /// Where the file is broken, which the test `every_embedded_catalog_is_read` rules out.
    fn embedded(text: &'static str) -> Self {
        let header = read_header(text).expect("an embedded catalog opens as the tests have proven");
        let (entries, origin, patched) = (OnceLock::new(), Origin::BuiltIn, Vec::new());
        Self { header, entries, text, origin, patched }
    }

    /// Where it comes from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What files of the user changed in it, in the order in which they were read.
    pub fn patched(&self) -> &[Patched] {
        &self.patched
    }

    /// Makes the changes of a file.
    fn patch(&mut self, file: PathBuf, patch: &patch::Patch) {
        self.entries();
        let mut entries = self.entries.take().unwrap_or_default();
        let changes = patch.apply(&mut self.header, &mut entries);
        self.entries = OnceLock::from(entries);
        self.patched.push(Patched { file, changes });
    }

    /// What is known of the system.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The short name: `personium`.
    pub fn id(&self) -> &str {
        &self.header.id
    }

    /// The documented errors, in the order of the source.
    ///
    /// # Panics
    /// Where an embedded file is broken, which the test `every_embedded_catalog_is_read` rules out.
    pub fn entries(&self) -> &[Entry] {
        self.entries.get_or_init(|| {
            let Entries { entries } = serde_json::from_str(self.text)
                .expect("an embedded catalog reads as the tests have proven");
            entries
        })
    }
}

/// Reads what stands before the entries of an embedded file, where they come last. Nothing behind
/// is looked at: a command that needs one catalog does not pay for five.
fn read_header(text: &str) -> Result<Header, serde_json::Error> {
    let mut opening = Opening(None);
    let end =
        DeserializeSeed::deserialize(&mut opening, &mut serde_json::Deserializer::from_str(text));
    match (opening.0, end) {
        (Some(header), _) => Ok(header),
        (None, Err(fault)) => Err(fault),
        (None, Ok(())) => Err(de::Error::custom("no header")),
    }
}

/// The key of the entries.
const ENTRIES: &str = "entries";

struct Opening(Option<Header>);

impl<'de> DeserializeSeed<'de> for &mut Opening {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Opening {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a catalog: an object with `id`, `title`, … and `entries`")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.0 = Some(Header::deserialize(MapAccessDeserializer::new(UpToEntries(map)))?);
        Ok(())
    }
}

/// The fields of an object, as if it ended with `entries`.
struct UpToEntries<A>(A);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for UpToEntries<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.0.next_key::<&'de str>()? {
            None | Some(ENTRIES) => Ok(None),
            Some(key) => seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.0.next_value_seed(seed)
    }
}

/// The catalogs that a command works on, in a stable order.
#[derive(Debug)]
pub struct Catalogs {
    list: Vec<Catalog>,
}

impl Catalogs {
    /// The catalogs of the binary.
    pub fn embedded() -> Self {
        Self { list: EMBEDDED.iter().map(|text| Catalog::embedded(text)).collect() }
    }

    /// No catalogs.
    pub fn none() -> Self {
        Self { list: Vec::new() }
    }

    /// All catalogs, in the order in which answers list them.
    pub fn iter(&self) -> std::slice::Iter<'_, Catalog> {
        self.list.iter()
    }

    /// The catalog with this id.
    pub fn named(&self, id: &str) -> Option<&Catalog> {
        self.iter().find(|catalog| catalog.id() == id)
    }

    /// Keeps the catalogs that `keep` wants.
    pub fn retain(&mut self, keep: impl FnMut(&Catalog) -> bool) {
        self.list.retain(keep);
    }

    /// Adds a catalog behind the others.
    pub fn push(&mut self, catalog: Catalog) {
        self.list.push(catalog);
    }
}

impl<'a> IntoIterator for &'a Catalogs {
    type Item = &'a Catalog;
    type IntoIter = std::slice::Iter<'a, Catalog>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{Catalog, Catalogs};

    #[test]
    fn every_embedded_catalog_is_read() {
        let counts: Vec<_> = Catalogs::embedded()
            .iter()
            .map(|catalog| (catalog.id().to_owned(), catalog.entries().len()))
            .collect();
        let want = [
            ("personium", 232),
            ("easydb", 122),
            ("kuzzle", 209),
            ("lineworks", 19),
            ("backend-services", 64),
        ];
        assert_eq!(counts, want.map(|(id, count)| (id.to_owned(), count)));
    }

    #[test]
    fn entries_may_stand_before_the_header_of_a_file() {
        let text = r#"{"entries":[{"code":"E1","message":"m"}],"id":"x","title":"X","edition":"1","source":"s",
            "code":{"pattern":"E{n}","parts":[{"name":"n","chars":"digit"}]}}"#;
        let catalog = Catalog::read(text).unwrap();
        assert_eq!((catalog.id(), catalog.entries().len()), ("x", 1));
    }

    #[test]
    fn what_is_no_catalog_is_refused() {
        for text in ["", "[]", "{}", r#"{"id":"x"}"#, "{\"id\":"] {
            assert!(Catalog::read(text).is_err(), "{text}");
        }
    }
}
