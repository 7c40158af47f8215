//! `canonry release`

mod apply;
mod create;
mod delta;
mod diff;
mod export;
mod gate;
mod list;
mod notes;
mod plan;
mod show;
mod site;
mod states;
mod verify;
mod written;

use clap::Subcommand;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;

/// Cut and check releases, and compare states of the set
///
/// A release is a state of the set under a name, of which a snapshot is published. Every earlier release can be written
/// again, byte for byte.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: ReleaseCommand,
}

#[derive(Debug, Subcommand)]
enum ReleaseCommand {
    Plan(plan::Args),
    Create(create::Args),
    List(list::Args),
    Show(show::Args),
    Diff(diff::Args),
    Notes(notes::Args),
    Export(export::Args),
    Apply(apply::Args),
    Delta(delta::Args),
    Verify(verify::Args),
}

impl Args {
    /// The command's whole name.
    pub(super) fn name(&self) -> &'static str {
        match self.command {
            ReleaseCommand::Plan(_) => "release plan",
            ReleaseCommand::Create(_) => "release create",
            ReleaseCommand::List(_) => "release list",
            ReleaseCommand::Show(_) => "release show",
            ReleaseCommand::Diff(_) => "release diff",
            ReleaseCommand::Notes(_) => "release notes",
            ReleaseCommand::Export(_) => "release export",
            ReleaseCommand::Apply(_) => "release apply",
            ReleaseCommand::Delta(_) => "release delta",
            ReleaseCommand::Verify(_) => "release verify",
        }
    }
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        ReleaseCommand::Plan(args) => plan::run(args, global, console),
        ReleaseCommand::Create(args) => create::run(args, global, console),
        ReleaseCommand::List(args) => list::run(args, global, console),
        ReleaseCommand::Show(args) => show::run(args, global, console),
        ReleaseCommand::Apply(args) => apply::run(args, global, console),
        ReleaseCommand::Delta(args) => delta::run(args, global, console),
        ReleaseCommand::Verify(args) => verify::run(args, global, console),
        ReleaseCommand::Diff(args) => diff::run(args, global, console),
        ReleaseCommand::Notes(args) => notes::run(args, global, console),
        ReleaseCommand::Export(args) => export::run(args, global, console),
    }
}
