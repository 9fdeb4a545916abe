//! Files in chunks: claimed one by one by threads that read at a place, told in order.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::Scanner;
use super::matcher::Marks;
use super::pieces::{Counter, Sink};

/// What one thread reads and searches at once. It stays in the cache of a core.
const CHUNK: u64 = 512 << 10;

/// How many chunks a thread may be ahead of the one that is told next.
const AHEAD: u64 = 4;

/// A chunk that has been searched.
#[derive(Debug, Default)]
pub(super) struct Searched {
    pub(super) buffer: Vec<u8>,
    pub(super) own: Range<usize>,
    pub(super) marks: Marks,
}

impl Searched {
    /// Reads the part `at` of a file with its margins, and searches it; nothing behind `end` counts.
    /// Where the file has become shorter, what is there.
    pub(super) fn search(
        &mut self,
        scanner: &Scanner<'_>,
        file: &File,
        at: Range<u64>,
        end: u64,
    ) -> io::Result<()> {
        let margin = scanner.margin() as u64;
        let from = at.start.saturating_sub(margin);
        let to = end.min(at.end + margin);
        self.buffer.resize((to - from) as usize, 0);
        let filled = read_at(file, &mut self.buffer, from)?;
        let own = (at.start - from) as usize;
        self.own = own.min(filled)..filled.min((at.end - from) as usize);
        let text = &self.buffer[..filled];
        scanner.mark(text, self.own.clone(), from, &mut self.marks);
        self.buffer.truncate(filled);
        Ok(())
    }
}

#[cfg(unix)]
fn read_some(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_some(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

/// Reads from a place until the buffer is full or the file ends.
pub(super) fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read_some(file, &mut buffer[filled..], at + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(filled)
}

/// The chunks of a file from `start` to `end`.
pub(super) fn chunk(number: u64, span: &Range<u64>, size: u64) -> Option<Range<u64>> {
    let start = span.start + number * size;
    (start < span.end).then(|| start..span.end.min(start + size))
}

/// What the threads and the teller share.
struct Board {
    next: u64,
    told: u64,
    done: BTreeMap<u64, io::Result<Searched>>,
    free: Vec<Searched>,
    stop: bool,
}

/// A lock is only poisoned by a panic, and there is none while it is held.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Scanner<'_> {
    /// Scans a part of a file, in bytes from its start, on several threads, and tells the pieces
    /// in order. At most a few chunks are in memory.
    ///
    /// # Errors
    /// Where reading or the sink fails.
    pub fn scan_file(
        &self,
        file: &File,
        part: Range<u64>,
        threads: usize,
        sink: &mut (impl Sink + ?Sized),
    ) -> io::Result<()> {
        self.scan_in_chunks(file, part, threads, CHUNK, sink)
    }

    /// The same in chunks of `size` bytes, for the fuzzers.
    ///
    /// # Errors
    /// As [`Scanner::scan_file`].
    #[cfg(fuzzing)]
    pub fn scan_file_in_chunks(
        &self,
        file: &File,
        part: Range<u64>,
        threads: usize,
        size: u64,
        sink: &mut (impl Sink + ?Sized),
    ) -> io::Result<()> {
        self.scan_in_chunks(file, part, threads, size, sink)
    }

    pub(super) fn scan_in_chunks(
        &self,
        file: &File,
        part: Range<u64>,
        threads: usize,
        size: u64,
        sink: &mut (impl Sink + ?Sized),
    ) -> io::Result<()> {
        let mut counter = Counter::default();
        if threads < 2 || part.end.saturating_sub(part.start) <= size {
            let mut searched = Searched::default();
            for number in 0.. {
                let Some(at) = chunk(number, &part, size) else { return Ok(()) };
                let last = at.end == part.end;
                searched.search(self, file, at, part.end)?;
                let Searched { buffer, own, marks } = &searched;
                if !counter.tell(buffer, own.clone(), &marks.list, marks.newlines, last, sink)? {
                    break;
                }
            }
            return Ok(());
        }
        let board = Mutex::new(Board {
            next: 0,
            told: 0,
            done: BTreeMap::new(),
            free: Vec::new(),
            stop: false,
        });
        let changed = Condvar::new();
        let ahead = AHEAD * threads as u64;
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| self.work(file, &part, size, ahead, &board, &changed));
            }
            let told = tell(&part, size, &board, &changed, &mut counter, sink);
            lock(&board).stop = true;
            changed.notify_all();
            told
        })
    }

    fn work(
        &self,
        file: &File,
        part: &Range<u64>,
        size: u64,
        ahead: u64,
        board: &Mutex<Board>,
        changed: &Condvar,
    ) {
        loop {
            let mut held = lock(board);
            while held.next >= held.told + ahead && !held.stop {
                held = changed.wait(held).unwrap_or_else(PoisonError::into_inner);
            }
            let number = held.next;
            let Some(at) = chunk(number, part, size).filter(|_| !held.stop) else { return };
            held.next += 1;
            let mut searched = held.free.pop().unwrap_or_default();
            drop(held);
            let result = searched.search(self, file, at, part.end).map(|()| searched);
            lock(board).done.insert(number, result);
            changed.notify_all();
        }
    }
}

fn tell(
    part: &Range<u64>,
    size: u64,
    board: &Mutex<Board>,
    changed: &Condvar,
    counter: &mut Counter,
    sink: &mut (impl Sink + ?Sized),
) -> io::Result<()> {
    for number in 0.. {
        let Some(at) = chunk(number, part, size) else { break };
        let mut held = lock(board);
        let searched = loop {
            match held.done.remove(&number) {
                Some(searched) => break searched?,
                None => held = changed.wait(held).unwrap_or_else(PoisonError::into_inner),
            }
        };
        drop(held);
        let Searched { buffer, own, marks } = &searched;
        let more = counter.tell(
            buffer,
            own.clone(),
            &marks.list,
            marks.newlines,
            at.end == part.end,
            sink,
        )?;
        let mut held = lock(board);
        held.told = number + 1;
        held.free.push(searched);
        drop(held);
        changed.notify_all();
        if !more {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::{self, Write};
    use std::time::Duration;

    use proptest::collection::vec;
    use proptest::prelude::{Strategy, any, prop_assert_eq, prop_oneof, proptest};
    use proptest::sample::select;

    use super::super::{Confidence, Piece, Scanner, Sink, Source, Summary, Tally};
    use crate::catalog::Catalogs;

    /// What a scan tells: every finding with its place, and all bytes.
    #[derive(Debug, Default, PartialEq)]
    struct Told {
        findings: Vec<String>,
        bytes: Vec<u8>,
    }

    struct Teller<'s, 'c> {
        scanner: &'s Scanner<'c>,
        told: Told,
    }

    impl Sink for Teller<'_, '_> {
        fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
            for located in piece.findings(self.scanner) {
                let finding = &located.finding;
                self.told.findings.push(format!(
                    "{}:{}@{} {} {} {}",
                    located.line,
                    located.column,
                    located.offset,
                    finding.text,
                    finding.code,
                    finding.confidence.word()
                ));
            }
            self.told.bytes.extend_from_slice(piece.bytes());
            Ok(true)
        }
    }

    /// A source that gives a few bytes at once.
    struct Drops<'t> {
        text: &'t [u8],
        size: usize,
    }

    impl Source for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let end = self.size.min(self.text.len()).min(buffer.len());
            let (now, later) = self.text.split_at(end);
            buffer[..end].copy_from_slice(now);
            self.text = later;
            Ok(end)
        }

        fn ready(&mut self, _: Duration) -> bool {
            true
        }
    }

    fn file(text: &[u8]) -> File {
        use std::sync::atomic::{AtomicU64, Ordering};
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("errcode-chunks-{}-{number}", std::process::id()));
        File::create(&path).unwrap().write_all(text).unwrap();
        let file = File::open(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        file
    }

    fn chunked(scanner: &Scanner<'_>, text: &[u8], size: u64, threads: usize) -> Told {
        let mut teller = Teller { scanner, told: Told::default() };
        let part = 0..text.len() as u64;
        scanner.scan_in_chunks(&file(text), part, threads, size, &mut teller).unwrap();
        teller.told
    }

    fn streamed(scanner: &Scanner<'_>, text: &[u8], size: usize) -> Told {
        let mut teller = Teller { scanner, told: Told::default() };
        scanner.scan_stream(&mut Drops { text, size }, &mut teller).unwrap();
        teller.told
    }

    const LOG: &str = "2026-01-02 03:04:05 ERROR [PR404-OD-0002] - No such entity.\n\
        {\"error\":{\"id\":\"api.process.action_not_found\",\"code\":33685509}}\r\n\
        \n{\n  \"code\": \"NOT_FOUND\",\n  \"description\": \"x\"\n}\n\
        it failed: 0x0101000b \u{c3} \"errorCode\":301,\n\
        {\"code\":\"NOT_FOUND\",\"message\":\"x\"}\n\
        if (err.code === 601) { errorCode=801 if (err.code === -1) {\n\
        lineworks: `NOT_FOUND` and `UNAUTHORIZED` Telerik error 617, 205 - Invalid username or \
        password (LIMIT_EXCEEDED)\n  FORBIDDEN: \"x\" [json[@\"errorCode\"] intValue] == 603 \
        error.user.login_failed error.user.no_such_one";

    #[test]
    fn pieces_say_the_same_wherever_they_are_cut() {
        let catalogs = Catalogs::embedded();
        let scanner = Scanner::new(&catalogs).at_least(Confidence::Possible);
        let text = [LOG.as_bytes(), &[b' '; 700], b"\n", LOG.as_bytes()].concat();
        let whole = chunked(&scanner, &text, u64::MAX / 4, 1);
        assert_eq!(whole.bytes, text);
        assert!(whole.findings.len() >= 16, "{:?}", whole.findings);
        for size in 1..text.len() {
            let cut = chunked(&scanner, &text, size as u64, 1);
            assert_eq!(cut, whole, "chunks of {size} bytes");
        }
        for size in [1, 2, 3, 7, 64, 300, 1000] {
            let cut = chunked(&scanner, &text, size, 3);
            assert_eq!(cut, whole, "chunks of {size} bytes on three threads");
            assert_eq!(streamed(&scanner, &text, size as usize), whole, "reads of {size} bytes");
        }
    }

    #[test]
    fn a_name_is_as_near_wherever_pieces_are_cut() {
        let catalogs = Catalogs::embedded();
        let scanner = Scanner::new(&catalogs);
        for distance in 490..530 {
            let far = ".".repeat(distance);
            for text in [
                format!("`NOT_FOUND`{far}LINE WORKS{far}`NOT_FOUND`{far}"),
                format!("error 617{far} Everlive {far}error 617{far}"),
            ] {
                let whole = chunked(&scanner, text.as_bytes(), u64::MAX / 4, 1);
                for size in (1..30).chain(distance as u64 - 5..distance as u64 + 60) {
                    let cut = chunked(&scanner, text.as_bytes(), size, 1).findings;
                    assert_eq!(cut, whole.findings, "{distance} bytes apart, chunks of {size}");
                }
            }
        }
    }

    #[test]
    fn messages_are_the_same_wherever_pieces_are_cut() {
        let catalogs = Catalogs::embedded();
        let scanner = Scanner::new(&catalogs).at_least(Confidence::Possible).with_messages();
        let text = format!(
            "x - No such entity.\n{LOG}\n{{\n \"code\": \"PR404-OD-0002\",\n \"value\": \"No such \
             entity.\"\n}}\n[a{}] is required. {} No such entity.",
            "b".repeat(1500),
            "[No such association.] is required. Query value [x".repeat(90),
        );
        let whole = chunked(&scanner, text.as_bytes(), u64::MAX / 4, 1);
        let messages = whole.findings.iter().filter(|told| told.contains("No such")).count();
        assert!(messages > 10, "{:?}", whole.findings);
        for size in [200, 333, 1000, 2999, 4095, 4096, 4097] {
            let cut = chunked(&scanner, text.as_bytes(), size, 1);
            assert_eq!(cut, whole, "chunks of {size} bytes");
        }
        for size in [1000, 4096, 5000] {
            assert_eq!(chunked(&scanner, text.as_bytes(), size, 3), whole, "{size} on 3 threads");
            assert_eq!(
                streamed(&scanner, text.as_bytes(), size as usize),
                whole,
                "reads of {size}"
            );
        }
    }

    #[test]
    fn a_tally_of_a_file_is_that_of_a_stream() {
        let catalogs = Catalogs::embedded();
        let scanner = Scanner::new(&catalogs).without_grades();
        let text = format!("{LOG}\n{}\n", "x".repeat(3000)).repeat(600);
        let (progress, stop) = Default::default();
        let mut of_file = Tally::new(&scanner);
        of_file.begin(Some("a".to_owned()));
        let part = 0..text.len() as u64;
        of_file.file(&file(text.as_bytes()), &part, 2, &progress, &stop).unwrap();
        let mut of_stream = Tally::new(&scanner);
        of_stream.begin(Some("a".to_owned()));
        scanner
            .scan_stream(&mut Drops { text: text.as_bytes(), size: 5000 }, &mut of_stream)
            .unwrap();
        assert_eq!(of_file.summary(), of_stream.summary());
        assert_eq!(of_file.summary().lines, text.lines().count() as u64);
        assert!(of_file.summary().codes.iter().all(|code| code.count % 600 == 0));
    }

    #[test]
    fn the_same_of_very_many_made_up_codes_are_named_however_they_are_counted() {
        let catalogs = Catalogs::embedded();
        let scanner = Scanner::new(&catalogs).without_grades();
        let line =
            |n: usize| format!("[PR{:03}-ZZ-{:04}] {}\n", n / 9000 + 100, n % 9000, ".".repeat(12));
        let text: String = (0..30_000).map(|n| line(n * 7919 % 15_000)).collect();
        let counted = |threads: usize| {
            let mut tally = Tally::new(&scanner);
            tally.begin(None);
            let (progress, stop) = Default::default();
            let part = 0..text.len() as u64;
            tally.file(&file(text.as_bytes()), &part, threads, &progress, &stop).unwrap();
            tally.summary()
        };
        let alone = counted(1);
        assert_eq!((alone.findings, alone.codes.len()), (30_000, 10_000));
        assert!(alone.codes.iter().all(|code| code.count == 2 && code.first.line <= 15_000));
        assert_eq!(counted(3), alone);
        let mut streamed = Tally::new(&scanner);
        streamed.begin(None);
        scanner
            .scan_stream(&mut Drops { text: text.as_bytes(), size: 9000 }, &mut streamed)
            .unwrap();
        assert_eq!(streamed.summary(), alone);
        // Two inputs, the later one counted first.
        let (early, late) = text.split_at(line(0).len() * 15_000);
        let part = |number: u32, text: &str| {
            let mut tally = Tally::new(&scanner);
            tally.begin_as(number, None);
            scanner
                .scan_stream(&mut Drops { text: text.as_bytes(), size: 9000 }, &mut tally)
                .unwrap();
            tally
        };
        let mut joined = part(1, late);
        joined.join(part(0, early));
        let names = |summary: &Summary| {
            summary.codes.iter().map(|it| (it.code.clone(), it.count)).collect::<Vec<_>>()
        };
        assert_eq!(names(&joined.summary()), names(&alone));
    }

    #[test]
    fn a_code_that_overlaps_one_of_the_chunk_before_is_told_alike() {
        let catalogs = Catalogs::embedded();
        let scanner = Scanner::new(&catalogs).at_least(Confidence::Possible);
        let text = b"error.user.0x0101000b";
        let whole = chunked(&scanner, text, 1 << 20, 1);
        for size in 1..text.len() as u64 {
            assert_eq!(chunked(&scanner, text, size, 1), whole, "{size}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_pass_and_are_told_alike(
            parts in vec(
                prop_oneof![
                    vec(any::<u8>(), 0..40),
                    select(vec![
                        "PR404-OD-0002", "\"code\":\"NOT_FOUND\"", "{\"code\":", "}", "\n", "error",
                        "services.storage.not_found", "0x0101000b", "0x01", "errorCode=301", "lineworks",
                        "No such entity.", "[", "] is required.", "\"description\":\"x\"", "error.user.", "login_failed", "`NOT_FOUND`", "16842763",
                    ]).prop_map(|text| text.as_bytes().to_vec()),
                ],
                0..40,
            ),
            size in 1u64..200,
        ) {
            use std::sync::LazyLock;
            static CATALOGS: LazyLock<Catalogs> = LazyLock::new(Catalogs::embedded);
            static SCANNER: LazyLock<Scanner<'static>> =
                LazyLock::new(|| Scanner::new(&CATALOGS).at_least(Confidence::Possible));
            static MESSAGES: LazyLock<Scanner<'static>> = LazyLock::new(|| {
                Scanner::new(&CATALOGS).at_least(Confidence::Possible).with_messages()
            });
            let text = parts.concat();
            let whole = chunked(&MESSAGES, &text, 1 << 20, 1);
            prop_assert_eq!(&chunked(&MESSAGES, &text, size, 1), &whole);
            prop_assert_eq!(&streamed(&MESSAGES, &text, size as usize), &whole);
            for finding in SCANNER.scan(&text) {
                prop_assert_eq!(finding.text.as_bytes(), &text[finding.span.clone()]);
            }
            let whole = chunked(&SCANNER, &text, 1 << 20, 1);
            prop_assert_eq!(&whole.bytes, &text);
            prop_assert_eq!(&chunked(&SCANNER, &text, size, 1), &whole);
            prop_assert_eq!(&streamed(&SCANNER, &text, size as usize), &whole);
        }
    }
}
