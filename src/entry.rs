//! What a data file says of one documented error.

use std::borrow::Cow;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// One documented error of a catalog. What the source does not give is `None` or empty, and stands
/// in no data file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What identifies the error on the wire, as the source writes it: `PR400-OD-0001`. A word in
    /// braces stands for anything: `{RESOURCE}_NOT_EXIST`.
    pub code: String,
    /// A second, symbolic identifier: `services.storage.import_failed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The heading of the definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The HTTP status that comes with the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The text of the error, placeholders as the source writes them.
    pub message: String,
    /// Further explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The part of the system: an area, a section, a domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The class of the error in the system's own words: `PartialError`, `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_type: Option<String>,
    /// The OAuth error code that goes with it (RFC 6749, 5.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth_error: Option<String>,
    /// The values that the message, the code or the payload carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// The operations that answer with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returned_by: Vec<String>,
    /// Where the source says more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The message as a template, where `message` shows sample values or where the system sends
    /// another text than it documents. Placeholders are words in braces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// What is known beyond the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What to do about it, in the words of whoever runs the system.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<String>,
    /// What people call the error who do not know its message: only a search uses it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
}

/// A value that comes with an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name or number as the placeholder has it, without the braces.
    pub name: String,
    /// What it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it may be absent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// A text that is only copied where it has escapes.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Text<'e>(#[serde(borrow)] pub(crate) Cow<'e, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// What a text of an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextOf {
    Code,
    Name,
    Title,
    Message,
    Description,
    Group,
    ErrorType,
    OauthError,
    /// The name or the description of a parameter.
    Parameter,
    ReturnedBy,
    Template,
    Note,
    Keywords,
}

impl Entry {
    /// Calls `each` with the texts of the entry, in the order of the fields. Its status.
    pub(crate) fn texts<'e>(&'e self, each: &mut impl FnMut(TextOf, Cow<'e, str>)) -> Option<u16> {
        let mut each = |of, text: Option<&'e String>| {
            if let Some(text) = text {
                each(of, Cow::Borrowed(text));
            }
        };
        each(TextOf::Code, Some(&self.code));
        each(TextOf::Name, self.name.as_ref());
        each(TextOf::Title, self.title.as_ref());
        each(TextOf::Message, Some(&self.message));
        each(TextOf::Description, self.description.as_ref());
        each(TextOf::Group, self.group.as_ref());
        each(TextOf::ErrorType, self.error_type.as_ref());
        each(TextOf::OauthError, self.oauth_error.as_ref());
        for parameter in &self.parameters {
            each(TextOf::Parameter, Some(&parameter.name));
            each(TextOf::Parameter, parameter.description.as_ref());
        }
        self.returned_by.iter().for_each(|text| each(TextOf::ReturnedBy, Some(text)));
        each(TextOf::Template, self.template.as_ref());
        self.notes.iter().for_each(|text| each(TextOf::Note, Some(text)));
        self.keywords.iter().for_each(|text| each(TextOf::Keywords, Some(text)));
        self.status
    }
}
