//! What a scan finds in text, and what it leaves alone.

use errcode::catalog::{Catalog, Catalogs};
use errcode::scan::{Confidence, Scanner};

/// `catalog:code`, with `?` where no catalog lists the code.
fn found(text: &str, least: Confidence) -> Vec<String> {
    let catalogs = Catalogs::embedded();
    let scanner = Scanner::new(&catalogs).at_least(least);
    let findings = scanner.scan(text.as_bytes());
    for finding in &findings {
        assert_eq!(text[finding.span.clone()], finding.text, "{text}");
    }
    let name = |known: bool| if known { "" } else { "?" };
    findings.iter().map(|f| format!("{}:{}{}", f.catalog.id(), f.code, name(f.known()))).collect()
}

fn likely(text: &str) -> Vec<String> {
    found(text, Confidence::Likely)
}

#[test]
fn a_code_with_a_look_of_its_own_is_found_wherever_it_stands() {
    for text in [
        "PR404-OD-0002",
        "2026-01-02 03:04:05.678 [http-1] [INFO ] [PR404-OD-0002] - No such entity. - Mapper",
        "https://app.example/cb#error=x&error_description=y+z&state=1&code=PR404-OD-0002",
        "https%3A%2F%2Fapp.example%2F%3Fcode%3DPR404-OD-0002%26x",
        "\x1b[31mPR404-OD-0002\x1b[0m",
        "エラーPR404-OD-0002です",
        "<error><code>PR404-OD-0002</code></error>",
        r#"body: "{\"code\":\"PR404-OD-0002\"}""#,
        r#""first line\nPR404-OD-0002\tsecond""#,
    ] {
        assert_eq!(likely(text), ["personium:PR404-OD-0002"], "{text}");
    }
}

#[test]
fn part_of_a_longer_word_is_no_code() {
    for text in [
        "XPR404-OD-0002",
        "PR404-OD-00021",
        "PR404-OD-0002_x",
        "pr404-od-0002",
        "PR404",
        "0x02020005deadbeef error",
        "a0x02020005 error",
        "see messages.error.user.email_not_found",
        "error.user.email_not_found.title",
        "error.user.email_not_found_by_id",
        "https://host/metrics/services.storage.not_found",
        "services.storage.not_found.rate",
        "res.error.api.type_mismatch(1)",
        "x-services.storage.not_found",
    ] {
        let none: [&str; 0] = [];
        let known: Vec<_> = likely(text).into_iter().filter(|code| !code.ends_with('?')).collect();
        assert_eq!(known, none, "{text}");
    }
}

#[test]
fn one_error_told_twice_is_one_finding() {
    for text in [
        r#"{"error":{"id":"api.process.action_not_found","code":33685509,"status":404}}"#,
        r#"{"error":{"code":33685509,"status":404,"id":"api.process.action_not_found"}}"#,
        r#""{\"id\":\"api.process.action_not_found\",\"code\":33685509}""#,
        "{'id': 'api.process.action_not_found', 'code': 33685509}",
        "api.process.action_not_found (0x02020005)",
        "error:\n  id: api.process.action_not_found\n  code: 33685509\n",
        "| `api.process.action_not_found` | 0x02020005 |",
    ] {
        assert_eq!(likely(text), ["kuzzle:0x02020005"], "{text}");
    }
    let twice = r#"[{"id":"api.process.action_not_found","code":33685509},
        {"id":"api.process.action_not_found","code":33685509}]"#;
    assert_eq!(likely(twice).len(), 2, "two objects are two errors");
    let lines = "id=api.process.action_not_found code=0x02020005\n".repeat(3);
    assert_eq!(likely(&lines).len(), 3, "three lines are three errors");
}

#[test]
fn a_number_needs_its_key() {
    for text in [
        r#"{"errorCode":301}"#,
        r#"{"message":"Invalid access token.","errorCode":301}"#,
        "error_code=301, message=null",
        "if (err.code === 301) {",
        "XCTAssert((error?.ErrorCode)! == \"301\")\nXCTAssert((error?.Message)! == \"Invalid access token.\")",
        "<errorCode>301</errorCode>",
        "{ code: 301, message: 'The access token is gone' }",
        "  \"errorCode\": 301,\n  \"message\": err.message",
        "errorCode=301, message=Invalid access token.",
        "errorCode=301, message=null",
        "everliveError.code is checked: code == \"301\"",
        "errorCode: 301 - Invalid access token.",
        "| errorCode | 301 |",
        "<error errorCode=\"301\"/>",
        "if (myerr.code === 5 || err.code === 301) {",
        "err.code = 7; if (err.code === 301) {",
        "Everlive: if (reply.err.code === 301) { // Invalid access token.",
    ] {
        assert_eq!(likely(text), ["backend-services:301"], "{text}");
    }
    for text in [
        "GET /index.html 301 178",
        "status: 301",
        "301",
        "code 301 (moved)",
        "took 301 ms",
        "{\"code\":301}",
        "Everlive: HTTP Error 301",
        "Everlive prices\n| 301 | 400 | Blue |",
        "response.code === 301",
        "\"errorCode\": 3010",
        r#"{"errorCode":301,"message":"Order is closed"}"#,
        r#"{"errorCode":301,"error":"Daily limit reached for this key"}"#,
        r#"{"resultCode":500,"errorCode":301}"#,
        "  \"status\": 409,\n  \"errorCode\": 301,\n  \"userMessage\": \"x\"",
        "errorCode: 301, description: the number has no network",
        r#"{"errorCode":301,"summary":"Both addresses were given","path":"/"}"#,
        "if (errorCode === 301) {",
        "props.errorCode === 301",
        "if (error.errorCode === 301) {",
        "reply.error.code === 301",
        "networkError.code === 301",
        "if (err.code === 301 || err.code === -1) {",
        "error_code=301",
        "rejected with errorCode: 301, see the manual",
    ] {
        assert_eq!(likely(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_number_that_is_not_all_near_says_nothing() {
    for more in 470..500 {
        let text =
            format!("if (err.code === 301) {{ {} if (err.code === 302) {{", "x".repeat(more));
        assert_eq!(likely(&text).len(), 2, "{more}");
    }
}

#[test]
fn what_is_counted_of_any_catalog_is_what_is_reported() {
    let own = |evidence: &str| {
        format!(
            r#"{{"id":"shop","title":"Shop","edition":"1","source":"us",
            "code":{{"pattern":"SHOP-{{n}}","parts":[{{"name":"n","chars":"digit","length":4}}]}},
            "evidence":{{"code":{{"alone":"likely","keys":{{"code":"likely"}}{evidence}}},
            "entries":[{{"code":"SHOP-0001","message":"Sold out for now"}}]}}"#
        )
    };
    for evidence in [
        "}",
        r#","unknown":"alone"},"messages":["message"]"#,
        r#"},"messages":["message"],"members":["code","message"]"#,
        r#","compared":{"code":"likely"}}"#,
        r#","compared":{"errno":"certain"}},"messages":["message"]"#,
    ] {
        for alone in ["likely", "possible"] {
            let own =
                own(evidence).replace(r#""alone":"likely""#, &format!(r#""alone":"{alone}""#));
            let mut catalogs = Catalogs::embedded();
            catalogs.push(Catalog::read(&own).expect("a catalog without a fault"));
            let (graded, counted) =
                (Scanner::new(&catalogs), Scanner::new(&catalogs).without_grades());
            for text in [
                "SHOP-0001",
                "code=SHOP-0001",
                r#"{"code":"SHOP-0001","message":"Another text altogether"}"#,
                r#"{"code":"SHOP-0001","path":"/"}"#,
                "err.code === 'SHOP-0001' || err.code === 5",
                "reply.err.code === 'SHOP-0001'",
                "err.errno === 'SHOP-0001'",
            ] {
                let found = |scanner: &Scanner<'_>| scanner.scan(text.as_bytes()).len();
                assert_eq!(found(&graded), found(&counted), "{evidence} {alone}: {text}");
                assert!(alone != "likely" || found(&graded) == 1, "{evidence}: {text}");
            }
        }
    }
}

#[test]
fn a_word_needs_its_object_or_the_name_of_its_system() {
    for (text, code) in [
        (r#"{"code":"NOT_FOUND","description":"Calendar does not exist."}"#, "NOT_FOUND"),
        (r#"status 404 {"description":"x","code":"NOT_FOUND"}"#, "NOT_FOUND"),
        ("{ code: 'NOT_FOUND', description: 'x' }", "NOT_FOUND"),
        (r#"{"code":"USER_NOT_EXIST","description":"x"}"#, "{RESOURCE}_NOT_EXIST"),
        (r#"{"code":"INVALID_BOT","description":"x"}"#, "INVALID_{RESOURCE}"),
        (r#"{"code":"INVALID_PARAMETER","description":"x"}"#, "INVALID_PARAMETER"),
        ("The LINE WORKS API answers `NOT_FOUND` here.", "NOT_FOUND"),
        ("lineworks client: body[\"code\"] == \"NOT_FOUND\"", "NOT_FOUND"),
        ("LINE WORKS\n\n| code | what to do |\n|---|---|\n| FORBIDDEN | ask |", "FORBIDDEN"),
        ("What LINE WORKS says:\n- LIMIT_EXCEEDED: wait", "LIMIT_EXCEEDED"),
        ("## LINE WORKS\n\nWith OUT_OF_RANGE the page is too far.", "OUT_OF_RANGE"),
        (r#"{"level":"warn","error":{"code":"NOT_FOUND","description":"x"}}"#, "NOT_FOUND"),
        (r#"LINE error: {"code":"NOT_FOUND","description":"x"}"#, "NOT_FOUND"),
        ("one\n  {\"code\":\"NOT_FOUND\",\"message\":\"x\"} \r\ntwo", "NOT_FOUND"),
        ("{\n  \"code\": \"NOT_FOUND\",\n  \"message\": \"x\"\n}\n", "NOT_FOUND"),
        ("\u{feff}{\"code\":\"NOT_FOUND\",\"message\":\"x\"}", "NOT_FOUND"),
    ] {
        assert_eq!(likely(text), [format!("lineworks:{code}")], "{text}");
    }
    for text in [
        "NOT_FOUND",
        "return HttpStatus.NOT_FOUND;",
        r#"{"code":"NOT_FOUND"}"#,
        r#"{"error":{"code":"NOT_FOUND","description":"x"}}"#,
        r#"{"level":"warn","error":{"code":"NOT_FOUND","message":"x"}}"#,
        "{ code: 'NOT_FOUND', description: err.message }",
        "# LINE WORKS\nraise HTTPException(NOT_FOUND)",
        r#"{"errors":[{"code":"NOT_FOUND","message":"x"}]}"#,
        r#"{"code":"NOT_FOUND","message":"x","detail":{},"path":"/"}"#,
        r#"send(404, {"code":"NOT_FOUND","message":"x"})"#,
        "send(404,\n  {\"code\":\"NOT_FOUND\",\"message\":\"x\"})",
        r#"answered {"code":"NOT_FOUND","message":"x"}"#,
        "`{\"code\":\"NOT_FOUND\",\"message\":\"x\"}`",
        &format!("answered{}{{\"code\":\"NOT_FOUND\",\"message\":\"x\"}}", " ".repeat(70)),
        r#"{"code":"Not_Found","description":"x"}"#,
        r#"{"code":"USER_NOT_EXISTS","description":"x"}"#,
        r#"{"code":"RATE_LIMIT_EXCEEDED","description":"x"}"#,
    ] {
        assert_eq!(likely(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn codes_that_others_use_as_well_need_support() {
    for text in [
        "flags = 0x01010001",
        "ERROR at 0x00000002: bad page",
        "icon -> 0x01010002",
        "i18n.t(\"error.user.login_failed\")",
        "'message' => 'error.server.generic',",
        "\"security.user.not_found\": \"No such user\"",
        "NotFound(\"error.user.pool_not_found\"), Empty(\"error.order.empty\")",
    ] {
        assert_eq!(likely(text), Vec::<String>::new(), "{text}");
        assert_eq!(found(text, Confidence::Possible).len(), 1, "{text}");
    }
    for text in [
        r#"{"realm":"user","code":"error.user.login_failed","parameters":{}}"#,
        "if (answer.code == 'error.user.login_failed')",
        "easydb says error.user.login_failed",
        "`error.user.login_failed` or `error.user.pool_not_found`",
        "{ id: 'security.user.not_found', status: 404 }",
        "Then I got an error with id \"security.user.not_found\"",
        "case 'error.user.login_failed':",
        "Kuzzle: 0x01010001",
    ] {
        let codes = likely(text);
        assert!(!codes.is_empty() && !codes.iter().any(|code| code.ends_with('?')), "{text}");
    }
}

#[test]
fn a_number_in_an_error_line_is_believed_where_it_is_nobody_elses_value() {
    assert_eq!(likely("ERROR storage: 0x0101000b"), ["kuzzle:0x0101000b"]);
    assert_eq!(likely("ERROR storage: 0x0101000B"), ["kuzzle:0x0101000b"]);
    assert_eq!(likely("INFO storage: 0x0101000b"), Vec::<String>::new());
    assert_eq!(likely("ERROR mask=0x0101000b"), Vec::<String>::new());
    assert_eq!(likely("PLC error 0x0101000b"), Vec::<String>::new());
}

#[test]
fn what_no_catalog_lists_is_unknown_and_never_something_else() {
    for (text, want) in [
        ("[PR400-PA-0001] x", "personium:PR400-PA-0001?"),
        ("PR999-ZZ-9999", "personium:PR999-ZZ-9999?"),
        (r#"{"realm":"user","code":"error.user.my_plugin"}"#, "easydb:error.user.my_plugin?"),
        (r#"{"id":"services.storage.brand_new"}"#, "kuzzle:services.storage.brand_new?"),
    ] {
        assert_eq!(likely(text), [want], "{text}");
    }
}

#[test]
fn values_of_a_pattern_are_captured() {
    let catalogs = Catalogs::embedded();
    let scanner = Scanner::new(&catalogs);
    let found = scanner.scan(br#"{"code":"CALENDAR_ALREADY_EXIST","description":"x"}"#);
    assert_eq!(found[0].captures, [("RESOURCE".into(), "CALENDAR".to_owned())]);
    assert_eq!((found[0].status(), found[0].known()), (Some(409), true));
}

/// The codes found in a text with catalogs of a user beside the embedded ones.
fn found_with(catalogs_of_a_user: &[&str], text: &str) -> Vec<String> {
    let mut catalogs = Catalogs::embedded();
    for own in catalogs_of_a_user {
        catalogs.push(Catalog::read(own).expect("a catalog without a fault"));
    }
    let findings = Scanner::new(&catalogs).scan(text.as_bytes());
    findings.into_iter().map(|finding| finding.code.into_owned()).collect()
}

#[test]
fn a_catalog_of_a_user_needs_no_evidence_of_its_own() {
    let shop = r#"{"id":"shop","title":"Shop","edition":"1","source":"us",
        "code":{"pattern":"SHOP-{n}","parts":[{"name":"n","chars":"digit","length":4}]},
        "entries":[{"code":"SHOP-0001","message":"Sold out"},{"code":"SHOP-0002","message":"x"}]}"#;
    let bare = r#"{"id":"bare","title":"Bare","edition":"1","source":"us",
        "code":{"pattern":"{w}","parts":[{"name":"w","chars":"alnum"}]},
        "entries":[{"code":"23505","message":"unique"},{"code":"E1","message":"x"}]}"#;
    let codes = |text| found_with(&[shop, bare], text);
    assert_eq!(codes("got SHOP-0001, SHOP-0009 and SHOP-00010"), ["SHOP-0001", "SHOP-0009"]);
    assert_eq!(codes("23505 errorCode=23505 \"code\": \"E1\" E1"), ["23505", "E1"]);
}

#[test]
fn codes_of_less_than_four_bytes_are_found_behind_keys_and_longer_ones_anywhere() {
    let numbered = |a: &str, b: &str| {
        format!(
            r#"{{"id":"e","title":"E","edition":"1","source":"us",
            "code":{{"pattern":"E{{n}}","parts":[{{"name":"n","chars":"digit"}}]}},
            "entries":[{{"code":"{a}","message":"x"}},{{"code":"{b}","message":"y"}}]}}"#
        )
    };
    let short = |text| found_with(&[&numbered("E1", "E42")], text);
    assert_eq!(short("{\"errorCode\":\"E1\"} code=E42"), ["E1", "E42"]);
    assert_eq!(short("E1 of E42, row E1"), [""; 0]);
    let mixed = |text| found_with(&[&numbered("E1", "E10442")], text);
    assert_eq!(mixed("failed with E10442, \"code\":\"E1\""), ["E10442", "E1"]);
    assert_eq!(mixed("E1 of E42, row E1"), [""; 0]);
}

#[test]
fn near_the_name_of_its_system_a_code_counts_that_is_told_as_one() {
    for (text, want) in [
        ("SERVICE_UNAVAILABLE is what LINE WORKS says at night", "SERVICE_UNAVAILABLE"),
        ("LINE WORKS の API から「FORBIDDEN」が返る", "FORBIDDEN"),
        ("works-mobile: **FORBIDDEN** means", "FORBIDDEN"),
        ("<td>FORBIDDEN</td><td>LINE WORKS: no right</td>", "FORBIDDEN"),
        ("FORBIDDEN | 403 | LINE WORKS: no right", "FORBIDDEN"),
        ("// LINE WORKS\n{\n  FORBIDDEN: \"no right\",\n}", "FORBIDDEN"),
        ("# LINE WORKS\n\n- NOT_FOUND: 404\n", "NOT_FOUND"),
        ("LINE WORKS NOT_FOUND: 404", "NOT_FOUND"),
        ("Everlive answered error 617 again", "617"),
        ("Telerik: [[660, 'Data Link Server Error']]", "660"),
        ("206 | 400 | The specified user was not found. (Everlive)", "206"),
    ] {
        let codes: Vec<_> =
            likely(text).iter().map(|c| c.split(':').nth(1).unwrap().to_owned()).collect();
        assert_eq!(codes, [want], "{text}");
    }
    for text in [
        "LINE WORKS: FORBIDDEN zone",
        "LINE WORKS\nFORBIDDEN: 403",
        "// LINE WORKS\n{\n  NOT_FOUND: 404,\n}",
        "LINE WORKS\nconst ACCESS_DENIED = 3",
        "Everlive: 617 users, HTTP error 301, exit code 201",
        "Telerik 1.617.301",
        "Telerik build: the process exited with code 1, error 1",
        "Everlive: HTTP status code: 301",
    ] {
        assert_eq!(likely(text), [""; 0], "{text}");
    }
    let own = r#"{"id":"shop","title":"Shop","edition":"1","source":"us",
        "code":{"pattern":"{w}","parts":[{"name":"w","chars":"word"}]},
        "entries":[{"code":"sold_out","message":"x"},{"code":"gone","message":"y"}],
        "evidence":{"names":["Webshop"],"code":{"named":"likely"}}}"#;
    let codes = |text| found_with(&[own], text);
    assert_eq!(codes("the webshop says `gone` or sold_out"), ["gone", "sold_out"]);
    assert_eq!(codes("it says `gone` or sold_out, and webshop: gone"), ["gone", "sold_out"]);
    assert_eq!(codes("it says `gone` or sold_out"), [""; 0]);
}

#[test]
fn three_codes_that_others_use_as_well_keep_each_other_company() {
    let three = "`401 security.token.invalid`, `403 security.rights.forbidden`, \
                 `401 security.rights.unauthorized`";
    assert_eq!(likely(three).len(), 3);
    let two =
        "`401 security.token.invalid`, `403 security.rights.forbidden` security.token.invalid";
    assert_eq!(likely(two), [""; 0]);
}

#[test]
fn a_case_belongs_to_what_its_switch_is_for() {
    let switch = |subject| format!("switch ({subject}) {{\n  case 0x01010005: return retry();\n}}");
    assert_eq!(likely(&switch("error.code")), ["kuzzle:0x01010005"]);
    assert_eq!(likely(&switch("attr")), [""; 0]);
}

#[test]
fn nothing_is_found_in_nothing() {
    for text in ["", "\n", "\0", "code", "code:", "\"code\":\"", "0x0", "PR40", "error.us"] {
        assert_eq!(found(text, Confidence::Possible), Vec::<String>::new(), "{text:?}");
    }
}
