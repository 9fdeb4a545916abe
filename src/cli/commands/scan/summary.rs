//! `errcode scan --summary`: what was found in all, counted by all threads.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use super::super::super::args::Format;
use super::super::super::input::{self, Ahead, Input};
use super::super::super::output::Output;
use super::super::super::{Outcome, complain, ndjson, text};
use super::Run;
use super::ahead::SMALL;
use super::inputs::{Listed, Named, Queue, listed};
use crate::scan::{Searcher, Summary, Tally, Whole};

/// What went wrong with an input, and its number.
type Fault = (u64, String);

/// What the threads share while they count.
struct Counting<I> {
    queue: Queue<I>,
    progress: AtomicU64,
    done: AtomicBool,
}

/// What one thread has counted, and what it left to all of them together.
struct Counted<'s, 'c> {
    tally: Tally<'s, 'c>,
    /// Large files and streams, by number.
    left: Vec<(u64, Option<PathBuf>)>,
    faults: Vec<Fault>,
}

impl<'c> Run<'_, 'c> {
    pub(super) fn summary(&mut self, output: &mut Output) -> anyhow::Result<Outcome> {
        let summary = if self.follows_several() {
            self.follow_summary()?
        } else {
            let (summary, failed) = self.count();
            self.failed |= failed;
            summary
        };
        print_summary(output, &summary)?;
        Ok(self.outcome(summary.findings > 0))
    }

    fn follow_summary(&mut self) -> anyhow::Result<Summary> {
        let scanner = self.scanner;
        let make = |path: Option<&Path>| {
            let mut tally = Tally::new(scanner);
            let place = self.args.files.iter().position(|file| Some(file.as_path()) == path);
            tally.begin_as(place.unwrap_or(0) as u32, label(path));
            tally
        };
        let mut all = Tally::new(scanner);
        for (path, tally, result) in self.follow_each(None, make, |_| false) {
            self.settle(path.as_deref(), result)?;
            all.join(tally);
        }
        Ok(all.summary())
    }

    /// Counts all inputs: small files and compressed ones by a thread each, then the rest in order.
    /// Says as well whether some could not be read; those have been complained of.
    fn count(&self) -> (Summary, bool) {
        let counting = Counting {
            queue: Queue::new(listed(self.args)),
            progress: AtomicU64::new(0),
            done: AtomicBool::new(false),
        };
        let counting = &counting;
        std::thread::scope(|scope| {
            if io::stderr().is_terminal() {
                scope.spawn(|| show_progress(&counting.progress, &counting.done));
            }
            let threads = if self.looks_ahead(1) { self.threads } else { 0 };
            let handles: Vec<_> =
                (0..threads).map(|_| scope.spawn(|| self.count_claimed(counting))).collect();
            let mut all = if threads == 0 { self.leave_all(counting) } else { self.nothing() };
            for handle in handles {
                // A thread that panics has told so, and ends the program.
                let Ok(counted) = handle.join() else { continue };
                all.tally.join(counted.tally);
                all.left.extend(counted.left);
                all.faults.extend(counted.faults);
            }
            all.faults.sort_by_key(|(number, _)| *number);
            all.faults.iter().for_each(|(_, fault)| complain(&format!("errcode: {fault}")));
            let mut failed = !all.faults.is_empty();
            all.left.sort_by_key(|(number, _)| *number);
            for (number, path) in all.left {
                if self.stop.load(Ordering::Relaxed) {
                    break;
                }
                all.tally.begin_as(number as u32, label(path.as_deref()));
                if let Err(fault) = self.count_one(path.as_deref(), &mut all.tally, counting) {
                    complain(&format!("errcode: {}: {fault}", input::name(path.as_deref())));
                    failed = true;
                }
            }
            counting.done.store(true, Ordering::Relaxed);
            (all.tally.summary(), failed)
        })
    }

    fn nothing(&self) -> Counted<'_, 'c> {
        Counted { tally: Tally::new(self.scanner), left: Vec::new(), faults: Vec::new() }
    }

    /// Leaves all inputs to be read one after the other.
    fn leave_all(&self, counting: &Counting<impl Iterator<Item = Listed>>) -> Counted<'_, 'c> {
        let mut counted = self.nothing();
        loop {
            let (first, claimed) = counting.queue.claim();
            if claimed.is_empty() {
                return counted;
            }
            for (number, listed) in (first..).zip(claimed) {
                match listed {
                    Ok(Named { path, .. }) => counted.left.push((number, path)),
                    Err(fault) => counted.faults.push((number, fault)),
                }
            }
        }
    }

    /// Counts the inputs that this thread claims.
    fn count_claimed(&self, counting: &Counting<impl Iterator<Item = Listed>>) -> Counted<'_, 'c> {
        let mut counted = self.nothing();
        let mut searcher = Searcher::new(self.scanner);
        let mut whole = Whole::default();
        loop {
            let (first, claimed) = counting.queue.claim();
            if claimed.is_empty() {
                return counted;
            }
            for (number, listed) in (first..).zip(claimed) {
                if self.stop.load(Ordering::Relaxed) {
                    return counted;
                }
                let (path, is_file) = match listed {
                    Ok(Named { path: Some(path), is_file }) => (path, is_file),
                    Ok(Named { path: None, .. }) => {
                        counted.left.push((number, None));
                        continue;
                    }
                    Err(fault) => {
                        counted.faults.push((number, fault));
                        continue;
                    }
                };
                let before = counted.tally.bytes();
                counted.tally.begin_as(number as u32, label(Some(&path)));
                let result = match input::look_ahead(&path, is_file, SMALL, &mut whole) {
                    Ok(Ahead::Small) => {
                        searcher.search(&mut whole);
                        whole.tell(&mut counted.tally).map(|_| ())
                    }
                    Ok(Ahead::Compressed(kind, file)) => {
                        self.decode(kind, file, None, &mut counted.tally)
                    }
                    Ok(Ahead::Later) => {
                        counted.left.push((number, Some(path)));
                        continue;
                    }
                    Err(fault) => Err(fault),
                };
                if let Err(fault) = result {
                    counted.faults.push((number, format!("{}: {fault}", path.display())));
                }
                counting.progress.fetch_add(counted.tally.bytes() - before, Ordering::Relaxed);
            }
        }
    }

    /// Counts one input, a large file on all threads.
    fn count_one<I>(
        &self,
        path: Option<&Path>,
        tally: &mut Tally<'_, '_>,
        counting: &Counting<I>,
    ) -> io::Result<()> {
        let before = tally.bytes();
        if self.args.follow {
            self.read(path, tally)?;
        } else {
            match input::open(path, &self.stop)? {
                Input::File(file, part) => {
                    let progress = &counting.progress;
                    return tally.file(&file, &part, self.threads, progress, &self.stop);
                }
                Input::Stream(mut stream) => self.scanner.scan_stream(&mut stream, tally)?,
                Input::Compressed(kind, file) => self.decode(kind, file, None, tally)?,
                Input::CompressedStream(kind, stream) => self.decode_stream(kind, stream, tally)?,
            }
        }
        counting.progress.fetch_add(tally.bytes() - before, Ordering::Relaxed);
        Ok(())
    }
}

fn label(path: Option<&Path>) -> Option<String> {
    path.map(|path| path.display().to_string())
}

/// Says on standard error, where it is a terminal, how far a long run has come.
fn show_progress(progress: &AtomicU64, done: &AtomicBool) {
    const GLANCE: Duration = Duration::from_millis(50);
    let mut glances = 0;
    let mut shown = false;
    while !done.load(Ordering::Relaxed) {
        std::thread::sleep(GLANCE);
        glances += 1;
        if glances % 10 == 0 && glances > 10 {
            let bytes = progress.load(Ordering::Relaxed);
            // A progress line that cannot be written is no reason to stop.
            let _ = write!(io::stderr(), "\r{} MB read\x1b[K", bytes / 1_000_000);
            shown = true;
        }
    }
    if shown {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}

pub(super) fn print_summary(output: &mut Output, summary: &Summary) -> io::Result<()> {
    match output.format {
        Format::Json => ndjson::summary(output, summary),
        Format::Text => {
            let width = output.width;
            text::summary(output, summary, width)
        }
    }
}
