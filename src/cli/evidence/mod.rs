//! `canonry evidence`

mod add;
mod list;
mod r#move;
mod named;
mod object;
mod printed;
mod withdraw;

use clap::Subcommand;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
pub(super) use object::object;
pub(super) use printed::{moved_to_json, note_repeated, numbers, print_moved, print_recorded, repeated_to_json};

/// Record what was seen, tried or reported
///
/// Evidence is a ledger: rows are added and never changed or deleted. Withdraw a row that turns out to be wrong: it
/// stays in the ledger but no longer counts. Move a row that belongs to another item or record. The evidence_count of
/// the record changes accordingly.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: EvidenceCommand,
}

#[derive(Debug, Subcommand)]
enum EvidenceCommand {
    Add(Box<add::Args>),
    List(list::Args),
    Move(r#move::Args),
    Withdraw(withdraw::Args),
}

impl Args {
    /// The command's whole name.
    pub(super) fn name(&self) -> &'static str {
        match self.command {
            EvidenceCommand::Add(_) => "evidence add",
            EvidenceCommand::List(_) => "evidence list",
            EvidenceCommand::Move(_) => "evidence move",
            EvidenceCommand::Withdraw(_) => "evidence withdraw",
        }
    }
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        EvidenceCommand::Add(args) => add::run(args, global, console),
        EvidenceCommand::List(args) => list::run(args, global, console),
        EvidenceCommand::Move(args) => r#move::run(args, global, console),
        EvidenceCommand::Withdraw(args) => withdraw::run(args, global, console),
    }
}
