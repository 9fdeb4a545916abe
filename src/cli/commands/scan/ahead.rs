//! Many inputs: threads read small files before their turn, and what they found is told in order.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::super::super::input::{self, Ahead};
use super::Run;
use super::inputs::{Listed, Named, Queue};
use crate::scan::{Searcher, Whole};

/// A file of so many bytes is read as a whole by one thread.
pub(super) const SMALL: u64 = 512 << 10;

/// So many bytes are handed over at once, and so many may wait.
const HANDED: usize = 256 << 10;
const WAITING: usize = 8 << 20;

/// What is known of an input when its turn has come.
pub(super) enum Looked {
    /// It is still to be read.
    Unread(Option<PathBuf>),
    /// It was searched already.
    Searched(PathBuf, Whole),
    /// It cannot be read.
    Unreadable(PathBuf, io::Error),
    /// It cannot be named.
    Unlisted(String),
}

/// What the threads and the teller share.
#[derive(Default)]
struct Board {
    /// By the number of the first, inputs in a row, with their bytes.
    done: BTreeMap<u64, (Vec<Looked>, usize)>,
    /// How many bytes wait.
    waiting: usize,
    /// The number of the input whose turn is next.
    next: u64,
    /// How many threads work.
    threads: usize,
    stop: bool,
}

struct Shared {
    board: Mutex<Board>,
    changed: Condvar,
}

impl Shared {
    /// A lock is only poisoned by a panic, and there is none while it is held.
    fn lock(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'b>(&self, board: MutexGuard<'b, Board>) -> MutexGuard<'b, Board> {
        self.changed.wait(board).unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands over inputs in a row, when there is room or their turn has come. `false`: no more are
    /// wanted.
    fn hand_over(&self, first: u64, row: Vec<Looked>, bytes: usize) -> bool {
        let mut board = self.lock();
        while board.waiting > WAITING && board.next != first && !board.stop {
            board = self.wait(board);
        }
        board.waiting += bytes;
        board.done.insert(first, (row, bytes));
        self.changed.notify_all();
        !board.stop
    }
}

/// A thread at work. One that panics ends all: the inputs that it had would be waited for for ever.
struct AtWork<'s>(&'s Shared);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        let mut board = self.0.lock();
        board.threads -= 1;
        board.stop |= std::thread::panicking();
        drop(board);
        self.0.changed.notify_all();
    }
}

impl Run<'_, '_> {
    /// Calls `each` with every input in order, those that could be searched ahead of their turn
    /// with what was found. `Ok(false)` or a fault ends it.
    pub(super) fn in_turn<E>(
        &self,
        inputs: impl Iterator<Item = Listed> + Send,
        mut each: impl FnMut(Looked) -> Result<bool, E>,
    ) -> Result<(), E> {
        let queue = Queue::new(inputs);
        let board = Board { threads: self.threads, ..Board::default() };
        let shared = Shared { board: Mutex::new(board), changed: Condvar::new() };
        std::thread::scope(|scope| {
            for _ in 0..self.threads {
                scope.spawn(|| {
                    let _at_work = AtWork(&shared);
                    self.look_ahead(&queue, &shared);
                });
            }
            let result = loop {
                let mut board = shared.lock();
                let row = loop {
                    let next = board.next;
                    match board.done.remove(&next) {
                        Some(row) => break Some(row),
                        None if board.threads == 0 || board.stop => break None,
                        None => board = shared.wait(board),
                    }
                };
                drop(board);
                let Some((row, bytes)) = row else { break Ok(()) };
                let count = row.len() as u64;
                match row.into_iter().try_for_each(|looked| match each(looked) {
                    Ok(true) => Ok(()),
                    other => Err(other),
                }) {
                    Ok(()) => {}
                    Err(Err(fault)) => break Err(fault),
                    Err(Ok(_)) => break Ok(()),
                }
                let mut board = shared.lock();
                board.next += count;
                board.waiting -= bytes;
                drop(board);
                shared.changed.notify_all();
            };
            shared.lock().stop = true;
            shared.changed.notify_all();
            result
        })
    }

    fn look_ahead(&self, queue: &Queue<impl Iterator<Item = Listed>>, shared: &Shared) {
        let mut searcher = Searcher::new(self.scanner);
        loop {
            let (mut first, claimed) = queue.claim();
            if claimed.is_empty() {
                return;
            }
            let (mut row, mut bytes) = (Vec::new(), 0);
            for listed in claimed {
                if self.stop.load(Ordering::Relaxed) {
                    return;
                }
                let looked = look(listed, &mut searcher);
                if let Looked::Searched(_, whole) = &looked {
                    bytes += whole.text().len();
                }
                row.push(looked);
                if bytes >= HANDED {
                    let count = row.len() as u64;
                    if !shared.hand_over(first, std::mem::take(&mut row), bytes) {
                        return;
                    }
                    (first, bytes) = (first + count, 0);
                }
            }
            if !row.is_empty() && !shared.hand_over(first, row, bytes) {
                return;
            }
        }
    }
}

fn look(listed: Listed, searcher: &mut Searcher<'_, '_>) -> Looked {
    let (path, is_file) = match listed {
        Err(fault) => return Looked::Unlisted(fault),
        Ok(Named { path: None, .. }) => return Looked::Unread(None),
        Ok(Named { path: Some(path), is_file }) => (path, is_file),
    };
    let mut whole = Whole::default();
    match input::look_ahead(&path, is_file, SMALL, &mut whole) {
        Ok(Ahead::Small) => {
            searcher.search(&mut whole);
            Looked::Searched(path, whole)
        }
        Ok(Ahead::Compressed(..) | Ahead::Later) => Looked::Unread(Some(path)),
        Err(fault) => Looked::Unreadable(path, fault),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use clap::Parser;

    use crate::catalog::Catalogs;
    use crate::cli::args::{Cli, Command};
    use crate::cli::commands::scan::Run;
    use crate::cli::commands::scan::inputs::Named;
    use crate::scan::Scanner;

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_thread_that_panics_ends_the_scan() {
        let catalogs = Catalogs::embedded();
        let scanner = Scanner::new(&catalogs);
        let Command::Scan(args) = Cli::parse_from(["errcode", "scan"]).command else {
            panic!("no scan");
        };
        let stop = Arc::new(AtomicBool::new(false));
        let run = Run { args: &args, scanner: &scanner, stop, failed: false, threads: 3 };
        let inputs = (0..100).map(|number| match number {
            50 => panic!("as a fault of a reader would"),
            _ => Ok(Named { path: None, is_file: false }),
        });
        let _ = run.in_turn(inputs, |_| Ok::<_, ()>(true));
    }
}
