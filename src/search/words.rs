//! Texts as words: how entries and queries are cut up.

/// Calls `each` with the words of a text, in small letters.
///
/// A word is a run of letters and digits. A name written together (`EntityType`) or with hyphens
/// (`e-mail`) counts as its parts and as a whole. `$` before a word belongs to the whole.
pub(super) fn words(text: &str, mut each: impl FnMut(&str)) {
    let plain;
    let text = if text.is_ascii() {
        text
    } else {
        plain = text.chars().map(plain_mark).collect::<String>();
        &plain
    };
    let bytes = text.as_bytes();
    let mut small = String::new();
    let mut at = 0;
    while at < bytes.len() {
        if !is_letter(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        let mut kinds = 0;
        while at < bytes.len() && is_letter(bytes[at]) {
            kinds |= KINDS[usize::from(bytes[at])];
            at += 1;
        }
        let run = &text[start..at];
        // Most words are all small letters, and nothing is joined to them.
        if kinds & !SMALL == 0 && is_apart(bytes, start, at) && run != "cannot" {
            each(run);
            continue;
        }
        // `can't` and `cannot` say what `not` says.
        let negated = run.ends_with('n') && starts_with_contraction(&bytes[at..]);
        if negated || run.eq_ignore_ascii_case("cannot") {
            let stump = if negated && run.len() > 3 { run.len() - 1 } else { 3 };
            emit(&run[..stump.min(run.len())], &mut small, &mut each);
            each("not");
            at += if negated { 2 } else { 0 };
            continue;
        }
        if parts(run, |part| emit(part, &mut small, &mut each)) > 1 {
            emit(run, &mut small, &mut each);
        }
        if start > 0 && bytes[start - 1] == b'$' {
            emit(&text[start - 1..at], &mut small, &mut each);
        }
        let hyphened =
            bytes.get(at) == Some(&b'-') && bytes.get(at + 1).is_some_and(|b| is_letter(*b));
        let first = start == 0 || bytes[start - 1] != b'-';
        if hyphened && first {
            let end = at + 1 + bytes[at + 1..].iter().take_while(|b| is_letter(**b)).count();
            let joined = [run, &text[at + 1..end]].concat();
            emit(&joined, &mut small, &mut each);
        }
    }
}

/// Whether nothing before or behind a run of letters could make more of it than one word.
fn is_apart(bytes: &[u8], start: usize, end: usize) -> bool {
    let joins = |byte: &u8| matches!(byte, b'$' | b'-' | b'\'');
    !bytes.get(end).is_some_and(joins)
        && !start.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(joins)
}

/// A letter, or a mark of ASCII in place of one that is not.
fn plain_mark(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' => '\'',
        c if c.is_ascii() || c.is_alphanumeric() => c,
        _ => ' ',
    }
}

fn emit(word: &str, small: &mut String, each: &mut impl FnMut(&str)) {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        each(word);
        return;
    }
    small.clear();
    if word.is_ascii() {
        small.push_str(word);
        small.make_ascii_lowercase();
    } else {
        small.extend(word.chars().flat_map(char::to_lowercase));
    }
    each(small);
}

/// Calls `each` with the parts of a name: `EntityType` is `Entity` and `Type`, `URLPath` is `URL`
/// and `Path`. How many there are.
fn parts<'t>(run: &'t str, mut each: impl FnMut(&'t str)) -> usize {
    let bytes = run.as_bytes();
    let mut start = 0;
    let mut count = 0;
    for at in 1..bytes.len() {
        let upper = bytes[at].is_ascii_uppercase();
        let after_lower = bytes[at - 1].is_ascii_lowercase();
        let before_lower = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        // `IDs` is one word.
        let plural = bytes.len() == at + 2 && bytes[at + 1] == b's';
        if upper && at - start > 1 && (after_lower || before_lower && !plural) {
            each(&run[start..at]);
            start = at;
            count += 1;
        }
    }
    each(&run[start..]);
    count + 1
}

/// Whether a text begins with `'t`.
fn starts_with_contraction(text: &[u8]) -> bool {
    text.starts_with(b"'t") && !text.get(2).is_some_and(|byte| is_letter(*byte))
}

/// Letters and digits, and every byte of what is not ASCII.
fn is_letter(byte: u8) -> bool {
    KINDS[usize::from(byte)] != 0
}

/// What a byte is: a bit each for small letters and for all else that words are made of.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' | b'0'..=b'9' => SMALL,
            b'A'..=b'Z' | 0x80.. => OTHER,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};
const SMALL: u8 = 1;
const OTHER: u8 = 2;

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
