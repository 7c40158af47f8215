//! The docs describe the whole command line, every table and every rule.

use std::collections::BTreeMap;
use std::fmt::Write;

use canonry::record::{Declaration, FieldKind, Part, Rule};

use crate::support::{Sandbox, project};

fn doc(name: &str) -> String {
    std::fs::read_to_string(project(name)).unwrap()
}

/// The headings of options that many commands have, each with the one place in the reference that lists them.
const SHARED: [(&str, &str); 3] = [
    ("Global options", "global-options"),
    ("Which records (all conditions must be met; a,b is a or b)", "which-records"),
    ("Writing", "writing"),
];

/// The reference of the command line, made from the same text as `--help`.
fn reference() -> String {
    let mut text = String::from(
        "# The command line\n\nMade from the program's own help: `UPDATE_DOCS=1 cargo test docs` writes it again. \
            Options \
         that many\ncommands take stand here once: [global options](#global-options), the options that choose\n\
         [which records](#which-records) are meant, and those of commands that [write](#writing).\n\
         `canonry completions` completes all of it in a shell, and `canonry man` writes it as manual pages.\n",
    );
    let mut program = canonry::cli::command().term_width(100);
    program.build();
    let mut shared: BTreeMap<&str, String> = BTreeMap::new();
    let mut sections = Vec::new();
    for (name, command) in commands("canonry", &program) {
        let mut also = Vec::new();
        for (heading, place) in SHARED {
            let options: Vec<_> =
                command.get_arguments().filter(|one| one.get_help_heading() == Some(heading)).collect();
            if options.is_empty() {
                continue;
            }
            if heading != "Global options" {
                also.push(format!("[{}](#{place})", heading.split(" (").next().unwrap()));
            }
            let alone =
                clap::Command::new("canonry").disable_help_flag(true).term_width(100).help_template("{all-args}");
            let help = rendered(alone.args(options));
            assert_eq!(*shared.entry(heading).or_insert_with(|| help.clone()), help, "{heading} of {name}");
        }
        let mut section = format!("\n## {name}\n\n```text\n{}\n```\n", rendered(without_shared(command)));
        if !also.is_empty() {
            writeln!(section, "\nAlso the options under {}.", also.join(" and ")).unwrap();
        }
        sections.push(section);
    }
    let head = text.len(); // the program itself comes first
    for (heading, place) in SHARED {
        let title = place.replace('-', " ");
        let title = format!("{}{}", title[..1].to_uppercase(), &title[1..]);
        writeln!(text, "\n## {title}\n\n```text\n{}\n```", shared[heading]).unwrap();
    }
    sections.insert(1, text.split_off(head));
    text + &sections.concat()
}

/// A command whose help does not have the options that are listed elsewhere, nor how to get help.
fn without_shared(mut command: clap::Command) -> clap::Command {
    let usage = command.render_usage().to_string().trim_start_matches("Usage: ").to_owned();
    let is_shared = |one: &clap::Arg| SHARED.iter().any(|(heading, _)| one.get_help_heading() == Some(heading));
    command.override_usage(usage).mut_args(|one| {
        let is_elsewhere = is_shared(&one) || ["help", "version"].contains(&one.get_id().as_str());
        if is_elsewhere { one.hide(true) } else { one }
    })
}

fn rendered(mut command: clap::Command) -> String {
    let help = command.render_long_help().to_string();
    help.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
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
fn every_command_is_in_the_readme_and_in_a_session() {
    let sessions = sessions();
    for (name, command) in commands("canonry", &canonry::cli::command()) {
        if command.has_subcommands() {
            continue;
        }
        let words = name.trim_start_matches("canonry ");
        assert!(doc("README.md").contains(&format!("`{words}`")), "{words} is not in the README's table");
        let is_shown = [" ", "\n"].iter().any(|end| sessions.contains(&format!("\n$ {name}{end}")));
        assert!(is_shown, "{words} is in no session");
    }
}

/// Every page of the docs and every file of the source, with its path.
fn texts() -> Vec<(String, String)> {
    let files = walkdir::WalkDir::new(project("docs")).into_iter().chain(walkdir::WalkDir::new(project("src")));
    files
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|end| end == "md" || end == "rs"))
        .chain([project("README.md")])
        .map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// The mark of a comment that continues, or what the program inserts.
fn is_skipped(word: &str) -> bool {
    ["///", "//!"].contains(&word) || word.starts_with('{')
}

#[test]
fn every_command_in_a_text_exists_with_its_options() {
    let mut program = canonry::cli::command();
    program.build();
    for (path, text) in texts() {
        for quoted in text.replace("`canonry\n", "`canonry ").split("`canonry ").skip(1) {
            let Some((line, _)) = quoted.split_once('`') else { continue };
            let mut command = &program;
            for word in line.split_whitespace().filter(|word| !is_skipped(word)) {
                if let Some(option) = word.strip_prefix("--") {
                    let name = option.split('=').next().unwrap();
                    let is_known = command.get_arguments().any(|one| one.get_long() == Some(name));
                    assert!(is_known || name.is_empty(), "{path}: `canonry {line}`: no option --{name}");
                } else if command.has_subcommands() {
                    let found = command.find_subcommand(word);
                    let is_argument = command.get_positionals().next().is_some();
                    assert!(found.is_some() || is_argument, "{path}: `canonry {line}`: no command {word}");
                    command = found.unwrap_or(command);
                }
            }
        }
    }
}

#[test]
fn every_table_has_its_place_in_the_docs() {
    let sandbox = Sandbox::new();
    sandbox.ok("init");
    let connection = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'search_*' AND name NOT GLOB \
        'refinery*'";
    let mut statement = connection.prepare(sql).unwrap();
    let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    for name in names.map(Result::unwrap) {
        assert!(doc("docs/schema.md").contains(&format!("`{name}`")), "{name} is not in docs/schema.md");
    }
}

#[test]
fn every_field_is_in_the_format() {
    fn assert_named(table: &str, fields: &[Declaration]) {
        for Declaration { name, kind } in fields.iter().filter(|field| field.kind != FieldKind::Extra) {
            let key = name.rsplit('.').next().unwrap();
            assert!(table.contains(&format!("`{key}`")), "the table of fields in docs/format.md does not have {name}");
            if let FieldKind::Edges(of_edge) = kind {
                assert_named(table, of_edge);
            }
        }
    }
    let format = doc("docs/format.md");
    let table = format.split("\n## Fields\n").nth(1).unwrap().split("\n## ").next().unwrap();
    for part in Part::ALL {
        assert_named(table, part.fields());
    }
}

#[test]
fn every_rule_is_in_the_format() {
    for rule in Rule::ALL {
        assert!(doc("docs/format.md").contains(&format!("| `{}` |", rule.name())), "{} is not explained", rule.name());
    }
}

/// The anchor of a heading, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn every_link_between_the_docs_has_a_target() {
    let docs = std::fs::read_dir(project("docs")).unwrap().map(|entry| entry.unwrap().file_name());
    let docs = docs.map(|name| format!("docs/{}", name.to_str().unwrap())).filter(|name| name.ends_with(".md"));
    for file in docs.chain(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(str::to_owned)) {
        let text = doc(&file);
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            if link.starts_with("http") {
                continue;
            }
            let (path, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { project(&file) } else { project(&file).parent().unwrap().join(path) };
            assert!(target.exists(), "{file}: {link} leads nowhere");
            let has_place = |text: String| text.lines().any(|line| line.starts_with('#') && anchor(line) == place);
            assert!(place.is_empty() || has_place(std::fs::read_to_string(&target).unwrap()), "{file}: {link}");
        }
    }
}

#[test]
fn the_index_lists_every_page() {
    let index = doc("docs/index.md");
    for entry in std::fs::read_dir(project("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "index.md" || index.contains(&format!("]({name})")), "{name} is not in docs/index.md");
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
