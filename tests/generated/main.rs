//! Committed files that the program makes: shell completions, manual pages, a page a command.
//! `RENEW=1 cargo test --test generated` writes them anew. What other programs make of it is only
//! compared with what it is made from.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a fault here fails the test")]

mod pages;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};

use clap_complete::{Shell, generate};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files() -> Vec<(String, Vec<u8>)> {
    let shells = [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh];
    let completions = shells.into_iter().map(|shell| {
        let mut script = Vec::new();
        generate(shell, &mut errcode::cli::command(), "errcode", &mut script);
        let name = clap_complete::Generator::file_name(&shell, "errcode");
        (format!("completions/{name}"), script)
    });
    let manual = errcode::cli::manual::pages().unwrap();
    let manual = manual.into_iter().map(|(name, page)| (format!("man/{name}"), page));
    let pages = pages::pages(root());
    let pages =
        pages.into_iter().map(|(name, page)| (format!("docs/commands/{name}"), page.into_bytes()));
    completions.chain(manual).chain(pages).collect()
}

#[test]
fn committed_files_are_those_that_the_program_makes() {
    let root = root();
    let renew = env::var_os("RENEW").is_some();
    let mut stale = Vec::new();
    let files = files();
    for (name, content) in &files {
        let path = root.join(name);
        if renew {
            fs::write(&path, content).unwrap();
        }
        if fs::read(&path).ok().as_ref() != Some(content) {
            stale.push(name.clone());
        }
    }
    for folder in ["completions", "man", "docs/commands"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let name = format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy());
            if !files.iter().any(|(known, _)| *known == name) {
                stale.push(format!("{name} (made by nothing)"));
            }
        }
    }
    assert!(
        stale.is_empty(),
        "stale, renew with `RENEW=1 cargo test --test generated`: {stale:#?}"
    );
    assert!(files.len() >= 5 + 2 * 16, "{} files", files.len());
}

/// The packages of Cargo.lock: their versions and what they are built with, by name.
fn locked() -> BTreeMap<String, Vec<(String, Vec<String>)>> {
    let text = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let mut packages: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for block in text.split("[[package]]").skip(1) {
        let value = |key: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(&format!("{key} = ")));
            line.map(|line| line.trim_matches('"').to_owned())
        };
        let list = block.split_once("dependencies = [").map_or("", |(_, rest)| rest);
        let list = list.split(']').next().unwrap_or_default().lines();
        let list = list.map(|line| line.trim().trim_end_matches(',').trim_matches('"').to_owned());
        let list = list.filter(|line| !line.is_empty()).collect();
        packages.entry(value("name").unwrap()).or_default().push((value("version").unwrap(), list));
    }
    packages
}

#[test]
fn the_notices_name_every_package_that_is_built_in() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let tests = manifest.split_once("[dev-dependencies]").unwrap().1.split("\n[").next().unwrap();
    let tests: BTreeSet<&str> =
        tests.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name).collect();
    let packages = locked();
    let mut waiting = packages["errcode"][0].1.clone();
    waiting.retain(|name| !tests.contains(name.as_str()));
    let mut reached = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        let (name, version) = name.split_once(' ').unwrap_or((&name, ""));
        for (found, needs) in &packages[name] {
            if (version.is_empty() || version == found)
                && reached.insert((name.to_owned(), found.clone()))
            {
                waiting.extend(needs.iter().cloned());
            }
        }
    }
    let notices = fs::read_to_string(root().join("THIRD-PARTY-LICENSES.md")).unwrap();
    let rows = notices.lines().skip_while(|line| *line != "|---|---|---|").skip(1);
    let rows = rows.take_while(|line| line.starts_with('|'));
    let named: BTreeSet<_> = rows
        .map(|row| row.split('|').map(str::trim).collect::<Vec<_>>())
        .map(|row| (row[1].to_owned(), row[2].to_owned()))
        .collect();
    assert!(reached.len() > 50, "{} packages", reached.len());
    assert_eq!(named, reached, "stale, renew with packaging/licenses.py");
}
