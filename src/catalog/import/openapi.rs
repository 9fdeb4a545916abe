//! OpenAPI 3 in JSON or YAML: responses with example bodies that carry a code and a message.

use std::collections::HashSet;

use super::super::document::{Kind, Node, short};
use super::columns::status;
use super::{ImportError, Left, Lines, Read, Row, json, yaml};
use crate::entry::Entry;

/// What members of a body call the code, the best first.
const CODES: &[&str] =
    &["code", "errorCode", "error_code", "errcode", "errorId", "error_id", "id", "error", "type"];
/// What they call the text.
const MESSAGES: &[&str] =
    &["message", "msg", "detail", "description", "error_description", "title", "text", "reason"];
/// How many references lead to a value at most: some lead in a circle.
const FURTHEST: usize = 16;
/// How many shapes of bodies are kept.
const MOST_SHAPES: usize = 20;

pub(super) fn read(text: &str) -> Result<Read, ImportError> {
    // YAML holds all of JSON, whose own faults are told better.
    let file = if text.trim_start().starts_with('{') { json(text)? } else { yaml::read(text)? };
    let version = file.member("openapi").and_then(Node::text).unwrap_or_default();
    if !version.starts_with('3') {
        let reason = "no OpenAPI 3 description: expected `openapi` with a version from 3";
        return Err(ImportError::form(1, reason));
    }
    let mut reader = Reader { file: &file, lines: Lines::of(text), read: Read::default() };
    for path in file.member("paths").map(Node::members).unwrap_or_default() {
        for operation in path.value.members() {
            let method = operation.key.to_ascii_uppercase();
            let by = format!("{method} {}", path.key);
            for response in
                operation.value.member("responses").map(Node::members).unwrap_or_default()
            {
                reader.response(&response.key, response.at, &response.value, Some(&by));
            }
        }
    }
    // Responses that operations refer to have been met there; the rest is documented all the same.
    let shared = file.member("components").and_then(|components| components.member("responses"));
    let mut used = HashSet::new();
    references(&file, &mut used);
    for response in shared.map(Node::members).unwrap_or_default() {
        if !used.contains(format!("#/components/responses/{}", response.key).as_str()) {
            reader.response(&response.key, response.at, &response.value, None);
        }
    }
    let about = |key: &str| {
        let text = file.member("info").and_then(|info| info.member(key)).and_then(Node::text);
        text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty() && text.len() <= 500)
    };
    Ok(Read { title: about("title"), edition: about("version"), ..reader.read })
}

/// Everything that is referred to.
fn references<'f>(node: &'f Node, found: &mut HashSet<&'f str>) {
    found.extend(node.member("$ref").and_then(Node::text));
    node.items().iter().for_each(|item| references(item, found));
    node.members().iter().for_each(|member| references(&member.value, found));
}

struct Reader<'f> {
    file: &'f Node,
    lines: Lines,
    read: Read,
}

impl<'f> Reader<'f> {
    /// The value itself, where it refers to another place: `{"$ref": "#/components/…"}`.
    fn resolved(&self, node: &'f Node) -> &'f Node {
        let mut node = node;
        for _ in 0..FURTHEST {
            let Some(path) = node.member("$ref").and_then(Node::text) else { return node };
            let Some(path) = path.strip_prefix("#/") else { return node };
            let keys = path.split('/').map(|key| key.replace("~1", "/").replace("~0", "~"));
            let target = keys.into_iter().try_fold(self.file, |at, key| at.member(&key));
            match target {
                Some(target) => node = target,
                None => return node,
            }
        }
        node
    }

    fn response(&mut self, key: &str, at: usize, node: &'f Node, by: Option<&str>) {
        let code = status(key);
        // What succeeded carries no error.
        if code.is_some_and(|code| code < 400) || key.starts_with(['1', '2', '3']) {
            return;
        }
        let line = self.lines.number(at);
        let response = self.resolved(node);
        let description = response.member("description").and_then(Node::text);
        let examples = self.examples(response);
        let mut taken = 0;
        for example in &examples {
            taken += self.errors(example, code, description, by);
        }
        if taken == 0 {
            let what = if examples.is_empty() {
                "no example of a body"
            } else {
                "no code and message in its examples"
            };
            let place = by.map_or_else(|| "components".to_owned(), str::to_owned);
            self.read
                .left
                .push(Left::new(line, format!("{place}, response `{}`: {what}", short(key))));
        }
    }

    /// The example bodies of a response: of its media types and of their schemas.
    fn examples(&self, response: &'f Node) -> Vec<&'f Node> {
        let mut found = Vec::new();
        for media in response.member("content").map(Node::members).unwrap_or_default() {
            let media = self.resolved(&media.value);
            found.extend(media.member("example"));
            for example in media.member("examples").map(Node::members).unwrap_or_default() {
                found.extend(self.resolved(&example.value).member("value"));
            }
            if let Some(schema) = media.member("schema").map(|schema| self.resolved(schema)) {
                found.extend(schema.member("example"));
                found.extend(schema.member("examples").map(Node::items).unwrap_or_default());
            }
        }
        found.into_iter().map(|example| self.resolved(example)).collect()
    }

    /// Takes the errors of a body: the body itself, or the objects one or two steps inside.
    fn errors(
        &mut self,
        body: &'f Node,
        status: Option<u16>,
        told: Option<&str>,
        by: Option<&str>,
    ) -> usize {
        let mut taken = self.error(body, "", status, told, by);
        for member in body.members() {
            if taken > 0 {
                break;
            }
            taken += self.error(&member.value, &member.key, status, told, by);
            for item in member.value.items() {
                taken += self.error(item, &member.key, status, told, by);
            }
        }
        taken
    }

    fn error(
        &mut self,
        object: &'f Node,
        within: &str,
        status: Option<u16>,
        told: Option<&str>,
        by: Option<&str>,
    ) -> usize {
        let text = |node: &Node| match &node.kind {
            Kind::Text(text) => Some(text.clone()),
            Kind::Number(number) if number.is_u64() => Some(number.to_string()),
            _ => None,
        };
        let of = |keys: &[&'static str]| {
            keys.iter().find_map(|key| Some((*key, text(object.member(key)?)?)))
        };
        // A code that only repeats the status says nothing.
        let codes: Vec<&'static str> = CODES
            .iter()
            .copied()
            .filter(|key| {
                let repeats = |node: &Node| {
                    text(node)
                        .is_some_and(|text| Some(text) == status.map(|status| status.to_string()))
                };
                !object.member(key).is_some_and(repeats)
            })
            .collect();
        let Some((code_key, code)) = of(&codes) else { return 0 };
        let messages: Vec<&'static str> =
            MESSAGES.iter().copied().filter(|key| *key != code_key).collect();
        let Some((message_key, message)) = of(&messages) else { return 0 };
        let line = self.lines.number(object.span.start);
        let entry = Entry {
            code: code.trim().to_owned(),
            status,
            message: message.trim().to_owned(),
            description: told
                .map(str::trim)
                .filter(|told| !told.is_empty() && *told != message.trim())
                .map(str::to_owned),
            returned_by: by.map(str::to_owned).into_iter().collect(),
            ..Entry::default()
        };
        let mut shape = serde_json::json!({"code": code_key, "message": message_key, "requires": [message_key], "documented": "code"});
        shape["within"] = if within.is_empty() { ".".into() } else { within.into() };
        if self.read.payload.len() < MOST_SHAPES && !self.read.payload.contains(&shape) {
            self.read.payload.push(shape);
        }
        let row = Row::new(line, entry, &mut self.read.left);
        let taken = usize::from(row.is_some());
        self.read.rows.extend(row);
        taken
    }
}
