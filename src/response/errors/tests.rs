//! Tests of the errors that are found in bodies.

use super::errors;
use crate::catalog::{Catalog, Catalogs};
use crate::response::BodyError;
use crate::response::read;

fn found<'c>(catalogs: &'c Catalogs, text: &str) -> Vec<BodyError<'c>> {
    let response = read(text.as_bytes());
    errors(&response, response.status, catalogs)
}

/// `catalog code`, with the number of entries where it is not one.
fn told(catalogs: &Catalogs, text: &str) -> Vec<String> {
    let found = found(catalogs, text);
    found.iter().map(|error| short(error)).collect()
}

fn short(error: &BodyError<'_>) -> String {
    let code = format!("{} {}", error.source.id(), error.code);
    match error.entries.len() {
        1 => code,
        count => format!("{code} x{count}"),
    }
}

fn check(cases: &[(&str, &[&str])]) {
    let catalogs = Catalogs::embedded();
    let mut faults = Vec::new();
    for (text, want) in cases {
        let told = told(&catalogs, text);
        if told != *want {
            faults.push(format!("{text}\n  told {told:?}\n  want {want:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The only error of a text.
fn only<'c>(catalogs: &'c Catalogs, text: &str) -> BodyError<'c> {
    let mut found = found(catalogs, text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found.remove(0)
}

#[test]
fn id_and_decimal_code_of_kuzzle_are_one_error() {
    let both = r#"{"status":404,"error":{"id":"services.storage.not_found","code":16842763,
        "message":"Document \"a\" not found","status":404,"props":["a"]},"result":null}"#;
    let name = r#"{"error":{"id":"services.storage.not_found","message":"m","status":404}}"#;
    let code = r#"{"error":{"code":16842763,"message":"m","status":404}}"#;
    let thrown = "Error: {\n  id: 'services.storage.not_found',\n  code: 16842763,\n  message: 'm',\n  status: 404\n}";
    let want: &[&str] = &["kuzzle 0x0101000b"];
    check(&[(both, want), (name, want), (code, want), (thrown, want)]);
    let catalogs = Catalogs::embedded();
    let error = only(&catalogs, both);
    assert_eq!(error.path, "error");
    assert!(error.notes.is_empty(), "{:?}", error.notes);
    assert_eq!(error.captures, [("0".to_owned(), "a".to_owned())]);
}

#[test]
fn contradictions_of_id_code_and_status_are_said() {
    let catalogs = Catalogs::embedded();
    for (text, says) in [
        (
            r#"{"error":{"id":"services.storage.not_found","code":16842757,"message":"m","status":404}}"#,
            "services.storage.import_failed",
        ),
        (
            r#"{"error":{"id":"services.storage.not_found","code":16842763,"message":"m","status":400}}"#,
            "documented with status 404, but here it is 400",
        ),
        (
            "HTTP/1.1 500 Oops\n\n{\"error\":{\"id\":\"services.storage.not_found\",\"code\":16842763,\"message\":\"m\",\"status\":404}}",
            "says status 404, but the answer came with 500",
        ),
        (r#"{"realm":"api","code":"error.user.login_failed","parameters":{}}"#, "`realm` is `api`"),
        (
            r#"{"error":"invalid_client","error_description":"[PR400-AN-0001] - Unsupported grant type."}"#,
            "documented with the OAuth error `unsupported_grant_type`",
        ),
        (
            "HTTP/1.1 404 Not Found\n\n{\"code\":\"DELETED\",\"description\":\"gone\"}",
            "documented with status 410",
        ),
    ] {
        let error = only(&catalogs, text);
        assert!(error.notes.iter().any(|note| note.contains(says)), "{text}: {:?}", error.notes);
    }
}

#[test]
fn personium_is_read_in_all_its_shapes() {
    let want: &[&str] = &["personium PR404-OD-0002"];
    check(&[
        (r#"{"code":"PR404-OD-0002","message":{"lang":"en","value":"No such entity."}}"#, want),
        (
            "<error xmlns=\"urn:m\"><code>PR404-OD-0002</code><message><lang>en</lang><value>No such entity.</value></message></error>",
            want,
        ),
        (
            r#"{"error":"invalid_request","error_description":"[PR404-OD-0002] - No such entity."}"#,
            want,
        ),
        (
            "https://app.test/cb#error=invalid_request&error_description=No+such+entity.&state=1&code=PR404-OD-0002",
            want,
        ),
        (
            r#"{"status":"INSTALL","box":{"message":{"code":"PR404-OD-0002","message":{"lang":"en","value":"No"}}}}"#,
            want,
        ),
        (
            r#"io.personium.client.DaoException: 404,{"code":"PR404-OD-0002","message":{"lang":"en","value":"No"}}"#,
            want,
        ),
        (
            "2024-05-01 10:00:00.000 [exec-1] [WARN ] [PR404-OD-0002] - No such entity. - Filter",
            want,
        ),
        (
            "HTTP/1.1 302 Found\nLocation: https://app.test/cb?error=access_denied&code=PR404-OD-0002\n\n",
            want,
        ),
        (r#"{"errors":["[PR404-OD-0002] - No such entity."]}"#, want),
    ]);
}

#[test]
fn codes_in_prose_are_met_where_no_shape_is_known() {
    check(&[
        ("The unit answered with PR404-OD-0002 again.", &["personium PR404-OD-0002"]),
        (r#"{"failed":["PR404-OD-0002"]}"#, &["personium PR404-OD-0002"]),
        (
            "Error stack: x\nError status: 404\nError id: services.storage.not_found (https://docs.test)",
            &["kuzzle 0x0101000b"],
        ),
        ("it took 301 ms to answer 404", &[]),
    ]);
}

#[test]
fn values_in_messages_are_given_back() {
    let catalogs = Catalogs::embedded();
    let error = only(
        &catalogs,
        r#"{"code":"PR400-OD-0006","message":{"lang":"en","value":"[Name] request data is invalid."}}"#,
    );
    let entry = error.entries[0];
    let sample = entry.message.replace("{0}", "Name");
    let text = serde_json::json!({"code": entry.code, "message": {"lang": "en", "value": sample}});
    let error = only(&catalogs, &text.to_string());
    assert_eq!(error.captures, [("0".to_owned(), "Name".to_owned())]);
    let text = r#"{"realm":"user","code":"error.user.object_not_found","parameters":{"objecttype":"o","id":7,"token":"t"}}"#;
    let error = &found(&catalogs, text)[0];
    let want = [("objecttype".to_owned(), "o".to_owned()), ("id".to_owned(), "7".to_owned())];
    assert_eq!(error.captures, want, "a token is not shown");
}

#[test]
fn lineworks_codes_are_told_apart_by_the_status() {
    let body = |code: &str, status: u16| {
        format!("HTTP/1.1 {status} X\n\n{{\"code\":\"{code}\",\"description\":\"d\"}}")
    };
    let bare = r#"{"code":"LIMIT_EXCEEDED","description":"d"}"#;
    check(&[
        (&body("LIMIT_EXCEEDED", 400), &["lineworks LIMIT_EXCEEDED"]),
        (&body("LIMIT_EXCEEDED", 403), &["lineworks LIMIT_EXCEEDED"]),
        (bare, &["lineworks LIMIT_EXCEEDED x2"]),
        (&body("USER_NOT_EXIST", 404), &["lineworks USER_NOT_EXIST"]),
        (&body("RATE_LIMIT_EXCEEDED", 429), &["lineworks RATE_LIMIT_EXCEEDED x0"]),
    ]);
    let catalogs = Catalogs::embedded();
    for status in [400, 403] {
        assert_eq!(
            only(&catalogs, &body("LIMIT_EXCEEDED", status)).entries[0].status,
            Some(status)
        );
    }
    let captured = only(&catalogs, &body("USER_NOT_EXIST", 404)).captures;
    assert_eq!(captured, [("RESOURCE".to_owned(), "USER".to_owned())]);
}

#[test]
fn backend_services_are_told_by_status_and_message() {
    check(&[
        (r#"{"message":"Invalid access token.","errorCode":301}"#, &["backend-services 301"]),
        (r#"{"message":"Invalid access token.","code":301}"#, &["backend-services 301"]),
        (r#"{"message":"Other","errorCode":"301"}"#, &["backend-services 301"]),
        (r#"{"message":"General database error.","errorCode":107}"#, &["backend-services 107"]),
        (
            "HTTP/1.1 400 Bad Request\n\n{\"message\":\"x\",\"errorCode\":107}",
            &["backend-services 107 x2"],
        ),
    ]);
}

#[test]
fn python_prints_and_nested_json_are_read() {
    check(&[
        (
            "{'realm': 'api', 'description': 'x', 'code': 'error.api.invalid_value', 'parameters': {}}",
            &["easydb error.api.invalid_value"],
        ),
        (
            r#"{"statusCode":500,"body":"{\"realm\":\"user\",\"code\":\"error.user.login_failed\"}"}"#,
            &["easydb error.user.login_failed"],
        ),
    ]);
}

#[test]
fn well_formed_codes_that_are_not_listed_are_said_to_be_unknown() {
    check(&[
        (r#"{"realm":"user","code":"error.user.my_plugin"}"#, &["easydb error.user.my_plugin x0"]),
        (
            r#"{"realm":"user","code":"error.user.forgot_password.unknown"}"#,
            &["easydb error.user.forgot_password.unknown x0"],
        ),
        (
            r#"{"code":"PR400-PA-0001","message":{"lang":"en","value":"x"}}"#,
            &["personium PR400-PA-0001 x0"],
        ),
        (
            r#"{"error":{"id":"services.storage.no_such","code":16842800,"message":"m","status":400}}"#,
            &["kuzzle 0x01010030 x0"],
        ),
    ]);
}

#[test]
fn payloads_of_other_systems_are_left_alone() {
    let none: &[&str] = &[];
    check(&[
        (r#"{"errorCode":301,"error":"key too short"}"#, none),
        (r#"{"ErrorCode":301,"Message":"expired"}"#, none),
        (r#"{"errorCode":201,"message":"created","data":{}}"#, none),
        ("HTTP/1.1 201 Created\n\n{\"errorCode\":201,\"message\":\"created\"}", none),
        (r#"{"code":404,"message":"not here"}"#, none),
        (r#"{"code":301,"message":"moved"}"#, none),
        (r#"{"finance":{"error":{"code":"Unauthorized","description":"crumb"}}}"#, none),
        (r#"{"error_messages":[{"code":"UNAUTHORIZED","description":"d"}]}"#, none),
        (r#"{"code":"NOT_FOUND","description":"d","details":[]}"#, none),
        (r#"{"code":200,"description":"success "}"#, none),
        (r#"{"code":"200","description":"success"}"#, none),
        (r#"{"code":"not_found","description":"d"}"#, none),
        (
            r#"{"code":"UnknownObjecttype","error":"t","package":"p","parameters":{},"realm":"api","statuscode":400}"#,
            none,
        ),
        (r#"{"error":{"code":"error.api.generic"}}"#, none),
        (r#"{"id":"security.user.not_found","message":"No such user"}"#, none),
        (r#"{"id":17,"code":1,"message":"m","status":400}"#, none),
        (r#"{"error":{"code":404,"message":"m","status":404}}"#, none),
    ]);
}

#[test]
fn formats_that_many_systems_share_are_read() {
    check(&[
        (r#"{"error":"invalid_grant","error_description":"used"}"#, &["oauth invalid_grant x0"]),
        ("error=invalid_grant&error_description=a+b", &["oauth invalid_grant x0"]),
        ("https://a.test/cb?error=access_denied", &["oauth access_denied x0"]),
        (r#"{"error":"invalid_grant"}"#, &["oauth invalid_grant x0"]),
        (r#"{"error":"Not Found","status":404,"path":"/"}"#, &[]),
        (r#"{"error":{"code":"too_fast"}}"#, &["gnap too_fast x0"]),
        (
            r#"{"type":"https://a.test/p","title":"No","status":403,"detail":"d"}"#,
            &["problem https://a.test/p x0"],
        ),
        (
            "<problem xmlns=\"urn:ietf:rfc:7807\"><type>about:blank</type><title>No</title></problem>",
            &["problem about:blank x0"],
        ),
        (
            r#"{"error":{"code":401,"message":"m","status":"UNAUTHENTICATED","details":[{"reason":"X"}]}}"#,
            &["google UNAUTHENTICATED x0"],
        ),
        (
            r#"{"error":{"root_cause":[],"type":"security_exception","reason":"r"},"status":401}"#,
            &["elasticsearch security_exception x0"],
        ),
        (
            "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>m</Message></Error>",
            &["aws AccessDenied x0"],
        ),
        (
            "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>m</Message></Error></ErrorResponse>",
            &["aws InvalidClientTokenId x0"],
        ),
        (
            r#"{"__type":"com.amazon.coral.service#ExpiredTokenException","message":"m"}"#,
            &["aws ExpiredTokenException x0"],
        ),
        (
            r#"{"errors":[{"code":"UNAUTHORIZED","message":"m","detail":null}]}"#,
            &["oci UNAUTHORIZED x0"],
        ),
        (r#"{"errorCode":"028","errorMessage":"m"}"#, &["lineworks-1 028 x0"]),
    ]);
}

#[test]
fn an_oauth_error_explains_the_entry_that_stands_beside_it() {
    let catalogs = Catalogs::embedded();
    let error = only(
        &catalogs,
        r#"{"error":"unsupported_grant_type","error_description":"[PR400-AN-0001] - Unsupported grant type."}"#,
    );
    assert_eq!(error.path, "error_description");
    assert!(error.meaning.as_deref().is_some_and(|meaning| meaning.contains("OAuth")));
    assert!(error.notes.is_empty() && !error.next_steps.is_empty(), "{error:?}");
}

#[test]
fn a_catalog_of_ones_own_says_how_its_payloads_look() {
    let mut catalogs = Catalogs::embedded();
    let own = r#"{"id":"own","title":"Own","edition":"1","source":"s",
        "code":{"pattern":"E{n}","parts":[{"name":"n","chars":"digit"}]}, "placeholders":"braces",
        "payload":[{"code":"fault.nr","message":"fault.text","status":"fault.http"},{"text":"fault {code}"}],
        "entries":[{"code":"E1","status":400,"message":"no {WHAT} here"}]}"#;
    catalogs.push(Catalog::read(own).unwrap());
    let error = only(&catalogs, r#"{"fault":{"nr":"E1","text":"no bread here","http":400}}"#);
    assert_eq!((short(&error).as_str(), error.notes.len()), ("own E1", 0));
    assert_eq!(error.captures, [("WHAT".to_owned(), "bread".to_owned())]);
    assert_eq!(told(&catalogs, "12:00 fault E1: what a pity"), ["own E1"]);
}
