//! Files of users: any bytes as a catalog, as a patch, as what a catalog is made from; and what is
//! taken is used by everything that takes catalogs.
#![no_main]

use std::sync::LazyLock;

use errcode::catalog::{
    Catalog, Catalogs, ImportFormat, ImportOptions, Origin, Severity, Source, check, import,
};
use errcode::decode::decode;
use errcode::export::{FORMATS, Selection};
use errcode::lookup::lookup;
use errcode::scan::{Confidence, Scanner};
use errcode::search::Search;
use errcode_fuzz::{CATALOGS, SOON, choice, in_time, json, text};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

// Documents are changed node by node half of the time, so that they stay documents.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    json::mutate(data, size, max_size, seed)
});

static OPTIONS: LazyLock<ImportOptions> = LazyLock::new(|| ImportOptions {
    id: "made".to_owned(),
    source: "a fuzzer".to_owned(),
    plugin_code: 7,
    ..ImportOptions::default()
});

fuzz_target!(|data: &[u8]| {
    let (way, rest) = choice(data);
    let text = text(way, rest);
    let text = String::from_utf8_lossy(&text);
    let formats = ImportFormat::ALL;
    match usize::from(way & 15) {
        at if at < formats.len() => {
            in_time("importing", SOON, || made_is_right(&text, formats[at].1));
        }
        6 => in_time("loading", SOON, || loaded(&text)),
        _ => in_time("reading", SOON * 2, || read(&text)),
    }
});

fn made_is_right(text: &str, format: ImportFormat) {
    let Ok(imported) = import(text, format, &OPTIONS, &CATALOGS) else { return };
    let faults = check(&imported.text, &CATALOGS);
    let errors: Vec<_> = faults.iter().filter(|it| it.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}\n{}", imported.text);
    assert!(imported.entries > 0);
    // The manifest of a plug-in becomes a patch, which is no catalog of its own.
    if format != ImportFormat::Kuzzle {
        let made = Catalog::read(&imported.text).expect("it was checked");
        assert_eq!(made.entries().len(), imported.entries);
    }
}

fn read(text: &str) {
    let faults = check(text, &CATALOGS);
    let wrong = faults.iter().any(|fault| fault.severity == Severity::Error);
    for fault in &faults {
        assert!(fault.line >= 1 && fault.line <= text.lines().count() + 1);
        assert!(fault.column >= 1);
        assert!(!fault.to_string().contains('\n'), "{fault}");
    }
    match Catalog::read(text) {
        Ok(catalog) => used(catalog),
        // A patch is right in itself, but no catalog of its own.
        Err(refusal) => {
            assert!(wrong || refusal.faults[0].path == "patches", "without a fault: {text}");
        }
    }
}

/// As the program does it: from a file, beside the embedded ones, which it may patch.
fn loaded(text: &str) {
    let path = std::env::temp_dir().join(format!("errcode-fuzz-{}.json", std::process::id()));
    std::fs::write(&path, text).expect("the folder for temporary files can be written to");
    let mut loaded = Catalogs::load(&[Source::File(path.clone())]);
    let _ = std::fs::remove_file(path);
    assert!(loaded.catalogs.iter().count() >= 5);
    for skipped in &loaded.skipped {
        assert!(!skipped.reason.is_empty());
    }
    // The others are used in every run.
    loaded.catalogs.retain(|catalog| {
        !catalog.patched().is_empty() || matches!(catalog.origin(), Origin::File(_))
    });
    if loaded.catalogs.iter().count() > 0 {
        everything(&loaded.catalogs, 5);
    }
}

fn used(catalog: Catalog) {
    let mut catalogs = Catalogs::none();
    catalogs.push(catalog);
    everything(&catalogs, 20);
}

/// Whatever takes catalogs, with these.
fn everything(catalogs: &Catalogs, most: usize) {
    let last = catalogs.iter().last().expect("there is one");
    let entries = last.entries();
    let scanner = Scanner::new(catalogs).at_least(Confidence::Possible);
    let search = Search::new(catalogs.iter());
    let mut log = String::new();
    for entry in entries.iter().take(most) {
        for query in [&entry.code, &entry.message].into_iter().chain(&entry.name) {
            lookup(catalogs, query);
            decode(catalogs, query);
            log += &format!("{{\"code\": \"{query}\", \"errorCode\": {query}}} error {query}\n");
        }
        search.find(&entry.message, |_| true);
        let layout = &last.header().code;
        if let Some(fields) = layout.read(&entry.code) {
            assert_eq!(layout.read(&layout.write(&fields)), Some(fields));
        }
    }
    let mut before = 0;
    for finding in scanner.scan(log.as_bytes()) {
        assert!(finding.span.start >= before);
        before = finding.span.end;
        assert_eq!(finding.text.as_bytes(), &log.as_bytes()[finding.span]);
    }
    let response = errcode::response::read(log.as_bytes());
    errcode::explain::response(&response, Some(400), catalogs, 0);
    let selection = Selection::new(catalogs, |_| true);
    for part in FORMATS[log.len() % FORMATS.len()].parts {
        let mut written = Vec::new();
        part.write(&selection, &mut written).expect("a list of bytes takes everything");
        let written = String::from_utf8(written).expect("every format is UTF-8");
        match part.name.rsplit('.').next() {
            Some("json") => {
                serde_json::from_str::<serde_json::Value>(&written).expect(part.name);
            }
            Some("ndjson") => {
                for line in written.lines() {
                    serde_json::from_str::<serde_json::Value>(line).expect(part.name);
                }
            }
            _ => {}
        }
    }
}
