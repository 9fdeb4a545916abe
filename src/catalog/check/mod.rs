//! Everything that is wrong with a catalog file, found at once and each with its place.

mod examples;
pub(super) mod form;
mod meaning;
pub(super) mod quick;

use std::path;

pub(super) use meaning::places;

use super::faults::{Fault, Faults, Path};
use super::file::{self, Content};
use super::{Catalog, Catalogs, Origin, load};

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
    check_beside(text, path::Path::new(""), known, &[])
}

/// The same for the file `path` that is used together with others, the first with their ids.
fn check_beside(
    text: &str,
    path: &path::Path,
    known: &Catalogs,
    others: &[(path::PathBuf, Catalog)],
) -> Vec<Fault> {
    let other = |id: &str| others.iter().find(|(_, other)| other.id() == id);
    let (node, content) = match file::read(text) {
        Ok(read) => read,
        Err(fault) => return fault.faults,
    };
    let mut faults = Faults::default();
    let root = Path::root();
    match content {
        Content::Catalog(catalog) => {
            let built_in = |first: &&Catalog| first.origin == Origin::BuiltIn;
            let before = other(catalog.id()).filter(|(other, _)| other != path);
            let first =
                known.named(catalog.id()).filter(built_in).or(before.map(|(_, first)| first));
            if let Some(first) = first {
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
            let base = other(&patch.patches).map(|(_, base)| base);
            match base.or_else(|| known.named(&patch.patches)) {
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

/// Does the same for files that are used together, and says what is wrong with each: of two with
/// one id the first is taken, and one may patch another. What keeps a file from being read at all
/// is a fault without a place: line and column are 0.
pub fn check_files(files: &[path::PathBuf], known: &Catalogs) -> Vec<Vec<Fault>> {
    // The same file by two ways is one file.
    let real = |file: &path::PathBuf| file.canonicalize().unwrap_or_else(|_| file.clone());
    let texts: Vec<_> = files.iter().map(|file| (real(file), load::read_text(file))).collect();
    let mut others: Vec<(path::PathBuf, Catalog)> = Vec::new();
    for (file, (path, text)) in files.iter().zip(&texts).filter(|_| files.len() > 1) {
        let content = text.as_ref().ok().and_then(|text| file::used(text.clone()).ok());
        if let Some(Content::Catalog(mut catalog)) = content
            && others.iter().all(|(_, other)| other.id() != catalog.id())
        {
            catalog.origin = Origin::File(file.clone());
            others.push((path.clone(), *catalog));
        }
    }
    let checked = texts.into_iter().map(|(path, text)| match text {
        Ok(text) => check_beside(&text, &path, known, &others),
        Err(fault) => vec![fault],
    });
    checked.collect()
}
