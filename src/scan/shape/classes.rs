//! The classes of bytes that codes are made of.

use crate::code::Chars;

pub(super) const DIGIT: u8 = 1;
pub(super) const HEX: u8 = 2;
pub(super) const UPPER: u8 = 4;
pub(super) const LOWER: u8 = 8;
pub(super) const ALNUM: u8 = 16;
pub(super) const SLUG: u8 = 32;
pub(super) const PATH: u8 = 64;

/// The classes that a byte belongs to.
pub(super) static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let it = byte as u8;
        if it.is_ascii_alphanumeric() || it == b'_' {
            table[byte] |= ALNUM;
            table[byte] |= if it.is_ascii_uppercase() { 0 } else { LOWER };
            table[byte] |= if it.is_ascii_lowercase() { 0 } else { UPPER };
        }
        table[byte] |= if table[byte] & LOWER != 0 || it == b'-' { SLUG } else { 0 };
        let joins = matches!(it, b'-' | b'.' | b':' | b'/');
        table[byte] |= if table[byte] & ALNUM != 0 || joins { PATH } else { 0 };
        table[byte] |= if it.is_ascii_digit() { DIGIT } else { 0 };
        table[byte] |= if it.is_ascii_hexdigit() { HEX } else { 0 };
        byte += 1;
    }
    table
}

/// Whether a byte is a letter, a digit or `_`.
pub(in crate::scan) fn is_word(byte: u8) -> bool {
    CLASSES[usize::from(byte)] & ALNUM != 0
}

pub(super) fn is_in(byte: u8, class: u8) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

pub(super) fn class(chars: Chars) -> u8 {
    match chars {
        Chars::Digit => DIGIT,
        Chars::Hex => HEX,
        Chars::Upper => UPPER,
        Chars::Word => LOWER,
        Chars::Alnum => ALNUM,
        Chars::Slug => SLUG,
        Chars::Path => PATH,
    }
}
