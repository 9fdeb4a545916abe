//! Values as they are pasted: JSON, Python's and JavaScript's way of printing it, cut off or not.

use std::borrow::Cow;

/// How deep values are kept. What lies deeper is read over.
const DEPTH: usize = 64;
/// How many values are kept of one text, and how many members of one list or object.
const VALUES: usize = 50_000;
const MEMBERS: usize = 2_000;
/// How many values near the top are kept when the others have used up their share: an `error`
/// behind a list of a million hits is still found.
const RESERVE: usize = 2_000;
const RESERVE_DEPTH: usize = 3;
/// How many bytes of one string are kept.
const STRING: usize = 64 * 1024;
/// How many bytes of a number or a bare word are kept.
const WORD: usize = 256;

/// A value as it was pasted. Strings borrow from the text where nothing was escaped.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'t> {
    /// `null`, `None`, `undefined`, and what was too deep or too much to be kept.
    Null,
    /// `true`, `True`.
    Bool(bool),
    /// A number as it is written, at most 256 bytes.
    Number(Cow<'t, str>),
    /// A string or a bare word.
    Text(Cow<'t, str>),
    /// A list.
    List(Vec<Value<'t>>),
    /// An object: names and values in order. A name that stands twice is here twice.
    Object(Vec<(Cow<'t, str>, Value<'t>)>),
}

impl<'t> Value<'t> {
    /// The member of this name, the last one where it stands several times (as most readers of
    /// JSON have it).
    pub fn member(&self, name: &str) -> Option<&Value<'t>> {
        match self {
            Self::Object(members) => {
                members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// What a dotted path leads to: `message.value`. The empty path is the value itself. On the way
    /// through a list, its first element that goes on counts.
    pub fn at(&self, path: &str) -> Option<&Value<'t>> {
        if path.is_empty() {
            return Some(self);
        }
        path.split('.').try_fold(self, |value, name| match value {
            Self::List(values) => values.iter().take(10).find_map(|value| value.member(name)),
            value => value.member(name),
        })
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A string, number or boolean as text.
    pub fn scalar(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// A whole number, written as a number or as a string of digits.
    pub fn integer(&self) -> Option<i64> {
        match self {
            Self::Text(text) | Self::Number(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The same value, borrowing from nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(text) => Value::Number(Cow::Owned(text.into_owned())),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::List(values) => Value::List(values.into_iter().map(Value::into_owned).collect()),
            Self::Object(members) => Value::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned()))
                    .collect(),
            ),
        }
    }

    /// The members of an object, in order.
    pub fn members(&self) -> &[(Cow<'t, str>, Value<'t>)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }
}

/// A value with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<'t> {
    /// The value.
    pub value: Value<'t>,
    /// Where it ends: bytes from the start of the text that was read.
    pub end: usize,
    /// The text ended, or went on in no readable way, before the value was complete.
    pub cut: bool,
    /// Parts were read over, because they lie too deep or are too many.
    pub shortened: bool,
}

/// Reads the value that `text` starts with, white space aside. `None` where it starts with no
/// object, list or string. What stands behind the value is not looked at.
///
/// Takes linear time and keeps a bounded number of values, however deep or long the text is.
pub fn read(text: &[u8]) -> Option<Placed<'_>> {
    let mut reader = Reader { text, at: 0, kept: 0, shortened: false };
    reader.space();
    if !matches!(reader.peek()?, b'{' | b'[' | b'"') {
        return None;
    }
    reader.whole()
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    kept: usize,
    shortened: bool,
}

/// A list or object that is still open.
struct Open<'t> {
    value: Value<'t>,
    /// The name that the next value belongs to.
    name: Option<Cow<'t, str>>,
    close: u8,
}

impl<'t> Open<'t> {
    fn len(&self) -> usize {
        match &self.value {
            Value::List(values) => values.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        }
    }

    fn push(&mut self, value: Value<'t>) {
        match &mut self.value {
            Value::List(values) => values.push(value),
            Value::Object(members) => members.push((self.name.take().unwrap_or_default(), value)),
            _ => {}
        }
    }
}

/// What stands at the reader's place.
enum Next<'t> {
    Opened(Open<'t>),
    Done(Value<'t>),
    Unreadable,
}

impl<'t> Reader<'t> {
    fn whole(&mut self) -> Option<Placed<'t>> {
        let mut stack: Vec<Open<'t>> = Vec::new();
        let mut cut = false;
        let mut done = loop {
            self.space();
            if let Some(top) = stack.last_mut() {
                while self.take(b',') {
                    self.space();
                }
                if self.take(top.close) {
                    let closed = stack.pop().map_or(Value::Null, |open| open.value);
                    match self.hand_over(&mut stack, closed) {
                        Some(value) => break value,
                        None => continue,
                    }
                }
                if matches!(top.value, Value::Object(_)) {
                    match self.name() {
                        Some(name) => top.name = Some(name),
                        None => {
                            cut = true;
                            break Value::Null;
                        }
                    }
                }
            }
            match self.next(&stack) {
                Next::Opened(open) => stack.push(open),
                Next::Done(value) => {
                    if let Some(value) = self.hand_over(&mut stack, value) {
                        break value;
                    }
                }
                Next::Unreadable => {
                    cut = true;
                    break Value::Null;
                }
            }
        };
        if cut {
            // What was read until here stands: the open lists and objects are closed.
            while let Some(mut open) = stack.pop() {
                if done != Value::Null {
                    open.push(done);
                }
                done = open.value;
            }
        }
        (done != Value::Null).then_some(Placed {
            value: done,
            end: self.at,
            cut,
            shortened: self.shortened,
        })
    }

    /// Puts a value where it belongs; gives it back where nothing is open.
    fn hand_over(&mut self, stack: &mut [Open<'t>], value: Value<'t>) -> Option<Value<'t>> {
        let depth = stack.len();
        let Some(top) = stack.last_mut() else { return Some(value) };
        let spared = depth <= RESERVE_DEPTH && self.kept < VALUES + RESERVE;
        let fits = top.len() < MEMBERS && self.kept < VALUES;
        if fits || (matches!(top.value, Value::Object(_)) && spared) {
            self.kept += 1;
            top.push(value);
        } else {
            self.shortened = true;
        }
        None
    }

    fn next(&mut self, stack: &[Open<'t>]) -> Next<'t> {
        let Some(byte) = self.peek() else { return Next::Unreadable };
        match byte {
            b'{' | b'[' => {
                let spent = self.kept >= VALUES && stack.len() > RESERVE_DEPTH;
                let crowded = stack
                    .last()
                    .is_some_and(|top| top.len() >= MEMBERS && matches!(top.value, Value::List(_)));
                if stack.len() >= DEPTH || spent || crowded {
                    self.shortened = true;
                    return if self.skip() { Next::Done(Value::Null) } else { Next::Unreadable };
                }
                self.at += 1;
                let (value, close) = match byte {
                    b'{' => (Value::Object(Vec::new()), b'}'),
                    _ => (Value::List(Vec::new()), b']'),
                };
                Next::Opened(Open { value, name: None, close })
            }
            b'"' | b'\'' | b'`' => Next::Done(Value::Text(self.string(byte))),
            _ => self.word(),
        }
    }

    /// A name with what sets it apart from its value: `:`, `=>` or `=`.
    fn name(&mut self) -> Option<Cow<'t, str>> {
        let start = self.at;
        let name = match self.peek()? {
            b'u' | b'b' if matches!(self.text.get(self.at + 1), Some(b'\'' | b'"')) => {
                self.at += 1;
                self.string(self.text[self.at])
            }
            quote @ (b'"' | b'\'') => self.string(quote),
            _ => {
                // Ruby writes `:code=>`.
                self.take(b':');
                let from = self.at;
                while self.peek().is_some_and(|byte| {
                    byte.is_ascii_alphanumeric()
                        || matches!(byte, b'_' | b'-' | b'$' | b'@' | b'.')
                        || byte >= 0x80
                }) {
                    self.at += 1;
                }
                let name = &self.text[from..self.at];
                if name.is_empty() || name.len() > WORD {
                    self.at = start;
                    return None;
                }
                String::from_utf8_lossy(name)
            }
        };
        self.space();
        let equals = self.take(b'=');
        let set_apart = if equals { self.take(b'>') || equals } else { self.take(b':') };
        self.space();
        if !set_apart {
            self.at = start;
            return None;
        }
        Some(name)
    }

    /// The string at the reader's place, which starts with `quote`.
    fn string(&mut self, quote: u8) -> Cow<'t, str> {
        self.at += 1;
        let start = self.at;
        let rest = &self.text[start..];
        let plain = rest.iter().position(|&byte| byte == quote || byte == b'\\');
        let end = plain.unwrap_or(rest.len());
        if rest.get(end) != Some(&b'\\') {
            self.at = (start + end + 1).min(self.text.len());
            if end > STRING {
                self.shortened = true;
            }
            return String::from_utf8_lossy(&rest[..end.min(STRING)]);
        }
        let mut kept: Vec<u8> = Vec::new();
        self.at = start;
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == quote {
                break;
            }
            let room = kept.len() < STRING;
            if !room {
                self.shortened = true;
            }
            if byte != b'\\' {
                if room {
                    kept.push(byte);
                }
                continue;
            }
            let decoded = self.escape();
            if room {
                let mut buffer = [0; 4];
                kept.extend_from_slice(decoded.encode_utf8(&mut buffer).as_bytes());
            }
        }
        Cow::Owned(String::from_utf8_lossy(&kept).into_owned())
    }

    /// The character behind a backslash (RFC 8259, 7; `\x1b`, `\'` and `\U0001f600` of Python).
    fn escape(&mut self) -> char {
        let Some(byte) = self.peek() else { return '\\' };
        self.at += 1;
        match byte {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'x' => self.hex(2).and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER),
            b'U' => self.hex(8).and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER),
            b'u' => self.utf16(),
            byte if byte.is_ascii() => char::from(byte),
            _ => char::REPLACEMENT_CHARACTER,
        }
    }

    fn utf16(&mut self) -> char {
        let Some(unit) = self.hex(4) else { return char::REPLACEMENT_CHARACTER };
        if !(0xD800..0xDC00).contains(&unit) {
            return char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        let back = self.at;
        if self.text[self.at..].starts_with(b"\\u") {
            self.at += 2;
            if let Some(low @ 0xDC00..0xE000) = self.hex(4) {
                let point = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                return char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER);
            }
            self.at = back;
        }
        char::REPLACEMENT_CHARACTER
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let text = self.text.get(self.at..self.at + digits)?;
        if !text.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        self.at += digits;
        u32::from_str_radix(std::str::from_utf8(text).ok()?, 16).ok()
    }

    /// A number, `true`, `None` or a bare word: all up to what ends a value.
    fn word(&mut self) -> Next<'t> {
        if self.peek().is_some_and(|byte| matches!(byte, b'u' | b'b' | b'r'))
            && let Some(&quote @ (b'\'' | b'"')) = self.text.get(self.at + 1)
        {
            self.at += 1;
            return Next::Done(Value::Text(self.string(quote)));
        }
        let start = self.at;
        while self
            .peek()
            .is_some_and(|byte| !matches!(byte, b',' | b'}' | b']' | b'\n' | b'{' | b'[' | b'"'))
        {
            self.at += 1;
        }
        let word = self.text[start..self.at].trim_ascii();
        if word.is_empty() {
            return Next::Unreadable;
        }
        let word = String::from_utf8_lossy(&word[..word.len().min(WORD)]);
        Next::Done(match &*word {
            "true" | "True" => Value::Bool(true),
            "false" | "False" => Value::Bool(false),
            "null" | "None" | "undefined" | "nil" => Value::Null,
            number if is_number(number) => Value::Number(word),
            _ => Value::Text(word),
        })
    }

    /// Reads over a list or object, in constant memory. Whether it ends before the text does.
    fn skip(&mut self) -> bool {
        let mut depth = 0_usize;
        let mut quote = None;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match (quote, byte) {
                (Some(_), b'\\') => self.at = (self.at + 1).min(self.text.len()),
                (Some(open), byte) if byte == open => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'{' | b'[') => depth += 1,
                (None, b'}' | b']') => {
                    depth -= 1;
                    if depth == 0 {
                        return true;
                    }
                }
                (None, _) => {}
            }
        }
        false
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'))
}

/// The first characters of a text, as many as fit in `most` bytes.
pub(super) fn front(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::{Placed, Value, read};

    fn value(text: &str) -> Value<'_> {
        read(text.as_bytes()).unwrap_or_else(|| panic!("{text}")).value
    }

    fn text_at<'v>(value: &'v Value<'_>, path: &str) -> Option<&'v str> {
        value.at(path).and_then(Value::scalar)
    }

    #[test]
    fn json_is_read() {
        let json =
            value(r#" {"a": {"b": [1, -2.5e3, true, null, "x\n\u00e9\ud83d\ude00"]}, "c": ""} "#);
        assert_eq!(text_at(&json, "c"), Some(""));
        let Some(Value::List(list)) = json.at("a.b") else { panic!("{json:?}") };
        assert_eq!(list[1], Value::Number("-2.5e3".into()));
        assert_eq!(list[4], Value::Text("x\né😀".into()));
        assert_eq!(list.len(), 5);
    }

    #[test]
    fn what_python_prints_is_read() {
        let repr = value(r"{'ok': False, 'who': None, 'text': 'it\'s \x41', u'list': [1, 2,], }");
        assert_eq!(repr.member("ok"), Some(&Value::Bool(false)));
        assert_eq!(repr.member("who"), Some(&Value::Null));
        assert_eq!(text_at(&repr, "text"), Some("it's A"));
        assert_eq!(repr.member("list").map(|list| list == &value("[1,2]")), Some(true));
    }

    #[test]
    fn what_javascript_and_ruby_print_is_read() {
        let node = value("{\n  id: 'a.b.c',\n  code: 7,\n  props: [],\n  stack: undefined\n}");
        assert_eq!((text_at(&node, "id"), text_at(&node, "code")), (Some("a.b.c"), Some("7")));
        let ruby = value("{\"code\"=>\"E1\", :status=>404}");
        assert_eq!((text_at(&ruby, "code"), text_at(&ruby, "status")), (Some("E1"), Some("404")));
    }

    #[test]
    fn what_was_cut_off_is_read_until_there() {
        for text in
            [r#"{"a":{"b":"c","#, r#"{"a":{"b":"c"#, r#"{"a":{"b":"c"}"#, r#"{"a":{"b":"c"} what"#]
        {
            let Placed { value, cut, .. } = read(text.as_bytes()).unwrap();
            assert!(cut, "{text}");
            assert_eq!(text_at(&value, "a.b"), Some("c"), "{text}");
        }
    }

    #[test]
    fn what_is_no_value_is_none() {
        for text in ["", "  ", "word", "{", "}", "[", "<a>", "1"] {
            let read = read(text.as_bytes());
            assert!(
                read.as_ref().is_none_or(|read| read.value.members().is_empty()),
                "{text}: {read:?}"
            );
        }
    }

    #[test]
    fn the_end_of_a_value_is_told() {
        assert_eq!(
            read(br#"{"a":1}* Connection left"#).map(|read| (read.end, read.cut)),
            Some((7, false))
        );
    }

    #[test]
    fn depth_costs_no_stack_and_little_memory() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
            let deep = open.repeat(100_000) + "1" + &close.repeat(100_000);
            let Placed { shortened, cut, .. } = read(deep.as_bytes()).unwrap();
            assert!(shortened && !cut, "{open}");
            let endless = open.repeat(100_000);
            assert!(read(endless.as_bytes()).unwrap().shortened, "{open}");
        }
    }

    #[test]
    fn a_member_behind_a_long_list_is_kept() {
        let text = format!(
            "{{\"hits\":[{}0],\"error\":{{\"code\":5}}}}",
            "{\"a\":[1,2]},".repeat(200_000)
        );
        let Placed { value, shortened, .. } = read(text.as_bytes()).unwrap();
        assert!(shortened);
        assert_eq!(text_at(&value, "error.code"), Some("5"));
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        let placed = read(b"{\"a\":\"\xff\0b\"}").unwrap();
        assert_eq!(text_at(&placed.value, "a"), Some("\u{fffd}\0b"));
    }
}
