//! Properties that hold for any input.

#[path = "properties/catalogs.rs"]
mod catalogs;
#[path = "properties/challenge.rs"]
mod challenge;
#[path = "properties/codes.rs"]
mod codes;
#[path = "properties/response.rs"]
mod response;
#[path = "properties/scan.rs"]
mod scan;
#[path = "properties/search.rs"]
mod search;
