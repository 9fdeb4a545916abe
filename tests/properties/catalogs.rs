//! Catalog files and what they are made from, as nobody means them: no panic, and what is made is
//! right.

use errcode::catalog::{
    Catalog, Catalogs, ImportFormat, ImportOptions, STARTER, Severity, check, import,
};
use errcode::decode::decode;
use errcode::export::{FORMATS, Selection};
use errcode::lookup::lookup;
use errcode::scan::{Confidence, Scanner};
use errcode::search::Search;
use proptest::prelude::*;

/// Files of each format, to be broken.
const FILES: [(ImportFormat, &str); 7] = [
    (ImportFormat::Csv, include_str!("../cmd/catalogs-import.in/codes.csv")),
    (ImportFormat::Properties, include_str!("../cmd/catalogs-import.in/Messages.properties")),
    (ImportFormat::Po, include_str!("../cmd/catalogs-import.in/de.po")),
    (ImportFormat::Kuzzle, include_str!("../cmd/catalogs-import.in/manifest.json")),
    (ImportFormat::OpenApi, include_str!("../cmd/catalogs-import.in/openapi.json")),
    (ImportFormat::OpenApi, include_str!("../cmd/catalogs-import.in/openapi.yaml")),
    (ImportFormat::Markdown, include_str!("../cmd/catalogs-import.in/errors.md")),
];

/// A text with a span of it replaced.
fn broken(text: &str, at: usize, length: usize, with: &str) -> String {
    let start = (0..=at % (text.len() + 1)).rev().find(|&at| text.is_char_boundary(at));
    let start = start.unwrap_or_default();
    let end = (start + length).min(text.len());
    let end = (end..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    format!("{}{with}{}", &text[..start], &text[end..])
}

fn made_is_right(text: &str, format: ImportFormat) -> Result<(), TestCaseError> {
    let options = ImportOptions {
        id: "made".to_owned(),
        source: "a property".to_owned(),
        plugin_code: 7,
        ..ImportOptions::default()
    };
    let known = Catalogs::embedded();
    if let Ok(imported) = import(text, format, &options, &known) {
        let errors: Vec<_> = check(&imported.text, &known)
            .into_iter()
            .filter(|fault| fault.severity == Severity::Error)
            .collect();
        prop_assert!(errors.is_empty(), "{errors:?}\n{}", imported.text);
        prop_assert!(imported.entries > 0);
    }
    Ok(())
}

/// The node with this number, counted from the root.
fn node<'v>(value: &'v mut serde_json::Value, at: &mut usize) -> Option<&'v mut serde_json::Value> {
    if *at == 0 {
        return Some(value);
    }
    *at -= 1;
    match value {
        serde_json::Value::Array(list) => list.iter_mut().find_map(|it| node(it, at)),
        serde_json::Value::Object(map) => map.values_mut().find_map(|it| node(it, at)),
        _ => None,
    }
}

/// Everything that takes catalogs, with these.
fn used(catalogs: &Catalogs) -> Result<(), TestCaseError> {
    let scanner = Scanner::new(catalogs).at_least(Confidence::Possible);
    let search = Search::new(catalogs.iter());
    for entry in catalogs.iter().flat_map(Catalog::entries) {
        lookup(catalogs, &entry.code);
        decode(catalogs, &entry.code);
        search.find(&entry.message, |_| true);
        let log = format!("{{\"code\": \"{0}\"}} error {0} {1}", entry.code, entry.message);
        for finding in scanner.scan(log.as_bytes()) {
            prop_assert_eq!(finding.text.as_bytes(), &log.as_bytes()[finding.span]);
        }
    }
    let selection = Selection::new(catalogs, |_| true);
    for part in FORMATS.iter().flat_map(|format| format.parts) {
        let mut written = Vec::new();
        part.write(&selection, &mut written).expect("a list of bytes takes everything");
        prop_assert!(String::from_utf8(written).is_ok(), "{}", part.name);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_broken_catalog_file_has_faults_with_places_or_is_fine(
        at in 0..4000usize, length in 0..30usize, with in "[ -~\n\"\\\\{}\\[\\]:,ü\u{1b}]{0,6}",
    ) {
        let text = broken(STARTER, at, length, &with);
        let faults = check(&text, &Catalogs::embedded());
        for fault in &faults {
            prop_assert!(fault.line >= 1 && fault.column >= 1);
            prop_assert!(fault.line <= text.lines().count() + 1);
        }
        let wrong = faults.iter().any(|fault| fault.severity == Severity::Error);
        // What is read has no fault of its form; what the check finds right is read.
        prop_assert!(wrong || Catalog::read(&text).is_ok());
    }

    #[test]
    fn whatever_is_read_can_be_used(
        at in 0..200usize, with in prop::sample::select(vec![
            "null", "0", "\"\"", "\"{x}\"", "\"}{\"", "\"digit\"", "\"path\"", "\"percent\"", "[]", "{}", "[1,4]",
            "[1,255]", "\"\\u001b]0;x\\u0007\\u202e\"", "\"=1+1\"", "\"E'\\\"$(.[*{number}\"", "\"SHOP-{number}\"",
        ]),
    ) {
        let mut document: serde_json::Value = serde_json::from_str(STARTER).unwrap();
        let with = serde_json::from_str(with).unwrap();
        if let Some(node) = node(&mut document, &mut { at }) {
            *node = with;
        }
        if let Ok(catalog) = Catalog::read(&document.to_string()) {
            let mut catalogs = Catalogs::none();
            catalogs.push(catalog);
            used(&catalogs)?;
        }
    }

    #[test]
    fn what_is_imported_from_a_broken_file_is_right(
        file in 0..FILES.len(), at in 0..4000usize, length in 0..40usize,
        with in "[ -~\n\"'|;,=%{}<>\\\\ü\u{7}]{0,8}",
    ) {
        let (format, text) = FILES[file];
        made_is_right(&broken(text, at, length, &with), format)?;
    }

    #[test]
    fn what_is_imported_from_any_text_is_right(
        rows in proptest::collection::vec("[ -~]{0,12}|[A-Z]{1,3}[-._/]?[0-9]{1,4}|0x[0-9a-fA-F]{1,8}|\\{[A-Z]+\\}_X", 1..12),
    ) {
        let table = rows.iter().map(|row| format!("{row}\tm {row}\n")).collect::<String>();
        made_is_right(&format!("code\tmessage\n{table}"), ImportFormat::Csv)?;
        let lines = rows.iter().map(|row| format!("{row} = x {row}\n")).collect::<String>();
        made_is_right(&lines, ImportFormat::Properties)?;
    }
}

#[test]
fn a_fault_is_one_line_whatever_it_quotes() {
    let text = STARTER.replacen("\"id\": \"", "\"new\\nline\": 1, \"id\": \"a\\n## b", 1);
    let faults = check(&text, &Catalogs::embedded());
    assert!(faults.iter().any(|fault| fault.path == "id"), "{faults:?}");
    assert!(faults.iter().all(|fault| !fault.to_string().contains('\n')), "{faults:?}");
}
