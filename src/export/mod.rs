//! The catalogs in the formats that other tools load: tables, pages, and the lookup files of log
//! pipelines together with the patterns that cut codes out of a line.

mod csv;
mod extraction;
mod fluent_bit;
mod html;
mod json;
mod keys;
mod logstash;
mod markdown;
mod otel;
mod plain;
mod record;
mod rsyslog;
mod splunk;
mod sql;
mod syslog_ng;
mod vector;

use std::io::{self, Write};

use crate::catalog::{Catalog, Catalogs};
use crate::entry::Entry;
use crate::lookup::Found;

pub use record::Record;

/// Every format, in the order in which they are listed.
pub const FORMATS: &[Format] = &[
    csv::FORMAT,
    json::FORMAT,
    json::NDJSON,
    markdown::FORMAT,
    html::FORMAT,
    splunk::FORMAT,
    logstash::FORMAT,
    vector::FORMAT,
    rsyslog::FORMAT,
    syslog_ng::FORMAT,
    otel::FORMAT,
    fluent_bit::FORMAT,
    sql::CLICKHOUSE,
    sql::DUCKDB,
];

/// A format that catalogs can be written in: one file, or several that belong together.
#[derive(Debug)]
pub struct Format {
    /// The word that chooses it: `csv`, `splunk`.
    pub name: &'static str,
    /// What it is, in half a line.
    pub about: &'static str,
    /// Its files. The first is the data, configuration follows.
    pub parts: &'static [Part],
}

/// One file of a format.
#[derive(Debug)]
pub struct Part {
    /// The name of the file.
    pub name: &'static str,
    /// What it holds, in half a line.
    pub about: &'static str,
    write: fn(&Selection<'_>, &mut dyn Write) -> io::Result<()>,
}

impl Format {
    /// The format with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

impl Part {
    /// Writes the file: UTF-8, line feeds, the same bytes for the same catalogs.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
        (self.write)(selection, out)
    }
}

/// What is exported: catalogs, and those of their entries that are wanted.
#[derive(Debug)]
pub struct Selection<'a> {
    catalogs: Vec<(&'a Catalog, Vec<&'a Entry>)>,
}

impl<'a> Selection<'a> {
    /// The entries that `keep` wants. A catalog without any is left out.
    pub fn new(catalogs: &'a Catalogs, keep: impl Fn(&Entry) -> bool) -> Self {
        let catalogs = catalogs.iter().map(|catalog| {
            (catalog, catalog.entries().iter().filter(|entry| keep(entry)).collect::<Vec<_>>())
        });
        Self { catalogs: catalogs.filter(|(_, entries)| !entries.is_empty()).collect() }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.catalogs.iter().map(|(_, entries)| entries.len()).sum()
    }

    /// Whether there is no entry at all.
    pub fn is_empty(&self) -> bool {
        self.catalogs.is_empty()
    }

    /// Every entry with its catalog, in the order of the catalogs.
    fn entries(&self) -> impl Iterator<Item = Found<'a>> {
        self.catalogs.iter().flat_map(|(catalog, entries)| {
            entries.iter().map(move |entry| Found { catalog, entry })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{FORMATS, Format, Selection};
    use crate::catalog::{Catalog, Catalogs};

    /// Everything that a careless writer would let out of its quotes.
    pub(super) const HOSTILE: &str = r##"{"id":"hostile","title":"<b>T</b> & \"co\"","edition":"1 | 2",
        "source":"a\nb","notes":["</script><script>alert(1)</script>"],
        "code":{"pattern":"H-{n}","parts":[{"name":"n","chars":"digit","length":[1,3]}]},
        "entries":[
          {"code":"H-1","status":400,"message":"<img src=x onerror=alert(1)>","url":"javascript:alert(1)","advice":["Ask *ops*; <b>wait</b>"]},
          {"code":"H-2","message":"a, \"b\" 'c' | `d` \\ $e %{f} ${g} {{h}} [[i]] ]]","description":"one\ntwo\r\nthree\ttab\u001b[31m\u202e"},
          {"code":"H-3","message":"=1+1","notes":["*x* _y_ [z](javascript:alert(1))","--"]},
          {"code":"H-3","status":500,"message":"again"}]}"##;

    pub(super) fn hostile() -> Catalogs {
        let mut catalogs = Catalogs::embedded();
        catalogs.retain(|catalog| catalog.id() == "lineworks");
        catalogs.push(Catalog::read(HOSTILE).unwrap());
        catalogs
    }

    /// A part of a format, as text.
    pub(super) fn written(catalogs: &Catalogs, format: &str, part: usize) -> String {
        let mut out = Vec::new();
        let selection = Selection::new(catalogs, |_| true);
        Format::named(format).unwrap().parts[part].write(&selection, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_registry_is_whole() {
        let mut names = HashSet::new();
        for format in FORMATS {
            assert!(names.insert(format.name), "{} stands twice", format.name);
            assert!(!format.parts.is_empty() && !format.about.is_empty(), "{}", format.name);
            let files: HashSet<_> = format.parts.iter().map(|part| part.name).collect();
            assert_eq!(files.len(), format.parts.len(), "{}: two files of one name", format.name);
            assert!(files.iter().all(|name| !name.contains('/')), "{}", format.name);
        }
    }

    #[test]
    fn every_format_writes_clean_text_that_ends_with_a_line() {
        for catalogs in [Catalogs::embedded(), hostile()] {
            for format in FORMATS {
                for (at, part) in format.parts.iter().enumerate() {
                    let text = written(&catalogs, format.name, at);
                    let name = format!("{} {}", format.name, part.name);
                    assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{name}");
                    let steering = text.chars().find(|&c| crate::steering::is_steering(c));
                    assert_eq!(steering, None, "{name}");
                    assert_eq!(text, written(&catalogs, format.name, at), "{name}: twice the same");
                }
            }
        }
    }

    #[test]
    fn a_selection_leaves_out_what_is_not_wanted() {
        let catalogs = Catalogs::embedded();
        let selection = Selection::new(&catalogs, |entry| entry.status == Some(404));
        assert!(selection.len() < 100 && !selection.is_empty());
        assert!(Selection::new(&catalogs, |_| false).is_empty());
    }
}
