//! `canonry promote`

use serde_json::{Map, Value, json};

use super::changes;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::filter::Chosen;
use super::global::Global;
use super::options::Writing;
use super::plain::plain;
use super::refusal::{RequirementWords, line};
use super::style;
use super::verb;
use crate::curate::{Assessment, Promote, Reasoned, Requirement, TierRequirement, Which};
use crate::record::{Id, Tier};

/// Promote records to a higher tier
///
/// A record is promoted by one tier if it meets every requirement of that tier and of all lower tiers; `canonry policy
/// show` prints them. If you name records, all are promoted or none. With a filter, those that meet their requirements
/// are promoted, and those that are one requirement short are listed.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Promote to this tier [default: the next one]
    #[arg(long, value_name = "TIER")]
    to: Option<Tier>,
    /// Print every requirement with what was found and what is missing, and change nothing
    #[arg(long)]
    explain: bool,
    /// Promote even if requirements are not met; needs --reason, which the journal keeps
    #[arg(long, conflicts_with = "explain")]
    force: bool,
    #[command(flatten)]
    chosen: Chosen,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    if args.force {
        args.writing.require_reason(Reasoned::Force)?;
    }
    let mut context = global.context(&args.writing)?;
    context.dry_run |= args.explain;
    let (policy, _) = args.chosen.policy().policy(global)?;
    let path = global.existing_database()?;
    let mut store = if args.explain { global.open_read(&path)? } else { global.open(&path)? };
    let which = args.chosen.which(&mut store.snapshot()?, global)?;
    let is_filter = matches!(which, Which::Filter(_));
    let verb = Promote { which, to: args.to.clone(), force: args.force, explain: args.explain, policy: &policy };
    let applied = verb::apply(&verb, &mut store, &context, &args.writing, console)?;
    let assessments = &applied.detail;
    let promoted = assessments.iter().filter(|one| one.is_promoted).count();
    let short: Vec<&Assessment> = assessments.iter().filter(|one| one.is_one_short()).collect();
    if console.is_json() {
        let counts = Map::from_iter([
            ("promoted".to_owned(), json!(promoted)),
            ("short".to_owned(), json!(short.len())),
            ("checked".to_owned(), json!(assessments.len())),
        ]);
        let all: Vec<Value> = assessments.iter().map(to_json).collect();
        let rest = Map::from_iter([("assessments".to_owned(), Value::Array(all))]);
        changes::print(console, &context, &applied, counts, rest)?;
        return Ok(Exit::Done);
    }
    if args.explain {
        assessments.iter().try_for_each(|one| explain(console, one))?;
        return Ok(Exit::Done);
    }
    changes::print(console, &context, &applied, Map::new(), Map::new())?;
    if is_filter {
        for one in &short {
            for requirement in one.requirements.iter().filter(|requirement| !requirement.is_met()) {
                let RequirementWords { required, found, .. } = RequirementWords::of(&one.id, requirement);
                console.note(plain(&format!("one requirement short: {}: {required} ({found})", one.id)));
            }
        }
        let far = assessments.len() - promoted - short.len();
        console.note(format!("promoted {promoted}, one requirement short {}, others {far}", short.len()));
    }
    Ok(Exit::Done)
}

/// Prints the requirements of a record's next tier, and whether it meets them.
fn explain(console: &mut Console, one: &Assessment) -> Result<(), Failure> {
    let strong = style::STRONG;
    let Some(to) = &one.to else {
        return console.line(format!("{strong}{}{strong:#} is {}; there is no higher tier to check", one.id, one.from));
    };
    let verdict = match one.missing() {
        0 => "may be promoted".to_owned(),
        1 => "1 requirement not met".to_owned(),
        many => format!("{many} requirements not met"),
    };
    console.line(format!("{strong}{}{strong:#} {} → {to}: {verdict}", one.id, one.from))?;
    for requirement in &one.requirements {
        let style = if requirement.is_met() { style::GOOD } else { style::BAD };
        console.line(format!("  {style}{}{style:#}", line(&one.id, requirement)))?;
    }
    Ok(())
}

fn to_json(one: &Assessment) -> Value {
    let requirements = one.requirements.iter().map(|requirement| requirement_to_json(&one.id, requirement));
    json!({
        "id": one.id.as_str(), "from": one.from.as_str(), "to": one.to.as_ref().map(Tier::as_str),
        "promoted": one.is_promoted, "requirements": requirements.collect::<Vec<_>>(),
    })
}

/// A requirement as JSON: its kind is the key of the gate in the policy, or that of a table in it.
fn requirement_to_json(id: &Id, requirement: &TierRequirement) -> Value {
    let (kind, needed, found, rest) = match &requirement.what {
        Requirement::Evidence { kind, by, needed, found } => {
            let by: Vec<&str> = by.iter().map(|kind| kind.as_str()).collect();
            ("evidence", json!(needed), json!(found), json!({ "evidence_kind": kind.as_str(), "by": by }))
        }
        Requirement::Confirmed { within_days, since, last } => {
            let (since, last) = (since.to_string(), last.to_string());
            ("confirmed_within_days", json!(since), json!(last), json!({ "within_days": within_days }))
        }
        Requirement::NoOpenDispute { open } => {
            let numbers: Vec<String> = open.iter().map(ToString::to_string).collect();
            ("no_open_dispute", json!(0), json!(open.len()), json!({ "disputes": numbers }))
        }
        Requirement::Reports { measure, needed, found } => {
            let workaround = found.as_ref().map(|found| found.workaround.to_string());
            let names = found.as_ref().map_or(&[][..], |found| &found.names);
            let value = found.as_ref().map(|found| found.value);
            (measure.as_str(), json!(needed), json!(value), json!({ "workaround": workaround, "names": names }))
        }
    };
    let mut printed = json!({
        "tier": requirement.tier.as_str(), "kind": kind, "needed": needed, "found": found,
        "is_met": requirement.is_met(), "hint": RequirementWords::of(id, requirement).hint,
    });
    if let (Value::Object(printed), Value::Object(rest)) = (&mut printed, rest) {
        printed.extend(rest);
    }
    printed
}
