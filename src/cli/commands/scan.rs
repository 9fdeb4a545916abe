//! `errcode scan`: which codes are in this log?

use std::fs::File;
use std::io::{self, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use thiserror::Error;

use super::super::args::{Annotate, Format, Global, Scan};
use super::super::follow::Followed;
use super::super::input::{self, Input, grow_pipe};
use super::super::output::Output;
use super::super::text::{Explain, MatchingLines, PassThrough, Style};
use super::super::{Outcome, complain, ndjson, text};
use crate::scan::decompress::{Background, Compression};
use crate::scan::{Piece, Scanner, Sink, Source, Summary, Tally};

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

/// Standard output cannot be written to.
#[derive(Debug, Error)]
#[error("standard output")]
struct NotWritten(#[source] io::Error);

/// Standard output, whose faults can be told from those of an input.
struct Out(File);

impl Out {
    fn tell<T>(result: io::Result<T>) -> io::Result<T> {
        result.map_err(|fault| match fault.kind() {
            io::ErrorKind::Interrupted => fault,
            _ => io::Error::other(NotWritten(fault)),
        })
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Self::tell(self.0.write(bytes))
    }

    fn write_vectored(&mut self, slices: &[io::IoSlice<'_>]) -> io::Result<usize> {
        Self::tell(self.0.write_vectored(slices))
    }

    fn flush(&mut self) -> io::Result<()> {
        Self::tell(self.0.flush())
    }
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
                    Err(fault) if fault.get_ref().is_some_and(|it| it.is::<NotWritten>()) => {
                        return Err(fault.into());
                    }
                    Err(fault) => {
                        complain(&format!("errcode: {}: {fault}", input::name(file.as_deref())));
                        self.failed = true;
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads one input into a sink.
    fn read(&self, path: Option<&Path>, sink: &mut dyn Sink) -> io::Result<()> {
        if let (true, Some(path)) = (self.args.follow, path) {
            let mut followed = Followed::open(path.to_owned(), &self.stop)?;
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

    /// Prints findings or lines, and says how many findings there were.
    fn print(&mut self, out: File, colored: bool, json: bool, width: usize) -> anyhow::Result<u64> {
        let args = self.args;
        let scanner = self.scanner;
        let out = Out(out);
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
        if args.row_per_line {
            let mut sink = ndjson::Rows::new(scanner, out, !args.no_line_number);
            self.inputs(|run, path| {
                sink.begin(named(path));
                run.read(path, &mut sink).map(|()| true)
            })?;
            return Ok(sink.found());
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
            let mut sink = Codes { scanner, out, path: None, numbers, text: Vec::new(), found: 0 };
            self.inputs(|run, path| {
                sink.path = prefix(path);
                run.read(path, &mut sink).map(|()| true)
            })?;
            return Ok(sink.found);
        }
        if args.matches || args.context.is_some() {
            let around = args.context.map_or(0, usize::from);
            let out = io::BufWriter::with_capacity(256 << 10, out);
            let mut sink = MatchingLines::new(scanner, out, style, around, args.line_number);
            self.inputs(|run, path| {
                sink.begin(prefix(path));
                run.read(path, &mut sink)?;
                sink.pause().map(|()| true)
            })?;
            return Ok(sink.found());
        }
        let mut sink = PassThrough::new(scanner, out, style);
        self.inputs(|run, path| run.read(path, &mut sink).map(|()| true))?;
        Ok(sink.found())
    }

    fn summary(&mut self, output: &mut Output) -> anyhow::Result<Outcome> {
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

/// Summaries are added in the order in which they are named, several in one file in theirs.
fn merge(args: &Scan, output: &mut Output) -> anyhow::Result<Outcome> {
    if args.files.is_empty() {
        bail!("--merge: which summaries? Name the files that `--summary --format json` wrote");
    }
    let mut all = Summary::default();
    for path in &args.files {
        let (name, input): (_, Box<dyn Read>) = if path.as_os_str() == "-" {
            ("standard input".to_owned(), Box::new(io::stdin().lock()))
        } else {
            let name = text::shown(&path.to_string_lossy()).into_owned();
            let file = File::open(path).with_context(|| name.clone())?;
            (name, Box::new(BufReader::new(file)))
        };
        let mut parts = 0;
        for part in ndjson::read_summaries(input) {
            let part = part.with_context(|| {
                format!("{name}: expected what `--summary --format json` wrote")
            })?;
            all.merge(part);
            parts += 1;
        }
        // A run that was cut off left nothing: its part would silently be missing.
        if parts == 0 {
            bail!("{name}: no summary in it: expected what `--summary --format json` wrote");
        }
    }
    print_summary(output, &all)?;
    let found = all.findings > 0 || args.exit_zero;
    Ok(if found { Outcome::Found } else { Outcome::NotFound })
}

/// Stops at the first finding.
struct First<'s, 'c> {
    scanner: &'s Scanner<'c>,
    found: u64,
}

impl Sink for First<'_, '_> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        self.found += u64::from(piece.findings(self.scanner).next().is_some());
        Ok(self.found == 0)
    }
}

/// Counts the lines with findings.
struct Lines<'s, 'c> {
    scanner: &'s Scanner<'c>,
    lines: u64,
    last: u64,
}

impl Sink for Lines<'_, '_> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        for located in piece.findings(self.scanner) {
            self.lines += u64::from(located.line != self.last);
            self.last = located.line;
        }
        Ok(true)
    }
}

/// Prints the codes alone.
struct Codes<'s, 'c> {
    scanner: &'s Scanner<'c>,
    out: Out,
    path: Option<String>,
    numbers: bool,
    text: Vec<u8>,
    found: u64,
}

impl Sink for Codes<'_, '_> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        for located in piece.findings(self.scanner) {
            self.found += 1;
            if let Some(path) = &self.path {
                self.text.extend_from_slice(path.as_bytes());
                self.text.push(b':');
            }
            if self.numbers {
                write!(self.text, "{}:", located.line)?;
            }
            self.text.extend_from_slice(located.finding.text.as_bytes());
            self.text.push(b'\n');
        }
        self.out.write_all(&self.text)?;
        self.text.clear();
        Ok(true)
    }
}
