//! What users say for what messages say: `data/synonyms.json`.

use std::collections::HashMap;

use serde::Deserialize;

use crate::search::stem::stem;
use crate::search::words::words;

/// The table as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Words that say nothing.
    fillers: Vec<String>,
    /// Words and phrases that stand for one another.
    groups: Vec<Vec<String>>,
    /// Words that stand for others, but not the other way round.
    means: HashMap<String, Vec<String>>,
}

/// Words and phrases with what they may stand for, all as stems.
#[derive(Debug)]
pub(super) struct Synonyms {
    fillers: Vec<String>,
    /// All phrases, by their number.
    phrases: Vec<Phrase>,
    /// The phrases of a group.
    groups: Vec<Vec<usize>>,
    /// Phrases by their first stem.
    by_first: HashMap<String, Vec<usize>>,
}

#[derive(Debug)]
struct Phrase {
    stems: Vec<String>,
    /// What it stands for: all of this group.
    group: usize,
}

impl Synonyms {
    /// The table of the binary.
    ///
    /// # Panics
    /// Where the file is broken, which the test `the_table_is_read` rules out.
    pub(super) fn embedded() -> Self {
        let file = serde_json::from_str(include_str!("../../data/synonyms.json"))
            .expect("the table reads as the tests have proven");
        Self::new(file)
    }

    fn new(file: File) -> Self {
        let mut table = Self {
            fillers: file.fillers,
            phrases: Vec::new(),
            groups: Vec::new(),
            by_first: HashMap::new(),
        };
        table.fillers.sort_unstable();
        for group in &file.groups {
            let number = table.groups.len();
            let members =
                group.iter().map(|phrase| table.phrase(phrase, number)).collect::<Vec<_>>();
            for &member in &members {
                table.known(member);
            }
            table.groups.push(members);
        }
        for (word, meanings) in &file.means {
            let number = table.groups.len();
            let word = table.phrase(word, number);
            table.known(word);
            let meanings = meanings.iter().map(|phrase| table.phrase(phrase, number)).collect();
            table.groups.push(meanings);
        }
        table
    }

    fn phrase(&mut self, text: &str, group: usize) -> usize {
        let stems = self.stems(text);
        self.phrases.push(Phrase { stems, group });
        self.phrases.len() - 1
    }

    fn known(&mut self, phrase: usize) {
        if let Some(first) = self.phrases[phrase].stems.first() {
            self.by_first.entry(first.clone()).or_default().push(phrase);
        }
    }

    /// The stems of a phrase, without fillers unless hardly anything would be left: `log in`.
    fn stems(&self, text: &str) -> Vec<String> {
        let (mut all, mut kept) = (Vec::new(), Vec::new());
        words(text, |word| {
            all.push(stem(word));
            if !self.is_filler(word) {
                kept.push(stem(word));
            }
        });
        if kept.len() < 2 { all } else { kept }
    }

    /// A word of a query with what is known of it.
    pub(super) fn typed(&self, word: &str) -> Typed {
        Typed { word: word.to_owned(), stem: stem(word), is_filler: self.is_filler(word) }
    }

    /// Whether a word says nothing.
    pub(super) fn is_filler(&self, word: &str) -> bool {
        self.fillers.binary_search_by(|filler| filler.as_str().cmp(word)).is_ok()
    }

    /// What the beginning of a row of words may stand for: for each phrase that it begins with, how
    /// many words that is and all phrases of its group. Fillers between them make no difference.
    pub(super) fn of<'s>(
        &'s self,
        row: &'s [Typed],
    ) -> impl Iterator<Item = (usize, impl Iterator<Item = &'s [String]>)> {
        let known = row.first().and_then(|first| self.by_first.get(&first.stem));
        known.into_iter().flatten().filter_map(move |&at| {
            let phrase = &self.phrases[at];
            let length = covered(&phrase.stems, row)?;
            let meanings = self.groups[phrase.group].iter().filter(move |&&other| other != at);
            Some((length, meanings.map(|&other| self.phrases[other].stems.as_slice())))
        })
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
fn covered(phrase: &[String], row: &[Typed]) -> Option<usize> {
    let mut wanted = phrase.iter();
    let mut next = wanted.next()?;
    for (at, typed) in row.iter().enumerate() {
        if typed.stem == *next {
            match wanted.next() {
                Some(stem) => next = stem,
                None => return Some(at + 1),
            }
        } else if !typed.is_filler {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Synonyms;

    #[test]
    fn the_table_is_read() {
        let table = Synonyms::embedded();
        assert!(table.is_filler("the") && !table.is_filler("token"));
        let of = |text: &str| -> Vec<String> {
            let row: Vec<_> = text.split(' ').map(|word| table.typed(word)).collect();
            table.of(&row).flat_map(|(_, all)| all.map(|stems| stems.join(" "))).collect()
        };
        for (said, meant) in [("log in", "login"), ("redis", "cach"), ("too big", "size exce")] {
            assert!(of(said).iter().any(|stems| stems == meant), "{said}: {:?}", of(said));
        }
        assert!(of("log").iter().all(|stems| stems != "login"));
    }
}
