//! The members of an object in running text: keys, and where their values begin.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::bits;
use super::context::{is_quote, is_space, written_quote};
use super::shape::is_word;

/// The most members of an object that are looked at.
const MOST_MEMBERS: usize = 32;

/// The members of an object.
#[derive(Debug)]
pub(super) struct Members<'t> {
    /// The text that they stand in.
    pub(super) text: &'t [u8],
    /// Where the object ends in it, if it does.
    pub(super) closed: Option<usize>,
    places: [Place; MOST_MEMBERS],
    count: usize,
}

/// Where a member stands, in bytes from the start of the text.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    key: u16,
    key_end: u16,
    value: u16,
}

impl<'t> Members<'t> {
    /// The members of an object whose text starts behind its brace, up to its end, or up to where
    /// the text is too long for what is near anything.
    pub(super) fn read(text: &'t [u8]) -> Self {
        Self::read_by::<true>(text)
    }

    /// Where the key of each stands, and the text from its value on.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Range<usize>, &'t [u8])> {
        let text = self.text;
        self.places[..self.count].iter().map(move |place| {
            let key = usize::from(place.key)..usize::from(place.key_end);
            (key, &text[usize::from(place.value)..])
        })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// What is `PLAIN` may be read faster, with the same result.
    #[inline(always)]
    fn read_by<const PLAIN: bool>(text: &'t [u8]) -> Self {
        let text = &text[..text.len().min(usize::from(u16::MAX))];
        let mut found =
            Self { text, closed: None, places: [Place::default(); MOST_MEMBERS], count: 0 };
        let mut depth = 0usize;
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            let start = at;
            at += 1;
            let word = match ROLES[usize::from(byte)] {
                Role::Nothing => continue,
                Role::Opens => {
                    depth += 1;
                    continue;
                }
                Role::Closes => {
                    let Some(outer) = depth.checked_sub(1) else {
                        found.closed = Some(start);
                        break;
                    };
                    depth = outer;
                    continue;
                }
                Role::Quotes if start > 0 && is_word(text[start - 1]) => continue,
                Role::Quotes => {
                    if PLAIN {
                        at = found.plain(start, &mut depth);
                        if at > start {
                            continue;
                        }
                    }
                    let (content, behind) = quoted(text, start);
                    at = behind;
                    content
                }
                Role::Word => {
                    while text.get(at).is_some_and(|byte| is_word(*byte) || *byte == b'-') {
                        at += 1;
                    }
                    start..at
                }
            };
            if depth == 0
                && let Some(value) = value_of(&text[at..])
            {
                found.push(word, text.len() - value.len());
            }
        }
        found
    }

    /// Reads members as most logs have them, from the quote at `at` on: `"key":"value",`,
    /// `"key":12,` and `"key":{`, up to the end of this. Where the first other one, or the end of
    /// the object, is.
    #[inline(always)]
    fn plain(&mut self, mut at: usize, depth: &mut usize) -> usize {
        let text = self.text;
        let is = |at: usize, byte: u8| text.get(at) == Some(&byte);
        if at > 0 && text[at - 1] == b'\\' {
            return at;
        }
        // Only strings have quotes, so that each is met in turn.
        let mut quotes = Quotes::from(text, at);
        while is(at, b'"') {
            let Some(end) = quotes.behind_string() else { break };
            let Some(&[b':', byte, next]) = text[end..].first_chunk() else { break };
            let blank = byte == b' ';
            let start = end + 1 + usize::from(blank);
            let byte = if blank { next } else { byte };
            let (key, is_own) = (at + 1..end - 1, *depth == 0);
            if byte == b'{' || byte == b'[' {
                *depth += 1;
                at = start + 1;
            } else {
                let end = if byte == b'"' {
                    let Some(end) = quotes.behind_string() else { break };
                    end
                } else if is_word(byte) {
                    word_end(text, start)
                } else {
                    break;
                };
                let Some(&[sign, next]) = text[end..].first_chunk() else { break };
                if sign == b',' {
                    at = end + 1 + usize::from(next == b' ');
                } else if sign == b'}' {
                    at = end;
                    while *depth > 0 && is(at, b'}') {
                        *depth -= 1;
                        at += 1;
                    }
                    if is(at, b',') {
                        at += 1 + usize::from(is(at + 1, b' '));
                    }
                } else {
                    break;
                }
            }
            if is_own {
                self.push(key, start);
            }
        }
        at
    }

    #[inline(always)]
    fn push(&mut self, key: Range<usize>, value: usize) {
        if let Some(place) = self.places.get_mut(self.count) {
            let (key, key_end) = (key.start as u16, key.end as u16);
            *place = Place { key, key_end, value: value as u16 };
            self.count += 1;
        }
    }
}

/// The quotes of a text, one bit a byte: one is told after the other without a search.
struct Quotes<'t> {
    text: &'t [u8],
    /// Where the block starts that the bits are of.
    block: usize,
    bits: u64,
}

impl<'t> Quotes<'t> {
    /// From the quote at `at` on.
    #[inline(always)]
    fn from(text: &'t [u8], at: usize) -> Self {
        Self { text, block: at, bits: quotes(text, at) }
    }

    /// Where the text goes on behind the next string, or `None` where a backslash counts, or where it
    /// does not end.
    #[inline(always)]
    fn behind_string(&mut self) -> Option<usize> {
        self.next()?;
        let close = self.next()?;
        if self.text[close - 1] == b'\\' { None } else { Some(close + 1) }
    }

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.block += 64;
            if self.block >= self.text.len() {
                return None;
            }
            self.bits = quotes(self.text, self.block);
        }
        let at = self.block + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(at)
    }
}

/// Where the 64 bytes from a place on are quotes.
#[inline(never)]
fn quotes(text: &[u8], at: usize) -> u64 {
    let mut rest = None;
    bits::equal(bits::window(text, at, &mut rest), b'"')
}

/// Where the word ends that stands at a place: most are numbers.
#[inline(always)]
fn word_end(text: &[u8], start: usize) -> usize {
    let mut end = start + text[start..].first_chunk().map_or(0, bits::digits);
    while text.get(end).is_some_and(|byte| is_word(*byte)) {
        end += 1;
    }
    end
}

/// What a byte outside of strings means for the members of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Nothing,
    Opens,
    Closes,
    Quotes,
    Word,
}

/// The roles of all bytes.
static ROLES: [Role; 256] = {
    let mut table = [Role::Nothing; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b'{' | b'[' | b'(' => Role::Opens,
            b'}' | b']' | b')' => Role::Closes,
            b'"' | b'\'' => Role::Quotes,
            word if word.is_ascii_alphanumeric() || word == b'_' => Role::Word,
            _ => Role::Nothing,
        };
        byte += 1;
    }
    table
};

/// The text from a value on, where it stands behind its key.
#[inline(always)]
fn value_of(rest: &[u8]) -> Option<&[u8]> {
    let rest = match rest {
        // `"key":"value"`, `"value","key"`: as most logs have it.
        [b':', value @ ..] if value.first().is_some_and(|byte| is_quote(*byte)) => {
            return Some(value);
        }
        [b',' | b'}', ..] => return None,
        [b'&' | b'%', ..] => &rest[written_quote(rest)..],
        _ => rest,
    };
    let blank = rest.iter().take_while(|b| is_space(**b) || **b == b'\\').count();
    let value = match &rest[blank..] {
        [b':', b':', ..] | [b'=', b'=', ..] => return None,
        [b'%', b'3', b'A', value @ ..] => value,
        [b'=', b'>', value @ ..] | [b':' | b'=', value @ ..] => value,
        _ => return None,
    };
    Some(value.trim_ascii_start())
}

/// What stands between the quote at `open` and its counterpart, which has as many backslashes,
/// and where the text goes on.
#[inline(always)]
fn quoted(text: &[u8], open: usize) -> (Range<usize>, usize) {
    // Most strings have no backslash at either end.
    if (open == 0 || text[open - 1] != b'\\')
        && let Some(close) = first(text, open + 1, text[open])
        && text[close - 1] != b'\\'
    {
        return (open + 1..close, close + 1);
    }
    escaped(text, open)
}

/// The same where backslashes count.
#[inline(never)]
fn escaped(text: &[u8], open: usize) -> (Range<usize>, usize) {
    let slashes = |at: usize| text[..at].iter().rev().take_while(|b| **b == b'\\').count();
    let escape = slashes(open);
    let mut from = open + 1;
    while let Some(found) = memchr(text[open], &text[from..]) {
        let close = from + found;
        if slashes(close) == escape {
            return (open + 1..(close - escape).max(open + 1), close + 1);
        }
        from = close + 1;
    }
    (open + 1..text.len(), text.len())
}

/// Where a byte stands first, from a place on. Most strings of an object are short: a call to search
/// costs more than to look at 64 bytes at once.
#[inline(always)]
fn first(text: &[u8], from: usize, byte: u8) -> Option<usize> {
    let mut behind = from;
    if let Some(window) = text[from..].first_chunk() {
        let found = bits::equal(window, byte);
        if found != 0 {
            return Some(from + found.trailing_zeros() as usize);
        }
        behind += 64;
    }
    memchr(byte, &text[behind..]).map(|found| behind + found)
}

/// Where the text of a value stands that is a string.
#[inline(always)]
pub(super) fn string(value: &[u8]) -> Option<Range<usize>> {
    let written = match value.first() {
        Some(b'&' | b'%') => written_quote(value),
        _ => 0,
    };
    if written > 0 {
        let (quote, content) = value.split_at(written);
        let length = memmem::find(content, quote).unwrap_or(content.len());
        return Some(written..written + length);
    }
    let open = value.iter().position(|byte| *byte != b'\\')?;
    matches!(value[open], b'"' | b'\'' | b'`').then(|| quoted(value, open).0)
}

/// Where the text of a value stands that is a sentence without quotes, up to what ends it in a log
/// or an address: `message=Your+access+token+has+expired.&…`.
pub(super) fn sentence(value: &[u8]) -> Option<Range<usize>> {
    let end = |byte: &u8| matches!(byte, b'\n' | b'\r' | b',' | b';' | b'&' | b'}' | b'|');
    let text = &value[..value.iter().position(end).unwrap_or(value.len())];
    let part =
        |byte: &u8| is_word(*byte) || matches!(byte, b' ' | b'+' | b'.' | b'-' | b'\'' | 0x80..);
    let joined = text.trim_ascii_end().iter().any(|byte| matches!(byte, b' ' | b'+'));
    (joined && text.iter().all(part)).then_some(0..text.len())
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{prop_assert_eq, prop_oneof, proptest};

    use super::{MOST_MEMBERS, Members, sentence, string};

    proptest! {
        #[test]
        fn plain_members_are_read_as_all_others(
            pieces in vec(
                prop_oneof![
                    "\"[a-z]{1,9}\": ?\"[a-z ]{0,90}\", ?",
                    "\"[a-z]{1,9}\": ?[0-9]{1,12}[,}]",
                    "\"[a-z]{1,9}\": ?[{\\[]",
                    "[]}],?",
                    r#"[\\"':, {}\[\]()a1-]{1,3}"#,
                ],
                0..MOST_MEMBERS * 2,
            ),
        ) {
            let text = pieces.concat();
            let read = Members::read(text.as_bytes());
            let wanted = Members::read_by::<false>(text.as_bytes());
            prop_assert_eq!(read.iter().collect::<Vec<_>>(), wanted.iter().collect::<Vec<_>>());
            prop_assert_eq!(read.closed, wanted.closed);
        }
    }

    #[test]
    fn no_more_members_are_read_than_there_is_room_for() {
        let text = r#""a":1,"#.repeat(20_000);
        assert_eq!(Members::read(text.as_bytes()).len(), MOST_MEMBERS);
        let text = format!("{}b=c", " ".repeat(70_000));
        assert_eq!(Members::read(text.as_bytes()).len(), 0);
    }

    #[test]
    fn a_string_ends_at_its_own_quote() {
        assert_eq!(string(br#""a \"b\" c", 1"#), Some(1..10));
        assert_eq!(string(br#"\"a\",\"b\""#), Some(2..3));
        assert_eq!(string(b"&quot;it&#39;s&quot;,&quot;x"), Some(6..14));
        assert_eq!(string(b"12"), None);
    }

    #[test]
    fn a_sentence_without_quotes_is_told_from_an_expression() {
        assert_eq!(sentence(b"Not found. Try again, b=2"), Some(0..20));
        assert_eq!(sentence(b"It's+gone&c=3"), Some(0..9));
        for value in [&b"error.message"[..], b"f(a b)", b"e ? 'x' : 1", b"word \n more", b"12", b""]
        {
            assert_eq!(sentence(value), None);
        }
    }
}
