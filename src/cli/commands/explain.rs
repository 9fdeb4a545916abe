//! `errcode explain`: what does this header, body or response say, and what next?

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::time::SystemTime;

use anyhow::{Context, bail};

use super::super::args::{self, Format, Global};
use super::super::output::Output;
use super::super::{Outcome, json, text};
use crate::explain::{self, Explained};
use crate::response::{self, BodyError};

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
    let code = match asked.headers.as_slice() {
        [only] => only.to_str().filter(|only| is_word(only)),
        _ => None,
    };
    if let Some(explained) = code.and_then(|code| explain::code(code, catalogs)) {
        let listed = explained.errors.iter().any(BodyError::is_known);
        answer(&explained, output)?;
        return Ok(if listed { Outcome::Found } else { Outcome::NotFound });
    }
    let explained = match headers.as_slice() {
        [] | [b"-"] => {
            input = read(asked)?;
            explain::response(&response::read(&input), status, catalogs, now())
        }
        [only] if is_status(only) => {
            let line = [b"HTTP/1.1 ", only.trim_ascii()].concat();
            explain::status_alone(&response::read(&line), catalogs, now())
        }
        [only] if is_response(only) => {
            explain::response(&response::read(only), status, catalogs, now())
        }
        lines => explain::header(lines, status, catalogs),
    };
    answer(&explained, output)?;
    Ok(if explained.is_empty() { Outcome::NotFound } else { Outcome::Found })
}

fn answer(explained: &Explained<'_>, output: &mut Output) -> io::Result<()> {
    match output.format {
        Format::Json => json::explain(output, explained),
        Format::Text => text::explain(output, explained),
    }
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
            if file.is_none() && asked.headers.is_empty() && stdin.is_terminal() {
                bail!("nothing to explain: give a header, or pipe a response into it");
            }
            stdin.lock().read_to_end(&mut input).context("standard input")?;
        }
    }
    Ok(plain(input))
}

/// The text in UTF-8, where a byte order mark says that it is UTF-16, as PowerShell writes files.
fn plain(input: Vec<u8>) -> Vec<u8> {
    let unit: fn([u8; 2]) -> u16 = match input.as_slice() {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return input,
    };
    let units = input[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text: String =
        char::decode_utf16(units).map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    text.into_bytes()
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

/// Whether an argument is one word, as codes are.
fn is_word(text: &str) -> bool {
    let text = text.trim();
    !text.contains(|c: char| c.is_whitespace() || matches!(c, '=' | '{' | '<'))
}

/// Whether an argument is an HTTP status, alone or with its phrase: `404 Not Found`.
fn is_status(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    matches!(text, [b'1'..=b'5', a, b, rest @ ..]
        if a.is_ascii_digit()
            && b.is_ascii_digit()
            && rest.iter().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'-' | b'\'')))
        && matches!(text.get(3), None | Some(b' '))
}

/// Whether one argument is a response or a body, and not a field line.
fn is_response(text: &[u8]) -> bool {
    let start = text.trim_ascii_start();
    let is_body = matches!(start.first(), Some(b'{' | b'[' | b'<'));
    let form = || response::read(text).form;
    let is_fields = || {
        let response = response::read(text);
        let challenges = response.challenge_lines().len();
        response.form == response::Form::Fields && (text.contains(&b'\n') || challenges == 0)
    };
    match form() {
        response::Form::Messages | response::Form::Redirect => true,
        // `[Bearer realm="a"]`
        response::Form::Challenge if is_body => false,
        _ => is_body || is_fields(),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn utf_16_is_read_where_a_byte_order_mark_tells() {
        let text = "HTTP/1.1 401 Ü\u{1f375}\r\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little = [0xff, 0xfe].into_iter().chain(units.iter().flat_map(|it| it.to_le_bytes()));
        let big = [0xfe, 0xff].into_iter().chain(units.iter().flat_map(|it| it.to_be_bytes()));
        assert_eq!(plain(little.collect()), text.as_bytes());
        assert_eq!(plain(big.collect()), text.as_bytes());
        assert_eq!(plain(vec![0xff, 0xfe, 0x00]), b"");
        assert_eq!(plain(vec![0xff, 0xfe, 0x00, 0xd8]), "\u{fffd}".as_bytes());
        assert_eq!(plain(text.into()), text.as_bytes());
    }
}
