//! `canonry evidence withdraw`

use serde_json::{Map, json};

use super::named::numbers_of;
use crate::cli::changes;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::options::Writing;
use crate::cli::verb;
use crate::curate::{Reasoned, WithdrawEvidence};

/// Withdraw evidence: it stays in the ledger but no longer counts
///
/// The record's evidence_count falls by the count, unless an author set it lower than what the ledger counts. `undo`
/// makes the evidence count again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The evidence, by the numbers that `evidence list` shows, such as e3
    #[arg(required = true, value_name = "E")]
    numbers: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    args.writing.require_reason(Reasoned::EvidenceWithdrawal)?;
    let numbers = numbers_of(&args.numbers)?;
    let named = numbers.len();
    let (context, _, applied) =
        verb::carry_out(global, &args.writing, console, |_, _| Ok(WithdrawEvidence { numbers }))?;
    for number in &applied.detail {
        console.note(format!("{number} is already withdrawn"));
    }
    let withdrawn = named - applied.detail.len();
    let counts = Map::from_iter([("withdrawn".to_owned(), json!(withdrawn))]);
    changes::print(console, &context, &applied, counts, Map::new())?;
    Ok(Exit::Done)
}
