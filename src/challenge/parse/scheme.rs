//! A scheme and what follows it: parameters, a token68, or nothing.

use std::ops::Range;

use super::{Open, Parser, Step};
use crate::challenge::Challenge;
use crate::challenge::line;
use crate::challenge::problem::Severity::{Error, Warning};
use crate::challenge::schemes;
use crate::challenge::tokens::{
    blank_end, byte, ends_element, is_blank, starts_parameter, token_end, token68_end,
};
use crate::challenge::value::starts_known_challenge;

impl Parser<'_, '_, '_> {
    pub(super) fn scheme(&mut self, name: Range<usize>) -> Step {
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
    pub(super) fn after_scheme(&mut self, end: usize) -> Step {
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

    pub(super) fn argument(&mut self) -> Step {
        let start = self.at;
        if let Some(end) = line::name_end(&self.text[start..]) {
            return self.another_field(start + end);
        }
        let word = token68_end(self.text, start);
        if word > start && ends_element(self.text, word) {
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
        if word > start && byte(self.text, word).is_some_and(is_blank) {
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
        let ends = |&byte: &u8| is_blank(byte) || byte == b',';
        let rest = &self.text[start..];
        let end = start + rest.iter().position(ends).unwrap_or(rest.len());
        let message = "this is neither a parameter nor a token68";
        self.add(Error, "illegal-token68", start..end, message);
        self.token68(start..end);
        Step::Rest
    }
}
