//! Tests of whole responses.

use super::{Explained, response};
use crate::catalog::Catalogs;
use crate::response::read;

/// 2024-01-01T00:00:00Z.
const NOW: i64 = 1_704_067_200;

/// Base64 as tokens have it.
fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for group in text.as_bytes().chunks(3) {
        let mut bits = 0_usize;
        for at in 0..3 {
            bits = bits << 8 | usize::from(group.get(at).copied().unwrap_or(0));
        }
        for at in 0..=group.len() {
            out.push(char::from(DIGITS[bits >> (18 - 6 * at) & 63]));
        }
    }
    out
}

fn token(claims: &str) -> String {
    format!("{}.{}.c2VjcmV0c2ln", base64(r#"{"alg":"RS256","typ":"JWT"}"#), base64(claims))
}

fn trace(authorization: &str, answer: &str) -> String {
    format!(
        "> GET /v1/items HTTP/1.1\n> Host: api.test\n> Authorization: {authorization}\n>\n< {}\n<\n",
        answer.replace('\n', "\n< ")
    )
}

fn explained<'c>(catalogs: &'c Catalogs, text: &str) -> Explained<'c> {
    response(&read(text.as_bytes()), None, catalogs, NOW)
}

/// Checks what is said, and what is advised, word by word.
fn check(text: &str, says: &[&str], steps: &[&str]) {
    let catalogs = Catalogs::embedded();
    let explained = explained(&catalogs, text);
    for part in says {
        assert!(explained.meaning.contains(part), "{text}\n{part}\n{}", explained.meaning);
    }
    let advised = explained.next_steps.join("\n");
    for part in steps {
        assert!(advised.contains(part), "{text}\n{part}\n{advised}");
    }
}

#[test]
fn a_token_that_has_expired_is_told() {
    let sent = format!("Bearer {}", token(&format!(r#"{{"exp":{}}}"#, NOW - 3 * 3600 - 5)));
    let answer = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\"";
    check(&trace(&sent, answer), &["The token expired 3 h ago."], &["Get a new token"]);
    let dated = answer.replace('\n', "\nDate: Sun, 31 Dec 2023 20:00:00 GMT\n");
    check(&trace(&sent, &dated), &["still valid when the server answered"], &[]);
}

#[test]
fn a_token_that_is_not_yet_valid_is_told() {
    let sent = format!("Bearer {}", token(&format!(r#"{{"nbf":{}}}"#, NOW + 600)));
    let answer = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\"";
    check(&trace(&sent, answer), &["starts 10 min after the request"], &["Check the clocks"]);
}

#[test]
fn scopes_that_are_missing_are_named() {
    let answer = "HTTP/1.1 403 Forbidden\nWWW-Authenticate: Bearer error=\"insufficient_scope\", scope=\"read write admin\"";
    for claims in [
        r#"{"scope":"read other"}"#,
        r#"{"scp":["read"]}"#,
        r#"{"scp":"read"}"#,
        r#"{"roles":["read"]}"#,
    ] {
        let sent = format!("Bearer {}", token(claims));
        check(
            &trace(&sent, answer),
            &[
                "The token has 1 of the 3 scopes that the challenge names: `write`, `admin` missing.",
            ],
            &["asking for `write`, `admin` in addition"],
        );
    }
    let all = format!("Bearer {}", token(r#"{"scope":"admin read write"}"#));
    check(&trace(&all, answer), &["has every scope"], &[]);
    let none = format!("Bearer {}", token("{\"sub\":\"u\"}"));
    check(&trace(&none, answer), &["names no scopes at all"], &[]);
}

#[test]
fn scopes_are_asked_for_once() {
    let catalogs = Catalogs::embedded();
    let sent = format!("Bearer {}", token(r#"{"scope":"read"}"#));
    let answer = "HTTP/1.1 403 Forbidden\nWWW-Authenticate: Bearer error=\"insufficient_scope\", scope=\"read write\"";
    let explained = explained(&catalogs, &trace(&sent, answer));
    let asking = explained.next_steps.iter().filter(|step| step.contains("`write`"));
    assert_eq!(asking.count(), 1, "{:?}", explained.next_steps);
}

#[test]
fn a_token_for_somebody_else_is_told() {
    let named = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer resource=\"https://vault.test/\", authorization=\"https://login.test/11111111-1111-1111-1111-111111111111\"";
    let sent = format!(
        "Bearer {}",
        token(
            r#"{"aud":"https://graph.test","iss":"https://sts.test/22222222-2222-2222-2222-222222222222/"}"#
        )
    );
    check(
        &trace(&sent, named),
        &["another audience than `https://vault.test/`", "another tenant"],
        &[
            "whose audience is `https://vault.test/`",
            "tenant `11111111-1111-1111-1111-111111111111`",
        ],
    );
    let plain = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer";
    check(&trace(&sent, plain), &["another audience than the host `api.test`"], &[]);
}

#[test]
fn what_is_sent_in_place_of_a_token_is_told() {
    let answer = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer";
    for (sent, says) in [
        ("Bearer", "no credentials"),
        ("Bearer $TOKEN", "placeholder"),
        ("Bearer Bearer abc", "twice"),
        ("Bearer 'abc'", "characters that no token has"),
        ("Basic dTpw", "User name and password were sent"),
    ] {
        check(&trace(sent, answer), &[says], &[]);
    }
}

#[test]
fn a_redirect_that_lost_the_credentials_is_told() {
    let text = "> GET / HTTP/1.1\n> Host: a.test\n> Authorization: Bearer x\n>\n< HTTP/1.1 302 Found\n< Location: https://b.test/\n<\n\
        > GET / HTTP/1.1\n> Host: b.test\n>\n< HTTP/1.1 401 Unauthorized\n< WWW-Authenticate: Bearer\n<\n";
    check(
        text,
        &["The redirect lost the Authorization field", "302 (a redirect)"],
        &["Ask `b.test` directly"],
    );
}

#[test]
fn nothing_secret_is_said() {
    let claims = format!(
        r#"{{"exp":{},"aud":"https://hidden-aud.test","iss":"https://hidden-iss.test","scope":"hidden-scope","sub":"hidden-sub"}}"#,
        NOW - 60
    );
    let text = trace(
        &format!("Bearer {}", token(&claims)),
        "HTTP/1.1 401 Unauthorized\nSet-Cookie: hidden-cookie\nWWW-Authenticate: Bearer error=\"invalid_token\", scope=\"a\"",
    ) + "https://app.test/?code=hidden-code";
    let catalogs = Catalogs::embedded();
    for text in [text.as_str(), "https://app.test/cb?code=hidden-code&state=hidden-state"] {
        let mut explained = explained(&catalogs, text);
        explained.lines.clear();
        let said = format!("{explained:?}");
        assert!(!said.contains("hidden"), "{said}");
        assert!(!said.contains(&base64(&claims)[..20]), "{said}");
    }
}

#[test]
fn a_code_in_a_redirect_is_a_success() {
    check(
        "https://app.test/cb?code=abc&state=x",
        &["authorization code and no error"],
        &["Exchange the code"],
    );
    check("https://app.test/cb?error=access_denied", &["access_denied"], &[]);
}

#[test]
fn the_documented_challenges_are_shown_with_their_status() {
    for (status, error, says) in [
        (400, "invalid_request", "The requested parameter format is invalid."),
        (401, "invalid_token", "The access token is invalid."),
        (403, "insufficient_scope", "The access token does not have a scope to use this API."),
    ] {
        let text = format!("HTTP/1.1 {status} X\nwww-authenticate: Bearer error=\"{error}\"\n\n");
        check(&text, &["LINE WORKS", says], &[]);
    }
}

#[test]
fn status_challenge_and_body_are_explained_together() {
    let catalogs = Catalogs::embedded();
    let text = "HTTP/2 401 \r\nwww-authenticate: Bearer error=\"insufficient_scope\", scope=\"calendar\"\r\n\r\n{\"code\":\"UNAUTHORIZED\",\"description\":\"Malformed authentication token\"}";
    let explained = explained(&catalogs, text);
    assert_eq!(explained.status, Some(401));
    assert_eq!(explained.errors.len(), 1);
    assert!(explained.meaning.contains("`UNAUTHORIZED` of LINE WORKS"), "{}", explained.meaning);
    assert!(explained.problems.iter().any(|it| it.rule == "status-mismatch"));
}

#[test]
fn a_challenge_inside_a_body_is_read() {
    let catalogs = Catalogs::embedded();
    let text = r#"{"error":{"type":"security_exception","reason":"missing","header":{"WWW-Authenticate":["Basic realm=\"security\"","ApiKey"]}},"status":401}"#;
    let explained = explained(&catalogs, text);
    assert_eq!(explained.challenges.len(), 2);
    assert_eq!(explained.errors[0].code, "security_exception");
}

#[test]
fn pages_retries_and_failed_transfers_are_told() {
    check(
        "HTTP/1.1 502 Bad Gateway\nRetry-After: 120\n\n<html><title>502 Bad Gateway</title></html>",
        &["a web page, titled “502 Bad Gateway”"],
        &["Wait 2 min"],
    );
    check("curl: (60) SSL certificate problem", &[], &[]);
    check(
        "> GET / HTTP/1.1\n> Host: a.test\n>\ncurl: (52) Empty reply from server\n",
        &["curl got no further: (52)"],
        &["closed the connection"],
    );
}

#[test]
fn a_code_alone_is_told_as_the_code_that_it_is() {
    let catalogs = Catalogs::embedded();
    for (word, meaning, entries) in [
        ("PR404-OD-0002", "`PR404-OD-0002` is an error code of Personium unit.", 1),
        ("601", "`601` is an error code of Telerik Backend Services.", 1),
        ("107", "`107` is an error code of Telerik Backend Services.", 3),
        ("USER_NOT_EXIST", "`USER_NOT_EXIST` is an error code of LINE WORKS API.", 1),
    ] {
        let explained = super::code(word, &catalogs).unwrap();
        assert_eq!(explained.meaning, meaning);
        assert_eq!(explained.errors.len(), 1, "{word}");
        assert_eq!(explained.errors[0].entries.len(), entries, "{word}");
        assert!(!explained.next_steps.is_empty() && explained.problems.is_empty(), "{word}");
    }
    for word in ["Negotiate", "garbage", "404", "not_found_at_all", ""] {
        assert!(super::code(word, &catalogs).is_none(), "{word}");
    }
}

#[test]
fn a_refusal_without_a_challenge_blames_no_credentials() {
    let answer = "HTTP/1.1 403 Forbidden\n\n{}";
    check(answer, &["The server understood the request and refuses it."], &[]);
    let catalogs = Catalogs::embedded();
    let meaning = explained(&catalogs, "HTTP/1.1 200 OK\n\n{}").meaning;
    assert_eq!(meaning, "The request succeeded.");
}

#[test]
fn a_quota_that_is_used_up_is_told_with_its_end() {
    let answer = |reset: i64| {
        format!(
            "HTTP/2 403\nX-RateLimit-Remaining: 0\nX-RateLimit-Reset: {reset}\n\n{{\"message\":\"x\"}}"
        )
    };
    let says = ["The requests of this period are used up: `x-ratelimit-remaining` is 0."];
    check(&answer(NOW + 120), &says, &["Wait 2 min before trying again"]);
    check(&answer(30), &says, &["Wait 30 s before trying again"]);
    check(&answer(NOW - 5), &says, &["Try again: by `x-ratelimit-reset`"]);
    let catalogs = Catalogs::embedded();
    for text in [
        "HTTP/2 200\nX-RateLimit-Remaining: 0\n\n",
        "HTTP/2 403\nX-RateLimit-Remaining: 10\n\n",
        "HTTP/2 403\nX-RateLimit-Remaining: none\nX-RateLimit-Reset: 1\n\n",
    ] {
        assert!(!explained(&catalogs, text).meaning.contains("used up"), "{text}");
    }
}

#[test]
fn an_error_that_the_challenge_names_is_not_told_twice() {
    let answer = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\"\n\n{\"error\":\"invalid_token\"}";
    let catalogs = Catalogs::embedded();
    let meaning = explained(&catalogs, answer).meaning;
    assert_eq!(meaning.matches("malformed, or not for this server").count(), 1, "{meaning}");
    assert!(meaning.contains("The body names the same error, `invalid_token`."), "{meaning}");
}

#[test]
fn what_a_catalog_documents_is_not_said_of_another_services_challenge() {
    let catalogs = Catalogs::embedded();
    let documented = |field: &str| {
        super::header(&[field.as_bytes()], Some(401), &catalogs).meaning.contains("LINE WORKS API")
    };
    for field in [
        "Bearer error=\"invalid_token\"",
        "Bearer realm=\"api\", error=\"invalid_token\", error_description=\"expired\"",
    ] {
        assert!(documented(field), "{field}");
    }
    for field in [
        "Bearer realm=\"https://accounts.example/\", error=\"invalid_token\"",
        "Bearer authorization_uri=\"https://login.example\", error=\"invalid_token\"",
        "Bearer error=\"invalid_token\", resource_metadata=\"https://a.example/x\"",
    ] {
        assert!(!documented(field), "{field}");
    }
}

#[test]
fn variants_of_one_scheme_are_counted() {
    let catalogs = Catalogs::embedded();
    let says = |field: &str| super::header(&[field.as_bytes()], Some(401), &catalogs).meaning;
    let digest =
        "Digest realm=\"a\", nonce=\"b\", algorithm=SHA-256, Digest realm=\"a\", nonce=\"b\"";
    let meaning = says(digest);
    let offer =
        "The server offers `Digest` in 2 variants; take the first that your client supports.";
    assert!(meaning.contains(offer), "{meaning}");
    let meaning = says("Basic realm=\"a\", Basic realm=\"b\"");
    assert!(meaning.contains("`Basic` in 2 variants; any one will do."), "{meaning}");
}

#[test]
fn what_a_proxy_asks_is_said_of_the_proxy() {
    let answer = "HTTP/1.1 407 Proxy Authentication Required\nProxy-Authenticate: Basic realm=\"The server\"";
    let says = ["The proxy wants a user name and a password", "belongs to the area `The server`"];
    check(answer, &says, &["Proxy-Authorization: Basic", "`curl --proxy-user USER`"]);
    let answer = "HTTP/1.1 407 x\nProxy-Authenticate: Negotiate";
    check(
        answer,
        &["The proxy wants a Kerberos ticket"],
        &["curl --proxy-negotiate --proxy-user :"],
    );
}

#[test]
fn a_challenge_beside_one_with_an_error_does_not_say_that_no_token_was_seen() {
    let catalogs = Catalogs::embedded();
    let field = "DPoP error=\"invalid_token\", algs=\"ES256\", Bearer";
    let explained = super::header(&[field.as_bytes()], Some(401), &catalogs);
    let bearer = &explained.challenges[1];
    assert!(!bearer.meaning.contains("no token was seen"), "{}", bearer.meaning);
    let alone = super::header(&[b"Bearer".as_slice()], Some(401), &catalogs);
    assert!(alone.meaning.contains("no token was seen"), "{}", alone.meaning);
}

#[test]
fn a_problem_without_a_type_says_no_more_than_its_status() {
    let answer = "HTTP/1.1 401\nWWW-Authenticate: Bearer\n\n{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,\"detail\":\"x\"}";
    check(
        answer,
        &["(problem details, RFC 9457): It says no more than the HTTP status does."],
        &[],
    );
}

#[test]
fn what_the_body_says_is_told_where_no_error_is_known_in_it() {
    let answer = "HTTP/1.1 401 Unauthorized\n\n{\"message\":\"Bad tea\",\"status\":\"401\"}";
    check(answer, &["The body says: “Bad tea”"], &[]);
    let plain = "HTTP/1.1 401 Unauthorized\nContent-Type: text/plain\n\nInvalid API key\n";
    check(plain, &["The body says: “Invalid API key”"], &["Look at the body"]);
    let answer = "HTTP/1.1 403 Forbidden\nx-amzn-errortype: MissingAuthenticationTokenException\n\n{\"message\":\"Missing\"}";
    check(answer, &["at API Gateway often the path is wrong"], &["Check path, method and stage"]);
}

#[test]
fn what_the_body_says_is_told_without_its_secrets() {
    for (message, want) in [
        ("token abcdefghij rejected", "“token … rejected”"),
        ("password: hunter", "“password: …”"),
        ("see https://api.test/?token=12ab", "“see https://api.test/”"),
        ("x=y of bob@mail.test", "“… of …”"),
    ] {
        let answer = format!("HTTP/1.1 401 Unauthorized\n\n{{\"message\":\"{message}\"}}");
        check(&answer, &[want], &[]);
    }
}

#[test]
fn an_error_of_the_body_is_why_a_token_was_refused() {
    let answer = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"x\"\n\n{\"code\":\"PR401-AU-0002\",\"message\":{\"lang\":\"en\",\"value\":\"Access token expired.\"}}";
    let catalogs = Catalogs::embedded();
    let meaning = explained(&catalogs, answer).meaning;
    assert!(!meaning.contains("no token was seen"), "{meaning}");
}

#[test]
fn a_redirect_tells_where_it_leads_without_its_query() {
    let answer = "HTTP/1.1 302 Found\nLocation: https://u:p@login.test/authorize?state=c2VjcmV0\n";
    check(answer, &["on to `https://login.test/authorize`."], &["a page to log in"]);
    for (target, want) in [
        ("//u:p@login.test/a", "`//login.test/a`."),
        ("/a;jsessionid=1A2B?x", "`/a`."),
        ("u:p@host", "`host`."),
    ] {
        let answer = format!("HTTP/1.1 302 Found\nLocation: {target}\n");
        check(&answer, &[want], &[]);
    }
    check("HTTP/1.1 301 Moved Permanently\nLocation: /new\n", &["on to `/new`"], &["curl -L"]);
}

#[test]
fn fields_beside_challenges_are_told_as_what_they_are() {
    let info = "Authentication-Info: nextnonce=\"c2VjcmV0\", rspauth=\"6629\"";
    check(info, &["is no challenge", "`nextnonce` is the nonce"], &["count `nc` from 1", "proof"]);
    let proxy = "HTTP/1.1 200 OK\nProxy-Authentication-Info: sid=1, data=dj0=\n\nx";
    check(proxy, &["with it the proxy tells", "SCRAM"], &["Check the proof of the proxy"]);
    check("DPoP-Nonce: c2VjcmV0", &["the next DPoP proof"], &["`nonce`"]);
    let asked = format!("Authorization: Bearer {}", token("{\"exp\":1700000000}"));
    check(&asked, &["is a field of requests", "The token expired"], &["Get a new token"]);
    let both = format!("{asked}\nWWW-Authenticate: Bearer error=\"invalid_token\"");
    let catalogs = Catalogs::embedded();
    let meaning = explained(&catalogs, &both).meaning;
    assert!(meaning.contains("The token expired") && !meaning.contains("field of requests"));
    let catalogs = Catalogs::embedded();
    let prose = explained(&catalogs, "Authorization: failed with PR401-AU-0001");
    assert_eq!(prose.errors.len(), 1, "{prose:?}");
}
