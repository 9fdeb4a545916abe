//! Codes in running text: found fast, believed only where the text supports them.
//!
//! Anchors of four bytes are derived from the catalogs and searched for; where one stands, the
//! look of a code is verified, the code is known by one hash probe, and what stands around it is
//! weighed. Nothing is done per line.

mod anchors;
#[cfg(feature = "compression")]
pub mod background;
mod bits;
mod buckets;
mod bundle;
mod chunks;
mod context;
mod conversion;
#[cfg(feature = "compression")]
pub mod decompress;
mod failure;
mod family;
mod forms;
mod hashes;
mod key;
mod known;
mod lines;
mod mark;
mod matcher;
mod members;
mod messages;
mod nearby;
mod object;
mod pieces;
mod rarity;
mod shape;
mod simd;
mod stream;
mod summary;
mod tags;
mod tally;
mod times;
mod timestamp;
mod twins;
mod values;
mod verify;
mod view;
mod weigh;
mod whole;
mod words;

use std::borrow::Cow;
use std::ops::Range;

use self::mark::{Mark, UNLISTED};
use self::matcher::{MARGIN, Marks, Matcher};
use self::messages::{MESSAGE, MESSAGE_MARGIN, Message, Messages};
use self::weigh::Precision;
use crate::catalog::{Catalog, Catalogs};
use crate::entry::Entry;
pub use crate::evidence::Confidence;
use crate::status::StatusSet;
pub use pieces::{Located, Piece, Sink};
pub use stream::Source;
pub use summary::{CodeSummary, Place, Summary};
pub use tally::Tally;
pub use times::Times;
pub use whole::{Searcher, Whole};

/// Finds codes in text.
///
/// ```
/// use errcode::catalog::Catalogs;
/// use errcode::scan::Scanner;
///
/// let catalogs = Catalogs::embedded();
/// let scanner = Scanner::new(&catalogs);
/// let findings = scanner.scan(b"WARN [PR404-OD-0002] - No such entity.");
/// assert_eq!(findings[0].code, "PR404-OD-0002");
/// assert_eq!(findings[0].span, 6..19);
/// ```
#[derive(Debug)]
pub struct Scanner<'c> {
    matcher: Matcher<'c>,
    messages: Option<Messages<'c>>,
    least: Confidence,
    precision: Precision,
    statuses: Option<StatusSet>,
}

/// What was met in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    /// A code, a name or a number.
    Code,
    /// A message without its code, with or without values filled in.
    Message,
}

/// A code, or a message, that was met in a text.
#[derive(Debug, Clone)]
pub struct Finding<'c> {
    /// Where it stands, in bytes from the start of the text.
    pub span: Range<usize>,
    /// As it was met: `0x0101000A`, `USER_NOT_EXIST`.
    pub text: String,
    /// Which of them was met.
    pub met: Met,
    /// Its catalog; the first of several, where these have the same message.
    pub catalog: &'c Catalog,
    /// The code as the catalog writes it, or as it was met where no catalog lists it. Codes with
    /// the same message stand side by side: `PR400-OD-0024 | PR400-OD-0025`.
    pub code: Cow<'c, str>,
    /// Its entries: none for a well-formed code that the catalog does not list, several where the
    /// same code stands for several errors, or several codes have the same message.
    pub entries: Vec<&'c Entry>,
    /// Where codes have the same message, what it may stand for: every entry with its catalog.
    pub equals: Vec<(&'c Catalog, &'c Entry)>,
    /// How sure it is.
    pub confidence: Confidence,
    /// The values of the words in braces of the code or the message: `RESOURCE`, `USER`.
    pub captures: Vec<(Cow<'c, str>, String)>,
}

impl Finding<'_> {
    /// Whether a catalog lists the code.
    pub fn known(&self) -> bool {
        !self.entries.is_empty()
    }

    /// The HTTP status, where all its entries have the same.
    pub fn status(&self) -> Option<u16> {
        common_status(self.entries.iter().copied())
    }

    /// The message, where there is but one.
    pub fn message(&self) -> Option<&str> {
        match (&self.entries[..], self.met) {
            ([entry], _) | ([entry, ..], Met::Message) => Some(&entry.message),
            _ => None,
        }
    }
}

/// The HTTP status, where all entries have the same.
fn common_status<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Option<u16> {
    let mut statuses = entries.into_iter().map(|entry| entry.status);
    let status = statuses.next()??;
    statuses.all(|other| other == Some(status)).then_some(status)
}

/// The piece in which a text is searched.
const BLOCK: usize = 1 << 20;

impl<'c> Scanner<'c> {
    /// A scanner for the codes of these catalogs.
    pub fn new(catalogs: &'c Catalogs) -> Self {
        Self {
            matcher: Matcher::new(catalogs),
            messages: None,
            least: Confidence::Likely,
            precision: Precision::Exact,
            statuses: None,
        }
    }

    /// Reports findings of this confidence and above; `likely` where nothing is said.
    #[must_use]
    pub fn at_least(mut self, least: Confidence) -> Self {
        self.least = least;
        self
    }

    /// Reports only errors with one of these statuses.
    #[must_use]
    pub fn with_statuses(mut self, statuses: StatusSet) -> Self {
        self.statuses = Some(statuses);
        self
    }

    /// Finds messages without their codes as well, and gives the values they were filled with. A
    /// message beside its own code is not reported. Messages of hardly any text of their own, such
    /// as `[{0}]`, are not looked for.
    #[must_use]
    pub fn with_messages(mut self) -> Self {
        self.messages = Some(Messages::new(self.matcher.catalogs, &self.matcher.known));
        self
    }

    /// Weighs no further than is needed to tell what is reported: faster where the confidence
    /// itself is not asked for. What is likely may then be certain.
    #[must_use]
    pub fn without_grades(mut self) -> Self {
        self.precision = Precision::Likely;
        self
    }

    #[inline(always)]
    fn reports(&self, mark: &Mark) -> bool {
        mark.confidence >= self.least
            && self.statuses.as_ref().is_none_or(|statuses| self.has_one_of(mark, statuses))
    }

    #[inline(never)]
    fn has_one_of(&self, mark: &Mark, statuses: &StatusSet) -> bool {
        if let Some(message) = self.message(mark) {
            return message.entries.iter().any(|(_, entry, _)| statuses.has(entry.status));
        }
        let known = self.matcher.known.codes.get(mark.code as usize);
        known.is_some_and(|code| code.entries().any(|entry| statuses.has(entry.status)))
    }

    /// The message that a mark stands for, where it is no code.
    #[inline(always)]
    fn message(&self, mark: &Mark) -> Option<&Message<'c>> {
        let messages = self.messages.as_ref().filter(|_| mark.form == MESSAGE)?;
        messages.list.get(mark.code as usize)
    }

    /// How much text on both sides of a piece may decide what is found in it, in bytes.
    fn margin(&self) -> usize {
        if self.messages.is_some() { MESSAGE_MARGIN } else { MARGIN }
    }

    /// Finds what starts in the part `own` of a text. What stands up to [`Self::margin`] bytes
    /// around it counts. `origin` is where the text starts in its input.
    fn mark(&self, text: &[u8], own: Range<usize>, origin: u64, marks: &mut Marks) {
        let Some(messages) = &self.messages else {
            return self.matcher.mark(text, own, self.precision, marks);
        };
        self.matcher.mark(text, Messages::reach(text, &own), self.precision, marks);
        let found = messages.mark(text, &own, origin, self.least, &marks.list);
        marks.narrow(text, Messages::reach(text, &own), own);
        if !found.is_empty() {
            marks.list.extend(found);
            marks.list.sort_by_key(|mark| mark.start);
        }
    }

    /// The codes in a text, in the order in which they stand.
    pub fn scan(&self, text: &[u8]) -> Vec<Finding<'c>> {
        let mut findings = Vec::new();
        let mut marks = Marks::default();
        let mut start = 0;
        while start < text.len() {
            let end = text.len().min(start + BLOCK);
            let from = start.saturating_sub(self.margin());
            let piece = &text[from..text.len().min(end + self.margin())];
            self.mark(piece, start - from..end - from, from as u64, &mut marks);
            for mark in marks.list.iter().filter(|mark| self.reports(mark)) {
                let mut finding = self.finding(piece, mark);
                finding.span = finding.span.start + from..finding.span.end + from;
                findings.push(finding);
            }
            start = end;
        }
        findings
    }

    fn finding(&self, text: &[u8], mark: &Mark) -> Finding<'c> {
        let span = mark.start as usize..mark.end as usize;
        let met = String::from_utf8_lossy(&text[span.clone()]);
        if let Some(message) = self.message(mark) {
            let captures = self
                .messages
                .iter()
                .flat_map(|messages| messages.captures(&text[span.clone()], mark.code).into_iter());
            return Finding {
                captures: captures.map(|(name, value)| (Cow::Owned(name), value)).collect(),
                text: met.into_owned(),
                span,
                met: Met::Message,
                catalog: message.entries[0].0,
                code: message.code(),
                entries: message.entries.iter().map(|(_, entry, _)| *entry).collect(),
                equals: message.equals(),
                confidence: mark.confidence,
            };
        }
        let form = &self.matcher.forms[usize::from(mark.form)];
        let catalog = self.matcher.catalogs.iter().nth(form.catalog);
        let catalog = catalog.expect("a form belongs to one of the catalogs: test `forms`");
        let (mut entries, mut captures) = (Vec::new(), Vec::new());
        let code = if mark.code == UNLISTED {
            Cow::Owned(met.clone().into_owned())
        } else {
            let known = &self.matcher.known.codes[mark.code as usize];
            entries.extend(known.entries());
            if known.code.contains('{')
                && let Some((pattern, value)) = self.matcher.known.find_pattern(mark.form, &met)
            {
                captures.push((Cow::Owned(pattern.name.clone()), value.to_owned()));
            }
            known.code.clone()
        };
        Finding {
            span,
            text: met.into_owned(),
            met: Met::Code,
            catalog,
            code,
            entries,
            equals: Vec::new(),
            confidence: mark.confidence,
            captures,
        }
    }
}
