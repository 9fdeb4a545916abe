//! The object that a key stands in, and its other members.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr, memchr2_iter, memmem};

use super::context::{Back, NEAR, PADDING, is_quote, is_space, line_around, written_quote};
use super::forms::{Keys, same_spelling};
use super::key::{Key, opens_line};
use super::shape::is_word;

/// The members of the object that a key stands in.
#[derive(Debug)]
pub(super) struct Object<'t> {
    /// Keys, and the text from their values on.
    pub(super) members: Vec<(&'t [u8], &'t [u8])>,
    /// Whether it is an element of an array.
    pub(super) in_array: bool,
    /// Whether it is the member `error` of another object.
    pub(super) is_error: bool,
    /// Whether that is a record of a log.
    pub(super) is_logged: bool,
    /// Whether it stands in braces.
    is_braced: bool,
}

/// The most members of an object that are looked at.
const MOST_MEMBERS: usize = 32;

impl<'t> Object<'t> {
    /// The object around the key at `key`: in braces, or where there are none the line, or the
    /// lines around it where each has its key first.
    pub(super) fn around(text: &'t [u8], key: usize) -> Self {
        let from = key.saturating_sub(NEAR);
        let to = text.len().min(key + NEAR);
        if let Some(open) = open_brace(text, from, key) {
            let before = Back { text, at: open };
            let in_array = is_element(before);
            let is_error = is_error(Back { text, at: open });
            let is_logged = is_error && is_logged(&text[line_around(text, open).start..open]);
            let members = members(&text[open + 1..to]);
            return Self { members, in_array, is_error, is_logged, is_braced: true };
        }
        let line = line_around(text, key);
        let region = if opens_line(text, key) { from..to } else { line };
        let members = members(&text[region]);
        Self { members, in_array: false, is_error: false, is_logged: false, is_braced: false }
    }

    /// Whether there is a member with this key, letters in the normal spelling.
    pub(super) fn has(&self, key: &str) -> bool {
        self.members.iter().any(|(name, _)| same_spelling(name, key.as_bytes()))
    }

    /// Whether the values of all its members stand there, and not what they will be: `"x"` and no
    /// `str(e)`.
    pub(super) fn is_literal(&self) -> bool {
        self.members.iter().all(|(_, value)| {
            let word = value.iter().take_while(|byte| is_word(**byte)).count();
            !value.first().is_some_and(u8::is_ascii_alphabetic)
                || matches!(value[..word], [b'n', b'u', b'l', b'l'] | [b't', b'r', b'u', b'e'])
                || value.starts_with(b"false")
                || self.is_plain()
        })
    }

    /// Whether none of its values is in quotes, as in `{code=X, description=y z}`.
    fn is_plain(&self) -> bool {
        !self.members.iter().any(|(_, value)| string(value).is_some())
    }

    /// Whether a key names a member of it, in braces or as a line of JSON that was cut from them.
    pub(super) fn has_key_of_its_own(&self, text: &[u8], key: &Key) -> bool {
        let behind = &text[key.word.end..text.len().min(key.word.end + PADDING)];
        let sign = behind.iter().find(|byte| !is_quote(**byte) && !matches!(byte, b' ' | b'\\'));
        let cut = || is_quote(behind[0]) && opens_line(text, key.word.start);
        sign == Some(&b':') && !key.compared && key.owner.is_none() && (self.is_braced || cut())
    }

    /// Whether each of its members is one of these.
    pub(super) fn consists_of(&self, keys: &Keys) -> bool {
        self.members.iter().all(|(name, _)| keys.have(name))
    }
}

/// The brace that is open at `at`.
pub(super) fn open_brace(text: &[u8], from: usize, at: usize) -> Option<usize> {
    let mut depth = 0;
    for place in memchr2_iter(b'{', b'}', &text[from..at]).rev().map(|place| from + place) {
        match text[place] {
            b'}' => depth += 1,
            _ if depth == 0 => return Some(place),
            _ => depth -= 1,
        }
    }
    None
}

/// Whether `"error":` stands before a brace, or `error:` within an object: in a log it is but a word.
fn is_error(mut before: Back<'_>) -> bool {
    let open = before.at;
    before.skip(PADDING, is_space);
    before.eat(b':') && {
        before.skip(PADDING, is_space);
        let quoted = before.skip(4, |byte| is_quote(byte) || byte == b'\\') > 0;
        let key = before.word().map(|word| &before.text[word]);
        key.is_some_and(|key| key.eq_ignore_ascii_case(b"error"))
            && (quoted || open_brace(before.text, open.saturating_sub(NEAR), open).is_some())
    }
}

/// Whether a record of a log begins with this: it tells its level.
fn is_logged(before: &[u8]) -> bool {
    LEVELS.iter().any(|key| key.find(before).is_some())
}

/// Keys of the level of a record, as JSON ends them.
static LEVELS: LazyLock<[memmem::Finder<'static>; 3]> =
    LazyLock::new(|| ["level\"", "lvl\"", "severity\""].map(memmem::Finder::new));

fn is_element(mut before: Back<'_>) -> bool {
    let blank = |byte: u8| byte.is_ascii_whitespace() || byte == b'\\';
    before.skip(PADDING, blank);
    if before.eat(b',') {
        before.skip(PADDING, blank);
        return before.peek() == b'}';
    }
    before.peek() == b'['
}

/// What a byte outside of strings means for the members of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Nothing,
    Opens,
    Closes,
    Quotes,
    Word,
}

/// The roles of all bytes.
static ROLES: [Role; 256] = {
    let mut table = [Role::Nothing; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b'{' | b'[' | b'(' => Role::Opens,
            b'}' | b']' | b')' => Role::Closes,
            b'"' | b'\'' => Role::Quotes,
            word if word.is_ascii_alphanumeric() || word == b'_' => Role::Word,
            _ => Role::Nothing,
        };
        byte += 1;
    }
    table
};

/// The keys of an object whose text starts behind its brace, up to its end.
fn members(text: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut found = Vec::with_capacity(16);
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let start = at;
        at += 1;
        let word = match ROLES[usize::from(byte)] {
            Role::Nothing => continue,
            Role::Opens => {
                depth += 1;
                continue;
            }
            Role::Closes => {
                let Some(outer) = depth.checked_sub(1) else { break };
                depth = outer;
                continue;
            }
            Role::Quotes if start > 0 && is_word(text[start - 1]) => continue,
            Role::Quotes => {
                if depth == 0 {
                    at = plain_members(text, start, &mut found);
                    if at > start {
                        continue;
                    }
                }
                let (content, behind) = quoted(text, start);
                at = behind;
                content
            }
            Role::Word => {
                while text.get(at).is_some_and(|byte| is_word(*byte) || *byte == b'-') {
                    at += 1;
                }
                start..at
            }
        };
        if depth > 0 || found.len() == MOST_MEMBERS {
            continue;
        }
        if let Some(value) = value_of(&text[at..]) {
            found.push((&text[word], value));
        }
    }
    found
}

/// Reads members as most logs have them, from the quote at `at` on: `"key":"value",` and
/// `"key":12,`. Where the first other one, or the end of the object, is.
#[inline(always)]
fn plain_members<'t>(
    text: &'t [u8],
    mut at: usize,
    found: &mut Vec<(&'t [u8], &'t [u8])>,
) -> usize {
    while text.get(at) == Some(&b'"') && found.len() < MOST_MEMBERS {
        let (key, colon) = quoted(text, at);
        if text.get(colon) != Some(&b':') {
            break;
        }
        let start = colon + 1;
        let end = match text.get(start) {
            Some(b'"') => quoted(text, start).1,
            Some(byte) if is_word(*byte) => {
                start + text[start..].iter().take_while(|byte| is_word(**byte)).count()
            }
            _ => break,
        };
        match text.get(end) {
            Some(b',') => at = end + 1,
            Some(b'}') => at = end,
            _ => break,
        }
        found.push((&text[key], &text[start..]));
    }
    at
}

/// The text from a value on, where it stands behind its key.
#[inline(always)]
fn value_of(rest: &[u8]) -> Option<&[u8]> {
    let rest = match rest {
        // `"key":"value"`, `"value","key"`: as most logs have it.
        [b':', value @ ..] if value.first().is_some_and(|byte| is_quote(*byte)) => {
            return Some(value);
        }
        [b',' | b'}', ..] => return None,
        [b'&' | b'%', ..] => &rest[written_quote(rest)..],
        _ => rest,
    };
    let blank = rest.iter().take_while(|b| is_space(**b) || **b == b'\\').count();
    let value = match &rest[blank..] {
        [b':', b':', ..] | [b'=', b'=', ..] => return None,
        [b'%', b'3', b'A', value @ ..] => value,
        [b'=', b'>', value @ ..] | [b':' | b'=', value @ ..] => value,
        _ => return None,
    };
    Some(value.trim_ascii_start())
}

/// What stands between the quote at `open` and its counterpart, which has as many backslashes,
/// and where the text goes on.
#[inline(always)]
fn quoted(text: &[u8], open: usize) -> (Range<usize>, usize) {
    let from = open + 1;
    // Most strings have no backslash at either end.
    if (open == 0 || text[open - 1] != b'\\')
        && let Some(found) = first(text[open], &text[from..])
        && text[from + found - 1] != b'\\'
    {
        return (from..from + found, from + found + 1);
    }
    escaped(text, open)
}

/// The same where backslashes count.
#[inline(never)]
fn escaped(text: &[u8], open: usize) -> (Range<usize>, usize) {
    let slashes = |at: usize| text[..at].iter().rev().take_while(|b| **b == b'\\').count();
    let escape = slashes(open);
    let mut from = open + 1;
    while let Some(found) = memchr(text[open], &text[from..]) {
        let close = from + found;
        if slashes(close) == escape {
            return (open + 1..(close - escape).max(open + 1), close + 1);
        }
        from = close + 1;
    }
    (open + 1..text.len(), text.len())
}

/// Where a byte stands first. Most strings of an object are short: a call to search costs more
/// than to look at sixteen bytes at once.
#[inline(always)]
fn first(byte: u8, text: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGHEST: u64 = u64::from_le_bytes([0x80; 8]);
    let zeros = |eight: &[u8]| {
        let others = eight.try_into().map_or(0, u64::from_le_bytes) ^ (ONES * u64::from(byte));
        // The lowest byte that is zero is told rightly; those above it may not be.
        others.wrapping_sub(ONES) & !others & HIGHEST
    };
    let Some(sixteen) = text.first_chunk::<16>() else { return memchr(byte, text) };
    let (low, high) = (zeros(&sixteen[..8]), zeros(&sixteen[8..]));
    if low | high == 0 {
        return memchr(byte, &text[16..]).map(|found| 16 + found);
    }
    // The length of a string is not to be foreseen: no branch depends on it.
    let (eights, bits) = if low == 0 { (8, high) } else { (0, low) };
    Some(eights + bits.trailing_zeros() as usize / 8)
}

/// Where the text of a value stands that is a string.
#[inline(always)]
pub(super) fn string(value: &[u8]) -> Option<Range<usize>> {
    let written = match value.first() {
        Some(b'&' | b'%') => written_quote(value),
        _ => 0,
    };
    if written > 0 {
        let (quote, content) = value.split_at(written);
        let length = memmem::find(content, quote).unwrap_or(content.len());
        return Some(written..written + length);
    }
    let open = value.iter().position(|byte| *byte != b'\\')?;
    matches!(value[open], b'"' | b'\'' | b'`').then(|| quoted(value, open).0)
}

/// Where the text of a value stands that is a sentence without quotes, up to what ends it in a log
/// or an address: `message=Your+access+token+has+expired.&…`.
pub(super) fn sentence(value: &[u8]) -> Option<Range<usize>> {
    let end = |byte: &u8| matches!(byte, b'\n' | b'\r' | b',' | b';' | b'&' | b'}' | b'|');
    let text = &value[..value.iter().position(end).unwrap_or(value.len())];
    let part =
        |byte: &u8| is_word(*byte) || matches!(byte, b' ' | b'+' | b'.' | b'-' | b'\'' | 0x80..);
    let joined = text.trim_ascii_end().iter().any(|byte| matches!(byte, b' ' | b'+'));
    (joined && text.iter().all(part)).then_some(0..text.len())
}

#[cfg(test)]
mod tests {
    use super::{Object, sentence, string};

    fn members(text: &str) -> Vec<String> {
        let key = text.find("code").unwrap();
        let object = Object::around(text.as_bytes(), key);
        let name = |(name, _): &(&[u8], &[u8])| String::from_utf8_lossy(name).into_owned();
        object.members.iter().map(name).collect()
    }

    #[test]
    fn an_object_has_its_own_members_and_no_others() {
        for text in [
            r#"{"a":{"code":"X","b":{"c":[1]},"d":"}"},"e":1}"#,
            r#"{"a":{\"code\":\"X\",\"b\":{},\"d\":1}}"#,
            "fail({ code: 'X', b: 'it\\'s', d: f(1) }, { e: 2 })",
            "x code=X b=2 d=3\ne: 1",
            "{&quot;code&quot;:&quot;X&quot;,&quot;b&quot;:{},&quot;d&quot;:1}",
        ] {
            assert_eq!(members(text), ["code", "b", "d"], "{text}");
        }
        assert_eq!(members("  code: X\n  message: y\n"), ["code", "message"]);
    }

    #[test]
    fn an_element_of_an_array_is_known() {
        for (text, want) in [
            (r#"[{"code":1}]"#, true),
            (r#"[{"x":1}, {"code":1}]"#, true),
            (r#"{"error":{"code":1}}"#, false),
            (r#"{"code":1}"#, false),
        ] {
            let key = text.find("code").unwrap();
            assert_eq!(Object::around(text.as_bytes(), key).in_array, want, "{text}");
        }
    }

    #[test]
    fn the_error_of_another_object_is_known() {
        for (text, want) in [
            (r#"{"error":{"code":1}}"#, true),
            (r#"{\"error\" : {\"code\":1}}"#, true),
            ("{ error: { code: 1 } }", true),
            (r#"{"Error":{"code":1}}"#, true),
            (r#"{"data":{"code":1}}"#, false),
            (r#"error={"code":1}"#, false),
            (r#"{"code":1}"#, false),
            ("{ data: 1,\n  error: { code: 1 } }", true),
            (r#"the answer, error: {"code":1}"#, false),
        ] {
            let key = text.find("code").unwrap();
            assert_eq!(Object::around(text.as_bytes(), key).is_error, want, "{text}");
        }
    }

    #[test]
    fn literal_values_are_told_from_those_that_are_yet_to_come() {
        for (text, want) in [
            (r#"{"code":"A","b":"c"}"#, true),
            (r#"{\"code\":\"A\", \"b\":null}"#, true),
            ("{ code: 'A', b: 5, c: false }", true),
            ("{code=A, b=some words}", true),
            ("{ code: 'A', b: e.message }", false),
            (r#"{"code": "A", "b": str(e)}"#, false),
        ] {
            let key = text.find("code").unwrap();
            assert_eq!(Object::around(text.as_bytes(), key).is_literal(), want, "{text}");
        }
    }

    #[test]
    fn a_string_ends_at_its_own_quote() {
        assert_eq!(string(br#""a \"b\" c", 1"#), Some(1..10));
        assert_eq!(string(br#"\"a\",\"b\""#), Some(2..3));
        assert_eq!(string(b"&quot;it&#39;s&quot;,&quot;x"), Some(6..14));
        assert_eq!(string(b"12"), None);
    }

    #[test]
    fn a_sentence_without_quotes_is_told_from_an_expression() {
        assert_eq!(sentence(b"Not found. Try again, b=2"), Some(0..20));
        assert_eq!(sentence(b"It's+gone&c=3"), Some(0..9));
        for value in [&b"error.message"[..], b"f(a b)", b"e ? 'x' : 1", b"word \n more", b"12", b""]
        {
            assert_eq!(sentence(value), None);
        }
    }
}
