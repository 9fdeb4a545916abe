//! A text as templates compare it: small letters, one blank for white space, straight quotes. Every
//! place in it leads back to a place in the original.

/// A text folded for comparison.
///
/// Letters of ASCII are small. A run of white space is one blank. `\"` and `\/`, as JSON writes
/// them, are what they stand for, and so are curly quotes. `''` is one quote, so that a template
/// that was printed unfilled is met as well.
pub(super) struct Folded<'t> {
    original: &'t [u8],
    bytes: Vec<u8>,
    /// From the folded place on, the original place: one pair wherever the distance changes.
    shifts: Vec<(usize, usize)>,
}

impl<'t> Folded<'t> {
    pub(super) fn of(original: &'t [u8]) -> Self {
        let mut folded =
            Self { original, bytes: Vec::with_capacity(original.len()), shifts: Vec::new() };
        let mut at = 0;
        while at < original.len() {
            let (byte, length) = match original[at] {
                byte if IS_SIMPLE[usize::from(byte)] => (byte.to_ascii_lowercase(), 1),
                _ => unit(&original[at..]),
            };
            folded.bytes.push(byte);
            at += length;
            if length > 1 {
                folded.shifts.push((folded.bytes.len(), at));
            }
        }
        folded
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn original(&self) -> &'t [u8] {
        self.original
    }

    /// Where the unit at `at` begins in the original; the end of the folded text is the end of the
    /// original.
    pub(super) fn origin(&self, at: usize) -> usize {
        match self.shifts.partition_point(|shift| shift.0 <= at) {
            0 => at,
            next => {
                let (folded, original) = self.shifts[next - 1];
                original + (at - folded)
            }
        }
    }
}

/// Whether a text, folded, starts with what is folded.
pub(super) fn starts_with(text: &[u8], folded: &[u8]) -> bool {
    let mut rest = text;
    folded.iter().all(|wanted| {
        let (byte, length) = unit(rest);
        rest = &rest[length..];
        length > 0 && byte == *wanted
    })
}

/// Whether a text, folded, ends with what is folded.
pub(super) fn ends_with(text: &[u8], folded: &[u8]) -> bool {
    let mut rest = text;
    folded.iter().rev().all(|wanted| {
        let length = match (*wanted, rest) {
            (b'"', [.., 0xe2, 0x80, 0x9c | 0x9d]) | (b'\'', [.., 0xe2, 0x80, 0x98 | 0x99]) => 3,
            (b'"', [.., b'\\', b'"']) | (b'/', [.., b'\\', b'/']) | (b'\'', [.., b'\'', b'\'']) => {
                2
            }
            (b' ', _) => blanks_behind(rest),
            (wanted, [.., byte]) => usize::from(byte.to_ascii_lowercase() == wanted),
            (_, []) => 0,
        };
        rest = &rest[..rest.len() - length];
        length > 0
    })
}

/// The length of the white space that a text ends with.
fn blanks_behind(text: &[u8]) -> usize {
    let mut rest = text;
    loop {
        rest = match rest {
            [rest @ .., 0xc2, 0xa0] => rest,
            [rest @ .., byte] if is_blank(*byte) => rest,
            _ => return text.len() - rest.len(),
        };
    }
}

/// The bytes that nothing behind them makes part of a longer unit.
static IS_SIMPLE: [bool; 256] = {
    let mut simple = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        let mark = matches!(byte, b'\'' | b'\\') || is_blank(byte);
        simple[byte as usize] = !mark;
        byte += 1;
    }
    simple
};

/// The folded form of the unit that a text begins with, and its length in the text.
fn unit(text: &[u8]) -> (u8, usize) {
    match *text {
        [byte, ..] if IS_SIMPLE[usize::from(byte)] => (byte.to_ascii_lowercase(), 1),
        [b'\'', b'\'', ..] => (b'\'', 2),
        [b'\\', quoted @ (b'"' | b'/'), ..] => (quoted, 2),
        [0xe2, 0x80, 0x98 | 0x99, ..] => (b'\'', 3),
        [0xe2, 0x80, 0x9c | 0x9d, ..] => (b'"', 3),
        [byte @ (b'\'' | b'\\'), ..] => (byte, 1),
        [byte, ..] => match blanks(text) {
            0 => (byte, 1),
            length => (b' ', length),
        },
        [] => (b' ', 0),
    }
}

/// The length of the white space that a text begins with.
fn blanks(text: &[u8]) -> usize {
    let mut length = 0;
    loop {
        match text[length..] {
            [byte, ..] if is_blank(byte) => length += 1,
            // NO-BREAK SPACE, which copying from a web page brings along.
            [0xc2, 0xa0, ..] => length += 2,
            _ => return length,
        }
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

#[cfg(test)]
mod tests {
    use super::{Folded, ends_with, starts_with};

    #[test]
    fn ends_are_compared_as_the_whole_is() {
        let text = "It''s \u{201c}a\u{a0}\t B\u{201d} \\\"c\\/d";
        let folded = Folded::of(text.as_bytes());
        for length in 0..=folded.bytes().len() {
            let (start, end) = folded.bytes().split_at(length);
            assert!(starts_with(text.as_bytes(), start), "{start:?}");
            assert!(ends_with(text.as_bytes(), end), "{end:?}");
        }
        assert!(
            !starts_with(b"ab", b"abc") && !ends_with(b"ab", b"cab") && !ends_with(b"x", b" x")
        );
    }

    #[test]
    fn places_lead_back_to_the_original() {
        let text = "A  \t B \u{201c}C\u{201d} \\\"d\\\" it''s";
        let folded = Folded::of(text.as_bytes());
        assert_eq!(folded.bytes(), b"a b \"c\" \"d\" it's");
        let at = |needle: &str| {
            let place = folded.bytes().windows(needle.len()).position(|w| w == needle.as_bytes());
            folded.origin(place.unwrap())
        };
        assert_eq!(&text[at("b \"")..], &text[5..]);
        assert!(text[at("c\"")..].starts_with("C\u{201d}"));
        assert!(text[at("d\"")..].starts_with("d\\\""));
        assert!(text[at("s")..].starts_with('s'));
        assert_eq!(folded.origin(folded.bytes().len()), text.len());
    }
}
