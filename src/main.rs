//! The program: maps how a run ended to an exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    errcode::cli::main(std::env::args_os())
}
