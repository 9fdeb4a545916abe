//! The files in which users keep catalogs of their own: found, read and put beside the embedded
//! ones. A file that cannot be used is skipped and told; it never takes the rest down.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::faults::Fault;
use super::file::{self, Content};
use super::patch::Patch;
use super::{Catalog, Catalogs, Origin};

/// The longest catalog file, in bytes.
const LONGEST: u64 = 16 << 20;
/// The most files of one folder.
const MOST_FILES: usize = 500;

/// Where to look for catalogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// A file, or a folder with `*.json` files.
    Listed(PathBuf),
    /// A folder with `*.json` files. It need not be there.
    Folder(PathBuf),
}

/// The catalogs that were found.
#[derive(Debug)]
pub struct Loaded {
    /// The embedded ones, changed by files that patch them, then those of the user in the order in
    /// which they were found.
    pub catalogs: Catalogs,
    /// The files that could not be used.
    pub skipped: Vec<Skipped>,
}

/// A file or folder that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its path.
    pub path: PathBuf,
    /// Why, in one line; with line and column in front where it has a place in the file.
    pub reason: String,
}

impl fmt::Display for Skipped {
    /// `catalogs/shop.json:3:14: id: …`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.reason.starts_with(|c: char| c.is_ascii_digit());
        write!(f, "{}:{}{}", self.path.display(), if place { "" } else { " " }, self.reason)
    }
}

impl Catalogs {
    /// The catalogs of the binary and those of the sources. Of two files with one id the first is
    /// taken; of two that patch one catalog, the first has the last word.
    pub fn load(sources: &[Source]) -> Loaded {
        let mut loading = Loading { catalogs: Self::embedded(), ..Loading::default() };
        for source in sources {
            loading.source(source);
        }
        while let Some((path, patch)) = loading.patches.pop() {
            loading.patch(path, &patch);
        }
        Loaded { catalogs: loading.catalogs, skipped: loading.skipped }
    }
}

struct Loading {
    catalogs: Catalogs,
    patches: Vec<(PathBuf, Patch)>,
    skipped: Vec<Skipped>,
    seen: HashSet<PathBuf>,
}

impl Default for Loading {
    fn default() -> Self {
        let (patches, skipped, seen) = (Vec::new(), Vec::new(), HashSet::new());
        Self { catalogs: Catalogs::none(), patches, skipped, seen }
    }
}

impl Loading {
    fn skip(&mut self, path: &Path, reason: impl Into<String>) {
        self.skipped.push(Skipped { path: path.to_owned(), reason: reason.into() });
    }

    fn source(&mut self, source: &Source) {
        match source {
            Source::File(path) => self.file(path, Wanted::AsNamed),
            Source::Listed(path) if path.is_dir() => self.folder(path),
            Source::Listed(path) => self.file(path, Wanted::Plain),
            Source::Folder(path) => match fs::metadata(path) {
                Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
                _ => self.folder(path),
            },
        }
    }

    fn folder(&mut self, folder: &Path) {
        let listed = fs::read_dir(folder).and_then(|entries| {
            entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()
        });
        let mut files = match listed {
            Ok(files) => files,
            Err(fault) => return self.skip(folder, fault.to_string()),
        };
        files.retain(|file| file.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")));
        files.sort();
        if files.len() > MOST_FILES {
            let reason = format!("{} files, only the first {MOST_FILES} are read", files.len());
            self.skip(folder, reason);
            files.truncate(MOST_FILES);
        }
        for file in files {
            self.file(&file, Wanted::Plain);
        }
    }

    fn file(&mut self, path: &Path, wanted: Wanted) {
        // The same file by two ways is one file.
        if let Ok(canonical) = fs::canonicalize(path)
            && !self.seen.insert(canonical)
        {
            return;
        }
        match content(path, wanted) {
            Ok(Content::Catalog(catalog)) => self.catalog(path, *catalog),
            Ok(Content::Patch(patch)) => self.patches.push((path.to_owned(), *patch)),
            Err(reason) => self.skip(path, reason),
        }
    }

    fn catalog(&mut self, path: &Path, mut catalog: Catalog) {
        let Some(first) = self.catalogs.named(catalog.id()) else {
            catalog.origin = Origin::File(path.to_owned());
            self.catalogs.push(catalog);
            return;
        };
        let reason = format!("id: {}", taken(catalog.id(), &first.origin));
        self.skip(path, reason);
    }

    fn patch(&mut self, path: PathBuf, patch: &Patch) {
        let base = self.catalogs.list.iter_mut().find(|catalog| catalog.id() == patch.patches);
        match base {
            Some(base) => base.patch(path, patch),
            None => {
                let reason = format!("patches: {}", unknown(&patch.patches, &self.catalogs));
                self.skip(&path, reason);
            }
        }
    }
}

/// Why a second file with this id is not taken.
pub(super) fn taken(id: &str, origin: &Origin) -> String {
    let of = match origin {
        Origin::BuiltIn => "that of a built-in catalog".to_owned(),
        Origin::Text => "taken".to_owned(),
        Origin::File(path) => format!("taken by {}", path.display()),
    };
    format!("`{id}` is {of}; `\"patches\": \"{id}\"` instead of `id` changes that one")
}

/// Why a file that patches this catalog is not taken.
pub(super) fn unknown(id: &str, catalogs: &Catalogs) -> String {
    let known: Vec<_> = catalogs.iter().map(Catalog::id).collect();
    format!("no catalog `{id}`: there are {}", known.join(", "))
}

/// What may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Whatever was named: a pipe as well.
    AsNamed,
    /// A plain file. What a folder holds beside such could block the program.
    Plain,
}

fn content(path: &Path, wanted: Wanted) -> Result<Content, String> {
    let text = text(path, wanted).map_err(|fault| fault.to_string())?;
    file::used(text).map_err(|fault| fault.to_string())
}

/// Reads a file that was named by hand.
///
/// # Errors
/// Where it cannot be read, is no file, is too large or not UTF-8: why, with its place if it has one.
pub fn read_text(path: &Path) -> Result<String, Fault> {
    text(path, Wanted::AsNamed)
}

/// The same for a stream, which is read up to the limit.
///
/// # Errors
/// As [`read_text`].
pub fn read_text_from(stream: impl Read) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    let read = stream.take(LONGEST + 1).read_to_end(&mut bytes);
    read.map_err(|fault| Fault::of_file(fault.to_string()))?;
    if bytes.len() as u64 > LONGEST { Err(too_large()) } else { file::text(bytes) }
}

fn text(path: &Path, wanted: Wanted) -> Result<String, Fault> {
    let told = |fault: io::Error| Fault::of_file(fault.to_string());
    let about = fs::metadata(path).map_err(told)?;
    if about.is_dir() {
        return Err(Fault::of_file("a folder: expected a file".to_owned()));
    }
    if wanted == Wanted::Plain && !about.is_file() {
        return Err(Fault::of_file("not a plain file".to_owned()));
    }
    // A pipe or a device tells no size: it is read up to the limit.
    if about.is_file() && about.len() > LONGEST {
        return Err(too_large());
    }
    read_text_from(File::open(path).map_err(told)?)
}

fn too_large() -> Fault {
    Fault::of_file(format!("too large: a catalog file has at most {} MiB", LONGEST >> 20))
}
