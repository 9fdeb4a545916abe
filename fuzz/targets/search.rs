//! Words and pasted messages: answered in order, whatever they are.
#![no_main]

use std::sync::LazyLock;

use errcode::search::{Hit, Search};
use errcode_fuzz::{CATALOGS, SOON, choice, in_time, text};
use libfuzzer_sys::fuzz_target;

static SEARCH: LazyLock<Search<'static>> = LazyLock::new(|| Search::new(CATALOGS.iter()));

fuzz_target!(|data: &[u8]| {
    let (way, rest) = choice(data);
    let query = text(way, rest);
    let query = String::from_utf8_lossy(&query);
    in_time("searching", SOON, || {
        let answer = SEARCH.find(&query, |_| true);
        assert!(answer.hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
        assert!(answer.hits.iter().all(|hit| (0.0..=1.0).contains(&hit.score)));
        assert!(answer.good() <= answer.hits.len());
        for (at, hit) in answer.hits.iter().enumerate().take(20) {
            let same = |it: &Hit<'_>| it.found.is(&hit.found) && it.captures == hit.captures;
            let twice = answer.hits[..at].iter().any(same);
            assert!(!twice, "{}", hit.found.entry.code);
        }
        // Only what is wanted is answered.
        let some = SEARCH.find(&query, |entry| entry.status == Some(404));
        assert!(some.hits.iter().all(|hit| hit.found.entry.status == Some(404)));
    });
});
