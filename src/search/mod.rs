//! Which error says something like this? Ranked search, forgiving, pasted messages welcome.
//!
//! Filled-in messages come first (`template`). Then each word of the query is given what it may
//! mean: itself, its forms, its synonyms (`data/synonyms.json`), and, only where no entry has the
//! word, longer words that it is a part of and words that it is like. An entry scores by how much
//! of the query it means, rare words weighing more; then by how much of its own text the query has,
//! and whether the words stand in the same order. What the query has that no entry knows raises the
//! score that an answer must reach, so that nonsense finds nothing.

mod index;
mod prepared;
mod rank;
mod rarity;
mod stem;
mod stems;
mod synonyms;
mod terms;
mod vocabulary;
mod words;

use crate::catalog::Catalog;
use crate::entry::Entry;
use crate::lookup::Found;
use crate::template::{Captures, Templates};
use index::Index;

/// The entries of some catalogs, ready to be searched.
#[derive(Debug)]
pub struct Search<'c> {
    index: Index<'c>,
    most: usize,
}

/// What a query found.
#[derive(Debug)]
pub struct Answer<'c> {
    /// The entries, best first. Those that answer equally well stand in the order of the catalogs.
    pub hits: Vec<Hit<'c>>,
    /// The words that no entry has, and what they were read as.
    pub corrections: Vec<Correction>,
}

impl Answer<'_> {
    /// How many of the first hits answer about as well as the best.
    pub fn good(&self) -> usize {
        let best = self.hits.first().map_or(0.0, |hit| hit.score);
        self.hits.iter().take_while(|hit| hit.score >= best * MUCH_WORSE).count()
    }
}

/// The share of the best score below which a hit answers much worse.
const MUCH_WORSE: f32 = 0.7;

/// An entry that a query found.
#[derive(Debug, Clone)]
pub struct Hit<'c> {
    /// The entry.
    pub found: Found<'c>,
    /// How well it answers, from 0 to 1.
    pub score: f32,
    /// What the placeholders of its message stand for, where the query has the message filled in.
    pub captures: Captures,
    /// The words of the entry that the query met, in small letters.
    pub matched: Vec<String>,
}

/// A word that no entry has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The word as typed, in small letters.
    pub typed: String,
    /// The word that it was read as.
    pub read_as: String,
}

/// The longest text whose words are searched, in bytes. A longer one is a log; its messages are
/// met all the same.
const LONGEST_QUERY: usize = 4096;
/// What a hit scores that says next to nothing.
const LEAST_SCORE: f32 = 0.25;
/// How many entries are answered at most.
const MOST_HITS: usize = 100;

impl<'c> Search<'c> {
    /// Makes the entries of some catalogs ready.
    pub fn new(catalogs: impl IntoIterator<Item = &'c Catalog>) -> Self {
        Self { index: Index::new(catalogs), most: MOST_HITS }
    }

    /// Answers with so many entries at most, and never with more than 100. Fewer cost less.
    #[must_use]
    pub fn at_most(self, hits: usize) -> Self {
        Self { most: hits.min(MOST_HITS), ..self }
    }

    /// The entries that answer a query: filled-in messages that it contains, then the entries whose
    /// words it has. Only entries that `wanted` wants; none where nothing answers well.
    pub fn find(&self, query: &str, wanted: impl Fn(&Entry) -> bool) -> Answer<'c> {
        let Pasted { strong: mut hits, weak, aside } = self.pasted(query, &wanted);
        let cut = (0..=LONGEST_QUERY.min(query.len())).rev().find(|at| query.is_char_boundary(*at));
        let query = &query[..cut.unwrap_or(0)];
        let ranked = rank::ranked(query, &self.index, self.most, &wanted);
        // A whole text that is a message with hardly a letter of its own goes before mere words.
        let best = ranked.hits.first().map_or(LEAST_SCORE, |hit| hit.score);
        let weak = weak.into_iter().map(|hit| Hit { score: best, ..hit });
        for hit in weak.chain(ranked.hits).chain(aside) {
            if !hits.iter().any(|other| other.found.is(&hit.found)) {
                hits.push(hit);
            }
        }
        hits.truncate(self.most);
        Answer { hits, corrections: ranked.corrections }
    }

    /// The messages that a query contains.
    fn pasted(&self, query: &str, wanted: &impl Fn(&Entry) -> bool) -> Pasted<'c> {
        let whole = query.trim();
        let candidates = self.index.written_in(whole).into_iter();
        let candidates = candidates.map(|found| (found.catalog, found.entry));
        let templates = Templates::of_entries(candidates);
        let mut pasted = Pasted::default();
        let mut met = Vec::new();
        for line in whole.lines() {
            met.extend(templates.find_all(line));
        }
        if met.is_empty() && whole.contains('\n') {
            met = templates.find_all(whole);
        }
        for found in met {
            if !wanted(found.entry) {
                continue;
            }
            let mut matched = Vec::new();
            words::words(&found.entry.message, |word| matched.push(word.to_owned()));
            let hit = |score| Hit {
                found: Found { catalog: found.catalog, entry: found.entry },
                score,
                captures: found.captures.clone(),
                matched,
            };
            let share = found.span.len() as f32 / whole.len() as f32;
            if found.weight < LEAST_WEIGHT {
                add(&mut pasted.weak, hit(LEAST_SCORE));
            } else if !found.captures.is_empty() || found.exact || share > 0.85 {
                add(&mut pasted.strong, hit(1.0));
            } else if found.weight >= TELLING_WEIGHT {
                add(&mut pasted.aside, hit(LEAST_SCORE));
            }
        }
        pasted
    }
}

/// The messages that a query contains.
#[derive(Debug, Default)]
struct Pasted<'c> {
    /// Those that come first.
    strong: Vec<Hit<'c>>,
    /// Those with hardly a letter of their own.
    weak: Vec<Hit<'c>>,
    /// Those in other letters than the entry has them, amid other words: somebody may have typed
    /// them by chance, so mere words go before.
    aside: Vec<Hit<'c>>,
}

/// Adds a message that was met, unless it is there with the same values, or there are enough.
fn add<'c>(hits: &mut Vec<Hit<'c>>, hit: Hit<'c>) {
    let same = |other: &Hit<'c>| other.found.is(&hit.found) && other.captures == hit.captures;
    if hits.len() < MOST_HITS && !hits.iter().any(same) {
        hits.push(hit);
    }
}

/// The literal part of a message, in bytes, that makes it a message.
const LEAST_WEIGHT: usize = 7;
/// The literal part of a message, in bytes, that nobody types by chance.
const TELLING_WEIGHT: usize = 15;
