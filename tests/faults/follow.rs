//! Files that grow, are rotated, cut short, go away and come back, one or several at once.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::{errcode, folder, signal};

fn append(path: &Path, text: &str) {
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.unwrap().write_all(text.as_bytes()).unwrap();
}

/// Two names of files in a folder of their own, and the folder.
fn two_files(name: &str) -> (PathBuf, PathBuf, PathBuf) {
    let folder = folder(name);
    (folder.join("a.log"), folder.join("b.log"), folder)
}

/// A run that follows files, and its lines as they come.
struct Run {
    child: Child,
    lines: Receiver<String>,
}

impl Run {
    fn start(arguments: &[&str], paths: &[&Path]) -> Self {
        let mut child = errcode(&["scan", "--follow"])
            .args(arguments)
            .args(paths)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    fn next(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(30)).unwrap()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn files_are_followed_together_and_named_where_lines_of_another_begin() {
    let (a, b, folder) = two_files("together");
    append(&a, "one\n");
    let run = Run::start(&["--annotate", "none"], &[&a, &b]);
    assert_eq!(run.next(), format!("==> {} <==", a.display()));
    assert_eq!(run.next(), "one");
    append(&b, "two\n");
    assert_eq!(run.next(), "");
    assert_eq!(run.next(), format!("==> {} <==", b.display()), "it was not there before");
    assert_eq!(run.next(), "two");
    append(&b, "three\n");
    assert_eq!(run.next(), "three");
    append(&a, "four\n");
    assert_eq!([run.next(), run.next()].concat(), format!("==> {} <==", a.display()));
    assert_eq!(run.next(), "four");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn each_followed_file_survives_rotation_truncation_and_absence() {
    let (a, b, folder) = two_files("rotation");
    append(&a, "PR404-OD-0001\n");
    append(&b, "x\n");
    let run = Run::start(&["--only-matching"], &[&a, &b]);
    let met = |path: &Path, code: &str| {
        assert_eq!(run.next(), format!("{}:{code}", path.display()));
    };
    met(&a, "PR404-OD-0001");
    fs::rename(&a, folder.join("a.log.1")).unwrap();
    append(&a, "PR404-OD-0002\n");
    met(&a, "PR404-OD-0002");
    File::create(&a).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    append(&a, "PR404-DV-0003\n");
    met(&a, "PR404-DV-0003");
    fs::remove_file(&a).unwrap();
    append(&b, "PR400-OD-0001\n");
    met(&b, "PR400-OD-0001");
    append(&a, "PR404-DV-0002\n");
    met(&a, "PR404-DV-0002");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn an_interrupt_sums_up_all_files_that_were_followed() {
    let (a, b, folder) = two_files("sum");
    append(&a, "PR404-OD-0001\n");
    append(&b, "PR404-OD-0001\n");
    let mut run = Run::start(&["--summary"], &[&a, &b]);
    std::thread::sleep(Duration::from_millis(700));
    signal(&run.child, "INT");
    assert!(run.next().starts_with("2 findings in 2 lines"));
    run.child.wait().unwrap();
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn an_interrupt_prints_the_count_of_each_file_that_was_followed() {
    let (a, b, folder) = two_files("counts");
    append(&a, "PR404-OD-0001\nx\n");
    append(&b, "x\nPR404-OD-0001\nPR404-OD-0001\n");
    let alone = Run::start(&["--count"], &[&b]);
    let both = Run::start(&["--count"], &[&a, &b, &folder.join("never.log")]);
    std::thread::sleep(Duration::from_millis(700));
    signal(&alone.child, "INT");
    signal(&both.child, "INT");
    assert_eq!(alone.next(), "2");
    for (name, count) in [("a.log", 1), ("b.log", 2), ("never.log", 0)] {
        assert_eq!(both.next(), format!("{}:{count}", folder.join(name).display()));
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_followed_file_that_becomes_a_folder_or_a_pipe_is_waited_for() {
    let folder = folder("becomes");
    let log = folder.join("a.log");
    append(&log, "PR404-OD-0001\n");
    let run = Run::start(&["--only-matching"], &[&log]);
    assert_eq!(run.next(), "PR404-OD-0001");
    let glance = || std::thread::sleep(Duration::from_millis(200));
    fs::rename(&log, folder.join("a.log.1")).unwrap();
    fs::create_dir(&log).unwrap();
    glance();
    fs::remove_dir(&log).unwrap();
    assert!(Command::new("mkfifo").arg(&log).status().unwrap().success());
    glance();
    fs::remove_file(&log).unwrap();
    std::os::unix::fs::symlink(&log, &log).unwrap();
    glance();
    fs::remove_file(&log).unwrap();
    append(&log, "PR404-OD-0002\n");
    assert_eq!(run.next(), "PR404-OD-0002");
    fs::remove_dir_all(&folder).unwrap();
}
