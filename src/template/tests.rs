//! What templates meet and what they do not.

use super::{Captures, Template, Templates};
use crate::catalog::{Catalogs, Placeholders};

fn template(message: &str) -> Template {
    Template::new(message, Placeholders::MessageFormat)
}

fn values(message: &str, text: &str) -> Option<Vec<String>> {
    let captures = template(message).captures(text)?;
    Some(captures.iter().map(|(name, value)| format!("{name}={value}")).collect())
}

#[test]
fn a_filled_message_gives_its_values_back() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("Target [{0}] is wrong.", "Target [https://u1/] is wrong.", &["0=https://u1/"]),
        (
            "Query [{0}]=[{1}] bad.",
            "12:01 WARN Query [$skip]=[-3] bad. (t-9)",
            &["0=$skip", "1=-3"],
        ),
        ("name ''{0}'' was found", "the name 'it is' was found", &["0=it is"]),
        ("Header {0} is {1}.", "header  Depth\tis ten.", &["0=Depth", "1=ten"]),
        ("{0} is gone.", "\"message\":\"Widget 4 is gone.\"", &["0=Widget 4"]),
        ("Parse error. {0}", "{\"m\":\"Parse error. at \\\"x\\\"\",\"n\":1}", &["0=at \\\"x\\\""]),
        ("Parse error. {0}", "Parse error. line 1\nline 2", &["0=line 1"]),
        ("Parse error. {0}", "<m>Parse error. at x</m>", &["0=at x"]),
        ("[{0}] is required.", "[a] and [b] is required.", &["0=b"]),
        ("[{0}] is required.", "[a[0]] is required.", &["0=a[0]"]),
        ("Box at [{0}].", "Box at [http://[::1]/x]. More ].", &["0=http://[::1]/x"]),
        ("Box at [{0}].", "Box at [a[b].", &["0=a[b"]),
        ("[Type [{0}]. Keys[{1}]] - x", "[Type [A]. Keys[(k='1')]] - x", &["0=A", "1=(k='1')"]),
        ("of type \"{0}\".", "of type \\\"New\\\".", &["0=New"]),
        ("of type \"{0}\".", "of type \u{201c}New\u{201d}", &["0=New"]),
        ("Nothing at all.", "WARN: nothing\n  at  all", &[]),
        ("Empty [{0}].", "Empty [].", &["0="]),
    ];
    let wrong: Vec<_> = cases
        .iter()
        .filter(|(message, text, want)| {
            values(message, text).as_deref()
                != Some(&want.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..])
        })
        .map(|(message, text, _)| (message, text, values(message, text)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn another_text_is_not_met() {
    let cases = [
        ("IO error.", "Audio error."),
        ("IO error.", "IO errors."),
        ("File [{0}] exists.", "File a exists."),
        ("a.c [{0}]", "abc [x]"),
        ("Parse error. {0}", "Parse error. "),
        ("[{0}]", "see [x] there"),
        ("{0}", "anything"),
    ];
    for (message, text) in cases {
        assert_eq!(values(message, text), None, "{message} in {text}");
    }
}

#[test]
fn a_template_printed_unfilled_has_no_values() {
    assert_eq!(values("name ''{0}'' was found", "name ''{0}'' was found"), Some(vec![]));
}

#[test]
fn a_number_is_not_any_text() {
    let template = Template::new("try %d of %s", Placeholders::Percent);
    assert!(template.captures("try harder of us").is_none());
    let captures = template.captures("try 1,000 of this").unwrap();
    assert_eq!(captures.value("0"), Some("1,000"));
    assert_eq!(template.expand(&captures), "try 1,000 of this");
    assert_eq!(template.expand(&Captures::default()), "try %d of %s");
}

#[test]
fn the_letter_counts_for_exactness_only() {
    let template = template("Box [{0}] is closed.");
    let met = |text: &str| template.find(text).map(|met| (met.exact, met.span));
    assert_eq!(met("! Box [A] is closed. ok"), Some((true, 2..20)));
    assert_eq!(met("! box [A]  is closed"), Some((false, 2..20)));
}

#[test]
fn bytes_that_are_no_text_are_met_around() {
    let template = template("Box [{0}] is closed.");
    let captures = template.captures(b"\xff\xfe Box [\xff] is closed.\x00").unwrap();
    assert_eq!(captures.value("0"), Some("\u{fffd}"));
}

#[test]
fn of_several_messages_the_most_literal_is_kept_and_equals_stay_together() {
    let catalogs = Catalogs::embedded();
    let templates = Templates::new(&catalogs);
    let codes = |text: &str| -> Vec<String> {
        templates.find(text).iter().map(|found| found.entry.code.clone()).collect()
    };
    assert_eq!(codes("Token target is wrong. target=[https://u9/]"), ["PR400-AN-0012"]);
    assert_eq!(codes("Request parameter is invalid [redirect_uri]."), ["PR400-AZ-0003"]);
    assert_eq!(codes("Request parameter is invalid [colour]."), ["PR400-AU-0002"]);
    assert_eq!(codes("[Name] is required."), ["PR400-OD-0009", "PR400-EV-0003"]);
    assert_eq!(codes("[see the log]"), ["PR400-OD-0007"]);
    assert_eq!(
        codes("ERR Cell not found. then Box not found at [b7]."),
        ["PR404-DV-0003", "PR404-DV-0002"]
    );
    assert_eq!(
        codes("Authentication failed."),
        ["PR400-AN-0017", "PR401-AU-0005", "PR401-AU-0009", "PR401-AU-0010", "PR401-AU-0011"]
    );
    assert_eq!(codes("GET /metrics 200 12ms"), [""; 0]);
}

#[test]
fn a_sample_value_is_a_placeholder_where_the_data_say_so() {
    let catalogs = Catalogs::embedded();
    let templates = Templates::new(&catalogs);
    let text = "Duplicate values already exist for field Size of content type \"Hat\".";
    let found = templates.find(text);
    let captures: Vec<_> = found[0].captures.iter().collect();
    assert_eq!((found.len(), captures), (1, vec![("field", "Size"), ("type", "Hat")]));
}

#[test]
fn every_message_finds_itself_filled_in_anywhere() {
    let catalogs = Catalogs::embedded();
    let templates = Templates::new(&catalogs);
    let (mut seen, mut faults) = (0, Vec::new());
    for catalog in &catalogs {
        for entry in catalog.entries() {
            for template in Template::of_entry(entry, catalog.header().background().placeholders) {
                seen += 1;
                let filling: Captures = template
                    .values()
                    .enumerate()
                    .map(|(at, value)| (value.name.clone(), format!("v{at}[x] (y)")))
                    .collect();
                let text = template.expand(&filling);
                let line = match template.is_weak() {
                    true => text.clone(),
                    false => format!("{{\"at\":\"07:30\",\"message\":\"{text}\",\"n\":1}}"),
                };
                let met = templates.find_all(&line);
                if !met.iter().any(|found| {
                    let same = std::ptr::eq(found.entry, entry) && found.exact;
                    same && (found.captures == filling || entry.template.is_some())
                }) {
                    faults.push((entry.code.clone(), text));
                }
            }
        }
    }
    assert_eq!(seen, 647);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn hostile_text_takes_linear_time() {
    let catalogs = Catalogs::embedded();
    let templates = Templates::new(&catalogs);
    let parts =
        ["[", "]", "]]. keys[", "is required. [", "query value [", "parse error. ", "''", " "];
    let start = std::time::Instant::now();
    for part in parts {
        let text = part.repeat(200_000 / part.len());
        templates.find(&text);
        templates.find(format!("{text}] is required."));
        template("[{0}][{1}]x[{2}]y").find(format!("{text}]x"));
    }
    // Quadratic work would take minutes.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
