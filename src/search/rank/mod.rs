//! The entries in the order of how well they answer a query.

mod floor;
mod met;
mod names;
mod systems;
mod table;

use crate::catalog::Origin as CatalogOrigin;
use crate::entry::Entry;
use crate::search::index::Index;
use crate::search::rarity::rarity;
use crate::search::terms::{Origin, Term, terms};
use crate::search::{Answer, Hit};
use crate::template::Captures;
use floor::Floor;
use met::Met;
use names::{ending, named, squeezed};
use systems::systems;
use table::Table;

/// What a filler weighs, compared with another word.
const FILLER: f32 = 0.08;
/// What a word weighs that stands for nothing in any entry, compared with the rarest one.
const UNKNOWN: f32 = 0.75;

pub(super) fn ranked<'c>(
    query: &str,
    index: &Index<'c>,
    most: usize,
    wanted: &impl Fn(&Entry) -> bool,
) -> Answer<'c> {
    let (mut terms, forms) = terms(query, &index.vocabulary);
    let systems = systems(&mut terms, index);
    let mut answer = Answer { hits: Vec::new(), corrections: Vec::new() };
    // `the of a` asks for nothing, and neither do letters.
    let is_letter = |term: &Term| matches!(term.typed.as_bytes(), [b'a'..=b'z']);
    if terms.iter().all(|term| term.origin == Origin::Filler || is_letter(term)) {
        return answer;
    }
    let mut table = Table::new(&terms, &forms, index);
    let met = Met::new(&table, &terms, &systems, index);
    let weights = weights(&terms, &met, index.len());
    let floor = Floor::new(&terms, &met, &weights);
    let mut scored: Vec<(usize, f32)> = met
        .rows()
        .map(|(doc, row)| {
            let floor = floor.of(row);
            let score = table.score(doc, row, &weights, floor);
            (doc, if score < floor { 0.0 } else { score })
        })
        .collect();
    if let Some(name) = squeezed(query) {
        // What is written as a name is looked for among names first.
        let share = if query.contains(['_', '.']) { 0.95 } else { 1.0 };
        let ending = ending(query, &terms, index);
        let may_be_named = |doc: usize, row: Option<&[f32]>| {
            let has_ending = |term: usize| row.is_some_and(|row| row[term] > 0.0);
            ending.is_none_or(has_ending)
                || *index.doc(doc).catalog.origin() != CatalogOrigin::BuiltIn
        };
        let mut rows = met.rows().zip(&scored).peekable();
        let with_names = (0..index.len()).map(|doc| {
            let row = rows.next_if(|((of, _), _)| *of == doc);
            let score = row.map_or(0.0, |(_, (_, score))| score * share);
            let row = row.map(|((_, row), _)| row);
            if may_be_named(doc, row) {
                (doc, score.max(named(&name, query, &index.doc(doc).listed().key())))
            } else {
                (doc, score)
            }
        });
        scored = with_names.collect();
    }
    scored.retain(|(_, score)| *score >= floor.least);
    // Differences that nobody could tell apart leave the order of the catalogs.
    for (_, score) in &mut scored {
        *score = (*score * 500.0).round() / 500.0;
    }
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    // An entry is only read where it is an answer.
    let is_wanted = |(doc, _): &(usize, f32)| wanted(index.doc(*doc).listed().entry());
    let scored: Vec<_> = scored.into_iter().filter(is_wanted).take(most).collect();
    answer.hits = scored
        .iter()
        .map(|&(doc, score)| Hit {
            found: index.doc(doc).found(),
            score,
            captures: Captures::default(),
            matched: table.matched(doc),
        })
        .collect();
    answer.corrections = table.corrections(&scored);
    answer
}

/// How much each term weighs: the rarer what it means, the more.
fn weights(terms: &[Term], met: &Met, all: usize) -> Vec<f32> {
    let rarest = rarity(1.0, all as f32);
    terms
        .iter()
        .enumerate()
        .map(|(at, term)| {
            let best = met.of_term(at).fold(0.0, f32::max);
            if best == 0.0 {
                let digits = term.typed.bytes().any(|byte| byte.is_ascii_digit());
                return match term.origin {
                    Origin::Filler => 0.0,
                    _ if digits => 0.1 * rarest,
                    _ => UNKNOWN * rarest,
                };
            }
            let count: f32 = met.of_term(at).map(|met| (met / best).powi(3)).sum();
            let weight = rarity(count, all as f32);
            if term.origin == Origin::Filler { FILLER * weight } else { weight }
        })
        .collect()
}
