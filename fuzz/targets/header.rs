//! WWW-Authenticate fields: read, explained, corrected; places lie in the lines.
#![no_main]

use errcode::challenge::{self, Challenge, Context, Place, Reading};
use errcode_fuzz::{CATALOGS, SOON, choice, in_time, text};
use libfuzzer_sys::fuzz_target;

fn places(reading: &Reading) -> Vec<Place> {
    let mut places: Vec<Place> = reading.problems.iter().filter_map(|problem| problem.at).collect();
    for challenge in &reading.challenges {
        places.extend([challenge.at, challenge.scheme_at]);
        places.extend(challenge.token68.is_some().then_some(challenge.token68_at));
        places.extend(challenge.params.iter().flat_map(|param| [param.at, param.value_at]));
    }
    places
}

/// What a reading says, without places and spelling.
fn said(challenges: &[Challenge]) -> Vec<(&str, Option<&str>, Vec<(&str, &str)>)> {
    let said = challenges.iter().map(|challenge| {
        let params = challenge.params.iter().map(|it| (&*it.name, &*it.value));
        (&*challenge.scheme, challenge.token68.as_deref(), params.collect())
    });
    said.collect()
}

fuzz_target!(|data: &[u8]| {
    let (way, rest) = choice(data);
    let text = text(way, rest);
    // Several field lines, or one that may hold line feeds.
    let lines: Vec<&[u8]> =
        if way & 1 == 0 { vec![&text] } else { text.split(|byte| *byte == b'\n').collect() };
    let status = [None, Some(200), Some(401), Some(403), Some(407), Some(500)][way as usize % 6];
    in_time("reading a header", SOON, || {
        let reading = challenge::read(&lines);
        for place in places(&reading) {
            let length = place.line.checked_sub(1).and_then(|at| lines.get(at)).map(|it| it.len());
            assert!(length.is_some_and(|length| place.end() <= length), "{place:?}");
        }
        for problem in &reading.problems {
            assert!(challenge::rule(problem.rule).is_some(), "{}", problem.rule);
        }
        if let Some(corrected) = &reading.corrected {
            let again = challenge::read(corrected);
            assert!(again.valid, "{corrected:?}: {:?}", again.problems);
            assert_eq!(said(&again.challenges), said(&reading.challenges));
            if reading.valid {
                assert!(again.problems.len() <= reading.problems.len());
            }
        }
        let explanation = challenge::explain(&reading, &Context { status, ..Context::default() });
        assert_eq!(explanation.challenges.len(), reading.challenges.len());
        for problem in &explanation.problems {
            assert!(challenge::rule(problem.rule).is_some(), "{}", problem.rule);
        }
        let explained = errcode::explain::header(&lines, status, &CATALOGS);
        assert_eq!(explained.reading.valid, reading.valid);
    });
});
