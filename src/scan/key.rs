//! The key that a value belongs to, in the notations of bodies, logs and sources.

use std::ops::Range;

use super::context::{
    Back, NEAR, PADDING, is_quote, is_space, written_quote, written_quote_before,
};
use super::conversion;
use super::object::open_brace;
use super::shape::is_word;

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

impl Key {
    /// Whether it is that of a plain variable for an error: `err.code`, not `job.lastError.code`.
    pub(super) fn is_of_error(&self, text: &[u8]) -> bool {
        self.owner.clone().is_some_and(|owner| {
            let is_member = matches!(text[..owner.start], [.., b'.' | b'>' | b'[' | b'"' | b'\'']);
            let word = &text[owner];
            !is_member && ERRORS.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(word))
        })
    }

    /// Whether it is but the word before the pattern of a branch: `case 1:`.
    pub(super) fn is_branch(&self, text: &[u8]) -> bool {
        self.compared && BRANCHES.contains(&&text[self.word.clone()])
    }

    /// Whether neither it nor the value at `start`, which is given to it, is in quotes: `code=1`,
    /// `code: 1`.
    pub(super) fn is_bare(&self, text: &[u8], start: usize) -> bool {
        let between = text.get(self.word.end..start).unwrap_or_default().trim_ascii();
        !self.compared && matches!(between, b"=" | b":" | b"%3D" | b"%3A")
    }
}

/// What programs call an error.
const ERRORS: [&str; 6] = ["e", "ex", "exc", "err", "error", "exception"];

/// What prose calls errors by their numbers.
const CALLED: [&str; 4] = ["err", "error", "errors", "code"];

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
    // `key=`, as most others have it.
    if let [.., last, b'='] = text[..start]
        && last.is_ascii_alphabetic()
    {
        back.at -= 1;
        return key_ending(back, false, true);
    }
    back.skip(4, |byte| is_quote(byte) || byte == b'\\');
    if matches!(back.peek(), b';' | b'2' | b'7') {
        back.at -= written_quote_before(&text[..back.at]);
    }
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
        b'A' if back.text[..back.at].ends_with(b"%3A") => back.at -= 3,
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
    if compared {
        back.at = conversion::before(text, back.at).unwrap_or(back.at);
    }
    if back.text[..back.at].ends_with(b"()") {
        back.at -= 2;
    }
    let closing = back.skip(8, is_closing);
    sure |= text[back.at..back.at + closing].iter().any(|byte| is_quote(*byte));
    if matches!(back.peek(), b';' | b'2' | b'7') {
        let quote = written_quote_before(&text[..back.at]);
        back.at -= quote;
        sure |= quote > 0;
    }
    let key = key_ending(back, compared, sure)?;
    let is_number = || text.get(start).is_some_and(u8::is_ascii_digit);
    let is_other = !sure && is_number() && is_of_another_kind(Back { text, at: key.word.start });
    (!is_other).then_some(key)
}

/// Whether a number is called an error's: `error 205`, `Error code: 205`, `ERR_INVALID_LOGIN = 205`.
pub(super) fn is_called_error(text: &[u8], start: usize) -> bool {
    let mut back = Back { text, at: start };
    back.skip(PADDING, |byte| is_space(byte) || matches!(byte, b':' | b'#'));
    if back.eat(b'=') {
        back.skip(PADDING, is_space);
        return back.word().is_some_and(|word| {
            let word = &text[word];
            let affix = |affix: &&str| {
                let affix = affix.as_bytes();
                word.strip_prefix(affix).is_some_and(|rest| rest.starts_with(b"_"))
                    || word.strip_suffix(affix).is_some_and(|rest| rest.ends_with(b"_"))
            };
            ["ERR", "ERROR"].iter().any(affix)
        });
    }
    back.at < start && is_called(&mut back) && !is_of_another_kind(back)
}

/// Whether the word that ends there is what errors are called; it is behind it then.
pub(super) fn is_called(back: &mut Back<'_>) -> bool {
    back.word().is_some_and(|word| {
        let word = &back.text[word];
        CALLED.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(word))
    })
}

/// Whether the word before says that a code is no error's.
fn is_of_another_kind(mut back: Back<'_>) -> bool {
    back.skip(PADDING, is_space);
    back.word().is_some_and(|word| {
        let word = &back.text[word];
        OTHER_KINDS.iter().any(|kind| kind.as_bytes().eq_ignore_ascii_case(word))
    })
}

/// The key whose values the arms of a branch are, where `code` is the pattern of one of them:
/// `when (error.id) { "…" -> …`.
#[inline(never)]
pub(super) fn subject_of_arm(text: &[u8], code: &Range<usize>) -> Option<Key> {
    let rest = &text[code.end..text.len().min(code.end + PADDING)];
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest).trim_ascii_start();
    if !rest.starts_with(b"->") && !rest.starts_with(b"=>") {
        return None;
    }
    subject_around(text, code.start)
}

/// The key whose values the branches around a place are for: `switch (error.code) {`.
pub(super) fn subject_around(text: &[u8], at: usize) -> Option<Key> {
    let open = open_brace(text, at.saturating_sub(NEAR), at)?;
    let mut back = Back { text, at: open };
    back.skip(PADDING, is_space);
    back.skip(2, |byte| byte == b')');
    key_ending(back, true, true)
}

/// The key whose word ends where `back` stands.
fn key_ending(mut back: Back<'_>, compared: bool, sure: bool) -> Option<Key> {
    let mut word = back.word()?;
    if back.peek() == b'%' && word.len() > 2 {
        word.start += 2;
    }
    back.skip(3, |byte| is_quote(byte) || matches!(byte, b'\\' | b'@'));
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
    // `key":"`, `key":` and `key=`, as most logs have it.
    match text.get(end..).unwrap_or_default() {
        [b'"', b':', b'"', first, ..] if first.is_ascii_alphanumeric() => return Some(end + 3),
        [b'"', b':', first, ..] if first.is_ascii_alphanumeric() => return Some(end + 2),
        [b'=', first, ..] if first.is_ascii_alphanumeric() => return Some(end + 1),
        _ => {}
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
    if matches!(peek(at), b'&' | b'%') {
        at += written_quote(&text[at..]);
    }
    if matches!(peek(at), b'.' | b',') || at > closing && peek(at) == b' ' {
        at = conversion::behind(text, at).unwrap_or(at);
    }
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
        b'%' if matches!(text[at..], [_, b'3', b'D' | b'A', ..]) => at += 3,
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
    if matches!(peek(at), b'&' | b'%') {
        at += written_quote(&text[at..]);
    }
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
    let mut rest = before.iter().copied().skip_while(|byte| is_margin(*byte));
    let is_inner = |byte: u8| is_word(byte) || byte == b'-';
    rest.next().is_some_and(is_inner) && {
        let mut rest = rest.skip_while(|byte| is_inner(*byte));
        rest.find(|byte| byte.is_ascii_digit() || *byte == b'%').is_none_or(|byte| byte == b'%')
    }
}

#[cfg(test)]
mod tests {
    use super::{
        is_called_error, key_before, may_open_line, opens_line, subject_around, subject_of_arm,
        value_behind,
    };

    /// A text without the `<` that marks a place in it, and the place.
    fn marked(text: &str) -> (usize, String) {
        (text.find('<').unwrap(), text.replacen('<', "", 1))
    }

    /// The key, and `!` where it is compared with, of the value behind `<`.
    fn key(text: &str) -> String {
        let (start, text) = marked(text);
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
            ("HTTP status code: <205", "-"),
            ("Error code: <205", "code"),
            ("&quot;code&quot;:&quot;<X&quot;", "code"),
            ("&#39;code&#39; =&gt; 1, &#x22;id&#x22; : &#x22;<X", "id"),
            ("%22code%22%3A%22<X", "code"),
            ("%7B%22code%22%3A<205", "code"),
            ("[e[@\"code\"] intValue] == <205", "e.code!"),
            ("json[\"code\"].intValue == <205", "json.code!"),
            ("node.get(\"code\").asInt() == <205", "code!"),
            ("json[\"code\"] as? Int == <205", "json.code!"),
            ("json.optInt(\"code\", -1) == <205", "code!"),
            ("parseInt(err.code, 10) === <205", "err.code!"),
            ("err.code.length == <205", "code.length!"),
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
            "code&quot;:&quot;<X",
            "code&#34; : &#34;<X",
            "code%22%3A%22<X",
            "code%22%3A<205",
            "case '<X':",
            "code\"] intValue] == <205",
            "code.intValue==<205",
            "code\"]?.asInt() == <205",
            "code\"] as Int == <205",
            "code\", 0) != <205",
            "code, 10) === '<205",
        ] {
            let (want, text) = marked(text);
            assert_eq!(value_behind(text.as_bytes(), 4), Some(want), "{text}");
        }
        for text in [
            "code X",
            "code",
            "codec: X",
            "code::X",
            "code: {",
            "code, X",
            "code > X",
            "code.length == 205",
            "code and x == 205",
        ] {
            assert_eq!(value_behind(text.as_bytes(), 4), None, "{text}");
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
            let (start, text) = marked(text);
            let key = key_before(text.as_bytes(), start).unwrap();
            assert!(key.compared, "{text}");
            assert_eq!(value_behind(text.as_bytes(), key.word.end), Some(start), "{text}");
        }
        assert_eq!(key_before(b"f(code, 601)", 8), None);
        assert_eq!(value_behind(b"f(code, 601)", 6), None);
    }

    #[test]
    fn the_arms_of_a_branch_are_values_of_its_subject() {
        let subject = |text: &str| {
            let (start, text) = marked(text);
            let key = subject_of_arm(text.as_bytes(), &(start..start + 1))?;
            Some(text[key.word].to_owned())
        };
        for text in
            ["when (e.id) {\n \"<X\" -> a()\n}", "match e.id { \"Y\" => { b }, \"<X\" => c }"]
        {
            assert_eq!(subject(text).as_deref(), Some("id"), "{text}");
        }
        for text in ["when (e.id) { \"Y\" -> f(\"<X\") }", "\"<X\" -> a()", "{ \"<X\": a }"] {
            assert_eq!(subject(text), None, "{text}");
        }
    }

    #[test]
    fn branches_around_a_place_are_for_their_subject() {
        let (start, text) = marked("switch (error.code) {\n  case 0: x();\n  case <1: y();\n}");
        let key = subject_around(text.as_bytes(), start).unwrap();
        assert_eq!(&text[key.word], "code");
        assert_eq!(subject_around(b"case 1: y();", 5), None);
    }

    #[test]
    fn prose_calls_numbers_errors() {
        for text in [
            "answered error <617",
            "Error: <617",
            "error code #<617",
            "(err <617)",
            "ERR_LOOP = <617",
            "const LOOP_ERROR=<617;",
        ] {
            let (start, text) = marked(text);
            assert!(is_called_error(text.as_bytes(), start), "{text}");
        }
        for text in [
            "HTTP error <404",
            "exit code <2",
            "errored <617",
            "error<617",
            "<617",
            "of <617",
            "TERROR = <617",
            "= <617",
        ] {
            let (start, text) = marked(text);
            assert!(!is_called_error(text.as_bytes(), start), "{text}");
        }
    }

    #[test]
    fn a_key_may_open_its_line() {
        assert!(opens_line(b"x\n  \"code\": 1", 5) && opens_line(b"- id: 1", 2));
        assert!(!opens_line(b"x code: 1", 2));
    }

    #[test]
    fn a_line_that_no_key_opens_is_told_by_what_stands_before_the_value() {
        for text in ["code: <1", "- 'code' => \"<X", "code%3D<1", "case '<X'", "code.equals(\"<X"] {
            let before = &text[..text.find('<').unwrap()];
            let key = key_before(text.replacen('<', "", 1).as_bytes(), before.len()).unwrap();
            assert!(opens_line(before.as_bytes(), key.word.start), "{text}");
            assert!(may_open_line(before.as_bytes()), "{text}");
        }
        for before in ["{\"code\":\"", "2026-01-02T03:04 code=", "", "  "] {
            assert!(!may_open_line(before.as_bytes()), "{before}");
        }
    }
}
