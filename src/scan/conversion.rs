//! What turns a value into one of another type before it is compared: `["code"].intValue ==`,
//! `[@"code"] intValue] ==`, `["code"] as? Int ==`, `("code", 0) ==`.

use super::context::{Back, PADDING, is_space};

/// How the names of such calls end.
const ENDINGS: [&str; 10] =
    ["Value", "Int", "Long", "Number", "String", "Text", "_i64", "_u64", "to_i", "to_s"];

/// Where a conversion ends that starts at a place, in front of an operator that compares.
#[cold]
#[inline(never)]
pub(super) fn behind(text: &[u8], start: usize) -> Option<usize> {
    let rest = &text[start..text.len().min(start + PADDING)];
    let operator = rest.iter().position(|byte| matches!(byte, b'=' | b'!'))?;
    let end = start + rest[..operator].trim_ascii_end().len();
    (rest[operator + 1..].starts_with(b"=") && before(text, end)? == start).then_some(end)
}

/// Where a conversion starts that ends at a place.
#[cold]
#[inline(never)]
pub(super) fn before(text: &[u8], end: usize) -> Option<usize> {
    let mut back = Back { text, at: end };
    if back.eat(b')') && !back.eat(b'(') {
        // What holds where there is no value, or the base of its digits.
        back.skip(1, |byte| byte == b'-');
        back.word()?;
        back.skip(2, is_space);
        return back.eat(b',').then_some(back.at);
    }
    let is_message = back.eat(b']');
    if back.eat(b'>') {
        back.word()?;
        back.eat(b'<').then_some(())?;
    }
    let word = &text[back.word()?];
    if !ENDINGS.iter().any(|ending| word.ends_with(ending.as_bytes())) {
        return None;
    }
    if !is_message && back.eat(b'.') {
        return Some(back.at);
    }
    back.skip(1, is_space);
    let is_cast = [&b" as"[..], b" as?"].iter().any(|cast| text[..back.at].ends_with(cast));
    if is_cast {
        back.skip(4, |byte| byte != b' ');
        back.skip(1, is_space);
    }
    (is_message || is_cast).then_some(back.at)
}

#[cfg(test)]
mod tests {
    use super::{before, behind};

    #[test]
    fn a_conversion_is_the_same_from_both_ends() {
        for text in [
            "e[@\"code\"]| intValue]| == 205",
            "e[\"code\"]|.intValue| == 205",
            "e[\"code\"]|.Value<int>()| != 205",
            "e.code|.to_i|==205",
            "e[\"code\"]| as? Int| == 205",
            "e.get(\"code\"|, -1)| == 205",
            "parseInt(e.code|, 10)| === 205",
        ] {
            let parts: Vec<&str> = text.split('|').collect();
            let text = parts.concat();
            let (start, end) = (parts[0].len(), parts[0].len() + parts[1].len());
            assert_eq!(behind(text.as_bytes(), start), Some(end), "{text}");
            assert_eq!(before(text.as_bytes(), end), Some(start), "{text}");
        }
    }

    #[test]
    fn what_is_given_or_measured_is_no_conversion() {
        for text in
            [".length == 205", ".intValue = 205", ", 205)", " and x == 205", ".intValue", "", "=="]
        {
            assert_eq!(behind(text.as_bytes(), 0), None, "{text}");
        }
    }
}
