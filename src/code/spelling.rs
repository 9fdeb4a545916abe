//! The spellings in which people have a code at hand.

use std::fmt;

use super::layout::{Fields, Layout, Reading};
use crate::catalog::Header;

/// Which of an entry's two identifiers a text spells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// The code.
    Code,
    /// The symbolic name.
    Name,
}

/// How a text spells a code. Ordered from the plainest to the boldest reading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// The code itself, letters in either case.
    Code,
    /// The name itself.
    Name,
    /// The code has a place for anything: `{RESOURCE}_NOT_EXIST`.
    Pattern(String),
    /// The code without the text that it starts with: `01010005`.
    Bare {
        /// What is missing.
        missing: String,
    },
    /// The number that the code stands for, in decimal digits.
    Decimal {
        /// The code.
        code: String,
    },
    /// The same as a signed number of as many bits.
    SignedDecimal {
        /// The code.
        code: String,
    },
    /// The number in hex digits, leading zeros left out.
    ShortHex {
        /// The code.
        code: String,
    },
    /// The heading of the definition.
    Title,
    /// The last parts of the code or the name.
    End(Form),
    /// The code, the name or the end of it with other marks between its parts, or none:
    /// `importFailed`.
    Respelled(String),
    /// The code or the name in a longer text: `code=PR400-OD-0001`.
    Within(String),
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code => f.write_str("code"),
            Self::Name => f.write_str("name"),
            Self::Pattern(pattern) => write!(f, "pattern {pattern}"),
            Self::Bare { missing } => write!(f, "code without {missing}"),
            Self::Decimal { code } => write!(f, "decimal of {code}"),
            Self::SignedDecimal { code } => write!(f, "signed decimal of {code}"),
            Self::ShortHex { code } => write!(f, "{code} without leading zeros"),
            Self::Title => f.write_str("heading"),
            Self::End(Form::Code) => f.write_str("end of the code"),
            Self::End(Form::Name) => f.write_str("end of the name"),
            Self::Respelled(code) => write!(f, "{code} spelled otherwise"),
            Self::Within(code) => write!(f, "{code} in the text"),
        }
    }
}

/// One way in which a text can be a code, or part of a code, of a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelled {
    /// Whether the parts are those of the code or of the name.
    pub form: Form,
    /// What of it is there.
    pub reading: Reading,
    /// How the text was read.
    pub via: Via,
}

/// A text without what surrounds a pasted code: white space, quotes, brackets, commas, a period.
pub fn clean(text: &str) -> &str {
    let mut rest = text;
    loop {
        let bare = rest
            .trim()
            .trim_end_matches([',', ';', '.', ':'])
            .trim_start_matches([',', ';', ':', '#'])
            .trim_matches(['"', '\'', '`', '“', '”', '‘', '’']);
        let pairs = [('[', ']'), ('(', ')'), ('<', '>')];
        let inner =
            pairs.iter().find_map(|&(open, close)| bare.strip_prefix(open)?.strip_suffix(close));
        let bare = inner.unwrap_or(bare);
        if bare.len() == rest.len() {
            return rest;
        }
        rest = bare;
    }
}

/// Every way in which `text` can be a code of the catalog, plainest first. Whether there is such
/// an entry is not asked here.
pub fn spellings(header: &Header, text: &str) -> Vec<Spelled> {
    let code = &header.code;
    let mut found: Vec<Spelled> = Vec::new();
    let mut add = |spelled: Spelled| {
        if !found.iter().any(|other| other.form == spelled.form && other.reading == spelled.reading)
        {
            found.push(spelled);
        }
    };
    for reading in code.read_any(text) {
        let via = match &reading {
            Reading::End { first: 0, fields } => {
                let whole = code.write(fields);
                Via::Bare { missing: whole[..whole.len() - text.len()].to_owned() }
            }
            Reading::End { .. } => Via::End(Form::Code),
            Reading::Whole(_) | Reading::Beginning(_) => Via::Code,
        };
        let reading = match reading {
            Reading::End { first: 0, fields } => Reading::Whole(fields),
            other => other,
        };
        add(Spelled { form: Form::Code, reading, via });
    }
    for (fields, via) in numbers(code, text) {
        add(Spelled { form: Form::Code, reading: Reading::Whole(fields), via });
    }
    for reading in header.name.iter().flat_map(|name| name.read_any(text)) {
        let via = match reading {
            Reading::End { .. } => Via::End(Form::Name),
            Reading::Whole(_) | Reading::Beginning(_) => Via::Name,
        };
        add(Spelled { form: Form::Name, reading, via });
    }
    found
}

/// The codes that `text` is the number of.
fn numbers(code: &Layout, text: &str) -> Vec<(Fields, Via)> {
    let Some(bits) = code.number_bits() else { return Vec::new() };
    let read = |number: u64, via: fn(String) -> Via| {
        code.from_number(number).map(|fields| {
            let via = via(code.write(&fields));
            (fields, via)
        })
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(magnitude) = text.strip_prefix('-').filter(|rest| digits(rest)) {
        let lowest = 1u64 << (bits - 1);
        let number = magnitude.parse::<u64>().ok().filter(|&n| (1..=lowest).contains(&n));
        let mask = if bits == 64 { u64::MAX } else { (1 << bits) - 1 };
        let signed =
            number.and_then(|n| read(n.wrapping_neg() & mask, |code| Via::SignedDecimal { code }));
        return signed.into_iter().collect();
    }
    if digits(text) {
        let number = text.parse().ok();
        return number.and_then(|n| read(n, |code| Via::Decimal { code })).into_iter().collect();
    }
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let number = hex
        .filter(|hex| !hex.starts_with(['+', '-']))
        .and_then(|hex| u64::from_str_radix(hex, 16).ok());
    number.and_then(|n| read(n, |code| Via::ShortHex { code })).into_iter().collect()
}

/// The values that a code with places for anything (`{RESOURCE}_NOT_EXIST`) takes to be `text`.
/// Letters in either case; a value is made of letters, digits and `_`.
pub fn pattern_captures(pattern: &str, text: &str) -> Option<Vec<(String, String)>> {
    let mut captures = Vec::new();
    let mut rest = text;
    let mut pattern = pattern;
    while let Some(open) = pattern.find('{') {
        let close = open + pattern[open..].find('}')?;
        rest = strip_prefix(rest, &pattern[..open])?;
        let name = &pattern[open + 1..close];
        pattern = &pattern[close + 1..];
        let literal = pattern.find('{').map_or(pattern, |next| &pattern[..next]);
        let end = if pattern.len() == literal.len() {
            rest.len().checked_sub(literal.len())?
        } else {
            rest.to_ascii_lowercase().find(&literal.to_ascii_lowercase())?
        };
        let value = rest.get(..end)?;
        if value.is_empty()
            || !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            return None;
        }
        captures.push((name.to_owned(), value.to_owned()));
        rest = &rest[end..];
    }
    (!captures.is_empty() && rest.eq_ignore_ascii_case(pattern)).then_some(captures)
}

fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let start = text.get(..prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::{clean, pattern_captures};

    #[test]
    fn what_surrounds_a_pasted_code_is_ignored() {
        for text in
            ["#E-1", "[E-1]", "\"E-1\",", " 'E-1'. ", "(`E-1`)", "<E-1>;", "[\"E-1\"]", "E-1:"]
        {
            assert_eq!(clean(text), "E-1", "{text}");
        }
        assert_eq!(clean("{RESOURCE}_X"), "{RESOURCE}_X");
        assert_eq!(clean("-5"), "-5");
        assert_eq!(clean(".,;"), "");
    }

    #[test]
    fn a_pattern_gives_its_values_back() {
        let captures = |pattern, text| pattern_captures(pattern, text);
        let one = |name: &str, value: &str| Some(vec![(name.to_owned(), value.to_owned())]);
        assert_eq!(captures("{R}_GONE", "USER_GONE"), one("R", "USER"));
        assert_eq!(captures("NO_{R}", "no_room"), one("R", "room"));
        assert_eq!(captures("{R}_GONE", "_GONE"), None);
        assert_eq!(captures("{R}_GONE", "USER-X_GONE"), None);
        assert_eq!(captures("PLAIN", "PLAIN"), None);
        let two = captures("{A}_TO_{B}_X", "ONE_TO_TWO_X");
        assert_eq!(two.map(|values| values.len()), Some(2));
    }
}
