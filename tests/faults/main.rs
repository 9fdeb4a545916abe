//! Faults of the world outside: closed pipes, full disks, strange arguments, no environment.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a fault here fails the test")]

mod follow;
mod inputs;
mod many;
mod streams;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

const COMMANDS: &[&[&str]] = &[
    &["lookup", "PR400-OD-0001"],
    &["decode", "services.storage"],
    &["list"],
    &["list", "--format", "json"],
    &["search", "token", "expired"],
    &["catalogs"],
    &["catalogs", "new"],
    &["catalogs", "schema"],
    &["explain", "Bearer error=\"invalid_token\""],
    &["export"],
    &["export", "markdown"],
    &["completions", "bash"],
    &["man"],
    &["--help"],
];

fn errcode(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errcode"));
    command.env_clear().stdin(Stdio::null()).args(arguments);
    command
}

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("errcode-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Sends a signal to a child.
fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
}

/// The most memory that a running child has had, in KiB.
#[cfg(target_os = "linux")]
fn peak(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn run(arguments: &[&str]) -> Output {
    errcode(arguments).output().unwrap()
}

#[test]
fn a_pipe_closed_at_any_point_ends_the_program_quietly() {
    for command in COMMANDS {
        for wanted in [0, 1, 100, 5000] {
            let mut child =
                errcode(command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let mut pipe = child.stdout.take().unwrap();
            pipe.read_exact(&mut vec![0; wanted]).ok();
            drop(pipe);
            let output = child.wait_with_output().unwrap();
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(
                (output.status.code(), told.as_str()),
                (Some(0), ""),
                "{command:?} {wanted}"
            );
        }
    }
}

#[test]
fn a_full_disk_is_an_error_told_in_one_line() {
    for command in COMMANDS {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = errcode(command).stdout(full).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        assert_eq!(told.lines().count(), 1, "{command:?}: {told}");
        assert!(told.contains("No space left"), "{command:?}: {told}");
    }
}

#[test]
fn without_any_environment_everything_answers() {
    for command in COMMANDS {
        let output = run(command);
        assert_eq!(output.status.code(), Some(0), "{command:?}");
        assert!(!output.stdout.is_empty() && output.stderr.is_empty(), "{command:?}");
    }
}

#[test]
fn nothing_in_an_argument_reaches_the_terminal_unescaped() {
    let hostile = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}x\r\u{200b}\u{feff}";
    let flag = format!("--{hostile}");
    let option = format!("--status={hostile}");
    let runs: &[&[&str]] = &[
        &["lookup", hostile],
        &["decode", hostile],
        &["search", hostile],
        &["lookup", "--format", "json", hostile],
        &["list", "--group", hostile],
        &["list", "--catalog", hostile],
        &[hostile],
        &["list", &flag],
        &["list", &option],
        &["completions", hostile],
        &["man", hostile],
    ];
    for arguments in runs {
        let output = run(arguments);
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        let steering = |c: char| c != '\n' && errcode::cli::text::is_steering(c);
        assert!(!text.contains(steering), "{arguments:?}: {text:?}");
    }
}

#[test]
fn arguments_that_are_not_text_or_far_too_long_are_refused() {
    for bytes in [&b"\xff\xfe"[..], b"PR400-\x80"] {
        for command in ["lookup", "decode", "search"] {
            let output = errcode(&[command]).arg(OsStr::from_bytes(bytes)).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{command}");
        }
    }
    let long = "a".repeat(100_000);
    for command in ["lookup", "decode", "search"] {
        let output = run(&[command, &long]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(output.stdout.len() < 2000, "{command}: a long argument is not repeated");
    }
}

#[test]
fn queries_come_from_standard_input_line_by_line() {
    let mut child = errcode(&["lookup", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"PR400-OD-0001\r\n\n  0x01010005\n\xff\xfe\nlast")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "two of four are unknown");
    assert!(text.starts_with("PR400-OD-0001") && text.contains("0x01010005  services"), "{text}");
}

#[test]
fn every_width_is_answered() {
    for width in [1, 2, 5, 20, 39, 40, 60, 80, 120, 160] {
        for command in COMMANDS {
            let width = width.to_string();
            let arguments = [command, &["--width", width.as_str()][..]].concat();
            assert_eq!(run(&arguments).status.code(), Some(0), "{arguments:?}");
        }
    }
}

/// What steers terminals, hides, or turns text around.
const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}x\u{200b}\u{feff}";

fn steers(output: &std::process::Output) -> Option<char> {
    let text = [&*output.stdout, &*output.stderr].concat();
    let text = String::from_utf8(text).expect("answers are UTF-8");
    text.chars().find(|&c| c != '\n' && errcode::cli::text::is_steering(c))
}

#[test]
fn names_of_files_and_texts_of_catalogs_do_not_steer_where_logs_are_scanned() {
    let folder = std::env::temp_dir().join(format!("errcode-hostile-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let catalog = serde_json::json!({
        "id": "evil", "title": HOSTILE, "edition": HOSTILE, "source": HOSTILE,
        "code": {"pattern": "EV-{n}", "parts": [{"name": "n", "chars": "digit", "length": 4}]},
        "entries": [{"code": "EV-0001", "message": HOSTILE}],
    });
    // Beside the logs, whose own bytes would pass.
    let own = folder.with_extension("json");
    std::fs::write(&own, catalog.to_string()).unwrap();
    std::fs::write(folder.join(format!("a{HOSTILE}\nb.log")), "ERROR EV-0001\n").unwrap();
    let place = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let (own, logs) = (place(&own), place(&folder));
    for way in [
        &["--matches"][..],
        &["--only-matching"],
        &["--count"],
        &["--summary"],
        &["--format", "json"],
        &["--row-per-line"],
        &["--summary", "--format", "json"],
    ] {
        let arguments = [&["scan", "--recursive", "--catalog-file", &own, &logs], way].concat();
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(0), "{way:?}");
        assert_eq!(steers(&output), None, "{way:?}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::remove_file(&own).unwrap();
}

#[test]
fn a_summary_that_is_merged_does_not_steer() {
    let place = serde_json::json!({"path": HOSTILE, "line": u64::MAX});
    let code = serde_json::json!({
        "catalog": HOSTILE, "code": HOSTILE, "known": false, "status": 65535, "message": HOSTILE,
        "count": u64::MAX, "first": place, "last": place,
    });
    let summary = serde_json::json!({
        "lines": u64::MAX, "bytes": u64::MAX, "findings": u64::MAX, "codes": [code],
        "times": {"minutes": i64::MIN, "buckets": [{"start": HOSTILE, "count": 1}]},
    });
    let path = std::env::temp_dir().join(format!("errcode-summary-{}", std::process::id()));
    std::fs::write(&path, format!("{summary}{summary}")).unwrap();
    for format in ["text", "json"] {
        let output = run(&["scan", "--merge", "--format", format, path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(steers(&output), None, "{format}");
    }
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn secrets_in_what_is_explained_are_not_repeated() {
    const SECRET: &str = "S3cr3tV4lue9xyz";
    for given in [
        "realm=\"x\", nonce=\"SECRET\", access_token=SECRET",
        "Foo api-key=\"SECRET\", client_secret='SECRET'",
        "Bearer access_token=\"SECRET\", error=\"invalid_token\"",
        "Digest nonce: SECRET",
        "Set-Cookie: sid=SECRET",
        "Authorization: Bearer SECRET",
        "> GET /?access_token=SECRET HTTP/1.1\n> Cookie: a=SECRET\n> X-Api-Key: SECRET\n>\n< HTTP/1.1 401 X\n< Set-Cookie: a=SECRET\n<\n{\"error\":\"invalid_token\",\"refresh_token\":\"SECRET\"}",
        "{\"error\":\"invalid_token\",\"error_description\":\"eyJhbGciOiJub25lIn0.eyJhIjoxfQ.SECRET\"}",
    ] {
        let output = run(&["explain", &given.replace("SECRET", SECRET)]);
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!text.contains(SECRET), "{given}: {text}");
    }
}

#[test]
fn utf_16_is_read_where_it_can_be_and_refused_where_not() {
    let text = "HTTP/1.1 404 Not Found\n\n{\"code\":\"PR404-OD-0002\"}\n";
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    let path = std::env::temp_dir().join(format!("errcode-utf16-{}", std::process::id()));
    std::fs::write(&path, [0xff, 0xfe].into_iter().chain(units).collect::<Vec<u8>>()).unwrap();
    let explained = run(&["explain", "--file", path.to_str().unwrap()]);
    assert_eq!(explained.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&explained.stdout).contains("PR404-OD-0002"));
    let scanned = run(&["scan", path.to_str().unwrap()]);
    assert_eq!(scanned.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&scanned.stderr).contains("is UTF-16"));
    std::fs::remove_file(&path).unwrap();
}
