//! Which messages may stand in a text: those whose words it has.

use std::borrow::Cow;

use super::{Doc, Index, Kind};
use crate::entry::TextOf;
use crate::lookup;
use crate::search::words::{words, written_words};

impl<'c> Index<'c> {
    /// The entries whose message may stand in a text: it has their words, but for those that a
    /// value may have taken the place of. Quick, and wrong only in one direction.
    pub(in crate::search) fn written_in(&self, text: &str) -> Vec<lookup::Found<'c>> {
        let mut there = vec![false; self.vocabulary.len()];
        let mut met = Vec::new();
        words(text, |word| {
            if let Some(word) = self.vocabulary.number(word)
                && !std::mem::replace(&mut there[word as usize], true)
            {
                met.push(word);
            }
        });
        let has = |word: &[u8]| {
            let mut word = Cow::Borrowed(std::str::from_utf8(word).unwrap_or_default());
            if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
                word.to_mut().make_ascii_lowercase();
            }
            self.vocabulary.number(&word).is_some_and(|word| there[word as usize])
        };
        let is_there = |doc: &Doc<'c>| {
            let messages = self
                .fields_at(doc.at)
                .filter(|(kind, _)| matches!(kind, Kind::Message | Kind::Sent));
            // No more are counted than there may be.
            let most = MOST_MARK_WORDS * doc.marks;
            let absent = messages.map(|(_, tokens)| {
                tokens.iter().filter(|word| !there[*word as usize]).take(most + 1).count()
            });
            match absent.min() {
                Some(0) => true,
                Some(absent) if absent <= most => {
                    let mut may_be_there = false;
                    doc.listed().texts(&mut |of, message| {
                        let is_message = matches!(of, TextOf::Message | TextOf::Template);
                        may_be_there |= is_message && may_stand_in(&message, text, has);
                    });
                    may_be_there
                }
                _ => false,
            }
        };
        self.with_any(&met).filter(is_there).map(|doc| doc.found()).collect()
    }
}

/// How many words a placeholder may look like.
pub(in crate::search) const MOST_MARK_WORDS: usize = 3;

/// Whether a message may stand in a text that has some words: only what no placeholder could be a
/// part of is looked at.
fn may_stand_in(message: &str, text: &str, has: impl Fn(&[u8]) -> bool) -> bool {
    let (mut depth, mut all, mut any) = (0_usize, true, false);
    for run in message.split_ascii_whitespace() {
        let count = |wanted: u8| run.bytes().filter(|byte| *byte == wanted).count();
        let marks = |byte: u8| matches!(byte, b'{' | b'}' | b'%' | b'\'' | b'(');
        if depth == 0 && !run.bytes().any(marks) {
            written_words(run, |word| (all, any) = (all && has(word), true));
        }
        depth = (depth + count(b'{')).saturating_sub(count(b'}'));
    }
    // What is hardly more than a placeholder begins as the text does: `[{0}]`.
    let opening = message.bytes().next().filter(|byte| matches!(byte, b'[' | b'(' | b'<'));
    all && (any || opening.is_none_or(|opening| text.as_bytes().contains(&opening)))
}
