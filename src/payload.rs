//! How the payloads of a system carry its errors: which member of an object holds what.

use serde::Deserialize;

/// One shape of payload. Paths are names of members joined by dots, from the object on:
/// `message.value`. An object has the shape where `code`, `number` or `name` is there and reads as
/// one of the system, and all of `requires` is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payload {
    /// The path of the code, as a string or a number in the digits that the code is written with.
    #[serde(default)]
    pub code: Option<String>,
    /// The path of the code as the number that its parts make together (`number_bits`).
    #[serde(default)]
    pub number: Option<String>,
    /// The path of the name.
    #[serde(default)]
    pub name: Option<String>,
    /// The path of the text.
    #[serde(default)]
    pub message: Option<String>,
    /// The path of the HTTP status.
    #[serde(default)]
    pub status: Option<String>,
    /// The path of an object or a list with the values that belong to the error.
    #[serde(default)]
    pub parameters: Option<String>,
    /// What must be there as well, so that payloads of other systems are not misread.
    #[serde(default)]
    pub requires: Vec<String>,
    /// The object has no other members than those that are named here.
    #[serde(default)]
    pub closed: bool,
    /// The member that the object stands in, directly or in a list: `errors`. A dot is
    /// the whole body. Anywhere where absent.
    #[serde(default)]
    pub within: Option<String>,
    /// What must be listed in the catalog for an object to be taken for an error of the system.
    #[serde(default)]
    pub documented: Documented,
    /// Text that carries the error, instead of members: `[{code}] - {message}`, from `{code}` or
    /// `{name}` and literal text. It is looked for in strings of payloads and in lines of text.
    #[serde(default)]
    pub text: Option<String>,
}

/// What must be listed in the catalog for an object to be taken for an error of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Documented {
    /// Nothing: a well-formed code is reported even if the catalog lacks it.
    #[default]
    Nothing,
    /// The code.
    Code,
    /// The code, with this very message.
    Message,
}

impl Payload {
    /// All the paths that the shape names.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let told =
            [&self.code, &self.number, &self.name, &self.message, &self.status, &self.parameters];
        let told = told.into_iter().flatten().map(String::as_str);
        told.chain(self.requires.iter().map(String::as_str))
    }
}
