//! A whole response explained: its challenges, its body, its status, and what the catalogs say.

mod body;
mod code;
mod field;
mod sent;
mod time;

use crate::catalog::Catalogs;
use crate::challenge::{self, Challenge, Context, Meaning, Problem, Reading, named_error};
use crate::response::{self, BodyError, Response, Role};

pub use code::{code, status_alone};

/// What a response tells, and what to do next.
#[derive(Debug, Default)]
pub struct Explained<'c> {
    /// The status of the response.
    pub status: Option<u16>,
    /// The lines that carry challenges, as they were given.
    pub lines: Vec<Vec<u8>>,
    /// The challenges; their problems have moved to `problems`.
    pub reading: Reading,
    /// What each challenge means.
    pub challenges: Vec<Meaning>,
    /// Everything that is wrong with the challenges, by place; what has no place comes first.
    pub problems: Vec<Problem>,
    /// The errors in the body.
    pub errors: Vec<BodyError<'c>>,
    /// What the response as a whole says.
    pub meaning: String,
    /// What to do next, the most promising first.
    pub next_steps: Vec<String>,
}

impl Explained<'_> {
    /// Whether there was nothing to explain.
    pub fn is_empty(&self) -> bool {
        self.reading.challenges.is_empty() && self.errors.is_empty() && self.next_steps.is_empty()
    }
}

/// Explains field lines that carry challenges, each with or without the field's name in front.
pub fn header<'c, L: AsRef<[u8]>>(
    lines: &[L],
    status: Option<u16>,
    catalogs: &'c Catalogs,
) -> Explained<'c> {
    let lines: Vec<&[u8]> = lines.iter().map(AsRef::as_ref).collect();
    with_lines(&lines, &Context { status, ..Context::default() }, catalogs)
}

/// Explains a response at the time `now`, in seconds since 1970; `status` counts for more than the
/// one that the response names itself.
pub fn response<'c>(
    response: &Response<'_>,
    status: Option<u16>,
    catalogs: &'c Catalogs,
    now: i64,
) -> Explained<'c> {
    let host = response.request.as_ref().and_then(response::Request::host);
    let content = response.content();
    let status = status.or(response.status).or(content.status);
    let errors = response::errors_with(response, &content, status, catalogs);
    let field = response::credentials::field_name(status);
    let sent = response.request.as_ref().map(|request| request.field(field).is_some());
    let catalogued = |error: &BodyError<'_>| !error.entries.is_empty();
    let error_in_body = errors.iter().any(catalogued);
    let context = Context { status, host: host.as_deref(), sent_credentials: sent, error_in_body };
    let lines = response.challenge_lines();
    let repeated = if lines.is_empty() { response::body_challenges(&content) } else { Vec::new() };
    let lines = lines.into_iter().chain(repeated.iter().map(String::as_bytes));
    let mut explained = with_lines(&lines.collect::<Vec<_>>(), &context, catalogs);
    let mut sent = sent::sent(response, status, &explained.reading, now);
    let body = body::body(response, status, &content, &errors, &explained.reading, now);
    let of_fields = field::fields(response);
    let mut says = vec![std::mem::take(&mut explained.meaning)];
    says.extend(of_fields.says);
    says.append(&mut sent.says);
    says.extend(body.says);
    says.extend(before(response));
    says.retain(|say| !say.is_empty());
    explained.meaning = says.join(" ");
    // What is wrong with these very credentials comes before what may be.
    let mut general = std::mem::replace(&mut explained.next_steps, sent.next_steps);
    if explained.next_steps.iter().any(|step| step.ends_with(sent::SCOPES)) {
        // All scopes of the challenge, where only some are missing.
        general.retain(|step| !step.ends_with(sent::SCOPES));
    }
    for step in general.into_iter().chain(of_fields.next_steps).chain(body.next_steps) {
        add(&mut explained.next_steps, step);
    }
    explained.errors = errors;
    explained
}

/// What is told of one side of a response.
#[derive(Debug, Default)]
struct Told {
    says: Vec<String>,
    next_steps: Vec<String>,
}

impl Told {
    fn says(&mut self, sentence: String) {
        add(&mut self.says, sentence);
    }

    fn next(&mut self, step: String) {
        add(&mut self.next_steps, step);
    }
}

fn with_lines<'c>(lines: &[&[u8]], context: &Context<'_>, catalogs: &'c Catalogs) -> Explained<'c> {
    let mut reading = challenge::read(lines);
    let explanation = challenge::explain(&reading, context);
    let mut problems = std::mem::take(&mut reading.problems);
    problems.extend(explanation.problems);
    problems.sort_by_key(|problem| problem.at);
    let mut says = vec![explanation.meaning];
    for challenge in &reading.challenges {
        for text in documented(challenge, context.status, catalogs) {
            add(&mut says, text);
        }
    }
    Explained {
        status: context.status,
        lines: lines.iter().map(|line| line.to_vec()).collect(),
        reading,
        challenges: explanation.challenges,
        problems,
        errors: Vec::new(),
        meaning: says.join(" ").trim().to_owned(),
        next_steps: explanation.next_steps,
    }
}

fn add(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

/// What the catalogs' systems document about such a challenge.
fn documented(challenge: &Challenge, status: Option<u16>, catalogs: &Catalogs) -> Vec<String> {
    let Some(error) = named_error(challenge) else {
        return Vec::new();
    };
    if is_anothers(challenge) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for catalog in catalogs.iter() {
        let header = catalog.header();
        for known in &header.background().challenges {
            if challenge.is(&known.scheme)
                && known.error == error
                && status.is_none_or(|status| status == known.status)
            {
                let (title, status) = (&header.title, known.status);
                found.push(format!("{title} documents it with {status}: “{}”", known.message));
            }
        }
    }
    found
}

/// Whether a challenge tells by its parameters that it is no catalog's: these have their errors and
/// scopes, no services, authorities and metadata, and no address for a realm.
fn is_anothers(challenge: &Challenge) -> bool {
    const OWN: [&str; 5] = ["error", "error_description", "error_uri", "realm", "scope"];
    challenge.params.iter().any(|param| {
        !OWN.iter().any(|own| own.eq_ignore_ascii_case(&param.name))
            || param.name.eq_ignore_ascii_case("realm") && param.value.contains("://")
    })
}

/// What came before the answer that counts.
fn before(response: &Response<'_>) -> Option<String> {
    /// How many answers are named.
    const MOST: usize = 10;
    let before = response.earlier.iter().take(MOST).map(|earlier| {
        let role = match earlier.role {
            Role::Interim => "interim",
            Role::Tunnel => "a proxy's answer to CONNECT",
            Role::Redirect => "a redirect",
            Role::Answer => "an answer",
        };
        match earlier.status {
            Some(status) => format!("{status} ({role})"),
            None => "a request without an answer".to_owned(),
        }
    });
    let before: Vec<String> = before.collect();
    let more = if response.earlier.len() > MOST { " and more" } else { "" };
    (!before.is_empty())
        .then(|| format!("Before it came {}{more}; the last answer counts.", before.join(", ")))
}

#[cfg(test)]
mod tests;
