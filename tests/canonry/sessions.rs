//! The sessions in the README and in docs/ are what really happens.
//!
//! Every `console` block is run as a shell would run it, each line that begins with `$ ` in turn, and has to print the
//! text below it. The blocks of a file share one folder, in which `fixtures` is the project's. After a change:
//! `UPDATE_SESSIONS=1 cargo test sessions`, and look at the diff.

use std::fmt::Write;
use std::path::Path;

use crate::support::{Sandbox, project};

/// Runs the sessions of a text, and returns the text with what was printed.
fn play(text: &str) -> String {
    let sandbox = Sandbox::new();
    #[cfg(unix)]
    std::os::unix::fs::symlink(project("fixtures"), sandbox.path("fixtures")).unwrap();
    let mut played = String::new();
    let mut in_session = false;
    for line in text.lines() {
        match line {
            "```console" => in_session = true,
            "```" => in_session = false,
            _ if in_session => {
                let Some(command) = line.strip_prefix("$ ") else { continue };
                let out = match command.strip_prefix("sqlite3 ") {
                    Some(query) => sqlite3(&sandbox, query),
                    None => sandbox.line(command).out,
                };
                write!(played, "{line}\n{out}").unwrap();
                if !out.is_empty() && !out.ends_with('\n') {
                    played.push('\n');
                }
                continue;
            }
            _ => {}
        }
        writeln!(played, "{line}").unwrap();
    }
    played
}

/// `sqlite3 FILE "QUERY"`, done here, because the program may not be installed.
fn sqlite3(sandbox: &Sandbox, words: &str) -> String {
    let (file, query) = words.split_once(' ').unwrap();
    let connection = rusqlite::Connection::open(sandbox.path(file)).unwrap();
    let mut statement = connection.prepare(query.trim_matches('"')).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut out = String::new();
    while let Some(row) = rows.next().unwrap() {
        let cell = |column: usize| match row.get_ref(column).unwrap() {
            rusqlite::types::ValueRef::Null => String::new(),
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            rusqlite::types::ValueRef::Real(number) => number.to_string(),
            other => String::from_utf8_lossy(other.as_bytes().unwrap()).into_owned(),
        };
        writeln!(out, "{}", (0..columns).map(cell).collect::<Vec<_>>().join("|")).unwrap();
    }
    out
}

fn check(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap();
    let played = play(&text);
    if std::env::var_os("UPDATE_SESSIONS").is_some() {
        std::fs::write(path, &played).unwrap();
        return;
    }
    assert_eq!(text, played, "{}", path.display());
}

#[test]
fn the_sessions_of_the_readme_are_real() {
    check(&project("README.md"));
}

#[test]
fn the_sessions_of_the_docs_are_real() {
    for entry in std::fs::read_dir(project("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "md") {
            check(&path);
        }
    }
}
