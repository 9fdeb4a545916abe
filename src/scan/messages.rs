//! Messages without their codes: a line that has a literal of one is compared with the templates
//! that have it.
//!
//! What is looked at for a place is a line, or of a very long line a part that starts at a multiple
//! of [`PART`], so every way of cutting an input into pieces finds the same.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use super::context::NEAR;
use super::key::{key_before, opens_line};
use super::known::KnownCodes;
use super::mark::{Mark, line_start};
use super::matcher::MARGIN;
use super::rarity::weight;
use super::twins::same_object;
use crate::catalog::{Catalog, Catalogs};
use crate::entry::Entry;
use crate::evidence::Confidence;
use crate::template::{Found, Sieve, Templates};

/// The form of marks that are messages.
pub(super) const MESSAGE: u16 = u16::MAX;

/// Lines longer than this are looked at in parts of so many bytes. No message is longer.
const PART: usize = 4096;

/// How far around a piece literals of messages are looked for: all that may stand in a part with a
/// message of the piece, or with one that overlaps it.
const REACH: usize = 3 * PART;

/// How far around a piece codes are looked for: in the line of a message, or near it.
const CODE_REACH: usize = PART + NEAR;

/// With so much text on both sides a piece of a text has the same messages as the whole.
pub(super) const MESSAGE_MARGIN: usize = REACH + 2 * PART + MARGIN;

/// The messages of the catalogs.
#[derive(Debug)]
pub(super) struct Messages<'c> {
    templates: Templates<'c>,
    sieve: Sieve,
    /// Messages that can be told apart, in the order of the catalogs.
    pub(super) list: Vec<Message<'c>>,
    /// By the number of the first template that meets the same texts, the message.
    by_template: HashMap<usize, u32>,
}

/// A message, with all that it may stand for.
#[derive(Debug)]
pub(super) struct Message<'c> {
    /// The entries, each with the place of its catalog and the number of its code.
    pub(super) entries: Vec<(&'c Catalog, &'c Entry, u32)>,
    /// How much it says by itself.
    telling: Telling,
}

impl<'c> Message<'c> {
    /// The number of its code, where there is but one.
    pub(super) fn only_code(&self) -> Option<u32> {
        let (_, _, first) = self.entries.first()?;
        self.entries.iter().all(|(_, _, code)| code == first).then_some(*first)
    }

    /// Its code, or all that it may be: `PR400-OD-0024 | PR400-OD-0025`.
    pub(super) fn code(&self) -> Cow<'c, str> {
        joined(self.entries.iter().map(|(_, entry, _)| entry.code.as_str()))
    }

    /// The id of its catalog, or of all that have it.
    pub(super) fn catalog(&self) -> Cow<'c, str> {
        joined(self.entries.iter().map(|(catalog, ..)| catalog.id()))
    }

    /// The entries with their catalogs, where it is not just one code that has it.
    pub(super) fn equals(&self) -> Vec<(&'c Catalog, &'c Entry)> {
        let all = self.entries.iter().map(|(catalog, entry, _)| (*catalog, *entry));
        if self.only_code().is_some() { Vec::new() } else { all.collect() }
    }
}

/// Words side by side, each once.
fn joined<'t>(words: impl Iterator<Item = &'t str>) -> Cow<'t, str> {
    let mut all: Vec<&str> = Vec::new();
    for word in words {
        if !all.contains(&word) {
            all.push(word);
        }
    }
    match all[..] {
        [only] => Cow::Borrowed(only),
        _ => Cow::Owned(all.join(" | ")),
    }
}

/// How much the literal text of a message tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    /// Nobody else says this.
    Much,
    /// Hardly anybody does.
    Enough,
    /// Others say the like: it has to stand by itself, and to the letter.
    Little,
    /// Anybody says this.
    Nothing,
}

impl Telling {
    fn of(words: usize, weight: usize) -> Self {
        match (words, weight) {
            (6.., 32..) => Self::Much,
            (4.., 20..) => Self::Enough,
            (3.., 12..) => Self::Little,
            _ => Self::Nothing,
        }
    }
}

/// A stretch of text that is compared as a whole.
struct Unit {
    /// Messages that start here belong to it.
    own: Range<usize>,
    /// What is compared.
    text: Range<usize>,
    /// The literals that stand in it, a bit for each.
    literals: Vec<u64>,
}

impl<'c> Messages<'c> {
    pub(super) fn new(catalogs: &'c Catalogs, known: &KnownCodes<'c>) -> Self {
        let mut numbers = HashMap::new();
        for (number, code) in (0_u32..).zip(&known.codes) {
            numbers.extend(code.entries().map(|entry| (std::ptr::from_ref(entry), number)));
        }
        let templates = Templates::new(catalogs);
        let mut list = Vec::new();
        let mut by_template = HashMap::new();
        for (number, template, same) in templates.groups() {
            let mut entries: Vec<(&Catalog, &Entry, u32)> = Vec::new();
            for (catalog, entry) in same {
                if let Some(code) = numbers.get(&std::ptr::from_ref(entry))
                    && !entries.iter().any(|(_, other, _)| std::ptr::eq(*other, entry))
                {
                    entries.push((catalog, entry, *code));
                }
            }
            if entries.is_empty() {
                continue;
            }
            by_template.insert(number, list.len() as u32);
            let telling = Telling::of(template.literal_words(), template.weight());
            list.push(Message { entries, telling });
        }
        let sieve = Sieve::new(templates.iter(), weight);
        Self { templates, sieve, list, by_template }
    }

    /// Which part of a text has to be searched for codes to judge the messages of its part `own`.
    pub(super) fn reach(text: &[u8], own: &Range<usize>) -> Range<usize> {
        own.start.saturating_sub(CODE_REACH)..text.len().min(own.end + CODE_REACH)
    }

    /// The messages that start in the part `own` of a text, among codes that were found there and
    /// in its [`Self::reach`]; `origin` is where the text starts in its input. What has a code, or
    /// belongs to one, is left out.
    pub(super) fn mark(
        &self,
        text: &[u8],
        own: &Range<usize>,
        origin: u64,
        least: Confidence,
        codes: &[Mark],
    ) -> Vec<Mark> {
        let mut met = self.meet(text, own, origin);
        met.sort_by_key(|mark| (mark.start, mark.end));
        let sure: Vec<&Mark> = codes.iter().filter(|code| code.confidence >= least).collect();
        let mut end = 0;
        let mut marks: Vec<Mark> = Vec::new();
        for mark in met {
            // Those of one unit are apart; of two that reach into each other the first counts.
            let apart = mark.start >= end;
            end = end.max(mark.end);
            if apart
                && own.contains(&(mark.start as usize))
                && mark.confidence >= least
                && !self.has_code(text, &mark, &sure)
            {
                marks.push(mark);
            }
        }
        let (mut at, mut feeds) = (own.start, 0);
        for mark in &mut marks {
            feeds += memchr_iter(b'\n', &text[at..mark.start as usize]).count() as u32;
            at = mark.start as usize;
            mark.newlines = feeds;
        }
        marks
    }

    /// All messages of the units that messages of a part may overlap.
    fn meet(&self, text: &[u8], own: &Range<usize>, origin: u64) -> Vec<Mark> {
        let searched = own.start.saturating_sub(REACH)..text.len().min(own.end + REACH);
        let mut marks = Vec::new();
        let mut units: Vec<Unit> = Vec::new();
        // The line of the last literal, where it is short enough to be a unit.
        let mut line = 0..0;
        self.sieve.search(text, searched, |at, literal| {
            if !line.contains(&at) {
                line = line_of(text, at).unwrap_or(0..0);
                let open = if line.is_empty() { at.saturating_sub(3 * PART) } else { line.start };
                for unit in units.extract_if(.., |unit| unit.own.end <= open) {
                    self.compare(text, &unit, &mut marks);
                }
            }
            let spans = if line.is_empty() {
                parts_at(text, origin, at)
            } else {
                [Some(line.clone()), None]
            };
            for span in spans.into_iter().flatten() {
                let place = units.iter().position(|unit| unit.own == span).unwrap_or_else(|| {
                    units.push(Unit {
                        text: around(text, &span),
                        own: span,
                        literals: vec![0; self.sieve.literals().div_ceil(64)],
                    });
                    units.len() - 1
                });
                units[place].literals[literal / 64] |= 1 << (literal % 64);
            }
        });
        for unit in &units {
            self.compare(text, unit, &mut marks);
        }
        marks
    }

    /// Marks the messages of a unit.
    fn compare(&self, text: &[u8], unit: &Unit, marks: &mut Vec<Mark>) {
        let literals = unit.literals.iter().enumerate().flat_map(|(place, bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 != 0).map(move |bit| place * 64 + bit)
        });
        let mut templates: Vec<usize> =
            literals.flat_map(|literal| self.sieve.templates(literal)).copied().collect();
        templates.sort_unstable();
        let mut end = 0;
        for found in self.templates.find_among(&text[unit.text.clone()], templates) {
            let span = found.span.start + unit.text.start..found.span.end + unit.text.start;
            // Of equal messages the first stands for all.
            if span.start < end || span.len() > PART || !unit.own.contains(&span.start) {
                continue;
            }
            end = span.end;
            let Some(&message) = self.by_template.get(&found.same_as) else { continue };
            marks.push(Mark {
                start: span.start as u32,
                end: span.end as u32,
                newlines: 0,
                code: message,
                line: line_start(text, span.start),
                form: MESSAGE,
                confidence: self.list[message as usize].telling.confidence(text, &span, &found),
            });
        }
    }

    /// Whether the text has the code of a message beside it, or another code within it.
    fn has_code(&self, text: &[u8], mark: &Mark, codes: &[&Mark]) -> bool {
        let span = mark.start as usize..mark.end as usize;
        let line = around(text, &span);
        let opens =
            |at: usize| key_before(text, at).is_some_and(|key| opens_line(text, key.word.start));
        let entries = &self.list[mark.code as usize].entries;
        let from = codes.partition_point(|code| {
            (code.end as usize) < line.start.min(span.start.saturating_sub(NEAR))
        });
        let near = codes[from..]
            .iter()
            .take_while(|code| (code.start as usize) < line.end.max(span.end + NEAR));
        let mut near = near.map(|code| (code, code.start as usize..code.end as usize));
        near.any(|(code, place)| {
            if place.start < span.end && place.end > span.start {
                return true;
            }
            if !entries.iter().any(|(_, _, number)| *number == code.code) {
                return false;
            }
            if line.contains(&place.start) {
                return true;
            }
            // The members of an object, each in a line of its own.
            let gap =
                if place.end <= span.start { place.end..span.start } else { span.end..place.start };
            gap.len() <= NEAR && same_object(&text[gap]) && opens(place.start) && opens(span.start)
        })
    }

    /// What the placeholders of a message stand for.
    pub(super) fn captures(&self, text: &[u8], message: u32) -> Vec<(String, String)> {
        let found = self.templates.find(text);
        let found = found.iter().find(|found| {
            found.span.start == 0 && self.by_template.get(&found.same_as) == Some(&message)
        });
        let pairs = found.into_iter().flat_map(|found| found.captures.iter());
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}

impl Telling {
    fn confidence(self, text: &[u8], span: &Range<usize>, found: &Found<'_>) -> Confidence {
        match self {
            Self::Much => Confidence::Certain,
            Self::Enough => Confidence::Likely,
            Self::Little if found.exact && stands_alone(text, span) => Confidence::Likely,
            Self::Little | Self::Nothing => Confidence::Possible,
        }
    }
}

/// Whether a message is the whole of a value, or of what a line says: nothing but marks and the end
/// of the line stand beside it.
fn stands_alone(text: &[u8], span: &Range<usize>) -> bool {
    let blank = |byte: &&u8| matches!(**byte, b' ' | b'\t');
    let before = text[..span.start].iter().rev().take(PART).find(|byte| !blank(byte));
    let behind = text[span.end..].iter().take(PART).find(|byte| !blank(byte));
    let opens = matches!(
        before,
        None | Some(b'\n' | b'"' | b'\'' | b'`' | b'>' | b':' | b'-' | b']' | b'|' | b'=')
    );
    let closes = matches!(
        behind,
        None | Some(b'\n' | b'\r' | b'"' | b'\'' | b'`' | b'<' | b'\\' | b'-' | b'|' | b'(')
    );
    opens && closes
}

/// The line around a place, without its line feed; `None` where it is longer than [`PART`].
fn line_of(text: &[u8], at: usize) -> Option<Range<usize>> {
    let from = at.saturating_sub(PART);
    let start = match memrchr(b'\n', &text[from..at]) {
        Some(feed) => from + feed + 1,
        None if from == 0 => 0,
        None => return None,
    };
    let to = text.len().min(start + PART + 1);
    match memchr(b'\n', &text[at.min(to)..to]) {
        Some(feed) => Some(start..at + feed),
        None if to == text.len() && to - start <= PART => Some(start..to),
        None => None,
    }
}

/// The line around a place, no further than [`PART`] on both sides.
fn around(text: &[u8], span: &Range<usize>) -> Range<usize> {
    let from = span.start.saturating_sub(PART);
    let to = text.len().min(span.end + PART);
    let start = memrchr(b'\n', &text[from..span.start]).map_or(from, |feed| from + feed + 1);
    let end = memchr(b'\n', &text[span.end.min(to)..to]).map_or(to, |feed| span.end + feed);
    start..end
}

/// The part of a very long line that a place is in, and the one before, where a message may have
/// begun that reaches here.
fn parts_at(text: &[u8], origin: u64, at: usize) -> [Option<Range<usize>>; 2] {
    let feed_before =
        |from: usize, to: usize| memrchr(b'\n', &text[from..to]).map(|feed| from + feed + 1);
    let part = part_of(origin, at);
    let to = part.end.min(text.len());
    let end = memchr(b'\n', &text[at..to]).map_or(to, |feed| at + feed);
    if let Some(start) = feed_before(part.start, at) {
        return [Some(start..end), None];
    }
    let before = part.start.checked_sub(1).map(|last| {
        let before = part_of(origin, last);
        feed_before(before.start, part.start).unwrap_or(before.start)..part.start
    });
    [Some(part.start..end), before.filter(|before| !before.is_empty())]
}

/// The part that a place is in: the first of an input starts with it.
fn part_of(origin: u64, at: usize) -> Range<usize> {
    let shift = (origin % PART as u64) as usize;
    let start = (at + shift) / PART * PART;
    start.saturating_sub(shift)..start + PART - shift
}

#[cfg(test)]
mod tests {
    use super::super::{Confidence, Met, Scanner};
    use crate::catalog::{Catalog, Catalogs};

    /// `code {values}` of each message, and `#code` of each code.
    fn found(text: &str, least: Confidence) -> Vec<String> {
        let catalogs = Catalogs::embedded();
        let scanner = Scanner::new(&catalogs).with_messages().at_least(least);
        let findings = scanner.scan(text.as_bytes());
        let shown = findings.iter().map(|finding| {
            assert_eq!(finding.text, text[finding.span.clone()]);
            let values = finding.captures.iter().map(|(name, value)| format!(" {name}={value}"));
            let mark = if finding.met == Met::Code { "#" } else { "" };
            format!("{mark}{}{}", finding.code, values.collect::<String>())
        });
        shown.collect()
    }

    fn likely(text: &str) -> Vec<String> {
        found(text, Confidence::Likely)
    }

    #[test]
    fn a_filled_message_without_its_code_is_found_with_its_values() {
        for (text, want) in [
            ("WARN No such entity.", "PR404-OD-0002"),
            ("x [Name] field format error. y", "PR400-EV-0004 0=Name"),
            ("{\"message\":\"Box not found url:[https://u/b]. \"}", "PR400-DV-0005 0=https://u/b"),
            ("\u{1b}[31mERR\u{1b}[0m: Unsupported grant type.", "PR400-AN-0001"),
        ] {
            assert_eq!(found(text, Confidence::Possible), [want], "{text}");
        }
        let text = "12:01 Request body is too large: the limit is 1MB bytes";
        assert!(likely(text).is_empty(), "no such message: {text}");
    }

    #[test]
    fn a_message_beside_its_code_is_told_once() {
        for text in [
            "[PR404-OD-0002] - No such entity.",
            "No such entity. (PR404-OD-0002)",
            "{\n  \"code\": \"PR404-OD-0002\",\n  \"message\": {\n    \"value\": \"No such entity.\"\n  }\n}",
            "PR400-EV-0003 [Name] is required.",
        ] {
            let found = found(text, Confidence::Possible);
            assert!(found.len() == 1 && found[0].starts_with('#'), "{text}: {found:?}");
        }
        assert_eq!(
            likely("[PR404-OD-0002] - No such entity.\nWARN - No such entity."),
            ["#PR404-OD-0002", "PR404-OD-0002"],
            "the second line has no code"
        );
        assert_eq!(
            likely("[PR400-OD-0001] - No such entity."),
            ["#PR400-OD-0001", "PR404-OD-0002"],
            "the code of another error"
        );
    }

    #[test]
    fn the_less_a_message_says_the_less_sure_it_is() {
        for text in ["[x]", "see [a] and [b]", "GET /metrics 200", "ERROR: it failed [again]"] {
            assert!(found(text, Confidence::Possible).is_empty(), "{text}");
        }
        for text in ["Not found.", "login failed", "a role not found here", "Unauthorized."] {
            assert!(likely(text).is_empty(), "{text}");
            assert!(!found(text, Confidence::Possible).is_empty(), "{text}");
        }
        assert_eq!(likely("WARN - Role not found."), ["PR400-DV-0004"]);
    }

    #[test]
    fn codes_with_the_same_message_are_all_told() {
        let catalogs = Catalogs::embedded();
        let scanner = Scanner::new(&catalogs).with_messages();
        let found = scanner.scan(b"WARN - [Name] does not exist.");
        let codes: Vec<_> = found[0].equals.iter().map(|(_, entry)| &entry.code).collect();
        assert_eq!(codes, ["PR400-OD-0024", "PR400-OD-0025"]);
        assert_eq!(found[0].code, "PR400-OD-0024 | PR400-OD-0025");
        assert_eq!((found[0].status(), found[0].captures[0].1.as_str()), (Some(400), "Name"));
    }

    #[test]
    fn messages_of_a_users_catalog_are_found() {
        let text = r#"{"id":"shop","title":"Shop","edition":"1","source":"us",
            "code":{"pattern":"SHOP-{n}","parts":[{"name":"n","chars":"digit","length":4}]},
            "placeholders":"percent","entries":[
            {"code":"SHOP-0001","message":"Article %s is sold out until %s, sorry"}]}"#;
        let mut catalogs = Catalogs::embedded();
        catalogs.push(Catalog::read(text).unwrap());
        let scanner = Scanner::new(&catalogs).with_messages();
        let found = scanner.scan(b"INFO article Hat is sold out until May, sorry!");
        assert_eq!((found.len(), &*found[0].code), (1, "SHOP-0001"));
        let values: Vec<_> = found[0].captures.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values, ["Hat", "May"]);
    }

    #[test]
    fn messages_are_found_in_lines_of_any_length() {
        let message = "Unsupported grant type.";
        for length in [0, 100, 4000, 4073, 4096, 5000, 40_000] {
            let text = format!("{}-{message}-{}", " ".repeat(length), " ".repeat(length));
            assert_eq!(found(&text, Confidence::Possible), ["PR400-AN-0001"], "{length}");
        }
        let text = format!("{message}\n").repeat(500);
        assert_eq!(likely(&text).len(), 500);
        let text = format!("- {message} -").repeat(500);
        assert_eq!(likely(&text).len(), 500);
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        let catalogs = Catalogs::embedded();
        let scanner = Scanner::new(&catalogs).with_messages();
        let every: Vec<_> = catalogs.iter().flat_map(Catalog::entries).collect();
        let every: String = every.iter().map(|entry| entry.message.replace('\n', " ")).collect();
        let start = std::time::Instant::now();
        for part in ["required ", "] is required. [", "authentication", "[", every.as_str()] {
            scanner.scan(part.repeat(300_000 / part.len()).as_bytes());
        }
        // Quadratic work would take minutes.
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }
}
