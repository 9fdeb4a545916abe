//! Standard output: its width, whether it takes color, and what is written to it.

use std::io::{self, BufWriter, Stdout, Write};

use anstream::{AutoStream, ColorChoice, StripStream};

use super::args::{Color, Format, Global};

/// Answers are wrapped to this many columns where the output is no terminal.
const PLAIN_WIDTH: usize = 80;
/// Running text wider than this is hard to read, however wide the terminal is.
const WIDEST_TEXT: usize = 100;

/// Where answers go. Renderers always write color; here it is taken out where it is not wanted.
pub(crate) struct Output {
    stream: Stream,
    /// What the answers look like.
    pub(crate) format: Format,
    /// The columns there are, for tables.
    pub(crate) width: usize,
}

/// Color is taken out before the buffer: behind it, an answer would be written piece by piece.
enum Stream {
    Colored(BufWriter<Stdout>),
    Plain(StripStream<Box<dyn Write>>),
}

impl Output {
    pub(crate) fn new(stdout: Stdout, global: &Global) -> Self {
        let colored = match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => AutoStream::choice(&stdout) != ColorChoice::Never,
        };
        let terminal = columns(&stdout).filter(|&width| width > 0);
        let width = global.width.or(terminal).unwrap_or(PLAIN_WIDTH);
        let buffer = BufWriter::new(stdout);
        let stream = if colored {
            Stream::Colored(buffer)
        } else {
            Stream::Plain(StripStream::new(Box::new(buffer)))
        };
        Self { stream, format: global.format, width }
    }

    /// Standard output itself, for lines that pass through byte for byte, and whether it takes
    /// color. What was written before comes first.
    pub(crate) fn raw(&mut self) -> io::Result<(std::fs::File, bool)> {
        self.flush()?;
        Ok((raw_stdout()?, matches!(self.stream, Stream::Colored(_))))
    }

    /// The columns for running text.
    pub(crate) fn text_width(&self) -> usize {
        self.width.min(WIDEST_TEXT)
    }
}

/// The columns of a terminal. The system itself is asked: one that tells its columns may tell no
/// rows, and is a terminal all the same.
#[cfg(unix)]
fn columns(stdout: &Stdout) -> Option<usize> {
    rustix::termios::tcgetwinsize(stdout).ok().map(|size| usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn columns(stdout: &Stdout) -> Option<usize> {
    terminal_size::terminal_size_of(stdout).map(|(width, _)| usize::from(width.0))
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.stream {
            Stream::Colored(stream) => stream.write(bytes),
            Stream::Plain(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.stream {
            Stream::Colored(stream) => stream.flush(),
            Stream::Plain(stream) => stream.flush(),
        }
    }
}

#[cfg(unix)]
fn raw_stdout() -> io::Result<std::fs::File> {
    use std::os::fd::AsFd;
    Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn raw_stdout() -> io::Result<std::fs::File> {
    use std::os::windows::io::AsHandle;
    Ok(io::stdout().as_handle().try_clone_to_owned()?.into())
}
