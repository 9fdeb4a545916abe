//! How well an entry has to answer a query to be an answer at all.

use super::met::Met;
use crate::search::terms::{Origin, Term};

/// What every answer has to score, and how much more it takes where nothing is known of the query.
const LEAST: f32 = 0.28;
const UNKNOWN: f32 = 0.42;

/// The score that answers to a query have to reach: the more, the less of it is known.
pub(super) struct Floor {
    /// What every answer has to reach.
    pub(super) least: f32,
    /// The words that were read as others, and how much more an entry has to score that has none of
    /// these: to it such a word is as unknown as one that was not read at all.
    guessed: Vec<(usize, f32)>,
}

impl Floor {
    pub(super) fn new(terms: &[Term], met: &Met, weights: &[f32]) -> Self {
        let all = weights.iter().sum::<f32>().max(0.01);
        let share = |at: usize| UNKNOWN * weights[at] / all;
        let is_met = |at: &usize| met.of_term(*at).any(|met| met > 0.0);
        let (known, unknown): (Vec<usize>, Vec<usize>) = (0..terms.len()).partition(is_met);
        // One odd word among others is likely to be right, and of another world. In a query that is
        // mistyped all over, some words are always misread.
        let count = |origin| terms.iter().filter(|term| term.origin == origin).count() as f32;
        let guesses = count(Origin::Guessed);
        let odd = (1.0 - 2.0 * guesses / (guesses + count(Origin::Known)).max(1.0)).max(0.0);
        let guessed = known.into_iter().filter(|at| terms[*at].origin == Origin::Guessed);
        Self {
            least: LEAST + unknown.into_iter().map(share).sum::<f32>(),
            guessed: guessed.map(|at| (at, odd * share(at))).collect(),
        }
    }

    /// What an entry has to reach that meets the terms so well.
    pub(super) fn of(&self, row: &[f32]) -> f32 {
        let unmet = self.guessed.iter().filter(|(at, _)| row[*at] == 0.0);
        self.least + unmet.map(|(_, more)| more).sum::<f32>()
    }
}
