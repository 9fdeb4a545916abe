//! The manual pages: one of the program and one a command, made from the arguments' own help.

use std::io;

use super::command;

/// Every page: the name of its file, and its roff text.
///
/// # Errors
/// None in practice: the pages are rendered into memory.
pub fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut command = command().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    add(&command, "errcode", &mut pages)?;
    Ok(pages)
}

/// The page of a command, and those of the commands below it: `errcode-catalogs-check.1`.
fn add(command: &clap::Command, path: &str, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    let name = path.replace(' ', "-");
    let titled = command.clone().name(name.clone()).bin_name(path.to_owned());
    pages.push((format!("{name}.1"), page(&titled)?));
    for sub in command.get_subcommands() {
        add(sub, &format!("{path} {}", sub.get_name()), pages)?;
    }
    Ok(())
}

fn page(command: &clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}
