//! `errcode scan`: which codes are in this log?

mod ahead;
mod answer;
mod follow;
mod inputs;
mod merge;
mod sinks;
mod summary;
mod turns;

use std::fs::File;
use std::io::{self, IsTerminal};
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, bail};

use super::super::args::{Annotate, Confidence, Format, Global, Scan};
use super::super::input::{self, grow_pipe};
use super::super::output::Output;
use super::super::text::{Around, Explain, MatchingLines, PassThrough, Style};
use super::super::{Outcome, complain, ndjson, text};
use crate::scan::{Scanner, Sink};
use ahead::Looked;
use answer::Answer;
use inputs::{Named, listed};
use merge::merge;
use sinks::{Codes, First, Lines, NotWritten, Out};

pub(crate) fn run(args: &Scan, global: &Global, output: &mut Output) -> anyhow::Result<Outcome> {
    refuse_nonsense(args, global)?;
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
    if args.confidence != Confidence::Certain && (args.summary || !json) {
        scanner = scanner.without_grades();
    }
    // Taken apart by the system when the program ends: that alone costs it nothing.
    let scanner = ManuallyDrop::new(scanner);
    let mut run = Run {
        args,
        scanner: &scanner,
        stop: Arc::new(AtomicBool::new(false)),
        failed: false,
        threads: args.threads.map_or_else(cores, usize::from),
    };
    // What is told at the end is told when the user ends it, too.
    if args.summary || args.count && args.follow {
        run.stop_on_interrupt()?;
    }
    if args.summary {
        return run.summary(output);
    }
    let (stdout, colored) = output.raw().context("standard output")?;
    grow_pipe(&stdout);
    // What has a width of its own is fitted to it; a file or a pipe has none.
    let width = if global.width.is_some() || io::stdout().is_terminal() {
        output.width
    } else {
        output.width.max(UNBOUND_WIDTH)
    };
    let found = run.print(stdout, colored, json, width)?;
    Ok(run.outcome(found > 0))
}

/// Refuses options that would have no effect beside others: an answer that leaves one out in silence
/// is taken for what was asked.
fn refuse_nonsense(args: &Scan, global: &Global) -> anyhow::Result<()> {
    let json = global.format == Format::Json;
    let kinds = [
        (args.merge, "--merge"),
        (args.summary, "--summary"),
        (args.count, "--count"),
        (args.quiet, "--quiet"),
        (args.only_matching, "--only-matching"),
        (args.row_per_line, "--row-per-line"),
        (json, "--format json"),
    ];
    let kind = kinds.iter().find_map(|(given, name)| given.then_some(*name));
    let around = [
        (args.context.is_some(), "--context"),
        (args.before_context.is_some(), "--before-context"),
        (args.after_context.is_some(), "--after-context"),
    ];
    let around = around.iter().find_map(|(given, name)| given.then_some(*name));
    if let (Some(kind), Some(around)) = (kind, around) {
        bail!("{kind} prints no lines of the log, so {around} has no meaning with it");
    }
    if args.count && json {
        bail!("--count prints numbers alone: --summary is what has them in JSON");
    }
    let filters = [
        (!global.catalog.is_empty(), "--catalog"),
        (global.status.is_some(), "--status"),
        (args.messages, "--messages"),
        (args.confidence != Confidence::default(), "--confidence"),
    ];
    let filter = filters.iter().find_map(|(given, name)| given.then_some(*name));
    if let (true, Some(filter)) = (args.merge, filter) {
        bail!("--merge adds summaries as they are: give {filter} to the scans that write them");
    }
    Ok(())
}

/// Which lines are written around those with findings; `None`: all pass through as they are.
fn around(args: &Scan) -> Option<Around> {
    let lines = |own: Option<u16>| own.or(args.context).map_or(0, usize::from);
    let (before, after) = (args.before_context, args.after_context);
    if before.or(after).or(args.context).is_some() {
        return Some(Around::Some { before: lines(before), after: lines(after) });
    }
    match (args.matches, args.line_number) {
        (true, _) => Some(Around::Nothing),
        (false, true) => Some(Around::All),
        (false, false) => None,
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The least columns of an explanation where nothing tells how many there are.
const UNBOUND_WIDTH: usize = 200;

/// So many inputs are read one after the other: a large one is read by all threads anyway.
const FEW: usize = 4;

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
        // What was asked is answered, whatever else could not be read. So does grep.
        if self.args.quiet && found {
            return Outcome::Found;
        }
        match (self.failed, found || self.args.exit_zero) {
            (true, _) => Outcome::Failed,
            (false, true) => Outcome::Found,
            (false, false) => Outcome::NotFound,
        }
    }

    /// Tells a sink of all inputs in order. What cannot be read is complained of and left.
    fn tell_all(
        &mut self,
        label: impl Fn(Option<&Path>) -> Option<String>,
        sink: &mut impl Answer,
    ) -> anyhow::Result<()> {
        let inputs = listed(self.args);
        if !self.looks_ahead(FEW) {
            for input in inputs {
                let looked = match input {
                    Ok(Named { path, .. }) => Looked::Unread(path),
                    Err(fault) => Looked::Unlisted(fault),
                };
                if self.stop.load(Ordering::Relaxed) || !self.tell(looked, &label, sink)? {
                    break;
                }
            }
            return Ok(());
        }
        let run = Run { stop: Arc::clone(&self.stop), ..*self };
        run.in_turn(inputs, |looked| self.tell(looked, &label, sink))
    }

    /// Whether there may be so many inputs that it pays to read them before their turn.
    fn looks_ahead(&self, few: usize) -> bool {
        let many = self.args.recursive || self.args.files.len() > few;
        many && self.threads > 1 && !self.args.follow
    }

    /// Tells a sink of an input. `false`: it wants no more.
    fn tell(
        &mut self,
        looked: Looked,
        label: impl Fn(Option<&Path>) -> Option<String>,
        sink: &mut impl Answer,
    ) -> anyhow::Result<bool> {
        let (path, result) = match looked {
            Looked::Unlisted(fault) => {
                self.complain(&fault);
                return Ok(true);
            }
            Looked::Unreadable(path, fault) => (Some(path), Err(fault)),
            Looked::Searched(path, whole) => {
                sink.begin(label(Some(&path)));
                let result = whole.tell(sink).map(|_| ());
                (Some(path), result)
            }
            Looked::Unread(path) => {
                sink.begin(label(path.as_deref()));
                let result = self.read(path.as_deref(), sink);
                (path, result)
            }
        };
        match result {
            Ok(()) => sink.end()?,
            Err(fault) => {
                self.settle(path.as_deref(), Err(fault))?;
                sink.break_off()?;
            }
        }
        Ok(!sink.has_enough())
    }

    /// Complains of an input that cannot be read; where the output cannot be written, that ends all.
    fn settle(&mut self, path: Option<&Path>, result: io::Result<()>) -> anyhow::Result<()> {
        match result {
            Err(fault) if fault.get_ref().is_some_and(|it| it.is::<NotWritten>()) => {
                return Err(fault.into());
            }
            Err(fault) => self.complain(&format!("{}: {fault}", input::name(path))),
            Ok(()) => {}
        }
        Ok(())
    }

    fn complain(&mut self, fault: &str) {
        complain(&format!("errcode: {fault}"));
        self.failed = true;
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
            let named = several.then(|| input::name(path));
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
            width,
        };
        if args.quiet {
            return self.answer(prefix, || First { scanner, found: 0 });
        }
        if args.count {
            let make = || Lines::new(scanner, out.clone());
            return self.answer(prefix, make);
        }
        let numbers = !args.no_line_number;
        if args.row_per_line {
            return self.answer(named, || ndjson::Rows::new(scanner, out.clone(), numbers));
        }
        if json {
            return self.answer(named, || ndjson::Findings::new(scanner, out.clone(), numbers));
        }
        if args.only_matching {
            let make = || Codes {
                scanner,
                out: out.clone(),
                path: None,
                numbers: args.line_number,
                text: Vec::new(),
                found: 0,
            };
            return self.answer(prefix, make);
        }
        if let Some(around) = around(args) {
            let make = || {
                let out = io::BufWriter::with_capacity(256 << 10, out.clone());
                MatchingLines::new(scanner, out, style, around, args.line_number)
            };
            return self.answer(prefix, make);
        }
        if self.follows_several() {
            let make = || PassThrough::new(scanner, out.clone(), style);
            return self.follow(Some(&out), named, make);
        }
        self.answer(named, || PassThrough::new(scanner, out.clone(), style))
    }

    /// Tells all inputs to what `make` makes, and says how many findings there were.
    fn answer<S: Answer + Send>(
        &mut self,
        label: impl Fn(Option<&Path>) -> Option<String>,
        make: impl Fn() -> S,
    ) -> anyhow::Result<u64> {
        if self.follows_several() {
            return self.follow(None, label, make);
        }
        let mut sink = make();
        self.tell_all(label, &mut sink)?;
        Ok(sink.found())
    }

    fn follows_several(&self) -> bool {
        self.args.follow && self.args.files.len() > 1
    }
}
