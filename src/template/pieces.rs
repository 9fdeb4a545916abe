//! Messages taken apart: literal text and placeholders, in each of the ways that systems mark them.

use crate::catalog::Placeholders;

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text that stands for itself.
    Literal(String),
    /// A place that a value fills.
    Value(Value),
}

/// A placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// `0`, `RESOURCE`; what has no name has its number, from 0.
    pub(super) name: String,
    /// As the message writes it: `{0}`, `%s`.
    pub(super) mark: String,
    pub(super) kind: Kind,
}

/// What a placeholder takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    /// Digits, with sign, point and separators: `%d`.
    Number,
}

/// Takes a message apart. No two literals stand side by side.
pub(super) fn pieces(message: &str, placeholders: Placeholders) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = message;
    let mut count = 0;
    while let Some(first) = rest.chars().next() {
        let unit = match placeholders {
            Placeholders::None => None,
            Placeholders::Braces => braces(rest),
            Placeholders::MessageFormat => message_format(rest),
            Placeholders::Percent => percent(rest, count),
        };
        let length = match unit {
            Some(Unit::Text(text, length)) => {
                literal.push_str(text);
                length
            }
            Some(Unit::Value(name, kind, length)) => {
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                }
                let mark = rest[..length].to_owned();
                pieces.push(Piece::Value(Value { name, mark, kind }));
                count += 1;
                length
            }
            None => {
                literal.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    pieces
}

/// What a marked place is, and its length in the message.
enum Unit<'a> {
    Text(&'a str, usize),
    Value(String, Kind, usize),
}

fn braces(text: &str) -> Option<Unit<'_>> {
    let (inside, length) = braced(text)?;
    let word = !inside.is_empty() && inside.bytes().all(is_word);
    word.then(|| Unit::Value(inside.to_owned(), Kind::Any, length))
}

/// `java.text.MessageFormat`: `{0}`, `{0,number}`, `''` for a quote, `'{'` for a brace. A single
/// quote elsewhere is left as it is: messages without values are sent unformatted.
fn message_format(text: &str) -> Option<Unit<'_>> {
    if text.starts_with("''") {
        return Some(Unit::Text("'", 2));
    }
    if let Some(quoted) = text.strip_prefix('\'') {
        let opens = quoted.starts_with(['{', '}']);
        let inside = opens.then(|| quoted.split_once('\'')).flatten()?.0;
        return Some(Unit::Text(inside, inside.len() + 2));
    }
    let (inside, length) = braced(text)?;
    let (number, format) = inside.split_once(',').unwrap_or((inside, ""));
    let numbered = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let kind = if format.trim_start().starts_with("number") { Kind::Number } else { Kind::Any };
    numbered.then(|| Unit::Value(number.to_owned(), kind, length))
}

/// `%s`, `%-5d`, `%2$s`, `%(name)s`, `%%`, as `printf` and its kin in other languages have it.
fn percent(text: &str, count: usize) -> Option<Unit<'_>> {
    let spec = text.strip_prefix('%')?;
    if spec.starts_with('%') {
        return Some(Unit::Text("%", 2));
    }
    let (name, spec) = match spec.strip_prefix('(').and_then(|named| named.split_once(')')) {
        Some((name, spec)) => (name.to_owned(), spec),
        None => match spec.split_once('$') {
            Some((number, spec))
                if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                (number.to_owned(), spec)
            }
            _ => (count.to_string(), spec),
        },
    };
    let flags = spec.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '#' | '.' | '*'))?;
    let spec = spec[flags..].trim_start_matches(['l', 'h', 'z']);
    let kind = match spec.chars().next()? {
        'd' | 'i' | 'u' | 'f' | 'g' => Kind::Number,
        's' | 'r' | 'v' | 'q' | 'x' | 'X' | 'o' | 'e' | 'c' | 'p' | 'j' | 'O' => Kind::Any,
        _ => return None,
    };
    Some(Unit::Value(name, kind, text.len() - spec.len() + 1))
}

/// What stands in the braces that a text begins with, and its length with them.
fn braced(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix('{')?;
    let end = inside.find(['{', '}'])?;
    inside[end..].starts_with('}').then(|| (&inside[..end], end + 2))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

#[cfg(test)]
mod tests {
    use super::{Kind, Piece, pieces};
    use crate::catalog::Placeholders;

    fn shown(message: &str, placeholders: Placeholders) -> String {
        pieces(message, placeholders)
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text) => text.clone(),
                Piece::Value(value) if value.kind == Kind::Number => format!("<{}#>", value.name),
                Piece::Value(value) => format!("<{}>", value.name),
            })
            .collect()
    }

    #[test]
    fn a_word_in_braces_is_a_placeholder() {
        assert_eq!(shown("{RESOURCE} has {no value}, {}, {", Placeholders::Braces), {
            "<RESOURCE> has {no value}, {}, {"
        });
    }

    #[test]
    fn message_format_doubles_its_quotes() {
        assert_eq!(shown("name ''{0}'' it's '{0}' {1,number} {x}", Placeholders::MessageFormat), {
            "name '<0>' it's {0} <1#> {x}"
        });
    }

    #[test]
    fn percent_placeholders_have_flags_numbers_and_names() {
        assert_eq!(shown("100%% of %s: %-5d %2$s %(name)s %ld 5% off", Placeholders::Percent), {
            "100% of <0>: <1#> <2> <name> <4#> 5% off"
        });
    }

    #[test]
    fn a_message_without_placeholders_is_literal() {
        assert_eq!(shown("{0} %s ''", Placeholders::None), "{0} %s ''");
    }
}
