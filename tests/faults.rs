//! Faults of the world outside: closed pipes, full disks, strange arguments, no environment.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a fault here fails the test")]

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Output, Stdio};

const COMMANDS: &[&[&str]] = &[
    &["lookup", "PR400-OD-0001"],
    &["decode", "services.storage"],
    &["list"],
    &["list", "--format", "json"],
    &["search", "token", "expired"],
    &["catalogs"],
    &["completions", "bash"],
    &["man"],
    &["--help"],
];

fn errcode(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errcode"));
    command.env_clear().stdin(Stdio::null()).args(arguments);
    command
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
    let hostile = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}x\r";
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
