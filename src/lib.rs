//! Error catalogs of REST systems: look codes up, decode, search, explain and find them in text.
//!
//! The crate is the library behind the program `errcode`. It carries the catalogs of five systems,
//! takes any of your own as data, reads nothing but what it is given, and returns values: it never
//! prints, opens no connection, and panics on no input.
//!
//! ```toml
//! [dependencies]
//! errcode = { version = "0.1", default-features = false } # without the command line
//! ```
//!
//! # Look a code up
//!
//! In any spelling, in every catalog; what was met and why is in the answer.
//!
//! ```
//! use errcode::catalog::Catalogs;
//! use errcode::lookup::lookup;
//!
//! let catalogs = Catalogs::embedded();
//! let answer = lookup(&catalogs, "USER_NOT_EXIST");
//! let met = &answer.matches[0];
//! assert_eq!(met.found.catalog.id(), "lineworks");
//! assert_eq!(met.found.entry.status, Some(404));
//! assert_eq!(met.captures, [("RESOURCE".to_owned(), "USER".to_owned())]);
//!
//! // A code that nothing lists is answered with what it may have been meant to be.
//! let answer = lookup(&catalogs, "PR404-OD-0099");
//! assert!(answer.matches.is_empty() && !answer.suggestions.is_empty());
//! ```
//!
//! # Find codes in text
//!
//! A scanner is built once and shared between threads. It takes bytes, in whatever encoding.
//!
//! ```
//! use errcode::catalog::Catalogs;
//! use errcode::scan::Scanner;
//!
//! let catalogs = Catalogs::embedded();
//! let scanner = Scanner::new(&catalogs);
//! let log = br#"GET /items 301
//! {"errorCode":301,"message":"Invalid access token."}"#;
//! let findings = scanner.scan(log);
//! // The status of a redirect is no error code: what stands around a number decides.
//! assert_eq!(findings.len(), 1);
//! assert_eq!((findings[0].catalog.id(), &*findings[0].code), ("backend-services", "301"));
//! assert_eq!(findings[0].span, 28..31);
//! ```
//!
//! # Your own catalogs
//!
//! A catalog is a JSON file (`data/catalog.schema.json` describes it). As soon as it is read,
//! everything knows it.
//!
//! ```
//! use errcode::catalog::{Catalog, Catalogs};
//! use errcode::lookup::lookup;
//!
//! let shop = Catalog::read(r#"{
//!     "id": "shop", "title": "Shop", "edition": "3", "source": "our wiki",
//!     "code": {
//!         "pattern": "SHOP-{number}",
//!         "parts": [{"name": "number", "chars": "digit", "length": 4}]
//!     },
//!     "entries": [{"code": "SHOP-0042", "status": 409, "message": "Sold out."}]
//! }"#)?;
//! let mut catalogs = Catalogs::embedded();
//! catalogs.push(shop);
//! assert_eq!(lookup(&catalogs, "shop-0042").matches[0].found.entry.message, "Sold out.");
//! # Ok::<(), errcode::catalog::CatalogError>(())
//! ```
//!
//! # What is where
//!
//! | module | its entry point |
//! |---|---|
//! | [`catalog`], [`entry`] | [`Catalogs`](catalog::Catalogs): the embedded ones, and yours |
//! | [`lookup`] | [`lookup()`](lookup::lookup): what does this code mean? |
//! | [`decode`] | [`decode()`](decode::decode): what is it made of? works for codes that nothing lists |
//! | [`search`] | [`Search`](search::Search): which error says something like this? |
//! | [`scan`] | [`Scanner`](scan::Scanner): which codes are in this text? |
//! | [`explain`] | [`header()`](explain::header) and [`response()`](explain::response): an answer, or a field of one, explained |
//! | [`challenge`], [`response`] | `WWW-Authenticate` fields (RFC 9110, 11.6.1) and HTTP responses as they are pasted |
//! | [`export`] | [`FORMATS`](export::FORMATS): the catalogs as files for other tools |
//!
//! The other modules are what these are made of: how codes are laid out ([`code`]) and messages
//! filled in ([`template`]), what supports a code in a text ([`evidence`]), how bodies carry it
//! ([`payload`]), sets of statuses ([`status`]).
//!
//! # Promises
//!
//! Input is taken to be hostile: time is linear in it, memory bounded, nothing panics, and there is
//! no `unsafe` outside one file of vector instructions. Version numbers follow semantic versioning;
//! the command line (`cli`) is no part of the interface.

pub mod catalog;
pub mod challenge;
#[cfg(feature = "cli")]
#[doc(hidden)]
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
pub(crate) mod secrets;
pub mod status;
pub(crate) mod steering;
pub mod template;
