//! How rare bytes are in logs: what is rare is worth to be searched for.

/// How often four bytes stand in logs, roughly; only comparisons matter.
pub(super) fn weight(anchor: [u8; 4]) -> f32 {
    let weight = plain_weight(anchor);
    if is_common(anchor) { weight.max(COMMON_WEIGHT) } else { weight }
}

/// The same, by the bytes alone.
pub(super) fn plain_weight(anchor: [u8; 4]) -> f32 {
    anchor.into_iter().map(share).product()
}

/// Whether logs are full of four bytes, though each of them is rare.
pub(super) fn is_common(anchor: [u8; 4]) -> bool {
    COMMON.contains(&&anchor.map(|byte| byte.to_ascii_lowercase()))
}

/// Parts of words that logs are full of, though their letters are rare; those of packages among
/// them, as they stand in the names of loggers.
const COMMON: [&[u8; 4]; 56] = [
    b"acce", b"api.", b"app.", b"auth", b"back", b"call", b"cess", b"clie", b"clos", b"code",
    b"com.", b"conn", b"cont", b"core", b"data", b"debu", b"erro", b"ervi", b"exce", b"exec",
    b"fail", b"file", b"hand", b"head", b"host", b"http", b"info", b"java", b"line", b"load",
    b"main", b"mess", b"name", b"open", b"ore.", b"org.", b"page", b"path", b"pool", b"port",
    b"proc", b"publ", b"read", b"requ", b"resp", b"rvic", b"serv", b"sess", b"star", b"stat",
    b"time", b"toke", b"user", b"vers", b"vice", b"work",
];

/// What such a part weighs at least.
const COMMON_WEIGHT: f32 = 1e-4;

/// How often a byte stands in logs, roughly: English, digits of times and numbers, JSON.
const fn share(byte: u8) -> f32 {
    match byte {
        b' ' => 0.12,
        b'e' => 0.08,
        b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' => 0.05,
        b'l' | b'd' | b'c' | b'u' | b'm' | b'p' => 0.025,
        b'h' | b'f' | b'g' | b'b' => 0.015,
        b'y' | b'w' | b'v' | b'k' => 0.008,
        b'a'..=b'z' => 0.003,
        b'0' => 0.04,
        b'1'..=b'9' => 0.025,
        b'"' | b':' | b'.' | b'-' | b'/' | b',' | b'=' => 0.015,
        b'E' | b'T' | b'A' | b'O' | b'I' | b'N' | b'S' | b'R' | b'_' => 0.012,
        b'A'..=b'Z' => 0.006,
        _ => 0.003,
    }
}

/// The same, by the upper and the lower half of the byte.
pub(super) static SHARES: [[f32; 16]; 16] = {
    let mut shares = [[0.0; 16]; 16];
    let mut byte = 0u8;
    while byte < 128 {
        shares[(byte >> 4) as usize][(byte & 15) as usize] = share(byte);
        byte += 1;
    }
    shares
};
