//! What is compressed: known by its first bytes, and decoded.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

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
