//! What is known of a query beside the entries that it can stand for.

use super::Match;
use super::wanted::{identifier, layout};
use crate::catalog::{Catalog, Key};
use crate::code::{Form, Reading, Spelled, Via};
use crate::entry::Entry;
use crate::status;

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

pub(super) fn hints(
    asked: &[&(&Catalog, Vec<Spelled>)],
    text: &str,
    matches: &[Match<'_>],
) -> Vec<Hint> {
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
