//! The manifest of a Kuzzle plug-in: `{"name": …, "errors": {NAME: {"code", "message", "class"}}}`.
//! It becomes a file that patches the catalog of Kuzzle, whose own entries say which status a class
//! has.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::document::{Kind, Node, short};
use super::made::{declare, finish, merged};
use super::pattern::is_code;
use super::{ImportError, ImportOptions, Imported, Left, Lines, Row, json};
use crate::catalog::{Catalogs, write};
use crate::entry::Entry;

/// The catalog that plug-ins add to.
const BASE: &str = "kuzzle";
/// The domain of plug-ins.
const DOMAIN: u64 = 0x04;

#[derive(Serialize)]
struct Head {
    patches: &'static str,
    notes: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<&'static str, BTreeMap<String, String>>,
}

pub(super) fn import(
    text: &str,
    options: &ImportOptions,
    known: &Catalogs,
) -> Result<Imported, ImportError> {
    let file = json(text)?;
    let errors = file.member("errors").filter(|errors| matches!(errors.kind, Kind::Object(_)));
    let errors = errors.ok_or_else(|| {
        ImportError::form(
            1,
            "no `errors`: expected the manifest of a plug-in, an object with `name` and `errors`",
        )
    })?;
    let plugin = file.member("name").and_then(Node::text).unwrap_or(&options.id);
    let base = known
        .named(BASE)
        .ok_or_else(|| ImportError::Wrong(format!("there is no catalog `{BASE}` to add to")))?;
    let status = |class: &str| {
        base.entries().iter().find(|entry| entry.error_type.as_deref() == Some(class))?.status
    };
    let lines = Lines::of(text);
    let mut left = Vec::new();
    let mut rows = Vec::new();
    for member in errors.members() {
        let line = lines.number(member.at);
        let told = |key: &str| member.value.member(key).and_then(Node::text).map(str::to_owned);
        let code = member.value.member("code").and_then(|code| match &code.kind {
            Kind::Number(number) => number.as_u64().filter(|number| (1..=0xffff).contains(number)),
            _ => None,
        });
        let name = format!("plugin.{plugin}.{}", member.key);
        let (Some(code), true) = (code, is_code(&name)) else {
            let reason =
                "expected a `code` from 1 to 65535 and a name of letters, digits, `_`, `-`";
            left.push(Left::new(line, format!("`{}`: {reason}", short(&member.key))));
            continue;
        };
        let class = told("class");
        let found = class.as_deref().and_then(status);
        if let Some(class) = class.as_deref().filter(|_| found.is_none()) {
            let reason = format!("the status of class `{}` is not known: left out", short(class));
            left.push(Left::new(line, reason));
        }
        let (message, template) = match (told("message"), told("description")) {
            (Some(sent), Some(description)) => (description, Some(braced(&sent))),
            (Some(sent), None) => {
                let template = braced(&sent);
                let filled = template != sent;
                (sent, filled.then_some(template))
            }
            (None, description) => (description.unwrap_or_default(), None),
        };
        let number = DOMAIN << 24 | u64::from(options.plugin_code) << 16 | code;
        let mut entry = Entry {
            code: format!("0x{number:08x}"),
            name: Some(name),
            status: found,
            message: message.trim().to_owned(),
            group: Some(format!("plugin.{plugin}")),
            error_type: class,
            template,
            ..Entry::default()
        };
        declare(&mut entry, "none");
        rows.extend(Row::new(line, entry, &mut left));
    }
    let mut labels = BTreeMap::new();
    // Subdomain 0 is shared by all plug-ins without a number of their own: it has no name.
    if options.plugin_code > 0 {
        let prefix = format!("0x04{:02x}", options.plugin_code);
        labels.insert("subdomain", BTreeMap::from([(prefix, plugin.to_owned())]));
    }
    let rows = merged(rows, &mut left);
    finish(rows, left, known, |rows| {
        let notes = vec![format!("Errors of the plug-in {plugin}, from {}.", options.source)];
        let head = Head { patches: BASE, notes, labels: labels.clone() };
        let entries: Vec<&Entry> = rows.iter().map(|row| &row.entry).collect();
        write::file(&head, &entries)
    })
}

/// A message with `%s` in it, with `{0}`, `{1}` in their places.
fn braced(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut count = 0;
    let mut chars = message.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('%', Some('s' | 'd' | 'i' | 'f' | 'j' | 'o' | 'O')) => {
                chars.next();
                out.push_str(&format!("{{{count}}}"));
                count += 1;
            }
            ('%', Some('%')) => {
                chars.next();
                out.push('%');
            }
            _ => out.push(c),
        }
    }
    out
}
