//! What does this code mean? Every entry that a text can stand for, with the reason.

use crate::catalog::{Catalog, Catalogs, Key};
use crate::code::{Form, Layout, Reading, Spelled, Via, clean, pattern_captures, spellings};
use crate::entry::Entry;
use crate::status;

/// Texts longer than this many bytes are no codes: they are not compared with any.
const LONGEST: usize = 200;
/// How many entries are suggested for an unknown code, at most.
const SUGGESTIONS: usize = 5;

/// What a query was answered.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The query as it was asked.
    pub query: String,
    /// The entries it can stand for, the plainest reading first.
    pub matches: Vec<Match<'a>>,
    /// What it may have been meant to be, where nothing matches but a pattern. At most five.
    pub suggestions: Vec<Found<'a>>,
    /// What else is known of the query.
    pub hints: Vec<Hint>,
}

/// An entry and the catalog it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The entry.
    pub entry: &'a Entry,
}

impl Found<'_> {
    /// Whether both are the same entry, not only equal ones.
    pub fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self.entry, other.entry)
    }
}

/// An entry that a query can stand for.
#[derive(Debug, Clone)]
pub struct Match<'a> {
    /// The entry.
    pub found: Found<'a>,
    /// How the query met it.
    pub via: Via,
    /// The values of the places in its code: `RESOURCE` = `USER`.
    pub captures: Vec<(String, String)>,
}

/// What is known of a query beside the entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// The number is an HTTP status.
    HttpStatus(u16),
    /// The query has entries, but with these statuses, which were not asked for.
    OtherStatus(Vec<u16>),
    /// The query is a code of this catalog by its form, but not listed there.
    Unlisted {
        /// The catalog's id.
        catalog: String,
        /// The known parts that it begins with: `services.storage`.
        parent: Option<String>,
        /// What the catalog says of codes that begin so.
        note: Option<String>,
    },
    /// The query is only the beginning of codes of this catalog.
    Beginning {
        /// The catalog's id.
        catalog: String,
        /// How many codes begin so.
        members: usize,
    },
}

/// Looks a code up in any spelling.
///
/// ```
/// use errcode::{catalog::Catalogs, lookup::lookup};
///
/// let catalogs = Catalogs::embedded();
/// let answer = lookup(&catalogs, "[pr400-od-0001]");
/// assert_eq!(answer.matches[0].found.entry.message, "JSON parse error.");
/// ```
pub fn lookup<'a>(catalogs: &'a Catalogs, query: &str) -> Answer<'a> {
    let text = clean(query);
    let mut answer = Answer {
        query: query.to_owned(),
        matches: Vec::new(),
        suggestions: Vec::new(),
        hints: Vec::new(),
    };
    if text.is_empty() || text.len() > LONGEST {
        return answer;
    }
    let spelled: Vec<_> =
        catalogs.iter().map(|catalog| (catalog, spellings(catalog.header(), text))).collect();
    let told = spelled.iter().filter(|(catalog, spelled)| is_told(catalog, spelled));
    let told: Vec<_> = told.collect();
    // A whole code that literal text sets apart leaves no doubt: other catalogs are not even read.
    let asked = if told.is_empty() { spelled.iter().collect() } else { told.clone() };
    for (catalog, spelled) in &asked {
        answer.matches.extend(matches(catalog, spelled, text));
    }
    let order: Vec<&str> = catalogs.iter().map(Catalog::id).collect();
    answer.matches.sort_by_key(|found| {
        let catalog = order.iter().position(|id| *id == found.found.catalog.id());
        (rank(&found.via), catalog)
    });
    if answer.matches.is_empty() && told.is_empty() {
        answer.matches = listed(catalogs, text);
        if answer.matches.is_empty() {
            answer.matches = within(catalogs, text);
        }
        if answer.matches.is_empty() {
            answer.matches = respelled(catalogs, text);
        }
    }
    answer.hints = hints(&asked, text, &answer.matches);
    let status = answer.hints.iter().any(|hint| matches!(hint, Hint::HttpStatus(_)));
    if answer.matches.is_empty() && !status {
        answer.suggestions = suggestions(&asked, text);
    } else if answer.matches.iter().all(|met| matches!(met.via, Via::Pattern(_))) {
        answer.suggestions = misspelled(&answer.matches, text);
    }
    answer
}

/// The codes of the same catalogs that a text which fits a pattern may be a misspelling of:
/// `INVALID_PRAMETER` fits `INVALID_{RESOURCE}`.
fn misspelled<'a>(matches: &[Match<'a>], text: &str) -> Vec<Found<'a>> {
    /// The most edits that are a misspelling.
    const EDITS: usize = 2;
    let text = text.to_ascii_lowercase();
    let mut near = Vec::new();
    for met in matches {
        let catalog = met.found.catalog;
        let codes = catalog.entries().keys().filter(|key| !key.code.contains('{'));
        near.extend(codes.filter_map(|key| {
            let code = key.code.to_ascii_lowercase();
            let in_reach = code.chars().count().abs_diff(text.chars().count()) <= EDITS;
            let edits = if in_reach { strsim::osa_distance(&code, &text) } else { usize::MAX };
            (edits <= EDITS).then(|| (edits, Found { catalog, entry: key.entry() }))
        }));
    }
    near.sort_by_key(|(edits, _)| *edits);
    near.into_iter().take(SUGGESTIONS).map(|(_, found)| found).collect()
}

/// The codes and names that stand in a longer text, where literal text tells them: the value of
/// `code=PR400-OD-0001`, the code of a pasted line.
fn within<'a>(catalogs: &'a Catalogs, text: &str) -> Vec<Match<'a>> {
    let mut met: Vec<Match<'a>> = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.' | '-')) {
        let word = clean(word);
        if word.is_empty() || word.len() == text.len() {
            continue;
        }
        for catalog in catalogs {
            let spelled = spellings(catalog.header(), word);
            if !is_told(catalog, &spelled) {
                continue;
            }
            let known: Vec<_> = met.iter().map(|known| known.found).collect();
            let new = matches(catalog, &spelled, word).into_iter();
            let new = new.filter(|new| !known.iter().any(|known| known.is(&new.found)));
            met.extend(new.map(|new| Match { via: Via::Within(word.to_owned()), ..new }));
        }
    }
    met
}

/// What is left to try: the value of a key, a number as programs and people write it, and the
/// letters and digits of a code, a name or the end of one with whatever marks between them.
fn respelled<'a>(catalogs: &'a Catalogs, text: &str) -> Vec<Match<'a>> {
    if let Some(value) = keyed(text) {
        let met = lookup(catalogs, value).matches.into_iter();
        return met.map(|met| Match { via: Via::Within(value.to_owned()), ..met }).collect();
    }
    let mut met = Vec::new();
    if let Some(number) = number(text) {
        for catalog in catalogs {
            met.extend(matches(catalog, &spellings(catalog.header(), &number), &number));
        }
    }
    let wanted = squeezed(text);
    if !met.is_empty() || wanted.len() < SHORTEST || wanted.bytes().all(|b| b.is_ascii_digit()) {
        return met;
    }
    for catalog in catalogs {
        for entry in catalog.entries() {
            let forms = [Some(&entry.code), entry.name.as_ref(), entry.title.as_ref()];
            let same = forms.into_iter().flatten().find_map(|form| same_letters(form, &wanted));
            if let Some(same) = same {
                let via = Via::Respelled(same.to_owned());
                met.push(Match { found: Found { catalog, entry }, via, captures: Vec::new() });
            }
        }
    }
    met
}

/// The codes of a list with commas, where each of them is one: `not_found,pool_not_found`.
fn listed<'a>(catalogs: &'a Catalogs, text: &str) -> Vec<Match<'a>> {
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<_> = parts.collect();
    let mut met: Vec<Match<'a>> = Vec::new();
    if parts.len() < 2 {
        return met;
    }
    for part in parts {
        let matches = lookup(catalogs, part).matches;
        if matches.is_empty() {
            return Vec::new();
        }
        let known: Vec<_> = met.iter().map(|known| known.found).collect();
        let new = matches.into_iter();
        let new = new.filter(|new| !known.iter().any(|known| known.is(&new.found)));
        met.extend(new.map(|new| Match { via: Via::Within(part.to_owned()), ..new }));
    }
    met
}

/// The fewest letters and digits that are compared without their marks.
const SHORTEST: usize = 5;

/// Words that stand before a code and are none: `errorCode: 601`.
const KEYS: [&str; 9] =
    ["code", "err", "errcode", "error", "errorcode", "errorid", "errorname", "id", "name"];

/// The last word of a text, where all before it are names of keys.
fn keyed(text: &str) -> Option<&str> {
    let mark = |c: char| c.is_whitespace() || matches!(c, '=' | ':' | '"' | '\'' | '#');
    let value = text.rsplit(mark).find(|word| !word.is_empty())?;
    let start = text.rfind(value)?;
    let mut keys = text[..start].split(mark).filter(|word| !word.is_empty()).peekable();
    keys.peek()?;
    keys.all(|key| KEYS.contains(&squeezed(key).as_str())).then_some(value)
}

/// A number without what groups its digits and tells its type: `16,842,757`, `0101000ah`,
/// `0x0101_0005u`. `None` where there is no such thing.
fn number(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '_' | ' ' | '\'')).collect();
    let small = plain.to_ascii_lowercase();
    let bare = small.trim_end_matches(['l', 'u']);
    let hex =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let prefixed = ["0x", "\\x", "&h", "x"].iter().find_map(|prefix| bare.strip_prefix(prefix));
    let number = match prefixed.or(bare.strip_suffix('h')).filter(|digits| hex(digits)) {
        Some(digits) => format!("0x{digits}"),
        None if bare.bytes().all(|byte| byte.is_ascii_digit()) => bare.to_owned(),
        None => return None,
    };
    (number != text).then_some(number)
}

/// The letters and digits of a text, in small letters.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}

/// The identifier, or the end of it from the beginning of a part on, that has just these letters
/// and digits. What stands for anything does not count, if words are left: `_NOT_EXIST`.
fn same_letters<'e>(form: &'e str, wanted: &str) -> Option<&'e str> {
    if let Some((before, rest)) = form.split_once('{') {
        let behind = rest.split_once('}')?.1;
        let words = [before, behind].concat();
        let same = words.trim_matches('_').contains('_') && squeezed(&words) == wanted;
        return same.then_some(form);
    }
    let mut rest = wanted.chars().rev().peekable();
    for (at, c) in form.char_indices().rev() {
        if c.is_alphanumeric() {
            match rest.next() {
                Some(letter) if letter == c.to_ascii_lowercase() => {}
                _ => return None,
            }
        } else if rest.peek().is_none() && !matches!(c, '_' | ' ') {
            return Some(&form[at + c.len_utf8()..]);
        }
    }
    rest.next().is_none().then_some(form)
}

/// Whether the text is a whole code or name of the catalog, with literal text to tell.
fn is_told(catalog: &Catalog, spelled: &[Spelled]) -> bool {
    spelled.iter().any(|spelled| {
        let layout = layout(catalog, spelled.form);
        let plain = matches!(spelled.via, Via::Code | Via::Name);
        plain
            && matches!(spelled.reading, Reading::Whole(_))
            && layout.is_some_and(Layout::is_telling)
    })
}

fn layout(catalog: &Catalog, form: Form) -> Option<&Layout> {
    match form {
        Form::Code => Some(&catalog.header().code),
        Form::Name => catalog.header().name.as_ref(),
    }
}

pub(crate) fn rank(via: &Via) -> u8 {
    match via {
        Via::Code | Via::Name => 0,
        Via::Pattern(_) => 1,
        Via::Bare { .. } => 2,
        Via::Decimal { .. } | Via::SignedDecimal { .. } | Via::ShortHex { .. } => 3,
        Via::Title => 4,
        Via::End(_) => 5,
        Via::Respelled(_) => 6,
        Via::Within(_) => 7,
    }
}

/// The entries of one catalog that the text can stand for, each once, by its plainest reading.
fn matches<'a>(catalog: &'a Catalog, spelled: &[Spelled], text: &str) -> Vec<Match<'a>> {
    let wanted: Vec<_> = spelled
        .iter()
        .filter_map(|spelled| Some((Wanted::of(catalog, spelled)?, &spelled.via)))
        .collect();
    // The code itself, then what was spelled in that order, then patterns and titles.
    let (mut coded, mut others) = (Vec::new(), Vec::new());
    for key in catalog.entries().keys() {
        let found = || Found { catalog, entry: key.entry() };
        if key.code.eq_ignore_ascii_case(text) {
            coded.push(Match { found: found(), via: Via::Code, captures: Vec::new() });
        } else if let Some(at) = wanted.iter().position(|(wanted, _)| wanted.is(&key)) {
            let via = wanted[at].1.clone();
            others.push((at, Match { found: found(), via, captures: Vec::new() }));
        } else if let Some(captures) = pattern_captures(&key.code, text) {
            let via = Via::Pattern(key.code.clone().into_owned());
            others.push((wanted.len(), Match { found: found(), via, captures }));
        } else if key.title.as_deref().is_some_and(|title| title.eq_ignore_ascii_case(text)) {
            let (via, captures) = (Via::Title, Vec::new());
            others.push((wanted.len(), Match { found: found(), via, captures }));
        }
    }
    // What is a code to the letter is none that a pattern stands for.
    let literal = !coded.is_empty();
    others.retain(|(_, met)| !(literal && matches!(met.via, Via::Pattern(_))));
    others.sort_by_key(|(at, _)| *at);
    coded.extend(others.into_iter().map(|(_, met)| met));
    coded
}

/// What a code or name of a catalog must be to be what was spelled.
pub(crate) struct Wanted<'s> {
    form: Form,
    layout: &'s Layout,
    is: WantedIs<'s>,
}

enum WantedIs<'s> {
    /// This, letters in either case.
    Text(String),
    /// One with these values from part `first` (0-based) on.
    End { first: usize, fields: &'s [String] },
}

impl<'s> Wanted<'s> {
    /// `None` where a beginning was spelled, which is no code.
    pub(crate) fn of(catalog: &'s Catalog, spelled: &'s Spelled) -> Option<Self> {
        let layout = layout(catalog, spelled.form)?;
        let is = match &spelled.reading {
            Reading::Whole(fields) => WantedIs::Text(layout.write(fields)),
            Reading::Beginning(_) => return None,
            Reading::End { first, fields } => WantedIs::End { first: *first, fields },
        };
        Some(Self { form: spelled.form, layout, is })
    }

    pub(crate) fn is(&self, key: &Key<'_>) -> bool {
        let Some(written) = identifier(key, self.form) else { return false };
        match &self.is {
            WantedIs::Text(text) => written.eq_ignore_ascii_case(text),
            WantedIs::End { first, fields } => {
                // Most codes differ in the last value already.
                fields.last().is_none_or(|last| self.layout.may_end_with(last, written))
                    && self.layout.read(written).is_some_and(|whole| whole[*first..] == fields[..])
            }
        }
    }
}

/// The code or the name.
fn identifier<'k>(key: &'k Key<'_>, form: Form) -> Option<&'k str> {
    match form {
        Form::Code => Some(&key.code),
        Form::Name => key.name.as_deref(),
    }
}

fn hints(asked: &[&(&Catalog, Vec<Spelled>)], text: &str, matches: &[Match<'_>]) -> Vec<Hint> {
    let mut hints = Vec::new();
    let digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let known = text.parse().ok().filter(|&status| digits && status::reason(status).is_some());
    hints.extend(known.map(Hint::HttpStatus));
    for (catalog, spelled) in asked {
        let id = catalog.id().to_owned();
        for spelled in spelled {
            let Some(layout) = layout(catalog, spelled.form)
                .filter(|layout| layout.is_telling() || layout.parts().count() > 1)
            else {
                continue;
            };
            match &spelled.reading {
                Reading::Whole(fields)
                    if matches.is_empty() && !matches!(spelled.via, Via::Decimal { .. }) =>
                {
                    let code = layout.write(fields);
                    hints.push(Hint::Unlisted {
                        catalog: id.clone(),
                        parent: parent(catalog, spelled.form, fields),
                        note: catalog.header().code.prefix_notes(&code).last().map(str::to_owned),
                    });
                }
                Reading::Beginning(fields) => {
                    let members = beginning(catalog, spelled.form, fields).count();
                    if members > 0 {
                        hints.push(Hint::Beginning { catalog: id.clone(), members });
                    }
                }
                Reading::Whole(_) | Reading::End { .. } => {}
            }
        }
    }
    hints.dedup();
    hints
}

/// The entries whose code or name begins with these values.
pub fn members<'a>(catalog: &'a Catalog, form: Form, fields: &[String]) -> Vec<&'a Entry> {
    beginning(catalog, form, fields).map(|key| key.entry()).collect()
}

/// What identifies them.
fn beginning<'a>(
    catalog: &'a Catalog,
    form: Form,
    fields: &[String],
) -> impl Iterator<Item = Key<'a>> {
    let layout = layout(catalog, form);
    catalog.entries().keys().filter(move |key| {
        let whole =
            layout.zip(identifier(key, form)).and_then(|(layout, written)| layout.read(written));
        whole.is_some_and(|whole| whole.starts_with(fields))
    })
}

/// The known parts that a code begins with, as people call them: `services.storage`, `PR400-OD`.
pub(crate) fn parent(catalog: &Catalog, form: Form, fields: &[String]) -> Option<String> {
    (1..fields.len()).rev().find_map(|count| called(catalog, form, &fields[..count]))
}

/// What people call the codes that begin so. Where entries have names, the beginning of the name
/// says more than digits.
pub(crate) fn called(catalog: &Catalog, form: Form, beginning: &[String]) -> Option<String> {
    let first = self::beginning(catalog, form, beginning).next()?;
    let names = catalog.header().name.as_ref().filter(|_| form == Form::Code);
    let name = names.and_then(|names| {
        let parts = names.read(first.name.as_deref()?)?;
        Some(names.write(&parts[..beginning.len()]))
    });
    name.or_else(|| Some(layout(catalog, form)?.write(beginning)))
}

/// The entries nearest to the text by edit distance. Where it has the form of a code, only those
/// of that catalog, and first those with the same beginning.
fn suggestions<'a>(asked: &[&(&'a Catalog, Vec<Spelled>)], text: &str) -> Vec<Found<'a>> {
    let text = text.to_ascii_lowercase();
    let length = text.chars().count();
    let limit = (length / 3).clamp(1, 6);
    let mut near: Vec<(usize, usize, &'a Catalog, Key<'a>)> = Vec::new();
    for (catalog, spelled) in asked {
        for key in catalog.entries().keys() {
            let kin = kinship(catalog, &key, spelled);
            // A text that is much longer or shorter is farther than the limit anyway.
            let reach = if kin > 0 { usize::MAX } else { limit };
            let distance = distance(&key, &text, reach);
            if distance <= limit || kin > 0 {
                near.push((usize::MAX - kin, distance, catalog, key));
            }
        }
    }
    near.sort_by_key(|(kin, distance, ..)| (*kin, *distance));
    let nearest = near.into_iter().take(SUGGESTIONS);
    nearest.map(|(.., catalog, key)| Found { catalog, entry: key.entry() }).collect()
}

/// The least edit distance of a text in small letters from what identifies an entry: code, name,
/// title, and the last part of the first two. What differs by more than `reach` in length alone is
/// not compared.
fn distance(key: &Key<'_>, text: &str, reach: usize) -> usize {
    let length = text.chars().count();
    let in_reach = |form: &&str| form.chars().count().abs_diff(length) <= reach;
    let name = key.name.as_deref();
    let end = |text: &'_ str| text.rfind(['.', '-']).map(|at| at + 1);
    let code_end = end(&key.code).map(|at| &key.code[at..]);
    let forms = [
        Some(&*key.code),
        name,
        key.title.as_deref(),
        name.and_then(|name| end(name).map(|at| &name[at..])),
        code_end.filter(|end| end.parse::<u64>().is_err()),
    ];
    let apart = |form: &str| strsim::osa_distance(&form.to_ascii_lowercase(), text);
    forms.into_iter().flatten().filter(in_reach).map(apart).min().unwrap_or(usize::MAX)
}

/// How many leading parts the entry shares with a whole code that is not listed.
fn kinship(catalog: &Catalog, key: &Key<'_>, spelled: &[Spelled]) -> usize {
    let shared = spelled.iter().filter_map(|spelled| {
        let Reading::Whole(fields) = &spelled.reading else { return None };
        if !matches!(spelled.via, Via::Code | Via::Name | Via::Bare { .. }) {
            return None;
        }
        let whole = layout(catalog, spelled.form)?.read(identifier(key, spelled.form)?)?;
        Some(whole.iter().zip(fields).take_while(|(a, b)| a == b).count())
    });
    shared.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Hint, lookup};
    use crate::catalog::Catalogs;

    fn codes(query: &str) -> Vec<String> {
        let catalogs = Catalogs::embedded();
        let answer = lookup(&catalogs, query);
        answer
            .matches
            .iter()
            .map(|met| format!("{} as {}", met.found.entry.code, met.via))
            .collect()
    }

    #[test]
    fn a_code_in_a_longer_text_is_met() {
        assert_eq!(codes("code=PR400-OD-0001"), ["PR400-OD-0001 as PR400-OD-0001 in the text"]);
        let line = "[error.user.login_failed] - no (0x01010005)";
        assert_eq!(codes(line).len(), 2, "{:?}", codes(line));
        assert_eq!(codes("status=404 took 601 ms"), [""; 0], "bare numbers are no codes in a text");
    }

    #[test]
    fn a_misspelled_code_that_fits_a_pattern_is_told_with_the_code_that_may_be_meant() {
        let catalogs = Catalogs::embedded();
        let near = |query: &str| {
            let answer = lookup(&catalogs, query);
            assert!(!answer.matches.is_empty(), "{query}");
            answer.suggestions.iter().map(|it| it.entry.code.clone()).collect::<Vec<_>>()
        };
        assert_eq!(near("INVALID_PRAMETER"), ["INVALID_PARAMETER"]);
        assert_eq!(near("invalid_parameters"), ["INVALID_PARAMETER"]);
        for query in ["USER_NOT_EXIST", "INVALID_EMAIL", "INVALID_PARAMETER", "601"] {
            assert_eq!(near(query), [""; 0], "{query}");
        }
    }

    #[test]
    fn a_list_with_commas_is_taken_apart_where_each_part_is_a_code() {
        let met = codes("login_failed, 601");
        assert_eq!(
            met,
            ["error.user.login_failed as login_failed in the text", "601 as 601 in the text"]
        );
        assert_eq!(codes("not_connected;not_connected").len(), 2);
        assert_eq!(codes("login_failed,PR400-OD-0001").len(), 2, "names beside codes");
        for query in ["login_failed, whatever", "a,b", ",", "login_failed,", ";601"] {
            assert!(codes(query).len() < 2, "{query} {:?}", codes(query));
        }
        let long = "601,".repeat(49);
        assert_eq!(codes(&long), ["601 as 601 in the text"]);
    }

    #[test]
    fn a_code_is_known_by_its_letters_whatever_stands_between_them() {
        for (query, code) in [
            ("PR400OD0001", "PR400-OD-0001"),
            ("pr400_od_0001", "PR400-OD-0001"),
            ("PR400 OD 0001", "PR400-OD-0001"),
            ("PR400\u{2013}OD\u{2013}0001", "PR400-OD-0001"),
            ("importFailed", "services.storage.import_failed"),
            ("import-failed", "services.storage.import_failed"),
            ("services/storage/import_failed", "services.storage.import_failed"),
            ("error_user_loginFailed", "error.user.login_failed"),
            ("email not found", "E-Mail Not Found"),
            ("Invalid-Parameter", "INVALID_PARAMETER"),
            ("NOT_EXIST", "{RESOURCE}_NOT_EXIST"),
        ] {
            let met = codes(query);
            assert!(met.iter().any(|met| met.contains("spelled otherwise")), "{query} {met:?}");
            let catalogs = Catalogs::embedded();
            let answer = lookup(&catalogs, query);
            let has = |entry: &crate::entry::Entry| {
                [Some(&entry.code), entry.name.as_ref(), entry.title.as_ref()]
                    .contains(&Some(&code.to_owned()))
            };
            assert!(answer.matches.iter().any(|met| has(met.found.entry)), "{query} {met:?}");
        }
        for query in ["failed", "od1", "user", "found", "0001", "invalid"] {
            let met = codes(query);
            assert!(!met.iter().any(|met| met.contains("spelled otherwise")), "{query} {met:?}");
        }
    }

    #[test]
    fn a_number_is_known_as_programs_and_people_write_it() {
        for query in [
            "16,842,757",
            "16 842 757",
            "16842757L",
            "0x0101_0005",
            "0x01010005u",
            "01010005h",
            "\\x01010005",
            "0101 0005",
        ] {
            let met = codes(query);
            assert!(met.len() == 1 && met[0].starts_with("0x01010005 as"), "{query} {met:?}");
        }
        for query in ["errorCode 601", "\"errorCode\": 601", "Error code: 601", "#601"] {
            let met = codes(query);
            assert!(met.len() == 1 && met[0].starts_with("601 as"), "{query} {met:?}");
        }
        assert_eq!(codes("code 404"), [""; 0]);
        assert_eq!(codes("took 601"), [""; 0]);
    }

    #[test]
    fn a_number_is_never_read_as_octal() {
        assert_eq!(codes("0107"), [""; 0]);
        assert_eq!(codes("01010005"), ["0x01010005 as code without 0x"]);
    }

    #[test]
    fn a_literal_code_wins_over_a_pattern() {
        assert_eq!(codes("invalid_parameter"), ["INVALID_PARAMETER as code"]);
        assert_eq!(codes("INVALID_ROOM"), ["INVALID_{RESOURCE} as pattern INVALID_{RESOURCE}"]);
    }

    #[test]
    fn what_is_asked_of_an_unlisted_code_stays_in_its_catalog() {
        let catalogs = Catalogs::embedded();
        let answer = lookup(&catalogs, "0x0101ffff");
        assert!(answer.suggestions.iter().all(|found| found.catalog.id() == "kuzzle"));
        let parent = matches!(&answer.hints[..], [Hint::Unlisted { parent: Some(parent), .. }] if parent == "services.storage");
        assert!(parent, "{:?}", answer.hints);
    }
}
