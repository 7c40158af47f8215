//! The rules, each a test.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::map::{Map, circles};
use crate::support::project;

/// Each room with the rooms that it may import.
const ROOMS: &[(&str, &[&str])] = &[
    ("record", &[]),
    ("pattern", &["record"]),
    ("ledger", &["record"]),
    ("estimate", &["record"]),
    ("check", &["pattern", "record"]),
    ("intake", &["ledger", "record"]),
    ("publish", &["ledger", "pattern", "record"]),
    ("disk", &[]),
    ("store", &["disk", "ledger", "pattern", "record"]),
    ("curate", &["store", "check", "intake", "publish", "disk", "ledger", "estimate", "pattern", "record"]),
    ("cli", &["curate", "check", "intake", "publish", "store", "disk", "ledger", "estimate", "pattern", "record"]),
];

/// What only some rooms may know.
const SECRETS: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("refinery", &["store"]),
    ("statrs", &["estimate"]),
    ("aho_corasick", &["pattern", "check"]),
    ("regex_automata", &["pattern"]),
    // `edit --replace` puts what a group found into the new text; it has nothing to do with the regexes of records.
    ("regex::Regex", &["curate"]),
    ("regex::RegexBuilder", &["curate"]),
    ("regex_syntax", &["pattern", "curate"]),
    ("clap", &["cli"]),
    ("std::env", &["cli"]),
    ("chrono::Local", &["cli"]),
    ("chrono::Utc", &["cli"]),
    ("std::time::SystemTime", &["cli"]),
    ("std::io::stdout", &["cli"]),
    ("std::io::stderr", &["cli"]),
    ("std::io::stdin", &["cli"]),
    ("std::process", &["cli", "disk"]),
    ("rustix", &["disk", "store"]),
    ("walkdir", &["disk"]),
    ("tempfile", &["disk"]),
    ("std::fs", &["store", "disk", "cli"]),
];

/// A file of nothing but tests, which may know what it likes.
const TESTS: &str = "/tests.rs";

/// The most lines that a file may have.
const MAX_LINES: usize = 250;

/// Names that several types have: each command has its `Args`, and of the two kinds of `Handle` a system has one.
const REPEATED: [&str; 2] = ["Args", "Handle"];

/// The sources of the crate, read once.
static HOUSE: LazyLock<Map> = LazyLock::new(Map::read);

/// The room of a file; `None` for the crate's own.
fn room(path: &str) -> Option<&str> {
    path.split_once('/').map(|(room, _)| room)
}

#[test]
fn every_folder_is_a_room_of_the_plan() {
    let folders = std::fs::read_dir(project("src")).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir());
    let found: BTreeSet<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    assert_eq!(found, ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect());
}

#[test]
fn the_design_tells_what_each_room_may_import() {
    let page = std::fs::read_to_string(project("docs/design.md")).unwrap();
    for (room, below) in ROOMS {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{room}` |"))).unwrap();
        let told = row.rsplit('|').map(str::trim).find(|cell| !cell.is_empty()).unwrap();
        let told: BTreeSet<&str> = match told {
            "nothing" => BTreeSet::new(),
            "all below" => ROOMS.iter().map(|(other, _)| *other).filter(|other| other != room).collect(),
            rooms => rooms.split(", ").map(|name| name.trim_matches('`')).collect(),
        };
        assert_eq!(told, below.iter().copied().collect(), "{room}");
    }
}

#[test]
fn imports_point_down() {
    for source in HOUSE.sources() {
        let Some(room) = room(&source.path) else { continue };
        let (_, below) = ROOMS.iter().find(|(name, _)| *name == room).unwrap();
        for name in HOUSE.names(source).filter(|name| name.first().is_some_and(|first| first == "crate")) {
            let other = name.get(1).map(String::as_str).unwrap_or_default();
            let is_allowed = other == room || below.contains(&other);
            assert!(is_allowed, "{} imports {}: {room} may import {below:?} only", source.path, name.join("::"));
        }
    }
}

#[test]
fn no_file_imports_from_one_that_imports_from_it() {
    let imports = HOUSE.imports();
    let circles = circles(&imports);
    let within = |circle: &BTreeSet<&str>| -> Vec<String> {
        let inner = imports.iter().filter(|(from, to)| circle.contains(from) && circle.contains(to));
        inner.map(|(from, to)| format!("{from} -> {to}")).collect()
    };
    let told: Vec<Vec<String>> = circles.iter().map(within).collect();
    assert!(circles.is_empty(), "files import from each other in a circle: {told:#?}");
}

#[test]
fn each_room_keeps_its_secret() {
    for source in HOUSE.sources().filter(|source| !source.path.ends_with(TESTS)) {
        let Some(room) = room(&source.path) else { continue };
        let names: Vec<String> = HOUSE.names(source).map(|name| name.join("::") + "::").collect();
        for (secret, _) in SECRETS.iter().filter(|(_, rooms)| !rooms.contains(&room)) {
            let told = names.iter().find(|name| name.starts_with(&format!("{secret}::")));
            assert!(told.is_none(), "{} knows {secret}", source.path);
        }
    }
}

#[test]
fn no_file_is_too_long_to_read() {
    for source in HOUSE.sources() {
        let lines = source.text.lines().count();
        assert!(lines <= MAX_LINES, "src/{} has {lines} lines", source.path);
    }
}

/// The names of the types of a file, the private ones too.
fn types(text: &str) -> impl Iterator<Item = &str> {
    let mut is_vocabulary = false;
    text.lines().filter_map(move |line| {
        if is_vocabulary && !line.trim_start().starts_with("//") {
            is_vocabulary = false;
            return line.trim().strip_suffix(" {");
        }
        is_vocabulary |= line == "vocabulary! {";
        let rest = line.strip_prefix("pub").unwrap_or(line);
        let rest = if rest.starts_with('(') { rest.split_once(')')?.1 } else { rest };
        let (item, rest) = rest.strip_prefix(' ').unwrap_or(rest).split_once(' ')?;
        let is_type = ["struct", "enum", "trait", "type"].contains(&item);
        is_type.then(|| rest.split(|character: char| !character.is_alphanumeric()).next().unwrap())
    })
}

#[test]
fn a_type_has_a_name_of_its_own() {
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for source in HOUSE.sources().filter(|source| !source.path.ends_with(TESTS)) {
        types(&source.text).for_each(|name| files.entry(name).or_default().push(&source.path));
    }
    assert!(files.contains_key("Revision") && files.contains_key("ItemKind") && files.contains_key("LogLine"));
    files.retain(|name, files| files.len() > 1 && !REPEATED.contains(name));
    assert!(files.is_empty(), "a name means one thing in the crate: {files:#?}");
}
