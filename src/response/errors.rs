//! The errors in a body: those of the catalogs, told by the shapes that their headers give, and
//! those of formats that many systems share.

mod notes;

use std::fmt::Write as _;

use notes::{contradictions, unlisted};

use super::body_error::{BodyError, Source};
use super::formats::{Format, formats};
use super::shape::{Shaped, shaped, text_shaped};
use super::value::{Value, front};
use super::walk::{Nodes, inner_values};
use super::{Content, Media, Response};
use crate::catalog::{Catalog, Catalogs, Placeholders};
use crate::challenge::FieldName;
use crate::code::pattern_captures;
use crate::entry::Entry;
use crate::payload::Documented;
use crate::scan::{Confidence, Scanner};
use crate::template::Template;

/// How many errors of one body are kept.
const MOST: usize = 200;
/// How many bytes of a text are looked through for codes.
const SCANNED: usize = 1024 * 1024;
/// How many bytes of a message are kept.
const MESSAGE: usize = 2_000;

/// The errors in the body of a response, and in the URL that it redirects to. `status` is the one
/// that the response came with, as far as it is known.
pub fn errors<'c>(
    response: &Response<'_>,
    status: Option<u16>,
    catalogs: &'c Catalogs,
) -> Vec<BodyError<'c>> {
    errors_with(response, &response.content(), status, catalogs)
}

/// The same, where the content of the body is at hand already.
pub(crate) fn errors_with<'c>(
    response: &Response<'_>,
    content: &Content<'_>,
    status: Option<u16>,
    catalogs: &'c Catalogs,
) -> Vec<BodyError<'c>> {
    let mut found = content_errors(content, status, catalogs);
    if let Some(location) = response.field("location") {
        let url = location.value();
        let parameters = Content::of_url(url.as_bytes());
        found.extend(content_errors(&parameters, None, catalogs));
    }
    if let Some(field) = response.field("x-amzn-errortype")
        && found.is_empty()
    {
        // `ExpiredTokenException:http://…`
        let value = field.value();
        let code = value.split(':').next().unwrap_or_default();
        let mut members = vec![("__type".into(), Value::Text(code.into()))];
        let message = content.values.first().and_then(|body| {
            ["message", "Message"].iter().find_map(|name| body.member(name)?.text())
        });
        members.extend(message.map(|text| ("message".into(), Value::Text(text.into()))));
        let content = Content { values: vec![Value::Object(members)], ..Content::default() };
        found.extend(content_errors(&content, status, catalogs));
    }
    if found.is_empty() {
        found = met(response, content, catalogs);
    }
    found
}

/// The codes that a text names, or a body in no shape that is known, as far as they are certain.
fn met<'c>(
    response: &Response<'_>,
    content: &Content<'_>,
    catalogs: &'c Catalogs,
) -> Vec<BodyError<'c>> {
    let least = match content.media {
        Media::Text => Confidence::Likely,
        Media::Json | Media::Xml | Media::Form => Confidence::Certain,
        Media::Empty | Media::Page | Media::Binary => return Vec::new(),
    };
    let text = &response.body[..response.body.len().min(SCANNED)];
    let mut found: Vec<BodyError<'c>> = Vec::new();
    for finding in Scanner::new(catalogs).at_least(least).scan(text) {
        let known = found.iter().any(|error| error.code == finding.code);
        // In a body, a name alone may as well be a key of translations.
        let code = &finding.catalog.header().code;
        let told = content.media == Media::Text || code.read(&finding.text).is_some();
        if known || !told || !finding.known() || found.len() == MOST {
            continue;
        }
        let mut error = BodyError::new(Source::Catalog(finding.catalog));
        error.code = finding.code.into_owned();
        let captures = finding.captures.into_iter();
        error.captures = captures.map(|(name, value)| (name.into_owned(), value)).collect();
        error.entries = finding.entries;
        found.push(error);
    }
    found
}

/// The errors in what a body holds; `status` is the one that it came with.
pub fn content_errors<'c>(
    content: &Content<'_>,
    status: Option<u16>,
    catalogs: &'c Catalogs,
) -> Vec<BodyError<'c>> {
    let mut search = Search { catalogs, status: status.or(content.status), found: Vec::new() };
    for value in &content.values {
        let nodes = Nodes::of(value);
        search.nodes(&nodes, "");
        for (path, inner) in inner_values(&nodes) {
            search.nodes(&Nodes::of(&inner), &path);
        }
    }
    for line in content.text.lines() {
        search.text(line, String::new());
    }
    search.found
}

/// The values of WWW-Authenticate fields that a body repeats, as Elasticsearch's and logs do.
pub fn body_challenges(content: &Content<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for value in &content.values {
        for node in &Nodes::of(value).list {
            for (name, value) in node.value.members() {
                if found.len() >= MOST || FieldName::new(name.as_bytes()).is_none() {
                    continue;
                }
                match value {
                    Value::Text(text) => found.push(text.to_string()),
                    Value::List(values) => {
                        let texts = values.iter().take(MOST).filter_map(Value::text);
                        found.extend(texts.map(str::to_owned));
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

struct Search<'c> {
    catalogs: &'c Catalogs,
    status: Option<u16>,
    found: Vec<BodyError<'c>>,
}

impl<'c> Search<'c> {
    fn nodes(&mut self, nodes: &Nodes<'_, '_>, base: &str) {
        for (at, node) in nodes.list.iter().enumerate() {
            if self.found.len() >= MOST {
                return;
            }
            let path = || match (base, nodes.path(at)) {
                ("", path) => path,
                (base, path) if path.is_empty() || path.starts_with('[') => format!("{base}{path}"),
                (base, path) => format!("{base}.{path}"),
            };
            match node.value {
                Value::Object(_) => {
                    let within = nodes.within(at);
                    let mut of_catalogs: Vec<_> = self
                        .catalogs
                        .iter()
                        .filter_map(|catalog| self.catalogued(catalog, node.value, within))
                        .collect();
                    let of_format = formats()
                        .iter()
                        .find_map(|format| self.formatted(format, node.value, within));
                    let texts = self.texts_of(node.value, nodes, at);
                    of_catalogs.extend(texts);
                    match of_format {
                        Some(general) if of_catalogs.is_empty() => of_catalogs.push(general),
                        Some(general) => {
                            of_catalogs.iter_mut().for_each(|error| join(error, &general));
                        }
                        None => {}
                    }
                    for mut error in of_catalogs {
                        if error.path.is_empty() {
                            error.path = path();
                        }
                        self.found.push(error);
                    }
                }
                // Strings in objects were read with them.
                Value::Text(text) if nodes.object_of(at).is_none() => {
                    let path = path();
                    for line in text.lines() {
                        self.text(line, path.clone());
                    }
                }
                _ => {}
            }
        }
    }

    /// The errors that the strings of an object carry as text: `[{code}] - {message}`.
    fn texts_of(&self, object: &Value<'_>, nodes: &Nodes<'_, '_>, at: usize) -> Vec<BodyError<'c>> {
        let mut found = Vec::new();
        for (name, value) in object.members() {
            let Some(text) = value.text() else { continue };
            for mut error in text.lines().flat_map(|line| self.text_errors(line)) {
                let path = nodes.path(at);
                let dot = if path.is_empty() { "" } else { "." };
                error.path = format!("{path}{dot}{name}");
                found.push(error);
            }
        }
        found
    }

    fn text(&mut self, text: &str, path: String) {
        for mut error in self.text_errors(text) {
            let known = self
                .found
                .iter()
                .any(|other| other.code == error.code && other.source.id() == error.source.id());
            if !known && self.found.len() < MOST {
                error.path.clone_from(&path);
                self.found.push(error);
            }
        }
    }

    fn text_errors(&self, text: &str) -> Vec<BodyError<'c>> {
        let mut found = Vec::new();
        for catalog in self.catalogs {
            let shapes = &catalog.header().background().payload;
            for pattern in shapes.iter().filter_map(|shape| shape.text.as_deref()) {
                if let Some(shaped) = text_shaped(catalog.header(), pattern, text)
                    && let Some(error) = self.error(catalog, shaped, Documented::Nothing)
                {
                    found.push(error);
                }
            }
        }
        found
    }

    /// The error of this catalog that an object is, by the first shape that it has.
    fn catalogued(
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

    fn error(
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

    fn formatted(
        &self,
        format: &'static Format,
        object: &Value<'_>,
        within: &str,
    ) -> Option<BodyError<'c>> {
        format.payload.iter().find_map(|shape| {
            let shaped = super::shape::general(shape, object, within)?;
            let mut error = BodyError::new(Source::Format(format));
            let code = shaped.code.unwrap_or_default();
            let definition = format.definition(&code, self.status);
            if definition.is_none() && shape.documented != Documented::Nothing {
                return None;
            }
            error.name = shaped.name;
            error.code = match (&error.name, code.is_empty()) {
                (Some(name), true) => name.clone(),
                _ => code,
            };
            error.status = shaped.status;
            error.message = shaped.message.map(|message| front(&message, MESSAGE).to_owned());
            if let Some(definition) = definition {
                error.meaning = Some(definition.meaning);
                error.next_steps = definition.next;
                let status = self.status.filter(|status| *status >= 400);
                if let Some(status) = status.filter(|status| !definition.status.contains(status))
                    && !definition.status.is_empty()
                {
                    let usual: Vec<_> = definition.status.iter().map(u16::to_string).collect();
                    error.notes.push(format!(
                        "`{}` usually comes with status {}, here it is {status}.",
                        error.code,
                        usual.join(" or "),
                    ));
                }
            }
            if let (Some(told), Some(came)) = (error.status, self.status)
                && told != came
            {
                let note = format!("The body says status {told}, but the answer came with {came}.");
                error.notes.push(note);
            }
            // Google names the reason beside the code: `ACCESS_TOKEN_EXPIRED`.
            let reason = error.name.as_deref().filter(|_| shape.code.is_some());
            if let Some(reason) = reason.and_then(|it| format.definition(it, self.status)) {
                error.meaning = Some(reason.meaning);
                error.next_steps.splice(..0, reason.next);
            }
            let more = object.member("error_uri").and_then(Value::text).or(Some(&error.code));
            if let Some(url) = more.filter(|url| url.starts_with("https://") && url.len() < 300) {
                error.next_steps.push(format!("Read {url}"));
            }
            Some(error)
        })
    }
}

/// Adds what a general format says to an error of a catalog that stands in the same object.
fn join(error: &mut BodyError<'_>, general: &BodyError<'_>) {
    let Source::Format(format) = general.source else { return };
    if format.id == "oauth" {
        for entry in &error.entries {
            if let Some(documented) = entry.oauth_error.as_deref()
                && documented != general.code
            {
                error.notes.push(format!(
                    "`{}` is documented with the OAuth error `{documented}`, but here `error` is `{}`.",
                    entry.code, general.code
                ));
            }
        }
    }
    if let Some(meaning) = &general.meaning {
        error.meaning = Some(format!("`{}` ({}): {meaning}", general.code, format.title));
        error.next_steps.clone_from(&general.next_steps);
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

#[cfg(test)]
mod tests;
