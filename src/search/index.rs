//! The entries as words: built anew for every search, which is faster than reading it from a disk.

use memchr::memmem;

use crate::catalog::{Catalog, Header, Listed};
use crate::code::{self, Label};
use crate::entry::Texts;
use crate::lookup::Found;
use crate::search::stem::stem_into;
use crate::search::words::words;

/// The words of all entries.
#[derive(Debug)]
pub(super) struct Index<'c> {
    pub(super) docs: Vec<Doc<'c>>,
    /// The fields of all entries, those of one entry side by side.
    pub(super) fields: Vec<Field>,
    /// The words of all fields, by their number in `words`.
    pub(super) tokens: Vec<u32>,
    pub(super) words: Interner,
    /// The stem of every word.
    pub(super) stem_of: Vec<u32>,
    /// By stem, the last word that has it; by word, the one before that has the same stem.
    last_form: Vec<u32>,
    form_before: Vec<u32>,
    pub(super) stems: Interner,
    /// For every stem, how rare it is.
    pub(super) rarity: Vec<f32>,
}

/// The number of no word.
const NONE: u32 = u32::MAX;

/// An entry.
#[derive(Debug)]
pub(super) struct Doc<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) listed: Listed<'c>,
    /// How many placeholders its messages have, at most.
    marks: usize,
    /// Its fields: from here to the first of the next one.
    pub(super) first_field: usize,
}

impl<'c> Doc<'c> {
    pub(super) fn found(&self) -> Found<'c> {
        Found { catalog: self.catalog, entry: self.listed.entry() }
    }
}

/// A text of an entry.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) kind: Kind,
    /// Its words: from here to the first of the next field.
    pub(super) first_token: usize,
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
}

impl Kind {
    /// How much a word counts here.
    pub(super) fn factor(self) -> f32 {
        match self {
            Self::Message | Self::Sent | Self::Title => 1.0,
            Self::Name => 0.95,
            Self::Code => 0.9,
            Self::Description => 0.75,
            Self::Parameters => 0.55,
            Self::Labels => 0.45,
        }
    }

    /// Whether the text says by itself what the error is: a query that has all of it is better
    /// than one that has a part.
    pub(super) fn is_telling(self) -> bool {
        matches!(self, Self::Message | Self::Sent | Self::Title | Self::Name)
    }
}

impl<'c> Index<'c> {
    pub(super) fn new(catalogs: impl IntoIterator<Item = &'c Catalog>) -> Self {
        let mut index = Self {
            docs: Vec::new(),
            fields: Vec::new(),
            tokens: Vec::with_capacity(1 << 15),
            words: Interner::with_capacity(1 << 12),
            stem_of: Vec::new(),
            last_form: Vec::new(),
            form_before: Vec::new(),
            stems: Interner::with_capacity(1 << 12),
            rarity: Vec::new(),
        };
        for catalog in catalogs {
            for listed in catalog.entries().listed() {
                index.add(catalog, listed);
            }
        }
        index.finish();
        index
    }

    /// The entries with their fields and the fields' words.
    pub(super) fn fields_of(&self, doc: usize) -> impl Iterator<Item = (Kind, &[u32])> {
        let start = self.docs[doc].first_field;
        let end = self.docs.get(doc + 1).map_or(self.fields.len(), |next| next.first_field);
        (start..end).map(|at| {
            let first = self.fields[at].first_token;
            let last = self.fields.get(at + 1).map_or(self.tokens.len(), |next| next.first_token);
            (self.fields[at].kind, &self.tokens[first..last])
        })
    }

    /// The entries whose message may stand in a text: it has their words, but for those that a
    /// value may have taken the place of. Quick, and wrong only in one direction.
    pub(super) fn written_in(&self, text: &str) -> impl Iterator<Item = Found<'c>> {
        let mut there = vec![false; self.words.len()];
        words(text, |word| {
            if let Some(word) = self.words.number(word) {
                there[word as usize] = true;
            }
        });
        let may_be_there = move |doc: &usize| {
            let messages =
                self.fields_of(*doc).filter(|(kind, _)| matches!(kind, Kind::Message | Kind::Sent));
            let mut absent = messages
                .map(|(_, tokens)| tokens.iter().filter(|word| !there[**word as usize]).count());
            let marks = self.docs[*doc].marks;
            absent.any(|absent| absent == 0 || absent <= MOST_MARK_WORDS * marks)
        };
        (0..self.docs.len()).filter(may_be_there).map(|doc| self.docs[doc].found())
    }

    /// The words that have a stem.
    pub(super) fn forms(&self, stem: u32) -> impl Iterator<Item = u32> {
        let listed = |word: u32| (word != NONE).then_some(word);
        std::iter::successors(listed(self.last_form[stem as usize]), move |&word| {
            listed(self.form_before[word as usize])
        })
    }

    fn add(&mut self, catalog: &'c Catalog, listed: Listed<'c>) {
        let texts = listed.texts();
        let marks = marks(&texts);
        self.docs.push(Doc { catalog, listed, marks, first_field: self.fields.len() });
        self.field(Kind::Message, [&*texts.message]);
        self.field(Kind::Title, texts.title.as_deref());
        self.names(catalog.header(), &texts);
        self.field(Kind::Description, texts.description.as_deref());
        if let Some(sent) = &texts.template {
            self.field(Kind::Sent, [&**sent]);
        }
        let parameters = texts.parameters.iter().flat_map(|parameter| {
            [Some(&*parameter.name), parameter.description.as_deref()].into_iter().flatten()
        });
        self.field(Kind::Parameters, parameters);
        let labels = [&texts.group, &texts.error_type, &texts.oauth_error];
        let more = texts.returned_by.iter().chain(&texts.notes);
        self.field(Kind::Labels, labels.into_iter().flatten().chain(more).map(|text| &**text));
        let mut digits = [0; 5];
        if let Some(status) = texts.status {
            self.extend([decimal(status, &mut digits)]);
        }
    }

    /// Code and name. Of their parts only those that are no choice among a few say what the error
    /// is; the others, and their labels, say what it belongs to.
    fn names(&mut self, header: &Header, texts: &Texts<'_>) {
        let name = texts.name.as_deref().zip(header.name.as_ref());
        let (text, layout) = name.unwrap_or((&texts.code, &header.code));
        if name.is_some() || !layout.parts().any(|part| part.chars.has(b'_')) {
            self.field(Kind::Code, [&*texts.code]);
        }
        // Parts that repeat a field of the entry are there without reading the code.
        for part in layout.parts() {
            let value = match part.field {
                Some(code::Field::Group) => texts.group.as_deref(),
                Some(code::Field::ErrorType) => texts.error_type.as_deref(),
                _ => None,
            };
            let label = value.and_then(|value| part.labels.get(value));
            self.field(Kind::Labels, label.map(String::as_str));
        }
        let unread = |part: &code::Part| part.field.is_none() && says_something(part);
        if !layout.parts().any(unread) {
            return;
        }
        let Some(fields) = layout.read(text) else {
            self.field(Kind::Name, [text]);
            return;
        };
        for (at, part) in layout.parts().enumerate().filter(|(_, part)| unread(part)) {
            let telling = part.values.is_empty() && part.chars.has(b'_');
            let kind = if telling { Kind::Name } else { Kind::Labels };
            self.field(kind, [fields[at].as_str()]);
            let label = if name.is_none() { layout.label(&fields, at) } else { None };
            let label = label.map(|label| match label {
                Label::Value(text) => text,
                Label::Range(range) => &range.label,
            });
            self.field(Kind::Labels, label);
        }
    }

    fn field<'t>(&mut self, kind: Kind, texts: impl IntoIterator<Item = &'t str>) {
        self.fields.push(Field { kind, first_token: self.tokens.len() });
        self.extend(texts);
    }

    fn extend<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        for text in texts {
            words(text, |word| {
                let word = self.words.intern(word);
                self.tokens.push(word);
            });
        }
    }

    /// Finds the stems of all words and how rare they are.
    fn finish(&mut self) {
        let mut buffer = Vec::new();
        for word in 0..self.words.len() {
            let stem = self.stems.intern(stem_into(self.words.text(word), &mut buffer));
            self.stem_of.push(stem);
            self.last_form.resize(self.stems.len(), NONE);
            let before = std::mem::replace(&mut self.last_form[stem as usize], word as u32);
            self.form_before.push(before);
        }
        // In how many entries a stem stands, and the last one that was counted.
        let mut counts = vec![(0_u32, usize::MAX); self.stems.len()];
        for doc in 0..self.docs.len() {
            for (kind, tokens) in self.fields_of(doc) {
                if kind == Kind::Labels {
                    continue;
                }
                for token in tokens {
                    let count = &mut counts[self.stem_of[*token as usize] as usize];
                    if count.1 != doc {
                        *count = (count.0 + 1, doc);
                    }
                }
            }
        }
        let all = self.docs.len();
        let mut known = vec![None; all + 1];
        let mut rarity_of = |count: u32| {
            let rare = || rarity(count as f32, all as f32);
            *known[count as usize].get_or_insert_with(rare)
        };
        self.rarity = counts.iter().map(|count| rarity_of(count.0)).collect();
    }
}

/// How many words a placeholder may look like.
const MOST_MARK_WORDS: usize = 3;

/// How many placeholders the messages of an entry have, at most.
fn marks(texts: &Texts<'_>) -> usize {
    let messages = texts.template.iter().chain([&texts.message]);
    messages.map(|text| text.bytes().filter(|byte| matches!(byte, b'{' | b'%')).count()).sum()
}

/// Whether a part of a code is more than a number.
fn says_something(part: &code::Part) -> bool {
    part.chars.has(b'_') || !part.labels.is_empty() || !part.ranges.is_empty()
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

/// Gives every text a number, from 0 on.
#[derive(Debug)]
pub(super) struct Interner {
    text: String,
    /// Where each text ends.
    ends: Vec<u32>,
    /// By hash, the number of a text plus one. At least half of it is empty.
    table: Vec<u32>,
}

impl Interner {
    fn with_capacity(capacity: usize) -> Self {
        let table = vec![0; (capacity * 2).next_power_of_two()];
        Self {
            text: String::with_capacity(capacity * 8),
            ends: Vec::with_capacity(capacity),
            table,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn text(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[number] as usize]
    }

    /// The texts that a part stands in, by their number, with where it does first, in bytes.
    pub(super) fn holding(&self, part: &str) -> impl Iterator<Item = (usize, usize)> {
        let finder = memmem::Finder::new(part.as_bytes()).into_owned();
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                let at = from + finder.find(self.text.as_bytes().get(from..)?)?;
                let number = self.ends.partition_point(|end| *end as usize <= at);
                let end = *self.ends.get(number)? as usize;
                let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
                if at + part.len() <= end {
                    from = end;
                    return Some((number, at - start));
                }
                // It is the end of one text and the start of the next.
                from = at + 1;
            }
        })
    }

    pub(super) fn number(&self, text: &str) -> Option<u32> {
        self.table[self.slot(text)].checked_sub(1)
    }

    pub(super) fn intern(&mut self, text: &str) -> u32 {
        let slot = self.slot(text);
        if let Some(number) = self.table[slot].checked_sub(1) {
            return number;
        }
        let number = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.table[slot] = number + 1;
        if self.ends.len() * 2 > self.table.len() {
            self.table = vec![0; self.table.len() * 2];
            for number in 0..self.ends.len() {
                let slot = self.slot(self.text(number));
                self.table[slot] = number as u32 + 1;
            }
        }
        number
    }

    /// Where a text stands in the table, or would.
    fn slot(&self, text: &str) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = hash(text.as_bytes()) & mask;
        while let Some(number) = self.table[slot].checked_sub(1) {
            if self.text(number as usize) == text {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// FNV-1a, folded.
fn hash(bytes: &[u8]) -> usize {
    let start = 0xcbf2_9ce4_8422_2325_u64;
    let hash = bytes
        .iter()
        .fold(start, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash ^ (hash >> 32)) as usize
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
