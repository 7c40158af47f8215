//! `canonry feedback`

mod asking;
mod closing;
mod import;
mod input;
mod misfit;
mod printer;
mod rejects;
mod row_fault;

use clap::Subcommand;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;

/// Import users' reports
///
/// Reports are added to the ledger of evidence. They change no rate: `canonry rates` shows what each rate should be,
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
