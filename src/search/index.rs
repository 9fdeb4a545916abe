//! The entries as words: those of the program come prepared, those of a user are found in one pass
//! over their texts.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2_iter;

use crate::catalog::{Catalog, Listed};
use crate::code::{self, Label, Layout};
use crate::entry::TextOf;
use crate::lookup::Found;
use crate::search::prepared::{self, Prepared};
use crate::search::vocabulary::{Vocabulary, hash};
use crate::search::words::{words, written_words};

/// The words of all entries.
#[derive(Debug)]
pub(super) struct Index<'c> {
    pub(super) docs: Vec<Doc<'c>>,
    /// The fields of all entries, those of one entry side by side.
    pub(super) fields: Vec<Field>,
    /// The words of all fields, by their number in `vocabulary`.
    pub(super) tokens: Vec<u32>,
    pub(super) vocabulary: Vocabulary,
    /// Labels that were met, by a part of their hash: many entries have the same ones.
    labels: Vec<(u64, Range<u32>)>,
}

/// An entry.
#[derive(Debug)]
pub(super) struct Doc<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) listed: Listed<'c>,
    pub(super) status: Option<u16>,
    /// How many placeholders its messages have, at most.
    pub(super) marks: usize,
    /// Its fields: from here to the first of the next one.
    first_field: usize,
}

impl<'c> Doc<'c> {
    pub(super) fn found(&self) -> Found<'c> {
        Found { catalog: self.catalog, entry: self.listed.entry() }
    }
}

/// A text of an entry.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) kind: Kind,
    /// The places of its words.
    pub(super) tokens: Range<u32>,
}

/// What a text of an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Message,
    /// The message as the system sends it, where the source documents another text.
    Sent,
    Title,
    Name,
    Code,
    Description,
    Parameters,
    Labels,
    /// What people call it who do not know the message.
    Keywords,
}

impl Kind {
    /// The kind that has a number, in the order above.
    pub(super) fn numbered(number: u16) -> Self {
        match number {
            0 => Self::Message,
            1 => Self::Sent,
            2 => Self::Title,
            3 => Self::Name,
            4 => Self::Code,
            5 => Self::Description,
            6 => Self::Parameters,
            7 => Self::Labels,
            _ => Self::Keywords,
        }
    }

    /// How much a word counts here.
    pub(super) fn factor(self) -> f32 {
        match self {
            Self::Message | Self::Sent | Self::Title => 1.0,
            Self::Name => 0.95,
            Self::Code => 0.9,
            Self::Keywords => 0.85,
            Self::Description => 0.75,
            Self::Parameters => 0.55,
            Self::Labels => 0.45,
        }
    }

    /// Whether the text says by itself what the error is: a query that has all of it is better
    /// than one that has a part.
    pub(super) fn is_telling(self) -> bool {
        matches!(self, Self::Message | Self::Sent | Self::Title | Self::Name | Self::Keywords)
    }
}

impl<'c> Index<'c> {
    /// The words of all entries of some catalogs. Those that the program carries are prepared.
    pub(super) fn new(catalogs: impl IntoIterator<Item = &'c Catalog>) -> Self {
        let mut index = Self::empty();
        for catalog in catalogs {
            match Prepared::of(catalog) {
                Some(prepared) => index.take(catalog, &prepared),
                None => index.add_all(catalog),
            }
        }
        index
    }

    /// The same, all words found in the texts.
    #[cfg(test)]
    pub(super) fn read(catalogs: impl IntoIterator<Item = &'c Catalog>) -> Self {
        let mut index = Self::empty();
        catalogs.into_iter().for_each(|catalog| index.add_all(catalog));
        index
    }

    fn empty() -> Self {
        Self {
            docs: Vec::with_capacity(1 << 10),
            fields: Vec::with_capacity(1 << 13),
            tokens: Vec::with_capacity(1 << 14),
            vocabulary: Vocabulary::with_capacity(1 << 11),
            labels: Vec::new(),
        }
    }

    /// Adds the entries of a catalog whose words are prepared.
    fn take(&mut self, catalog: &'c Catalog, prepared: &Prepared) {
        let words = prepared.words();
        let words: Vec<u32> =
            words.map(|(word, entries)| self.vocabulary.add_counted(word, entries)).collect();
        let first_token = self.tokens.len() as u32;
        let tokens = prepared.tokens();
        self.tokens.extend(tokens.map(|word| words.get(usize::from(word)).copied().unwrap_or(0)));
        let mut first_field = self.fields.len();
        for (listed, doc) in catalog.entries().listed().zip(prepared.docs()) {
            let prepared::Doc { status, marks, fields } = doc;
            self.docs.push(Doc { catalog, listed, status, marks, first_field });
            first_field += fields;
        }
        self.fields.extend(prepared.fields().map(|field| {
            let start = first_token + field.start;
            Field { kind: field.kind, tokens: start..start + field.length }
        }));
    }

    /// Adds the entries of a catalog.
    fn add_all(&mut self, catalog: &'c Catalog) {
        self.labels.resize(KNOWN_LABELS, (0, 0..0));
        let naming = Naming::of(catalog);
        for listed in catalog.entries().listed() {
            self.add(catalog, listed, &naming);
        }
    }

    /// The texts of an entry with their words.
    pub(super) fn fields_of(&self, doc: usize) -> impl Iterator<Item = (Kind, &[u32])> {
        let start = self.docs[doc].first_field;
        let end = self.docs.get(doc + 1).map_or(self.fields.len(), |next| next.first_field);
        self.fields[start..end].iter().map(|Field { kind, tokens }| {
            (*kind, &self.tokens[tokens.start as usize..tokens.end as usize])
        })
    }

    /// The entries whose message may stand in a text: it has their words, but for those that a
    /// value may have taken the place of. Quick, and wrong only in one direction.
    pub(super) fn written_in(&self, text: &str) -> Vec<Found<'c>> {
        let mut there = vec![false; self.vocabulary.len()];
        words(text, |word| {
            if let Some(word) = self.vocabulary.number(word) {
                there[word as usize] = true;
            }
        });
        let has = |word: &[u8]| {
            let word = std::str::from_utf8(word).ok().and_then(|word| self.vocabulary.number(word));
            word.is_some_and(|word| there[word as usize])
        };
        let is_there = |doc: &Doc<'c>, at: usize| {
            let messages =
                self.fields_of(at).filter(|(kind, _)| matches!(kind, Kind::Message | Kind::Sent));
            let fewest = messages
                .map(|(_, tokens)| tokens.iter().filter(|word| !there[**word as usize]).count())
                .min();
            match fewest {
                Some(0) => true,
                Some(absent) if absent <= MOST_MARK_WORDS * doc.marks => {
                    let mut may_be_there = false;
                    doc.listed.texts(&mut |of, message| {
                        let is_message = matches!(of, TextOf::Message | TextOf::Template);
                        may_be_there |= is_message && may_stand_in(&message, text, has);
                    });
                    may_be_there
                }
                _ => false,
            }
        };
        let docs = self.docs.iter().enumerate().filter(|(at, doc)| is_there(doc, *at));
        docs.map(|(_, doc)| doc.found()).collect()
    }

    fn add(&mut self, catalog: &'c Catalog, listed: Listed<'c>, naming: &Naming<'c>) {
        let first_field = self.fields.len();
        self.docs.push(Doc { catalog, listed, status: None, marks: 0, first_field });
        let mut named = Named::default();
        let mut marks = 0;
        let status = listed.texts(&mut |of, text| {
            let kind = match of {
                TextOf::Message => Kind::Message,
                TextOf::Template => Kind::Sent,
                TextOf::Title => Kind::Title,
                TextOf::Description => Kind::Description,
                TextOf::Parameter => Kind::Parameters,
                TextOf::Keywords => Kind::Keywords,
                _ => Kind::Labels,
            };
            if matches!(of, TextOf::Message | TextOf::Template) {
                marks += memchr2_iter(b'{', b'%', text.as_bytes()).count();
            }
            if !matches!(of, TextOf::Code | TextOf::Name) {
                self.field(kind, &text);
            }
            match of {
                TextOf::Code => named.code = text,
                TextOf::Name => named.name = Some(text),
                TextOf::Group => named.group = Some(text),
                TextOf::ErrorType => named.error_type = Some(text),
                _ => {}
            }
        });
        self.names(naming, &named);
        if let Some(status) = status {
            self.field(Kind::Labels, decimal(status, &mut [0; 5]));
        }
        if let Some(doc) = self.docs.last_mut() {
            (doc.status, doc.marks) = (status, marks);
        }
    }

    /// Code and name. Of their parts only those that are no choice among a few say what the error
    /// is; the others, and their labels, say what it belongs to.
    fn names(&mut self, naming: &Naming<'c>, named: &Named<'c>) {
        let name = named.name.as_deref().zip(naming.of_names.as_ref());
        let (text, parts) = name.unwrap_or((&named.code, &naming.of_codes));
        if name.is_some() || !parts.is_telling {
            self.field(Kind::Code, &named.code);
        }
        for (part, field) in &parts.repeated {
            let value = match field {
                code::Field::Group => named.group.as_deref(),
                code::Field::ErrorType => named.error_type.as_deref(),
                code::Field::Status => None,
            };
            if let Some(label) = value.and_then(|value| part.labels.get(value)) {
                self.field(Kind::Labels, label);
            }
        }
        if parts.unread.is_empty() {
            return;
        }
        let Some(values) = parts.layout.split(text) else {
            self.field(Kind::Name, text);
            return;
        };
        for &(at, kind) in &parts.unread {
            self.field(kind, values[at]);
        }
        if parts.is_labelled && name.is_none() {
            let Some(fields) = parts.layout.read(text) else { return };
            for &(at, _) in &parts.unread {
                match parts.layout.label(&fields, at) {
                    Some(Label::Value(label)) => self.field(Kind::Labels, label),
                    Some(Label::Range(range)) => self.field(Kind::Labels, &range.label),
                    None => {}
                }
            }
        }
    }

    /// Adds a text of the last entry.
    fn field(&mut self, kind: Kind, text: &str) {
        let start = self.tokens.len() as u32;
        // Labels say what an entry belongs to: they make no word less rare.
        if kind != Kind::Labels {
            let entry = Some(self.docs.len() as u32 - 1);
            // The parts of a code are no compound: as a whole it is looked for by its letters.
            if kind == Kind::Code {
                text.split('-').for_each(|part| self.extend(entry, part));
            } else {
                self.extend(entry, text);
            }
            return self.fields.push(Field { kind, tokens: start..self.tokens.len() as u32 });
        }
        let hash = hash(text.as_bytes());
        let place = (hash >> 32) as usize % KNOWN_LABELS;
        if self.labels[place].0 != hash {
            self.extend(None, text);
            self.labels[place] = (hash, start..self.tokens.len() as u32);
        }
        self.fields.push(Field { kind, tokens: self.labels[place].1.clone() });
    }

    fn extend(&mut self, entry: Option<u32>, text: &str) {
        written_words(text, |word| self.tokens.push(self.vocabulary.add(word, entry)));
    }
}

/// How many different labels are remembered.
const KNOWN_LABELS: usize = 256;

/// What identifies an entry, and what its code may repeat.
#[derive(Default)]
struct Named<'c> {
    code: Cow<'c, str>,
    name: Option<Cow<'c, str>>,
    group: Option<Cow<'c, str>>,
    error_type: Option<Cow<'c, str>>,
}

/// How the codes and names of a catalog are read.
struct Naming<'c> {
    of_codes: Parts<'c>,
    of_names: Option<Parts<'c>>,
}

/// The parts of a layout that say something.
struct Parts<'c> {
    layout: &'c Layout,
    /// Whether some part is made of words.
    is_telling: bool,
    /// Those that repeat a field of the entry: they are there without reading the code.
    repeated: Vec<(&'c code::Part, code::Field)>,
    /// The others, by their place in the layout.
    unread: Vec<(usize, Kind)>,
    /// Whether some of these have labels.
    is_labelled: bool,
}

impl<'c> Naming<'c> {
    fn of(catalog: &'c Catalog) -> Self {
        let header = catalog.header();
        Self { of_codes: Parts::of(&header.code), of_names: header.name.as_ref().map(Parts::of) }
    }
}

impl<'c> Parts<'c> {
    fn of(layout: &'c Layout) -> Self {
        let has_words = |part: &code::Part| part.chars.has(b'_');
        let has_labels = |part: &code::Part| !part.labels.is_empty() || !part.ranges.is_empty();
        let unread = || {
            let says = |(_, part): &(usize, &'c code::Part)| {
                part.field.is_none() && (has_words(part) || has_labels(part))
            };
            layout.parts().enumerate().filter(says)
        };
        let kind = |part: &code::Part| {
            if part.values.is_empty() && has_words(part) { Kind::Name } else { Kind::Labels }
        };
        Self {
            layout,
            is_telling: layout.parts().any(has_words),
            repeated: layout.parts().filter_map(|part| Some((part, part.field?))).collect(),
            unread: unread().map(|(at, part)| (at, kind(part))).collect(),
            is_labelled: unread().any(|(_, part)| has_labels(part)),
        }
    }
}

/// How many words a placeholder may look like.
const MOST_MARK_WORDS: usize = 3;

/// Whether a message may stand in a text that has some words: only what no placeholder could be a
/// part of is looked at.
fn may_stand_in(message: &str, text: &str, has: impl Fn(&[u8]) -> bool) -> bool {
    let (mut depth, mut all, mut any) = (0_usize, true, false);
    for run in message.split_ascii_whitespace() {
        let count = |wanted: u8| run.bytes().filter(|byte| *byte == wanted).count();
        let marks = |byte: u8| matches!(byte, b'{' | b'}' | b'%' | b'\'' | b'(');
        if depth == 0 && !run.bytes().any(marks) {
            written_words(run, |word| (all, any) = (all && has(word), true));
        }
        depth = (depth + count(b'{')).saturating_sub(count(b'}'));
    }
    // What is hardly more than a placeholder begins as the text does: `[{0}]`.
    let opening = message.bytes().next().filter(|byte| matches!(byte, b'[' | b'(' | b'<'));
    all && (any || opening.is_none_or(|opening| text.as_bytes().contains(&opening)))
}

/// How rare what stands in `count` of `all` entries is (Robertson and Spärck Jones, never negative).
pub(super) fn rarity(count: f32, all: f32) -> f32 {
    logarithm(1.0 + (all - count + 0.5).max(0.0) / (count + 0.5))
}

/// The natural logarithm of a number from 1 on: twice the area tangent of (m - 1) / (m + 1), and
/// ln 2 for every time that the number was halved to be less than 2. `f32::ln` would have every run
/// of the program load the mathematical library of the system for this one function.
fn logarithm(number: f32) -> f32 {
    let (mut rest, mut halved) = (f64::from(number), 0.0);
    while rest >= 2.0 {
        rest /= 2.0;
        halved += 1.0;
    }
    let tangent = (rest - 1.0) / (rest + 1.0);
    let square = tangent * tangent;
    // A third at most: twelve terms are exact far beyond the last bit of a f32.
    let series = (0..12).rev().fold(0.0, |sum, term| sum * square + 1.0 / f64::from(2 * term + 1));
    (2.0 * tangent * series + halved * std::f64::consts::LN_2) as f32
}

/// A number as its digits: a fraction of the cost of a formatter.
fn decimal(number: u16, digits: &mut [u8; 5]) -> &str {
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    std::str::from_utf8(&digits[at..]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::logarithm;

    #[test]
    fn logarithms_are_those_of_the_mathematical_library() {
        let numbers = (0..200_000).map(|at| 1.0 + at as f32 * 0.037);
        let apart = numbers.filter(|n| (logarithm(*n) / n.ln() - 1.0).abs() > f32::EPSILON);
        assert_eq!(apart.filter(|n| *n > 1.0).collect::<Vec<_>>(), [0.0; 0]);
        assert_eq!(logarithm(1.0), 0.0);
    }
}
