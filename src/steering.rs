//! Characters that steer a terminal or turn text around. None of them leaves the program as it is.

/// Whether a character is a control (but for the line feed), or one of Unicode's line separators,
/// bidirectional marks, overrides and isolates.
pub(crate) fn is_steering(c: char) -> bool {
    let bidi = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && c != '\n') || bidi || matches!(c, '\u{2028}' | '\u{2029}')
}
