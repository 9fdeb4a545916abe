//! What stands below a line: each code in it explained, once for a while.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use owo_colors::OwoColorize;
use textwrap::core::display_width;

use super::super::paint::{fitted, shown, status_style};
use super::{Explain, Style};
use crate::catalog::Catalog;
use crate::entry::Entry;
use crate::scan::{Finding, Located, Met};

/// After so many lines a code is explained again.
const FORGET: u64 = 100;

/// The most explanations below one line: a line may have any number of codes.
const MOST: usize = 100;

/// What is to be said below the line that has begun, each code once for a while.
pub(super) struct Notes {
    style: Style,
    /// What was met before, by catalog and code.
    met: HashMap<(String, String), Before>,
    /// How many lines the inputs before had, and this one so far.
    before: u64,
    lines: u64,
    /// The line that has begun, with the first code that was met in it.
    line: u64,
    first: String,
    /// Whether it has other codes as well.
    several: bool,
    due: Vec<Arc<Note>>,
}

/// A code that was met before.
struct Before {
    /// The line that had it last.
    line: u64,
    /// The explanation of the code itself, where it is always the same.
    note: Option<Arc<Note>>,
}

/// After so many codes that differ all are forgotten: a log of nothing but made-up ones must not fill
/// the memory.
const MOST_MET: usize = 10_000;

/// An explanation of a code.
#[derive(Debug)]
struct Note {
    /// Status and catalog, in color.
    head: String,
    name: Name,
    text: String,
    /// As it is written where the line has no other code, and where it has. Made when it is first
    /// needed.
    written: [OnceLock<String>; 2],
}

/// What is named in an explanation.
#[derive(Debug, PartialEq, Eq)]
enum Name {
    /// What was met, where the line has other codes too: color alone must not tell which is meant.
    AmongOthers(String),
    /// The code, as what was met is none.
    Always(String),
    /// The text has it.
    InText,
}

impl Notes {
    pub(super) fn new(style: Style) -> Self {
        Self {
            style,
            met: HashMap::new(),
            before: 0,
            lines: 0,
            line: 0,
            first: String::new(),
            several: false,
            due: Vec::new(),
        }
    }

    /// Another input begins: its lines come behind those of the one before.
    pub(super) fn begin(&mut self) {
        self.before += self.lines + 1;
        self.lines = 0;
    }

    /// So many lines of the input have ended.
    pub(super) fn pass(&mut self, lines: u64) {
        self.lines = lines;
    }

    /// Whether something is to be said below the line that has begun.
    pub(super) fn is_due(&self) -> bool {
        !self.due.is_empty()
    }

    /// A code was met in the line that has begun.
    pub(super) fn meet(&mut self, located: &Located<'_>) {
        let finding = &located.finding;
        let line = self.before + located.line;
        if self.line != line {
            self.line = line;
            self.first.clone_from(&finding.text);
            self.several = false;
        } else {
            self.several |= self.first != finding.text;
        }
        if self.due.len() < MOST
            && let Some(note) = self.note(finding)
            && !self.due.iter().any(|due| due.says_the_same(&note))
        {
            self.due.push(note);
        }
    }

    /// The explanation of what was met, where it is wanted and none of the last lines had it.
    fn note(&mut self, finding: &Finding<'_>) -> Option<Arc<Note>> {
        if self.style.explain == Explain::Nothing {
            return None;
        }
        if self.met.len() > MOST_MET {
            self.met.clear();
        }
        // A message is the same whatever it was filled with.
        let what = match finding.met {
            Met::Code => finding.text.clone(),
            Met::Message => finding.code.clone().into_owned(),
        };
        let before = self.met.entry((finding.catalog.id().to_owned(), what));
        let mut is_new = true;
        let before = before
            .and_modify(|before| is_new = before.line + FORGET <= self.line)
            .or_insert(Before { line: 0, note: None });
        before.line = self.line;
        if !is_new && self.style.explain == Explain::New {
            return None;
        }
        // Of a message the note names the code, which the text has not; with values each is another.
        let always_same = finding.met == Met::Code && finding.captures.is_empty();
        let new = || Arc::new(Note::new(finding));
        Some(if always_same { Arc::clone(before.note.get_or_insert_with(new)) } else { new() })
    }

    /// What is to be said, now that the line has ended.
    pub(super) fn say(&mut self) -> String {
        let (several, style) = (self.several, self.style);
        self.due
            .drain(..)
            .map(|note| {
                note.written[usize::from(several)].get_or_init(|| note.line(several, style)).clone()
            })
            .collect()
    }
}

impl Note {
    fn new(finding: &Finding<'_>) -> Self {
        let statuses = finding.entries.iter().filter_map(|entry| entry.status);
        let mut statuses: Vec<u16> = statuses.collect();
        statuses.dedup();
        let mut head = String::new();
        for (at, status) in statuses.iter().enumerate() {
            let gap = if at == 0 { "" } else { "/" };
            head += &format!("{gap}{}", status.style(status_style(*status)));
        }
        let gap = if statuses.is_empty() { "" } else { " " };
        head += &format!("{gap}{}", finding.catalog.id().dimmed());
        let message = match (finding.met, &finding.entries[..]) {
            (Met::Message, _) => first_line(finding.message().unwrap_or_default()).to_owned(),
            (Met::Code, []) => format!("{} is well-formed, but not listed", finding.text),
            (Met::Code, [entry]) => first_line(&entry.message).to_owned(),
            (Met::Code, entries) => {
                let mut messages: Vec<_> = entries.iter().map(|e| first_line(&e.message)).collect();
                messages.dedup();
                messages.join(" / ")
            }
        };
        let name = match (finding.met, &finding.equals[..]) {
            (Met::Code, _) if !finding.known() => Name::InText,
            (Met::Code, _) => Name::AmongOthers(shown(&finding.text).into_owned()),
            (Met::Message, []) => Name::Always(finding.code.clone().into_owned()),
            (Met::Message, equals) => Name::Always(one_of(equals)),
        };
        let values = finding.captures.iter();
        let values = values.map(|(name, value)| format!(" {name}={}", shown(value)));
        let text = format!("{}{}", shown(&message), values.collect::<String>());
        Self { head, name, text, written: Default::default() }
    }

    fn says_the_same(&self, other: &Self) -> bool {
        (&self.head, &self.name, &self.text) == (&other.head, &other.name, &other.text)
    }

    /// One indented line; `several` where the line above has other codes.
    fn line(&self, several: bool, style: Style) -> String {
        let mut line = format!("    {}", self.head);
        match &self.name {
            Name::AmongOthers(name) if several => line += &format!(" {name}:"),
            Name::Always(name) => line += &format!(" {name}:"),
            Name::AmongOthers(_) | Name::InText => {}
        }
        let text = format!(" {}", self.text);
        let taken = display_width(&anstream::adapter::strip_str(&line).to_string());
        line += &fitted(&text, style.width.saturating_sub(taken).max(20));
        line.push('\n');
        if style.colored { line } else { anstream::adapter::strip_str(&line).to_string() }
    }
}

/// The codes that a message may stand for, as far as they are not too many: `A or B`.
fn one_of(equals: &[(&Catalog, &Entry)]) -> String {
    let first = equals[0].0.id();
    let names = equals.iter().map(|(catalog, entry)| match catalog.id() {
        id if id == first => entry.code.clone(),
        id => format!("{id} {}", entry.code),
    });
    let mut names: Vec<_> = names.collect();
    names.dedup();
    let more = names.len().saturating_sub(3);
    if more > 1 {
        names.truncate(3);
        return format!("{} or {more} more", names.join(", "));
    }
    let last = names.pop().unwrap_or_default();
    if names.is_empty() { last } else { format!("{} or {last}", names.join(", ")) }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Explain, Style};
    use super::Notes;
    use crate::catalog::Catalogs;
    use crate::scan::{Piece, Scanner, Sink};

    struct Told<'s, 'c>(&'s Scanner<'c>, Notes, Vec<String>);

    impl Sink for Told<'_, '_> {
        fn piece(&mut self, piece: &Piece<'_>) -> std::io::Result<bool> {
            let mut line = 0;
            for located in piece.findings(self.0) {
                if located.line != line && self.1.is_due() {
                    self.2.push(self.1.say());
                }
                line = located.line;
                self.1.meet(&located);
            }
            self.2.push(self.1.say());
            Ok(true)
        }
    }

    /// What is said below each line of a log, where every code is explained every time.
    fn said(text: &str) -> Vec<String> {
        let catalogs = Catalogs::embedded();
        let scanner = Scanner::new(&catalogs).with_messages();
        let style = Style { explain: Explain::All, colored: false, utf8: false, width: 80 };
        let mut told = Told(&scanner, Notes::new(style), Vec::new());
        scanner.scan_stream(&mut text.as_bytes(), &mut told).unwrap();
        told.2
    }

    #[test]
    fn a_message_without_its_code_is_named_though_the_code_was_met_before() {
        let code = "    404 personium No such entity.\n";
        let message = "    404 personium PR404-OD-0002: No such entity.\n";
        let lines = ["a PR404-OD-0002\n", "b: No such entity.\n"];
        assert_eq!(said(&lines.concat()), [code, message]);
        assert_eq!(said(&[lines[1], lines[0]].concat()), [message, code]);
    }

    #[test]
    fn a_code_is_named_where_its_line_has_others_whether_it_was_met_alone_before_or_not() {
        let said = said("a PR404-OD-0002\nb PR404-OD-0002 PR404-OD-0000\nc PR404-OD-0002\n");
        let [a, b, c] = &said[..] else { panic!("{said:?}") };
        assert_eq!(a, "    404 personium No such entity.\n");
        assert_eq!(b.lines().next(), Some("    404 personium PR404-OD-0002: No such entity."));
        assert_eq!(b.lines().count(), 2);
        assert_eq!(c, a);
    }
}
