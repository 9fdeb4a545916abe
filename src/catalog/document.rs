//! A JSON text as a tree that knows where everything stands, so that faults have a place.

use std::ops::Range;

use serde_json::{Map, Number, Value};

/// How deep lists and objects may be nested. Catalogs need seven levels.
pub(super) const DEEPEST: usize = 32;

/// A value with its place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Where it stands in the text, in bytes.
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Member>),
}

/// A key of an object with its value.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) key: String,
    /// Where the key begins in the text, in bytes.
    pub(super) at: usize,
    pub(super) value: Node,
}

/// Why a text is not JSON.
#[derive(Debug)]
pub(super) struct Unreadable {
    /// Where, in bytes.
    pub(super) at: usize,
    pub(super) message: String,
}

impl Node {
    /// Reads a text. The time is linear, the depth bounded.
    pub(super) fn read(text: &str) -> Result<Self, Unreadable> {
        let mut reader = Reader { text, at: 0 };
        reader.blanks();
        let node = reader.value(0)?;
        reader.blanks();
        match reader.rest().chars().next() {
            None => Ok(node),
            Some(c) => {
                Err(reader.fault(format!("`{}`: expected the end of the file", c.escape_debug())))
            }
        }
    }

    /// The members, where this is an object.
    pub(super) fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// The values, where this is a list.
    pub(super) fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The value of a key.
    pub(super) fn member(&self, key: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.value)
    }

    /// The characters, where this is a text.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value without its place, `$comment`s left out.
    pub(super) fn value(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(number) => Value::Number(number.clone()),
            Kind::Text(text) => Value::String(text.clone()),
            Kind::List(items) => Value::Array(items.iter().map(Self::value).collect()),
            Kind::Object(members) => {
                let told = members.iter().filter(|member| member.key != "$comment");
                let pairs = told.map(|member| (member.key.clone(), member.value.value()));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn fault(&self, message: impl Into<String>) -> Unreadable {
        Unreadable { at: self.at, message: message.into() }
    }

    /// What stands here instead of what was expected.
    fn unexpected(&self, expected: &str) -> Unreadable {
        let found = match self.rest().chars().next() {
            None => "the file ends here".to_owned(),
            Some(c) => format!("`{}`", c.escape_debug()),
        };
        self.fault(format!("{found}: expected {expected}"))
    }

    fn eat(&mut self, c: char) -> bool {
        let there = self.rest().starts_with(c);
        self.at += usize::from(there);
        there
    }

    fn value(&mut self, depth: usize) -> Result<Node, Unreadable> {
        let start = self.at;
        let kind = match self.rest().as_bytes().first() {
            Some(b'{' | b'[') if depth == DEEPEST => {
                let message = format!("nested more than {DEEPEST} levels deep");
                return Err(self.fault(message));
            }
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Kind::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { span: start..self.at, kind })
    }

    fn object(&mut self, depth: usize) -> Result<Kind, Unreadable> {
        self.at += 1;
        let mut members = Vec::new();
        self.blanks();
        if self.eat('}') {
            return Ok(Kind::Object(members));
        }
        loop {
            self.blanks();
            let at = self.at;
            if !self.rest().starts_with('"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let key = self.string()?;
            self.blanks();
            if !self.eat(':') {
                return Err(self.unexpected("`:` behind the key"));
            }
            self.blanks();
            let value = self.value(depth + 1)?;
            members.push(Member { key, at, value });
            self.blanks();
            if self.eat('}') {
                return Ok(Kind::Object(members));
            }
            if !self.eat(',') {
                return Err(self.unexpected("`,` or `}`"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Kind, Unreadable> {
        self.at += 1;
        let mut items = Vec::new();
        self.blanks();
        if self.eat(']') {
            return Ok(Kind::List(items));
        }
        loop {
            self.blanks();
            items.push(self.value(depth + 1)?);
            self.blanks();
            if self.eat(']') {
                return Ok(Kind::List(items));
            }
            if !self.eat(',') {
                return Err(self.unexpected("`,` or `]`"));
            }
        }
    }

    fn string(&mut self) -> Result<String, Unreadable> {
        let bytes = self.text.as_bytes();
        let mut end = self.at + 1;
        loop {
            match bytes.get(end) {
                None => return Err(self.fault("this text has no closing quote")),
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(b'\n') => return Err(self.fault("this text has no closing quote in its line")),
                Some(_) => end += 1,
            }
        }
        let quoted = &self.text[self.at..=end];
        let text = serde_json::from_str(quoted).map_err(|fault| Unreadable {
            at: floor(self.text, self.at + fault.column().saturating_sub(1)),
            message: "a text in which an escape or a character is not allowed".to_owned(),
        })?;
        self.at = end + 1;
        Ok(text)
    }

    fn number(&mut self) -> Result<Kind, Unreadable> {
        let rest = self.rest();
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        match serde_json::from_str(&rest[..end]) {
            Ok(number) => {
                self.at += end;
                Ok(Kind::Number(number))
            }
            Err(_) => Err(self.fault(format!("`{}` is not a number", short(&rest[..end])))),
        }
    }

    fn word(&mut self) -> Result<Kind, Unreadable> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let kind = match &rest[..end] {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            "" => return Err(self.unexpected("a value")),
            word => {
                let message =
                    format!("`{}`: expected a value; texts stand in double quotes", short(word));
                return Err(self.fault(message));
            }
        };
        self.at += end;
        Ok(kind)
    }
}

/// The beginning of what may be long.
pub(super) fn short(text: &str) -> String {
    /// As many characters as a message repeats.
    const SHOWN: usize = 40;
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The last place where a character begins, at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{Kind, Node};

    #[test]
    fn what_is_read_is_what_serde_json_reads() {
        let text = " {\"a\": [1, -2.5e3, true, null, \"x\\u00e9\\n\"], \"b\": {}, \"c\": []}\r\n";
        let node = Node::read(text).unwrap();
        assert_eq!(node.value(), serde_json::from_str::<serde_json::Value>(text).unwrap());
        let item = &node.member("a").unwrap().items()[1];
        assert!(matches!(item.kind, Kind::Number(_)));
        assert_eq!(&text[item.span.clone()], "-2.5e3");
    }

    #[test]
    fn a_fault_has_its_place_and_what_was_expected() {
        let fault = |text: &str| {
            let fault = Node::read(text).unwrap_err();
            format!("{} {}", fault.at, fault.message)
        };
        assert_eq!(fault(""), "0 the file ends here: expected a value");
        assert_eq!(fault("{\"a\" 1}"), "5 `1`: expected `:` behind the key");
        assert_eq!(fault("{a: 1}"), "1 `a`: expected a key in double quotes");
        assert_eq!(fault("[1 2]"), "3 `2`: expected `,` or `]`");
        assert_eq!(fault("[1,]"), "3 `]`: expected a value");
        assert_eq!(fault("[01]"), "1 `01` is not a number");
        assert_eq!(fault("[yes]"), "1 `yes`: expected a value; texts stand in double quotes");
        assert_eq!(fault("{} x"), "3 `x`: expected the end of the file");
        assert_eq!(fault("[\"ab"), "1 this text has no closing quote");
        assert!(fault("[\"a\\qb\"]").contains("not allowed"));
        assert!(fault("\"\\").contains("no closing quote"));
        assert!(fault("\"\\ü").contains("no closing quote"));
    }

    #[test]
    fn what_is_nested_too_deep_is_refused() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(Node::read(&deep(32)).is_ok());
        assert!(Node::read(&deep(33)).is_err());
        assert!(Node::read(&"[".repeat(1 << 20)).is_err());
    }

    #[test]
    fn comments_are_left_out() {
        let node =
            Node::read(r#"{"$comment": "why", "a": [{"$comment": ["x"], "b": 1}]}"#).unwrap();
        assert_eq!(node.value(), serde_json::json!({"a": [{"b": 1}]}));
    }
}
