//! The object that a key stands in, and its other members.

use std::sync::LazyLock;

use memchr::{memchr2_iter, memmem};

use super::bits;
use super::context::{Back, NEAR, PADDING, is_quote, is_space, line_around, line_before};
use super::forms::{Keys, same_spelling};
use super::key::{Key, opens_line};
use super::members::{Members, string};
use super::shape::is_word;

/// The members of the object that a key stands in.
#[derive(Debug)]
pub(super) struct Object<'t> {
    /// Its own, not those of objects within it.
    pub(super) members: Members<'t>,
    /// Whether it is an element of an array.
    pub(super) in_array: bool,
    /// Whether it is the member `error` of another object.
    pub(super) is_error: bool,
    /// Whether that is a record of a log.
    pub(super) is_logged: bool,
    /// Where its brace opens, if it stands in braces.
    open: Option<usize>,
}

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
            let is_logged = is_error && is_logged(line_before(text, open));
            let members = Members::read(&text[open + 1..to]);
            return Self { members, in_array, is_error, is_logged, open: Some(open) };
        }
        let line = line_around(text, key);
        let region = if opens_line(text, key) { from..to } else { line };
        let members = Members::read(&text[region]);
        Self { members, in_array: false, is_error: false, is_logged: false, open: None }
    }

    /// Whether there is a member with this key, letters in the normal spelling.
    pub(super) fn has(&self, key: &str) -> bool {
        let text = self.members.text;
        self.members.iter().any(|(name, _)| same_spelling(&text[name], key.as_bytes()))
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
        sign == Some(&b':')
            && !key.compared
            && key.owner.is_none()
            && (self.open.is_some() || cut())
    }

    /// Whether one of its members is one of these.
    pub(super) fn has_one_of(&self, keys: &Keys) -> bool {
        self.members.iter().any(|(name, _)| keys.have(self.members.text, name))
    }

    /// Whether it stands in braces with nothing before it in its first line, and nothing behind it in
    /// its last.
    pub(super) fn is_document(&self, text: &[u8]) -> bool {
        let (Some(open), Some(length)) = (self.open, self.members.closed) else { return false };
        let close = open + 1 + length;
        let mut before = Back { text, at: open };
        before.skip(PADDING, is_space);
        let opens = matches!(text[..before.at], [] | [.., b'\n'] | [0xef, 0xbb, 0xbf]);
        let behind = &text[close + 1..];
        let blanks = behind.iter().take(PADDING).take_while(|b| is_space(**b) || **b == b'\r');
        let closes = matches!(behind[blanks.count()..], [] | [b'\n', ..]);
        text[close] == b'}' && opens && closes
    }

    /// Whether each of its members is one of these.
    pub(super) fn consists_of(&self, keys: &Keys) -> bool {
        self.members.iter().all(|(name, _)| keys.have(self.members.text, name))
    }
}

/// The brace that is open at `at`.
pub(super) fn open_brace(text: &[u8], from: usize, mut at: usize) -> Option<usize> {
    let mut depth = 0;
    // Some are near, and what is searched is short: no call to search is worth it.
    while let Some(start) = at.checked_sub(64).filter(|start| *start >= from)
        && let Some(window) = text[start..].first_chunk()
    {
        let closed = bits::equal(window, b'}');
        let mut braces = closed | bits::equal(window, b'{');
        while braces != 0 {
            let last = braces.ilog2();
            match closed >> last & 1 {
                1 => depth += 1,
                _ if depth == 0 => return Some(start + last as usize),
                _ => depth -= 1,
            }
            braces ^= 1 << last;
        }
        at = start;
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::{Object, open_brace};

    fn members(text: &str) -> Vec<String> {
        let key = text.find("code").unwrap();
        let object = Object::around(text.as_bytes(), key);
        let name = |name| String::from_utf8_lossy(&object.members.text[name]).into_owned();
        object.members.iter().map(|(key, _)| name(key)).collect()
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

    proptest! {
        #[test]
        fn the_open_brace_is_the_last_one_that_is_not_closed(
            text in "[{}a\n]{0,40}([a{}]{0,9}|a{60,70}){0,9}",
            from in 0usize..200,
            at in 0usize..700,
        ) {
            let at = at.min(text.len());
            let from = from.min(at);
            let mut open = Vec::new();
            for (place, byte) in text.bytes().enumerate().take(at).skip(from) {
                match byte {
                    b'{' => open.push(place),
                    b'}' => drop(open.pop()),
                    _ => {}
                }
            }
            prop_assert_eq!(open_brace(text.as_bytes(), from, at), open.pop());
        }
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
}
