//! The parser: one field line into challenges, with recovery at every fault. No recursion.

mod parameter;
mod scheme;
mod stray;

use std::ops::Range;

use super::line::{self, Line};
use super::problem::Severity::{Error, Note};
use super::tokens::{self, blank_end, byte, starts_parameter, token_end};
use super::value::{Values, starts_known_challenge};
use super::{Challenge, Draft, Place, Severity, lints, schemes};

/// Reads one field line and adds its challenges and problems.
pub(super) fn line(draft: &mut Draft, line: &Line<'_>) {
    let mut parser = Parser {
        draft,
        line,
        text: &line.text,
        at: 0,
        values: Values::default(),
        current: None,
        open: Open::Nothing,
    };
    parser.run();
}

struct Parser<'d, 'l, 'a> {
    draft: &'d mut Draft,
    line: &'l Line<'a>,
    text: &'l [u8],
    at: usize,
    values: Values,
    /// The challenge that parameters belong to.
    current: Option<Challenge>,
    open: Open,
}

/// What a parameter behind a comma belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// No scheme yet.
    Nothing,
    /// A scheme that a comma followed at once: by the grammar, nothing.
    Scheme,
    /// A scheme and a space: the current challenge.
    List,
}

/// What the parser expects next.
enum Step {
    /// An element of the list: blanks and commas may come first.
    Element,
    /// What follows a scheme and a space.
    Argument,
    /// What follows a value: a comma, if all is well.
    Rest,
    /// A scheme at these bytes.
    Scheme(Range<usize>),
    /// A parameter whose name is at these bytes.
    Parameter(Range<usize>),
    End,
}

impl Parser<'_, '_, '_> {
    fn run(&mut self) {
        let first = self.draft.reading.challenges.len();
        let mut step = Step::Element;
        loop {
            step = match step {
                Step::Element => self.element(),
                Step::Argument => self.argument(),
                Step::Rest => self.rest(),
                Step::Scheme(name) => self.scheme(name),
                Step::Parameter(name) => self.parameter(name),
                Step::End => break,
            };
        }
        self.close();
        // Only now: until the next one is closed, a challenge may be gone back to.
        let challenges = std::mem::take(&mut self.draft.reading.challenges);
        for at in first..challenges.len() {
            let behind_params = at > first && !challenges[at - 1].params.is_empty();
            lints::challenge(self.draft, &challenges[at], behind_params);
        }
        self.draft.reading.challenges = challenges;
    }

    fn element(&mut self) -> Step {
        self.skip_commas();
        let Some(first) = byte(self.text, self.at) else {
            return Step::End;
        };
        if let Some(end) = line::name_end(&self.text[self.at..]) {
            return self.another_field(self.at + end);
        }
        let end = token_end(self.text, self.at);
        if end > self.at {
            let name = self.at..end;
            let blank = byte(self.text, end).is_some_and(tokens::is_blank);
            let spaced_scheme = blank && schemes::is_known(&self.text[name.clone()]);
            return if starts_parameter(self.text, self.at)
                && !(spaced_scheme && self.current.is_none())
            {
                self.attach(&name);
                Step::Parameter(name)
            } else {
                Step::Scheme(name)
            };
        }
        match first {
            b'"' => self.quoted_name(),
            _ => self.stray(),
        }
    }

    /// Goes on behind the name of another field, which ends at `end`, as if behind a comma.
    fn another_field(&mut self, end: usize) -> Step {
        let message = "another field starts here; each belongs on a line of its own";
        self.add(Error, "several-fields-on-one-line", self.at..end, message);
        self.at = end;
        self.close();
        self.open = Open::Nothing;
        Step::Element
    }

    /// Skips blanks and the commas of empty elements.
    fn skip_commas(&mut self) {
        let start = self.at;
        let mut commas = 0;
        self.at = blank_end(self.text, self.at);
        while byte(self.text, self.at) == Some(b',') {
            commas += 1;
            self.at = blank_end(self.text, self.at + 1);
        }
        let at_an_edge = start == 0 || self.at >= self.text.len();
        if commas > usize::from(!at_an_edge) {
            self.add(Note, "empty-element", start..self.at, "the list has an empty element");
        }
    }

    fn rest(&mut self) -> Step {
        let next = blank_end(self.text, self.at);
        self.at = next;
        match byte(self.text, next) {
            None => return Step::End,
            Some(b',') => return Step::Element,
            Some(b'"') => return self.quoted_name(),
            Some(b';') => {
                self.add(Error, "semicolon", next..next + 1, "a comma belongs here");
                self.at = next + 1;
                return self.after_semicolon();
            }
            Some(_) => {}
        }
        if let Some(end) = line::name_end(&self.text[next..]) {
            return self.another_field(next + end);
        }
        let end = token_end(self.text, next);
        if starts_parameter(self.text, next) {
            self.expect_comma(next);
            return Step::Parameter(next..end);
        }
        let argument = blank_end(self.text, end);
        let spaced = argument > end && starts_parameter(self.text, argument);
        if end > next && (spaced || starts_known_challenge(self.text, next)) {
            self.add(Error, "missing-comma", next..next, "a comma is missing in front of this");
            return Step::Scheme(next..end);
        }
        self.stray()
    }

    /// Goes on behind a semicolon as if it had been a comma.
    fn after_semicolon(&mut self) -> Step {
        self.at = blank_end(self.text, self.at);
        if starts_parameter(self.text, self.at) {
            return Step::Parameter(self.at..token_end(self.text, self.at));
        }
        if starts_known_challenge(self.text, self.at) {
            return Step::Scheme(self.at..token_end(self.text, self.at));
        }
        Step::Rest
    }

    /// Puts the current challenge away.
    fn close(&mut self) {
        let Some(challenge) = self.current.take() else {
            return;
        };
        if self.draft.has_room() {
            self.draft.reading.challenges.push(challenge);
        } else {
            let last = self.draft.reading.challenges.last();
            let behind_params = last.is_some_and(|last| !last.params.is_empty());
            lints::challenge(self.draft, &challenge, behind_params);
        }
    }

    /// The position in `text` behind a place.
    fn end_of(&self, place: Place) -> usize {
        (place.end() - self.line.start).min(self.text.len().saturating_sub(1))
    }

    fn add(&mut self, severity: Severity, rule: &'static str, at: Range<usize>, message: &str) {
        self.draft.add(severity, rule, self.line.place(at), format_args!("{message}"));
    }
}
