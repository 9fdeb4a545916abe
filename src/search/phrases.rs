//! What users say for the entries that the program carries: `data/phrases.tsv`.
//!
//! A line has a catalog, a code, and what people who meet the error might call it, with `; `
//! between phrases. The lines of a catalog stand in the order of its entries, so that of several
//! entries with one code each has a line of its own.

use crate::catalog::{Catalog, Origin};

/// The phrases of the entries of a catalog, to be asked for in their order.
pub(super) struct Phrases {
    /// The lines that are left.
    lines: &'static str,
    catalog: &'static str,
}

impl Phrases {
    /// The phrases of a catalog; none for one that the program does not carry.
    pub(super) fn of(catalog: &Catalog) -> Self {
        let table = include_str!("../../data/phrases.tsv");
        let is_own = *catalog.origin() == Origin::BuiltIn;
        let mut lines = if is_own { table } else { "" };
        while let Some((line, rest)) = lines.split_once('\n') {
            if let Some((name, _)) = line.split_once('\t')
                && name == catalog.id()
            {
                return Self { lines, catalog: name };
            }
            lines = rest;
        }
        Self { lines: "", catalog: "" }
    }

    /// The phrases of the next entry, whose code is given.
    pub(super) fn of_next(&mut self, code: &str) -> impl Iterator<Item = &'static str> {
        let (line, rest) = self.lines.split_once('\n').unwrap_or_default();
        let mut fields = line.split('\t');
        let is_next = fields.next() == Some(self.catalog) && fields.next() == Some(code);
        if is_next {
            self.lines = rest;
        }
        let phrases = fields.next().filter(|_| is_next);
        phrases.into_iter().flat_map(|phrases| phrases.split("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::Phrases;
    use crate::catalog::Catalogs;

    #[test]
    fn every_line_is_of_an_entry_and_in_its_order() {
        let mut lines = 0;
        for catalog in &Catalogs::embedded() {
            let mut phrases = Phrases::of(catalog);
            for listed in catalog.entries().listed() {
                let code = &listed.key().code;
                let here: Vec<_> = phrases.of_next(code).collect();
                lines += usize::from(!here.is_empty());
                let plain = |phrase: &&str| !phrase.is_empty() && phrase.trim() == *phrase;
                assert!(here.iter().all(plain), "{code}: {here:?}");
            }
        }
        let table = include_str!("../../data/phrases.tsv");
        assert_eq!(lines, table.lines().filter(|line| !line.starts_with('#')).count());
    }
}
