//! How a line of a log tells that a code in it is of a failure.

use std::ops::Range;
use std::sync::LazyLock;

use super::context::{PADDING, is_quote, is_space};
use super::key::key_before;
use super::shape::is_word;
use super::simd::Fingerprints;

/// What words that tell of failure begin with or have in them, as logs write them.
const FAILING: [&[u8; 3]; 13] = [
    b"err", b"Err", b"ERR", b"fai", b"Fai", b"FAI", b"xce", b"ata", b"FAT", b"WAR", b"SEV", b"CRI",
    b"ras",
];

/// Whether a text begins with what tells of failure.
fn is_failing(text: &[u8]) -> bool {
    match text {
        [b'e', b'r', b'r', ..] | [b'E', b'r', b'r', ..] | [b'E', b'R', b'R', ..] => true,
        [b'f' | b'F', b'a', b'i', b'l', ..] | [b'F', b'A', b'I', b'L', ..] => true,
        [b'x', b'c', b'e', b'p', b't', ..] | [b'a', b't', b'a', b'l', ..] => true,
        [b'r', b'a', b's', b'h', ..] | [b'W', b'A', b'R', b'N', ..] => true,
        [b'F', ..] => text.starts_with(b"FATAL"),
        [b'S', ..] => text.starts_with(b"SEVERE"),
        [b'C', ..] => text.starts_with(b"CRITICAL"),
        _ => false,
    }
}

static FAILURES: LazyLock<Fingerprints> = LazyLock::new(|| {
    let mut words = Fingerprints::default();
    // What differs by the case of letters alone shares a bucket, and little else.
    for (word, bucket) in FAILING.iter().zip([0, 0, 0, 1, 1, 1, 2, 3, 4, 4, 5, 6, 7]) {
        words.add_start(**word, bucket);
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

/// Whether a word is a level of failure, as log lines write it.
fn is_level(word: &[u8]) -> bool {
    matches!(
        word,
        b"ERROR" | b"ERR" | b"WARN" | b"WARNING" | b"FATAL" | b"SEVERE" | b"CRITICAL" | b"FAILED"
    )
}

/// How a line tells of failure, by words that are not themselves part of a dotted code.
pub(super) fn failure(text: &[u8], line: Range<usize>, code: &Range<usize>) -> Option<Failure> {
    let mut told = None;
    let leads = FAILURES.any(text, line.clone(), |at| {
        if code.contains(&at) || !is_failing(&text[at..line.end]) {
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
            return error
                && !gap.is_empty()
                && gap.iter().all(|byte| is_space(*byte))
                && ends_phrase(&text[end..line.end]);
        }
        if end > code.start {
            return false;
        }
        // Classes of errors are members of packages; `user.error` is a name of something else.
        let named = before != Some(b'.') || word[0].is_ascii_uppercase();
        if named && leads(&text[end..code.start]) && !is_anothers(&text[line.start..start], word) {
            return true;
        }
        let small = matches!(word, b"error" | b"err" | b"warn" | b"warning" | b"fatal")
            && (before == Some(b'[') && text.get(end) == Some(&b']')
                || key_before(text, start).is_some_and(|key| {
                    matches!(&text[key.word], b"level" | b"severity" | b"lvl" | b"loglevel")
                }));
        if small || is_level(word) {
            told = Some(Failure::Level);
        }
        false
    });
    if leads { Some(Failure::Leads) } else { told }
}

/// Words in capitals before a word of failure that name no system of their own: levels of a log, and
/// what any system may be called by.
const NO_NAMES: [&[u8]; 14] = [
    b"API", b"DB", b"DEBUG", b"HTTP", b"HTTPS", b"ID", b"INFO", b"JSON", b"NOTICE", b"REST",
    b"RPC", b"SDK", b"TRACE", b"WS",
];

/// Whether what stands before a word of failure ends in what failed, in capitals where the word has
/// none: `PLC error 0x…`.
fn is_anothers(before: &[u8], failing: &[u8]) -> bool {
    let Some(before) = before.strip_suffix(b" ") else { return false };
    let start = before.len() - before.iter().rev().take_while(|byte| is_word(**byte)).count();
    let name = &before[start..];
    name.len() > 1
        && name[0].is_ascii_uppercase()
        && name.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && failing.iter().any(u8::is_ascii_lowercase)
        && !is_level(name)
        && !NO_NAMES.contains(&name)
}

/// Words that may go on behind `0x… error`; any other makes a name of it: `error mask`.
const GOING_ON: [&[u8]; 16] = [
    b"after", b"and", b"as", b"at", b"because", b"but", b"during", b"for", b"from", b"if", b"in",
    b"is", b"on", b"when", b"while", b"with",
];

/// Whether a word ends its phrase, by what stands behind it.
fn ends_phrase(rest: &[u8]) -> bool {
    let [b' ', rest @ ..] = rest else { return true };
    let length = rest.iter().take(PADDING).take_while(|byte| is_word(**byte)).count();
    length == 0 || GOING_ON.contains(&&rest[..length])
}

/// What a code in quotes may be called before them: `an error with id "x.y.z"`.
const NOUNS: [&[u8]; 3] = [b"code", b"id", b"name"];

/// What stands before a code without the quote that opens it behind what it is called.
fn without_quote(before: &[u8]) -> Option<&[u8]> {
    let (quote, before) = before.split_last().filter(|(quote, _)| is_quote(**quote))?;
    let word = before.strip_suffix(b" ")?;
    let start = word.len() - word.iter().rev().take_while(|byte| is_word(**byte)).count();
    let noun = &word[start..];
    (*quote != b'`' && NOUNS.contains(&noun)).then_some(before)
}

/// Whether a word of failure leads to a code across what stands between them.
fn leads(gap: &[u8]) -> bool {
    let gap = without_quote(gap).unwrap_or(gap);
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
    let last = text[line.clone()].trim_ascii_end().last().copied();
    let bare = !is_quote(before) && !is_quote(behind)
        || before == behind && without_quote(&text[line.start..code.start]).is_some();
    bare && !matches!(last, Some(b';' | b'{' | b','))
}

/// Whether a code stands where a log line names its reason: behind a colon, a dash or a bracket.
pub(super) fn is_reason(text: &[u8], line: Range<usize>, code: &Range<usize>) -> bool {
    let before = text[line.start..code.start].trim_ascii_end().last().copied();
    matches!(before, Some(b':' | b'-' | b'[' | b'('))
}

#[cfg(test)]
mod tests {
    use super::{FAILING, FAILURES, Failure, failure, is_failing};

    #[test]
    fn what_is_searched_for_is_what_tells_of_failure() {
        let words = [
            "err", "Err", "ERR", "fail", "Fail", "FAIL", "xcept", "atal", "FATAL", "WARN",
            "SEVERE", "CRITICAL", "rash",
        ];
        for (word, beginning) in words.iter().zip(FAILING) {
            let text = format!("a {word} b");
            assert!(word.as_bytes().starts_with(beginning) && is_failing(&text.as_bytes()[2..]));
            assert!(FAILURES.any(text.as_bytes(), 0..text.len(), |at| at == 2), "{word}");
            assert!(!is_failing(&word.as_bytes()[..2]), "{word}");
        }
        assert_eq!(words.len(), FAILING.len());
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
            "a <0x1 error when it starts",
            "<0x1 error (again)",
            "error code <0x1 came",
            "WARN error <0x1",
            "INFO error <0x1",
            "API error <0x1",
            "REQUEST ERROR <0x1",
            "import failed with error code: <0x1",
            "Error #<0x1",
            "upload failed (<error.user.x)",
            "I got an error with id \"<x.y.z\"",
            "fails with code '<x.y.z'",
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
            "subsystem <0x1 error mask 0x0",
            "<0x1 Error Reporting",
            "login.error=<error.user.x",
            "raise ApiError(\"<error.user.x\")",
            "PLC error <0x1",
            "I2C error code <0x1",
            "an error, the text has the id \"<x.y.z\"",
            "errors have the key \"<x.y.z\"",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
    }
}
