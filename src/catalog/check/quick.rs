//! The form of an entry, checked while it is read. What passes here passes [`super::form`] as well,
//! as the test `what_is_read_quickly_is_read_alike` proves; what does not is left to it.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use crate::catalog::entries::Opening;

/// An entry of the right form. Its fields only have to be there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
pub(in crate::catalog) struct Checked {
    code: Text<CODE>,
    #[serde(default, deserialize_with = "present")]
    name: Option<Text<CODE>>,
    #[serde(default, deserialize_with = "present")]
    title: Option<Text<LINE>>,
    #[serde(default, deserialize_with = "present")]
    status: Option<Status>,
    message: Text<TEXT>,
    #[serde(default, deserialize_with = "present")]
    description: Option<Text<TEXT>>,
    #[serde(default, deserialize_with = "present")]
    group: Option<Text<LINE>>,
    #[serde(default, deserialize_with = "present")]
    error_type: Option<Text<LINE>>,
    #[serde(default, deserialize_with = "present")]
    oauth_error: Option<Text<LINE>>,
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(default)]
    returned_by: Vec<Text<LINE>>,
    #[serde(default, deserialize_with = "present")]
    url: Option<Text<LINE>>,
    #[serde(default, deserialize_with = "present")]
    template: Option<Text<TEXT>>,
    #[serde(default)]
    notes: Vec<Text<TEXT>>,
    #[serde(default)]
    advice: Vec<Text<TEXT>>,
    #[serde(default)]
    keywords: Vec<Text<LINE>>,
}

impl Checked {
    /// Whether what identifies the entry is all in the opening of its line.
    pub(in crate::catalog) fn has_but(&self, opening: &Opening<'_>) -> bool {
        self.name.is_some() == opening.name.is_some()
            && self.title.is_some() == opening.title.is_some()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Parameter {
    name: Text<LINE>,
    #[serde(default, deserialize_with = "present")]
    description: Option<Text<TEXT>>,
    #[serde(default)]
    optional: bool,
}

/// The most characters of a code, a line and a text.
const CODE: usize = 200;
const LINE: usize = 500;
const TEXT: usize = 20_000;

/// A text that is not empty, of so many characters at most.
struct Text<const MOST: usize>;

impl<'de, const MOST: usize> Deserialize<'de> for Text<MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Self)
    }
}

impl<const MOST: usize> Visitor<'_> for Text<MOST> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a text of 1 to {MOST} characters")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self, E> {
        // Never more characters than bytes: most texts need not be counted.
        let fits = text.len() <= MOST || text.chars().count() <= MOST;
        if text.is_empty() || !fits { Err(E::invalid_length(text.len(), &self)) } else { Ok(self) }
    }
}

/// An HTTP status.
#[derive(Deserialize)]
#[serde(try_from = "u16")]
struct Status;

impl TryFrom<u16> for Status {
    type Error = &'static str;

    fn try_from(status: u16) -> Result<Self, Self::Error> {
        if (100..=599).contains(&status) { Ok(Self) } else { Err("no HTTP status") }
    }
}

/// A field that is there has a value: `null` is none.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::catalog::Catalog;
    use crate::catalog::file::{self, Content};

    /// What a file with these lines of entries says: its entries, or what is wrong.
    fn read(lines: &str, how: fn(&str) -> Result<Content, String>) -> Result<String, String> {
        let text = format!(
            "{{\n  \"id\": \"x\", \"title\": \"X\", \"edition\": \"1\", \"source\": \"s\",\n  \"code\": \
             {{\"pattern\": \"E{{n}}\", \"parts\": [{{\"name\": \"n\", \"chars\": \"digit\"}}]}},\n  \
             \"entries\": [\n{lines}\n  ]\n}}\n"
        );
        how(&text).map(|content| match content {
            Content::Catalog(catalog) => entries(&catalog),
            Content::Patch(_) => String::new(),
        })
    }

    fn entries(catalog: &Catalog) -> String {
        let keys: Vec<_> =
            catalog.entries().keys().map(|key| (key.code, key.name, key.title)).collect();
        let keys = format!("{keys:?}");
        format!("{keys} {:?}", catalog.entries().iter().collect::<Vec<_>>())
    }

    #[test]
    fn what_is_read_quickly_is_read_alike() {
        let quickly = |text: &str| file::used(text).map_err(|fault| fault.to_string());
        let slowly =
            |text: &str| file::read(text).map(|read| read.1).map_err(|fault| fault.to_string());
        let long = "x".repeat(501);
        let values = [
            "null",
            "\"\"",
            "\"a\"",
            "\"\\u00e9 \\\"\\n\"",
            "0",
            "404",
            "404.0",
            "600",
            "-1",
            "true",
            "[]",
            "[\"a\"]",
            "[\"\"]",
            "[null]",
            "{}",
            "[{\"name\": \"a\"}]",
            "[{\"name\": \"a\", \"optional\": null}]",
            "[{\"name\": \"a\", \"description\": null}]",
            "[{\"n\": \"a\"}]",
            &format!("\"{long}\""),
        ];
        let fields = [
            "code",
            "name",
            "title",
            "status",
            "message",
            "description",
            "group",
            "error_type",
            "oauth_error",
            "parameters",
            "returned_by",
            "url",
            "template",
            "notes",
            "advice",
            "keywords",
            "$comment",
            "other",
            "\\u0063ode",
        ];
        let mut outcomes = BTreeSet::new();
        for field in fields {
            for value in values {
                for line in [
                    format!("    {{\"code\": \"E1\", \"message\": \"m\", \"{field}\": {value}}}"),
                    format!(
                        "    {{\"{field}\": {value}, \"message\": \"m\"}},\n    {{\"message\": \"m\", \"code\": \"E2\"}}"
                    ),
                ] {
                    let (quick, slow) = (read(&line, quickly), read(&line, slowly));
                    assert_eq!(quick, slow, "{line}");
                    outcomes.insert(quick.is_ok());
                }
            }
        }
        for lines in [
            "    {\"code\": \"E1\", \"message\": \"m\"},",
            "    {\"code\": \"E1\", \"message\": \"m\"}\n    {\"code\": \"E2\", \"message\": \"m\"}",
            "    {\"code\": \"E1\", \"message\": \"m\"}]}\n    {",
            "    {\"code\": \"E1\", \"message\": \"m\"}\n  ],\n  \"notes\": [",
            "    {\"code\": \"E1\",\n     \"message\": \"m\"}",
            "",
        ] {
            assert_eq!(read(lines, quickly), read(lines, slowly), "{lines}");
        }
        assert_eq!(outcomes.len(), 2, "some are right, some are wrong");
    }
}
