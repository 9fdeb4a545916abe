//! The time at the start of a line, to the minute, as the line writes it.

use memchr::memchr2_iter;

/// How far into a line a time is looked for, in bytes.
const FAR: usize = 96;

/// Minutes from 1970-01-01T00:00 to the first time in a line: `2026-01-02T03:04`, with a blank or
/// slashes as well (RFC 3339 and its kin), or `02/Jan/2026:03:04` as access logs write it. The
/// offset from UTC is not read: minutes are those of the log's own clock.
pub(super) fn minute(line: &[u8]) -> Option<i64> {
    // Most lines start with theirs; nothing can stand before it then.
    if let Some(minute) = dashed(line, 4) {
        return Some(minute);
    }
    let start = &line[..line.len().min(FAR)];
    memchr2_iter(b'-', b'/', start).find_map(|at| dashed(line, at).or_else(|| access(line, at)))
}

/// `2026-01-02T03:04`, the first dash at `at`.
fn dashed(line: &[u8], at: usize) -> Option<i64> {
    let text = line.get(at.checked_sub(4)?..)?.first_chunk::<16>()?;
    let [y0, y1, y2, y3, a, m0, m1, b, d0, d1, c, h0, h1, b':', n0, n1] = *text else {
        return None;
    };
    if a != b || !matches!(c, b'T' | b't' | b' ' | b'_') {
        return None;
    }
    // All at once, without a branch for each.
    let digits = [y0, y1, y2, y3, m0, m1, d0, d1, h0, h1, n0, n1];
    if !digits.iter().fold(true, |all, digit| all & digit.is_ascii_digit()) {
        return None;
    }
    let two = |tens: u8, ones: u8| i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
    let year = two(y0, y1) * 100 + two(y2, y3);
    minutes(year, two(m0, m1), two(d0, d1), two(h0, h1), two(n0, n1))
}

/// `02/Jan/2026:03:04`, the first slash at `at`.
fn access(line: &[u8], at: usize) -> Option<i64> {
    const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    let text = line.get(at.checked_sub(2)?..)?.first_chunk::<17>()?;
    let [d0, d1, b'/', m0, m1, m2, b'/', y0, y1, y2, y3, b':', h0, h1, b':', n0, n1] = *text else {
        return None;
    };
    let month = MONTHS.chunks(3).position(|month| month == [m0, m1, m2])? as i64 + 1;
    let year = number(&[y0, y1, y2, y3])?;
    minutes(year, month, number(&[d0, d1])?, number(&[h0, h1])?, number(&[n0, n1])?)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |sum, digit| {
        digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0'))
    })
}

fn minutes(year: i64, month: i64, day: i64, hour: i64, minute: i64) -> Option<i64> {
    let real = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60;
    real.then(|| (days(year, month, day) * 24 + hour) * 60 + minute)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar. Years start in March here, so that
/// the leap day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year
        - 719_468
}

/// Writes minutes since 1970-01-01T00:00 as `2026-01-02T03:04`.
pub(super) fn written(minute: i64) -> String {
    let (day, rest) = (minute.div_euclid(1440), minute.rem_euclid(1440));
    // The inverse of `days`: eras of 400 years, then years, then months from March on.
    let shifted = day + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}", rest / 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::{days, minute, written};

    #[test]
    fn times_are_read_in_the_notations_of_logs() {
        for line in [
            "2026-10-18T02:42:39.123Z INFO x",
            "2026-10-18 02:42 x",
            "{\"level\":\"a-b\",\"ts\":\"2026-10-18T02:42:39Z\"}",
            "1.2.3.4 - - [18/Oct/2026:02:42:39 +0000] \"GET /\"",
            "2026/10/18 02:42:39 [error]",
        ] {
            let read = minute(line.as_bytes()).map(written);
            assert_eq!(read.as_deref(), Some("2026-10-18T02:42"), "{line}");
        }
        for line in ["", "-", "/", "2026-13-18T02:42", "18/Foo/2026:02:42:39", "2026-10-18"] {
            assert_eq!(minute(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days(1970, 1, 1), 0);
        assert_eq!(days(2000, 3, 1), 11_017);
        assert_eq!(written(days(2024, 2, 29) * 1440 + 61), "2024-02-29T01:01");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(at in 0i64..2_000_000_000) {
            prop_assert_eq!(minute(written(at).as_bytes()), Some(at));
        }
    }
}
