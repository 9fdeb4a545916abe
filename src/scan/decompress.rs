//! What is compressed: known by its first bytes, decoded on a thread of its own.

use std::io::{self, BufRead, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use flate2::bufread::GzDecoder;

use super::chunks::lock;
use super::stream::Source;

/// A way of compressing that is known by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
}

/// How many bytes [`Compression::of`] wants to see.
pub const MAGIC: usize = 6;

impl Compression {
    /// The compression of what begins so.
    pub fn of(start: &[u8]) -> Option<Self> {
        match start {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Some(Self::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            _ => None,
        }
    }

    /// What was compressed, several members one after the other included.
    ///
    /// # Errors
    /// Where the decoder cannot be set up.
    pub fn decoder<'r>(
        self,
        input: impl Read + Send + 'r,
    ) -> io::Result<Box<dyn Read + Send + 'r>> {
        let input = io::BufReader::with_capacity(128 << 10, input);
        let inner: Box<dyn Read + Send + 'r> = match self {
            Self::Gzip => {
                Box::new(GzipMembers { member: Some(GzDecoder::new(input)), ended: false })
            }
            Self::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(input)?;
                decoder.window_log_max(ZSTD_WINDOW)?;
                Box::new(decoder)
            }
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(input)),
            Self::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(input, true, XZ_MEMORY)),
        };
        Ok(Box::new(Decoder { inner, compression: self }))
    }

    /// What it is called, as is the program that undoes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
        }
    }
}

/// The window that a zstd file may ask for, as a power of two. RFC 8878 asks decoders for 8 MiB;
/// `zstd --ultra -22 --long=25` needs 32. No more.
const ZSTD_WINDOW: u32 = 25;

/// The most memory that an xz file may ask for, in KiB: `xz -9` needs 64 MiB. A few bytes can ask
/// for 4 GiB.
const XZ_MEMORY: u32 = 66 << 10;

/// A decoder whose faults all say the same in the same words: each library has its own.
struct Decoder<'r> {
    inner: Box<dyn Read + Send + 'r>,
    compression: Compression,
}

impl Read for Decoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|fault| self.compression.told(fault))
    }
}

impl Compression {
    /// A fault of a decoder, in words.
    fn told(self, fault: io::Error) -> io::Error {
        // What the system says of the file itself is no fault of what is in it.
        if fault.raw_os_error().is_some() || fault.kind() == io::ErrorKind::Interrupted {
            return fault;
        }
        let name = self.name();
        let needs = |mebibytes: u32| {
            format!(
                "needs more than {mebibytes} MiB to be decompressed: pipe `{name} -dc` into this"
            )
        };
        let words = match (self, fault.kind()) {
            (Self::Xz, io::ErrorKind::OutOfMemory) => needs(XZ_MEMORY >> 10),
            (Self::Zstd, _) if fault.to_string().contains("too much memory") => {
                needs(1 << (ZSTD_WINDOW - 20))
            }
            (_, io::ErrorKind::UnexpectedEof) => format!("its {name} data ends too early"),
            _ => format!("broken {name} data: {fault}"),
        };
        io::Error::new(fault.kind(), words)
    }
}

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

/// Tells when what is read from has nothing: odd while it is being read, another number each time.
pub type Watch = Arc<AtomicU64>;

/// An input that may have nothing for a while, as pipes have.
pub struct Watched<R> {
    input: R,
    watch: Watch,
}

impl<R> Watched<R> {
    /// The input, and what [`Background`] watches it by.
    pub fn new(input: R) -> (Self, Watch) {
        let watch = Watch::default();
        (Self { input, watch: Arc::clone(&watch) }, watch)
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.watch.fetch_add(1, Ordering::SeqCst);
        let read = self.input.read(buffer);
        self.watch.fetch_add(1, Ordering::SeqCst);
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
            let before = watch.load(Ordering::SeqCst);
            let decoded = self.shared.wait(Some(within));
            if !decoded.bytes.is_empty() || decoded.end.is_some() {
                return true;
            }
            if before % 2 == 1 && watch.load(Ordering::SeqCst) == before {
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

/// The members of a gzip file, one behind the other. Zeros may stand behind them, as on tapes and
/// where a file was given its room before its bytes.
struct GzipMembers<R> {
    member: Option<GzDecoder<R>>,
    ended: bool,
}

impl<R: BufRead> Read for GzipMembers<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            if !self.ended {
                let read = member.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
                self.ended = true;
            }
            let input = member.get_mut();
            let there = input.fill_buf()?;
            let zeros = there.iter().take_while(|byte| **byte == 0).count();
            let (is_end, is_next) = (there.is_empty(), there.len() > zeros);
            input.consume(zeros);
            if is_end {
                break;
            }
            if is_next {
                self.member = self.member.take().map(|it| GzDecoder::new(it.into_inner()));
                self.ended = false;
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::time::Duration;

    use super::super::Source;
    use super::{Background, Compression, WAITING, Watched};

    fn encode(compression: Compression, text: &[u8]) -> Vec<u8> {
        let out = Vec::new();
        match compression {
            Compression::Gzip => {
                let mut out = flate2::write::GzEncoder::new(out, flate2::Compression::fast());
                out.write_all(text).unwrap();
                out.finish().unwrap()
            }
            Compression::Zstd => zstd::encode_all(text, 1).unwrap(),
            Compression::Bzip2 => {
                let mut out = bzip2::write::BzEncoder::new(out, bzip2::Compression::fast());
                out.write_all(text).unwrap();
                out.finish().unwrap()
            }
            Compression::Xz => unreachable!("the decoder alone is compiled"),
        }
    }

    #[test]
    fn every_compression_is_known_and_undone_over_several_members() {
        for compression in [Compression::Gzip, Compression::Zstd, Compression::Bzip2] {
            let bytes = [encode(compression, b"one "), encode(compression, b"two")].concat();
            assert_eq!(Compression::of(&bytes), Some(compression));
            let mut text = String::new();
            compression.decoder(&bytes[..]).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "one two", "{compression:?}");
        }
        assert_eq!(Compression::of(b"plain text"), None);
        assert_eq!(Compression::of(b""), None);
    }

    #[test]
    fn zeros_behind_gzip_members_are_passed_over() {
        let member = encode(Compression::Gzip, b"one ");
        let zeros = [0; 300_000];
        let bytes = [&member[..], &[0; 7], &member, &zeros].concat();
        let mut text = String::new();
        Compression::Gzip.decoder(&bytes[..]).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "one one ");
        let more = fault(Compression::Gzip, &[&member[..], &[0; 512], b"x"].concat());
        assert_eq!(more, "its gzip data ends too early");
    }

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

    fn fault(compression: Compression, bytes: &[u8]) -> String {
        let mut text = Vec::new();
        compression.decoder(bytes).unwrap().read_to_end(&mut text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_cut_short_or_broken_is_told_in_the_same_words() {
        for compression in [Compression::Gzip, Compression::Zstd, Compression::Bzip2] {
            let name = compression.name();
            let bytes = encode(compression, &[b'x'; 100]);
            let cut = fault(compression, &bytes[..bytes.len() - 9]);
            assert_eq!(cut, format!("its {name} data ends too early"));
            let more = fault(compression, &[&bytes[..], &[b'?'; 100]].concat());
            assert!(more.starts_with(&format!("broken {name} data: ")), "{more}");
        }
        let xz = fault(Compression::Xz, b"\xfd7zXZ\0\0\x04");
        assert_eq!(xz, "its xz data ends too early");
    }
}
