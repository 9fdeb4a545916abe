//! A layout as its file writes it: the pattern taken apart, and why some cannot be used.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use super::part::{Chars, Part};
use super::{Layout, Piece};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LayoutFile {
    pattern: String,
    parts: Vec<Part>,
    #[serde(default)]
    number_bits: Option<u8>,
    #[serde(default)]
    prefixes: BTreeMap<String, String>,
}

/// Why a layout cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum LayoutError {
    /// A brace is not closed, or stands alone.
    #[error("pattern `{0}`: unbalanced brace")]
    Brace(String),
    /// The pattern names a part that is not described, or not once.
    #[error(
        "pattern `{pattern}`: part `{part}` must stand once in the pattern and once in `parts`"
    )]
    Part {
        /// The pattern.
        pattern: String,
        /// The part.
        part: String,
    },
    /// Two parts in a row, or a part and the text behind it, cannot be told apart.
    #[error("pattern `{pattern}`: where part `{part}` ends cannot be told")]
    Boundary {
        /// The pattern.
        pattern: String,
        /// The part.
        part: String,
    },
    /// The number of bits does not fit the parts.
    #[error(
        "pattern `{0}`: `number_bits` wants hex parts of fixed length, 4 bits a digit, at most 64"
    )]
    Bits(String),
    /// A length is zero, or its ends are the wrong way round.
    #[error("part `{0}`: a length is a number from 1, or the least and the most")]
    Length(String),
}

impl TryFrom<LayoutFile> for Layout {
    type Error = LayoutError;

    fn try_from(file: LayoutFile) -> Result<Self, LayoutError> {
        let LayoutFile { pattern, parts, number_bits, prefixes } = file;
        let pieces = pieces(&pattern, &parts)?;
        let layout = Self { pattern, parts, number_bits, prefixes, pieces };
        layout.check()?;
        Ok(layout)
    }
}

fn pieces(pattern: &str, parts: &[Part]) -> Result<Vec<Piece>, LayoutError> {
    let mut found = Vec::new();
    let mut rest = pattern;
    while let Some(open) = rest.find(['{', '}']) {
        let brace = || LayoutError::Brace(pattern.to_owned());
        let close = rest[open..].find('}').ok_or_else(brace)? + open;
        let name = rest[open..close].strip_prefix('{').ok_or_else(brace)?;
        if open > 0 {
            found.push(Piece::Literal(rest[..open].to_owned()));
        }
        let part = || LayoutError::Part { pattern: pattern.to_owned(), part: name.to_owned() };
        let index = parts.iter().position(|part| part.name == name).ok_or_else(part)?;
        if found.contains(&Piece::Part(index)) {
            return Err(part());
        }
        found.push(Piece::Part(index));
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        found.push(Piece::Literal(rest.to_owned()));
    }
    for (index, part) in parts.iter().enumerate() {
        let again = parts[..index].iter().any(|other| other.name == part.name);
        if again || !found.contains(&Piece::Part(index)) {
            let part = part.name.clone();
            return Err(LayoutError::Part { pattern: pattern.to_owned(), part });
        }
    }
    Ok(found)
}

impl Layout {
    fn check(&self) -> Result<(), LayoutError> {
        for part in &self.parts {
            let (least, most) = part.length();
            if least == 0 || most < least {
                return Err(LayoutError::Length(part.name.clone()));
            }
        }
        for (at, piece) in self.pieces.iter().enumerate() {
            let Piece::Part(index) = piece else { continue };
            let part = &self.parts[*index];
            let (least, most) = part.length();
            let clear = match self.pieces.get(at + 1) {
                None => true,
                Some(Piece::Part(_)) => least == most,
                Some(Piece::Literal(text)) => {
                    least == most || text.bytes().next().is_some_and(|byte| !part.chars.has(byte))
                }
            };
            if !clear {
                let (pattern, part) = (self.pattern.clone(), part.name.clone());
                return Err(LayoutError::Boundary { pattern, part });
            }
        }
        let Some(bits) = self.number_bits else { return Ok(()) };
        let digits: usize =
            self.parts.iter().fold(0, |sum, part| sum.saturating_add(part.length().1));
        let hex = self
            .parts
            .iter()
            .all(|part| part.chars == Chars::Hex && part.length().0 == part.length().1);
        if !hex || bits > 64 || digits.checked_mul(4) != Some(usize::from(bits)) {
            return Err(LayoutError::Bits(self.pattern.clone()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Layout, LayoutError, LayoutFile};

    #[test]
    fn a_pattern_that_cannot_be_told_apart_is_refused() {
        let refuse = |json: &str| {
            let file: LayoutFile = serde_json::from_str(json).unwrap();
            Layout::try_from(file).unwrap_err()
        };
        let word = r#"{"name":"a","chars":"word"}"#;
        assert!(matches!(
            refuse(&format!(r#"{{"pattern":"{{a}}_x","parts":[{word}]}}"#)),
            LayoutError::Boundary { .. }
        ));
        assert!(matches!(
            refuse(&format!(r#"{{"pattern":"x","parts":[{word}]}}"#)),
            LayoutError::Part { .. }
        ));
        assert!(matches!(
            refuse(&format!(r#"{{"pattern":"{{a","parts":[{word}]}}"#)),
            LayoutError::Brace(_)
        ));
        assert!(matches!(
            refuse(&format!(r#"{{"pattern":"{{a}}","number_bits":8,"parts":[{word}]}}"#)),
            LayoutError::Bits(_)
        ));
    }
}
