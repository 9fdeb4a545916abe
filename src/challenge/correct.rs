//! The field as it should have been written.

use super::tokens::{TEXT, is, is_token, is_token68};
use super::{Challenge, Form, Param, Reading};

/// Field values that are valid and read the same, one a line; the given lines, without a field
/// name, if they are valid; `None` if no valid field can say it.
pub(super) fn corrected<L: AsRef<[u8]>>(reading: &Reading, given: &[L]) -> Option<Vec<String>> {
    if reading.valid
        && let Some(lines) = given.iter().map(|line| as_given(line.as_ref())).collect()
    {
        return Some(lines);
    }
    if reading.challenges.is_empty() || reading.challenges_left_out > 0 {
        return None;
    }
    let mut lines: Vec<(usize, String)> = Vec::new();
    for challenge in &reading.challenges {
        let number = challenge.at.line;
        match lines.last_mut().filter(|(last, _)| *last == number) {
            Some((_, line)) => {
                line.push_str(", ");
                write(line, challenge)?;
            }
            None => {
                let mut line = String::new();
                write(&mut line, challenge)?;
                lines.push((number, line));
            }
        }
    }
    Some(lines.into_iter().map(|(_, line)| line).collect())
}

/// The value of a valid line as it was given; `None` if it is not UTF-8.
fn as_given(line: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(line).ok()?;
    let value = match super::line::name_end(line) {
        Some(end) => text[end..].trim_start_matches([' ', '\t']),
        None => text,
    };
    Some(value.to_owned())
}

/// Appends one challenge; `None` if the grammar has no way to write it.
fn write(line: &mut String, challenge: &Challenge) -> Option<()> {
    if !challenge.bare.is_empty() || !is_token(challenge.scheme.as_bytes()) {
        return None;
    }
    line.push_str(&challenge.scheme);
    if let Some(token68) = &challenge.token68 {
        if !challenge.params.is_empty() || !is_token68(token68.as_bytes()) {
            return None;
        }
        line.push(' ');
        line.push_str(token68);
    }
    for (at, param) in challenge.params.iter().enumerate() {
        line.push_str(if at == 0 { " " } else { ", " });
        write_param(line, param)?;
    }
    Some(())
}

fn write_param(line: &mut String, param: &Param) -> Option<()> {
    let writable = param.value.bytes().all(|byte| is(byte, TEXT));
    if !writable || !is_token(param.name.as_bytes()) {
        return None;
    }
    line.push_str(&param.name);
    line.push('=');
    let realm = param.name.eq_ignore_ascii_case("realm");
    if param.form == Form::Token && !realm && is_token(param.value.as_bytes()) {
        line.push_str(&param.value);
        return Some(());
    }
    line.push('"');
    for character in param.value.chars() {
        if matches!(character, '"' | '\\') {
            line.push('\\');
        }
        line.push(character);
    }
    line.push('"');
    Some(())
}
