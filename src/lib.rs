//! Error catalogs of REST systems: look codes up, decode, search, explain and find them in text.

pub mod catalog;
pub mod challenge;
#[cfg(feature = "cli")]
pub mod cli;
pub mod code;
pub mod decode;
pub mod entry;
pub mod evidence;
pub mod explain;
pub mod export;
pub mod lookup;
pub mod payload;
pub mod response;
pub mod scan;
pub mod search;
pub mod status;
pub mod steering;
pub mod template;
