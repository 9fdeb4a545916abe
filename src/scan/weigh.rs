//! The weight of evidence: from what stands around a candidate to a confidence.

use std::cell::Cell;
use std::ops::Range;

use super::bundle;
use super::context::{is_space, near};
use super::failure::{self, Failure};
use super::family;
use super::forms::{Form, Keys};
use super::key::{self, Key, key_before};
use super::known::KnownCode;
use super::matcher::Matcher;
use super::members;
use super::object::Object;
use super::shape::is_word;
use super::twins::{may_have_twins_before, stands_alone_in_line};
use super::view::View;
use crate::evidence::{Confidence, Unknown};

/// How exactly a confidence is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    /// Just whether it is likely at least: counting needs no more.
    Likely,
    /// To the grade.
    Exact,
}

/// A text that has the look of a code.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) span: Range<usize>,
    pub(super) form: u16,
    /// The known code by number, or none where the catalog does not list it.
    pub(super) code: Option<u32>,
    /// Whether other systems use it as well.
    pub(super) shared: bool,
    /// Whether it is a bare word that stands near a name of its system.
    pub(super) by_name: bool,
}

impl Matcher<'_> {
    /// How sure it is that a candidate is a code of its catalog; `None` where nothing supports
    /// it, or where it repeats a code that stands before it in another form.
    #[inline(never)]
    pub(super) fn weigh(
        &self,
        view: &View<'_>,
        candidate: &Candidate,
        precision: Precision,
    ) -> Option<Confidence> {
        let text = view.text;
        let form = &self.forms[usize::from(candidate.form)];
        let shared = candidate.shared;
        let enough = match precision {
            Precision::Likely => Confidence::Likely,
            Precision::Exact => Confidence::Certain,
        };
        let mut alone = form.needs.alone.filter(|_| !shared);
        // The key of a text in a bundle has the look of a code as well.
        let may_be_key_of_text = form.shape.is_dotted()
            && alone.or(form.needs.introduced) == Some(Confidence::Likely)
            && bundle::may_be_key_of_text(text, &candidate.span);
        let is_key_of_text = may_be_key_of_text && self.is_key_of_text(text, candidate);
        let is_of_another = || {
            let listed = |word: &[u8]| self.known.find_in(candidate.form, word).is_some();
            family::is_of_another(text, &candidate.span, form, listed)
        };
        let speaks_against = may_be_key_of_text && (is_key_of_text || is_of_another());
        if speaks_against {
            alone = Some(Confidence::Possible);
        }
        let told = &self.evidence[form.catalog];
        // Of what is settled only another form before it changes anything.
        let mut asked = None;
        let mut stands_first = || {
            *asked.get_or_insert_with(|| {
                told.forms == 1
                    || told.anchored
                        && precision == Precision::Likely
                        && !may_have_twins_before(view, candidate)
            })
        };
        if alone >= Some(enough) && candidate.code.is_some() && stands_first() {
            return alone;
        }
        let code = candidate.code.map(|code| &self.known.codes[code as usize]);
        let (key, proof) = self.key_and_proof(form, text, &candidate.span, shared);
        let proof = proof.filter(|_| !is_key_of_text);
        let Some(code) = code else { return unlisted(form, proof) };
        // What the look proves stands, whatever else is there, and so does what the key proves where
        // nothing beside it is asked for.
        let proves =
            told.messages.is_empty() && told.members.is_empty() && form.compared.is_empty();
        let settled = alone >= Some(enough) || proves && proof >= Some(enough);
        if settled && stands_first() {
            return alone.max(proof);
        }
        let alone_in_line = || told.anchored && stands_alone_in_line(view, candidate);
        let twins = if told.forms > 1 && !alone_in_line() {
            let twins = self.twins(view, candidate, code, key.as_ref(), settled);
            if twins.before {
                return None;
            }
            twins.behind
        } else {
            false
        };
        if twins {
            return Some(Confidence::Certain);
        }
        if !form.stands_alone() && proof.is_none() && !candidate.by_name {
            return None;
        }
        let done = |grade: Option<Confidence>| grade >= Some(enough);
        let mut grade = proof.or(form.needs.alone.map(|_| Confidence::Possible)).max(alone);
        if settled {
            return grade;
        }
        let foreign = || key.as_ref().is_some_and(|key| key.sure && !key.compared);
        let logged = form.needs.logged.filter(|_| !shared).max(form.needs.introduced);
        if logged > grade && proof.is_none() && !is_key_of_text && !foreign() {
            let line = view.line_around(candidate);
            grade = grade.max(self.logged(text, line, candidate, shared));
            if done(grade) {
                return grade;
            }
        }
        let mut contradicted = false;
        if let (Some(key), Some(_)) = (&key, proof) {
            let object = Object::around(text, key.word.start);
            if told.bodies.iter().any(|body| {
                let there = body.keys.iter().all(|key| object.has(key));
                let alone = object.members.len() == body.keys.len() && !object.in_array;
                there
                    && (!body.exact || alone && object.is_literal())
                    && (!body.document || object.is_document(text))
                    && !(object.is_error && body.unwrapped && !(object.is_logged && body.logged))
            }) {
                grade = grade.max(form.needs.body);
            }
            match resembles(&object, &told.messages, code) {
                Some(true) => return Some(Confidence::Certain),
                Some(false) => contradicted = true,
                None => {
                    contradicted = !told.members.is_empty()
                        && object.has_key_of_its_own(text, key)
                        && !object.consists_of(&told.members)
                        || !told.messages.is_empty()
                            && key.is_bare(text, candidate.span.start)
                            && !object.has_one_of(&told.messages)
                            && !tells_message(text, &candidate.span, code);
                }
            }
        }
        if let Some(key) = key.as_ref().filter(|key| key.compared)
            && !form.compared.is_empty()
        {
            contradicted |= self.has_other_numbers(text, candidate, key);
            if !contradicted
                && grade < Some(Confidence::Likely)
                && tells_message(text, &candidate.span, code)
            {
                grade = Some(Confidence::Likely);
            }
        }
        if contradicted {
            grade = grade.min(Some(Confidence::Possible)).max(alone);
        }
        // A name near `exited with code 1` makes nothing of it.
        let in_prose = candidate.by_name || key.as_ref().is_some_and(|key| key.prose);
        if form.needs.named > grade
            && !done(grade)
            && !(shared && in_prose)
            && view.nearby.has(form.catalog, &told.names, text, near(text, &candidate.span))
        {
            grade = form.needs.named;
        }
        if shared
            && form.needs.alone >= Some(Confidence::Likely)
            && grade < Some(Confidence::Likely)
            && !speaks_against
            && self.has_company(view, candidate)
        {
            grade = Some(Confidence::Likely);
        }
        grade
    }

    /// Whether a candidate is the key of a text in a bundle, by its own line or because it opens
    /// this beside one that opens with another word of its kind, which is no code of its catalog.
    #[inline(never)]
    fn is_key_of_text(&self, text: &[u8], candidate: &Candidate) -> bool {
        let code = &text[candidate.span.clone()];
        let head = |word: &[u8]| memchr::memrchr(b'.', word);
        bundle::is_key_of_text(text, &candidate.span)
            || bundle::neighbours(text, &candidate.span).any(|word| {
                let same = head(word)
                    .is_some_and(|end| head(code) == Some(end) && word[..end] == code[..end]);
                same && self.known.find(word).all(|text| text.form != candidate.form)
            })
    }

    /// What the line of a candidate proves, where it is a line of a log.
    fn logged(
        &self,
        text: &[u8],
        line: Range<usize>,
        candidate: &Candidate,
        shared: bool,
    ) -> Option<Confidence> {
        let needs = &self.forms[usize::from(candidate.form)].needs;
        let code = &candidate.span;
        let told = failure::failure(text, line.clone(), code)?;
        let introduced = needs.introduced.filter(|_| {
            (told == Failure::Leads || failure::is_reason(text, line.clone(), code))
                && failure::in_prose(text, line.clone(), code)
        });
        needs.logged.filter(|_| !shared).max(introduced)
    }

    /// Whether what a candidate is compared with is compared with another value nearby, which is no
    /// code of its catalog: `err.code === 301 || err.code === -1`.
    #[inline(never)]
    fn has_other_numbers(&self, text: &[u8], candidate: &Candidate, key: &Key) -> bool {
        let Some(owner) = &key.owner else { return false };
        let word = &text[owner.start..key.word.end];
        let around = &text[near(text, &candidate.span)];
        let mut places = memchr::memmem::find_iter(around, word);
        places.any(|place| {
            let before = around[..place].last().copied().unwrap_or(b' ');
            let behind = &around[place + word.len()..];
            let sign = |byte: &u8| is_space(*byte) || b"=!?)]\"'".contains(byte);
            let signs = behind.iter().take_while(|byte| sign(byte)).count();
            let is_compared = behind[..signs].windows(2).any(|two| matches!(two, b"==" | b"!="));
            let value = &behind[signs..];
            let digits = value.strip_prefix(b"-").unwrap_or(value);
            let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let number = &value[..value.len() - digits.len() + length];
            // What runs over the end of what is near may be any number.
            let ends = digits.get(length).is_some_and(|byte| !is_word(*byte));
            !(is_word(before) || before == b'.')
                && is_compared
                && length > 0
                && ends
                && self.known.find_in(candidate.form, number).is_none()
        })
    }

    /// The key that a value belongs to, and what it proves for a form.
    fn key_and_proof(
        &self,
        form: &Form<'_>,
        text: &[u8],
        span: &Range<usize>,
        shared: bool,
    ) -> (Option<Key>, Option<Confidence>) {
        if let Some((word, proof)) = form.plain_key(text, span.start) {
            let key = Key { word, compared: false, sure: true, prose: false, owner: None };
            return (Some(key), Some(proof));
        }
        let key = key_before(text, span.start)
            .or_else(|| shared.then(|| key::subject_of_arm(text, span))?);
        let proof = key.as_ref().and_then(|key| self.key_proof(form, text, key));
        if proof.is_none()
            && form.compared.is_empty()
            && key.as_ref().is_some_and(|key| key.is_branch(text))
            && let Some(key) = key::subject_around(text, span.start)
        {
            let proof = self.key_proof(form, text, &key);
            return (Some(key), proof);
        }
        (key, proof)
    }

    /// What a key proves for a form.
    pub(super) fn key_proof(&self, form: &Form<'_>, text: &[u8], key: &Key) -> Option<Confidence> {
        let word = &text[key.word.clone()];
        let word = word.strip_prefix(b"get").unwrap_or(word);
        let proof = form.key(word);
        // A word before a number: more must speak for it.
        if key.prose {
            return Some(proof?.min(Confidence::Possible)).filter(|_| !form.stands_alone());
        }
        if !key.compared || form.compared.is_empty() {
            return proof;
        }
        // What is compared is told by whose it is, where that counts at all.
        let compared = form.comparison(word).filter(|_| key.is_of_error(text));
        compared.max(proof.map(|proof| proof.min(Confidence::Possible)))
    }
}

/// Whether all words of the message of a code stand near, as behind it in a log or where a test
/// compares both.
#[inline(never)]
pub(super) fn tells_message(text: &[u8], span: &Range<usize>, code: &KnownCode<'_>) -> bool {
    let Range { start, end } = *span;
    let part = start.saturating_sub(AROUND)..text.len().min(end + AROUND);
    let all = |both, message, _| both == message && message >= LEAST_WORDS;
    code.message_words().any_in(text, part, all)
}

/// How far from its code such a message may stand, in bytes.
const AROUND: usize = 256;

/// A message of fewer words may stand anywhere.
const LEAST_WORDS: usize = 3;

fn unlisted(form: &Form<'_>, proof: Option<Confidence>) -> Option<Confidence> {
    match form.needs.unknown {
        Unknown::Never => None,
        Unknown::Alone => proof.max(Some(Confidence::Likely)),
        Unknown::Keyed => proof.or(form.needs.alone.map(|_| Confidence::Possible)),
    }
}

/// Whether the text under one of the `keys` resembles the message of the code; `None` where there
/// is no such text.
fn resembles(object: &Object<'_>, keys: &Keys, code: &KnownCode<'_>) -> Option<bool> {
    if keys.is_empty() {
        return None;
    }
    let mut told = None;
    for (name, value) in object.members.iter() {
        if keys.have(object.members.text, name)
            && let Some(part) = members::string(value).or_else(|| members::sentence(value))
        {
            let half = |both, message, text| both * 2 > message || both * 2 > text;
            if code.message_words().any_in(value, part, half) {
                return Some(true);
            }
            told = Some(false);
        }
    }
    told
}

impl Matcher<'_> {
    /// Whether another code of the same catalog, one that no other system uses, stands nearby, or two
    /// more that others use as well.
    fn has_company(&self, view: &View<'_>, candidate: &Candidate) -> bool {
        let around = near(view.text, &candidate.span);
        let catalog = self.forms[usize::from(candidate.form)].catalog;
        // The code that was met last beside the candidate's, which it is before any is.
        let met = Cell::new(candidate.code);
        self.any_code_in(view, around, |other| {
            let code = other.code.map(|code| &self.known.codes[code as usize]);
            if code.is_none_or(|code| code.catalog != catalog) {
                return false;
            }
            let further = other.code != candidate.code && other.code != met.get();
            let third = further && met.get() != candidate.code;
            if further {
                met.set(other.code);
            }
            third || !other.shared
        })
    }
}
