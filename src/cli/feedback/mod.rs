//! `canonry feedback`

mod aside;
mod asking;
mod cells;
mod closing;
mod columns;
mod import;
mod lines;
mod outcomes;
mod read;
mod records;
mod rejects;
mod report;
mod rows;

use clap::Subcommand;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;

pub use read::{read_csv, read_outcomes};

/// Take in what users report
///
/// Reports go into the ledger of evidence. No rate moves by them: `canonry rates` shows what each rate should be by now,
/// and `rates --apply` publishes it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: FeedbackCommand,
}

#[derive(Debug, Subcommand)]
enum FeedbackCommand {
    Import(import::Args),
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        FeedbackCommand::Import(args) => import::run(args, global, console),
    }
}
