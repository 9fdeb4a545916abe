//! Committed files that the program makes: shell completions and manual pages.
//! `RENEW=1 cargo test --test generated` writes them anew.

#![allow(clippy::unwrap_used, reason = "a fault here fails the test")]

use std::path::Path;
use std::{env, fs};

use clap_complete::{Shell, generate};

fn files() -> Vec<(String, Vec<u8>)> {
    let shells = [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh];
    let completions = shells.into_iter().map(|shell| {
        let mut script = Vec::new();
        generate(shell, &mut errcode::cli::command(), "errcode", &mut script);
        let name = clap_complete::Generator::file_name(&shell, "errcode");
        (format!("completions/{name}"), script)
    });
    let pages = errcode::cli::manual::pages().unwrap();
    completions.chain(pages.into_iter().map(|(name, page)| (format!("man/{name}"), page))).collect()
}

#[test]
fn committed_files_are_those_that_the_program_makes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
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
    for folder in ["completions", "man"] {
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
    assert!(files.len() >= 5 + 6, "{} files", files.len());
}
