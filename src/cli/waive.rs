//! `canonry waive`

use indicatif::ProgressBar;
use serde_json::{Map, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::options::Writing;
use super::policy::PolicyArgs;
use super::{changes, progress, verb};
use crate::check::{Code, Finding, Profile, Selector};
use crate::curate::{
    AskedChecks, CheckRecords, CheckWatch, Reasoned, WaiveFindings, WithdrawWaivers, find_id, find_living, item_number,
};
use crate::record::{Date, Waiver};
use crate::store::{Digest, Filter, Snapshot, Store, Stored};

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
    let mut store = Store::open_read(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let (stored, findings) = found(args, code, &mut snapshot, global, console)?;
    drop(snapshot);
    drop(store);
    let (id, digest): (_, Digest) = (stored.revision.record.id, stored.standing.digest);
    let waive = WaiveFindings { id, digest, findings, code, item, until: args.until };
    let (context, _, outcome) = verb::carry_out(global, &args.writing, console, |_, _| Ok(waive))?;
    let counts = Map::from_iter([("waived".to_owned(), json!(outcome.detail))]);
    changes::print(console, &context, &outcome, counts, Map::new())?;
    Ok(Exit::Done)
}

/// The record, and all findings of a code in it.
fn found(
    args: &Args,
    code: Code,
    snapshot: &mut Snapshot<'_>,
    global: &Global,
    console: &Console,
) -> Result<(Stored, Vec<Finding>), Failure> {
    let stored = find_living(snapshot, &find_id(snapshot, &args.id)?)?;
    let asked = AskedChecks { select: vec![Selector::One(code)], ignore: Vec::new(), profile: None::<Profile> };
    let settings = args.policy.policy(global)?.0.check_settings(&asked, global.today()?);
    let filter = Filter { ids: vec![stored.revision.record.id.to_string()], ..Filter::default() };
    let bar = progress::bar(console, "reading", Some(snapshot.count(&Filter::default())?));
    let mut found = FoundFindings { bar, findings: Vec::new() };
    CheckRecords { filter, settings }.apply(snapshot, &mut found)?;
    found.bar.finish_and_clear();
    let mut findings = found.findings;
    findings.retain(|finding| finding.code == code);
    Ok((stored, findings))
}

/// Collects the findings, waived or not.
struct FoundFindings {
    bar: ProgressBar,
    findings: Vec<Finding>,
}

impl CheckWatch for FoundFindings {
    type Error = Failure;

    fn noted(&mut self) {
        self.bar.inc(1);
    }

    fn checked(&mut self, _: &Stored, findings: Vec<Finding>) -> Result<(), Failure> {
        self.findings.extend(findings);
        Ok(())
    }

    fn waived(&mut self, _: Option<&Stored>, finding: &Finding, _: &Waiver) -> Result<(), Failure> {
        self.findings.push(finding.clone());
        Ok(())
    }

    fn set(&mut self, findings: Vec<Finding>) -> Result<(), Failure> {
        self.findings.extend(findings);
        Ok(())
    }
}
