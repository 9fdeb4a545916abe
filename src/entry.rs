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

/// The texts of an entry, borrowed from it or, without escapes, from the file that it stands in.
/// Reading these for all entries costs a third of reading the entries.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Texts<'e> {
    #[serde(borrow)]
    pub(crate) code: Text<'e>,
    #[serde(borrow, default)]
    pub(crate) name: Option<Text<'e>>,
    #[serde(borrow, default)]
    pub(crate) title: Option<Text<'e>>,
    #[serde(default)]
    pub(crate) status: Option<u16>,
    #[serde(borrow)]
    pub(crate) message: Text<'e>,
    #[serde(borrow, default)]
    pub(crate) description: Option<Text<'e>>,
    #[serde(borrow, default)]
    pub(crate) group: Option<Text<'e>>,
    #[serde(borrow, default)]
    pub(crate) error_type: Option<Text<'e>>,
    #[serde(borrow, default)]
    pub(crate) oauth_error: Option<Text<'e>>,
    #[serde(borrow, default)]
    pub(crate) parameters: Vec<ParameterTexts<'e>>,
    #[serde(borrow, default)]
    pub(crate) returned_by: Vec<Text<'e>>,
    #[serde(borrow, default)]
    pub(crate) template: Option<Text<'e>>,
    #[serde(borrow, default)]
    pub(crate) notes: Vec<Text<'e>>,
}

/// The texts of a [`Parameter`].
#[derive(Debug, Deserialize)]
pub(crate) struct ParameterTexts<'e> {
    #[serde(borrow)]
    pub(crate) name: Text<'e>,
    #[serde(borrow, default)]
    pub(crate) description: Option<Text<'e>>,
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

impl<'e> From<&'e Entry> for Texts<'e> {
    fn from(entry: &'e Entry) -> Self {
        let text = |text: &'e String| Text(Cow::Borrowed(text));
        let maybe =
            |text: &'e Option<String>| text.as_deref().map(|text| Text(Cow::Borrowed(text)));
        let parameters = entry.parameters.iter().map(|parameter| ParameterTexts {
            name: text(&parameter.name),
            description: maybe(&parameter.description),
        });
        Self {
            code: text(&entry.code),
            name: maybe(&entry.name),
            title: maybe(&entry.title),
            status: entry.status,
            message: text(&entry.message),
            description: maybe(&entry.description),
            group: maybe(&entry.group),
            error_type: maybe(&entry.error_type),
            oauth_error: maybe(&entry.oauth_error),
            parameters: parameters.collect(),
            returned_by: entry.returned_by.iter().map(text).collect(),
            template: maybe(&entry.template),
            notes: entry.notes.iter().map(text).collect(),
        }
    }
}
