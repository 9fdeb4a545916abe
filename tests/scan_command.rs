//! What `errcode scan` does with files, pipes and folders that a case of `cmd/` cannot hold.

#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used, reason = "a fault here fails the test")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An empty folder of this name.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scan_command").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// `errcode scan` in a folder.
fn scan(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errcode"));
    command.env_clear().current_dir(folder).arg("scan").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn lines_too_long_to_be_kept_are_written_to_their_end() {
    let folder = folder("long");
    let long = "€".repeat(1_000_000);
    let log = format!("PR404-OD-0002 {long}\n{long}\nx\n");
    fs::write(folder.join("a.log"), &log).unwrap();
    let numbered = format!("1:PR404-OD-0002 {long}\n2-{long}\n");
    let after = scan(&folder, &["-n", "-A1", "--annotate", "none", "a.log"]);
    assert!(text(&after.stdout) == numbered, "after");
    let all = scan(&folder, &["-n", "--annotate", "none", "--utf8", "a.log"]);
    assert!(text(&all.stdout) == numbered + "3-x\n", "all");
}

#[test]
fn lines_around_are_parted_as_by_grep() {
    let folder = folder("around");
    let line = |number: u32| match number % 7 {
        0 => format!("{number} PR404-OD-0002\n"),
        _ => format!("{number}\n"),
    };
    fs::write(folder.join("a.log"), (1..=30).map(line).collect::<String>()).unwrap();
    fs::write(folder.join("b.log"), (7..=9).map(line).collect::<String>()).unwrap();
    for around in ["-C0", "-C1", "-C2", "-C3", "-A2", "-B2", "-C1 -A0", "-C1 -B3", "-n -A1", "-n"] {
        for files in ["a.log", "a.log b.log"] {
            let arguments: Vec<&str> = around.split(' ').chain(files.split(' ')).collect();
            let ours = scan(&folder, &[&["-m", "--annotate", "none"], &arguments[..]].concat());
            let mut grep = Command::new("grep");
            let grep = grep.current_dir(&folder).arg("PR404-OD-0002").args(arguments);
            let grep = grep.output().unwrap();
            assert_eq!(text(&ours.stdout), text(&grep.stdout), "{around} {files}");
        }
    }
}

#[test]
fn a_link_and_a_pipe_that_are_named_are_read_with_recursive_too() {
    let folder = folder("named");
    fs::create_dir(folder.join("logs")).unwrap();
    fs::write(folder.join("logs/a.log"), "PR404-OD-0002\n").unwrap();
    std::os::unix::fs::symlink("logs/a.log", folder.join("current")).unwrap();
    std::os::unix::fs::symlink("logs", folder.join("folder")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
    let pipe = folder.join("pipe");
    let writer = std::thread::spawn(move || fs::write(pipe, "PR400-OD-0001\n").unwrap());
    let output = scan(&folder, &["-r", "-o", "current", "folder", "pipe", "none"]);
    writer.join().unwrap();
    let expected = "current:PR404-OD-0002\nfolder/a.log:PR404-OD-0002\npipe:PR400-OD-0001\n";
    assert_eq!(text(&output.stdout), expected);
    assert_eq!(text(&output.stderr), "errcode: none: No such file or directory (os error 2)\n");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn quiet_tells_what_was_found_whatever_could_not_be_read() {
    let folder = folder("quiet");
    fs::write(folder.join("a.log"), "PR404-OD-0002\n").unwrap();
    fs::write(folder.join("b.log"), "nothing\n").unwrap();
    let status = |files: &[&str]| scan(&folder, &[&["-q"], files].concat()).status.code();
    assert_eq!(status(&["none", "a.log"]), Some(0));
    assert_eq!(status(&["a.log", "none"]), Some(0));
    assert_eq!(status(&["b.log", "none"]), Some(2));
    assert_eq!(status(&["b.log"]), Some(1));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn what_cannot_be_read_is_refused_and_what_stands_before_damage_is_counted() {
    let folder = folder("broken");
    let log: String = (0..1000).map(|at| format!("{} PR404-OD-0002\n", at * at)).collect();
    let whole = gzip(log.as_bytes());
    let utf_16: Vec<u8> = log.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.join("cut.gz"), &whole[..whole.len() - 9]).unwrap();
    fs::write(folder.join("twice.gz"), gzip(&whole)).unwrap();
    fs::write(folder.join("utf-16.gz"), gzip(&[&[0xff, 0xfe], &utf_16[..]].concat())).unwrap();
    let output = scan(&folder, &["--count", "cut.gz", "twice.gz", "utf-16.gz", "none"]);
    assert_eq!(text(&output.stdout), "cut.gz:1000\n");
    assert_eq!(
        text(&output.stderr),
        "errcode: cut.gz: its gzip data ends too early\n\
        errcode: twice.gz: is compressed twice: pipe `gzip -dc` into this\n\
        errcode: utf-16.gz: is UTF-16: turn it into UTF-8 first, as `iconv -f UTF-16 -t UTF-8` does\n\
        errcode: none: No such file or directory (os error 2)\n"
    );
    assert_eq!(output.status.code(), Some(2));
    let followed = scan(&folder, &["--follow", "cut.gz"]);
    assert_eq!(
        text(&followed.stderr),
        "errcode: cut.gz: is compressed: leave out --follow to read it\n"
    );
    assert_eq!((followed.status.code(), followed.stdout.len()), (Some(2), 0));
}

#[test]
fn words_around_the_name_of_their_system_stand_in_their_own_lines() {
    let folder = folder("names");
    // More than one stretch and one chunk of it; the name comes before and behind its words.
    let block = "| FORBIDDEN | x |\n\nWhat LINE WORKS says:\n\n- LIMIT_EXCEEDED: wait\n";
    let log = format!("{}\n", "-".repeat(61)) + &block.repeat(15_000);
    fs::write(folder.join("a.log"), &log).unwrap();
    let output = scan(&folder, &["--format", "json", "a.log"]);
    let (mut line, mut seen, mut found) = (1, 0, 0);
    for row in text(&output.stdout).lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let offset = row["offset"].as_u64().unwrap() as usize;
        line += log[seen..offset].matches('\n').count() as u64;
        (seen, found) = (offset, found + 1);
        assert_eq!(row["line"].as_u64(), Some(line), "{row}");
    }
    assert_eq!(found, 30_000);
}
