//! What can be typed. No work is done here.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::catalog::ImportFormat;
use crate::export::FORMATS;
use crate::status::StatusSet;

/// Look up, decode, search and explain API error codes, and find them in logs. Offline.
#[derive(Debug, Parser)]
#[command(
    name = "errcode",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "Examples:
  errcode lookup PR400-OD-0001
  errcode decode 0x01010005
  errcode search token expired
  curl -si https://api.example.com/ | errcode explain
  tail -f app.log | errcode scan
  errcode list --status 404
  errcode PR400-OD-0001               # a code alone is looked up, words are searched

More of them, and all options: errcode lookup --help, errcode scan --help, and so on.
Exit status: 0 answered, 1 nothing (or not everything) found, 2 error."
)]
pub struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// A code, a header or words by themselves, with the options that every command takes, wherever they
/// stand: the subcommand that stands for anything would take them for words.
#[derive(Debug, Parser)]
#[command(name = "errcode", version, max_term_width = 100)]
pub(crate) struct Bare {
    #[command(flatten)]
    pub(crate) global: Global,
    /// A code, a header or words: `errcode --help` lists the commands
    #[arg(required = true, value_name = "CODE|WORD", allow_negative_numbers = true)]
    pub(crate) words: Vec<OsString>,
}

/// What every command takes.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// Only this catalog; may be given several times (`errcode catalogs` lists the ids)
    #[arg(long, value_name = "ID", global = true)]
    pub(crate) catalog: Vec<String>,
    /// A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may
    /// be given several times
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) catalog_file: Vec<PathBuf>,
    /// Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas
    #[arg(long, value_name = "STATUS", global = true)]
    pub(crate) status: Option<StatusSet>,
    /// How to answer
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", global = true)]
    pub(crate) format: Format,
    /// When to color; `NO_COLOR` is honored
    #[arg(long, value_enum, default_value_t, value_name = "WHEN", global = true)]
    pub(crate) color: Color,
    /// Columns to fit the answer into [default: the terminal's, else 80]
    #[arg(long, value_name = "COLUMNS", value_parser = width, global = true)]
    pub(crate) width: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// Text that people read
    #[default]
    Text,
    /// JSON that programs read, with stable keys
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Color {
    /// Where the output is a terminal
    #[default]
    Auto,
    /// Into files and pipes, too
    Always,
    /// Nowhere
    Never,
}

fn width(text: &str) -> Result<usize, String> {
    let columns = text.parse().ok().filter(|columns| (1..=10_000).contains(columns));
    columns.ok_or_else(|| "expected a number of columns from 1 to 10000".to_owned())
}

// Only the arguments of the command that is typed are built.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    /// What does this code mean? Any spelling, any catalog
    #[command(after_help = "Examples:
  errcode lookup PR400-OD-0001
  errcode lookup 0x01010005 16842757 services.storage.import_failed
  errcode lookup USER_NOT_EXIST --format json
  cut -d' ' -f3 codes.txt | errcode lookup -")]
    Lookup(Queries),
    /// What is a code made of? Parts, equivalent forms, neighbours; listed or not
    #[command(after_help = "Examples:
  errcode decode 0x01010005
  errcode decode -2147483648
  errcode decode services.storage     # all errors that begin so
  errcode decode PR404-OD")]
    Decode(Queries),
    /// Which error says something like this? Words, however typed, or a pasted message
    #[command(after_help = "Examples:
  errcode search token expired
  errcode search refesh tokn               # mistyped words are corrected
  errcode search '[Name] is required.'     # a message with its values filled in
  errcode search storage no_routing --catalog kuzzle --limit 3")]
    Search(Search),
    /// What does this WWW-Authenticate header, error body or HTTP response say, and what next?
    #[command(after_help = "Examples:
  errcode explain 'Bearer error=\"insufficient_scope\", scope=\"calendar\"' --status 403
  errcode explain '{\"code\":\"INVALID_PARAMETER\",\"description\":\"…\"}'
  curl -si https://api.example.com/ | errcode explain
  curl -sv https://api.example.com/ 2>&1 | errcode explain
  errcode explain --file response.txt --format json

The status of a response stands in it; beside a header alone, --status says it.")]
    Explain(Explain),
    /// Which codes are in this log? Annotate, extract, count
    #[command(after_help = "Examples:
  tail -f app.log | errcode scan
  errcode scan --matches --context 2 app.log
  errcode scan --only-matching app.log | sort | uniq -c
  errcode scan --format json app.log.gz
  errcode scan --messages app.log
  errcode scan --summary --recursive /var/log/app
  errcode scan --follow --status 5xx app.log
  errcode scan --merge monday.json tuesday.json
  ls logs/*.gz | parallel -k errcode scan -s --format json --exit-zero {} | errcode scan --merge -

Exit status: 0 found, 1 nothing found, 2 error.")]
    Scan(Scan),
    /// All errors, filtered by catalog, status or group
    #[command(after_help = "Examples:
  errcode list --status 404
  errcode list --catalog kuzzle --group services.storage
  errcode list --status 4xx,503 --format json")]
    List(List),
    /// Which catalogs there are, and where from; check, start and import your own
    #[command(
        disable_help_subcommand = true,
        after_help = "Examples:
  errcode catalogs
  errcode catalogs check shop.json
  errcode catalogs new > shop.json
  errcode catalogs import codes.csv > shop.json

Your own catalogs are found in the files and folders of $ERRCODE_PATH, and in the folder
errcode/catalogs of your configuration (~/.config/errcode/catalogs)."
    )]
    Catalogs {
        #[command(subcommand)]
        command: Option<Catalogs>,
    },
    /// The catalogs in the formats that other tools load; without a format: which there are
    #[command(after_help = "Examples:
  errcode export
  errcode export csv --catalog kuzzle > codes.csv
  errcode export html --output errors.html
  errcode export vector --output /etc/vector/errcode
  errcode export vector --part errcode.csv")]
    Export(Export),
    /// Print the completions of a shell
    #[command(after_help = "Examples:
  errcode completions bash > ~/.local/share/bash-completion/completions/errcode
  errcode completions zsh > \"${fpath[1]}/_errcode\"
  errcode completions fish > ~/.config/fish/completions/errcode.fish")]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, of the program or of one command
    #[command(after_help = "Examples:
  errcode man | man -l -
  errcode man lookup | man -l -")]
    Man {
        /// Of this command
        command: Option<String>,
    },
    /// A code, or words, by themselves
    #[command(external_subcommand)]
    Bare(Vec<OsString>),
}

#[derive(Debug, Args)]
pub(crate) struct Queries {
    /// Codes, names or numbers; `-` reads them from standard input, one a line
    #[arg(required = true, value_name = "CODE", allow_negative_numbers = true)]
    pub(crate) codes: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Catalogs {
    /// Which catalogs there are: edition, source, entries, where from and what changes them
    #[command(after_help = "Examples:
  errcode catalogs list
  errcode catalogs list --format json")]
    List,
    /// Everything that is wrong with catalog files, with line and column; runs their examples
    #[command(after_help = "Examples:
  errcode catalogs check shop.json
  errcode catalogs check ~/.config/errcode/catalogs/*.json

Exit status: 0 nothing is wrong, 2 something is. Warnings leave it at 0.")]
    Check {
        /// Catalog files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print a catalog to start from, with a word on every field
    #[command(after_help = "Examples:
  errcode catalogs new > shop.json
  errcode catalogs new --patches kuzzle > our-kuzzle.json")]
    New {
        /// A file that adds to this catalog or changes it, instead of one of its own
        #[arg(long, value_name = "ID")]
        patches: Option<String>,
    },
    /// Make a catalog from what you have: tables, message files, manifests, API descriptions
    #[command(after_help = "Examples:
  errcode catalogs import codes.csv --title 'Our shop' > shop.json
  errcode catalogs import Messages.properties --strip com.acme.error. > acme.json
  errcode catalogs import manifest.json --plugin-code 42 > plugin.json
  errcode catalogs import --from openapi api.yaml > api-errors.json

What could not be taken is listed on standard error, by line.")]
    Import(Import),
    /// Print the JSON Schema of catalog files, for editors
    #[command(after_help = "Examples:
  errcode catalogs schema > catalog.schema.json")]
    Schema,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// What it is [default: as its name tells]
    #[arg(long, value_name = "FORMAT", value_parser = import_format())]
    pub(crate) from: Option<String>,
    /// The id of the catalog [default: from the name of the file]
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// The name of the system
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// The edition that is catalogued
    #[arg(long, value_name = "TEXT")]
    pub(crate) edition: Option<String>,
    /// Leave this out at the start of every key
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) strip: String,
    /// Which column of a table holds a field: `code=Fehlernummer`; may be given several times
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = column)]
    pub(crate) column: Vec<(String, String)>,
    /// The number of a Kuzzle plug-in in the configuration of the server
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) plugin_code: u8,
}

fn import_format() -> PossibleValuesParser {
    PossibleValuesParser::new(ImportFormat::ALL.iter().map(|(name, _)| *name))
}

fn column(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').ok_or("expected FIELD=COLUMN, such as code=Number")?;
    Ok((pair.0.to_owned(), pair.1.to_owned()))
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// In this format
    #[arg(id = "export_format", value_name = "FORMAT", value_parser = export_format())]
    pub(crate) format: Option<String>,
    /// Into this file, or this folder for a format of several files [default: standard output]
    #[arg(long, short, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// Only this file of a format of several files
    #[arg(long, value_name = "NAME", requires = "export_format")]
    pub(crate) part: Option<String>,
}

fn export_format() -> PossibleValuesParser {
    let formats = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(formats)
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words of the error, parts of its code or name, or the message as it was logged
    #[arg(required = true, value_name = "WORD")]
    pub(crate) words: Vec<String>,
    /// At most this many entries [default: 10, fewer where the rest answers much worse]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) limit: Option<u16>,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Field lines with or without the field's name, or one response; `-` or none: standard input
    #[arg(value_name = "HEADER")]
    pub(crate) headers: Vec<OsString>,
    /// Read the response from this file; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "headers")]
    pub(crate) file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only errors of this group: OD, services.storage, "User management"
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// Files to read, compressed ones (gzip, zstd, bzip2, xz) too; `-` or none: standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Explain a code below its line: when it is new, every time, or not at all
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) annotate: Annotate,
    /// Print only lines with findings
    #[arg(long, short = 'm')]
    pub(crate) matches: bool,
    /// Print so many lines before and after those with findings as well
    #[arg(long, short = 'C', value_name = "N", value_parser = clap::value_parser!(u16).range(..=1000))]
    pub(crate) context: Option<u16>,
    /// So many before them
    #[arg(long, short = 'B', value_name = "N", value_parser = clap::value_parser!(u16).range(..=1000))]
    pub(crate) before_context: Option<u16>,
    /// So many after them
    #[arg(long, short = 'A', value_name = "N", value_parser = clap::value_parser!(u16).range(..=1000))]
    pub(crate) after_context: Option<u16>,
    /// Print the codes alone, one a line
    #[arg(long, short = 'o', group = "kind")]
    pub(crate) only_matching: bool,
    /// Print how many lines have findings
    #[arg(long, short = 'c', group = "kind")]
    pub(crate) count: bool,
    /// Print nothing; the exit status tells: 0 at the first finding
    #[arg(long, short = 'q', group = "kind")]
    pub(crate) quiet: bool,
    /// Print what was found in all: how often, where, when
    #[arg(long, short = 's', group = "kind")]
    pub(crate) summary: bool,
    /// Add up the summaries in these files (`--summary --format json`)
    #[arg(long, group = "kind", conflicts_with_all = ["follow", "recursive"])]
    pub(crate) merge: bool,
    /// Print one line for each line read: a JSON array of its findings
    #[arg(long, group = "kind")]
    pub(crate) row_per_line: bool,
    /// Find messages without their codes too, and the values they were filled with
    #[arg(long, short = 'M')]
    pub(crate) messages: bool,
    /// Report findings of this confidence and above
    #[arg(long, value_enum, default_value_t, value_name = "CONFIDENCE")]
    pub(crate) confidence: Confidence,
    /// Read folders and all that is in them
    #[arg(long, short = 'r')]
    pub(crate) recursive: bool,
    /// Wait for more at the end of all files at once, across rotation, truncation and absence
    #[arg(long, short = 'F', conflicts_with = "recursive")]
    pub(crate) follow: bool,
    /// Print line numbers: `:` behind those with findings, `-` behind others
    #[arg(long, short = 'n', overrides_with = "no_line_number")]
    pub(crate) line_number: bool,
    /// Print no line numbers: null in JSON
    #[arg(long, overrides_with = "line_number")]
    pub(crate) no_line_number: bool,
    /// Exit with 0 where nothing is found, too
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// Print bytes that are no UTF-8 as U+FFFD
    #[arg(long)]
    pub(crate) utf8: bool,
    /// Accepted: output is always flushed when no more input is in sight
    #[arg(long)]
    pub(crate) line_buffered: bool,
    /// How many threads read a file [default: one a core]
    #[arg(long, short = 'j', value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Annotate {
    /// Where the last lines did not have it
    #[default]
    First,
    /// Every time
    All,
    /// Not at all
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Confidence {
    /// Whatever looks like a code
    Possible,
    /// Where what stands around it fits
    #[default]
    Likely,
    /// Where nothing else looks like it
    Certain,
}

impl From<Confidence> for crate::scan::Confidence {
    fn from(confidence: Confidence) -> Self {
        match confidence {
            Confidence::Possible => Self::Possible,
            Confidence::Likely => Self::Likely,
            Confidence::Certain => Self::Certain,
        }
    }
}
