//! The search for errors in values and texts.

use super::MOST;
use super::formatted::join;
use crate::catalog::Catalogs;
use crate::payload::Documented;
use crate::response::body_error::BodyError;
use crate::response::formats::formats;
use crate::response::shape::text_shaped;
use crate::response::value::Value;
use crate::response::walk::Nodes;

pub(super) struct Search<'c> {
    pub(super) catalogs: &'c Catalogs,
    pub(super) status: Option<u16>,
    pub(super) found: Vec<BodyError<'c>>,
}

impl<'c> Search<'c> {
    pub(super) fn nodes(&mut self, nodes: &Nodes<'_, '_>, base: &str) {
        for (at, node) in nodes.list.iter().enumerate() {
            if self.found.len() >= MOST {
                return;
            }
            let path = || match (base, nodes.path(at)) {
                ("", path) => path,
                (base, path) if path.is_empty() || path.starts_with('[') => format!("{base}{path}"),
                (base, path) => format!("{base}.{path}"),
            };
            match node.value {
                Value::Object(_) => {
                    let within = nodes.within(at);
                    let mut of_catalogs: Vec<_> = self
                        .catalogs
                        .iter()
                        .filter_map(|catalog| self.catalogued(catalog, node.value, within))
                        .collect();
                    let of_format = formats()
                        .iter()
                        .find_map(|format| self.formatted(format, node.value, within));
                    let texts = self.texts_of(node.value, nodes, at);
                    of_catalogs.extend(texts);
                    match of_format {
                        Some(general) if of_catalogs.is_empty() => of_catalogs.push(general),
                        Some(general) => {
                            of_catalogs.iter_mut().for_each(|error| join(error, &general));
                        }
                        None => {}
                    }
                    for mut error in of_catalogs {
                        if error.path.is_empty() {
                            error.path = path();
                        }
                        self.found.push(error);
                    }
                }
                // Strings in objects were read with them.
                Value::Text(text) if nodes.object_of(at).is_none() => {
                    let path = path();
                    for line in text.lines() {
                        self.text(line, path.clone());
                    }
                }
                _ => {}
            }
        }
    }

    /// The errors that the strings of an object carry as text: `[{code}] - {message}`.
    fn texts_of(&self, object: &Value<'_>, nodes: &Nodes<'_, '_>, at: usize) -> Vec<BodyError<'c>> {
        let mut found = Vec::new();
        for (name, value) in object.members() {
            let Some(text) = value.text() else { continue };
            for mut error in text.lines().flat_map(|line| self.text_errors(line)) {
                let path = nodes.path(at);
                let dot = if path.is_empty() { "" } else { "." };
                error.path = format!("{path}{dot}{name}");
                found.push(error);
            }
        }
        found
    }

    pub(super) fn text(&mut self, text: &str, path: String) {
        for mut error in self.text_errors(text) {
            let known = self
                .found
                .iter()
                .any(|other| other.code == error.code && other.source.id() == error.source.id());
            if !known && self.found.len() < MOST {
                error.path.clone_from(&path);
                self.found.push(error);
            }
        }
    }

    fn text_errors(&self, text: &str) -> Vec<BodyError<'c>> {
        let mut found = Vec::new();
        for catalog in self.catalogs {
            let shapes = &catalog.header().background().payload;
            for pattern in shapes.iter().filter_map(|shape| shape.text.as_deref()) {
                if let Some(shaped) = text_shaped(catalog.header(), pattern, text)
                    && let Some(error) = self.error(catalog, shaped, Documented::Nothing)
                {
                    found.push(error);
                }
            }
        }
        found
    }
}
