//! What stands around a candidate: the key it is the value of, the object it is in, words nearby.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr, memchr2_iter, memrchr};

use super::forms::same_spelling;
use super::shape::is_word;
use super::simd::Fingerprints;

/// How far around a candidate anything counts, in bytes.
pub(super) const NEAR: usize = 512;

/// The most spaces between a key, its operator and its value: columns of a table are padded.
const PADDING: usize = 64;

/// The key that a value belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// Where its word stands.
    pub(super) word: Range<usize>,
    /// Whether the value is compared with it rather than given to it.
    pub(super) compared: bool,
    /// Whether it is surely a key, and not just a word before a colon.
    pub(super) sure: bool,
    /// Whether it is but the word before a number: `error code 205`.
    pub(super) prose: bool,
    /// The word it is a member of: `err` in `err.code`, `body` in `body["code"]`.
    pub(super) owner: Option<Range<usize>>,
}

/// Words that say of a code in prose that it is no error's: `exit code 2`, `status code 404`.
const OTHER_KINDS: [&str; 9] =
    ["area", "country", "exit", "http", "postal", "response", "return", "status", "zip"];

/// Words before what a value is compared with: `case 'X':`.
const BRANCHES: [&[u8]; 2] = [b"case", b"when"];

/// Calls that compare: `expect(err.code).toBe("…")`, `getCode().equals("…")`.
const COMPARING: [&str; 14] = [
    "eql",
    "equal",
    "equals",
    "toBe",
    "toEqual",
    "toStrictEqual",
    "strictEqual",
    "isEqualTo",
    "eq",
    "is",
    "be",
    "contain",
    "toContain",
    "include",
];

/// Reads text backwards.
struct Back<'t> {
    text: &'t [u8],
    at: usize,
}

impl Back<'_> {
    #[inline(always)]
    fn peek(&self) -> u8 {
        self.text[..self.at].last().copied().unwrap_or(0)
    }

    #[inline(always)]
    fn skip(&mut self, most: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let from = self.at.saturating_sub(most);
        let run = self.text[from..self.at].iter().rev().take_while(|byte| wanted(**byte)).count();
        self.at -= run;
        run
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == byte;
        self.at -= usize::from(there);
        there
    }

    fn word(&mut self) -> Option<Range<usize>> {
        let end = self.at;
        self.skip(PADDING, |byte| is_word(byte) || byte == b'-');
        (self.at < end).then_some(self.at..end)
    }
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// What may stand between a key and its operator.
fn is_closing(byte: u8) -> bool {
    is_quote(byte) || matches!(byte, b'\\' | b')' | b']' | b'!' | b'?')
}

/// The key that the value at `start` belongs to.
pub(super) fn key_before(text: &[u8], start: usize) -> Option<Key> {
    let mut back = Back { text, at: start };
    // `"key":"` and `"key":`, as most logs have it.
    let quote = usize::from(back.peek() == b'"');
    if let [.., last, b'"', b':'] = text[..start - quote]
        && is_word(last)
    {
        back.at -= quote + 2;
        return key_ending(back, false, true);
    }
    back.skip(4, |byte| is_quote(byte) || byte == b'\\');
    let spaces = back.skip(PADDING, is_space);
    let mut sure = true;
    let mut compared = false;
    match back.peek() {
        b':' => {
            back.at -= 1;
            sure = false;
            if back.peek() == b':' {
                return None;
            }
        }
        b'=' => {
            compared = back.skip(3, |byte| byte == b'=') > 1;
            compared |= back.eat(b'!');
            back.eat(b':');
        }
        b'>' => {
            back.at -= 1;
            if !back.eat(b'=') {
                let word = back.word()?;
                let key = Key { word, compared, sure, prose: false, owner: None };
                return (back.peek() == b'<').then_some(key);
            }
        }
        b'|' => back.at -= 1,
        b'D' if back.text[..back.at].ends_with(b"%3D") => back.at -= 3,
        b',' => {
            back.at -= 1;
            if !is_quote(back.peek()) {
                compared = asserted(text, back.at);
                if !compared {
                    return None;
                }
            }
        }
        b'(' => {
            back.at -= 1;
            let call = back.word()?;
            if !COMPARING.iter().any(|name| name.as_bytes() == &text[call.clone()]) {
                return None;
            }
            compared = true;
            while back.eat(b'.') {
                let word = Back { text, at: back.at }.word();
                match word {
                    Some(word) if matches!(&text[word.clone()], b"to" | b"not" | b"should") => {
                        back.at = word.start;
                    }
                    _ => break,
                }
            }
        }
        byte if spaces > 0 && is_word(byte) => {
            let word = back.word()?;
            let compared = BRANCHES.contains(&&text[word.clone()]);
            let prose = !compared
                && text.get(start).is_some_and(u8::is_ascii_digit)
                && !is_of_another_kind(back);
            let key = Key { word, compared, sure: compared, prose, owner: None };
            return (compared || prose).then_some(key);
        }
        _ => return None,
    }
    back.skip(PADDING, is_space);
    if back.text[..back.at].ends_with(b"()") {
        back.at -= 2;
    }
    let closing = back.skip(8, is_closing);
    sure |= text[back.at..back.at + closing].iter().any(|byte| is_quote(*byte));
    key_ending(back, compared, sure)
}

/// Whether the word before says that a code is no error's.
fn is_of_another_kind(mut back: Back<'_>) -> bool {
    back.skip(PADDING, is_space);
    back.word().is_some_and(|word| {
        let word = &back.text[word];
        OTHER_KINDS.iter().any(|kind| kind.as_bytes().eq_ignore_ascii_case(word))
    })
}

/// The key whose word ends where `back` stands.
fn key_ending(mut back: Back<'_>, compared: bool, sure: bool) -> Option<Key> {
    let word = back.word()?;
    back.skip(3, |byte| is_quote(byte) || byte == b'\\');
    let owner = if back.eat(b'[') || back.eat(b'.') {
        back.skip(2, is_closing);
        back.word()
    } else {
        None
    };
    Some(Key { word, compared, sure, prose: false, owner })
}

/// Where the value of the key that ends at `end` starts.
pub(super) fn value_behind(text: &[u8], end: usize) -> Option<usize> {
    // `key":"` and `key":`, as most logs have it.
    if let Some([b'"', b':', rest @ ..]) = text.get(end..) {
        match rest {
            [b'"', first, ..] if first.is_ascii_alphanumeric() => return Some(end + 3),
            [first, ..] if first.is_ascii_alphanumeric() => return Some(end + 2),
            _ => {}
        }
    }
    let mut at = end;
    let mut quoted = false;
    let peek = |at: usize| text.get(at).copied().unwrap_or(0);
    let skip = |at: usize, most: usize, wanted: fn(u8) -> bool| {
        at + text[at.min(text.len())..].iter().take(most).take_while(|byte| wanted(**byte)).count()
    };
    if peek(at) == b'(' && peek(at + 1) == b')' {
        at += 2;
    }
    let closing = at;
    at = skip(at, 8, is_closing);
    quoted |= text[closing..at].iter().any(|byte| is_quote(*byte));
    let spaces = at;
    at = skip(at, PADDING, is_space);
    match peek(at) {
        b':' if peek(at + 1) != b':' => at += 1 + usize::from(peek(at + 1) == b'='),
        b'=' | b'!' => {
            at = skip(at, 4, |byte| matches!(byte, b'=' | b'!'));
            at += usize::from(peek(at) == b'>');
        }
        b'|' => at += 1,
        b'>' if at == end => at += 1,
        b'%' if text[at..].starts_with(b"%3D") => at += 3,
        b',' if quoted || asserted(text, at) => at += 1,
        b'.' if at == spaces => {
            for _ in 0..3 {
                if peek(at) == b'.' {
                    at = skip(at + 1, PADDING, is_word);
                }
            }
            if peek(at) != b'(' {
                return None;
            }
            at += 1;
        }
        byte if at > spaces && closing == spaces => {
            let is_branch = BRANCHES.iter().any(|word| text[..end].ends_with(word));
            if !is_branch && !byte.is_ascii_digit() {
                return None;
            }
        }
        _ => return None,
    }
    at = skip(at, PADDING, is_space);
    at = skip(at, 4, |byte| is_quote(byte) || byte == b'\\');
    peek(at).is_ascii_alphanumeric().then_some(at)
}

/// Whether what ends at `end` is the first argument of an assertion: `assertEquals(e.code`.
fn asserted(text: &[u8], end: usize) -> bool {
    let mut back = Back { text, at: end };
    let member =
        |byte: u8| is_word(byte) || matches!(byte, b'.' | b'(' | b')' | b'[' | b']' | b'!' | b'?');
    let from = back.at;
    back.skip(PADDING, member);
    let chain = &text[back.at..from];
    // The bracket that is still open.
    let mut depth = 0_i32;
    let open = chain.iter().rposition(|byte| {
        depth += i32::from(*byte == b')') - i32::from(*byte == b'(');
        depth < 0
    });
    open.is_some_and(|open| {
        let call = Back { text, at: back.at + open }.word();
        call.is_some_and(|call| {
            let has = |part: &[u8]| {
                text[call.clone()].windows(part.len()).any(|it| it.eq_ignore_ascii_case(part))
            };
            has(b"assert") || has(b"equal") || has(b"expect")
        })
    })
}

/// Whether the word of a key stands first in its line, as in YAML and in pretty JSON.
pub(super) fn opens_line(text: &[u8], word: usize) -> bool {
    let mut back = Back { text, at: word };
    back.skip(PADDING, is_margin);
    back.at == 0 || back.peek() == b'\n'
}

/// What may stand in a line before its key.
fn is_margin(byte: u8) -> bool {
    is_space(byte) || is_quote(byte) || matches!(byte, b'-' | b'|')
}

/// Whether a value may belong to a key that opens its line, by the text of the line before it: such
/// lines start with a word, and only signs and the names of calls stand between.
pub(super) fn may_open_line(before: &[u8]) -> bool {
    let mut rest = before.iter().copied().skip_while(|byte| is_margin(*byte)).peekable();
    rest.peek().is_some_and(|byte| is_word(*byte))
        && !rest
            .skip_while(|byte| is_word(*byte) || *byte == b'-')
            .take_while(|byte| *byte != b'%')
            .any(|byte| byte.is_ascii_digit())
}

/// The line around a place, no further than what counts as near.
pub(super) fn line_around(text: &[u8], at: usize) -> Range<usize> {
    let from = at.saturating_sub(NEAR);
    let to = text.len().min(at + NEAR);
    let start = memrchr(b'\n', &text[from..at]).map_or(from, |feed| from + feed + 1);
    let end = memchr(b'\n', &text[at..to]).map_or(to, |feed| at + feed);
    start..end
}

/// What counts as near to a span.
pub(super) fn near(text: &[u8], span: &Range<usize>) -> Range<usize> {
    span.start.saturating_sub(NEAR)..text.len().min(span.end + NEAR)
}

/// Words that tell of failure, as logs write them, by their beginnings or what is in them.
const FAILING: [&[u8]; 13] = [
    b"err",
    b"Err",
    b"ERR",
    b"fail",
    b"Fail",
    b"FAIL",
    b"xcept",
    b"atal",
    b"FATAL",
    b"WARN",
    b"SEVERE",
    b"CRITICAL",
    b"rash",
];

static FAILURES: LazyLock<Fingerprints> = LazyLock::new(|| {
    let mut words = Fingerprints::default();
    for (word, bucket) in FAILING.iter().zip([0, 0, 1, 2, 2, 3, 4, 5, 6, 6, 7, 7, 7]) {
        words.add_start([word[0], word[1], word[2]], bucket);
    }
    words
});

/// How a line tells that a code in it is of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Failure {
    /// A log level stands before it: `ERROR …`, `level=error …`.
    Level,
    /// A word of failure leads to it: `failed with …`, `Exception: …`, or stands right behind it.
    Leads,
}

/// Words that may stand between a word of failure and its code.
const LINKS: [&str; 15] = [
    "a", "by", "code", "hex", "id", "is", "no", "nr", "number", "of", "returned", "status", "to",
    "was", "with",
];

/// Levels of failure, as log lines write them.
const LEVELS: [&str; 8] =
    ["ERROR", "ERR", "WARN", "WARNING", "FATAL", "SEVERE", "CRITICAL", "FAILED"];

/// How a line tells of failure, by words that are not themselves part of a dotted code.
pub(super) fn failure(text: &[u8], line: Range<usize>, code: &Range<usize>) -> Option<Failure> {
    let mut told = None;
    let leads = FAILURES.any(text, line.clone(), |at| {
        if code.contains(&at) || !FAILING.iter().any(|word| text[at..line.end].starts_with(word)) {
            return false;
        }
        let start = at - text[line.start..at].iter().rev().take_while(|b| is_word(**b)).count();
        let end = at + text[at..line.end].iter().take_while(|b| is_word(**b)).count();
        let word = &text[start..end];
        let before = text[line.start..start].last().copied();
        if matches!(text[end..line.end], [b'.', b'a'..=b'z', ..]) || word.contains(&b'_') {
            return false;
        }
        if start >= code.end {
            let gap = &text[code.end..start];
            let error = word.windows(3).any(|part| part.eq_ignore_ascii_case(b"err"));
            return error && !gap.is_empty() && gap.iter().all(|byte| is_space(*byte));
        }
        if end > code.start {
            return false;
        }
        // Classes of errors are members of packages; `user.error` is a name of something else.
        let named = before != Some(b'.') || word[0].is_ascii_uppercase();
        if named && leads(&text[end..code.start]) {
            return true;
        }
        let small = matches!(word, b"error" | b"err" | b"warn" | b"warning" | b"fatal")
            && (before == Some(b'[') && text.get(end) == Some(&b']')
                || key_before(text, start).is_some_and(|key| {
                    matches!(&text[key.word], b"level" | b"severity" | b"lvl" | b"loglevel")
                }));
        if small || LEVELS.iter().any(|level| level.as_bytes() == word) {
            told = Some(Failure::Level);
        }
        false
    });
    if leads { Some(Failure::Leads) } else { told }
}

/// Whether a word of failure leads to a code across what stands between them.
fn leads(gap: &[u8]) -> bool {
    let mark = |byte: u8| is_space(byte) || matches!(byte, b':' | b'=' | b'-' | b'[' | b'(' | b'#');
    gap.len() <= PADDING
        && gap.iter().all(|byte| byte.is_ascii_alphabetic() || mark(*byte))
        && gap
            .split(|byte| mark(*byte))
            .filter(|word| !word.is_empty())
            .all(|word| LINKS.iter().any(|link| link.as_bytes().eq_ignore_ascii_case(word)))
}

/// Whether a place is in running text: no quotes around it, and no line of source code.
pub(super) fn in_prose(text: &[u8], line: Range<usize>, code: &Range<usize>) -> bool {
    let before = text[line.start..code.start].last().copied().unwrap_or(b' ');
    let behind = text.get(code.end).copied().unwrap_or(b' ');
    let last = text[line].trim_ascii_end().last().copied();
    !is_quote(before) && !is_quote(behind) && !matches!(last, Some(b';' | b'{' | b','))
}

/// Whether a code stands where a log line names its reason: behind a colon, a dash or a bracket.
pub(super) fn is_reason(text: &[u8], line: Range<usize>, code: &Range<usize>) -> bool {
    let before = text[line.start..code.start].trim_ascii_end().last().copied();
    matches!(before, Some(b':' | b'-' | b'[' | b'('))
}

/// The members of the object that a key stands in.
#[derive(Debug)]
pub(super) struct Object<'t> {
    /// Keys, and the text from their values on.
    pub(super) members: Vec<(&'t [u8], &'t [u8])>,
    /// Whether it is an element of an array.
    pub(super) in_array: bool,
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
            return Self { members: members(&text[open + 1..to]), in_array };
        }
        let line = line_around(text, key);
        let region = if opens_line(text, key) { from..to } else { line };
        Self { members: members(&text[region]), in_array: false }
    }

    /// Whether there is a member with this key, letters in the normal spelling.
    pub(super) fn has(&self, key: &str) -> bool {
        self.members.iter().any(|(name, _)| same_spelling(name, key.as_bytes()))
    }
}

/// The brace that is open at `at`.
fn open_brace(text: &[u8], from: usize, at: usize) -> Option<usize> {
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

fn is_element(mut before: Back<'_>) -> bool {
    let blank = |byte: u8| byte.is_ascii_whitespace() || byte == b'\\';
    before.skip(PADDING, blank);
    if before.eat(b',') {
        before.skip(PADDING, blank);
        return before.peek() == b'}';
    }
    before.peek() == b'['
}

/// The keys of an object whose text starts behind its brace, up to its end.
fn members(text: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut found = Vec::with_capacity(16);
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let start = at;
        let word = match byte {
            b'{' | b'[' | b'(' => {
                depth += 1;
                at += 1;
                continue;
            }
            b'}' | b']' | b')' => {
                let Some(outer) = depth.checked_sub(1) else { break };
                depth = outer;
                at += 1;
                continue;
            }
            b'"' | b'\'' if start == 0 || !is_word(text[start - 1]) => {
                let (content, behind) = quoted(text, start);
                at = behind;
                content
            }
            _ if is_word(byte) => {
                let length = text[at..].iter().take_while(|b| is_word(**b) || **b == b'-').count();
                at += length;
                start..at
            }
            _ => {
                at += 1;
                continue;
            }
        };
        if depth > 0 || found.len() == MOST_MEMBERS {
            continue;
        }
        let rest = &text[at.min(text.len())..];
        let blank = rest.iter().take_while(|b| is_space(**b) || **b == b'\\').count();
        let value = match &rest[blank..] {
            [b':', b':', ..] | [b'=', b'=', ..] => continue,
            [b'=', b'>', value @ ..] | [b':' | b'=', value @ ..] => value,
            _ => continue,
        };
        found.push((&text[word], value.trim_ascii_start()));
    }
    found
}

/// What stands between the quote at `open` and its counterpart, which has as many backslashes,
/// and where the text goes on.
fn quoted(text: &[u8], open: usize) -> (Range<usize>, usize) {
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

/// The text of a value that is a string.
pub(super) fn string(value: &[u8]) -> Option<&[u8]> {
    let open = value.iter().position(|byte| *byte != b'\\')?;
    matches!(value[open], b'"' | b'\'' | b'`').then(|| &value[quoted(value, open).0])
}

#[cfg(test)]
mod tests {
    use super::{Failure, Object, failure, key_before, opens_line, string, value_behind};

    /// The key, and `!` where it is compared with, of the value behind `<`.
    fn key(text: &str) -> String {
        let start = text.find('<').unwrap();
        let text = text.replacen('<', "", 1);
        let Some(key) = key_before(text.as_bytes(), start) else { return "-".to_owned() };
        let owner = key.owner.map_or(String::new(), |owner| format!("{}.", &text[owner]));
        format!("{owner}{}{}", &text[key.word], if key.compared { "!" } else { "" })
    }

    #[test]
    fn the_key_before_a_value_is_read_in_many_notations() {
        for (text, want) in [
            (r#"{"code":"<X""#, "code"),
            (r#"{\"code\": \"<X\""#, "code"),
            ("'code' : '<X'", "code"),
            ("code=<X", "code"),
            ("?a=b&code%3D<X", "code"),
            ("Error id: <X", "id"),
            ("if (err.code === <X)", "err.code!"),
            ("body[\"code\"] == \"<X\"", "body.code!"),
            ("e.getCode() != '<X'", "e.getCode!"),
            ("expect(err.code).toBe('<X')", "err.code!"),
            ("should(e.errorName).not.equal('<X')", "e.errorName!"),
            ("case '<X':", "case!"),
            ("<code><X</code>".replacen('<', "\u{1}", 1).as_str(), "-"),
            ("| code | \"<X\" |", "code"),
            ("map.put(\"code\", \"<X\")", "code"),
            ("'code' => '<X'", "code"),
            ("(x?.ErrorCode)! == \"<X\"", "x.ErrorCode!"),
            ("fail(res, \"<X\")", "-"),
            ("std::<X", "-"),
            ("see <X", "-"),
            ("error code <205", "code"),
            ("case <205:", "case!"),
            ("Status code <205", "-"),
        ] {
            assert_eq!(key(text), want, "{text}");
        }
    }

    #[test]
    fn the_value_behind_a_key_is_found_in_many_notations() {
        for text in [
            r#"code":"<X""#,
            r#"code\": \"<X\""#,
            "code=<X",
            "code === <X",
            "code => '<X'",
            "code\"] == \"<X\"",
            "code() == '<X'",
            "code).toBe('<X')",
            "code   | \"<X\"",
            "code\", \"<X\"",
            "code><X</code>",
            "code%3D<X",
            "code)! == \"<X\"",
            "code <205",
            "case '<X':",
        ] {
            let want = text.find('<').unwrap();
            let text = text.replacen('<', "", 1);
            assert_eq!(value_behind(text.as_bytes(), 4), Some(want), "{text}");
        }
        for text in ["code X", "code", "codec: X", "code::X", "code: {", "code, X", "code > X"] {
            assert_eq!(value_behind(text.as_bytes(), 4), None, "{text}");
        }
    }

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
    fn a_string_ends_at_its_own_quote() {
        assert_eq!(string(br#""a \"b\" c", 1"#), Some(&br#"a \"b\" c"#[..]));
        assert_eq!(string(br#"\"a\",\"b\""#), Some(&b"a"[..]));
        assert_eq!(string(b"12"), None);
    }

    #[test]
    fn a_failure_leads_to_its_code_or_is_the_level_of_the_line() {
        let told = |line: &str| {
            let start = line.find('<').unwrap();
            let text = line.replacen('<', "", 1);
            let end =
                start + text[start..].find([' ', ':', ')', '"']).unwrap_or(text.len() - start);
            failure(text.as_bytes(), 0..text.len(), &(start..end))
        };
        for line in [
            "it failed: <0x1",
            "x.Exception: <0x1",
            "<0x1 err;",
            "error code <0x1 came",
            "import failed with error code: <0x1",
            "Error #<0x1",
            "upload failed (<error.user.x)",
        ] {
            assert_eq!(told(line), Some(Failure::Leads), "{line}");
        }
        for line in [
            "ERROR x <0x1",
            "2026-01-01 [WARN] pool: took <0x1",
            "[error] x <0x1",
            "level=error msg=x y <0x1",
        ] {
            assert_eq!(told(line), Some(Failure::Level), "{line}");
        }
        for line in [
            "got <error.user.x",
            "error.user.x and <0x1",
            "all is well <0x1",
            "#define X_ERR <0x1",
            "<0x1 failed to bind",
            "mask <0x1 /* error */",
            "fail(res, \"<error.user.x\")",
            "no errors in block <0x1",
            "login.error=<error.user.x",
            "raise ApiError(\"<error.user.x\")",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
    }

    #[test]
    fn a_value_may_be_an_argument_of_an_assertion() {
        for text in [
            "XCTAssertEqual(error.errorCode, \"<601\")",
            "assertEquals(e.getCode(), <601)",
            "assert.equal(err.code, '<X')",
            "expectEqual(code, <X)",
        ] {
            let start = text.find('<').unwrap();
            let text = text.replacen('<', "", 1);
            let key = key_before(text.as_bytes(), start).unwrap();
            assert!(key.compared, "{text}");
            assert_eq!(value_behind(text.as_bytes(), key.word.end), Some(start), "{text}");
        }
        assert_eq!(key_before(b"f(code, 601)", 8), None);
        assert_eq!(value_behind(b"f(code, 601)", 6), None);
    }

    #[test]
    fn a_key_may_open_its_line() {
        assert!(opens_line(b"x\n  \"code\": 1", 5) && opens_line(b"- id: 1", 2));
        assert!(!opens_line(b"x code: 1", 2));
    }
}
