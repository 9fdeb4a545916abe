//! Sentences from the data: conditions tried on a challenge, placeholders filled with its values.

use super::Challenge;
use super::facts::When;

/// The longest value that is put into a sentence, in characters.
const LONGEST: usize = 300;

/// Who asks for credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker {
    /// The server that the request was for (RFC 9110, 11.6).
    Server,
    /// A proxy on the way to it (RFC 9110, 11.7).
    Proxy,
}

impl Asker {
    /// What stands in a sentence for a placeholder that depends on who asks.
    fn word(self, name: &str) -> Option<&'static str> {
        let (of_server, of_proxy) = match name {
            "@asker" => ("server", "proxy"),
            // The field that the credentials go into.
            "@field" => ("Authorization", "Proxy-Authorization"),
            // curl's option for user name and password.
            "@user" => ("-u", "--proxy-user"),
            // What the names of curl's options for schemes begin with.
            "@proxy" => ("", "proxy-"),
            _ => return None,
        };
        Some(match self {
            Self::Server => of_server,
            Self::Proxy => of_proxy,
        })
    }
}

/// A challenge and what is known around it.
pub(super) struct Subject<'a> {
    pub(super) challenge: &'a Challenge,
    /// The status, 401 if it is not known.
    pub(super) status: u16,
    /// The message in the token68, if it was recognised.
    pub(super) payload: Option<&'static str>,
    /// The host that was asked, if it is known.
    pub(super) host: Option<&'a str>,
    /// Who wants them.
    pub(super) asker: Asker,
    /// Whether another challenge of the answer or its body names an error.
    pub(super) error_elsewhere: bool,
}

impl Subject<'_> {
    /// A parameter's value, if it is not empty.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.challenge.value(name).filter(|value| !value.is_empty())
    }

    /// Whether a condition holds.
    pub(super) fn meets(&self, when: &When) -> bool {
        let has = |name: &String| self.value(name).is_some();
        let one_of = |name: &str, values: &Vec<String>| {
            self.value(name)
                .is_some_and(|it| values.iter().any(|value| it.eq_ignore_ascii_case(value)))
        };
        let within =
            |name: &str, part: &str| self.value(name).is_some_and(|value| value.contains(part));
        let url = |name: &String| self.value(name).is_some_and(is_url);
        let path = |name: &String| self.value(name).is_some_and(is_path);
        let message = |name: &String| self.payload == Some(name.as_str());
        when.has.iter().all(has)
            && !when.lacks.iter().any(has)
            && when.is.iter().all(|(name, values)| one_of(name, values))
            && !when.not.iter().any(|(name, values)| one_of(name, values))
            && when.contains.iter().all(|(name, part)| within(name, part))
            && when.url.iter().all(url)
            && !when.no_url.iter().any(url)
            && when.path.iter().all(path)
            && !when.no_path.iter().any(path)
            && (when.status.is_empty() || when.status.contains(&self.status))
            && !when.no_status.contains(&self.status)
            && when.token68.is_none_or(|wanted| wanted == self.challenge.token68.is_some())
            && (when.payload.is_empty() || when.payload.iter().any(message))
            && !when.no_payload.iter().any(message)
            && when.bare.is_none_or(|wanted| wanted != self.challenge.bare.is_empty())
            && when.error_elsewhere.is_none_or(|wanted| wanted == self.error_elsewhere)
    }

    /// A sentence with its placeholders filled; one that cannot be filled keeps its name.
    pub(super) fn fill(&self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() + 32);
        for piece in pieces(template) {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Hole { name: "@host", .. } => {
                    text.push_str(&plain(self.host.unwrap_or("HOST")));
                }
                Piece::Hole { name, filter } => match (self.asker.word(name), self.value(name)) {
                    (Some(word), _) => text.push_str(word),
                    (None, Some(value)) => text.push_str(&filtered(value, filter)),
                    (None, None) => text.push_str(name),
                },
            }
        }
        text
    }
}

/// A part of a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    /// `{name}`, `{name:query}` percent-encoded for a query, `{name:open}` a URL up to where further
    /// query parameters can follow, or `{name:words}` a list of words.
    Hole {
        name: &'a str,
        filter: Option<&'a str>,
    },
}

/// Takes a template apart.
pub(super) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some((before, hole, after)) = rest
        .split_once('{')
        .and_then(|(before, tail)| tail.split_once('}').map(|(hole, after)| (before, hole, after)))
    {
        found.push(Piece::Text(before));
        found.push(match hole.split_once(':') {
            Some((name, filter)) => Piece::Hole { name, filter: Some(filter) },
            None => Piece::Hole { name: hole, filter: None },
        });
        rest = after;
    }
    found.push(Piece::Text(rest));
    found
}

fn filtered(value: &str, filter: Option<&str>) -> String {
    match filter {
        Some("query") => encoded(&cut(value)),
        Some("open") => {
            let url = plain(value);
            let separator = if url.contains('?') { '&' } else { '?' };
            format!("{url}{separator}")
        }
        Some("words") => listed(value.split_ascii_whitespace()),
        _ => plain(value),
    }
}

/// Words as an English list, each in backticks.
pub(crate) fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    const MOST: usize = 20;
    let mut words: Vec<&str> = words.take(MOST + 1).collect();
    let more = words.len() > MOST;
    words.truncate(MOST);
    let mut words: Vec<String> =
        words.into_iter().map(|word| format!("`{}`", plain(word))).collect();
    if more {
        words.push("more".to_owned());
    }
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// A value as a sentence may show it: in one line, not too long, without control characters.
pub(super) fn plain(value: &str) -> String {
    cut(value).chars().map(|it| if it.is_control() { '\u{fffd}' } else { it }).collect()
}

fn cut(value: &str) -> String {
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// A value as a part of a query (RFC 3986, 3.4), without the characters that end one.
fn encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/,*@".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// Whether a value is an http or https URL.
pub(super) fn is_url(value: &str) -> bool {
    let scheme = value.split_once("://").map_or("", |(scheme, _)| scheme);
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
}

/// Whether a value looks like the absolute path of a file, such as `/var/lib/tea/pot.key` or
/// `C:\tea\pot.key`; `/` and `/api` do not.
fn is_path(value: &str) -> bool {
    let unix = value.starts_with('/') && value.matches('/').count() > 2;
    let windows = value.get(1..3) == Some(":\\");
    (unix || windows) && value.ends_with(".key")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_falls_into_text_and_holes() {
        let hole = Piece::Hole { name: "b", filter: Some("query") };
        assert_eq!(pieces("a {b:query} c"), [Piece::Text("a "), hole, Piece::Text(" c")]);
        assert_eq!(pieces("a {b"), [Piece::Text("a {b")]);
    }

    #[test]
    fn values_are_encoded_for_a_query() {
        assert_eq!(
            encoded("repository:tea/pot:pull,push x&y=\u{e9}"),
            "repository:tea/pot:pull,push%20x%26y%3D%C3%A9"
        );
        assert_eq!(filtered("https://tea.test/?a=b", Some("open")), "https://tea.test/?a=b&");
    }

    #[test]
    fn words_are_listed_in_english() {
        assert_eq!(listed(["a"].into_iter()), "`a`");
        assert_eq!(listed(["a", "b", "c"].into_iter()), "`a`, `b` and `c`");
        assert!(listed(std::iter::repeat_n("a", 99)).ends_with("`a` and more"));
    }

    #[test]
    fn values_from_outside_are_cut_and_lose_their_control_characters() {
        assert_eq!(plain("a\u{1b}[31m"), "a\u{fffd}[31m");
        assert!(plain(&"a".repeat(5000)).chars().count() <= LONGEST + 1);
    }
}
