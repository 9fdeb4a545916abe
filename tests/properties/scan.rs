//! Scans of any bytes: findings stand where they say, in order, and every byte passes.

use std::io;
use std::sync::LazyLock;

use errcode::catalog::Catalogs;
use errcode::scan::{Confidence, Piece, Scanner, Sink, Tally};
use proptest::prelude::*;

static CATALOGS: LazyLock<Catalogs> = LazyLock::new(Catalogs::embedded);
static POSSIBLE: LazyLock<Scanner<'static>> =
    LazyLock::new(|| Scanner::new(&CATALOGS).at_least(Confidence::Possible));
static LIKELY: LazyLock<Scanner<'static>> = LazyLock::new(|| Scanner::new(&CATALOGS));
static UNGRADED: LazyLock<Scanner<'static>> =
    LazyLock::new(|| Scanner::new(&CATALOGS).without_grades());

/// What logs are made of, well and badly put together.
fn log() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..30),
        3 => prop::sample::select(vec![
            "PR404-OD-0002", "PR404-", "\"code\":", "\"errorCode\":301", "0x0101000b", "16842763", "NOT_FOUND",
            "USER_NOT_EXIST", "{", "}", "\n", " ", "error", "failed", "\\\"", "services.storage.", "not_found",
            "error.user.", "login_failed", "kuzzle", "LINE WORKS", "status", "é", "2026-01-02T03:04:05Z ",
        ]).prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

/// What passes, and how many line feeds.
#[derive(Default)]
struct Passed(Vec<u8>, u64);

impl Sink for Passed {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<bool> {
        self.0.extend_from_slice(piece.bytes());
        self.1 += piece.newlines();
        Ok(true)
    }
}

proptest! {
    #[test]
    fn findings_stand_where_they_say_and_in_order(text in log()) {
        let mut before = 0;
        for finding in POSSIBLE.scan(&text) {
            prop_assert!(finding.span.start >= before, "{:?}", finding.span);
            before = finding.span.end;
            prop_assert_eq!(&*finding.text, String::from_utf8_lossy(&text[finding.span.clone()]));
        }
    }

    #[test]
    fn what_is_reported_is_the_same_without_grades(text in log()) {
        let spans = |scanner: &Scanner<'static>| {
            scanner.scan(&text).into_iter().map(|it| (it.span, it.code)).collect::<Vec<_>>()
        };
        prop_assert_eq!(spans(&LIKELY), spans(&UNGRADED));
    }

    #[test]
    fn every_byte_passes_and_is_counted(text in log()) {
        let mut passed = Passed::default();
        POSSIBLE.scan_stream(&mut &text[..], &mut passed).unwrap();
        prop_assert_eq!(&passed.0, &text);
        prop_assert_eq!(passed.1, text.iter().filter(|byte| **byte == b'\n').count() as u64);
        let mut tally = Tally::new(&LIKELY);
        tally.begin(None);
        LIKELY.scan_stream(&mut &text[..], &mut tally).unwrap();
        let summary = tally.summary();
        prop_assert_eq!(summary.findings, LIKELY.scan(&text).len() as u64);
        prop_assert_eq!(summary.bytes, text.len() as u64);
    }
}
