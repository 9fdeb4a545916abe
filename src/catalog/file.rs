//! A user's catalog file: read whole, and every fault of its form told.

use serde::Deserialize;
use serde_json::Value;

use super::check::form;
use super::document::Node;
use super::faults::{Fault, Faults, Path};
use super::patch::Patch;
use super::{Catalog, CatalogError, Entries, Header};
use crate::code::Layout;

/// What a file is.
pub(super) enum Content {
    /// A catalog of its own.
    Catalog(Box<Catalog>),
    /// Changes to another.
    Patch(Box<Patch>),
}

/// Reads a catalog of its own.
pub(super) fn catalog(text: &str) -> Result<Catalog, CatalogError> {
    match read(text)? {
        (_, Content::Catalog(catalog)) => Ok(*catalog),
        (node, Content::Patch(patch)) => {
            let mut faults = Faults::default();
            let message = format!("changes the catalog `{}` and is none of its own", patch.patches);
            faults.at(
                node.member("patches").unwrap_or(&node),
                &Path::root().key("patches"),
                message,
            );
            Err(CatalogError { faults: faults.told(text) })
        }
    }
}

/// Reads a file as far as it can be used: its form is right and its layouts can be told apart.
pub(super) fn read(text: &str) -> Result<(Node, Content), CatalogError> {
    let mut faults = Faults::default();
    let read = document(text, &mut faults).and_then(|node| {
        form::check(&node, &mut faults);
        let content = if faults.has_errors() { None } else { content(&node, &mut faults) };
        content.map(|content| (node, content))
    });
    read.ok_or_else(|| CatalogError { faults: faults.told(text) })
}

/// The text as a tree. A byte order mark in front is passed over, as editors write it.
fn document(text: &str, faults: &mut Faults) -> Option<Node> {
    match Node::read(text) {
        Ok(node) => Some(node),
        Err(fault) => {
            faults.over(fault.at..fault.at, &Path::root(), fault.message);
            None
        }
    }
}

/// What a file of the right form says. The layouts are read first: they alone can still be wrong.
fn content(node: &Node, faults: &mut Faults) -> Option<Content> {
    let root = Path::root();
    let mut value = node.value();
    if value.get("patches").is_some() {
        let patch = Patch::deserialize(value).map_err(|fault| fault.to_string());
        return patch
            .map_err(|message| faults.at(node, &root, message))
            .ok()
            .map(|patch| Content::Patch(Box::new(patch)));
    }
    for key in ["code", "name"] {
        if let (Some(layout), Some(place)) = (value.get(key), node.member(key))
            && let Err(fault) = Layout::deserialize(layout)
        {
            let path = root.key(key);
            let pattern = place.member("pattern").unwrap_or(place);
            faults.at(pattern, &path.key("pattern"), fault.to_string());
        }
    }
    if faults.has_errors() {
        return None;
    }
    let entries = value.as_object_mut().and_then(|members| members.remove(super::ENTRIES));
    let entries = serde_json::json!({ "entries": entries.unwrap_or(Value::Null) });
    let header = Header::deserialize(value);
    let read = header.and_then(|header| Ok((header, Entries::deserialize(entries)?.entries)));
    match read {
        Ok((header, entries)) => Some(Content::Catalog(Box::new(Catalog::new(header, entries)))),
        Err(fault) => {
            faults.at(node, &root, fault.to_string());
            None
        }
    }
}

/// Turns the bytes of a file into text.
///
/// # Errors
/// The place of the first byte that is not UTF-8.
pub(super) fn text(mut bytes: Vec<u8>) -> Result<String, Fault> {
    const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    String::from_utf8(bytes).map_err(|fault| {
        let good = fault.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&fault.as_bytes()[..good]).into_owned();
        let mut faults = Faults::default();
        faults.over(good..good, &Path::root(), "not UTF-8 from here on".to_owned());
        faults.told(&before).remove(0)
    })
}
