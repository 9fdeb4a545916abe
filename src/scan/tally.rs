//! Counts what is found, input after input and chunk beside chunk, into a summary.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io;
use std::num::NonZero;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::chunks::{Searched, chunk};
use super::mark::{FAR, Mark, UNLISTED};
use super::pieces::{Piece, Sink};
use super::summary::{CodeSummary, MOST_UNLISTED, Place, Summary, rank};
use super::times::{Recent, Times};
use super::timestamp;
use super::{Scanner, common_status};

/// What a thread reads at once, in bytes.
const CHUNK: u64 = 256 << 10;

/// Where a code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    /// The input by number.
    input: u32,
    /// The chunk by number while lines are counted from its start, 0 afterwards. Four bytes number
    /// those of two million gigabytes.
    chunk: u32,
    /// The line, from 1.
    line: u64,
}

/// Small: of a log full of codes, many are counted in turn.
#[derive(Debug, Clone, Copy)]
struct Count {
    count: NonZero<u64>,
    first: At,
    last: At,
}

impl Count {
    fn once(at: At) -> Self {
        Self { count: NonZero::<u64>::MIN, first: at, last: at }
    }

    fn join(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count.get());
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }

    /// The same with lines counted from the start of the input; `lines` has those before each
    /// chunk.
    fn settled(mut self, lines: &[u64]) -> Self {
        for at in [&mut self.first, &mut self.last] {
            at.line += lines.get(at.chunk as usize).copied().unwrap_or(0);
            at.chunk = 0;
        }
        self
    }
}

fn join(place: &mut Option<Count>, other: Count) {
    match place {
        Some(count) => count.join(other),
        None => *place = Some(other),
    }
}

/// A code that no catalog lists, in the order of [`rank`].
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Unlisted {
    rank: u64,
    text: Vec<u8>,
    form: u16,
}

/// What one thread has counted.
#[derive(Debug)]
struct Counts {
    findings: u64,
    known: Vec<Option<Count>>,
    /// Messages that several codes have, by number; others count as their codes.
    messages: HashMap<u32, Count>,
    unlisted: BTreeMap<Unlisted, Count>,
    times: Times,
    /// What has not reached the times yet.
    recent: Recent,
}

impl Counts {
    fn new(scanner: &Scanner<'_>) -> Self {
        let known = vec![None; scanner.matcher.known.codes.len()];
        Self {
            findings: 0,
            known,
            messages: HashMap::new(),
            unlisted: BTreeMap::new(),
            times: Times::default(),
            recent: Recent::default(),
        }
    }

    fn add(&mut self, scanner: &Scanner<'_>, text: &[u8], mark: &Mark, at: At) {
        self.findings += 1;
        let start = mark.start as usize;
        if let Some(message) = scanner.message(mark) {
            match message.only_code() {
                Some(code) => join(&mut self.known[code as usize], Count::once(at)),
                None => self.add_message(mark.code, Count::once(at)),
            }
        } else if mark.code == UNLISTED {
            let text = &text[start..mark.end as usize];
            self.add_unlisted(
                Unlisted { rank: rank(text), text: text.to_vec(), form: mark.form },
                Count::once(at),
            );
        } else {
            // A thread meets codes in order.
            match &mut self.known[mark.code as usize] {
                Some(count) => {
                    count.count = count.count.saturating_add(1);
                    count.last = at;
                }
                none => *none = Some(Count::once(at)),
            }
        }
        if mark.line != FAR
            && let Some(minute) = timestamp::minute(&text[mark.line as usize..start])
        {
            self.recent.add(minute, &mut self.times);
        }
    }

    fn add_message(&mut self, message: u32, count: Count) {
        let there = self.messages.entry(message);
        there.and_modify(|there| there.join(count)).or_insert(count);
    }

    fn add_unlisted(&mut self, code: Unlisted, count: Count) {
        self.unlisted.entry(code).and_modify(|there| there.join(count)).or_insert(count);
        // What stays in the end stayed in each part, so that nothing of it is lost.
        if self.unlisted.len() > MOST_UNLISTED {
            self.unlisted.pop_last();
        }
    }

    fn join(&mut self, other: Self, lines: &[u64]) {
        let times = other.all_times();
        self.findings = self.findings.saturating_add(other.findings);
        for (place, count) in self.known.iter_mut().zip(other.known) {
            if let Some(count) = count {
                join(place, count.settled(lines));
            }
        }
        for (message, count) in other.messages {
            self.add_message(message, count.settled(lines));
        }
        for (key, count) in other.unlisted {
            self.add_unlisted(key, count.settled(lines));
        }
        self.times.merge(&times);
    }

    /// When all that was counted was met.
    fn all_times(&self) -> Times {
        let mut times = self.times.clone();
        self.recent.tell(&mut times);
        times
    }
}

/// Counts what is found, input after input.
#[derive(Debug)]
pub struct Tally<'s, 'c> {
    scanner: &'s Scanner<'c>,
    counts: Counts,
    /// The number and the path of the input that is read.
    input: u32,
    path: Option<String>,
    next: u32,
    /// How many findings there were before it.
    before: u64,
    /// By number, the paths of the inputs before it that have findings.
    paths: HashMap<u32, String>,
    lines: u64,
    bytes: u64,
}

impl<'s, 'c> Tally<'s, 'c> {
    /// Nothing counted so far.
    pub fn new(scanner: &'s Scanner<'c>) -> Self {
        Self {
            scanner,
            counts: Counts::new(scanner),
            input: 0,
            path: None,
            next: 0,
            before: 0,
            paths: HashMap::new(),
            lines: 0,
            bytes: 0,
        }
    }

    /// Begins the next input: what is told from now on belongs to it.
    pub fn begin(&mut self, path: Option<String>) {
        self.begin_as(self.next, path);
    }

    /// Begins an input by its number, from 0: the numbers say in which order inputs come, whatever
    /// the order in which they are counted.
    pub fn begin_as(&mut self, number: u32, path: Option<String>) {
        self.keep_path();
        (self.input, self.path) = (number, path);
        self.next = number.saturating_add(1);
    }

    /// Only what has findings is ever named: of a million files hardly any has.
    fn keep_path(&mut self) {
        if let Some(path) = self.path.take()
            && self.counts.findings > self.before
        {
            self.paths.insert(self.input, path);
        }
        self.before = self.counts.findings;
    }

    /// How many findings there were so far.
    pub fn findings(&self) -> u64 {
        self.counts.findings
    }

    /// How many bytes there were so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Counts a part of a file on several threads. `progress` counts the bytes that are done;
    /// where `stop` is set, what is left is not read.
    ///
    /// # Errors
    /// Where reading fails.
    pub fn file(
        &mut self,
        file: &File,
        part: &Range<u64>,
        threads: usize,
        progress: &AtomicU64,
        stop: &AtomicBool,
    ) -> io::Result<()> {
        let next = AtomicU64::new(0);
        let length = part.end.saturating_sub(part.start);
        let threads = threads.min(length.div_ceil(CHUNK) as usize).max(1);
        let (input, scanner) = (self.input, self.scanner);
        let work = || {
            let mut counts = Counts::new(scanner);
            // The number and the lines of each chunk: in eight bytes, as files may be huge.
            let mut chunks: Vec<(u32, u32)> = Vec::new();
            let mut bytes = 0;
            let mut searched = Searched::default();
            while !stop.load(Ordering::Relaxed) {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(at) = chunk(number, part, CHUNK) else { break };
                searched.search(scanner, file, at, part.end)?;
                let Searched { buffer, own, marks } = &searched;
                for mark in marks.list.iter().filter(|mark| scanner.reports(mark)) {
                    let line = u64::from(mark.newlines) + 1;
                    let at = At { input, chunk: number as u32, line };
                    counts.add(scanner, buffer, mark, at);
                }
                let open = own.end == buffer.len() && buffer[own.clone()].last() != Some(&b'\n');
                let lines = marks.newlines + u32::from(open && !own.is_empty());
                chunks.push((number as u32, lines));
                bytes += own.len() as u64;
                progress.fetch_add(own.len() as u64, Ordering::Relaxed);
            }
            io::Result::Ok((counts, chunks, bytes))
        };
        let results = if threads == 1 {
            vec![work()?]
        } else {
            std::thread::scope(|scope| {
                let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
                let joined = handles.into_iter().map(|handle| {
                    let panicked = || io::Error::other("a thread that counts has panicked");
                    handle.join().map_err(|_| panicked())?
                });
                joined.collect::<io::Result<Vec<_>>>()
            })?
        };
        // As long as what was read: a sparse file may say that it has exabytes.
        let chunks = || results.iter().flat_map(|(_, chunks, _)| chunks);
        let count = chunks().map(|(number, _)| *number as usize + 1).max().unwrap_or(0);
        let mut before = vec![0; count + 1];
        for (number, lines) in chunks() {
            before[*number as usize + 1] = u64::from(*lines);
        }
        for at in 1..before.len() {
            before[at] += before[at - 1];
        }
        self.lines += before[count];
        for (counts, _, bytes) in results {
            self.bytes += bytes;
            self.counts.join(counts, &before);
        }
        Ok(())
    }

    /// Adds what another tally has counted, of inputs with other numbers.
    pub fn join(&mut self, mut other: Self) {
        self.keep_path();
        other.keep_path();
        self.paths.extend(other.paths);
        self.lines = self.lines.saturating_add(other.lines);
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.counts.join(other.counts, &[]);
        self.before = self.counts.findings;
    }

    /// What was found in all.
    pub fn summary(&self) -> Summary {
        let matcher = &self.scanner.matcher;
        let place = |at: At| Place {
            path: if at.input == self.input && self.path.is_some() {
                self.path.clone()
            } else {
                self.paths.get(&at.input).cloned()
            },
            line: at.line,
        };
        let id = |catalog: usize| {
            self.scanner.matcher.catalogs.iter().nth(catalog).map_or("", |it| it.id()).to_owned()
        };
        let known =
            self.counts.known.iter().zip(&matcher.known.codes).filter_map(|(count, code)| {
                let count = (*count)?;
                let mut entries = code.entries();
                let only = entries.next().filter(|_| entries.next().is_none());
                Some(CodeSummary {
                    catalog: id(code.catalog),
                    code: code.code.clone().into_owned(),
                    known: true,
                    status: common_status(code.entries()),
                    message: only.map(|entry| entry.message.clone()),
                    count: count.count.get(),
                    first: place(count.first),
                    last: place(count.last),
                })
            });
        let unlisted = self.counts.unlisted.iter().map(|(it, count)| CodeSummary {
            catalog: id(matcher.forms[usize::from(it.form)].catalog),
            code: String::from_utf8_lossy(&it.text).into_owned(),
            known: false,
            status: None,
            message: None,
            count: count.count.get(),
            first: place(count.first),
            last: place(count.last),
        });
        let messages = self.counts.messages.iter().filter_map(|(number, count)| {
            let message = self.scanner.messages.as_ref()?.list.get(*number as usize)?;
            Some(CodeSummary {
                catalog: message.catalog().into_owned(),
                code: message.code().into_owned(),
                known: true,
                status: common_status(message.entries.iter().map(|(_, entry, _)| *entry)),
                message: message.entries.first().map(|(_, entry, _)| entry.message.clone()),
                count: count.count.get(),
                first: place(count.first),
                last: place(count.last),
            })
        });
        let mut summary = Summary {
            lines: self.lines,
            bytes: self.bytes,
            findings: self.counts.findings,
            codes: known.chain(messages).chain(unlisted).collect(),
            times: self.counts.all_times(),
        };
        summary.sort();
        summary
    }
}

impl Sink for Tally<'_, '_> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        let input = self.input;
        for mark in piece.marks().iter().filter(|mark| self.scanner.reports(mark)) {
            let line = piece.lines + u64::from(mark.newlines) + 1;
            self.counts.add(self.scanner, piece.text, mark, At { input, chunk: 0, line });
        }
        self.bytes += piece.bytes().len() as u64;
        self.lines += piece.newlines() + u64::from(piece.ends_open());
        Ok(true)
    }
}
