//! What challenges mean and what to do next: by scheme, parameter, error and status.

use super::facts::{AuthError, Scheme, Step, facts};
use super::payload::{self, Payload};
use super::phrase::{Asker, Subject, plain};
use super::{Challenge, Problem, Reading, situation};
use crate::secrets::without_secrets;

/// What is known of the response that a challenge came with, and of the request before it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The HTTP status.
    pub status: Option<u16>,
    /// The host that was asked, without a port.
    pub host: Option<&'a str>,
    /// Whether the request carried credentials; `None` if that is not known.
    pub sent_credentials: Option<bool>,
    /// Whether the body names a known error, so that a challenge need not.
    pub error_in_body: bool,
}

/// What a reading means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    /// One for each challenge of the reading, in order.
    pub challenges: Vec<Meaning>,
    /// What the response as a whole says.
    pub meaning: String,
    /// What to do next, the most promising first.
    pub next_steps: Vec<String>,
    /// What is wrong by what is known of schemes, errors and statuses, beside the problems of the
    /// reading itself.
    pub problems: Vec<Problem>,
}

/// What one challenge means. No value in it is secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    /// The specification of its scheme.
    pub spec: Option<&'static str>,
    /// What the server says with it.
    pub meaning: String,
    /// What to do next.
    pub next_steps: Vec<String>,
    /// What is known of each parameter, in the order of the challenge.
    pub params: Vec<ParamMeaning>,
}

/// What is known of one parameter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ParamMeaning {
    /// What it holds, as a part of a sentence.
    pub meaning: Option<&'static str>,
    /// Whether its value is not to be shown needlessly.
    pub secret: bool,
}

/// How many next steps an explanation of all challenges together has at most.
const MOST_STEPS: usize = 12;

/// Explains the challenges of a reading in the light of the response that they came with.
pub fn explain(reading: &Reading, context: &Context<'_>) -> Explanation {
    let proxy =
        context.status == Some(407) || (context.status.is_none() && reading.is_from_proxy());
    let mut problems = situation::response(reading, context);
    let mut challenges = Vec::with_capacity(reading.challenges.len());
    let errors = reading.challenges.iter().filter(|it| named_error(it).is_some()).count();
    for challenge in &reading.challenges {
        let payload = payload::unpack(challenge);
        problems.extend(situation::challenge(challenge, context, payload.unreadable));
        let subject = Subject {
            challenge,
            status: context.status.unwrap_or(if proxy { 407 } else { 401 }),
            payload: payload.kind,
            host: context.host,
            asker: if proxy { Asker::Proxy } else { Asker::Server },
            error_elsewhere: context.error_in_body
                || errors > usize::from(named_error(challenge).is_some()),
        };
        challenges.push(one(&subject, payload));
    }
    problems.truncate(super::MOST_PROBLEMS);
    let meaning = whole(reading, context, proxy, &challenges);
    let next_steps = steps(reading, &challenges, context);
    Explanation { challenges, meaning, next_steps, problems }
}

/// The error that a challenge names, as its scheme defines it, or as anything else does.
pub(super) fn error_of(
    challenge: &Challenge,
    scheme: Option<&Scheme>,
) -> Option<&'static AuthError> {
    let error = named_error(challenge)?;
    let place = scheme.map_or("", |scheme| scheme.name.as_str()).to_ascii_lowercase();
    facts().error_in(error, &place).or_else(|| facts().errors_named(error).next())
}

/// The error parameter, without apostrophes around it.
pub(crate) fn named_error(challenge: &Challenge) -> Option<&str> {
    challenge.value("error").map(|error| error.trim_matches('\'')).filter(|error| !error.is_empty())
}

/// What an error means that stands in a body or a redirect, outside any challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyMeaning {
    /// The statuses that it comes with; empty if none is fixed.
    pub status: &'static [u16],
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// What to do next.
    pub next_steps: Vec<String>,
}

/// The meaning of an error in the first of `places` that defines it.
pub fn body_meaning(error: &str, places: &[String], status: Option<u16>) -> Option<BodyMeaning> {
    let error = places.iter().find_map(|place| facts().error_in(error, place))?;
    let subject = Subject {
        challenge: &Challenge::default(),
        status: status.unwrap_or(401),
        payload: None,
        host: None,
        asker: Asker::Server,
        error_elsewhere: false,
    };
    let mut next_steps = Vec::new();
    for step in &error.steps {
        add_step(&mut next_steps, &subject, step);
    }
    Some(BodyMeaning { status: &error.status, meaning: &error.meaning, next_steps })
}

fn one(subject: &Subject<'_>, payload: Payload) -> Meaning {
    let challenge = subject.challenge;
    let known = facts().scheme(&challenge.scheme);
    let Some(scheme) = known else {
        let name = plain(&challenge.scheme);
        return Meaning {
            meaning: format!("The scheme `{name}` is not registered and not known here."),
            next_steps: vec![format!("Look up `{name}` in the documentation of the service.")],
            params: vec![ParamMeaning::default(); challenge.params.len()],
            ..Meaning::default()
        };
    };
    let error = error_of(challenge, known);
    let mut says = vec![subject.fill(&scheme.meaning)];
    if let Some(name) = named_error(challenge) {
        says.push(match error {
            Some(error) => format!("`{}`: {}", error.error, error.meaning),
            None => format!("The error `{}` is not one that is known here.", plain(name)),
        });
    }
    let fitting = scheme.says.iter().filter(|saying| subject.meets(&saying.when));
    says.extend(fitting.map(|saying| subject.fill(&saying.say)));
    says.extend(payload.says);
    if let Some(words) = subject.value("error_description") {
        let words = plain(&without_secrets(words));
        let stop = if words.ends_with(['.', '!', '?']) { "" } else { "." };
        says.push(format!("The server adds: “{words}”{stop}"));
    }
    let mut next_steps = Vec::new();
    let from_error = error.map_or(&[][..], |error| &error.steps);
    for step in from_error.iter().chain(&scheme.steps) {
        add_step(&mut next_steps, subject, step);
    }
    let params = challenge.params.iter().map(|param| {
        let known = scheme.parameter(&param.name);
        ParamMeaning {
            meaning: known.map(|it| it.meaning.as_str()),
            secret: known.is_some_and(|it| it.secret),
        }
    });
    Meaning {
        spec: scheme.spec.as_deref(),
        meaning: says.join(" "),
        next_steps,
        params: params.collect(),
    }
}

fn add_step(steps: &mut Vec<String>, subject: &Subject<'_>, step: &Step) {
    if subject.meets(&step.when) {
        let action = subject.fill(&step.action);
        if !steps.contains(&action) {
            steps.push(action);
        }
    }
}

/// What the response says as a whole.
fn whole(reading: &Reading, context: &Context<'_>, proxy: bool, each: &[Meaning]) -> String {
    let asks = if proxy { "The proxy" } else { "The server" };
    let mut says: Vec<String> = match context.status {
        Some(407) => vec!["The proxy wants credentials, not the server behind it.".to_owned()],
        Some(401) => {
            vec!["The server got no credentials, or refused those it got.".to_owned()]
        }
        Some(403) if reading.challenges.is_empty() => {
            vec!["The server understood the request and refuses it.".to_owned()]
        }
        Some(403) => vec!["The credentials were understood but are not enough.".to_owned()],
        Some(400) => vec!["The server could not use the request as it was sent.".to_owned()],
        Some(402) => vec!["The server wants a payment.".to_owned()],
        Some(200..=299) if reading.challenges.is_empty() => {
            vec!["The request succeeded.".to_owned()]
        }
        Some(200..=299) => {
            vec!["The request succeeded; other credentials could change the answer.".to_owned()]
        }
        Some(500..=599) => {
            vec!["The server failed; the credentials are not to blame.".to_owned()]
        }
        Some(_) | None => Vec::new(),
    };
    match (reading.challenges.as_slice(), each) {
        ([], _) if !matches!(context.status, Some(401 | 407)) => {}
        ([], _) => {
            says.push("There is no challenge that says which credentials are wanted.".to_owned());
        }
        ([_], [only]) => says.push(only.meaning.clone()),
        (several, _) => {
            let mut names: Vec<&str> = Vec::new();
            for challenge in several {
                if !names.iter().any(|name| name.eq_ignore_ascii_case(&challenge.scheme)) {
                    names.push(&challenge.scheme);
                }
            }
            let schemes = super::phrase::listed(names.iter().copied());
            let ordered = |name: &str| facts().scheme(name).is_some_and(|scheme| scheme.ordered);
            let (variants, choice) = match names.as_slice() {
                [only] if ordered(only) => {
                    (several.len(), "take the first that your client supports")
                }
                [_] => (several.len(), "any one will do"),
                _ => (1, "any one will do"),
            };
            says.push(match variants {
                1 => format!("{asks} offers {schemes}; {choice}."),
                _ => format!("{asks} offers {schemes} in {variants} variants; {choice}."),
            });
            let errors = several.iter().zip(each).filter(|(it, _)| it.value("error").is_some());
            says.extend(errors.take(3).map(|(_, meaning)| meaning.meaning.clone()));
        }
    }
    says.join(" ")
}

/// The steps of all challenges, those with an error first.
fn steps(reading: &Reading, each: &[Meaning], context: &Context<'_>) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    let several = each.len() > 1;
    for with_error in [true, false] {
        for (challenge, meaning) in reading.challenges.iter().zip(each) {
            if challenge.value("error").is_some() != with_error {
                continue;
            }
            for step in &meaning.next_steps {
                let step = if several {
                    format!("{}: {step}", plain(&challenge.scheme))
                } else {
                    step.clone()
                };
                if steps.len() < MOST_STEPS && !steps.contains(&step) {
                    steps.push(step);
                }
            }
        }
    }
    if reading.challenges.is_empty() && matches!(context.status, Some(401 | 407)) {
        if !context.error_in_body {
            steps.push(
                "Look at the body and at the documentation for the credentials that are wanted."
                    .to_owned(),
            );
        }
        steps.push("Tell the operator: such an answer must carry a challenge.".to_owned());
    }
    steps
}
