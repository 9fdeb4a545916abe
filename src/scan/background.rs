//! What is decoded on a thread of its own, while what was decoded before is searched.

use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::chunks::lock;
use super::stream::Source;

/// How much is decoded at once.
const BLOCK: usize = 256 << 10;

/// How much may wait to be read.
const WAITING: usize = 4 * BLOCK;

/// Bytes that a thread of its own decodes.
#[derive(Debug)]
pub struct Background {
    shared: Arc<Shared>,
    /// Where what is decoded may be waited for.
    watched: Option<Watch>,
    block: Vec<u8>,
    at: usize,
}

/// Tells when what is read from has nothing.
#[derive(Debug, Default, Clone)]
pub struct Watch {
    /// How often a read began or ended: odd while one lasts.
    turns: Arc<AtomicU64>,
}

impl Watch {
    fn turn(&self) {
        self.turns.fetch_add(1, Ordering::SeqCst);
    }

    /// The number of the read that lasts, if one does.
    fn reading(&self) -> Option<u64> {
        Some(self.turns.load(Ordering::SeqCst)).filter(|turns| turns % 2 == 1)
    }
}

/// An input that may have nothing for a while, as pipes have.
#[derive(Debug)]
pub struct Watched<R> {
    input: R,
    watch: Watch,
}

impl<R> Watched<R> {
    /// The input, and what [`Background`] watches it by.
    pub fn new(input: R) -> (Self, Watch) {
        let watch = Watch::default();
        (Self { input, watch: watch.clone() }, watch)
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.watch.turn();
        let read = self.input.read(buffer);
        self.watch.turn();
        read
    }
}

/// What the thread that decodes and the one that reads have in common.
#[derive(Debug, Default)]
struct Shared {
    decoded: Mutex<Decoded>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Decoded {
    /// What waits to be read.
    bytes: Vec<u8>,
    /// How it ended, once it did.
    end: Option<io::Result<()>>,
    /// Whether nobody reads any more.
    unread: bool,
}

impl Background {
    /// Reads `input` on a thread of `scope` from now on. Where it is decoded from something that may
    /// have nothing for a while, this is `watched`.
    pub fn start<'scope>(
        scope: &'scope std::thread::Scope<'scope, '_>,
        mut input: Box<dyn Read + Send + 'scope>,
        watched: Option<Watch>,
    ) -> Self {
        let shared = Arc::new(Shared::default());
        let decoding = Arc::clone(&shared);
        scope.spawn(move || {
            let shared = Ending(&decoding);
            shared.0.fill(&mut input);
        });
        Self { shared, watched, block: Vec::new(), at: 0 }
    }
}

/// Tells the end where the thread that decodes ends, were it by a panic: else who reads would wait.
struct Ending<'s>(&'s Shared);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        lock(&self.0.decoded).end.get_or_insert(Ok(()));
        self.0.changed.notify_all();
    }
}

impl Shared {
    /// Decodes all there is, as long as somebody reads it. What is there can be read at once,
    /// however long the next takes to come.
    fn fill(&self, input: &mut dyn Read) {
        let mut block = vec![0; BLOCK];
        loop {
            let read = match input.read(&mut block) {
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => continue,
                read => read,
            };
            let mut decoded = lock(&self.decoded);
            while decoded.bytes.len() + BLOCK > WAITING && !decoded.unread {
                decoded = self.changed.wait(decoded).unwrap_or_else(PoisonError::into_inner);
            }
            match read {
                Ok(0) => return,
                Err(fault) => decoded.end = Some(Err(fault)),
                Ok(read) => decoded.bytes.extend_from_slice(&block[..read]),
            }
            self.changed.notify_all();
            if decoded.end.is_some() || decoded.unread {
                return;
            }
        }
    }

    /// Waits for bytes or the end, for some time at most where it is given.
    fn wait(&self, within: Option<Duration>) -> MutexGuard<'_, Decoded> {
        let decoded = lock(&self.decoded);
        let none = |decoded: &mut Decoded| decoded.bytes.is_empty() && decoded.end.is_none();
        match within {
            None => self.changed.wait_while(decoded, none).unwrap_or_else(PoisonError::into_inner),
            Some(within) => {
                let waited = self.changed.wait_timeout_while(decoded, within, none);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
        }
    }
}

impl Source for Background {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.len() {
            let mut decoded = self.shared.wait(None);
            if decoded.bytes.is_empty() {
                return decoded.end.replace(Ok(())).unwrap_or(Ok(())).map(|()| 0);
            }
            self.block.clear();
            self.at = 0;
            std::mem::swap(&mut decoded.bytes, &mut self.block);
            drop(decoded);
            self.shared.changed.notify_all();
        }
        let read = buffer.len().min(self.block.len() - self.at);
        buffer[..read].copy_from_slice(&self.block[self.at..self.at + read]);
        self.at += read;
        Ok(read)
    }

    fn ready(&mut self, within: Duration) -> bool {
        // To decode takes its time: only what is decoded may have nothing for now.
        let Some(watch) = self.watched.as_ref().filter(|_| self.at == self.block.len()) else {
            return true;
        };
        loop {
            let before = watch.reading();
            let decoded = self.shared.wait(Some(within));
            if !decoded.bytes.is_empty() || decoded.end.is_some() {
                return true;
            }
            if before.is_some() && watch.reading() == before {
                return false;
            }
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        lock(&self.shared.decoded).unread = true;
        self.shared.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::time::Duration;

    use super::super::Source;
    use super::{Background, WAITING, Watched};

    /// Gives some bytes, and the others when it is told to.
    struct Halves(Vec<&'static [u8]>, std::sync::mpsc::Receiver<()>);

    impl Read for Halves {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let Some(part) = self.0.pop() else { return Ok(0) };
            if self.0.is_empty() {
                self.1.recv().unwrap();
            }
            buffer[..part.len()].copy_from_slice(part);
            Ok(part.len())
        }
    }

    #[test]
    fn what_is_decoded_can_be_read_before_more_comes() {
        let (go, wait) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let (input, watch) = Watched::new(Halves(vec![b"two", b"one"], wait));
            let mut source = Background::start(scope, Box::new(input), Some(watch));
            let mut buffer = [0; 8];
            assert_eq!((source.read(&mut buffer).unwrap(), &buffer[..3]), (3, &b"one"[..]));
            assert!(!source.ready(Duration::from_millis(1)), "the rest has not come");
            go.send(()).unwrap();
            assert_eq!((source.read(&mut buffer).unwrap(), &buffer[..3]), (3, &b"two"[..]));
            assert_eq!(source.read(&mut buffer).unwrap(), 0);
            assert!(source.ready(Duration::ZERO), "the end is known");
        });
    }

    /// A decoder that takes longer for each byte than anybody waits for.
    struct Slow<R>(R);

    impl<R: Read> Read for Slow<R> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            std::thread::sleep(Duration::from_millis(20));
            self.0.read(&mut buffer[..1])
        }
    }

    #[test]
    fn what_takes_long_to_decode_is_waited_for() {
        std::thread::scope(|scope| {
            let (input, watch) = Watched::new(&b"xyz"[..]);
            let sources = [
                Background::start(scope, Box::new(Slow(input)), Some(watch)),
                Background::start(scope, Box::new(Slow(&b"xyz"[..])), None),
            ];
            for mut source in sources {
                let mut text = 0;
                while text < 3 {
                    assert!(source.ready(Duration::from_millis(1)));
                    text += source.read(&mut [0; 8]).unwrap();
                }
            }
        });
    }

    #[test]
    fn a_thread_that_decodes_ends_where_nobody_reads() {
        std::thread::scope(|scope| {
            drop(Background::start(scope, Box::new(std::io::repeat(b'x')), None));
            let mut source = Background::start(scope, Box::new(std::io::repeat(b'x')), None);
            let mut buffer = vec![0; WAITING * 3];
            assert!(source.read(&mut buffer).unwrap() <= WAITING);
        });
    }
}
