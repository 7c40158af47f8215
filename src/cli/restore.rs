//! `canonry restore`

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::{Global, Writing};
use super::{suggest, verb};
use crate::curate::Withdraw;

/// Bring withdrawn records back
///
/// The record is as it was, with its history and its evidence.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The records' ids, or aliases; - reads them from standard input, one a line
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    verb::run(global, &args.writing, console, |store, _| {
        Ok(Withdraw { ids: suggest::resolve_all(store, &args.ids)?, restore: true, merge_into: None })
    })
}
