//! The entries in the order of how well they answer a query.

use crate::catalog::{Catalog, Key};
use crate::entry::Entry;
use crate::search::index::{Doc, Index, rarity};
use crate::search::synonyms::Synonyms;
use crate::search::terms::{Origin, Term, terms};
use crate::search::words::words;
use crate::search::{Answer, Correction, Hit};
use crate::template::Captures;

/// Hits below this score are none, and how much more it takes where nothing is known of the query.
const FLOOR: f32 = 0.25;
const FLOOR_UNKNOWN: f32 = 0.42;
/// What it counts that the query has an entry's own text, and that words stand in the same order;
/// the rest is how much of the query the entry has.
const OWN: f32 = 0.28;
const ORDER: f32 = 0.08;
/// What a filler weighs, compared with another word.
const FILLER: f32 = 0.08;
/// What a word weighs that stands for nothing in any entry, compared with the rarest one.
const UNKNOWN: f32 = 0.75;
/// How well the number of its status stands for an entry, and the name of its system.
const OF_STATUS: f32 = 0.8;
const OF_SYSTEM: f32 = 0.8;
/// How far apart the words of a phrase may stand.
const PHRASE_GAP: usize = 3;

pub(super) fn ranked<'c>(
    query: &str,
    index: &Index<'c>,
    synonyms: &Synonyms,
    wanted: &impl Fn(&Entry) -> bool,
) -> Answer<'c> {
    let mut terms = terms(query, index, synonyms);
    let systems = systems(&mut terms, index);
    let mut answer = Answer { hits: Vec::new(), corrections: Vec::new() };
    if terms.is_empty() {
        return answer;
    }
    let table = Table::new(&terms, index);
    // By entry and term: how well the entry meets the term.
    let mut met = vec![0.0; index.docs.len() * terms.len()];
    for (doc, met) in met.chunks_exact_mut(terms.len()).enumerate() {
        table.meet(index, doc, met);
        let Doc { catalog, listed, .. } = &index.docs[doc];
        for (term, met) in terms.iter().zip(met.iter_mut()) {
            let status = term.status();
            if status.is_some() && listed.entry().status == status {
                *met = met.max(OF_STATUS);
            }
        }
        // The name of a system says which entries are meant, not that they are meant at all.
        if met.iter().any(|met| *met > 0.0) {
            for (_, term) in systems.iter().filter(|(of, _)| std::ptr::eq(*of, *catalog)) {
                met[*term] = met[*term].max(OF_SYSTEM);
            }
        }
    }
    let weights = weights(&terms, &met, index.docs.len());
    let floor = floor(&terms, &met, &weights);
    let squeezed = squeezed(query);
    let mut scored: Vec<(usize, f32)> = Vec::new();
    for (doc, met) in met.chunks_exact(terms.len()).enumerate() {
        let listed = index.docs[doc].listed;
        let mut score = 0.0;
        if met.iter().any(|met| *met > 0.0) {
            score = table.score(index, doc, met, &weights);
        }
        if let Some(name) = &squeezed {
            // What is written as a name is looked for among names first.
            let share = if query.contains(['_', '.']) { 0.95 } else { 1.0 };
            score = f32::max(score * share, named(name, &listed.key()));
        }
        if score >= floor && wanted(listed.entry()) {
            // Differences that nobody could tell apart leave the order of the catalogs.
            scored.push((doc, (score * 500.0).round() / 500.0));
        }
    }
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    scored.truncate(super::MOST_HITS);
    answer.hits = scored
        .iter()
        .map(|&(doc, score)| Hit {
            found: index.docs[doc].found(),
            score,
            captures: Captures::default(),
            matched: table.matched(index, doc),
        })
        .collect();
    answer.corrections = table.corrections(index, &scored);
    answer
}

/// The terms that are names of systems, with their catalogs. Such a name means nothing else.
fn systems<'c>(terms: &mut [Term], index: &Index<'c>) -> Vec<(&'c Catalog, usize)> {
    let mut catalogs: Vec<&Catalog> = index.docs.iter().map(|doc| doc.catalog).collect();
    catalogs.dedup_by(|a, b| std::ptr::eq(*a, *b));
    let mut systems = Vec::new();
    for catalog in catalogs {
        let evidence = catalog.header().background().evidence.iter();
        let names = evidence.flat_map(|evidence| &evidence.names).map(String::as_str);
        for name in names.chain([catalog.id()]) {
            let mut row = Vec::new();
            words(name, |word| row.push(word.to_owned()));
            let mut starts = 0..(terms.len() + 1).saturating_sub(row.len());
            let here = |at: &usize| terms[*at..].iter().zip(&row).all(|(a, b)| a.typed == *b);
            let Some(at) = starts.find(here) else { continue };
            for (place, term) in terms.iter_mut().enumerate().skip(at).take(row.len()) {
                systems.push((catalog, place));
                if term.origin == Origin::Guessed {
                    term.words.clear();
                    term.phrases.clear();
                    term.origin = Origin::Known;
                }
            }
        }
    }
    systems
}

/// The score that an answer has to reach: the more, the less of the query is known at all.
fn floor(terms: &[Term], met: &[f32], weights: &[f32]) -> f32 {
    let is_met = |at: usize| met[at..].iter().step_by(terms.len()).any(|met| *met > 0.0);
    let all: f32 = weights.iter().sum();
    let unknown: f32 = (0..terms.len()).filter(|at| !is_met(*at)).map(|at| weights[at]).sum();
    FLOOR + FLOOR_UNKNOWN * (unknown / all.max(0.01))
}

/// How much each term weighs: the rarer what it means, the more.
fn weights(terms: &[Term], met: &[f32], all: usize) -> Vec<f32> {
    let rarest = rarity(1.0, all as f32);
    terms
        .iter()
        .enumerate()
        .map(|(at, term)| {
            let of_term = || met[at..].iter().step_by(terms.len());
            let best = of_term().copied().fold(0.0, f32::max);
            if best == 0.0 {
                let digits = term.typed.bytes().any(|byte| byte.is_ascii_digit());
                return match term.origin {
                    Origin::Filler => 0.0,
                    _ if digits => 0.1 * rarest,
                    _ => UNKNOWN * rarest,
                };
            }
            let count: f32 = of_term().map(|met| (met / best).powi(3)).sum();
            let weight = rarity(count, all as f32);
            if term.origin == Origin::Filler { FILLER * weight } else { weight }
        })
        .collect()
}

/// What every word of the entries means for every term.
struct Table<'q> {
    terms: &'q [Term],
    /// By word and term: how well the word stands for the term.
    values: Vec<f32>,
    /// By word, whether it stands for any.
    any: Vec<bool>,
    /// All phrases, those with the same first stem side by side.
    phrases: Vec<Phrase<'q>>,
    /// By stem, where its phrases begin, and how many they are.
    phrases_of: Vec<(u32, u32)>,
}

/// A row of stems that stands for a term.
struct Phrase<'q> {
    term: usize,
    stems: &'q [u32],
    /// How well, from 0 to 1.
    value: f32,
}

impl<'q> Table<'q> {
    fn new(terms: &'q [Term], index: &Index) -> Self {
        let count = terms.len();
        let mut table = Self {
            terms,
            values: vec![0.0; index.words.len() * count],
            any: vec![false; index.words.len()],
            phrases: Vec::new(),
            phrases_of: vec![(0, 0); index.stems.len()],
        };
        for (at, term) in terms.iter().enumerate() {
            for &(word, value) in &term.words {
                let place = &mut table.values[word as usize * count + at];
                *place = place.max(value);
                table.any[word as usize] = true;
            }
            let phrases = term.phrases.iter();
            table.phrases.extend(phrases.map(|(stems, value)| Phrase {
                term: at,
                stems,
                value: *value,
            }));
        }
        table.phrases.sort_by_key(|phrase| phrase.stems[0]);
        for (at, phrase) in table.phrases.iter().enumerate() {
            let place = &mut table.phrases_of[phrase.stems[0] as usize];
            *place = if place.1 == 0 { (at as u32, 1) } else { (place.0, place.1 + 1) };
        }
        table
    }

    fn of(&self, word: u32) -> &[f32] {
        let count = self.terms.len();
        &self.values[word as usize * count..][..count]
    }

    /// How well an entry meets each term.
    fn meet(&self, index: &Index, doc: usize, met: &mut [f32]) {
        for (kind, tokens) in index.fields_of(doc) {
            for (place, &word) in tokens.iter().enumerate() {
                if self.any[word as usize] {
                    for (met, value) in met.iter_mut().zip(self.of(word)) {
                        *met = met.max(value * kind.factor());
                    }
                }
                self.each_phrase(index, tokens, place, |term, value, _| {
                    met[term] = met[term].max(value * kind.factor());
                });
            }
        }
    }

    /// Calls `each` with the phrases that begin at a place: term, value and where the last word is.
    fn each_phrase(
        &self,
        index: &Index,
        tokens: &[u32],
        place: usize,
        mut each: impl FnMut(usize, f32, usize),
    ) {
        let stem = |at: usize| index.stem_of[tokens[at] as usize];
        let (first, count) = self.phrases_of[stem(place) as usize];
        let phrases = &self.phrases[first as usize..][..count as usize];
        for &Phrase { term, stems, value } in phrases {
            let mut at = place;
            let whole = stems[1..].iter().all(|wanted| {
                let next = (at + 1..tokens.len().min(at + 1 + PHRASE_GAP))
                    .find(|next| stem(*next) == *wanted);
                at = next.unwrap_or(at);
                next.is_some()
            });
            if whole {
                each(term, value, at);
            }
        }
    }

    /// How well an entry answers the query: how much of the query it has, how much of its own text
    /// the query has, and whether the words stand in the same order.
    fn score(&self, index: &Index, doc: usize, met: &[f32], weights: &[f32]) -> f32 {
        let total: f32 = weights.iter().sum();
        let has: f32 = met.iter().zip(weights).map(|(met, weight)| met * weight).sum();
        if total == 0.0 {
            return 0.0;
        }
        let (mut own, mut order) = (0.0_f32, 0.0_f32);
        for (kind, tokens) in index.fields_of(doc) {
            if kind.is_telling() {
                let (field_own, field_order) = self.text(index, tokens, weights);
                own = own.max(field_own * kind.factor());
                order = order.max(field_order);
            }
        }
        (has / total) * (1.0 - OWN - ORDER + OWN * own + ORDER * order)
    }

    /// How much of a text the query has, and how many neighbours in the query are neighbours there.
    fn text(&self, index: &Index, tokens: &[u32], weights: &[f32]) -> (f32, f32) {
        let (mut all, mut has) = (0.0, 0.0);
        let mut values = vec![0.0_f32; tokens.len()];
        let mut last: Option<(usize, usize)> = None;
        let mut pairs = 0;
        for (place, &word) in tokens.iter().enumerate() {
            if self.any[word as usize] {
                let best = self.of(word).iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
                if let Some((term, &value)) = best {
                    values[place] = values[place].max(value);
                    if value > 0.5 {
                        if let Some((before, at)) = last
                            && before + 1 == term
                            && place - at <= 2
                        {
                            pairs += 1;
                        }
                        last = Some((term, place));
                    }
                }
            }
            self.each_phrase(index, tokens, place, |_, value, end| {
                for value_there in &mut values[place..=end] {
                    *value_there = value_there.max(value);
                }
            });
        }
        for (&word, value) in tokens.iter().zip(&values) {
            let rarity = index.rarity[index.stem_of[word as usize] as usize];
            all += rarity;
            has += rarity * value;
        }
        let neighbours = weights.len().saturating_sub(1).max(1);
        let own = if all > 0.0 { has / all } else { 0.0 };
        (own, pairs as f32 / neighbours as f32)
    }

    /// The words of an entry that stand for some term.
    fn matched(&self, index: &Index, doc: usize) -> Vec<String> {
        let mut words = Vec::new();
        for (_, tokens) in index.fields_of(doc) {
            for (place, &word) in tokens.iter().enumerate() {
                let telling = |at: usize| self.terms[at].origin != Origin::Filler;
                let met = |(at, value): (usize, &f32)| *value > 0.3 && telling(at);
                if self.any[word as usize] && self.of(word).iter().enumerate().any(met) {
                    words.push(word);
                }
                self.each_phrase(index, tokens, place, |_, _, end| {
                    words.extend([word, tokens[end]]);
                });
            }
        }
        words.sort_unstable();
        words.dedup();
        words.iter().map(|word| index.words.text(*word as usize).to_owned()).collect()
    }

    /// What the words that no entry has were read as in the best hits.
    fn corrections(&self, index: &Index, scored: &[(usize, f32)]) -> Vec<Correction> {
        let mut corrections: Vec<Correction> = Vec::new();
        for (at, term) in self.terms.iter().enumerate() {
            if term.origin != Origin::Guessed {
                continue;
            }
            let mut best: Option<(f32, u32)> = None;
            for &(doc, _) in scored.iter().take(5) {
                for (kind, tokens) in index.fields_of(doc) {
                    for &word in tokens {
                        let value = self.of(word)[at] * kind.factor();
                        if value > best.map_or(0.0, |best| best.0) {
                            best = Some((value, word));
                        }
                    }
                }
            }
            if let Some((_, word)) = best {
                let read_as = index.words.text(word as usize).to_owned();
                corrections.push(Correction { typed: term.typed.clone(), read_as });
            }
        }
        corrections
    }
}

/// A text as its letters and digits alone, in small letters; `None` where that cannot be a code or
/// a name: it has to have more than one part.
fn squeezed(query: &str) -> Option<String> {
    let whole = query.trim();
    let joined = whole.bytes().any(|byte| matches!(byte, b'_' | b'.' | b'-'));
    let digits = whole.bytes().any(|byte| byte.is_ascii_digit());
    if whole.len() > 80 || !joined && !digits && whole.contains(' ') || whole.len() < 3 {
        return None;
    }
    let text: String = squeeze(whole).collect();
    (text.len() > 2).then_some(text)
}

fn squeeze(text: &str) -> impl Iterator<Item = char> + '_ {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase() as char)
}

/// The score of an entry whose code or name a query is, wholly or from a part on.
fn named(query: &str, key: &Key<'_>) -> f32 {
    let score = |text: &str| {
        let mut rest = text.bytes().rev();
        for byte in query.bytes().rev() {
            let met = rest.by_ref().find(u8::is_ascii_alphanumeric);
            if met.map(|met| met.to_ascii_lowercase()) != Some(byte) {
                return 0.0;
            }
        }
        match rest.next() {
            None => 1.0,
            // A part of a name begins where another one ends.
            Some(byte) if !byte.is_ascii_alphanumeric() => 0.96,
            Some(_) => 0.0,
        }
    };
    f32::max(score(&key.code), key.name.as_deref().map_or(0.0, score))
}
