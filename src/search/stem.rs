//! The stem of an English word, after M. F. Porter, "An algorithm for suffix stripping", 1980.

/// The stem of a word of small letters: `authenticated` and `authentication` have one in common.
/// What is no word of ASCII letters is its own stem.
pub(super) fn stem(word: &str) -> String {
    let mut buffer = Vec::new();
    stem_into(word, &mut buffer).to_owned()
}

/// The same, written into a buffer that is used again and again.
pub(super) fn stem_into<'b>(word: &'b str, buffer: &'b mut Vec<u8>) -> &'b str {
    if word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word;
    }
    buffer.clear();
    buffer.extend_from_slice(word.as_bytes());
    let mut word = Word(buffer);
    word.plurals();
    word.past_and_progressive();
    word.final_y();
    word.derived(DOUBLE_SUFFIXES, const { lasts(DOUBLE_SUFFIXES) });
    word.derived(SINGLE_SUFFIXES, const { lasts(SINGLE_SUFFIXES) });
    word.bare();
    word.final_e();
    std::str::from_utf8(word.0).unwrap_or_default()
}

const DOUBLE_SUFFIXES: &[(&str, &str)] = &[
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("abli", "able"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
];

const SINGLE_SUFFIXES: &[(&str, &str)] = &[
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
];

/// The longer ones first where one ends another.
const BARE_SUFFIXES: &[(&str, &str)] = &[
    ("ement", ""),
    ("ance", ""),
    ("ence", ""),
    ("able", ""),
    ("ible", ""),
    ("ment", ""),
    ("ant", ""),
    ("ent", ""),
    ("ism", ""),
    ("ate", ""),
    ("iti", ""),
    ("ous", ""),
    ("ive", ""),
    ("ize", ""),
    ("ion", ""),
    ("al", ""),
    ("er", ""),
    ("ic", ""),
    ("ou", ""),
];

/// The last letters of suffixes, a bit each: most words end in none of them.
const fn lasts(suffixes: &[(&str, &str)]) -> u32 {
    let (mut lasts, mut at) = (0, 0);
    while at < suffixes.len() {
        let suffix = suffixes[at].0.as_bytes();
        lasts |= bit(suffix[suffix.len() - 1]);
        at += 1;
    }
    lasts
}

const fn bit(letter: u8) -> u32 {
    1 << (letter & 31)
}

struct Word<'b>(&'b mut Vec<u8>);

impl Word<'_> {
    fn ends(&self, suffix: &str) -> bool {
        // Most suffixes differ in the last letter already.
        self.0.last() == suffix.as_bytes().last()
            && self.0.len() > suffix.len()
            && self.0.ends_with(suffix.as_bytes())
    }

    /// Puts `with` for a suffix, where more than `least - 1` runs of vowel and consonant are left.
    fn replace(&mut self, suffix: &str, with: &str, least: usize) {
        let rest = self.0.len() - suffix.len();
        if self.measure(rest) >= least {
            self.0.truncate(rest);
            self.0.extend_from_slice(with.as_bytes());
        }
    }

    /// Puts what stands behind it for the first of some suffixes that the word has.
    fn derived(&mut self, suffixes: &[(&str, &str)], lasts: u32) {
        if let Some((suffix, with)) = self.suffix(suffixes, lasts) {
            self.replace(suffix, with, 1);
        }
    }

    fn suffix<'s>(
        &self,
        suffixes: &'s [(&'s str, &'s str)],
        lasts: u32,
    ) -> Option<(&'s str, &'s str)> {
        if self.0.last().is_none_or(|last| bit(*last) & lasts == 0) {
            return None;
        }
        suffixes.iter().find(|(suffix, _)| self.ends(suffix)).copied()
    }

    fn is_vowel(&self, at: usize) -> bool {
        match self.0[at] {
            b'a' | b'e' | b'i' | b'o' | b'u' => true,
            b'y' => at > 0 && !self.is_vowel(at - 1),
            _ => false,
        }
    }

    /// How often a consonant follows a vowel in the first `end` letters.
    fn measure(&self, end: usize) -> usize {
        (1..end).filter(|&at| self.is_vowel(at - 1) && !self.is_vowel(at)).count()
    }

    fn has_vowel(&self, end: usize) -> bool {
        (0..end).any(|at| self.is_vowel(at))
    }

    fn ends_double_consonant(&self) -> bool {
        let end = self.0.len();
        end > 1 && self.0[end - 1] == self.0[end - 2] && !self.is_vowel(end - 1)
    }

    /// Whether the first `end` letters end in consonant, vowel, consonant, the last none of w, x, y.
    fn ends_short(&self, end: usize) -> bool {
        end > 2
            && !self.is_vowel(end - 3)
            && self.is_vowel(end - 2)
            && !self.is_vowel(end - 1)
            && !matches!(self.0[end - 1], b'w' | b'x' | b'y')
    }

    fn plurals(&mut self) {
        if self.ends("sses") || self.ends("ies") {
            self.0.truncate(self.0.len() - 2);
        } else if self.ends("s") && !self.ends("ss") && !self.ends("us") {
            self.0.pop();
        }
    }

    fn past_and_progressive(&mut self) {
        if self.ends("eed") {
            if self.measure(self.0.len() - 3) > 0 {
                self.0.pop();
            }
            return;
        }
        let Some(suffix) = ["ed", "ing"]
            .into_iter()
            .find(|suffix| self.ends(suffix) && self.has_vowel(self.0.len() - suffix.len()))
        else {
            return;
        };
        self.0.truncate(self.0.len() - suffix.len());
        if self.ends("at") || self.ends("bl") || self.ends("iz") {
            self.0.push(b'e');
        } else if self.ends_double_consonant() && !matches!(self.0.last(), Some(b'l' | b's' | b'z'))
        {
            self.0.pop();
        } else if self.measure(self.0.len()) == 1 && self.ends_short(self.0.len()) {
            self.0.push(b'e');
        }
    }

    fn final_y(&mut self) {
        let end = self.0.len() - 1;
        if self.0[end] == b'y' && self.has_vowel(end) {
            self.0[end] = b'i';
        }
    }

    fn bare(&mut self) {
        let Some((suffix, _)) = self.suffix(BARE_SUFFIXES, const { lasts(BARE_SUFFIXES) }) else {
            return;
        };
        let rest = self.0.len() - suffix.len();
        if suffix != "ion" || matches!(self.0[rest - 1], b's' | b't') {
            self.replace(suffix, "", 2);
        }
    }

    fn final_e(&mut self) {
        let end = self.0.len() - 1;
        let measure = self.measure(end);
        if self.ends("e") && (measure > 1 || measure == 1 && !self.ends_short(end)) {
            self.0.pop();
        }
        if self.ends("ll") && self.measure(self.0.len()) > 1 {
            self.0.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        let families = [
            &["authenticate", "authenticated", "authentication", "authenticator"][..],
            &["configure", "configured", "configuration", "configuring"],
            &["exist", "exists", "existing", "existent", "existence"],
            &["expire", "expired", "expires", "expiring", "expiration"],
            &["query", "queries"],
            &["compress", "compressed", "compression"],
            &["require", "required", "requires", "requirement"],
            &["mapped", "mapping"],
        ];
        for family in families {
            let stems: Vec<_> = family.iter().map(|word| stem(word)).collect();
            assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{family:?} {stems:?}");
        }
    }

    #[test]
    fn short_and_foreign_words_stay_as_they_are() {
        for word in ["as", "ids", "0x01", "größe", "$batch"] {
            assert_eq!(stem(word), word);
        }
    }
}
