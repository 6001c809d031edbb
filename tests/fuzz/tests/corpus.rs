//! The bounded run: every file of the corpus, whole, cut and changed.

use std::{collections::BTreeSet, fs, path::PathBuf};

use countersign_fuzz::TARGETS;
use countersign_primitives::{Random, SequenceRandom};

/// How many changed inputs each parser gets.
const CHANGED: usize = 10_000;
/// Inputs do not grow beyond this.
const LONGEST: usize = 8 << 10;
/// Texts that mean something to one parser or another.
const WORDS: &[&str] = &[
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "true",
    "-1",
    "1e999",
    "18446744073709551616",
    "\\ud800",
    "\n",
    "\r\n",
    "\0",
    "../",
    "%2f",
    "?",
    "#",
    "@",
    "127.0.0.1",
    "[::1]",
    "[::ffff:10.0.0.1]",
    "0x7f.1",
    "localhost",
    "https://",
    "http://",
    ":443",
    ";created=",
    "keyid=\"",
    "-----BEGIN PRIVATE KEY-----",
    "-----END",
    "\u{feff}",
    "\u{202e}",
    "\u{10ffff}",
];

fn project(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = project("fuzz/corpus").join(name);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    let read = |path: PathBuf| (path.display().to_string(), fs::read(&path).expect("a file that can be read"));
    files.into_iter().map(read).collect()
}

/// A number below `limit`.
fn below(random: &SequenceRandom, limit: usize) -> usize {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    usize::try_from(u64::from_le_bytes(bytes) % u64::try_from(limit.max(1)).expect("small")).expect("small")
}

/// One change: bits, bytes, pieces, words.
fn change(input: &mut Vec<u8>, others: &[(String, Vec<u8>)], random: &SequenceRandom) {
    let at = below(random, input.len() + 1);
    let end = at + below(random, (input.len() - at).min(64) + 1);
    match below(random, 8) {
        0 => input.truncate(at),
        1 => drop(input.drain(at..end)),
        2 => {
            let word = WORDS[below(random, WORDS.len())];
            input.splice(at..at, word.bytes());
        }
        3 => {
            let piece = input[at..end].to_vec();
            input.splice(at..at, piece);
        }
        4 => {
            let other = &others[below(random, others.len())].1;
            let from = below(random, other.len() + 1);
            input.splice(at.., other[from..].iter().copied());
        }
        5 => input.splice(at..end, std::iter::repeat_n(0xff, end - at)).for_each(drop),
        _ if input.is_empty() => input.push(0),
        6 => {
            let at = at.min(input.len() - 1);
            input[at] ^= 1 << below(random, 8);
        }
        _ => {
            let at = at.min(input.len() - 1);
            let mut byte = [0];
            random.fill(&mut byte);
            input[at] = byte[0];
        }
    }
    input.truncate(LONGEST);
}

#[test]
fn the_corpus_and_what_is_like_it_breaks_nothing() {
    for (number, (name, target)) in TARGETS.iter().enumerate() {
        let corpus = corpus(name);
        assert!(!corpus.is_empty(), "{name} has no corpus");
        for (path, input) in &corpus {
            println!("{path}");
            target(input);
        }
        let random = SequenceRandom::new(u64::try_from(number).expect("small"));
        for round in 0..CHANGED {
            let (path, input) = &corpus[below(&random, corpus.len())];
            let mut input = input.clone();
            for _ in 0..=below(&random, 4) {
                change(&mut input, &corpus, &random);
            }
            let told = std::panic::catch_unwind(|| target(&input));
            assert!(told.is_ok(), "{name}, round {round}, from {path}: {:?}", String::from_utf8_lossy(&input));
        }
    }
}

#[test]
fn every_parser_has_a_fuzz_target() {
    let named: BTreeSet<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(named.len(), TARGETS.len(), "a name is used twice");
    let manifest = fs::read_to_string(project("fuzz/Cargo.toml")).expect("the fuzz targets' manifest");
    let files = fs::read_dir(project("fuzz/fuzz_targets")).expect("the fuzz targets");
    let mut found = BTreeSet::new();
    for file in files {
        let path = file.expect("a file").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a file that can be read");
        assert!(text.contains(&format!("\"{name}\"")), "{name} runs something else");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} is not in fuzz/Cargo.toml");
        found.insert(name);
    }
    assert_eq!(found, named);
    let corpora = fs::read_dir(project("fuzz/corpus")).expect("the corpus");
    let corpora: BTreeSet<_> =
        corpora.map(|folder| folder.expect("a folder").file_name().into_string().expect("text")).collect();
    assert_eq!(corpora, named);
}
