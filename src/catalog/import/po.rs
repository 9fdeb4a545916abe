//! Messages of gettext programs: `msgid`, `msgstr`.

use super::pattern::is_code;
use super::{Left, Read, Row};
use crate::entry::Entry;

/// A message as it stands in the file.
#[derive(Debug, Default)]
struct Message {
    line: usize,
    context: Option<String>,
    id: Option<String>,
    plural: Option<String>,
    texts: Vec<String>,
    flags: Vec<String>,
    comments: Vec<String>,
}

pub(super) fn read(text: &str) -> Read {
    let mut read = Read::default();
    let mut styles = Vec::new();
    for message in messages(text, &mut read.left) {
        styles.extend(message.flags.iter().filter_map(|flag| match flag.as_str() {
            "c-format" | "python-format" | "php-format" => Some("percent"),
            "python-brace-format" | "csharp-format" => Some("braces"),
            "java-format" | "java-printf-format" => Some("message-format"),
            _ => None,
        }));
        let id = message.id.unwrap_or_default();
        if id.is_empty() && message.context.is_none() {
            continue; // the header of the file
        }
        let texts: Vec<String> =
            message.texts.into_iter().filter(|text| !text.is_empty()).collect();
        let (code, spoken) = match message.context.filter(|context| is_code(context.trim())) {
            Some(context) => (context, texts.first().cloned().unwrap_or(id)),
            None if is_code(id.trim()) => (id, texts.first().cloned().unwrap_or_default()),
            None => {
                let reason =
                    format!("no code: neither the context nor `{}` is one", super::short(&id));
                read.left.push(Left::new(message.line, reason));
                continue;
            }
        };
        let mut notes = message.comments;
        notes.extend(texts.iter().skip(1).map(|text| format!("Also: {text}")));
        if let Some(plural) = message.plural.filter(|plural| texts.is_empty() && *plural != spoken)
        {
            notes.push(format!("Also: {plural}"));
        }
        if message.flags.iter().any(|flag| flag == "fuzzy") {
            notes.push("The translation is marked as fuzzy.".to_owned());
        }
        let entry = Entry {
            code: code.trim().to_owned(),
            message: spoken.trim().to_owned(),
            notes: notes.into_iter().filter(|note| !note.trim().is_empty()).collect(),
            ..Entry::default()
        };
        read.rows.extend(Row::new(message.line, entry, &mut read.left));
    }
    let most = |style: &&str| styles.iter().filter(|other| *other == style).count();
    read.placeholders = ["percent", "braces", "message-format"]
        .iter()
        .filter(|style| most(style) > 0)
        .max_by_key(|style| most(style))
        .copied();
    read
}

/// Takes the file apart. A line that is none of a message file is left and told.
fn messages(text: &str, left: &mut Vec<Left>) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut now = Message::default();
    let mut field = Field::None;
    for (at, line) in text.lines().enumerate() {
        let (number, line) = (at + 1, line.trim());
        let starts =
            line.starts_with("msgctxt") || line.starts_with("msgid ") || line.starts_with('#');
        // A new message begins where a text has been given.
        if !now.texts.is_empty() && (line.is_empty() || starts) {
            messages.push(std::mem::take(&mut now));
            field = Field::None;
        }
        if line.is_empty() {
            continue;
        }
        if let Some(obsolete) = line.strip_prefix("#~") {
            if obsolete.trim().starts_with("msgid") {
                let reason = format!("obsolete: {}", super::short(obsolete.trim()));
                left.push(Left::new(number, reason));
            }
            continue;
        }
        if let Some(flags) = line.strip_prefix("#,") {
            now.flags.extend(flags.split(',').map(|flag| flag.trim().to_owned()));
            continue;
        }
        if let Some(comment) = line.strip_prefix("#.") {
            now.comments.push(comment.trim().to_owned());
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        let (keyword, quoted) = match line.find('"') {
            Some(quote) => (line[..quote].trim(), &line[quote..]),
            None => (line, ""),
        };
        let Some(text) = unquoted(quoted) else {
            left.push(Left::new(
                number,
                format!("`{}`: expected a text in quotes", super::short(line)),
            ));
            continue;
        };
        match keyword {
            "" => {}
            "msgctxt" => field = Field::Context,
            "msgid" => field = Field::Id,
            "msgid_plural" => field = Field::Plural,
            word if word == "msgstr" || word.starts_with("msgstr[") => {
                now.texts.push(String::new());
                field = Field::Text;
            }
            word => {
                left.push(Left::new(
                    number,
                    format!("`{}`: expected `msgid` or `msgstr`", super::short(word)),
                ));
                field = Field::None;
                continue;
            }
        }
        if now.line == 0 {
            now.line = number;
        }
        match field {
            Field::Context => now.context.get_or_insert_default().push_str(&text),
            Field::Id => now.id.get_or_insert_default().push_str(&text),
            Field::Plural => now.plural.get_or_insert_default().push_str(&text),
            Field::Text => {
                if let Some(last) = now.texts.last_mut() {
                    last.push_str(&text);
                }
            }
            Field::None => left.push(Left::new(number, "a text that belongs to nothing")),
        }
    }
    if !now.texts.is_empty() {
        messages.push(now);
    } else if now.id.is_some() {
        left.push(Left::new(now.line, "a message without `msgstr`"));
    }
    messages
}

/// What a quoted text continues.
#[derive(Debug, Clone, Copy)]
enum Field {
    None,
    Context,
    Id,
    Plural,
    Text,
}

/// A text without its quotes and escapes.
fn unquoted(text: &str) -> Option<String> {
    let inner = text.trim().strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => continue,
                other => other,
            },
            '"' => return None,
            c => c,
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn contexts_or_ids_are_codes() {
        let text = "msgid \"\"\nmsgstr \"Language: de\\n\"\n\n#. shown at login\n#, fuzzy, python-format\nmsgctxt \"AUTH_1\"\nmsgid \"Hello %s\"\nmsgstr \"Hallo \"\n\"%s\"\n\nmsgid \"E2\"\nmsgstr \"zwei\"\nmsgid \"E3\"\nmsgstr \"\"\n\nmsgid \"no code\"\nmsgstr \"x\"\n\n#~ msgid \"OLD\"\n#~ msgstr \"y\"\nnonsense\n\nmsgid \"E4\"\nmsgid_plural \"E4s\"\nmsgstr[0] \"ein\"\nmsgstr[1] \"viele\"\n";
        let read = read(text);
        let rows: Vec<_> = read
            .rows
            .iter()
            .map(|row| (row.line, row.entry.code.as_str(), row.entry.message.as_str()))
            .collect();
        assert_eq!(rows, [(6, "AUTH_1", "Hallo %s"), (11, "E2", "zwei"), (23, "E4", "ein")]);
        assert_eq!(
            read.rows[0].entry.notes,
            ["shown at login", "The translation is marked as fuzzy."]
        );
        assert_eq!(read.rows[2].entry.notes, ["Also: viele"]);
        assert_eq!(read.placeholders, Some("percent"));
        let left: Vec<_> = read.left.iter().map(|left| left.line).collect();
        assert_eq!(left, [19, 21, 13, 16], "{:?}", read.left);
    }
}
