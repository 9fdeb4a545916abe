//! How `data/words.bin` is made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::Value;

use super::{KINDS, Prepared};
use crate::catalog::{Catalog, Catalogs};
use crate::search::index::{Index, Kind, MOST_MARK_WORDS, Tokens};
use crate::search::stem::stem;
use crate::search::synonyms::{KIND, Line, OPENS};
use crate::search::vocabulary::Vocabulary;

/// A file of parts, each behind its length in bytes.
#[derive(Default)]
struct File(Vec<u8>);

impl File {
    fn part(&mut self, bytes: &[u8]) {
        let length = u32::try_from(bytes.len()).expect("no part is so long");
        self.0.extend_from_slice(&length.to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    fn numbers(&mut self, numbers: impl IntoIterator<Item = usize>) {
        self.part(&numbers.into_iter().flat_map(two).collect::<Vec<u8>>());
    }

    /// A list of words, in order.
    fn list(&mut self, words: &[String]) {
        assert!(words.is_sorted());
        let below = |byte: u8| words.iter().filter(|word| word.as_bytes()[0] < byte).count();
        self.numbers((0..=128).map(below));
        assert!(words.iter().all(|word| word.as_bytes()[0] < 128));
        self.numbers(words.iter().scan(0, |end, word| {
            *end += word.len();
            Some(*end)
        }));
        self.part(words.concat().as_bytes());
    }
}

fn two(number: usize) -> [u8; 2] {
    u16::try_from(number).expect("more than two bytes hold").to_le_bytes()
}

/// The synonyms as their file has them: lines of phrases.
struct Table {
    fillers: Vec<String>,
    lines: Vec<(Line, Vec<Vec<String>>)>,
}

impl Table {
    fn embedded() -> Self {
        let json: BTreeMap<String, Value> =
            serde_json::from_str(include_str!("../../../data/synonyms.json")).unwrap();
        assert_eq!(json.keys().collect::<Vec<_>>(), ["fillers", "means", "near", "same"]);
        let strings = |list: &Value| -> Vec<String> {
            list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        let mut table = Self { fillers: strings(&json["fillers"]), lines: Vec::new() };
        for (name, line) in [("same", Line::Same), ("near", Line::Near)] {
            let groups = json[name].as_array().unwrap().iter().map(strings);
            groups.for_each(|group| table.add(line, &group));
        }
        for (word, others) in json["means"].as_object().unwrap() {
            table.add(Line::Means, &[vec![word.clone()], strings(others)].concat());
        }
        table
    }

    fn add(&mut self, line: Line, phrases: &[String]) {
        for phrase in phrases {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '$';
            assert!(phrase.split(' ').all(|word| !word.is_empty() && word.chars().all(plain)));
            let others = phrases.iter().filter(|other| *other == phrase);
            assert_eq!(others.count(), 1, "{phrase} stands twice in {phrases:?}");
            // Fillers before the first word that counts would hide it.
            let first = phrase.split(' ').next().unwrap();
            assert_eq!(self.telling(phrase)[0], stem(first), "{phrase}");
        }
        let phrases = phrases.iter().map(|phrase| self.telling(phrase)).collect();
        self.lines.push((line, phrases));
    }

    /// The stems of a phrase, without fillers unless hardly anything would be left: `log in`.
    fn telling(&self, phrase: &str) -> Vec<String> {
        let is_filler = |word: &&str| self.fillers.iter().any(|filler| filler == word);
        let kept: Vec<_> = phrase.split(' ').filter(|word| !is_filler(word)).map(stem).collect();
        if kept.len() < 2 { phrase.split(' ').map(stem).collect() } else { kept }
    }
}

/// The file that the data make.
fn file() -> Vec<u8> {
    let catalogs = Catalogs::embedded();
    let index = Index::read(&catalogs);
    let mut file = File::default();
    let mut head = Vec::new();
    for catalog in &catalogs {
        head.extend(two(catalog.entries().len()));
        head.extend(two(catalog.id().len()));
        head.extend(catalog.id().bytes());
    }
    file.part(&head);

    // In order, as the prepared words are.
    let mut words: Vec<(String, u32)> =
        index.vocabulary.iter().map(|(number, word)| (word.to_owned(), number)).collect();
    words.sort();
    let mut number_of = vec![0; words.len()];
    for (number, (_, found)) in words.iter().enumerate() {
        number_of[*found as usize] = number;
    }

    let (mut docs, mut fields, mut tokens) = (Vec::new(), Vec::new(), Vec::new());
    let mut places: Vec<Vec<(usize, Kind)>> = vec![Vec::new(); words.len()];
    let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    for number in 0..index.len() {
        let doc = index.doc(number);
        docs.extend(two(usize::from(doc.status.unwrap_or_default())));
        docs.push(u8::try_from(doc.marks).expect("more than a byte holds"));
        let is_open = |(kind, tokens): (Kind, Tokens<'_>)| {
            let is_message = matches!(kind, Kind::Message | Kind::Sent);
            is_message && tokens.len() <= MOST_MARK_WORDS * doc.marks
        };
        docs.push(u8::from(index.fields_of(number).any(is_open)));
        docs.extend(two(fields.len() / 4));
        for (kind, text) in index.fields_of(number) {
            let text: Vec<usize> = text.iter().map(|word| number_of[word as usize]).collect();
            for word in &text {
                match places[*word].last_mut() {
                    Some((last, best)) if *last == number => {
                        if kind.factor() > Kind::factor(*best) {
                            *best = kind;
                        }
                    }
                    _ => places[*word].push((number, kind)),
                }
            }
            assert_eq!(Kind::numbered(kind as u16), kind);
            fields.extend(two(text.len() * usize::from(KINDS) + kind as usize));
            let start = *known.entry(text.clone()).or_insert(tokens.len());
            if start == tokens.len() {
                tokens.extend(text);
            }
            fields.extend(two(start));
        }
    }
    file.part(&docs);
    file.part(&fields);
    file.numbers(tokens);

    let table = Table::embedded();
    let of_words: Vec<String> = words.iter().map(|(word, _)| stem(word)).collect();
    let of_phrases = table.lines.iter().flat_map(|(_, phrases)| phrases).flatten();
    let stems: BTreeSet<&String> = of_words.iter().chain(of_phrases).collect();
    let stems: Vec<String> = stems.into_iter().cloned().collect();
    let stem_of = |stem: &String| stems.binary_search(stem).unwrap();
    assert!(stems.len() < OPENS as usize);

    file.list(&words.iter().map(|(word, _)| word.clone()).collect::<Vec<_>>());
    let (mut uses, mut start) = (Vec::new(), 0);
    for (((_, found), places), stem) in words.iter().zip(&places).zip(&of_words) {
        uses.extend([index.vocabulary.entries(*found) as usize, stem_of(stem), start]);
        start += places.len();
    }
    file.numbers(uses);
    let place = |(doc, kind): &(usize, Kind)| doc * usize::from(KINDS) + *kind as usize;
    file.numbers(places.iter().flatten().map(place));
    file.list(&stems);
    let mut of_stems = vec![Vec::new(); stems.len()];
    for (word, stem) in of_words.iter().enumerate() {
        of_stems[stem_of(stem)].push(word);
    }
    file.numbers(of_stems.iter().scan(0, |end, words| {
        let start = *end;
        *end += words.len();
        Some(start)
    }));
    file.numbers(of_stems.concat());

    let mut fillers = String::from(" ");
    for filler in &table.fillers {
        write!(fillers, "{filler} ").unwrap();
    }
    file.part(fillers.as_bytes());
    let (mut synonyms, mut lines) = (Vec::new(), BTreeSet::new());
    for (kind, phrases) in &table.lines {
        let start = synonyms.len();
        let count = phrases.iter().flatten().count();
        assert!(count < KIND as usize);
        synonyms.push(count + *kind as usize * KIND as usize);
        for (at, phrase) in phrases.iter().enumerate() {
            if at == 0 || *kind != Line::Means {
                lines.insert((stem_of(&phrase[0]), start));
            }
            let first = |at: usize| if at == 0 { OPENS as usize } else { 0 };
            synonyms.extend(phrase.iter().enumerate().map(|(at, word)| stem_of(word) + first(at)));
        }
    }
    file.numbers(synonyms);
    file.numbers(lines.into_iter().flat_map(|(stem, line)| [stem, line]));
    file.0
}

#[test]
fn the_file_is_that_of_the_data() {
    let file = file();
    if std::env::var_os("RENEW").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/words.bin");
        std::fs::write(path, &file).unwrap();
        return;
    }
    let there: &[u8] = include_bytes!("../../../data/words.bin");
    assert!(there == file, "RENEW=1 cargo test --lib search::prepared renews data/words.bin");
}

#[test]
fn prepared_words_are_those_that_are_found() {
    let catalogs = Catalogs::embedded();
    let own = r#"{"id": "x", "title": "X", "edition": "1", "source": "s",
        "code": {"pattern": "E{n}", "parts": [{"name": "n", "chars": "digit"}]},
        "entries": [{"code": "E1", "message": "Zebra token {0} expired"}]}"#;
    let own = Catalog::read(own).unwrap();
    let all = || catalogs.iter().collect::<Vec<_>>();
    let kuzzle = catalogs.named("kuzzle").unwrap();
    for catalogs in [all(), vec![kuzzle], [all(), vec![&own]].concat(), vec![&own, kuzzle]] {
        let prepared = Index::new(catalogs.iter().copied());
        let found = Index::read(catalogs);
        assert_eq!(prepared.len(), found.len());
        let words = |vocabulary: &Vocabulary| -> BTreeMap<String, u32> {
            let words = vocabulary.iter();
            words.map(|(number, word)| (word.to_owned(), vocabulary.entries(number))).collect()
        };
        assert_eq!(words(&prepared.vocabulary), words(&found.vocabulary));
        for doc in 0..found.len() {
            let texts = |index: &Index<'_>| -> Vec<(Kind, Vec<String>)> {
                let text = |word| {
                    let text = index.vocabulary.text(word).to_owned();
                    assert_eq!(index.vocabulary.number(&text), Some(word));
                    text
                };
                let fields = index.fields_of(doc);
                fields.map(|(kind, tokens)| (kind, tokens.iter().map(text).collect())).collect()
            };
            assert_eq!(texts(&prepared), texts(&found));
            let (a, b) = (prepared.doc(doc), found.doc(doc));
            assert_eq!((a.status, a.marks), (b.status, b.marks));
        }
    }
}

#[test]
fn every_word_leads_to_its_entries_and_its_stem() {
    let prepared = Prepared::embedded();
    for word in 0..prepared.words.len() as u32 {
        let text = prepared.words.text(word);
        assert_eq!(prepared.words.find(text), Some(word));
        assert_eq!(prepared.stems.text(prepared.stem_of(word)), stem(text));
        assert!(prepared.forms_of(prepared.stem_of(word)).any(|form| form == word), "{text}");
        let mut docs: Vec<(usize, f32)> = Vec::new();
        for doc in 0..prepared.len() {
            let texts = prepared.fields_of(doc);
            let has = texts.filter(|(_, text)| text.contains(&(word as u16).to_le_bytes()));
            let best = has.map(|(kind, _)| kind.factor()).reduce(f32::max);
            docs.extend(best.map(|best| (doc, best)));
        }
        let listed = prepared.docs_with(word).map(|(doc, kind)| (doc, kind.factor()));
        assert_eq!(listed.collect::<Vec<_>>(), docs, "{text}");
    }
}
