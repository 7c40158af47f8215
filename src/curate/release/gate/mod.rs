//! The gate of releases: what a release has to meet before it is cut.

mod base;
mod changes;
mod demand;
mod findings;
mod imported;
mod replayed;
mod reproduced;
mod samples;
mod shortfall;
mod sums;
#[cfg(test)]
mod tests;

pub use base::GateBase;
pub use demand::Demand;
pub use shortfall::{DemandStanding, Demanded, ReproductionFault, Shortfall};

use super::difference;
use crate::curate::{Policy, PublishRates, Refusal, WorkProgress};
use crate::publish::{RecordFate, SetDifference};
use crate::record::Date;
use crate::store::{Filter, Snapshot};

/// Every demand, in the order of their codes, and whether the set as it is meets it. Without a release before there is
/// nothing to compare with, so only the demands on the state itself can be unmet.
///
/// # Errors
/// If the database cannot be read, its journal does not lead to a record, or a record is damaged.
pub fn gate(
    snapshot: &mut Snapshot<'_>,
    policy: &Policy,
    before: Option<&GateBase>,
    (today, progress): (Date, &WorkProgress),
) -> Result<Vec<Demanded>, Refusal> {
    let mut demanded = gate_but_reproduction(snapshot, policy, before, (today, progress))?;
    reproduction(snapshot, policy, before, (today, progress))?.place(&mut demanded);
    progress.end();
    Ok(demanded)
}

/// The same, but [`Demand::Reproducible`], which takes the longest, is taken for met until [`reproduction`] is known.
///
/// # Errors
/// As [`gate`].
pub(super) fn gate_but_reproduction(
    snapshot: &mut Snapshot<'_>,
    policy: &Policy,
    before: Option<&GateBase>,
    (today, progress): (Date, &WorkProgress),
) -> Result<Vec<Demanded>, Refusal> {
    let changes = match before {
        Some(before) => changes::shortfalls(snapshot, policy, (before.state, progress))?,
        None => Vec::new(),
    };
    let mut demanded = Vec::new();
    for demand in Demand::ALL {
        let shortfalls = match (demand, before) {
            (demand, _) if !is_made(*demand, policy) => {
                demanded.push(Demanded { demand: *demand, standing: DemandStanding::Off });
                continue;
            }
            (Demand::Findings, Some(before)) => {
                findings::shortfalls(snapshot, policy, before.state, (today, progress))?
            }
            (Demand::Samples, _) => samples::shortfalls(snapshot)?,
            (Demand::DueRates, _) => due_rates(snapshot, policy)?,
            (Demand::Share, Some(before)) => share(snapshot, policy, before, progress)?,
            (Demand::Findings | Demand::Share, None) | (Demand::Reproducible, _) => Vec::new(),
            (
                Demand::FallenRates
                | Demand::Tiers
                | Demand::Missing
                | Demand::Aliases
                | Demand::Evidence
                | Demand::Confirmations,
                _,
            ) => changes.iter().filter(|(of, _)| of == demand).map(|(_, shortfall)| shortfall.clone()).collect(),
        };
        demanded.push(Demanded::of(*demand, shortfalls));
    }
    Ok(demanded)
}

/// Whether [`Demand::Reproducible`] is met.
///
/// # Errors
/// If a database cannot be read or written, or a record is damaged.
pub(super) fn reproduction(
    snapshot: &mut Snapshot<'_>,
    policy: &Policy,
    before: Option<&GateBase>,
    (today, progress): (Date, &WorkProgress),
) -> Result<Demanded, Refusal> {
    let demand = Demand::Reproducible;
    match is_made(demand, policy) {
        false => Ok(Demanded { demand, standing: DemandStanding::Off }),
        true => Ok(Demanded::of(demand, reproduced::shortfalls(snapshot, policy, before, (today, progress))?)),
    }
}

/// Whether a demand asks for anything: the policy may turn it off, and a share of 1 may always change.
fn is_made(demand: Demand, policy: &Policy) -> bool {
    let is_bounded = demand != Demand::Share || policy.release.max_changed < 1.0;
    is_bounded && !policy.release.off.contains(&demand)
}

fn due_rates(snapshot: &Snapshot<'_>, policy: &Policy) -> Result<Vec<Shortfall>, Refusal> {
    let due = PublishRates::due(snapshot, policy, &Filter::default(), &WorkProgress::default())?.count();
    let allowed = policy.release.max_due;
    Ok((due > u64::from(allowed)).then_some(Shortfall::DueRates { due, allowed }).into_iter().collect())
}

fn share(
    snapshot: &mut Snapshot<'_>,
    policy: &Policy,
    before: &GateBase,
    progress: &WorkProgress,
) -> Result<Vec<Shortfall>, Refusal> {
    let now = snapshot.last_batch()?;
    let SetDifference { records } = difference(snapshot, (before.state, now), progress)?;
    let is_new = |fate: &RecordFate| matches!(fate, RecordFate::Added { .. });
    let changed = records.iter().filter(|record| !is_new(&record.fate)).count() as u64;
    let allowed = policy.release.max_changed;
    let is_more = changed as f64 > allowed * before.records as f64;
    Ok(is_more.then_some(Shortfall::Share { changed, of: before.records, allowed }).into_iter().collect())
}
