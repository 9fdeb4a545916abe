//! What can be wrong with a challenge list: the rules, and one finding of a rule at its place.

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Allowed, but worth knowing.
    Note,
    /// The grammar allows it; a rule of the specifications does not, or clients read it differently.
    Warning,
    /// The grammar of RFC 9110 does not allow it: a strict reader refuses the field.
    Error,
}

impl Severity {
    /// The lower-case word for it: `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A stretch of one field line as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// The field line, counted from 1 in the order given.
    pub line: usize,
    /// The first byte, counted from 0 at the start of the line, a field name in front included.
    pub offset: usize,
    /// How many bytes; 0 for a point between two characters.
    pub length: usize,
}

impl Place {
    /// The first byte after the stretch.
    pub fn end(&self) -> usize {
        self.offset + self.length
    }
}

/// One fault, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// The rule's stable name in kebab-case, one of [`RULES`].
    pub rule: &'static str,
    /// One sentence about this very fault: lower case, no full stop, no secret value in it.
    pub message: String,
    /// Where; `None` when it concerns the response and not a stretch of the field.
    pub at: Option<Place>,
}

impl Problem {
    /// Which well-known clients read such a field differently, where that is known.
    pub fn clients(&self) -> Option<&'static str> {
        rule(self.rule).and_then(|rule| rule.clients)
    }
}

/// What a rule asks for and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The stable name in kebab-case.
    pub name: &'static str,
    /// The most it can be; a single finding may be milder.
    pub severity: Severity,
    /// What the rule asks for and why, in a sentence or two.
    pub explanation: &'static str,
    /// Which well-known clients are known to misread or refuse such a field.
    pub clients: Option<&'static str>,
}

/// The rule of that name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

const fn error(name: &'static str, explanation: &'static str) -> Rule {
    Rule { name, severity: Severity::Error, explanation, clients: None }
}

const fn warning(name: &'static str, explanation: &'static str) -> Rule {
    Rule { name, severity: Severity::Warning, explanation, clients: None }
}

const fn note(name: &'static str, explanation: &'static str) -> Rule {
    Rule { name, severity: Severity::Note, explanation, clients: None }
}

impl Rule {
    const fn misread_by(self, clients: &'static str) -> Rule {
        Rule { clients: Some(clients), ..self }
    }
}

/// Every rule that a [`Problem`] can name.
pub static RULES: &[Rule] = &[
    error(
        "no-challenge",
        "A WWW-Authenticate or Proxy-Authenticate field carries at least one challenge.",
    ),
    error(
        "missing-comma",
        "Parameters and challenges are separated by commas; a space alone does not separate them.",
    )
    .misread_by("strict readers refuse the field; lenient ones often lose what follows"),
    error(
        "comma-after-scheme",
        "A space, not a comma, stands between a scheme and its first parameter. With the comma the \
         scheme is a challenge of its own and the parameter belongs to nothing.",
    )
    .misread_by("OkHttp attaches the parameter, Firefox sees an empty realm, oauth4webapi refuses"),
    error(
        "missing-scheme",
        "Every challenge starts with its scheme; parameters in front of the first scheme of a field \
         line belong to no challenge.",
    )
    .misread_by("Chromium skips such a field line"),
    error("unterminated-quote", "A quoted value ends with a quotation mark.")
        .misread_by("Firefox and Chromium take the rest of the line, stricter readers refuse it"),
    error(
        "unescaped-quote",
        "Inside a quoted value a quotation mark is written with a backslash in front.",
    )
    .misread_by("most clients end the value at the inner mark"),
    error(
        "illegal-token-char",
        "A value without quotes is a token: letters, digits and !#$%&'*+-.^_`|~ only. URLs, paths, \
         e-mail addresses and anything with a space have to be quoted.",
    )
    .misread_by("strict readers refuse the field; others cut the value at the first such character"),
    error(
        "single-quoted",
        "Only the double quotation mark quotes. An apostrophe is an ordinary character and becomes \
         part of the value, and a space between two of them ends it.",
    )
    .misread_by("OkHttp finds no challenge when there is a space in the value"),
    error(
        "typographic-quotes",
        "Only the straight double quotation mark quotes; the curved ones that word processors and \
         web pages put in its place are bytes like any others.",
    ),
    error(
        "escaped-quotes",
        "A field that was copied from JSON, source code or markup has its quotation marks as they \
         are written there; in the field they stand plain.",
    ),
    error(
        "brackets",
        "Programs print lists of field lines in brackets, which are no part of the field.",
    ),
    error("empty-value", "A parameter has a value; an empty one is written as \"\"."),
    error("token68-plus-params", "A challenge has either one token68 or parameters, never both.")
        .misread_by("MSAL keeps both, others drop one of them or refuse the field"),
    error(
        "illegal-token68",
        "What follows the scheme is neither a parameter nor a token68, whose characters are letters, \
         digits, -._~+/ and then any number of equals signs.",
    ),
    error("tab-after-scheme", "A scheme is followed by a space; a tab does not count."),
    error("semicolon", "Commas separate parameters and challenges; a semicolon separates nothing."),
    error("quoted-name", "Schemes and parameter names are tokens and are never quoted."),
    error(
        "stray-text",
        "Words and quoted strings without a name are no part of a challenge's grammar.",
    ),
    error("illegal-character", "This cannot start or continue an element of a challenge list."),
    error("control-character", "Control characters other than the tab may not stand in a field."),
    error(
        "line-break",
        "A line break without a blank behind it ends the field line. A parameter that follows was \
         read as if it went on, anything else as another field line.",
    ),
    error("space-before-colon", "No space may stand between a field's name and its colon."),
    warning("duplicate-param", "A parameter name occurs only once in a challenge.")
        .misread_by("Firefox takes the first, Chromium and oauth4webapi the last, OkHttp drops all"),
    warning(
        "dangling-name",
        "A lone word after a comma is read as a new scheme. If it was meant as a parameter, it needs \
         a value.",
    )
    .misread_by("oras drops it as an unfinished parameter"),
    error(
        "several-fields-on-one-line",
        "Each field stands on a line of its own: a second name is no part of the list.",
    ),
    warning(
        "scheme-as-token68",
        "Without a comma, the second scheme name is read as the token68 of the first.",
    ),
    warning("realm-unquoted", "Senders must quote realm; recipients accept it either way."),
    warning(
        "obs-fold",
        "A field folded over several lines is obsolete: senders must not fold, recipients read the \
         fold as spaces.",
    )
    .misread_by("HTTP/2 and HTTP/3 cannot carry it, and many servers and proxies refuse it"),
    warning(
        "non-ascii",
        "The character encoding of bytes beyond ASCII is not defined in a challenge.",
    )
    .misread_by("Firefox and Chromium may read ISO-8859-1 where UTF-8 was meant"),
    note(
        "several-challenges-on-one-line",
        "Several challenges may share a field line, but fewer clients fail when each has its own.",
    )
    .misread_by("Chromium reads only the first scheme of a line"),
    note("empty-element", "Empty list elements are to be ignored, but no sender may write them."),
    note("space-around-equals", "No sender may write spaces around the equals sign.")
        .misread_by("clients that search with a regular expression miss the parameter"),
    note(
        "needless-escape",
        "Only the quotation mark and the backslash need a backslash in front; it is not part of the \
         value.",
    ),
    warning("no-challenge-on-401", "An answer with status 401 or 407 has to carry a challenge."),
    warning("wrong-field", "401 goes with WWW-Authenticate, 407 with Proxy-Authenticate."),
    warning("realm-missing", "The scheme requires a realm."),
    warning("param-missing", "The scheme requires this parameter."),
    warning("unknown-value", "The scheme defines which values this parameter may have."),
    warning("unexpected-token68", "Challenges of this scheme have no token68."),
    warning(
        "name-as-token68",
        "A name with an equals sign and nothing behind it is a token68 by the grammar.",
    )
    .misread_by("Chromium takes it for a broken list of parameters"),
    warning("unreadable-value", "The value should be encoded, and it is not, or not as it should be."),
    warning("status-mismatch", "The specification sends this error with another status."),
    warning("insecure-url", "Credentials belong on https only."),
    warning(
        "foreign-realm",
        "The realm is a URL on a host that has nothing in common with the one that was asked.",
    ),
    note(
        "error-without-credentials",
        "Without credentials in the request there is nothing that could be wrong with them; the \
         challenge should name no error.",
    ),
    note("unknown-scheme", "The scheme is neither registered nor known to be in use."),
    note("unknown-param-for-scheme", "The scheme does not define this parameter."),
    note("should-be-quoted", "The scheme asks senders to quote this parameter's value."),
    note("should-not-be-quoted", "The scheme asks senders not to quote this parameter's value."),
    note(
        "description-characters",
        "The specification excludes the quotation mark and the backslash from error_description.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_rule_is_named_once_in_kebab_case_and_explained() {
        let mut faults = Vec::new();
        let mut names = HashSet::new();
        for rule in RULES {
            if !names.insert(rule.name) {
                faults.push(format!("{}: twice", rule.name));
            }
            if !rule
                .name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            {
                faults.push(format!("{}: not in kebab-case", rule.name));
            }
            if rule.explanation.len() < 20 || !rule.explanation.ends_with('.') {
                faults.push(format!("{}: not explained in a sentence", rule.name));
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
        assert!(RULES.len() > 25, "{}", RULES.len());
    }
}
