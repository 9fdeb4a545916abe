//! HTTP statuses: names, classes, and filters such as `404,5xx`.

use std::ops::RangeInclusive;
use std::str::FromStr;

use thiserror::Error;

/// The reason phrase of a registered status (RFC 9110, 15, and the IANA registry).
pub fn reason(status: u16) -> Option<&'static str> {
    let at = REASONS.binary_search_by_key(&status, |&(code, _)| code).ok()?;
    Some(REASONS[at].1)
}

const REASONS: &[(u16, &str)] = &[
    (100, "Continue"),
    (101, "Switching Protocols"),
    (102, "Processing"),
    (103, "Early Hints"),
    (200, "OK"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "Non-Authoritative Information"),
    (204, "No Content"),
    (205, "Reset Content"),
    (206, "Partial Content"),
    (207, "Multi-Status"),
    (208, "Already Reported"),
    (226, "IM Used"),
    (300, "Multiple Choices"),
    (301, "Moved Permanently"),
    (302, "Found"),
    (303, "See Other"),
    (304, "Not Modified"),
    (305, "Use Proxy"),
    (307, "Temporary Redirect"),
    (308, "Permanent Redirect"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (402, "Payment Required"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (406, "Not Acceptable"),
    (407, "Proxy Authentication Required"),
    (408, "Request Timeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "Length Required"),
    (412, "Precondition Failed"),
    (413, "Content Too Large"),
    (414, "URI Too Long"),
    (415, "Unsupported Media Type"),
    (416, "Range Not Satisfiable"),
    (417, "Expectation Failed"),
    (421, "Misdirected Request"),
    (422, "Unprocessable Content"),
    (423, "Locked"),
    (424, "Failed Dependency"),
    (425, "Too Early"),
    (426, "Upgrade Required"),
    (428, "Precondition Required"),
    (429, "Too Many Requests"),
    (431, "Request Header Fields Too Large"),
    (451, "Unavailable For Legal Reasons"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
    (505, "HTTP Version Not Supported"),
    (506, "Variant Also Negotiates"),
    (507, "Insufficient Storage"),
    (508, "Loop Detected"),
    (510, "Not Extended"),
    (511, "Network Authentication Required"),
];

/// A set of statuses: `404`, `4xx`, `500-599`, or a list of these with commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusSet(Vec<RangeInclusive<u16>>);

/// Why a text names no set of statuses.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{}` is no HTTP status: expected 404, 4xx, 500-599 or a list of these", .0.escape_default())]
pub struct StatusSetError(String);

impl StatusSet {
    /// Whether `status` is in the set. An error without a status is in none.
    pub fn has(&self, status: Option<u16>) -> bool {
        status.is_some_and(|status| self.0.iter().any(|range| range.contains(&status)))
    }

    /// The status, if the set is a single one.
    pub fn only(&self) -> Option<u16> {
        match self.0.as_slice() {
            [range] if range.start() == range.end() => Some(*range.start()),
            _ => None,
        }
    }
}

impl FromStr for StatusSet {
    type Err = StatusSetError;

    fn from_str(text: &str) -> Result<Self, StatusSetError> {
        text.split(',').map(|item| range(item.trim())).collect::<Result<_, _>>().map(Self)
    }
}

fn range(item: &str) -> Result<RangeInclusive<u16>, StatusSetError> {
    let fault = || StatusSetError(item.chars().take(40).collect());
    let one = |text: &str| {
        let status = text.parse().ok().filter(|status| (100..=599).contains(status));
        status.filter(|_| text.len() == 3).ok_or_else(fault)
    };
    let class = item.strip_suffix("xx").or_else(|| item.strip_suffix("XX"));
    if let Some(class) = class {
        let first = one(&format!("{class}00"))?;
        return Ok(first..=first + 99);
    }
    match item.split_once('-') {
        Some((from, to)) => {
            let (from, to) = (one(from.trim())?, one(to.trim())?);
            if from <= to { Ok(from..=to) } else { Err(fault()) }
        }
        None => one(item).map(|status| status..=status),
    }
}

#[cfg(test)]
mod tests {
    use super::{REASONS, StatusSet, reason};

    fn set(text: &str) -> StatusSet {
        text.parse().unwrap()
    }

    #[test]
    fn reasons_are_in_order_so_that_each_is_found() {
        assert!(REASONS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(reason(404), Some("Not Found"));
        assert_eq!(reason(499), None);
    }

    #[test]
    fn a_set_is_a_status_a_class_a_span_or_a_list() {
        assert!(set("404").has(Some(404)) && !set("404").has(Some(405)));
        assert!(set("4xx").has(Some(499)) && !set("4XX").has(Some(500)));
        assert!(set("500-503").has(Some(503)) && !set("500-503").has(Some(504)));
        assert!(set("404, 5xx").has(Some(500)) && set("404,5xx").has(Some(404)));
        assert!(!set("404").has(None));
        assert_eq!((set("404").only(), set("4xx").only()), (Some(404), None));
    }

    #[test]
    fn what_is_no_status_is_refused() {
        for text in [
            "", "4o4", "99", "600", "4x", "xx", "503-500", "404,", "1000", "+404", "0404", "é04",
            "500-",
        ] {
            assert!(text.parse::<StatusSet>().is_err(), "{text}");
        }
    }
}
