//! Pipes: closed, slow, endless, interrupted.

#[cfg(target_os = "linux")]
use std::fs;
use std::fs::File;
use std::io::{Read, Write};
#[cfg(target_os = "linux")]
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use super::{errcode, signal};
#[cfg(target_os = "linux")]
use super::{folder, peak};

const LINE: &str = "ERROR [PR404-OD-0002] - No such entity.\n";

const MODES: [&[&str]; 6] = [
    &[],
    &["--format", "json"],
    &["--matches"],
    &["--only-matching"],
    &["--row-per-line"],
    &["--messages"],
];

/// A running scan, and what it reads from.
fn scan(arguments: &[&str]) -> (Child, ChildStdin) {
    let mut command = errcode(&["scan"]);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let input = child.stdin.take().unwrap();
    (child, input)
}

/// More than any reader here takes; it ends when the scan does.
fn without_end(input: ChildStdin) -> JoinHandle<()> {
    write_up_to(input, usize::MAX)
}

/// Up to so many thousands of lines, fewer where the scan ends before.
fn write_up_to(mut input: ChildStdin, thousands: usize) -> JoinHandle<()> {
    let lines = LINE.repeat(1000);
    std::thread::spawn(move || {
        for _ in 0..thousands {
            if input.write_all(lines.as_bytes()).is_err() {
                return;
            }
        }
    })
}

#[test]
fn a_reader_that_goes_away_ends_a_scan_quietly_at_any_point() {
    for mode in MODES {
        for wanted in [0, 1, 100, 70_000, 300_000] {
            let (mut child, input) = scan(mode);
            let mut output = child.stdout.take().unwrap();
            let writer = without_end(input);
            output.read_exact(&mut vec![0; wanted]).unwrap();
            drop(output);
            let done = child.wait_with_output().unwrap();
            writer.join().unwrap();
            let told = String::from_utf8_lossy(&done.stderr).into_owned();
            assert_eq!((done.status.code(), &*told), (Some(0), ""), "{mode:?} {wanted}");
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_slow_reader_and_an_endless_input_take_no_memory() {
    for mode in MODES {
        let (mut child, input) = scan(mode);
        let writer = without_end(input);
        let mut output = child.stdout.take().unwrap();
        for _ in 0..10 {
            output.read_exact(&mut vec![0; 1 << 18]).unwrap();
            sleep(Duration::from_millis(10));
        }
        let peak = peak(&child);
        child.kill().unwrap();
        child.wait().unwrap();
        writer.join().unwrap();
        assert!(peak < 64 << 10, "{mode:?}: {peak} KiB");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn zeros_without_end_take_no_memory() {
    for mode in ["--quiet", "--summary", "--matches", "--messages"] {
        let mut child =
            errcode(&["scan", mode, "/dev/zero"]).stdout(Stdio::null()).spawn().unwrap();
        sleep(Duration::from_millis(700));
        let peak = peak(&child);
        assert!(child.try_wait().unwrap().is_none(), "{mode}: it reads on");
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(peak < 64 << 10, "{mode}: {peak} KiB");
    }
}

#[test]
fn signals_that_mean_nothing_do_not_end_the_reading() {
    let (child, mut input) = scan(&["--only-matching"]);
    for name in ["WINCH", "CONT", "STOP", "CONT", "URG"] {
        input.write_all(LINE.as_bytes()).unwrap();
        sleep(Duration::from_millis(20));
        signal(&child, name);
    }
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
    assert_eq!(output.stdout, b"PR404-OD-0002\n".repeat(5));
}

#[test]
fn a_full_disk_ends_a_scan_in_every_mode() {
    let modes: [&[&str]; 4] =
        [&["--count"], &["--summary"], &["--summary", "--format", "json"], &[]];
    for mode in MODES.into_iter().chain(modes) {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut command = errcode(&["scan"]);
        command.args(mode).stdin(Stdio::piped()).stdout(full).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // More than any buffer holds: it need not be read to its end.
        let writer = write_up_to(child.stdin.take().unwrap(), 100);
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), told.lines().count()), (Some(2), 1), "{mode:?}: {told}");
        assert!(told.contains("No space left"), "{mode:?}: {told}");
    }
}

/// A command whose reads of a file, and waits for it, are interrupted every second time, as a signal
/// does it that is handled; and where strace tells of it.
#[cfg(target_os = "linux")]
fn interrupted(command: &Command, path: &Path, told: &Path) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-e", "inject=read,pread64,poll,ppoll:error=EINTR:when=1+2"]);
    strace.arg("-P").arg(path).arg("-o").arg(told);
    strace.arg(command.get_program()).args(command.get_args()).stdin(Stdio::null());
    strace
}

/// Needs strace, and that it may trace: where not, there is nothing to see.
#[test]
#[cfg(target_os = "linux")]
fn what_is_read_with_interruptions_is_the_same() {
    let folder = folder("interrupted");
    let (log, fifo, told) = (folder.join("a.log"), folder.join("fifo"), folder.join("told"));
    let text = LINE.repeat(500);
    fs::write(&log, &text).unwrap();
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    if !interrupted(&Command::new("true"), &log, &told).status().is_ok_and(|it| it.success()) {
        return;
    }
    let answer = |command: &mut Command, path: &Path| {
        let child = command.stdout(Stdio::piped()).spawn().unwrap();
        if path == fifo {
            let mut pipe = File::options().write(true).open(path).unwrap();
            for part in text.as_bytes().chunks(5000) {
                pipe.write_all(part).unwrap();
                sleep(Duration::from_millis(10));
            }
        }
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    for path in [&log, &fifo] {
        for mode in [
            &["scan", "--summary"][..],
            &["scan", "--format", "json"],
            &["scan", "--annotate", "none"],
            &["explain", "--file"],
        ] {
            let mut command = errcode(mode);
            command.arg(path);
            let whole = answer(&mut command, path);
            let parts = answer(&mut interrupted(&command, path, &told), path);
            let interruptions = fs::read_to_string(&told).unwrap().matches("INJECTED").count();
            assert!(whole == parts && interruptions > 0, "{command:?}: {interruptions} of them");
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn an_interrupt_prints_what_was_counted() {
    for name in ["INT", "TERM"] {
        let (child, mut input) = scan(&["--summary", "--format", "json"]);
        input.write_all(LINE.repeat(3).as_bytes()).unwrap();
        // Long enough to be running; the pipe stays open, so nothing else ends the run.
        sleep(Duration::from_millis(300));
        let start = Instant::now();
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(start.elapsed() < Duration::from_secs(10), "{name}");
        assert!(text.contains("\"findings\": 3,") && output.stderr.is_empty(), "{name}: {text}");
        drop(input);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn long_lines_around_a_finding_take_no_memory() {
    let mut child = errcode(&["scan", "--context", "1000"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let line = [&[b'x'; 900_000][..], b"\n"].concat();
    for _ in 0..150 {
        input.write_all(&line).unwrap();
    }
    let peak = peak(&child);
    drop(input);
    child.wait().unwrap();
    assert!(peak < 64 << 10, "{peak} KiB");
}

#[test]
fn a_line_of_nothing_but_codes_is_read_in_linear_time() {
    for mode in [&["--annotate", "all"][..], &["--color", "always", "--matches"]] {
        let mut child = errcode(&["scan"])
            .args(mode)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || {
            for area in ["OD", "AU", "DV", "EV", "AN"] {
                let codes = (0..10_000).map(|number| format!("PR400-{area}-{number:04} "));
                input.write_all(codes.collect::<String>().as_bytes()).unwrap();
            }
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(text.matches("PR400-AN-9999").count(), 1, "{mode:?}");
        assert_eq!(text.lines().count(), 101, "so many are explained: {mode:?}");
    }
}
