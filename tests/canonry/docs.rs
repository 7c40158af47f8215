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
    let mut add = |name: &str, command: &mut clap::Command| {
        let help = command.render_long_help().to_string();
        let help = help.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        writeln!(text, "\n## {name}\n\n```text\n{}\n```", help.trim_end()).unwrap();
    };
    add("canonry", &mut program.clone());
    for command in program.get_subcommands_mut().filter(|command| command.get_name() != "help") {
        let name = format!("canonry {}", command.get_name());
        add(&name, command);
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
    let sessions = doc("README.md") + &doc("docs/tour.md");
    for command in canonry::cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(doc("README.md").contains(&format!("| `{name}")), "{name} is not in the README's table");
        assert!(sessions.contains(&format!("$ canonry {name} ")), "{name} is in no session");
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
    for command in canonry::cli::command().get_subcommands() {
        assert!(command.get_about().is_some(), "{} has no help", command.get_name());
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{} {} has no help", command.get_name(), argument.get_id());
        }
    }
}
