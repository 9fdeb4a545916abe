//! The texts of an entry, read from the line of the file that it stands in: a search needs those of
//! all entries, once, and a reader of any JSON takes many times as long.

use std::borrow::Cow;

use memchr::memchr2;

use crate::entry::TextOf;

/// Calls `each` with the texts of the entry on a line, in the order of the file. Its status.
///
/// The line is an entry: what is not is passed over, or ends the reading.
pub(super) fn texts<'t>(line: &'t str, each: &mut impl FnMut(TextOf, Cow<'t, str>)) -> Option<u16> {
    let mut reader = Reader { line: line.as_bytes(), text: line, at: 0 };
    let mut status = None;
    let _ = reader.object(&mut |reader, key| match text_of(key) {
        Some(of) => reader.value(DEPTH, &mut |text| each(of, text)),
        None if key == b"status" => {
            reader.blanks();
            let digits = reader.line[reader.at..].iter().take_while(|byte| byte.is_ascii_digit());
            let number = digits.fold(0_u32, |number, digit| {
                number.saturating_mul(10).saturating_add(u32::from(digit - b'0'))
            });
            status = u16::try_from(number).ok().filter(|number| *number > 0);
            reader.value(DEPTH, &mut |_| {})
        }
        None => reader.value(DEPTH, &mut |_| {}),
    });
    status
}

/// What the text of a key is. A few letters tell the keys of an entry apart.
fn text_of(key: &[u8]) -> Option<TextOf> {
    Some(match key {
        [b'c', ..] => TextOf::Code,
        [b'd', ..] => TextOf::Description,
        [b'e', ..] => TextOf::ErrorType,
        [b'g', ..] => TextOf::Group,
        [b'k', ..] => TextOf::Keywords,
        [b'm', ..] => TextOf::Message,
        [b'n', b'a', ..] => TextOf::Name,
        [b'n', ..] => TextOf::Note,
        [b'o', ..] => TextOf::OauthError,
        [b'p', ..] => TextOf::Parameter,
        [b'r', ..] => TextOf::ReturnedBy,
        [b't', b'i', ..] => TextOf::Title,
        [b't', ..] => TextOf::Template,
        _ => return None,
    })
}

/// How deep values may be nested: a list of parameters has objects in it.
const DEPTH: usize = 3;

struct Reader<'t> {
    line: &'t [u8],
    text: &'t str,
    /// In bytes.
    at: usize,
}

impl<'t> Reader<'t> {
    /// Calls `value` with each key of an object, in front of its value.
    fn object(&mut self, value: &mut impl FnMut(&mut Self, &'t [u8]) -> Option<()>) -> Option<()> {
        self.byte(b'{')?;
        loop {
            self.byte(b'"')?;
            let rest = &self.line[self.at..];
            let key = &rest[..rest.iter().position(|byte| *byte == b'"')?];
            self.at += key.len() + 1;
            self.byte(b':')?;
            value(self, key)?;
            if self.byte(b',').is_none() {
                return self.byte(b'}');
            }
        }
    }

    /// Calls `each` with the texts in a value.
    fn value(&mut self, depth: usize, each: &mut dyn FnMut(Cow<'t, str>)) -> Option<()> {
        self.blanks();
        let depth = depth.checked_sub(1)?;
        match self.line.get(self.at)? {
            b'"' => each(self.string()?),
            b'[' => {
                self.at += 1;
                if self.byte(b']').is_some() {
                    return Some(());
                }
                loop {
                    self.value(depth, each)?;
                    if self.byte(b',').is_none() {
                        return self.byte(b']');
                    }
                }
            }
            b'{' => return self.object(&mut |reader, _| reader.value(depth, each)),
            // A number, `true`, `false` or `null`.
            _ => {
                let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}');
                self.at += self.line[self.at..].iter().position(ends)?;
            }
        }
        Some(())
    }

    fn string(&mut self) -> Option<Cow<'t, str>> {
        self.byte(b'"')?;
        let start = self.at;
        let mut is_plain = true;
        loop {
            let mark = self.at + memchr2(b'"', b'\\', self.line.get(self.at..)?)?;
            self.at = mark + 1;
            if self.line[mark] == b'"' && is_plain {
                return self.text.get(start..mark).map(Cow::Borrowed);
            } else if self.line[mark] == b'"' {
                let quoted = self.text.get(start - 1..=mark)?;
                return serde_json::from_str(quoted).ok().map(Cow::Owned);
            }
            // What is escaped is no end.
            self.at += 1;
            is_plain = false;
        }
    }

    fn byte(&mut self, byte: u8) -> Option<()> {
        self.blanks();
        (self.line.get(self.at) == Some(&byte)).then(|| self.at += 1)
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.line.get(self.at) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::texts;
    use crate::catalog::Catalogs;
    use crate::entry::{Entry, TextOf};

    type Read = (Option<u16>, Vec<(TextOf, String)>);

    fn read(line: &str) -> Read {
        let mut list = Vec::new();
        let status = texts(line, &mut |of, text: Cow<'_, str>| list.push((of, text.into_owned())));
        (status, list)
    }

    fn of_entry(entry: &Entry) -> Read {
        let mut list = Vec::new();
        let status = entry.texts(&mut |of, text| list.push((of, text.into_owned())));
        (status, list)
    }

    #[test]
    fn every_line_says_what_its_entry_says() {
        for catalog in &Catalogs::embedded() {
            for listed in catalog.entries().listed() {
                assert_eq!(read(listed.line()), of_entry(listed.entry()), "{}", listed.line());
            }
        }
    }

    #[test]
    fn a_line_may_be_written_in_any_way() {
        let line = r#"{ "code" :"E\u0031","name":null, "status" : 404 ,"message":"a \"b\" \\",
            "parameters": [ ] , "notes":["n" ,"\u00e9o"], "advice": ["x"], "keywords" : ["y", "z"]}"#;
        assert_eq!(read(line), of_entry(&serde_json::from_str(line).unwrap()));
        let line = r#"{"parameters":[{"name":"a","optional":true,"description":"b"},{"name":"c"}],"code":"é","message":""}"#;
        let mut texts = read(line).1;
        texts.rotate_left(3);
        assert_eq!(texts, of_entry(&serde_json::from_str(line).unwrap()).1);
    }

    #[test]
    fn what_is_no_entry_ends_the_reading() {
        for line in [
            "",
            "{",
            "{\"code\":\"",
            "{\"code\":\"\\",
            "{\"code\":\"a\\\"",
            "{\"code\":\"\\\u{e9}",
            "[[[[",
        ] {
            assert_eq!(read(line).1, [], "{line}");
        }
        assert_eq!(read("{\"notes\":[[[[[\"x\"]]]]]}").1, []);
    }
}
