//! The catalogs: embedded ones, parsed on first use, and those that a user brings.

mod check;
mod document;
mod entries;
mod faults;
mod file;
mod header;
mod import;
mod line;
mod load;
mod patch;
mod starter;
mod write;

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;
use std::sync::OnceLock;

use thiserror::Error;

use crate::entry::Entry;

pub use check::{SCHEMA, check, check_files};
pub use entries::{Entries, Iter, Key, Listed};
pub use faults::{Fault, Severity};
pub use header::{Background, DocumentedChallenge, Examples, Header, Placeholders};
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
    header: OnceLock<Header>,
    entries: OnceLock<Entries>,
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
            header: OnceLock::from(header),
            entries: OnceLock::from(Entries::from(entries)),
            text: "",
            origin: Origin::Text,
            patched: Vec::new(),
        }
    }

    /// A catalog of the binary. Nothing is read until it is asked for.
    fn embedded(text: &'static str) -> Self {
        let (header, entries) = (OnceLock::new(), OnceLock::new());
        Self { header, entries, text, origin: Origin::BuiltIn, patched: Vec::new() }
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
        let mut header = self.header().clone();
        self.entries();
        let mut entries = self.entries.take().unwrap_or_default().into_list();
        let changes = patch.apply(&mut header, &mut entries);
        self.header = OnceLock::from(header);
        self.entries = OnceLock::from(Entries::from(entries));
        self.patched.push(Patched { file, changes });
    }

    /// What is known of the system.
    pub fn header(&self) -> &Header {
        self.header.get_or_init(|| Header::of_embedded(self.text))
    }

    /// [`Header::system_names`], for those who ask for nothing else of the header.
    pub(crate) fn system_names(&self) -> Cow<'_, [String]> {
        self.header.get().map_or_else(|| header::system_names(self.text), Header::system_names)
    }

    /// The short name: `personium`.
    pub fn id(&self) -> &str {
        match self.header.get() {
            Some(header) => &header.id,
            None => header::id(self.text),
        }
    }

    /// The documented errors, in the order of the source.
    pub fn entries(&self) -> &Entries {
        self.entries.get_or_init(|| Entries::of_embedded(self.text))
    }
}

/// The key of the entries.
const ENTRIES: &str = "entries";

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
            .map(|catalog| {
                assert!(!catalog.header().background().payload.is_empty(), "{}", catalog.id());
                (catalog.id().to_owned(), catalog.entries().iter().count())
            })
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
    fn a_system_is_known_by_name_before_its_header_is_read() {
        for catalog in &Catalogs::embedded() {
            let (id, before) = (catalog.id().to_owned(), catalog.system_names().into_owned());
            assert_eq!(id, catalog.header().id);
            let evidence = catalog.header().background().evidence.as_ref();
            assert_eq!(before, evidence.map(|it| it.names.clone()).unwrap_or_default());
            assert_eq!(before, *catalog.system_names(), "{}", catalog.id());
        }
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
