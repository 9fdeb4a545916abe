//! HTTP responses and error bodies as they are pasted or piped.
//!
//! [`read`] recognises what it was given: the output of `curl -i` or `curl -v`, lines of a header, a
//! challenge, a body, a redirect URL, a line of a log with JSON in it.
//!
//! ```
//! let pasted = b"HTTP/1.1 404 Not Found\r\nDate: now\r\n\r\n{\"code\": \"E1\"}";
//! let response = errcode::response::read(pasted);
//! assert_eq!(response.status, Some(404));
//! let content = response.content();
//! assert_eq!(content.values[0].at("code").and_then(|code| code.text()), Some("E1"));
//! ```

mod body;
mod body_error;
pub mod credentials;
mod errors;
mod field;
mod formats;
mod markup;
mod query;
mod shape;
mod trace;
pub mod value;
mod walk;

use std::borrow::Cow;

pub use body::{Content, Media};
pub use body_error::{BodyError, Source};
pub(crate) use errors::errors_with;
pub use errors::{body_challenges, content_errors, errors};
pub use field::Field;
pub use formats::{Definition, Format, formats};

use crate::challenge::{FieldName, is_known_scheme};
use crate::status::reason;

/// What a pasted text was recognised as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Nothing but blanks.
    #[default]
    Empty,
    /// HTTP messages with a status line.
    Messages,
    /// Fields of a response without a status line, perhaps with a body.
    Fields,
    /// The value of a WWW-Authenticate field.
    Challenge,
    /// The URL of a redirect, its parameters in query or fragment.
    Redirect,
    /// A body, or a text that may hold one.
    Body,
}

/// What was pasted: the response that counts, and what is known of the way to it.
///
/// It holds what the text holds, secrets included: it is for reading, not for printing.
#[derive(Debug, Default)]
pub struct Response<'t> {
    /// What the text was recognised as.
    pub form: Form,
    /// The request that was answered, where it was traced.
    pub request: Option<Request<'t>>,
    /// The status of the last answer that is not interim (RFC 9110, 15.2).
    pub status: Option<u16>,
    /// The fields of that answer, in order.
    pub fields: Vec<Field<'t>>,
    /// Its body, or the text that is none of the other forms.
    pub body: Cow<'t, [u8]>,
    /// The answers before it.
    pub earlier: Vec<Earlier<'t>>,
    /// Why curl got no further: `(6) Could not resolve host: api.test`.
    pub failure: Option<String>,
}

/// A request as a trace shows it.
#[derive(Debug, Clone, Default)]
pub struct Request<'t> {
    /// The method: `GET`.
    pub method: Cow<'t, str>,
    /// The target: a path with its query mostly.
    pub target: Cow<'t, str>,
    /// The fields, in order.
    pub fields: Vec<Field<'t>>,
}

/// An answer before the one that counts.
#[derive(Debug)]
pub struct Earlier<'t> {
    /// Its status; `None` where no answer came.
    pub status: Option<u16>,
    /// What it was for.
    pub role: Role,
    /// The request, where it was traced.
    pub request: Option<Request<'t>>,
    /// Its fields, in order.
    pub fields: Vec<Field<'t>>,
}

/// What an answer before the last was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An interim answer: 100 Continue, 103 Early Hints.
    Interim,
    /// A proxy's answer to CONNECT.
    Tunnel,
    /// A redirect.
    Redirect,
    /// A request that was made again or before, such as the first step of a scheme.
    Answer,
}

impl<'t> Response<'t> {
    /// The first field of this name, in any case.
    pub fn field(&self, name: &str) -> Option<&Field<'t>> {
        field::first(&self.fields, name)
    }

    /// The fields that carry challenges, with their names: what [`crate::challenge::read`] takes.
    /// The text itself where it is a lone challenge.
    pub fn challenge_lines(&self) -> Vec<&[u8]> {
        if self.form == Form::Challenge {
            return vec![&self.body];
        }
        let carries = |field: &&Field<'_>| FieldName::new(field.name().as_bytes()).is_some();
        self.fields.iter().filter(carries).map(Field::line).collect()
    }

    /// What the body holds.
    pub fn content(&self) -> Content<'_> {
        match self.form {
            Form::Challenge | Form::Empty => Content::default(),
            Form::Redirect => Content::of_url(&self.body),
            Form::Messages | Form::Fields | Form::Body => Content::read(&self.body),
        }
    }
}

impl<'t> Request<'t> {
    /// The first field of this name, in any case.
    pub fn field(&self, name: &str) -> Option<&Field<'t>> {
        field::first(&self.fields, name)
    }

    /// The host that was asked: from an absolute target or the Host field, without its port, in
    /// small letters.
    pub fn host(&self) -> Option<String> {
        let host = match self.target.split_once("://") {
            Some((_, rest)) => rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned(),
            None => self.field("host")?.value().into_owned(),
        };
        let host = host.rsplit('@').next().unwrap_or_default();
        let port = host.rfind(':').filter(|&colon| !host[colon..].contains(']'));
        let host = &host[..port.unwrap_or(host.len())];
        (!host.is_empty()).then(|| host.to_ascii_lowercase())
    }
}

/// Recognises what was pasted or piped. Never fails: what is none of the other forms is a body.
///
/// Takes time in proportion to the text; keeps what it points at in the text, and little more.
pub fn read(text: &[u8]) -> Response<'_> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let trimmed = text.trim_ascii();
    if trimmed.is_empty() {
        return Response::default();
    }
    let is_value = matches!(trimmed[0], b'{' | b'[')
        || (trimmed[0] == b'<' && trimmed.get(1).is_some_and(|byte| !byte.is_ascii_whitespace()));
    if is_value {
        if in_brackets(trimmed).is_some_and(is_challenge) {
            return Response { form: Form::Challenge, body: trimmed.into(), ..Response::default() };
        }
        return Response { form: Form::Body, body: trimmed.into(), ..Response::default() };
    }
    if let Some(trace) = trace::read(text) {
        return last_answer(trace);
    }
    if let Some(response) = fields(trimmed) {
        return response;
    }
    // What the app's server was asked for after a redirect, from its log.
    if let Some(request) = trace::request_line(trimmed)
        && is_redirect(request.target.as_bytes())
    {
        let body = Cow::Owned(request.target.as_bytes().to_vec());
        return Response { form: Form::Redirect, body, ..Response::default() };
    }
    let form = match () {
        () if is_redirect(trimmed) => Form::Redirect,
        () if is_challenge(trimmed) => Form::Challenge,
        () => Form::Body,
    };
    Response { form, body: unquoted(trimmed).into(), ..Response::default() }
}

/// The answer that counts among those of a trace.
fn last_answer(mut trace: trace::Trace<'_>) -> Response<'_> {
    let is_final = |status: Option<u16>| status.is_some_and(|status| status >= 200);
    let exchanges = &trace.exchanges;
    let last = exchanges
        .iter()
        .rposition(|exchange| is_final(exchange.status))
        .or_else(|| exchanges.iter().rposition(|exchange| exchange.status.is_some()))
        .unwrap_or(exchanges.len() - 1);
    let body = trace.body(&exchanges[last]);
    let mut answer = std::mem::take(&mut trace.exchanges[last]);
    trace.exchanges.truncate(last);
    if answer.request.is_none()
        && let Some(before) = trace.exchanges.last_mut()
        && before.status.is_some_and(|status| status < 200)
    {
        // An interim answer has taken the request that both belong to.
        answer.request = before.request.clone();
    }
    let earlier = trace.exchanges.into_iter().map(|exchange| Earlier {
        status: exchange.status,
        role: role(&exchange),
        request: exchange.request,
        fields: exchange.fields,
    });
    Response {
        form: Form::Messages,
        request: answer.request,
        status: answer.status,
        fields: answer.fields,
        body,
        earlier: earlier.collect(),
        failure: trace.failure,
    }
}

fn role(exchange: &trace::Exchange<'_>) -> Role {
    let connect = exchange.request.as_ref().is_some_and(|request| request.method == "CONNECT");
    let located = field::first(&exchange.fields, "location").is_some();
    match exchange.status {
        Some(100..200) => Role::Interim,
        Some(300..400) if located => Role::Redirect,
        Some(200..300) if connect => Role::Tunnel,
        // `curl -i` shows no request: the only answer with neither fields nor body is a proxy's.
        Some(200) if exchange.request.is_none() && exchange.fields.len() <= 2 => Role::Tunnel,
        _ => Role::Answer,
    }
}

/// Fields of a response that lack a status line, perhaps with a body behind an empty line.
fn fields(text: &[u8]) -> Option<Response<'_>> {
    let mut response = Response { form: Form::Fields, ..Response::default() };
    let mut known = false;
    let mut at = 0;
    while at < text.len() {
        let (line, next) = trace::line_at(text, at);
        let line = match line {
            [b'<', b' ', rest @ ..] => rest,
            b"<" => b"",
            line => line,
        };
        let is_body = matches!(line.first(), Some(b'{' | b'[' | b'<'));
        if line.is_empty() || (is_body && known) {
            at = if line.is_empty() { next } else { at };
            break;
        }
        if response.fields.is_empty()
            && response.status.is_none()
            && let Some(status) = bare_status(line)
        {
            response.status = Some(status);
            known |= has_reason(line, status);
        } else if at == 0 && is_bare_request(line) {
            // What was asked, as documents and tools write it above the answer.
        } else if matches!(line[0], b' ' | b'\t') {
            response.fields.last_mut()?.fold(line);
        } else {
            let field = Field::read(Cow::Borrowed(line))?;
            known |= field.is_known();
            if field.is(":status") || field.is("status") {
                let value = field.value();
                response.status = value.as_bytes().get(..3).and_then(trace::status);
            }
            response.fields.push(field);
            if response.fields.len() > 150_000 {
                return None;
            }
        }
        at = next;
    }
    response.body = Cow::Borrowed(text[at..].trim_ascii());
    // What only requests have was pasted with the answer, or instead of it.
    let (asked, answered): (Vec<_>, Vec<_>) =
        response.fields.into_iter().partition(Field::is_of_request);
    response.fields = answered;
    if !asked.is_empty() {
        response.request = Some(Request { fields: asked, ..Request::default() });
    }
    known.then_some(response)
}

/// `GET https://api.test/`, without a version.
fn is_bare_request(line: &[u8]) -> bool {
    let mut words = line.split(|&byte| byte == b' ');
    let method = words.next().unwrap_or_default();
    let target = words.next().unwrap_or_default();
    (3..=7).contains(&method.len())
        && method.iter().all(u8::is_ascii_uppercase)
        && (target.starts_with(b"/") || target.starts_with(b"http"))
        && words.next().is_none()
}

/// Whether a line ends with the reason phrase of the status: then it is no text that begins with a
/// number.
fn has_reason(line: &[u8], status: u16) -> bool {
    reason(status).is_some_and(|reason| {
        let start = line.len().saturating_sub(reason.len());
        line[start..].eq_ignore_ascii_case(reason.as_bytes())
    })
}

/// `401 Unauthorized` or `HTTP 401`, as people write it above the fields.
fn bare_status(line: &[u8]) -> Option<u16> {
    let line = line.strip_prefix(b"HTTP ").unwrap_or(line);
    let phrase = line.get(3..)?;
    let is_phrase = phrase.len() <= 40
        && phrase.iter().all(|byte| byte.is_ascii_alphabetic() || b" -'".contains(byte))
        && phrase.first().is_none_or(|&byte| byte == b' ');
    trace::status(&line[..3]).filter(|_| is_phrase)
}

/// Whether a text is a URL, or a relative one, with parameters that authorization endpoints add.
fn is_redirect(text: &[u8]) -> bool {
    let text = unquoted(text);
    if text.len() > 64 * 1024 || text.iter().any(|&b| b.is_ascii_whitespace() || b == b'"') {
        return false;
    }
    let Some(mark) = text.iter().position(|byte| b"?#".contains(byte)) else { return false };
    let front = &text[..mark];
    let absolute = front.iter().position(|&byte| byte == b':').is_some_and(|colon| {
        colon > 0
            && front[..colon].iter().all(|&b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
            && front.get(colon + 1) == Some(&b'/')
    });
    let relative = front.is_empty() || front[0] == b'/';
    let parameters = query::url(text);
    (absolute || relative)
        && ["error", "code", "error_description"]
            .iter()
            .any(|name| parameters.member(name).is_some())
}

/// Whether a text is the value of a WWW-Authenticate field.
fn is_challenge(text: &[u8]) -> bool {
    let token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let start = text.iter().position(token).unwrap_or(text.len());
    let end = start + text[start..].iter().take_while(|byte| token(byte)).count();
    let (scheme, rest) = (&text[start..end], &text[end..]);
    if start > 0 && text[..start].iter().any(|byte| !b", \t\"'".contains(byte)) {
        return false;
    }
    let Ok(scheme) = std::str::from_utf8(scheme) else { return false };
    let ends = rest.first().is_none_or(|byte| b" \t,\r\n".contains(byte));
    if ends && is_known_scheme(scheme) {
        return true;
    }
    // An unknown scheme: words, then `name=`.
    let rest = rest.trim_ascii_start();
    let name = rest.iter().take_while(|byte| token(byte)).count();
    let equals = rest[name..].trim_ascii_start().first() == Some(&b'=');
    !scheme.is_empty() && ends && name > 0 && equals && !text.contains(&b'{')
}

/// What stands in brackets where it begins with a letter: programs print fields with one value so.
fn in_brackets(text: &[u8]) -> Option<&[u8]> {
    let inner = text.strip_prefix(b"[")?.strip_suffix(b"]")?;
    inner.first().is_some_and(u8::is_ascii_alphabetic).then_some(inner)
}

/// A text without the quotation marks of a shell around it.
fn unquoted(text: &[u8]) -> &[u8] {
    match text {
        [b'\'', inner @ .., b'\''] | [b'"', inner @ .., b'"'] if !inner.contains(&text[0]) => inner,
        _ => text,
    }
}

#[cfg(test)]
mod tests;
