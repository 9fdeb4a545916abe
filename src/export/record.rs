//! An entry as programs see it. The keys are a contract: none is renamed or dropped; what an entry
//! does not have is `null` or `[]`.

use serde::Serialize;

use crate::entry::Entry;
use crate::lookup::Found;
use crate::response::BodyError;

/// The JSON form of an entry.
#[derive(Debug, Serialize)]
pub struct Record<'a> {
    catalog: &'a str,
    code: &'a str,
    name: Option<&'a str>,
    title: Option<&'a str>,
    status: Option<u16>,
    message: &'a str,
    description: Option<&'a str>,
    group: Option<&'a str>,
    error_type: Option<&'a str>,
    oauth_error: Option<&'a str>,
    parameters: Vec<Parameter<'a>>,
    returned_by: &'a [String],
    url: Option<&'a str>,
    notes: &'a [String],
    advice: &'a [String],
}

#[derive(Debug, Serialize)]
struct Parameter<'a> {
    name: &'a str,
    description: Option<&'a str>,
    optional: bool,
}

impl<'a> Record<'a> {
    /// The form of an entry of the catalog with this id.
    pub fn new(catalog: &'a str, entry: &'a Entry) -> Self {
        let parameters = entry.parameters.iter().map(|parameter| Parameter {
            name: &parameter.name,
            description: parameter.description.as_deref(),
            optional: parameter.optional,
        });
        Self {
            catalog,
            code: &entry.code,
            name: entry.name.as_deref(),
            title: entry.title.as_deref(),
            status: entry.status,
            message: &entry.message,
            description: entry.description.as_deref(),
            group: entry.group.as_deref(),
            error_type: entry.error_type.as_deref(),
            oauth_error: entry.oauth_error.as_deref(),
            parameters: parameters.collect(),
            returned_by: &entry.returned_by,
            url: entry.url.as_deref(),
            notes: &entry.notes,
            advice: &entry.advice,
        }
    }
}

impl<'a> Record<'a> {
    /// The form of an error that a body carries and no catalog lists: what the body tells of it.
    pub fn unlisted(error: &'a BodyError<'_>) -> Self {
        Self {
            catalog: error.source.id(),
            code: &error.code,
            name: error.name.as_deref(),
            title: None,
            status: error.status,
            message: error.message.as_deref().unwrap_or_default(),
            description: error.meaning.as_deref(),
            group: None,
            error_type: None,
            oauth_error: None,
            parameters: Vec::new(),
            returned_by: &[],
            url: None,
            advice: &error.next_steps,
            notes: &error.notes,
        }
    }
}

impl<'a> From<&Found<'a>> for Record<'a> {
    fn from(found: &Found<'a>) -> Self {
        Self::new(found.catalog.id(), found.entry)
    }
}
