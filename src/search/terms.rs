//! The words of a query and what in the entries they may mean.

use crate::search::stem::stem;
use crate::search::stems::{Forms, Stems};
use crate::search::synonyms::{Meant, Nearness, Synonyms, Typed};
use crate::search::vocabulary::Vocabulary;
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
/// How well two words stand for one that is made of them: `filesize`.
const OF_PAIR: f32 = 0.85;

/// The terms of a query, and the forms of the stems that they name. A word that stands twice counts
/// once.
pub(super) fn terms(query: &str, vocabulary: &Vocabulary) -> (Vec<Term>, Forms) {
    let synonyms = Synonyms::new(vocabulary.prepared);
    let mut stems = Stems::new(vocabulary.prepared);
    let mut row: Vec<Typed> = Vec::new();
    words(query, |word| {
        if row.len() < MOST_TERMS && word.len() <= LONGEST_WORD {
            row.push(synonyms.typed(word, &mut stems));
        }
    });
    let meant = synonyms.of(&row);
    let pairs: Vec<_> = row.iter().map(|typed| pairs(typed, &mut stems, vocabulary)).collect();
    let of_row = row.iter().map(|typed| typed.number);
    let of_row = of_row.chain(pairs.iter().flatten().flatten().copied());
    let of_meant = meant.iter().flatten().flat_map(|Meant { said, meanings, .. }| {
        said.iter().chain(meanings.iter().flatten()).copied()
    });
    let forms = Forms::new(of_row.chain(of_meant), &stems, vocabulary);
    let mut terms: Vec<Term> = row.iter().map(|typed| known(typed, vocabulary, &forms)).collect();
    for (at, meant) in meant.into_iter().enumerate() {
        for Meant { length, said, meanings, nearness } in meant {
            let synonym = value(nearness, meanings.len());
            let has = |stem: &u32| forms.of(*stem, vocabulary).next().is_some();
            let there = |stems: &Vec<u32>| stems.iter().all(has);
            let whole = Some(said).filter(|said| length > 1 && there(said));
            let meanings: Vec<Vec<u32>> = meanings.into_iter().filter(there).collect();
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
                            let forms = forms.of(*stem, vocabulary);
                            term.words.extend(forms.map(|word| (word, synonym)));
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
            && let Some(word) = vocabulary.number(&[pair[0].word.as_str(), &pair[1].word].concat())
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
    let mut letters_of = Vec::new();
    for ((term, typed), pairs) in terms.iter_mut().zip(&row).zip(&pairs) {
        match term.origin {
            Origin::Guessed => {
                if letters_of.is_empty() {
                    letters_of = vec![0; vocabulary.len()];
                    for (number, word) in vocabulary.iter() {
                        letters_of[number as usize] = letters(word);
                    }
                }
                guess(term, &typed.stem, vocabulary, &letters_of);
                // Nobody mistypes a word that stands right beside.
                let is_beside = |word: &str| row.iter().any(|other| other.word == word);
                term.words.retain(|(word, _)| !is_beside(vocabulary.text(*word)));
                term.phrases.extend(pairs.iter().map(|pair| (pair.to_vec(), OF_PAIR)));
            }
            Origin::Known => complete(term, vocabulary),
            Origin::Filler => {}
        }
    }
    let mut seen: Vec<&str> = Vec::new();
    let mut once = row.iter().map(|typed| {
        let is_first = !seen.contains(&typed.word.as_str());
        seen.push(&typed.word);
        is_first
    });
    terms.retain(|_| once.next().unwrap_or(true));
    (terms, forms)
}

/// The pairs of words of the entries that a word is made of, as stems.
fn pairs(typed: &Typed, stems: &mut Stems, vocabulary: &Vocabulary) -> Vec<[u32; 2]> {
    let word = typed.word.as_str();
    let mut pairs = Vec::new();
    // A word that entries have is never taken apart.
    if is_guessable(word) && vocabulary.number(word).is_none() {
        for cut in 3..word.len().saturating_sub(2) {
            let Some(halves) = word.split_at_checked(cut) else { continue };
            let halves = [halves.0, halves.1];
            if halves.iter().all(|half| vocabulary.number(half).is_some()) {
                pairs.push(halves.map(|half| stems.of(half)));
            }
        }
    }
    pairs
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
fn known(typed: &Typed, vocabulary: &Vocabulary, forms: &Forms) -> Term {
    let mut found: Vec<(u32, f32)> =
        forms.of(typed.number, vocabulary).map(|word| (word, SAME_STEM)).collect();
    found.extend(vocabulary.number(&typed.word).map(|word| (word, 1.0)));
    let origin = match (typed.is_filler, found.is_empty()) {
        (true, _) => Origin::Filler,
        (false, true) => Origin::Guessed,
        (false, false) => Origin::Known,
    };
    Term { typed: typed.word.clone(), origin, words: found, phrases: Vec::new() }
}

/// Adds longer words that a known word is a part of: `type` in `objecttype`.
fn complete(term: &mut Term, vocabulary: &Vocabulary) {
    let typed = term.typed.as_str();
    if typed.len() < 4 {
        return;
    }
    for (word, at) in vocabulary.holding(typed) {
        let length = vocabulary.text(word).len();
        if length > typed.len() {
            let share = typed.len() as f32 / length as f32;
            let start = if at == 0 { 0.25 } else { 0.15 };
            term.words.push((word, start + 0.4 * share));
        }
    }
}

/// Whether a word may be another one, mistyped.
fn is_guessable(word: &str) -> bool {
    word.len() >= 3 && !word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Finds the words that one that no entry has may stand for: longer ones that it is a part of, and
/// those that it is like.
fn guess(term: &mut Term, typed_stem: &str, vocabulary: &Vocabulary, letters_of: &[u32]) {
    let typed = term.typed.as_str();
    if !is_guessable(typed) {
        return;
    }
    let length = typed.len();
    let (typed_letters, stem_letters) = (letters(typed), letters(typed_stem));
    let by_stem = typed_stem.len() >= 4 && typed_stem.len() < length;
    for (word, text) in vocabulary.iter() {
        let word_letters = letters_of[word as usize];
        let share = length.min(text.len()) as f32 / length.max(text.len()) as f32;
        let mut best = 0.0_f32;
        // A part of a word has no letter that the word has not.
        if typed_letters & !word_letters == 0 && text.len() > length {
            if text.starts_with(typed) {
                best = 0.6 + 0.35 * share;
            } else if length >= 4 && (text.ends_with(typed) || share > 0.6 && text.contains(typed))
            {
                best = 0.45 + 0.35 * share;
            }
        }
        if best == 0.0 && text.len() >= 5 && typed.starts_with(text) {
            best = 0.25 + 0.5 * share;
        }
        best = best.max(likeness(typed, text, typed_letters, word_letters));
        // A stem may end in `e` or `i` where its word does not.
        let of_stem = word_letters | letters("ei");
        if by_stem && may_be_like(typed_stem.len(), text.len() + 1, stem_letters & !of_stem) {
            let stem = stem(text);
            best = best.max(likeness(typed_stem, &stem, stem_letters, letters(&stem)) - 0.05);
        }
        if best > 0.0 {
            term.words.push((word, best));
        }
    }
}

/// How many mistakes a word may have that has so many bytes.
fn mistakes(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

/// Whether a word may be like one of at most so many bytes that lacks some of its letters: each
/// mistake takes one away at most.
fn may_be_like(length: usize, other: usize, lacking: u32) -> bool {
    let allowed = mistakes(length);
    length <= other + allowed && lacking.count_ones() as usize <= allowed
}

/// How well a word stands for a mistyped one, from 0 to 1. Their letters are given as sets.
fn likeness(typed: &str, word: &str, typed_letters: u32, word_letters: u32) -> f32 {
    let (short, long) = (typed.len().min(word.len()), typed.len().max(word.len()));
    let allowed = mistakes(short);
    let lacking = |these: u32, those: u32| (these & !those).count_ones() as usize;
    if allowed == 0
        || long - short > allowed
        || lacking(typed_letters, word_letters) > allowed
        || lacking(word_letters, typed_letters) > allowed
    {
        return 0.0;
    }
    let first = typed.as_bytes()[0] == word.as_bytes()[0];
    if long <= 4 && !first {
        return 0.0;
    }
    let distance = strsim::osa_distance(typed, word);
    // Of three letters any other one makes another word: `ssh` is no `sso`.
    let is_other = long == 3 && typed_letters != word_letters;
    if distance > allowed || is_other {
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
