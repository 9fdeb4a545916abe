//! Words that are looked for near a candidate, letters in either case.

use std::ops::Range;

use super::rarity::weight;
use super::simd::Fingerprints;

/// Some words, and what finds them all at once.
#[derive(Debug)]
pub(super) struct Words {
    /// Each with the place of its rarest four bytes.
    list: Vec<(String, usize)>,
    fingerprints: Fingerprints,
}

impl Words {
    /// Words of at least four ASCII characters in a row; shorter ones are never found.
    pub(super) fn new(words: Vec<String>) -> Self {
        let mut fingerprints = Fingerprints::default();
        let mut list = Vec::new();
        for word in words {
            let rarest = (0..)
                .zip(word.as_bytes().windows(4))
                .filter_map(|(at, window)| Some((at, *window.first_chunk::<4>()?)))
                .filter(|(_, window)| window.is_ascii())
                .min_by(|(_, a), (_, b)| weight(*a).total_cmp(&weight(*b)));
            if let Some((at, anchor)) = rarest {
                let bucket = (list.len() % 8) as u8;
                fingerprints.add(anchor.map(|byte| byte.to_ascii_lowercase()), bucket);
                fingerprints.add(anchor.map(|byte| byte.to_ascii_uppercase()), bucket);
                list.push((word, at));
            }
        }
        Self { list, fingerprints }
    }

    /// The words as they were given.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(word, _)| word.as_str())
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The length of the longest, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.list.iter().map(|(word, _)| word.len()).max().unwrap_or(0)
    }

    /// Calls `met` with each place where one of them stands as a whole in a part of a text.
    pub(super) fn each_in(
        &self,
        text: &[u8],
        part: Range<usize>,
        mut met: impl FnMut(Range<usize>),
    ) {
        self.fingerprints.any(text, part.clone(), |at| {
            for (word, back) in &self.list {
                let Some(start) = at.checked_sub(*back) else { continue };
                let span = start..start + word.len();
                if part.start <= start
                    && span.end <= part.end
                    && text[span.clone()].eq_ignore_ascii_case(word.as_bytes())
                {
                    met(span);
                }
            }
            false
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn words_are_met_in_any_case_and_as_a_whole() {
        let words = Words::new(["LINE WORKS", "kourou", "abc"].map(str::to_owned).to_vec());
        let stand_in = |text: &str, end: usize| {
            let mut any = false;
            words.each_in(text.as_bytes(), 0..end, |_| any = true);
            any
        };
        let met = |text: &str| stand_in(text, text.len());
        for text in ["the LINE WORKS API", "Line Works", "KouRou", "xkouroux"] {
            assert!(met(text), "{text}");
        }
        for text in ["LINE WORK", "LINEWORKS", "kouro", "", "abc"] {
            assert!(!met(text), "{text}");
        }
        assert!(!stand_in("xx kourou", 8), "not within the part");
    }
}
