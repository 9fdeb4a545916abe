//! Texts as words: how entries and queries are cut up.

/// Calls `each` with the words of a text, in small letters.
///
/// A word is a run of letters and digits. A name written together (`EntityType`) or with hyphens
/// (`e-mail`) counts as its parts and as a whole. `$` before a word belongs to the whole.
pub(super) fn words(text: &str, mut each: impl FnMut(&str)) {
    let mut small = String::new();
    written_words(text, |word| {
        small.clear();
        small.push_str(std::str::from_utf8(word).unwrap_or_default());
        small.make_ascii_lowercase();
        each(&small);
    });
}

/// The same, ASCII letters as they are written.
pub(super) fn written_words(text: &str, mut each: impl FnMut(&[u8])) {
    if text.is_ascii() {
        words_of_bytes(text.as_bytes(), &mut each);
    } else {
        let plain: String = text.chars().flat_map(plain_mark).collect();
        words_of_bytes(plain.as_bytes(), &mut each);
    }
}

fn words_of_bytes(bytes: &[u8], each: &mut impl FnMut(&[u8])) {
    let mut at = 0;
    loop {
        let mut before = 0;
        let first = loop {
            let Some(byte) = bytes.get(at) else { return };
            let kind = KINDS[usize::from(*byte)];
            if kind & LETTER != 0 {
                break kind;
            }
            before = kind;
            at += 1;
        };
        let start = at;
        let (mut kinds, mut behind) = (0, 0);
        loop {
            at += 1;
            let Some(byte) = bytes.get(at) else { break };
            let kind = KINDS[usize::from(*byte)];
            if kind & LETTER == 0 {
                behind = kind;
                break;
            }
            kinds |= kind;
        }
        // Most words are all small letters behind the first, and nothing is joined to them.
        let simple = kinds & !SMALL == 0 && first & OTHER == 0 && (before | behind) & JOINS == 0;
        if simple && !is_cannot(&bytes[start..at]) {
            each(&bytes[start..at]);
        } else {
            at = joined(bytes, start, at, each);
        }
    }
}

/// Calls `each` with the words that a run of letters may be, which other letters may be joined to.
/// Where they end.
#[inline(never)]
fn joined(bytes: &[u8], start: usize, end: usize, each: &mut impl FnMut(&[u8])) -> usize {
    let run = &bytes[start..end];
    // `can't` and `cannot` say what `not` says.
    let negated = run.ends_with(b"n") && starts_with_contraction(&bytes[end..]);
    if negated || is_cannot(run) {
        let stump = if negated && run.len() > 3 { run.len() - 1 } else { 3 };
        each(&run[..stump.min(run.len())]);
        each(b"not");
        return if negated { end + 2 } else { end };
    }
    if parts(run, &mut *each) > 1 {
        each(run);
    }
    if start > 0 && bytes[start - 1] == b'$' {
        each(&bytes[start - 1..end]);
    }
    let hyphened = bytes.get(end) == Some(&b'-');
    if hyphened && (start == 0 || bytes[start - 1] != b'-') {
        let behind = &bytes[end + 1..];
        let length = behind.iter().take_while(|byte| is_letter(**byte)).count();
        if length > 0 {
            each(&[run, &behind[..length]].concat());
        }
    }
    end
}

fn is_cannot(run: &[u8]) -> bool {
    run.len() == 6 && run.eq_ignore_ascii_case(b"cannot")
}

/// A letter, small unless it is of ASCII, or a mark of ASCII in place of one that is not.
fn plain_mark(c: char) -> impl Iterator<Item = char> {
    let (mark, letter) = match c {
        '\u{2018}' | '\u{2019}' => (Some('\''), None),
        c if c.is_ascii() => (Some(c), None),
        c if c.is_alphanumeric() => (None, Some(c.to_lowercase())),
        _ => (Some(' '), None),
    };
    mark.into_iter().chain(letter.into_iter().flatten())
}

/// Calls `each` with the parts of a name: `EntityType` is `Entity` and `Type`, `URLPath` is `URL`
/// and `Path`. How many there are.
fn parts(bytes: &[u8], mut each: impl FnMut(&[u8])) -> usize {
    let mut start = 0;
    let mut count = 0;
    for at in 1..bytes.len() {
        let upper = bytes[at].is_ascii_uppercase();
        let after_lower = bytes[at - 1].is_ascii_lowercase();
        let before_lower = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        // `IDs` is one word.
        let plural = bytes.len() == at + 2 && bytes[at + 1] == b's';
        if upper && at - start > 1 && (after_lower || before_lower && !plural) {
            each(&bytes[start..at]);
            start = at;
            count += 1;
        }
    }
    each(&bytes[start..]);
    count + 1
}

/// Whether a text begins with `'t`.
fn starts_with_contraction(text: &[u8]) -> bool {
    text.starts_with(b"'t") && !text.get(2).is_some_and(|byte| is_letter(*byte))
}

/// Letters and digits, and every byte of what is not ASCII.
fn is_letter(byte: u8) -> bool {
    KINDS[usize::from(byte)] & LETTER != 0
}

/// What a byte is: a bit each for small letters and digits, large letters, what is not ASCII, and
/// the marks that may join letters to others.
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' | b'0'..=b'9' => SMALL,
            b'A'..=b'Z' => LARGE,
            0x80.. => OTHER,
            b'$' | b'-' | b'\'' => JOINS,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};
const SMALL: u8 = 1;
const LARGE: u8 = 2;
const OTHER: u8 = 4;
const LETTER: u8 = SMALL | LARGE | OTHER;
const JOINS: u8 = 8;

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_count_as_their_parts_and_as_a_whole() {
        let cut = |text: &str| {
            let mut all = Vec::new();
            words(text, |word| all.push(word.to_owned()));
            all.join(" ")
        };
        assert_eq!(cut("No such EntityType."), "no such entity type entitytype");
        assert_eq!(cut("services.storage.import_failed"), "services storage import failed");
        assert_eq!(
            cut("the e-mail, IDs and HTTPServer"),
            "the e email mail ids and http server httpserver"
        );
        assert_eq!(cut("$batch body; can't"), "batch $batch body can not");
        assert_eq!(cut("doesn\u{2019}t it cannot"), "does not it can not");
        assert_eq!(cut("PR400-OD-0001"), "pr400 pr400od od 0001");
        assert_eq!(cut("Größe"), "größe");
    }
}
