//! What is wrong although the grammar is kept: by what is known of schemes, errors and statuses.

use super::facts::{Parameter, Scheme, Token68, facts};
use super::meaning::{Context, error_of, named_error};
use super::phrase::{is_url, plain};
use super::problem::Severity::{self, Note, Warning};
use super::{Challenge, FieldName, Form, Param, Place, Problem, Reading};

/// What is wrong with the response around the challenges.
pub(super) fn response(reading: &Reading, context: &Context<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    let status = context.status;
    if reading.challenges.is_empty()
        && let Some(status @ (401 | 407)) = status
    {
        let message = format!("a {status} answer has to carry a challenge");
        found.push(problem(Warning, "no-challenge-on-401", None, message));
    }
    let named = |name: FieldName| reading.fields.contains(&Some(name));
    let wrong = match status {
        Some(401) if reading.is_from_proxy() && !named(FieldName::WwwAuthenticate) => {
            Some("401 goes with WWW-Authenticate; Proxy-Authenticate belongs to 407")
        }
        Some(407) if named(FieldName::WwwAuthenticate) && !reading.is_from_proxy() => {
            Some("407 goes with Proxy-Authenticate; WWW-Authenticate belongs to 401")
        }
        _ => None,
    };
    found.extend(wrong.map(|message| problem(Warning, "wrong-field", None, message.to_owned())));
    found
}

/// What is wrong with one challenge; `unreadable` names a value that could not be unpacked.
pub(super) fn challenge(
    challenge: &Challenge,
    context: &Context<'_>,
    unreadable: Option<&'static str>,
) -> Vec<Problem> {
    let mut found = Vec::new();
    let scheme = facts().scheme(&challenge.scheme);
    match scheme {
        None => found.push(unknown_scheme(challenge)),
        Some(scheme) => {
            missing(&mut found, challenge, scheme);
            for param in &challenge.params {
                match scheme.parameter(&param.name) {
                    Some(known) => value(&mut found, param, known),
                    None if scheme.open => {}
                    None => found.push(unknown_param(param, scheme)),
                }
            }
            token68(&mut found, challenge, scheme);
        }
    }
    if let Some(name) = unreadable {
        let at = challenge.param(name).map_or(challenge.token68_at, |param| param.value_at);
        let message = "the value is not encoded as it should be".to_owned();
        found.push(problem(Warning, "unreadable-value", Some(at), message));
    }
    error(&mut found, challenge, scheme, context);
    if let Some(realm) = challenge.param("realm").filter(|param| is_url(&param.value)) {
        url(&mut found, realm, context);
    }
    found
}

fn unknown_scheme(challenge: &Challenge) -> Problem {
    let names = facts().schemes.iter().flat_map(Scheme::names);
    let hint = nearest(&challenge.scheme, names);
    let message = format!("`{}` is no scheme that is known here{hint}", plain(&challenge.scheme));
    problem(Note, "unknown-scheme", Some(challenge.scheme_at), message)
}

fn unknown_param(param: &Param, scheme: &Scheme) -> Problem {
    let names = scheme.parameters.iter().map(|it| it.name.as_str());
    let hint = nearest(&param.name, names);
    let message = format!("{} knows no parameter `{}`{hint}", scheme.name, plain(&param.name));
    problem(Note, "unknown-param-for-scheme", Some(name_of(param)), message)
}

/// `: did you mean …?` if one of the names is near.
fn nearest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> String {
    if given.len() > 40 {
        return String::new();
    }
    let given = given.to_ascii_lowercase();
    let near = names.map(|name| (strsim::osa_distance(&given, &name.to_ascii_lowercase()), name));
    match near.min().filter(|(distance, name)| *distance <= name.len() / 4) {
        Some((_, name)) => format!(": did you mean `{name}`?"),
        None => String::new(),
    }
}

fn missing(found: &mut Vec<Problem>, challenge: &Challenge, scheme: &Scheme) {
    for parameter in scheme.parameters.iter().filter(|it| it.required) {
        // Where values are quoted without names nothing can be said to be missing.
        if challenge.param(&parameter.name).is_none() && challenge.bare.is_empty() {
            let rule = if parameter.name == "realm" { "realm-missing" } else { "param-missing" };
            let message = format!("{} requires `{}`", scheme.name, parameter.name);
            found.push(problem(Warning, rule, Some(challenge.scheme_at), message));
        }
    }
}

fn value(found: &mut Vec<Problem>, param: &Param, known: &Parameter) {
    let name = &known.name;
    match (known.quoted, param.form) {
        (Some(true), Form::Token) if name != "realm" => {
            let message = format!("the value of `{name}` should be quoted");
            found.push(problem(Note, "should-be-quoted", Some(param.value_at), message));
        }
        (Some(false), Form::Quoted) => {
            let message = format!("the value of `{name}` should not be quoted");
            found.push(problem(Note, "should-not-be-quoted", Some(param.value_at), message));
        }
        _ => {}
    }
    let is_defined =
        |it: &str| known.values.iter().any(|value| value.eq_ignore_ascii_case(it.trim()));
    let defined = match known.list {
        Some(separator) => param.value.split(separator).all(is_defined),
        None => is_defined(&param.value),
    };
    if !known.values.is_empty() && !defined {
        let message = format!("`{name}` is one of {}", known.values.join(", "));
        found.push(problem(Warning, "unknown-value", Some(param.value_at), message));
    }
    if name == "error_description" && param.value.contains(['"', '\\']) {
        let message =
            "error_description may hold neither a quotation mark nor a backslash".to_owned();
        found.push(problem(Note, "description-characters", Some(param.value_at), message));
    }
}

fn token68(found: &mut Vec<Problem>, challenge: &Challenge, scheme: &Scheme) {
    let Some(token68) = &challenge.token68 else {
        return;
    };
    let name = token68.trim_end_matches('=');
    if name.len() < token68.len() && scheme.parameter(name).is_some() {
        let message = format!("`{}` has no value and so reads as a token68", plain(name));
        found.push(problem(Warning, "name-as-token68", Some(challenge.token68_at), message));
    } else if scheme.token68 == Token68::Never {
        let message = format!("{} takes parameters, no token68", scheme.name);
        found.push(problem(Warning, "unexpected-token68", Some(challenge.token68_at), message));
    }
}

fn error(
    found: &mut Vec<Problem>,
    challenge: &Challenge,
    scheme: Option<&Scheme>,
    context: &Context<'_>,
) {
    let at = challenge.param("error").map(|param| param.value_at);
    let place = scheme.map_or_else(String::new, |scheme| scheme.name.to_ascii_lowercase());
    if let Some(error) = error_of(challenge, scheme)
        && let Some(status) = context.status
        && error.is_in(&place)
        && !error.status.is_empty()
        && !error.status.contains(&status)
    {
        let wanted: Vec<String> = error.status.iter().map(u16::to_string).collect();
        let wanted = wanted.join(" or ");
        let message = format!("{} goes with {wanted}, not with {status}", error.error);
        found.push(problem(Warning, "status-mismatch", at, message));
    }
    if named_error(challenge).is_some() && context.sent_credentials == Some(false) {
        let message = "the request carried no credentials, so there should be no error".to_owned();
        found.push(problem(Note, "error-without-credentials", at, message));
    }
}

/// A realm that is a URL: where it leads to.
fn url(found: &mut Vec<Problem>, realm: &Param, context: &Context<'_>) {
    let (scheme, rest) = realm.value.split_once("://").unwrap_or_default();
    if scheme.eq_ignore_ascii_case("http") {
        let message = "credentials sent to this URL would not be encrypted".to_owned();
        found.push(problem(Warning, "insecure-url", Some(realm.value_at), message));
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest[..end].rsplit('@').next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    let asked = context.host.unwrap_or(host);
    if !host.is_empty() && !same_site(host, asked) {
        let message = format!(
            "the realm is on `{}`, the request went to `{}`: send credentials there only if you trust it",
            plain(host),
            plain(asked)
        );
        found.push(problem(Warning, "foreign-realm", Some(realm.value_at), message));
    }
}

/// Whether two hosts are the same or share their last two labels.
fn same_site(one: &str, other: &str) -> bool {
    let tail = |host: &str| {
        let labels: Vec<String> = host.rsplit('.').take(2).map(str::to_ascii_lowercase).collect();
        labels
    };
    let numeric = one.bytes().chain(other.bytes()).all(|it| it.is_ascii_digit() || it == b'.');
    one.eq_ignore_ascii_case(other)
        || (!numeric && tail(one).len() == 2 && tail(one) == tail(other))
}

fn name_of(param: &Param) -> Place {
    Place { length: param.name.len(), ..param.at }
}

fn problem(severity: Severity, rule: &'static str, at: Option<Place>, message: String) -> Problem {
    Problem { severity, rule, message, at }
}
