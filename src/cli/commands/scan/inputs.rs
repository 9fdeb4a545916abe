//! Which inputs there are, and how each is read.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::super::super::args::Scan;
use super::super::super::complain;
use super::super::super::follow::{Followed, can_follow};
use super::super::super::input::{self, Input};
use super::Run;
use crate::scan::background::{Background, Watch, Watched};
use crate::scan::decompress::Compression;
use crate::scan::{Sink, Source};

/// An input that is to be read.
pub(super) struct Named {
    /// Its path, or none for standard input.
    pub(super) path: Option<PathBuf>,
    /// Whether it is known to be a file: a folder had it.
    pub(super) is_file: bool,
}

/// An input, or why there is none.
pub(super) type Listed = Result<Named, String>;

/// The inputs in order; folders are read as they come.
pub(super) fn listed(args: &Scan) -> impl Iterator<Item = Listed> + use<> {
    let typed = match (&args.files[..], args.recursive) {
        ([], true) => vec![PathBuf::from(".")],
        ([], false) => vec![PathBuf::from("-")],
        (typed, _) => typed.to_vec(),
    };
    let recursive = args.recursive;
    typed.into_iter().flat_map(move |path| -> Box<dyn Iterator<Item = Listed> + Send> {
        if path.as_os_str() == "-" {
            Box::new(std::iter::once(Ok(Named { path: None, is_file: false })))
        } else if recursive && path.is_dir() {
            let files = input::files_in(&path);
            Box::new(files.map(|file| Ok(Named { path: Some(file?), is_file: true })))
        } else {
            Box::new(std::iter::once(Ok(Named { path: Some(path), is_file: false })))
        }
    })
}

/// Inputs that threads claim, the more at once the more there are.
pub(super) struct Queue<I> {
    rest: Mutex<(I, u64)>,
}

/// The most inputs that are claimed at once.
const MOST_AT_ONCE: u64 = 32;

impl<I: Iterator<Item = Listed>> Queue<I> {
    pub(super) fn new(inputs: I) -> Self {
        Self { rest: Mutex::new((inputs, 0)) }
    }

    /// The next inputs, and the number of the first; none where there are no more.
    pub(super) fn claim(&self) -> (u64, Vec<Listed>) {
        // A lock is only poisoned by a panic, and there is none while it is held.
        let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        let (inputs, next) = &mut *rest;
        let first = *next;
        let claimed: Vec<_> = inputs.take((first / 8).clamp(1, MOST_AT_ONCE) as usize).collect();
        *next += claimed.len() as u64;
        (first, claimed)
    }
}

impl Run<'_, '_> {
    /// Reads one input into a sink.
    pub(super) fn read(&self, path: Option<&Path>, sink: &mut dyn Sink) -> io::Result<()> {
        if let (true, Some(path)) = (self.args.follow, path)
            && can_follow(path)
        {
            input::refuse_to_follow(path)?;
            if !path.exists() {
                complain(&format!("errcode: {}: not there yet: waiting for it", path.display()));
            }
            let mut followed = Followed::new(path.to_owned(), &self.stop);
            return self.scanner.scan_stream(&mut followed, sink);
        }
        match input::open(path, &self.stop)? {
            Input::File(file, part) => self.scanner.scan_file(&file, part, self.threads, sink),
            Input::Stream(mut stream) => self.scanner.scan_stream(&mut stream, sink),
            Input::Compressed(kind, file) => self.decode(kind, file, None, sink),
            Input::CompressedStream(kind, stream) => self.decode_stream(kind, stream, sink),
        }
    }

    /// Scans what comes compressed, perhaps bit by bit.
    pub(super) fn decode_stream(
        &self,
        kind: Compression,
        stream: impl io::Read + Send,
        sink: &mut dyn Sink,
    ) -> io::Result<()> {
        let (stream, watch) = Watched::new(stream);
        self.decode(kind, stream, Some(watch), sink)
    }

    /// Scans what is compressed.
    pub(super) fn decode(
        &self,
        kind: Compression,
        input: impl io::Read + Send,
        watched: Option<Watch>,
        sink: &mut dyn Sink,
    ) -> io::Result<()> {
        let decoder = input::refuse_unreadable(kind, kind.decoder(input)?)?;
        std::thread::scope(|scope| {
            let mut source = Stoppable(Background::start(scope, decoder, watched), &self.stop);
            self.scanner.scan_stream(&mut source, sink)
        })
    }
}

/// A source that ends when the user wants it.
struct Stoppable<'a, S>(S, &'a AtomicBool);

impl<S: Source> Source for Stoppable<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let stops = || self.1.load(Ordering::Relaxed);
        if stops() {
            return Ok(0);
        }
        match self.0.read(buffer) {
            // What is broken off is not broken.
            Err(_) if stops() => Ok(0),
            read => read,
        }
    }

    fn ready(&mut self, within: Duration) -> bool {
        self.0.ready(within)
    }
}
