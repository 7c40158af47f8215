//! `canonry sample withdraw`

use serde_json::{Map, json};

use crate::cli::changes;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::options::Writing;
use crate::cli::verb;
use crate::curate::{WithdrawSamples, find_id};
use crate::record::SampleNumber;

/// Withdraw samples of a record
///
/// They stay in the history of the record, and `undo` brings them back.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The record's id or alias
    id: String,
    /// The samples, by the numbers that `sample list` shows, such as m1
    #[arg(required = true, value_name = "SAMPLE")]
    numbers: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let number = |word: &String| {
        SampleNumber::parse(word).ok_or_else(|| {
            Failure::usage(format!("'{word}' is not the number of a sample"))
                .hint("samples are m1, m2 and n1, n2, as `canonry sample list` numbers them")
        })
    };
    let numbers = args.numbers.iter().map(number).collect::<Result<Vec<SampleNumber>, Failure>>()?;
    let (context, _, applied) = verb::carry_out(global, &args.writing, console, |snapshot, _| {
        Ok(WithdrawSamples { id: find_id(snapshot, &args.id)?, numbers })
    })?;
    let counts = Map::from_iter([("withdrawn".to_owned(), json!(applied.detail.len()))]);
    changes::print(console, &context, &applied, counts, Map::new())?;
    Ok(Exit::Done)
}
