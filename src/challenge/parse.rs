//! The parser: one field line into challenges, with recovery at every fault. No recursion.

use std::ops::Range;

use super::judge::{self, named, shown};
use super::line::{self, Line};
use super::problem::Severity::{Error, Note, Warning};
use super::tokens::{self, blank_end, byte, is_token, starts_parameter, token_end, token68_end};
use super::value::{Shape, Values, next_quote, starts_known_challenge};
use super::{Challenge, Draft, Form, Param, Place, Severity, lints, schemes};

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

    /// Makes sure that the parameter called `name`, met behind a comma, belongs to a challenge.
    fn attach(&mut self, name: &Range<usize>) {
        match self.open {
            Open::Nothing => {
                let message = "this parameter belongs to no scheme and was left out";
                self.add(Error, "missing-scheme", name.clone(), message);
            }
            Open::Scheme => {
                if !self.resume_before_dangling_name() {
                    let at = self.current.as_ref().map_or(name.start, |it| self.end_of(it.at));
                    let message = "a space, not a comma, belongs between scheme and parameters";
                    self.add(Error, "comma-after-scheme", at..at + 1, message);
                }
            }
            Open::List => {}
        }
        self.open = if self.current.is_some() { Open::List } else { Open::Nothing };
        let Some(current) = &mut self.current else {
            return;
        };
        let Some(token68) = current.token68.take() else {
            return;
        };
        let place = current.token68_at;
        let empty = token68.strip_suffix('=').filter(|name| is_token(name.as_bytes()));
        if let Some(name) = empty.filter(|_| current.params.is_empty()) {
            let name_at = Place { length: name.len(), ..place };
            let value_at = Place { offset: place.end(), length: 0, ..place };
            let param = Param {
                name: name.to_owned(),
                value: String::new(),
                form: Form::Broken,
                at: place,
                value_at,
            };
            current.params.push(param);
            let message = format_args!("`{}` has no value", shown(name));
            self.draft.add(Error, "empty-value", name_at, message);
        } else {
            current.token68 = Some(token68);
            self.expect_params_alone();
        }
    }

    /// Complains about the first parameter of a challenge that already has a token68.
    fn expect_params_alone(&mut self) {
        let with_token68 = |it: &&Challenge| it.params.is_empty() && it.token68.is_some();
        if let Some(current) = self.current.as_ref().filter(with_token68) {
            let message = format_args!("a token68 and parameters in one challenge");
            self.draft.add(Error, "token68-plus-params", current.token68_at, message);
        }
    }

    /// If the current challenge is an unknown word behind one that has parameters, takes it for a
    /// parameter without value and goes back to the challenge before.
    fn resume_before_dangling_name(&mut self) -> bool {
        let Some(word) = self.current.take_if(|it| !schemes::is_known(it.scheme.as_bytes())) else {
            return false;
        };
        let challenges = &mut self.draft.reading.challenges;
        let before =
            challenges.pop_if(|it| it.at.line == self.line.number && !it.params.is_empty());
        let Some(mut before) = before else {
            self.current = Some(word);
            return false;
        };
        let message = format_args!("`{}` has no value", shown(&word.scheme));
        self.draft.add(Error, "empty-value", word.scheme_at, message);
        before.bare.push(word.scheme);
        self.current = Some(before);
        true
    }

    fn scheme(&mut self, name: Range<usize>) -> Step {
        self.close();
        let at = self.line.place(name.clone());
        self.current = Some(Challenge {
            scheme: self.line.read(name.clone()),
            at,
            scheme_at: at,
            ..Challenge::default()
        });
        self.after_scheme(name.end)
    }

    /// Looks at what stands between the scheme, which ends at `end`, and what follows.
    fn after_scheme(&mut self, end: usize) -> Step {
        let next = blank_end(self.text, end);
        self.at = next;
        self.open = Open::List;
        match byte(self.text, next) {
            None => return Step::End,
            Some(b',') => {
                let spaced = byte(self.text, end) == Some(b' ');
                self.open = if spaced { Open::List } else { Open::Scheme };
                return Step::Element;
            }
            Some(_) => {}
        }
        if next == end {
            // Not a blank, not a comma, not a token: `Bearer: …`, `Basic"…"`.
            let character = self.line.character_end(end);
            let skip = if self.text[end] == b'"' { end } else { character };
            self.illegal(end..character);
            self.at = blank_end(self.text, skip);
            return Step::Argument;
        }
        if self.text[end..next].contains(&b'\t') {
            let message = "a tab where only spaces may follow the scheme";
            self.add(Error, "tab-after-scheme", end..next, message);
        }
        Step::Argument
    }

    fn argument(&mut self) -> Step {
        let start = self.at;
        if let Some(end) = line::name_end(&self.text[start..]) {
            return self.another_field(start + end);
        }
        let word = token68_end(self.text, start);
        if word > start && tokens::ends_element(self.text, word) {
            self.token68(start..word);
            return Step::Rest;
        }
        let padded = self.text[start..word].ends_with(b"==");
        if starts_parameter(self.text, start) && !padded {
            return Step::Parameter(start..token_end(self.text, start));
        }
        if starts_known_challenge(self.text, start) {
            let message = "a comma is missing between two challenges";
            self.add(Error, "missing-comma", start..start, message);
            return Step::Scheme(start..token_end(self.text, start));
        }
        if word > start && byte(self.text, word).is_some_and(tokens::is_blank) {
            self.token68(start..word);
            return Step::Rest;
        }
        if word > start {
            return self.illegal_token68();
        }
        Step::Rest
    }

    fn token68(&mut self, stretch: Range<usize>) {
        self.at = stretch.end;
        if schemes::is_known(&self.text[stretch.clone()]) {
            let message = "this reads as a token68; a comma in front would make it a scheme";
            self.add(Warning, "scheme-as-token68", stretch.clone(), message);
        }
        let text = self.line.read(stretch.clone());
        let place = self.line.place(stretch);
        if let Some(current) = &mut self.current {
            current.token68 = Some(text);
            current.token68_at = place;
            current.at.length = place.end() - current.at.offset;
        }
    }

    /// Takes what runs up to the next blank or comma for a token68, although it is none.
    fn illegal_token68(&mut self) -> Step {
        let start = self.at;
        let ends = |&byte: &u8| tokens::is_blank(byte) || byte == b',';
        let rest = &self.text[start..];
        let end = start + rest.iter().position(ends).unwrap_or(rest.len());
        let message = "this is neither a parameter nor a token68";
        self.add(Error, "illegal-token68", start..end, message);
        self.token68(start..end);
        Step::Rest
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

    /// Complains about a comma missing at `at`, unless what stands there is the first parameter.
    fn expect_comma(&mut self, at: usize) {
        let Some(current) = &self.current else {
            return;
        };
        if !current.params.is_empty() {
            let message = "a comma is missing in front of this parameter";
            self.add(Error, "missing-comma", at..at, message);
        }
        self.expect_params_alone();
    }

    /// A quoted string where a scheme or a parameter should start.
    fn quoted_name(&mut self) -> Step {
        let open = self.at;
        let Some(close) = next_quote(self.text, open + 1) else {
            let end = self.text.len();
            self.add(
                Error,
                "unterminated-quote",
                open..end,
                "the closing quotation mark is missing",
            );
            self.keep_bare(self.line.read_unescaped(open + 1..end));
            return Step::End;
        };
        let content = open + 1..close;
        self.at = close + 1;
        let equals = blank_end(self.text, close + 1);
        let named = is_token(&self.text[content.clone()]);
        if named && byte(self.text, equals) == Some(b'=') {
            self.expect_comma(open);
            self.add(Error, "quoted-name", open..close + 1, "a parameter's name is never quoted");
            return Step::Parameter(content);
        }
        let no_scheme_yet = self.current.is_none() && self.open == Open::Nothing;
        if named && no_scheme_yet {
            self.add(Error, "quoted-name", open..close + 1, "a scheme is never quoted");
            let at = self.line.place(content.clone());
            let scheme = self.line.read(content);
            self.current = Some(Challenge { scheme, at, scheme_at: at, ..Challenge::default() });
            return self.after_scheme(close + 1);
        }
        let message = "this quoted string has no name in front";
        self.add(Error, "stray-text", open..close + 1, message);
        self.keep_bare(self.line.read_unescaped(content));
        Step::Rest
    }

    fn keep_bare(&mut self, text: String) {
        if let Some(current) = &mut self.current
            && self.draft.has_room()
        {
            current.bare.push(text);
        }
    }

    /// Text that fits nowhere, up to the next blank, comma or quotation mark.
    fn stray(&mut self) -> Step {
        let start = self.at;
        let rest = &self.text[start..];
        let ends = |&byte: &u8| tokens::is_blank(byte) || matches!(byte, b',' | b'"' | b';');
        let length = rest.iter().skip(1).position(ends).map_or(rest.len(), |at| at + 1);
        self.at = start + length;
        let stretch = start..self.at;
        if is_token(&self.text[stretch.clone()]) {
            self.add(Error, "stray-text", stretch.clone(), "this word has no place here");
            self.keep_bare(self.line.read(stretch));
        } else {
            self.illegal(stretch);
        }
        Step::Rest
    }

    fn illegal(&mut self, stretch: Range<usize>) {
        let end = self.line.character_end(stretch.start).min(stretch.end);
        let character = self.line.read(stretch.start..end);
        let place = self.line.place(stretch);
        let message = format_args!("{} has no place here", named(&character));
        self.draft.add(Error, "illegal-character", place, message);
    }

    fn parameter(&mut self, name: Range<usize>) -> Step {
        // A quoted name ends one byte before its closing quotation mark.
        let name_end = name.end + usize::from(byte(self.text, name.end) == Some(b'"'));
        let equals = blank_end(self.text, name_end);
        let start = blank_end(self.text, equals + 1);
        if equals > name_end || start > equals + 1 {
            let message = "spaces around the equals sign";
            self.add(Note, "space-around-equals", name_end..start, message);
        }
        let found = self.values.find(self.text, start);
        self.at = found.end;
        let written = start..found.end;
        let form = judge::value(self.draft, self.line, &name, &found);
        let Some(current) = &mut self.current else {
            return Step::Rest;
        };
        let at = self.line.place(name.start..found.end);
        current.at.length = at.end() - current.at.offset;
        if self.draft.has_room() {
            let quoted = !matches!(
                found.shape,
                Shape::Token | Shape::Raw | Shape::SingleQuoted | Shape::Typographic
            );
            let read = if quoted { Line::read_unescaped } else { Line::read };
            current.params.push(Param {
                name: self.line.read(name),
                value: read(self.line, found.content),
                form,
                at,
                value_at: self.line.place(written),
            });
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
