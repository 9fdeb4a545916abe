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
    let mut pages = vec![("errcode.1".to_owned(), page(&command)?)];
    for sub in command.get_subcommands() {
        let name = format!("errcode-{}", sub.get_name());
        pages.push((
            format!("{name}.1"),
            page(&sub.clone().name(name).bin_name(format!("errcode {}", sub.get_name())))?,
        ));
    }
    Ok(pages)
}

fn page(command: &clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}
