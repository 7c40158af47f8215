//! A command line without a command to run: it asks for help, or is wrong.

use std::io::Write;

use serde_json::json;

use super::console::{coloured, say};
use super::env::Env;
use super::failure::Exit;
use super::options::ColorWhen;
use super::terminal::{Escapes, GuardedWriter};
use crate::record::compact;

/// Prints clap's message about the command line, which `program` describes.
pub(super) fn print(env: &Env, error: &clap::Error, program: &clap::Command) -> Exit {
    let text = error.render().ansi().to_string();
    // Help and version are data and go to stdout, errors go to stderr; clap knows which is which.
    if !error.use_stderr() {
        let _ = coloured(env, &env.output, ColorWhen::Auto).write_all(text.as_bytes());
        return Exit::Done;
    }
    // It may quote the command line.
    let mut err = coloured(env, &env.messages, ColorWhen::Auto);
    let _ = say(&mut err, env.messages.is_terminal(), text.trim_end());
    if env.words().any(|word| word == "--json") {
        print_json(env, named_command(env, program), error.to_string().trim_start_matches("error: ").trim());
    }
    Exit::Usage
}

/// Prints the JSON object that says what is wrong.
fn print_json(env: &Env, command: &str, message: &str) {
    let error = json!({
        "message": message, "details": [], "causes": [], "hint": null, "exit": Exit::Usage.code(),
    });
    let object = json!({ "command": command, "counts": {}, "error": error });
    let _ = writeln!(GuardedWriter::stdout(env, Escapes::Json), "{}", compact(&object));
}

/// The first word of the command line that is a command.
fn named_command<'e>(env: &'e Env, program: &clap::Command) -> &'e str {
    let mut words = env.words().filter_map(|word| word.to_str());
    words.find(|word| program.get_subcommands().any(|known| known.get_name() == *word)).unwrap_or_default()
}
