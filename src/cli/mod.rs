//! The command line: streams, dispatch, exit statuses.

mod args;
mod commands;
mod follow;
mod input;
pub mod json;
pub mod manual;
mod ndjson;
mod output;
mod places;
pub mod text;

use std::ffi::OsString;
use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use anyhow::Context;
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser};

pub use args::Cli;
use output::Output;

/// How a run ended, where nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Every query was answered.
    Found,
    /// Nothing, or not everything, was found.
    NotFound,
    /// Not everything could be read; what could not has been complained of.
    Failed,
}

/// The command as it is parsed, for completions and manual pages.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the program with these arguments, the first being its own name.
///
/// Exit status 0: answered; 1: nothing, or not everything, found; 2: an error, told in one line on
/// standard error. A closed pipe ends the program quietly.
pub fn main(args: impl Iterator<Item = OsString>) -> ExitCode {
    let cli = match parse(args.collect()) {
        Ok(cli) => cli,
        Err(refusal) => return refuse(&refusal),
    };
    let mut output = Output::new(io::stdout(), &cli.global);
    let outcome = commands::run(&cli, &mut output)
        .and_then(|outcome| output.flush().context("standard output").map(|()| outcome));
    match outcome {
        Ok(Outcome::Found) => ExitCode::SUCCESS,
        Ok(Outcome::NotFound) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        Err(fault) if is_closed_pipe(&fault) => ExitCode::SUCCESS,
        Err(fault) => {
            complain(&format!("errcode: {fault:#}"));
            ExitCode::from(2)
        }
    }
}

/// Reads the arguments. What follows a code or words by themselves is read again, as clap leaves it
/// to the subcommand that it takes the first of them for.
fn parse(args: Vec<OsString>) -> Result<Cli, clap::Error> {
    if let Some(cli) = plain(&args) {
        return Ok(cli);
    }
    // Taken apart by the system when the program ends: that alone costs it nothing.
    let mut command = ManuallyDrop::new(Cli::command());
    let cli = Cli::from_arg_matches(&command.try_get_matches_from_mut(&args)?)?;
    if !matches!(cli.command, args::Command::Bare(_)) {
        return Ok(cli);
    }
    match args::Bare::try_parse_from(args) {
        Ok(args::Bare { global, words }) => Ok(Cli { global, command: args::Command::Bare(words) }),
        // The help that lists the commands is of more use than that of no command.
        Err(refusal) if refusal.kind() == ErrorKind::DisplayHelp => {
            Cli::try_parse_from(["errcode", "--help"])
        }
        Err(refusal) => Err(refusal),
    }
}

/// Reads what most runs are, `errcode lookup CODE`: no options, so nothing to decide. All that clap
/// knows of all commands would take longer to set up than the answer.
fn plain(args: &[OsString]) -> Option<Cli> {
    let [_, command, codes @ ..] = args else { return None };
    if codes.is_empty() {
        return None;
    }
    let kind = match command.to_str()? {
        "lookup" => args::Command::Lookup,
        "decode" => args::Command::Decode,
        _ => return None,
    };
    let code = |arg: &OsString| arg.to_str().filter(|arg| !arg.starts_with('-')).map(str::to_owned);
    let codes: Vec<_> = codes.iter().map(code).collect::<Option<_>>()?;
    let command = kind(args::Queries { codes });
    Some(Cli { global: args::Global::default(), command })
}

/// Answers `--help` and `--version`, and refuses arguments that cannot be understood.
fn refuse(refusal: &clap::Error) -> ExitCode {
    if !refusal.use_stderr() {
        // Help holds nothing from outside, so it may keep its colors.
        return match refusal.print() {
            Ok(()) => ExitCode::SUCCESS,
            Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(fault) => {
                complain(&format!("errcode: standard output: {fault}"));
                ExitCode::from(2)
            }
        };
    }
    complain(refusal.render().to_string().trim_end());
    ExitCode::from(2)
}

/// The longest line of a complaint, in characters. An argument of a megabyte is not repeated.
const LONGEST: usize = 300;

/// Writes to standard error what may repeat an argument: nothing in it can steer the terminal.
pub(crate) fn complain(text: &str) {
    let lines = text.lines().map(|line| {
        let cut = line.char_indices().nth(LONGEST).map_or(line, |(at, _)| &line[..at]);
        let more = if cut.len() < line.len() { "…" } else { "" };
        format!("{}{more}\n", text::shown(cut))
    });
    // Where standard error is gone as well, the exit status is all that can be said.
    let _ = io::stderr().write_all(lines.collect::<String>().as_bytes());
}

fn is_closed_pipe(fault: &anyhow::Error) -> bool {
    fault.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::Parser;

    use super::{Cli, plain};

    #[test]
    fn what_is_read_plainly_is_read_as_clap_reads_it() {
        let args = |words: &[&str]| -> Vec<OsString> {
            ["errcode"].iter().chain(words).map(OsString::from).collect()
        };
        for words in [
            &["lookup", "PR400-OD-0001"][..],
            &["lookup", "601", "", "help", "lookup", "x y"],
            &["decode", "0x01010005", "=", "@file"],
        ] {
            let read = plain(&args(words)).map(|cli| format!("{cli:?}"));
            assert_eq!(read, Some(format!("{:?}", Cli::parse_from(args(words)))));
        }
        for words in [
            &["lookup"][..],
            &["lookup", "-"],
            &["lookup", "-1"],
            &["look", "1"],
            &["decode", "1", "--help"],
            &[],
        ] {
            assert!(plain(&args(words)).is_none(), "{words:?}");
        }
    }
}
