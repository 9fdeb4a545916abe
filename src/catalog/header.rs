//! What a catalog file says of a system before its entries.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::code::Layout;
use crate::evidence::Evidence;
use crate::payload::Payload;

/// What a data file says of a system before its entries.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The JSON Schema that an editor checks the file against.
    #[serde(rename = "$schema", default)]
    _schema: Option<IgnoredAny>,
    /// The short name of the catalog: small letters, digits and `-`.
    pub id: String,
    /// The name of the system.
    pub title: String,
    /// The edition of the system or of the document that is catalogued.
    pub edition: String,
    /// Where the texts come from.
    pub source: String,
    /// What a user should know of the system's errors as a whole.
    #[serde(default)]
    pub notes: Vec<String>,
    /// How codes look.
    pub code: Layout,
    /// How names look, where entries have names. Parts of the same name as those of the code are
    /// the labels of the code's parts.
    #[serde(default)]
    pub name: Option<Layout>,
    /// How messages mark the values that they are filled with.
    #[serde(default)]
    pub placeholders: Placeholders,
    /// How payloads carry the errors, the most telling shape first.
    #[serde(default)]
    pub payload: Vec<Payload>,
    /// What a text must show before a code in it is believed. Where absent, the layout decides.
    #[serde(default)]
    pub evidence: Option<Evidence>,
    /// The challenges that the system documents for its answers.
    #[serde(default)]
    pub challenges: Vec<DocumentedChallenge>,
    /// Lines that prove what the file says.
    #[serde(default)]
    pub examples: Examples,
}

/// Lines that prove what a catalog file says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Examples {
    /// Lines in which an error of the catalog is found.
    pub matches: Vec<String>,
    /// Lines that look alike, in which none is found.
    pub ignores: Vec<String>,
}

/// How messages mark the values that they are filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placeholders {
    /// Not at all.
    #[default]
    None,
    /// `{RESOURCE}`: a word in braces.
    Braces,
    /// `{0}`, and `''` for one quote, as `java.text.MessageFormat` has it.
    MessageFormat,
    /// `%s`, `%d`, `%(name)s`.
    Percent,
}

/// A WWW-Authenticate challenge that a system documents for its answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentedChallenge {
    /// The HTTP status that it comes with.
    pub status: u16,
    /// The field value as the source writes it.
    pub challenge: String,
    /// Its scheme.
    pub scheme: String,
    /// Its `error` parameter.
    pub error: String,
    /// What the source says it means.
    pub message: String,
}
