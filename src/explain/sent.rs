//! The credentials of the request, held against what the answer wants. Nothing secret is said:
//! neither a token nor a claim of it, only what the server named and the token lacks.

use super::Told;
use super::time::{http_date, span};
use crate::challenge::{Challenge, Reading};
use crate::response::credentials::{Claims, Credentials, Kind, field_name};
use crate::response::{Response, Role};

/// How far clocks may differ, in seconds.
const SKEW: i64 = 60;
/// How many missing scopes are named.
const MOST: usize = 10;
/// How the step ends that asks for more scopes, here as in the facts about errors.
pub(super) const SCOPES: &str = "in addition to the scopes that the token has.";

/// What the credentials of the request tell about the answer; `now` is in seconds since 1970.
pub(super) fn sent(
    response: &Response<'_>,
    status: Option<u16>,
    reading: &Reading,
    now: i64,
) -> Told {
    let mut told = Told::default();
    let Some(request) = &response.request else { return told };
    if status.is_some_and(|status| status < 400) {
        return told;
    }
    let field = if status == Some(407) { "Proxy-Authorization" } else { "Authorization" };
    let Some(credentials) = Credentials::of(request, status) else {
        let name = field_name(status);
        let had = |earlier: &&crate::response::Earlier<'_>| {
            earlier.role == Role::Redirect
                && earlier.request.as_ref().is_some_and(|it| it.field(name).is_some())
        };
        if let Some(earlier) = response.earlier.iter().rev().find(had) {
            told.says(format!("The redirect lost the {field} field: the request before it carried one, this one does not."));
            let from = earlier.request.as_ref().and_then(|request| request.host());
            match (from, request.host()) {
                (Some(from), Some(to)) if from != to => told.next(format!(
                    "Ask `{}` directly, with credentials that are meant for it: clients drop the field when a redirect leads to another host.",
                    shown(&to)
                )),
                _ => told.next("Ask the target of the redirect directly.".to_owned()),
            }
        } else if !reading.challenges.is_empty() {
            told.says(format!("The request carried no {field} field."));
        }
        return told;
    };
    let scheme = shown(&credentials.scheme);
    match credentials.kind {
        Kind::Missing => {
            told.says(format!("The {field} field of the request has a scheme but no credentials."));
            told.next("Check the variable that should hold the token: it is empty.".to_owned());
        }
        Kind::Placeholder => {
            told.says(format!(
                "The {field} field of the request holds a placeholder instead of a token."
            ));
            told.next("Put the token in: a variable was not filled in.".to_owned());
        }
        Kind::Doubled => {
            told.says(format!("The {field} field of the request names the scheme twice."));
            told.next(format!(
                "Write `{scheme}`, one space and the token: the variable already holds the scheme."
            ));
        }
        Kind::Bare => {
            told.says(format!("The {field} field of the request names no scheme."));
            told.next(format!("Write `{field}: Bearer`, one space and the token."));
        }
        Kind::Malformed if scheme.eq_ignore_ascii_case("basic") => {
            told.says(
                "The Basic credentials of the request are not `user:password` in base64."
                    .to_owned(),
            );
            told.next("Let the client encode them: `curl -u USER`.".to_owned());
        }
        Kind::Malformed => {
            told.says("The token of the request has characters that no token has, such as quotation marks or blanks.".to_owned());
            told.next("Look how the token gets into the field: quotation marks or a line break came with it.".to_owned());
        }
        Kind::Password { empty: true } => {
            told.says("User name and an empty password were sent, and refused.".to_owned());
            told.next("Send the password, or an access token in its place.".to_owned());
        }
        Kind::Password { empty: false } => {
            if matches!(status, Some(401 | 407)) {
                told.says("User name and password were sent, and refused.".to_owned());
            }
        }
        Kind::Jwt(claims) => {
            token(&mut told, &claims, &scheme, response, reading, now);
            let host = request.host().filter(|_| status == Some(401));
            if let Some(host) =
                host.filter(|_| !bearer(reading).any(|it| wanted_audience(it).is_some()))
            {
                foreign_audience(&mut told, &claims, &host);
            }
        }
        Kind::Opaque => {}
    }
    told
}

fn token(
    told: &mut Told,
    claims: &Claims,
    scheme: &str,
    response: &Response<'_>,
    reading: &Reading,
    now: i64,
) {
    let answered = response.field("date").and_then(|date| http_date(&date.value()));
    times(told, claims, answered, now);
    for challenge in bearer(reading) {
        audience(told, claims, challenge);
        tenant(told, claims, challenge);
        scopes(told, claims, challenge);
        login(told, claims, challenge, answered.unwrap_or(now));
    }
    if claims.bound
        && scheme.eq_ignore_ascii_case("bearer")
        && bearer(reading).any(|it| it.is("DPoP"))
    {
        told.says("The token is bound to a key, but was sent as Bearer.".to_owned());
        told.next(
            "Send it as `Authorization: DPoP TOKEN`, with a DPoP proof signed by that key."
                .to_owned(),
        );
    }
    if claims.identity {
        told.says(
            "The token looks like an ID token, which is for the client and not for APIs."
                .to_owned(),
        );
        told.next("Send the access token that came with it.".to_owned());
    }
    if claims.unsigned {
        told.says(
            "The token is not signed (`alg` is `none`); hardly any server takes that.".to_owned(),
        );
    }
}

/// The challenges that want a token.
fn bearer(reading: &Reading) -> impl Iterator<Item = &Challenge> {
    let wants_token = |it: &&Challenge| it.is("Bearer") || it.is("DPoP") || it.is("OAuth2");
    reading.challenges.iter().filter(wants_token).take(20)
}

fn times(told: &mut Told, claims: &Claims, answered: Option<i64>, now: i64) {
    if let Some(expires) = claims.expires
        && expires <= now
    {
        let ago = span(now.saturating_sub(expires));
        if answered.is_some_and(|answered| answered < expires) {
            told.says(format!(
                "The token was still valid when the server answered; it expired {ago} ago."
            ));
        } else {
            told.says(format!("The token expired {ago} ago."));
            told.next("Get a new token: refresh it or authorize again.".to_owned());
        }
    }
    let at = answered.unwrap_or(now);
    if let Some(start) = claims.not_before.filter(|start| *start > at.saturating_add(SKEW)) {
        let wait = span(start.saturating_sub(at));
        told.says(format!("The token was not valid yet: it starts {wait} after the request."));
        told.next("Check the clocks of this machine and of the authorization server.".to_owned());
    } else if claims.issued.is_some_and(|issued| issued > at.saturating_add(SKEW)) {
        told.says("The token was issued in the future: clocks differ.".to_owned());
        told.next("Check the clocks of this machine and of the authorization server.".to_owned());
    }
    if let (Some(answered), Some(expires)) = (answered, claims.expires)
        && expires > now
        && expires <= answered
    {
        told.says(
            "By the server's clock the token has expired, by this machine's it has not.".to_owned(),
        );
        told.next("Set the clock of this machine, and get a new token.".to_owned());
    }
}

/// The audience that a challenge names, where it does.
fn wanted_audience(challenge: &Challenge) -> Option<(&'static str, &str)> {
    ["resource", "resource_id", "audience", "client_id"]
        .into_iter()
        .find_map(|name| Some((name, challenge.value(name).filter(|value| !value.is_empty())?)))
}

fn audience(told: &mut Told, claims: &Claims, challenge: &Challenge) {
    let Some((name, wanted)) = wanted_audience(challenge) else { return };
    let bare =
        |text: &str| text.trim_end_matches('/').trim_start_matches("api://").to_ascii_lowercase();
    let meant = claims.audiences.iter().any(|audience| bare(audience) == bare(wanted));
    if !meant && !claims.audiences.is_empty() {
        let wanted = shown(wanted);
        told.says(format!("The token is for another audience than `{wanted}`, which the challenge names as `{name}`."));
        told.next(format!("Ask for a token whose audience is `{wanted}`."));
    }
}

/// Where audiences are URLs, none of them on the host that was asked.
fn foreign_audience(told: &mut Told, claims: &Claims, host: &str) {
    let hosts: Vec<_> = claims
        .audiences
        .iter()
        .filter_map(|audience| audience.split_once("://"))
        .map(|(_, rest)| rest.split(['/', ':', '?']).next().unwrap_or_default())
        .collect();
    let all_urls = !hosts.is_empty() && hosts.len() == claims.audiences.len();
    if all_urls && !hosts.iter().any(|it| it.eq_ignore_ascii_case(host)) {
        told.says(format!(
            "The token is for another audience than the host `{}` that was asked.",
            shown(host)
        ));
        told.next(format!("Ask for a token that is meant for `{}`.", shown(host)));
    }
}

/// Microsoft names the tenant's endpoint; the issuer of its tokens has the tenant's id in it.
fn tenant(told: &mut Told, claims: &Claims, challenge: &Challenge) {
    let endpoint = ["authorization_uri", "authorization", "authority"]
        .into_iter()
        .find_map(|name| challenge.value(name));
    let id = |url: &str| {
        let is_id = |part: &&str| {
            part.len() == 36 && part.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
        };
        url.split('/').find(is_id).map(str::to_ascii_lowercase)
    };
    let wanted = endpoint.and_then(id);
    let issued = claims.issuer.as_deref().and_then(id);
    if let (Some(wanted), Some(issued)) = (wanted, issued)
        && wanted != issued
    {
        told.says(
            "The token was issued by another tenant than the one that the challenge names."
                .to_owned(),
        );
        told.next(format!("Get the token from the tenant `{wanted}`."));
    }
}

fn scopes(told: &mut Told, claims: &Claims, challenge: &Challenge) {
    // Tokens of registries carry their access in another claim.
    let Some(wanted) = challenge.value("scope").filter(|_| challenge.value("service").is_none())
    else {
        return;
    };
    let wanted: Vec<_> = wanted
        .split_ascii_whitespace()
        .filter(|scope| !scope.ends_with("/.default"))
        .take(1_000)
        .collect();
    if wanted.is_empty() {
        return;
    }
    let has = |scope: &str| {
        claims.scopes.iter().any(|it| {
            it == scope || scope.strip_suffix(it.as_str()).is_some_and(|rest| rest.ends_with('/'))
        })
    };
    let missing: Vec<_> = wanted.iter().copied().filter(|scope| !has(scope)).collect();
    if missing.is_empty() {
        told.says("The token has every scope that the challenge names.".to_owned());
        return;
    }
    let names: Vec<_> =
        missing.iter().take(MOST).map(|scope| format!("`{}`", shown(scope))).collect();
    let more = missing.len().saturating_sub(MOST);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let names = names.join(", ") + &more;
    if !claims.has_scopes {
        told.says(format!("The token names no scopes at all; the challenge wants {names}."));
    } else if missing.len() == wanted.len() {
        told.says(format!(
            "The token has none of the scopes that the challenge names: {names} missing."
        ));
    } else {
        let (had, all) = (wanted.len() - missing.len(), wanted.len());
        told.says(format!(
            "The token has {had} of the {all} scopes that the challenge names: {names} missing."
        ));
    }
    told.next(format!("Authorize again, asking for {names} {SCOPES}"));
}

/// What RFC 9470 wants of the login: how strong, how fresh.
fn login(told: &mut Told, claims: &Claims, challenge: &Challenge, at: i64) {
    if let (Some(wanted), Some(context)) = (challenge.value("acr_values"), &claims.context)
        && !wanted.split_ascii_whitespace().any(|value| value == context)
    {
        told.says(
            "The login behind the token was of another kind than `acr_values` wants.".to_owned(),
        );
    }
    let most = challenge.value("max_age").and_then(|age| age.parse::<i64>().ok());
    if let (Some(most), Some(login)) = (most, claims.logged_in) {
        let age = at.saturating_sub(login);
        if age > most {
            told.says(format!(
                "The login behind the token was {} old; the challenge allows {}.",
                span(age),
                span(most)
            ));
        }
    }
}

/// A value of the server as a sentence may show it: one line, not too long.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(100).collect()
}
