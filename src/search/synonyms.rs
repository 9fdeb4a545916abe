//! What users say for what messages say: `data/synonyms.json`.
//!
//! A search is one process, and most of the table is not needed for it. So the table is not read
//! but looked through: for the words of the query at the start of its phrases, and on a hit for
//! the phrases of the same line. A test holds the file to that form.

use memchr::{memchr, memmem, memrchr};

use crate::search::forms::Stems;
use crate::search::stem::stem;
use crate::search::vocabulary::hash;

/// Words and phrases with what they may stand for.
#[derive(Debug)]
pub(super) struct Synonyms {
    /// The hashes of the words that say nothing, in order.
    fillers: Vec<u64>,
    /// Words and phrases that say the same, a group on each line.
    same: &'static str,
    /// Words and phrases that may stand for one another.
    near: &'static str,
    /// Words that stand for others, but not the other way round: `"word": ["other"]`.
    means: &'static str,
}

/// A phrase of a query, and what it may stand for.
#[derive(Debug)]
pub(super) struct Meant {
    /// How many words of the query it is.
    pub(super) length: usize,
    /// The phrase itself, as stems.
    pub(super) said: Vec<u32>,
    /// The phrases that stand for it, as stems.
    pub(super) meanings: Vec<Vec<u32>>,
    pub(super) nearness: Nearness,
}

/// How well one phrase stands for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nearness {
    /// It says the same.
    Same,
    /// It may be meant.
    Near,
}

impl Synonyms {
    /// The table of the binary.
    pub(super) fn embedded() -> Self {
        let table = include_str!("../../data/synonyms.json");
        let section = |from: &str, to: &str| {
            let find = |text: &str, part: &str| memmem::find(text.as_bytes(), part.as_bytes());
            let start = find(table, from).map_or(table.len(), |at| at + from.len());
            let rest = &table[start..];
            &rest[..find(rest, to).unwrap_or(rest.len())]
        };
        let fillers = section("\"fillers\": [", "]");
        let mut fillers: Vec<u64> = quoted(fillers).map(|word| hash(word.as_bytes())).collect();
        fillers.sort_unstable();
        Self {
            fillers,
            same: section("\"same\": [\n", "\n  ]"),
            near: section("\"near\": [\n", "\n  ]"),
            means: section("\"means\": {\n", "\n  }"),
        }
    }

    /// A word of a query with what is known of it.
    pub(super) fn typed(&self, word: &str) -> Typed {
        Typed { word: word.to_owned(), stem: stem(word), is_filler: self.is_filler(word) }
    }

    /// What the words of a query may stand for: for each word, the phrases that begin there.
    /// Fillers within a phrase make no difference.
    pub(super) fn of(&self, row: &[Typed], stems: &mut Stems) -> Vec<Vec<Meant>> {
        let sections = [
            (self.same, false, Nearness::Same),
            (self.near, false, Nearness::Near),
            (self.means, true, Nearness::Near),
        ];
        let of_word = |at: usize| {
            let row = &row[at..];
            let mut meant = Vec::new();
            for (section, is_keyed, nearness) in sections {
                for (start, phrase) in phrases(section, &row[0].stem) {
                    let end = start + phrase.len() + 1;
                    if section[end..].starts_with(':') != is_keyed {
                        continue;
                    }
                    let words = self.telling(phrase);
                    let Some(length) = covered(&words, row) else { continue };
                    let line = &section.as_bytes()[..start];
                    let line = &section[memrchr(b'\n', line).map_or(0, |before| before + 1)..];
                    let line = &line[..memchr(b'\n', line.as_bytes()).unwrap_or(line.len())];
                    let others = quoted(line).filter(|other| *other != phrase);
                    let mut numbers = |words: &[&str]| -> Vec<u32> {
                        words.iter().map(|word| stems.of(word)).collect()
                    };
                    let said = numbers(&words);
                    let meanings = others.map(|other| numbers(&self.telling(other))).collect();
                    meant.push(Meant { length, said, meanings, nearness });
                }
            }
            meant
        };
        (0..row.len()).map(of_word).collect()
    }

    /// The words of a phrase, without fillers unless hardly anything would be left: `log in`.
    fn telling<'t>(&self, phrase: &'t str) -> Vec<&'t str> {
        let mut kept: Vec<&str> = phrase.split(' ').filter(|word| !self.is_filler(word)).collect();
        if kept.len() < 2 {
            kept.clear();
            kept.extend(phrase.split(' '));
        }
        kept
    }

    /// Whether a word says nothing.
    fn is_filler(&self, word: &str) -> bool {
        self.fillers.binary_search(&hash(word.as_bytes())).is_ok()
    }
}

/// A word of a query.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) word: String,
    pub(super) stem: String,
    pub(super) is_filler: bool,
}

/// How many words of a row a phrase covers.
fn covered(phrase: &[&str], row: &[Typed]) -> Option<usize> {
    let mut wanted = phrase.iter().map(|word| stem(word));
    let mut next = wanted.next()?;
    for (at, typed) in row.iter().enumerate() {
        if typed.stem == next {
            match wanted.next() {
                Some(stem) => next = stem,
                None => return Some(at + 1),
            }
        } else if !typed.is_filler || at == 0 {
            return None;
        }
    }
    None
}

/// The phrases of a part of the table that begin as a stem does, with where they stand: no other
/// can begin with a word of that stem.
fn phrases<'t>(section: &'t str, stem: &str) -> impl Iterator<Item = (usize, &'t str)> {
    let beginning: String = std::iter::once('"').chain(stem.chars().take(2)).collect();
    let finder = memmem::Finder::new(beginning.as_bytes()).into_owned();
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + finder.find(&section.as_bytes()[from..])? + 1;
        let phrase = section[start..].split('"').next()?;
        from = start + phrase.len() + 1;
        Some((start, phrase))
    })
}

/// What stands in quotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::{Synonyms, quoted};
    use crate::search::forms::Stems;
    use crate::search::stem::stem;

    #[test]
    fn words_and_phrases_have_their_meanings() {
        let table = Synonyms::embedded();
        assert!(table.is_filler("the") && !table.is_filler("token"));
        let of = |text: &str| -> Vec<String> {
            let row: Vec<_> = text.split(' ').map(|word| table.typed(word)).collect();
            let mut stems = Stems::new();
            let all: Vec<_> = table.of(&row, &mut stems).into_iter().flatten().collect();
            let meanings = all.iter().flat_map(|meant| &meant.meanings);
            let text = |meaning: &Vec<u32>| -> Vec<String> {
                meaning.iter().map(|stem| stems.text(*stem).to_owned()).collect()
            };
            meanings.map(|meaning| text(meaning).join(" ")).collect()
        };
        for (said, meant) in [("log in", "login"), ("redis", "cach"), ("too big", "size exce")] {
            assert!(of(said).iter().any(|stems| stems == meant), "{said}: {:?}", of(said));
        }
        assert!(of("log").iter().all(|stems| stems != "login"));
        assert!(of("what is the").is_empty());
    }

    #[test]
    fn the_file_has_the_form_that_it_is_looked_through_in() {
        let table = Synonyms::embedded();
        let json: BTreeMap<String, Value> =
            serde_json::from_str(include_str!("../../data/synonyms.json")).unwrap();
        assert_eq!(json.keys().collect::<Vec<_>>(), ["fillers", "means", "near", "same"]);
        assert_eq!(table.fillers.len(), json["fillers"].as_array().unwrap().len());
        let rows = |section: &'static str| -> Vec<Vec<&str>> {
            section.lines().map(|line| quoted(line).collect()).collect()
        };
        let strings = |list: &Value| -> Vec<String> {
            list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        for (section, name) in [(table.same, "same"), (table.near, "near")] {
            let groups = json[name].as_array().unwrap();
            assert_eq!(rows(section), groups.iter().map(strings).collect::<Vec<_>>());
        }
        let means = rows(table.means);
        assert_eq!(means.len(), json["means"].as_object().unwrap().len());
        for row in &means {
            assert_eq!(row[1..], strings(&json["means"][row[0]]), "{row:?}");
        }
        for row in rows(table.same).iter().chain(&rows(table.near)).chain(&means) {
            for phrase in row {
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '$';
                assert!(phrase.split(' ').all(|word| !word.is_empty() && word.chars().all(plain)));
                // Fillers before the first word that counts would hide it.
                let first = phrase.split(' ').next().map(stem);
                assert_eq!(table.telling(phrase).first().map(|word| stem(word)), first, "{phrase}");
                let others = row.iter().filter(|other| *other == phrase);
                assert_eq!(others.count(), 1, "{phrase} stands twice in {row:?}");
            }
        }
    }
}
