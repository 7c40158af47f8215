//! `canonry evidence`

mod add;
mod list;
mod withdraw;

use clap::Subcommand;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;

/// Record what was seen, tried or reported
///
/// Evidence is a ledger: rows are added and never changed or deleted. One that turns out wrong is withdrawn: it stays in
/// the ledger and no longer counts. The record's evidence_count follows.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: EvidenceCommand,
}

#[derive(Debug, Subcommand)]
enum EvidenceCommand {
    Add(add::Args),
    List(list::Args),
    Withdraw(withdraw::Args),
}

impl Args {
    /// The command's whole name.
    pub(super) fn name(&self) -> &'static str {
        match self.command {
            EvidenceCommand::Add(_) => "evidence add",
            EvidenceCommand::List(_) => "evidence list",
            EvidenceCommand::Withdraw(_) => "evidence withdraw",
        }
    }
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        EvidenceCommand::Add(args) => add::run(args, global, console),
        EvidenceCommand::List(args) => list::run(args, global, console),
        EvidenceCommand::Withdraw(args) => withdraw::run(args, global, console),
    }
}

/// A record, and the item behind `#` where one is named.
fn split(word: &str) -> (&str, Option<&str>) {
    match word.split_once('#') {
        Some((id, item)) => (id, Some(item)),
        None => (word, None),
    }
}
