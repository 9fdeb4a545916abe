//! Codes in longer texts, in lists, and with other marks and digits than their own.

use super::{Found, Match, is_told, lookup, matches};
use crate::catalog::Catalogs;
use crate::code::{Via, clean, spellings};

/// The codes and names that stand in a longer text, where literal text tells them: the value of
/// `code=PR400-OD-0001`, the code of a pasted line.
pub(super) fn within<'a>(catalogs: &'a Catalogs, text: &str) -> Vec<Match<'a>> {
    let mut met: Vec<Match<'a>> = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.' | '-')) {
        let word = clean(word);
        if word.is_empty() || word.len() == text.len() {
            continue;
        }
        for catalog in catalogs {
            let spelled = spellings(catalog.header(), word);
            if !is_told(catalog, &spelled) {
                continue;
            }
            let known: Vec<_> = met.iter().map(|known| known.found).collect();
            let new = matches(catalog, &spelled, word).into_iter();
            let new = new.filter(|new| !known.iter().any(|known| known.is(&new.found)));
            met.extend(new.map(|new| Match { via: Via::Within(word.to_owned()), ..new }));
        }
    }
    met
}

/// What is left to try: the value of a key, a number as programs and people write it, and the
/// letters and digits of a code, a name or the end of one with whatever marks between them.
pub(super) fn respelled<'a>(catalogs: &'a Catalogs, text: &str) -> Vec<Match<'a>> {
    if let Some(value) = keyed(text) {
        let met = lookup(catalogs, value).matches.into_iter();
        return met.map(|met| Match { via: Via::Within(value.to_owned()), ..met }).collect();
    }
    let mut met = Vec::new();
    if let Some(number) = number(text) {
        for catalog in catalogs {
            met.extend(matches(catalog, &spellings(catalog.header(), &number), &number));
        }
    }
    let wanted = squeezed(text);
    if !met.is_empty() || wanted.len() < SHORTEST || wanted.bytes().all(|b| b.is_ascii_digit()) {
        return met;
    }
    for catalog in catalogs {
        for entry in catalog.entries() {
            let forms = [Some(&entry.code), entry.name.as_ref(), entry.title.as_ref()];
            let same = forms.into_iter().flatten().find_map(|form| same_letters(form, &wanted));
            if let Some(same) = same {
                let via = Via::Respelled(same.to_owned());
                met.push(Match { found: Found { catalog, entry }, via, captures: Vec::new() });
            }
        }
    }
    met
}

/// The codes of a list with commas, where each of them is one: `not_found,pool_not_found`.
pub(super) fn listed<'a>(catalogs: &'a Catalogs, text: &str) -> Vec<Match<'a>> {
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<_> = parts.collect();
    let mut met: Vec<Match<'a>> = Vec::new();
    if parts.len() < 2 {
        return met;
    }
    for part in parts {
        let matches = lookup(catalogs, part).matches;
        if matches.is_empty() {
            return Vec::new();
        }
        let known: Vec<_> = met.iter().map(|known| known.found).collect();
        let new = matches.into_iter();
        let new = new.filter(|new| !known.iter().any(|known| known.is(&new.found)));
        met.extend(new.map(|new| Match { via: Via::Within(part.to_owned()), ..new }));
    }
    met
}

/// The fewest letters and digits that are compared without their marks.
const SHORTEST: usize = 5;

/// Words that stand before a code and are none: `errorCode: 601`.
const KEYS: [&str; 9] =
    ["code", "err", "errcode", "error", "errorcode", "errorid", "errorname", "id", "name"];

/// The last word of a text, where all before it are names of keys.
fn keyed(text: &str) -> Option<&str> {
    let mark = |c: char| c.is_whitespace() || matches!(c, '=' | ':' | '"' | '\'' | '#');
    let value = text.rsplit(mark).find(|word| !word.is_empty())?;
    let start = text.rfind(value)?;
    let mut keys = text[..start].split(mark).filter(|word| !word.is_empty()).peekable();
    keys.peek()?;
    keys.all(|key| KEYS.contains(&squeezed(key).as_str())).then_some(value)
}

/// A number without what groups its digits and tells its type: `16,842,757`, `0101000ah`,
/// `0x0101_0005u`. `None` where there is no such thing.
fn number(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '_' | ' ' | '\'')).collect();
    let small = plain.to_ascii_lowercase();
    let bare = small.trim_end_matches(['l', 'u']);
    let hex =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let prefixed = ["0x", "\\x", "&h", "x"].iter().find_map(|prefix| bare.strip_prefix(prefix));
    let number = match prefixed.or(bare.strip_suffix('h')).filter(|digits| hex(digits)) {
        Some(digits) => format!("0x{digits}"),
        None if bare.bytes().all(|byte| byte.is_ascii_digit()) => bare.to_owned(),
        None => return None,
    };
    (number != text).then_some(number)
}

/// The letters and digits of a text, in small letters.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}

/// The identifier, or the end of it from the beginning of a part on, that has just these letters
/// and digits. What stands for anything does not count, if words are left: `_NOT_EXIST`.
fn same_letters<'e>(form: &'e str, wanted: &str) -> Option<&'e str> {
    if let Some((before, rest)) = form.split_once('{') {
        let behind = rest.split_once('}')?.1;
        let words = [before, behind].concat();
        let same = words.trim_matches('_').contains('_') && squeezed(&words) == wanted;
        return same.then_some(form);
    }
    let mut rest = wanted.chars().rev().peekable();
    for (at, c) in form.char_indices().rev() {
        if c.is_alphanumeric() {
            match rest.next() {
                Some(letter) if letter == c.to_ascii_lowercase() => {}
                _ => return None,
            }
        } else if rest.peek().is_none() && !matches!(c, '_' | ' ') {
            return Some(&form[at + c.len_utf8()..]);
        }
    }
    rest.next().is_none().then_some(form)
}
