//! What does this code mean? Every entry that a text can stand for, with the reason.

mod hint;
mod near;
mod respelled;
mod wanted;

use crate::catalog::{Catalog, Catalogs};
use crate::code::{Layout, Reading, Spelled, Via, clean, pattern_captures, spellings};
use crate::entry::Entry;
use hint::hints;
use near::{misspelled, suggestions};
use respelled::{listed, respelled, within};
use wanted::layout;

pub use hint::{Hint, members};
pub(crate) use hint::{called, parent};
pub(crate) use wanted::Wanted;

/// Texts longer than this many bytes are no codes: they are not compared with any.
const LONGEST: usize = 200;

/// What a query was answered.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The query as it was asked.
    pub query: String,
    /// The entries it can stand for, the plainest reading first.
    pub matches: Vec<Match<'a>>,
    /// What it may have been meant to be, where nothing matches but a pattern. At most five.
    pub suggestions: Vec<Found<'a>>,
    /// What else is known of the query.
    pub hints: Vec<Hint>,
}

/// An entry and the catalog it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The entry.
    pub entry: &'a Entry,
}

impl Found<'_> {
    /// Whether both are the same entry, not only equal ones.
    pub fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self.entry, other.entry)
    }
}

/// An entry that a query can stand for.
#[derive(Debug, Clone)]
pub struct Match<'a> {
    /// The entry.
    pub found: Found<'a>,
    /// How the query met it.
    pub via: Via,
    /// The values of the places in its code: `RESOURCE` = `USER`.
    pub captures: Vec<(String, String)>,
}

/// Looks a code up in any spelling.
///
/// ```
/// use errcode::{catalog::Catalogs, lookup::lookup};
///
/// let catalogs = Catalogs::embedded();
/// let answer = lookup(&catalogs, "[pr400-od-0001]");
/// assert_eq!(answer.matches[0].found.entry.message, "JSON parse error.");
/// ```
pub fn lookup<'a>(catalogs: &'a Catalogs, query: &str) -> Answer<'a> {
    let text = clean(query);
    let mut answer = Answer {
        query: query.to_owned(),
        matches: Vec::new(),
        suggestions: Vec::new(),
        hints: Vec::new(),
    };
    if text.is_empty() || text.len() > LONGEST {
        return answer;
    }
    let spelled: Vec<_> =
        catalogs.iter().map(|catalog| (catalog, spellings(catalog.header(), text))).collect();
    let told = spelled.iter().filter(|(catalog, spelled)| is_told(catalog, spelled));
    let told: Vec<_> = told.collect();
    // A whole code that literal text sets apart leaves no doubt: other catalogs are not even read.
    let asked = if told.is_empty() { spelled.iter().collect() } else { told.clone() };
    for (catalog, spelled) in &asked {
        answer.matches.extend(matches(catalog, spelled, text));
    }
    let order: Vec<&str> = catalogs.iter().map(Catalog::id).collect();
    answer.matches.sort_by_key(|found| {
        let catalog = order.iter().position(|id| *id == found.found.catalog.id());
        (rank(&found.via), catalog)
    });
    if answer.matches.is_empty() && told.is_empty() {
        answer.matches = listed(catalogs, text);
        if answer.matches.is_empty() {
            answer.matches = within(catalogs, text);
        }
        if answer.matches.is_empty() {
            answer.matches = respelled(catalogs, text);
        }
    }
    answer.hints = hints(&asked, text, &answer.matches);
    let status = answer.hints.iter().any(|hint| matches!(hint, Hint::HttpStatus(_)));
    if answer.matches.is_empty() && !status {
        answer.suggestions = suggestions(&asked, text);
    } else if answer.matches.iter().all(|met| matches!(met.via, Via::Pattern(_))) {
        answer.suggestions = misspelled(&answer.matches, text);
    }
    answer
}

/// Whether the text is a whole code or name of the catalog, with literal text to tell.
fn is_told(catalog: &Catalog, spelled: &[Spelled]) -> bool {
    spelled.iter().any(|spelled| {
        let layout = layout(catalog, spelled.form);
        let plain = matches!(spelled.via, Via::Code | Via::Name);
        plain
            && matches!(spelled.reading, Reading::Whole(_))
            && layout.is_some_and(Layout::is_telling)
    })
}

pub(crate) fn rank(via: &Via) -> u8 {
    match via {
        Via::Code | Via::Name => 0,
        Via::Pattern(_) => 1,
        Via::Bare { .. } => 2,
        Via::Decimal { .. } | Via::SignedDecimal { .. } | Via::ShortHex { .. } => 3,
        Via::Title => 4,
        Via::End(_) => 5,
        Via::Respelled(_) => 6,
        Via::Within(_) => 7,
    }
}

/// The entries of one catalog that the text can stand for, each once, by its plainest reading.
fn matches<'a>(catalog: &'a Catalog, spelled: &[Spelled], text: &str) -> Vec<Match<'a>> {
    let wanted: Vec<_> = spelled
        .iter()
        .filter_map(|spelled| Some((Wanted::of(catalog, spelled)?, &spelled.via)))
        .collect();
    // The code itself, then what was spelled in that order, then patterns and titles.
    let (mut coded, mut others) = (Vec::new(), Vec::new());
    for key in catalog.entries().keys() {
        let found = || Found { catalog, entry: key.entry() };
        if key.code.eq_ignore_ascii_case(text) {
            coded.push(Match { found: found(), via: Via::Code, captures: Vec::new() });
        } else if let Some(at) = wanted.iter().position(|(wanted, _)| wanted.is(&key)) {
            let via = wanted[at].1.clone();
            others.push((at, Match { found: found(), via, captures: Vec::new() }));
        } else if let Some(captures) = pattern_captures(&key.code, text) {
            let via = Via::Pattern(key.code.clone().into_owned());
            others.push((wanted.len(), Match { found: found(), via, captures }));
        } else if key.title.as_deref().is_some_and(|title| title.eq_ignore_ascii_case(text)) {
            let (via, captures) = (Via::Title, Vec::new());
            others.push((wanted.len(), Match { found: found(), via, captures }));
        }
    }
    // What is a code to the letter is none that a pattern stands for.
    let literal = !coded.is_empty();
    others.retain(|(_, met)| !(literal && matches!(met.via, Via::Pattern(_))));
    others.sort_by_key(|(at, _)| *at);
    coded.extend(others.into_iter().map(|(_, met)| met));
    coded
}

#[cfg(test)]
mod tests;
