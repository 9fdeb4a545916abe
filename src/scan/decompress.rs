//! What is compressed: known by its first bytes, decoded on a thread of its own.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

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
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(input)),
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

/// How many blocks may wait.
const WAITING: usize = 4;

/// Bytes that a thread of its own reads or decodes.
#[derive(Debug)]
pub struct Background {
    blocks: Receiver<io::Result<Vec<u8>>>,
    used: SyncSender<Vec<u8>>,
    block: Vec<u8>,
    at: usize,
}

impl Background {
    /// Reads `input` on a thread of `scope` from now on.
    pub fn start<'scope>(
        scope: &'scope std::thread::Scope<'scope, '_>,
        mut input: Box<dyn Read + Send + 'scope>,
    ) -> Self {
        let (send, blocks) = sync_channel(WAITING);
        let (used, free) = sync_channel::<Vec<u8>>(WAITING + 2);
        scope.spawn(move || {
            loop {
                let mut block = free.try_recv().unwrap_or_default();
                block.resize(BLOCK, 0);
                let mut filled = 0;
                let end = loop {
                    match input.read(&mut block[filled..]) {
                        Ok(0) => break Some(Ok(())),
                        Ok(read) => filled += read,
                        Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                        Err(fault) => break Some(Err(fault)),
                    }
                    if filled == block.len() {
                        break None;
                    }
                };
                block.truncate(filled);
                if !block.is_empty() && send.send(Ok(block)).is_err() {
                    return;
                }
                match end {
                    None => {}
                    Some(Ok(())) => return,
                    Some(Err(fault)) => {
                        let _ = send.send(Err(fault));
                        return;
                    }
                }
            }
        });
        Self { blocks, used, block: Vec::new(), at: 0 }
    }

    fn next(&mut self, block: io::Result<Vec<u8>>) -> io::Result<()> {
        let used = std::mem::replace(&mut self.block, block?);
        self.at = 0;
        match self.used.try_send(used) {
            Ok(()) | Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Ok(()),
        }
    }
}

impl Source for Background {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.len() {
            match self.blocks.recv() {
                Ok(block) => self.next(block)?,
                Err(_) => return Ok(0),
            }
        }
        let read = buffer.len().min(self.block.len() - self.at);
        buffer[..read].copy_from_slice(&self.block[self.at..self.at + read]);
        self.at += read;
        Ok(read)
    }

    fn ready(&mut self, _: Duration) -> bool {
        // A decoder never waits for anybody: what it has is told when it comes.
        true
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::Compression;

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
