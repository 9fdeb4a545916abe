//! A page a command, from the arguments' own help: what `docs/commands/` holds.

use std::fmt::Write;
use std::path::Path;

use clap::{Arg, Command};

/// The heading of the options that every command has; they are told on the program's page alone.
const SHARED: &str = "Options of every command";

/// Every page: the name of its file, and its Markdown.
pub(crate) fn pages(root: &Path) -> Vec<(String, String)> {
    let mut command = errcode::cli::command().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    add(&command, "errcode", root, &mut pages);
    pages
}

fn add(command: &Command, path: &str, root: &Path, pages: &mut Vec<(String, String)>) {
    pages.push((format!("{}.md", path.replace(' ', "-")), page(command, path, root)));
    for sub in command.get_subcommands() {
        add(sub, &format!("{path} {}", sub.get_name()), root, pages);
    }
}

fn page(command: &Command, path: &str, root: &Path) -> String {
    let mut out = String::new();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    writeln!(out, "<!-- Made from the program's help: RENEW=1 cargo test --test generated -->")
        .unwrap();
    writeln!(out, "# {path}\n\n{about}.\n", about = about.trim_end_matches(['.', '?'])).unwrap();
    let usage = command.clone().bin_name(path).render_usage().to_string();
    writeln!(out, "```text\n{}\n```", usage.trim_start_matches("Usage: ")).unwrap();

    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (examples, rest) = help.split_once("\n\n").unwrap_or((&help, ""));
    let examples = examples.strip_prefix("Examples:\n").expect("help ends with examples");
    let examples: Vec<_> = examples.lines().map(|line| line.trim_start()).collect();
    writeln!(out, "\n## Examples\n\n```sh\n{}\n```", examples.join("\n")).unwrap();
    if !rest.is_empty() {
        writeln!(out, "\n{rest}").unwrap();
    }

    let commands: Vec<_> = command.get_subcommands().collect();
    if !commands.is_empty() {
        writeln!(out, "\n## Commands\n\n| command | what it answers |\n|---|---|").unwrap();
        for sub in commands {
            let file = format!("{} {}", path, sub.get_name()).replace(' ', "-");
            let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
            writeln!(out, "| [{}]({file}.md) | {} |", sub.get_name(), escaped(&about)).unwrap();
        }
    }
    let shown =
        |arg: &&Arg| !arg.is_hide_set() && !matches!(arg.get_id().as_str(), "help" | "version");
    let arguments: Vec<_> = command.get_positionals().filter(shown).collect();
    table(&mut out, "Arguments", &arguments);
    let (shared, own): (Vec<_>, Vec<_>) = command
        .get_opts()
        .chain(command.get_arguments().filter(|arg| is_flag(arg)))
        .filter(shown)
        .partition(|arg| arg.get_help_heading() == Some(SHARED));
    let own: Vec<_> = command.get_arguments().filter(|arg| own.contains(arg)).collect();
    table(&mut out, "Options", &own);
    if path == "errcode" {
        table(&mut out, SHARED, &shared);
    } else {
        let anchor = SHARED.to_lowercase().replace(' ', "-");
        writeln!(out, "\n[{SHARED}](errcode.md#{anchor}) work here too.").unwrap();
    }
    let answers = schemas(command, path, root);
    if !answers.is_empty() {
        writeln!(out, "\nWith `--format json`: {}.", answers.join(", ")).unwrap();
    }
    out
}

fn is_flag(arg: &Arg) -> bool {
    !arg.is_positional() && !arg.get_action().takes_values()
}

/// One row an argument.
fn table(out: &mut String, heading: &str, arguments: &[&Arg]) {
    if arguments.is_empty() {
        return;
    }
    writeln!(out, "\n## {heading}\n\n| | |\n|---|---|").unwrap();
    for arg in arguments {
        let names: Vec<_> =
            arg.get_value_names().into_iter().flatten().map(|name| name.as_str()).collect();
        let value = if arg.get_action().takes_values() { names.join(" ") } else { String::new() };
        let short = arg.get_short().map(|short| format!("-{short}"));
        let long = arg.get_long().map(|long| format!("--{long}"));
        let mut forms: Vec<_> = [short, long].into_iter().flatten().collect();
        match forms.last_mut() {
            Some(last) if !value.is_empty() => write!(last, " {value}").unwrap(),
            Some(_) => {}
            None => forms.push(value),
        }
        let forms: Vec<_> =
            forms.iter().map(|form| format!("`{}`", form.replace('|', "\\|"))).collect();
        let mut help = escaped(&arg.get_help().map(ToString::to_string).unwrap_or_default());
        for value in arg.get_possible_values().iter().filter(|_| !is_flag(arg)) {
            let about = value.get_help().map(|help| format!(": {}", lower(&help.to_string())));
            write!(help, "<br>`{}`{}", value.get_name(), escaped(&about.unwrap_or_default()))
                .unwrap();
        }
        let defaults: Vec<_> =
            arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if arg.get_action().takes_values() && defaults.iter().any(|value| !value.is_empty()) {
            write!(help, "<br>Without it: `{}`", defaults.join(" ")).unwrap();
        }
        writeln!(out, "| {} | {help} |", forms.join(", ")).unwrap();
    }
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    let (first, second) = (chars.next(), chars.clone().next());
    // JSON stays what it is.
    match first {
        Some(first) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}

/// Links to the schemas of a command's answers.
fn schemas(command: &Command, path: &str, root: &Path) -> Vec<String> {
    let Some(name) = path.strip_prefix("errcode ").map(|path| path.replace(' ', "-")) else {
        return Vec::new();
    };
    let subs: Vec<_> =
        command.get_subcommands().map(|sub| format!("{name}-{}", sub.get_name())).collect();
    let files = std::fs::read_dir(root.join("docs/schema")).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> =
        files.filter_map(|file| file.strip_suffix(".schema.json").map(str::to_owned)).collect();
    names.retain(|schema| {
        *schema == name || (schema.starts_with(&format!("{name}-")) && !subs.contains(schema))
    });
    names.sort();
    names.iter().map(|name| format!("[{name}](../schema/{name}.schema.json)")).collect()
}
