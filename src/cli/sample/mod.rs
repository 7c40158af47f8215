//! `canonry sample`

mod add;
mod list;
mod text;
mod withdraw;

use clap::Subcommand;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;

/// Keep texts that a regex has to find, or must not find
///
/// A sample is a line or a few as a log has them: one that the regex of a record has to find, or one that it must not
/// find. Samples are kept with the record and are part of its history; `canonry check` tries the regex on them. They
/// are not part of what is published.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: SampleCommand,
}

#[derive(Debug, Subcommand)]
enum SampleCommand {
    Add(add::Args),
    List(list::Args),
    Withdraw(withdraw::Args),
}

impl Args {
    /// The command's whole name.
    pub(super) fn name(&self) -> &'static str {
        match self.command {
            SampleCommand::Add(_) => "sample add",
            SampleCommand::List(_) => "sample list",
            SampleCommand::Withdraw(_) => "sample withdraw",
        }
    }
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        SampleCommand::Add(args) => add::run(args, global, console),
        SampleCommand::List(args) => list::run(args, global, console),
        SampleCommand::Withdraw(args) => withdraw::run(args, global, console),
    }
}
