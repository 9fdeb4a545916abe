//! Whole answers as they are pasted: recognised, taken apart, explained.
#![no_main]

use errcode::response::{self, value};
use errcode_fuzz::{CATALOGS, SOON, choice, in_time, text};
use libfuzzer_sys::fuzz_target;

/// Some second in 2026, so that claims are expired or not yet valid.
const NOW: i64 = 1_780_000_000;

fuzz_target!(|data: &[u8]| {
    let (way, rest) = choice(data);
    let text = text(way, rest);
    let status = [None, Some(401), Some(404), Some(200)][way as usize % 4];
    in_time("explaining a response", SOON, || {
        let response = response::read(&text);
        assert!(response.status.is_none_or(|status| (100..600).contains(&status)));
        let content = response.content();
        assert!(content.values.len() <= 64);
        let host = response.request.as_ref().and_then(|request| request.host());
        assert!(host.is_none_or(|host| host.len() <= text.len() * 3));
        if let Some(placed) = value::read(&text) {
            assert!(placed.end <= text.len());
        }
        for error in response::errors(&response, status, &CATALOGS) {
            assert!(!error.code.is_empty(), "{error:?}");
        }
        let explained = errcode::explain::response(&response, status, &CATALOGS, NOW);
        for problem in &explained.problems {
            if let Some(at) = problem.at {
                let line = at.line.checked_sub(1).and_then(|at| explained.lines.get(at));
                assert!(line.is_some_and(|line| at.end() <= line.len()), "{problem:?}");
            }
        }
        // What is said is in proportion to what was given, not a multiple of it.
        let said = explained.meaning.len() + explained.next_steps.concat().len();
        assert!(said < 20_000 + 4 * text.len(), "{said} bytes said of {}", text.len());
    });
});
