//! What body, redirect and the fields around them tell, in sentences.

use super::Told;
use super::time::{http_date, span};
use crate::challenge::{Reading, named_error};
use crate::response::{BodyError, Content, Form, Media, Response, Source};
use crate::secrets::without_secrets;

/// How many errors are told in sentences.
const ERRORS: usize = 5;

/// What is told of the body and its errors.
pub(super) fn body(
    response: &Response<'_>,
    status: Option<u16>,
    content: &Content<'_>,
    errors: &[BodyError<'_>],
    reading: &Reading,
    now: i64,
) -> Told {
    let mut told = Told::default();
    for error in errors.iter().take(ERRORS) {
        // What the challenge has told is not told again.
        let is_told = matches!(error.source, Source::Format(_))
            && reading.challenges.iter().any(|it| named_error(it) == Some(error.code.as_str()));
        if is_told {
            told.says(format!("The body names the same error, `{}`.", error.code));
        } else {
            error_says(&mut told, error);
        }
    }
    if errors.len() > ERRORS {
        told.says(format!("{} more errors stand in the body.", errors.len() - ERRORS));
    }
    let failed = status.is_none_or(|status| status >= 400);
    if errors.is_empty() && status.is_some_and(|status| status >= 400) {
        told.says.extend(message(content));
    }
    if errors.is_empty() && matches!(status, Some(301 | 302 | 303 | 307 | 308)) {
        moved(&mut told, response);
    }
    match content.media {
        Media::Page if failed => {
            told.says(match &content.title {
                Some(title) => format!(
                    "The body is a web page, titled “{}”: a proxy, gateway or login page answered, not the API itself.",
                    title.chars().take(200).collect::<String>()
                ),
                None => "The body is a web page: a proxy, gateway or login page answered, not the API itself.".to_owned(),
            });
            told.next("Check the URL, and what stands between here and the API.".to_owned());
        }
        Media::Binary => {
            told.says("The body is no text; it may be compressed.".to_owned());
            told.next("Ask again with `curl --compressed`.".to_owned());
        }
        Media::Form if response.form == Form::Redirect && errors.is_empty() => {
            redirect(&mut told, content)
        }
        _ => {}
    }
    if content.cut && !errors.is_empty() {
        told.says("The body is cut off; what is missing is not known.".to_owned());
    }
    retry(&mut told, response, now);
    if let Some(failure) = &response.failure {
        transfer(&mut told, failure);
    }
    told
}

/// What a body without a known error says itself.
fn message(content: &Content<'_>) -> Option<String> {
    const NAMES: [&str; 8] = [
        "error_description",
        "error.message",
        "message",
        "Message",
        "detail",
        "errorMessage",
        "error",
        "msg",
    ];
    /// How many characters are told.
    const LONGEST: usize = 300;
    let named =
        content.values.first().and_then(|body| NAMES.iter().find_map(|path| body.at(path)?.text()));
    let lone = || {
        let text = content.text.trim();
        (content.media == Media::Text && !text.contains('\n')).then_some(text)
    };
    let text = named.or_else(lone)?;
    let text = without_secrets(text);
    let words: Vec<&str> = text.split_whitespace().map(harmless).collect();
    let text = words.join(" ");
    let cut = if text.chars().count() > LONGEST { "…" } else { "" };
    let told: String = text.chars().take(LONGEST).collect();
    (!told.is_empty()).then(|| format!("The body says: “{told}{cut}”"))
}

/// A word of a message without what may be secret in it by itself: parameters, and what is long and
/// no word.
fn harmless(word: &str) -> &str {
    /// The most bytes of a word.
    const LONGEST: usize = 40;
    let plain = word.split(['?', '#']).next().unwrap_or_default();
    let is_url = plain.contains("://") && !plain.contains('@');
    match word.len() <= LONGEST && !word.contains(['=', '@']) {
        _ if is_url => plain,
        true => word,
        false => "…",
    }
}

/// Where a redirect leads, without the query and what else may be secret in it.
fn moved(told: &mut Told, response: &Response<'_>) {
    let Some(location) = response.field("location") else { return };
    let target = location.value();
    // Sessions stand behind a semicolon: `/login;jsessionid=…`.
    let target = target.split(['?', '#', ';']).next().unwrap_or_default();
    let place = match target.split_once("//") {
        Some((scheme, rest)) => format!("{scheme}//{}", rest.rsplit('@').next().unwrap_or(rest)),
        None => target.rsplit('@').next().unwrap_or(target).to_owned(),
    };
    if place.is_empty() || place.chars().count() > 300 {
        return;
    }
    told.says(format!("The server sends the client on to `{place}`."));
    let login = ["login", "signin", "sign-in", "sso", "oauth", "authorize"];
    let small = place.to_ascii_lowercase();
    told.next(if login.iter().any(|word| small.contains(word)) {
        "It looks like a page to log in, for browsers: an API client has to send its credentials with the request.".to_owned()
    } else {
        "Follow it with `curl -L`, or ask for that URL.".to_owned()
    });
}

/// Why curl got no answer, and what to do: by its exit code, which stands in brackets.
fn transfer(told: &mut Told, failure: &str) {
    told.says(format!("curl got no further: {}.", failure.trim_end_matches('.')));
    let code = failure.trim_start_matches('(').split(')').next().unwrap_or_default();
    let step = match code {
        "3" => "Correct the URL; quote it, so that the shell leaves `&` and `?` alone.",
        "5" => "Check the proxy's name in `http_proxy`, `https_proxy` or `--proxy`.",
        "6" => "Check the host's name, and the network.",
        "7" => "Check host and port, and whether the server runs.",
        "28" => "Check the network and firewalls, or give it more time.",
        "35" | "53" | "54" | "58" | "59" | "66" | "83" | "91" => {
            "Check TLS versions and certificates on both sides."
        }
        "60" | "77" => "Check the server's certificate and the CA that signed it (`--cacert`).",
        "47" => "The redirects go in circles: look at them with `curl -v`.",
        "52" | "55" | "56" => "The server closed the connection: look into its log.",
        _ => return,
    };
    told.next(step.to_owned());
}

/// What an error of the body means. Its entry and its notes are shown with the error itself.
fn error_says(told: &mut Told, error: &BodyError<'_>) {
    let title = error.source.title();
    let name = error.name.as_deref().filter(|name| *name != error.code);
    let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
    let code = &error.code;
    match (error.source, error.entries.len()) {
        (Source::Catalog(_), 0) => told.says(format!(
            "The body carries `{code}`{name}, which looks like an error of {title}, but is not documented."
        )),
        (Source::Catalog(_), 1) => {
            told.says(format!("The body carries the error `{code}`{name} of {title}."));
        }
        (Source::Catalog(_), count) => told.says(format!(
            "The body carries the error `{code}`{name} of {title}, which has {count} meanings; neither status nor text tells which."
        )),
        (Source::Format(format), _) => {
            let spec = &format.spec;
            told.says(match &error.meaning {
                Some(meaning) => format!("`{code}`{name} ({title}, {spec}): {meaning}"),
                None => format!("`{code}`{name} ({title}, {spec}) is the server's own error."),
            });
        }
    }
    if let (Source::Catalog(_), Some(meaning)) = (error.source, &error.meaning) {
        told.says(meaning.clone());
    }
    // The catalog's advice is for the only entry that it can be.
    let advice = match error.entries.as_slice() {
        [only] => only.advice.as_slice(),
        _ => &[],
    };
    for step in advice.iter().chain(&error.next_steps) {
        told.next(step.clone());
    }
}

/// A redirect without an error. The code in it is a secret and is not said.
fn redirect(told: &mut Told, content: &Content<'_>) {
    let has = |name: &str| content.values.iter().any(|value| value.member(name).is_some());
    if has("error") {
        told.says("The redirect carries an error that is not known here.".to_owned());
    } else if has("code") {
        told.says(
            "The redirect carries an authorization code and no error: the user has agreed."
                .to_owned(),
        );
        told.next("Exchange the code for tokens at the token endpoint, once and soon; keep it secret until then.".to_owned());
    }
}

/// When to try again (RFC 9110, 10.2.3).
fn retry(told: &mut Told, response: &Response<'_>, now: i64) {
    let Some(field) = response.field("retry-after") else { return quota(told, response, now) };
    let value = field.value();
    if let Ok(seconds) = value.parse::<u32>() {
        told.next(format!(
            "Wait {} before trying again, as Retry-After says.",
            span(i64::from(seconds))
        ));
    } else if let Some(date) = http_date(&value) {
        let wait = date.saturating_sub(now);
        told.next(match wait {
            1.. => format!("Wait {} before trying again, as Retry-After says.", span(wait)),
            _ => "Try again: the time that Retry-After gives is over.".to_owned(),
        });
    }
}

/// That the requests of a period are used up, by the fields that many services send.
fn quota(told: &mut Told, response: &Response<'_>, now: i64) {
    let number = |names: [&'static str; 3]| {
        names.into_iter().find_map(|name| {
            let value = response.field(name)?.value();
            value.trim().parse::<i64>().ok().map(|number| (name, number))
        })
    };
    let failed = matches!(response.status, Some(403 | 429));
    let left = number(["x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining"]);
    let Some((name, 0)) = left.filter(|_| failed) else { return };
    told.says(format!("The requests of this period are used up: `{name}` is 0."));
    let reset = number(["x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"]);
    let Some((name, reset)) = reset else { return };
    // Seconds since 1970 with most, seconds to wait with others.
    let wait = if reset > 1_000_000_000 { reset.saturating_sub(now) } else { reset };
    told.next(match wait {
        1.. => format!("Wait {} before trying again, as `{name}` says.", span(wait)),
        _ => format!("Try again: by `{name}` the next period has begun."),
    });
}
