//! Base64 as challenges carry it: both alphabets, padding or not.

/// The longest text that is decoded, in bytes.
const LONGEST: usize = 64 * 1024;

/// The bytes that `text` encodes in the standard or the URL alphabet; `None` if it does not, or is
/// longer than 64 KiB.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=').as_bytes();
    if digits.is_empty() || text.len() > LONGEST || digits.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    for group in digits.chunks(4) {
        let mut bits = 0;
        for &digit in group {
            bits = bits << 6 | value(digit)?;
        }
        bits <<= 6 * (4 - group.len());
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    Some(bytes)
}

fn value(digit: u8) -> Option<u32> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_alphabets_are_decoded_with_and_without_padding() {
        for (text, bytes) in [
            ("AA==", &[0][..]),
            ("dGVh", b"tea"),
            ("dGVhcw==", b"teas"),
            ("dGVhcw", b"teas"),
            ("_-8", &[0xff, 0xef]),
            ("/+8=", &[0xff, 0xef]),
        ] {
            assert_eq!(decode(text).as_deref(), Some(bytes), "{text}");
        }
        for text in ["", "A", "dGVh!", "dG=h"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
