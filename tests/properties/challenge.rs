//! The challenge reader against hostile, half-broken and valid field lines.

use errcode::challenge::{self, Challenge, Place, Reading};
use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

/// What a reading says, without places and spelling: scheme, token68, parameters.
type Said = Vec<(String, Option<String>, Vec<(String, String)>)>;

fn said(challenges: &[Challenge]) -> Said {
    let said = challenges.iter().map(|challenge| {
        let params = challenge.params.iter().map(|it| (it.name.clone(), it.value.clone()));
        (challenge.scheme.clone(), challenge.token68.clone(), params.collect())
    });
    said.collect()
}

/// Pieces of field lines, joined in any order: mostly broken, often nearly right.
fn broken_line() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec![
            "Basic", "Bearer", "Tea", "realm", "scope", "a", "=", "=", "\"", "\"", ",", ", ", " ", "\t",
            ";", "\\", "'", "=\"x\"", "a=b", "a=\"b\"", "==", "YWJj", "/", "http://tea/", "\u{e9}",
            "\r\n ", "\n", "\u{0}", "\u{7f}", "\u{1f375}", "WWW-Authenticate:", "Proxy-Authenticate: ",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn token() -> impl Strategy<Value = String> {
    "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,8}"
}

fn value() -> impl Strategy<Value = (String, String)> {
    let quoted = prop::collection::vec(
        prop_oneof![
            4 => "[\\t -~&&[^\"\\\\]]".prop_map(|plain| (plain.clone(), plain)),
            1 => "[\\t -~]".prop_map(|escaped| (format!("\\{escaped}"), escaped)),
            1 => "[\u{80}-\u{10ffff}]".prop_map(|plain| (plain.clone(), plain)),
        ],
        0..12,
    );
    prop_oneof![
        token().prop_map(|token| (token.clone(), token)),
        quoted.prop_map(|pairs| {
            let (written, meant): (Vec<String>, Vec<String>) = pairs.into_iter().unzip();
            (format!("\"{}\"", written.concat()), meant.concat())
        }),
    ]
}

/// A challenge as it is written and what it says.
fn valid_challenge() -> impl Strategy<Value = (String, Said)> {
    let equals = prop::sample::select(vec!["=", " =", "= ", "\t=\t "]);
    let param = (token(), equals, value()).prop_map(|(name, equals, (written, meant))| {
        (format!("{name}{equals}{written}"), (name, meant))
    });
    let comma = prop::sample::select(vec![",", ", ", " , ", ",,", ", ,\t"]);
    let params = (prop::collection::vec(param, 1..5), comma).prop_map(|(params, comma)| {
        let (written, meant): (Vec<String>, Vec<(String, String)>) = params.into_iter().unzip();
        (format!(" {}", written.join(comma)), None, meant)
    });
    let token68 = "[A-Za-z0-9._~+/-]{1,12}={0,3}"
        .prop_map(|token68| (format!("  {token68}"), Some(token68), Vec::new()));
    let nothing = prop::sample::select(vec![(String::new(), None, Vec::new())]);
    (token(), prop_oneof![3 => params, 1 => token68, 1 => nothing]).prop_map(
        |(scheme, (rest, token68, params))| {
            (format!("{scheme}{rest}"), vec![(scheme, token68, params)])
        },
    )
}

fn valid_line() -> impl Strategy<Value = (String, Said)> {
    let around = prop::sample::select(vec!["", ",", " , ", "\t"]);
    let between = prop::sample::select(vec![",", ", ", " ,", ", , "]);
    (prop::collection::vec(valid_challenge(), 1..4), around, between).prop_map(
        |(challenges, around, between)| {
            let (written, meant): (Vec<String>, Vec<Said>) = challenges.into_iter().unzip();
            (format!("{around}{}{around}", written.join(between)), meant.concat())
        },
    )
}

/// The grammar once more, as plainly as possible: whether one unfolded line follows it.
fn follows_the_grammar(line: &str) -> bool {
    let mut open = false;
    let mut challenges = 0;
    for element in elements(line) {
        let element = element.trim_start_matches([' ', '\t']);
        if element.is_empty() {
            continue;
        }
        let scheme_end = element.find(|it| !is_tchar(it)).unwrap_or(element.len());
        let (scheme, rest) = element.split_at(scheme_end);
        let trimmed = rest.trim_end_matches([' ', '\t']);
        if is_param(element) {
            if !open {
                return false;
            }
        } else if scheme.is_empty() {
            return false;
        } else if trimmed.is_empty() {
            open = rest.starts_with(' ');
            challenges += 1;
        } else {
            let argument = trimmed.trim_start_matches(' ');
            let token68 = is_token68(argument);
            if argument.len() == trimmed.len() || !(token68 || is_param(argument)) {
                return false;
            }
            open = !token68;
            challenges += 1;
        }
    }
    challenges > 0
}

/// Splits at the commas that are not inside quotes.
fn elements(line: &str) -> Vec<&str> {
    let (mut found, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, character) in line.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => {
                found.push(&line[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&line[start..]);
    found
}

fn is_tchar(it: char) -> bool {
    it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it)
}

fn is_token68(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty() && body.chars().all(|it| it.is_ascii_alphanumeric() || "-._~+/".contains(it))
}

fn is_param(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else {
        return false;
    };
    let name = name.trim_end_matches([' ', '\t']);
    let value = value.trim_matches([' ', '\t']);
    !name.is_empty() && name.chars().all(is_tchar) && (is_quoted(value) || is_token(value))
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_tchar)
}

fn is_quoted(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return false;
    };
    let mut escaped = false;
    for character in inside.chars() {
        if character == '"' && !escaped || character.is_ascii_control() && character != '\t' {
            return false;
        }
        escaped = character == '\\' && !escaped;
    }
    !escaped
}

/// Every place of a reading.
fn places(reading: &Reading) -> Vec<Place> {
    let mut places: Vec<Place> = reading.problems.iter().filter_map(|problem| problem.at).collect();
    for challenge in &reading.challenges {
        places.extend([challenge.at, challenge.scheme_at]);
        places.extend(challenge.token68.is_some().then_some(challenge.token68_at));
        places.extend(challenge.params.iter().flat_map(|param| [param.at, param.value_at]));
    }
    places
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(lines in prop::collection::vec(any::<Vec<u8>>(), 0..4)) {
        let reading = challenge::read(&lines);
        for place in places(&reading) {
            let length = place.line.checked_sub(1).and_then(|at| lines.get(at)).map_or(0, Vec::len);
            prop_assert!(place.end() <= length, "{place:?} in {length}");
        }
    }

    #[test]
    fn places_lie_inside_the_line_between_characters(line in broken_line()) {
        let reading = challenge::read(&[&line]);
        for place in places(&reading) {
            prop_assert_eq!(place.line, 1);
            let stretch = line.get(place.offset..place.end());
            prop_assert!(stretch.is_some(), "{:?} in {:?}", place, line);
        }
    }

    #[test]
    fn a_corrected_field_is_valid_and_reads_the_same(lines in prop::collection::vec(broken_line(), 1..3)) {
        let reading = challenge::read(&lines);
        if let Some(corrected) = &reading.corrected {
            let again = challenge::read(corrected);
            prop_assert!(again.valid, "{:?} became {:?}: {:?}", lines, corrected, again.problems);
            prop_assert_eq!(said(&again.challenges), said(&reading.challenges), "{:?} -> {:?}", lines, corrected);
        }
    }

    #[test]
    fn a_valid_line_is_read_as_meant_and_is_its_own_correction((line, meant) in valid_line()) {
        let reading = challenge::read(&[&line]);
        prop_assert!(reading.valid, "{:?}: {:?}", line, reading.problems);
        prop_assert_eq!(said(&reading.challenges), meant, "{:?}", line);
        prop_assert_eq!(reading.corrected, Some(vec![line]));
    }

    #[test]
    fn any_reading_is_explained_by_rules_that_are_listed(line in broken_line(), status in 200_u16..600) {
        let reading = challenge::read(&[&line]);
        let context = challenge::Context { status: Some(status), ..challenge::Context::default() };
        let explanation = challenge::explain(&reading, &context);
        prop_assert_eq!(explanation.challenges.len(), reading.challenges.len());
        for problem in reading.problems.iter().chain(&explanation.problems) {
            prop_assert!(challenge::rule(problem.rule).is_some(), "{}", problem.rule);
        }
    }

    #[test]
    fn validity_is_what_the_grammar_says(line in broken_line()) {
        let named = line.to_lowercase().contains("authenticate");
        if !named && !line.contains(['\n', '\r']) {
            let reading = challenge::read(&[&line]);
            prop_assert_eq!(reading.valid, follows_the_grammar(&line), "{:?}: {:?}", line, reading.problems);
        }
    }
}
