//! XML bodies as values, and the title of HTML pages. Nothing is expanded or fetched.

use std::borrow::Cow;

use super::value::Value;

const DEPTH: usize = 64;
const ELEMENTS: usize = 20_000;
const ATTRIBUTES: usize = 100;
/// How many bytes of one element's text are kept.
const TEXT: usize = 64 * 1024;

/// Whether `text` is an HTML page.
pub(super) fn is_page(text: &[u8]) -> bool {
    let starts =
        |start: &[u8]| text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    starts(b"<!doctype html") || starts(b"<html") || starts(b"<head") || starts(b"<body")
}

/// The title of an HTML page, looked for in its first 64 KiB.
pub(super) fn title(page: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&page[..page.len().min(TEXT)]);
    let lower = head.to_ascii_lowercase();
    let open = lower.find("<title")?;
    let start = open + lower[open..].find('>')? + 1;
    let end = start + lower[start..].find('<')?;
    let title = head[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
    let title = unescape(title.as_bytes()).into_owned();
    (!title.is_empty()).then_some(title)
}

struct Element<'t> {
    name: Cow<'t, str>,
    members: Vec<(Cow<'t, str>, Value<'t>)>,
    text: Vec<u8>,
}

impl<'t> Element<'t> {
    fn value(self) -> Value<'t> {
        let text = String::from_utf8_lossy(self.text.trim_ascii()).into_owned();
        if self.members.is_empty() {
            return Value::Text(Cow::Owned(text));
        }
        let mut members = self.members;
        if !text.is_empty() {
            members.push((Cow::Borrowed("text"), Value::Text(Cow::Owned(text))));
        }
        Value::Object(members)
    }
}

/// Reads an XML document as an object with its root as the only member: an element is an object
/// of its attributes and children, or its text where it has none. Prefixes of names are dropped.
///
/// Entities other than the five of XML and numbers stay as they are; a document type is skipped.
/// Takes linear time, keeps a bounded number of elements.
pub(super) fn read(text: &[u8]) -> Option<Value<'_>> {
    let mut stack: Vec<Element<'_>> = Vec::new();
    let mut root = Vec::new();
    let mut elements = 0;
    // How many elements are open that are not kept.
    let mut deeper = 0_usize;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let rest = &text[at..];
        if byte != b'<' {
            let end = rest.iter().position(|&byte| byte == b'<').unwrap_or(rest.len());
            add_text(&mut stack, deeper, &unescape(&rest[..end.min(TEXT)]));
            at += end;
        } else if let Some(data) = rest.strip_prefix(b"<![CDATA[") {
            let end = find(data, b"]]>").unwrap_or(data.len());
            add_text(&mut stack, deeper, &String::from_utf8_lossy(&data[..end.min(TEXT)]));
            at = (at + 9 + end + 3).min(text.len());
        } else if rest.starts_with(b"<!--") {
            at += find(rest, b"-->").map_or(rest.len(), |end| end + 3);
        } else if rest.starts_with(b"<?") || rest.starts_with(b"<!") {
            at += rest.iter().position(|&byte| byte == b'>').map_or(rest.len(), |end| end + 1);
        } else if rest.starts_with(b"</") {
            let end = rest.iter().position(|&byte| byte == b'>').unwrap_or(rest.len());
            at = (at + end + 1).min(text.len());
            if deeper > 0 {
                deeper -= 1;
                continue;
            }
            let Some(element) = stack.pop() else { break };
            close(&mut stack, &mut root, element);
            if stack.is_empty() {
                break;
            }
        } else {
            let end = tag_end(rest);
            let tag = &rest[1..end.min(rest.len())];
            at = (at + end + 1).min(text.len());
            let (tag, is_empty) = match tag.strip_suffix(b"/") {
                Some(tag) => (tag, true),
                None => (tag, false),
            };
            if stack.len() >= DEPTH || elements >= ELEMENTS || deeper > 0 {
                deeper += usize::from(!is_empty);
                continue;
            }
            let Some(element) = open(tag) else {
                // A `<` that opens nothing is a fault of the document's text.
                if stack.is_empty() {
                    return None;
                }
                continue;
            };
            elements += 1;
            if is_empty {
                close(&mut stack, &mut root, element);
                if stack.is_empty() {
                    break;
                }
            } else {
                stack.push(element);
            }
        }
    }
    while let Some(element) = stack.pop() {
        close(&mut stack, &mut root, element);
    }
    (!root.is_empty()).then_some(Value::Object(root))
}

fn add_text(stack: &mut [Element<'_>], deeper: usize, text: &str) {
    if let Some(element) = stack.last_mut()
        && deeper == 0
        && element.text.len() < TEXT
    {
        element.text.extend_from_slice(text.as_bytes());
    }
}

fn close<'t>(
    stack: &mut [Element<'t>],
    root: &mut Vec<(Cow<'t, str>, Value<'t>)>,
    mut element: Element<'t>,
) {
    let name = std::mem::take(&mut element.name);
    let value = element.value();
    match stack.last_mut() {
        Some(parent) => parent.members.push((name, value)),
        None => root.push((name, value)),
    }
}

/// The element that a start tag opens, `tag` being what stands between `<` and `>`.
fn open(tag: &[u8]) -> Option<Element<'_>> {
    let end = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
    let named = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(byte) || *byte >= 0x80;
    if end == 0 || end > 256 || tag[0].is_ascii_digit() || !tag[..end].iter().all(named) {
        return None;
    }
    let mut members = Vec::new();
    let mut rest = tag[end..].trim_ascii_start();
    while let Some(equals) = rest.iter().position(|&byte| byte == b'=') {
        if members.len() == ATTRIBUTES {
            break;
        }
        let key = rest[..equals].trim_ascii();
        let value = rest[equals + 1..].trim_ascii_start();
        let Some(&quote @ (b'"' | b'\'')) = value.first() else { break };
        let Some(close) = value[1..].iter().position(|&byte| byte == quote) else { break };
        if !key.starts_with(b"xmlns") && !key.starts_with(b"xsi:") && key.len() <= 256 {
            members.push((local(key), Value::Text(unescape(&value[1..=close]))));
        }
        rest = value[close + 2..].trim_ascii_start();
    }
    Some(Element { name: local(&tag[..end]), members, text: Vec::new() })
}

/// A name without its prefix.
fn local(name: &[u8]) -> Cow<'_, str> {
    let start = name.iter().rposition(|&byte| byte == b':').map_or(0, |colon| colon + 1);
    String::from_utf8_lossy(&name[start..])
}

/// Where a tag ends: the first `>` outside quotes.
fn tag_end(tag: &[u8]) -> usize {
    let mut quote = None;
    for (at, &byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

/// Text with the entities of XML decoded.
fn unescape(text: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(text);
    if !text.contains('&') {
        return text;
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        // An entity is short: looking no further keeps a text of ampersands linear.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let entity = end.and_then(|end| entity(&rest[1..end]));
        match (entity, end) {
            (Some(character), Some(end)) => {
                decoded.push(character);
                rest = &rest[end + 1..];
            }
            _ => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, is_page, read, title};

    fn text_at<'v>(value: &'v Value<'_>, path: &str) -> Option<&'v str> {
        value.at(path).and_then(Value::text)
    }

    #[test]
    fn elements_are_members() {
        let xml = br#"<?xml version="1.0"?><!DOCTYPE e [<!-- -->]>
            <d:error xmlns:d="urn:x"><code n="1">E1</code><message><value>a &lt; b &#x41;&bogus; <![CDATA[<c>]]></value></message><empty/></d:error> tail"#;
        let value = read(xml).unwrap();
        assert_eq!(text_at(&value, "error.code.text"), Some("E1"));
        assert_eq!(text_at(&value, "error.code.n"), Some("1"));
        assert_eq!(text_at(&value, "error.message.value"), Some("a < b A&bogus; <c>"));
        assert_eq!(text_at(&value, "error.empty"), Some(""));
    }

    #[test]
    fn a_document_that_was_cut_off_is_read_until_there() {
        let value = read(b"<Error><Code>AccessDenied</Code><Mess").unwrap();
        assert_eq!(text_at(&value, "Error.Code"), Some("AccessDenied"));
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let deep = "<a>".repeat(100_000) + "x" + &"</a>".repeat(100_000);
        assert!(read(deep.as_bytes()).is_some());
        assert!(read("<a>".repeat(100_000).as_bytes()).is_some());
        assert!(read(format!("<r>{}</r>", "<a b='&'/>".repeat(100_000)).as_bytes()).is_some());
        assert!(read(format!("<r>{}</r>", "&".repeat(100_000)).as_bytes()).is_some());
    }

    #[test]
    fn what_is_no_markup_is_none() {
        for text in ["", "< a>", "<1", "<", "<=>", "text"] {
            assert!(read(text.as_bytes()).is_none(), "{text}");
        }
    }

    #[test]
    fn a_page_has_a_title() {
        let page = b"<!DOCTYPE HTML><html><head><title class=x>502  Bad\n Gateway</title>";
        assert!(is_page(page) && !is_page(b"<error/>"));
        assert_eq!(title(page).as_deref(), Some("502 Bad Gateway"));
    }
}
