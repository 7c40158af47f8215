//! The rule of the house: imports point down.

use std::collections::BTreeSet;

use crate::support::project;

/// Each room with the rooms that it may import.
const ROOMS: &[(&str, &[&str])] = &[
    ("record", &[]),
    ("ledger", &["record"]),
    ("estimate", &["record"]),
    ("intake", &["record", "estimate"]),
    ("publish", &["record"]),
    ("disk", &[]),
    ("store", &["disk", "ledger", "record"]),
    ("curate", &["store", "intake", "publish", "disk", "ledger", "estimate", "record"]),
    ("cli", &["curate", "intake", "publish", "store", "disk", "ledger", "estimate", "record"]),
];

/// What only one room may know.
const SECRETS: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("refinery", &["store"]),
    ("statrs", &["estimate"]),
    ("clap", &["cli"]),
    ("std::env", &["cli"]),
    ("chrono::Local", &["cli"]),
    ("io::stdout", &["cli"]),
    ("io::stderr", &["cli"]),
    ("io::stdin", &["cli"]),
    ("std::process", &["cli", "disk"]),
    ("rustix", &["disk", "store"]),
    ("std::fs", &["store", "disk", "cli"]),
];

fn sources(room: &str) -> Vec<(String, String)> {
    let folder = project("src").join(room);
    let files = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let code = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "rs"));
    code.map(|file| (file.path().display().to_string(), std::fs::read_to_string(file.path()).unwrap())).collect()
}

/// The lines of a source that are code.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.split("//").next().unwrap_or_default())
}

#[test]
fn every_folder_is_a_room_of_the_plan() {
    let folders = std::fs::read_dir(project("src")).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir());
    let found: BTreeSet<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    assert_eq!(found, ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect());
}

#[test]
fn imports_point_down() {
    for (room, below) in ROOMS {
        for (path, text) in sources(room) {
            for line in code(&text) {
                for (at, _) in line.match_indices("crate::") {
                    let name: String =
                        line[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    let is_room = ROOMS.iter().any(|(room, _)| *room == name);
                    assert!(!is_room || name == *room || below.contains(&name.as_str()), "{path}: {line}");
                }
            }
        }
    }
}

#[test]
fn each_room_keeps_its_secret() {
    for (room, _) in ROOMS {
        for (path, text) in sources(room) {
            for (secret, _) in SECRETS.iter().filter(|(_, rooms)| !rooms.contains(room)) {
                assert!(!code(&text).any(|line| line.contains(secret)), "{path} knows {secret}");
            }
        }
    }
}

#[test]
fn no_file_is_too_long_to_read() {
    for (room, _) in ROOMS {
        for (path, text) in sources(room) {
            assert!(text.lines().count() <= 250, "{path} has {} lines", text.lines().count());
        }
    }
}
