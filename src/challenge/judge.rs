//! What is to be said about one parameter's value, and names as a message may show them.

use std::ops::Range;

use super::line::Line;
use super::problem::Severity::{self, Error, Note, Warning};
use super::tokens::{TOKEN, byte, is};
use super::value::{Found, Shape};
use super::{Draft, Form};

/// Adds the problems of the value that belongs to `name` and says how it was written.
pub(super) fn value(
    draft: &mut Draft,
    line: &Line<'_>,
    name: &Range<usize>,
    found: &Found,
) -> Form {
    let content = &line.text[found.content.clone()];
    let opening = match found.shape {
        Shape::Token | Shape::Raw | Shape::Empty => 0,
        Shape::Typographic => "\u{201c}".len(),
        Shape::Escaped(length) => length,
        _ => 1,
    };
    let written = found.content.start - opening..found.end;
    let mut add = |severity: Severity, rule: &'static str, at: Range<usize>, message: &str| {
        draft.add(severity, rule, line.place(at), format_args!("{message}"));
    };
    match found.shape {
        Shape::Token => {
            if content.len() > 1 && content.starts_with(b"'") && content.ends_with(b"'") {
                let message = "the apostrophes are part of the value; only \"\" quotes";
                add(Warning, "single-quoted", written, message);
            }
            return Form::Token;
        }
        Shape::Quoted => {
            if let Some(at) = needless_escape(content) {
                let at = found.content.start + at;
                let message = "this character needs no backslash";
                add(Note, "needless-escape", at..line.character_end(at + 1), message);
            }
            return Form::Quoted;
        }
        Shape::Empty => {
            let message = format!("`{}` has no value", shown(&line.read(name.clone())));
            add(Error, "empty-value", name.clone(), &message);
        }
        Shape::Raw => {
            let first = content.iter().position(|&byte| !is(byte, TOKEN)).unwrap_or(0);
            let first = written.start + first;
            let character = named(&line.read(first..line.character_end(first)));
            let message = format!("quote the value: {character} is not allowed in a token");
            add(Error, "illegal-token-char", written, &message);
        }
        Shape::SingleQuoted => {
            add(Error, "single-quoted", written, "apostrophes do not quote; use \"\"");
        }
        Shape::Typographic => {
            let message = "typographic quotation marks do not quote; use \"\"";
            add(Error, "typographic-quotes", written, message);
        }
        Shape::Escaped(_) => {
            let message = "these quotation marks are escaped as in source code; write \"\"";
            add(Error, "escaped-quotes", written, message);
        }
        Shape::Unescaped(first) => {
            let message = "a quotation mark inside a value is written \\\"";
            add(Error, "unescaped-quote", first..first + 1, message);
        }
        Shape::Unterminated => {
            add(Error, "unterminated-quote", written, "the closing quotation mark is missing");
        }
    }
    Form::Broken
}

/// Where the first backslash is that escapes neither a quotation mark nor a backslash.
fn needless_escape(content: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += content.get(at..)?.iter().position(|&byte| byte == b'\\')?;
        if byte(content, at + 1).is_some_and(|byte| byte != b'"' && byte != b'\\') {
            return Some(at);
        }
        at += 2;
    }
}

/// A name, cut short if it is long.
pub(super) fn shown(name: &str) -> String {
    const MOST: usize = 40;
    match name.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// A character as a message may show it: as itself if that is harmless, else by its number.
pub(super) fn named(character: &str) -> String {
    match character.chars().next() {
        Some(plain) if plain.is_ascii_graphic() || plain.is_alphanumeric() => format!("`{plain}`"),
        Some(' ') => "a space".to_owned(),
        Some(other) => format!("U+{:04X}", u32::from(other)),
        None => "this".to_owned(),
    }
}
