//! Which entries meet which terms of a query, and how well.

use super::table::Table;
use crate::catalog::Catalog;
use crate::search::index::{Index, Place};
use crate::search::terms::Term;

/// How well the number of its status stands for an entry, and the name of its system.
const OF_STATUS: f32 = 0.8;
const OF_SYSTEM: f32 = 0.8;

/// How well entries meet each term of a query: those that meet any, in order.
pub(super) struct Met {
    terms: usize,
    docs: Vec<usize>,
    /// By entry and term, from 0 to 1.
    values: Vec<f32>,
}

impl Met {
    pub(super) fn new<'c>(
        table: &Table<'_>,
        terms: &[Term],
        systems: &[(&'c Catalog, usize)],
        index: &Index<'c>,
    ) -> Self {
        let statuses: Vec<_> =
            terms.iter().enumerate().filter_map(|(at, term)| Some((at, term.status()?))).collect();
        let prepared = table.prepared();
        let mut met = Self { terms: terms.len(), docs: Vec::new(), values: Vec::new() };
        let mut row = vec![0.0; terms.len()];
        for (number, place, catalog) in index.docs() {
            match place {
                Place::Prepared(place) => {
                    row.copy_from_slice(&prepared[place * terms.len()..][..terms.len()])
                }
                Place::Found(_) => {
                    row.fill(0.0);
                    table.meet(place, &mut row);
                }
            }
            if !statuses.is_empty() {
                let status = index.doc(number).status;
                for (term, _) in statuses.iter().filter(|(_, wanted)| status == Some(*wanted)) {
                    row[*term] = row[*term].max(OF_STATUS);
                }
            }
            // The name of a system says which entries are meant, not that they are meant at all.
            if row.iter().any(|met| *met > 0.0) {
                for (_, term) in systems.iter().filter(|(of, _)| std::ptr::eq(*of, catalog)) {
                    row[*term] = row[*term].max(OF_SYSTEM);
                }
                met.docs.push(number);
                met.values.extend_from_slice(&row);
            }
        }
        met
    }

    /// The entries that meet any term, with how well they meet each.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, &[f32])> {
        self.docs.iter().copied().zip(self.values.chunks_exact(self.terms))
    }

    /// How well they meet one term.
    pub(super) fn of_term(&self, term: usize) -> impl Iterator<Item = f32> {
        self.rows().map(move |(_, row)| row[term])
    }
}
