//! How well a scan tells codes from what looks like them: texts as logs, bodies, sources and
//! documents have them, with the codes that a reader would want reported.
//!
//! Of each line of `tests/snippets/texts.jsonl` the kind is `codes` (these and no others are
//! reported), `nothing` (there is no code) or `foreign` (equal to a code, but another system's).
//! `cargo test --test snippets -- --nocapture` prints the figures and what is read otherwise.

// The figures are what this test is read for.
#![allow(clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};

use errcode::catalog::Catalogs;
use errcode::scan::Scanner;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    kind: String,
    name: String,
    text: String,
    codes: BTreeSet<String>,
}

/// The share of foreign codes that is left alone.
const FOREIGN: f64 = 0.85;

#[test]
fn codes_are_told_from_what_looks_like_them() {
    let catalogs = Catalogs::embedded();
    let scanner = Scanner::new(&catalogs);
    // By kind, how many texts there are, and of how many everything was as wanted.
    let mut figures: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut faults = Vec::new();
    for line in include_str!("snippets/texts.jsonl").lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        let findings = scanner.scan(case.text.as_bytes());
        let known = findings.iter().filter(|finding| finding.known());
        let got: BTreeSet<String> =
            known.map(|finding| format!("{}:{}", finding.catalog.id(), finding.code)).collect();
        let (all, right) = figures.entry(case.kind.clone()).or_default();
        *all += 1;
        *right += u32::from(got == case.codes);
        if got != case.codes {
            faults.push((case.kind, case.name, case.codes, got));
        }
    }
    for (kind, (all, right)) in &figures {
        println!("{kind:8} {right} of {all}");
    }
    for (kind, name, wanted, got) in &faults {
        println!("  {kind}: {name}: {got:?} for {wanted:?}");
    }
    let held = |kind: &str| f64::from(figures[kind].1) / f64::from(figures[kind].0);
    let told = figures.values().map(|(all, _)| all).sum::<u32>();
    assert!(told > 200, "{told} texts");
    assert!(held("codes") >= 0.98, "codes: {faults:#?}");
    assert!(held("nothing") >= 0.97, "nothing: {faults:#?}");
    assert!(held("foreign") >= FOREIGN, "foreign: {faults:#?}");
}
