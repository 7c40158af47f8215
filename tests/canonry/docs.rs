//! The docs say what there is: the whole command line, every table, every rule.

use std::fmt::Write;

use canonry::record::Rule;

use crate::support::{Sandbox, project};

fn doc(name: &str) -> String {
    std::fs::read_to_string(project(name)).unwrap()
}

/// The reference of the command line, made from the same text as `--help`.
fn reference() -> String {
    let mut text = String::from(
        "# The command line\n\nMade from the program's own help: `UPDATE_DOCS=1 cargo test docs` writes it anew.\n",
    );
    let mut program = canonry::cli::command().term_width(100);
    program.build();
    for (name, mut command) in commands("canonry", &program) {
        let help = command.render_long_help().to_string();
        let help = help.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        writeln!(text, "\n## {name}\n\n```text\n{}\n```", help.trim_end()).unwrap();
    }
    text
}

/// A command and those below it, each by its whole name.
fn commands(name: &str, command: &clap::Command) -> Vec<(String, clap::Command)> {
    let mut all = vec![(name.to_owned(), command.clone())];
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        all.extend(commands(&format!("{name} {}", below.get_name()), below));
    }
    all
}

/// The text of all files in which there are sessions.
fn sessions() -> String {
    let mut text = doc("README.md");
    for entry in std::fs::read_dir(project("docs")).unwrap() {
        text.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    text
}

#[test]
fn the_reference_is_the_help() {
    let reference = reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(project("docs/cli.md"), &reference).unwrap();
    }
    assert_eq!(doc("docs/cli.md"), reference);
}

#[test]
fn every_command_stands_in_the_readme_and_in_a_session() {
    let sessions = sessions();
    for (name, command) in commands("canonry", &canonry::cli::command()) {
        if command.has_subcommands() {
            continue;
        }
        let words = name.trim_start_matches("canonry ");
        assert!(doc("README.md").contains(&format!("\n| `{words}")), "{words} is not in the README's table");
        let is_shown = [" ", "\n"].iter().any(|end| sessions.contains(&format!("\n$ {name}{end}")));
        assert!(is_shown, "{words} is in no session");
    }
}

#[test]
fn every_table_has_its_place_in_the_docs() {
    let sandbox = Sandbox::new();
    sandbox.ok("init");
    let connection = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'search_*' AND name NOT GLOB 'refinery*'";
    let mut statement = connection.prepare(sql).unwrap();
    let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    for name in names.map(Result::unwrap) {
        assert!(doc("docs/schema.md").contains(&format!("`{name}`")), "{name} is not in docs/schema.md");
    }
}

#[test]
fn every_rule_stands_in_the_format() {
    for rule in Rule::ALL {
        assert!(doc("docs/format.md").contains(&format!("| `{}` |", rule.name())), "{} is not explained", rule.name());
    }
}

#[test]
fn every_help_names_its_options_with_a_sentence() {
    for (name, command) in commands("canonry", &canonry::cli::command()) {
        assert!(command.get_about().is_some(), "{name} has no help");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{name} {} has no help", argument.get_id());
        }
    }
}
