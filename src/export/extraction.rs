//! The patterns that cut codes out of a line, made from the layouts and the evidence that the
//! catalogs state. Every engine gets them in its own dialect.
//!
//! They are exact in case and see one line: what `errcode scan` weighs beyond that (names of the
//! system nearby, bodies, other systems' codes) is left out.

use super::Selection;
use super::plain::one_line;
use crate::catalog::{Catalog, Header};
use crate::code::{Chars, Layout};
use crate::evidence::{Confidence, Evidence, Form};

/// Where a form of a catalog's codes is looked for.
#[derive(Debug)]
pub(super) struct Recogniser<'a> {
    /// The catalog's id.
    pub(super) catalog: &'a str,
    /// Which form: `code`, `name` or `number`.
    form: &'static str,
    /// The form's look.
    shape: Vec<Atom>,
    /// The keys that it stands behind; none where its look says enough.
    keys: Vec<String>,
}

/// A piece of a form.
#[derive(Debug, Clone)]
enum Atom {
    Text(String),
    OneOf(Vec<String>),
    /// Characters of a class, in brackets without the brackets, and how many.
    Some(&'static str, usize, Option<usize>),
}

/// A code with a place for anything.
#[derive(Debug)]
pub(super) struct Place<'a> {
    /// The catalog's id.
    pub(super) catalog: &'a str,
    /// The code as the catalog writes it: `{RESOURCE}_NOT_EXIST`.
    pub(super) key: String,
    /// What is between the places: one text more than there are places.
    texts: Vec<String>,
}

/// What regular expressions an engine knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Groups that capture nothing and `\b`: PCRE, Oniguruma, RE2, Go and Rust.
    Perl,
    /// POSIX extended regular expressions.
    Posix,
}

/// The longest code that is cut out, in characters.
const LONGEST: usize = 200;

/// The recognisers of all catalogs: those that need no key come first.
pub(super) fn recognisers<'a>(selection: &Selection<'a>) -> Vec<Recogniser<'a>> {
    let all = selection.catalogs.iter().flat_map(|(catalog, _)| of_header(catalog.header()));
    let (keyed, bare): (Vec<_>, Vec<_>) = all.partition(|recogniser| !recogniser.keys.is_empty());
    bare.into_iter().chain(keyed).collect()
}

/// One for each form that a catalog's evidence speaks of. A form that is likely by its look alone
/// needs no key; others are only looked for behind theirs.
fn of_header(header: &Header) -> Vec<Recogniser<'_>> {
    let stated = header.background().evidence.clone();
    let evidence = stated.unwrap_or_else(|| Evidence::of_layout(&header.code));
    let number = vec![Atom::Some("0-9", 1, Some(20))];
    let forms = [
        ("code", evidence.code, Some(shape(&header.code))),
        ("name", evidence.name, header.name.as_ref().map(shape)),
        ("number", evidence.number, header.code.number_bits().map(|_| number)),
    ];
    let recogniser = |(form, support, shape): (&'static str, Option<Form>, Option<Vec<Atom>>)| {
        let (support, shape) = (support?, shape?);
        let bare = support.alone >= Some(Confidence::Likely);
        // Keys that only make a code possible are taken where the form has no better ones.
        let best = support.keys.values().max().copied().unwrap_or(Confidence::Likely);
        let least = best.min(Confidence::Likely);
        let keys = support.keys.into_iter().filter(|&(_, confidence)| !bare && confidence >= least);
        let keys: Vec<_> = keys.map(|(key, _)| key).collect();
        (bare || !keys.is_empty()).then_some(Recogniser { catalog: &header.id, form, shape, keys })
    };
    forms.into_iter().filter_map(recogniser).collect()
}

/// The forms of a catalog that only their keys tell: tables with one column for the key have them
/// behind the catalog's id as well, as `301` alone could be of any catalog.
pub(super) fn keyed_forms(header: &Header) -> Vec<&'static str> {
    let keyed =
        |recogniser: Recogniser<'_>| (!recogniser.keys.is_empty()).then_some(recogniser.form);
    of_header(header).into_iter().filter_map(keyed).collect()
}

/// Every code with places, of all catalogs.
pub(super) fn places<'a>(selection: &Selection<'a>) -> Vec<Place<'a>> {
    let mut places: Vec<Place<'a>> = Vec::new();
    for (catalog, entries) in &selection.catalogs {
        let catalog: &'a Catalog = catalog;
        for entry in entries {
            let key = one_line(&entry.code).into_owned();
            let known = |place: &Place<'_>| place.catalog == catalog.id() && place.key == key;
            if let Some(texts) = around_places(&key)
                && !places.iter().any(known)
            {
                places.push(Place { catalog: catalog.id(), key, texts });
            }
        }
    }
    places
}

/// The texts around the places of a code, or `None` where it has none.
fn around_places(code: &str) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    let mut rest = code;
    while let Some(open) = rest.find('{') {
        let close = open + rest[open..].find('}')?;
        texts.push(rest[..open].to_owned());
        rest = &rest[close + 1..];
    }
    texts.push(rest.to_owned());
    (texts.len() > 1).then_some(texts)
}

/// A code with `*` for every place: `*_NOT_EXIST`, for engines with wildcards.
pub(super) fn starred(code: &str) -> String {
    around_places(code).map_or_else(|| code.to_owned(), |texts| texts.join("*"))
}

impl Place<'_> {
    /// A regular expression for the whole key, the same in both dialects.
    pub(super) fn regex(&self) -> String {
        let texts: Vec<_> = self.texts.iter().map(|text| literal(text)).collect();
        format!("^{}$", texts.join("[0-9A-Za-z_]+"))
    }

    /// A pattern of Lua for the whole key.
    pub(super) fn lua(&self) -> String {
        let texts: Vec<_> = self.texts.iter().map(|text| lua_literal(text)).collect();
        format!("^{}$", texts.join("[0-9A-Za-z_]+"))
    }
}

impl Recogniser<'_> {
    /// A name for it in the engine's configuration: `backend_services_code`.
    pub(super) fn name(&self) -> String {
        format!("{}_{}", identifier(self.catalog), self.form)
    }

    /// What stands before the code in the key of a table with one column: nothing, or
    /// `backend-services:`.
    pub(super) fn prefix(&self) -> String {
        if self.keys.is_empty() { String::new() } else { format!("{}:", self.catalog) }
    }

    /// A regular expression. `open` opens the group that holds the code: `(` or `(?P<key>`.
    pub(super) fn regex(&self, dialect: Dialect, open: &str) -> String {
        let (group, end) = match dialect {
            Dialect::Perl => ("(?:", "\\b"),
            Dialect::Posix => ("(", "($|[^0-9A-Za-z_-])"),
        };
        let one_of = |texts: &[String]| match texts {
            [only] => only.clone(),
            texts => format!("{group}{})", texts.join("|")),
        };
        let shape: String = self
            .shape
            .iter()
            .map(|atom| match atom {
                Atom::Text(text) => literal(text),
                Atom::OneOf(texts) => {
                    one_of(&texts.iter().map(|text| literal(text)).collect::<Vec<_>>())
                }
                Atom::Some(class, least, most) => format!("[{class}]{}", times(*least, *most)),
            })
            .collect();
        // A longer name is taken whole, so that no table has it: none of the engines may look ahead.
        let more = format!("{group}[.-][0-9A-Za-z_]+)*");
        if self.keys.is_empty() {
            return format!("{group}^|[^0-9A-Za-z_./-]){open}{shape}{more}){end}");
        }
        let keys: Vec<_> = self.keys.iter().map(|key| key_regex(key)).collect();
        let keys = format!("{group}{})", keys.join("|"));
        let between = "[\"\\\\]*[[:space:]]*[:=>]{1,2}[[:space:]]*[\"\\\\]*";
        format!("{group}^|[^0-9A-Za-z_]){keys}{between}{open}{shape}{more}){end}")
    }

    /// Which group of the POSIX expression holds the code (from 1).
    pub(super) fn posix_group(&self) -> usize {
        if self.keys.is_empty() { 2 } else { 3 }
    }

    /// Patterns of Lua for the keys, in lower case; none where it needs none.
    pub(super) fn lua_keys(&self) -> Vec<String> {
        self.keys
            .iter()
            .map(|key| {
                let words: Vec<_> = words(key).iter().map(|word| lua_literal(word)).collect();
                words.join("[_%-]?")
            })
            .collect()
    }

    /// A pattern of Lua for the code. Where only some values are known, it takes others as well.
    pub(super) fn lua_shape(&self) -> String {
        let atom = |atom: &Atom| match atom {
            Atom::Text(text) => lua_literal(text),
            Atom::OneOf(_) => "[0-9A-Za-z_]+".to_owned(),
            Atom::Some(class, least, most) => {
                let class = format!("[{class}]");
                let more = match most {
                    Some(most) if most - least <= 20 => format!("{class}?").repeat(most - least),
                    _ => format!("{class}*"),
                };
                class.repeat((*least).min(LONGEST)) + &more
            }
        };
        self.shape.iter().map(atom).collect()
    }
}

/// A name of letters, digits and `_`.
fn identifier(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

fn shape(layout: &Layout) -> Vec<Atom> {
    let mut atoms = Vec::new();
    for piece in layout.pieces() {
        let part = match piece {
            Err(text) => {
                atoms.push(Atom::Text(one_line(text).into_owned()));
                continue;
            }
            Ok(part) if !part.values.is_empty() => {
                atoms.push(Atom::OneOf(part.values.clone()));
                continue;
            }
            Ok(part) => part,
        };
        let (least, most) = part.length();
        let (mut least, mut most) = (least.min(LONGEST), (most <= LONGEST).then_some(most));
        let (class, last) = match part.chars {
            Chars::Digit => ("0-9", None),
            Chars::Hex => ("0-9a-f", None),
            Chars::Upper => ("0-9A-Z_", None),
            Chars::Word => ("0-9a-z_", None),
            Chars::Alnum => ("0-9A-Za-z_", None),
            // What only stands between others is no end: a period behind a code ends a sentence.
            Chars::Slug => ("0-9a-z_-", Some("0-9a-z_")),
            Chars::Path => ("0-9A-Za-z_.:/-", Some("0-9A-Za-z_")),
        };
        if last.is_some() {
            (least, most) = (least.saturating_sub(1), most.map(|most| most.saturating_sub(1)));
        }
        if most != Some(0) {
            atoms.push(Atom::Some(class, least, most));
        }
        atoms.extend(last.map(|last| Atom::Some(last, 1, Some(1))));
    }
    atoms
}

fn times(least: usize, most: Option<usize>) -> String {
    match (least, most) {
        (1, Some(1)) => String::new(),
        (0, None) => "*".to_owned(),
        (1, None) => "+".to_owned(),
        (least, None) => format!("{{{least},}}"),
        (least, Some(most)) if least == most => format!("{{{least}}}"),
        (least, Some(most)) => format!("{{{least},{most}}}"),
    }
}

/// Text without a meaning of its own in any dialect. Brackets rather than backslashes, as those
/// would be escaped once more by most configuration files.
fn literal(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '.' | '*' | '+' | '?' | '(' | ')' | '[' | '{' | '}' | '|' | '$' | '/' | '\'' => {
                out.push_str(&format!("[{c}]"));
            }
            '^' | '\\' | ']' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

fn lua_literal(text: &str) -> String {
    let escape = |c: char| if c.is_ascii_punctuation() { format!("%{c}") } else { c.to_string() };
    text.chars().map(escape).collect()
}

/// A key in either case, with `_` or `-` between its words or without: `errorCode`, `ERROR_CODE`.
fn key_regex(key: &str) -> String {
    let words: Vec<String> = words(key)
        .iter()
        .map(|word| {
            word.chars()
                .map(|c| match c.to_ascii_uppercase() {
                    upper if upper == c => literal(&c.to_string()),
                    upper => format!("[{upper}{c}]"),
                })
                .collect()
        })
        .collect();
    words.join("[_-]?")
}

/// The words of a key in lower case: `errorCode` has `error` and `code`.
fn words(key: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = '_';
    for c in key.chars() {
        if c == '_' || c == '-' || (c.is_ascii_uppercase() && !before.is_ascii_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c != '_' && c != '-') {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::super::Selection;
    use super::{Dialect, key_regex, literal, places, recognisers, starred};
    use crate::catalog::{Catalog, Catalogs};

    #[test]
    fn patterns_follow_the_layouts() {
        let catalogs = Catalogs::embedded();
        let selection = Selection::new(&catalogs, |_| true);
        let all = recognisers(&selection);
        let regex = |name: &str, dialect| {
            let found = all.iter().find(|recogniser| recogniser.name() == name);
            found.unwrap().regex(dialect, "(")
        };
        assert_eq!(
            regex("personium_code", Dialect::Perl),
            r"(?:^|[^0-9A-Za-z_./-])(PR[0-9]{3}-[0-9A-Z_]{2}-[0-9]{4}(?:[.-][0-9A-Za-z_]+)*)\b"
        );
        assert_eq!(
            regex("easydb_code", Dialect::Posix),
            r"(^|[^0-9A-Za-z_./-])(error[.](api|server|user)[.][0-9a-z_]+([.-][0-9A-Za-z_]+)*)($|[^0-9A-Za-z_-])"
        );
        let number = regex("backend_services_code", Dialect::Perl);
        assert!(number.contains("[Ee][Rr][Rr][Oo][Rr][_-]?[Cc][Oo][Dd][Ee]"), "{number}");
        assert!(number.ends_with(r"([0-9]{1,4}(?:[.-][0-9A-Za-z_]+)*)\b"), "{number}");
    }

    #[test]
    fn what_joins_the_words_of_a_code_does_not_end_it() {
        let text = r#"{"id":"x","title":"X","edition":"1","source":"s","entries":[
            {"code":"auth/user-gone","message":"m"}],
            "code":{"pattern":"auth/{name}","parts":[{"name":"name","chars":"slug"}]}}"#;
        let mut catalogs = Catalogs::embedded();
        catalogs.retain(|_| false);
        catalogs.push(Catalog::read(text).unwrap());
        let selection = Selection::new(&catalogs, |_| true);
        let all = recognisers(&selection);
        let regex = all[0].regex(Dialect::Perl, "(");
        assert!(regex.contains("(auth[/][0-9a-z_-]*[0-9a-z_](?:"), "{regex}");
        assert_eq!(all[0].lua_shape(), "auth%/[0-9a-z_-]*[0-9a-z_]");
    }

    #[test]
    fn no_character_of_a_catalog_means_something_else() {
        assert_eq!(literal("a.b*c[d]e\\f^g'"), "a[.]b[*]c[[]d\\]e\\\\f\\^g[']");
        assert_eq!(key_regex("err.id"), "[Ee][Rr][Rr][.][Ii][Dd]");
    }

    #[test]
    fn codes_with_places_become_patterns() {
        let catalogs = Catalogs::embedded();
        let selection = Selection::new(&catalogs, |_| true);
        let regexes: Vec<_> = places(&selection).iter().map(super::Place::regex).collect();
        assert_eq!(regexes.len(), 3);
        assert!(regexes.contains(&"^INVALID_[0-9A-Za-z_]+$".to_owned()), "{regexes:?}");
        assert_eq!(starred("{A}_TO_{B}"), "*_TO_*");
        assert_eq!(starred("A}_{B"), "A}_{B");
    }
}
