//! The words of a query and what in the entries they may mean.

use crate::search::index::Index;
use crate::search::synonyms::{Meant, Nearness, Synonyms, Typed};
use crate::search::words::words;

/// A query of more words than this is a text; the words behind are passed over.
const MOST_TERMS: usize = 40;

/// A word of a query with all that it may mean.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) typed: String,
    pub(super) origin: Origin,
    /// Words of the entries, by their number, with how well they stand for this one, from 0 to 1.
    pub(super) words: Vec<(u32, f32)>,
    /// Rows of stems that mean the same, if they stand near one another.
    pub(super) phrases: Vec<(Vec<u32>, f32)>,
}

impl Term {
    /// The HTTP status of a failure that the word may be.
    pub(super) fn status(&self) -> Option<u16> {
        self.typed.parse().ok().filter(|status| (400..600).contains(status))
    }
}

/// Where the meanings of a term come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Some entry has the word, or it is a synonym of one that an entry has.
    Known,
    /// No entry has it: it counts for the words that it is like.
    Guessed,
    /// It says nothing.
    Filler,
}

/// How much is lost where a word is not met to the letter.
const SAME_STEM: f32 = 0.9;
const JOINED: f32 = 0.9;
/// A phrase means more than its words: `bigger than allowed`.
const OF_PHRASE: f32 = 0.85;

/// The terms of a query. A word that stands twice counts once.
pub(super) fn terms(query: &str, index: &Index, synonyms: &Synonyms) -> Vec<Term> {
    let mut row: Vec<Typed> = Vec::new();
    words(query, |word| {
        if row.len() < MOST_TERMS && word.len() <= LONGEST_WORD {
            row.push(synonyms.typed(word));
        }
    });
    let mut terms: Vec<Term> = row.iter().map(|typed| known(typed, index)).collect();
    for (at, meant) in synonyms.of(&row).into_iter().enumerate() {
        for Meant { length, said, meanings, nearness } in meant {
            let synonym = value(nearness, meanings.len());
            let whole = if length > 1 { numbers(&said, index) } else { None };
            let meanings: Vec<Vec<u32>> =
                meanings.iter().filter_map(|stems| numbers(stems, index)).collect();
            for place in at..at + length {
                if row[place].is_filler && length > 1 {
                    continue;
                }
                let term = &mut terms[place];
                if length > 1 {
                    term.words.iter_mut().for_each(|word| word.1 = word.1.min(OF_PHRASE));
                    term.phrases.extend(whole.clone().map(|stems| (stems, 1.0)));
                }
                for meaning in &meanings {
                    match meaning.as_slice() {
                        [] => {}
                        [stem] => {
                            term.words.extend(index.forms(*stem).map(|word| (word, synonym)));
                        }
                        _ => term.phrases.push((meaning.clone(), synonym)),
                    }
                }
                if !meanings.is_empty() {
                    term.origin = Origin::Known;
                }
            }
        }
        if let Some(pair) = row.get(at..at + 2)
            && let Some(word) = index.words.number(&[pair[0].word.as_str(), &pair[1].word].concat())
        {
            terms[at].words.push((word, JOINED));
            terms[at + 1].words.push((word, JOINED));
            for term in &mut terms[at..at + 2] {
                if term.origin == Origin::Guessed {
                    term.origin = Origin::Known;
                }
            }
        }
    }
    for (term, typed) in terms.iter_mut().zip(&row) {
        match term.origin {
            Origin::Guessed => guess(term, &typed.stem, index),
            Origin::Known => complete(term, index),
            Origin::Filler => {}
        }
    }
    let mut seen: Vec<&str> = Vec::new();
    let mut once = vec![true; row.len()];
    for (at, typed) in row.iter().enumerate() {
        once[at] = !seen.contains(&typed.word.as_str());
        seen.push(&typed.word);
    }
    let mut once = once.into_iter();
    terms.retain(|_| once.next().unwrap_or(true));
    terms
}

/// How well a synonym stands for what was typed. The more there are, the looser they are.
fn value(nearness: Nearness, count: usize) -> f32 {
    match (nearness, count) {
        (Nearness::Same, _) => 0.88,
        (Nearness::Near, 0..=4) => 0.72,
        (Nearness::Near, 5..=9) => 0.66,
        (Nearness::Near, _) => 0.6,
    }
}

/// Words longer than this many bytes are no words.
const LONGEST_WORD: usize = 40;

/// A term with the words that are the same or have the same stem.
fn known(typed: &Typed, index: &Index) -> Term {
    let mut found = Vec::new();
    if let Some(stem) = index.stems.number(&typed.stem) {
        found.extend(index.forms(stem).map(|word| (word, SAME_STEM)));
    }
    if let Some(word) = index.words.number(&typed.word) {
        found.push((word, 1.0));
    }
    let origin = match (typed.is_filler, found.is_empty()) {
        (true, _) => Origin::Filler,
        (false, true) => Origin::Guessed,
        (false, false) => Origin::Known,
    };
    Term { typed: typed.word.clone(), origin, words: found, phrases: Vec::new() }
}

/// The numbers of stems, where the entries have them all.
fn numbers(stems: &[String], index: &Index) -> Option<Vec<u32>> {
    stems.iter().map(|stem| index.stems.number(stem)).collect()
}

/// Adds longer words that a known word is a part of: `type` in `objecttype`.
fn complete(term: &mut Term, index: &Index) {
    let typed = term.typed.as_str();
    if typed.len() < 4 {
        return;
    }
    for (word, at) in index.words.holding(typed) {
        let length = index.words.text(word).len();
        if length > typed.len() {
            let share = typed.len() as f32 / length as f32;
            let start = if at == 0 { 0.25 } else { 0.15 };
            term.words.push((word as u32, start + 0.4 * share));
        }
    }
}

/// Finds the words that one that no entry has may stand for: longer ones that it is a part of, two
/// that it is made of, and those that it is like.
fn guess(term: &mut Term, stem: &str, index: &Index) {
    let typed = term.typed.as_str();
    let length = typed.len();
    if length < 3 || typed.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    let letters = letters(typed);
    for word in 0..index.words.len() {
        let text = index.words.text(word);
        let share = length.min(text.len()) as f32 / length.max(text.len()) as f32;
        let mut best = 0.0_f32;
        if text.len() > length && text.starts_with(typed) {
            best = 0.6 + 0.35 * share;
        } else if length >= 4
            && (text.ends_with(typed) || share > 0.6 && text.contains(typed))
            && text.len() > length
        {
            best = 0.45 + 0.35 * share;
        } else if text.len() >= 5 && typed.starts_with(text) {
            best = 0.25 + 0.5 * share;
        }
        best = best.max(likeness(typed, text, letters));
        if stem.len() >= 4 && stem.len() < length {
            let other = index.stems.text(index.stem_of[word] as usize);
            best = best.max(likeness(stem, other, self::letters(stem)) - 0.05);
        }
        if best > 0.0 {
            term.words.push((word as u32, best));
        }
    }
    for cut in 3..length.saturating_sub(2) {
        if typed.is_char_boundary(cut)
            && let (Some(a), Some(b)) =
                (index.words.number(&typed[..cut]), index.words.number(&typed[cut..]))
        {
            let pair = [a, b].map(|word| index.stem_of[word as usize]);
            term.phrases.push((pair.to_vec(), 0.85));
        }
    }
}

/// How well a word stands for a mistyped one, from 0 to 1.
fn likeness(typed: &str, word: &str, letters_typed: u32) -> f32 {
    let (short, long) = (typed.len().min(word.len()), typed.len().max(word.len()));
    let allowed = match short {
        0..=2 => return 0.0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    };
    if long - short > allowed {
        return 0.0;
    }
    // Every edit changes at most two letters of the sets.
    let apart = (letters_typed ^ letters(word)).count_ones() as usize;
    if apart > 2 * allowed {
        return 0.0;
    }
    let first = typed.as_bytes()[0] == word.as_bytes()[0];
    if long <= 4 && !first {
        return 0.0;
    }
    let distance = strsim::osa_distance(typed, word);
    if distance > allowed {
        return 0.0;
    }
    let loss = 1.6 * distance as f32 / long as f32;
    let other_start = if first { 0.0 } else { 0.12 };
    (1.0 - loss - other_start).max(0.0)
}

/// The set of the letters of a word.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |set, byte| set | 1 << (byte & 31))
}
