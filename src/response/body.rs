//! What a body holds: JSON, XML, a form, a page, or a text with values in it.

use std::borrow::Cow;

use super::value::{self, Value};
use super::{markup, query, trace};

/// How much of a text is looked through, and how many values are looked for in it.
const TEXT: usize = 1024 * 1024;
const VALUES: usize = 64;
/// How many `{` of a text may turn out to open no value.
const TRIES: usize = 64;
/// How many `<` of a text are tried.
const DOCUMENTS: usize = 16;

/// The kind of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Media {
    /// Nothing.
    #[default]
    Empty,
    /// JSON or something printed much like it.
    Json,
    /// XML.
    Xml,
    /// An HTML page.
    Page,
    /// Parameters of a form or a URL.
    Form,
    /// Text, perhaps with JSON in it.
    Text,
    /// Bytes that are no text, such as a compressed body.
    Binary,
}

/// What a body holds.
#[derive(Debug, Default)]
pub struct Content<'b> {
    /// Its kind.
    pub media: Media,
    /// The values in it: one of a body of JSON or XML, several of a log.
    pub values: Vec<Value<'b>>,
    /// The text of a body that is no single value, at most 1 MiB.
    pub text: Cow<'b, str>,
    /// The status that a text gives beside the value: `409,{…}`, `status: 409 {…}`.
    pub status: Option<u16>,
    /// The title of a page.
    pub title: Option<String>,
    /// It ends before its value does.
    pub cut: bool,
    /// It is longer or deeper than what was kept of it.
    pub shortened: bool,
}

impl<'b> Content<'b> {
    /// The parameters of a URL.
    pub(super) fn of_url(url: &'b [u8]) -> Self {
        Self { media: Media::Form, values: vec![query::url(url)], ..Self::default() }
    }

    /// Recognises a body by what it starts with; its media type is often wrong or missing.
    pub(super) fn read(body: &'b [u8]) -> Self {
        let body = body.trim_ascii();
        let Some(first) = body.first() else { return Self::default() };
        if body.starts_with(b"\x1f\x8b") || body.starts_with(b"(\xb5/\xfd") || is_binary(body) {
            return Self { media: Media::Binary, ..Self::default() };
        }
        if markup::is_page(body) {
            let title = markup::title(body);
            return Self { media: Media::Page, title, ..Self::default() };
        }
        if *first == b'<'
            && let Some(value) = markup::read(body)
        {
            return Self { media: Media::Xml, values: vec![value], ..Self::default() };
        }
        if matches!(first, b'{' | b'[')
            && let Some(content) = json(body)
        {
            return content;
        }
        if is_form(body) {
            return Self { media: Media::Form, values: vec![query::form(body)], ..Self::default() };
        }
        text(body)
    }
}

/// JSON that a body starts with, and what follows it: other values, or text that does not matter.
fn json(body: &[u8]) -> Option<Content<'_>> {
    let first = value::read(body).filter(|read| holds_members(&read.value))?;
    let mut content = Content {
        media: Media::Json,
        cut: first.cut,
        shortened: first.shortened,
        ..Content::default()
    };
    let mut at = first.end;
    content.values.push(first.value);
    while content.values.len() < VALUES
        && let Some(next) = value::read(&body[at..]).filter(|read| holds_members(&read.value))
    {
        at += next.end;
        content.shortened |= next.shortened;
        content.values.push(next.value);
    }
    Some(content)
}

/// Whether a value is an object with members, or a list with one in its front.
fn holds_members(value: &Value<'_>) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::List(values) => values.iter().take(10).any(|value| !value.members().is_empty()),
        _ => false,
    }
}

/// Text with the values that are found in it.
fn text(body: &[u8]) -> Content<'_> {
    let front = &body[..body.len().min(TEXT)];
    let mut content = Content {
        media: Media::Text,
        text: String::from_utf8_lossy(front),
        shortened: front.len() < body.len(),
        ..Content::default()
    };
    let mut at = 0;
    let mut tries = 0;
    while tries < TRIES
        && content.values.len() < VALUES
        && let Some(open) = front[at..].iter().position(|&byte| byte == b'{')
    {
        let start = at + open;
        match object_at(front, start) {
            Some((value, end)) => {
                if content.status.is_none() {
                    content.status = status_before(&front[..start]);
                }
                content.values.push(value);
                at = end.max(start + 1);
            }
            None => {
                tries += 1;
                at = start + 1;
            }
        }
    }
    if content.values.is_empty() {
        content.values.extend(document(front));
    }
    content
}

/// The first document in a text: an element with children.
fn document(text: &[u8]) -> Option<Value<'_>> {
    let starts = text
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair[0] == b'<' && (pair[1].is_ascii_alphabetic() || pair[1] == b'?'));
    let mut documents = starts.take(DOCUMENTS).filter_map(|(at, _)| markup::read(&text[at..]));
    documents.find(|root| root.members().iter().any(|(_, value)| !value.members().is_empty()))
}

/// The object that starts at `start`, perhaps escaped as a string within a string is, and where it
/// ends.
fn object_at(text: &[u8], start: usize) -> Option<(Value<'_>, usize)> {
    // Between the brace and the first name nothing but blanks, quotes or a letter can stand: most
    // braces of prose and code are told by that.
    let inner = text[start + 1..].trim_ascii_start();
    if inner.starts_with(b"\\\"") {
        let unescaped = unescape(&text[start..]);
        let read = value::read(&unescaped).filter(|read| holds_members(&read.value))?;
        return Some((read.value.into_owned(), start + read.end));
    }
    let read = value::read(&text[start..]).filter(|read| holds_members(&read.value))?;
    Some((read.value, start + read.end))
}

/// Text with one level of backslashes taken off, at most 64 KiB.
fn unescape(text: &[u8]) -> Vec<u8> {
    let text = &text[..text.len().min(64 * 1024)];
    let mut plain = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'\\' => plain.extend(bytes.next()),
            byte => plain.push(byte),
        }
    }
    plain
}

/// The status in front of a value: directly (`409,{`), or behind the word `status` on the line.
fn status_before(text: &[u8]) -> Option<u16> {
    let line = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let line = &text[line.max(text.len().saturating_sub(200))..];
    let lower = line.to_ascii_lowercase();
    let near = lower.trim_ascii_end();
    let near = near.strip_suffix(b",").or_else(|| near.strip_suffix(b":")).unwrap_or(near);
    let near = near.trim_ascii_end();
    let directly = near.len().checked_sub(3).and_then(|start| {
        let apart = start == 0 || !near[start - 1].is_ascii_alphanumeric();
        trace::status(&near[start..]).filter(|_| apart)
    });
    let told = || {
        const WORDS: [&[u8]; 3] = [b"status", b"http/1.1\" ", b"http/1.1 "];
        let (at, word) = WORDS.iter().find_map(|word| {
            let at = lower.windows(word.len()).rposition(|window| window == *word)?;
            Some((at, word))
        })?;
        let behind = &lower[at + word.len()..];
        let digit = behind.iter().take(12).position(u8::is_ascii_digit)?;
        let digits = behind.get(digit..digit + 3)?;
        let apart = behind.get(digit + 3).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        trace::status(digits).filter(|_| apart)
    };
    directly.or_else(told)
}

/// Whether a text is nothing but `name=value` pairs.
fn is_form(text: &[u8]) -> bool {
    let name = text
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_.-%[]+".contains(byte))
        .count();
    name > 0
        && text.get(name) == Some(&b'=')
        && text.len() <= TEXT
        && !text.iter().any(|byte| byte.is_ascii_whitespace() || b"\"'{}<>".contains(byte))
}

/// Whether the front has many control characters, which texts have not.
fn is_binary(body: &[u8]) -> bool {
    let front = &body[..body.len().min(1024)];
    let odd =
        front.iter().filter(|&&byte| byte < 0x20 && !b"\t\r\n\x1b\x0c".contains(&byte)).count();
    odd * 10 > front.len()
}
