//! What is packed into a challenge's values: NTLM and SPNEGO messages, Microsoft's claims, Privacy
//! Pass challenges, scopes of registries. What is secret in them is left out.

use serde_json::Value;

use super::Challenge;
use super::base64::decode;
use super::phrase::{listed, plain};

/// What was found in one challenge.
#[derive(Debug, Default)]
pub(super) struct Payload {
    /// The message in the token68, by the name that conditions in the data use.
    pub(super) kind: Option<&'static str>,
    /// Sentences about it.
    pub(super) says: Vec<String>,
    /// What should be there but could not be read: the parameter's name.
    pub(super) unreadable: Option<&'static str>,
}

/// Unpacks what a challenge carries.
pub(super) fn unpack(challenge: &Challenge) -> Payload {
    if challenge.is("NTLM") || challenge.is("Negotiate") {
        return challenge.token68.as_deref().map_or_else(Payload::default, message);
    }
    if challenge.is("PrivateToken") {
        return read(challenge, "challenge", privacy_pass);
    }
    let mut payload = Payload::default();
    if challenge.is("Bearer") || challenge.is("OAuth2") {
        payload = read(challenge, "claims", claims);
    }
    let scope = challenge.value("scope").filter(|_| challenge.value("service").is_some());
    payload.says.extend(scope.and_then(registry_scope));
    payload
}

/// Unpacks one parameter.
fn read(
    challenge: &Challenge,
    name: &'static str,
    unpack: impl Fn(&str) -> Option<String>,
) -> Payload {
    let Some(value) = challenge.value(name).filter(|value| !value.is_empty()) else {
        return Payload::default();
    };
    match unpack(value) {
        Some(say) => Payload { says: vec![say], ..Payload::default() },
        None => Payload { unreadable: Some(name), ..Payload::default() },
    }
}

const NTLM: &[u8] = b"NTLMSSP\0";

/// An NTLM message, bare or inside SPNEGO, or another SPNEGO message.
fn message(token68: &str) -> Payload {
    let Some(bytes) = decode(token68) else {
        return Payload { unreadable: Some("token68"), ..Payload::default() };
    };
    if let Some(start) = bytes.windows(NTLM.len()).position(|window| window == NTLM) {
        return ntlm(&bytes[start..]);
    }
    // The tags of a first SPNEGO message and of an answer (RFC 4178, 4.2).
    if matches!(bytes.first(), Some(0x60 | 0xa0 | 0xa1)) {
        let say = "The token is an SPNEGO message, usually with Kerberos in it.".to_owned();
        return Payload { kind: Some("spnego"), says: vec![say], unreadable: None };
    }
    Payload { unreadable: Some("token68"), ..Payload::default() }
}

fn ntlm(message: &[u8]) -> Payload {
    let (kind, say) = match little_endian(message, 8, 4) {
        Some(1) => ("ntlm-1", "The token is an NTLM negotiate message (type 1).".to_owned()),
        Some(2) => {
            let target = target_name(message).filter(|name| !name.is_empty());
            let target = target.map_or_else(String::new, |name| format!(" from `{name}`"));
            ("ntlm-2", format!("The token is an NTLM challenge message (type 2){target}."))
        }
        Some(3) => ("ntlm-3", "The token is an NTLM authenticate message (type 3).".to_owned()),
        _ => return Payload { unreadable: Some("token68"), ..Payload::default() },
    };
    Payload { kind: Some(kind), says: vec![say], unreadable: None }
}

/// The target name of a challenge message (MS-NLMP, 2.2.1.2): length at 12, offset at 16, flags at
/// 20, of which the lowest says UTF-16.
fn target_name(message: &[u8]) -> Option<String> {
    let length = little_endian(message, 12, 2)?;
    let start = little_endian(message, 16, 4)?;
    let name = message.get(start..start.checked_add(length)?)?;
    let text = if little_endian(message, 20, 4)? & 1 == 1 {
        let units = name.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
    } else {
        String::from_utf8_lossy(name).into_owned()
    };
    Some(plain(&text))
}

fn little_endian(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let field = bytes.get(at..at + length)?;
    Some(field.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte)))
}

/// What Microsoft's claims ask for, by name: the values are left out.
fn claims(value: &str) -> Option<String> {
    let json = if value.trim_start().starts_with('{') {
        value.as_bytes().to_vec()
    } else {
        decode(value)?
    };
    let claims: Value = serde_json::from_slice(&json).ok()?;
    let mut asked = Vec::new();
    for (place, claims) in claims.as_object()? {
        let place = match place.as_str() {
            "access_token" => "the access token",
            "id_token" => "the ID token",
            "userinfo" => "the user info",
            _ => continue,
        };
        let names = claims.as_object()?.keys();
        let names: Vec<String> = names.take(10).map(|name| claim(name)).collect();
        if !names.is_empty() {
            asked.push(format!("in {place} {}", names.join(", ")));
        }
    }
    (!asked.is_empty()).then(|| format!("The claims ask for: {}.", asked.join("; ")))
}

fn claim(name: &str) -> String {
    let gloss = match name {
        "nbf" => "a token issued after a certain time",
        "acrs" => "an authentication context",
        "acr" => "a kind of login",
        "auth_time" => "the time of the login",
        "xms_rp_ipaddr" => "the address that the resource sees",
        _ => return format!("`{}`", plain(name)),
    };
    format!("`{name}` ({gloss})")
}

/// A token challenge (RFC 9577, 2.1.1): type, issuer, redemption context, origins.
fn privacy_pass(value: &str) -> Option<String> {
    let bytes = decode(value)?;
    let mut rest = bytes.as_slice();
    let kind = number(&mut rest, 2)?;
    let issuer = prefixed(&mut rest, 2)?;
    prefixed(&mut rest, 1)?;
    let origin = prefixed(&mut rest, 2)?;
    let kind = match kind {
        1 => "type 1 (VOPRF with P-384)".to_owned(),
        2 => "type 2 (blind RSA)".to_owned(),
        other => format!("type {other}"),
    };
    let issuer = plain(std::str::from_utf8(issuer).ok()?);
    let origin = plain(std::str::from_utf8(origin).ok()?);
    let origin = if origin.is_empty() { "any origin".to_owned() } else { format!("`{origin}`") };
    Some(format!("It asks for a token of {kind} from the issuer `{issuer}` for {origin}."))
}

fn number(rest: &mut &[u8], length: usize) -> Option<usize> {
    let (field, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    Some(field.iter().fold(0, |number, &byte| number << 8 | usize::from(byte)))
}

fn prefixed<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let size = number(rest, length)?;
    let (field, tail) = rest.split_at_checked(size)?;
    *rest = tail;
    Some(field)
}

/// What the scopes of a registry ask for: `repository:tea/pot:pull,push registry:catalog:*`.
fn registry_scope(scope: &str) -> Option<String> {
    let mut wanted = Vec::new();
    for part in scope.split_ascii_whitespace().take(10) {
        let (kind, rest) = part.split_once(':')?;
        let (name, actions) = rest.rsplit_once(':')?;
        let actions: Vec<&str> = actions.split(',').collect();
        let actions =
            if actions == ["*"] { "everything".to_owned() } else { listed(actions.into_iter()) };
        let object = match (kind, name) {
            ("registry", "catalog") => "the catalog of the registry".to_owned(),
            _ => format!("the {} `{}`", plain(kind), plain(name)),
        };
        wanted.push(format!("{actions} on {object}"));
    }
    (!wanted.is_empty()).then(|| format!("The token has to allow {}.", wanted.join(", and ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::challenge;

    fn says(header: &str) -> (Option<&'static str>, String) {
        let payload = unpack(&challenge::read(&[header]).challenges[0]);
        (payload.kind, payload.says.join(" "))
    }

    #[test]
    fn an_ntlm_challenge_tells_its_target_and_not_its_nonce() {
        // Signature, type 2, target name "TEA" in UTF-16 at 32, flags, eight bytes of nonce.
        let header = "NTLM TlRMTVNTUAACAAAABgAGACAAAAABAAAAU0VDUkVUISFUAEUAQQA=";
        let (kind, text) = says(header);
        assert_eq!(kind, Some("ntlm-2"));
        assert_eq!(text, "The token is an NTLM challenge message (type 2) from `TEA`.");
        assert_eq!(says("Negotiate TlRMTVNTUAABAAAA").0, Some("ntlm-1"));
        assert_eq!(says("Negotiate YIICAQ==").0, Some("spnego"));
    }

    #[test]
    fn a_target_name_outside_the_message_is_ignored() {
        let (kind, text) = says("NTLM TlRMTVNTUAACAAAA//8GACAAAAABAAAA");
        assert_eq!(kind, Some("ntlm-2"));
        assert!(!text.contains("from"), "{text}");
    }

    #[test]
    fn claims_are_summed_up_by_name_without_their_values() {
        // {"access_token":{"acrs":{"essential":true,"value":"hidden"},"tea":null}}
        let header = "Bearer claims=\"eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiaGlkZGVuIn0sInRlYSI6bnVsbH19\"";
        let (_, text) = says(header);
        assert!(text.contains("`acrs`") && text.contains("`tea`"), "{text}");
        assert!(!text.contains("hidden"), "{text}");
        let plain = r#"Bearer claims="{\"id_token\":{\"auth_time\":{}}}""#;
        assert!(says(plain).1.contains("`auth_time`"));
    }

    #[test]
    fn a_privacy_pass_challenge_tells_type_issuer_and_origin() {
        // Type 2, issuer "tea.test", no context, origin "pot.test".
        let header = "PrivateToken challenge=\"AAIACHRlYS50ZXN0AAAIcG90LnRlc3Q=\"";
        let text = says(header).1;
        assert!(text.contains("type 2 (blind RSA)"), "{text}");
        assert!(text.contains("`tea.test`") && text.contains("`pot.test`"), "{text}");
    }

    #[test]
    fn scopes_of_a_registry_are_spelled_out() {
        let header =
            "Bearer service=\"s\", scope=\"repository:tea/pot:pull,push registry:catalog:*\"";
        let text = says(header).1;
        assert!(text.contains("`pull` and `push` on the repository `tea/pot`"), "{text}");
        assert!(text.contains("everything on the catalog"), "{text}");
    }
}
