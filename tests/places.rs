//! Where the program finds the user's catalogs, and that it needs no home.

#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used, reason = "a fault here fails the test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program in an empty environment.
fn errcode(arguments: &[&str], variables: &[(&str, &Path)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errcode"));
    command.env_clear().args(arguments).envs(variables.iter().copied());
    command.output().unwrap()
}

/// A folder with a catalog `ID.json` below `inside`, whose only code is `ID-1`.
fn folder(name: &str, inside: &str, id: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::create_dir_all(folder.join(inside)).unwrap();
    let upper = id.to_uppercase();
    let text = format!(
        r#"{{"id": "{id}", "title": "T", "edition": "1", "source": "s",
            "code": {{"pattern": "{upper}-{{n}}", "parts": [{{"name": "n", "chars": "digit"}}]}},
            "entries": [{{"code": "{upper}-1", "message": "m"}}]}}"#
    );
    fs::write(folder.join(inside).join(format!("{id}.json")), text).unwrap();
    folder
}

fn ids(output: &Output) -> Vec<String> {
    assert!(output.status.success(), "{output:?}");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let ids = answer.as_array().unwrap().iter().map(|of| of["id"].as_str().unwrap().to_owned());
    ids.skip(5).collect()
}

#[test]
fn without_any_environment_the_built_in_catalogs_answer() {
    let output = errcode(&["lookup", "0x01010005"], &[]);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

#[test]
fn catalogs_are_found_in_the_list_and_in_the_configuration() {
    let config = folder("places-config", "errcode/catalogs", "con");
    let home = folder("places-home", ".config/errcode/catalogs", "hom");
    let listed = folder("places-listed", ".", "lis");
    let file = folder("places-file", ".", "fil").join("fil.json");
    let list = std::env::join_paths([&listed, &file]).unwrap();
    let ask = ["catalogs", "--format", "json"];
    let found = |variables: &[(&str, &Path)]| ids(&errcode(&ask, variables));
    assert_eq!(found(&[("XDG_CONFIG_HOME", &config)]), ["con"]);
    assert!(found(&[("HOME", &home)]).contains(&"hom".to_owned()));
    let all = found(&[("ERRCODE_PATH", Path::new(&list)), ("XDG_CONFIG_HOME", &config)]);
    assert_eq!(all, ["lis", "fil", "con"]);
    assert!(found(&[("XDG_CONFIG_HOME", Path::new("not/absolute"))]).is_empty());
}

#[test]
fn a_broken_file_is_one_line_on_standard_error_and_changes_nothing_else() {
    let folder = folder("places-broken", ".", "fine");
    fs::write(folder.join("broken.json"), "{\n\"id\": \u{1b}[31m}").unwrap();
    let plain = errcode(&["lookup", "PR404-OD-0002", "NO-SUCH-1"], &[]);
    let output = errcode(&["lookup", "PR404-OD-0002", "NO-SUCH-1"], &[("ERRCODE_PATH", &folder)]);
    assert_eq!(output.status.code(), plain.status.code());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), String::from_utf8(plain.stdout).unwrap());
    let warning = String::from_utf8(output.stderr).unwrap();
    assert_eq!(warning.lines().count(), 1, "{warning}");
    assert!(warning.contains("broken.json:2:7: "), "{warning}");
    assert!(!warning.contains('\u{1b}'), "{warning:?}");
}
