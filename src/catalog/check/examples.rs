//! The examples of a catalog file, run: what they say is found, and what is not.

use super::super::document::Node;
use super::super::faults::{Faults, Path};
use super::super::{Catalog, Catalogs};
use crate::response;
use crate::scan::{Confidence, Scanner};

/// Runs the examples that stand in `file`, for the catalog as it is with the file.
pub(super) fn run(file: &Node, catalog: &Catalog, faults: &mut Faults) {
    let Some(examples) = file.member("examples") else { return };
    let root = Path::root();
    let path = root.key("examples");
    let alone = Catalogs { list: vec![catalog.clone()] };
    let scanner = Scanner::new(&alone).at_least(Confidence::Possible);
    let lines = |key: &str| examples.member(key).map(Node::items).unwrap_or_default();
    let list = path.key("matches");
    for (at, place) in lines("matches").iter().enumerate() {
        let message = match found(place, &alone, &scanner) {
            Some((_, Confidence::Likely | Confidence::Certain)) => continue,
            Some((code, Confidence::Possible)) => {
                format!("`{code}` is only possible here: expected something around it that tells")
            }
            None => format!("no error of `{}` is found here", catalog.id()),
        };
        faults.at(place, &list.item(at), message);
    }
    let list = path.key("ignores");
    for (at, place) in lines("ignores").iter().enumerate() {
        if let Some((code, Confidence::Likely | Confidence::Certain)) =
            found(place, &alone, &scanner)
        {
            faults.at(place, &list.item(at), format!("`{code}` is found here: expected nothing"));
        }
    }
}

/// The surest error of the catalog in a line, be it a log or the body of an answer.
fn found(place: &Node, alone: &Catalogs, scanner: &Scanner<'_>) -> Option<(String, Confidence)> {
    let text = place.text()?;
    let response = response::read(text.as_bytes());
    let in_body = response::errors(&response, response.status, alone)
        .into_iter()
        .find(|error| alone.named(error.source.id()).is_some());
    if let Some(error) = in_body {
        return Some((error.code, Confidence::Certain));
    }
    let findings = scanner.scan(text.as_bytes());
    let surest = findings.into_iter().max_by_key(|finding| finding.confidence)?;
    Some((surest.code.into_owned(), surest.confidence))
}
