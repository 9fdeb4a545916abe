//! YAML, read into the tree that JSON is read into.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::super::document::{DEEPEST, Kind, Member, Node};
use super::ImportError;

/// How much of a file anchors may repeat, in values and bytes of their texts together. A few lines
/// of aliases of aliases would stand for more than a machine has.
const MOST_REPEATED: usize = 4 << 20;

/// Reads the first document of a file (YAML 1.2, 10.3). A place is the line in which it stands.
///
/// # Errors
/// Where it is no YAML, nests too deep, repeats too much, or has keys that are no texts.
pub(super) fn read(text: &str) -> Result<Node, ImportError> {
    let feeds = memchr::memchr_iter(b'\n', text.as_bytes()).map(|feed| feed + 1);
    let mut builder = Builder {
        starts: std::iter::once(0).chain(feeds).collect(),
        open: Vec::new(),
        anchors: HashMap::new(),
        repeated: 0,
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) =
            event.map_err(|fault| ImportError::form(fault.marker().line(), fault.info()))?;
        if let Some(document) = builder.take(event, span)? {
            return Ok(document);
        }
    }
    Err(ImportError::form(1, "the file is empty"))
}

struct Builder {
    /// Where the lines begin, in bytes.
    starts: Vec<usize>,
    /// The lists and objects that are not at their end yet.
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    repeated: usize,
}

/// A list or an object that is not at its end yet.
struct Open {
    node: Node,
    anchor: usize,
    /// The key whose value comes next.
    key: Option<(String, usize)>,
}

impl Builder {
    /// Takes what comes next: the document, where it is at its end.
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<Option<Node>, ImportError> {
        let at = self.start(&span);
        let node = |kind| Node { span: at..at, kind };
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let is_key = self.open.last().is_some_and(Open::wants_key);
                let kind = if plain && !is_key { plain_kind(&text) } else { None };
                let kind = kind.unwrap_or_else(|| Kind::Text(text.into_owned()));
                self.put(node(kind), anchor, &span)
            }
            Event::SequenceStart(anchor, _) => {
                self.open(node(Kind::List(Vec::new())), anchor, &span)
            }
            Event::MappingStart(anchor, _) => {
                self.open(node(Kind::Object(Vec::new())), anchor, &span)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(done) => self.put(done.node, done.anchor, &span),
                None => Ok(None),
            },
            Event::Alias(anchor) => {
                let Some(named) = self.anchors.get(&anchor) else {
                    return Err(fault(&span, "an alias of what is not at its end yet"));
                };
                let copy = named.clone();
                self.repeat(&copy, &span)?;
                self.put(copy, 0, &span)
            }
            _ => Ok(None),
        }
    }

    fn open(
        &mut self,
        node: Node,
        anchor: usize,
        span: &Span,
    ) -> Result<Option<Node>, ImportError> {
        if self.open.len() >= DEEPEST {
            return Err(fault(span, format!("nested deeper than {DEEPEST} levels")));
        }
        self.open.push(Open { node, anchor, key: None });
        Ok(None)
    }

    /// Puts a value where it belongs.
    fn put(&mut self, node: Node, anchor: usize, span: &Span) -> Result<Option<Node>, ImportError> {
        if anchor > 0 {
            self.repeat(&node, span)?;
            self.anchors.insert(anchor, node.clone());
        }
        let Some(parent) = self.open.last_mut() else { return Ok(Some(node)) };
        match (&mut parent.node.kind, parent.key.take()) {
            (Kind::Object(members), Some((key, at))) => {
                members.push(Member { key, at, value: node })
            }
            (Kind::Object(_), None) => match node.kind {
                Kind::Text(key) => parent.key = Some((key, node.span.start)),
                _ => return Err(fault(span, "a key that is no text")),
            },
            (Kind::List(items), _) => items.push(node),
            _ => {}
        }
        Ok(None)
    }

    fn repeat(&mut self, node: &Node, span: &Span) -> Result<(), ImportError> {
        self.repeated = self.repeated.saturating_add(weight(node));
        if self.repeated > MOST_REPEATED {
            return Err(fault(span, "anchors and aliases repeat too much of the file"));
        }
        Ok(())
    }

    /// Where the line begins in which something stands, in bytes.
    fn start(&self, span: &Span) -> usize {
        let line = span.start.line().saturating_sub(1).min(self.starts.len() - 1);
        self.starts[line]
    }
}

impl Open {
    fn wants_key(&self) -> bool {
        self.key.is_none() && matches!(self.node.kind, Kind::Object(_))
    }
}

fn fault(span: &Span, reason: impl Into<String>) -> ImportError {
    ImportError::form(span.start.line(), reason)
}

/// What a word without quotes is, where it is no text. Numbers with a point are texts: versions are
/// written so, and no code is such a number.
fn plain_kind(text: &str) -> Option<Kind> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Kind::Null),
        "true" | "True" | "TRUE" => Some(Kind::Bool(true)),
        "false" | "False" | "FALSE" => Some(Kind::Bool(false)),
        _ => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
            whole.then(|| serde_json::from_str(text).ok().map(Kind::Number))?
        }
    }
}

/// The values in a value, and the bytes of its texts.
fn weight(node: &Node) -> usize {
    let own = node.text().map_or(1, |text| text.len() + 1);
    let members = node.members().iter().map(|member| member.key.len() + weight(&member.value));
    own + node.items().iter().map(weight).sum::<usize>() + members.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    fn value(text: &str) -> serde_json::Value {
        read(text).unwrap().value()
    }

    #[test]
    fn yaml_is_read_as_the_json_that_it_stands_for() {
        let text = "# c\nopenapi: 3.0.1\nversion: 1.0\npaths:\n  /a:\n    404: {code: 12, 'x': '12'}\n    n: ~\n  list:\n  - true\n  - !!str 5\n  - 007\n  - |\n    two\n    lines\n";
        let want = json!({
            "openapi": "3.0.1", "version": "1.0",
            "paths": {"/a": {"404": {"code": 12, "x": "12"}, "n": null},
                "list": [true, "5", "007", "two\nlines\n"]},
        });
        assert_eq!(value(text), want);
        let place = read(text).unwrap();
        let paths = place.members()[2].value.members()[1].at;
        assert_eq!(text[..paths].matches('\n').count() + 1, 8);
    }

    #[test]
    fn an_alias_is_what_its_anchor_is() {
        assert_eq!(value("a: &x {b: [1]}\nc: *x\n"), json!({"a": {"b": [1]}, "c": {"b": [1]}}));
    }

    #[test]
    fn what_is_no_yaml_or_too_much_of_it_is_refused_in_its_line() {
        let mut bomb = "a0: &a0 [xxxxxxxxxx]\n".to_owned();
        for level in 1..30 {
            let below = format!("*a{}", level - 1);
            bomb += &format!("a{level}: &a{level} [{}]\n", [&*below; 9].join(", "));
        }
        for (text, line, reason) in [
            ("", 1, "empty"),
            ("a: [1\nb: 2\n", 2, ""),
            ("a: &x [*x]\n", 1, "alias"),
            ("[a]: 1\n", 1, "key"),
            (&"[".repeat(33), 1, "deeper"),
            (&"[".repeat(100_000), 1, "limit"),
            (&"- ".repeat(100_000), 1, "deeper"),
            (&bomb, 7, "too much"),
        ] {
            let told = read(text).unwrap_err().to_string();
            assert!(told.starts_with(&format!("{line}: ")) && told.contains(reason), "{told}");
        }
    }
}
