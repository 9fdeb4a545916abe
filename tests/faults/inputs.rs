//! Inputs that are missing, odd, many or changing.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Command, Stdio};

use super::{errcode, folder, run};

const LINE: &str = "ERROR [PR404-OD-0002] - No such entity.\n";

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_scanned() {
    let folder = folder("unreadable");
    let log = folder.join("a.log");
    fs::write(&log, LINE).unwrap();
    let log = log.to_str().unwrap();
    let missing = folder.join("missing.log");
    for bad in [missing.to_str().unwrap(), folder.to_str().unwrap()] {
        for mode in ["--only-matching", "--summary", "--count", "--matches"] {
            let output = run(&["scan", mode, log, bad, log]);
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(output.status.code(), Some(2), "{mode} {bad}");
            assert!(told.lines().count() == 1 && told.contains(bad), "{mode}: {told}");
            let found = match mode {
                "--summary" => text.starts_with("2 findings"),
                "--count" => text.lines().filter(|line| line.ends_with(":1")).count() == 2,
                _ => text.matches("PR404-OD-0002").count() == 2,
            };
            assert!(found, "{mode}: {text}");
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn ten_thousand_files_are_read_with_a_handful_open_at_once() {
    let folder = folder("many");
    let log = folder.join("a.log");
    fs::write(&log, LINE).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 32; exec \"$0\" scan --summary --format json \"$@\""]);
    command.arg(env!("CARGO_BIN_EXE_errcode")).env_clear().env("PATH", "/usr/bin:/bin");
    let output = command.args((0..10_000).map(|_| &log)).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("\"findings\": 10000,"), "{text}");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_fifo_is_read_to_its_end() {
    let folder = folder("fifo");
    let fifo = folder.join("pipe");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let child = errcode(&["scan", "--only-matching", fifo.to_str().unwrap()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    OpenOptions::new().write(true).open(&fifo).unwrap().write_all(LINE.as_bytes()).unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, b"PR404-OD-0002\n");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_file_cut_short_or_removed_while_it_is_read_ends_the_run_without_harm() {
    let folder = folder("while-read");
    for removed in [false, true] {
        let path = folder.join("a.log");
        fs::write(&path, LINE.repeat(200_000)).unwrap();
        let mut child = errcode(&["scan", "--format", "json", path.to_str().unwrap()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It is in the middle of the file: nobody takes what it writes yet.
        let mut start = [0; 100];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut start).unwrap();
        if removed {
            fs::remove_file(&path).unwrap();
        } else {
            File::create(&path).unwrap();
        }
        let output = child.wait_with_output().unwrap();
        let rows = output.stdout.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(output.status.code(), Some(0), "{removed}");
        assert!(output.stderr.is_empty() && output.stdout.ends_with(b"}\n"), "{removed}");
        assert_eq!(rows == 200_000, removed, "a removed file is read on, {rows}");
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_terminal_of_two_columns_and_no_home_are_no_faults() {
    let folder = folder("home");
    let path = folder.join("a.log");
    fs::write(&path, LINE).unwrap();
    for arguments in [&["--summary"][..], &["--matches"], &[], &["--messages", "--summary"]] {
        let arguments = [&["scan"][..], arguments, &[path.to_str().unwrap()]].concat();
        for width in ["1", "2"] {
            let output =
                errcode(&arguments).args(["--width", width]).env("COLUMNS", width).output();
            let output = output.unwrap();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(output.status.code(), Some(0), "{arguments:?}");
            assert!(output.stderr.is_empty() && text.contains("PR404"), "{arguments:?}: {text}");
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}

/// What an answer looks like in a terminal of so many rows and columns.
fn shown_in((ws_row, ws_col): (u16, u16), arguments: &[&str]) -> String {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{Winsize, tcsetwinsize};

    let (ws_xpixel, ws_ypixel) = (0, 0);
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let path = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    let terminal = File::options().read(true).write(true).open(path).unwrap();
    tcsetwinsize(&terminal, Winsize { ws_row, ws_col, ws_xpixel, ws_ypixel }).unwrap();
    let mut command = errcode(arguments);
    let mut child = command.env("TERM", "xterm").stdout(terminal).spawn().unwrap();
    // It holds the terminal as well.
    drop(command);
    // Nobody holds the other end any more when the program has ended: that is an error on
    // Linux, an end elsewhere.
    let (mut shown, mut bytes) = (Vec::new(), [0; 4096]);
    let mut master = File::from(master);
    while let Ok(count @ 1..) = master.read(&mut bytes) {
        shown.extend_from_slice(&bytes[..count]);
    }
    assert_eq!(child.wait().unwrap().code(), Some(0), "{arguments:?}");
    String::from_utf8_lossy(&shown).into_owned()
}

#[test]
fn a_terminal_that_really_has_two_columns_is_written_to() {
    for arguments in [
        &["lookup", "PR404-OD-0002"][..],
        &["lookup", "unexpected_error"],
        &["decode", "0x01010005"],
        &["search", "token", "expired"],
        &["list", "--catalog", "lineworks"],
        &["catalogs"],
        &["explain", "Bearer error=\"invalid_token\""],
    ] {
        let text = shown_in((24, 2), arguments);
        assert!(text.contains("\x1b[") && text.len() > 20, "{arguments:?}: {text}");
    }
}

#[test]
fn a_terminal_that_tells_no_rows_has_its_columns() {
    let arguments = ["lookup", "--color", "never", "LIMIT_EXCEEDED"];
    let widest = |text: &str| text.lines().map(|line| line.trim_end().chars().count()).max();
    for rows in [0, 24] {
        let text = shown_in((rows, 50), &arguments);
        assert!(widest(&text) <= Some(50), "{rows} rows: {text}");
        let text = shown_in((rows, 0), &arguments);
        assert!(widest(&text) > Some(50), "a terminal that tells nothing: {text}");
    }
}

#[test]
fn a_socket_is_no_file_and_may_be_standard_input() {
    let folder = folder("socket");
    let path = folder.join("socket");
    let _listener = UnixListener::bind(&path).unwrap();
    let path = path.to_str().unwrap();
    for arguments in [
        &["scan", path][..],
        &["scan", "--summary", path],
        &["explain", "--file", path],
        &["catalogs", "check", path],
        &["catalogs", "import", "--from", "csv", path],
    ] {
        let output = run(arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), told.lines().count()), (Some(2), 1), "{told}");
    }
    let warned = run(&["lookup", "PR404-OD-0002", "--catalog-file", path]);
    assert_eq!(warned.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&warned.stderr).contains(path));
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    ours.write_all(LINE.as_bytes()).unwrap();
    drop(ours);
    let scan = errcode(&["scan", "-o"]).stdin(OwnedFd::from(theirs)).output().unwrap();
    assert_eq!((scan.status.code(), &*scan.stdout), (Some(0), &b"PR404-OD-0002\n"[..]));
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_configuration_that_may_only_be_read_is_read() {
    let folder = folder("read-only");
    let catalogs = folder.join("errcode/catalogs");
    fs::create_dir_all(&catalogs).unwrap();
    let own = r#"{"id": "shop", "title": "T", "edition": "1", "source": "s",
        "code": {"pattern": "SHOP-{n}", "parts": [{"name": "n", "chars": "digit"}]},
        "entries": [{"code": "SHOP-1", "message": "already paid"}]}"#;
    fs::write(catalogs.join("shop.json"), own).unwrap();
    let paths =
        [catalogs.join("shop.json"), catalogs.clone(), folder.join("errcode"), folder.clone()];
    let allow = |modes: [u32; 2]| {
        for (path, mode) in paths.iter().zip([modes[0], modes[1], modes[1], modes[1]]) {
            fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        }
    };
    allow([0o444, 0o555]);
    let output = errcode(&["lookup", "SHOP-1"]).env("XDG_CONFIG_HOME", &folder).output().unwrap();
    allow([0o644, 0o755]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.starts_with(b"SHOP-1") && output.stderr.is_empty());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_configuration_that_cannot_be_written_or_read_as_a_folder_is_no_fault() {
    let folder = folder("config");
    // A file where the folder of the configuration should be.
    fs::write(folder.join("errcode"), "").unwrap();
    for config in [folder.to_str().unwrap(), "/proc/self", "/dev/null"] {
        let output = errcode(&["lookup", "PR404-OD-0002"])
            .env("XDG_CONFIG_HOME", config)
            .env("HOME", "/nonexistent")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{config}");
        assert!(output.stdout.starts_with(b"PR404-OD-0002"), "{config}");
    }
    fs::remove_dir_all(&folder).unwrap();
}

/// A line that was compressed by xz with a dictionary of 1.5 GiB.
const HUGE_DICTIONARY: [u8; 72] = [
    0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21, 0x01,
    0x25, 0x00, 0x00, 0x00, 0x3b, 0x78, 0x7b, 0x41, 0x01, 0x00, 0x0d, 0x50, 0x52, 0x34, 0x30, 0x34,
    0x2d, 0x4f, 0x44, 0x2d, 0x30, 0x30, 0x30, 0x32, 0x0a, 0x00, 0x00, 0x00, 0xea, 0x16, 0x81, 0xc8,
    0xc7, 0x65, 0x4e, 0x29, 0x00, 0x01, 0x26, 0x0e, 0x08, 0x1b, 0xe0, 0x04, 0x1f, 0xb6, 0xf3, 0x7d,
    0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5a,
];

#[test]
fn a_file_that_asks_for_gigabytes_to_be_decompressed_is_refused() {
    let folder = folder("dictionary");
    let (huge, log) = (folder.join("a.xz"), folder.join("b.log"));
    fs::write(&huge, HUGE_DICTIONARY).unwrap();
    fs::write(&log, LINE).unwrap();
    for mode in ["--only-matching", "--summary"] {
        let output = run(&["scan", mode, huge.to_str().unwrap(), log.to_str().unwrap()]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{mode}: {told}");
        assert!(told.lines().count() == 1 && told.contains("a.xz: needs more than"), "{told}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("PR404-OD-0002"), "{mode}");
    }
    fs::remove_dir_all(&folder).unwrap();
}
