//! The codes that the catalogs list, and one hash probe to find them by any of their forms.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem::Finder;

use super::forms::{Form, Kind};
use super::hashes::{Ends, SMALL, Tail, Word, each_word, hash, word_hashes};
use crate::catalog::{Catalogs, Key, Listed};
use crate::entry::Entry;
use crate::evidence::Unknown;

/// A code of a catalog, with all entries that share it.
#[derive(Debug)]
pub(super) struct KnownCode<'c> {
    /// The place of its catalog among the catalogs.
    pub(super) catalog: usize,
    /// The code as the catalog writes it.
    pub(super) code: Cow<'c, str>,
    /// The entries: more than one where the same code stands for several errors. Most are never
    /// asked for, so they are not read before.
    listed: Vec<Listed<'c>>,
    /// Its texts by number, one a form.
    pub(super) texts: Range<u32>,
    message_words: OnceLock<MessageWords>,
}

/// The words of the messages of a code, by their hashes.
#[derive(Debug)]
pub(super) struct MessageWords {
    /// Those of each entry.
    messages: Vec<Vec<u64>>,
    /// One bit for each beginning of a word.
    beginnings: [u64; BEGINNINGS / 64],
}

impl MessageWords {
    fn new<'m>(texts: impl Iterator<Item = &'m str>) -> Self {
        let mut words = Self { messages: Vec::new(), beginnings: [0; BEGINNINGS / 64] };
        for text in texts.map(str::as_bytes) {
            each_word(text, 0..text.len(), |word| {
                let beginning = word.beginning(BEGINNINGS);
                words.beginnings[beginning / 64] |= 1 << (beginning % 64);
            });
            words.messages.push(word_hashes(text));
        }
        words
    }

    /// Whether one of the messages has enough words in common with a part of a text: how many both
    /// have, how many the message has, and how many the part.
    pub(super) fn any_in(
        &self,
        text: &[u8],
        part: Range<usize>,
        enough: impl Fn(usize, usize, usize) -> bool,
    ) -> bool {
        let (there, met, count) = self.of_any(text, part.clone());
        if met == 0 {
            return false;
        }
        let many;
        let there = if met <= FEW_WORDS {
            &there[..met]
        } else {
            many = word_hashes(&text[part]);
            &many[..count.min(MOST_WORDS)]
        };
        self.messages.iter().any(|message| {
            let both = message.iter().filter(|word| there.contains(word)).count();
            both > 0 && enough(both, message.len(), count.min(MOST_WORDS))
        })
    }

    /// The hashes of the first words of a part of a text that may be one of any message, how many
    /// such words there are, and how many words at all. Most texts have few of them, most of these
    /// none.
    #[inline(never)]
    fn of_any(&self, text: &[u8], part: Range<usize>) -> ([u64; FEW_WORDS + 1], usize, usize) {
        let mut there = [0; FEW_WORDS + 1];
        let (mut met, mut count) = (0, 0);
        each_word(text, part, |word| {
            if self.may_have(word) && count < MOST_WORDS {
                there[met.min(FEW_WORDS)] = word.hash();
                met += 1;
            }
            count += 1;
        });
        (there, met, count)
    }

    /// Whether a word may be one of any message, by how it begins: most words of other texts are
    /// none.
    #[inline(always)]
    fn may_have(&self, word: Word<'_>) -> bool {
        let beginning = word.beginning(BEGINNINGS);
        self.beginnings[beginning / 64] >> (beginning % 64) & 1 != 0
    }
}

/// How many beginnings of words are told apart.
const BEGINNINGS: usize = 512;

/// The most words of a text that are compared with a message.
const MOST_WORDS: usize = 64;

/// So many words of a text that may be words of a message are kept while it is read.
const FEW_WORDS: usize = 7;

impl<'c> KnownCode<'c> {
    /// The entries: more than one where the same code stands for several errors.
    pub(super) fn entries(&self) -> impl ExactSizeIterator<Item = &'c Entry> + Clone {
        self.listed.iter().map(|listed| listed.entry())
    }

    /// The words of the message of each entry. Made when they are first needed.
    pub(super) fn message_words(&self) -> &MessageWords {
        self.message_words.get_or_init(|| {
            let message = |entry: &'c Entry| entry.template.as_deref().unwrap_or(&entry.message);
            MessageWords::new(self.entries().map(message))
        })
    }
}

/// One form of a known code. Small: of a log full of codes, many are looked at in turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    /// What tells it apart at once, and a short one without a look at it.
    ends: Ends,
    /// Where it stands among all texts.
    start: u32,
    length: u32,
    /// The code, by number.
    pub(super) code: u32,
    /// Its form, by number.
    pub(super) form: u16,
    /// Whether other systems use it as well.
    pub(super) shared: bool,
}

/// A code with a word that stands for anything: `{RESOURCE}_NOT_EXIST`.
#[derive(Debug)]
pub(super) struct Pattern {
    /// What stands before the word.
    pub(super) prefix: String,
    /// The name of the word: `RESOURCE`.
    pub(super) name: String,
    /// What stands behind it.
    pub(super) suffix: String,
    /// The last bytes of that.
    tail: Tail,
    /// Its form, by number.
    pub(super) form: u16,
    /// The code, by number.
    pub(super) code: u32,
    /// Whether other systems use it as well.
    pub(super) shared: bool,
}

/// All codes of the catalogs.
#[derive(Debug, Default)]
pub(super) struct KnownCodes<'c> {
    pub(super) codes: Vec<KnownCode<'c>>,
    pub(super) texts: Vec<Text>,
    pub(super) patterns: Vec<Pattern>,
    /// All texts, one behind the other.
    written: String,
    finders: Vec<OnceLock<Box<Finder<'static>>>>,
    /// The texts by their hashes, open addressing. A power of two, at least half of it free.
    slots: Vec<Slot>,
    /// One bit for each hash of a code of the forms that were sifted, few of them set: so small
    /// that it stays in the nearest cache. A power of two.
    sieve: Vec<u64>,
}

/// Half of the hash of a text, and its number from 1; 0 where there is none. So small that those of
/// all codes stay in the nearest cache.
type Slot = (u32, u32);

/// The half of a hash that a slot has; the other one tells which slot.
#[inline(always)]
fn upper(hash: u64) -> u32 {
    (hash >> 32) as u32
}

impl<'c> KnownCodes<'c> {
    pub(super) fn new(catalogs: &'c Catalogs, forms: &[Form<'c>]) -> Self {
        let mut known = Self::default();
        for (place, catalog) in catalogs.iter().enumerate() {
            let forms: Vec<_> =
                (0..).zip(forms).filter(|(_, form)| form.catalog == place).collect();
            let mut places = HashMap::with_capacity(catalog.entries().len());
            for listed in catalog.entries().listed() {
                let key = listed.key();
                let number = *places.entry(key.code.clone()).or_insert_with(|| {
                    known.add(place, key, &forms);
                    known.codes.len() - 1
                });
                known.codes[number].listed.push(listed);
            }
        }
        known.patterns.sort_by_key(|p| std::cmp::Reverse(p.prefix.len() + p.suffix.len()));
        known.sieve = vec![0; known.texts.len().div_ceil(8).next_power_of_two()];
        known.finders.resize_with(known.texts.len(), OnceLock::new);
        let slots = (known.texts.len() * 2 + 2).next_power_of_two();
        known.slots = vec![(0, 0); slots];
        for (text, number) in known.texts.iter().zip(1..) {
            let hash = text.ends.hash(text.length as usize);
            let mut slot = hash as usize & (slots - 1);
            while known.slots[slot].1 > 0 {
                slot = (slot + 1) & (slots - 1);
            }
            known.slots[slot] = (upper(hash), number);
        }
        known
    }

    fn add(&mut self, catalog: usize, key: Key<'c>, forms: &[(u16, &Form<'c>)]) {
        let code = self.codes.len() as u32;
        let first = self.texts.len() as u32;
        for &(number, form) in forms {
            let text = match form.kind {
                Kind::Code => Some(Cow::Borrowed(&*key.code)),
                Kind::Name => key.name.as_deref().map(Cow::Borrowed),
                Kind::Number => form.decimal(&key.code).map(Cow::Owned),
            };
            let Some(text) = text else { continue };
            let shared = form.shared.iter().any(|pattern| pattern.holds(&text));
            if let Some((prefix, name, suffix)) = pattern(&text) {
                let [prefix, name, suffix] = [prefix, name, suffix].map(str::to_owned);
                let (tail, form) = (Tail::of(suffix.as_bytes()), number);
                self.patterns.push(Pattern { prefix, name, suffix, tail, form, code, shared });
            } else {
                let (start, length) = (self.written.len() as u32, text.len() as u32);
                let ends = Ends::of(text.as_bytes());
                self.written.push_str(&text);
                self.texts.push(Text { ends, start, length, code, form: number, shared });
            }
        }
        let texts = first..self.texts.len() as u32;
        self.codes.push(KnownCode {
            catalog,
            code: key.code,
            listed: Vec::new(),
            texts,
            message_words: OnceLock::new(),
        });
    }

    /// A text as it stands in texts.
    #[inline(always)]
    pub(super) fn text(&self, text: &Text) -> &str {
        &self.written[text.start as usize..(text.start + text.length) as usize]
    }

    #[inline(always)]
    fn bytes(&self, text: &Text) -> &[u8] {
        &self.written.as_bytes()[text.start as usize..(text.start + text.length) as usize]
    }

    /// Finds a text, by number, near another form of the same code. Made when it is first needed.
    pub(super) fn finder(&self, number: u32) -> &Finder<'static> {
        let number = number as usize;
        self.finders[number].get_or_init(|| {
            Box::new(Finder::new(self.text(&self.texts[number]).as_bytes()).into_owned())
        })
    }

    /// All known texts equal to `text`: one, or one a catalog.
    #[inline(always)]
    pub(super) fn find<'k>(&'k self, text: &'k [u8]) -> impl Iterator<Item = &'k Text> {
        let ends = Ends::of(text);
        let hash = ends.hash(text.len());
        let mut slot = hash as usize;
        std::iter::from_fn(move || self.next(text, ends, hash, &mut slot))
    }

    /// The known text of a form that is equal to `text`.
    #[inline(always)]
    pub(super) fn find_in(&self, form: u16, text: &[u8]) -> Option<&Text> {
        self.find_by(form, text, Ends::of(text))
    }

    /// The same with letters in either case, of a form that was sifted, where its codes have 16
    /// bytes at most.
    #[inline(always)]
    pub(super) fn find_small(&self, form: u16, text: &[u8]) -> Option<&Text> {
        debug_assert!(text.len() <= 16, "{text:?}");
        self.find_by(form, text, Ends::of(text).set(SMALL))
    }

    #[inline(always)]
    fn find_by(&self, form: u16, text: &[u8], ends: Ends) -> Option<&Text> {
        let hash = ends.hash(text.len());
        let mut slot = hash as usize;
        loop {
            let found = self.next(text, ends, hash, &mut slot)?;
            if found.form == form {
                return Some(found);
            }
        }
    }

    /// The next known text equal to `text`, from a slot on.
    #[inline(always)]
    fn next(&self, text: &[u8], ends: Ends, hash: u64, slot: &mut usize) -> Option<&Text> {
        loop {
            let (half, number) = self.slots[*slot & (self.slots.len() - 1)];
            if number == 0 {
                return None;
            }
            *slot += 1;
            if half != upper(hash) {
                continue;
            }
            let found = &self.texts[number as usize - 1];
            let same = (found.ends == ends) & (found.length as usize == text.len());
            if same && same_within(self.bytes(found), text) {
                return Some(found);
            }
        }
    }

    /// Whether a text may be a code of one of the forms that were sifted, by its hash alone;
    /// letters in either case where the form is hexadecimal.
    #[inline(always)]
    pub(super) fn may_be(&self, text: &[u8], hex: bool) -> bool {
        let bit = hash(text, if hex { SMALL } else { 0 }) as usize & (self.sieve.len() * 64 - 1);
        self.sieve[bit / 64] & 1 << (bit % 64) != 0
    }

    /// Makes a form ready for [`Self::may_be`], where its codes can be told apart so: whether they
    /// can.
    pub(super) fn sift(&mut self, number: u16, form: &Form<'_>) -> bool {
        let fits = form.stands_alone() && form.needs.unknown == Unknown::Never;
        if !fits || form.shape.length().is_none() {
            return false;
        }
        let hex = form.shape.is_hex();
        let small = |text: &str| text.bytes().all(|byte| byte & 0x20 != 0);
        let of_form = |text: &&Text| text.form == number;
        if hex && !self.texts.iter().filter(of_form).all(|text| small(self.text(text))) {
            return false;
        }
        for text in self.texts.iter().filter(of_form) {
            let hash = hash(self.text(text).as_bytes(), if hex { SMALL } else { 0 });
            let bit = hash as usize & (self.sieve.len() * 64 - 1);
            self.sieve[bit / 64] |= 1 << (bit % 64);
        }
        true
    }

    /// The most special pattern that `text` is an instance of, with the value of its word.
    pub(super) fn find_pattern<'k, 't>(
        &'k self,
        form: u16,
        text: &'t str,
    ) -> Option<(&'k Pattern, &'t str)> {
        // Most texts are too short for all of them, or end otherwise.
        let may_be = |pattern: &&Pattern| {
            pattern.form == form
                && pattern.prefix.len() + pattern.suffix.len() < text.len()
                && pattern.tail.may_end(text.as_bytes())
        };
        self.patterns.iter().filter(may_be).find_map(|pattern| {
            let value = text.strip_prefix(&*pattern.prefix)?.strip_suffix(&*pattern.suffix)?;
            Some((pattern, value))
        })
    }
}

/// Whether two texts of the same length are the same between their ends, which are.
#[inline(always)]
fn same_within(text: &[u8], other: &[u8]) -> bool {
    let eight = |text: &[u8], at: usize| {
        text.get(at..).and_then(<[u8]>::first_chunk).map(|eight| u64::from_le_bytes(*eight))
    };
    match text.len() {
        ..=16 => true,
        // Parts that may overlap: no call to compare is worth it.
        length @ ..=48 => {
            let same = |at: usize| eight(text, at) == eight(other, at);
            let second = 16.min(length - 8);
            same(8) & same(second) & same(length.saturating_sub(24)) & same(length - 16)
        }
        _ => text == other,
    }
}

/// What stands before the word of a pattern, its name, and what stands behind it.
fn pattern(text: &str) -> Option<(&str, &str, &str)> {
    let (prefix, rest) = text.split_once('{')?;
    let (name, suffix) = rest.split_once('}')?;
    Some((prefix, name, suffix))
}

#[cfg(test)]
mod tests {
    use super::KnownCodes;
    use crate::catalog::Catalogs;
    use crate::scan::forms::forms;

    #[test]
    fn every_code_and_name_is_found_again() {
        let catalogs = Catalogs::embedded();
        let forms = forms(&catalogs);
        let known = KnownCodes::new(&catalogs, &forms);
        let mut seen = 0;
        for catalog in &catalogs {
            for entry in catalog.entries().iter().filter(|entry| !entry.code.contains('{')) {
                for text in [Some(&entry.code), entry.name.as_ref()].into_iter().flatten() {
                    let code = known.find(text.as_bytes()).next().map(|text| text.code as usize);
                    assert_eq!(code.map(|code| &*known.codes[code].code), Some(&*entry.code));
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 646 - 3 + 209);
        assert_eq!(known.find(b"PR400-OD-9999").count(), 0);
        assert_eq!(known.find(b"33685509").count(), 1, "the decimal form");
    }

    #[test]
    fn a_literal_code_wins_over_a_pattern_and_the_longer_pattern_over_the_shorter() {
        let catalogs = Catalogs::embedded();
        let forms = forms(&catalogs);
        let known = KnownCodes::new(&catalogs, &forms);
        let form = known.find(b"NOT_FOUND").next().unwrap().form;
        let (pattern, value) = known.find_pattern(form, "CALENDAR_ALREADY_EXIST").unwrap();
        assert_eq!((&*pattern.name, value), ("RESOURCE", "CALENDAR"));
        assert!(known.find_pattern(form, "_NOT_EXIST").is_none(), "the word is not empty");
    }
}
