//! Strings and what is escaped in them.

use std::borrow::Cow;

use super::reader::Reader;

/// How many bytes of one string are kept.
const STRING: usize = 64 * 1024;

impl<'t> Reader<'t> {
    /// The string at the reader's place, which starts with `quote`.
    pub(super) fn string(&mut self, quote: u8) -> Cow<'t, str> {
        self.at += 1;
        let start = self.at;
        let rest = &self.text[start..];
        let plain = rest.iter().position(|&byte| byte == quote || byte == b'\\');
        let end = plain.unwrap_or(rest.len());
        if rest.get(end) != Some(&b'\\') {
            self.at = (start + end + 1).min(self.text.len());
            if end > STRING {
                self.shortened = true;
            }
            return String::from_utf8_lossy(&rest[..end.min(STRING)]);
        }
        let mut kept: Vec<u8> = Vec::new();
        self.at = start;
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == quote {
                break;
            }
            let room = kept.len() < STRING;
            if !room {
                self.shortened = true;
            }
            if byte != b'\\' {
                if room {
                    kept.push(byte);
                }
                continue;
            }
            let decoded = self.escape();
            if room {
                let mut buffer = [0; 4];
                kept.extend_from_slice(decoded.encode_utf8(&mut buffer).as_bytes());
            }
        }
        Cow::Owned(String::from_utf8_lossy(&kept).into_owned())
    }

    /// The character behind a backslash (RFC 8259, 7; `\x1b`, `\'` and `\U0001f600` of Python).
    fn escape(&mut self) -> char {
        let Some(byte) = self.peek() else { return '\\' };
        self.at += 1;
        match byte {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'x' => self.hex(2).and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER),
            b'U' => self.hex(8).and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER),
            b'u' => self.utf16(),
            byte if byte.is_ascii() => char::from(byte),
            _ => char::REPLACEMENT_CHARACTER,
        }
    }

    fn utf16(&mut self) -> char {
        let Some(unit) = self.hex(4) else { return char::REPLACEMENT_CHARACTER };
        if !(0xD800..0xDC00).contains(&unit) {
            return char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        let back = self.at;
        if self.text[self.at..].starts_with(b"\\u") {
            self.at += 2;
            if let Some(low @ 0xDC00..0xE000) = self.hex(4) {
                let point = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                return char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER);
            }
            self.at = back;
        }
        char::REPLACEMENT_CHARACTER
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let text = self.text.get(self.at..self.at + digits)?;
        if !text.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        self.at += digits;
        u32::from_str_radix(std::str::from_utf8(text).ok()?, 16).ok()
    }
}
