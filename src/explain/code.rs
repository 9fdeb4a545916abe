//! A code alone where an answer was expected.

use super::{Explained, add};
use crate::catalog::Catalogs;
use crate::code::Via;
use crate::lookup::{Match, lookup};
use crate::response::{BodyError, Source};

/// Explains one word that is a code or a name of a catalog; `None` where it is none.
pub fn code<'c>(word: &str, catalogs: &'c Catalogs) -> Option<Explained<'c>> {
    let mut matches = lookup(catalogs, word).matches;
    matches.retain(|met| matches!(met.via, Via::Code | Via::Name | Via::Pattern(_)));
    let mut explained = Explained::default();
    for met in matches {
        let error = explained.errors.iter_mut().find(|error| error.is_of(&met));
        match error {
            Some(error) => error.entries.push(met.found.entry),
            None => explained.errors.push(error_of(met)),
        }
    }
    let titles: Vec<_> = explained.errors.iter().map(|error| error.source.title()).collect();
    let systems = titles.join(" and of ");
    if systems.is_empty() {
        return None;
    }
    explained.meaning = format!("`{word}` is an error code of {systems}.");
    for entry in explained.errors.iter().flat_map(|error| &error.entries) {
        entry.advice.iter().for_each(|step| add(&mut explained.next_steps, step.clone()));
    }
    let whole = "To have the answer explained that carries it, give all of it: `curl -si URL | errcode explain`.";
    add(&mut explained.next_steps, whole.to_owned());
    Some(explained)
}

fn error_of(met: Match<'_>) -> BodyError<'_> {
    let entry = met.found.entry;
    BodyError {
        code: entry.code.clone(),
        name: entry.name.clone(),
        entries: vec![entry],
        captures: met.captures,
        ..BodyError::new(Source::Catalog(met.found.catalog))
    }
}

impl BodyError<'_> {
    fn is_of(&self, met: &Match<'_>) -> bool {
        self.source.id() == met.found.catalog.id() && self.code == met.found.entry.code
    }
}
