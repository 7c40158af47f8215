//! The gate of releases in words: which demands are met, why others are not, and what to do.

use serde_json::{Map, Value, json};

use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::plain::one_line;
use crate::cli::style;
use crate::curate::{Demand, DemandStanding, Demanded, Shortfall};
use crate::record::{Id, SampleKind};

/// What stands against a demand is printed up to this number.
const PRINTED: usize = 5;

/// Prints each demand in a line, with what stands against it and what to do.
pub(super) fn print(gate: &[Demanded], console: &mut Console) -> Result<(), Failure> {
    for Demanded { demand, standing } in gate {
        let (name, (style, word)) = (demand.name(), standing_words(standing));
        console.line(format!("{demand} {name}: {style}{word}{style:#}"))?;
        let DemandStanding::NotMet(shortfalls) = standing else { continue };
        for shortfall in shortfalls.iter().take(PRINTED) {
            console.line(format!("  {}", one_line(&found(shortfall))))?;
        }
        match shortfalls.len().saturating_sub(PRINTED) {
            0 => {}
            more => console.line(format!("  and {more} more; --json has them all"))?,
        }
        console.line(format!("  to do: {}", remedy(*demand)))?;
    }
    Ok(())
}

/// The failure of a release whose demands are not met.
pub(super) fn failure(name: &str, gate: &[Demanded]) -> Failure {
    let unmet: Vec<&str> = gate.iter().filter(|one| one.is_unmet()).map(|one| one.demand.as_str()).collect();
    let (count, are) =
        if unmet.len() == 1 { ("1 demand", "is") } else { (&*format!("{} demands", unmet.len()), "are") };
    let message = format!("{name} is not cut: {count} {are} not met, {}", unmet.join(", "));
    let data = Map::from_iter([("gate".to_owned(), to_json(gate))]);
    let failure = Failure::new(Exit::Policy, message);
    Failure { data: Some(Box::new(data)), ..failure }
        .hint("do what is said above, set [release] in canonry.toml, or override with --force --reason TEXT")
}

/// The demands as JSON, with everything that stands against them.
pub(super) fn to_json(gate: &[Demanded]) -> Value {
    let demanded = |one: &Demanded| {
        let shortfalls: &[Shortfall] = match &one.standing {
            DemandStanding::NotMet(shortfalls) => shortfalls,
            DemandStanding::Off | DemandStanding::Met => &[],
        };
        let found = shortfalls.iter().map(|one| json!({ "record": record(one).map(Id::as_str), "what": found(one) }));
        json!({
            "code": one.demand.as_str(), "name": one.demand.name(), "standing": one.standing.as_str(),
            "found": found.collect::<Vec<_>>(),
        })
    };
    gate.iter().map(demanded).collect()
}

fn standing_words(standing: &DemandStanding) -> (anstyle::Style, String) {
    match standing {
        DemandStanding::Off => (style::FAINT, "off".to_owned()),
        DemandStanding::Met => (style::GOOD, "met".to_owned()),
        DemandStanding::NotMet(shortfalls) => (style::BAD, format!("not met (found {})", shortfalls.len())),
    }
}

/// The record that a shortfall is about, if it is about one.
fn record(shortfall: &Shortfall) -> Option<&Id> {
    match shortfall {
        Shortfall::Finding { id, .. }
        | Shortfall::FallenRate { id, .. }
        | Shortfall::LowerTier { id, .. }
        | Shortfall::Missing { id }
        | Shortfall::NoAlias { to: id, .. }
        | Shortfall::LessEvidence { id, .. }
        | Shortfall::Unfounded { id, .. }
        | Shortfall::Sample { id, .. }
        | Shortfall::NotReproduced { id, .. } => Some(id),
        Shortfall::DueRates { .. } | Shortfall::Share { .. } => None,
    }
}

/// What stands against a demand.
fn found(shortfall: &Shortfall) -> String {
    match shortfall {
        Shortfall::Finding { id, code, message } => format!("{id}: {} {}: {message}", code.short(), code.as_str()),
        Shortfall::FallenRate { id, from, to } => {
            format!("{id}: fix_success_rate {} → {} without a report", from.value(), to.value())
        }
        Shortfall::LowerTier { id, from, to } => format!("{id}: {from} → {to} without a reason"),
        Shortfall::Missing { id } => format!("{id}: withdrawn without a reason"),
        Shortfall::NoAlias { from, to } => format!("{to}: it was {from}, which is not among its aliases"),
        Shortfall::LessEvidence { id, from, to, ruled_out } => {
            format!("{id}: evidence_count {from} → {to}, but {ruled_out} withdrawn or moved")
        }
        Shortfall::Unfounded { id, from, to } => format!("{id}: last_confirmed {from} → {to} without evidence"),
        Shortfall::Sample { id, sample } => match sample.kind {
            SampleKind::Match => format!("{id}: the regex does not find sample {sample}"),
            SampleKind::NoMatch => format!("{id}: the regex finds sample {sample}, which it must not, or is not valid"),
        },
        Shortfall::NotReproduced { id, fault } => format!("{id}: {fault}"),
        Shortfall::DueRates { due, allowed } => format!("{due} rates are due; up to {allowed} may be"),
        Shortfall::Share { changed, of, allowed } => {
            format!("{changed} of {of} records changed; up to a share of {allowed} may")
        }
    }
}

/// What to do about a demand that is not met.
fn remedy(demand: Demand) -> &'static str {
    match demand {
        Demand::Findings => "fix them, or `canonry waive ID CODE --reason TEXT`",
        Demand::FallenRates => "record the reports, or undo the edit",
        Demand::Tiers => "`canonry undo BATCH`, then `canonry demote ID --to TIER --reason TEXT`",
        Demand::Missing => "`canonry restore ID`, then `canonry withdraw ID --reason TEXT`",
        Demand::Aliases => "`canonry edit ID --add aliases=FORMER-ID`",
        Demand::Evidence => "set the count again, or `canonry evidence withdraw` what does not count",
        Demand::Confirmations => "`canonry confirm ID`, or name the source in confirmed_by of [release]",
        Demand::Samples => "`canonry regex show ID` shows why; change the regex or the samples",
        Demand::Reproducible => "`canonry edit ID` the field that is named, or set the key of [samples] as it was",
        Demand::DueRates => "`canonry rates --apply` publishes them",
        Demand::Share => "look at `canonry release diff`; max_changed of [release] is the bound",
    }
}
