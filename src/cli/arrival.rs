//! How a record got into the database, in a word.

use clap::{Parser, Subcommand};

use super::options::Options;

/// The beginning of any command line of the program, up to the name of the command.
#[derive(Debug, Parser)]
struct CommandLine {
    #[command(flatten)]
    _options: Options,
    #[command(subcommand)]
    command: Named,
}

#[derive(Debug, Subcommand)]
enum Named {
    /// The name of the command, and its arguments.
    #[command(external_subcommand)]
    Any(Vec<String>),
}

/// What the command of a batch did to a record that did not exist before it: "imported", "created", or "added" if the
/// command does not tell.
pub(super) fn word(command: &str) -> &'static str {
    let words = shlex::split(command).unwrap_or_default();
    let name = CommandLine::try_parse_from(words)
        .ok()
        .and_then(|CommandLine { command: Named::Any(words), .. }| words.into_iter().next());
    match name.as_deref() {
        Some("import") => "imported",
        Some("new") => "created",
        // Undone and brought back, or made by an upgrade.
        Some(_) | None => "added",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_tells_how_a_record_came() {
        assert_eq!(word("canonry --db new.db import 'a b.json' --by mei"), "imported");
        assert_eq!(word("canonry new cicd/login --from import"), "created");
        assert_eq!(word("canonry undo 3"), "added");
        assert_eq!(word("canonry 'import"), "added");
        assert_eq!(word(""), "added");
    }
}
