//! Tests of the recognition of what is pasted.

use super::value::Value;
use super::{Form, Media, Role, read};

fn status(text: &str) -> Option<u16> {
    read(text.as_bytes()).status
}

fn names(text: &str) -> Vec<String> {
    read(text.as_bytes()).fields.iter().map(|field| field.name().into_owned()).collect()
}

/// What `code` holds in the first value of the body.
fn code(text: &str) -> Option<String> {
    let response = read(text.as_bytes());
    let content = response.content();
    content.values.first()?.at("code")?.scalar().map(str::to_owned)
}

#[test]
fn status_fields_and_body_are_told_apart() {
    for newline in ["\r\n", "\n"] {
        for version in ["1.0", "1.1", "2", "3"] {
            let text = format!("HTTP/{version} 409 Conflict\nX-A: b\n\n{{\"code\":\"E1\"}}\n")
                .replace('\n', newline);
            let response = read(text.as_bytes());
            assert_eq!(response.form, Form::Messages, "{text}");
            assert_eq!(response.status, Some(409), "{text}");
            assert_eq!(names(&text), ["X-A"], "{text}");
            assert_eq!(code(&text).as_deref(), Some("E1"), "{text}");
        }
    }
    assert_eq!(status("HTTP/2 401 \r\n\r\n"), Some(401), "no reason phrase");
    assert_eq!(status("HTTP/1.1 401"), Some(401), "nothing else");
}

#[test]
fn a_trace_shows_the_request_as_well() {
    let text = "* Host api.test:443 was resolved.\n*   Trying 192.0.2.1:443...\n\
        > GET /v1/items?q=1 HTTP/2\n> Host: api.test\n> Authorization: Bearer abc\n> \n\
        * Request completely sent off\n\
        < HTTP/2 404 \n< content-type: application/json\n< \n\
        { [18 bytes data]\n{\"code\":\"E1\"}* Connection #0 to host api.test left intact\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let response = read(text.as_bytes());
        assert_eq!(response.status, Some(404));
        let request = response.request.as_ref().unwrap();
        assert_eq!((&*request.method, &*request.target), ("GET", "/v1/items?q=1"));
        assert_eq!(request.host().as_deref(), Some("api.test"));
        assert!(request.field("authorization").is_some());
        assert_eq!(response.body.as_ref(), b"{\"code\":\"E1\"}");
    }
}

#[test]
fn the_last_answer_that_is_not_interim_counts() {
    let text = "HTTP/1.1 200 Connection established\r\n\r\n\
        HTTP/1.1 100 Continue\r\n\r\n\
        HTTP/1.1 302 Found\r\nLocation: https://b.test/\r\nContent-Length: 0\r\n\r\n\
        HTTP/2 401\r\nwww-authenticate: Bearer\r\n\r\n{\"code\":\"E1\"}";
    let response = read(text.as_bytes());
    assert_eq!(response.status, Some(401));
    let roles: Vec<_> = response.earlier.iter().map(|earlier| earlier.role).collect();
    assert_eq!(roles, [Role::Tunnel, Role::Interim, Role::Redirect]);
    assert_eq!(code(text).as_deref(), Some("E1"));
    assert_eq!(status("HTTP/1.1 401 Unauthorized\n\nHTTP/1.1 103 Early Hints\n\n"), Some(401));
}

#[test]
fn several_traced_exchanges_keep_their_requests() {
    let text = "> GET /a HTTP/1.1\n> Host: a.test\n> Authorization: Bearer x\n>\n\
        < HTTP/1.1 307 Temporary Redirect\n< Location: https://b.test/\n<\n\
        * Ignoring the response-body\n* Connection #0 to host a.test left intact\n\
        > GET / HTTP/1.1\n> Host: b.test\n>\n< HTTP/1.1 401 Unauthorized\n<\ndenied\n";
    let response = read(text.as_bytes());
    assert_eq!(response.request.as_ref().unwrap().host().as_deref(), Some("b.test"));
    let first = response.earlier[0].request.as_ref().unwrap();
    assert!(first.field("authorization").is_some());
    assert_eq!(response.body.as_ref(), b"denied");
}

#[test]
fn a_head_that_is_printed_twice_counts_once() {
    let twice = "> GET / HTTP/1.1\n> Host: a.test\n>\n< HTTP/1.1 401 Unauthorized\n< X-A: 1\n<\n\
        { [13 bytes data]\nHTTP/1.1 401 Unauthorized\nX-A: 1\n\n{\"code\":\"E1\"}";
    let response = read(twice.as_bytes());
    assert_eq!((response.earlier.len(), response.fields.len()), (0, 1));
    assert!(response.request.is_some());
    assert_eq!(code(twice).as_deref(), Some("E1"));
}

#[test]
fn an_answer_glued_to_the_body_before_is_found_by_its_length() {
    let text = "HTTP/1.1 200 OK\nContent-Length: 12\n\n{\"code\":\"A\"}HTTP/1.1 404 Not Found\n\n{\"code\":\"B\"}";
    assert_eq!(status(text), Some(404));
    assert_eq!(code(text).as_deref(), Some("B"));
}

#[test]
fn a_status_line_within_a_body_is_no_answer() {
    let text = "HTTP/1.1 502 Bad Gateway\n\nupstream said\nHTTP/1.1 200 OK and went away\n";
    assert_eq!(status(text), Some(502));
}

#[test]
fn indented_and_colored_heads_are_read() {
    let wget = "--2024-01-01--  http://a.test/\n  HTTP/1.1 403 Forbidden\n  X-A: 1\n  Server: x\n\nERROR 403";
    assert_eq!((status(wget), names(wget).len()), (Some(403), 2));
    let bold = "HTTP/2 401 \n\x1b[1mwww-authenticate\x1b[0m: Bearer\n\n";
    assert_eq!(names(bold), ["www-authenticate"]);
    let meter = "  % Total    % Received\n  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0< HTTP/1.1 401 Unauthorized\n< A: b\n<\n";
    assert_eq!(status(meter), Some(401));
}

#[test]
fn a_folded_field_is_one_field() {
    let text =
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\n  realm=\"x\"\r\nA: b\r\n\r\n";
    let response = read(text.as_bytes());
    assert_eq!(response.fields.len(), 2);
    assert_eq!(response.fields[0].value(), "Bearer realm=\"x\"");
    assert_eq!(response.challenge_lines().len(), 1);
}

#[test]
fn fields_without_a_status_line_are_read() {
    for (text, status) in [
        ("WWW-Authenticate: Bearer", None),
        ("www-authenticate: Basic realm=\"a\"\nProxy-Authenticate: Basic", None),
        ("date: x\nwww-authenticate: Bearer\n\n{\"code\":\"E1\"}", None),
        ("< server: x\n< www-authenticate: Bearer\n<\n{\"code\":\"E1\"}", None),
        (":status: 401\nwww-authenticate: Bearer", Some(401)),
        ("401 Unauthorized\nWWW-Authenticate: Bearer", Some(401)),
    ] {
        let response = read(text.as_bytes());
        assert_eq!(response.form, Form::Fields, "{text}");
        assert_eq!(response.status, status, "{text}");
        assert!(!response.challenge_lines().is_empty(), "{text}");
    }
    for text in ["error: no such thing", "time: 12:00\nwhat: ever"] {
        assert_eq!(read(text.as_bytes()).form, Form::Body, "{text}");
    }
}

#[test]
fn a_lone_challenge_is_told_from_other_texts() {
    for text in ["Bearer", "Basic realm=\"x\"", ", Digest a=b", "Foo bar=baz", "Negotiate YII="] {
        assert_eq!(read(text.as_bytes()).form, Form::Challenge, "{text}");
    }
    for text in ["no such thing", "failed: {\"code\":\"E1\"}", "a=b&c=d", "E1", "[E1] - text"] {
        assert_eq!(read(text.as_bytes()).form, Form::Body, "{text}");
    }
}

#[test]
fn a_redirect_url_is_told_by_its_parameters() {
    for text in [
        "https://app.test/cb?error=access_denied",
        "'https://app.test/cb#error=access_denied&state=x'",
        "com.app:/cb?code=abc",
        "/cb?error_description=a+b",
        "GET /cb?error=access_denied HTTP/1.1",
    ] {
        assert_eq!(read(text.as_bytes()).form, Form::Redirect, "{text}");
    }
    for text in ["https://app.test/cb?x=y", "https://app.test/error=1", "why?"] {
        assert_eq!(read(text.as_bytes()).form, Form::Body, "{text}");
    }
}

#[test]
fn values_are_found_in_lines_of_text() {
    for (text, status) in [
        ("io.app.DaoException: 409,{\"code\":\"E1\"}\n\tat x", Some(409)),
        ("upload status: 400 response body: {\"code\":\"E1\"}", Some(400)),
        ("2024 WARN [x] {y} {'code': 'E1', 'a': None}", None),
        ("body=\"{\\\"code\\\":\\\"E1\\\"}\"", None),
        ("b'{\"code\":\"E1\"}'", None),
        ("GET https://a.test/\n404 Not Found\n\n{\"code\":\"E1\"}", None),
    ] {
        assert_eq!(code(text).as_deref(), Some("E1"), "{text}");
        assert_eq!(read(text.as_bytes()).content().status, status, "{text}");
    }
}

#[test]
fn a_document_is_found_in_a_line_of_text() {
    let response = read(b"x < y; failed: 404,<error><code>E1</code></error>");
    let content = response.content();
    assert_eq!(content.values[0].at("error.code").and_then(Value::text), Some("E1"));
}

#[test]
fn a_status_in_words_above_the_body_counts() {
    let text = "GET https://a.test/\n500 Internal Server Error\n\n<error><code>E1</code></error>";
    assert_eq!(status(text), Some(500));
    assert_eq!(read(b"500 lines were read").status, None);
}

#[test]
fn bodies_are_told_by_what_they_start_with() {
    for (text, media) in [
        ("{\"a\":1}", Media::Json),
        ("[{\"a\":1}]", Media::Json),
        ("[E1] - text", Media::Text),
        ("<a><b/></a>", Media::Xml),
        ("<!DOCTYPE html><title>x</title>", Media::Page),
        ("error=a&error_description=b+c", Media::Form),
        ("\u{1}\u{2}\u{3}\u{4}", Media::Binary),
        ("denied", Media::Text),
    ] {
        assert_eq!(read(text.as_bytes()).content().media, media, "{text}");
    }
    assert_eq!(read(b" \n").form, Form::Empty);
}

#[test]
fn a_failed_transfer_is_told() {
    let text = "* Could not resolve host: a.test\n> GET / HTTP/1.1\ncurl: (6) Could not resolve host: a.test\n";
    let response = read(text.as_bytes());
    assert_eq!(response.failure.as_deref(), Some("(6) Could not resolve host: a.test"));
    assert_eq!(response.status, None);
}
