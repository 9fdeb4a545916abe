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

/// The bits of the second look.
const ONLY_BITS: u32 = 13;

/// The link that is met nowhere, and the one that is met everywhere.
const NO_LINK: u16 = 0;
const SEVERAL_LINKS: u16 = 1;

/// So many windows are looked at before those that may be of a word are.
const BLOCK: usize = 1024;

/// Literals of messages. Each message has one, and cannot stand where it does not.
///
/// A window of four bytes is looked up at every `step` bytes of a text. Of each word a window is
/// known for every phase of the steps, the rarest, so one of them is met whatever the phase is.
#[derive(Debug)]
pub(crate) struct Sieve {
    step: usize,
    bits: Box<[u64; 1 << (BITS - 6)]>,
    /// By the hash of a window, the number of the only link that such windows have, or [`NO_LINK`]
    /// or [`SEVERAL_LINKS`].
    only: Box<[u16; 1 << ONLY_BITS]>,
    /// By hash, with open addressing. A power of two.
    slots: Vec<Slot>,
    links: Vec<Link>,
    words: Vec<Word>,
    literals: Vec<Literal>,
}

/// Which links a window has; one that ends at 0 is free.
#[derive(Debug, Clone, Default)]
struct Slot {
    window: u32,
    links: Range<u32>,
}

#[derive(Debug)]
struct Link {
    /// The first bytes of the word, and which bits of them count.
    start: u64,
    mask: u64,
    word: u32,
    /// Where the window stands in the word.
    back: u32,
}

#[derive(Debug)]
struct Word {
    /// In small letters.
    text: Vec<u8>,
    /// Its last bytes, where there are eight.
    tail: u64,
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
    /// Templates that say too little, or have no word of four bytes, are left out. `weigh` says how
    /// often four bytes, in small letters, stand in texts; only comparisons matter.
    pub(crate) fn new<'t>(
        templates: impl Iterator<Item = &'t Template>,
        weigh: impl Fn([u8; 4]) -> f32,
    ) -> Self {
        let mut places: HashMap<&[u8], usize> = HashMap::new();
        let mut weights: HashMap<&[u8], f32> = HashMap::new();
        let mut words: Vec<Word> = Vec::new();
        let mut literals: Vec<Literal> = Vec::new();
        for (number, template) in templates.enumerate() {
            if template.is_weak() {
                continue;
            }
            // What is long is told apart early.
            let rarest = runs(template)
                .map(|run| {
                    let word = run.word();
                    let step = (word.len() - 3).min(WIDEST_STEP);
                    let weight = *weights.entry(word).or_insert_with(|| {
                        spread(word, step, &weigh).map(|(_, weight)| weight).sum()
                    });
                    ((step < WIDEST_STEP, weight, Reverse(run.text.len())), run)
                })
                .min_by(|((a, b, c), _), ((x, y, z), _)| {
                    a.cmp(x).then(b.total_cmp(y)).then(c.cmp(z))
                });
            let Some((_, run)) = rarest else { continue };
            let place = *places.entry(run.word()).or_insert_with(|| {
                let text = run.word().to_vec();
                let tail = text.last_chunk().map_or(0, small);
                words.push(Word { text, tail, literals: Vec::new() });
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
        let mut windows = Vec::with_capacity(words.len() * step);
        for (number, word) in (0..).zip(&words) {
            for (back, _) in spread(&word.text, step, &weigh) {
                windows.push((window(&four(&word.text, back)), number, back as u32));
            }
        }
        windows.sort_unstable();
        let bits = Box::new([0; 1 << (BITS - 6)]);
        let slots = vec![Slot::default(); (windows.len() * 2 + 2).next_power_of_two()];
        let only = Box::new([NO_LINK; 1 << ONLY_BITS]);
        let pass = |start| Link { start, mask: 0, word: 0, back: 0 };
        let links = vec![pass(1), pass(0)];
        let mut sieve = Self { step, bits, only, slots, links, words, literals };
        for same in windows.chunk_by(|a, b| a.0 == b.0) {
            sieve.add(same);
        }
        sieve
    }

    /// Adds a window with the words that have it, each with the place in it.
    fn add(&mut self, same: &[(u32, u32, u32)]) {
        let window = same[0].0;
        let hash = hash(window);
        self.bits[usize::from(hash >> 6)] |= 1 << (hash & 63);
        let from = self.links.len() as u32;
        for &(_, word, back) in same {
            let text = &self.words[word as usize].text;
            let length = text.len().min(8);
            let mut start = [0; 8];
            start[..length].copy_from_slice(&text[..length]);
            let mask = u64::MAX >> (64 - 8 * length);
            self.links.push(Link { start: small(&start) & mask, mask, word, back });
        }
        let only = &mut self.only[usize::from(hash >> (BITS - ONLY_BITS))];
        *only = match (same.len(), *only, u16::try_from(from)) {
            (1, NO_LINK, Ok(link)) => link,
            _ => SEVERAL_LINKS,
        };
        let mut slot = self.slot(window);
        while self.slots[slot].links.end != 0 {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.slots[slot] = Slot { window, links: from..self.links.len() as u32 };
    }

    fn slot(&self, window: u32) -> usize {
        (mixed(window) >> (32 - self.slots.len().trailing_zeros())) as usize
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
        let end = part.end.min(text.len());
        let mut hits = [0; BLOCK];
        let mut at = part.start;
        while at + 4 <= end {
            let block = &text[at..end.min(at + BLOCK * self.step)];
            let count = if self.step == 4 {
                self.look(block.as_chunks().0, &mut hits)
            } else {
                self.look_by_steps(&text[at..end], &mut hits)
            };
            let count = self.look_closer(text, at, &mut hits, count);
            for &hit in &hits[..count] {
                self.words_at(text, at + usize::from(hit) * self.step, &mut met);
            }
            at += BLOCK * self.step;
        }
    }

    /// Which of the windows of a block may be of a word.
    fn look(&self, windows: &[[u8; 4]], hits: &mut [u16; BLOCK]) -> usize {
        let (mut count, mut number) = (0, 0);
        // Without a branch: which windows are met cannot be foretold.
        let mut one = |bytes| {
            let hash = hash(window(bytes));
            hits[count % BLOCK] = number;
            count += (self.bits[usize::from(hash >> 6)] >> (hash & 63) & 1) as usize;
            number += 1;
        };
        let (fours, rest) = windows.as_chunks();
        for [a, b, c, d] in fours {
            one(a);
            one(b);
            one(c);
            one(d);
        }
        rest.iter().for_each(one);
        count
    }

    /// The same for shorter steps: windows reach into those behind them.
    fn look_by_steps(&self, text: &[u8], hits: &mut [u16; BLOCK]) -> usize {
        let windows = text.windows(4).step_by(self.step);
        let mut count = 0;
        for (number, bytes) in (0..BLOCK as u16).zip(windows.filter_map(<[u8]>::first_chunk)) {
            let hash = hash(window(bytes));
            hits[count % BLOCK] = number;
            count += (self.bits[usize::from(hash >> 6)] >> (hash & 63) & 1) as usize;
        }
        count
    }

    /// Leaves of the first hits of a block those with the first bytes of a word, and those that
    /// have to be looked at in another way.
    fn look_closer(
        &self,
        text: &[u8],
        block: usize,
        hits: &mut [u16; BLOCK],
        count: usize,
    ) -> usize {
        let mut left = 0;
        for place in 0..count.min(BLOCK) {
            let hit = hits[place];
            let at = block + usize::from(hit) * self.step;
            let Some(bytes) = text.get(at..).and_then(<[u8]>::first_chunk) else { continue };
            let hash = hash(window(bytes));
            let link = &self.links[usize::from(self.only[usize::from(hash >> (BITS - ONLY_BITS))])];
            // At the ends of the text there may be too few.
            let first = text.get(at.wrapping_sub(link.back as usize)..);
            let met = first
                .and_then(<[u8]>::first_chunk)
                .is_none_or(|first| small(first) & link.mask == link.start);
            hits[left] = hit;
            left += usize::from(met);
        }
        left
    }

    // Apart, so that the loops above stay small.
    #[inline(never)]
    fn words_at(&self, text: &[u8], at: usize, met: &mut impl FnMut(usize, usize)) {
        let Some(bytes) = text.get(at..).and_then(<[u8]>::first_chunk) else { return };
        let window = window(bytes);
        let mut slot = self.slot(window);
        let links = loop {
            let Slot { window: there, links } = &self.slots[slot];
            if links.end == 0 {
                return;
            }
            if *there == window {
                break links.start as usize..links.end as usize;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        };
        for link in &self.links[links] {
            let Some(start) = at.checked_sub(link.back as usize) else { continue };
            let first = text.get(start..).and_then(<[u8]>::first_chunk);
            if first.is_some_and(|first| small(first) & link.mask != link.start) {
                continue;
            }
            self.literals_at(text, start, link.word, met);
        }
    }

    #[inline(never)]
    fn literals_at(
        &self,
        text: &[u8],
        start: usize,
        word: u32,
        met: &mut impl FnMut(usize, usize),
    ) {
        // The first bytes have been compared. Nothing has to be exact here: what stands there is
        // compared with the templates in the end.
        let Word { text: word, tail, literals } = &self.words[word as usize];
        let end = start + word.len();
        let Some(there) = text.get(start..end) else { return };
        if there.last_chunk().is_some_and(|there| small(there) != *tail) {
            return;
        }
        let (ahead, left) = (&text[end..], &text[..start]);
        for &number in literals {
            let Literal { before, behind, .. } = &self.literals[number];
            if may_start(ahead, behind)
                && may_end(left, before)
                && folded::starts_with(ahead, behind)
                && folded::ends_with(left, before)
            {
                met(start, number);
            }
        }
    }
}

/// Whether a text may start with what is folded, by its first letter.
fn may_start(text: &[u8], folded: &[u8]) -> bool {
    match (text, folded) {
        ([b' ', byte, ..], [b' ', wanted, ..]) | ([byte, ..], [wanted, ..]) => {
            may_be(*byte, *wanted)
        }
        _ => true,
    }
}

/// Whether a text may end with what is folded, by its last letter.
fn may_end(text: &[u8], folded: &[u8]) -> bool {
    match (text, folded) {
        ([.., byte, b' '], [.., wanted, b' ']) | ([.., byte], [.., wanted]) => {
            may_be(*byte, *wanted)
        }
        _ => true,
    }
}

/// Whether a byte of a text may be what is wanted: letters are nothing but themselves.
fn may_be(byte: u8, wanted: u8) -> bool {
    !byte.is_ascii_alphanumeric() || byte.to_ascii_lowercase() == wanted
}

/// Of the windows of a word, for every phase of steps through a text, where the rarest stands and
/// what it weighs.
fn spread(
    word: &[u8],
    step: usize,
    weigh: impl Fn([u8; 4]) -> f32,
) -> impl Iterator<Item = (usize, f32)> {
    (0..step).filter_map(move |phase| {
        let places = (phase..word.len() - 3).step_by(step);
        places.map(|at| (at, weigh(four(word, at)))).min_by(|(_, a), (_, b)| a.total_cmp(b))
    })
}

/// Four bytes of a word.
fn four(word: &[u8], at: usize) -> [u8; 4] {
    [word[at], word[at + 1], word[at + 2], word[at + 3]]
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

fn hash(window: u32) -> u16 {
    (mixed(window) >> (32 - BITS)) as u16
}

/// The high bits of a product are the ones that all of the window has a part in.
fn mixed(window: u32) -> u32 {
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
        let sieve = Sieve::new(templates.iter(), |_| 1.0);
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
    fn words_are_met_wherever_blocks_of_windows_end() {
        for (message, step) in [("{0} gone", 1), ("{0} is void", 4), ("{0} absent", 3)] {
            let template = Template::new(message, Placeholders::Braces);
            let sieve = Sieve::new(std::iter::once(&template), |_| 1.0);
            assert_eq!(sieve.step, step, "{message}");
            let filled = message.replace("{0}", "x");
            for length in 1000 * step..1030 * step {
                let text = format!("{}{filled}", " ".repeat(length));
                assert_eq!(met(&sieve, &text), [0], "{message} behind {length} bytes");
            }
        }
        let template = Template::new("No such entity.", Placeholders::None);
        let sieve = Sieve::new(std::iter::once(&template), |_| 1.0);
        for length in 4070..4110 {
            let text = format!("{}no such entity", " ".repeat(length));
            assert_eq!(met(&sieve, &text), [0], "behind {length} bytes");
        }
    }

    #[test]
    fn words_in_other_scripts_are_words() {
        let template = Template::new("{0} は見つかりません", Placeholders::Braces);
        let sieve = Sieve::new(std::iter::once(&template), |_| 1.0);
        assert_eq!(met(&sieve, "文書 x は見つかりません。"), [0]);
        assert_eq!(met(&sieve, "文書 x は見つかりました。"), [0; 0]);
    }
}
