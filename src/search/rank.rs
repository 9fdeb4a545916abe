//! The entries in the order of how well they answer a query.

use crate::catalog::{Catalog, Key, Origin as CatalogOrigin};
use crate::code::pattern_captures;
use crate::entry::Entry;
use crate::search::forms::Forms;
use crate::search::index::{Doc, Index, rarity};
use crate::search::synonyms::Synonyms;
use crate::search::terms::{Origin, Term, terms};
use crate::search::words::words;
use crate::search::{Answer, Correction, Hit};
use crate::template::Captures;

/// Hits below this score are none, and how much more it takes where nothing is known of the query.
const FLOOR: f32 = 0.28;
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
/// How well a code with a place for anything does: names of other entries go before.
const OF_PATTERN: f32 = 0.95;
/// How far apart the words of a phrase may stand.
const PHRASE_GAP: usize = 3;

pub(super) fn ranked<'c>(
    query: &str,
    index: &Index<'c>,
    synonyms: &Synonyms,
    most: usize,
    wanted: &impl Fn(&Entry) -> bool,
) -> Answer<'c> {
    let (mut terms, forms) = terms(query, &index.vocabulary, synonyms);
    let systems = systems(&mut terms, index);
    let mut answer = Answer { hits: Vec::new(), corrections: Vec::new() };
    // `the of a` asks for nothing.
    if terms.iter().all(|term| term.origin == Origin::Filler) {
        return answer;
    }
    let statuses: Vec<_> =
        terms.iter().enumerate().filter_map(|(at, term)| Some((at, term.status()?))).collect();
    let mut table = Table::new(&terms, &forms, index);
    // By entry and term: how well the entry meets the term.
    let mut met = vec![0.0; index.docs.len() * terms.len()];
    for (doc, met) in met.chunks_exact_mut(terms.len()).enumerate() {
        table.meet(doc, met);
        let Doc { catalog, status, .. } = index.docs[doc];
        for (term, _) in statuses.iter().filter(|(_, wanted)| status == Some(*wanted)) {
            met[*term] = met[*term].max(OF_STATUS);
        }
        // The name of a system says which entries are meant, not that they are meant at all.
        if met.iter().any(|met| *met > 0.0) {
            for (_, term) in systems.iter().filter(|(of, _)| std::ptr::eq(*of, catalog)) {
                met[*term] = met[*term].max(OF_SYSTEM);
            }
        }
    }
    let weights = weights(&terms, &met, index.docs.len());
    let floor = floor(&terms, &met, &weights);
    let squeezed = squeezed(query);
    let ending = ending(query, &terms, index);
    let mut scored: Vec<(usize, f32)> = Vec::new();
    for (doc, met) in met.chunks_exact(terms.len()).enumerate() {
        let mut score = 0.0;
        if met.iter().any(|met| *met > 0.0) {
            score = table.score(doc, met, &weights, floor);
        }
        if let Some(name) = &squeezed {
            // What is written as a name is looked for among names first.
            let share = if query.contains(['_', '.']) { 0.95 } else { 1.0 };
            score *= share;
            let Doc { catalog, listed, .. } = index.docs[doc];
            let may_be_named = ending.is_none_or(|term| met[term] > 0.0);
            if may_be_named || *catalog.origin() != CatalogOrigin::BuiltIn {
                score = score.max(named(name, query, &listed.key()));
            }
        }
        if score >= floor {
            // Differences that nobody could tell apart leave the order of the catalogs.
            scored.push((doc, (score * 500.0).round() / 500.0));
        }
    }
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    // An entry is only read where it is an answer.
    let is_wanted = |(doc, _): &(usize, f32)| wanted(index.docs[*doc].listed.entry());
    let scored: Vec<_> = scored.into_iter().filter(is_wanted).take(most).collect();
    answer.hits = scored
        .iter()
        .map(|&(doc, score)| Hit {
            found: index.docs[doc].found(),
            score,
            captures: Captures::default(),
            matched: table.matched(doc),
        })
        .collect();
    answer.corrections = table.corrections(&scored);
    answer
}

/// The terms that are names of systems, with their catalogs. Such a name means nothing else.
fn systems<'c>(terms: &mut [Term], index: &Index<'c>) -> Vec<(&'c Catalog, usize)> {
    let mut catalogs: Vec<&Catalog> = index.docs.iter().map(|doc| doc.catalog).collect();
    catalogs.dedup_by(|a, b| std::ptr::eq(*a, *b));
    let mut systems = Vec::new();
    for catalog in catalogs {
        for name in catalog.system_names().iter().map(|name| &**name).chain([catalog.id()]) {
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

/// What the words of the entries mean for the terms.
struct Table<'q> {
    index: &'q Index<'q>,
    forms: &'q Forms,
    terms: &'q [Term],
    /// By word of the entries, what it is here.
    uses: Vec<Use>,
    /// By meaning and term: how well a word of this meaning stands for the term.
    values: Vec<f32>,
    /// All phrases, those with the same first stem side by side.
    phrases: Vec<Phrase<'q>>,
    /// How rare a word is that stands in so many entries; below zero where nobody has asked.
    rarities: Vec<f32>,
    /// How well each word of a text is met: room that is used again and again.
    met_words: Vec<f32>,
}

/// What a word of the entries is for a query.
#[derive(Debug, Clone, Copy, Default)]
struct Use {
    /// The number of what it means, plus one; 0 where it means nothing.
    meaning: u32,
    /// The place of the phrases that begin with it, plus one; 0 where none does.
    phrases: u32,
}

/// A row of stems that stands for a term.
struct Phrase<'q> {
    term: usize,
    stems: &'q [u32],
    /// How well, from 0 to 1.
    value: f32,
}

impl<'q> Table<'q> {
    fn new(terms: &'q [Term], forms: &'q Forms, index: &'q Index<'q>) -> Self {
        let count = terms.len();
        let mut uses = vec![Use::default(); index.vocabulary.len()];
        let mut values: Vec<f32> = Vec::new();
        let mut phrases: Vec<Phrase> = Vec::new();
        for (at, term) in terms.iter().enumerate() {
            for &(word, value) in &term.words {
                let meaning = &mut uses[word as usize].meaning;
                if *meaning == 0 {
                    values.resize(values.len() + count, 0.0);
                    *meaning = (values.len() / count) as u32;
                }
                let place = &mut values[(*meaning as usize - 1) * count + at];
                *place = place.max(value);
            }
            let of_term = term.phrases.iter();
            phrases.extend(of_term.map(|(stems, value)| Phrase { term: at, stems, value: *value }));
        }
        phrases.sort_by_key(|phrase| phrase.stems[0]);
        for (at, phrase) in phrases.iter().enumerate().rev() {
            for word in forms.of(phrase.stems[0]) {
                uses[*word as usize].phrases = at as u32 + 1;
            }
        }
        let rarities = vec![-1.0; index.docs.len() + 1];
        Self { index, forms, terms, uses, values, phrases, rarities, met_words: Vec::new() }
    }

    /// How well a word stands for each term, where it stands for any.
    fn of(&self, word: u32) -> Option<&[f32]> {
        let meaning = self.uses[word as usize].meaning.checked_sub(1)? as usize;
        let count = self.terms.len();
        Some(&self.values[meaning * count..][..count])
    }

    /// How well an entry meets each term.
    fn meet(&self, doc: usize, met: &mut [f32]) {
        for (kind, tokens) in self.index.fields_of(doc) {
            for (place, &word) in tokens.iter().enumerate() {
                let Use { meaning, phrases } = self.uses[word as usize];
                if meaning | phrases == 0 {
                    continue;
                }
                let factor = kind.factor();
                if meaning > 0 {
                    let values = &self.values[(meaning as usize - 1) * met.len()..];
                    for (met, value) in met.iter_mut().zip(values) {
                        *met = met.max(value * factor);
                    }
                }
                if phrases > 0 {
                    self.each_phrase(tokens, place, |term, value, _| {
                        met[term] = met[term].max(value * factor);
                    });
                }
            }
        }
    }

    /// Calls `each` with the phrases that begin at a place: term, value and where the last word is.
    fn each_phrase(&self, tokens: &[u32], place: usize, mut each: impl FnMut(usize, f32, usize)) {
        let first = self.uses[tokens[place] as usize].phrases;
        let Some(phrases) = first.checked_sub(1).map(|first| &self.phrases[first as usize..])
        else {
            return;
        };
        for &Phrase { term, stems, value } in phrases {
            if stems[0] != phrases[0].stems[0] {
                break;
            }
            let mut at = place;
            let whole = stems[1..].iter().all(|wanted| {
                let is_next = |next: &usize| self.forms.stem_of(tokens[*next]) == Some(*wanted);
                let next = (at + 1..tokens.len().min(at + 1 + PHRASE_GAP)).find(is_next);
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
    fn score(&mut self, doc: usize, met: &[f32], weights: &[f32], floor: f32) -> f32 {
        let total: f32 = weights.iter().sum();
        let has: f32 = met.iter().zip(weights).map(|(met, weight)| met * weight).sum();
        // What has too little of the query need not be looked at.
        if total == 0.0 || has / total < floor {
            return 0.0;
        }
        let (mut own, mut order) = (0.0_f32, 0.0_f32);
        let index = self.index;
        for (kind, tokens) in index.fields_of(doc).filter(|(kind, _)| kind.is_telling()) {
            let (field_own, field_order) = self.text(tokens);
            own = own.max(field_own * kind.factor());
            order = order.max(field_order);
        }
        (has / total) * (1.0 - OWN - ORDER + OWN * own + ORDER * order)
    }

    /// How much of a text the query has, and how many neighbours in the query are neighbours there.
    fn text(&mut self, tokens: &[u32]) -> (f32, f32) {
        let is_used = |word: &u32| {
            let Use { meaning, phrases } = self.uses[*word as usize];
            meaning | phrases > 0
        };
        if !tokens.iter().any(is_used) {
            return (0.0, 0.0);
        }
        let mut values = std::mem::take(&mut self.met_words);
        values.clear();
        values.resize(tokens.len(), 0.0_f32);
        let mut last: Option<(usize, usize)> = None;
        let mut pairs = 0;
        for (place, &word) in tokens.iter().enumerate() {
            let of_word = self.of(word).into_iter().flatten().enumerate();
            if let Some((term, &value)) = of_word.max_by(|a, b| a.1.total_cmp(b.1)) {
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
            self.each_phrase(tokens, place, |_, value, end| {
                for value_there in &mut values[place..=end] {
                    *value_there = value_there.max(value);
                }
            });
        }
        let (mut all, mut has) = (0.0, 0.0);
        for (&word, value) in tokens.iter().zip(&values) {
            let rarity = self.rarity(word);
            all += rarity;
            has += rarity * value;
        }
        self.met_words = values;
        let neighbours = self.terms.len().saturating_sub(1).max(1);
        let own = if all > 0.0 { has / all } else { 0.0 };
        (own, pairs as f32 / neighbours as f32)
    }

    fn rarity(&mut self, word: u32) -> f32 {
        let entries = self.index.vocabulary.entries(word);
        let known = &mut self.rarities[entries as usize];
        if *known < 0.0 {
            *known = rarity(entries as f32, self.index.docs.len() as f32);
        }
        *known
    }

    /// The words of an entry that stand for some term.
    fn matched(&self, doc: usize) -> Vec<String> {
        let mut words = Vec::new();
        for (_, tokens) in self.index.fields_of(doc) {
            for (place, &word) in tokens.iter().enumerate() {
                let telling = |at: usize| self.terms[at].origin != Origin::Filler;
                let met = |(at, value): (usize, &f32)| *value > 0.3 && telling(at);
                if self.of(word).into_iter().flatten().enumerate().any(met) {
                    words.push(word);
                }
                self.each_phrase(tokens, place, |_, _, end| {
                    words.extend([word, tokens[end]]);
                });
            }
        }
        words.sort_unstable();
        words.dedup();
        words.iter().map(|word| self.index.vocabulary.text(*word).to_owned()).collect()
    }

    /// What the words that no entry has were read as in the best hits.
    fn corrections(&self, scored: &[(usize, f32)]) -> Vec<Correction> {
        let mut corrections: Vec<Correction> = Vec::new();
        for (at, term) in self.terms.iter().enumerate() {
            if term.origin != Origin::Guessed {
                continue;
            }
            let mut best: Option<(f32, u32)> = None;
            for &(doc, _) in scored.iter().take(5) {
                for (kind, tokens) in self.index.fields_of(doc) {
                    for &word in tokens {
                        let value = self.of(word).map_or(0.0, |values| values[at] * kind.factor());
                        if value > best.map_or(0.0, |best| best.0) {
                            best = Some((value, word));
                        }
                    }
                }
            }
            if let Some((_, word)) = best {
                let read_as = self.index.vocabulary.text(word).to_owned();
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
    // A full stop at the end of a sentence joins nothing.
    let joins = |part: &[u8]| match part {
        [_, b'_', _] => true,
        [before, b'.' | b'-', behind] => {
            before.is_ascii_alphanumeric() && behind.is_ascii_alphanumeric()
        }
        _ => false,
    };
    let joined = whole.as_bytes().windows(3).any(joins);
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

/// The term of a query that is a single plain word which entries have. Of the entries that the
/// program carries only those that have it can have a name that ends in it, so that the names of
/// the others need not be read; a test holds them to that.
fn ending(query: &str, terms: &[Term], index: &Index<'_>) -> Option<usize> {
    let word = query.trim();
    let is_plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
    let [Term { typed, .. }] = terms else { return None };
    (is_plain && typed == word && index.vocabulary.number(word).is_some()).then_some(0)
}

/// The score of an entry whose code or name a query is, wholly or from a part on, or which has a
/// code with a place for anything that the query fills in: `ROOM_NOT_EXIST`.
fn named(squeezed: &str, query: &str, key: &Key<'_>) -> f32 {
    let query = query.trim();
    if key.code.contains('{') && pattern_captures(&key.code, query).is_some() {
        return OF_PATTERN;
    }
    let score = |text: &str| {
        let mut rest = text.bytes().rev();
        for byte in squeezed.bytes().rev() {
            let met = rest.by_ref().find(u8::is_ascii_alphanumeric);
            if met.map(|met| met.to_ascii_lowercase()) != Some(byte) {
                return 0.0;
            }
        }
        match rest.next() {
            None => 1.0,
            // A part of a name begins where another one ends. What has the same marks between its
            // words goes before.
            Some(byte) if !byte.is_ascii_alphanumeric() => {
                let start = text.len().checked_sub(query.len());
                let end = start.and_then(|start| text.get(start..));
                if end.is_some_and(|end| end.eq_ignore_ascii_case(query)) { 0.98 } else { 0.96 }
            }
            Some(_) => 0.0,
        }
    };
    f32::max(score(&key.code), key.name.as_deref().map_or(0.0, score))
}
