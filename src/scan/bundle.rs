//! Dotted codes that are but the keys of texts: entries of message bundles and translations, and
//! the arguments of calls that fetch these.

use std::ops::Range;

use memchr::memmem;

use super::context::{Back, NEAR, PADDING, is_quote, is_space, line_around};
use super::key::opens_line;
use super::object::{Object, open_brace};
use super::shape::is_word;
use super::tags;

/// Calls that fetch a text by its key.
const FETCHING: [&[u8]; 23] = [
    b"t",
    b"tc",
    b"te",
    b"tr",
    b"_",
    b"__",
    b"_e",
    b"trans",
    b"transChoice",
    b"trans_choice",
    b"translate",
    b"gettext",
    b"i18n",
    b"lang",
    b"localize",
    b"localized",
    b"Messages",
    b"formatMessage",
    b"generateMessage",
    b"getMessage",
    b"getString",
    b"getText",
    b"NSLocalizedString",
];

/// What has one of these in its name fetches or sets the key of a text, as does what such an owner
/// has: `growlTranslation("…")`, `setI18nKey("…")`, `translate.instant("…")`.
const FETCHERS: [&[u8]; 4] = [b"transl", b"i18n", b"l10n", b"locali"];

/// The same for owners alone: `Lang::get("…")`, and no `setLanguage("…")`.
const OWNER: &[u8] = b"lang";

/// Calls whose second argument is the key of a text: `rejectValue("field", "…")`.
const SECOND: [&[u8]; 1] = [b"rejectValue"];

/// Attributes, members and words before the key of a text: `translate="…"`, `msgid "…"`.
const LEADING: [&[u8]; 12] = [
    b"translate",
    b"translationKey",
    b"i18nKey",
    b"i18n_key",
    b"data-i18n",
    b"messageKey",
    b"message_key",
    b"v-t",
    b"msgctxt",
    b"msgid",
    b"resname",
    b"tuid",
];

/// Members that are the key of a text where the object has one of these beside them.
const DESCRIBED: [(&[u8], &[&str]); 2] =
    [(b"id", &["defaultMessage", "translation"]), (b"key", &["value", "translation"])];

/// Filters behind the key of a text: `{{ '…' | translate }}`.
const FILTERS: [&[u8]; 4] = [b"translate", b"transloco", b"trans", b"t"];

/// Whether a code may be the key of a text, by the bytes around it: most are not.
#[inline(always)]
pub(super) fn may_be_key_of_text(text: &[u8], code: &Range<usize>) -> bool {
    match text[code.end..] {
        // `"code":"x.y",`: the value of a key, and no text beside it.
        [b'"', b',', b'"', b'd' | b't' | b'v', ..] => true,
        [b'"', b',' | b'}', ..] => !text[..code.start].ends_with(b":\""),
        [b'"' | b'\'' | b'`' | b'=' | b':' | b';' | b',' | b'\t', ..] => true,
        [b' ', next, ..] => matches!(next, b'=' | b' '),
        [b'}', ..] => text[..code.start].ends_with(b"{"),
        [b'<', b'/', ..] => text[..code.start].ends_with(b">"),
        [b']', b'\n' | b'\r', ..] => text[..code.start].ends_with(b"["),
        _ => false,
    }
}

/// Whether a code is the key of a text rather than an error that has come.
pub(super) fn is_key_of_text(text: &[u8], code: &Range<usize>) -> bool {
    let before = text[..code.start].last().copied().unwrap_or(b'\n');
    match text.get(code.end).copied() {
        Some(behind) if is_quote(behind) => {
            is_quote(before) && (is_fetched(text, code) || has_quoted_text(text, code))
        }
        // `#{x.y}` and `"{x.y}"`: filled in when the text is shown.
        Some(b'}') => {
            let opening = code.start.checked_sub(2).map(|at| text[at]);
            opening.is_some_and(|byte| byte == b'#' || is_quote(byte))
        }
        Some(b'<') => tags::is_key_in_tag(text, code),
        Some(b']') => is_heading(text, code),
        Some(behind) if behind == b'=' || behind == b':' || is_space(behind) => {
            !is_quote(before) && has_value(text, code)
        }
        _ => false,
    }
}

/// Whether a code in quotes is fetched by a call, an attribute, a filter or a keyword.
fn is_fetched(text: &[u8], code: &Range<usize>) -> bool {
    is_filtered(&text[code.end + 1..]) || {
        let mut back = Back { text, at: code.start - 1 };
        back.skip(2, |byte| is_quote(byte) || byte == b'\\');
        match back.peek() {
            b'(' | b'[' => {
                let call = back.peek() == b'(';
                back.at -= 1;
                fetches(back, call)
            }
            b',' | b' ' if is_second(text, back.at) => true,
            b'=' => {
                let tag = tags::is_key_of_tag(text, back.at);
                back.at -= 1;
                tag || back.word().is_some_and(|word| LEADING.contains(&&text[word]))
            }
            b' ' | b':' => {
                let spaces = back.skip(PADDING, is_space);
                let member = back.eat(b':');
                back.skip(2, is_quote);
                let Some(word) = back.word() else { return false };
                let name = &text[word.clone()];
                LEADING.contains(&name)
                    || member && has_text_beside(text, word)
                    || !member && spaces == 1 && FETCHING.contains(&name) && !is_quote(back.peek())
            }
            _ => false,
        }
    }
}

/// Whether a filter or a method behind the quote of a code shows a text: `' | translate`,
/// `'.tr()`.
fn is_filtered(rest: &[u8]) -> bool {
    let spaces = rest.iter().take(PADDING).take_while(|byte| is_space(**byte)).count();
    let (names, name) = match &rest[spaces..] {
        [b'|', name @ ..] => (&FILTERS[..], name.strip_prefix(b" ").unwrap_or(name)),
        [b'.', name @ ..] if spaces == 0 => (&FETCHING[..], name),
        _ => return false,
    };
    let length = name.iter().take(PADDING).take_while(|byte| is_word(**byte)).count();
    names.contains(&&name[..length])
}

/// Whether what ends where `back` stands fetches a text: a `call` by its name or that of its owner,
/// or a table by its name.
fn fetches(mut back: Back<'_>, call: bool) -> bool {
    let text = back.text;
    let Some(word) = back.word() else { return false };
    if call && (FETCHING.contains(&&text[word.clone()]) || has_any(&text[word.clone()], &FETCHERS))
    {
        return true;
    }
    let owner = if call {
        let signs = back.skip(2, |byte| matches!(byte, b'.' | b':' | b'-' | b'>' | b'?'));
        if signs > 0 { back.word() } else { None }
    } else {
        Some(word)
    };
    owner.is_some_and(|owner| {
        let owner = &text[owner];
        has_any(owner, &FETCHERS) || has_any(owner, &[OWNER])
    })
}

/// Whether a word has one of these in it, letters in either case.
fn has_any(word: &[u8], parts: &[&[u8]]) -> bool {
    let has = |part: &[u8]| word.windows(part.len()).any(|it| it.eq_ignore_ascii_case(part));
    parts.iter().any(|part| has(part))
}

/// Whether what follows `end` is the second argument of a call that fetches a text.
fn is_second(text: &[u8], end: usize) -> bool {
    let mut back = Back { text, at: end };
    back.skip(1, is_space);
    back.eat(b',') && {
        back.skip(PADDING, |byte| is_word(byte) || is_quote(byte) || byte == b'.');
        back.eat(b'(') && back.word().is_some_and(|word| SECOND.contains(&&text[word]))
    }
}

/// Whether a text stands beside the member at `word`, or a call fetches one by the object:
/// `{ id: "…", defaultMessage: "…" }`, `formatMessage({ id: "…" })`.
#[cold]
#[inline(never)]
fn has_text_beside(text: &[u8], word: Range<usize>) -> bool {
    let Some((_, names)) = DESCRIBED.iter().find(|(key, _)| *key == &text[word.clone()]) else {
        return false;
    };
    let from = word.start.saturating_sub(NEAR);
    let Some(open) = open_brace(text, from, word.start) else { return false };
    let mut back = Back { text, at: open };
    if back.eat(b'(') && fetches(back, true) {
        return true;
    }
    let near = &text[open..text.len().min(word.end + NEAR)];
    let beside = |name: &&&str| memmem::find(near, name.as_bytes()).is_some();
    names.iter().find(beside).is_some_and(|name| Object::around(text, word.start).has(name))
}

/// Whether a code in square brackets heads texts: a line of its own, and one `name = …` below.
fn is_heading(text: &[u8], code: &Range<usize>) -> bool {
    let Some(start) = code.start.checked_sub(1) else { return false };
    let rest = text[code.end + 1..].trim_ascii_start();
    let length = rest.iter().take(PADDING).take_while(|byte| is_word(**byte)).count();
    let sign = rest[length..].trim_ascii_start();
    (start == 0 || text[start - 1] == b'\n') && length > 0 && sign.starts_with(b"=")
}

/// Whether a code in quotes is a key whose value is a text in quotes: `"x.y": "…"`, `'x.y' => '…'`,
/// `"x.y" = "…"`.
fn has_quoted_text(text: &[u8], code: &Range<usize>) -> bool {
    let rest = &text[code.end + 1..text.len().min(code.end + 1 + PADDING)];
    let rest = rest.trim_ascii_start();
    let value = [&b":"[..], b"=>", b"="].iter().find_map(|sign| rest.strip_prefix(*sign));
    // A member of a table, not a value behind a key and no branch of `? :`.
    value.is_some_and(|value| value.trim_ascii_start().first().is_some_and(|byte| is_quote(*byte)))
        && matches!(
            text[code.start.saturating_sub(PADDING)..code.start - 1].trim_ascii_end().last(),
            None | Some(b'{' | b'[' | b'(' | b',' | b';')
        )
}

/// The words that open the lines before and behind that of a code which opens its own, where such
/// a word and a sign stand there as in a table of texts: `x.y: …`, `x.y;…`.
pub(super) fn neighbours<'t>(
    text: &'t [u8],
    code: &Range<usize>,
) -> impl Iterator<Item = &'t [u8]> + use<'t> {
    let code = code.clone();
    let is_table = matches!(text.get(code.end), Some(b':' | b';' | b',' | b'\t'))
        && opens_line(text, code.start);
    let line = if is_table { line_around(text, code.start) } else { 0..0 };
    let before = line.start.checked_sub(1).map(|end| line_around(text, end).start);
    let behind = (is_table && line.end < text.len()).then_some(line.end + 1);
    let sign = text.get(code.end).copied();
    [before, behind].into_iter().flatten().filter_map(move |start| {
        let rest = text[start..text.len().min(start + PADDING)].trim_ascii_start();
        let length = rest.iter().take_while(|byte| is_word(**byte) || **byte == b'.').count();
        (rest.get(length).copied() == sign).then_some(&rest[..length])
    })
}

/// Whether a code without quotes opens its line and is given a value there: `x.y=…`, `x.y: "…"`,
/// `x.y: 5`.
fn has_value(text: &[u8], code: &Range<usize>) -> bool {
    let rest = &text[code.end..];
    let spaces = rest.iter().take(PADDING).take_while(|byte| is_space(**byte)).count();
    let given = match &rest[spaces..] {
        [b'=', behind, ..] => !matches!(behind, b'=' | b'>' | b'~'),
        [b':', value @ ..] if spaces == 0 => {
            let blank = value.iter().take(PADDING).take_while(|byte| is_space(**byte)).count();
            let value = &value[blank..];
            value.first().is_some_and(|byte| is_quote(*byte) || byte.is_ascii_digit())
                || value.starts_with(b"true")
                || value.starts_with(b"false")
        }
        _ => false,
    };
    given && opens_line(text, code.start)
}

#[cfg(test)]
mod tests {
    use super::{is_key_of_text, neighbours};

    fn is_key(text: &str) -> bool {
        let start = text.find('<').unwrap();
        let text = text.replacen('<', "", 1);
        is_key_of_text(text.as_bytes(), &(start..start + 3))
    }

    #[test]
    fn the_keys_of_message_bundles_are_known() {
        for text in [
            "<x.y=Text",
            "a=b\n<x.y = Text",
            "<x.y: \"Text\"",
            "  <x.y: 5000",
            "{\"<x.y\": \"Text\"}",
            "{\"a\": \"b\",\n \"<x.y\":\"Text\"}",
            "[\n'<x.y' => 'Text',",
            "\"<x.y\" = \"Text\";",
            "t(\"<x.y\")",
            "i18n.t('<x.y', { name })",
            "messageSource.getMessage(\"<x.y\", null)",
            "msgid \"<x.y\"",
            "msgctxt \"<x.y\"",
            "messages(Lang::get('<x.y'))",
            "this.translate.instant('<x.y')",
            "TRANSLATIONS['<x.y']",
            "NewError(404).SetI18nKey(\"<x.y\")",
            "this.growlTranslation('<x.y', 'error')",
            "I18n.t \"<x.y\"",
            "e.rejectValue(\"name\", \"<x.y\", \"Text\")",
            "'<x.y'.tr()",
            "\"<x.y\".localized",
            "{ id: '<x.y', defaultMessage: 'Text' }",
            "{\"id\":\"<x.y\",\"translation\":\"Text\"}",
            "[{\"key\": \"<x.y\",\n  \"value\": \"Text\"}]",
            "formatMessage({ id: '<x.y' })",
            "@Size(message = \"{<x.y}\")",
            "th:text=\"#{<x.y}\"",
            "[<x.y]\nother = \"Text\"",
            "[span translate=\"<x.y\"]",
            "{{ '<x.y' | translate }}",
        ] {
            assert!(is_key(text), "{text}");
        }
    }

    #[test]
    fn what_an_error_carries_is_no_key_of_a_text() {
        for text in [
            "{\"code\":\"<x.y\",\"realm\":\"a\"}",
            "{\"code\": \"<x.y\"}",
            "failed: <x.y=3",
            "<x.y: no alive nodes",
            "<x.y",
            "ok ? '<x.y' : 'x.z'",
            "case \"<x.y\": \"Text\"",
            "reject(\"<x.y\")",
            "reject(\"a\", \"<x.y\")",
            "{ id: '<x.y', message: 'Text' }",
            "{\"id\": \"<x.y\",\"description\":\"Text\"}",
            "f({ id: '<x.y' })",
            "it doesn't '<x.y'",
            "errors['<x.y']",
            "answer: {<x.y}",
            "[<x.y]\nnext line",
            "err.id === '<x.y'",
            "| `<x.y` | Text |",
            "id: '<x.y', code: 1",
            "<x.y == id",
        ] {
            assert!(!is_key(text), "{text}");
        }
    }

    #[test]
    fn the_keys_beside_one_are_those_of_the_same_table() {
        let told = |text: &str| {
            let start = text.find('<').unwrap();
            let text = text.replacen('<', "", 1);
            let words = neighbours(text.as_bytes(), &(start..start + 3));
            words
                .map(|word| String::from_utf8_lossy(word).into_owned())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(told("a.b: c\n<x.y: z\nd.e: f"), "a.b d.e");
        assert_eq!(told("<x.y;A\r\nd.e;B"), "d.e");
        for text in ["<x.y", "<x.y: z", "a.b=c\n<x.y: z\n", "a.b: c\nlog <x.y: z\nd.e: f"] {
            assert_eq!(told(text), "", "{text}");
        }
    }
}
