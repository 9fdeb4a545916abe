//! What an unknown or misspelled code may have been meant to be.

use super::wanted::{identifier, layout};
use super::{Found, Match};
use crate::catalog::{Catalog, Key};
use crate::code::{Reading, Spelled, Via};

/// How many entries are suggested for an unknown code, at most.
const SUGGESTIONS: usize = 5;

/// The codes of the same catalogs that a text which fits a pattern may be a misspelling of:
/// `INVALID_PRAMETER` fits `INVALID_{RESOURCE}`.
pub(super) fn misspelled<'a>(matches: &[Match<'a>], text: &str) -> Vec<Found<'a>> {
    /// The most edits that are a misspelling.
    const EDITS: usize = 2;
    let text = text.to_ascii_lowercase();
    let mut near = Vec::new();
    for met in matches {
        let catalog = met.found.catalog;
        let codes = catalog.entries().keys().filter(|key| !key.code.contains('{'));
        near.extend(codes.filter_map(|key| {
            let code = key.code.to_ascii_lowercase();
            let in_reach = code.chars().count().abs_diff(text.chars().count()) <= EDITS;
            let edits = if in_reach { strsim::osa_distance(&code, &text) } else { usize::MAX };
            (edits <= EDITS).then(|| (edits, Found { catalog, entry: key.entry() }))
        }));
    }
    near.sort_by_key(|(edits, _)| *edits);
    near.into_iter().take(SUGGESTIONS).map(|(_, found)| found).collect()
}

/// The entries nearest to the text by edit distance. Where it has the form of a code, only those
/// of that catalog, and first those with the same beginning.
pub(super) fn suggestions<'a>(
    asked: &[&(&'a Catalog, Vec<Spelled>)],
    text: &str,
) -> Vec<Found<'a>> {
    let text = text.to_ascii_lowercase();
    let length = text.chars().count();
    // One character is no nearer to another than to any.
    let limit = (length / 3).clamp(1, 6).min(length.saturating_sub(1));
    let mut near: Vec<(usize, usize, &'a Catalog, Key<'a>)> = Vec::new();
    for (catalog, spelled) in asked {
        for key in catalog.entries().keys() {
            let kin = kinship(catalog, &key, spelled);
            // A text that is much longer or shorter is farther than the limit anyway.
            let reach = if kin > 0 { usize::MAX } else { limit };
            let distance = distance(&key, &text, reach);
            if distance <= limit || kin > 0 {
                near.push((usize::MAX - kin, distance, catalog, key));
            }
        }
    }
    near.sort_by_key(|(kin, distance, ..)| (*kin, *distance));
    let nearest = near.into_iter().take(SUGGESTIONS);
    nearest.map(|(.., catalog, key)| Found { catalog, entry: key.entry() }).collect()
}

/// The least edit distance of a text in small letters from what identifies an entry: code, name,
/// title, and the last part of the first two. What differs by more than `reach` in length alone is
/// not compared.
fn distance(key: &Key<'_>, text: &str, reach: usize) -> usize {
    let length = text.chars().count();
    let in_reach = |form: &&str| form.chars().count().abs_diff(length) <= reach;
    let name = key.name.as_deref();
    let end = |text: &'_ str| text.rfind(['.', '-']).map(|at| at + 1);
    let code_end = end(&key.code).map(|at| &key.code[at..]);
    let forms = [
        Some(&*key.code),
        name,
        key.title.as_deref(),
        name.and_then(|name| end(name).map(|at| &name[at..])),
        code_end.filter(|end| end.parse::<u64>().is_err()),
    ];
    let apart = |form: &str| strsim::osa_distance(&form.to_ascii_lowercase(), text);
    forms.into_iter().flatten().filter(in_reach).map(apart).min().unwrap_or(usize::MAX)
}

/// How many leading parts the entry shares with a whole code that is not listed.
fn kinship(catalog: &Catalog, key: &Key<'_>, spelled: &[Spelled]) -> usize {
    let shared = spelled.iter().filter_map(|spelled| {
        let Reading::Whole(fields) = &spelled.reading else { return None };
        if !matches!(spelled.via, Via::Code | Via::Name | Via::Bare { .. }) {
            return None;
        }
        let whole = layout(catalog, spelled.form)?.read(identifier(key, spelled.form)?)?;
        Some(whole.iter().zip(fields).take_while(|(a, b)| a == b).count())
    });
    shared.max().unwrap_or(0)
}
