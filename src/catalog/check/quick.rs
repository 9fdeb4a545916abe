//! A user's file, read in one pass as long as nothing in it is wrong. What passes here passes
//! [`super::form`] as well, as the test `what_is_read_quickly_is_read_alike` proves; what does not is
//! left to it, and so is what hardly anybody writes: keys with escapes.

use std::ops::Range;

use serde_json::value::RawValue;

use crate::catalog::ENTRIES;

/// What a file has.
#[derive(Debug, Default)]
pub(in crate::catalog) struct Read {
    /// Where its entries stand, in bytes.
    pub(in crate::catalog) entries: Vec<Range<usize>>,
    /// Whether every entry opens with what identifies it: `code`, `name`, `title`.
    pub(in crate::catalog) is_keyed: bool,
    /// The file without its entries.
    pub(in crate::catalog) rest: String,
}

/// Reads a catalog of a user, whose entries are of the right form. `None` where something may be
/// wrong, or there are no entries.
pub(in crate::catalog) fn read(text: &str) -> Option<Read> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0 };
    let mut read = Read { is_keyed: true, rest: "{\n".to_owned(), ..Read::default() };
    reader.byte(b'{')?;
    loop {
        let key = reader.key()?;
        reader.byte(b':')?;
        if key != ENTRIES.as_bytes() {
            let key = str::from_utf8(key).ok()?;
            read.rest.extend(["\"", key, "\": ", reader.any()?, ",\n"]);
        } else if read.entries.is_empty() {
            reader.byte(b'[')?;
            loop {
                reader.blanks();
                let start = reader.at;
                read.is_keyed &= reader.entry()?;
                read.entries.push(start..reader.at);
                if reader.byte(b',').is_none() {
                    break;
                }
            }
            reader.byte(b']')?;
        } else {
            return None;
        }
        if reader.byte(b',').is_none() {
            break;
        }
    }
    reader.byte(b'}')?;
    reader.blanks();
    read.rest.push_str("\"entries\": []\n}\n");
    (reader.at == text.len() && !read.entries.is_empty()).then_some(read)
}

/// What the value of a field is.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// A text that is not empty, of so many characters at most.
    Text(usize),
    Texts(usize),
    Status,
    Parameters,
    Bool,
}

/// The most characters of a code, a line and a text.
const CODE: usize = 200;
const LINE: usize = 500;
const TEXT: usize = 20_000;

/// The fields of an entry: first those that identify it, then the other one that it has to have.
const ENTRY: &[(&[u8], Form)] = &[
    (b"code", Form::Text(CODE)),
    (b"name", Form::Text(CODE)),
    (b"title", Form::Text(LINE)),
    (b"message", Form::Text(TEXT)),
    (b"status", Form::Status),
    (b"description", Form::Text(TEXT)),
    (b"group", Form::Text(LINE)),
    (b"error_type", Form::Text(LINE)),
    (b"oauth_error", Form::Text(LINE)),
    (b"parameters", Form::Parameters),
    (b"returned_by", Form::Texts(LINE)),
    (b"url", Form::Text(LINE)),
    (b"template", Form::Text(TEXT)),
    (b"notes", Form::Texts(TEXT)),
    (b"advice", Form::Texts(TEXT)),
    (b"keywords", Form::Texts(LINE)),
];
const CODE_AND_MESSAGE: u32 = 1 | 1 << 3;
/// How many of the first fields identify an entry.
const IDENTIFYING: usize = 3;

/// The fields of a parameter: first the one that it has to have.
const PARAMETER: &[(&[u8], Form)] =
    &[(b"name", Form::Text(LINE)), (b"description", Form::Text(TEXT)), (b"optional", Form::Bool)];
const NAME: u32 = 1;

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// In bytes.
    at: usize,
}

impl<'t> Reader<'t> {
    /// An entry: whether it opens with what identifies it.
    fn entry(&mut self) -> Option<bool> {
        let (mut is_keyed, mut next, mut others) = (true, 0, false);
        self.object(ENTRY, CODE_AND_MESSAGE, &mut |field| {
            if field < IDENTIFYING {
                is_keyed &= field >= next && !others && (field == 0 || next > 0);
                next = field + 1;
            } else {
                others = true;
            }
        })?;
        Some(is_keyed)
    }

    /// An object of some fields, those of the set `wanted` not missing. Calls `each` with the places
    /// of the fields among these.
    fn object(
        &mut self,
        fields: &[(&[u8], Form)],
        wanted: u32,
        each: &mut dyn FnMut(usize),
    ) -> Option<()> {
        let mut seen = 0_u32;
        self.byte(b'{')?;
        loop {
            let key = self.key()?;
            let field = fields.iter().position(|(name, _)| *name == key)?;
            if seen >> field & 1 == 1 {
                return None;
            }
            seen |= 1 << field;
            each(field);
            self.byte(b':')?;
            self.value(fields[field].1)?;
            if self.byte(b',').is_none() {
                break;
            }
        }
        self.byte(b'}')?;
        (seen & wanted == wanted).then_some(())
    }

    fn value(&mut self, form: Form) -> Option<()> {
        match form {
            Form::Text(most) => self.string(most),
            Form::Texts(most) => self.list(|reader| reader.string(most)),
            Form::Parameters => self.list(|reader| reader.object(PARAMETER, NAME, &mut |_| {})),
            Form::Status => {
                self.blanks();
                let digits = self.bytes.get(self.at..self.at + 3)?;
                self.at += 3;
                let is_status = matches!(digits[0], b'1'..=b'5')
                    && digits.iter().all(u8::is_ascii_digit)
                    && self.bytes.get(self.at).is_some_and(|end| b",} \t\r\n".contains(end));
                is_status.then_some(())
            }
            Form::Bool => {
                self.blanks();
                let rest = &self.bytes[self.at..];
                let word =
                    [&b"true"[..], b"false"].into_iter().find(|word| rest.starts_with(word))?;
                self.at += word.len();
                Some(())
            }
        }
    }

    fn list(&mut self, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.byte(b'[')?;
        if self.byte(b']').is_some() {
            return Some(());
        }
        loop {
            item(self)?;
            if self.byte(b',').is_none() {
                return self.byte(b']');
            }
        }
    }

    /// A text that is not empty, of so many characters at most.
    fn string(&mut self, most: usize) -> Option<()> {
        self.byte(b'"')?;
        let start = self.at;
        let mut is_plain = true;
        loop {
            self.at = mark(self.bytes, self.at)?;
            match self.bytes[self.at] {
                b'"' => break,
                b'\\' => {
                    is_plain = false;
                    self.at += 2;
                }
                _ => return None,
            }
        }
        let length = self.at - start;
        self.at += 1;
        if is_plain && (1..=most).contains(&length) {
            return Some(());
        }
        let text: String = serde_json::from_str(self.text.get(start - 1..self.at)?).ok()?;
        (1..=most).contains(&text.chars().count()).then_some(())
    }

    /// A key without escapes.
    fn key(&mut self) -> Option<&'t [u8]> {
        self.byte(b'"')?;
        let start = self.at;
        let end = mark(self.bytes, start)?;
        self.at = end + 1;
        (self.bytes[end] == b'"').then(|| &self.bytes[start..end])
    }

    /// Any value.
    fn any(&mut self) -> Option<&'t str> {
        let rest = self.text.get(self.at..)?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&'t RawValue>();
        let value = values.next()?.ok()?.get();
        self.at = value.as_ptr().addr() - self.text.as_ptr().addr() + value.len();
        Some(value)
    }

    #[inline]
    fn byte(&mut self, byte: u8) -> Option<()> {
        self.blanks();
        (self.bytes.get(self.at) == Some(&byte)).then(|| self.at += 1)
    }

    #[inline]
    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }
}

/// The first byte from a place on that a plain string of JSON does not hold: a quote, a backslash or
/// a control character.
fn mark(bytes: &[u8], from: usize) -> Option<usize> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let mut at = from;
    // Eight bytes at a time. The lowest bit that is set is that of a byte that is looked for;
    // borrowed from it, higher ones may be set as well.
    while let Some(eight) = bytes.get(at..)?.first_chunk() {
        let eight = u64::from_le_bytes(*eight);
        let below = |limit: u64, bytes: u64| bytes.wrapping_sub(EACH * limit) & !bytes;
        let is = |byte: u8| below(1, eight ^ (EACH * u64::from(byte)));
        let found = (below(0x20, eight) | is(b'"') | is(b'\\')) & (EACH << 7);
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let is_mark = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    bytes[at..].iter().position(is_mark).map(|place| at + place)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::catalog::Catalog;
    use crate::catalog::file::{self, Content};

    /// What a file with these lines of entries says: its entries, or what is wrong.
    fn read(lines: &str, how: fn(&str) -> Result<Content, String>) -> Result<String, String> {
        let text = format!(
            "{{\n  \"id\": \"x\", \"title\": \"X\", \"edition\": \"1\", \"source\": \"s\",\n  \"code\": \
             {{\"pattern\": \"E{{n}}\", \"parts\": [{{\"name\": \"n\", \"chars\": \"digit\"}}]}},\n  \
             \"entries\": [\n{lines}\n  ]\n}}\n"
        );
        how(&text).map(|content| match content {
            Content::Catalog(catalog) => entries(&catalog),
            Content::Patch(_) => String::new(),
        })
    }

    fn entries(catalog: &Catalog) -> String {
        let keys: Vec<_> =
            catalog.entries().keys().map(|key| (key.code, key.name, key.title)).collect();
        let keys = format!("{keys:?}");
        format!("{keys} {:?}", catalog.entries().iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_string_is_plain_up_to_its_first_mark() {
        let text = "aé\u{7f}\u{ff}#!\u{20}[]aaaaaaaaaaaaa";
        for (at, _) in text.char_indices() {
            for marked in ["\"", "\\", "\n", "\0", "\u{1f}"] {
                let text = [&text[..at], marked, &text[at..], "\"\\"].concat();
                assert_eq!(super::mark(text.as_bytes(), 0), Some(at), "{text:?}");
                assert_eq!(super::mark(&text.as_bytes()[..at], 0), None, "{text:?}");
            }
        }
        assert_eq!(super::mark(b"", 1), None);
    }

    #[test]
    fn what_is_read_quickly_is_read_alike() {
        let quickly = |text: &str| file::used(text.to_owned()).map_err(|fault| fault.to_string());
        let slowly =
            |text: &str| file::read(text).map(|read| read.1).map_err(|fault| fault.to_string());
        let long = "x".repeat(501);
        let values = [
            "null",
            "\"\"",
            "\"a\"",
            "\"\\u00e9 \\\"\\n\"",
            "0",
            "404",
            "404.0",
            "600",
            "-1",
            "true",
            "[]",
            "[\"a\"]",
            "[\"\"]",
            "[null]",
            "{}",
            "[{\"name\": \"a\"}]",
            "[{\"name\": \"a\", \"optional\": null}]",
            "[{\"name\": \"a\", \"description\": null}]",
            "[{\"n\": \"a\"}]",
            "[{\"name\": \"a\", \"optional\": true}, {\"name\": \"b\\n\"}]",
            "[\"a\", ]",
            "\"a\\q\"",
            "\"\t\"",
            "0404",
            "404 ",
            "4.0",
            &format!("\"{long}\""),
        ];
        let fields = [
            "code",
            "name",
            "title",
            "status",
            "message",
            "description",
            "group",
            "error_type",
            "oauth_error",
            "parameters",
            "returned_by",
            "url",
            "template",
            "notes",
            "advice",
            "keywords",
            "$comment",
            "other",
            "\\u0063ode",
        ];
        let mut outcomes = BTreeSet::new();
        for field in fields {
            for value in values {
                for line in [
                    format!("    {{\"code\": \"E1\", \"message\": \"m\", \"{field}\": {value}}}"),
                    format!(
                        "    {{\"{field}\": {value}, \"message\": \"m\"}},\n    {{\"message\": \"m\", \"code\": \"E2\"}}"
                    ),
                ] {
                    let (quick, slow) = (read(&line, quickly), read(&line, slowly));
                    assert_eq!(quick, slow, "{line}");
                    outcomes.insert(quick.is_ok());
                }
            }
        }
        for lines in [
            "    {\"code\": \"E1\", \"message\": \"m\"},",
            "    {\"code\": \"E1\", \"message\": \"m\"}\n    {\"code\": \"E2\", \"message\": \"m\"}",
            "    {\"code\": \"E1\", \"message\": \"m\"}]}\n    {",
            "    {\"code\": \"E1\", \"message\": \"m\"}\n  ],\n  \"notes\": [",
            "    {\"code\": \"E1\",\n     \"message\": \"m\"}",
            "",
        ] {
            assert_eq!(read(lines, quickly), read(lines, slowly), "{lines}");
        }
        assert_eq!(outcomes.len(), 2, "some are right, some are wrong");
    }
}
