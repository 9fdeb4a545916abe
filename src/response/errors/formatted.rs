//! The errors of formats that many systems share.

use super::MESSAGE;
use super::search::Search;
use crate::payload::Documented;
use crate::response::body_error::{BodyError, Source};
use crate::response::formats::Format;
use crate::response::shape::general;
use crate::response::value::{Value, front};

impl<'c> Search<'c> {
    pub(super) fn formatted(
        &self,
        format: &'static Format,
        object: &Value<'_>,
        within: &str,
    ) -> Option<BodyError<'c>> {
        format.payload.iter().find_map(|shape| {
            let shaped = general(shape, object, within)?;
            let mut error = BodyError::new(Source::Format(format));
            let code = shaped.code.unwrap_or_default();
            let definition = format.definition(&code, self.status);
            if definition.is_none() && shape.documented != Documented::Nothing {
                return None;
            }
            error.name = shaped.name;
            error.code = match (&error.name, code.is_empty()) {
                (Some(name), true) => name.clone(),
                _ => code,
            };
            error.status = shaped.status;
            error.message = shaped.message.map(|message| front(&message, MESSAGE).to_owned());
            if let Some(definition) = definition {
                error.meaning = Some(definition.meaning);
                error.next_steps = definition.next;
                let status = self.status.filter(|status| *status >= 400);
                if let Some(status) = status.filter(|status| !definition.status.contains(status))
                    && !definition.status.is_empty()
                {
                    let usual: Vec<_> = definition.status.iter().map(u16::to_string).collect();
                    error.notes.push(format!(
                        "`{}` usually comes with status {}, here it is {status}.",
                        error.code,
                        usual.join(" or "),
                    ));
                }
            }
            if let (Some(told), Some(came)) = (error.status, self.status)
                && told != came
            {
                let note = format!("The body says status {told}, but the answer came with {came}.");
                error.notes.push(note);
            }
            // Google names the reason beside the code: `ACCESS_TOKEN_EXPIRED`.
            let reason = error.name.as_deref().filter(|_| shape.code.is_some());
            if let Some(reason) = reason.and_then(|it| format.definition(it, self.status)) {
                error.meaning = Some(reason.meaning);
                error.next_steps.splice(..0, reason.next);
            }
            let more = object.member("error_uri").and_then(Value::text).or(Some(&error.code));
            if let Some(url) = more.filter(|url| url.starts_with("https://") && url.len() < 300) {
                error.next_steps.push(format!("Read {url}"));
            }
            Some(error)
        })
    }
}

/// Adds what a general format says to an error of a catalog that stands in the same object.
pub(super) fn join(error: &mut BodyError<'_>, general: &BodyError<'_>) {
    let Source::Format(format) = general.source else { return };
    if format.id == "oauth" {
        for entry in &error.entries {
            if let Some(documented) = entry.oauth_error.as_deref()
                && documented != general.code
            {
                error.notes.push(format!(
                    "`{}` is documented with the OAuth error `{documented}`, but here `error` is `{}`.",
                    entry.code, general.code
                ));
            }
        }
    }
    if let Some(meaning) = &general.meaning {
        error.meaning = Some(format!("`{}` ({}): {meaning}", general.code, format.title));
        error.next_steps.clone_from(&general.next_steps);
    }
}
