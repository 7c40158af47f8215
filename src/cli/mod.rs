//! The command line: one file for each command. The doc comments of its arguments are its help.
//!
//! This is the only room that knows the terminal, the files that users name, the environment and the clock. It gets
//! them from [`Env`], so that the whole program runs inside a test.

mod ask;
mod backup;
mod blame;
mod ceased;
mod changes;
mod check;
mod command;
mod completions;
mod confirm;
mod console;
mod csv_table;
mod demote;
mod edges;
mod edit;
mod editor;
mod env;
mod evidence;
mod export;
mod facet;
mod failure;
mod faults;
mod feedback;
mod filter;
mod finding_changes;
mod from_file;
mod global;
mod graph;
mod ids;
mod import;
mod init;
mod input;
mod layout;
mod list;
mod list_object;
mod log;
mod man;
mod matching;
mod merge_file;
mod merged;
mod nearest_file;
mod new;
mod opening;
mod options;
mod outputs;
mod page;
mod plain;
mod policy;
mod progress;
mod promote;
mod rates;
pub mod readers;
mod receipt;
mod refusal;
mod regex;
mod release;
mod rename;
mod restore;
mod sample;
mod search;
mod show;
mod site;
mod sources;
mod staged;
mod status;
mod store_failure;
mod style;
mod table;
mod terminal;
mod tree_failure;
mod undo;
mod unparsed;
mod verb;
mod verify;
mod waive;
mod why;
mod width;
mod withdraw;

use clap::{CommandFactory, FromArgMatches, Parser};

use command::Command;
use console::Console;
pub use env::{Env, InputStream, OutputStream, Terminal};
pub use failure::Exit;
use failure::exit_codes;
use global::Global;
use options::Options;

/// Curate error canons: import, edit, search and publish records.
///
/// An error canon is a record of what is known about one error: how to find it, why it happens, what helps and what
/// does not. canonry keeps a set of them in one SQLite database.
///
/// Start with `canonry import FOLDER`, which creates the database `canonry.db` if there is none.
#[derive(Debug, Parser)]
#[command(name = "canonry", version, max_term_width = 100, arg_required_else_help = true, after_long_help = exit_codes())]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

/// What a user is told who interrupts a command.
pub const INTERRUPTED: &str =
    "interrupted: no batch and no file is half written; `canonry log` shows which batches are stored";

/// Runs the program, and returns the exit code.
pub fn run(env: &Env) -> Exit {
    let Cli { options, command } = match parse(env) {
        Ok(cli) => cli,
        Err(error) => return unparsed::print(env, &error, &command()),
    };
    let env = if options.quiet { env.clone() } else { env.with_sign() };
    let mut console = Console::new(&options, &env, command.name());
    let global = Global::new(options, env);
    let ended = command.run(&global, &mut console, self::command);
    let ended = ended.and_then(|exit| match console.finish() {
        // What was found out stands, also if nobody reads it.
        Err(failure) if failure.is_closed_pipe => Ok(exit),
        finished => finished.map(|()| exit),
    });
    console.env().messages.remove_sign();
    match ended {
        Ok(exit) => exit,
        Err(failure) => console.fail(&failure),
    }
}

/// The largest width of the help, in columns.
const HELP_WIDTH: usize = 100;

/// Reads the command line.
fn parse(env: &Env) -> Result<Cli, clap::Error> {
    let width = env.any_width().map_or(HELP_WIDTH, |width| width.min(HELP_WIDTH));
    let mut command = env.resolving(Cli::command()).term_width(width);
    let matches = command.try_get_matches_from_mut(&env.arguments)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// The whole command line, as `clap` describes it; the reference in docs/ is made from it.
pub fn command() -> clap::Command {
    Cli::command()
}
