//! Inputs that come bit by bit: pipes, terminals, files that grow, what is being decompressed.

use std::io;
use std::time::Duration;

use memchr::memrchr;

use super::Scanner;
use super::matcher::Marks;
use super::pieces::{Counter, Sink};

/// Where bytes come from.
pub trait Source {
    /// Waits for bytes and reads as many as there are. 0: there will be no more.
    ///
    /// # Errors
    /// Where reading fails.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize>;

    /// Whether there will be bytes, or the end, within this time.
    fn ready(&mut self, within: Duration) -> bool;
}

impl Source for &[u8] {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        io::Read::read(self, buffer)
    }

    fn ready(&mut self, _: Duration) -> bool {
        true
    }
}

/// How much is read at once.
const READ: usize = 1 << 20;

/// A line longer than this is not waited for.
const LONGEST_WAIT: usize = 64 << 10;

/// What follows a code counts as evidence, so the last lines are held back until more comes, but
/// no longer than this.
const PATIENCE: Duration = Duration::from_millis(2);

impl Scanner<'_> {
    /// Scans what comes from a source until it ends or the sink wants no more. Memory does not
    /// grow with the input or its lines.
    ///
    /// # Errors
    /// Where reading or the sink fails. Where reading fails, what came before has been told.
    pub fn scan_stream(
        &self,
        source: &mut dyn Source,
        sink: &mut (impl Sink + ?Sized),
    ) -> io::Result<()> {
        let margin = self.margin();
        let mut buffer = vec![0; READ + 4 * LONGEST_WAIT];
        // What is filled, and what of it has not been told yet.
        let (mut filled, mut told) = (0, 0);
        let mut marks = Marks::default();
        let mut counter = Counter::default();
        let mut paused = true;
        loop {
            if !(paused || source.ready(PATIENCE)) {
                let whole = memrchr(b'\n', &buffer[told..filled]).map(|feed| told + feed + 1);
                let rest = whole.unwrap_or(told);
                let end = if filled - rest > LONGEST_WAIT { filled - margin } else { rest };
                if end > told {
                    let origin = counter.offset - told as u64;
                    self.mark(&buffer[..filled], told..end, origin, &mut marks);
                    if !counter.tell(
                        &buffer[..filled],
                        told..end,
                        &marks.list,
                        marks.newlines,
                        false,
                        sink,
                    )? {
                        return Ok(());
                    }
                    told = end;
                }
                sink.pause()?;
            }
            if buffer.len() - filled < READ {
                let keep = told.saturating_sub(margin);
                buffer.copy_within(keep..filled, 0);
                filled -= keep;
                told -= keep;
            }
            let end = buffer.len().min(filled + READ);
            let result = source.read(&mut buffer[filled..end]);
            // What came before a fault is all there is.
            let read = *result.as_ref().unwrap_or(&0);
            paused = false;
            filled += read;
            let end = if read == 0 { filled } else { filled.saturating_sub(margin).max(told) };
            if end > told || read == 0 {
                let origin = counter.offset - told as u64;
                self.mark(&buffer[..filled], told..end, origin, &mut marks);
                let more = counter.tell(
                    &buffer[..filled],
                    told..end,
                    &marks.list,
                    marks.newlines,
                    read == 0,
                    sink,
                )?;
                told = end;
                if !more || read == 0 {
                    return result.map(|_| ());
                }
            }
        }
    }
}
