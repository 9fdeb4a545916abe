//! Fields as servers and proxies send them, sound and broken: what is read, and whether it follows
//! the grammar.

use errcode::challenge::{self, Severity};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    /// The field lines, with or without the name of the field.
    fields: Vec<String>,
    /// Whether they follow RFC 9110, 11.6.1.
    valid: bool,
    /// The challenges: scheme, token68, `name=value` of each parameter.
    reading: Vec<Vec<String>>,
}

#[test]
fn fields_of_all_kinds_of_servers_are_read() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for line in include_str!("challenge/fields.jsonl").lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        seen += 1;
        let lines: Vec<&str> = case.fields.iter().map(String::as_str).collect();
        let read = challenge::read(&lines);
        let challenges = read.challenges.iter().map(|challenge| {
            let mut parts = vec![challenge.scheme.clone()];
            parts.extend(challenge.token68.clone());
            parts.extend(challenge.params.iter().map(|it| format!("{}={}", it.name, it.value)));
            parts
        });
        let reading: Vec<_> = challenges.collect();
        let valid = read.problems.iter().all(|problem| problem.severity != Severity::Error);
        if reading != case.reading || valid != case.valid {
            faults.push(format!("{}: {valid} {reading:?}", case.name));
        }
        // What is put right follows the grammar, and says the same.
        let corrected = read.corrected.unwrap_or_default();
        let corrected: Vec<&str> = corrected.iter().map(String::as_str).collect();
        let again = challenge::read(&corrected);
        if again.problems.iter().any(|problem| problem.severity == Severity::Error)
            && !corrected.is_empty()
        {
            faults.push(format!("{}: corrected to {corrected:?}", case.name));
        }
    }
    assert!(seen > 75, "{seen} fields");
    assert!(faults.is_empty(), "{faults:#?}");
}
