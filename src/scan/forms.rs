//! The forms in which codes stand in texts: code, name and number of each catalog.

use std::collections::BTreeMap;
use std::ops::Range;

use super::hashes::{Tail, key_hash};
use super::shape::Shape;
use crate::catalog::Catalogs;
use crate::code::Layout;
use crate::evidence::{self, Confidence, Evidence};

/// Which of an entry's identifiers a form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The code.
    Code,
    /// The name.
    Name,
    /// The code as a decimal number.
    Number,
}

/// One form of the codes of one catalog.
#[derive(Debug)]
pub(super) struct Form<'c> {
    /// The place of its catalog among the catalogs.
    pub(super) catalog: usize,
    pub(super) kind: Kind,
    pub(super) shape: Shape,
    /// What supports it.
    pub(super) needs: evidence::Form,
    /// Its keys as the catalog writes them.
    written: Vec<WrittenKey>,
    /// The same in the spelling that [`super::key::Key`] is compared in.
    pub(super) keys: Vec<(Vec<u8>, Confidence)>,
    /// Those that it is compared with, alike.
    pub(super) compared: Vec<(Vec<u8>, Confidence)>,
    /// Codes that other systems use as well.
    pub(super) shared: Vec<SharedText>,
    /// Whether only codes that are listed count, and a hash tells most others apart at once.
    pub(super) sifted: bool,
    layout: &'c Layout,
}

/// A key as its catalog writes it, and what it proves.
#[derive(Debug)]
struct WrittenKey {
    word: Vec<u8>,
    /// The last bytes of the key with the quote before it, and their mask.
    tail: Tail,
    proof: Confidence,
}

impl WrittenKey {
    fn new(word: &str, proof: Confidence) -> Self {
        Self { word: word.into(), tail: Tail::of(format!("\"{word}").as_bytes()), proof }
    }

    /// Whether a text ends in it, behind a quote.
    #[inline(always)]
    fn ends(&self, text: &[u8]) -> bool {
        self.tail.may_end(text)
            && text.strip_suffix(&*self.word).is_some_and(|before| before.ends_with(b"\""))
    }
}

/// A text, or its beginning.
#[derive(Debug, Clone)]
pub(super) enum SharedText {
    Whole(String),
    Beginning(String),
}

impl SharedText {
    pub(super) fn holds(&self, text: &str) -> bool {
        match self {
            Self::Whole(whole) => whole == text,
            Self::Beginning(start) => text.starts_with(start),
        }
    }
}

impl<'c> Form<'c> {
    /// Whether the form is looked for wherever it stands, not only behind keys and names.
    pub(super) fn stands_alone(&self) -> bool {
        self.needs.alone.is_some()
    }

    /// Where the word of a key stands, and what it proves, where the value at `start` follows it as
    /// in most logs: `"code":"` or `"code":`, written as the catalog does.
    #[inline(always)]
    pub(super) fn plain_key(
        &self,
        text: &[u8],
        start: usize,
    ) -> Option<(Range<usize>, Confidence)> {
        let before = text[..start].strip_suffix(b"\"").unwrap_or(&text[..start]);
        let before = before.strip_suffix(b"\":")?;
        for key in &self.written {
            if key.ends(before) {
                return Some((before.len() - key.word.len()..before.len(), key.proof));
            }
        }
        None
    }

    /// What a key proves, as it is written.
    pub(super) fn key(&self, word: &[u8]) -> Option<Confidence> {
        proof_of(&self.keys, word)
    }

    /// What a comparison with a key of an error proves.
    pub(super) fn comparison(&self, word: &[u8]) -> Option<Confidence> {
        proof_of(&self.compared, word)
    }

    /// The code as a decimal number; small numbers are numbers of anything.
    pub(super) fn decimal(&self, code: &str) -> Option<String> {
        let number = self.layout.number(&self.layout.read(code)?)?;
        (number > 0xffff).then(|| number.to_string())
    }

    /// Whether every key that it may stand behind has an anchor.
    pub(super) fn has_anchored_keys(&self) -> bool {
        let mut keys = self.keys.iter().chain(&self.compared);
        keys.all(|(key, _)| key.len() >= 4 && key.is_ascii())
    }

    pub(super) fn layout(&self) -> &'c Layout {
        self.layout
    }
}

/// What holds for a catalog, whether its file says so or not.
pub(super) fn evidence(catalog: &crate::catalog::Catalog) -> Evidence {
    let header = catalog.header();
    let mut evidence =
        header.background().evidence.clone().unwrap_or_else(|| Evidence::of_layout(&header.code));
    // A pattern that any word fits proves nothing by its look, whatever the file says.
    let layouts = [Some(&header.code), header.name.as_ref()];
    for (form, layout) in [&mut evidence.code, &mut evidence.name].into_iter().zip(layouts) {
        if let (Some(form), Some(layout)) = (form, layout)
            && layout.is_bare()
        {
            form.alone = form.alone.map(|alone| alone.min(Confidence::Possible));
        }
    }
    evidence
}

/// The forms of all catalogs, in the order of these.
pub(super) fn forms(catalogs: &Catalogs) -> Vec<Form<'_>> {
    let mut forms = Vec::new();
    for (place, catalog) in catalogs.iter().enumerate() {
        let header = catalog.header();
        let Evidence { code, name, number, shared, .. } = evidence(catalog);
        let shared: Vec<_> = shared.into_iter().map(shared_text).collect();
        let mut add = |kind, needs: Option<evidence::Form>, layout, shape| {
            let Some(needs) = needs else { return };
            let spelled = |keys: &BTreeMap<String, Confidence>| {
                let spelled =
                    keys.iter().map(|(key, it)| (spelling(key.as_bytes()).collect(), *it));
                spelled.collect()
            };
            let (keys, compared) = (spelled(&needs.keys), spelled(&needs.compared));
            let shared = shared.clone();
            let written = needs.keys.iter().map(|(key, proof)| WrittenKey::new(key, *proof));
            forms.push(Form {
                catalog: place,
                written: written.collect(),
                kind,
                shape,
                needs,
                keys,
                compared,
                shared,
                sifted: false,
                layout,
            });
        };
        add(Kind::Code, code, &header.code, Shape::new(&header.code));
        if let Some(layout) = &header.name {
            add(Kind::Name, name, layout, Shape::new(layout));
        }
        if header.code.number_bits().is_some() {
            add(Kind::Number, number, &header.code, Shape::number(20));
        }
    }
    forms
}

/// What one of some keys in the normal spelling proves.
fn proof_of(keys: &[(Vec<u8>, Confidence)], word: &[u8]) -> Option<Confidence> {
    let of = |word: &[u8]| keys.iter().find(|(key, _)| same(key, word)).map(|(_, it)| *it);
    of(word).or_else(|| {
        let mut buffer = [0; LONGEST_SPELLING];
        of(normal(word, &mut buffer)?)
    })
}

fn shared_text(text: String) -> SharedText {
    match text.strip_suffix('*') {
        Some(start) => SharedText::Beginning(start.to_owned()),
        None => SharedText::Whole(text),
    }
}

/// The normal spelling of a key: small letters and digits alone.
pub(super) fn spelling(key: &[u8]) -> impl Iterator<Item = u8> {
    key.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase)
}

/// Some keys, in any spelling.
#[derive(Debug)]
pub(super) struct Keys {
    list: Vec<OneKey>,
    /// By the bits of the first byte of each, one bit for its last: most words of letters are none
    /// of them.
    ends: [u32; 32],
}

/// One of some keys.
#[derive(Debug)]
struct OneKey {
    /// Of the normal spelling.
    hash: u64,
    /// The normal one.
    spelling: Vec<u8>,
    /// Whether no other text of its length has its hash: a short one of letters, which differ from
    /// all other bytes whatever their case.
    is_told: bool,
}

impl OneKey {
    fn new(key: &str) -> Self {
        let spelling: Vec<u8> = spelling(key.as_bytes()).collect();
        Self {
            hash: key_hash(&spelling, 0..spelling.len()),
            is_told: spelling.len() < 8 && spelling.iter().all(u8::is_ascii_lowercase),
            spelling,
        }
    }
}

impl Keys {
    pub(super) fn new(list: &[String]) -> Self {
        let list: Vec<_> = list.iter().map(|key| OneKey::new(key)).collect();
        // No letter has these bits, but signs that the normal spelling leaves out.
        let signs = 1 | !0 << 27;
        let mut ends = [signs; 32];
        for sign in [0, 27, 28, 29, 30, 31] {
            ends[sign] = u32::MAX;
        }
        for key in &list {
            if let (Some(first), Some(last)) = (key.spelling.first(), key.spelling.last()) {
                ends[Self::bits(*first)] |= 1 << Self::bits(*last);
            }
        }
        Self { list, ends }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What letters of either case have in common.
    fn bits(byte: u8) -> usize {
        usize::from(byte & 31)
    }

    /// Whether one of them is the key that stands at a place of a text.
    #[inline(always)]
    pub(super) fn have(&self, text: &[u8], key: Range<usize>) -> bool {
        let word = &text[key.clone()];
        let (Some(&first), Some(&last)) = (word.first(), word.last()) else { return false };
        // No branch but one: the members of an object are not to be foreseen.
        let may_be = self.ends[Self::bits(first)] >> Self::bits(last) & 1 != 0;
        let are_letters = first & last & !((first | last) >> 1) & 0x40 != 0;
        (may_be | !are_letters) && self.list_has(text, key)
    }

    #[inline(never)]
    fn list_has(&self, text: &[u8], key: Range<usize>) -> bool {
        let hash = key_hash(text, key.clone());
        let key = &text[key];
        let is = |own: &OneKey| {
            own.hash == hash
                && own.spelling.len() == key.len()
                && (own.is_told || own.spelling.eq_ignore_ascii_case(key))
        };
        if self.list.iter().any(is) {
            return true;
        }
        if key.iter().all(u8::is_ascii_alphanumeric) {
            return false;
        }
        let mut buffer = [0; LONGEST_SPELLING];
        normal(key, &mut buffer)
            .is_some_and(|key| self.list.iter().any(|own| same(&own.spelling, key)))
    }
}

/// The longest key in its normal spelling, in bytes.
pub(super) const LONGEST_SPELLING: usize = 64;

/// A key in its normal spelling, where that is not too long for any that counts.
#[inline(always)]
pub(super) fn normal<'b>(key: &[u8], buffer: &'b mut [u8; LONGEST_SPELLING]) -> Option<&'b [u8]> {
    let mut length = 0;
    for byte in spelling(key) {
        *buffer.get_mut(length)? = byte;
        length += 1;
    }
    Some(&buffer[..length])
}

/// Whether two keys in their normal spelling are the same. They are short: a call to compare them
/// costs more than comparing.
#[inline(always)]
fn same(key: &[u8], other: &[u8]) -> bool {
    key.len() == other.len() && key.iter().zip(other).all(|(a, b)| a == b)
}

/// Whether two keys have the same normal spelling.
pub(super) fn same_spelling(key: &[u8], other: &[u8]) -> bool {
    if key == other {
        return true;
    }
    // Most keys differ in their first letter.
    let first = |key: &[u8]| key.first().filter(|byte| byte.is_ascii_alphanumeric()).copied();
    if let (Some(a), Some(b)) = (first(key), first(other))
        && !a.eq_ignore_ascii_case(&b)
    {
        return false;
    }
    spelling(key).eq(spelling(other))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, prop_oneof, proptest};

    use super::{Keys, same_spelling};

    proptest! {
        #[test]
        fn a_key_is_found_in_any_spelling(
            key in prop_oneof![
                "[Mm][Ee_]?[-\\x00-\\x20]?[Ss]{1,2}[Aa]?[Gg][Ee]?",
                "(ERROR|error)[-_]?[dD]escription\\PC?",
                "a[0-9\\x00-\\x20]",
                "[@_\\[~\x7f]?msg[`{|}^_]?",
                "\\PC{0,12}",
            ],
            before in "[ -~]{0,4}",
            behind in "[ -~]{0,12}",
        ) {
            let list = ["message", "msg", "errorDescription", "a1"].map(str::to_owned);
            let wanted =
                list.iter().any(|own| same_spelling(own.as_bytes(), key.as_bytes()));
            let text = format!("{before}{key}{behind}");
            let keys = Keys::new(&list);
            let place = before.len()..before.len() + key.len();
            prop_assert_eq!(keys.have(text.as_bytes(), place), wanted, "{:?}", key);
        }
    }
}
