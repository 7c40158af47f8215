//! `canonry release`

mod diff;

use clap::Subcommand;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;

/// Compare states of the set
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: ReleaseCommand,
}

#[derive(Debug, Subcommand)]
enum ReleaseCommand {
    Diff(diff::Args),
}

impl Args {
    /// The command's whole name.
    pub(super) fn name(&self) -> &'static str {
        match self.command {
            ReleaseCommand::Diff(_) => "release diff",
        }
    }
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        ReleaseCommand::Diff(args) => diff::run(args, global, console),
    }
}
