//! What of a text is not repeated: what names of secrets stand before, and tokens by their look.

use std::borrow::Cow;
use std::ops::Range;

/// Ends of names of secrets, in small letters, without `-` and `_`.
const NAMES: &[&str] = &[
    "nonce",
    "opaque",
    "token",
    "secret",
    "password",
    "passwd",
    "pwd",
    "apikey",
    "signature",
    "sid",
    "sessionid",
    "session",
    "cookie",
    "assertion",
    "jwt",
];
/// Names that are secrets as a whole: what ends so may be none.
const WHOLE: &[&str] = &["response", "credential"];
/// Words of sentences that a secret may follow, beside the names.
const WORDS: &[&str] = &["bearer", "basic", "key", "passphrase", "passcode", "pin", "otp"];
/// What such words and names begin with in sentences: `clientSecret`.
const FRONTS: &[&str] = &[
    "access", "api", "auth", "bearer", "client", "csrf", "device", "id", "identity", "private",
    "refresh", "secret", "security", "session", "shared", "user", "xsrf",
];
/// What makes `code` the name of a secret: `authorization code`.
const BEFORE_CODE: &[&str] =
    &["authorization", "auth", "device", "user", "verification", "confirmation", "onetime"];
/// Words between the name of a secret and the secret.
const BETWEEN: &[&str] = &[
    "are", "given", "id", "is", "provided", "received", "sent", "string", "supplied", "the",
    "value", "values", "was", "were", "with", "you",
];
/// Words that follow the name of a secret in messages, and are none. Sorted.
#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "about", "above", "absent", "acceptable", "accepted", "access", "account", "acquisition",
    "active", "added", "after", "again", "against", "algorithm", "allowed", "already", "also",
    "and", "any", "api", "associated", "audience", "auth", "authenticated", "authentication",
    "authorization", "available", "based", "because", "been", "before", "being", "belongs",
    "blocked", "both", "bound", "bucket", "but", "cache", "can", "can't", "cannot", "certificate",
    "challenge", "change", "changed", "check", "claim", "claims", "closed", "combination",
    "complexity", "configured", "constraint", "containing", "contains", "cookie", "corrupt",
    "corrupted", "could", "couldn't", "created", "creation", "credentials", "data", "decode",
    "decoding", "decryption", "deleted", "denied", "destroyed", "did", "didn't", "disabled", "does",
    "doesn't", "don't", "during", "either", "empty", "encoding", "encrypted", "ended", "endpoint",
    "ensure", "entered", "envelope", "error", "exceeded", "exchange", "exist", "exists", "expected",
    "expiration", "expire", "expired", "expires", "expiry", "failed", "fails", "failure", "field",
    "fields", "file", "format", "found", "from", "generation", "grant", "had", "handler", "has",
    "hash", "have", "header", "here", "identifier", "if", "ignored", "implies", "inactive",
    "included", "incorrect", "ineligible", "information", "insecure", "inspection", "insufficient",
    "intended", "into", "introspection", "invalid", "invalidated", "isn't", "issued", "issuer",
    "its", "itself", "key", "lacks", "length", "lifetime", "limit", "locked", "login", "long",
    "longer", "malformed", "management", "match", "matches", "matching", "may", "method",
    "mismatch", "missing", "more", "most", "much", "must", "name", "need", "needed", "needs",
    "negotiation", "never", "new", "no", "not", "null", "number", "obsolete", "obtained", "old",
    "only", "or", "origin", "outdated", "over", "pair", "parameter", "parse", "parsing", "part",
    "partially", "passed", "pending", "permission", "permissions", "please", "policy", "present",
    "privileges", "provider", "query", "reached", "read", "realm", "refresh", "refused", "rejected",
    "rejects", "removed", "renew", "replay", "request", "requested", "required", "requirements",
    "requires", "resent", "reset", "response", "restricted", "retrieval", "returned", "reused",
    "revoked", "right", "rotation", "rules", "same", "scheme", "scope", "scopes", "server",
    "service", "session", "sharing", "short", "should", "shouldn't", "signature", "signed",
    "signing", "size", "specified", "state", "status", "still", "store", "strength", "strong",
    "such", "supported", "suspended", "terminated", "than", "that", "their", "then", "there",
    "these", "they", "this", "those", "through", "timed", "timeout", "times", "token", "tokens",
    "too", "tried", "try", "type", "unable", "unauthorized", "unavailable", "undefined", "under",
    "unknown", "unless", "unrecognized", "unsupported", "until", "unverified", "update", "updated",
    "usage", "used", "user", "using", "valid", "validate", "validation", "validity", "vault",
    "verification", "verified", "verify", "version", "via", "violation", "wasn't", "weak", "when",
    "where", "which", "while", "whose", "will", "within", "without", "works", "would", "wrong",
    "yet", "your",
];

/// A text of a server as it can be repeated: tokens that are plain by their look, and what stands
/// behind the name of a secret, are left out.
pub(crate) fn without_secrets(text: &str) -> Cow<'_, str> {
    let text = without_tokens(text);
    let found = behind_words(&text);
    if found.is_empty() { text } else { Cow::Owned(replaced(&text, &found, "…")) }
}

/// A text with the tokens in it left out that are plain by their look.
pub(crate) fn without_tokens(text: &str) -> Cow<'_, str> {
    let found = tokens(text.as_bytes());
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(replaced(text, &found, "(token, not shown)"))
}

/// A text with stretches of it, in order, replaced.
pub(crate) fn replaced(text: &str, found: &[Range<usize>], by: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    for range in found {
        out += &text[at..range.start];
        out += by;
        at = range.end;
    }
    out + &text[at..]
}

/// Where in a sentence a secret stands, in order: `token 12ab34 is unknown`. Whatever follows the
/// name of a secret is one, but for words that usually do: a secret may look like any word.
pub(crate) fn behind_words(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut expected = false;
    let mut before = "";
    let mut passed = 0;
    for word in text.split_ascii_whitespace() {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        if start < passed {
            continue;
        }
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        let ends = word.ends_with(['.', ',', ';', '!', '?', ')']);
        let mut from = start;
        while from < start + word.len()
            && let Some(value) = joined(text, from..start + word.len())
        {
            from = value.end.max(from + 1);
            found.push(value);
        }
        if from > start {
            passed = from;
            expected = false;
        } else if expected && is_value(core) {
            let value = value_at(text, start, word);
            passed = value.end;
            found.push(value);
            expected = false;
        } else {
            let goes_on = core.is_empty() || BETWEEN.contains(&&*core.to_ascii_lowercase());
            // `{"message":"password`
            let parts = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'));
            let last = core.rsplit(parts).next().unwrap_or_default();
            expected = !ends && (is_word(last, before) || (expected && goes_on));
        }
        if !core.is_empty() {
            before = core;
        }
    }
    found
}

/// Whether everybody gives such a name to secrets.
pub(crate) fn is_name(name: &[u8]) -> bool {
    let name = folded(name);
    WHOLE.contains(&name.as_str()) || ends_as_name(&name)
}

fn ends_as_name(folded: &str) -> bool {
    NAMES.iter().any(|end| folded.ends_with(end))
}

/// A name in small letters, without what parts its words. Longer ones are no names.
pub(crate) fn folded(name: &[u8]) -> String {
    const LONGEST: usize = 64;
    let letters = name.iter().filter(|byte| byte.is_ascii_alphanumeric()).take(LONGEST);
    letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

/// Whether a word of a sentence names a secret.
fn is_word(word: &str, before: &str) -> bool {
    let folded = folded(word.as_bytes());
    let is_code = folded == "code" && BEFORE_CODE.contains(&&*self::folded(before.as_bytes()));
    is_code || WORDS.contains(&&*folded) || NAMES.contains(&&*folded) || {
        let front = NAMES.iter().chain(WORDS).find_map(|name| folded.strip_suffix(name));
        front.is_some_and(|front| FRONTS.contains(&front))
    }
}

/// Whether a word behind the name of a secret may be the secret.
fn is_value(core: &str) -> bool {
    /// Words in small letters that are as short are words.
    const SHORT: usize = 3;
    let short = core.len() <= SHORT && core.bytes().all(|byte| byte.is_ascii_lowercase());
    // Messages are in all languages, secrets in ASCII.
    let foreign = !core.is_ascii() && core.chars().all(char::is_alphabetic);
    !(core.is_empty() || short || foreign || is_plain(core) || is_word(core, ""))
}

fn is_plain(core: &str) -> bool {
    let lower = core.to_ascii_lowercase();
    PLAIN.contains(&&*lower) || BETWEEN.contains(&&*lower)
}

/// The value that is written together with the name of a secret: `token:12ab34`.
fn joined(text: &str, word: Range<usize>) -> Option<Range<usize>> {
    let is_mark = |c: char| matches!(c, ':' | '=' | '(' | '[' | '<' | '"' | '\'' | '`' | '/');
    let whole = &text[word.clone()];
    for (at, _) in whole.match_indices([':', '=', '(', '[', '<']) {
        let name = whole[..at].trim_end_matches(['"', '\'', '`']);
        let parts = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        let name = name.rsplit(parts).next().unwrap_or_default();
        if !(is_name(name.as_bytes()) || is_word(name, "")) {
            continue;
        }
        let rest = &whole[at..];
        let value = rest.trim_start_matches(is_mark);
        let core = value.trim_matches(|c: char| !c.is_alphanumeric());
        if !core.is_empty() && !is_plain(core) {
            let start = word.start + at + (rest.len() - value.len());
            return Some(value_at(text, start, value));
        }
    }
    None
}

/// A value without the quotation marks, brackets and stops around it; with blanks in it, where it is
/// quoted.
fn value_at(text: &str, start: usize, word: &str) -> Range<usize> {
    let opens = |c: char| {
        matches!(c, '"' | '\'' | '`' | '“' | '‘' | '„' | '«' | '»' | '(' | '[' | '{' | '<')
    };
    let closes = |c: char| {
        matches!(
            c,
            '"' | '\'' | '`' | '”' | '’' | '«' | '»' | ')' | ']' | '}' | '>' | '.' | ',' | ';'
        )
    };
    let value = word.trim_start_matches(opens);
    let from = start + (word.len() - value.len());
    let quote = text[..from].chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'));
    let quoted = quote.and_then(|quote| text[from..].find(quote));
    let length = quoted.unwrap_or_else(|| value.trim_end_matches(closes).len());
    from..from + length
}

/// JSON Web Tokens: three or more parts in base64url with dots between, the first a JSON object.
pub(crate) fn tokens(text: &[u8]) -> Vec<Range<usize>> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut passed = 0;
    for start in memchr::memmem::find_iter(text, b"eyJ") {
        // A run is looked through once, be it a token or not.
        if start < passed {
            continue;
        }
        let run = text[start..].iter().take_while(|byte| is_part(byte) || **byte == b'.').count();
        let token = &text[start..start + run];
        let token = token.strip_suffix(b".").unwrap_or(token);
        passed = start + run;
        if token.len() >= 20 && token.contains(&b'.') {
            found.push(start..start + token.len());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{prop_assert, prop_oneof, proptest};

    use super::{behind_words, without_secrets};

    #[test]
    fn a_secret_behind_its_name_is_left_out_of_a_sentence() {
        for (text, want) in [
            ("token abcdefghij rejected", "token … rejected"),
            ("Bearer abc123 is expired", "Bearer … is expired"),
            ("Password: hunter. Try again", "Password: …. Try again"),
            ("the password is \"correct horse\" now", "the password is \"…\" now"),
            ("client secret 's3cr3t' does not match", "client secret '…' does not match"),
            ("Incorrect API key provided: sk-a*b. See x", "Incorrect API key provided: …. See x"),
            ("clientSecret=x1x and api_key:y1y", "clientSecret=… and api_key:…"),
            ("{\"password\":\"x1x\",\"b\":1}", "{\"password\":\"…\",\"b\":1}"),
            ("{\"pwd\":\"x1\",\"token\":\"y 1\"}", "{\"pwd\":\"…\",\"token\":\"…\"}"),
            ("token [a1b2] of bob", "token […] of bob"),
            ("authorization code Ab3x expired", "authorization code … expired"),
            ("message\":\"password x1x wrong", "message\":\"password … wrong"),
            ("Basic dXNlcjpwYXNz== refused", "Basic … refused"),
            ("jwt eyJhbGciOiJub25lIn0.eyJhIjoxfQ.xyz", "jwt (token, not shown)"),
            ("session token token zzzz", "session token token …"),
            ("»token=x1x« ungültig", "»token=…« ungültig"),
        ] {
            assert_eq!(without_secrets(text), want, "{text}");
        }
    }

    #[test]
    fn a_sentence_about_secrets_stays_as_it_is() {
        for text in [
            "Invalid API key",
            "Access token expired.",
            "The security token included in the request is invalid.",
            "Token is not active",
            "Bearer token required; see https://api.test/token/help",
            "The signature we calculated does not match the signature you provided. Check it",
            "API key not valid. Please pass a valid API key.",
            "Token ungültig",
            "Das Token ist abgelaufen: Fehler 12",
            "Error code 1234: Duplicate name bob",
            "Session has expired, please log in again",
            "トークン の期限が切れています",
            "inside the keyboard, tokenizer broken",
            "password",
            "'",
            "",
        ] {
            assert_eq!(without_secrets(text), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_left_out_lies_in_the_text_in_order(
            pieces in vec(prop_oneof!["token", "[é»:=\"'(]{1,3}", "\\PC{0,3}", " ", "Bearer"], 0..20),
        ) {
            let text = pieces.concat();
            let mut before = 0;
            for range in behind_words(&text) {
                prop_assert!(before <= range.start && text.get(range.clone()).is_some(), "{text}");
                before = range.end;
            }
        }
    }

    #[test]
    fn odd_texts_are_gone_through_once() {
        for piece in ["eyJ", "token '", "token \"a", "token:(", "key=", "pin ", "“token “é"] {
            let text = piece.repeat(300_000 / piece.len());
            let long = std::time::Instant::now();
            let _ = (without_secrets(&text), behind_words(&text));
            // To go through them once a piece would take minutes.
            assert!(long.elapsed().as_secs() < 60, "{piece}");
        }
    }
}
