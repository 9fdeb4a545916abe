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
    answer(parse(args.collect()))
}

/// Runs the program as it was asked to, or says why it cannot be.
pub fn answer(asked: Result<Cli, clap::Error>) -> ExitCode {
    let cli = match asked {
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

/// The commands that are read by clap alone.
const OTHERS: [&str; 8] =
    ["explain", "scan", "list", "catalogs", "export", "completions", "man", "help"];

/// Reads what most runs are, `errcode lookup CODE`, `errcode search WORDS` and `errcode CODE`: no
/// options, so nothing to decide. All that clap knows of all commands would take longer to set up
/// than the answer.
fn plain(args: &[OsString]) -> Option<Cli> {
    let words = args.get(1..).filter(|words| !words.is_empty())?;
    if words.iter().any(|word| word.as_encoded_bytes().starts_with(b"-")) {
        return None;
    }
    let texts = || -> Option<Vec<String>> {
        words[1..].iter().map(|word| word.to_str().map(str::to_owned)).collect()
    };
    let command = match words[0].to_str() {
        Some("lookup" | "decode" | "search") if words.len() == 1 => return None,
        Some("lookup") => args::Command::Lookup(args::Queries { codes: texts()? }),
        Some("decode") => args::Command::Decode(args::Queries { codes: texts()? }),
        Some("search") => args::Command::Search(args::Search { words: texts()?, limit: None }),
        Some(other) if OTHERS.contains(&other) => return None,
        _ => args::Command::Bare(words.to_vec()),
    };
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
    let text = refusal.render().to_string();
    match refusal.kind() {
        // The help itself, where nothing was typed.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => complain(text.trim_end()),
        _ => complain(&format!("errcode: {}", one_line(&text))),
    }
    ExitCode::from(2)
}

/// What clap says of arguments, on one line like every other error: what is wrong, what there is
/// instead, and its tips.
fn one_line(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.take_while(|line| {
        !line.starts_with("Usage: ") && !line.starts_with("For more information")
    });
    let lines = lines.map(|line| match line.strip_prefix("tip: ") {
        Some(tip) => format!("({tip})"),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join(" ")
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

    use super::{Cli, OTHERS, command, one_line, parse, plain};

    fn args(words: &[&str]) -> Vec<OsString> {
        ["errcode"].iter().chain(words).map(OsString::from).collect()
    }

    #[test]
    fn what_is_read_plainly_is_read_as_clap_reads_it() {
        // An option with its default has clap read the rest.
        let by_clap = |words: &[&str]| {
            let words = [words, &["--color", "auto"]].concat();
            parse(args(&words)).map(|cli| format!("{cli:?}")).map_err(|fault| fault.to_string())
        };
        for words in [
            &["lookup", "PR400-OD-0001"][..],
            &["lookup", "601", "", "help", "lookup", "x y"],
            &["decode", "0x01010005", "=", "@file"],
            &["search", "token", "expired"],
            &["search", "search"],
            &["search", "[Name] is required.", "", "x=1"],
            &["PR400-OD-0001"],
            &["token", "expired", "lookup"],
            &["", "x"],
            &["Lookup"],
        ] {
            let read = plain(&args(words)).map(|cli: Cli| format!("{cli:?}"));
            assert_eq!(read, by_clap(words).ok(), "{words:?}");
        }
        let left: [&[&str]; 9] = [
            &[],
            &["lookup"],
            &["search"],
            &["search", "--limit", "3", "x"],
            &["lookup", "-"],
            &["lookup", "-1"],
            &["-1"],
            &["x", "--help"],
            &["list"],
        ];
        for words in left {
            assert!(plain(&args(words)).is_none(), "{words:?}");
        }
    }

    #[test]
    fn a_refusal_is_one_line() {
        for (words, line) in [
            (
                &["lookup", "--nonsense"][..],
                "unexpected argument '--nonsense' found (to pass '--nonsense' as a value, use '-- --nonsense')",
            ),
            (
                &["scan", "--confidence", "hih"],
                "invalid value 'hih' for '--confidence <CONFIDENCE>' [possible values: possible, likely, certain]",
            ),
            (&["scan", "-c", "-q"], "the argument '--count' cannot be used with '--quiet'"),
            (&["search"], "the following required arguments were not provided: <WORD>..."),
            (
                &["search", "x", "--limit", "0"],
                "invalid value '0' for '--limit <COUNT>': 0 is not in 1..=65535",
            ),
            (
                &["scan", "--format"],
                "a value is required for '--format <FORMAT>' but none was supplied [possible values: text, json]",
            ),
        ] {
            let refusal = parse(args(words)).unwrap_err();
            assert_eq!(one_line(&refusal.render().to_string()), line, "{words:?}");
        }
    }

    #[test]
    fn every_command_is_told_from_a_code() {
        let mut command = command();
        command.build();
        for known in command.get_subcommands().map(|known| known.get_name()) {
            let told = OTHERS.contains(&known) || matches!(known, "lookup" | "decode" | "search");
            assert!(told, "{known}");
        }
    }
}
