//! How a claim's rate comes about: its baseline, each report, and what they make together.

use super::{Claim, Judgement, Origins, Reports, Weight, weigh};
use crate::curate::Policy;
use crate::record::Revision;
use crate::store::{Change, Evidence, ReporterKind};

/// Why a report does not count, or what it weighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing {
    /// It counts: as a report of this kind of reporters, with this weight.
    Counts(ReporterKind, Weight),
    /// It was withdrawn, by this batch.
    Withdrawn(i64),
    /// It was recorded before the baseline was set, whose author knew it.
    BeforeBaseline,
}

/// A report with what it says of the claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// The report.
    pub evidence: Evidence,
    /// How much it speaks for the claim, 0 to 1.
    pub support: f64,
    /// Whether it counts.
    pub standing: Standing,
}

/// All that a claim's rate comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The claim.
    pub claim: Claim,
    /// What comes of it.
    pub judgement: Judgement,
    /// Each report, in the order of recording.
    pub reports: Vec<Weighed>,
}

impl Receipt {
    /// Computes the receipt of a claim; `None` if the record has no such claim.
    pub fn of(
        policy: &Policy,
        origins: &Origins,
        claim: Claim,
        revision: &Revision,
        changes: &[Change],
        ledger: &[Evidence],
    ) -> Option<Receipt> {
        let published = claim.published(revision)?;
        let baseline = origins.baseline(claim, revision, changes)?;
        let own: Vec<(&Evidence, Reports<'_>)> = ledger
            .iter()
            .filter(|one| Claim::of(one.what.item) == Some(claim))
            .filter_map(|one| Some((one, reports(one)?)))
            .collect();
        let counts = |one: &Evidence| one.counts() && one.came_in > baseline.batch;
        let counting = own.iter().filter(|(one, _)| counts(one)).map(|(_, reports)| *reports);
        let weighing = weigh(policy, claim, counting);
        let reports = own.into_iter().map(|(evidence, reports)| {
            let standing = match (evidence.withdrawn_in, weighing.of(policy, reports)) {
                (Some(batch), _) => Standing::Withdrawn(batch),
                (None, Some((kind, weight))) if counts(evidence) => Standing::Counts(kind, weight),
                (None, _) => Standing::BeforeBaseline,
            };
            Weighed { evidence: evidence.clone(), support: claim.support(reports.outcome), standing }
        });
        let reports = reports.collect();
        let one_voice = weighing.one_voice(policy, policy.prior_of(&baseline)).map(Box::new);
        let judgement = Judgement::of(policy, published, baseline.clone(), weighing.tally, one_voice);
        Some(Receipt { claim, judgement, reports })
    }
}

/// A piece of evidence as reports; `None` if it is none.
fn reports(evidence: &Evidence) -> Option<Reports<'_>> {
    let what = &evidence.what;
    Some(Reports {
        reporter: &what.reporter,
        kind: what.reporter_kind,
        is_apart: what.is_apart,
        outcome: what.outcome?,
        day: Some(what.day),
        count: what.count.into(),
    })
}
