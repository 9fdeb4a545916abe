//! Names of another system that begin as the codes of a catalog do: a table of keys
//! `error.order.empty`, `error.user.exist` holds none of them, whichever of its keys is listed.

use std::ops::Range;

use memchr::memmem;

use super::context::{is_quote, near};
use super::forms::Form;
use super::shape::is_word;

/// The most names on either side of a code that are looked at.
const MOST: usize = 8;

/// Whether what stands near a code, in the same quotes, begins with the literal text that codes of
/// the form begin with and goes on as none of them does, or mostly as none that is `listed`.
#[inline(never)]
pub(super) fn is_of_another(
    text: &[u8],
    code: &Range<usize>,
    form: &Form<'_>,
    listed: impl Fn(&[u8]) -> bool,
) -> bool {
    let mut pieces = form.layout().pieces();
    let (Some(Err(head)), Some(Ok(part))) = (pieces.next(), pieces.next()) else { return false };
    let quote = text[..code.start].last().copied().filter(|byte| is_quote(*byte));
    let Some(quote) = quote.filter(|quote| text.get(code.end) == Some(quote)) else { return false };
    if part.values.is_empty() {
        return false;
    }
    let around = near(text, code);
    let (mut known, mut unknown) = (0, 0);
    let mut last: &[u8] = b"";
    let before = memmem::rfind_iter(&text[around.start..code.start], head).take(MOST);
    let behind = memmem::find_iter(&text[code.end..around.end], head).take(MOST);
    let before = before.map(|found| around.start + found);
    for start in before.chain(behind.map(|found| code.end + found)) {
        let length = text[start..around.end].iter().take_while(|byte| is_inner(**byte)).count();
        let word = &text[start..start + length];
        let quoted = |at: Option<usize>| at.and_then(|at| text.get(at)) == Some(&quote);
        if !quoted(start.checked_sub(1)) || !quoted(Some(start + length)) {
            continue;
        }
        let rest = &word[head.len()..];
        let second = rest.split(|byte| *byte == b'.').next().unwrap_or_default();
        if part.values.iter().any(|value| value.as_bytes() == second) {
            if listed(word) {
                known += 1;
            } else if word != last {
                unknown += 1;
                last = word;
            }
        } else if !second.is_empty() && (second.len() < rest.len() || second.contains(&b'_')) {
            return true;
        }
    }
    unknown > 1 && unknown > known
}

/// Whether a byte may stand within such a name.
fn is_inner(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b'.' | b'-')
}

#[cfg(test)]
mod tests {
    use super::is_of_another;
    use crate::catalog::Catalogs;
    use crate::scan::forms::forms;

    #[test]
    fn the_names_around_a_code_tell_whose_it_is() {
        let catalogs = Catalogs::embedded();
        let forms = forms(&catalogs);
        let easydb = catalogs.iter().position(|catalog| catalog.id() == "easydb");
        let form = forms.iter().find(|form| Some(form.catalog) == easydb).unwrap();
        let foreign = |text: &str| {
            let start = text.find('<').unwrap();
            let text = text.replacen('<', "", 1);
            let end = start + text[start..].find(['"', '\'']).unwrap();
            is_of_another(text.as_bytes(), &(start..end), form, |word| word.ends_with(b"_found"))
        };
        for text in [
            "A(\"<error.user.pool_not_found\"), B(\"error.order.empty\")",
            "A(\"error.order.line.empty\"), B(\"<error.user.pool_not_found\")",
            "'a' => 'error.bad_header', 'b' => '<error.user.pool_not_found'",
            "['<error.user.pool_not_found', 'error.user.exist', 'error.user.banned']",
        ] {
            assert!(foreign(text), "{text}");
        }
        for text in [
            "'<error.user.pool_not_found' === error.order.code",
            "get(e, 'error.code') == '<error.user.pool_not_found'",
            "'<error.user.pool_not_found' and \"error.order.empty\"",
            "['<error.user.pool_not_found', 'error.user.tag_not_found', 'error.api.eas_not_found']",
            "['<error.user.pool_not_found', 'error.user.of_a_plugin']",
            "['<error.user.pool_not_found', 'error.user.of_a_plugin', 'error.user.of_a_plugin']",
        ] {
            assert!(!foreign(text), "{text}");
        }
    }
}
