//! The errors in a body: those of the catalogs, told by the shapes that their headers give, and
//! those of formats that many systems share.

mod catalogued;
mod formatted;
mod notes;
mod search;

use super::body_error::{BodyError, Source};
use super::value::Value;
use super::walk::{Nodes, inner_values};
use super::{Content, Media, Response};
use crate::catalog::Catalogs;
use crate::challenge::FieldName;
use crate::scan::{Confidence, Scanner};
use search::Search;

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

#[cfg(test)]
mod tests;
