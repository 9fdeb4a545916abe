//! Logs: whatever the pieces in which they come, the same is found, and every byte passes.
#![no_main]

use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Duration;

use errcode::scan::{Confidence, Piece, Scanner, Sink, Source, Tally};
use errcode_fuzz::{CATALOGS, SOON, choice, in_time, text};
use libfuzzer_sys::fuzz_target;

static SCANNER: LazyLock<Scanner<'static>> =
    LazyLock::new(|| Scanner::new(&CATALOGS).at_least(Confidence::Possible));
static LIKELY: LazyLock<Scanner<'static>> = LazyLock::new(|| Scanner::new(&CATALOGS));
static UNGRADED: LazyLock<Scanner<'static>> =
    LazyLock::new(|| Scanner::new(&CATALOGS).without_grades());

/// What a scan tells: every finding with its place, and all bytes.
#[derive(Default, PartialEq, Debug)]
struct Told {
    findings: Vec<(u64, u64, u64, String, String, Confidence)>,
    bytes: Vec<u8>,
    lines: u64,
    lasts: u32,
}

impl Sink for Told {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        assert_eq!(piece.offset, self.bytes.len() as u64);
        assert_eq!(piece.lines, self.lines);
        for it in piece.findings(&SCANNER) {
            let finding = it.finding;
            let told = (it.offset, it.line, it.column, finding.text, finding.code.into_owned());
            let (offset, line, column, text, code) = told;
            self.findings.push((offset, line, column, text, code, finding.confidence));
        }
        self.bytes.extend_from_slice(piece.bytes());
        self.lines += piece.newlines();
        self.lasts += u32::from(piece.last);
        Ok(true)
    }
}

/// A source that gives so many bytes at once. One that `pauses` seems to have no more at times.
struct Drops<'t> {
    pauses: bool,
    text: &'t [u8],
    sizes: &'t [u8],
    at: usize,
    factor: usize,
}

impl Source for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes.get(self.at % self.sizes.len().max(1)).map_or(1, |size| size | 1);
        self.at += 1;
        let end = (usize::from(size) * self.factor).min(self.text.len()).min(buffer.len());
        let (now, later) = self.text.split_at(end);
        buffer[..end].copy_from_slice(now);
        self.text = later;
        Ok(end)
    }

    fn ready(&mut self, _: Duration) -> bool {
        !self.pauses || self.at % 3 != 1
    }
}

/// One file that every run writes anew.
fn file(text: &[u8]) -> File {
    thread_local! {
        static FILE: RefCell<Option<File>> = const { RefCell::new(None) };
    }
    FILE.with_borrow_mut(|held| {
        let file = held.get_or_insert_with(|| {
            let path = std::env::temp_dir().join(format!("errcode-fuzz-{}", std::process::id()));
            let mut options = OpenOptions::new();
            let file = options.read(true).write(true).create(true).truncate(true).open(&path);
            let file = file.expect("the folder for temporary files can be written to");
            let _ = std::fs::remove_file(&path);
            file
        });
        file.set_len(0).expect("a file of one's own");
        io::Seek::rewind(file).expect("a plain file");
        file.write_all(text).expect("there is room");
        file.try_clone().expect("a file may be had twice")
    })
}

fuzz_target!(|data: &[u8]| {
    let (way, rest) = choice(data);
    let (size, rest) = choice(rest);
    let text = text(way, rest);
    in_time("scanning", SOON * 3, || {
        let findings = SCANNER.scan(&text);
        let mut before = 0;
        for finding in &findings {
            assert!(finding.span.start >= before, "{:?} before {before}", finding.span);
            before = finding.span.end;
            let met = String::from_utf8_lossy(&text[finding.span.clone()]);
            assert_eq!(finding.text, met);
        }
        // What is likely is what is reported by default, graded or not.
        let spans = |scanner: &Scanner<'static>| {
            scanner.scan(&text).into_iter().map(|it| (it.span, it.code)).collect::<Vec<_>>()
        };
        assert_eq!(spans(&LIKELY), spans(&UNGRADED));

        let mut whole = Told::default();
        let mut all = Drops { pauses: false, text: &text, sizes: &[255], at: 0, factor: 1 << 20 };
        SCANNER.scan_stream(&mut all, &mut whole).expect("nothing fails");
        assert_eq!(whole.bytes, *text);
        assert_eq!(whole.lasts, 1);
        let places: Vec<_> = findings.iter().map(|it| (it.span.start as u64, &*it.text)).collect();
        let told: Vec<_> = whole.findings.iter().map(|it| (it.0, &*it.3)).collect();
        assert_eq!(told, places);

        // In reads of any size; a long text in some hundreds, as each costs what is around it too.
        let factor = 1 + text.len() / 200;
        let mut drops = Drops { pauses: false, text: &text, sizes: data, at: 0, factor };
        let mut told = Told::default();
        SCANNER.scan_stream(&mut drops, &mut told).expect("nothing fails");
        assert_eq!(told, whole);

        // With pauses what is there is told at once, so that less speaks for a code or against it;
        // what passes is the same.
        let mut drops = Drops { pauses: true, text: &text, sizes: data, at: 0, factor };
        let mut told = Told::default();
        SCANNER.scan_stream(&mut drops, &mut told).expect("nothing fails");
        assert_eq!((told.bytes, told.lines), (whole.bytes.clone(), whole.lines));

        // In chunks of any size, on one thread and on several.
        let file = file(&text);
        let part = 0..text.len() as u64;
        let chunk = (1 + u64::from(size)) * factor as u64;
        for threads in [1, 3] {
            let mut told = Told::default();
            let done = SCANNER.scan_file_in_chunks(&file, part.clone(), threads, chunk, &mut told);
            done.expect("nothing fails");
            if !text.is_empty() {
                assert_eq!(told, whole, "{threads} threads, chunks of {chunk}");
            }
        }

        // Counted from a file and from a stream.
        let (progress, stop) = (AtomicU64::new(0), AtomicBool::new(false));
        let mut of_file = Tally::new(&UNGRADED);
        of_file.begin(None);
        of_file.file(&file, &part, 2, &progress, &stop).expect("nothing fails");
        let mut of_stream = Tally::new(&UNGRADED);
        of_stream.begin(None);
        let mut drops = Drops { pauses: false, text: &text, sizes: data, at: 0, factor };
        UNGRADED.scan_stream(&mut drops, &mut of_stream).expect("nothing fails");
        assert_eq!(of_file.summary(), of_stream.summary());
    });
});
