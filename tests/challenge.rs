//! What the challenge reader makes of single headers: readings, problems with places, corrections.

use errcode::challenge::{self, FieldName, Place, Reading, Severity};

fn read(line: &str) -> Reading {
    challenge::read(&[line])
}

/// The reading in one line: `Scheme token68 name=value …` for each challenge, joined by ` | `.
fn shape(reading: &Reading) -> String {
    let challenges = reading.challenges.iter().map(|challenge| {
        let mut parts = vec![challenge.scheme.clone()];
        parts.extend(challenge.token68.clone());
        parts.extend(challenge.params.iter().map(|it| format!("{}={}", it.name, it.value)));
        parts.extend(challenge.bare.iter().map(|text| format!("?{text}")));
        parts.join(" ")
    });
    challenges.collect::<Vec<_>>().join(" | ")
}

/// The problems that are errors, as `rule@offset+length`.
fn errors(reading: &Reading) -> String {
    let errors = reading.problems.iter().filter(|problem| problem.severity == Severity::Error);
    let shown = errors.map(|problem| match problem.at {
        Some(at) => format!("{}@{}+{}", problem.rule, at.offset, at.length),
        None => problem.rule.to_owned(),
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn rules(reading: &Reading) -> Vec<&'static str> {
    reading.problems.iter().map(|problem| problem.rule).collect()
}

/// Checks header, reading, errors and correction (empty: none) row by row, and reports all faults.
fn check(rows: &[[&str; 4]]) {
    let mut faults = Vec::new();
    for [header, reading, problems, corrected] in rows {
        let got = read(header);
        let correction = got.corrected.clone().unwrap_or_default().join("\n");
        for (what, got, want) in [
            ("reading", &shape(&got), reading),
            ("errors", &errors(&got), problems),
            ("correction", &correction, corrected),
        ] {
            if got != want {
                faults.push(format!("{header}\n   {what}: {got}\n   wanted: {want}"));
            }
        }
        if got.valid != problems.is_empty() {
            faults.push(format!("{header}\n   valid: {}", got.valid));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn valid_headers_are_read_by_the_grammar_and_stay_as_they_are() {
    let rows = [
        ("Tea", "Tea"),
        ("Tea, Coffee", "Tea | Coffee"),
        ("Tea kind=\"green\", cups=2, Coffee", "Tea kind=green cups=2 | Coffee"),
        ("Tea , kind=green", "Tea kind=green"),
        ("Tea ,,kind=green,,\t,cups = 2 ,", "Tea kind=green cups=2"),
        (",Tea,,Coffee kind=\"a, b=c\"", "Tea | Coffee kind=a, b=c"),
        ("Tea Z3JlZW4=", "Tea Z3JlZW4="),
        ("Tea leaf", "Tea leaf"),
        ("Tea leaf== , Coffee bean=bean, Milk a/b+c", "Tea leaf== | Coffee bean=bean | Milk a/b+c"),
        ("Tea cups=", "Tea cups="),
        ("Tea note=\"a \\\"b\\\" \\\\ \\c\"", "Tea note=a \"b\" \\ c"),
        ("Tea note='green'", "Tea note='green'"),
        ("Tea note=\"caf\u{e9}\"", "Tea note=caf\u{e9}"),
        ("Tea kind=a, kind=b", "Tea kind=a kind=b"),
        ("Tea a=1, key = \"v\"", "Tea a=1 key=v"),
        ("Tea \t, kind=green", "Tea kind=green"),
        ("Tea kind=\"\"", "Tea kind="),
    ];
    let rows: Vec<[&str; 4]> =
        rows.iter().map(|&(header, reading)| [header, reading, "", header]).collect();
    check(&rows);
}

#[test]
fn a_missing_comma_is_found_between_parameters_and_between_challenges() {
    check(&[
        ["Tea a=\"1\" b=\"2\"", "Tea a=1 b=2", "missing-comma@10+0", "Tea a=\"1\", b=\"2\""],
        ["Tea a=\"1\"b=2", "Tea a=1 b=2", "missing-comma@9+0", "Tea a=\"1\", b=2"],
        ["Tea a=1 b=2", "Tea a=1 b=2", "missing-comma@8+0", "Tea a=1, b=2"],
        [
            "Tea a=\"1\" Coffee b=2",
            "Tea a=1 | Coffee b=2",
            "missing-comma@10+0",
            "Tea a=\"1\", Coffee b=2",
        ],
        ["Tea a=1 Basic b=2", "Tea a=1 | Basic b=2", "missing-comma@8+0", "Tea a=1, Basic b=2"],
        [
            "Tea a=\"1\" Negotiate",
            "Tea a=1 | Negotiate",
            "missing-comma@10+0",
            "Tea a=\"1\", Negotiate",
        ],
    ]);
}

#[test]
fn a_comma_behind_the_scheme_does_not_lose_the_parameters() {
    check(&[
        ["Tea, kind=\"green\"", "Tea kind=green", "comma-after-scheme@3+1", "Tea kind=\"green\""],
        ["Tea\tkind=x", "Tea kind=x", "tab-after-scheme@3+1", "Tea kind=x"],
        ["Tea: kind=x", "Tea kind=x", "illegal-character@3+1", "Tea kind=x"],
        ["Tea a=1, cup, b=2", "Tea a=1 b=2 ?cup", "empty-value@9+3", ""],
    ]);
}

#[test]
fn quotes_are_repaired_where_the_sender_meant_them() {
    check(&[
        ["Tea a=\"green", "Tea a=green", "unterminated-quote@6+6", "Tea a=\"green\""],
        ["Tea a=\"", "Tea a=", "unterminated-quote@6+1", "Tea a=\"\""],
        ["Tea a=\"b\\", "Tea a=b", "unterminated-quote@6+3", "Tea a=\"b\""],
        ["Tea a=\"b, c=\"d\"", "Tea a=b c=d", "unterminated-quote@6+2", "Tea a=\"b\", c=\"d\""],
        [
            "Tea a=\"b, Milk c=\"d\"",
            "Tea a=b | Milk c=d",
            "unterminated-quote@6+2",
            "Tea a=\"b\", Milk c=\"d\"",
        ],
        [
            "Tea a=\"say \"hi\" now\", b=c",
            "Tea a=say \"hi\" now b=c",
            "unescaped-quote@11+1",
            "Tea a=\"say \\\"hi\\\" now\", b=c",
        ],
        [
            "Tea a=\"say \"hi, ho\", so\", b=c",
            "Tea a=say \"hi, ho\", so b=c",
            "unescaped-quote@11+1",
            "Tea a=\"say \\\"hi, ho\\\", so\", b=c",
        ],
        ["Tea a=\"b\" c", "Tea a=b ?c", "stray-text@10+1", ""],
        ["\"Tea\" a=b", "Tea a=b", "quoted-name@0+5", "Tea a=b"],
        ["Tea \"a\"=b", "Tea a=b", "quoted-name@4+3", "Tea a=b"],
        ["Tea \"App\" \"why\"", "Tea ?App ?why", "stray-text@4+5 stray-text@10+5", ""],
        [
            "Tea a=\u{201c}b c\u{201d}, d=e",
            "Tea a=b c d=e",
            "typographic-quotes@6+9",
            "Tea a=\"b c\", d=e",
        ],
        [
            "Tea a=[\"b\",\"c\"], d=e",
            "Tea a=[\"b\",\"c\"] d=e",
            "illegal-token-char@6+9",
            "Tea a=\"[\\\"b\\\",\\\"c\\\"]\", d=e",
        ],
        ["Tea a='b c', d='e'", "Tea a=b c d='e'", "single-quoted@6+5", "Tea a=\"b c\", d='e'"],
    ]);
}

#[test]
fn a_value_that_is_no_token_is_taken_as_it_stands() {
    check(&[
        ["Tea a=/tea/pot", "Tea a=/tea/pot", "illegal-token-char@6+8", "Tea a=\"/tea/pot\""],
        [
            "Tea a=http://tea/?x=y&z=1,b=2",
            "Tea a=http://tea/?x=y&z=1 b=2",
            "illegal-token-char@6+19",
            "Tea a=\"http://tea/?x=y&z=1\", b=2",
        ],
        [
            "Tea a=too hot, b=2",
            "Tea a=too hot b=2",
            "illegal-token-char@6+7",
            "Tea a=\"too hot\", b=2",
        ],
        [
            "Tea a=no basic key b=2",
            "Tea a=no basic | key b=2",
            "illegal-token-char@6+8 missing-comma@15+0",
            "Tea a=\"no basic\", key b=2",
        ],
        [
            "Tea a=1;b=2; c=\"3\"",
            "Tea a=1 b=2 c=3",
            "semicolon@7+1 semicolon@11+1",
            "Tea a=1, b=2, c=\"3\"",
        ],
        ["Tea a=caf\u{e9}", "Tea a=caf\u{e9}", "illegal-token-char@6+5", "Tea a=\"caf\u{e9}\""],
        ["Tea a=, b=c", "Tea a= b=c", "empty-value@4+1", "Tea a=\"\", b=c"],
        ["Tea b=c, a=", "Tea b=c a=", "empty-value@9+1", "Tea b=c, a=\"\""],
    ]);
}

#[test]
fn what_belongs_to_no_challenge_is_left_out_and_said() {
    check(&[
        ["kind=\"green\"", "", "no-challenge@0+0 missing-scheme@0+4", ""],
        ["", "", "no-challenge@0+0", ""],
        [" , ,", "", "no-challenge@0+0", ""],
        ["Tea a=b, ???", "Tea a=b", "illegal-character@9+3", "Tea a=b"],
        ["Tea leaf== ???", "Tea leaf==", "illegal-character@11+3", "Tea leaf=="],
        ["Tea leaf a=b", "Tea leaf a=b", "token68-plus-params@4+4", ""],
        ["Tea http://x", "Tea http://x", "illegal-token68@4+8", ""],
        ["Tea a=\"\u{1}\"", "Tea a=\u{1}", "control-character@7+1", ""],
        ["Tea a=b,\nc=d", "Tea a=b c=d", "line-break@9+0", "Tea a=b, c=d"],
        ["Tea\nCoffee", "Tea | Coffee", "line-break@4+0", "Tea, Coffee"],
    ]);
}

#[test]
fn allowed_but_doubtful_writing_is_no_error() {
    for (header, rule) in [
        ("Tea a=1, A=2", "duplicate-param"),
        ("Tea a=\"1\", cup", "dangling-name"),
        ("Negotiate NTLM", "scheme-as-token68"),
        ("Tea realm=pot", "realm-unquoted"),
        ("Tea\r\n a=1", "obs-fold"),
        ("Tea a=\"\u{fc}\"", "non-ascii"),
        ("Tea a='1'", "single-quoted"),
        ("Tea, Coffee", "several-challenges-on-one-line"),
        ("Tea a=1,, b=2", "empty-element"),
        ("Tea a = 1", "space-around-equals"),
        ("Tea a=\"\\b\"", "needless-escape"),
    ] {
        let reading = read(header);
        assert!(reading.valid, "{header}");
        assert!(rules(&reading).contains(&rule), "{header}: {:?}", rules(&reading));
        assert!(challenge::rule(rule).is_some(), "{rule}");
    }
}

#[test]
fn another_field_on_the_same_line_is_read_as_one_of_its_own() {
    let rule = "several-fields-on-one-line";
    check(&[
        [
            "Tea a=\"b\" WWW-Authenticate: Basic realm=\"c\"",
            "Tea a=b | Basic realm=c",
            &format!("{rule}@10+17"),
            "Tea a=\"b\", Basic realm=\"c\"",
        ],
        ["Tea, proxy-authenticate:Pot", "Tea | Pot", &format!("{rule}@5+19"), "Tea, Pot"],
        ["Tea www-authenticate: Pot", "Tea | Pot", &format!("{rule}@4+17"), "Tea, Pot"],
        [
            "Tea a=\"x www-authenticate: Pot\"",
            "Tea a=x www-authenticate: Pot",
            "",
            "Tea a=\"x www-authenticate: Pot\"",
        ],
    ]);
}

#[test]
fn what_was_copied_from_source_code_or_a_log_is_read_without_its_marks() {
    check(&[
        [
            r#"Tea a=\"b c\", d=\"\""#,
            "Tea a=b c d=",
            "escaped-quotes@6+7 escaped-quotes@17+4",
            "Tea a=\"b c\", d=\"\"",
        ],
        ["Tea a=&quot;b&quot;", "Tea a=b", "escaped-quotes@6+13", "Tea a=\"b\""],
        [
            "Tea a=&#34;b&#34; c=d",
            "Tea a=b c=d",
            "escaped-quotes@6+11 missing-comma@18+0",
            "Tea a=\"b\", c=d",
        ],
        ["www-authenticate: [Tea a=b]", "Tea a=b", "brackets@18+1", "Tea a=b"],
        ["[Tea]", "Tea", "brackets@0+1", "Tea"],
    ]);
}

#[test]
fn text_beyond_ascii_is_told_once_for_a_value() {
    let non_ascii = |header: &str| {
        let reading = read(header);
        let problems = reading.problems.iter().filter(|problem| problem.rule == "non-ascii");
        problems.filter_map(|problem| problem.at).map(|at| (at.offset, at.length)).collect()
    };
    let places: Vec<(usize, usize)> = non_ascii("Tea a=\"\u{e9} \u{e8} x\", b=\"\u{e9}\"");
    assert_eq!(places, [(7, 5), (20, 2)]);
    let places: Vec<(usize, usize)> = non_ascii("Tea a=\u{201c}b c\u{201d}, d=\"\u{e9}\"");
    assert_eq!(places, [(20, 2)]);
}

#[test]
fn a_field_name_in_front_is_taken_off_and_told() {
    let reading = read("proxy-authenticate: Tea a=b");
    assert!(reading.valid && reading.is_from_proxy());
    assert_eq!(shape(&reading), "Tea a=b");
    assert_eq!(reading.challenges[0].at, Place { line: 1, offset: 20, length: 7 });
    assert_eq!(reading.corrected.as_deref(), Some(&["Tea a=b".to_owned()][..]));
    let renamed = read("X-Amzn-Remapped-WWW-Authenticate:Tea");
    assert_eq!(shape(&renamed), "Tea");
    let Some(FieldName::Renamed(name)) = &renamed.fields[0] else {
        panic!("{:?}", renamed.fields);
    };
    assert_eq!(name, "X-Amzn-Remapped-WWW-Authenticate");
    assert_eq!(errors(&read("WWW-Authenticate : Tea")), "space-before-colon@16+1");
}

#[test]
fn each_field_line_starts_anew() {
    let reading = challenge::read(&["Tea a=\"1", "b=2", "Coffee c=3"]);
    assert_eq!(shape(&reading), "Tea a=1 | Coffee c=3");
    assert_eq!(errors(&reading), "unterminated-quote@6+2 missing-scheme@0+1");
    assert_eq!(reading.problems[1].at.map(|at| at.line), Some(2));
    assert_eq!(reading.corrected.unwrap_or_default(), ["Tea a=\"1\"", "Coffee c=3"]);
}

#[test]
fn bytes_that_are_no_utf8_are_read_as_latin1() {
    let reading = challenge::read(&[b"Tea a=\"caf\xe9\""]);
    assert!(reading.valid);
    assert_eq!(shape(&reading), "Tea a=caf\u{e9}");
}

#[test]
fn a_hundred_thousand_challenges_are_judged_but_not_all_kept() {
    let many = "Tea a=b, ".repeat(100_000);
    let reading = read(&many);
    assert!(reading.valid);
    let kept = reading.challenges.iter().map(|it| 1 + it.params.len()).sum::<usize>();
    assert_eq!((kept, reading.challenges_left_out), (challenge::MOST_KEPT, 190_000));
    assert!(!read(&format!("{many}???")).valid);
}

#[test]
fn hostile_input_takes_linear_time() {
    for piece in [
        "a=\"x\" y, ",
        "\"",
        "a='",
        "=",
        ";",
        "a=\"\\",
        "A \t",
        "x ",
        ",\"a",
        "\n ",
        "a=b \n",
        "a=[,",
        "a=[]x ",
        "a=\u{201c} ",
    ] {
        for start in ["Tea ", "Tea a=\"", "Tea a='", ""] {
            let header = format!("{start}{}", piece.repeat(100_000 / piece.len()));
            let begun = std::time::Instant::now();
            let reading = read(&header);
            let seconds = begun.elapsed().as_secs_f64();
            assert!(seconds < 10.0, "{start}{piece}…: {seconds} s");
            assert!(reading.problems.len() <= challenge::MOST_PROBLEMS);
        }
    }
}

#[test]
fn a_challenge_that_is_gone_back_to_is_judged_once() {
    let line = format!("Ic{}", "a1, scope=,1".repeat(50));
    let reading = challenge::read(&[line]);
    let again = reading.problems.iter().filter(|problem| problem.rule == "duplicate-param");
    assert_eq!(reading.challenges[0].params.len(), 50);
    assert_eq!(again.count(), 49);
}
