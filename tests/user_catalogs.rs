//! Catalogs that users bring: found, checked, put beside the embedded ones, changing them.

#![allow(clippy::unwrap_used, reason = "a fault here fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

use errcode::catalog::{
    Catalog, Catalogs, Change, ImportFormat, ImportOptions, Origin, STARTER, Severity, Source,
    check, check_files, import, starting_patch,
};
use errcode::lookup::lookup;
use errcode::scan::{Confidence, Scanner};
use errcode::search::Search;

/// A catalog with one entry, for tests that need no more.
fn shop(id: &str) -> String {
    format!(
        r#"{{"id": "{id}", "title": "T", "edition": "1", "source": "s",
            "code": {{"pattern": "SHOP-{{n}}", "parts": [{{"name": "n", "chars": "digit"}}]}},
            "entries": [{{"code": "SHOP-1", "status": 409, "message": "already paid"}}]}}"#
    )
}

/// An empty folder of this name.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let file = folder.join(name);
    fs::write(&file, content).unwrap();
    file
}

fn ids(catalogs: &Catalogs) -> Vec<&str> {
    catalogs.iter().map(Catalog::id).skip(5).collect()
}

fn told(text: &str) -> Vec<String> {
    check(text, &Catalogs::embedded()).iter().map(ToString::to_string).collect()
}

#[test]
fn every_built_in_file_passes_the_check_of_users_files() {
    let mut seen = 0;
    let mut faults = Vec::new();
    for name in ["personium", "easydb", "kuzzle", "lineworks", "backend-services"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/{name}.json"));
        let found = check_files(std::slice::from_ref(&file), &Catalogs::none()).remove(0);
        let errors = found.iter().filter(|fault| fault.severity == Severity::Error);
        faults.extend(errors.map(|fault| format!("{name}: {fault}")));
        let text = fs::read_to_string(&file).unwrap();
        let examples = Catalog::read(&text).unwrap().header().background().examples.clone();
        assert!(examples.matches.len() > 1 && examples.ignores.len() > 2, "{name}: few examples");
        seen += examples.matches.len() + examples.ignores.len();
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 30, "{seen} examples seen");
}

#[test]
fn files_that_are_checked_together_are_held_against_each_other() {
    let folder = folder("together");
    let write = |name: &str, text: &str| {
        fs::write(folder.join(name), text).unwrap();
        folder.join(name)
    };
    let patch =
        write("c.json", r#"{"patches": "shop", "entries": [{"code": "SHOP-1", "status": 402}]}"#);
    let (first, second) = (write("a.json", &shop("shop")), write("b.json", &shop("shop")));
    let again = folder.join("../together/a.json");
    let told: Vec<String> = check_files(&[patch, first.clone(), second, again], &Catalogs::none())
        .iter()
        .map(|faults| faults.iter().map(|fault| format!("{fault}\n")).collect())
        .collect();
    let taken = format!("id: `shop` is taken by {}", first.display());
    assert!(told[2].contains(&taken) && told[2].lines().count() == 1, "{told:?}");
    assert_eq!([&*told[0], &told[1], &told[3]], [""; 3]);
}

#[test]
fn what_the_parts_of_a_file_say_of_each_other_is_held_against_it() {
    let text = r#"{
"id": "shop", "title": "T", "edition": "1", "source": "s", "placeholders": "braces",
"code": {"pattern": "{status}-{area}-{n}", "parts": [
{"name": "status", "chars": "digit", "length": 3, "field": "status"},
{"name": "area", "chars": "upper", "length": 2, "labels": {"OD": "orders", "order": "orders"}},
{"name": "n", "chars": "digit", "length": 4, "ranges": [{"from": 9, "to": 1, "label": "x"}]}]},
"name": {"pattern": "{area}.{n}", "parts": [{"name": "area", "chars": "word"}, {"name": "n", "chars": "word"}]},
"entries": [
{"code": "409-OD-0001", "name": "carts.one", "status": 404, "message": "no {what} "},
{"code": "409-OD-1", "status": 409, "message": "m"},
{"code": "409-od-0002", "status": 409, "message": "m", "parameters": [{"name": "a"}, {"name": "a"}]},
{"code": "409-XX-0003", "status": 409, "message": "m\u001b[2J"},
{"code": "409-OD-0004", "message": "m"},
{"code": "409-OD-0002", "status": 409, "message": "m"},
{"code": "{WHAT_GONE", "message": "m"},
{"code": "{WHAT}_GONE", "message": "m", "template": "{x}"}
]}"#;
    let want = [
        "3:21: code.pattern: warning: such codes have no letter or digit of their own, almost any word could be one: in texts they are only possible, unless something around them tells",
        "5:76: code.parts[1].labels.order: part `area` never has this value",
        "6:57: code.parts[2].ranges[0]: `from` is above `to`: 9 to 1",
        "9:33: entries[0].name: `carts`, but part `area` of the code means `orders`",
        "9:56: entries[0].status: is `404`, but part `status` of the code says `409`",
        "9:72: entries[0].message: warning: blanks at an end of the text",
        "9:72: entries[0].message: placeholder `what` is not among the parameters",
        "10:10: entries[1].code: `409-OD-1` is not of the pattern `{status}-{area}-{n}`",
        "11:10: entries[2].code: by its layout this is written `409-OD-0002`",
        "11:71: entries[2].parameters[0]: warning: parameter `a` has no place in the message",
        "11:86: entries[2].parameters[1]: parameter `a` stands twice",
        "12:10: entries[3].code: warning: part `area` has labels, but none for `XX`",
        "12:51: entries[3].message: a control character (\\u{1b})",
        "13:1: entries[4].status: is missing, but part `status` of the code says `409`",
        "14:10: entries[5].code: `409-OD-0002` stands twice with one status and message: first in entries[2]",
        "15:10: entries[6].code: `{WHAT_GONE` is not of the pattern `{status}-{area}-{n}`",
        "16:10: entries[7].code: placeholder `WHAT` is not among the parameters",
        "16:53: entries[7].template: placeholder `x` is not among the parameters",
    ];
    let labels = |line: &String| line.contains("part `n` has labels");
    let got: Vec<String> = told(text).into_iter().filter(|line| !labels(line)).collect();
    assert_eq!(got, want, "\n{}", got.join("\n"));
}

#[test]
fn examples_are_run() {
    let with =
        |examples: &str| shop("shop").replace("\"entries\"", &format!("{examples},\n\"entries\""));
    let fine = with(
        r#""examples": {"matches": ["x SHOP-1 y", "{\"code\":\"SHOP-1\"}"], "ignores": ["XSHOP-1"]}"#,
    );
    assert_eq!(told(&fine), Vec::<String>::new());
    let wrong = with(
        "\"examples\": {\n\"matches\": [\"SHOP-\"],\n\"ignores\": [\"SHOPPING\", \"got SHOP-1\"]}",
    );
    assert_eq!(
        told(&wrong),
        [
            "4:13: examples.matches[0]: no error of `shop` is found here",
            "5:25: examples.ignores[1]: `SHOP-1` is found here: expected nothing",
        ]
    );
    let patch = r#"{"patches": "kuzzle", "labels": {"subdomain": {"0x042a": "my-plugin"}},
        "examples": {"matches": ["id: plugin.my-plugin.gone kuzzle"]},
        "entries": [{"code": "0x042a0001", "name": "plugin.my-plugin.gone", "message": "gone"}]}"#;
    assert_eq!(told(patch), Vec::<String>::new());
}

#[test]
fn a_pattern_that_any_word_fits_proves_nothing_by_its_look() {
    let text = shop("all").replace("SHOP-{n}", "{n}").replace("digit", "alnum").replace("SHOP-1", "word")
        .replace("\"entries\"", "\"evidence\": {\"code\": {\"alone\": \"certain\", \"keys\": {\"code\": \"certain\"}}, \"number\": {}},\n\"entries\"");
    let told = told(&text);
    assert!(told[0].contains("code.pattern: warning: such codes have no letter"), "{told:?}");
    assert!(told[1].contains("evidence.code.alone: warning: any word has the look"), "{told:?}");
    assert!(told[2].contains("evidence.number: codes are no numbers"), "{told:?}");
    let mut catalogs = Catalogs::none();
    catalogs.push(Catalog::read(&text.replace(", \"number\": {}", "")).unwrap());
    let scanner = Scanner::new(&catalogs);
    assert!(scanner.scan(b"a word here, and a word there").is_empty());
    assert_eq!(scanner.scan(b"{\"code\":\"word\"}").len(), 1);
}

#[test]
fn a_name_that_stands_for_a_number_is_met_near_its_system() {
    let text = r#"{"id": "zorblax", "title": "T", "edition": "1", "source": "s",
        "code": {"pattern": "{n}", "parts": [{"name": "n", "chars": "digit"}]},
        "name": {"pattern": "{w}", "parts": [{"name": "w", "chars": "upper"}]},
        "evidence": {"names": ["Zorblax"], "name": {"named": "likely"}},
        "entries": [{"code": "77", "name": "QUUX_FULL", "message": "m"}]}"#;
    let mut catalogs = Catalogs::embedded();
    catalogs.push(Catalog::read(text).unwrap());
    let scanner = Scanner::new(&catalogs);
    for text in ["Zorblax said \"QUUX_FULL\"", "zorblax: QUUX_FULL", "| QUUX_FULL | Zorblax |"] {
        let found = scanner.scan(text.as_bytes());
        assert_eq!(found.iter().map(|it| &*it.code).collect::<Vec<_>>(), ["77"], "{text}");
    }
}

#[test]
fn hexadecimal_letters_are_met_in_either_case_from_the_first_on() {
    let text = r#"{"id": "hexed", "title": "T", "edition": "1", "source": "s",
        "code": {"pattern": "0x{n}", "parts": [{"name": "n", "chars": "hex", "length": 8}]},
        "entries": [{"code": "0xbadd15c0", "message": "m"}, {"code": "0x00c0ffee", "message": "n"}]}"#;
    let mut catalogs = Catalogs::embedded();
    catalogs.push(Catalog::read(text).unwrap());
    let scanner = Scanner::new(&catalogs).at_least(Confidence::Possible);
    for code in ["0xbadd15c0", "0xBADD15C0", "0xBadd15c0", "0x00C0FFEE", "0x00c0FFee"] {
        let found = scanner.scan(format!("error {code}: x").as_bytes());
        let codes: Vec<_> = found.iter().map(|it| (it.catalog.id(), it.code.clone())).collect();
        assert_eq!(codes, [("hexed", code.to_lowercase().into())], "{code}");
    }
}

#[test]
fn a_layout_that_cannot_be_told_apart_has_its_place() {
    let text = shop("shop").replace("SHOP-{n}", "SHOP-{n}7");
    assert_eq!(
        told(&text),
        ["2:33: code.pattern: pattern `SHOP-{n}7`: where part `n` ends cannot be told"]
    );
}

#[test]
fn the_id_of_a_built_in_catalog_is_not_taken() {
    let fault = &told(&shop("kuzzle"))[0];
    assert!(fault.starts_with("1:8: id: `kuzzle` is that of a built-in catalog"), "{fault}");
}

#[test]
fn a_patch_is_held_against_the_catalog_that_it_changes() {
    let faults = told(
        r#"{"patches": "kuzzle", "labels": {"plugin": {"0x042a": "x"}, "subdomain": {"0x042a": "ours"}},
"entries": [{"code": "0x0101ffff", "notes": ["n"]},
{"code": "0x042a0001", "name": "plugin.theirs.gone", "message": "gone"},
{"code": "0x042a0002", "name": "plugin.ours.gone", "message": "gone"},
{"code": "services", "message": "gone"}]}"#,
    );
    assert_eq!(
        faults,
        [
            "1:34: labels.plugin: no such part of a code: expected `domain`, `subdomain`, `error`",
            "2:22: entries[0].code: `kuzzle` has no such code, and there is no `message` to make a new entry of it",
            "3:32: entries[1].name: `theirs`, but part `subdomain` of the code means `ours`",
            "5:10: entries[3].code: `services` is not of the pattern `0x{domain}{subdomain}{error}`",
        ]
    );
    let faults = told(r#"{"patches": "kuzle", "entries": []}"#);
    assert!(faults[0].starts_with("1:13: patches: no catalog `kuzle`: there are"), "{faults:?}");
}

#[test]
fn a_patch_adds_entries_and_changes_some_and_says_so() {
    let folder = folder("patch");
    let patch = file(
        &folder,
        "p.json",
        r#"{"patches": "lineworks", "edition": "2.0 of ours", "notes": ["n"], "entries": [
            {"code": "RATE_LIMIT_EXCEEDED", "status": 429, "message": "Too many."},
            {"code": "limit_exceeded", "status": 403, "advice": ["Ask the owner."], "keywords": ["k"]},
            {"code": "NOT_FOUND", "message": "Gone.", "notes": ["Since May."]},
            {"code": "NO_SUCH", "notes": ["x"]}]}"#,
    );
    let loaded = Catalogs::load(&[Source::File(patch.clone())]);
    assert_eq!(loaded.skipped, []);
    let catalog = loaded.catalogs.named("lineworks").unwrap();
    assert_eq!(catalog.header().edition, "2.0 of ours");
    assert_eq!(catalog.entries().len(), 20);
    let entry = |code: &str, status| {
        let found = catalog.entries().iter().find(|e| e.code == code && e.status == Some(status));
        found.unwrap()
    };
    assert_eq!(entry("LIMIT_EXCEEDED", 403).advice, ["Ask the owner."]);
    assert!(entry("LIMIT_EXCEEDED", 400).advice.is_empty());
    let keywords = &entry("LIMIT_EXCEEDED", 403).keywords;
    assert!(keywords.len() > 1 && keywords.last().unwrap() == "k", "{keywords:?}");
    assert_eq!(entry("NOT_FOUND", 404).message, "Gone.");
    assert_eq!(*catalog.origin(), Origin::BuiltIn);
    let patched = &catalog.patched()[0];
    assert_eq!(patched.file, patch);
    let code = |code: &str| code.to_owned();
    assert_eq!(
        patched.changes,
        [
            Change::Header { field: "edition", before: "2.0".to_owned() },
            Change::Told { field: "notes", count: 1 },
            Change::Added { code: code("RATE_LIMIT_EXCEEDED") },
            Change::Noted { code: code("LIMIT_EXCEEDED") },
            Change::Replaced { code: code("NOT_FOUND"), field: "message" },
            Change::Noted { code: code("NOT_FOUND") },
            Change::Missing { code: code("NO_SUCH") },
        ]
    );
    let answer = lookup(&loaded.catalogs, "rate_limit_exceeded");
    assert_eq!(answer.matches[0].found.entry.status, Some(429));
}

#[test]
fn an_entry_is_found_by_the_keywords_that_a_file_gives_it() {
    let folder = folder("keywords");
    let own = shop("shop")
        .replace("paid\"}", "paid\", \"keywords\": [\"debited again\", \"two invoices\"]}");
    let patch = r#"{"patches": "lineworks", "entries": [
        {"code": "NOT_FOUND", "keywords": ["the whiteboard vanished"]}]}"#;
    let sources = [
        Source::File(file(&folder, "shop.json", own)),
        Source::File(file(&folder, "patch.json", patch)),
    ];
    let loaded = Catalogs::load(&sources);
    assert_eq!(loaded.skipped, []);
    let search = Search::new(&loaded.catalogs);
    for (query, wanted) in [
        ("debited again", "SHOP-1"),
        ("why two invoices?", "SHOP-1"),
        ("whiteboard vanished", "NOT_FOUND"),
        ("oauth flow not offered", "PR400-AN-0001"),
    ] {
        let answer = search.find(query, |_| true);
        let first = answer.hits.first().map(|hit| hit.found.entry.code.as_str());
        assert_eq!(first, Some(wanted), "{query}");
    }
}

#[test]
fn of_two_files_the_more_explicit_one_counts() {
    let folder = folder("order");
    file(&folder, "a.json", shop("shop").replace("already paid", "in a"));
    file(&folder, "b.json", shop("shop").replace("already paid", "in b"));
    file(&folder, "c.json", r#"{"patches": "shop", "title": "in c", "entries": []}"#);
    file(&folder, "d.json", r#"{"patches": "shop", "title": "in d", "entries": []}"#);
    file(&folder, "readme.txt", "no catalog");
    let sources = [Source::File(folder.join("b.json")), Source::Folder(folder.clone())];
    let loaded = Catalogs::load(&sources);
    let shop = loaded.catalogs.named("shop").unwrap();
    assert_eq!(shop.entries().first().unwrap().message, "in b");
    assert_eq!(shop.header().title, "in c");
    assert_eq!(*shop.origin(), Origin::File(folder.join("b.json")));
    assert_eq!(ids(&loaded.catalogs), ["shop"]);
    let [skipped] = &loaded.skipped[..] else { panic!("{:?}", loaded.skipped) };
    assert_eq!(skipped.path, folder.join("a.json"));
    assert!(skipped.reason.starts_with("id: `shop` is taken by "), "{skipped}");
}

#[test]
fn a_file_that_cannot_be_used_never_takes_the_rest_down() {
    let folder = folder("broken");
    file(&folder, "cut.json", &shop("cut")[..100]);
    file(&folder, "empty.json", "");
    file(&folder, "latin.json", b"{\"id\":\n\"caf\xe9\"}");
    file(&folder, "deep.json", "[".repeat(1 << 20));
    file(&folder, "list.json", "[]");
    file(&folder, "fine.json", shop("fine"));
    file(&folder, "marked.json", format!("\u{feff}{}", shop("marked")));
    file(&folder, "stray.json", r#"{"patches": "nobody", "entries": []}"#);
    fs::create_dir(folder.join("folder.json")).unwrap();
    let large = file(&folder, "large.json", "");
    // A gigabyte that takes no room: it is refused unread.
    fs::File::options().write(true).open(&large).unwrap().set_len(1 << 30).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.join("loop.json"), folder.join("loop.json")).unwrap();
    let loaded = Catalogs::load(&[Source::Listed(folder.clone())]);
    assert_eq!(ids(&loaded.catalogs), ["fine", "marked"]);
    let reason = |name: &str| {
        let skipped = loaded.skipped.iter().find(|skipped| skipped.path == folder.join(name));
        skipped.unwrap_or_else(|| panic!("{name} was taken")).reason.clone()
    };
    assert_eq!(reason("cut.json"), "2:33: this text has no closing quote");
    assert_eq!(reason("empty.json"), "1:1: the file ends here: expected a value");
    assert_eq!(reason("latin.json"), "2:5: not UTF-8 from here on");
    assert_eq!(reason("deep.json"), "1:33: nested more than 32 levels deep");
    assert!(reason("list.json").starts_with("1:1: a list: expected an object"));
    assert!(reason("stray.json").starts_with("patches: no catalog `nobody`"));
    assert_eq!(reason("folder.json"), "a folder: expected a file");
    assert_eq!(reason("large.json"), "too large: a catalog file has at most 16 MiB");
    #[cfg(unix)]
    assert!(!reason("loop.json").is_empty());
    for skipped in &loaded.skipped {
        assert!(!skipped.to_string().contains('\n'), "{skipped}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_no_fault_but_a_named_file_is() {
    let missing = PathBuf::from("/nonexistent/catalogs");
    assert_eq!(Catalogs::load(&[Source::Folder(missing.clone())]).skipped, []);
    assert_eq!(Catalogs::load(&[Source::Listed(missing.clone())]).skipped.len(), 1);
    assert_eq!(Catalogs::load(&[Source::File(missing)]).skipped.len(), 1);
}

#[test]
fn what_one_starts_from_is_right() {
    assert_eq!(told(STARTER), Vec::<String>::new());
    for catalog in &Catalogs::embedded() {
        assert_eq!(told(&starting_patch(catalog)), Vec::<String>::new(), "{}", catalog.id());
    }
}

fn options(id: &str) -> ImportOptions {
    ImportOptions { id: id.to_owned(), source: "a test".to_owned(), ..ImportOptions::default() }
}

#[test]
fn a_table_that_was_exported_is_imported_whole() {
    let catalogs = Catalogs::embedded();
    let mut seen = 0;
    for catalog in &catalogs {
        let mut table =
            "code,name,title,status,message,description,group,error_type,oauth_error\n".to_owned();
        for entry in catalog.entries() {
            let status = entry.status.map(|status| status.to_string());
            let cells = [
                Some(&entry.code),
                entry.name.as_ref(),
                entry.title.as_ref(),
                status.as_ref(),
                Some(&entry.message),
                entry.description.as_ref(),
                entry.group.as_ref(),
                entry.error_type.as_ref(),
                entry.oauth_error.as_ref(),
            ];
            let quoted =
                cells.map(|cell| format!("\"{}\"", cell.map_or("", |c| c).replace('"', "\"\"")));
            table.push_str(&format!("{}\n", quoted.join(",")));
        }
        let again = format!("{}-again", catalog.id());
        let imported = import(&table, ImportFormat::Csv, &options(&again), &catalogs).unwrap();
        let read = Catalog::read(&imported.text).unwrap();
        // Two entries of easydb and of Backend Services differ in their parameters alone.
        let twins = catalog.entries().len() - read.entries().len();
        assert_eq!(imported.left.len(), twins, "{:?}", imported.left);
        assert!(twins <= 1, "{}: {twins}", catalog.id());
        for (entry, other) in catalog.entries().iter().zip(read.entries()).take(30) {
            let same = (&other.code, other.status, &other.message, &other.name, &other.group);
            assert_eq!(
                (&entry.code, entry.status, &entry.message, &entry.name, &entry.group),
                same
            );
        }
        let pattern = (catalog.header().code.pattern(), read.header().code.pattern());
        let want = match catalog.id() {
            "personium" => "PR{part1}-{part2}-{number}",
            "kuzzle" => "0x{number}",
            "easydb" => "error.{part1}.{part2}",
            "lineworks" => "{code}",
            _ => "{number}",
        };
        assert_eq!(pattern.1, want, "{}", pattern.0);
        seen += read.entries().len();
    }
    assert!(seen >= 644, "{seen} entries seen");
}

#[test]
fn a_column_of_keywords_is_imported_as_such() {
    let table = "Code,Message,Keywords\nE-1,gone,not there; vanished\nE-2,busy,\n";
    let catalogs = Catalogs::embedded();
    let imported = import(table, ImportFormat::Csv, &options("e"), &catalogs).unwrap();
    let read = Catalog::read(&imported.text).unwrap();
    let keywords: Vec<_> = read.entries().iter().map(|entry| &entry.keywords[..]).collect();
    assert_eq!(keywords, [&["not there".to_owned(), "vanished".to_owned()][..], &[]]);
}

#[test]
fn any_number_of_faults_is_told_in_linear_time() {
    let entry = r#"{"code": 1, "x": 2}"#;
    let entries = vec![entry; 20_000].join(",");
    let text = format!(r#"{{"patches": "kuzzle", "entries": [{entries}]}}"#);
    let faults = check(&text, &Catalogs::embedded());
    assert_eq!(faults.len(), 1001);
    assert_eq!(faults[1000].message, "and 39000 more faults behind the first 1000");
}
