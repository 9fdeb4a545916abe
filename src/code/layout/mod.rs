//! The layout of a code: literal text and named parts, matched, cut short and written again.

mod part;
mod pattern;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use part::{Chars, Field, Label, Part, PartRange};
pub use pattern::LayoutError;
use pattern::LayoutFile;

/// How the codes of a catalog look: a pattern of literal text and `{parts}`.
///
/// `PR{status}-{area}-{number}`, `0x{domain}{subdomain}{error}`, `error.{realm}.{name}`.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "LayoutFile")]
pub struct Layout {
    pattern: String,
    parts: Vec<Part>,
    number_bits: Option<u8>,
    prefixes: BTreeMap<String, String>,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Part(usize),
}

/// The values of the parts of a code, in the order of the pattern. Fewer than there are parts
/// where the code was cut short, from the first part on.
pub type Fields = Vec<String>;

/// How a text met a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// A whole code.
    Whole(Fields),
    /// The beginning of a code, up to the end of a part.
    Beginning(Fields),
    /// The end of a code: the values from part `first` (0-based) on.
    End {
        /// The first part that is there.
        first: usize,
        /// The values from there on.
        fields: Fields,
    },
}

impl Layout {
    /// The pattern as the data file writes it.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The parts in the order of the pattern.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Part(index) => Some(&self.parts[*index]),
            Piece::Literal(_) => None,
        })
    }

    /// The literal text and the parts, in order: `Err` is literal text.
    pub fn pieces(&self) -> impl Iterator<Item = Result<&Part, &str>> {
        self.pieces.iter().map(|piece| match piece {
            Piece::Part(index) => Ok(&self.parts[*index]),
            Piece::Literal(text) => Err(text.as_str()),
        })
    }

    /// How many bits the parts make together, where they are the digits of one number.
    pub fn number_bits(&self) -> Option<u8> {
        self.number_bits
    }

    /// Whether literal text with a letter or digit tells these codes from any others.
    pub fn is_telling(&self) -> bool {
        self.pieces()
            .any(|piece| piece.is_err_and(|text| text.bytes().any(|b| b.is_ascii_alphanumeric())))
    }

    /// Whether nothing at all tells these codes from other words: no literal text, no listed value.
    pub fn is_bare(&self) -> bool {
        self.pieces().all(|piece| piece.is_ok_and(|part| part.values.is_empty()))
    }

    /// What is known of codes that begin so, from the most general to the most special.
    pub fn prefix_notes<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a str> {
        self.prefixes
            .iter()
            .filter(|(prefix, _)| starts_with(code, prefix))
            .map(|(_, note)| note.as_str())
    }

    /// Adds labels, by the name of their part, and what is known of codes that begin so. What is
    /// said anew replaces what was said; a part that is not there is passed over.
    pub(crate) fn amend(
        &mut self,
        labels: &BTreeMap<String, BTreeMap<String, String>>,
        prefixes: &BTreeMap<String, String>,
    ) {
        let owned = |(key, text): (&String, &String)| (key.clone(), text.clone());
        for part in &mut self.parts {
            part.labels.extend(labels.get(&part.name).into_iter().flatten().map(owned));
        }
        self.prefixes.extend(prefixes.iter().map(owned));
    }

    /// Whether this value, letters in either case, stands where the last part of a code stands.
    pub(crate) fn may_end_with(&self, value: &str, code: &str) -> bool {
        let behind = match self.pieces.last() {
            Some(Piece::Literal(text)) => text.len(),
            _ => 0,
        };
        let end = code.len().checked_sub(behind);
        let last = end.and_then(|end| code.as_bytes().get(end.checked_sub(value.len())?..end));
        last.is_some_and(|last| last.eq_ignore_ascii_case(value.as_bytes()))
    }

    /// Reads a whole code, letters in either case.
    pub fn read(&self, text: &str) -> Option<Fields> {
        match self.walk(text, 0) {
            Some((fields, true)) => Some(fields),
            _ => None,
        }
    }

    /// The parts of a whole code, as it writes them.
    pub(crate) fn split<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let mut values = Vec::with_capacity(self.parts.len());
        let mut rest = text;
        for piece in &self.pieces {
            rest = match piece {
                Piece::Part(index) => {
                    let (value, rest) = self.parts[*index].take(rest)?;
                    values.push(value);
                    rest
                }
                Piece::Literal(literal) if starts_with(rest, literal) => &rest[literal.len()..],
                Piece::Literal(_) => return None,
            };
        }
        rest.is_empty().then_some(values)
    }

    /// Reads a whole code, the beginning of one, or the end of one, in that order.
    pub fn read_any(&self, text: &str) -> Vec<Reading> {
        match self.walk(text, 0) {
            Some((fields, true)) => return vec![Reading::Whole(fields)],
            Some((fields, false)) => return vec![Reading::Beginning(fields)],
            None => {}
        }
        let part_of = |at: usize| {
            self.pieces[..at].iter().filter(|piece| matches!(piece, Piece::Part(_))).count()
        };
        (1..self.pieces.len())
            .filter(|&at| matches!(self.pieces[at], Piece::Part(_)) && self.may_start(at))
            .filter_map(|at| match self.walk(text, at) {
                Some((fields, true)) => Some(Reading::End { first: part_of(at), fields }),
                _ => None,
            })
            .collect()
    }

    /// Whether an end of a code may start at piece `at`: where a number begins, or behind literal
    /// text that sets it apart; never with a lone run of digits, which could be anything.
    fn may_start(&self, at: usize) -> bool {
        let apart = matches!(self.pieces[at - 1], Piece::Literal(_));
        let lone_digits = self.pieces[at..].iter().all(|piece| match piece {
            Piece::Part(index) => matches!(self.parts[*index].chars, Chars::Digit),
            Piece::Literal(_) => false,
        });
        apart && !lone_digits
    }

    /// Matches from piece `from` on: the values, and whether the code is whole. Stops early only
    /// where the text ends at the end of a part (or in the literal text behind it).
    fn walk(&self, text: &str, from: usize) -> Option<(Fields, bool)> {
        let mut fields = Fields::new();
        let mut rest = text;
        for piece in &self.pieces[from..] {
            match piece {
                Piece::Part(index) => {
                    if rest.is_empty() && !fields.is_empty() {
                        return Some((fields, false));
                    }
                    let part = &self.parts[*index];
                    let (value, tail) = part.take(rest)?;
                    fields.push(part.chars.write(value));
                    rest = tail;
                }
                Piece::Literal(literal) => {
                    if !fields.is_empty()
                        && rest.len() < literal.len()
                        && starts_with(literal, rest)
                    {
                        return Some((fields, false));
                    }
                    if !starts_with(rest, literal) {
                        return None;
                    }
                    rest = &rest[literal.len()..];
                }
            }
        }
        rest.is_empty().then_some((fields, true))
    }

    /// Writes the code that has these values, or its beginning where there are fewer.
    pub fn write(&self, fields: &[String]) -> String {
        let mut text = String::new();
        let mut values = fields.iter();
        for piece in &self.pieces {
            match piece {
                Piece::Part(index) => match values.next() {
                    Some(value) => text.push_str(&self.parts[*index].chars.write(value)),
                    None => break,
                },
                Piece::Literal(literal) => {
                    if !text.is_empty()
                        && values.as_slice().is_empty()
                        && fields.len() < self.parts.len()
                    {
                        break;
                    }
                    text.push_str(literal);
                }
            }
        }
        text
    }

    /// The number that a whole code stands for.
    pub fn number(&self, fields: &[String]) -> Option<u64> {
        self.number_bits?;
        u64::from_str_radix(&fields.concat(), 16).ok()
    }

    /// The parts of a number, or `None` where it has more bits than the codes.
    pub fn from_number(&self, number: u64) -> Option<Fields> {
        let bits = u32::from(self.number_bits?);
        if bits < 64 && number >> bits != 0 {
            return None;
        }
        let digits = format!("{number:0width$x}", width = bits as usize / 4);
        let mut rest = digits.as_str();
        let fields = self.parts().map(|part| {
            let (value, tail) = rest.split_at(part.length().0);
            rest = tail;
            value.to_owned()
        });
        Some(fields.collect())
    }

    /// What the value of part `at` (0-based) means.
    pub fn label<'a>(&'a self, fields: &[String], at: usize) -> Option<Label<'a>> {
        let part = self.parts().nth(at)?;
        let value = fields.get(at)?;
        let prefix = self.write(&fields[..=at]);
        if let Some(text) = part.labels.get(&prefix).or_else(|| part.labels.get(value)) {
            return Some(Label::Value(text));
        }
        let number: u64 = value.parse().ok()?;
        part.ranges.iter().find(|range| (range.from..=range.to).contains(&number)).map(Label::Range)
    }
}

/// Whether `text` starts with `prefix`, letters in either case.
fn starts_with(text: &str, prefix: &str) -> bool {
    text.as_bytes()
        .get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{Layout, Reading};

    fn layout(json: &str) -> Layout {
        serde_json::from_str(json).unwrap()
    }

    fn hex() -> Layout {
        layout(
            r#"{"pattern":"0x{high}{low}","number_bits":16,"parts":[
                {"name":"high","chars":"hex","length":2,"labels":{"01":"one"}},
                {"name":"low","chars":"hex","length":2,"labels":{"0x0102":"two of one"}}]}"#,
        )
    }

    fn dashed() -> Layout {
        layout(
            r#"{"pattern":"PR{status}-{area}-{number}","parts":[
                {"name":"status","chars":"digit","length":3},
                {"name":"area","chars":"upper","length":2},
                {"name":"number","chars":"digit","length":4}]}"#,
        )
    }

    fn fields(values: &[&str]) -> Vec<String> {
        values.iter().map(|&value| value.to_owned()).collect()
    }

    #[test]
    fn a_whole_code_is_read_in_either_case() {
        assert_eq!(dashed().read("pr400-od-0001"), Some(fields(&["400", "OD", "0001"])));
        assert_eq!(hex().read("0X01AB"), Some(fields(&["01", "ab"])));
        assert_eq!(dashed().read("PR400-OD-00011"), None);
        assert_eq!(dashed().read("PR400-OD-000"), None);
    }

    #[test]
    fn a_beginning_ends_with_a_part() {
        let beginning = |values: &[&str]| vec![Reading::Beginning(fields(values))];
        assert_eq!(dashed().read_any("PR400-OD"), beginning(&["400", "OD"]));
        assert_eq!(dashed().read_any("PR400-"), beginning(&["400"]));
        assert_eq!(hex().read_any("0x01"), beginning(&["01"]));
        assert_eq!(dashed().read_any("PR40"), vec![]);
    }

    #[test]
    fn an_end_starts_behind_literal_text() {
        let end = |first, values: &[&str]| vec![Reading::End { first, fields: fields(values) }];
        assert_eq!(dashed().read_any("400-OD-0001"), end(0, &["400", "OD", "0001"]));
        assert_eq!(dashed().read_any("OD-0001"), end(1, &["OD", "0001"]));
        assert_eq!(hex().read_any("0102"), end(0, &["01", "02"]));
        assert_eq!(dashed().read_any("0001"), vec![], "digits alone could be anything");
        assert_eq!(hex().read_any("02"), vec![]);
    }

    #[test]
    fn what_joins_words_stands_between_them() {
        let path = layout(r#"{"pattern":"{a}","parts":[{"name":"a","chars":"path"}]}"#);
        for text in ["auth/user-not-found", "a.B:c", "x"] {
            assert_eq!(path.read(text), Some(fields(&[text])), "{text}");
        }
        for text in ["/a", "a/", "a-", "-", "", "a b"] {
            assert_eq!(path.read(text), None, "{text}");
        }
        let slug = layout(
            r#"{"pattern":"{a}.{b}","parts":[{"name":"a","chars":"slug"},{"name":"b","chars":"slug"}]}"#,
        );
        assert_eq!(slug.read("My-Plugin.gone"), Some(fields(&["my-plugin", "gone"])));
        assert_eq!(slug.read("my-.gone"), None);
    }

    #[test]
    fn numbers_go_both_ways() {
        let layout = hex();
        assert_eq!(layout.from_number(0x0102), Some(fields(&["01", "02"])));
        assert_eq!(layout.number(&fields(&["01", "02"])), Some(0x0102));
        assert_eq!(layout.from_number(0x1_0000), None);
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let layout = dashed();
        assert_eq!(layout.write(&fields(&["400", "od", "0001"])), "PR400-OD-0001");
        assert_eq!(layout.write(&fields(&["400"])), "PR400");
        assert_eq!(layout.write(&fields(&["400", "OD"])), "PR400-OD");
    }

    #[test]
    fn a_label_may_depend_on_what_stands_before() {
        let layout = hex();
        let label =
            |values: &[&str], at| layout.label(&fields(values), at).map(|label| label.text());
        assert_eq!(label(&["01", "02"], 0), Some("one"));
        assert_eq!(label(&["01", "02"], 1), Some("two of one"));
        assert_eq!(label(&["03", "02"], 1), None);
    }
}
