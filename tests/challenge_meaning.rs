//! What challenges are said to mean, and what to do next.

use errcode::challenge::facts::facts;
use errcode::challenge::{self, Context, Explanation};

fn explain(status: Option<u16>, lines: &[&str]) -> Explanation {
    let context = Context { status, host: Some("api.tea.test"), ..Context::default() };
    challenge::explain(&challenge::read(lines), &context)
}

fn steps(status: u16, line: &str) -> String {
    explain(Some(status), &[line]).next_steps.join("\n")
}

fn rules(explanation: &Explanation) -> Vec<&'static str> {
    explanation.problems.iter().map(|problem| problem.rule).collect()
}

/// Everything that an explanation says.
fn said(explanation: &Explanation) -> String {
    let mut said = vec![explanation.meaning.clone()];
    said.extend(explanation.next_steps.clone());
    said.extend(explanation.problems.iter().map(|problem| problem.message.clone()));
    for meaning in &explanation.challenges {
        said.push(meaning.meaning.clone());
        said.extend(meaning.next_steps.clone());
    }
    said.join("\n")
}

#[test]
fn a_scope_that_is_too_small_names_the_scopes_to_ask_for() {
    let explanation =
        explain(Some(403), &["Bearer error=\"insufficient_scope\", scope=\"tea.read tea.pour\""]);
    assert!(explanation.next_steps[0].contains("`tea.read` and `tea.pour`"), "{explanation:#?}");
    assert_eq!(explanation.challenges[0].spec, Some("RFC 6750"));
    assert_eq!(rules(&explanation), [""; 0]);
    let wrong = explain(Some(401), &["Bearer error=\"insufficient_scope\", scope=\"tea\""]);
    assert_eq!(rules(&wrong), ["status-mismatch"]);
}

#[test]
fn what_the_server_adds_is_told_without_its_secrets() {
    let line = "Bearer error=\"invalid_token\", error_description=\"token ab12 is unknown\"";
    let meaning = explain(Some(401), &[line]).meaning;
    assert!(meaning.contains("The server adds: “token … is unknown”."), "{meaning}");
}

#[test]
fn a_registry_tells_where_its_tokens_come_from() {
    let line = "Bearer realm=\"https://auth.tea.test/token\",service=\"pot.tea.test\",scope=\"repository:green/tea:pull\"";
    let steps = steps(401, line);
    let url =
        "`GET https://auth.tea.test/token?service=pot.tea.test&scope=repository:green/tea:pull`";
    assert!(steps.contains(url), "{steps}");
    assert_eq!(rules(&explain(Some(401), &[line])), [""; 0]);
    let foreign = line.replace("https://auth.tea.test", "http://coffee.test");
    assert_eq!(rules(&explain(Some(401), &[&foreign])), ["insecure-url", "foreign-realm"]);
}

#[test]
fn next_steps_hold_the_values_of_the_challenge() {
    for (status, line, step) in [
        (401, "Negotiate", "HTTP/api.tea.test"),
        (
            401,
            "Bearer resource_metadata=\"https://tea.test/meta\"",
            "Fetch `https://tea.test/meta`",
        ),
        (
            401,
            "Bearer error=insufficient_user_authentication, acr_values=\"a b\", max_age=60",
            "`acr_values=a%20b&max_age=60`",
        ),
        (401, "DPoP algs=\"ES256 PS256\"", "one of `ES256` and `PS256`"),
        (
            401,
            "GNAP as_uri=\"https://tea.test/gnap\"",
            "POST a grant request to `https://tea.test/gnap`",
        ),
        (401, "Basic realm=\"x\", service=\"ecr.amazonaws.com\"", "aws ecr get-login-password"),
        (
            401,
            "Basic realm=/var/lib/agent/tokens/a.key",
            "Read the file `/var/lib/agent/tokens/a.key`",
        ),
        (
            401,
            "Digest realm=\"x\", nonce=\"y\", qop=\"auth\", stale=true",
            "do not ask the user again",
        ),
        (
            401,
            "Bearer authorization=\"https://login.test/t\", resource=\"https://vault.test\"",
            "scope `https://vault.test/.default`",
        ),
        (407, "Basic realm=\"x\"", "`Proxy-Authorization: Basic"),
        (401, "Hawk ts=\"99\", tsm=\"abc\"", "server's time 99"),
        (
            402,
            "Payment id=\"1\", realm=\"x\", method=\"coins\", intent=\"charge\", request=\"e30\"",
            "Pay by coins",
        ),
        (401, "OAuth oauth_problem=timestamp_refused", "Set the clock"),
        (401, "Mutual realm=\"x\"", "client certificate"),
    ] {
        let steps = steps(status, line);
        assert!(steps.contains(step), "{line}\n{steps}");
    }
}

#[test]
fn the_response_around_the_challenges_is_judged() {
    for (status, line, rule) in [
        (401, "", "no-challenge-on-401"),
        (401, "Proxy-Authenticate: Basic realm=\"x\"", "wrong-field"),
        (407, "WWW-Authenticate: Basic realm=\"x\"", "wrong-field"),
        (401, "Basic", "realm-missing"),
        (401, "Digest realm=\"x\", qop=\"auth\"", "param-missing"),
        (401, "Digest realm=\"x\", nonce=\"y\", qop=\"auth\", algorithm=MD4", "unknown-value"),
        (
            401,
            "Digest realm=\"x\", nonce=\"y\", qop=\"auth\", stale=\"true\"",
            "should-not-be-quoted",
        ),
        (401, "Digest realm=\"x\", nonce=y, qop=\"auth\"", "should-be-quoted"),
        (401, "Digest qop=", "name-as-token68"),
        (401, "Basic dGVh", "unexpected-token68"),
        (401, "Baerer realm=\"x\"", "unknown-scheme"),
        (401, "Bearer eror=\"x\"", "unknown-param-for-scheme"),
        (
            401,
            "Bearer error=\"invalid_token\", error_description=\"a \\\"b\\\"\"",
            "description-characters",
        ),
        (401, "Bearer error=\"insufficient_claims\", claims=\"???\"", "unreadable-value"),
    ] {
        let explanation = explain(Some(status), &[line]);
        assert!(rules(&explanation).contains(&rule), "{line}: {:?}", rules(&explanation));
        for rule in rules(&explanation) {
            assert!(challenge::rule(rule).is_some(), "{rule}");
        }
    }
    let context = Context { sent_credentials: Some(false), ..Context::default() };
    let reading = challenge::read(&["Bearer error=\"invalid_token\""]);
    let explanation = challenge::explain(&reading, &context);
    assert_eq!(rules(&explanation), ["error-without-credentials"]);
}

#[test]
fn a_near_miss_of_a_name_is_told() {
    let said = said(&explain(None, &["Baerer realm=\"x\"", "Bearer scpoe=\"x\""]));
    assert!(said.contains("did you mean `Bearer`?"), "{said}");
    assert!(said.contains("did you mean `scope`?"), "{said}");
}

#[test]
fn every_scheme_and_every_error_has_something_to_do_next() {
    let mut faults = Vec::new();
    for scheme in &facts().schemes {
        let mut lines = vec![scheme.name.clone()];
        for error in facts().errors.iter().filter(|it| it.is_in(&scheme.name.to_lowercase())) {
            lines.push(format!("{} error=\"{}\"", scheme.name, error.error));
        }
        for line in lines {
            let explanation = explain(None, &[&line]);
            if explanation.next_steps.is_empty() || explanation.challenges[0].meaning.is_empty() {
                faults.push(line);
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn secret_values_are_never_said() {
    let mut seen = 0;
    for scheme in &facts().schemes {
        for secret in scheme.parameters.iter().filter(|it| it.secret) {
            let others = scheme.parameters.iter().filter(|it| it.name != secret.name);
            let mut params: Vec<String> =
                others.map(|it| format!("{}=\"https://tea.test/x\"", it.name)).collect();
            params.push(format!("{}=\"cGFzc3dvcmQ\"", secret.name));
            let line = format!("{} {}", scheme.name, params.join(", "));
            let reading = challenge::read(&[&line]);
            let explanation = explain(Some(401), &[&line]);
            let mut said = said(&explanation);
            said.extend(reading.problems.iter().map(|problem| problem.message.as_str()));
            assert!(!said.contains("cGFzc3dvcmQ"), "{line}\n{said}");
            assert!(explanation.challenges[0].params.iter().any(|it| it.secret), "{line}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn many_challenges_are_explained_in_bounded_space() {
    let many = "Bearer realm=\"x\", error=\"invalid_token\", ".repeat(50_000);
    let explanation = explain(Some(401), &[&many]);
    assert!(explanation.next_steps.len() <= 12);
    assert!(explanation.problems.len() <= challenge::MOST_PROBLEMS);
}

#[test]
fn an_error_in_the_body_stands_for_one_in_the_challenge() {
    let reading = challenge::read(&["Bearer realm=\"tea\""]);
    let alone = challenge::explain(&reading, &Context::default());
    assert!(said(&alone).contains("no token was seen"), "{alone:#?}");
    let told = Context { error_in_body: true, ..Context::default() };
    let told = challenge::explain(&reading, &told);
    assert!(!said(&told).contains("no token was seen"), "{told:#?}");
}

#[test]
fn steps_of_registries_and_tenants_stand_by_themselves() {
    let registry =
        "Bearer realm=\"https://tea.test/token\",service=\"tea\",scope=\"repository:pot:pull\"";
    let refused = steps(401, &format!("{registry},error=\"invalid_token\""));
    assert!(!refused.contains("If it still fails"), "{refused}");
    let small = steps(403, &format!("{registry},error=\"insufficient_scope\""));
    assert!(small.contains("there is no such repository"), "{small}");
    let tenant = "Bearer authorization_uri=\"https://login.tea.test/t\", error=\"invalid_token\"";
    assert!(steps(401, tenant).contains("If no token was sent, get one at"), "{tenant}");
    let described = "Bearer resource_metadata=\"https://tea.test/.well-known/x\", scope=\"pour\"";
    assert!(steps(401, described).contains("asking for `pour`"), "{described}");
}
