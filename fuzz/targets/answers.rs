//! What is displayed: the whole program with any arguments, standard input and catalog. Nothing in
//! an answer or a complaint steers a terminal, JSON keeps to its schema, and what is said is in
//! proportion to what was asked.
#![no_main]

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use clap::Parser;
use errcode::cli::{Cli, answer, text::is_steering};
use errcode_fuzz::{SOON, choice, in_time, text};
use jsonschema::Validator;
use libfuzzer_sys::fuzz_target;
use rustix::fs::{MemfdFlags, memfd_create};
use rustix::stdio::{dup2_stderr, dup2_stdin, dup2_stdout};
use serde_json::Value;

#[path = "../../tests/schema/schemas.rs"]
mod schemas;

use schemas::validator;

/// A command, the options that every run of it has, and the schema of its JSON, if it has any. Its
/// words are those of the input.
struct Asked {
    words: &'static [&'static str],
    schema: Option<&'static str>,
    /// Whether the text is given on standard input instead of in words.
    piped: bool,
}

const fn asked(words: &'static [&'static str], schema: Option<&'static str>, piped: bool) -> Asked {
    Asked { words, schema, piped }
}

/// None that writes files, waits for more or reads folders.
const ASKED: [Asked; 15] = [
    asked(&["lookup", "--"], Some("lookup"), false),
    asked(&["decode", "--"], Some("decode"), false),
    asked(&["search", "--"], Some("search"), false),
    asked(&["explain", "--"], Some("explain"), false),
    asked(&["explain"], Some("explain"), true),
    asked(&["list", "--group"], Some("list"), false),
    asked(&["lookup", "-"], Some("lookup"), true),
    asked(&["catalogs"], Some("catalogs"), true),
    asked(&["lookup"], None, false),
    asked(&["search"], None, false),
    asked(&["list"], None, false),
    asked(&["scan", "--only-matching"], None, true),
    asked(&["scan", "--row-per-line"], Some("scan-row"), true),
    asked(&["scan", "--merge", "-"], Some("scan-summary"), true),
    asked(&["man"], None, false),
];

static SCHEMAS: LazyLock<BTreeMap<&str, Validator>> = LazyLock::new(|| {
    let names = ASKED.iter().filter_map(|asked| asked.schema).chain(["catalogs-check"]);
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/schema"));
    names.map(|name| (name, validator(folder, name))).collect()
});

/// The streams of the fuzzer itself, put back before anything is said of a fault.
static STREAMS: LazyLock<[OwnedFd; 2]> = LazyLock::new(|| {
    let twin = |stream: io::Result<OwnedFd>| stream.expect("a stream may be had twice");
    use std::os::fd::AsFd;
    [
        twin(io::stdout().as_fd().try_clone_to_owned()),
        twin(io::stderr().as_fd().try_clone_to_owned()),
    ]
});

fn put_back() {
    dup2_stdout(&STREAMS[0]).expect("it was open");
    dup2_stderr(&STREAMS[1]).expect("it was open");
}

fn memory() -> File {
    memfd_create("stream", MemfdFlags::CLOEXEC).expect("there is memory").into()
}

/// Runs the program: what it wrote to standard output and to standard error.
fn run(words: Vec<OsString>, input: &[u8]) -> [Vec<u8>; 2] {
    let mut given = memory();
    given.write_all(input).expect("there is memory");
    given.rewind().expect("it is a file");
    let mut streams = [memory(), memory()];
    dup2_stdin(&given).expect("both are open");
    dup2_stdout(&streams[0]).expect("both are open");
    dup2_stderr(&streams[1]).expect("both are open");
    answer(Cli::try_parse_from(words));
    put_back();
    streams.each_mut().map(|stream| {
        let mut said = Vec::new();
        stream.rewind().expect("it is a file");
        stream.read_to_end(&mut said).expect("it is a file");
        said
    })
}

/// A catalog whose texts all come from the input.
fn catalog(text: &str) -> String {
    let catalog = serde_json::json!({
        "id": "own", "title": text, "edition": text, "source": text, "notes": [text],
        "code": {"pattern": "OWN-{n}", "parts": [{"name": "n", "chars": "digit", "length": 2}]},
        "entries": [
            {"code": "OWN-01", "message": text, "status": 400, "description": text, "action": text},
            {"code": "OWN-02", "message": format!("a {text}"), "notes": [text], "group": text},
        ],
    });
    catalog.to_string()
}

/// Colors, which are ours.
fn without_colors(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != ';');
        match end.filter(|&end| part[end..].starts_with('m')) {
            Some(end) => plain += &part[end + 1..],
            None => {
                plain += "\u{1b}[";
                plain += part;
            }
        }
    }
    plain
}

fuzz_target!(
    init: {
        LazyLock::force(&STREAMS);
        LazyLock::force(&SCHEMAS);
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            put_back();
            tell(panic);
        }));
    },
    |data: &[u8]| {
        let (way, rest) = choice(data);
        let (how, rest) = choice(rest);
        let given = text(way, rest);
        let file = std::env::temp_dir()
            .join(format!("errcode-answers-\u{1b}[31m\u{202e}{}.json", std::process::id()));
        let asked = ASKED.get(usize::from(way & 15));
        let json = how & 1 != 0 && asked.is_none_or(|asked| asked.schema.is_some());
        let color = how & 2 != 0;

        let mut words: Vec<OsString> = vec!["errcode".into()];
        let mut given = &given[..];
        // The catalog is what stands before the first zero.
        let (own, rest) = match given.iter().position(|byte| *byte == 0) {
            Some(end) => (&given[..end], &given[end + 1..]),
            None => (given, &[][..]),
        };
        let with_catalog = how & 4 != 0 || asked.is_none();
        if with_catalog {
            let own = String::from_utf8_lossy(own);
            let own = if how & 8 != 0 { own.into_owned() } else { catalog(&own) };
            std::fs::write(&file, own).expect("the folder for temporary files can be written to");
            given = rest;
        }
        words.push(if color { "--color=always" } else { "--color=never" }.into());
        words.push(if json { "--format=json" } else { "--format=text" }.into());
        words.push(format!("--width={}", [80, 1, 30, 10_000][usize::from(how >> 4 & 3)]).into());
        if how & 64 != 0 {
            words.push("--status=4xx".into());
        }
        let mut input = &[][..];
        match asked {
            None => words.extend(["catalogs", "check"].map(OsString::from).into_iter().chain([file.clone().into()])),
            Some(asked) => {
                if with_catalog {
                    words.extend(["--catalog-file".into(), file.clone().into()]);
                }
                words.extend(asked.words.iter().map(OsString::from));
                if asked.piped {
                    input = given;
                } else {
                    let given = given.split(|byte| *byte == 0).map(OsStr::from_bytes);
                    words.extend(given.map(OsStr::to_owned));
                }
            }
        }
        let size: usize = words.iter().map(|word| word.len()).sum::<usize>() + data.len();
        let size = size.max(input.len());
        let queries = words.len() + input.iter().filter(|byte| **byte == b'\n').count();
        let told = format!("{:?}", words.iter().map(|it| String::from_utf8_lossy(&it.clone().into_vec()).into_owned()).collect::<Vec<_>>());
        // Each query is answered anew.
        let most = SOON * 2 + Duration::from_millis(30) * queries as u32;
        let [said, complaints] = in_time("answering", most, || run(words, input));
        if with_catalog {
            let _ = std::fs::remove_file(&file);
        }

        let said = String::from_utf8(said).expect("answers are UTF-8");
        let complaints = String::from_utf8(complaints).expect("complaints are UTF-8");
        for text in [&without_colors(&said), &complaints] {
            let steering = text.chars().find(|&c| c != '\n' && is_steering(c));
            assert_eq!(steering, None, "{told}: {text:?}");
        }
        assert!(complaints.len() < 20_000, "{told}: {complaints}");
        // The lists of all entries are the longest, as JSON.
        let most = 2_000_000 + 20_000 * queries + 40 * size;
        assert!(said.len() < most, "{told}: {} bytes said of {size}", said.len());
        let schema = asked.map_or(Some("catalogs-check"), |asked| asked.schema);
        if let (true, Some(schema)) = (json, schema) {
            let validator = &SCHEMAS[schema];
            // One value, or one a line; none where the program complained.
            for value in serde_json::Deserializer::from_str(&said).into_iter() {
                let value: Value = value.unwrap_or_else(|fault| panic!("{told}: {fault}: {said}"));
                if let Err(fault) = validator.validate(&value) {
                    panic!("{told}: {}: {fault}: {said}", fault.instance_path());
                }
            }
        }
    }
);
