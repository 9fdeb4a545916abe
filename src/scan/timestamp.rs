//! The time at the start of a line, to the minute, as the line writes it.

use memchr::memchr2_iter;

/// How far into a line a time is looked for, in bytes.
const FAR: usize = 96;

/// Minutes from 1970-01-01T00:00 to the first time in a line: `2026-01-02T03:04`, with a blank or
/// slashes as well (RFC 3339 and its kin), or `02/Jan/2026:03:04` as access logs write it. The
/// offset from UTC is not read: minutes are those of the log's own clock.
pub(super) fn minute(line: &[u8]) -> Option<i64> {
    // Most lines have theirs where their first digit is; nothing can stand before it then.
    let first = line.first_chunk().and_then(first_digit);
    match first.and_then(|first| dashed(line, first + 4)) {
        None => later_minute(line),
        there => there,
    }
}

#[inline(never)]
fn later_minute(line: &[u8]) -> Option<i64> {
    let start = &line[..line.len().min(FAR)];
    memchr2_iter(b'-', b'/', start).find_map(|at| dashed(line, at).or_else(|| access(line, at)))
}

/// Where the first digit of sixteen bytes is.
#[inline(always)]
fn first_digit(text: &[u8; 16]) -> Option<usize> {
    let digits = |eight: u64| {
        // What is left of a digit without its upper half is at most nine.
        let rest = eight ^ ZEROS;
        !(rest | ((rest & !HIGHEST) + ABOVE_NINE)) & HIGHEST
    };
    let [low, high] = halves(text);
    let (low, high) = (digits(low), digits(high));
    let (found, before) = if low == 0 { (high, 8) } else { (low, 0) };
    if found == 0 { None } else { Some(before + found.trailing_zeros() as usize / 8) }
}

/// `2026-01-02T03:04`, the first dash at `at`.
#[inline(always)]
fn dashed(line: &[u8], at: usize) -> Option<i64> {
    let text = line.get(at.checked_sub(4)?..)?.first_chunk::<16>()?;
    let &[_, _, _, _, a, _, _, b, _, _, c, _, _, d, _, _] = text;
    // Digits at once: what is left of one without its upper half is at most nine.
    let [date, time] = halves(text);
    let (date, time) = ((date ^ ZEROS) & DATE, (time ^ ZEROS) & TIME);
    let tens = date.wrapping_add(ABOVE_NINE) | time.wrapping_add(ABOVE_NINE);
    let others = (date | time | tens) & HIGHEST;
    let joined = (a == b) & (d == b':') & matches!(c, b'T' | b't' | b' ' | b'_');
    if !joined || others != 0 {
        return None;
    }
    // At each byte the number of two digits that starts there: at most 99, so none carries over.
    let twos = |digits: u64| digits * 10 + (digits >> 8);
    let (date, time) = (twos(date), twos(time));
    let two = |twos: u64, at: u32| (twos >> (8 * at)) as u32 & 0xff;
    let year = two(date, 0) * 100 + two(date, 2);
    minutes(year, two(date, 5), two(time, 0), two(time, 3), two(time, 6))
}

#[inline(always)]
fn halves(text: &[u8; 16]) -> [u64; 2] {
    let both = u128::from_le_bytes(*text);
    [both as u64, (both >> 64) as u64]
}

const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);
/// Where the digits of `2026-01-` are,
const DATE: u64 = u64::from_le_bytes(*b"\xff\xff\xff\xff\0\xff\xff\0");
/// and those of `02T03:04`.
const TIME: u64 = u64::from_le_bytes(*b"\xff\xff\0\xff\xff\0\xff\xff");
/// What makes the highest bit of a byte from ten on. Only a byte that has it carries over.
const ABOVE_NINE: u64 = u64::from_le_bytes([0x76; 8]);
const HIGHEST: u64 = u64::from_le_bytes([0x80; 8]);

/// `02/Jan/2026:03:04`, the first slash at `at`.
fn access(line: &[u8], at: usize) -> Option<i64> {
    const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    let text = line.get(at.checked_sub(2)?..)?.first_chunk::<17>()?;
    let [d0, d1, b'/', m0, m1, m2, b'/', y0, y1, y2, y3, b':', h0, h1, b':', n0, n1] = *text else {
        return None;
    };
    let month = (1..).zip(MONTHS.chunks(3)).find(|(_, name)| *name == [m0, m1, m2])?.0;
    let year = number(&[y0, y1, y2, y3])?;
    minutes(year, month, number(&[d0, d1])?, number(&[h0, h1])?, number(&[n0, n1])?)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| {
        digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0'))
    })
}

#[inline(always)]
fn minutes(year: u32, month: u32, day: u32, hour: u32, minute: u32) -> Option<i64> {
    let real = (month.wrapping_sub(1) < 12) & (day.wrapping_sub(1) < 31);
    if !(real & (hour < 24) & (minute < 60)) {
        return None;
    }
    Some(i64::from(days(year, month, day)) * 1440 + i64::from(hour * 60 + minute))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar. Years start in March here, so that
/// the leap day is the last, and with an era of their own, so that none is negative.
#[inline(always)]
fn days(year: u32, month: u32, day: u32) -> i32 {
    let (year, month) = if month > 2 { (year + 400, month - 3) } else { (year + 399, month + 9) };
    let of_year = (153 * month + 2) / 5 + day - 1;
    let century = year / 100;
    let all = year * 365 + year / 4 - century + century / 4 + of_year;
    all.cast_signed() - 719_468 - 146_097
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
        assert_eq!(days(0, 1, 1), -719_528);
        assert_eq!(written(i64::from(days(2024, 2, 29)) * 1440 + 61), "2024-02-29T01:01");
    }

    #[test]
    fn no_byte_but_a_digit_stands_for_one() {
        let line = *b"2026-10-18T02:42";
        for at in 0..line.len() {
            for byte in 0..=255_u8 {
                let mut line = line;
                line[at] = byte;
                let is_digit = |at: usize| line[at].is_ascii_digit();
                let digits = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15].into_iter().all(is_digit);
                let [a, b, c, d] = [4, 7, 10, 13].map(|at| line[at]);
                let joined = a == b && matches!(c, b'T' | b't' | b' ' | b'_') && d == b':';
                let two = |at: usize| std::str::from_utf8(&line[at..at + 2]).map(str::parse);
                let real = |at: usize, least: u32, most: u32| matches!(two(at), Ok(Ok(number)) if (least..=most).contains(&number));
                let real = real(5, 1, 12) && real(8, 1, 31) && real(11, 0, 23) && real(14, 0, 59);
                assert_eq!(minute(&line).is_some(), digits && joined && real, "{line:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(at in 0i64..2_000_000_000) {
            prop_assert_eq!(minute(written(at).as_bytes()), Some(at));
        }
    }
}
