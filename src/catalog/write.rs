//! Catalog files, written as the built-in ones are: what is known of the system first, then one
//! entry a line.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// The text of a catalog file.
pub(super) fn file(head: &impl Serialize, entries: &[impl Serialize]) -> String {
    let head = serde_json::to_string_pretty(head).unwrap_or_default();
    let head = head.trim_end_matches('}').trim_end();
    let lines: Vec<String> = entries.iter().map(|entry| format!("    {}", line(entry))).collect();
    let (before, after) = if lines.is_empty() { ("", "") } else { ("\n", "\n  ") };
    format!("{head},\n  \"entries\": [{before}{}{after}]\n}}\n", lines.join(",\n"))
}

/// A value in one line, a blank behind every comma and colon.
fn line(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let written = value.serialize(&mut Serializer::with_formatter(&mut bytes, Spaced));
    written.ok().and_then(|()| String::from_utf8(bytes).ok()).unwrap_or_default()
}

struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        out.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        out.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::file;

    #[test]
    fn a_file_has_one_entry_a_line() {
        let text = file(
            &json!({"id": "x"}),
            &[json!({"code": "1", "notes": ["a", "b"]}), json!({"code": "2"})],
        );
        assert_eq!(
            text,
            "{\n  \"id\": \"x\",\n  \"entries\": [\n    {\"code\": \"1\", \"notes\": [\"a\", \"b\"]},\n    {\"code\": \"2\"}\n  ]\n}\n"
        );
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
        assert_eq!(
            file(&json!({"id": "x"}), &[0; 0]),
            "{\n  \"id\": \"x\",\n  \"entries\": []\n}\n"
        );
    }
}
