//! The codes that the catalogs list, and one hash probe to find them by any of their forms.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use memchr::memmem::Finder;

use super::forms::{Form, Kind};
use crate::catalog::Catalogs;
use crate::entry::Entry;
use crate::evidence::Unknown;

/// A code of a catalog, with all entries that share it.
#[derive(Debug)]
pub(super) struct KnownCode<'c> {
    /// The place of its catalog among the catalogs.
    pub(super) catalog: usize,
    /// The code as the catalog writes it.
    pub(super) code: &'c str,
    /// The entries: more than one where the same code stands for several errors.
    pub(super) entries: Vec<&'c Entry>,
    /// The forms, by number, in which other systems use it as well.
    pub(super) shared: Vec<u16>,
    /// Its texts, one a form.
    pub(super) texts: Vec<u32>,
}

/// One form of a known code.
#[derive(Debug)]
pub(super) struct Text<'c> {
    /// As it stands in a text.
    pub(super) text: Cow<'c, str>,
    /// Its form, by number.
    pub(super) form: u16,
    /// The code, by number.
    pub(super) code: u32,
    finder: OnceLock<Box<Finder<'static>>>,
}

impl Text<'_> {
    /// Finds it near another form of the same code. Made when it is first needed.
    pub(super) fn finder(&self) -> &Finder<'static> {
        self.finder.get_or_init(|| Box::new(Finder::new(self.text.as_bytes()).into_owned()))
    }
}

/// A code with a word that stands for anything: `{RESOURCE}_NOT_EXIST`.
#[derive(Debug)]
pub(super) struct Pattern<'c> {
    /// What stands before the word.
    pub(super) prefix: &'c str,
    /// The name of the word: `RESOURCE`.
    pub(super) name: &'c str,
    /// What stands behind it.
    pub(super) suffix: &'c str,
    /// Its form, by number.
    pub(super) form: u16,
    /// The code, by number.
    pub(super) code: u32,
}

/// All codes of the catalogs.
#[derive(Debug, Default)]
pub(super) struct KnownCodes<'c> {
    pub(super) codes: Vec<KnownCode<'c>>,
    pub(super) texts: Vec<Text<'c>>,
    pub(super) patterns: Vec<Pattern<'c>>,
    /// Open addressing: some bits of the hash, and the number of a text plus one, or 0. A power of
    /// two, half empty.
    slots: Vec<(u32, u32)>,
}

impl<'c> KnownCodes<'c> {
    pub(super) fn new(catalogs: &'c Catalogs, forms: &[Form<'c>]) -> Self {
        let mut known = Self::default();
        for (place, catalog) in catalogs.iter().enumerate() {
            let forms: Vec<_> =
                (0..).zip(forms).filter(|(_, form)| form.catalog == place).collect();
            let mut places = HashMap::with_capacity(catalog.entries().len());
            for entry in catalog.entries() {
                let number = *places.entry(entry.code.as_str()).or_insert_with(|| {
                    known.add(place, entry, &forms);
                    known.codes.len() - 1
                });
                known.codes[number].entries.push(entry);
            }
        }
        known.patterns.sort_by_key(|p| std::cmp::Reverse(p.prefix.len() + p.suffix.len()));
        known.slots = vec![(0, 0); (known.texts.len() * 2 + 2).next_power_of_two()];
        for number in 0..known.texts.len() {
            let hash = hash(known.texts[number].text.as_bytes(), 0);
            let mut slot = hash as usize & (known.slots.len() - 1);
            while known.slots[slot].1 != 0 {
                slot = (slot + 1) & (known.slots.len() - 1);
            }
            known.slots[slot] = ((hash >> 32) as u32, number as u32 + 1);
        }
        known
    }

    fn add(&mut self, catalog: usize, entry: &'c Entry, forms: &[(u16, &Form<'c>)]) {
        let code = self.codes.len() as u32;
        let mut shared = Vec::new();
        let first = self.texts.len() as u32;
        for &(number, form) in forms {
            let text = match form.kind {
                Kind::Code => Some(Cow::Borrowed(entry.code.as_str())),
                Kind::Name => entry.name.as_deref().map(Cow::Borrowed),
                Kind::Number => form.decimal(&entry.code).map(Cow::Owned),
            };
            let Some(text) = text else { continue };
            if form.shared.iter().any(|pattern| pattern.holds(&text)) {
                shared.push(number);
            }
            if let Some(pattern) = pattern(&text, number, code) {
                self.patterns.push(pattern);
            } else {
                self.texts.push(Text { text, form: number, code, finder: OnceLock::new() });
            }
        }
        let texts = (first..self.texts.len() as u32).collect();
        self.codes.push(KnownCode {
            catalog,
            code: &entry.code,
            entries: Vec::new(),
            shared,
            texts,
        });
    }

    /// All known texts equal to `text`: one, or one a catalog.
    pub(super) fn find<'k>(&'k self, text: &'k [u8]) -> impl Iterator<Item = &'k Text<'c>> {
        let mask = self.slots.len() - 1;
        let hash = hash(text, 0);
        let mut slot = hash as usize & mask;
        std::iter::from_fn(move || {
            loop {
                let (tag, number) = self.slots[slot];
                let number = number.checked_sub(1)?;
                slot = (slot + 1) & mask;
                let found = &self.texts[number as usize];
                if tag == (hash >> 32) as u32 && found.text.as_bytes() == text {
                    return Some(found);
                }
            }
        })
    }

    /// Whether a text may be one that is known, by its hash alone; letters in either case where
    /// the form is hexadecimal.
    pub(super) fn may_be(&self, text: Option<&[u8]>, hex: bool) -> bool {
        let Some(text) = text else { return false };
        let mask = self.slots.len() - 1;
        let hash = hash(text, if hex { SMALL } else { 0 });
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                (_, 0) => return false,
                (tag, _) if tag == (hash >> 32) as u32 => return true,
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    /// The length of the codes of a form that [`Self::may_be`] can tell apart.
    pub(super) fn quick(&self, number: u16, form: &Form<'_>) -> Option<usize> {
        let length = form.shape.length()?;
        let small = |text: &Text<'_>| text.text.bytes().all(|byte| byte & 0x20 != 0);
        let mut texts = self.texts.iter().filter(|text| text.form == number);
        let only_listed = form.stands_alone() && form.needs.unknown == Unknown::Never;
        (only_listed && texts.all(|text| !form.shape.is_hex() || small(text))).then_some(length)
    }

    /// The most special pattern that `text` is an instance of, with the value of its word.
    pub(super) fn find_pattern<'k, 't>(
        &'k self,
        form: u16,
        text: &'t str,
    ) -> Option<(&'k Pattern<'c>, &'t str)> {
        self.patterns.iter().filter(|pattern| pattern.form == form).find_map(|pattern| {
            let value = text.strip_prefix(pattern.prefix)?.strip_suffix(pattern.suffix)?;
            (!value.is_empty()).then_some((pattern, value))
        })
    }
}

fn pattern<'c>(text: &Cow<'c, str>, form: u16, code: u32) -> Option<Pattern<'c>> {
    let &Cow::Borrowed(text) = text else { return None };
    let (prefix, rest) = text.split_once('{')?;
    let (name, suffix) = rest.split_once('}')?;
    Some(Pattern { prefix, name, suffix, form, code })
}

/// The bit that makes capital letters small, in eight bytes; digits have it.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// Mixes the first eight bytes, the last eight and the length, after setting some bits.
fn hash(text: &[u8], set: u64) -> u64 {
    let word = |bytes: &[u8]| {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(word)
    };
    let (first, last) = match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (word(text), 0),
    };
    let mixed = ((first | set) ^ (last | set).rotate_left(29) ^ text.len() as u64)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
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
                    assert_eq!(code.map(|code| known.codes[code].code), Some(&*entry.code));
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
        assert_eq!((pattern.name, value), ("RESOURCE", "CALENDAR"));
        assert!(known.find_pattern(form, "_NOT_EXIST").is_none(), "the word is not empty");
    }
}
