//! What is known about schemes and errors: `data/auth.json`, embedded and parsed on first use.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// The embedded data file.
const DATA: &str = include_str!("../../data/auth.json");

/// All that is known about schemes and errors.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The schemes, registered or met in the wild.
    pub schemes: Vec<Scheme>,
    /// The errors, each once for every place where it means something else.
    pub errors: Vec<AuthError>,
}

/// One authentication scheme.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Its name in the usual spelling.
    pub name: String,
    /// Other names under which the same is sent.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether the name is in IANA's registry.
    pub registered: bool,
    /// Where it is specified.
    #[serde(default)]
    pub spec: Option<String>,
    /// What a server wants with it, in a sentence or two, with placeholders such as `{@asker}`.
    pub meaning: String,
    /// The parameters that a challenge may have.
    pub parameters: Vec<Parameter>,
    /// Whether further parameters are usual.
    #[serde(default)]
    pub open: bool,
    /// Whether the server prefers the first of several challenges of this scheme (RFC 7616, 3.7).
    #[serde(default)]
    pub ordered: bool,
    /// Whether a challenge may have a token68.
    pub token68: Token68,
    /// Sentences about particular challenges.
    #[serde(default)]
    pub says: Vec<Saying>,
    /// What to do next.
    pub steps: Vec<Step>,
}

/// One parameter of a scheme's challenges.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name in the usual spelling.
    pub name: String,
    /// What it holds, as part of a sentence.
    pub meaning: String,
    /// Whether a challenge has to have it.
    #[serde(default)]
    pub required: bool,
    /// Whether the value is not to be shown needlessly.
    #[serde(default)]
    pub secret: bool,
    /// Whether senders must (`true`) or must not (`false`) quote the value.
    #[serde(default)]
    pub quoted: Option<bool>,
    /// The values that are defined, compared without regard to case; empty if any will do.
    #[serde(default)]
    pub values: Vec<String>,
    /// What separates several values in one.
    #[serde(default)]
    pub list: Option<char>,
}

/// Whether a scheme's challenge may have a token68.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Token68 {
    /// It never has one.
    Never,
    /// It may have one.
    Maybe,
}

/// An error that a server names, in a challenge, a body or a redirect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthError {
    /// The name as servers send it.
    pub error: String,
    /// Where it means this: a scheme in lower case (`bearer`), an endpoint (`token`,
    /// `authorization`, `device`, `revocation`, `registration`) or a system (`gnap`, `aws`).
    #[serde(rename = "in")]
    pub places: Vec<String>,
    /// The statuses that it comes with; empty if none is fixed.
    pub status: Vec<u16>,
    /// Where it is specified.
    #[serde(default)]
    pub spec: Option<String>,
    /// What it means, in a sentence.
    pub meaning: String,
    /// What to do next.
    pub steps: Vec<Step>,
}

/// A sentence that is said of some challenges.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saying {
    /// Of which.
    #[serde(default)]
    pub when: When,
    /// The sentence, with placeholders such as `{realm}`. Those with `@` are no parameters:
    /// `{@asker}` is the server or the proxy that asks, `{@field}` the field for the credentials,
    /// `{@host}` the host that was asked, and `{@user}` and `{@proxy}` are what curl's options for
    /// them need: `curl --{@proxy}digest {@user} USER`.
    pub say: String,
}

/// A thing to do next for some challenges.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// For which.
    #[serde(default)]
    pub when: When,
    /// The action, with placeholders such as `{realm}`.
    #[serde(rename = "do")]
    pub action: String,
}

/// A condition on a challenge and its response: everything that is given has to hold.
///
/// A parameter counts as present if its value is not empty. An unknown status counts as 401.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// All of these parameters are present.
    pub has: Vec<String>,
    /// None of these is.
    pub lacks: Vec<String>,
    /// Each parameter has one of these values, compared without regard to case.
    pub is: BTreeMap<String, Vec<String>>,
    /// No parameter has one of its values.
    pub not: BTreeMap<String, Vec<String>>,
    /// Each parameter's value contains this.
    pub contains: BTreeMap<String, String>,
    /// All of these parameters are http or https URLs.
    pub url: Vec<String>,
    /// None of these is.
    pub no_url: Vec<String>,
    /// All of these parameters are absolute paths of files.
    pub path: Vec<String>,
    /// None of these is.
    pub no_path: Vec<String>,
    /// The status is one of these.
    pub status: Vec<u16>,
    /// The status is none of these.
    pub no_status: Vec<u16>,
    /// There is a token68, or there is none.
    pub token68: Option<bool>,
    /// The token68 is one of these messages: `ntlm-1` to `ntlm-3`, `spnego`.
    pub payload: Vec<String>,
    /// The token68 is none of these messages.
    pub no_payload: Vec<String>,
    /// There are words or strings without a name, or there are none.
    pub bare: Option<bool>,
    /// Another challenge of the answer or its body names an error, or none does.
    pub error_elsewhere: Option<bool>,
}

/// The facts that every binary carries.
pub fn facts() -> &'static Facts {
    static FACTS: OnceLock<Facts> = OnceLock::new();
    FACTS.get_or_init(|| {
        // `the_data_file_is_whole` rules the panic out.
        serde_json::from_str(DATA).unwrap_or_else(|fault| panic!("data/auth.json: {fault}"))
    })
}

impl Facts {
    /// The scheme of that name or alias, in any case.
    pub fn scheme(&self, name: &str) -> Option<&Scheme> {
        self.schemes.iter().find(|scheme| scheme.names().any(|it| it.eq_ignore_ascii_case(name)))
    }

    /// The error as it is meant in `place`, if it is defined there.
    pub fn error_in(&self, error: &str, place: &str) -> Option<&AuthError> {
        self.errors_named(error).find(|it| it.is_in(place))
    }

    /// The error wherever it is defined.
    pub fn errors_named(&self, error: &str) -> impl Iterator<Item = &AuthError> {
        self.errors.iter().filter(move |it| it.error == error)
    }
}

impl AuthError {
    /// Whether it is defined in `place`, a scheme, endpoint or system in lower case.
    pub fn is_in(&self, place: &str) -> bool {
        self.places.iter().any(|it| it == place)
    }
}

impl Scheme {
    /// Its name and its aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.aliases).map(String::as_str)
    }

    /// The parameter of that name, in any case.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|it| it.name.eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::challenge::phrase::{Piece, pieces};
    use crate::challenge::schemes::SCHEMES;

    /// Placeholders that are no parameter.
    const AROUND: &[&str] = &["@asker", "@field", "@host", "@proxy", "@user"];
    const FILTERS: &[&str] = &["query", "open", "words"];
    const MESSAGES: &[&str] = &["ntlm-1", "ntlm-2", "ntlm-3", "spnego"];

    /// The parameters that a condition names, and those of them that are surely present.
    fn named(when: &When) -> (Vec<&str>, Vec<&str>) {
        let sure = [&when.has, &when.url, &when.path].into_iter().flatten().map(String::as_str);
        let sure = sure.chain(when.is.keys().map(String::as_str));
        let sure: Vec<&str> = sure.chain(when.contains.keys().map(String::as_str)).collect();
        let others = [&when.lacks, &when.no_url, &when.no_path].into_iter().flatten();
        let others = others.map(String::as_str).chain(when.not.keys().map(String::as_str));
        (others.chain(sure.iter().copied()).collect(), sure)
    }

    /// What is wrong with a sentence that is said of challenges of all these schemes.
    fn faults_of(text: &str, when: &When, schemes: &[&Scheme]) -> Vec<String> {
        let mut faults = Vec::new();
        let (named, sure) = named(when);
        let known = |name: &str| schemes.iter().filter_map(|it| it.parameter(name)).next();
        for name in named {
            if known(name).is_none() {
                faults.push(format!("condition on `{name}`, which is no parameter"));
            }
        }
        for message in when.payload.iter().chain(&when.no_payload) {
            if !MESSAGES.contains(&message.as_str()) {
                faults.push(format!("no message is called `{message}`"));
            }
        }
        for piece in pieces(text) {
            let (name, filter) = match piece {
                Piece::Hole { name, filter } => (name, filter),
                Piece::Text(plain) => {
                    // Of errors that stand in no challenge it is the server that speaks.
                    let fixed = plain.contains("the server") || plain.contains("The server");
                    if fixed && !schemes.is_empty() {
                        faults.push("a proxy may ask as well: `{@asker}`".to_owned());
                    }
                    continue;
                }
            };
            if filter.is_some_and(|filter| !FILTERS.contains(&filter)) {
                faults.push(format!("`{{{name}}}` has an unknown filter"));
            }
            if AROUND.contains(&name) {
                continue;
            }
            match known(name) {
                None => faults.push(format!("`{{{name}}}` is no parameter")),
                Some(parameter) if parameter.secret => {
                    faults.push(format!("`{{{name}}}` is secret"));
                }
                Some(_) if !sure.contains(&name) => {
                    faults.push(format!("`{{{name}}}` may be absent"));
                }
                Some(_) => {}
            }
        }
        if !text.ends_with('.') || text.len() > 250 {
            faults.push("no short sentence with a full stop".to_owned());
        }
        faults
    }

    #[test]
    fn the_data_file_is_whole() {
        let facts: Facts = serde_json::from_str(DATA).unwrap();
        let mut faults = Vec::new();
        let mut names = HashSet::new();
        for scheme in &facts.schemes {
            let mut fault = |what: String| faults.push(format!("{}: {what}", scheme.name));
            for name in scheme.names() {
                if !names.insert(name.to_lowercase()) {
                    fault(format!("`{name}` is there twice"));
                }
            }
            let mut parameters = HashSet::new();
            for parameter in &scheme.parameters {
                if !parameters.insert(parameter.name.to_lowercase()) {
                    fault(format!("parameter `{}` is there twice", parameter.name));
                }
                if parameter.meaning.is_empty() || parameter.meaning.ends_with('.') {
                    fault(format!("parameter `{}`: no part of a sentence", parameter.name));
                }
            }
            if scheme.registered && scheme.spec.is_none() {
                fault("registered, but without a specification".to_owned());
            }
            if scheme.steps.is_empty() {
                fault("nothing to do next".to_owned());
            }
            let said = faults_of(&scheme.meaning, &When::default(), &[scheme]);
            said.into_iter().for_each(&mut fault);
            let sayings = scheme.says.iter().map(|it| (&it.say, &it.when));
            for (text, when) in sayings.chain(scheme.steps.iter().map(|it| (&it.action, &it.when)))
            {
                for what in faults_of(text, when, &[scheme]) {
                    fault(format!("{text:?}: {what}"));
                }
            }
        }
        let mut meant: HashMap<(&str, &str), ()> = HashMap::new();
        for error in &facts.errors {
            let mut fault = |what: String| faults.push(format!("{}: {what}", error.error));
            let mut schemes: Vec<&Scheme> = Vec::new();
            for place in &error.places {
                if meant.insert((&error.error, place), ()).is_some() {
                    fault(format!("twice in {place}"));
                }
                schemes.extend(facts.scheme(place));
            }
            if error.places.is_empty() || error.steps.is_empty() {
                fault("no place or nothing to do next".to_owned());
            }
            if error.status.iter().any(|status| !(400..600).contains(status)) {
                fault("no status of an error".to_owned());
            }
            let said = faults_of(&error.meaning, &When::default(), &[]);
            said.into_iter().for_each(&mut fault);
            for step in &error.steps {
                for what in faults_of(&step.action, &step.when, &schemes) {
                    fault(format!("{:?}: {what}", step.action));
                }
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
        assert_eq!((facts.schemes.len(), facts.errors.len()), (31, 82));
        assert_eq!(facts.schemes.iter().filter(|it| it.registered).count(), 14);
        assert!(names.len() == SCHEMES.len() && SCHEMES.iter().all(|it| names.contains(*it)));
    }
}
