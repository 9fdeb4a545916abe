//! The examples at the end of every command's help: each is one that the program takes, and does.

#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used, reason = "a fault here fails the test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What an example may name that is not there when it is tried.
const ELSEWHERE: &[&str] =
    &["curl ", "parallel ", "tail -f", "--follow", "man -l", "fpath", "/var/log", "/etc/"];

/// Every example with the command whose help it ends.
fn examples() -> Vec<(String, String)> {
    let mut command = errcode::cli::command().disable_help_subcommand(true);
    command.build();
    let mut examples = Vec::new();
    add(&command, "errcode", &mut examples);
    examples
}

fn add(command: &clap::Command, path: &str, examples: &mut Vec<(String, String)>) {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let lines = help.strip_prefix("Examples:\n").unwrap_or_else(|| panic!("{path}: no examples"));
    for line in lines.lines().take_while(|line| !line.is_empty()) {
        let line = line.strip_prefix("  ").unwrap_or_else(|| panic!("{path}: {line}"));
        examples.push((path.to_owned(), line.to_owned()));
    }
    for sub in command.get_subcommands() {
        add(sub, &format!("{path} {}", sub.get_name()), examples);
    }
}

/// A folder that holds what the examples name.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("help");
    fs::remove_dir_all(&folder).ok();
    for inside in [
        "",
        ".config/errcode/catalogs",
        ".config/fish/completions",
        ".local/share/bash-completion/completions",
    ] {
        fs::create_dir_all(folder.join(inside)).unwrap();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (from, to) in [
        ("examples/app.log", "app.log"),
        ("examples/app.log", "app.log.gz"),
        ("examples/response.txt", "response.txt"),
        ("tests/cmd/catalogs-import.in/codes.csv", "codes.csv"),
        ("tests/cmd/catalogs-import.in/Messages.properties", "Messages.properties"),
        ("tests/cmd/catalogs-import.in/manifest.json", "manifest.json"),
        ("tests/cmd/catalogs-import.in/openapi.yaml", "api.yaml"),
        ("tests/cmd/catalogs-own.in/pump.json", ".config/errcode/catalogs/pump.json"),
        ("tests/cmd/catalogs-own.in/pump.json", "shop.json"),
    ] {
        fs::copy(root.join(from), folder.join(to)).unwrap();
    }
    fs::write(folder.join("codes.txt"), "a b PR400-OD-0001\na b 0x01010005\n").unwrap();
    for day in ["monday.json", "tuesday.json"] {
        let summary = shell("errcode scan --summary --format json app.log", &folder).stdout;
        fs::write(folder.join(day), summary).unwrap();
    }
    folder
}

/// Runs a line as a shell in `folder` does, `errcode` being the program.
fn shell(line: &str, folder: &Path) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_errcode")).parent().unwrap();
    Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("PATH", format!("{}:/usr/bin:/bin", program.display()))
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn every_example_does_what_it_is_an_example_of() {
    let folder = folder();
    let mut tried = 0;
    for (path, line) in examples() {
        if ELSEWHERE.iter().any(|word| line.contains(word)) {
            continue;
        }
        // In the folder of its own, as some write files that others read.
        let output = shell(&line, &folder);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{path}: {line}: {told}");
        let silent = line.contains('>') || line.contains("--output");
        assert_eq!(output.stdout.is_empty(), silent, "{path}: {line}");
        tried += 1;
    }
    assert!(tried >= 35, "{tried} examples");
}

/// The words of a line as a shell takes them, up to where a pipe or redirection follows.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (None, '>') if words.last().is_some_and(|word| word == "2") => {
                words.pop();
                break;
            }
            (None, '|' | '>' | '#') => break,
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, ' ') => words.push(String::new()),
            (_, c) => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn every_example_is_understood_also_where_it_cannot_be_tried() {
    let examples = examples();
    assert!(examples.len() >= 50, "{} examples", examples.len());
    for (path, line) in examples {
        assert!(line.chars().count() <= 98, "{path}: {line}");
        let parts: Vec<_> = line.match_indices("errcode ").map(|(at, _)| &line[at..]).collect();
        let typed = parts.iter().filter(|part| !part.starts_with("errcode/"));
        let mut calls = 0;
        for call in typed {
            let words = words(call);
            let result = errcode::cli::command().try_get_matches_from(&words);
            assert!(result.is_ok(), "{path}: {words:?}: {}", result.unwrap_err());
            calls += 1;
        }
        let bare = line.trim_end() == "errcode" || line.starts_with("errcode") || calls > 0;
        assert!(bare, "{path}: {line}: no call");
    }
}
