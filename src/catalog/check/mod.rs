//! Everything that is wrong with a catalog file, found at once and each with its place.

mod examples;
pub(super) mod form;
mod meaning;
mod quick;

use std::path;

pub(super) use meaning::places;
pub(super) use quick::Checked;

use super::faults::{Fault, Faults, Path};
use super::file::{self, Content};
use super::{Catalogs, Origin, load};

pub use form::SCHEMA;

/// Finds everything that is wrong with a catalog file: its form, what its parts say of each other,
/// and its examples. `known` are the catalogs that the file may patch.
///
/// ```
/// use errcode::catalog::{Catalogs, check};
///
/// let text = r#"{"patches": "kuzzle", "entries": [{"code": "0x0101000b", "status": 40}]}"#;
/// let faults = check(text, &Catalogs::embedded());
/// assert_eq!((faults[0].line, faults[0].path.as_str()), (1, "entries[0].status"));
/// ```
pub fn check(text: &str, known: &Catalogs) -> Vec<Fault> {
    let (node, content) = match file::read(text) {
        Ok(read) => read,
        Err(fault) => return fault.faults,
    };
    let mut faults = Faults::default();
    let root = Path::root();
    match content {
        Content::Catalog(catalog) => {
            if let Some(first) = known.named(catalog.id())
                && first.origin == Origin::BuiltIn
            {
                let place = node.member("id").unwrap_or(&node);
                faults.at(place, &root.key("id"), load::taken(catalog.id(), &first.origin));
            }
            meaning::catalog(&node, &catalog, &mut faults);
            if !faults.has_errors() {
                examples::run(&node, &catalog, &mut faults);
            }
        }
        Content::Patch(patch) => {
            let place = node.member("patches").unwrap_or(&node);
            match known.named(&patch.patches) {
                Some(base) => {
                    meaning::patch(&node, &patch, base, &mut faults);
                    if !faults.has_errors() {
                        let mut patched = base.clone();
                        patched.patch(path::PathBuf::new(), &patch);
                        examples::run(&node, &patched, &mut faults);
                    }
                }
                None => {
                    let reason = load::unknown(&patch.patches, known);
                    faults.at(place, &root.key("patches"), reason);
                }
            }
        }
    }
    faults.told(text)
}

/// Does the same for a file. What keeps it from being read at all is a fault without a place: line
/// and column are 0.
pub fn check_file(file: &path::Path, known: &Catalogs) -> Vec<Fault> {
    match load::read_text(file) {
        Ok(text) => check(&text, known),
        Err(fault) => vec![fault],
    }
}
