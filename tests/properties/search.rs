//! Properties of templates and of the search.

use errcode::catalog::{Catalogs, Placeholders};
use errcode::search::Search;
use errcode::template::{Captures, Template};
use proptest::prelude::*;

fn any_placeholders() -> impl Strategy<Value = Placeholders> {
    prop_oneof![
        Just(Placeholders::None),
        Just(Placeholders::Braces),
        Just(Placeholders::MessageFormat),
        Just(Placeholders::Percent),
    ]
}

/// Text made of what messages are made of, so that templates are met and nearly met.
fn messagelike() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("[{0}]".to_owned()),
        Just("{1}".to_owned()),
        Just("%s".to_owned()),
        Just("%(name)d".to_owned()),
        Just("''".to_owned()),
        Just("is required.".to_owned()),
        Just(" ".to_owned()),
        Just("\\\"".to_owned()),
        "[a-zA-Z]{1,6}",
        "\\PC{0,3}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn spans_of_templates_lie_in_the_text(
        message in messagelike(),
        placeholders in any_placeholders(),
        text in messagelike(),
    ) {
        let template = Template::new(&message, placeholders);
        if let Some(met) = template.find(&text) {
            prop_assert!(text.get(met.span.clone()).is_some(), "{:?}", met.span);
            for (_, value) in met.captures.iter() {
                prop_assert!(text[met.span.clone()].contains(value), "{value:?}");
            }
        }
    }

    #[test]
    fn a_filled_template_is_met_and_gives_its_values_back(
        before in "[a-z]{3,8}",
        value in "[A-Za-z0-9:/._-]{1,20}",
        behind in "[a-z]{3,8}",
        around in "[ ,;]{0,3}",
    ) {
        let template = Template::new(&format!("{before} [{{0}}] {behind}."), Placeholders::Braces);
        let filled: Captures = [("0".to_owned(), value.clone())].into_iter().collect();
        let text = format!("{around}{}{around}", template.expand(&filled));
        prop_assert_eq!(template.captures(&text), Some(filled), "{}", text);
    }

    #[test]
    fn any_query_is_answered_in_order(query in prop_oneof![messagelike(), "\\PC{0,60}"]) {
        thread_local! {
            static SEARCH: Search<'static> = {
                let catalogs: &'static Catalogs = Box::leak(Box::new(Catalogs::embedded()));
                Search::new(catalogs)
            };
        }
        SEARCH.with(|search| {
            let answer = search.find(&query, |_| true);
            prop_assert!(answer.hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
            prop_assert!(answer.hits.iter().all(|hit| (0.0..=1.0).contains(&hit.score)));
            Ok(())
        })?;
    }
}

#[test]
fn a_message_that_is_pasted_often_is_answered_once() {
    let catalogs = Catalogs::embedded();
    let search = Search::new(&catalogs);
    let often = search.find(&"No such entity set.\n".repeat(20_000), |_| true);
    let codes: Vec<_> = often.hits.iter().map(|hit| &hit.found.entry.code).collect();
    assert_eq!(codes.iter().filter(|code| **code == "PR404-OD-0001").count(), 1, "{codes:?}");
}

#[test]
fn a_long_message_is_not_looked_for_from_every_place() {
    let long = format!("{{a}}x{{b}}x{{c{}", "x+".repeat(4000));
    let template = Template::new(&long, Placeholders::Braces);
    assert_eq!(template.find("x+".repeat(4000)), None);
    let text = format!("1x2x{{c{}", "x+".repeat(4000));
    assert!(template.find(&text).is_some());
}

#[test]
fn literals_that_stand_everywhere_are_looked_for_once() {
    // What ends with `x` is met nowhere within a run of them: minutes, if each place were tried.
    let ends = format!("{{a}}x{{b}}x{{c}}{}", "x".repeat(1000));
    let text = "x".repeat(30_000);
    assert_eq!(Template::new(&ends, Placeholders::Braces).find(format!("{text}y")), None);
    assert!(Template::new(&ends, Placeholders::Braces).find(format!("x x{text}")).is_some());
    let closes = format!("the a({{a}}{}{{b}}z", ")".repeat(60));
    let text = format!("the a({}{}", "(".repeat(1000), ")".repeat(3000)).repeat(8);
    assert_eq!(Template::new(&closes, Placeholders::Braces).find(text), None);
}
