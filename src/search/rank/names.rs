//! Codes and names that a query is, wholly or in part.

use crate::catalog::Key;
use crate::code::pattern_captures;
use crate::search::index::Index;
use crate::search::terms::Term;

/// How well a code with a place for anything does: names of other entries go before.
const OF_PATTERN: f32 = 0.95;

/// A text as its letters and digits alone, in small letters; `None` where that cannot be a code or
/// a name: it has to have more than one part.
pub(super) fn squeezed(query: &str) -> Option<String> {
    let whole = query.trim();
    // A full stop at the end of a sentence joins nothing.
    let joins = |part: &[u8]| match part {
        [_, b'_', _] => true,
        [before, b'.' | b'-', behind] => {
            before.is_ascii_alphanumeric() && behind.is_ascii_alphanumeric()
        }
        _ => false,
    };
    let joined = whole.as_bytes().windows(3).any(joins);
    let digits = whole.bytes().any(|byte| byte.is_ascii_digit());
    if whole.len() > 80 || !joined && !digits && whole.contains(' ') || whole.len() < 3 {
        return None;
    }
    let text: String = squeeze(whole).collect();
    (text.len() > 2).then_some(text)
}

fn squeeze(text: &str) -> impl Iterator<Item = char> + '_ {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase() as char)
}

/// The term of a query that is a single plain word which entries have. Of the entries that the
/// program carries only those that have it can have a name that ends in it, so that the names of
/// the others need not be read; a test holds them to that.
pub(super) fn ending(query: &str, terms: &[Term], index: &Index<'_>) -> Option<usize> {
    let word = query.trim();
    let is_plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
    let [Term { typed, .. }] = terms else { return None };
    (is_plain && typed == word && index.vocabulary.number(word).is_some()).then_some(0)
}

/// The score of an entry whose code or name a query is, wholly or from a part on, or which has a
/// code with a place for anything that the query fills in: `ROOM_NOT_EXIST`.
pub(super) fn named(squeezed: &str, query: &str, key: &Key<'_>) -> f32 {
    let query = query.trim();
    if key.code.contains('{') && pattern_captures(&key.code, query).is_some() {
        return OF_PATTERN;
    }
    let score = |text: &str| {
        let mut rest = text.bytes().rev();
        for byte in squeezed.bytes().rev() {
            let met = rest.by_ref().find(u8::is_ascii_alphanumeric);
            if met.map(|met| met.to_ascii_lowercase()) != Some(byte) {
                return 0.0;
            }
        }
        match rest.next() {
            None => 1.0,
            // A part of a name begins where another one ends. What has the same marks between its
            // words goes before.
            Some(byte) if !byte.is_ascii_alphanumeric() => {
                let start = text.len().checked_sub(query.len());
                let end = start.and_then(|start| text.get(start..));
                if end.is_some_and(|end| end.eq_ignore_ascii_case(query)) { 0.98 } else { 0.96 }
            }
            Some(_) => 0.0,
        }
    };
    f32::max(score(&key.code), key.name.as_deref().map_or(0.0, score))
}
