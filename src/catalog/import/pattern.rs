//! The layout of codes, guessed from the codes themselves: literal text where all agree, parts
//! where they differ.

use serde::Serialize;

use crate::code::{Chars, Layout};

/// A layout as a file writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Pattern {
    pattern: String,
    parts: Vec<Part>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_bits: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Part {
    name: String,
    chars: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    length: Option<Length>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Length {
    Exact(usize),
    Span(usize, usize),
}

/// The narrowest layout that all codes have. Every code must be one by [`is_code`].
pub(super) fn guess(codes: &[&str]) -> Pattern {
    let candidates = [hex(codes), columns(codes), behind_prefix(codes)];
    let fitting = candidates.into_iter().flatten().find(|pattern| pattern.fits(codes));
    fitting.unwrap_or_else(|| single("", codes, "path"))
}

/// Whether a text can be a code at all.
pub(super) fn is_code(text: &str) -> bool {
    text.len() <= 200
        && !text.is_empty()
        && Chars::Path.run(text.as_bytes(), text.len()) == text.len()
}

impl Pattern {
    /// The layout itself.
    pub(super) fn layout(&self) -> Option<Layout> {
        serde_json::from_value(serde_json::to_value(self).ok()?).ok()
    }

    fn fits(&self, codes: &[&str]) -> bool {
        let Some(layout) = self.layout() else { return false };
        codes
            .iter()
            .all(|code| layout.read(code).is_some_and(|values| layout.write(&values) == *code))
    }

    /// Says which field of an entry each part always repeats: `fields` gives it for a code.
    pub(super) fn name_fields(&mut self, codes: &[(&str, [Option<String>; 3])]) {
        let Some(layout) = self.layout() else { return };
        let read: Vec<_> =
            codes.iter().filter_map(|(code, fields)| Some((layout.read(code)?, fields))).collect();
        for (at, part) in self.parts.iter_mut().enumerate() {
            for (place, field) in ["status", "group", "error_type"].into_iter().enumerate() {
                let mut same =
                    read.iter().map(|(values, fields)| fields[place].as_ref() == Some(&values[at]));
                if part.field.is_none() && !read.is_empty() && same.all(|same| same) {
                    part.field = Some(field);
                }
            }
        }
    }
}

/// `0x01010005`: digits of one number.
fn hex(codes: &[&str]) -> Option<Pattern> {
    let digits: Vec<&str> =
        codes.iter().map(|code| code.strip_prefix("0x")).collect::<Option<_>>()?;
    let length = digits.first()?.len();
    let hex = |text: &&str| text.len() == length && text.bytes().all(|b| b.is_ascii_hexdigit());
    ((1..=16).contains(&length) && digits.iter().all(hex)).then(|| Pattern {
        pattern: "0x{number}".to_owned(),
        parts: vec![part("number", "hex", Some(Length::Exact(length)))],
        number_bits: Some(length * 4),
    })
}

/// Words with the same separators in all codes: `PR400-OD-0001`.
fn columns(codes: &[&str]) -> Option<Pattern> {
    let split: Vec<_> = codes.iter().map(|code| words(code)).collect();
    let (first, separators) = split.first()?;
    if split.iter().any(|(_, others)| others != separators) {
        return None;
    }
    let count = first.len();
    let column = |at: usize| split.iter().map(|(words, _)| words[at]).collect::<Vec<_>>();
    let constant = |at: usize| column(at).windows(2).all(|pair| pair[0] == pair[1]);
    let varied = (0..count).any(|at| !constant(at));
    let mut pattern = String::new();
    let mut parts = Vec::new();
    for at in 0..count {
        if at > 0 {
            pattern.push_str(separators[at - 1]);
        }
        // Of a lone code the last word is taken to vary.
        if constant(at) && (varied || at + 1 < count) {
            pattern.push_str(first[at]);
        } else {
            add_column(&column(at), at + 1 == count, &mut pattern, &mut parts);
        }
    }
    Some(Pattern { pattern, parts, number_bits: None })
}

/// A column of words: letters that all share and a number, letters of one length and a number, or
/// just a word.
fn add_column(words: &[&str], last: bool, pattern: &mut String, parts: &mut Vec<Part>) {
    let letters = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = words.iter().all(|word| letters(word) < word.len());
    let head = letters(words[0]);
    let split = numbered && words.iter().all(|word| letters(word) == head);
    if split {
        let heads: Vec<&str> = words.iter().map(|word| &word[..head]).collect();
        if heads.iter().all(|word| *word == heads[0]) {
            pattern.push_str(heads[0]);
        } else {
            add_part(&heads, false, pattern, parts);
        }
        let tails: Vec<&str> = words.iter().map(|word| &word[head..]).collect();
        add_part(&tails, last, pattern, parts);
    } else {
        add_part(words, last, pattern, parts);
    }
}

fn add_part(words: &[&str], last: bool, pattern: &mut String, parts: &mut Vec<Part>) {
    let chars = chars(words);
    let name = match (chars, last) {
        ("digit", true) => "number".to_owned(),
        (_, true) if parts.is_empty() => "code".to_owned(),
        _ => format!("part{}", parts.len() + 1),
    };
    let (least, most) = lengths(words);
    let length = match (least == most, chars) {
        (true, _) => Some(Length::Exact(least)),
        (false, "digit") => Some(Length::Span(least, most)),
        (false, _) => None,
    };
    pattern.push_str(&format!("{{{name}}}"));
    parts.push(part(&name, chars, length));
}

/// The text that all codes begin with, up to a separator, and anything behind it.
fn behind_prefix(codes: &[&str]) -> Option<Pattern> {
    let first = codes.first()?;
    let common = codes
        .iter()
        .map(|code| first.bytes().zip(code.bytes()).take_while(|(a, b)| a == b).count());
    let common = &first[..common.min()?];
    let end = common.rfind(|c: char| !is_word(c)).map_or(0, |at| at + 1);
    let rests: Vec<&str> = codes.iter().map(|code| &code[end..]).collect();
    Some(single(&first[..end], &rests, chars(&rests)))
}

fn single(prefix: &str, rests: &[&str], chars: &'static str) -> Pattern {
    let (least, most) = lengths(rests);
    let length = (chars == "digit").then_some(Length::Span(least, most));
    Pattern {
        pattern: format!("{prefix}{{code}}"),
        parts: vec![part("code", chars, length)],
        number_bits: None,
    }
}

fn part(name: &str, chars: &'static str, length: Option<Length>) -> Part {
    Part { name: name.to_owned(), chars, length, field: None }
}

fn lengths(words: &[&str]) -> (usize, usize) {
    let lengths = || words.iter().map(|word| word.len());
    (lengths().min().unwrap_or(1), lengths().max().unwrap_or(1))
}

/// The narrowest kind of part that all words are.
fn chars(words: &[&str]) -> &'static str {
    let all = |is: fn(char) -> bool| words.iter().all(|word| word.chars().all(is));
    if all(|c| c.is_ascii_digit()) {
        "digit"
    } else if all(|c| is_word(c) && !c.is_ascii_lowercase()) {
        "upper"
    } else if all(|c| is_word(c) && !c.is_ascii_uppercase()) {
        "word"
    } else if all(is_word) {
        "alnum"
    } else if all(|c| (is_word(c) || c == '-') && !c.is_ascii_uppercase()) {
        "slug"
    } else {
        "path"
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The words of a code, and what stands between them.
fn words(code: &str) -> (Vec<&str>, Vec<&str>) {
    let words = code.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
    let separators = code.split(is_word).filter(|text| !text.is_empty()).collect();
    (words, separators)
}

#[cfg(test)]
mod tests {
    use super::{guess, is_code};

    fn shown(codes: &[&str]) -> String {
        let pattern = guess(codes);
        let parts: Vec<_> = pattern
            .parts
            .iter()
            .map(|part| match &part.length {
                Some(length) => {
                    format!("{} {}", part.chars, serde_json::to_string(length).unwrap())
                }
                None => part.chars.to_owned(),
            })
            .collect();
        assert!(pattern.fits(codes), "{pattern:?}");
        format!("{} {}", pattern.pattern, parts.join(", "))
    }

    #[test]
    fn a_layout_is_as_narrow_as_the_codes() {
        let cases: &[(&[&str], &str)] = &[
            (&["SHOP-1001", "SHOP-2041"], "SHOP-{number} digit 4"),
            (&["SHOP-1", "SHOP-22"], "SHOP-{number} digit [1,2]"),
            (&["E1001"], "E{number} digit 4"),
            (&["E1001", "W2001"], "{part1}{number} upper 1, digit 4"),
            (&["E1001", "WARN2001"], "{code} upper"),
            (
                &["PR400-OD-0001", "PR404-DV-0002"],
                "PR{part1}-{part2}-{number} digit 3, upper 2, digit 4",
            ),
            (&["0x01010005", "0x0101000a"], "0x{number} hex 8"),
            (&["23505", "42P01"], "{code} upper 5"),
            (&["NOT_FOUND", "CONFLICT"], "{code} upper"),
            (&["auth/user-not-found", "auth/expired"], "auth/{code} slug"),
            (&["error.user.gone", "error.api.gone"], "error.{part1}.gone word"),
            (&["error.user.gone", "error.api"], "error.{code} path"),
            (&["a.b", "C-D"], "{code} path"),
            (&["7", "12"], "{number} digit [1,2]"),
            (&["Missing", "Gone"], "{code} alnum"),
        ];
        for (codes, want) in cases {
            assert_eq!(shown(codes), *want, "{codes:?}");
        }
    }

    #[test]
    fn what_has_blanks_or_other_letters_is_no_code() {
        for text in ["", "a b", "é", "-", "a-", "{X}", "a\u{0}"] {
            assert!(!is_code(text), "{text:?}");
        }
        assert!(is_code("a/b.c:d-e_f"));
    }
}
