//! What is written in one go: parts of a piece, and text between them.

use std::io::{self, IoSlice, Write};

/// Parts of a piece and text of our own, to be written in one go.
#[derive(Default)]
pub(super) struct Segments<'p> {
    pub(super) own: Vec<u8>,
    pub(super) list: Vec<Segment<'p>>,
}

pub(super) enum Segment<'p> {
    Piece(&'p [u8]),
    Own(usize, usize),
}

/// Parts of a piece shorter than this are copied: that is cheaper than to write them apart.
const SHORT: usize = 8 << 10;

impl<'p> Segments<'p> {
    pub(super) fn piece(&mut self, bytes: &'p [u8]) {
        if bytes.len() < SHORT {
            self.own(bytes);
        } else {
            self.list.push(Segment::Piece(bytes));
        }
    }

    pub(super) fn own(&mut self, bytes: &[u8]) {
        let start = self.own.len();
        self.own.extend_from_slice(bytes);
        match self.list.last_mut() {
            Some(Segment::Own(_, end)) => *end = self.own.len(),
            _ => self.list.push(Segment::Own(start, self.own.len())),
        }
    }

    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let slice = |segment: &Segment<'p>| match *segment {
            Segment::Piece(bytes) => bytes,
            Segment::Own(start, end) => &self.own[start..end],
        };
        let slices = self.list.iter().map(|segment| IoSlice::new(slice(segment)));
        let mut slices: Vec<_> = slices.filter(|slice| !slice.is_empty()).collect();
        let mut left = &mut slices[..];
        while !left.is_empty() {
            match out.write_vectored(left) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => IoSlice::advance_slices(&mut left, written),
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }
}
