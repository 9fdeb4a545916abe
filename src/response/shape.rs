//! Whether an object has the shape that a data file gives, and what stands in it then.

use super::value::{Value, front};
use crate::catalog::Header;
use crate::code::Layout;
use crate::payload::Payload;

/// How long a code or a name may be, in bytes.
const CODE: usize = 200;
/// How many values of a payload are kept, and how many bytes of one.
const PARAMETERS: usize = 50;
const PARAMETER: usize = 500;

/// What stands in an object of some shape.
#[derive(Debug, Default)]
pub(super) struct Shaped {
    /// The code as the catalog writes it.
    pub(super) code: Option<String>,
    /// The number that the code was given as.
    pub(super) number: Option<i64>,
    pub(super) name: Option<String>,
    pub(super) message: Option<String>,
    pub(super) status: Option<u16>,
    pub(super) parameters: Vec<(String, String)>,
    /// Whether a code that is not listed may still be one of the system.
    pub(super) plausible: bool,
    pub(super) notes: Vec<String>,
}

/// What stands in an object of a catalog's shape; `within` is the member that it stands in.
pub(super) fn shaped(
    header: &Header,
    shape: &Payload,
    object: &Value<'_>,
    within: &str,
) -> Option<Shaped> {
    if shape.text.is_some() || !has_form(shape, object, within) {
        return None;
    }
    let mut found = Shaped::default();
    if let Some(path) = &shape.name {
        let name = object.at(path)?.text().filter(|name| name.len() <= CODE)?;
        let layout = header.name.as_ref()?;
        let fields = layout.read(name)?;
        if layout.write(&fields) != name {
            return None;
        }
        found.name = Some(name.to_owned());
        found.plausible = true;
    }
    if let Some(path) = &shape.number {
        found.number = object.at(path).and_then(Value::integer);
        found.code = found.number.and_then(|number| numbered(&header.code, number));
    }
    if let Some(path) = &shape.code {
        let code = object.at(path)?.scalar()?;
        found.code = Some(written(&header.code, code)?);
        found.plausible |= is_plausible(&header.code, code);
        found.notes.extend(
            found.code.as_deref().and_then(|code| contradiction(&header.code, code, object)),
        );
    }
    if found.code.is_none() && found.name.is_none() {
        return None;
    }
    found.take(shape, object);
    Some(found)
}

/// What stands in an object of a format's shape: the code is any word or URI.
pub(super) fn general(shape: &Payload, object: &Value<'_>, within: &str) -> Option<Shaped> {
    if !has_form(shape, object, within) {
        return None;
    }
    let mut found = Shaped::default();
    if let Some(path) = &shape.code {
        let code = object.at(path)?.scalar()?;
        // `com.amazonaws.dynamodb#ExpiredTokenException`
        let tail = code.rsplit('#').next().filter(|_| !code.contains("://")).unwrap_or(code);
        let fits = |byte: u8| byte.is_ascii_graphic() && !b"\"<>{}".contains(&byte);
        if tail.is_empty() || tail.len() > CODE || !tail.bytes().all(fits) {
            return None;
        }
        found.code = Some(tail.to_owned());
    }
    if let Some(path) = &shape.name {
        let name = object.at(path).and_then(Value::text).filter(|name| name.len() <= CODE);
        found.name = name.map(str::to_owned);
    }
    if found.code.is_none() && found.name.is_none() {
        return None;
    }
    found.take(shape, object);
    Some(found)
}

impl Shaped {
    /// Takes message, status and values.
    fn take(&mut self, shape: &Payload, object: &Value<'_>) {
        let at = |path: &Option<String>| path.as_deref().and_then(|path| object.at(path));
        self.message = at(&shape.message).and_then(Value::text).map(str::to_owned);
        let status = at(&shape.status).and_then(Value::integer);
        self.status = status
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| (100..600).contains(status));
        let mut add = |name: &str, value: &Value<'_>| {
            if let Some(value) = value.scalar()
                && self.parameters.len() < PARAMETERS
                && !is_secret(name)
                && name.len() <= CODE
            {
                let value = front(value, PARAMETER);
                self.parameters.push((name.to_owned(), value.to_owned()));
            }
        };
        match at(&shape.parameters) {
            Some(Value::Object(members)) => {
                members.iter().for_each(|(name, value)| add(name, value));
            }
            Some(Value::List(values)) => {
                let numbered = values.iter().enumerate();
                numbered.for_each(|(index, value)| add(&index.to_string(), value));
            }
            _ => {}
        }
    }
}

fn has_form(shape: &Payload, object: &Value<'_>, within: &str) -> bool {
    let names_all = |name: &str| shape.paths().any(|path| path.split('.').next() == Some(name));
    shape.within.as_deref().is_none_or(|member| member == within)
        && shape.requires.iter().all(|path| object.at(path).is_some_and(|v| v != &Value::Null))
        && (!shape.closed || object.members().iter().all(|(name, _)| names_all(name)))
}

/// The code that a text is, in the very spelling of the catalog: letters of another case are
/// another system's.
fn written(layout: &Layout, text: &str) -> Option<String> {
    if text.len() > CODE {
        return None;
    }
    let whole = |text: &str| layout.read(text).filter(|fields| layout.write(fields) == text);
    if whole(text).is_some() {
        return Some(text.to_owned());
    }
    // `error.user.forgot_password.unknown`: a level more than the layout knows.
    let mut upper = text;
    while let Some((shorter, tail)) = upper.rsplit_once('.') {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if tail.is_empty() || !tail.bytes().all(is_word) {
            return None;
        }
        upper = shorter;
        if layout.is_telling() && whole(upper).is_some() {
            return Some(text.to_owned());
        }
    }
    None
}

/// The code with this number, negative where a signed one has overflowed.
fn numbered(layout: &Layout, number: i64) -> Option<String> {
    let bits = u32::from(layout.number_bits()?);
    let number = match number {
        0.. => number.unsigned_abs(),
        _ if bits < 64 && number >= -(1 << (bits - 1)) => (1_u64 << bits) - number.unsigned_abs(),
        _ => return None,
    };
    layout.from_number(number).map(|fields| layout.write(&fields))
}

/// Whether a code that is not listed may be one of the system: literal text tells it, or it is
/// made of several words. A lone word or number could be anything.
fn is_plausible(layout: &Layout, code: &str) -> bool {
    let has_words = || {
        let words = code.split(['_', '-', '.']).collect::<Vec<_>>();
        words.len() > 1 && words.iter().all(|word| word.bytes().any(|b| b.is_ascii_alphabetic()))
    };
    layout.is_telling() || has_words()
}

/// A member that repeats a part of the code, but differs: realm `api` beside `error.user.…`.
fn contradiction(layout: &Layout, code: &str, object: &Value<'_>) -> Option<String> {
    let fields = layout.read(code)?;
    layout.parts().zip(&fields).find_map(|(part, value)| {
        let told = object.member(&part.name)?.text()?;
        let listed = part.values.iter().any(|known| known == told);
        (listed && told != value)
            .then(|| format!("`{}` is `{told}`, but the code `{code}` says `{value}`.", part.name))
    })
}

/// Whether values of this name are better not shown.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["token", "secret", "passw", "nonce", "cookie", "authorization", "claims", "api_key"]
        .iter()
        .any(|word| name.contains(word))
}

/// The code or name in a text of this pattern, `[{code}] - {message}`, and what follows it.
pub(super) fn text_shaped(header: &Header, pattern: &str, text: &str) -> Option<Shaped> {
    let (is_code, open) = match (pattern.find("{code}"), pattern.find("{name}")) {
        (Some(open), _) => (true, open),
        (None, Some(open)) => (false, open),
        (None, None) => return None,
    };
    let (before, behind) = (&pattern[..open], &pattern[open + "{code}".len()..]);
    let behind = behind.strip_suffix("{message}").unwrap_or(behind);
    let mut from = 0;
    while let Some(at) = text[from..].find(before) {
        let start = from + at + before.len();
        let rest = &text[start..];
        let end = word_end(front(rest, CODE));
        let end = match behind {
            "" => Some(rest[..end].trim_end_matches([':', '.']).len()),
            _ => front(rest, end + behind.len()).find(behind),
        };
        if let Some(end) = end {
            let layout = if is_code { Some(&header.code) } else { header.name.as_ref() };
            let word = &rest[..end];
            if let Some(word) = layout.and_then(|layout| written(layout, word)) {
                let message = rest[end + behind.len()..].trim();
                let mut found = Shaped { plausible: true, ..Shaped::default() };
                found.message = (!message.is_empty()).then(|| message.to_owned());
                *(if is_code { &mut found.code } else { &mut found.name }) = Some(word);
                return Some(found);
            }
        }
        // An empty front would be found at the same place again.
        from = start + usize::from(before.is_empty());
        if from > text.len() || !text.is_char_boundary(from) {
            return None;
        }
    }
    None
}

/// Where a code ends at the latest: what follows is never looked at twice.
fn word_end(text: &str) -> usize {
    text.bytes()
        .position(|byte| byte.is_ascii_whitespace() || b"[](){}<>\"',;".contains(&byte))
        .unwrap_or(text.len())
}
