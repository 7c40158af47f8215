//! `canonry regex`

mod fault;
mod json;
mod show;
mod suggest;
mod trial;
mod words;

use clap::Subcommand;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;

/// Work on the regex of a record
///
/// Consumers search error texts with the regex, ignoring case. It should find the signature and the samples of its own
/// record, and those of no other error.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: RegexCommand,
}

#[derive(Debug, Subcommand)]
enum RegexCommand {
    Show(show::Args),
    Try(trial::Args),
    Suggest(suggest::Args),
}

impl Args {
    /// The command's whole name.
    pub(super) fn name(&self) -> &'static str {
        match self.command {
            RegexCommand::Show(_) => "regex show",
            RegexCommand::Try(_) => "regex try",
            RegexCommand::Suggest(_) => "regex suggest",
        }
    }
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        RegexCommand::Show(args) => show::run(args, global, console),
        RegexCommand::Try(args) => trial::run(args, global, console),
        RegexCommand::Suggest(args) => suggest::run(args, global, console),
    }
}
