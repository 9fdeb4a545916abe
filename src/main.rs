//! The command line: maps a result to an exit status.

fn main() {}
