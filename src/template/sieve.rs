//! Where in a long text messages may stand: words of theirs, looked for at every few bytes, with the
//! literal text around them.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use crate::template::{Template, folded};

/// The widest step that is taken through a text, in bytes.
const WIDEST_STEP: usize = 4;

/// The bits of the first look. They stay in the nearest cache.
const BITS: u32 = 16;

/// Literals of messages. Each message has one, and cannot stand where it does not.
///
/// A window of four bytes is looked up at every `step` bytes of a text; whatever the phase, one of
/// the first `step` windows of a word is met, so all of them are known.
#[derive(Debug)]
pub(crate) struct Sieve {
    step: usize,
    bits: Vec<u64>,
    /// By hash, where a chain of `links` begins, plus one.
    heads: Vec<u32>,
    links: Vec<Link>,
    words: Vec<Word>,
    literals: Vec<Literal>,
}

#[derive(Debug)]
struct Link {
    window: u32,
    word: u32,
    /// Where the window stands in the word.
    back: u32,
    /// The first bytes of the word, and which bits of them count.
    start: u64,
    mask: u64,
    /// The next link of the chain, plus one.
    next: u32,
}

#[derive(Debug)]
struct Word {
    /// In small letters.
    text: Vec<u8>,
    /// The numbers of the literals that it is looked for in.
    literals: Vec<usize>,
}

/// A literal of messages, around the word of it that is looked for.
#[derive(Debug)]
struct Literal {
    /// Folded, as it stands before the word.
    before: Vec<u8>,
    /// What stands behind the word.
    behind: Vec<u8>,
    /// The numbers of the templates that have it.
    templates: Vec<usize>,
}

impl Sieve {
    /// Templates that say too little, or have no word of four bytes, are left out.
    pub(crate) fn new<'t>(templates: impl Iterator<Item = &'t Template> + Clone) -> Self {
        let mut counts: HashMap<&[u8], usize> = HashMap::new();
        for template in templates.clone() {
            for run in runs(template) {
                *counts.entry(run.word()).or_default() += 1;
            }
        }
        let mut places: HashMap<&[u8], usize> = HashMap::new();
        let mut words: Vec<Word> = Vec::new();
        let mut literals: Vec<Literal> = Vec::new();
        for (number, template) in templates.enumerate() {
            // What few messages have is rare in texts as well; what is long is told apart early.
            let rarest = runs(template).min_by_key(|run| {
                let word = run.word();
                (word.len() < WIDEST_STEP + 3, counts[word], Reverse(run.text.len()))
            });
            let Some(run) = rarest.filter(|_| !template.is_weak()) else { continue };
            let place = *places.entry(run.word()).or_insert_with(|| {
                words.push(Word { text: run.word().to_vec(), literals: Vec::new() });
                words.len() - 1
            });
            let (before, behind) = (&run.text[..run.place.start], &run.text[run.place.end..]);
            let there = words[place].literals.iter().find(|literal| {
                let literal = &literals[**literal];
                literal.before == before && literal.behind == behind
            });
            if let Some(there) = there {
                literals[*there].templates.push(number);
            } else {
                words[place].literals.push(literals.len());
                let (before, behind) = (before.to_vec(), behind.to_vec());
                literals.push(Literal { before, behind, templates: vec![number] });
            }
        }
        let shortest = words.iter().map(|word| word.text.len()).min().unwrap_or(WIDEST_STEP + 3);
        let step = (shortest - 3).min(WIDEST_STEP);
        let size = (words.len() * step * 2).next_power_of_two().clamp(1 << 8, 1 << 20);
        let bits = vec![0; 1 << (BITS - 6)];
        let mut sieve =
            Self { step, bits, heads: vec![0; size], links: Vec::new(), words, literals };
        for word in 0..sieve.words.len() {
            for back in 0..step {
                let text = &sieve.words[word].text[back..back + 4];
                sieve.add(window(&[text[0], text[1], text[2], text[3]]), word as u32, back as u32);
            }
        }
        sieve
    }

    fn add(&mut self, window: u32, word: u32, back: u32) {
        let hash = hash(window);
        self.bits[hash as usize >> (32 - BITS + 6)] |= 1 << (hash >> (32 - BITS) & 63);
        let head = self.head(window);
        let text = &self.words[word as usize].text;
        let length = text.len().min(8);
        let mut start = [0; 8];
        start[..length].copy_from_slice(&text[..length]);
        let mask = u64::MAX >> (64 - 8 * length);
        let (start, next) = (small(&start) & mask, self.heads[head]);
        self.links.push(Link { window, word, back, start, mask, next });
        self.heads[head] = self.links.len() as u32;
    }

    /// The high bits of a product are the ones that all of the window has a part in.
    fn head(&self, window: u32) -> usize {
        (hash(window) >> (32 - self.heads.len().trailing_zeros())) as usize
    }

    /// How many literals there are.
    pub(crate) fn literals(&self) -> usize {
        self.literals.len()
    }

    /// The numbers of the templates that have a literal.
    pub(crate) fn templates(&self, literal: usize) -> &[usize] {
        &self.literals[literal].templates
    }

    /// Calls `met` with the place of the word and the number of every literal in a part of a text,
    /// or a few bytes around it, from left to right.
    pub(crate) fn search(
        &self,
        text: &[u8],
        part: Range<usize>,
        mut met: impl FnMut(usize, usize),
    ) {
        let mut at = part.start;
        while let Some(bytes) = text.get(at..part.end.min(text.len())).and_then(<[u8]>::first_chunk)
        {
            let window = window(bytes);
            let hash = hash(window);
            if self.bits[hash as usize >> (32 - BITS + 6)] >> (hash >> (32 - BITS) & 63) & 1 != 0 {
                self.words_at(text, at, window, &mut met);
            }
            at += self.step;
        }
    }

    // Apart, so that the loop above stays small.
    #[inline(never)]
    fn words_at(&self, text: &[u8], at: usize, window: u32, met: &mut impl FnMut(usize, usize)) {
        let mut next = self.heads[self.head(window)] as usize;
        while let Some(link) = next.checked_sub(1).map(|place| &self.links[place]) {
            next = link.next as usize;
            if link.window != window {
                continue;
            }
            let Some(start) = at.checked_sub(link.back as usize) else { continue };
            let first = text.get(start..).and_then(<[u8]>::first_chunk);
            if first.is_some_and(|first| small(first) & link.mask != link.start) {
                continue;
            }
            let Word { text: word, literals } = &self.words[link.word as usize];
            let end = start + word.len();
            if !text.get(start..end).is_some_and(|there| there.eq_ignore_ascii_case(word)) {
                continue;
            }
            for &number in literals {
                let Literal { before, behind, .. } = &self.literals[number];
                if folded::starts_with(&text[end..], behind)
                    && folded::ends_with(&text[..start], before)
                {
                    met(start, number);
                }
            }
        }
    }
}

/// A run of bytes in a literal of a message.
struct Run<'t> {
    /// The literal.
    text: &'t [u8],
    place: Range<usize>,
}

impl<'t> Run<'t> {
    fn word(&self) -> &'t [u8] {
        &self.text[self.place.clone()]
    }
}

/// Runs of four bytes and more that stand in any text that the template meets, letter case aside.
/// Where there is no long one without blanks, those with single blanks.
fn runs(template: &Template) -> impl Iterator<Item = Run<'_>> {
    let words = |blanks: bool| {
        template.segments.iter().flat_map(move |text| {
            let inside = move |byte: &u8| is_plain(*byte) || blanks && *byte == b' ';
            text.chunk_by(move |a, b| inside(a) == inside(b)).filter_map(move |run| {
                let word = run.trim_ascii();
                let at = word.as_ptr().addr() - text.as_ptr().addr();
                let place = at..at + word.len();
                (word.len() >= 4 && inside(&word[0])).then_some(Run { text, place })
            })
        })
    };
    let longest = words(false).map(|run| run.place.len()).max().unwrap_or(0);
    let with_blanks = Some(words(true)).filter(|_| longest < WIDEST_STEP + 3);
    words(false).chain(with_blanks.into_iter().flatten())
}

/// Whether folding leaves a byte alone, or changes nothing but its case.
fn is_plain(byte: u8) -> bool {
    match byte {
        b'"' | b'\'' | b'/' | b'\\' => false,
        // Parts of curly quotes and NO-BREAK SPACE.
        0xc2 | 0xe2 | 0x80 | 0x98 | 0x99 | 0x9c | 0x9d | 0xa0 => false,
        _ => byte.is_ascii_graphic() || byte > 0x80,
    }
}

/// Four bytes as a number in which letter case makes no difference.
fn window(bytes: &[u8; 4]) -> u32 {
    u32::from_le_bytes(*bytes) | 0x2020_2020
}

/// Eight bytes in the same way.
fn small(bytes: &[u8; 8]) -> u64 {
    u64::from_le_bytes(*bytes) | 0x2020_2020_2020_2020
}

fn hash(window: u32) -> u32 {
    window.wrapping_mul(0x9e37_79b1)
}

#[cfg(test)]
mod tests {
    use super::Sieve;
    use crate::catalog::{Catalogs, Placeholders};
    use crate::template::{Template, Templates};

    fn met(sieve: &Sieve, text: &str) -> Vec<usize> {
        let mut met = Vec::new();
        sieve.search(text.as_bytes(), 0..text.len(), |_, literal| {
            met.extend_from_slice(sieve.templates(literal));
        });
        met
    }

    #[test]
    fn every_message_is_met_at_every_phase_and_in_any_case() {
        let catalogs = Catalogs::embedded();
        let templates = Templates::new(&catalogs);
        let sieve = Sieve::new(templates.iter());
        assert_eq!(sieve.step, 4);
        let strong = templates.iter().enumerate().filter(|(_, template)| !template.is_weak());
        let mut seen = 0;
        for (number, template) in strong {
            let text = template.expand(&Default::default());
            for phase in 0..4 {
                let line = format!("{}{}", &"    "[..phase], text.to_uppercase());
                assert!(met(&sieve, &line).contains(&number), "{line}");
            }
            seen += 1;
        }
        assert!(seen > 600, "{seen}");
    }

    #[test]
    fn words_in_other_scripts_are_words() {
        let template = Template::new("{0} は見つかりません", Placeholders::Braces);
        let sieve = Sieve::new(std::iter::once(&template));
        assert_eq!(met(&sieve, "文書 x は見つかりません。"), [0]);
        assert_eq!(met(&sieve, "文書 x は見つかりました。"), [0; 0]);
    }
}
