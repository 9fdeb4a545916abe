//! Codes in any spelling: nothing panics, and what is written reads the same.

use errcode::catalog::Catalogs;
use errcode::code::{clean, spellings};
use errcode::decode::decode;
use errcode::lookup::lookup;
use proptest::prelude::*;
use std::sync::LazyLock;

static CATALOGS: LazyLock<Catalogs> = LazyLock::new(Catalogs::embedded);

/// Texts that look like codes more often than chance would have it.
fn code_like() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,40}",
        "[PpRr]{0,2}[0-9]{0,4}-?[A-Za-z]{0,3}-?[0-9]{0,5}",
        "-?(0[xX])?[0-9a-fA-F]{0,20}",
        "[a-z]{0,9}(\\.[a-z_]{0,12}){0,4}",
        "[\\[\"'(<`]{0,3}[A-Z_{}]{0,24}[\\]\"')>`,.;:]{0,3}",
        "[A-Za-z0-9]{1,12}_(NOT_EXIST|not_exist)",
    ]
}

proptest! {
    // Suggestions compare a text with every entry: few cases are enough, and stay fast.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_text_is_looked_up_and_decoded(text in code_like()) {
        let answer = lookup(&CATALOGS, &text);
        prop_assert!(answer.suggestions.len() <= 5);
        prop_assert!(answer.matches.is_empty() || answer.suggestions.is_empty());
        decode(&CATALOGS, &text);
    }

    #[test]
    fn every_form_of_a_reading_is_a_spelling_of_the_same_code(text in code_like()) {
        for reading in decode(&CATALOGS, &text).readings {
            for (name, form) in &reading.forms {
                let again = decode(&CATALOGS, form);
                let same = again.readings.iter().any(|other| {
                    other.catalog.id() == reading.catalog.id() && other.fields == reading.fields
                });
                prop_assert!(same, "{}: {} {}", text, name, form);
            }
        }
    }

    #[test]
    fn cleaning_a_clean_text_changes_nothing(text in code_like()) {
        let once = clean(&text);
        prop_assert_eq!(clean(once), once);
    }

    #[test]
    fn a_spelling_written_again_reads_the_same(text in code_like()) {
        for catalog in CATALOGS.iter() {
            let layout = &catalog.header().code;
            for spelled in spellings(catalog.header(), &text) {
                if let (errcode::code::Form::Code, errcode::code::Reading::Whole(fields)) = (spelled.form, spelled.reading) {
                    let written = layout.write(&fields);
                    prop_assert_eq!(layout.read(&written), Some(fields), "{}", written);
                }
            }
        }
    }

    #[test]
    fn every_32_bit_number_decodes_to_its_forms_and_back(number: u32) {
        let signed = number.cast_signed();
        for text in [number.to_string(), signed.to_string(), format!("0x{number:08x}"), format!("0X{number:X}")] {
            let decoded = decode(&CATALOGS, &text);
            let hex = ("hex", format!("0x{number:08x}"));
            let met = decoded.readings.iter().any(|reading| reading.forms.contains(&hex));
            prop_assert!(met, "{}", text);
        }
    }
}

#[test]
fn every_entry_is_found_by_every_spelling_of_its_code() {
    let mut seen = 0;
    let mut faults = Vec::new();
    for catalog in CATALOGS.iter() {
        for entry in catalog.entries() {
            seen += 1;
            let code = &entry.code;
            let mut spellings = vec![
                code.clone(),
                code.to_lowercase(),
                code.to_uppercase(),
                format!("[{code}]"),
                format!(" \"{code}\", "),
                format!("{code}."),
            ];
            spellings.extend(entry.name.clone());
            spellings.extend(
                entry.name.as_ref().and_then(|name| name.rsplit('.').next().map(str::to_owned)),
            );
            spellings.extend(entry.title.clone());
            for spelling in spellings {
                let answer = lookup(&CATALOGS, &spelling);
                if !answer.matches.iter().any(|met| std::ptr::eq(met.found.entry, entry)) {
                    faults.push(spelling);
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(seen, 646);
}
