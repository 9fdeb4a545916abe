//! What the parts of a catalog file say of each other: codes and layouts, fields and parts, names
//! and labels, placeholders and parameters.

use std::collections::{BTreeSet, HashMap};

use super::super::document::{Kind, Node, short};
use super::super::faults::{Faults, Path};
use super::super::patch::Patch;
use super::super::{Catalog, ENTRIES, Header, Placeholders};
use crate::code::{Field, Layout, Part, Reading};
use crate::entry::Entry;
use crate::template::Template;

/// Holds a catalog of its own against itself.
pub(super) fn catalog(file: &Node, catalog: &Catalog, faults: &mut Faults) {
    let root = Path::root();
    texts(file, &root, faults);
    for (key, layout) in
        [("code", Some(&catalog.header().code)), ("name", catalog.header().name.as_ref())]
    {
        if let Some((place, layout)) = file.member(key).zip(layout) {
            parts(place, layout, &root.key(key), faults);
        }
    }
    if !catalog.header().code.is_telling()
        && let Some(pattern) = file.member("code").and_then(|code| code.member("pattern"))
    {
        let message = "such codes have no letter or digit of their own, almost any word could be \
                       one: in texts they are only possible, unless something around them tells";
        faults.warn(pattern, &root.key("code").key("pattern"), message.to_owned());
    }
    evidence(file, catalog.header(), faults);
    let Some(list) = file.member(ENTRIES) else { return };
    let list_path = root.key(ENTRIES);
    let mut seen = Seen::default();
    for (at, (place, entry)) in list.items().iter().zip(catalog.entries()).enumerate() {
        let path = list_path.item(at);
        entry_of(place, entry, catalog.header(), &path, faults);
        seen.add(at, place, entry, &path, faults);
    }
}

/// Holds changes against the catalog that they are made to.
pub(super) fn patch(file: &Node, patch: &Patch, base: &Catalog, faults: &mut Faults) {
    let root = Path::root();
    texts(file, &root, faults);
    let mut header = base.header().clone();
    for member in file.member("labels").map(Node::members).unwrap_or_default() {
        if !header.code.parts().any(|part| part.name == member.key) {
            let known: Vec<_> =
                header.code.parts().map(|part| format!("`{}`", part.name)).collect();
            let message = format!("no such part of a code: expected {}", known.join(", "));
            faults.over(member.at..member.at, &root.key("labels").key(&member.key), message);
        }
    }
    let mut entries: Vec<Entry> = base.entries().iter().cloned().collect();
    patch.head().apply(&mut header, &mut entries);
    let list = file.member(ENTRIES).map(Node::items).unwrap_or_default();
    let list_path = root.key(ENTRIES);
    for (at, (place, amendment)) in list.iter().zip(&patch.entries).enumerate() {
        let path = list_path.item(at);
        let meant = amendment.meant(&entries);
        if let Some(&first) = meant.first() {
            let mut entry = entries[first].clone();
            amendment.amend(&mut entry, &mut Vec::new());
            entry_of(place, &entry, &header, &path, faults);
        } else if let Some(entry) = amendment.entry() {
            entry_of(place, &entry, &header, &path, faults);
            entries.push(entry);
        } else {
            let message = format!(
                "`{}` has no such code, and there is no `message` to make a new entry of it",
                base.id()
            );
            faults.at(place.member("code").unwrap_or(place), &path.key("code"), message);
        }
    }
}

/// Evidence for forms that the codes do not have, or that proves less than it says.
fn evidence(file: &Node, header: &Header, faults: &mut Faults) {
    let Some(evidence) = file.member("evidence") else { return };
    let root = Path::root();
    let path = root.key("evidence");
    let layouts = [("code", Some(&header.code)), ("name", header.name.as_ref())];
    for (key, layout) in layouts {
        let Some(form) = evidence.member(key) else { continue };
        let Some(layout) = layout else {
            faults.at(form, &path.key(key), format!("the file does not say how a {key} looks"));
            continue;
        };
        let alone = form.member("alone").filter(|alone| alone.text() != Some("possible"));
        if let Some(alone) = alone.filter(|_| layout.is_bare()) {
            let message = format!("any word has the look of a {key}: it counts as `possible`");
            faults.warn(alone, &path.key(key).key("alone"), message);
        }
    }
    if let Some(form) = evidence.member("number").filter(|_| header.code.number_bits().is_none()) {
        let message = "codes are no numbers: `number_bits` is missing in `code`".to_owned();
        faults.at(form, &path.key("number"), message);
    }
}

/// Texts that nobody means to write: blanks at their ends, and what could steer a terminal.
fn texts(node: &Node, path: &Path<'_>, faults: &mut Faults) {
    match &node.kind {
        Kind::Text(text) => {
            if let Some(c) = text.chars().find(|&c| c.is_control() && c != '\n') {
                faults.at(node, path, format!("a control character ({})", c.escape_unicode()));
            }
            if text.trim() != text {
                faults.warn(node, path, "blanks at an end of the text".to_owned());
            }
        }
        Kind::List(items) => {
            for (at, item) in items.iter().enumerate() {
                texts(item, &path.item(at), faults);
            }
        }
        Kind::Object(members) => {
            for member in members {
                texts(&member.value, &path.key(&member.key), faults);
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
    }
}

/// The parts of a layout: labels that no value can have, ranges that hold nothing.
fn parts(place: &Node, layout: &Layout, path: &Path<'_>, faults: &mut Faults) {
    let Some(list) = place.member("parts") else { return };
    let list_path = path.key("parts");
    for (at, item) in list.items().iter().enumerate() {
        let path = list_path.item(at);
        let name = item.member("name").and_then(Node::text).unwrap_or_default();
        let Some((order, part)) = layout.parts().enumerate().find(|(_, part)| part.name == name)
        else {
            continue;
        };
        for label in item.member("labels").map(Node::members).unwrap_or_default() {
            if !part.has(&label.key) && !begins(layout, &label.key, order + 1) {
                let message = format!("part `{name}` never has this value");
                faults.over(label.at..label.at, &path.key("labels").key(&label.key), message);
            }
        }
        let ranges = item.member("ranges").map(Node::items).unwrap_or_default();
        for (at, (place, range)) in ranges.iter().zip(&part.ranges).enumerate() {
            let path = path.key("ranges");
            if range.from > range.to {
                let message = format!("`from` is above `to`: {} to {}", range.from, range.to);
                faults.at(place, &path.item(at), message);
            }
            let over =
                |other: &&crate::code::PartRange| other.from <= range.to && range.from <= other.to;
            if let Some(other) = part.ranges[..at].iter().find(over) {
                let message =
                    format!("overlaps with {} to {}, which stands first", other.from, other.to);
                faults.warn(place, &path.item(at), message);
            }
        }
    }
}

/// Whether `key` is the beginning of a code with just `count` parts.
fn begins(layout: &Layout, key: &str, count: usize) -> bool {
    layout.read_any(key).iter().any(|reading| match reading {
        Reading::Whole(fields) | Reading::Beginning(fields) => fields.len() == count,
        Reading::End { .. } => false,
    })
}

/// The place of a field, or of the entry where the field is not there.
fn place<'n>(entry: &'n Node, field: &str) -> &'n Node {
    entry.member(field).unwrap_or(entry)
}

fn entry_of(node: &Node, entry: &Entry, header: &Header, path: &Path<'_>, faults: &mut Faults) {
    code(node, entry, header, path, faults);
    if let Some(name) = &entry.name {
        name_of(node, name, entry, header, path, faults);
    }
    placeholders(node, entry, header, path, faults);
}

fn code(node: &Node, entry: &Entry, header: &Header, path: &Path<'_>, faults: &mut Faults) {
    let layout = &header.code;
    let code_path = path.key("code");
    let at = place(node, "code");
    let Some(values) = layout.read(&entry.code) else {
        if !places(&entry.code) {
            let message = format!(
                "`{}` is not of the pattern `{}`",
                short(&entry.code),
                short(layout.pattern())
            );
            faults.at(at, &code_path, message);
        }
        return;
    };
    let written = layout.write(&values);
    if written != entry.code {
        faults.at(at, &code_path, format!("by its layout this is written `{}`", short(&written)));
    }
    for (order, (part, value)) in layout.parts().zip(&values).enumerate() {
        field(node, entry, part, value, path, faults);
        let wanted = !part.labels.is_empty() || !part.ranges.is_empty();
        if wanted && layout.label(&values, order).is_none() {
            let message =
                format!("part `{}` has labels, but none for `{}`", part.name, short(value));
            faults.warn(at, &code_path, message);
        }
    }
}

/// Whether a code has a well-formed place for anything: `{RESOURCE}_NOT_EXIST`.
pub(in crate::catalog) fn places(code: &str) -> bool {
    let mut rest = code;
    let mut found = false;
    while let Some(open) = rest.find(['{', '}']) {
        let Some((name, behind)) =
            rest[open..].strip_prefix('{').and_then(|rest| rest.split_once('}'))
        else {
            return false;
        };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return false;
        }
        (rest, found) = (behind, true);
    }
    found
}

/// A field that repeats a part of the code.
fn field(
    node: &Node,
    entry: &Entry,
    part: &Part,
    value: &str,
    path: &Path<'_>,
    faults: &mut Faults,
) {
    let (key, said) = match part.field {
        None => return,
        Some(Field::Status) => ("status", entry.status.map(|status| status.to_string())),
        Some(Field::Group) => ("group", entry.group.clone()),
        Some(Field::ErrorType) => ("error_type", entry.error_type.clone()),
    };
    if said.as_deref() == Some(value) {
        return;
    }
    let said = said.map_or("is missing".to_owned(), |said| format!("is `{}`", short(&said)));
    let message = format!("{said}, but part `{}` of the code says `{}`", part.name, short(value));
    faults.at(place(node, key), &path.key(key), message);
}

fn name_of(
    node: &Node,
    name: &str,
    entry: &Entry,
    header: &Header,
    path: &Path<'_>,
    faults: &mut Faults,
) {
    let path = path.key("name");
    let at = place(node, "name");
    let Some(layout) = &header.name else {
        let message = "the file does not say how names look: nobody will find the entry by it";
        faults.warn(at, &path, message.to_owned());
        return;
    };
    let Some(words) = layout.read(name) else {
        let message =
            format!("`{}` is not of the pattern `{}`", short(name), short(layout.pattern()));
        faults.at(at, &path, message);
        return;
    };
    let values = header.code.read(&entry.code).unwrap_or_default();
    for (order, part) in header.code.parts().enumerate().take(values.len()) {
        let word = layout.parts().zip(&words).find(|(other, _)| other.name == part.name);
        let label = header.code.label(&values, order).map(|label| label.text());
        if let (Some((_, word)), Some(label)) = (word, label)
            && word != label
        {
            let message = format!(
                "`{}`, but part `{}` of the code means `{}`",
                short(word),
                part.name,
                short(label)
            );
            faults.at(at, &path, message);
        }
    }
}

fn placeholders(node: &Node, entry: &Entry, header: &Header, path: &Path<'_>, faults: &mut Faults) {
    let braces = |text: &str| Template::new(text, Placeholders::Braces);
    let sources = [
        ("message", Some(Template::new(&entry.message, header.background().placeholders))),
        ("code", places(&entry.code).then(|| braces(&entry.code))),
        ("template", entry.template.as_deref().map(braces)),
    ];
    let mut used = BTreeSet::new();
    let declared: BTreeSet<&str> = entry.parameters.iter().map(|of| of.name.as_str()).collect();
    for (field, template) in &sources {
        for name in template.iter().flat_map(Template::names) {
            if used.insert(name) && !declared.contains(name) {
                let message = format!("placeholder `{}` is not among the parameters", short(name));
                faults.at(place(node, field), &path.key(field), message);
            }
        }
    }
    let list = node.member("parameters").map(Node::items).unwrap_or_default();
    let list_path = path.key("parameters");
    let mut seen = BTreeSet::new();
    // Where messages have no placeholders, parameters are those of the payload.
    let has_places =
        header.background().placeholders != Placeholders::None || entry.template.is_some();
    for (at, item) in list.iter().enumerate() {
        let name = item.member("name").and_then(Node::text).unwrap_or_default();
        if !seen.insert(name) {
            faults.at(
                item,
                &list_path.item(at),
                format!("parameter `{}` stands twice", short(name)),
            );
        } else if has_places && !used.contains(name) {
            let message = format!("parameter `{}` has no place in the message", short(name));
            faults.warn(item, &list_path.item(at), message);
        }
    }
}

/// Entries that were seen, to find those that stand twice.
#[derive(Default)]
struct Seen {
    first: HashMap<(String, Option<u16>), (usize, String)>,
}

impl Seen {
    fn add(&mut self, at: usize, node: &Node, entry: &Entry, path: &Path<'_>, faults: &mut Faults) {
        let key = (entry.code.to_ascii_lowercase(), entry.status);
        let (first, message) = self.first.entry(key).or_insert_with(|| (at, entry.message.clone()));
        if *first == at {
            return;
        }
        let (code, path) = (short(&entry.code), path.key("code"));
        if *message == entry.message {
            let told = format!(
                "`{code}` stands twice with one status and message: first in entries[{first}]"
            );
            faults.at(place(node, "code"), &path, told);
        } else {
            let told = format!("`{code}` stands twice with one status: first in entries[{first}]");
            faults.warn(place(node, "code"), &path, told);
        }
    }
}
