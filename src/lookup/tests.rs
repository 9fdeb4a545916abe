//! Tests of lookups.

use super::{Hint, lookup};
use crate::catalog::Catalogs;

fn codes(query: &str) -> Vec<String> {
    let catalogs = Catalogs::embedded();
    let answer = lookup(&catalogs, query);
    answer.matches.iter().map(|met| format!("{} as {}", met.found.entry.code, met.via)).collect()
}

#[test]
fn a_code_in_a_longer_text_is_met() {
    assert_eq!(codes("code=PR400-OD-0001"), ["PR400-OD-0001 as PR400-OD-0001 in the text"]);
    let line = "[error.user.login_failed] - no (0x01010005)";
    assert_eq!(codes(line).len(), 2, "{:?}", codes(line));
    assert_eq!(codes("status=404 took 601 ms"), [""; 0], "bare numbers are no codes in a text");
}

#[test]
fn a_misspelled_code_that_fits_a_pattern_is_told_with_the_code_that_may_be_meant() {
    let catalogs = Catalogs::embedded();
    let near = |query: &str| {
        let answer = lookup(&catalogs, query);
        assert!(!answer.matches.is_empty(), "{query}");
        answer.suggestions.iter().map(|it| it.entry.code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(near("INVALID_PRAMETER"), ["INVALID_PARAMETER"]);
    assert_eq!(near("invalid_parameters"), ["INVALID_PARAMETER"]);
    for query in ["USER_NOT_EXIST", "INVALID_EMAIL", "INVALID_PARAMETER", "601"] {
        assert_eq!(near(query), [""; 0], "{query}");
    }
}

#[test]
fn a_list_with_commas_is_taken_apart_where_each_part_is_a_code() {
    let met = codes("login_failed, 601");
    assert_eq!(
        met,
        ["error.user.login_failed as login_failed in the text", "601 as 601 in the text"]
    );
    assert_eq!(codes("not_connected;not_connected").len(), 2);
    assert_eq!(codes("login_failed,PR400-OD-0001").len(), 2, "names beside codes");
    for query in ["login_failed, whatever", "a,b", ",", "login_failed,", ";601"] {
        assert!(codes(query).len() < 2, "{query} {:?}", codes(query));
    }
    let long = "601,".repeat(49);
    assert_eq!(codes(&long), ["601 as 601 in the text"]);
}

#[test]
fn a_code_is_known_by_its_letters_whatever_stands_between_them() {
    for (query, code) in [
        ("PR400OD0001", "PR400-OD-0001"),
        ("pr400_od_0001", "PR400-OD-0001"),
        ("PR400 OD 0001", "PR400-OD-0001"),
        ("PR400\u{2013}OD\u{2013}0001", "PR400-OD-0001"),
        ("importFailed", "services.storage.import_failed"),
        ("import-failed", "services.storage.import_failed"),
        ("services/storage/import_failed", "services.storage.import_failed"),
        ("error_user_loginFailed", "error.user.login_failed"),
        ("email not found", "E-Mail Not Found"),
        ("Invalid-Parameter", "INVALID_PARAMETER"),
        ("NOT_EXIST", "{RESOURCE}_NOT_EXIST"),
    ] {
        let met = codes(query);
        assert!(met.iter().any(|met| met.contains("spelled otherwise")), "{query} {met:?}");
        let catalogs = Catalogs::embedded();
        let answer = lookup(&catalogs, query);
        let has = |entry: &crate::entry::Entry| {
            [Some(&entry.code), entry.name.as_ref(), entry.title.as_ref()]
                .contains(&Some(&code.to_owned()))
        };
        assert!(answer.matches.iter().any(|met| has(met.found.entry)), "{query} {met:?}");
    }
    for query in ["failed", "od1", "user", "found", "0001", "invalid"] {
        let met = codes(query);
        assert!(!met.iter().any(|met| met.contains("spelled otherwise")), "{query} {met:?}");
    }
}

#[test]
fn a_number_is_known_as_programs_and_people_write_it() {
    for query in [
        "16,842,757",
        "16 842 757",
        "16842757L",
        "0x0101_0005",
        "0x01010005u",
        "01010005h",
        "\\x01010005",
        "0101 0005",
    ] {
        let met = codes(query);
        assert!(met.len() == 1 && met[0].starts_with("0x01010005 as"), "{query} {met:?}");
    }
    for query in ["errorCode 601", "\"errorCode\": 601", "Error code: 601", "#601"] {
        let met = codes(query);
        assert!(met.len() == 1 && met[0].starts_with("601 as"), "{query} {met:?}");
    }
    assert_eq!(codes("code 404"), [""; 0]);
    assert_eq!(codes("took 601"), [""; 0]);
}

#[test]
fn a_number_is_never_read_as_octal() {
    assert_eq!(codes("0107"), [""; 0]);
    assert_eq!(codes("01010005"), ["0x01010005 as code without 0x"]);
}

#[test]
fn a_literal_code_wins_over_a_pattern() {
    assert_eq!(codes("invalid_parameter"), ["INVALID_PARAMETER as code"]);
    assert_eq!(codes("INVALID_ROOM"), ["INVALID_{RESOURCE} as pattern INVALID_{RESOURCE}"]);
}

#[test]
fn what_is_asked_of_an_unlisted_code_stays_in_its_catalog() {
    let catalogs = Catalogs::embedded();
    let answer = lookup(&catalogs, "0x0101ffff");
    assert!(answer.suggestions.iter().all(|found| found.catalog.id() == "kuzzle"));
    let parent = matches!(&answer.hints[..], [Hint::Unlisted { parent: Some(parent), .. }] if parent == "services.storage");
    assert!(parent, "{:?}", answer.hints);
}
