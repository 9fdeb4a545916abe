//! Codes in any spelling: looked up, taken apart, written again.
#![no_main]

use errcode::code::{Form, Reading, clean, spellings};
use errcode::decode::decode;
use errcode::lookup::lookup;
use errcode_fuzz::{CATALOGS, SOON, in_time};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    in_time("looking up", SOON, || {
        let once = clean(&text);
        assert_eq!(clean(once), once);
        for catalog in CATALOGS.iter() {
            let header = catalog.header();
            for spelled in spellings(header, &text) {
                let (layout, Reading::Whole(fields)) = (
                    match spelled.form {
                        Form::Name => header.name.as_ref(),
                        _ => Some(&header.code),
                    },
                    &spelled.reading,
                ) else {
                    continue;
                };
                let layout = layout.expect("what is spelled has a layout");
                let written = layout.write(fields);
                assert_eq!(layout.read(&written).as_ref(), Some(fields), "{written}");
                if let Some(number) = layout.number(fields) {
                    let again = layout.from_number(number);
                    assert_eq!(again.as_ref(), Some(fields), "{number}");
                }
            }
        }
        let answer = lookup(&CATALOGS, &text);
        assert!(answer.suggestions.len() <= 5);
        assert!(answer.matches.is_empty() || answer.suggestions.is_empty());
        for (at, met) in answer.matches.iter().enumerate() {
            assert!(answer.matches[..at].iter().all(|other| !other.found.is(&met.found)));
        }
        for reading in decode(&CATALOGS, &text).readings {
            // Every form that is given is a spelling of the same code.
            for (name, form) in &reading.forms {
                let again = decode(&CATALOGS, form);
                let same = again.readings.iter().any(|other| {
                    other.catalog.id() == reading.catalog.id() && other.fields == reading.fields
                });
                assert!(same, "{text:?}: {name} {form:?}");
            }
        }
    });
});
