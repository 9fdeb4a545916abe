//! What is said of errors whose payload contradicts itself, or that no catalog lists.

use std::fmt::Write as _;

use crate::catalog::Catalog;
use crate::code::Form;
use crate::entry::Entry;
use crate::lookup::parent;
use crate::response::shape::Shaped;

/// Says where name and code of a payload are not of one error.
pub(super) fn contradictions(
    notes: &mut Vec<String>,
    shaped: &Shaped,
    named: &[&Entry],
    coded: &[&Entry],
) {
    let (Some(name), Some(code)) = (&shaped.name, &shaped.code) else { return };
    let written = match &shaped.number {
        Some(number) => format!("{number} ({code})"),
        None => code.clone(),
    };
    match (named.first(), coded.first()) {
        (Some(named), Some(coded)) if named.code != coded.code => notes.push(format!(
            "Name and code contradict each other: `{name}` is {}, but the code is {written}{}. The name counts.",
            named.code,
            coded.name.as_deref().map(|name| format!(", `{name}`")).unwrap_or_default(),
        )),
        (Some(named), None) if named.code != *code => notes.push(format!(
            "Name and code contradict each other: `{name}` is {}, but the code is {written}, which is not listed. The name counts.",
            named.code,
        )),
        (None, Some(coded)) => notes.push(format!(
            "The code {written} is `{}` in the catalog, but the name is another one: numbers of errors that applications or other versions define may collide. The name counts.",
            coded.name.as_deref().unwrap_or(&coded.code),
        )),
        _ => {}
    }
}

/// What is known of a code that is not listed.
pub(super) fn unlisted(catalog: &Catalog, code: Option<&str>, name: Option<&str>) -> String {
    let header = catalog.header();
    let shown = name.or(code).unwrap_or_default();
    let mut text =
        format!("`{shown}` has the form of a code of {}, but is not documented", header.title);
    let of_name = || {
        let fields = header.name.as_ref()?.read(name?)?;
        parent(catalog, Form::Name, &fields)
    };
    let of_code = || parent(catalog, Form::Code, &header.code.read(code?)?);
    if let Some(parent) = of_name().or_else(of_code) {
        let _ = write!(text, "; it belongs to `{parent}`");
    }
    text.push('.');
    if let Some(note) = code.and_then(|code| header.code.prefix_notes(code).last()) {
        let _ = write!(text, " {note}");
    }
    text
}
