//! What is a code made of? Fields with labels, all equivalent forms and the neighbours; for codes
//! that no catalog lists as well.

use std::borrow::Cow;

use crate::catalog::{Catalog, Catalogs, Header};
use crate::code::{
    Fields, Form, Label, Layout, PartRange, Reading as CodeReading, Spelled, Via, clean,
};
use crate::code::{pattern_captures, spellings};
use crate::entry::Entry;
use crate::lookup::{self, Wanted, members};

/// Texts longer than this many bytes are no codes.
const LONGEST: usize = 200;

/// What a query was decoded to.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The query as it was asked.
    pub query: String,
    /// Every way to take it apart, the plainest first.
    pub readings: Vec<Reading<'a>>,
}

/// One way to take a code apart.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The catalog whose codes look so.
    pub catalog: &'a Catalog,
    /// How the query was read.
    pub via: Via,
    /// Whether it is a whole code, not only the beginning of one.
    pub whole: bool,
    /// The parts in their order.
    pub fields: Vec<FieldValue>,
    /// The same code in every form, by the name of the form: `hex`, `decimal`, `name`.
    pub forms: Vec<(&'static str, String)>,
    /// The entries with this code; those that begin so, where it is a beginning.
    pub entries: Vec<&'a Entry>,
    /// The entries of the same group, this code left out.
    pub neighbours: Vec<&'a Entry>,
    /// What the neighbours have in common: `services.storage`, `users (201 to 224)`.
    pub group: Option<String>,
    /// What else is known of such a code.
    pub note: Option<String>,
}

/// A part of a code with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldValue {
    /// The name of the part.
    pub name: String,
    /// The value: as it stands in the code, with `0x` in front where it is a hex number.
    pub value: String,
    /// What the value means.
    pub label: Option<String>,
}

/// Takes a code apart, in every spelling, listed or not.
///
/// ```
/// use errcode::{catalog::Catalogs, decode::decode};
///
/// let catalogs = Catalogs::embedded();
/// let decoded = decode(&catalogs, "services.storage.not_found");
/// assert_eq!(decoded.readings[0].forms[0], ("hex", "0x0101000b".to_owned()));
/// ```
pub fn decode<'a>(catalogs: &'a Catalogs, query: &str) -> Decoded<'a> {
    let text = clean(query);
    let mut decoded = Decoded { query: query.to_owned(), readings: Vec::new() };
    if text.is_empty() || text.len() > LONGEST {
        return decoded;
    }
    for catalog in catalogs {
        for spelled in spellings(catalog.header(), text) {
            decoded.readings.extend(read(catalog, &spelled, text));
        }
        decoded.readings.extend(range(catalog, text));
    }
    let known = decoded.readings.iter().any(|reading| !reading.forms.is_empty());
    if !known {
        // Neither a code nor a part of one by its form: a heading, or a code with an own form.
        for found in lookup::lookup(catalogs, query).matches {
            let text = &found.found.entry.code;
            let spelled = spellings(found.found.catalog.header(), text).into_iter().next();
            let reading = spelled
                .and_then(|spelled| read(found.found.catalog, &spelled, text).into_iter().next());
            decoded.readings.extend(reading.map(|reading| Reading { via: found.via, ..reading }));
        }
    }
    decoded
        .readings
        .sort_by_key(|reading| (reading.entries.is_empty(), lookup::rank(&reading.via)));
    decoded
}

fn read<'a>(catalog: &'a Catalog, spelled: &Spelled, text: &str) -> Vec<Reading<'a>> {
    match &spelled.reading {
        CodeReading::Whole(fields) => whole(catalog, spelled, fields, text).into_iter().collect(),
        CodeReading::Beginning(fields) => beginning(catalog, spelled, fields).into_iter().collect(),
        CodeReading::End { .. } => {
            let Some(wanted) = Wanted::of(catalog, spelled) else { return Vec::new() };
            let ends = catalog.entries().keys().filter(|key| wanted.is(key));
            ends.filter_map(|key| {
                let fields = catalog.header().code.read(&key.code)?;
                let code = Spelled {
                    form: Form::Code,
                    reading: CodeReading::Whole(fields.clone()),
                    via: spelled.via.clone(),
                };
                whole(catalog, &code, &fields, &key.code)
            })
            .collect()
        }
    }
}

fn whole<'a>(
    catalog: &'a Catalog,
    spelled: &Spelled,
    fields: &Fields,
    text: &str,
) -> Option<Reading<'a>> {
    let header = catalog.header();
    let (code, name) = match spelled.form {
        Form::Code => (Some(fields.clone()), name_of(catalog, fields)),
        Form::Name => {
            (code_of(catalog, fields), header.name.as_ref().map(|name| name.write(fields)))
        }
    };
    let listed: Vec<&Entry> = match &code {
        Some(code) => {
            let written = header.code.write(code);
            let (mut literal, mut patterns) = (Vec::new(), Vec::new());
            for key in catalog.entries().keys() {
                if key.code.eq_ignore_ascii_case(&written) {
                    literal.push(key.entry());
                } else if pattern_captures(&key.code, text).is_some() {
                    patterns.push(key.entry());
                }
            }
            if literal.is_empty() { patterns } else { literal }
        }
        None => Vec::new(),
    };
    let values = code.clone().unwrap_or_default();
    let labels = (0..values.len()).map(|at| header.code.label(&values, at));
    let labelled = labels.clone().any(|label| label.is_some());
    // A word or a number that could be anything is a code only where the catalog knows of it.
    let meant = header.code.is_telling() || header.code.parts().count() > 1;
    if listed.is_empty() && !meant && !labelled {
        return None;
    }
    let fields = match &code {
        Some(code) => field_values(header, code, name.as_deref()),
        None => name_fields(header, fields),
    };
    let (neighbours, group) = neighbours(catalog, code.as_deref(), spelled, &listed);
    let written = code.as_ref().map(|code| header.code.write(code));
    let note = match (&listed[..], &written, &name) {
        ([], Some(code), _) => Some(unlisted_note(header, code)),
        ([], None, Some(_)) => {
            Some("no such name in this catalog; its number cannot be told".to_owned())
        }
        _ => None,
    };
    Some(Reading {
        catalog,
        via: spelled.via.clone(),
        whole: true,
        fields: with_captures(fields, &listed, written.as_deref().unwrap_or(text)),
        forms: forms(&header.code, code.as_deref(), name),
        entries: listed,
        neighbours,
        group,
        note,
    })
}

fn unlisted_note(header: &Header, code: &str) -> String {
    let known: Vec<_> = header.code.prefix_notes(code).collect();
    let mut note = "not listed in this catalog".to_owned();
    for text in known {
        note.push_str(". ");
        note.push_str(text.trim_end_matches('.'));
    }
    note
}

fn beginning<'a>(catalog: &'a Catalog, spelled: &Spelled, fields: &Fields) -> Option<Reading<'a>> {
    let header = catalog.header();
    let entries = members(catalog, spelled.form, fields);
    let (values, written) = match spelled.form {
        Form::Code => (field_values(header, fields, None), header.code.write(fields)),
        Form::Name => (name_fields(header, fields), header.name.as_ref()?.write(fields)),
    };
    let labelled = values.iter().any(|field| field.label.is_some());
    if entries.is_empty() && !labelled {
        return None;
    }
    let form = match spelled.form {
        Form::Code => "code",
        Form::Name => "name",
    };
    let note = header.code.prefix_notes(&written).last().map(str::to_owned);
    Some(Reading {
        catalog,
        via: spelled.via.clone(),
        whole: false,
        fields: values,
        forms: vec![(form, written)],
        neighbours: entries.clone(),
        entries,
        group: lookup::called(catalog, spelled.form, fields),
        note,
    })
}

/// A range of numbers, by its label or its ends: `requests`, `600-619`.
fn range<'a>(catalog: &'a Catalog, text: &str) -> Option<Reading<'a>> {
    let part = catalog.header().code.parts().next()?;
    let called = |range: &&PartRange| {
        range.label.eq_ignore_ascii_case(text) || format!("{}-{}", range.from, range.to) == text
    };
    let range = part.ranges.iter().find(called)?;
    let entries = in_range(catalog, range);
    let value = format!("{} to {}", range.from, range.to);
    Some(Reading {
        catalog,
        via: Via::Code,
        whole: false,
        fields: vec![FieldValue { name: part.name.clone(), value, label: None }],
        forms: vec![("code", range.label.clone())],
        neighbours: entries.clone(),
        entries,
        group: Some(range.label.clone()),
        note: None,
    })
}

fn in_range<'a>(catalog: &'a Catalog, range: &PartRange) -> Vec<&'a Entry> {
    let inside =
        |entry: &&Entry| entry.code.parse().is_ok_and(|n| (range.from..=range.to).contains(&n));
    catalog.entries().iter().filter(inside).collect()
}

/// The name that a code has in the catalog.
fn name_of(catalog: &Catalog, fields: &[String]) -> Option<String> {
    let code = catalog.header().code.write(fields);
    let listed = catalog.entries().keys().find(|key| key.code.eq_ignore_ascii_case(&code))?;
    listed.name.map(Cow::into_owned)
}

/// The code of a name that the catalog lists.
fn code_of(catalog: &Catalog, name: &[String]) -> Option<Fields> {
    let header = catalog.header();
    let written = header.name.as_ref()?.write(name);
    let listed = catalog
        .entries()
        .keys()
        .find(|key| key.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(&written)))?;
    header.code.read(&listed.code)
}

fn field_values(header: &Header, fields: &[String], name: Option<&str>) -> Vec<FieldValue> {
    let names = header.name.as_ref();
    let named = names.zip(name).and_then(|(names, name)| names.read(name));
    let prefix = if header.code.number_bits().is_some() { "0x" } else { "" };
    let parts = header.code.parts().zip(fields).enumerate();
    parts
        .map(|(at, (part, value))| {
            let label = header.code.label(fields, at).map(|label| match label {
                Label::Value(text) => text.to_owned(),
                Label::Range(range) if range.from == range.to => range.label.clone(),
                Label::Range(range) => format!("{} ({} to {})", range.label, range.from, range.to),
            });
            let same =
                names.and_then(|names| names.parts().position(|other| other.name == part.name));
            let label = label.or_else(|| Some(named.as_ref()?[same?].clone()));
            FieldValue { name: part.name.clone(), value: format!("{prefix}{value}"), label }
        })
        .collect()
}

/// The parts of a name, each with the code's value of that label.
fn name_fields(header: &Header, name: &[String]) -> Vec<FieldValue> {
    let Some(names) = &header.name else { return Vec::new() };
    let mut code = Fields::new();
    let parts = names.parts().zip(name);
    parts
        .map(|(part, value)| {
            let number =
                header.code.parts().nth(code.len()).filter(|other| other.name == part.name);
            let known = number.and_then(|number| {
                number.labels.iter().find_map(|(key, label)| {
                    let mut with = code.clone();
                    with.push(key[key.len().saturating_sub(number.length().1)..].to_owned());
                    let text = header.code.label(&with, code.len())?.text();
                    (label == value && text == value).then_some(with)
                })
            });
            let label = known.map(|known| {
                code = known;
                format!("0x{}", code[code.len() - 1])
            });
            FieldValue { name: part.name.clone(), value: value.clone(), label }
        })
        .collect()
}

/// What stands in a code, as it is written, where an entry has places for anything.
fn with_captures(mut fields: Vec<FieldValue>, listed: &[&Entry], code: &str) -> Vec<FieldValue> {
    for entry in listed {
        for (name, value) in pattern_captures(&entry.code, code).unwrap_or_default() {
            let label = Some(format!("in {}", entry.code));
            fields.push(FieldValue { name, value, label });
        }
    }
    fields
}

fn forms(
    layout: &Layout,
    code: Option<&[String]>,
    name: Option<String>,
) -> Vec<(&'static str, String)> {
    let mut forms = Vec::new();
    if let Some(code) = code {
        let written = layout.write(code);
        match (layout.number(code), layout.number_bits()) {
            (Some(number), Some(bits)) => {
                forms.push(("hex", written));
                forms.push(("decimal", number.to_string()));
                let shift = 64 - u32::from(bits);
                let signed = (number << shift).cast_signed() >> shift;
                forms.push(("signed_decimal", signed.to_string()));
            }
            _ => forms.push(("code", written)),
        }
    }
    forms.extend(name.map(|name| ("name", name)));
    forms
}

/// The other entries that share all parts but the last, or the range that the number falls in.
fn neighbours<'a>(
    catalog: &'a Catalog,
    code: Option<&[String]>,
    spelled: &Spelled,
    listed: &[&'a Entry],
) -> (Vec<&'a Entry>, Option<String>) {
    let others = |entry: &&'a Entry| !listed.iter().any(|known| std::ptr::eq(*known, *entry));
    let CodeReading::Whole(fields) = &spelled.reading else { return (Vec::new(), None) };
    let header = catalog.header();
    let (form, fields) = match code {
        Some(code) => (Form::Code, code),
        None => (spelled.form, fields.as_slice()),
    };
    let last = fields.len() - 1;
    if last > 0 {
        let kin = members(catalog, form, &fields[..last]).into_iter().filter(others).collect();
        let group = lookup::parent(catalog, form, fields);
        return (kin, group);
    }
    let Some(Label::Range(range)) = header.code.label(fields, 0) else { return (Vec::new(), None) };
    let kin = in_range(catalog, range).into_iter().filter(others).collect();
    (kin, Some(range.label.clone()))
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::catalog::Catalogs;

    fn forms(query: &str) -> Vec<Vec<(&'static str, String)>> {
        let catalogs = Catalogs::embedded();
        decode(&catalogs, query).readings.into_iter().map(|reading| reading.forms).collect()
    }

    #[test]
    fn a_range_is_listed_by_its_label_and_by_its_ends() {
        let catalogs = Catalogs::embedded();
        for text in ["requests", "600-619"] {
            let decoded = decode(&catalogs, text);
            assert_eq!(decoded.readings.len(), 1, "{text}");
            assert_eq!(decoded.readings[0].entries.len(), 20, "{text}");
            assert_eq!(decoded.readings[0].group.as_deref(), Some("requests"));
        }
    }

    #[test]
    fn every_form_of_every_number_leads_to_the_same_reading() {
        let catalogs = Catalogs::embedded();
        let mut seen = 0;
        for catalog in
            catalogs.iter().filter(|catalog| catalog.header().code.number_bits().is_some())
        {
            for entry in catalog.entries() {
                let first = &decode(&catalogs, &entry.code).readings[0].forms;
                for (form, text) in first {
                    let again = decode(&catalogs, text);
                    let same = again.readings.iter().any(|reading| reading.forms == *first);
                    assert!(same, "{}: {form} {text}", entry.code);
                }
                seen += 1;
            }
        }
        assert_eq!(seen, 209);
    }

    #[test]
    fn what_a_code_has_in_its_places_is_written_as_its_forms_are() {
        let catalogs = Catalogs::embedded();
        for text in ["user_not_exist", "0x04050679496_NOT_EXIST"] {
            let first = &decode(&catalogs, text).readings[0];
            let again = &decode(&catalogs, &first.forms[0].1).readings[0];
            assert_eq!((&first.forms, &first.fields), (&again.forms, &again.fields), "{text}");
        }
    }

    #[test]
    fn a_negative_number_is_the_upper_half_of_the_range() {
        let readings = forms("-2147483648");
        assert_eq!(readings[0][0], ("hex", "0x80000000".to_owned()));
        assert_eq!(readings[0][2], ("signed_decimal", "-2147483648".to_owned()));
        assert!(forms("-2147483649").is_empty());
    }

    #[test]
    fn a_beginning_lists_its_members() {
        let catalogs = Catalogs::embedded();
        for (query, count) in
            [("0x0103", 4), ("services.cache", 4), ("PR415", 1), ("error.server", 5)]
        {
            let decoded = decode(&catalogs, query);
            let listed = decoded.readings.iter().find(|reading| !reading.whole);
            assert_eq!(listed.map(|reading| reading.entries.len()), Some(count), "{query}");
        }
    }

    #[test]
    fn a_code_that_no_catalog_lists_has_neighbours_and_a_note() {
        let catalogs = Catalogs::embedded();
        let decoded = decode(&catalogs, "0x04001234");
        let note = decoded.readings[0].note.clone().unwrap_or_default();
        assert!(note.contains("plug-in"), "{note}");
        let decoded = decode(&catalogs, "0x0101ffff");
        assert_eq!(decoded.readings[0].group.as_deref(), Some("services.storage"));
        assert!(!decoded.readings[0].neighbours.is_empty());
    }
}
