//! How lines read: none is too long, and none has a word that the guide to style replaces.

use std::ffi::OsStr;
use std::path::PathBuf;

use super::text::{texts, without_literals};
use crate::support::project;

/// The most characters in a line of a source. Literals do not count: data and messages are not broken up.
const MAX_COLUMNS: usize = 120;

/// Phrases that are never right, with what is written instead. Names of functions count: an underscore is a blank.
const REPLACED: [(&str, &str); 43] = [
    ("whoever", "the user, the caller"),
    ("so many", "up to N, the number of"),
    ("anew", "again, from scratch"),
    ("mended", "fixed"),
    ("taken back", "undone"),
    ("handed out", "yielded, passed to"),
    ("lay aside", "buffer, stage"),
    ("lead back", "reconstruct"),
    ("brought together", "merged"),
    ("bring together", "merge"),
    ("brings together", "merges"),
    ("hands out", "yields, calls `visit` with"),
    ("hand out", "yield, call `visit` with"),
    ("take back", "undo"),
    ("takes back", "undoes"),
    ("took back", "undid"),
    ("came in", "was imported, arrived"),
    ("is there already", "already exists"),
    ("in the place of", "instead of"),
    ("lays aside", "buffers, stages"),
    ("laid aside", "buffered, staged"),
    ("leads back", "reconstructs"),
    ("led back", "reconstructed"),
    ("mend", "fix"),
    ("mends", "fixes"),
    ("just short", "one requirement short"),
    ("held inside", "clamped to"),
    ("key of one's own", "custom key"),
    ("whole or not there", "atomic"),
    ("known again", "identified"),
    ("by the places of", "by column index"),
    ("for ever", "forever"),
    ("came or went", "was added or removed"),
    ("such a one", "such a record, one like that"),
    ("comes about", "is computed, is made"),
    ("hangs on", "depends on, refers to"),
    ("under way", "open, running, current"),
    ("as good as sure", "sure"),
    ("passed over", "skipped, ignored"),
    ("settle", "resolve"),
    ("settles", "resolves"),
    ("brimful", "nearly full"),
    ("otherwise than", "differently from"),
];

/// This file has the phrases, to name them.
const ITSELF: &str = "tests/canonry/house/words.rs";

/// Every line of the sources and of the documentation, as far as it is written by hand, with its place. The migrations
/// are not among them: databases have their checksums, so they do not change.
fn lines() -> impl Iterator<Item = (String, String)> {
    let root = project("");
    let sources = ["src", "tests", "benches"].into_iter().flat_map(|folder| of_folder(folder, "rs"));
    let pages = of_folder("docs", "md").chain([project("README.md"), project("CONTRIBUTING.md")]);
    let queries = of_folder("src", "sql");
    sources.chain(pages).chain(queries).flat_map(move |path| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = match path.extension().and_then(OsStr::to_str) {
            Some("md") => prose(&text),
            Some("sql") => text.lines().map(str::to_owned).collect(),
            _ => without_literals(&text),
        };
        (1..).zip(lines).map(move |(number, line)| (format!("{name}:{number}"), line)).collect::<Vec<_>>()
    })
}

/// The files of a folder whose names end so.
fn of_folder(folder: &str, ending: &'static str) -> impl Iterator<Item = PathBuf> {
    let files = walkdir::WalkDir::new(project(folder)).sort_by_file_name().into_iter().map(Result::unwrap);
    files.map(walkdir::DirEntry::into_path).filter(move |path| path.extension().is_some_and(|found| found == ending))
}

/// Every text of the program that a user may read, with its place.
fn messages() -> impl Iterator<Item = (String, String)> {
    let root = project("");
    of_folder("src", "rs").flat_map(move |path| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        let is_test = name.ends_with("/tests.rs") || name.contains("/tests/");
        let text = if is_test { String::new() } else { std::fs::read_to_string(&path).unwrap() };
        texts(&text).into_iter().map(|(number, text)| (format!("{name}:{number}"), text)).collect::<Vec<_>>()
    })
}

/// The lines of a page; those of its blocks of code are empty, for they may show any data.
fn prose(page: &str) -> Vec<String> {
    let mut is_code = false;
    let mut line = |line: &str| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        if is_code || is_fence { String::new() } else { line.to_owned() }
    };
    page.lines().map(&mut line).collect()
}

/// Whether a phrase stands in a line as words of their own.
fn has_phrase(line: &str, phrase: &str) -> bool {
    let line = line.to_lowercase().replace('_', " ");
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    line.match_indices(phrase).any(|(at, _)| {
        !is_letter(line[..at].chars().next_back()) && !is_letter(line[at + phrase.len()..].chars().next())
    })
}

#[test]
fn a_table_in_a_page_has_a_head_and_stands_alone() {
    let is_row = |line: &String| line.starts_with('|');
    let is_rule = |line: &String| is_row(line) && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    let mut found = Vec::new();
    let root = project("");
    let pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(project);
    for path in of_folder("docs", "md").chain(pages) {
        let place = path.strip_prefix(&root).unwrap().display();
        let lines = prose(&std::fs::read_to_string(&path).unwrap());
        for (number, three) in (2..).zip(lines.windows(3)) {
            let [before, line, after] = three else { unreachable!() };
            // Anything directly below a row would become a row, and rows after a blank line are no table.
            let is_joined = is_row(line) && !is_row(after) && !after.is_empty();
            let is_begun = is_row(line) && !is_row(before);
            if is_joined || is_begun && (!before.is_empty() || !is_rule(after)) {
                found.push(format!("{place}:{number}"));
            }
        }
    }
    assert!(found.is_empty(), "tables that are joined with text, or have no head: {found:#?}");
}

#[test]
fn no_line_is_too_wide_to_read() {
    // A row of a table in a page is one line, however long.
    let is_wide = |place: &str, line: &str| place.contains(".rs:") && line.chars().count() > MAX_COLUMNS;
    let wide: Vec<String> = lines().filter(|(place, line)| is_wide(place, line)).map(|(place, _)| place).collect();
    assert!(wide.is_empty(), "lines of more than {MAX_COLUMNS} characters: {wide:#?}");
}

#[test]
fn no_line_has_a_phrase_that_the_guide_to_style_replaces() {
    let mut found = Vec::new();
    for (place, line) in lines().chain(messages()).filter(|(place, _)| !place.starts_with(ITSELF)) {
        let phrases = REPLACED.iter().filter(|(phrase, _)| has_phrase(&line, phrase));
        found.extend(phrases.map(|(phrase, instead)| format!("{place}: '{phrase}'; write: {instead}")));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_phrase_is_found_in_prose_and_in_names_and_not_within_a_word() {
    assert!(has_phrase("/// Whoever gave it", "whoever") && has_phrase("fn it_is_taken_back() {", "taken back"));
    assert!(!has_phrase("// renewed, recommended", "mended") && !has_phrase("// so manyfold", "so many"));
    assert_eq!(prose("a\n```console\nb\n```\nc"), ["a", "", "", "", "c"]);
}
