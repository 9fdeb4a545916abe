//! What may stand right before a code and right behind it, told by one look into a table.

use super::classes::is_word;

/// The code does not count there.
pub(super) const REFUSES: u8 = 1;
/// More has to be looked at: an escape before, a further segment behind.
pub(super) const ASKS: u8 = 2;

/// What the byte before a code means for it, and the one behind it.
#[derive(Debug, Clone)]
pub(super) struct Edges {
    before: [u8; 256],
    behind: [u8; 256],
}

impl Edges {
    /// Those of codes of segments with dots between, or with dashes; see [`super::Shape`].
    pub(super) fn new(dotted: bool, dashed: bool) -> Self {
        let (mut before, mut behind) = ([0; 256], [0; 256]);
        for byte in 0..=255 {
            let at = usize::from(byte);
            before[at] = match byte {
                _ if is_word(byte) => ASKS,
                b'.' | b'-' | b'/' | b'$' | b'@' if dotted => REFUSES,
                _ => 0,
            };
            behind[at] = match byte {
                _ if is_word(byte) => REFUSES,
                b'.' if dotted => ASKS,
                b'-' if dashed => ASKS,
                b'-' | b'(' if dotted => REFUSES,
                _ => 0,
            };
        }
        Self { before, behind }
    }

    /// What both together mean: [`REFUSES`], [`ASKS`], both or neither.
    #[inline(always)]
    pub(super) fn told(&self, before: u8, behind: u8) -> u8 {
        self.before[usize::from(before)] | self.behind[usize::from(behind)]
    }
}
