//! What was found in all: how often each code, where first and last, when.

use std::collections::HashMap;

use super::hashes::hash;
use super::times::Times;

/// The most codes that no catalog lists that are counted one by one. Of more, those of the least
/// [`rank`], whatever the order they are met in; others are only part of the sum: a hostile log must
/// not fill the memory.
pub(super) const MOST_UNLISTED: usize = 10_000;

/// Which codes come first where there are too many: what is counted in parts comes to the same.
pub(super) fn rank(code: &[u8]) -> u64 {
    hash(code, 0)
}

/// What was found in all. Summaries of parts add up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// How many line feeds there were, plus one for each input that ends without.
    pub lines: u64,
    /// How many bytes there were, after decompression.
    pub bytes: u64,
    /// How many findings there were.
    pub findings: u64,
    /// The codes, the most frequent first.
    pub codes: Vec<CodeSummary>,
    /// The findings over time, where lines carry times.
    pub times: Times,
}

/// How often a code was found, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSummary {
    /// The id of its catalog.
    pub catalog: String,
    /// The code as the catalog writes it, or as it was met where no catalog lists it.
    pub code: String,
    /// Whether the catalog lists it.
    pub known: bool,
    /// The HTTP status, where all its entries have the same.
    pub status: Option<u16>,
    /// The message, where there is but one entry.
    pub message: Option<String>,
    /// How often it was found.
    pub count: u64,
    /// Where first.
    pub first: Place,
    /// Where last.
    pub last: Place,
}

/// A line of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path of the input, or none for standard input.
    pub path: Option<String>,
    /// The line, from 1.
    pub line: u64,
}

impl Summary {
    /// Adds the summary of a further part: what it has comes later.
    pub fn merge(&mut self, other: Self) {
        self.lines = self.lines.saturating_add(other.lines);
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.findings = self.findings.saturating_add(other.findings);
        self.times.merge(&other.times);
        let mut places: HashMap<_, _> = (0..self.codes.len())
            .map(|at| ((self.codes[at].catalog.clone(), self.codes[at].code.clone()), at))
            .collect();
        for code in other.codes {
            let key = (code.catalog.clone(), code.code.clone());
            match places.get(&key) {
                Some(&at) => {
                    let count = &mut self.codes[at].count;
                    *count = count.saturating_add(code.count);
                    self.codes[at].last = code.last;
                }
                None => {
                    places.insert(key, self.codes.len());
                    self.codes.push(code);
                }
            }
        }
        self.cut();
        self.sort();
    }

    /// Leaves out the codes that no catalog lists which are too many.
    fn cut(&mut self) {
        let of = |code: &CodeSummary| (rank(code.code.as_bytes()), code.code.clone());
        let mut unlisted: Vec<_> = self.codes.iter().filter(|code| !code.known).map(of).collect();
        if unlisted.len() > MOST_UNLISTED {
            let (_, last, _) = unlisted.select_nth_unstable(MOST_UNLISTED - 1);
            let last = last.clone();
            self.codes.retain(|code| code.known || of(code) <= last);
        }
    }

    /// The most frequent first.
    pub(super) fn sort(&mut self) {
        self.codes.sort_by(|a, b| {
            let names = || (&a.catalog, &a.code).cmp(&(&b.catalog, &b.code));
            b.count.cmp(&a.count).then_with(names)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{CodeSummary, MOST_UNLISTED, Place, Summary};

    fn summary(path: &str, count: u64) -> Summary {
        let place = Place { path: Some(path.to_owned()), line: 1 };
        let code = CodeSummary {
            catalog: "x".to_owned(),
            code: "E1".to_owned(),
            known: true,
            status: None,
            message: None,
            count,
            first: place.clone(),
            last: place,
        };
        Summary {
            lines: count,
            bytes: count,
            findings: count,
            codes: vec![code],
            ..Summary::default()
        }
    }

    #[test]
    fn of_too_many_codes_the_same_stay_in_whatever_parts_they_come() {
        let codes = |numbers: std::ops::Range<usize>| {
            let code = |number: usize| CodeSummary {
                code: format!("E{number:08}"),
                known: false,
                ..summary("a", 1).codes.remove(0)
            };
            Summary { codes: numbers.map(code).collect(), ..Summary::default() }
        };
        let mut some = codes(0..9_000);
        some.merge(codes(6_000..15_000));
        let mut others = codes(6_000..15_000);
        others.merge(codes(0..9_000));
        assert_eq!(some.codes.len(), MOST_UNLISTED);
        let counts = |all: &Summary| {
            all.codes.iter().map(|it| (it.code.clone(), it.count)).collect::<Vec<_>>()
        };
        assert_eq!(counts(&some), counts(&others));
        assert!(some.codes[0].count == 2 && some.codes[MOST_UNLISTED - 1].count == 1);
    }

    #[test]
    fn parts_add_up_and_sums_that_are_too_large_stay() {
        let mut all = summary("a", 2);
        all.merge(summary("b", 3));
        assert_eq!((all.findings, all.codes[0].count), (5, 5));
        assert_eq!(all.codes[0].first.path.as_deref(), Some("a"));
        assert_eq!(all.codes[0].last.path.as_deref(), Some("b"));
        all.merge(summary("c", u64::MAX));
        assert_eq!((all.lines, all.codes[0].count), (u64::MAX, u64::MAX));
    }
}
