//! One bit a byte for 64 bytes of text: what searches that stop every few bytes walk along. Eight or
//! sixteen bytes a step, without a branch.

#[cfg(target_arch = "x86_64")]
use super::simd;

/// The bytes of a text that a block of bits tells of, and eight more: so whatever starts in the
/// block has eight bytes.
pub(super) const WINDOW: usize = 72;

/// The window of a text from a place on. Behind the end of the text there are zeros; `rest` is where
/// they are put, and nothing where there is none.
#[inline(always)]
pub(super) fn window<'t>(
    text: &'t [u8],
    at: usize,
    rest: &'t mut Option<[u8; WINDOW]>,
) -> &'t [u8; WINDOW] {
    let text = &text[at..];
    match text.first_chunk() {
        Some(window) => window,
        None => rest.insert(padded(text)),
    }
}

/// The window of a text that is shorter.
#[cold]
#[inline(never)]
fn padded(text: &[u8]) -> [u8; WINDOW] {
    let mut window = [0; WINDOW];
    window[..text.len()].copy_from_slice(text);
    window
}

/// Where a window has what words are made of, in its first 64 bytes: letters and digits of ASCII,
/// and all that is not ASCII.
#[inline(always)]
pub(super) fn words(window: &[u8; WINDOW]) -> u64 {
    #[cfg(target_arch = "x86_64")]
    return simd::words(window);
    #[cfg(not(target_arch = "x86_64"))]
    return portable::words(window);
}

/// Where it has small letters, digits or `_`.
#[inline(always)]
pub(super) fn small(window: &[u8; WINDOW]) -> u64 {
    #[cfg(target_arch = "x86_64")]
    return simd::small(window);
    #[cfg(not(target_arch = "x86_64"))]
    return portable::small(window);
}

/// Where it has small letters or capital ones, digits or `_`.
#[inline(always)]
pub(super) fn names(window: &[u8; WINDOW]) -> u64 {
    #[cfg(target_arch = "x86_64")]
    return simd::names(window);
    #[cfg(not(target_arch = "x86_64"))]
    return portable::names(window);
}

/// Where it has a byte.
#[inline(always)]
pub(super) fn equal(window: &[u8; WINDOW], byte: u8) -> u64 {
    #[cfg(target_arch = "x86_64")]
    return simd::equal(window, byte);
    #[cfg(not(target_arch = "x86_64"))]
    return portable::equal(window, byte);
}

/// Eight bytes a step.
#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable {
    use super::{LOW, WINDOW, all, eight};

    pub(super) fn words(window: &[u8; WINDOW]) -> u64 {
        bits(window, |eight| {
            let letters = (eight | all(0x20)) & LOW;
            let letters = from(letters, b'a') ^ from(letters, b'z' + 1);
            letters | digits(eight) | eight
        })
    }

    pub(super) fn small(window: &[u8; WINDOW]) -> u64 {
        bits(window, |eight| {
            let low = eight & LOW;
            let letters = from(low, b'a') ^ from(low, b'z' + 1);
            (letters | digits(eight) | one(low, b'_')) & !eight
        })
    }

    pub(super) fn names(window: &[u8; WINDOW]) -> u64 {
        bits(window, |eight| {
            let letters = (eight | all(0x20)) & LOW;
            let letters = from(letters, b'a') ^ from(letters, b'z' + 1);
            (letters | digits(eight) | one(eight & LOW, b'_')) & !eight
        })
    }

    pub(super) fn equal(window: &[u8; WINDOW], byte: u8) -> u64 {
        // The highest bit of what is zero, when all differ by it.
        bits(window, |eight| {
            let others = eight ^ all(byte);
            !(others | ((others & LOW) + LOW))
        })
    }

    fn one(low: u64, byte: u8) -> u64 {
        from(low, byte) ^ from(low, byte + 1)
    }

    fn digits(eight: u64) -> u64 {
        from(eight & LOW, b'0') ^ from(eight & LOW, b'9' + 1)
    }

    /// The highest bit of each byte from `first` on; all are below 0x80.
    fn from(bytes: u64, first: u8) -> u64 {
        bytes + all(0x80 - first)
    }

    /// The highest bits of what `of` makes of eight bytes each.
    fn bits(window: &[u8; WINDOW], of: impl Fn(u64) -> u64) -> u64 {
        let step = |step: usize| {
            let highest = of(eight(window, step * 8)) & !LOW;
            // Each bit goes to its place in the highest byte, and none meets another.
            (highest.wrapping_mul(0x0002_0408_1020_4081) >> 56) << (step * 8)
        };
        step(0) | step(1) | step(2) | step(3) | step(4) | step(5) | step(6) | step(7)
    }
}

/// With how many digits eight bytes begin.
#[inline(always)]
pub(super) fn digits(eight: &[u8; 8]) -> usize {
    let digits = u64::from_le_bytes(*eight) ^ all(b'0');
    let others = (((digits & LOW) + all(0x80 - 10)) | digits) & !LOW;
    others.trailing_zeros() as usize / 8
}

/// Eight bytes of a window, as a number: the first is the lowest.
#[inline(always)]
pub(super) fn eight(window: &[u8; WINDOW], at: usize) -> u64 {
    window[at..].first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight))
}

/// All bits of each byte but the highest. With the highest left out a sum stays within its byte.
const LOW: u64 = all(0x7f);

/// A byte, eight times.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::{WINDOW, digits, eight, equal, names, portable, small, window, words};

    proptest! {
        #[test]
        fn every_byte_of_a_block_is_told(text in vec(any::<u8>(), 0..200), at in 0usize..200) {
            let at = at.min(text.len());
            let mut rest = None;
            let window = window(&text, at, &mut rest);
            for (place, &there) in window.iter().enumerate() {
                prop_assert_eq!(there, text.get(at + place).copied().unwrap_or(0));
            }
            let told = |bits: u64, of: &dyn Fn(u8) -> bool| {
                (0..64).all(|place| (bits >> place & 1 != 0) == of(window[place]))
            };
            for words in [words(window), portable::words(window)] {
                assert!(told(words, &|byte| byte.is_ascii_alphanumeric() || byte >= 0x80));
            }
            for small in [small(window), portable::small(window)] {
                assert!(told(small, &|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')));
            }
            for names in [names(window), portable::names(window)] {
                assert!(told(names, &|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
            }
            let byte = window[at % 64];
            for equal in [equal(window, byte), portable::equal(window, byte)] {
                assert!(told(equal, &|it| it == byte));
            }
            prop_assert_eq!(&eight(window, 60).to_le_bytes(), &window[60..68]);
        }
    }

    #[test]
    fn every_byte_is_told_in_every_place() {
        for byte in 0..=255_u8 {
            for at in 0..64 {
                let mut window = [b'-'; WINDOW];
                window[at] = byte;
                let is_word = byte.is_ascii_alphanumeric() || byte >= 0x80;
                let is_small = matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
                for (told, there) in [
                    (words(&window), is_word),
                    (portable::words(&window), is_word),
                    (small(&window), is_small),
                    (portable::small(&window), is_small),
                    (names(&window), byte.is_ascii_alphanumeric() || byte == b'_'),
                    (portable::names(&window), byte.is_ascii_alphanumeric() || byte == b'_'),
                    (equal(&window, b'x'), byte == b'x'),
                    (portable::equal(&window, b'x'), byte == b'x'),
                ] {
                    assert_eq!(told, u64::from(there) << at, "{byte}");
                }
            }
        }
    }

    #[test]
    fn digits_are_counted_up_to_the_first_other_byte() {
        for byte in 0..=255_u8 {
            for at in 0..8 {
                let mut text = *b"90817263";
                text[at] = byte;
                assert_eq!(digits(&text), if byte.is_ascii_digit() { 8 } else { at }, "{byte}");
            }
        }
    }
}
