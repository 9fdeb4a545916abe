//! What fields beside challenges tell: Authentication-Info, and credentials without an answer.

use super::Told;
use crate::challenge;
use crate::response::{Form, Response};

/// The parameters of Authentication-Info, and what each is for.
const INFO: [(&str, &str); 3] = [
    ("nextnonce", "`nextnonce` is the nonce that the next request has to use."),
    ("rspauth", "`rspauth` is the server's own proof that it knows the password."),
    ("data", "`data` is the server's last SCRAM message, with its own proof."),
];

/// What such fields of a response tell.
pub(super) fn fields(response: &Response<'_>) -> Told {
    let mut told = Told::default();
    for (name, asker) in [("authentication-info", "server"), ("proxy-authentication-info", "proxy")]
    {
        if let Some(field) = response.field(name) {
            // Its parameters are written as those of a challenge (RFC 9110, 11.6.3).
            let reading = challenge::read(&[format!("Digest {}", field.value())]);
            let params = reading.challenges.iter().flat_map(|it| &it.params);
            let names: Vec<&str> = params.map(|param| param.name.as_str()).collect();
            let has = |name: &str| names.iter().any(|it| it.eq_ignore_ascii_case(name));
            told.says(format!(
                "{} is no challenge: with it the {asker} tells how a login that it accepted goes on.",
                field.name()
            ));
            for (_, says) in INFO.iter().filter(|(name, _)| has(name)) {
                told.says((*says).to_owned());
            }
            if has("nextnonce") {
                told.next("Compute the next proof with `nextnonce`, and count `nc` from 1 again (RFC 7616, 3.5).".to_owned());
            }
            if has("rspauth") || has("data") {
                told.next(format!(
                    "Check the proof of the {asker}; if it is wrong, do not trust the answer."
                ));
            }
        }
    }
    let lone = response.form == Form::Fields
        && response.status.is_none()
        && response.challenge_lines().is_empty();
    if lone && response.field("dpop-nonce").is_some() {
        told.says("DPoP-Nonce is the nonce that the next DPoP proof has to contain.".to_owned());
        told.next("Put its value as `nonce` into the proof (RFC 9449, 8).".to_owned());
    }
    if let Some(request) = response.request.as_ref().filter(|_| lone) {
        let names = ["authorization", "proxy-authorization"];
        if let Some(field) = names.iter().find_map(|name| request.field(name)) {
            told.says(format!(
                "{} is a field of requests: it holds what a client sends, and does not tell what the server wants.",
                field.name()
            ));
            told.next("To have the answer to it explained, give all of it: `curl -si URL | errcode explain`.".to_owned());
        }
    }
    told
}
