//! `canonry evidence withdraw`

use serde_json::{Map, json};

use crate::cli::changes;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::{Global, Writing};
use crate::cli::verb;
use crate::curate::WithdrawEvidence;

/// Withdraw evidence: it stays in the ledger and no longer counts
///
/// The record's evidence_count falls by the count. `undo` makes it count again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The evidence, by the numbers that `evidence list` shows, such as e3
    #[arg(required = true, value_name = "E")]
    numbers: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    args.writing.require_reason("withdrawing evidence")?;
    let mut numbers = args.numbers.iter().map(|word| number(word)).collect::<Result<Vec<_>, _>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    let named = numbers.len();
    let (context, _, outcome) = verb::carry_out(global, &args.writing, |_, _| Ok(WithdrawEvidence { numbers }))?;
    for number in &outcome.detail {
        console.note(format!("e{number} is withdrawn already"));
    }
    let withdrawn = named - outcome.detail.len();
    let counts = Map::from_iter([("withdrawn".to_owned(), json!(withdrawn))]);
    changes::print(console, &context, &outcome, counts, Map::new())?;
    Ok(Exit::Done)
}

/// The number of a piece of evidence, `e3` or `3`.
fn number(word: &str) -> Result<i64, Failure> {
    let digits = word.strip_prefix('e').unwrap_or(word);
    let number = digits.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| {
        Failure::usage(format!("'{word}' is no number of evidence")).hint("as `evidence list` shows them, such as e3")
    })
}
