//! Tests of values as they are pasted.

use super::{Placed, Value, read};

fn value(text: &str) -> Value<'_> {
    read(text.as_bytes()).unwrap_or_else(|| panic!("{text}")).value
}

fn text_at<'v>(value: &'v Value<'_>, path: &str) -> Option<&'v str> {
    value.at(path).and_then(Value::scalar)
}

#[test]
fn json_is_read() {
    let json =
        value(r#" {"a": {"b": [1, -2.5e3, true, null, "x\n\u00e9\ud83d\ude00"]}, "c": ""} "#);
    assert_eq!(text_at(&json, "c"), Some(""));
    let Some(Value::List(list)) = json.at("a.b") else { panic!("{json:?}") };
    assert_eq!(list[1], Value::Number("-2.5e3".into()));
    assert_eq!(list[4], Value::Text("x\né😀".into()));
    assert_eq!(list.len(), 5);
}

#[test]
fn what_python_prints_is_read() {
    let repr = value(r"{'ok': False, 'who': None, 'text': 'it\'s \x41', u'list': [1, 2,], }");
    assert_eq!(repr.member("ok"), Some(&Value::Bool(false)));
    assert_eq!(repr.member("who"), Some(&Value::Null));
    assert_eq!(text_at(&repr, "text"), Some("it's A"));
    assert_eq!(repr.member("list").map(|list| list == &value("[1,2]")), Some(true));
}

#[test]
fn what_javascript_and_ruby_print_is_read() {
    let node = value("{\n  id: 'a.b.c',\n  code: 7,\n  props: [],\n  stack: undefined\n}");
    assert_eq!((text_at(&node, "id"), text_at(&node, "code")), (Some("a.b.c"), Some("7")));
    let ruby = value("{\"code\"=>\"E1\", :status=>404}");
    assert_eq!((text_at(&ruby, "code"), text_at(&ruby, "status")), (Some("E1"), Some("404")));
}

#[test]
fn what_was_cut_off_is_read_until_there() {
    for text in
        [r#"{"a":{"b":"c","#, r#"{"a":{"b":"c"#, r#"{"a":{"b":"c"}"#, r#"{"a":{"b":"c"} what"#]
    {
        let Placed { value, cut, .. } = read(text.as_bytes()).unwrap();
        assert!(cut, "{text}");
        assert_eq!(text_at(&value, "a.b"), Some("c"), "{text}");
    }
}

#[test]
fn what_is_no_value_is_none() {
    for text in ["", "  ", "word", "{", "}", "[", "<a>", "1"] {
        let read = read(text.as_bytes());
        assert!(
            read.as_ref().is_none_or(|read| read.value.members().is_empty()),
            "{text}: {read:?}"
        );
    }
}

#[test]
fn the_end_of_a_value_is_told() {
    assert_eq!(
        read(br#"{"a":1}* Connection left"#).map(|read| (read.end, read.cut)),
        Some((7, false))
    );
}

#[test]
fn depth_costs_no_stack_and_little_memory() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let deep = open.repeat(100_000) + "1" + &close.repeat(100_000);
        let Placed { shortened, cut, .. } = read(deep.as_bytes()).unwrap();
        assert!(shortened && !cut, "{open}");
        let endless = open.repeat(100_000);
        assert!(read(endless.as_bytes()).unwrap().shortened, "{open}");
    }
}

#[test]
fn a_member_behind_a_long_list_is_kept() {
    let text =
        format!("{{\"hits\":[{}0],\"error\":{{\"code\":5}}}}", "{\"a\":[1,2]},".repeat(200_000));
    let Placed { value, shortened, .. } = read(text.as_bytes()).unwrap();
    assert!(shortened);
    assert_eq!(text_at(&value, "error.code"), Some("5"));
}

#[test]
fn bytes_that_are_no_text_are_replaced() {
    let placed = read(b"{\"a\":\"\xff\0b\"}").unwrap();
    assert_eq!(text_at(&placed.value, "a"), Some("\u{fffd}\0b"));
}
