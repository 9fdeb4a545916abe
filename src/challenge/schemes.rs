//! The names by which a word is recognised as a scheme where the grammar cannot tell.

/// Schemes that are registered or met in the wild, in lower case, in alphabetical order.
pub(super) static SCHEMES: &[&str] = &[
    "apikey",
    "authsub",
    "aws4-hmac-sha256",
    "basic",
    "bearer",
    "concealed",
    "digest",
    "dpop",
    "gnap",
    "googlelogin",
    "hawk",
    "hoba",
    "key",
    "l402",
    "local",
    "lsat",
    "mutual",
    "negotiate",
    "ntlm",
    "oauth",
    "oauth2",
    "passport1.4",
    "payment",
    "pkeyauth",
    "pop",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "token",
    "vapid",
    "wlid1.0",
    "wsse",
];

/// Whether `name` is a scheme that is registered or met in the wild, in any case.
pub fn is_known_scheme(name: &str) -> bool {
    is_known(name.as_bytes())
}

/// As [`is_known_scheme`], for bytes of a field line.
pub(super) fn is_known(name: &[u8]) -> bool {
    name.len() <= 16 && SCHEMES.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_names_are_lower_case_in_order_and_short_enough_to_be_found() {
        assert!(SCHEMES.is_sorted());
        for scheme in SCHEMES {
            assert_eq!(*scheme, scheme.to_lowercase());
            assert!(is_known_scheme(&scheme.to_uppercase()), "{scheme}");
        }
        assert!(!is_known_scheme("service"));
    }
}
