//! `errcode scan`: which codes are in this log?

mod merge;
mod sinks;
mod turns;

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context;

use super::super::args::{Annotate, Format, Global, Scan};
use super::super::follow::{Followed, can_follow};
use super::super::input::{self, Input, grow_pipe};
use super::super::output::Output;
use super::super::text::{Explain, MatchingLines, PassThrough, Style};
use super::super::{Outcome, complain, ndjson, text};
use crate::scan::decompress::{Background, Compression};
use crate::scan::{Scanner, Sink, Source, Summary, Tally};
use merge::merge;
use sinks::{Codes, First, Lines, NotWritten, Out};
use turns::{Turn, Turns};

pub(crate) fn run(args: &Scan, global: &Global, output: &mut Output) -> anyhow::Result<Outcome> {
    if args.merge {
        return merge(args, output);
    }
    let catalogs = super::catalogs(global)?;
    let mut scanner = Scanner::new(catalogs).at_least(args.confidence.into());
    if let Some(statuses) = &global.status {
        scanner = scanner.with_statuses(statuses.clone());
    }
    if args.messages {
        scanner = scanner.with_messages();
    }
    let json = output.format == Format::Json || args.row_per_line;
    if args.confidence != super::super::args::Confidence::Certain && (args.summary || !json) {
        scanner = scanner.without_grades();
    }
    let mut run = Run {
        args,
        scanner: &scanner,
        stop: Arc::new(AtomicBool::new(false)),
        failed: false,
        threads: args.threads.map_or_else(cores, usize::from),
    };
    if args.summary {
        run.stop_on_interrupt()?;
        return run.summary(output);
    }
    let (stdout, colored) = output.raw().context("standard output")?;
    grow_pipe(&stdout);
    let width = output.width;
    let found = run.print(stdout, colored, json, width)?;
    Ok(run.outcome(found > 0))
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// One run over all inputs.
struct Run<'r, 'c> {
    args: &'r Scan,
    scanner: &'r Scanner<'c>,
    /// Set when the user wants the run to end.
    stop: Arc<AtomicBool>,
    /// Whether an input could not be read.
    failed: bool,
    threads: usize,
}

impl Run<'_, '_> {
    /// Lets an interrupt end the reading, so that what was found so far is told; a second one
    /// ends the program.
    fn stop_on_interrupt(&self) -> anyhow::Result<()> {
        use signal_hook::consts::{SIGINT, SIGTERM};
        for signal in [SIGINT, SIGTERM] {
            signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&self.stop))
                .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&self.stop)))
                .context("cannot wait for interrupts")?;
        }
        Ok(())
    }

    fn outcome(&self, found: bool) -> Outcome {
        match (self.failed, found || self.args.exit_zero) {
            (true, _) => Outcome::Failed,
            (false, true) => Outcome::Found,
            (false, false) => Outcome::NotFound,
        }
    }

    /// Calls `each` with every input, in order. What cannot be read is complained of and left.
    fn inputs(
        &mut self,
        mut each: impl FnMut(&Self, Option<&Path>) -> io::Result<bool>,
    ) -> anyhow::Result<()> {
        let standard = [PathBuf::from("-")];
        let folder = [PathBuf::from(".")];
        let typed = match &self.args.files[..] {
            [] if self.args.recursive => &folder[..],
            [] => &standard[..],
            typed => typed,
        };
        for path in typed {
            let files = if path.as_os_str() == "-" {
                vec![Ok(None)]
            } else if self.args.recursive {
                input::files_in(path).into_iter().map(|file| file.map(Some)).collect()
            } else {
                vec![Ok(Some(path.clone()))]
            };
            for file in files {
                if self.stop.load(Ordering::Relaxed) {
                    return Ok(());
                }
                let file = match file {
                    Ok(file) => file,
                    Err(fault) => {
                        complain(&format!("errcode: {fault}"));
                        self.failed = true;
                        continue;
                    }
                };
                match each(self, file.as_deref()) {
                    Ok(true) => {}
                    Ok(false) => return Ok(()),
                    Err(fault) => self.settle(file.as_deref(), Err(fault))?,
                }
            }
        }
        Ok(())
    }

    /// Reads one input into a sink.
    fn read(&self, path: Option<&Path>, sink: &mut dyn Sink) -> io::Result<()> {
        if let (true, Some(path)) = (self.args.follow, path)
            && can_follow(path)
        {
            if !path.exists() {
                complain(&format!("errcode: {}: not there yet: waiting for it", path.display()));
            }
            let mut followed = Followed::new(path.to_owned(), &self.stop);
            return self.scanner.scan_stream(&mut followed, sink);
        }
        match input::open(path, &self.stop)? {
            Input::File(file, part) => self.scanner.scan_file(&file, part, self.threads, sink),
            Input::Stream(mut stream) => self.scanner.scan_stream(&mut stream, sink),
            Input::Compressed(kind, file) => self.decode(kind, file, sink),
            Input::CompressedStream(kind, stream) => self.decode(kind, stream, sink),
        }
    }

    fn decode(
        &self,
        kind: Compression,
        input: impl io::Read + Send,
        sink: &mut dyn Sink,
    ) -> io::Result<()> {
        let decoder = kind.decoder(input)?;
        std::thread::scope(|scope| {
            let mut source = Stoppable(Background::start(scope, decoder), &self.stop);
            self.scanner.scan_stream(&mut source, sink)
        })
    }

    /// Follows all files at once, each on a thread of its own with the sink that `make` gives it,
    /// and gives the sinks back. `header` is written wherever lines of another file begin.
    fn follow<S: Sink + Send>(
        &mut self,
        header: Option<&Out>,
        make: impl Fn(Option<&Path>) -> S,
        done: impl Fn(&S) -> bool + Sync,
    ) -> anyhow::Result<Vec<S>> {
        let turns = Turns::default();
        let (run, turns, done) = (&*self, &turns, &done);
        let results: Vec<_> = std::thread::scope(|scope| {
            let handles = self.args.files.iter().enumerate().map(|(number, path)| {
                let path = Some(path.as_path()).filter(|path| path.as_os_str() != "-");
                let header = header.map(|out| (out.clone(), input::name(path)));
                let mut turn = Turn::new(turns, number, make(path), header);
                scope.spawn(move || {
                    let result = run.read(path, &mut turn);
                    let unwritten =
                        |fault: &io::Error| fault.get_ref().is_some_and(|it| it.is::<NotWritten>());
                    if result.as_ref().is_err_and(unwritten) || done(turn.sink()) {
                        run.stop.store(true, Ordering::Relaxed);
                    }
                    (path, turn.into_sink(), result)
                })
            });
            let handles: Vec<_> = handles.collect();
            handles.into_iter().filter_map(|handle| handle.join().ok()).collect()
        });
        let mut sinks = Vec::new();
        for (path, sink, result) in results {
            self.settle(path, result)?;
            sinks.push(sink);
        }
        Ok(sinks)
    }

    /// Complains of an input that cannot be read; where the output cannot be written, that ends all.
    fn settle(&mut self, path: Option<&Path>, result: io::Result<()>) -> anyhow::Result<()> {
        match result {
            Err(fault) if fault.get_ref().is_some_and(|it| it.is::<NotWritten>()) => {
                return Err(fault.into());
            }
            Err(fault) => {
                complain(&format!("errcode: {}: {fault}", input::name(path)));
                self.failed = true;
            }
            Ok(()) => {}
        }
        Ok(())
    }

    /// Prints findings or lines, and says how many findings there were.
    fn print(&mut self, out: File, colored: bool, json: bool, width: usize) -> anyhow::Result<u64> {
        let args = self.args;
        let scanner = self.scanner;
        let out = Out::new(out);
        let several = args.files.len() > 1 || args.recursive;
        let named = |path: Option<&Path>| path.map(|path| path.display().to_string());
        // A name is not the log's: it may not steer the terminal, and a line feed in it may not
        // pass for a line.
        let prefix = |path: Option<&Path>| {
            let named = named(path).filter(|_| several);
            named.map(|name| text::shown(&name).into_owned())
        };
        let style = Style {
            explain: match args.annotate {
                Annotate::First => Explain::New,
                Annotate::All => Explain::All,
                Annotate::None => Explain::Nothing,
            },
            colored,
            utf8: args.utf8,
            width: if io::stdout().is_terminal() { width } else { width.max(200) },
        };
        let at_once = args.follow && args.files.len() > 1;
        if args.quiet && at_once {
            let sinks =
                self.follow(None, |_| First { scanner, found: 0 }, |sink| sink.found > 0)?;
            return Ok(sinks.iter().map(|sink| sink.found).sum());
        }
        if args.quiet {
            let mut sink = First { scanner, found: 0 };
            self.inputs(|run, path| {
                run.read(path, &mut sink)?;
                Ok(sink.found == 0)
            })?;
            return Ok(sink.found);
        }
        if args.count {
            let mut sink = Lines { scanner, lines: 0, last: 0 };
            let mut out = out;
            let mut all = 0;
            self.inputs(|run, path| {
                (sink.lines, sink.last) = (0, 0);
                run.read(path, &mut sink)?;
                all += sink.lines;
                let name = prefix(path).map(|path| format!("{path}:")).unwrap_or_default();
                out.write_all(format!("{name}{}\n", sink.lines).as_bytes())?;
                Ok(true)
            })?;
            return Ok(all);
        }
        if args.row_per_line && at_once {
            let make = |path: Option<&Path>| {
                let mut sink = ndjson::Rows::new(scanner, out.clone(), !args.no_line_number);
                sink.begin(named(path));
                sink
            };
            return Ok(self.follow(None, make, |_| false)?.iter().map(|sink| sink.found()).sum());
        }
        if args.row_per_line {
            let mut sink = ndjson::Rows::new(scanner, out, !args.no_line_number);
            self.inputs(|run, path| {
                sink.begin(named(path));
                run.read(path, &mut sink).map(|()| true)
            })?;
            return Ok(sink.found());
        }
        if json && at_once {
            let make = |path: Option<&Path>| {
                let mut sink = ndjson::Findings::new(scanner, out.clone(), !args.no_line_number);
                sink.begin(named(path));
                sink
            };
            return Ok(self.follow(None, make, |_| false)?.iter().map(|sink| sink.found()).sum());
        }
        if json {
            let mut sink = ndjson::Findings::new(scanner, out, !args.no_line_number);
            self.inputs(|run, path| {
                sink.begin(named(path));
                run.read(path, &mut sink).map(|()| true)
            })?;
            return Ok(sink.found());
        }
        if args.only_matching {
            let numbers = args.line_number;
            let make = |path: Option<String>| {
                let (out, text) = (out.clone(), Vec::new());
                Codes { scanner, out, path, numbers, text, found: 0 }
            };
            if at_once {
                let sinks = self.follow(None, |path| make(prefix(path)), |_| false)?;
                return Ok(sinks.iter().map(|sink| sink.found).sum());
            }
            let mut sink = make(None);
            self.inputs(|run, path| {
                sink.path = prefix(path);
                run.read(path, &mut sink).map(|()| true)
            })?;
            return Ok(sink.found);
        }
        if args.matches || args.context.is_some() {
            let around = args.context.map_or(0, usize::from);
            let make = || {
                let out = io::BufWriter::with_capacity(256 << 10, out.clone());
                MatchingLines::new(scanner, out, style, around, args.line_number)
            };
            if at_once {
                let make = |path: Option<&Path>| {
                    let mut sink = make();
                    sink.begin(prefix(path));
                    sink
                };
                return Ok(self.follow(None, make, |_| false)?.iter().map(|s| s.found()).sum());
            }
            let mut sink = make();
            self.inputs(|run, path| {
                sink.begin(prefix(path));
                run.read(path, &mut sink)?;
                sink.pause().map(|()| true)
            })?;
            return Ok(sink.found());
        }
        if at_once {
            let make = |_: Option<&Path>| PassThrough::new(scanner, out.clone(), style);
            return Ok(self.follow(Some(&out), make, |_| false)?.iter().map(|s| s.found()).sum());
        }
        let mut sink = PassThrough::new(scanner, out, style);
        self.inputs(|run, path| run.read(path, &mut sink).map(|()| true))?;
        Ok(sink.found())
    }

    fn summary(&mut self, output: &mut Output) -> anyhow::Result<Outcome> {
        if self.args.follow && self.args.files.len() > 1 {
            let scanner = self.scanner;
            let make = |path: Option<&Path>| {
                let mut tally = Tally::new(scanner);
                tally.begin(path.map(|path| path.display().to_string()));
                tally
            };
            let mut all = Tally::new(scanner);
            for tally in self.follow(None, make, |_| false)? {
                all.join(tally);
            }
            let summary = all.summary();
            print_summary(output, &summary)?;
            return Ok(self.outcome(summary.findings > 0));
        }
        let mut tally = Tally::new(self.scanner);
        let progress = AtomicU64::new(0);
        let done = AtomicBool::new(false);
        let result = std::thread::scope(|scope| {
            if io::stderr().is_terminal() {
                scope.spawn(|| show_progress(&progress, &done));
            }
            let result = self.inputs(|run, path| {
                tally.begin(path.map(|path| path.display().to_string()));
                if !run.args.follow {
                    match input::open(path, &run.stop)? {
                        Input::File(file, part) => {
                            tally.file(&file, &part, run.threads, &progress, &run.stop)?;
                            return Ok(true);
                        }
                        Input::Stream(mut stream) => {
                            run.scanner.scan_stream(&mut stream, &mut tally)?;
                        }
                        Input::Compressed(kind, file) => run.decode(kind, file, &mut tally)?,
                        Input::CompressedStream(kind, stream) => {
                            run.decode(kind, stream, &mut tally)?;
                        }
                    }
                } else {
                    run.read(path, &mut tally)?;
                }
                progress.store(tally.bytes(), Ordering::Relaxed);
                Ok(true)
            });
            done.store(true, Ordering::Relaxed);
            result
        });
        result?;
        let summary = tally.summary();
        print_summary(output, &summary)?;
        Ok(self.outcome(summary.findings > 0))
    }
}

/// A source that ends when the user wants it.
struct Stoppable<'a, S>(S, &'a AtomicBool);

impl<S: Source> Source for Stoppable<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.1.load(Ordering::Relaxed) { Ok(0) } else { self.0.read(buffer) }
    }

    fn ready(&mut self, within: Duration) -> bool {
        self.0.ready(within)
    }
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

fn print_summary(output: &mut Output, summary: &Summary) -> io::Result<()> {
    match output.format {
        Format::Json => ndjson::summary(output, summary),
        Format::Text => {
            let width = output.width;
            text::summary(output, summary, width)
        }
    }
}
