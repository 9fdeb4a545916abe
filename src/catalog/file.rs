//! A user's catalog file: read whole, and every fault of its form told.

use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Map;

use super::check::{form, quick};
use super::document::Node;
use super::entries::Entries;
use super::faults::{Fault, Faults, Path};
use super::patch::Patch;
use super::{Catalog, CatalogError, ENTRIES, Header};
use crate::code::Layout;
use crate::entry::Entry;

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

/// Reads a file to use it, without looking at every place in it, as long as nothing in it is wrong:
/// of a large one it takes a fifth of the time.
pub(super) fn used(text: String) -> Result<Content, CatalogError> {
    if let Some(quick) = quick::read(&text)
        && let Ok((_, Content::Catalog(mut catalog))) = read(&quick.rest)
    {
        catalog.entries = OnceLock::from(Entries::of_user(text, quick));
        return Ok(Content::Catalog(catalog));
    }
    read(&text).map(|(_, content)| content)
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
    if node.member("patches").is_some() {
        let patch = Patch::deserialize(node.value()).map_err(|fault| fault.to_string());
        return patch
            .map_err(|message| faults.at(node, &root, message))
            .ok()
            .map(|patch| Content::Patch(Box::new(patch)));
    }
    for key in ["code", "name"] {
        if let Some(place) = node.member(key)
            && let Err(fault) = Layout::deserialize(place.value())
        {
            let path = root.key(key);
            let pattern = place.member("pattern").unwrap_or(place);
            faults.at(pattern, &path.key("pattern"), fault.to_string());
        }
    }
    let told =
        node.members().iter().filter(|member| !matches!(member.key.as_str(), ENTRIES | "$comment"));
    let head: Map<_, _> = told.map(|member| (member.key.clone(), member.value.value())).collect();
    let header = match Header::of_fields(head) {
        Ok(header) if !faults.has_errors() => header,
        Ok(_) => return None,
        Err(fault) => {
            if !faults.has_errors() {
                faults.at(node, &root, fault.to_string());
            }
            return None;
        }
    };
    // One at a time: a large file stands in memory once, not as often as there are forms of it.
    let mut entries = Vec::new();
    let list = root.key(ENTRIES);
    for (at, place) in node.member(ENTRIES).map(Node::items).unwrap_or_default().iter().enumerate()
    {
        match Entry::deserialize(place.value()) {
            Ok(entry) => entries.push(entry),
            Err(fault) => faults.at(place, &list.item(at), fault.to_string()),
        }
    }
    (!faults.has_errors()).then(|| Content::Catalog(Box::new(Catalog::new(header, entries))))
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
