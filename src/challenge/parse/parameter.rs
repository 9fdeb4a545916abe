//! Parameters, and the challenge that they belong to.

use std::ops::Range;

use super::{Open, Parser, Step};
use crate::challenge::judge::{self, shown};
use crate::challenge::line::Line;
use crate::challenge::problem::Severity::{Error, Note};
use crate::challenge::tokens::{blank_end, byte, is_token};
use crate::challenge::value::Shape;
use crate::challenge::{Challenge, Form, Param, Place, schemes};

impl Parser<'_, '_, '_> {
    pub(super) fn parameter(&mut self, name: Range<usize>) -> Step {
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
                Shape::Token
                    | Shape::Raw
                    | Shape::SingleQuoted
                    | Shape::Typographic
                    | Shape::Escaped(_)
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

    /// Makes sure that the parameter called `name`, met behind a comma, belongs to a challenge.
    pub(super) fn attach(&mut self, name: &Range<usize>) {
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

    /// Complains about a comma missing at `at`, unless what stands there is the first parameter.
    pub(super) fn expect_comma(&mut self, at: usize) {
        let Some(current) = &self.current else {
            return;
        };
        if !current.params.is_empty() {
            let message = "a comma is missing in front of this parameter";
            self.add(Error, "missing-comma", at..at, message);
        }
        self.expect_params_alone();
    }

    /// Complains about the first parameter of a challenge that already has a token68.
    fn expect_params_alone(&mut self) {
        let with_token68 = |it: &&Challenge| it.params.is_empty() && it.token68.is_some();
        if let Some(current) = self.current.as_ref().filter(with_token68) {
            let message = format_args!("a token68 and parameters in one challenge");
            self.draft.add(Error, "token68-plus-params", current.token68_at, message);
        }
    }
}
