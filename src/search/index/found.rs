//! The words of the entries that a user brings, found in one pass over their texts.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2_iter;

use super::{Kind, Tokens};
use crate::catalog::{Catalog, Listed};
use crate::code::{self, Label, Layout};
use crate::entry::TextOf;
use crate::search::vocabulary::{Vocabulary, hash};
use crate::search::words::written_words;

/// The words of some entries.
#[derive(Debug, Default)]
pub(in crate::search) struct Found {
    pub(super) docs: Vec<Doc>,
    /// The fields of all entries, those of one entry side by side.
    fields: Vec<Field>,
    /// The words of all fields, by their number in the vocabulary.
    tokens: Vec<u32>,
    /// Labels that were met, by a part of their hash: many entries have the same ones.
    labels: Vec<(u64, Range<u32>)>,
}

/// An entry.
#[derive(Debug)]
pub(super) struct Doc {
    pub(super) status: Option<u16>,
    /// How many placeholders its messages have, at most.
    pub(super) marks: usize,
    /// Its fields: from here to the first of the next one.
    first_field: usize,
}

/// A text of an entry.
#[derive(Debug, Clone)]
struct Field {
    kind: Kind,
    /// The places of its words.
    tokens: Range<u32>,
}

impl Found {
    /// Adds the entries of a catalog.
    pub(super) fn add_all(&mut self, catalog: &Catalog, vocabulary: &mut Vocabulary) {
        self.labels.resize(KNOWN_LABELS, (0, 0..0));
        let naming = Naming::of(catalog);
        // Most codes are words of their own.
        vocabulary.reserve(catalog.entries().len());
        for listed in catalog.entries().listed() {
            Adding { found: self, vocabulary }.add(listed, &naming);
        }
    }

    /// The texts of an entry with their words.
    pub(super) fn fields_of(&self, doc: usize) -> impl Iterator<Item = (Kind, Tokens<'_>)> {
        let start = self.docs[doc].first_field;
        let end = self.docs.get(doc + 1).map_or(self.fields.len(), |next| next.first_field);
        self.fields[start..end].iter().map(|Field { kind, tokens }| {
            let tokens = &self.tokens[tokens.start as usize..tokens.end as usize];
            (*kind, Tokens::Found(tokens))
        })
    }
}

/// The entries that are there, and those that are added.
struct Adding<'f> {
    found: &'f mut Found,
    vocabulary: &'f mut Vocabulary,
}

impl<'c> Adding<'_> {
    fn add(&mut self, listed: Listed<'c>, naming: &Naming<'c>) {
        let first_field = self.found.fields.len();
        self.found.docs.push(Doc { status: None, marks: 0, first_field });
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
        if let Some(doc) = self.found.docs.last_mut() {
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
        let start = self.found.tokens.len() as u32;
        if kind.makes_less_rare() {
            let entry = Some(self.found.docs.len() as u32 - 1);
            // The parts of a code are no compound: as a whole it is looked for by its letters.
            if kind == Kind::Code {
                text.split('-').for_each(|part| self.extend(entry, part));
            } else {
                self.extend(entry, text);
            }
            return self
                .found
                .fields
                .push(Field { kind, tokens: start..self.found.tokens.len() as u32 });
        }
        let hash = hash(text.as_bytes());
        let place = (hash >> 32) as usize % KNOWN_LABELS;
        if self.found.labels[place].0 != hash {
            self.extend(None, text);
            self.found.labels[place] = (hash, start..self.found.tokens.len() as u32);
        }
        self.found.fields.push(Field { kind, tokens: self.found.labels[place].1.clone() });
    }

    fn extend(&mut self, entry: Option<u32>, text: &str) {
        written_words(text, |word| self.found.tokens.push(self.vocabulary.add(word, entry)));
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
