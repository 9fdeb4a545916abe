//! Changes a JSON document node by node.

use libfuzzer_sys::fuzzer_mutate;
use serde_json::{Map, Value};

/// What stands for a node now and then.
const VALUES: &[&str] = &[
    "null",
    "true",
    "0",
    "-1",
    "65536",
    "4294967296",
    "1e308",
    "\"\"",
    "\"{x}\"",
    "\"{\"",
    "\"}{\"",
    "\"digit\"",
    "\"hex\"",
    "\"upper\"",
    "\"word\"",
    "\"alnum\"",
    "\"slug\"",
    "\"path\"",
    "\"braces\"",
    "\"message-format\"",
    "\"percent\"",
    "\"certain\"",
    "\"possible\"",
    "\"\\u001b]0;x\\u0007\"",
    "\"\\u202e\"",
    "\"\\ud83c\\udf75\"",
    "\"=1+1\"",
    "\"%s\"",
    "\"{0}\"",
    "[]",
    "{}",
    "[1,4]",
    "[0,0]",
    "[4,1]",
    "[0,4294967295]",
];

/// A small generator of numbers (xorshift32): a change is a function of its seed.
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % end.max(1)
    }
}

/// Changes the document behind the first byte, or the bytes, where it is none or luck wants it.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut numbers = Numbers(seed | 1);
    let document = data.get(1..size).and_then(|text| serde_json::from_slice(text).ok());
    let Some(mut document) = document.filter(|_| numbers.below(2) == 0) else {
        return fuzzer_mutate(data, size, max_size);
    };
    for _ in 0..=numbers.below(3) {
        let nodes = count(&document);
        let other = numbers.below(nodes);
        let other = node(&mut document, &mut { other }).cloned().unwrap_or_default();
        let at = numbers.below(nodes);
        if let Some(node) = node(&mut document, &mut { at }) {
            change(node, other, &mut numbers);
        }
    }
    let Ok(text) = serde_json::to_vec(&document) else { return size };
    if text.len() + 1 > max_size.min(data.len()) {
        return fuzzer_mutate(data, size, max_size);
    }
    data[1..=text.len()].copy_from_slice(&text);
    text.len() + 1
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(map) => map.values().map(count).sum(),
        _ => 0,
    }
}

/// The node with this number, counted from the root.
fn node<'v>(value: &'v mut Value, at: &mut usize) -> Option<&'v mut Value> {
    if *at == 0 {
        return Some(value);
    }
    *at -= 1;
    match value {
        Value::Array(list) => list.iter_mut().find_map(|it| node(it, at)),
        Value::Object(map) => map.values_mut().find_map(|it| node(it, at)),
        _ => None,
    }
}

fn change(node: &mut Value, other: Value, numbers: &mut Numbers) {
    match (numbers.below(6), &mut *node) {
        (0, _) => *node = other,
        (1, Value::Array(list)) if !list.is_empty() => {
            let at = numbers.below(list.len());
            let twice = list[at].clone();
            list.push(twice);
        }
        (2, Value::Array(list)) if !list.is_empty() => {
            let at = numbers.below(list.len());
            list.remove(at);
        }
        (1, Value::Object(map)) => {
            let keys: Vec<_> = map.keys().cloned().collect();
            if let Some(key) = keys.get(numbers.below(keys.len())) {
                map.remove(key);
            }
        }
        (2, Value::Object(map)) => rename(map, other, numbers),
        (3 | 4, Value::String(text)) => {
            let mut bytes = text.clone().into_bytes();
            let length = bytes.len();
            bytes.resize(length + 16, 0);
            let most = bytes.len();
            let length = fuzzer_mutate(&mut bytes, length, most);
            *text = String::from_utf8_lossy(&bytes[..length]).into_owned();
        }
        _ => {
            let value = VALUES[numbers.below(VALUES.len())];
            *node = serde_json::from_str(value).unwrap_or_default();
        }
    }
}

/// Gives a member another key, one of the node's neighbours' mostly.
fn rename(map: &mut Map<String, Value>, other: Value, numbers: &mut Numbers) {
    const KEYS: &[&str] = &[
        "id",
        "title",
        "edition",
        "source",
        "notes",
        "code",
        "name",
        "pattern",
        "parts",
        "chars",
        "length",
        "labels",
        "ranges",
        "values",
        "field",
        "prefixes",
        "number_bits",
        "evidence",
        "alone",
        "keys",
        "bodies",
        "exact",
        "named",
        "names",
        "logged",
        "unknown",
        "messages",
        "shared",
        "placeholders",
        "payload",
        "text",
        "requires",
        "closed",
        "within",
        "documented",
        "challenges",
        "examples",
        "matches",
        "ignores",
        "entries",
        "status",
        "message",
        "parameters",
        "returned_by",
        "url",
        "template",
        "advice",
        "keywords",
        "patches",
        "group",
        "error_type",
        "description",
    ];
    map.insert(KEYS[numbers.below(KEYS.len())].to_owned(), other);
}
