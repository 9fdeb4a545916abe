//! The look of a form: a layout made ready to be met in running text.

mod classes;
mod edges;
mod fixed;
mod segments;

pub(super) use self::classes::is_word;
use self::classes::{CLASSES, DIGIT, HEX, PATH, SLUG, UPPER, class, is_in};
use self::edges::Edges;
use self::fixed::Fixed;
use self::segments::Segments;
use crate::code::{Layout, Part};

/// How many characters a part without a limit may have in running text.
const LONGEST_PART: usize = 128;

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
    edges: Edges,
    quick: Option<Quick>,
}

/// The same look, made ready to be met in many places without a branch for what is not to be
/// foreseen.
#[derive(Debug, Clone)]
enum Quick {
    /// All codes have the same length.
    Fixed(Fixed),
    /// Words with single separators between.
    Segments(Segments),
}

/// What such a look cannot tell: the end of the text is near, or there is more to look at.
const ASK: u32 = u32::MAX;

/// A place where a code may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// What led there, by number.
    pub(super) hit: u32,
    /// Where the code starts, in bytes from the start of the text.
    pub(super) start: u32,
    /// Where it ends, once that is known.
    pub(super) end: u32,
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
        let quick = Fixed::new(&steps)
            .map(Quick::Fixed)
            .or_else(|| Segments::new(&steps).map(Quick::Segments));
        let (hex, edges) = (steps.iter().any(hex), Edges::new(dotted, dashed));
        Self { steps, dotted, dashed, hex, edges, quick }
    }

    /// The look of a number of up to `digits` decimal digits.
    pub(super) fn number(digits: usize) -> Self {
        let steps = vec![Step::Run { class: DIGIT, least: 1, most: digits, values: Vec::new() }];
        let edges = Edges::new(false, false);
        Self { steps, dotted: false, dashed: false, hex: false, edges, quick: None }
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

    /// The same as [`Self::meet`] for many spots, of which those are left where there is a code: they
    /// come first, and so many there are. There is none at a spot behind the text.
    pub(super) fn meet_each(&self, text: &[u8], spots: &mut [Spot]) -> usize {
        let edges = &self.edges;
        match &self.quick {
            Some(Quick::Fixed(fixed)) => {
                self.each(text, spots, |start| fixed.end(text, start, edges))
            }
            Some(Quick::Segments(segments)) => {
                self.each(text, spots, |start| segments.end(text, start, edges))
            }
            None => self.each(text, spots, |_| ASK),
        }
    }

    /// The same by what tells most spots at once.
    #[inline(never)]
    fn each(&self, text: &[u8], spots: &mut [Spot], quick: impl Fn(usize) -> u32) -> usize {
        keep(spots, |spot| {
            let start = spot.start as usize;
            spot.end = quick(start);
            if spot.end == ASK {
                let met = if start < text.len() { self.meet(text, start) } else { None };
                spot.end = met.map_or(0, |end| end as u32);
            }
            spot.end != 0
        })
    }

    /// Where a code that starts at `start` ends, boundaries on both sides included in the check.
    pub(super) fn meet(&self, text: &[u8], start: usize) -> Option<usize> {
        if !self.begins(text, start) {
            return None;
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

    /// Whether the parts that list their values have one of these, letters in either case where they are
    /// hexadecimal digits.
    pub(super) fn has_listed_values(&self, code: &[u8]) -> bool {
        let mut rest = code;
        // Behind the last part that lists its values any will do.
        let lists = |step: &Step| matches!(step, Step::Run { values, .. } if !values.is_empty());
        let count = self.steps.iter().rposition(lists).map_or(0, |last| last + 1);
        self.steps[..count].iter().all(|step| {
            let length = match step {
                Step::Literal(literal) => literal.len(),
                &Step::Run { class, most, .. } => self::length(rest, class, most),
            };
            let (value, tail) = rest.split_at(length.min(rest.len()));
            rest = tail;
            match step {
                Step::Literal(_) => true,
                Step::Run { values, .. } => {
                    let is = |listed: &Vec<u8>| {
                        listed == value || self.hex && listed.eq_ignore_ascii_case(value)
                    };
                    values.is_empty() || values.iter().any(is)
                }
            }
        })
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

/// Puts first those that are wanted: how many there are. No branch depends on which they are.
#[inline(always)]
pub(super) fn keep<T: Copy>(all: &mut [T], mut wanted: impl FnMut(&mut T) -> bool) -> usize {
    let mut kept = 0;
    for at in 0..all.len() {
        let mut one = all[at];
        let stays = wanted(&mut one);
        all[kept] = one;
        kept += usize::from(stays);
    }
    kept
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
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, prop_oneof, proptest};

    use super::{Quick, Shape, Spot};
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

    fn named() -> Shape {
        shape(
            r#"{"pattern":"e.{a}.{b}","parts":[{"name":"a","chars":"slug"},
            {"name":"b","chars":"word"}]}"#,
        )
    }

    fn of_each_kind_of_byte() -> Shape {
        shape(
            r#"{"pattern":"a{h}{d}.{u}-{w}{n}","parts":[
            {"name":"h","chars":"hex","length":2}, {"name":"d","chars":"digit","length":1},
            {"name":"u","chars":"upper","length":2}, {"name":"w","chars":"word","length":2},
            {"name":"n","chars":"alnum","length":2}]}"#,
        )
    }

    fn meet(shape: &Shape, text: &str) -> bool {
        let start = text.find('<').unwrap();
        let text = text.replacen('<', "", 1);
        shape.meet(text.as_bytes(), start).is_some()
    }

    proptest! {
        #[test]
        fn many_places_are_met_as_each_of_them(
            pieces in vec(
                prop_oneof![
                    "PR[0-9]{2,4}-[A-Z_]{1,3}",
                    "a[0-9a-gG]{2}[0-9][.][A-Z0-9]{2}-[a-z_]{2}[a-zA-Z]{2}",
                    "[.]?(e|x|y)([.-][a-z0-9_]{0,70}){0,3}",
                    "[a-z]{0,80}",
                    "[-.(/$@%_ n\\\\\u{e9}]{1,3}",
                ],
                0..30,
            ),
        ) {
            let text = pieces.concat();
            let starts: Vec<u32> = (0..text.len() as u32 + 3).chain([u32::MAX]).collect();
            for shape in [dashed(), dotted(), named(), of_each_kind_of_byte()] {
                prop_assert!(shape.quick.is_some());
                let met = starts.iter().filter_map(|&start| {
                    let inside = Some(start as usize).filter(|start| *start < text.len())?;
                    let end = shape.meet(text.as_bytes(), inside)? as u32;
                    Some(Spot { hit: start / 2, start, end })
                });
                let spot = |start: &u32| Spot { hit: start / 2, start: *start, end: 1 };
                let mut spots: Vec<_> = starts.iter().map(spot).collect();
                let count = shape.meet_each(text.as_bytes(), &mut spots);
                prop_assert_eq!(&spots[..count], met.collect::<Vec<_>>(), "{:?}", text);
            }
        }

        #[test]
        fn a_byte_is_told_as_its_class_is(byte in any::<u8>(), place in 0usize..14) {
            let shape = of_each_kind_of_byte();
            let mut text = *b"  aff1.AB-zz9Z                    ";
            text[place] = byte;
            let mut spots = [Spot { hit: 0, start: 2, end: 0 }];
            let count = shape.meet_each(&text, &mut spots);
            let met = shape.meet(&text, 2).map(|end| end as u32);
            prop_assert_eq!(spots[..count].first().map(|spot| spot.end), met);
        }
    }

    #[test]
    fn codes_of_one_length_and_of_words_are_told_at_once() {
        assert!(matches!(dashed().quick, Some(Quick::Fixed(_))));
        assert!(matches!(of_each_kind_of_byte().quick, Some(Quick::Fixed(_))));
        assert!(matches!(dotted().quick, Some(Quick::Segments(_))));
        assert!(matches!(named().quick, Some(Quick::Segments(_))));
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
