//! `canonry waive`

use serde_json::{Map, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::filter::FilterArgs;
use super::global::Global;
use super::options::Writing;
use super::progress::{self, StageLength};
use super::{changes, ids, verb};
use crate::check::{Code, Selector};
use crate::curate::{Reasoned, WaiveFindings, WaiverRequest, Which, WithdrawWaivers, item_number};
use crate::record::{Date, ItemNumber};
use crate::store::{Filter, Snapshot};

/// Waive findings: say why they are right as they are
///
/// A waived finding is not reported and does not count for the exit code of `canonry check`. The waiver is for the text
/// that the finding is about: if that changes, it is reported again. Moving an item, and renaming or merging records,
/// changes nothing. `check --waived` lists what is waived.
///
/// Instead of naming a record you can choose several by the options below: then all findings of the code in them are
/// waived for one reason, as one batch, except for those that are waived already.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "canonry waive [OPTIONS] <ID> <CODE> [ITEM]\n       canonry waive [OPTIONS] <CODE> <FILTER>",
    after_help = "Examples:\n  canonry waive python/venv-pip-missing E010 d2 --reason \"nobody wrote this down\"\n  \
    canonry waive python/venv-pip-missing stale --until 2027-03-31 --reason \"reviewed in spring\"\n  \
    canonry waive python/venv-pip-missing E010 --withdraw\n  \
    canonry waive E010 --domain python --reason \"the old wiki is gone\""
)]
pub(super) struct Args {
    /// The record's id or alias, or - to read ids from standard input; left out if the options below choose records
    #[arg(value_name = "ID")]
    record: String,
    /// The code of the findings or its name, such as E010 or dead-end-no-source
    code: Option<String>,
    /// The item in which they are, such as w2 [default: all of the record]
    item: Option<String>,
    /// The last day on which they are waived
    #[arg(long, value_name = "DATE", conflicts_with = "withdraw")]
    until: Option<Date>,
    /// Withdraw the waivers of the code instead
    #[arg(long)]
    withdraw: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    writing: Writing,
}

/// What the words of the command line mean.
struct WaiveWords {
    /// The records that are named; none if they are chosen.
    ids: Vec<String>,
    code: Code,
    item: Option<ItemNumber>,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let WaiveWords { ids, code, item } = args.named()?;
    if args.withdraw {
        let (context, _, applied) = verb::carry_out(global, &args.writing, console, |snapshot, _| {
            Ok(WithdrawWaivers { which: args.which(&ids, snapshot, global)?, code, item })
        })?;
        let counts = Map::from_iter([("withdrawn".to_owned(), json!(applied.detail))]);
        changes::print(console, &context, &applied, counts, Map::new())?;
        return Ok(Exit::Done);
    }
    args.writing.require_reason(Reasoned::Waiver)?;
    let (policy, _) = args.filter.policy.policy(global)?;
    let context = global.context(&args.writing)?;
    let mut store = global.open(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let request = WaiverRequest { which: args.which(&ids, &mut snapshot, global)?, code, item, until: args.until };
    let bar = progress::bar(console, "reading", StageLength::Of(snapshot.count(&Filter::default())?));
    let waive = WaiveFindings::find(&mut snapshot, request, &policy, context.day, || bar.inc(1))?;
    bar.end();
    drop(snapshot);
    let applied = verb::apply(&waive, &mut store, &context, &args.writing, console)?;
    let counts = Map::from_iter([("waived".to_owned(), json!(applied.detail))]);
    changes::print(console, &context, &applied, counts, Map::new())?;
    Ok(Exit::Done)
}

impl Args {
    /// Reads the words: an id, a code and perhaps an item; or a code alone.
    fn named(&self) -> Result<WaiveWords, Failure> {
        let (ids, code) = match &self.code {
            Some(code) => (vec![self.record.clone()], code),
            None => (Vec::new(), &self.record),
        };
        let selector: Selector = code.parse().map_err(|error| {
            let failure = Failure::usage(format!("{error}"));
            if ids.is_empty() {
                failure.hint("`canonry waive ID CODE`, or a code and options that choose records")
            } else {
                failure
            }
        })?;
        let code = match selector {
            Selector::One(code) => code,
            Selector::Family(family) => {
                return Err(
                    Failure::usage(format!("{family} is not one code")).hint("`canonry check --list` lists them")
                );
            }
        };
        Ok(WaiveWords { ids, code, item: self.item.as_deref().map(item_number).transpose()? })
    }

    /// The records that are named or chosen.
    fn which(&self, names: &[String], snapshot: &mut Snapshot<'_>, global: &Global) -> Result<Which, Failure> {
        Ok(match self.filter.unless_named(names, snapshot, global)? {
            Some(filter) => Which::Filter(filter),
            None => Which::Ids(ids::find_all(snapshot, names, &global.env)?),
        })
    }
}
