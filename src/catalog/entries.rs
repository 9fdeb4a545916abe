//! The entries of a catalog: each is read when it is asked for, what identifies it before that.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use memchr::memmem;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use super::check::quick::Read;
use crate::entry::{Entry, Text, TextOf};

/// The documented errors of a catalog, in the order of the source.
#[derive(Debug, Clone, Default)]
pub struct Entries {
    /// The file that they stand in.
    text: FileText,
    /// Whether every line opens with what identifies its entry.
    keyed: bool,
    slots: Vec<Slot>,
}

#[derive(Debug, Clone)]
enum FileText {
    Embedded(&'static str),
    OfUser(Arc<String>),
}

/// An entry, and where in the file it stands, in bytes: an object, in embedded files a line.
#[derive(Debug, Clone, Default)]
struct Slot {
    line: Range<usize>,
    /// Apart from the slot: most entries of most runs are never read.
    entry: OnceLock<Box<Entry>>,
}

/// An entry that may not have been read yet.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'c> {
    entries: &'c Entries,
    slot: &'c Slot,
}

/// What an entry is identified by. It costs a fraction of the whole entry.
#[derive(Debug, Clone)]
pub struct Key<'c> {
    /// [`Entry::code`].
    pub code: Cow<'c, str>,
    /// [`Entry::name`].
    pub name: Option<Cow<'c, str>>,
    /// [`Entry::title`].
    pub title: Option<Cow<'c, str>>,
    listed: Listed<'c>,
}

impl<'c> Key<'c> {
    /// The whole entry.
    pub fn entry(&self) -> &'c Entry {
        self.listed.entry()
    }
}

impl Entries {
    /// The entries of an embedded file. Each stands on a line of its own, the last ones of the
    /// file, with `code`, `name` and `title` first; a test holds the files to that.
    pub(super) fn of_embedded(text: &'static str) -> Self {
        let bytes = text.as_bytes();
        let start = head(text).unwrap_or(text.len());
        // Room that is never needed costs nothing.
        let mut slots = Vec::with_capacity((text.len() - start) / SHORTEST_LINE);
        let mut from = start;
        for end in memchr::memchr_iter(b'\n', &bytes[start..]).map(|end| start + end) {
            let line = &bytes[from..end];
            let blanks = line.iter().take_while(|byte| **byte == b' ').count();
            if line.get(blanks) == Some(&b'{') {
                slots.push(Slot::at(from + blanks..end - usize::from(line.ends_with(b","))));
            }
            from = end + 1;
        }
        Self { text: FileText::Embedded(text), keyed: true, slots }
    }

    /// The entries of a user's file, which have been found to be of the right form.
    pub(super) fn of_user(text: String, read: Read) -> Self {
        let slots = read.entries.into_iter().map(Slot::at).collect();
        Self { text: FileText::OfUser(Arc::new(text)), keyed: read.is_keyed, slots }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The first one.
    pub fn first(&self) -> Option<&Entry> {
        self.listed().next().map(Listed::entry)
    }

    /// All of them, read.
    pub fn iter(&self) -> Iter<'_> {
        Iter { entries: self, slots: self.slots.iter() }
    }

    /// What identifies each of them.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = Key<'_>> {
        self.listed().map(Listed::key)
    }

    /// All of them, whether they have been read or not.
    pub fn listed(&self) -> impl ExactSizeIterator<Item = Listed<'_>> {
        self.slots.iter().map(|slot| Listed { entries: self, slot })
    }

    /// The one at a place, from 0 on, whether it has been read or not.
    pub(crate) fn listed_at(&self, place: usize) -> Listed<'_> {
        Listed { entries: self, slot: &self.slots[place] }
    }

    /// The entries that hold one of some texts in a field, and maybe some that do not: enough to
    /// leave the rest unread.
    pub fn that_may_hold<const N: usize>(&self, texts: [&str; N]) -> impl Iterator<Item = &Entry> {
        // What stands in JSON as it is. The longest run of it finds the lines.
        let plain = |c: char| (' '..='~').contains(&c) && !matches!(c, '"' | '\\' | '/');
        let finders = texts.map(|text| {
            let run = text.split(|c| !plain(c)).max_by_key(|run| run.len()).unwrap_or_default();
            memmem::Finder::new(run.as_bytes()).into_owned()
        });
        let may = move |listed: &Listed<'_>| {
            let line = listed.line().as_bytes();
            let holds = |finder: &memmem::Finder<'_>| finder.find(line).is_some();
            listed.slot.entry.get().is_some() || finders.iter().any(holds)
        };
        self.listed().filter(may).map(Listed::entry)
    }

    /// The entries themselves.
    pub(super) fn into_list(self) -> Vec<Entry> {
        self.iter().for_each(drop);
        let read = self.slots.into_iter().filter_map(|slot| slot.entry.into_inner());
        read.map(|entry| *entry).collect()
    }
}

impl From<Vec<Entry>> for Entries {
    fn from(list: Vec<Entry>) -> Self {
        let read = |entry| Slot { entry: OnceLock::from(Box::new(entry)), ..Slot::default() };
        Self { slots: list.into_iter().map(read).collect(), ..Self::default() }
    }
}

impl Default for FileText {
    fn default() -> Self {
        Self::Embedded("")
    }
}

impl<'c> IntoIterator for &'c Entries {
    type Item = &'c Entry;
    type IntoIter = Iter<'c>;

    fn into_iter(self) -> Iter<'c> {
        self.iter()
    }
}

/// The entries of a catalog, one after the other.
#[derive(Debug, Clone)]
pub struct Iter<'c> {
    entries: &'c Entries,
    slots: std::slice::Iter<'c, Slot>,
}

impl<'c> Iterator for Iter<'c> {
    type Item = &'c Entry;

    fn next(&mut self) -> Option<&'c Entry> {
        self.slots.next().map(|slot| Listed { entries: self.entries, slot }.entry())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.slots.size_hint()
    }
}

impl ExactSizeIterator for Iter<'_> {}

/// What stands before the entries of a file that has one a line.
const OPENING: &[u8] = b"\n  \"entries\": [\n";
/// What the lines of a file have on average at least, in bytes.
const SHORTEST_LINE: usize = 128;

/// Where the entries of a file begin that has one a line, in bytes.
fn head(text: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), OPENING).map(|at| at + OPENING.len())
}

/// What a line opens with, as this program writes it and without escapes: most need no parser.
struct Opening<'t> {
    code: &'t str,
    name: Option<&'t str>,
    title: Option<&'t str>,
}

impl<'t> Opening<'t> {
    fn of(line: &'t str) -> Option<Self> {
        let mut at = 0;
        let mut text = |opening: &[u8]| {
            let start = at + opening.len();
            // Shorter than calling for it, in a loop that all entries go through.
            let opens = line.as_bytes().get(at..start)?.iter().eq(opening);
            let rest = line.get(start..).filter(|_| opens)?;
            let end = memchr::memchr2(b'"', b'\\', rest.as_bytes())?;
            at = start + end;
            rest.get(..end).filter(|_| rest.as_bytes()[end] == b'"')
        };
        let code = text(b"{\"code\": \"")?;
        let name = text(b"\", \"name\": \"");
        let title = text(b"\", \"title\": \"");
        // Another field follows, and not one of these that was not read.
        let rest = line.get(at..)?.strip_prefix("\", \"")?;
        let known = ["name\"", "title\""].iter().any(|key| rest.starts_with(key));
        (!known).then_some(Self { code, name, title })
    }
}

impl Slot {
    fn at(line: Range<usize>) -> Self {
        Self { line, entry: OnceLock::new() }
    }
}

impl<'c> Listed<'c> {
    pub(super) fn line(self) -> &'c str {
        match &self.entries.text {
            FileText::Embedded(text) => &text[self.slot.line.clone()],
            FileText::OfUser(text) => &text[self.slot.line.clone()],
        }
    }

    /// The whole entry.
    ///
    /// # Panics
    /// Where the line of an embedded file is broken, which the test
    /// `every_embedded_catalog_is_read` rules out. Those of a user's file have been checked.
    pub fn entry(self) -> &'c Entry {
        self.slot.entry.get_or_init(|| {
            let read = serde_json::from_str(self.line());
            read.expect("an embedded entry reads as the tests have proven")
        })
    }

    /// What identifies it.
    pub fn key(self) -> Key<'c> {
        let mut key = Key { code: Cow::Borrowed(""), name: None, title: None, listed: self };
        if let Some(entry) = self.slot.entry.get() {
            key.code = Cow::Borrowed(&entry.code);
            key.name = entry.name.as_deref().map(Cow::Borrowed);
            key.title = entry.title.as_deref().map(Cow::Borrowed);
        } else if let Some(opening) = Opening::of(self.line()).filter(|_| self.entries.keyed) {
            key.code = Cow::Borrowed(opening.code);
            key.name = opening.name.map(Cow::Borrowed);
            key.title = opening.title.map(Cow::Borrowed);
        } else {
            // It ends before the object does; what it says is told by what was read.
            let _ = serde_json::Deserializer::from_str(self.line()).deserialize_map(&mut key);
        }
        key
    }

    /// Calls `each` with its texts, for those who need them of all entries. Its status.
    pub(crate) fn texts(self, each: &mut impl FnMut(TextOf, Cow<'c, str>)) -> Option<u16> {
        match self.slot.entry.get() {
            Some(entry) => entry.texts(each),
            None => super::line::texts(self.line(), each),
        }
    }
}

/// Reads what identifies an entry. Where it comes first, the rest is left.
impl<'de> Visitor<'de> for &mut Key<'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(field) = map.next_key::<Text<'de>>()? {
            match &*field {
                "code" => self.code = map.next_value::<Text<'de>>()?.0,
                "name" => self.name = Some(map.next_value::<Text<'de>>()?.0),
                "title" => self.title = Some(map.next_value::<Text<'de>>()?.0),
                _ if self.listed.entries.keyed => return Ok(()),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::Catalogs;
    use crate::entry::Entry;

    #[test]
    fn what_is_told_of_an_entry_before_it_is_read_holds_after() {
        let mut seen = 0;
        for catalog in &Catalogs::embedded() {
            let entries = catalog.entries();
            let before: Vec<_> = entries.keys().collect();
            for key in before {
                let Entry { code, name, title, message, .. } = key.entry();
                assert_eq!(key.code, code.as_str());
                assert_eq!(
                    (key.name.as_deref(), key.title.as_deref()),
                    (name.as_deref(), title.as_deref()),
                    "{code}"
                );
                let mut saying = entries.that_may_hold([message]);
                assert!(saying.any(|entry| std::ptr::eq(entry, key.entry())), "{code}");
                seen += 1;
            }
        }
        assert_eq!(seen, 646);
    }
}
