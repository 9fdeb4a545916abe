//! What fits nowhere: strings without a name, words and characters that have no place.

use std::ops::Range;

use super::{Open, Parser, Step};
use crate::challenge::Challenge;
use crate::challenge::judge::named;
use crate::challenge::problem::Severity::Error;
use crate::challenge::tokens::{blank_end, byte, is_blank, is_token};
use crate::challenge::value::next_quote;

impl Parser<'_, '_, '_> {
    /// A quoted string where a scheme or a parameter should start.
    pub(super) fn quoted_name(&mut self) -> Step {
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

    /// Text that fits nowhere, up to the next blank, comma or quotation mark.
    pub(super) fn stray(&mut self) -> Step {
        let start = self.at;
        let rest = &self.text[start..];
        let ends = |&byte: &u8| is_blank(byte) || matches!(byte, b',' | b'"' | b';');
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

    fn keep_bare(&mut self, text: String) {
        if let Some(current) = &mut self.current
            && self.draft.has_room()
        {
            current.bare.push(text);
        }
    }

    pub(super) fn illegal(&mut self, stretch: Range<usize>) {
        let end = self.line.character_end(stretch.start).min(stretch.end);
        let character = self.line.read(stretch.start..end);
        let place = self.line.place(stretch);
        let message = format_args!("{} has no place here", named(&character));
        self.draft.add(Error, "illegal-character", place, message);
    }
}
