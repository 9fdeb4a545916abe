//! The challenges of WWW-Authenticate and Proxy-Authenticate fields (RFC 9110, 11.2 to 11.7).
//!
//! [`read`] recovers and diagnoses at once: it returns the best reading of whatever was sent, every
//! fault with its place, and the field as it should have been written.
//!
//! ```
//! let reading = errcode::challenge::read(&["Bearer realm=\"api\" error=invalid_token"]);
//! assert!(!reading.valid);
//! assert_eq!(reading.challenges[0].value("error"), Some("invalid_token"));
//! assert_eq!(reading.problems[0].rule, "missing-comma");
//! let corrected = reading.corrected.expect("the reading can be written");
//! assert_eq!(corrected, ["Bearer realm=\"api\", error=invalid_token"]);
//! ```

pub(crate) mod base64;
mod correct;
pub mod facts;
mod judge;
mod line;
mod lints;
mod meaning;
mod parse;
mod payload;
mod phrase;
mod problem;
mod schemes;
mod situation;
mod tokens;
mod value;

use std::fmt;

pub(crate) use meaning::named_error;
pub use meaning::{
    BodyMeaning, Context, Explanation, Meaning, ParamMeaning, body_meaning, explain,
};
pub(crate) use phrase::listed;
pub use problem::{Place, Problem, RULES, Rule, Severity, rule};
pub use schemes::is_known_scheme;

/// How many challenges, parameters and stray texts of one reading are kept. Validity and the first
/// [`MOST_PROBLEMS`] problems are right beyond it.
pub const MOST_KEPT: usize = 10_000;

/// How many problems are kept.
pub const MOST_PROBLEMS: usize = 1_000;

/// What the field lines say, what is wrong with them, and how they should be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Every field line follows the grammar of RFC 9110, and there is a challenge in them, if there
    /// are lines.
    pub valid: bool,
    /// The challenges in the order of the lines, as well as they can be told.
    pub challenges: Vec<Challenge>,
    /// The faults in the order of their places.
    pub problems: Vec<Problem>,
    /// Valid field values, without a field name, that read the same; the lines as given if they are
    /// valid. `None` if no valid field says what this one does.
    pub corrected: Option<Vec<String>>,
    /// The field names in front of the lines, one a line; `None` where there was only a value.
    pub fields: Vec<Option<FieldName>>,
    /// Challenges, parameters and stray texts beyond [`MOST_KEPT`].
    pub challenges_left_out: usize,
    /// Problems beyond [`MOST_PROBLEMS`].
    pub problems_left_out: usize,
}

impl Reading {
    /// The corrected lines as one field value (RFC 9110, 5.3), behind the field's name if the first
    /// line has one. `None` if there is no correction, or no line.
    pub fn corrected_field(&self) -> Option<String> {
        let lines = self.corrected.as_ref().filter(|lines| !lines.is_empty())?;
        let value = lines.join(", ");
        Some(match self.fields.first() {
            Some(Some(name)) => format!("{}: {value}", name.as_str()),
            _ => value,
        })
    }

    /// Whether a proxy asks: some line is a Proxy-Authenticate field (RFC 9110, 11.7.1).
    pub fn is_from_proxy(&self) -> bool {
        self.fields.contains(&Some(FieldName::ProxyAuthenticate))
    }
}

/// One scheme with its parameters (RFC 9110, 11.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme as written; compare without regard to case.
    pub scheme: String,
    /// The token68 behind the scheme, as written.
    pub token68: Option<String>,
    /// The parameters in order, repeated names included.
    pub params: Vec<Param>,
    /// Words and quoted strings that have no name; the grammar knows no such thing, old servers do.
    pub bare: Vec<String>,
    /// From the scheme to the last thing that belongs to it.
    pub at: Place,
    /// Where the scheme stands.
    pub scheme_at: Place,
    /// Where the token68 stands; meaningless without one.
    pub token68_at: Place,
}

impl Challenge {
    /// Whether this is the scheme `name`, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(name)
    }

    /// The value of the first parameter `name`, in any case.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.param(name).map(|param| param.value.as_str())
    }

    /// The first parameter `name`, in any case.
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().find(|param| param.name.eq_ignore_ascii_case(name))
    }
}

/// One parameter of a challenge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Param {
    /// The name as written; compare without regard to case.
    pub name: String,
    /// The value without quotes and backslashes.
    pub value: String,
    /// How the value was written.
    pub form: Form,
    /// From the name to the end of the value.
    pub at: Place,
    /// The value as written, quotes included.
    pub value_at: Place,
}

/// How a value was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// As a token: `a=b`.
    #[default]
    Token,
    /// In quotation marks: `a="b"`.
    Quoted,
    /// In a way that the grammar does not allow.
    Broken,
}

/// The field whose value a line is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FieldName {
    /// The origin server asks (RFC 9110, 11.6.1).
    WwwAuthenticate,
    /// The proxy asks (RFC 9110, 11.7.1).
    ProxyAuthenticate,
    /// WWW-Authenticate under a name that a gateway gave it, such as
    /// `x-amzn-Remapped-WWW-Authenticate`; as written.
    Renamed(String),
}

impl FieldName {
    /// The field named so, in any case; `None` if it carries no challenges.
    pub fn new(name: &[u8]) -> Option<FieldName> {
        const ORIGIN: &[u8] = b"www-authenticate";
        const PROXY: &[u8] = b"proxy-authenticate";
        if name.eq_ignore_ascii_case(ORIGIN) {
            return Some(FieldName::WwwAuthenticate);
        }
        if name.eq_ignore_ascii_case(PROXY) {
            return Some(FieldName::ProxyAuthenticate);
        }
        let tail = name.len().checked_sub(ORIGIN.len()).and_then(|start| name.get(start..))?;
        let renamed = tail.eq_ignore_ascii_case(ORIGIN) && name.len() < 100;
        renamed.then(|| FieldName::Renamed(String::from_utf8_lossy(name).into_owned()))
    }

    /// The name to show.
    pub fn as_str(&self) -> &str {
        match self {
            FieldName::WwwAuthenticate => "WWW-Authenticate",
            FieldName::ProxyAuthenticate => "Proxy-Authenticate",
            FieldName::Renamed(name) => name,
        }
    }
}

/// Reads the challenges of field lines, each with or without the field's name in front.
///
/// Bytes that are not UTF-8 are read as ISO-8859-1. Never fails, and takes time in proportion to
/// the input.
pub fn read<L: AsRef<[u8]>>(lines: &[L]) -> Reading {
    let mut draft = Draft::default();
    for (at, given) in lines.iter().enumerate() {
        for (nth, line) in line::lines(given.as_ref(), at + 1).enumerate() {
            lints::line(&mut draft, &line, nth);
            parse::line(&mut draft, &line);
            draft.reading.fields.push(line.name);
        }
    }
    if !lines.is_empty() {
        lints::whole(&mut draft);
    }
    let mut reading = draft.reading;
    reading.valid = !draft.invalid;
    reading.problems.sort_by_key(|problem| problem.at);
    drop_repeated(&mut reading.problems);
    reading.corrected = correct::corrected(&reading, lines);
    reading
}

/// Leaves out that typographic quotation marks are not ASCII, where they were found to be wrong.
fn drop_repeated(problems: &mut Vec<Problem>) {
    let quoted = problems.iter().filter(|problem| problem.rule == "typographic-quotes");
    let quoted: Vec<Place> = quoted.filter_map(|problem| problem.at).collect();
    problems.retain(|problem| {
        let within = |at: Place| {
            let next = quoted.partition_point(|it| (it.line, it.offset) <= (at.line, at.offset));
            let before = next.checked_sub(1).map(|before| quoted[before]);
            before.is_some_and(|it| it.line == at.line && at.end() <= it.end())
        };
        problem.rule != "non-ascii" || !problem.at.is_some_and(within)
    });
}

/// A reading in the making.
#[derive(Default)]
struct Draft {
    reading: Reading,
    /// There was an error, kept or not.
    invalid: bool,
    /// Challenges, parameters and stray texts kept so far.
    kept: usize,
}

impl Draft {
    fn add(&mut self, severity: Severity, rule: &'static str, at: Place, message: fmt::Arguments) {
        self.invalid |= severity == Severity::Error;
        if self.reading.problems.len() < MOST_PROBLEMS {
            let message = message.to_string();
            self.reading.problems.push(Problem { severity, rule, message, at: Some(at) });
        } else {
            self.reading.problems_left_out += 1;
        }
    }

    /// Whether one more challenge, parameter or stray text is kept; counts it in either case.
    fn has_room(&mut self) -> bool {
        let room = self.kept < MOST_KEPT;
        self.kept += usize::from(room);
        self.reading.challenges_left_out += usize::from(!room);
        room
    }
}
