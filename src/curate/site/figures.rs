//! What reports say of the rates of records, for their pages.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use crate::curate::rates::{Judgement, each_rated};
use crate::curate::{Policy, Refusal, WorkProgress};
use crate::ledger::{Claim, RecordKey};
use crate::publish::{FigureOf, RateFigure};
use crate::record::Revision;
use crate::store::{Filter, Snapshot};

/// The figures of all records with reports, by their keys.
#[derive(Default)]
pub(super) struct FiguresByRecord(HashMap<RecordKey, Vec<(Claim, RateFigure)>>);

/// The figures of the records of a filter: the same judgements as those of `why`.
///
/// # Errors
/// If the database cannot be read.
pub(super) fn figures(snapshot: &Snapshot<'_>, policy: &Policy, filter: &Filter) -> Result<FiguresByRecord, Refusal> {
    let mut figures = FiguresByRecord::default();
    each_rated(snapshot, policy, filter, &WorkProgress::default(), |rated, judgement| {
        if judgement.has_reports() {
            let figure = figure(rated.name().to_string(), judgement);
            figures.0.entry(rated.row).or_default().push((rated.claim, figure));
        }
    })?;
    Ok(figures)
}

impl FiguresByRecord {
    /// Writes all figures, in the order of the records, in a form of no meaning.
    ///
    /// # Errors
    /// Those of `out`.
    pub(super) fn describe(&self, out: &mut impl Write) -> io::Result<()> {
        let ordered: BTreeMap<_, _> = self.0.iter().collect();
        ordered.iter().try_for_each(|one| write!(out, "{one:?}"))
    }

    /// All figures, in no particular order.
    pub(super) fn all(&self) -> impl Iterator<Item = &RateFigure> {
        self.0.values().flatten().map(|(_, figure)| figure)
    }

    /// The figures of a record, in the order of its page.
    pub(super) fn of(&self, row: RecordKey, revision: &Revision) -> Vec<RateFigure> {
        let position = |claim: Claim| match (claim, claim.item()) {
            (Claim::Record, _) | (_, None) => Some(FigureOf::Record),
            (Claim::Workaround(_), Some(item)) => Some(FigureOf::Workaround(revision.items.position(item)? + 1)),
            (Claim::DeadEnd(_), Some(item)) => Some(FigureOf::DeadEnd(revision.items.position(item)? + 1)),
        };
        let of_record = self.0.get(&row).into_iter().flatten();
        let mut placed: Vec<RateFigure> = of_record
            .filter_map(|(claim, figure)| Some(RateFigure { of: position(*claim)?, ..figure.clone() }))
            .collect();
        placed.sort_by_key(|figure| figure.of);
        placed
    }
}

/// The values of a judgement.
fn figure(name: String, judgement: &Judgement) -> RateFigure {
    let Judgement { published, baseline, estimate, verdict, .. } = judgement;
    let interval = estimate.interval();
    RateFigure {
        name,
        of: FigureOf::Record,
        published: published.value(),
        baseline: baseline.rate.value(),
        baseline_tier: baseline.tier.to_string(),
        prior: estimate.prior.weight(),
        reports: estimate.tally.reports(),
        supporting: estimate.tally.supporting(),
        mean: estimate.mean,
        estimate: estimate.rounded.value(),
        interval: [interval.low, interval.high],
        is_surprise: judgement.is_surprise(),
        verdict: verdict.as_str(),
    }
}
