//! The look of a form: a layout made ready to be met in running text.

use crate::code::{Chars, Layout, Part};

const DIGIT: u8 = 1;
const HEX: u8 = 2;
const UPPER: u8 = 4;
const LOWER: u8 = 8;
const ALNUM: u8 = 16;
const SLUG: u8 = 32;
const PATH: u8 = 64;

/// The classes that a byte belongs to.
static CLASSES: [u8; 256] = classes();

/// How many characters a part without a limit may have in running text.
const LONGEST_PART: usize = 128;

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let it = byte as u8;
        if it.is_ascii_alphanumeric() || it == b'_' {
            table[byte] |= ALNUM;
            table[byte] |= if it.is_ascii_uppercase() { 0 } else { LOWER };
            table[byte] |= if it.is_ascii_lowercase() { 0 } else { UPPER };
        }
        table[byte] |= if table[byte] & LOWER != 0 || it == b'-' { SLUG } else { 0 };
        let joins = matches!(it, b'-' | b'.' | b':' | b'/');
        table[byte] |= if table[byte] & ALNUM != 0 || joins { PATH } else { 0 };
        table[byte] |= if it.is_ascii_digit() { DIGIT } else { 0 };
        table[byte] |= if it.is_ascii_hexdigit() { HEX } else { 0 };
        byte += 1;
    }
    table
}

/// Whether a byte is a letter, a digit or `_`.
pub(super) fn is_word(byte: u8) -> bool {
    CLASSES[usize::from(byte)] & ALNUM != 0
}

fn is_in(byte: u8, class: u8) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

fn class(chars: Chars) -> u8 {
    match chars {
        Chars::Digit => DIGIT,
        Chars::Hex => HEX,
        Chars::Upper => UPPER,
        Chars::Word => LOWER,
        Chars::Alnum => ALNUM,
        Chars::Slug => SLUG,
        Chars::Path => PATH,
    }
}

/// A layout made ready to be met in running text: letters in the case of the catalog, hex digits
/// in either.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    steps: Vec<Step>,
    /// Segments with dots between: a further segment makes another code.
    dotted: bool,
    /// Segments with dashes between, the last one of digits or capitals: so it is with these.
    dashed: bool,
    hex: bool,
    /// The same, where all codes have the same length.
    fixed: Option<Fixed>,
}

/// The look of codes that all have the same length, of [`FIXED`] bytes at most: what is literal is
/// compared at once, and the classes place by place.
#[derive(Debug, Clone)]
struct Fixed {
    length: usize,
    /// The literal bytes where they are, and zero elsewhere.
    literal: u128,
    /// All bits of the literal bytes.
    mask: u128,
    /// The place and the class of each other byte.
    classes: Vec<(u8, u8)>,
}

/// The length of what [`Fixed`] looks at, in bytes.
const FIXED: usize = 16;

impl Fixed {
    fn new(steps: &[Step]) -> Option<Self> {
        let (mut literal, mut mask) = ([0; FIXED], [0; FIXED]);
        let mut classes = Vec::new();
        let mut length = 0;
        for step in steps {
            match step {
                Step::Literal(text) => {
                    let end = length + text.len();
                    literal.get_mut(length..end)?.copy_from_slice(text);
                    mask.get_mut(length..end)?.fill(0xff);
                    length = end;
                }
                &Step::Run { class, least, most, .. } => {
                    if least != most || length + most > FIXED || class & (SLUG | PATH) != 0 {
                        return None;
                    }
                    classes.extend((length..length + most).map(|place| (place as u8, class)));
                    length += most;
                }
            }
        }
        let [literal, mask] = [literal, mask].map(u128::from_le_bytes);
        Some(Self { length, literal, mask, classes })
    }

    /// Whether a text begins with such a code.
    #[inline(always)]
    fn begins(&self, text: &[u8; FIXED]) -> bool {
        (u128::from_le_bytes(*text) ^ self.literal) & self.mask == 0
            && self.classes.iter().all(|&(place, class)| is_in(text[usize::from(place)], class))
    }
}

#[derive(Debug, Clone)]
enum Step {
    Literal(Vec<u8>),
    Run { class: u8, least: usize, most: usize, values: Vec<Vec<u8>> },
}

impl Step {
    /// Takes in a run of the same class behind a run, where neither has a choice.
    fn absorb(&mut self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Run { class, least, most, values },
                Self::Run { class: other, least: l, most: m, values: listed },
            ) if *class == *other && values.is_empty() && listed.is_empty() => {
                *least += l;
                *most += m;
                true
            }
            _ => false,
        }
    }
}

impl Shape {
    /// The look of codes of a layout.
    pub(super) fn new(layout: &Layout) -> Self {
        let mut steps: Vec<Step> = Vec::new();
        for piece in layout.pieces() {
            let step = piece.map_or_else(literal, run);
            if !steps.last_mut().is_some_and(|last| last.absorb(&step)) {
                steps.push(step);
            }
        }
        let dot = |step: &Step| matches!(step, Step::Literal(text) if text.contains(&b'.'));
        let dash = |step: &Step| matches!(step, Step::Literal(text) if text.contains(&b'-'));
        let hex = |step: &Step| matches!(step, Step::Run { class: HEX, .. });
        let dotted = steps.iter().any(dot);
        let ends_dashed = matches!(steps.last(), Some(Step::Run { class: DIGIT | UPPER, .. }));
        let dashed = !dotted && ends_dashed && steps.iter().any(dash);
        Self { dotted, dashed, hex: steps.iter().any(hex), fixed: Fixed::new(&steps), steps }
    }

    /// The look of a number of up to `digits` decimal digits.
    pub(super) fn number(digits: usize) -> Self {
        let steps = vec![Step::Run { class: DIGIT, least: 1, most: digits, values: Vec::new() }];
        Self { steps, dotted: false, dashed: false, hex: false, fixed: None }
    }

    /// The length of every code in bytes, where it is the same and at least eight.
    pub(super) fn length(&self) -> Option<usize> {
        let lengths = self.steps.iter().map(|step| match step {
            Step::Literal(literal) => Some(literal.len()),
            Step::Run { least, most, .. } => (least == most).then_some(*least),
        });
        lengths.sum::<Option<usize>>().filter(|length| *length >= 8)
    }

    /// Whether its segments have dots between, as the keys of texts in programs have.
    pub(super) fn is_dotted(&self) -> bool {
        self.dotted
    }

    /// Whether letters may be of either case, as in hexadecimal digits.
    pub(super) fn is_hex(&self) -> bool {
        self.hex
    }

    /// Whether a code may start with a byte.
    pub(super) fn may_start(&self, byte: u8) -> bool {
        match self.steps.first() {
            Some(Step::Literal(literal)) => literal.first() == Some(&byte),
            Some(Step::Run { class, least, .. }) => {
                *least == 0 || CLASSES[usize::from(byte)] & class != 0
            }
            None => false,
        }
    }

    /// Whether a code may have a byte anywhere.
    pub(super) fn may_have(&self, byte: u8) -> bool {
        self.steps.iter().any(|step| match step {
            Step::Literal(literal) => literal.contains(&byte),
            Step::Run { class, .. } => is_in(byte, *class),
        })
    }

    /// Where a code that starts at `start` ends, boundaries on both sides included in the check.
    pub(super) fn meet(&self, text: &[u8], start: usize) -> Option<usize> {
        if !self.begins(text, start) {
            return None;
        }
        if let Some(fixed) = &self.fixed
            && let Some(there) = text[start..].first_chunk()
        {
            let end = start + fixed.length;
            return (fixed.begins(there) && self.ends(text, end)).then_some(end);
        }
        let mut at = start;
        for step in &self.steps {
            match step {
                // Most candidates fail within a few bytes: no call to compare is worth it.
                Step::Literal(literal) => {
                    for byte in literal {
                        if text.get(at) != Some(byte) {
                            return None;
                        }
                        at += 1;
                    }
                }
                &Step::Run { class, least, most, .. } if class & (SLUG | PATH) == 0 => {
                    let rest = &text[at..text.len().min(at + most)];
                    let mut length = 0;
                    while length < rest.len() && CLASSES[usize::from(rest[length])] & class != 0 {
                        length += 1;
                    }
                    if length < least {
                        return None;
                    }
                    at += length;
                }
                &Step::Run { class, least, most, .. } => {
                    let length = length(&text[at..], class, most);
                    if length < least {
                        return None;
                    }
                    at += length;
                }
            }
        }
        self.ends(text, at).then_some(at)
    }

    /// Whether the parts that list their values have one of these.
    pub(super) fn has_listed_values(&self, code: &[u8]) -> bool {
        let mut rest = code;
        self.steps.iter().all(|step| {
            let length = match step {
                Step::Literal(literal) => literal.len(),
                &Step::Run { class, most, .. } => self::length(rest, class, most),
            };
            let (value, tail) = rest.split_at(length.min(rest.len()));
            rest = tail;
            match step {
                Step::Literal(_) => true,
                Step::Run { values, .. } => {
                    values.is_empty() || values.iter().any(|listed| listed == value)
                }
            }
        })
    }

    /// The code as the catalog writes it, where that is not as it is met.
    #[inline(always)]
    pub(super) fn lowered<'b>(&self, code: &[u8], buffer: &'b mut [u8; 64]) -> Option<&'b [u8]> {
        if !self.hex || !code.iter().any(u8::is_ascii_uppercase) {
            return None;
        }
        let lowered = buffer.get_mut(..code.len())?;
        lowered.copy_from_slice(code);
        lowered.make_ascii_lowercase();
        Some(lowered)
    }

    fn ends(&self, text: &[u8], end: usize) -> bool {
        let Some(&next) = text.get(end) else { return true };
        if is_word(next) {
            return false;
        }
        match next {
            b'.' if self.dotted => !text.get(end + 1).is_some_and(|&byte| is_word(byte)),
            b'-' if self.dashed => !self.goes_on(&text[end + 1..]),
            b'-' | b'(' => !self.dotted,
            _ => true,
        }
    }

    /// Whether a further segment of capitals or digits, no longer than the usual, stands behind a
    /// dash: `…-B`, `…-02`. Another whole code (`…-0001-PR…-0007`) is none, nor is a date.
    fn goes_on(&self, rest: &[u8]) -> bool {
        let length = rest.iter().take(5).take_while(|byte| is_in(**byte, UPPER)).count();
        let whole = !rest.get(length).is_some_and(|byte| is_word(*byte));
        let starts_anew =
            matches!(self.steps.first(), Some(Step::Literal(start)) if rest.starts_with(start));
        (1..5).contains(&length) && whole && !starts_anew
    }

    fn begins(&self, text: &[u8], start: usize) -> bool {
        let Some(&before) = text[..start].last() else { return true };
        if is_word(before) {
            return ends_in_escape(&text[..start]);
        }
        !self.dotted || !matches!(before, b'.' | b'-' | b'/' | b'$' | b'@')
    }
}

/// How many bytes of a class a text begins with, at most `most`. What joins words (`-`, `/`) stands
/// between them, never at an end.
#[inline(always)]
fn length(text: &[u8], class: u8, most: usize) -> usize {
    if class & (SLUG | PATH) == 0 {
        return run_length(text, class, most);
    }
    // Most near misses end here: `core. And`.
    if !text.first().is_some_and(|first| is_word(*first)) {
        return 0;
    }
    let run = &text[..run_length(text, class, most)];
    run.iter().rposition(|byte| is_word(*byte)).map_or(0, |last| last + 1)
}

/// How many bytes of a class a text begins with, at most `most`, whatever they are.
fn run_length(text: &[u8], class: u8, most: usize) -> usize {
    let run = &text[..text.len().min(most)];
    let is_in = |byte: u8| CLASSES[usize::from(byte)] & class;
    // Four at a time: this is where near misses spend their time.
    let (fours, _) = run.as_chunks::<4>();
    let whole =
        fours.iter().take_while(|&&[a, b, c, d]| is_in(a) & is_in(b) & is_in(c) & is_in(d) != 0);
    let start = whole.count() * 4;
    start + run[start..].iter().take_while(|byte| is_in(**byte) != 0).count()
}

/// Whether text ends in an escape, so that what follows is a word of its own: `\n`, `\u0022`,
/// `%3D`, a terminal's `ESC[31m`.
fn ends_in_escape(text: &[u8]) -> bool {
    let hex = |text: &[u8]| text.iter().all(u8::is_ascii_hexdigit);
    match text {
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f'] => true,
        [.., b'%', a, b] if hex(&[*a, *b]) => true,
        [.., b'\\', b'u', a, b, c, d] if hex(&[*a, *b, *c, *d]) => true,
        [rest @ .., b'm'] => {
            let end = &rest[rest.len().saturating_sub(16)..];
            let digits = end.iter().rev().take_while(|b| b.is_ascii_digit() || **b == b';').count();
            end[..end.len() - digits].ends_with(b"\x1b[")
        }
        _ => false,
    }
}

fn literal(text: &str) -> Step {
    Step::Literal(text.as_bytes().to_vec())
}

fn run(part: &Part) -> Step {
    let (least, most) = part.length();
    let values = part.values.iter().map(|value| value.as_bytes().to_vec()).collect();
    Step::Run { class: class(part.chars), least, most: most.min(LONGEST_PART), values }
}

#[cfg(test)]
mod tests {
    use super::Shape;
    use crate::code::Layout;

    fn shape(json: &str) -> Shape {
        Shape::new(&serde_json::from_str::<Layout>(json).unwrap())
    }

    fn dashed() -> Shape {
        shape(
            r#"{"pattern":"PR{s}-{a}","parts":[{"name":"s","chars":"digit","length":3},
            {"name":"a","chars":"upper","length":2}]}"#,
        )
    }

    fn dotted() -> Shape {
        shape(
            r#"{"pattern":"{a}.{b}","parts":[{"name":"a","chars":"word","values":["x","y"]},
            {"name":"b","chars":"word"}]}"#,
        )
    }

    fn meet(shape: &Shape, text: &str) -> bool {
        let start = text.find('<').unwrap();
        let text = text.replacen('<', "", 1);
        shape.meet(text.as_bytes(), start).is_some()
    }

    #[test]
    fn a_code_ends_where_no_letter_follows() {
        for text in ["<PR400-OD", "[<PR400-OD]", "msg.<PR400-OD=x", "é<PR400-OD.", "<PR400-OD - 1"]
        {
            assert!(meet(&dashed(), text), "{text}");
        }
        for text in
            ["<PR400-OD-x", "<PR400-OD-PR400-AU", "<PR400-OD-20260102", "<PR400-OD--", "<PR400-OD-"]
        {
            assert!(meet(&dashed(), text), "{text}");
        }
        for text in ["<PR400-OD-1", "<PR400-OD-B.", "<PR400-OD-OLD", "<PR400-OD-0001-B"] {
            assert!(!meet(&dashed(), text), "a further segment: {text}");
        }
        for text in ["X<PR400-OD", "<PR400-ODX", "<PR400-OD_", "<PR40-OD", "<PR400-od", "<PR400"] {
            assert!(!meet(&dashed(), text), "{text}");
        }
    }

    #[test]
    fn an_escape_before_a_code_is_no_letter() {
        for text in ["\\n<PR400-OD", "%3D<PR400-OD", "\\u0022<PR400-OD", "\x1b[1;31m<PR400-OD"] {
            assert!(meet(&dashed(), text), "{text:?}");
        }
        for text in ["n<PR400-OD", "3D<PR400-OD", "[31m<PR400-OD"] {
            assert!(!meet(&dashed(), text), "{text:?}");
        }
    }

    #[test]
    fn a_further_segment_makes_another_code() {
        for text in ["<x.abc", "\"<x.abc\"", "<x.abc. And", "<x.abc:", "#<x.abc"] {
            assert!(meet(&dotted(), text), "{text}");
        }
        for text in ["<x.abc.d", "a.<x.abc", "/<x.abc", "<x.abc(", "<x.abc-d", "-<x.abc"] {
            assert!(!meet(&dotted(), text), "{text}");
        }
        assert!(dotted().has_listed_values(b"y.abc") && !dotted().has_listed_values(b"z.abc"));
    }

    #[test]
    fn what_joins_words_ends_no_code() {
        let path = shape(r#"{"pattern":"auth/{a}","parts":[{"name":"a","chars":"path"}]}"#);
        for text in ["<auth/user-not-found.", "(<auth/x/y)", "<auth/a: b", "<auth/a-"] {
            assert!(meet(&path, text), "{text}");
        }
        assert_eq!(path.meet(b"auth/a-b. C", 0), Some(8));
        assert!(!meet(&path, "<auth/-") && !meet(&path, "<auth/"));
    }

    #[test]
    fn a_run_without_end_is_no_code() {
        assert!(!meet(&dotted(), &format!("<x.{}", "a".repeat(1000))));
    }
}
