//! The errors of catalogs: which entries a shape of a body stands for.

use std::fmt::Write as _;

use super::MESSAGE;
use super::notes::{contradictions, unlisted};
use super::search::Search;
use crate::catalog::{Catalog, Placeholders};
use crate::code::pattern_captures;
use crate::entry::Entry;
use crate::payload::Documented;
use crate::response::body_error::{BodyError, Source};
use crate::response::shape::{Shaped, shaped};
use crate::response::value::{Value, front};
use crate::template::Template;

impl<'c> Search<'c> {
    /// The error of this catalog that an object is, by the first shape that it has.
    pub(super) fn catalogued(
        &self,
        catalog: &'c Catalog,
        object: &Value<'_>,
        within: &str,
    ) -> Option<BodyError<'c>> {
        let header = catalog.header();
        header.background().payload.iter().find_map(|shape| {
            let shaped = shaped(header, shape, object, within)?;
            self.error(catalog, shaped, shape.documented)
        })
    }

    pub(super) fn error(
        &self,
        catalog: &'c Catalog,
        shaped: Shaped,
        documented: Documented,
    ) -> Option<BodyError<'c>> {
        let mut error = BodyError::new(Source::Catalog(catalog));
        let telling = catalog.header().code.is_telling() || shaped.name.is_some();
        // A success may look the same where the code is a plain word or number.
        if !telling && self.status.is_some_and(|status| status < 300) {
            return None;
        }
        let by_name = shaped.name.as_deref().map(|name| entries_named(catalog, name));
        let by_code = shaped.code.as_deref().map(|code| entries_coded(catalog, code));
        let (mut entries, captures) = match (&by_name, by_code) {
            (Some(named), Some((coded, _))) => {
                contradictions(&mut error.notes, &shaped, named, &coded);
                (named.clone(), Vec::new())
            }
            (Some(named), None) => (named.clone(), Vec::new()),
            (None, Some(coded)) => coded,
            (None, None) => return None,
        };
        error.captures = captures;
        error.message = shaped.message.map(|message| front(&message, MESSAGE).to_owned());
        error.status = shaped.status;
        error.notes.extend(shaped.notes);
        if entries.is_empty() {
            if documented != Documented::Nothing || !shaped.plausible {
                return None;
            }
            let (code, name) = (shaped.code.as_deref(), shaped.name.as_deref());
            error.notes.push(unlisted(catalog, code, name));
        }
        self.narrow(&mut entries, &mut error);
        let placeholders = catalog.header().background().placeholders;
        if let Some(message) = error.message.as_deref() {
            let fits = |entry: &&Entry| says(entry, placeholders, message);
            if entries.iter().any(fits) {
                entries.retain(|entry| fits(entry));
            } else if documented == Documented::Message {
                return None;
            }
        } else if documented == Documented::Message {
            return None;
        }
        for entry in &entries {
            add_captures(&mut error, entry, placeholders);
        }
        for (name, value) in shaped.parameters {
            if !error.captures.iter().any(|(known, _)| *known == name) {
                error.captures.push((name, value));
            }
        }
        error.code = match (entries.first(), shaped.code, &shaped.name) {
            (Some(entry), None, _) => entry.code.clone(),
            (Some(entry), Some(_), Some(_)) => entry.code.clone(),
            (_, Some(code), _) => code,
            (None, None, Some(name)) => name.clone(),
            (None, None, None) => return None,
        };
        error.name = shaped.name;
        error.entries = entries;
        Some(error)
    }

    /// Keeps the entries of the right status, and says what does not fit.
    fn narrow(&self, entries: &mut Vec<&'c Entry>, error: &mut BodyError<'c>) {
        if let (Some(told), Some(came)) = (error.status, self.status)
            && told != came
        {
            error
                .notes
                .push(format!("The body says status {told}, but the answer came with {came}."));
        }
        let statuses = [error.status, self.status];
        let Some(status) = statuses.into_iter().flatten().next() else { return };
        let has = |entry: &&Entry| entry.status == Some(status);
        let open = |entry: &&Entry| entry.status.is_none();
        if entries.iter().any(has) {
            entries.retain(has);
        } else if entries.iter().any(open) {
            entries.retain(open);
        } else if let Some(entry) = entries.first()
            && let Some(documented) = entry.status
        {
            let others =
                entries.iter().filter_map(|entry| entry.status).filter(|s| *s != documented);
            let mut list = documented.to_string();
            for other in others {
                let _ = write!(list, " or {other}");
            }
            error.notes.push(format!(
                "`{}` is documented with status {list}, but here it is {status}.",
                entry.code
            ));
        }
    }
}

fn entries_named<'c>(catalog: &'c Catalog, name: &str) -> Vec<&'c Entry> {
    let keys = catalog.entries().keys().filter(|key| key.name.as_deref() == Some(name));
    keys.map(|key| key.entry()).collect()
}

/// The entries with this code, or else those whose pattern it fits, with the values.
fn entries_coded<'c>(catalog: &'c Catalog, code: &str) -> (Vec<&'c Entry>, Vec<(String, String)>) {
    let keys = catalog.entries().keys().filter(|key| key.code == code);
    let literal: Vec<_> = keys.map(|key| key.entry()).collect();
    if !literal.is_empty() {
        return (literal, Vec::new());
    }
    let mut captures = Vec::new();
    let keys = catalog.entries().keys().filter(|key| {
        let Some(values) = pattern_captures(&key.code, code) else { return false };
        for pair in values {
            if !captures.contains(&pair) {
                captures.push(pair);
            }
        }
        true
    });
    let entries = keys.map(|key| key.entry()).collect();
    (entries, captures)
}

/// Whether a message is the one that an entry documents, values filled in.
fn says(entry: &Entry, placeholders: Placeholders, message: &str) -> bool {
    Template::of_entry(entry, placeholders).any(|template| {
        !template.is_weak()
            && template.find(message).is_some_and(|met| {
                // A text that only contains the words of a short message says something else.
                met.span.len() * 2 >= message.len()
            })
    })
}

fn add_captures(error: &mut BodyError<'_>, entry: &Entry, placeholders: Placeholders) {
    let Some(message) = error.message.as_deref() else { return };
    let met = Template::of_entry(entry, placeholders)
        .filter(Template::has_values)
        .find_map(|template| template.captures(message));
    let Some(captures) = met else { return };
    for (name, value) in captures.iter() {
        if !error.captures.iter().any(|(known, _)| known == name) {
            error.captures.push((name.to_owned(), value.to_owned()));
        }
    }
}
