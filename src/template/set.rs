//! The templates of whole catalogs, and what of them stands in a text.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::OnceLock;

use crate::catalog::Catalog;
use crate::entry::Entry;
use crate::template::anchors::Anchors;
use crate::template::folded::Folded;
use crate::template::{Captures, Met, Template};

/// The templates of the entries of catalogs.
#[derive(Debug)]
pub struct Templates<'c> {
    list: Vec<Owned<'c>>,
    anchors: OnceLock<Anchors>,
}

/// Entries, each with its catalog.
type Entries<'c> = Vec<(&'c Catalog, &'c Entry)>;

#[derive(Debug)]
struct Owned<'c> {
    catalog: &'c Catalog,
    entry: &'c Entry,
    template: Template,
    /// The number of the first template with the same literals: it meets the same texts.
    same_as: usize,
}

/// A message met in a text.
#[derive(Debug, Clone)]
pub struct Found<'c> {
    /// The catalog of the entry.
    pub catalog: &'c Catalog,
    /// The entry whose message it is.
    pub entry: &'c Entry,
    /// What the placeholders stand for.
    pub captures: Captures,
    /// The place in the text, in bytes.
    pub span: Range<usize>,
    /// Whether the text has the message to the letter.
    pub exact: bool,
    /// How much of the message is literal: see [`Template::weight`].
    pub weight: usize,
    /// The number of the first template that meets the same texts.
    pub(crate) same_as: usize,
}

impl<'c> Templates<'c> {
    /// The templates of all entries of some catalogs.
    pub fn new(catalogs: impl IntoIterator<Item = &'c Catalog>) -> Self {
        Self::of_entries(
            catalogs
                .into_iter()
                .flat_map(|catalog| catalog.entries().iter().map(move |entry| (catalog, entry))),
        )
    }

    /// The templates of some entries, each with its catalog.
    pub fn of_entries(entries: impl IntoIterator<Item = (&'c Catalog, &'c Entry)>) -> Self {
        let mut list = Vec::new();
        let mut first = HashMap::new();
        for (catalog, entry) in entries {
            let placeholders = catalog.header().background().placeholders;
            for template in Template::of_entry(entry, placeholders) {
                let same_as = *first.entry(template.segments.clone()).or_insert(list.len());
                list.push(Owned { catalog, entry, template, same_as });
            }
        }
        Self { list, anchors: OnceLock::new() }
    }

    /// The templates in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Template> + Clone {
        self.list.iter().map(|owned| &owned.template)
    }

    /// The templates that meet the same texts, together: the number of the first, itself, and the
    /// entries of all in the order of the catalogs.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (usize, &Template, Entries<'c>)> {
        let mut groups: BTreeMap<usize, Entries<'c>> = BTreeMap::new();
        for Owned { catalog, entry, same_as, .. } in &self.list {
            groups.entry(*same_as).or_default().push((*catalog, *entry));
        }
        groups.into_iter().map(|(first, entries)| (first, &self.list[first].template, entries))
    }

    /// The messages in a text, from left to right. Where several overlap, the one with the most
    /// literal text is kept, and all that say as much at the same place: equal messages of several
    /// entries, in the order of the catalogs.
    pub fn find(&self, text: impl AsRef<[u8]>) -> Vec<Found<'c>> {
        apart(self.find_all(text))
    }

    /// The same as [`Self::find`] where it is known which templates may stand in the text: their
    /// numbers, in order.
    pub(crate) fn find_among(
        &self,
        text: &[u8],
        candidates: impl IntoIterator<Item = usize>,
    ) -> Vec<Found<'c>> {
        apart(self.all_among(text, candidates))
    }

    /// The messages in a text, the most literal first, those within others as well. An entry is
    /// named once for a place.
    ///
    /// The time is linear in the length of the text. Of one template at most 1,000 places are told.
    pub fn find_all(&self, text: impl AsRef<[u8]>) -> Vec<Found<'c>> {
        let text = text.as_ref();
        let candidates = self.anchors().candidates(text);
        if candidates.is_empty() {
            return Vec::new();
        }
        self.all_among(text, candidates)
    }

    fn all_among(
        &self,
        text: &[u8],
        candidates: impl IntoIterator<Item = usize>,
    ) -> Vec<Found<'c>> {
        let folded = Folded::of(text);
        let mut all: Vec<(usize, Found)> = Vec::new();
        for index in candidates {
            let Owned { catalog, entry, template, same_as } = &self.list[index];
            let mut from = 0;
            for _ in 0..MOST_PLACES {
                let Some((met, next)) = template.find_folded(&folded, from) else { break };
                from = next;
                let Met { span, captures, exact } = met;
                let weight = template.weight();
                let same_as = *same_as;
                all.push((index, Found { catalog, entry, captures, span, exact, weight, same_as }));
                if template.is_weak() {
                    break;
                }
            }
        }
        // Of the two templates of one entry, what the system sends comes first, and tells more.
        all.sort_by_key(|(index, found)| {
            (found.span.start, std::ptr::from_ref(found.entry), *index)
        });
        all.dedup_by_key(|(_, found)| (found.span.start, std::ptr::from_ref(found.entry)));
        all.sort_by_key(|(index, found)| {
            (std::cmp::Reverse(found.weight), !found.exact, found.span.start, *index)
        });
        all.into_iter().map(|(_, found)| found).collect()
    }

    /// Whether a message may stand in a text: quick, and wrong only in one direction.
    pub fn may_meet(&self, text: impl AsRef<[u8]>) -> bool {
        !self.anchors().candidates(text.as_ref()).is_empty()
    }

    fn anchors(&self) -> &Anchors {
        self.anchors.get_or_init(|| Anchors::new(self.list.iter().map(|owned| &owned.template)))
    }
}

/// Keeps of messages that overlap the most literal; they come in that order.
fn apart(all: Vec<Found<'_>>) -> Vec<Found<'_>> {
    let mut kept: Vec<Found> = Vec::new();
    // Start, end and weight of the places that are taken. They do not overlap.
    let mut taken: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for found in all {
        let Range { start, end } = found.span;
        match taken.range(..end).next_back() {
            Some((&other, &(stop, weight))) if stop > start => {
                if (other, weight) != (start, found.weight) {
                    continue;
                }
            }
            _ => {
                taken.insert(start, (end, found.weight));
            }
        }
        kept.push(found);
    }
    kept.sort_by_key(|found| found.span.start);
    kept
}

const MOST_PLACES: usize = 1000;
