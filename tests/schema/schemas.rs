//! The schemas of `docs/schema/`, ready to hold answers against: for these tests and for the fuzzer
//! of what is displayed.

use std::fs::File;
use std::path::Path;

use jsonschema::{Draft, Retrieve, Uri, Validator};
use serde_json::Value;

/// What holds answers against a schema, which is in the folder by its name.
pub(crate) fn validator(folder: &Path, name: &str) -> Validator {
    let file = File::open(folder.join(format!("{name}.schema.json"))).expect("it is committed");
    let schema: Value = serde_json::from_reader(file).expect("it is JSON");
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_base_uri("file:///schema/")
        .with_retriever(Beside(folder.into()))
        .build(&schema)
        .expect("it is a schema")
}

/// Finds `entry.schema.json` beside the schema that refers to it.
struct Beside(Box<Path>);

impl Retrieve for Beside {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let name = uri.as_str().rsplit('/').next().unwrap_or_default();
        Ok(serde_json::from_reader(File::open(self.0.join(name))?)?)
    }
}
