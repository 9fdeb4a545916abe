//! Formats of errors that many systems share: OAuth, problem details, GNAP and others, as data.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::challenge::body_meaning;
use crate::payload::Payload;

/// A format of errors that many systems share.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// The short name: `oauth`.
    pub id: String,
    /// The name.
    pub title: String,
    /// Where it is defined: `RFC 6749, 5.2`.
    pub spec: String,
    /// Its shapes.
    pub payload: Vec<Payload>,
    /// Where `data/auth.json` defines errors of it, the most likely place first.
    #[serde(default)]
    pub places: Vec<String>,
    /// The codes that it defines beside those.
    #[serde(default)]
    pub codes: BTreeMap<String, Definition>,
}

/// What a format says of a code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The statuses that it comes with; any where empty.
    #[serde(default)]
    pub status: Vec<u16>,
    /// What it means.
    pub meaning: String,
    /// What to do.
    #[serde(default)]
    pub next: Vec<String>,
}

impl Format {
    /// What the format says of a code that came with `status`.
    pub fn definition(&self, code: &str, status: Option<u16>) -> Option<Definition> {
        self.codes.get(code).cloned().or_else(|| {
            let known = body_meaning(code, &self.places, status)?;
            Some(Definition {
                status: known.status.to_vec(),
                meaning: known.meaning.to_owned(),
                next: known.next_steps,
            })
        })
    }
}

/// The formats of the binary, the most telling one first.
///
/// # Panics
/// Where the file is broken, which the test `the_formats_are_read` rules out.
pub fn formats() -> &'static [Format] {
    static FORMATS: OnceLock<Vec<Format>> = OnceLock::new();
    FORMATS.get_or_init(|| {
        serde_json::from_str(include_str!("../../data/formats.json"))
            .expect("the formats read as the tests have proven")
    })
}

#[cfg(test)]
mod tests {
    use super::formats;

    #[test]
    fn the_formats_are_read() {
        let ids: Vec<_> = formats().iter().map(|format| format.id.as_str()).collect();
        let want =
            ["oauth", "gnap", "google", "elasticsearch", "aws", "oci", "lineworks-1", "problem"];
        assert_eq!(ids, want);
    }

    #[test]
    fn errors_of_the_authentication_facts_are_defined() {
        for (id, code) in [
            ("oauth", "invalid_grant"),
            ("oauth", "slow_down"),
            ("oauth", "invalid_token"),
            ("gnap", "too_fast"),
            ("google", "UNAUTHENTICATED"),
            ("aws", "SignatureDoesNotMatch"),
            ("oci", "DENIED"),
            ("lineworks-1", "028"),
        ] {
            let format = formats().iter().find(|format| format.id == id).unwrap();
            let definition = format.definition(code, None);
            assert!(definition.is_some_and(|it| !it.next.is_empty()), "{id} {code}");
        }
    }

    #[test]
    fn every_definition_is_a_sentence_and_every_step_an_order() {
        let mut faults = Vec::new();
        let mut seen = 0;
        for format in formats() {
            for (code, definition) in &format.codes {
                seen += 1;
                for text in definition.next.iter().chain([&definition.meaning]) {
                    let starts = text.starts_with(|c: char| c.is_uppercase() || c == '`');
                    if !starts || !text.ends_with('.') {
                        faults.push(format!("{} {code}: {text}", format.id));
                    }
                }
                if definition.status.iter().any(|status| !(200..600).contains(status)) {
                    faults.push(format!("{} {code}: {:?}", format.id, definition.status));
                }
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
        assert!(seen > 20, "{seen}");
    }
}
