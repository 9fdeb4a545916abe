//! `errcode explain`: what does this header, body or response say, and what next?

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::time::SystemTime;

use anyhow::{Context, bail};

use super::super::args::{self, Format, Global};
use super::super::output::Output;
use super::super::{Outcome, json, text};
use crate::explain::{self, Explained};
use crate::response;

pub(crate) fn run(
    asked: &args::Explain,
    global: &Global,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    let catalogs = super::catalogs(global)?;
    let status = match &global.status {
        Some(set) => Some(set.only().context("--status: expected the status of the response")?),
        None => None,
    };
    let headers: Vec<&[u8]> = asked.headers.iter().map(|it| it.as_encoded_bytes()).collect();
    let input;
    let explained = match headers.as_slice() {
        [] => {
            input = read(asked)?;
            explain::response(&response::read(&input), status, catalogs, now())
        }
        [only] if is_response(only) => {
            explain::response(&response::read(only), status, catalogs, now())
        }
        lines => explain::header(lines, status, catalogs),
    };
    answer(&explained, output)
}

fn answer(explained: &Explained<'_>, output: &mut Output) -> anyhow::Result<Outcome> {
    match output.format {
        Format::Json => json::explain(output, explained)?,
        Format::Text => text::explain(output, explained)?,
    }
    Ok(if explained.is_empty() { Outcome::NotFound } else { Outcome::Found })
}

/// The seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// The file or standard input, whole.
fn read(asked: &args::Explain) -> anyhow::Result<Vec<u8>> {
    let mut input = Vec::new();
    match &asked.file {
        Some(path) if path.as_os_str() != "-" => {
            let mut file = File::open(path).with_context(|| path.display().to_string())?;
            file.read_to_end(&mut input).with_context(|| path.display().to_string())?;
        }
        file => {
            let stdin = io::stdin();
            if file.is_none() && stdin.is_terminal() {
                bail!("nothing to explain: give a header, or pipe a response into it");
            }
            stdin.lock().read_to_end(&mut input).context("standard input")?;
        }
    }
    Ok(input)
}

/// Whether an argument without a command is beyond doubt something to explain: a response, a
/// redirect, or a header that has parameters or the field's name in front.
pub(crate) fn is_answer(text: &str) -> bool {
    match response::read(text.as_bytes()).form {
        response::Form::Messages | response::Form::Fields | response::Form::Redirect => true,
        response::Form::Challenge => text.contains('='),
        response::Form::Empty | response::Form::Body => text.trim_start().starts_with('{'),
    }
}

/// Whether one argument is a response or a body, and not a field line.
fn is_response(text: &[u8]) -> bool {
    let start = text.trim_ascii_start();
    let is_body = matches!(start.first(), Some(b'{' | b'[' | b'<'));
    let form = || response::read(text).form;
    is_body
        || matches!(form(), response::Form::Messages | response::Form::Redirect)
        || (text.contains(&b'\n') && matches!(form(), response::Form::Fields))
}
