//! `canonry withdraw`

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::{Global, Writing};
use super::{suggest, verb};
use crate::curate::Withdraw;

/// Take records out of what is published
///
/// A withdrawn record is no longer listed, searched or exported, but kept with its history and its evidence; `restore`
/// brings it back. In an exported tree its files stay until `export --prune`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The records' ids, or aliases; - reads them from standard input, one a line
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    args.writing.require_reason("withdrawing a record")?;
    verb::run(global, &args.writing, console, |store, _| {
        Ok(Withdraw { ids: suggest::resolve_all(store, &args.ids)?, restore: false })
    })
}
