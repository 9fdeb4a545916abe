//! Times of tokens and answers in words.

/// A span of seconds by its largest unit, rounded down: `3 h`, `2 days`.
pub(super) fn span(seconds: i64) -> String {
    let seconds = seconds.unsigned_abs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// The seconds since 1970 of an HTTP date (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(super) fn http_date(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split_once(", ")?.1.split_ascii_whitespace();
    let day: i64 = words.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))? as i64 + 1;
    let year: i64 = words.next()?.parse().ok().filter(|year| (1970..10_000).contains(year))?;
    let mut clock = words.next()?.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    if !((0..24).contains(&hour) && (0..60).contains(&minute) && (0..61).contains(&second)) {
        return None;
    }
    // Days of the Gregorian calendar, the year counted from March on.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some(days * 86_400 + hour * 3_600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::{http_date, span};

    #[test]
    fn dates_are_read() {
        assert_eq!(http_date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(http_date("Thu, 29 Feb 2024 23:59:59 GMT"), Some(1_709_251_199));
        for text in ["", "now", "Sun, 06", "Sun, 99 Nov 1994 08:49:37 GMT", "x, 1 Nov 2024 1:2"] {
            assert_eq!(http_date(text), None, "{text}");
        }
    }

    #[test]
    fn spans_are_told_by_their_largest_unit() {
        for (seconds, want) in [
            (59, "59 s"),
            (-60, "1 min"),
            (3 * 3_600 + 59, "3 h"),
            (47 * 3_600, "47 h"),
            (30 * 86_400, "30 days"),
        ] {
            assert_eq!(span(seconds), want);
        }
    }
}
