//! How people talk to canonry: one file for each command, whose arguments' doc comments are its help.
//!
//! The only room with the terminal, the files that users name, the environment and the clock; all of them come in
//! through [`Env`], so that the whole program runs inside a test.

mod ask;
mod backup;
mod blame;
mod ceased;
mod changes;
mod check;
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
mod found;
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
mod new;
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
mod rename;
mod restore;
mod sample;
mod search;
mod show;
mod source_name;
mod sources;
mod staged;
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

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use console::Console;
pub use env::{Env, InputStream, OutputStream, Terminal};
pub use failure::Exit;
use failure::{EXIT_CODES, Failure};
use global::Global;
use options::Options;

/// Curate error canons: import, edit, search and publish records.
///
/// An error canon is a record of what is known about one error: how to find it, why it happens, what helps and what
/// does not. canonry keeps a set of them in one SQLite database.
///
/// Start with `canonry import FOLDER`, which creates the database `canonry.db` if there is none.
#[derive(Debug, Parser)]
#[command(name = "canonry", version, max_term_width = 100, arg_required_else_help = true, after_long_help = EXIT_CODES)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Import(import::Args),
    Export(export::Args),
    Backup(backup::Args),
    Verify(verify::Args),
    Check(check::Args),
    Facet(facet::Args),
    Graph(graph::Args),
    Show(show::Args),
    List(list::Args),
    Search(search::Args),
    Sources(sources::Args),
    New(new::Args),
    Edit(edit::Args),
    Rename(rename::Args),
    Withdraw(withdraw::Args),
    Restore(restore::Args),
    Regex(regex::Args),
    Sample(sample::Args),
    Waive(waive::Args),
    Evidence(evidence::Args),
    Feedback(feedback::Args),
    Rates(rates::Args),
    Confirm(confirm::Args),
    Promote(promote::Args),
    Demote(demote::Args),
    Policy(policy::Args),
    Log(log::Args),
    Blame(blame::Args),
    Why(why::Args),
    Undo(undo::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    fn name(&self) -> &'static str {
        match self {
            Command::Init(_) => "init",
            Command::Import(_) => "import",
            Command::Export(_) => "export",
            Command::Backup(_) => "backup",
            Command::Verify(_) => "verify",
            Command::Check(_) => "check",
            Command::Facet(args) => args.name(),
            Command::Graph(args) => args.name(),
            Command::Show(_) => "show",
            Command::List(_) => "list",
            Command::Search(_) => "search",
            Command::Sources(_) => "sources",
            Command::New(_) => "new",
            Command::Edit(_) => "edit",
            Command::Rename(_) => "rename",
            Command::Withdraw(_) => "withdraw",
            Command::Restore(_) => "restore",
            Command::Regex(args) => args.name(),
            Command::Sample(args) => args.name(),
            Command::Waive(_) => "waive",
            Command::Evidence(args) => args.name(),
            Command::Feedback(_) => "feedback import",
            Command::Rates(_) => "rates",
            Command::Confirm(_) => "confirm",
            Command::Promote(_) => "promote",
            Command::Demote(_) => "demote",
            Command::Policy(_) => "policy show",
            Command::Log(_) => "log",
            Command::Blame(_) => "blame",
            Command::Why(_) => "why",
            Command::Undo(_) => "undo",
            Command::Completions(_) => "completions",
            Command::Man(_) => "man",
        }
    }
}

impl Command {
    fn run(&self, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
        match self {
            Command::Init(args) => init::run(args, global, console),
            Command::Import(args) => import::run(args, global, console),
            Command::Export(args) => export::run(args, global, console),
            Command::Backup(args) => backup::run(args, global, console),
            Command::Verify(args) => verify::run(args, global, console),
            Command::Check(args) => check::run(args, global, console),
            Command::Facet(args) => facet::run(args, global, console),
            Command::Graph(args) => graph::run(args, global, console),
            Command::Show(args) => show::run(args, global, console),
            Command::List(args) => list::run(args, global, console),
            Command::Search(args) => search::run(args, global, console),
            Command::Sources(args) => sources::run(args, global, console),
            Command::New(args) => new::run(args, global, console),
            Command::Edit(args) => edit::run(args, global, console),
            Command::Rename(args) => rename::run(args, global, console),
            Command::Withdraw(args) => withdraw::run(args, global, console),
            Command::Restore(args) => restore::run(args, global, console),
            Command::Regex(args) => regex::run(args, global, console),
            Command::Sample(args) => sample::run(args, global, console),
            Command::Waive(args) => waive::run(args, global, console),
            Command::Evidence(args) => evidence::run(args, global, console),
            Command::Feedback(args) => feedback::run(args, global, console),
            Command::Rates(args) => rates::run(args, global, console),
            Command::Confirm(args) => confirm::run(args, global, console),
            Command::Promote(args) => promote::run(args, global, console),
            Command::Demote(args) => demote::run(args, global, console),
            Command::Policy(args) => policy::run(args, global, console),
            Command::Log(args) => log::run(args, global, console),
            Command::Blame(args) => blame::run(args, global, console),
            Command::Why(args) => why::run(args, global, console),
            Command::Undo(args) => undo::run(args, global, console),
            Command::Completions(args) => completions::run(args, self::command(), console),
            Command::Man(args) => man::run(args, self::command(), console),
        }
    }
}

/// Runs the program, and tells how it went.
pub fn run(env: &Env) -> Exit {
    let Cli { options, command } = match parse(env) {
        Ok(cli) => cli,
        Err(error) => return unparsed::print(env, &error, &command()),
    };
    let global = Global::new(options, env.clone());
    let mut console = Console::new(&global.options, env, command.name());
    let outcome = command.run(&global, &mut console);
    let outcome = outcome.and_then(|exit| console.finish().map(|()| exit));
    match outcome {
        Ok(exit) => exit,
        Err(failure) => console.fail(&failure),
    }
}

/// The widest that help is printed, in columns.
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
