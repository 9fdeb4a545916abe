//! Every answer for programs against its JSON Schema in `docs/schema/`. The schemas are closed: a
//! key that they do not declare is a fault, and so is one that is missing.

#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used, reason = "a fault here fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jsonschema::Validator;
use serde_json::Value;

mod schemas;

use schemas::validator;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema")
}

/// What is wrong with an answer, each fault with its place.
fn faults(validator: &Validator, answer: &Value) -> Vec<String> {
    let faults = validator.iter_errors(answer);
    faults.map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

/// The values that a run writes: one, or one a line.
fn answers(arguments: &[&str], input: &[u8]) -> Vec<Value> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_errcode"))
        .env_clear()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // A command that reads no input closes it.
    child.stdin.take().unwrap().write_all(input).ok();
    let output = child.wait_with_output().unwrap();
    let values = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
    values.map(|value| value.unwrap_or_else(|fault| panic!("{arguments:?}: {fault}"))).collect()
}

/// A schema, the command it describes, and what is read from standard input.
type Case = (&'static str, Vec<&'static str>, Vec<u8>);

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut case = |schema, command: &[&'static str], input: &[u8]| {
        cases.push((schema, command.to_vec(), input.to_vec()));
    };
    let pump = "--catalog-file=tests/cmd/catalogs-own.in/pump.json";
    let mine = "--catalog-file=tests/cmd/catalogs.in/mine/lineworks-ours.json";
    let codes = ["16842757", "[PR401-AU-0002],", "USER_NOT_EXIST", "not_connected", "107", "404"];
    case("lookup", &[&["lookup"], &codes[..]].concat(), b"");
    case("lookup", &["lookup", "nothing", "PR404-OD-0099", "\u{1b}[31m", "\u{202e}"], b"");
    case("lookup", &["lookup", "-"], b"PR400-OD-0001\n\xff\n-1\n0x7\n");
    case("lookup", &["lookup", "10551297", "0xA20002", "0x01010005", pump, mine], b"");
    case("lookup", &["PR400-OD-0001"], b"");
    case("decode", &["decode", "0x04001234", "PR404-DV", "services.storage", "nothing"], b"");
    case("decode", &["decode", "-2147483648", "error.user", "USER_NOT_EXIST", "601"], b"");
    case("decode", &["decode", "0xa20003", "0xaf0001", pump, mine], b"");
    case("search", &["search", "refesh", "token"], b"");
    case("search", &["search", "Bar file entry size too large [box.bar, 104857600B]."], b"");
    case("search", &["search", "zzzzzz"], b"");
    case("search", &["search", "error", "--limit", "1000"], b"");
    case("search", &["token", "expired"], b"");
    case("list", &["list"], b"");
    case("list", &["list", "--status", "599"], b"");
    case("list", &["list", pump, mine, "--catalog", "lineworks"], b"");
    case("list", &["export", "json"], b"");
    case("entry", &["export", "ndjson", pump], b"");
    case("catalogs", &["catalogs"], b"");
    case("catalogs", &["catalogs", "list", pump, mine], b"");
    case("catalogs-check", &["catalogs", "check", "data/kuzzle.json", "nowhere.json"], b"");
    case("catalogs-check", &["catalogs", "check", "tests/cmd/catalogs.in/wrong.json"], b"");
    case("export-formats", &["export"], b"");

    case("explain", &["explain", "--file", "examples/response.txt"], b"");
    let fields: &[&[&'static str]] = &[
        &["Bearer realm=api error='invalid_token'"],
        &["Basic realm=\"a\", Bearer, Digest nonce=\"x\", qop=auth, , Negotiate abc=="],
        &["WWW-Authenticate: Basic realm=x", "WWW-Authenticate: Bearer error=\"nonsense"],
        &["Bearer error=\"insufficient_scope\", scope=\"calendar\"", "--status", "403"],
        &["=,\"\u{1b}]0;x\u{7}"],
    ];
    for field in fields {
        case("explain", &[&["explain"], *field].concat(), b"");
    }
    let bodies: &[&[u8]] = &[
        b"",
        b"\xff\xfe\x00",
        b"HTTP/1.1 999 Odd\r\n\r\n{\"code\":\"INVALID_PARAMETER\",\"description\":\"x\"}",
        b"HTTP/1.1 99999 Odd\r\n\r\n{}",
        b"HTTP/2 401\r\nwww-authenticate: Bearer\r\n\r\n{\"error\":\"invalid_token\"}",
        b"{\"error\":{\"code\":\"error.user.login_failed\",\"realm\":\"user\",\"parameters\":{\"a\":1}}}",
        b"{\"error\":{\"id\":\"services.storage.nonsense\",\"code\":16842757,\"status\":70000}}",
        b"{\"error\":{\"id\":\"services.storage.not_found\",\"code\":1,\"status\":-1}}",
        b"{\"message\":\"Invalid access token.\",\"errorCode\":301}",
        b"{\"type\":\"about:blank\",\"title\":\"x\",\"status\":1000,\"detail\":\"y\"}",
        b"{\"errors\":[{\"message\":\"a\",\"extensions\":{\"code\":\"X\"}},{\"message\":\"b\"}]}",
        b"{\"code\":\"PR409-OD-0003\",\"message\":{\"lang\":\"en\",\"value\":\"v\"}}",
        b"{\"code\":7,\"message\":\"m\",\"details\":[{\"@type\":\"t\",\"reason\":\"R\"}]}",
        b"<error><code>1</code></error>",
    ];
    for body in bodies {
        case("explain", &["explain"], body);
    }

    let log = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/app.log")).unwrap();
    let odd = b"PR400-OD-0001 PR400-OD-9999 0x04001234\n\xff PR400-OD-0001\x1b[0m\nUSER_NOT_EXIST";
    for input in [&log[..], odd, b"", b"nothing\n"] {
        case("scan-finding", &["scan", "--confidence", "possible"], input);
        case("scan-finding", &["scan", "--no-line-number"], input);
        case("scan-finding", &["scan", "--messages", "--confidence", "possible"], input);
        case("scan-summary", &["scan", "--summary"], input);
        case("scan-summary", &["scan", "--summary", "--status", "4xx", pump], input);
        case("scan-row", &["scan", "--row-per-line", "--confidence", "possible"], input);
        case("scan-row", &["scan", "--row-per-line", "--no-line-number", "--utf8"], input);
    }
    case("scan-finding", &["scan", "tests/data/app.log", "examples/app.log"], b"");
    case("scan-finding", &["scan", pump, "tests/cmd/catalogs-own.in/pump.log"], b"");
    case("scan-summary", &["scan", "--summary", "-r", "tests/data", "examples"], b"");
    cases
}

fn schemas() -> BTreeSet<String> {
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name());
    let names = files
        .filter_map(|name| name.to_str().unwrap().strip_suffix(".schema.json").map(str::to_owned));
    names.collect()
}

#[test]
fn every_answer_is_as_its_schema_says() {
    let mut answered: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (name, command, input) in cases() {
        let validator = validator(&folder(), name);
        let mut arguments = command.clone();
        if !matches!(command[..], ["export", _]) {
            arguments.extend(["--format", "json"]);
        }
        let values = answers(&arguments, &input);
        let finds_nothing = name == "scan-finding" || name == "scan-row";
        assert!(finds_nothing || !values.is_empty(), "{arguments:?} answers nothing");
        for value in values {
            let faults = faults(&validator, &value);
            if !faults.is_empty() {
                wrong.push(format!("{name}: {arguments:?}: {}", faults.join("\n  ")));
            }
            *answered.entry(name.to_owned()).or_default() += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let proven: BTreeSet<String> = answered.keys().cloned().collect();
    assert_eq!(proven, schemas(), "every schema has answers");
}

/// Every value of an answer that has keys, as a path to it.
fn objects<'v>(value: &'v Value, path: &str, found: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Object(members) => {
            found.push((path.to_owned(), value));
            for (name, member) in members {
                objects(member, &format!("{path}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                objects(item, &format!("{path}/{at}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn a_key_more_or_less_anywhere_in_an_answer_is_a_fault() {
    // Objects whose keys are data: names of forms and of placeholders.
    let free = |path: &str| path.ends_with("/forms") || path.ends_with("/captures");
    let mut tried = 0;
    for (name, command) in [
        ("lookup", &["lookup", "USER_NOT_EXIST", "PR404-OD-0099"][..]),
        ("decode", &["decode", "0x01010005"]),
        ("search", &["search", "refesh", "token"]),
        ("list", &["list", "--group", "services.cache"]),
        ("explain", &["explain", "--file", "examples/response.txt"]),
        ("explain", &["explain", "Bearer realm=api error='invalid_token'"]),
        ("scan-summary", &["scan", "--summary", "examples/app.log"]),
        ("scan-finding", &["scan", "examples/app.log"]),
        (
            "catalogs",
            &["catalogs", "--catalog-file=tests/cmd/catalogs.in/mine/lineworks-ours.json"],
        ),
        ("catalogs-check", &["catalogs", "check", "tests/cmd/catalogs.in/wrong.json"]),
        ("export-formats", &["export"]),
    ] {
        let validator = validator(&folder(), name);
        for answer in answers(&[command, &["--format", "json"]].concat(), b"") {
            let mut places = Vec::new();
            objects(&answer, "", &mut places);
            for (path, object) in places {
                if free(&path) {
                    continue;
                }
                let mut more = answer.clone();
                more.pointer_mut(&path).unwrap()["undeclared"] = Value::Null;
                assert!(!validator.is_valid(&more), "{name}: a key more in {path}");
                for key in object.as_object().unwrap().keys() {
                    let mut less = answer.clone();
                    let members = less.pointer_mut(&path).unwrap().as_object_mut().unwrap();
                    members.remove(key);
                    assert!(!validator.is_valid(&less), "{name}: no {key} in {path}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 200, "{tried} keys");
}
