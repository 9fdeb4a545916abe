//! Where a template stands in a folded text. Every step goes forward, or back over what no later
//! step reads again, so that the time is linear in the length of the text whatever it holds.

use std::ops::Range;

use memchr::memmem;

use crate::template::folded::Folded;
use crate::template::pieces::{Kind, Piece};
use crate::template::places::Places;
use crate::template::{Captures, Met, Template};

/// The longest value that a template takes, in bytes.
const LONGEST_VALUE: usize = 2048;

/// What is known of each literal.
type Literals = Vec<Places>;

impl Template {
    /// The first place at or behind `from`, and where the search for the next one begins.
    pub(super) fn find_folded(&self, text: &Folded, from: usize) -> Option<(Met, usize)> {
        if self.is_weak() {
            return Some((self.meet_whole(text)?, text.bytes().len()));
        }
        let (place, next) = self.place(text, from)?;
        Some((self.met(text, &place), next))
    }

    /// The places of all values and of the whole, in the folded text; the second is where the
    /// search goes on.
    fn place(&self, text: &Folded, from: usize) -> Option<(Place, usize)> {
        let [first, rest @ ..] = self.segments.as_slice() else { return None };
        let mut start = self.next_start(text, from)?;
        let [second, ..] = rest else {
            let end = start + first.len();
            return Some((Place { values: Vec::new(), span: start..end }, end));
        };
        if second.is_empty() {
            // A single value at the end of the message.
            loop {
                let value = start + first.len()..self.open_end(text, start, start + first.len());
                if !value.is_empty() && self.takes(0, &text.bytes()[value.clone()]) {
                    let end = value.end;
                    return Some((Place { values: vec![value], span: start..end }, end));
                }
                start = self.next_start(text, start + 1)?;
            }
        }
        // The second literal is looked for first, and the first one then before it, as near as it
        // stands: `[a] [b] is required` says that `b` is.
        let mut floor = start;
        let mut at = start + first.len();
        let mut literals = Literals::default();
        literals.resize_with(self.segments.len(), Places::default);
        loop {
            let close = self.next_known(text, &mut literals, 1, at, usize::MAX)?;
            if let Some(place) = self
                .start_before(text, floor, close)
                .and_then(|start| self.chain(text, &mut literals, start))
            {
                let next = place.span.end.max(close + 1);
                return Some((place, next));
            }
            floor = floor.max((close + 1).saturating_sub(first.len()));
            at = close + 1;
        }
    }

    /// The next place of the first literal; for a message that begins with a value, `from` itself.
    fn next_start(&self, text: &Folded, from: usize) -> Option<usize> {
        self.next_segment(text, 0, from, usize::MAX)
    }

    /// The next place of a literal within `reach` bytes from `from`, which is looked for once.
    fn next_known(
        &self,
        text: &Folded,
        literals: &mut Literals,
        index: usize,
        from: usize,
        reach: usize,
    ) -> Option<usize> {
        let search = |from, last| self.next_segment(text, index, from, last);
        literals[index].next(from, reach, search)
    }

    /// The first place of a literal from `from` up to `last`. At the ends of the message no word may
    /// be cut in two.
    fn next_segment(&self, text: &Folded, index: usize, from: usize, last: usize) -> Option<usize> {
        let segment = self.segments[index].as_slice();
        let finders = self.finders.get_or_init(|| {
            let finder = |segment: &Vec<u8>| memmem::Finder::new(segment).into_owned();
            self.segments.iter().map(finder).collect()
        });
        let bytes = text.bytes();
        let end = last.saturating_add(segment.len()).min(bytes.len());
        let mut from = from;
        while from <= end {
            let at = from + finders[index].find(&bytes[from..end])?;
            let opens = index > 0 || starts_word(bytes, at, segment);
            let closes = index + 1 < self.segments.len() || ends_word(bytes, at, segment);
            if opens && closes {
                return Some(at);
            }
            from = at + 1;
        }
        None
    }

    /// The start of the message whose first value ends at `close`: the nearest one whose value has
    /// even brackets, or else the nearest. Nothing before `floor` is looked at.
    fn start_before(&self, text: &Folded, floor: usize, close: usize) -> Option<usize> {
        let first = self.segments[0].as_slice();
        let bytes = text.bytes();
        if first.is_empty() {
            return Some(self.open_start(text, floor, close));
        }
        let pair = pair(first, &self.segments[1]);
        let lowest = floor.saturating_add(first.len()).max(close.saturating_sub(LONGEST_VALUE));
        let mut nearest = None;
        let mut depth = 0_isize;
        for end in (lowest..=close).rev() {
            let start = end - first.len();
            if bytes[..end].ends_with(first) && starts_word(bytes, start, first) {
                if depth == 0 {
                    return Some(start);
                }
                nearest = nearest.or(Some(start));
            }
            if let Some((open, shut)) = pair
                && let Some(&byte) = bytes.get(end.wrapping_sub(1))
            {
                depth += isize::from(byte == shut) - isize::from(byte == open);
            }
        }
        nearest
    }

    /// All values of the message that starts at `start`, from left to right.
    fn chain(&self, text: &Folded, literals: &mut Literals, start: usize) -> Option<Place> {
        let last = self.segments.len() - 1;
        let mut at = start + self.segments[0].len();
        let mut values = Vec::with_capacity(last);
        for index in 1..=last {
            let value = if self.segments[index].is_empty() {
                at..self.open_end(text, start, at)
            } else {
                at..self.value_end(text, literals, index, at)?
            };
            if !self.takes(index - 1, &text.bytes()[value.clone()]) {
                return None;
            }
            at = value.end + self.segments[index].len();
            values.push(value);
        }
        Some(Place { values, span: start..at })
    }

    /// Where the value ends that begins at `at` and that the literal `index` closes.
    fn value_end(
        &self,
        text: &Folded,
        literals: &mut Literals,
        index: usize,
        at: usize,
    ) -> Option<usize> {
        let first = self.next_known(text, literals, index, at, LONGEST_VALUE)?;
        let Some((open, shut)) = pair(&self.segments[index - 1], &self.segments[index]) else {
            return Some(first);
        };
        let mut depth = 0_isize;
        let mut from = at;
        let mut end = first;
        loop {
            for &byte in &text.bytes()[from..end] {
                depth += isize::from(byte == open) - isize::from(byte == shut);
            }
            if depth <= 0 {
                return Some(if depth == 0 { end } else { first });
            }
            from = end;
            let reach = LONGEST_VALUE.checked_sub(end + 1 - at);
            match reach.and_then(|reach| self.next_known(text, literals, index, end + 1, reach)) {
                Some(next) => end = next,
                None => return Some(first),
            }
        }
    }

    /// The end of a value that nothing closes: that of the line, or the quote or tag that the whole
    /// message stands in.
    fn open_end(&self, text: &Folded, start: usize, at: usize) -> usize {
        let bytes = text.bytes();
        let limit = at.saturating_add(LONGEST_VALUE).min(bytes.len());
        let closing = match start.checked_sub(1).map(|before| bytes[before]) {
            Some(quote @ (b'"' | b'\'' | b'`')) => Some(quote),
            Some(b'>') => Some(b'<'),
            _ => None,
        };
        let ends = |place: &usize| {
            let origin = text.origin(*place);
            let unit = &text.original()[origin..text.origin(*place + 1)];
            // A quote that was escaped is part of the value.
            unit.contains(&b'\n') || unit.first().copied() == closing && closing.is_some()
        };
        let mut end = (at..limit).find(ends).unwrap_or(limit);
        while end > at && bytes[end - 1] == b' ' {
            end -= 1;
        }
        end
    }

    /// The start of a value that nothing opens: that of the line, or what is behind the nearest
    /// quote, tag or `: `.
    fn open_start(&self, text: &Folded, floor: usize, close: usize) -> usize {
        let bytes = text.bytes();
        let lowest = floor.max(close.saturating_sub(LONGEST_VALUE));
        let opens = |place: &usize| {
            let before = *place - 1;
            let line = text.original()[text.origin(before)..text.origin(*place)].contains(&b'\n');
            line || matches!(bytes[before], b'"' | b'>') || bytes[..*place].ends_with(b": ")
        };
        (lowest.max(1)..close).rev().find(opens).unwrap_or(lowest)
    }

    /// Whether a value may fill a placeholder.
    fn takes(&self, index: usize, value: &[u8]) -> bool {
        match self.kinds.get(index) {
            Some(Kind::Number) => {
                value.iter().any(u8::is_ascii_digit)
                    && value
                        .iter()
                        .all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b','))
            }
            _ => true,
        }
    }

    /// A template that is too weak to be met within a text, met by the whole of it.
    fn meet_whole(&self, text: &Folded) -> Option<Met> {
        let bytes = text.bytes();
        let (first, last) = (&self.segments[0], &self.segments[self.segments.len() - 1]);
        let start = bytes.iter().position(|byte| *byte != b' ')?;
        let stop = bytes.iter().rposition(|byte| *byte != b' ')? + 1;
        let (trimmed, dot) = match bytes[start..stop].strip_suffix(b".") {
            Some(trimmed) if !last.ends_with(b".") => (trimmed, 1),
            _ => (&bytes[start..stop], 0),
        };
        if self.weight == 0 || trimmed.len() > LONGEST_VALUE {
            return None;
        }
        let inner = trimmed.strip_prefix(first.as_slice())?;
        let place = match self.segments.len() {
            1 if inner.is_empty() => Place { values: Vec::new(), span: start..stop - dot },
            2 => {
                let value = inner.strip_suffix(last.as_slice())?;
                let from = start + first.len();
                let value = from..from + value.len();
                Place { values: Vec::from([value]), span: start..stop - dot }
            }
            // Several values with hardly a letter between them say nothing.
            _ => return None,
        };
        Some(self.met(text, &place))
    }

    /// A place of the folded text told in terms of the original.
    fn met(&self, text: &Folded, place: &Place) -> Met {
        let original = text.original();
        let slice =
            |range: &Range<usize>| &original[text.origin(range.start)..text.origin(range.end)];
        let captures = self.values().zip(&place.values).filter_map(|(value, range)| {
            let filling = String::from_utf8_lossy(slice(range)).into_owned();
            (filling != value.mark).then(|| (value.name.clone(), filling))
        });
        let captures: Captures = captures.collect();
        let mut span = text.origin(place.span.start)..text.origin(place.span.end);
        let stops = matches!(self.pieces.last(), Some(Piece::Literal(last)) if last.ends_with('.'));
        if stops && original.get(span.end) == Some(&b'.') {
            span.end += 1;
        }
        let exact = original[span.clone()] == *self.expand(&captures).as_bytes();
        Met { span, captures, exact }
    }
}

/// The places of the values and of the whole message in a folded text.
struct Place {
    values: Vec<Range<usize>>,
    span: Range<usize>,
}

/// The brackets that a value stands in: the literal behind it closes what the one before opened.
fn pair(before: &[u8], behind: &[u8]) -> Option<(u8, u8)> {
    let (open, shut) = match behind.first()? {
        b']' => (b'[', b']'),
        b')' => (b'(', b')'),
        b'}' => (b'{', b'}'),
        b'>' => (b'<', b'>'),
        _ => return None,
    };
    let left_open = before.iter().fold(0_usize, |depth, &byte| match byte {
        _ if byte == open => depth + 1,
        _ if byte == shut => depth.saturating_sub(1),
        _ => depth,
    });
    (left_open > 0).then_some((open, shut))
}

fn starts_word(bytes: &[u8], at: usize, segment: &[u8]) -> bool {
    let cut = |first: &u8| is_word(*first) && at > 0 && is_word(bytes[at - 1]);
    !segment.first().is_some_and(cut)
}

fn ends_word(bytes: &[u8], at: usize, segment: &[u8]) -> bool {
    let behind = bytes.get(at + segment.len());
    let cut = |last: &u8| is_word(*last) && behind.is_some_and(|next| is_word(*next));
    !segment.last().is_some_and(cut)
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
