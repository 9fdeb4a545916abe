//! A program of one's own with errcode inside: it reads a log from standard input, counts the
//! errors in it, and says what the most frequent ones mean.
//!
//!     cargo run --example embed < service.log

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, BufRead, Write};

use errcode::catalog::{Catalog, Catalogs};
use errcode::lookup::lookup;
use errcode::scan::Scanner;

/// The errors of the service that this program belongs to. A file would do as well.
const SHOP: &str = r#"{
    "id": "shop", "title": "Shop", "edition": "3", "source": "our wiki",
    "code": {
        "pattern": "SHOP-{number}",
        "parts": [{"name": "number", "chars": "digit", "length": 4}]
    },
    "entries": [
        {"code": "SHOP-0042", "status": 409, "message": "Sold out."},
        {"code": "SHOP-0043", "status": 402, "message": "The card was refused."}
    ]
}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let mut catalogs = Catalogs::embedded();
    catalogs.push(Catalog::read(SHOP)?);
    let counts = count(&catalogs, io::stdin().lock())?;
    report(&catalogs, &counts, &mut io::stdout().lock())?;
    Ok(())
}

/// How often each code stands in the input.
fn count(catalogs: &Catalogs, mut input: impl BufRead) -> io::Result<BTreeMap<String, usize>> {
    // Built once: this is where the catalogs are read.
    let scanner = Scanner::new(catalogs);
    let mut counts = BTreeMap::new();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        for finding in scanner.scan(&line) {
            *counts.entry(finding.code.into_owned()).or_default() += 1;
        }
        line.clear();
    }
    Ok(counts)
}

/// The ten most frequent codes, with every error that they can stand for.
fn report(
    catalogs: &Catalogs,
    counts: &BTreeMap<String, usize>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut most: Vec<_> = counts.iter().collect();
    most.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    for (code, count) in most.into_iter().take(10) {
        writeln!(out, "{count:6}  {code}")?;
        for met in lookup(catalogs, code).matches {
            writeln!(out, "        {}: {}", met.found.catalog.id(), met.found.entry.message)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_counted_and_explained() {
        let log = "SHOP-0042 a\nPR400-OD-0001 b\nSHOP-0042 c\nnothing 0042\n";
        let mut catalogs = Catalogs::embedded();
        catalogs.push(Catalog::read(SHOP).unwrap());
        let counts = count(&catalogs, log.as_bytes()).unwrap();
        let mut out = Vec::new();
        report(&catalogs, &counts, &mut out).unwrap();
        let want = "     2  SHOP-0042\n        shop: Sold out.\n     1  PR400-OD-0001\n        personium: JSON parse error.\n";
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }
}
