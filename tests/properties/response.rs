//! Properties of the recognition of pasted responses.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use errcode::catalog::Catalogs;
use errcode::explain;
use errcode::response::{Media, read, value};
use proptest::prelude::*;

/// Pieces that pasted text is made of, well and badly put together.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..20),
        prop::sample::select(vec![
            "HTTP/1.1 401 Unauthorized\r\n",
            "HTTP/2 200\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "< ",
            "> ",
            "* ",
            "\r\n",
            "\n\n",
            "> GET /a?error=b HTTP/1.1\n",
            "WWW-Authenticate: Bearer\n",
            " folded\n",
            "Content-Length: 3\n",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "\\",
            ":",
            ",",
            "=",
            "null",
            "{\"code\":1}",
            "{\"a\":{\"b\":[1,'x',None]}}",
            "<a>",
            "</a>",
            "<!--",
            "<![CDATA[",
            "&amp;",
            "<a b='",
            "?error=",
            "#code=",
            "%41+%zz",
            "409,{",
            "\u{1b}[1m",
            "\0",
            "--:--:--",
            "curl: (6) x\n",
            "é",
            "\\u00e9\\ud83d",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn reading_never_panics(text in text()) {
        let response = read(&text);
        let content = response.content();
        prop_assert!(content.values.len() <= 64);
        prop_assert!(response.status.is_none_or(|status| (100..600).contains(&status)));
        let _ = response.challenge_lines();
        let _ = response.request.as_ref().and_then(|request| request.host());
        if let Some(placed) = value::read(&text) {
            prop_assert!(placed.end <= text.len());
        }
    }

    #[test]
    fn json_is_read_as_it_was_written(json in json()) {
        let text = serde_json::json!({"a": json}).to_string();
        let placed = value::read(text.as_bytes()).expect("an object is a value");
        prop_assert!(!placed.cut);
        prop_assert_eq!(placed.end, text.len());
        prop_assert!(same(placed.value.member("a").expect("a member"), &json));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn explaining_never_panics_and_never_tells_the_token(text in text(), token in "[a-zA-Z0-9]{24}") {
        let catalogs = catalogs();
        explain::response(&read(&text), None, catalogs, 0);
        let mut traced = format!("> GET / HTTP/1.1\n> Host: a.test\n> Authorization: Bearer {token}\n>\n< HTTP/1.1 401 X\n").into_bytes();
        traced.extend_from_slice(&text);
        let explained = explain::response(&read(&traced), None, catalogs, 0);
        prop_assert!(!explained.meaning.contains(&token));
        prop_assert!(!explained.next_steps.concat().contains(&token));
        prop_assert!(explained.problems.iter().all(|problem| !problem.message.contains(&token)));
    }
}

fn catalogs() -> &'static Catalogs {
    static CATALOGS: OnceLock<Catalogs> = OnceLock::new();
    CATALOGS.get_or_init(Catalogs::embedded)
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 30, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            proptest::collection::btree_map("[a-z]{1,4}", inner, 0..5)
                .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

fn same(read: &value::Value<'_>, written: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match (read, written) {
        (value::Value::Null, Json::Null) => true,
        (value::Value::Bool(read), Json::Bool(written)) => read == written,
        (value::Value::Number(read), Json::Number(written)) => *read == written.to_string(),
        (value::Value::Text(read), Json::String(written)) => read == written,
        (value::Value::List(read), Json::Array(written)) => {
            read.len() == written.len() && read.iter().zip(written).all(|(a, b)| same(a, b))
        }
        (value::Value::Object(read), Json::Object(written)) => {
            read.len() == written.len()
                && read.iter().all(|(name, value)| {
                    written.get(&**name).is_some_and(|written| same(value, written))
                })
        }
        _ => false,
    }
}

/// Texts that readers with a mind for detail take quadratic time for.
#[test]
fn hostile_texts_take_linear_time() {
    let length = 1 << 18;
    for piece in [
        "{",
        "[",
        "{\"a\":",
        "[{\"a\":",
        "\"",
        "\\",
        "'",
        "{'",
        "<",
        "<a>",
        "<a b=\"",
        "&",
        "<!--",
        "HTTP/1.1 200 OK\n\n",
        "HTTP/1.1 200 OK\n",
        "> GET / HTTP/1.1\n",
        "* x\n",
        "a: b\n",
        "\n",
        "a=b&",
        "%",
        "?error=",
        "x {\\\"",
        "{ [",
        "\u{1b}[",
        "--:--:--",
        "{\"a\":1}",
        "409,{",
        "a b\n",
        "status {",
        "Bearer a=b, ",
    ] {
        for front in ["", "HTTP/1.1 401 Unauthorized\n", "> GET / HTTP/1.1\n< HTTP/1.1 401 U\n<\n"]
        {
            let text = front.to_owned() + &piece.repeat(length / piece.len());
            let start = Instant::now();
            let response = read(text.as_bytes());
            if front.is_empty() {
                explain::response(&response, None, catalogs(), 0);
            }
            let content = response.content();
            assert!(content.media != Media::Empty || content.values.is_empty());
            let took = start.elapsed();
            // Quadratic work would take minutes; other work beside this one, seconds.
            assert!(took < Duration::from_secs(30), "{front}{piece}: {took:?}");
        }
    }
}
