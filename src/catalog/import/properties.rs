//! Messages of Java programs: `key = text` (java.util.Properties).

use std::collections::HashMap;

use super::{Left, Read, Row};
use crate::catalog::Placeholders;
use crate::entry::Entry;
use crate::template::Template;

pub(super) fn read(text: &str) -> Read {
    let mut read = Read::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (line, logical) in logical_lines(text) {
        let (key, value) = pair(&logical);
        let (key, value) =
            (unescaped(key, line, &mut read.left), unescaped(value, line, &mut read.left));
        let entry =
            Entry { code: key.clone(), message: value.trim().to_owned(), ..Entry::default() };
        let Some(row) = Row::new(line, entry, &mut read.left) else { continue };
        // As in Java, the last of several counts.
        if let Some(&first) = places.get(&key) {
            let before: &mut Row = &mut read.rows[first];
            let reason = format!("`{}` is said anew in line {line}", super::short(&key));
            read.left.push(Left::new(before.line, reason));
            *before = row;
        } else {
            places.insert(key, read.rows.len());
            read.rows.push(row);
        }
    }
    let formatted = |row: &Row| {
        Template::new(&row.entry.message, Placeholders::MessageFormat).has_values()
            || row.entry.message.contains("''")
    };
    if read.rows.iter().any(formatted) {
        read.placeholders = Some("message-format");
    }
    read
}

/// Lines joined where they end in a backslash, each with the number of its first; comments and
/// empty lines left out.
fn logical_lines(text: &str) -> Vec<(usize, String)> {
    let mut logical: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_start_matches([' ', '\t', '\u{c}']);
        if !open && (line.is_empty() || line.starts_with(['#', '!'])) {
            continue;
        }
        let slashes = line.len() - line.trim_end_matches('\\').len();
        let goes_on = slashes % 2 == 1;
        let text = if goes_on { &line[..line.len() - 1] } else { line };
        match logical.last_mut() {
            Some((_, last)) if open => last.push_str(text),
            _ => logical.push((at + 1, text.to_owned())),
        }
        open = goes_on;
    }
    logical
}

/// Key and value: apart by `=`, `:` or blanks that no backslash stands before.
fn pair(line: &str) -> (&str, &str) {
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '=' | ':' | ' ' | '\t' | '\u{c}' => {
                let rest = line[at..].trim_start_matches([' ', '\t', '\u{c}']);
                let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest);
                return (&line[..at], rest.trim_start_matches([' ', '\t', '\u{c}']));
            }
            _ => {}
        }
    }
    (line, "")
}

fn unescaped(text: &str, line: usize, left: &mut Vec<Left>) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut chars = text.chars();
    let mut buffer = [0; 2];
    while let Some(c) = chars.next() {
        let c = match (c, if c == '\\' { chars.next() } else { None }) {
            (_, Some('n')) => '\n',
            (_, Some('t')) => '\t',
            (_, Some('r')) => '\r',
            (_, Some('f')) => '\u{c}',
            (_, Some('u')) => {
                let digits = chars.as_str().get(..4);
                match digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
                    Some(unit) => {
                        units.push(unit);
                        chars = chars.as_str()[4..].chars();
                        continue;
                    }
                    None => {
                        left.push(Left::new(line, "`\\u` without four hex digits: kept as `u`"));
                        'u'
                    }
                }
            }
            (_, Some(other)) => other,
            (c, None) => c,
        };
        units.extend_from_slice(c.encode_utf16(&mut buffer));
    }
    String::from_utf16_lossy(&units).replace('\r', "")
}

#[cfg(test)]
mod tests {
    use super::read;

    fn pairs(text: &str) -> Vec<(String, String, usize)> {
        let rows = read(text).rows.into_iter();
        rows.map(|row| (row.entry.code, row.entry.message, row.line)).collect()
    }

    #[test]
    fn keys_and_texts_are_read_as_java_reads_them() {
        let text = "# c\n! c\n\nA = one\nB:two\\\n   more\nC three\\u00e9\\ud83d\\ude00\n a\\:b=\\ x\\\\\nD\nE=\\uZZ\nA=again";
        let got = pairs(text);
        let want: [(&str, &str, usize); 5] = [
            ("A", "again", 11),
            ("B", "twomore", 5),
            ("C", "threeé😀", 7),
            ("a:b", "x\\", 8),
            ("E", "uZZ", 10),
        ];
        let want: Vec<_> =
            want.iter().map(|(a, b, line)| ((*a).to_owned(), (*b).to_owned(), *line)).collect();
        assert_eq!(got, want);
        let left: Vec<_> = read(text).left.iter().map(ToString::to_string).collect();
        assert_eq!(
            left,
            [
                "9: no message for `D`",
                "10: `\\u` without four hex digits: kept as `u`",
                "4: `A` is said anew in line 11",
            ]
        );
    }
}
