//! Messages and texts: what is met lies in the text, and so do the values.
#![no_main]

use std::sync::LazyLock;

use errcode::catalog::Placeholders;
use errcode::template::{Template, Templates};
use errcode_fuzz::{CATALOGS, SOON, choice, in_time, text};
use libfuzzer_sys::fuzz_target;

static TEMPLATES: LazyLock<Templates<'static>> = LazyLock::new(|| Templates::new(CATALOGS.iter()));

fuzz_target!(|data: &[u8]| {
    let (way, rest) = choice(data);
    let rest = text(way, rest);
    let placeholders = [
        Placeholders::None,
        Placeholders::Braces,
        Placeholders::MessageFormat,
        Placeholders::Percent,
    ][way as usize % 4];
    let (message, text) = match rest.iter().position(|byte| *byte == 0) {
        Some(end) => (&rest[..end], &rest[end + 1..]),
        None => (&rest[..rest.len() / 2], &rest[rest.len() / 2..]),
    };
    in_time("matching", SOON, || {
        // For a given message the time is linear in the text; messages are not that long.
        let message = String::from_utf8_lossy(&message[..message.len().min(1024)]);
        let template = Template::new(&message, placeholders);
        if let Some(met) = template.find(text) {
            assert!(met.span.start <= met.span.end && met.span.end <= text.len());
            let span = String::from_utf8_lossy(&text[met.span.clone()]);
            for (name, value) in met.captures.iter() {
                assert!(span.contains(value), "{name}: {value:?} in {span:?}");
            }
        }
        if let Some(captures) = template.captures(text) {
            let names: Vec<_> = template.names().collect();
            for (name, _) in captures.iter() {
                assert!(names.contains(&name), "{name}");
            }
            let _ = template.expand(&captures);
        }
        // A message without values, and with some words, is met by itself.
        if !template.has_values() && !template.is_weak() {
            let written = template.expand(&[].into_iter().collect());
            assert!(template.find(&written).is_some(), "{message:?} as {written:?}");
        }
        let found = TEMPLATES.find(text);
        for pair in found.windows(2) {
            assert!(pair[0].span.start <= pair[1].span.start);
        }
        for found in &found {
            assert!(found.span.end <= text.len());
            let span = String::from_utf8_lossy(&text[found.span.clone()]);
            for (name, value) in found.captures.iter() {
                assert!(span.contains(value), "{name}: {value:?} in {span:?}");
            }
        }
        assert!(found.is_empty() || TEMPLATES.may_meet(text));
        assert!(TEMPLATES.find_all(text).len() >= found.len());
    });
});
