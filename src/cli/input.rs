//! Inputs: files, compressed files, folders and standard input, and how each is best read.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use walkdir::{DirEntry, WalkDir};

use crate::scan::decompress::{Compression, MAGIC};
use crate::scan::{Source, Whole};

/// An input that is open.
pub(crate) enum Input {
    /// A regular file, and the part of it that is still to be read.
    File(File, Range<u64>),
    /// A regular file that is compressed.
    Compressed(Compression, File),
    /// Anything else, with the bytes that were read to know what it is.
    Stream(Stream),
    /// The same, compressed.
    CompressedStream(Compression, Stream),
}

/// The name that error messages have for standard input.
const STANDARD: &str = "standard input";

/// Opens a file, or standard input for `None`.
pub(crate) fn open(path: Option<&Path>, stop: &Arc<AtomicBool>) -> io::Result<Input> {
    let mut file = match path {
        Some(path) => File::open(path)?,
        None => stdin()?,
    };
    let about = file.metadata()?;
    if about.is_dir() {
        return Err(io::Error::other("is a folder: add --recursive to read what is in it"));
    }
    if about.is_file() {
        let at = file.stream_position()?;
        let start = read_start(&mut file)?;
        file.seek(io::SeekFrom::Start(at))?;
        refuse_utf_16(&start)?;
        return Ok(match Compression::of(&start) {
            Some(compression) => Input::Compressed(compression, file),
            // Files of /proc and the like say that they are empty, and are not.
            None if about.len() == 0 => Input::Stream(Stream::new(file, stop)),
            None => Input::File(file, at..about.len().max(at)),
        });
    }
    grow_pipe(&file);
    let mut stream = Stream::new(file, stop);
    stream.start = stream.peek()?;
    refuse_utf_16(&stream.start)?;
    Ok(match Compression::of(&stream.start) {
        Some(compression) => Input::CompressedStream(compression, stream),
        None => Input::Stream(stream),
    })
}

/// What a look at an input before its turn has shown.
pub(crate) enum Ahead {
    /// A small file, read as a whole.
    Small,
    /// A file that is compressed.
    Compressed(Compression, File),
    /// Something large, or no file: its turn is waited for.
    Later,
}

/// Takes a look at an input before its turn: a small file is read into `whole`. A pipe is not
/// opened; where it is known that the path is a file, nothing has to be asked before.
pub(crate) fn look_ahead(
    path: &Path,
    is_file: bool,
    most: u64,
    whole: &mut Whole,
) -> io::Result<Ahead> {
    if !is_file && !std::fs::metadata(path)?.is_file() {
        return Ok(Ahead::Later);
    }
    let file = File::open(path)?;
    let about = file.metadata()?;
    if !about.is_file() {
        return Ok(Ahead::Later);
    }
    let small = (1..=most).contains(&about.len());
    whole.read(&file, if small { about.len() as usize } else { MAGIC })?;
    refuse_utf_16(whole.text())?;
    Ok(match Compression::of(whole.text()) {
        Some(compression) => Ahead::Compressed(compression, file),
        // Files of /proc and the like say that they are empty, and are not.
        None if small || whole.text().is_empty() => Ahead::Small,
        None => Ahead::Later,
    })
}

/// A log in UTF-16 holds no code as it would be met: to find none in silence would be wrong. It is
/// told by its byte order mark, with a character of ASCII behind it.
fn refuse_utf_16(start: &[u8]) -> io::Result<()> {
    match start {
        [0xff, 0xfe, 1..=0x7f, 0, ..] | [0xfe, 0xff, 0, 1..=0x7f, ..] => Err(io::Error::other(
            "is UTF-16: turn it into UTF-8 first, as `iconv -f UTF-16 -t UTF-8` does",
        )),
        _ => Ok(()),
    }
}

/// The same for what was decompressed, and what is compressed even then: nothing would be found in it.
pub(crate) fn refuse_unreadable<'r>(
    outer: Compression,
    mut decoder: Box<dyn Read + Send + 'r>,
) -> io::Result<Box<dyn Read + Send + 'r>> {
    let start = read_start(&mut decoder)?;
    refuse_utf_16(&start)?;
    if Compression::of(&start).is_some() {
        let name = outer.name();
        return Err(io::Error::other(format!("is compressed twice: pipe `{name} -dc` into this")));
    }
    Ok(Box::new(io::Cursor::new(start).chain(decoder)))
}

/// What cannot be followed because of what it begins with. What is not there, or cannot be read yet,
/// is waited for.
pub(crate) fn refuse_to_follow(path: &Path) -> io::Result<()> {
    let start = File::open(path).and_then(|mut file| read_start(&mut file)).unwrap_or_default();
    refuse_utf_16(&start)?;
    match Compression::of(&start) {
        Some(_) => Err(io::Error::other("is compressed: leave out --follow to read it")),
        None => Ok(()),
    }
}

/// What an input is called in messages.
pub(crate) fn name(path: Option<&Path>) -> String {
    path.map_or(STANDARD.to_owned(), |path| path.display().to_string())
}

fn read_start(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    input.take(MAGIC as u64).read_to_end(&mut start)?;
    Ok(start)
}

/// The files in a folder and in those below it, hidden ones included, in the order of their names.
pub(crate) fn files_in(path: &Path) -> impl Iterator<Item = Result<PathBuf, String>> + use<> {
    WalkDir::new(path)
        // By name: the paths of a folder differ in nothing else, and are quicker to compare.
        .sort_by(|a, b| a.path().as_os_str().cmp(b.path().as_os_str()))
        .into_iter()
        .filter(|entry| entry.as_ref().map_or(true, |entry| entry.file_type().is_file()))
        .map(|entry| entry.map(DirEntry::into_path).map_err(|fault| unread(&fault)))
}

/// `/var/log/private: Permission denied (os error 13)`
fn unread(fault: &walkdir::Error) -> String {
    let reason = fault.io_error().map_or_else(|| fault.to_string(), ToString::to_string);
    format!("{}: {reason}", name(fault.path()))
}

/// Bytes that come when they come.
pub(crate) struct Stream {
    file: File,
    start: Vec<u8>,
    stop: Arc<AtomicBool>,
}

/// How long a wait for input lasts before a look is taken at whether to stop.
const GLANCE: Duration = Duration::from_millis(100);

impl Stream {
    pub(crate) fn new(file: File, stop: &Arc<AtomicBool>) -> Self {
        Self { file, start: Vec::new(), stop: Arc::clone(stop) }
    }

    /// The first bytes, as many as come at once: a line that is typed is not waited for to grow.
    fn peek(&mut self) -> io::Result<Vec<u8>> {
        let mut start = vec![0; 64 << 10];
        let read = Source::read(self, &mut start)?;
        start.truncate(read);
        Ok(start)
    }
}

impl Source for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.start.is_empty() {
            let read = self.start.len().min(buffer.len());
            buffer[..read].copy_from_slice(&self.start[..read]);
            self.start.drain(..read);
            return Ok(read);
        }
        loop {
            while !is_readable(&self.file, GLANCE) {
                if self.stop.load(Ordering::Relaxed) {
                    return Ok(0);
                }
            }
            if self.stop.load(Ordering::Relaxed) {
                return Ok(0);
            }
            match self.file.read(buffer) {
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }

    fn ready(&mut self, within: Duration) -> bool {
        !self.start.is_empty() || is_readable(&self.file, within)
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Source::read(self, buffer)
    }
}

#[cfg(unix)]
fn stdin() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn stdin() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(io::stdin().as_handle().try_clone_to_owned()?.into())
}

#[cfg(unix)]
fn is_readable(file: &File, within: Duration) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let timeout =
        Timespec { tv_sec: within.as_secs() as i64, tv_nsec: i64::from(within.subsec_nanos()) };
    match poll(&mut [PollFd::new(file, PollFlags::IN)], Some(&timeout)) {
        Ok(ready) => ready > 0,
        // A signal came: the caller looks whether to stop. Other faults are told by reading.
        Err(fault) => fault != rustix::io::Errno::INTR,
    }
}

#[cfg(not(unix))]
fn is_readable(_: &File, _: Duration) -> bool {
    true
}

/// Asks for a pipe of 1 MiB, the most that everybody may have: the usual 64 KiB halve the speed.
#[cfg(target_os = "linux")]
pub(crate) fn grow_pipe(file: &File) {
    for size in [1 << 20, 256 << 10] {
        if rustix::pipe::fcntl_setpipe_size(file, size).is_ok() {
            return;
        }
    }
}

/// Only Linux lets a program choose the size of a pipe.
#[cfg(not(target_os = "linux"))]
pub(crate) fn grow_pipe(_: &File) {}
