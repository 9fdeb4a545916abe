//! Reading of values: lists, objects, numbers and bare words, in linear time and bounded memory.

use std::borrow::Cow;

use super::{Placed, Value};

/// How deep values are kept. What lies deeper is read over.
const DEPTH: usize = 64;
/// How many values are kept of one text, and how many members of one list or object.
const VALUES: usize = 50_000;
const MEMBERS: usize = 2_000;
/// How many values near the top are kept when the others have used up their share: an `error`
/// behind a list of a million hits is still found.
const RESERVE: usize = 2_000;
const RESERVE_DEPTH: usize = 3;
/// How many bytes of a number or a bare word are kept.
const WORD: usize = 256;

pub(super) struct Reader<'t> {
    pub(super) text: &'t [u8],
    pub(super) at: usize,
    pub(super) kept: usize,
    pub(super) shortened: bool,
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
    pub(super) fn whole(&mut self) -> Option<Placed<'t>> {
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

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    pub(super) fn space(&mut self) {
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
