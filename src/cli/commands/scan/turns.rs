//! Several files that grow, written line by line as they come: whoever is within a line has the turn.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, PoisonError};

use super::super::super::text::shown;
use super::sinks::Out;
use crate::scan::{Piece, Sink};

/// Whose turn it is to write.
#[derive(Debug, Default)]
pub(super) struct Turns {
    state: Mutex<State>,
    free: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Who is within a line.
    holder: Option<usize>,
    /// Who wrote last.
    last: Option<usize>,
}

/// What takes the pieces of one of several inputs, when it is its turn.
pub(super) struct Turn<'t, S> {
    turns: &'t Turns,
    number: usize,
    sink: S,
    /// What is written where another input wrote last, or none: its name.
    header: Option<(Out, String)>,
    holds: bool,
}

impl<'t, S> Turn<'t, S> {
    pub(super) fn new(
        turns: &'t Turns,
        number: usize,
        sink: S,
        header: Option<(Out, String)>,
    ) -> Self {
        Self { turns, number, sink, header, holds: false }
    }

    pub(super) fn sink(&self) -> &S {
        &self.sink
    }

    pub(super) fn into_sink(mut self) -> S {
        self.give();
        self.sink
    }

    /// Waits until nobody else is within a line.
    fn take(&mut self) -> io::Result<()> {
        if self.holds {
            return Ok(());
        }
        // A lock is only poisoned by a panic, and there is none while it is held.
        let mut state = self.turns.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.holder.is_some() {
            state = self.turns.free.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.holder = Some(self.number);
        let before = state.last.replace(self.number);
        drop(state);
        self.holds = true;
        match &mut self.header {
            Some((out, name)) if before != Some(self.number) => {
                let gap = if before.is_some() { "\n" } else { "" };
                out.write_all(format!("{gap}==> {} <==\n", shown(name)).as_bytes())
            }
            _ => Ok(()),
        }
    }

    fn give(&mut self) {
        if std::mem::take(&mut self.holds) {
            let mut state = self.turns.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.holder = None;
            drop(state);
            self.turns.free.notify_all();
        }
    }
}

impl<S: Sink> Sink for Turn<'_, S> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        if !piece.bytes().is_empty() {
            self.take()?;
        }
        let more = self.sink.piece(piece)?;
        if piece.last || piece.bytes().ends_with(b"\n") {
            self.pause()?;
        }
        Ok(more)
    }

    /// Whoever waits within a line lets the others write: they are not to wait for it.
    fn pause(&mut self) -> io::Result<()> {
        self.sink.pause()?;
        self.give();
        Ok(())
    }
}
