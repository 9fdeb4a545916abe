//! Small files, each read and searched as a whole: by any thread, told when it is their turn.

use std::fs::File;
use std::io;

use super::Scanner;
use super::chunks::read_at;
use super::mark::Mark;
use super::matcher::Marks;
use super::pieces::{Counter, Sink};

/// The text of a small input with what was found in it.
#[derive(Debug, Default)]
pub struct Whole {
    text: Vec<u8>,
    marks: Vec<Mark>,
    newlines: u32,
}

impl Whole {
    /// Reads the first `length` bytes of a file, or all there are where it is shorter. What was
    /// found in the text before is forgotten.
    ///
    /// # Errors
    /// Where reading fails.
    pub fn read(&mut self, file: &File, length: usize) -> io::Result<()> {
        self.marks.clear();
        self.newlines = 0;
        self.text.resize(length, 0);
        let filled = read_at(file, &mut self.text, 0)?;
        self.text.truncate(filled);
        Ok(())
    }

    /// What was read.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Tells the text and what was found in it as the only piece of an input. `false`: no more
    /// are wanted.
    ///
    /// # Errors
    /// Where the sink fails.
    pub fn tell(&self, sink: &mut (impl Sink + ?Sized)) -> io::Result<bool> {
        let own = 0..self.text.len();
        Counter::default().tell(&self.text, own, &self.marks, self.newlines, true, sink)
    }
}

/// Searches one text after the other.
#[derive(Debug)]
pub struct Searcher<'s, 'c> {
    scanner: &'s Scanner<'c>,
    marks: Marks,
}

impl<'s, 'c> Searcher<'s, 'c> {
    /// With room of its own: one for each thread.
    pub fn new(scanner: &'s Scanner<'c>) -> Self {
        Self { scanner, marks: Marks::default() }
    }

    /// Finds what is in a text that was read.
    pub fn search(&mut self, whole: &mut Whole) {
        self.scanner.mark(&whole.text, 0..whole.text.len(), 0, &mut self.marks);
        std::mem::swap(&mut self.marks.list, &mut whole.marks);
        whole.newlines = self.marks.newlines;
    }
}
