//! Every answer for people. Renderers take a writer, the value and the width; color is always
//! written and taken out at the edge.

mod catalogs;
mod decode;
mod entry;
mod explain;
mod export;
mod list;
mod lookup;
mod marks;
mod paint;
mod scan;
mod search;
mod secrets;
mod snippet;
mod summary;

pub(crate) use catalogs::{catalogs, check};
pub(crate) use decode::decode;
pub(crate) use explain::explain;
pub(crate) use export::export_formats;
pub(crate) use list::{list, no_entry};
pub(crate) use lookup::lookup;
pub(crate) use paint::counted;
pub use paint::{is_steering, shown};
pub(crate) use scan::{Around, Explain, MatchingLines, PassThrough, Style};
pub(crate) use search::search;
pub(crate) use summary::summary;
