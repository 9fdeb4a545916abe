//! What a catalog file says of a system before its entries.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use memchr::memmem;
use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::ENTRIES;
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
    /// How codes look.
    pub code: Layout,
    /// How names look, where entries have names. Parts of the same name as those of the code are
    /// the labels of the code's parts.
    #[serde(default)]
    pub name: Option<Layout>,
    #[serde(skip)]
    background: OnceLock<Background>,
    /// The embedded file that the background is read from.
    #[serde(skip)]
    text: &'static str,
}

/// What a data file says of a system beyond the look of its codes. Looking a code up does not need
/// it: of an embedded file it is read when it is first asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Background {
    /// What a user should know of the system's errors as a whole.
    #[serde(default)]
    pub notes: Vec<String>,
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

/// The fields of a [`Background`].
const BACKGROUND: &[&str] =
    &["notes", "placeholders", "payload", "evidence", "challenges", "examples"];

impl Header {
    /// The header of an embedded file: what identifies codes, up to the first field of the
    /// background other than `notes`. Nothing behind is looked at.
    ///
    /// # Panics
    /// Where the file is broken, which the test `every_embedded_catalog_is_read` rules out.
    pub(super) fn of_embedded(text: &'static str) -> Self {
        let header: Self = fields(text, |key| match key {
            "notes" => Taken::No,
            _ if key == ENTRIES || BACKGROUND.contains(&key) => Taken::End,
            _ => Taken::Yes,
        });
        Self { text, ..header }
    }

    /// The header that the fields of a user's file make, the entries left out.
    pub(super) fn of_fields(fields: Map<String, Value>) -> Result<Self, serde_json::Error> {
        let is_background = |pair: &(String, Value)| BACKGROUND.contains(&pair.0.as_str());
        let (background, own): (Map<_, _>, Map<_, _>) = fields.into_iter().partition(is_background);
        let header = Self::deserialize(Value::Object(own))?;
        let background = Background::deserialize(Value::Object(background))?;
        Ok(Self { background: OnceLock::from(background), ..header })
    }

    /// What is known beyond the look of the codes.
    ///
    /// # Panics
    /// Where an embedded file is broken, which the test `every_embedded_catalog_is_read` rules out.
    pub fn background(&self) -> &Background {
        self.background.get_or_init(|| {
            fields(self.text, |key| match key {
                ENTRIES => Taken::End,
                _ if BACKGROUND.contains(&key) => Taken::Yes,
                _ => Taken::No,
            })
        })
    }

    /// [`Evidence::names`]: what texts call the system. Of an embedded file nothing else is read.
    pub(crate) fn system_names(&self) -> Cow<'_, [String]> {
        if let Some(background) = self.background.get() {
            return background.evidence.as_ref().map_or(&[][..], |evidence| &evidence.names).into();
        }
        system_names(self.text)
    }

    /// Changes what is known beyond the look of the codes.
    pub(super) fn amend(&mut self, change: impl FnOnce(&mut Background)) {
        self.background();
        let mut background = self.background.take().unwrap_or_default();
        change(&mut background);
        self.background = OnceLock::from(background);
    }
}

/// The id that an embedded file opens with, which a test holds it to: nothing else is read.
pub(super) fn id(text: &str) -> &str {
    let mut quoted = text.split('"');
    quoted.find(|key| *key == "id").and_then(|_| quoted.nth(1)).unwrap_or_default()
}

/// [`Evidence::names`] of an embedded file, of which nothing else is read.
pub(super) fn system_names(text: &str) -> Cow<'static, [String]> {
    const KEY: &str = "\"names\":";
    let start = memmem::find(text.as_bytes(), KEY.as_bytes());
    let list = start.map_or("", |at| &text[at + KEY.len()..]);
    let mut list = serde_json::Deserializer::from_str(list).into_iter::<Vec<String>>();
    list.next().and_then(Result::ok).unwrap_or_default().into()
}

/// What becomes of a field.
enum Taken {
    Yes,
    /// It is passed over.
    No,
    /// The object is read no further.
    End,
}

/// What some fields of an embedded file make.
fn fields<T: DeserializeOwned>(text: &'static str, taken: fn(&str) -> Taken) -> T {
    let mut opening = Opening { taken, value: None };
    let mut reader = serde_json::Deserializer::from_str(text);
    // What was read stands, even where the rest of the object was left.
    let end = DeserializeSeed::deserialize(&mut opening, &mut reader);
    opening.value.ok_or(end).expect("an embedded catalog opens as the tests have proven")
}

struct Opening<T> {
    taken: fn(&str) -> Taken,
    value: Option<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for &mut Opening<T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for &mut Opening<T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a catalog: an object with `id`, `title`, … and `entries`")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let chosen = Chosen { map, taken: self.taken };
        self.value = Some(T::deserialize(MapAccessDeserializer::new(chosen))?);
        Ok(())
    }
}

/// The fields that are taken, as if there were no others.
struct Chosen<A> {
    map: A,
    taken: fn(&str) -> Taken,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Chosen<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        while let Some(key) = self.map.next_key::<&'de str>()? {
            match (self.taken)(key) {
                Taken::Yes => return seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some),
                Taken::No => drop(self.map.next_value::<IgnoredAny>()?),
                Taken::End => break,
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
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
