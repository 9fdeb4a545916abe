//! What a text must show before a code in it is believed: the `evidence` of a catalog's header.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::code::{Chars, Layout};

/// How sure it is that a code met in a text is an error of its catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// It looks like one, but so do other things.
    Possible,
    /// What stands around it fits.
    Likely,
    /// Nothing else looks like this.
    Certain,
}

impl Confidence {
    /// The word that data files and JSON answers have for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// Which forms of a catalog's codes are recognised in running text, and what supports them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Evidence {
    /// What texts call the system, letters in either case: `LINE WORKS`, `everlive`. Such a word
    /// nearby supports a code.
    pub names: Vec<String>,
    /// The code itself: `PR400-OD-0001`.
    pub code: Option<Form>,
    /// The name: `services.storage.import_failed`.
    pub name: Option<Form>,
    /// The code as a decimal number, where its parts are the digits of one number.
    pub number: Option<Form>,
    /// Objects that carry a code: their keys, the code's own among them.
    pub bodies: Vec<Body>,
    /// Keys beside a code whose text resembles the message of the entry. One that does not speaks
    /// against the code.
    pub messages: Vec<String>,
    /// The members of objects that carry a code, where these have no others. Another one that stands
    /// there speaks against the code.
    pub members: Vec<String>,
    /// Codes and names that other systems use as well; `*` at the end stands for anything. Their
    /// look alone makes them possible, no more.
    pub shared: Vec<String>,
}

/// What supports one form of a code. What is absent supports nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Form {
    /// Its look, wherever it stands. A form without this is only looked for behind its keys and
    /// near a name of the system.
    pub alone: Option<Confidence>,
    /// A word of failure that leads to it, `failed with 0x…`, or a log level before it in its line.
    /// Does not count for the `shared` ones.
    pub logged: Option<Confidence>,
    /// The same where it stands unquoted in the prose of a log and as the reason: `failed: x.y.z`,
    /// `ERROR …: x.y.z`. Counts for the `shared` ones too.
    pub introduced: Option<Confidence>,
    /// A name of the system nearby.
    pub named: Option<Confidence>,
    /// An object with the keys of one of the `bodies`.
    pub body: Option<Confidence>,
    /// A key that the form is the value of: `"code": …`, `error_code=…`. Case, `_` and `-` do not
    /// matter.
    pub keys: BTreeMap<String, Confidence>,
    /// A comparison with such a key of an error: `err.code === …`. Where there are any, a comparison
    /// with another key proves little.
    pub compared: BTreeMap<String, Confidence>,
    /// Whether codes that the catalog does not list are reported, as unknown.
    pub unknown: Unknown,
}

/// When a well-formed code that the catalog does not list is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// Never: the form is not telling enough.
    #[default]
    Never,
    /// As the value of one of the keys.
    Keyed,
    /// Wherever it stands.
    Alone,
}

/// The keys of an object that carries a code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// The keys that are there.
    pub keys: Vec<String>,
    /// Whether these are all, their values are literal ones, and the object is no element of an
    /// array.
    #[serde(default)]
    pub exact: bool,
    /// Whether it is no member `error` of another object.
    #[serde(default)]
    pub unwrapped: bool,
    /// Whether it may be the `error` of a record of a log all the same: one with a level.
    #[serde(default)]
    pub logged: bool,
    /// Whether it stands as a document does: nothing before it in its first line, and nothing behind
    /// it in its last.
    #[serde(default)]
    pub document: bool,
}

impl Evidence {
    /// What holds for a catalog whose file says nothing: codes with literal text of their own are
    /// believed where they stand, others behind a key such as `code`.
    pub fn of_layout(layout: &Layout) -> Self {
        let keys = ["code", "errorCode", "errorId"]
            .map(|key| (key.to_owned(), Confidence::Likely))
            .into_iter()
            .collect();
        let digits = layout.parts().any(|part| part.chars == Chars::Digit);
        let alone = layout.is_telling().then_some(Confidence::Likely);
        let unknown = match alone {
            Some(_) if digits => Unknown::Alone,
            Some(_) => Unknown::Keyed,
            None => Unknown::Never,
        };
        let certain = Some(Confidence::Certain);
        let code = Form { alone, named: certain, keys, unknown, ..Form::default() };
        Self { code: Some(code), ..Self::default() }
    }
}
