//! What the words of the entries mean for a query, and how well entries answer it.

use crate::search::Correction;
use crate::search::index::{Index, Place, Tokens};
use crate::search::rarity::rarity;
use crate::search::stems::Forms;
use crate::search::terms::{Origin, Term};

/// What it counts that the query has an entry's own text, and that words stand in the same order;
/// the rest is how much of the query the entry has.
const OWN: f32 = 0.28;
const ORDER: f32 = 0.08;
/// How far apart the words of a phrase may stand.
const PHRASE_GAP: usize = 3;

/// What the words of the entries mean for the terms.
pub(super) struct Table<'q> {
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
    pub(super) fn new(terms: &'q [Term], forms: &'q Forms, index: &'q Index<'q>) -> Self {
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
            for word in forms.of(phrase.stems[0], &index.vocabulary) {
                uses[word as usize].phrases = at as u32 + 1;
            }
        }
        let rarities = vec![-1.0; index.len() + 1];
        Self { index, forms, terms, uses, values, phrases, rarities, met_words: Vec::new() }
    }

    /// How well a word stands for each term, where it stands for any.
    fn of(&self, word: u32) -> Option<&[f32]> {
        let meaning = self.uses[word as usize].meaning.checked_sub(1)? as usize;
        let count = self.terms.len();
        Some(&self.values[meaning * count..][..count])
    }

    /// How well the prepared entries meet each term: by entry and term.
    pub(super) fn prepared(&self) -> Vec<f32> {
        let (prepared, count) = (&self.index.vocabulary.prepared, self.terms.len());
        let mut met = vec![0.0_f32; prepared.len() * count];
        for (word, used) in (0..).zip(&self.uses[..prepared.words.len()]) {
            let Some(meaning) = used.meaning.checked_sub(1) else { continue };
            let values = &self.values[meaning as usize * count..][..count];
            for (doc, kind) in prepared.docs_with(word) {
                let factor = kind.factor();
                for (met, value) in met[doc * count..][..count].iter_mut().zip(values) {
                    *met = met.max(value * factor);
                }
            }
        }
        for doc in self.with_phrases() {
            let met = &mut met[doc * count..][..count];
            for (kind, tokens) in prepared.fields_of(doc) {
                let factor = kind.factor();
                for place in 0..tokens.len() {
                    self.each_phrase(Tokens::Prepared(tokens), place, |term, value, _| {
                        met[term] = met[term].max(value * factor);
                    });
                }
            }
        }
        met
    }

    /// The prepared entries that have all words of a phrase, wherever they stand.
    fn with_phrases(&self) -> impl Iterator<Item = usize> {
        let prepared = &self.index.vocabulary.prepared;
        let length = prepared.len().div_ceil(64);
        // A bit for each entry, by stem, and where they are.
        let mut sets: Vec<u64> = Vec::new();
        let mut known = vec![0_u16; prepared.stems.len()];
        let (mut all, mut having) = (vec![0_u64; length], vec![0_u64; length]);
        for phrase in self.phrases.chunk_by(|a, b| a.stems == b.stems).map(|same| &same[0]) {
            having.fill(u64::MAX);
            for stem in phrase.stems {
                // No prepared entry has a stem that is not prepared.
                let Some(known) = known.get_mut(*stem as usize) else {
                    having.fill(0);
                    break;
                };
                if *known == 0 {
                    let start = sets.len();
                    sets.resize(start + length, 0);
                    let words = prepared.forms_of(*stem);
                    for (doc, _) in words.flat_map(|word| prepared.docs_with(word)) {
                        sets[start + doc / 64] |= 1 << (doc % 64);
                    }
                    *known = (sets.len() / length) as u16;
                }
                let set = &sets[(usize::from(*known) - 1) * length..][..length];
                having.iter_mut().zip(set).for_each(|(having, set)| *having &= set);
            }
            all.iter_mut().zip(&having).for_each(|(all, having)| *all |= having);
        }
        (0..prepared.len()).filter(move |doc| all[doc / 64] >> (doc % 64) & 1 == 1)
    }

    /// How well an entry meets each term.
    pub(super) fn meet(&self, place: Place, met: &mut [f32]) {
        for (kind, tokens) in self.index.fields_at(place) {
            for (place, word) in tokens.iter().enumerate() {
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
    #[inline]
    fn each_phrase(
        &self,
        tokens: Tokens<'_>,
        place: usize,
        mut each: impl FnMut(usize, f32, usize),
    ) {
        // Most words begin none.
        let first = self.uses[tokens.at(place) as usize].phrases;
        if let Some(first) = first.checked_sub(1) {
            self.phrases_at(first as usize, tokens, place, &mut each);
        }
    }

    fn phrases_at(
        &self,
        first: usize,
        tokens: Tokens<'_>,
        place: usize,
        each: &mut impl FnMut(usize, f32, usize),
    ) {
        let phrases = &self.phrases[first..];
        // Most phrases have none of the words that follow.
        let mut following = [None; PHRASE_GAP];
        for (next, stem) in (place + 1..tokens.len()).zip(&mut following) {
            *stem = self.forms.stem_of(tokens.at(next));
        }
        for &Phrase { term, stems, value } in phrases {
            if stems[0] != phrases[0].stems[0] {
                break;
            }
            if stems.get(1).is_some_and(|second| !following.contains(&Some(*second))) {
                continue;
            }
            let mut at = place;
            let whole = stems[1..].iter().all(|wanted| {
                let is_next = |next: &usize| self.forms.stem_of(tokens.at(*next)) == Some(*wanted);
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
    pub(super) fn score(&mut self, doc: usize, met: &[f32], weights: &[f32], floor: f32) -> f32 {
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
    fn text(&mut self, tokens: Tokens<'_>) -> (f32, f32) {
        let is_used = |word: u32| {
            let Use { meaning, phrases } = self.uses[word as usize];
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
        for (place, word) in tokens.iter().enumerate() {
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
        for (word, value) in tokens.iter().zip(&values) {
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
            *known = rarity(entries as f32, self.index.len() as f32);
        }
        *known
    }

    /// The words of an entry that stand for some term.
    pub(super) fn matched(&self, doc: usize) -> Vec<String> {
        let mut words = Vec::new();
        for (_, tokens) in self.index.fields_of(doc) {
            for (place, word) in tokens.iter().enumerate() {
                let telling = |at: usize| self.terms[at].origin != Origin::Filler;
                let met = |(at, value): (usize, &f32)| *value > 0.3 && telling(at);
                if self.of(word).into_iter().flatten().enumerate().any(met) {
                    words.push(word);
                }
                self.each_phrase(tokens, place, |_, _, end| {
                    words.extend([word, tokens.at(end)]);
                });
            }
        }
        words.sort_unstable();
        words.dedup();
        words.iter().map(|word| self.index.vocabulary.text(*word).to_owned()).collect()
    }

    /// What the words that no entry has were read as in the best hits.
    pub(super) fn corrections(&self, scored: &[(usize, f32)]) -> Vec<Correction> {
        let mut corrections: Vec<Correction> = Vec::new();
        for (at, term) in self.terms.iter().enumerate() {
            if term.origin != Origin::Guessed {
                continue;
            }
            let mut best: Option<(f32, u32)> = None;
            for &(doc, _) in scored.iter().take(5) {
                for (kind, tokens) in self.index.fields_of(doc) {
                    for word in tokens.iter() {
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
