//! Many inputs: what threads read before its turn is told as if they were read one by one.

use std::fs;
use std::path::Path;

use super::{folder, run};

const LINE: &str = "ERROR [PR404-OD-0002] - No such entity.\n";

/// The beginning of a gzip member (RFC 1952) with a text that is not compressed, and no end.
fn cut_gzip(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap();
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    bytes.extend(length.to_le_bytes());
    bytes.extend((!length).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes
}

fn fill(folder: &Path) {
    for number in 0..60 {
        let sub = folder.join(format!("d{}", number % 7));
        fs::create_dir_all(&sub).unwrap();
        let text = match number % 10 {
            0 => String::new(),
            1 => LINE.trim_end().to_owned(),
            2 => "nothing\n".repeat(number),
            3 if number < 20 => format!("{LINE}{}{LINE}", "nothing at all\n".repeat(40_000)),
            _ => format!("x\n{}y 0x0101000b PR400-OD-0001\n", LINE.repeat(number % 9)),
        };
        let path = sub.join(format!("f{number:03}.log"));
        fs::write(&path, &text).unwrap();
        match number {
            35 => fs::write(&path, cut_gzip("x PR400-OD-0001\nPR404-OD-0002 cut")).unwrap(),
            57 => fs::write(&path, b"\xff\xfeP\0R\0").unwrap(),
            _ => {}
        }
    }
}

#[test]
fn any_number_of_threads_says_the_same_of_many_files() {
    let folder = folder("threads");
    fill(&folder);
    let path = folder.to_str().unwrap();
    for mode in [
        &["--annotate", "all"][..],
        &["--color", "always"],
        &["--matches", "-n"],
        &["--context", "2"],
        &["--only-matching", "-n"],
        &["--count"],
        &["--quiet"],
        &["--summary", "--format", "json"],
        &["--format", "json"],
        &["--row-per-line"],
        &["--messages", "--summary"],
    ] {
        let told = |threads: &str| {
            let output = run(&[&["scan", "-r", path, "--threads", threads], mode].concat());
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let faults = String::from_utf8_lossy(&output.stderr).into_owned();
            (output.status.code(), faults, text)
        };
        let alone = told("1");
        let quiet = mode == ["--quiet"];
        assert_eq!(alone.0, Some(if quiet { 0 } else { 2 }), "{mode:?}");
        assert_eq!(alone.1.lines().count(), if quiet { 0 } else { 2 }, "{mode:?}: {}", alone.1);
        for threads in ["2", "5"] {
            let together = told(threads);
            assert_eq!((together.0, &together.1), (alone.0, &alone.1), "{mode:?}");
            assert!(together.2 == alone.2, "{mode:?} on {threads} threads");
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn an_input_that_breaks_off_does_not_run_into_the_next() {
    let folder = folder("cut");
    let (cut, log) = (folder.join("a.gz"), folder.join("b.log"));
    fs::write(&cut, cut_gzip("first\nsecond PR400-OD-0001 cut")).unwrap();
    fs::write(&log, "not a code\nPR404-OD-0002\n").unwrap();
    let (a, b) = (cut.to_str().unwrap(), log.to_str().unwrap());
    let told = |mode: &[&str]| {
        let output = run(&[&["scan", a, b], mode].concat());
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let lines = told(&["--matches", "--annotate", "none"]);
    assert_eq!(lines, format!("{a}:second PR400-OD-0001 cut\n{b}:PR404-OD-0002\n"));
    let rows = told(&["--row-per-line"]);
    let rows: Vec<_> = rows.lines().collect();
    assert_eq!((rows.len(), rows[0], rows[2]), (4, "[]", "[]"), "{rows:?}");
    assert!(rows[1].starts_with("[{") && rows[1].ends_with("}]"), "{}", rows[1]);
    let passed = told(&[]);
    assert!(
        passed.starts_with("first\nsecond PR400-OD-0001 cut\n    400 personium")
            && passed.contains("\nnot a code\n"),
        "{passed}"
    );
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_code_is_explained_again_far_behind_in_another_file() {
    let folder = folder("again");
    let (a, b) = (folder.join("a.log"), folder.join("b.log"));
    fs::write(&a, format!("{}{LINE}{}", "x\n".repeat(500), "x\n".repeat(500))).unwrap();
    fs::write(&b, LINE).unwrap();
    let explained = |files: &[&str]| {
        let output = run(&[&["scan"], files].concat());
        String::from_utf8_lossy(&output.stdout).matches("\n    404 personium").count()
    };
    let (a, b) = (a.to_str().unwrap(), b.to_str().unwrap());
    assert_eq!(explained(&[a, b]), 2);
    assert_eq!(explained(&[b, b]), 1, "the line before had it");
    fs::remove_dir_all(&folder).unwrap();
}
