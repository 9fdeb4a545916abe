//! The characters of a challenge list and how far a run of them reaches (RFC 9110, 5.6 and 11.2).
//!
//! Every function takes the bytes of one field line and a position, looks forward only, and never
//! reads past the end.

/// A character that a token may contain: `tchar` of RFC 9110, 5.6.2.
pub(super) const TOKEN: u8 = 1;
/// A character that a token68 may contain before its `=` signs (RFC 9110, 11.2).
pub(super) const TOKEN68: u8 = 2;
/// A character that may stand in a quoted-string: everything but control characters.
pub(super) const TEXT: u8 = 4;

const CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let character = byte as u8;
        let mut class = 0;
        if character.is_ascii_alphanumeric() || among(character, b"!#$%&'*+-.^_`|~") {
            class |= TOKEN;
        }
        if character.is_ascii_alphanumeric() || among(character, b"-._~+/") {
            class |= TOKEN68;
        }
        if character == b'\t' || (character >= b' ' && character != 0x7f) {
            class |= TEXT;
        }
        table[byte] = class;
        byte += 1;
    }
    table
}

const fn among(character: u8, set: &[u8]) -> bool {
    let mut at = 0;
    while at < set.len() {
        if set[at] == character {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether `byte` belongs to `class`, one of the constants above.
pub(super) fn is(byte: u8, class: u8) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

/// Whether the whole of `text` is one token.
pub(super) fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|&byte| is(byte, TOKEN))
}

/// Whether the whole of `text` is one token68.
pub(super) fn is_token68(text: &[u8]) -> bool {
    !text.is_empty() && token68_end(text, 0) == text.len()
}

/// The byte at `at`, or `None` at the end.
pub(super) fn byte(text: &[u8], at: usize) -> Option<u8> {
    text.get(at).copied()
}

/// Where the token that starts at `at` ends; `at` itself if none starts there.
pub(super) fn token_end(text: &[u8], at: usize) -> usize {
    run_end(text, at, |byte| is(byte, TOKEN))
}

/// Where the token68 that starts at `at` ends, `=` signs included; `at` itself if none starts there.
pub(super) fn token68_end(text: &[u8], at: usize) -> usize {
    let body = run_end(text, at, |byte| is(byte, TOKEN68));
    if body == at { at } else { run_end(text, body, |byte| byte == b'=') }
}

/// Where the spaces and tabs that start at `at` end.
pub(super) fn blank_end(text: &[u8], at: usize) -> usize {
    run_end(text, at, is_blank)
}

/// Whether `byte` is a space or a tab.
pub(super) fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Whether nothing but blanks stands between `at` and a comma or the end: an element may end here.
pub(super) fn ends_element(text: &[u8], at: usize) -> bool {
    matches!(byte(text, blank_end(text, at)), None | Some(b','))
}

/// Whether a parameter starts at `at`: a token, blanks if any, and `=`.
pub(super) fn starts_parameter(text: &[u8], at: usize) -> bool {
    let name = token_end(text, at);
    name > at && byte(text, blank_end(text, name)) == Some(b'=')
}

fn run_end(text: &[u8], at: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|&byte| !belongs(byte)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiters_are_no_token_characters() {
        for character in b"(),/:;<=>?@[\\]{}\" \t\x00\x7f\xe4" {
            assert!(!is(*character, TOKEN), "{:?}", char::from(*character));
        }
        assert_eq!((0..=255).filter(|&byte| is(byte, TOKEN)).count(), 77);
    }

    #[test]
    fn equals_signs_only_end_a_token68() {
        assert_eq!(token68_end(b"ab==,", 0), 4);
        assert_eq!(token68_end(b"==", 0), 0);
        assert!(!is_token68(b"a=b"));
    }

    #[test]
    fn a_position_past_the_end_is_an_empty_run() {
        assert_eq!(token_end(b"abc", 9), 9);
        assert!(ends_element(b"abc", 9));
    }
}
