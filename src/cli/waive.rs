//! `canonry waive`

use serde_json::{Map, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::options::Writing;
use super::policy::PolicyArgs;
use super::{changes, progress, verb};
use crate::check::Selector;
use crate::curate::{Reasoned, WaiveFindings, WaiverRequest, WithdrawWaivers, find_id, item_number};
use crate::record::Date;
use crate::store::{Filter, Store};

/// Waive findings: say why they are right as they are
///
/// A waived finding is not reported and does not count for the exit code of `canonry check`. The waiver is for the text
/// that the finding is about: if that changes, it is reported again. Moving an item or renaming the record changes
/// nothing. `check --waived` lists what is waived.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  canonry waive python/venv-pip-missing E010 d2 --reason \"nobody wrote this down\"\n  \
    canonry waive python/venv-pip-missing stale --until 2027-03-31 --reason \"reviewed in spring\"\n  \
    canonry waive python/venv-pip-missing E010 --withdraw"
)]
pub(super) struct Args {
    /// The record's id or alias
    id: String,
    /// The code of the findings or its name, such as E010 or dead-end-no-source
    code: Selector,
    /// The item in which they are, such as w2 [default: all of the record]
    item: Option<String>,
    /// The last day on which they are waived
    #[arg(long, value_name = "DATE", conflicts_with = "withdraw")]
    until: Option<Date>,
    /// Withdraw the waivers of the code instead
    #[arg(long)]
    withdraw: bool,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let code = match &args.code {
        Selector::One(code) => *code,
        Selector::Family(family) => {
            return Err(Failure::usage(format!("{family} is not one code")).hint("`canonry check --list` lists them"));
        }
    };
    let item = args.item.as_deref().map(item_number).transpose()?;
    if args.withdraw {
        let (context, _, outcome) = verb::carry_out(global, &args.writing, console, |snapshot, _| {
            Ok(WithdrawWaivers { id: find_id(snapshot, &args.id)?, code, item })
        })?;
        let counts = Map::from_iter([("withdrawn".to_owned(), json!(outcome.detail))]);
        changes::print(console, &context, &outcome, counts, Map::new())?;
        return Ok(Exit::Done);
    }
    args.writing.require_reason(Reasoned::Waiver)?;
    let (policy, _) = args.policy.policy(global)?;
    let context = global.context(&args.writing)?;
    let mut store = Store::open(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let request = WaiverRequest { id: find_id(&snapshot, &args.id)?, code, item, until: args.until };
    let bar = progress::bar(console, "reading", Some(snapshot.count(&Filter::default())?));
    let waive = WaiveFindings::find(&mut snapshot, request, &policy, context.day, || bar.inc(1))?;
    bar.finish_and_clear();
    drop(snapshot);
    let outcome = verb::apply(&waive, &mut store, &context, &args.writing, console)?;
    let counts = Map::from_iter([("waived".to_owned(), json!(outcome.detail))]);
    changes::print(console, &context, &outcome, counts, Map::new())?;
    Ok(Exit::Done)
}
