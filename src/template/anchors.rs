//! Which templates may stand in a text: four bytes of each, looked for all at once.

use crate::template::Template;

/// For every template the rarest four bytes of its literals, in a table by their hash.
#[derive(Debug)]
pub(super) struct Anchors {
    /// By hash, where a chain of `links` begins, plus one.
    heads: Vec<u32>,
    links: Vec<Link>,
    /// Templates whose literals have no four bytes in a row to look for.
    unanchored: Vec<Unanchored>,
}

#[derive(Debug)]
struct Link {
    gram: u32,
    template: u32,
    /// The next link of the chain, plus one.
    next: u32,
}

#[derive(Debug)]
struct Unanchored {
    template: usize,
    /// What a whole text begins with that is this message; `None` where it may stand anywhere.
    whole: Option<u8>,
}

impl Anchors {
    pub(super) fn new<'t>(templates: impl Iterator<Item = &'t Template> + Clone) -> Self {
        let size = (templates.clone().count() * 8).next_power_of_two().clamp(1 << 8, 1 << 20);
        let mut counts = vec![0_u32; size];
        for template in templates.clone() {
            for gram in grams(template) {
                counts[slot(gram, size)] += 1;
            }
        }
        let mut anchors = Self { heads: vec![0; size], links: Vec::new(), unanchored: Vec::new() };
        for (index, template) in templates.enumerate() {
            match grams(template).min_by_key(|gram| counts[slot(*gram, size)]) {
                Some(gram) => anchors.add(gram, index),
                None => {
                    let whole =
                        template.segments[0].first().copied().filter(|_| template.is_weak());
                    anchors.unanchored.push(Unanchored { template: index, whole });
                }
            }
        }
        anchors
    }

    fn add(&mut self, gram: u32, template: usize) {
        let head = slot(gram, self.heads.len());
        let template = u32::try_from(template).unwrap_or(u32::MAX);
        self.links.push(Link { gram, template, next: self.heads[head] });
        self.heads[head] = u32::try_from(self.links.len()).unwrap_or(0);
    }

    /// The templates that may stand in a text, in their order.
    pub(super) fn candidates(&self, text: &[u8]) -> Vec<usize> {
        let first = text.trim_ascii_start().first().map(u8::to_ascii_lowercase);
        let mut candidates: Vec<usize> = self
            .unanchored
            .iter()
            .filter(|alone| alone.whole.is_none() || alone.whole == first)
            .map(|alone| alone.template)
            .collect();
        let mut last = 0;
        for window in text.windows(4) {
            let gram = gram(window);
            let mut next = self.heads[slot(gram, self.heads.len())];
            // A run of one letter meets the same anchor over and over.
            if next == 0 || gram == last {
                continue;
            }
            last = gram;
            while let Some(link) = (next as usize).checked_sub(1).map(|at| &self.links[at]) {
                if link.gram == gram {
                    candidates.push(link.template as usize);
                }
                next = link.next;
            }
            // Hostile text repeats anchors: what is doubled goes before it piles up.
            if candidates.len() > 2 * self.links.len() + 64 {
                candidates.sort_unstable();
                candidates.dedup();
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }
}

/// The four-byte windows of a template's literals that stand in any text that it meets: none of
/// their bytes is one that folding changes in more than its case.
fn grams(template: &Template) -> impl Iterator<Item = u32> {
    let plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'/');
    let windows = template.segments.iter().flat_map(|segment| segment.windows(4));
    windows.filter(move |window| window.iter().all(plain)).map(gram)
}

/// Four bytes as a number in which letter case makes no difference.
fn gram(window: &[u8]) -> u32 {
    let bytes = [window[0], window[1], window[2], window[3]];
    u32::from_le_bytes(bytes) | 0x2020_2020
}

fn slot(gram: u32, size: usize) -> usize {
    let hash = gram.wrapping_mul(0x9e37_79b1);
    (hash >> (32 - size.trailing_zeros())) as usize
}
