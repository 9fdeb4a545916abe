//! The names of systems in a query.

use crate::catalog::Catalog;
use crate::search::index::Index;
use crate::search::terms::{Origin, Term};
use crate::search::words::words;

/// The terms that are names of systems, with their catalogs. Such a name means nothing else.
pub(super) fn systems<'c>(terms: &mut [Term], index: &Index<'c>) -> Vec<(&'c Catalog, usize)> {
    let mut systems = Vec::new();
    for catalog in index.catalogs() {
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
