//! A code alone, or a status, where an answer was expected.

use super::{Explained, add};
use crate::catalog::{Catalog, Catalogs};
use crate::challenge::{is_known_scheme, listed};
use crate::code::{Via, clean};
use crate::lookup::{Answer, Hint, Match, lookup};
use crate::response::{BodyError, Response, Source};
use crate::status::reason;

/// What to give instead.
const WHOLE: &str = "To have the answer explained that carries it, give all of it: `curl -si URL | errcode explain`.";

/// Explains one word that is a code or a name of a catalog, listed or not, or the beginning of
/// some; `None` where it is none. What is not listed is an error without entries.
pub fn code<'c>(word: &str, catalogs: &'c Catalogs) -> Option<Explained<'c>> {
    let mut answer = lookup(catalogs, word);
    answer.matches.retain(|met| matches!(met.via, Via::Code | Via::Name | Via::Pattern(_)));
    if answer.matches.is_empty() {
        return unlisted(clean(word), answer, catalogs);
    }
    let mut explained = Explained::default();
    for met in answer.matches {
        let error = explained.errors.iter_mut().find(|error| error.is_of(&met));
        match error {
            Some(error) => error.entries.push(met.found.entry),
            None => explained.errors.push(error_of(met)),
        }
    }
    let titles: Vec<_> = explained.errors.iter().map(|error| error.source.title()).collect();
    let systems = titles.join(" and of ");
    explained.meaning = format!("`{word}` is an error code of {systems}.");
    for hint in &answer.hints {
        if let Hint::HttpStatus(status) = hint {
            let reason = reason(*status).unwrap_or_default();
            explained.meaning += &format!(
                " It is an HTTP status as well, {status} {reason}, and more likely that where nothing speaks of {systems}."
            );
        }
    }
    for entry in explained.errors.iter().flat_map(|error| &error.entries) {
        entry.advice.iter().for_each(|step| add(&mut explained.next_steps, step.clone()));
    }
    add(&mut explained.next_steps, WHOLE.to_owned());
    Some(explained)
}

/// Explains a word that has the form of a code and is not listed, or is the beginning of some.
fn unlisted<'c>(word: &str, answer: Answer<'c>, catalogs: &'c Catalogs) -> Option<Explained<'c>> {
    if is_known_scheme(word) {
        return None;
    }
    let begins = |id: &str| {
        let mut hints = answer.hints.iter();
        hints.any(|hint| matches!(hint, Hint::Beginning { catalog, .. } if catalog == id))
    };
    let mut explained = Explained::default();
    let mut says = Vec::new();
    for hint in &answer.hints {
        match hint {
            Hint::Unlisted { catalog, parent, note } if !begins(catalog) => {
                let catalog = catalogs.iter().find(|it| it.id() == *catalog)?;
                let title = &catalog.header().title;
                let place =
                    parent.as_ref().map(|parent| format!(" in `{parent}`")).unwrap_or_default();
                says.push(format!(
                    "`{word}` has the form of an error code of {title}, which lists no such error{place}."
                ));
                says.extend(note.as_ref().map(|note| format!("{}.", note.trim_end_matches('.'))));
                explained.errors.push(not_listed(word, catalog));
            }
            Hint::Beginning { catalog, members } => {
                let catalog = catalogs.iter().find(|it| it.id() == *catalog)?;
                let title = &catalog.header().title;
                says.push(match members {
                    1 => format!("One error code of {title} begins with `{word}`."),
                    _ => format!("{members} error codes of {title} begin with `{word}`."),
                });
            }
            Hint::Unlisted { .. } | Hint::HttpStatus(_) | Hint::OtherStatus(_) => {}
        }
    }
    if says.is_empty() {
        // Where it is no status either: no scheme is called so.
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        let is_status = word.len() == 3 && matches!(word.as_bytes(), [b'1'..=b'5', ..]);
        return (is_number && !is_status && !word.is_empty()).then(|| Explained {
            meaning: format!("`{word}` is no HTTP status, and no catalog lists it as a code."),
            ..Explained::default()
        });
    }
    let near = answer.suggestions.iter().map(|near| {
        let names = near.catalog.header().name.as_ref();
        let by_name = names.is_some_and(|names| names.read(word).is_some());
        near.entry.name.as_ref().filter(|_| by_name).unwrap_or(&near.entry.code).as_str()
    });
    match answer.suggestions.len() {
        0 => {}
        1 => says.push(format!("Near to it is {}.", listed(near))),
        _ => says.push(format!("Near to it are {}.", listed(near))),
    }
    explained.meaning = says.join(" ");
    explained.next_steps = vec![match explained.errors.is_empty() {
        true => format!("List them: `errcode decode {word}`."),
        false => format!("Take it apart, and see the codes around it: `errcode decode {word}`."),
    }];
    if !explained.errors.is_empty() {
        explained.next_steps.push(WHOLE.to_owned());
    }
    Some(explained)
}

fn not_listed<'c>(word: &str, catalog: &'c Catalog) -> BodyError<'c> {
    BodyError { code: word.to_owned(), ..BodyError::new(Source::Catalog(catalog)) }
}

/// Explains a status line without the rest of its answer, at the time `now`, in seconds since 1970.
pub fn status_alone<'c>(
    response: &Response<'_>,
    catalogs: &'c Catalogs,
    now: i64,
) -> Explained<'c> {
    let mut explained = super::response(response, None, catalogs, now);
    let failed = explained.status.filter(|status| *status >= 400);
    if let Some(status) = failed.filter(|_| explained.is_empty()) {
        let more = format!(
            " A status alone tells no more. The errors that come with it: `errcode list --status {status}`. To have the answer explained, give all of it: `curl -si URL | errcode explain`."
        );
        explained.meaning =
            (std::mem::take(&mut explained.meaning) + &more).trim_start().to_owned();
    }
    explained
}

fn error_of(met: Match<'_>) -> BodyError<'_> {
    let entry = met.found.entry;
    BodyError {
        code: entry.code.clone(),
        name: entry.name.clone(),
        entries: vec![entry],
        captures: met.captures,
        ..BodyError::new(Source::Catalog(met.found.catalog))
    }
}

impl BodyError<'_> {
    fn is_of(&self, met: &Match<'_>) -> bool {
        self.source.id() == met.found.catalog.id() && self.code == met.found.entry.code
    }
}
