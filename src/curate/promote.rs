//! Moving records along the ladder of tiers.

use std::collections::BTreeSet;

use super::policy::Policy;
use super::rates::{Origins, RateSources, Receipt};
use super::refusal::{Reasoned, Refusal, TierRefusal};
use super::work::{Verb, Work};
use super::{Assessment, Which};
use crate::ledger::{Claim, Evidence};
use crate::record::{Id, Tier};
use crate::store::{BatchVerb, StoreError, Stored};

/// Promotes records that meet the gates.
#[derive(Debug, Clone)]
pub struct Promote<'p> {
    /// Which records.
    pub which: Which,
    /// The tier; by default the next one.
    pub to: Option<Tier>,
    /// Promotes even if the gates are not met.
    pub force: bool,
    /// Only assesses the records.
    pub explain: bool,
    /// What the maintainers demand.
    pub policy: &'p Policy,
}

/// Demotes records to a lower tier.
#[derive(Debug, Clone)]
pub struct Demote<'p> {
    /// Which records.
    pub which: Which,
    /// The lower tier.
    pub to: Tier,
    /// The ladder.
    pub policy: &'p Policy,
}

impl Verb for Promote<'_> {
    type Detail = Vec<Assessment>;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::Promote
    }

    fn reason_for(&self) -> Option<Reasoned> {
        self.force.then_some(Reasoned::Force)
    }

    /// Promotes the records; the detail is the assessment of each. If records are named, all are promoted or none; with
    /// a filter, those that may be.
    ///
    /// # Errors
    /// If a record that was named may not be promoted.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Vec<Assessment>, Refusal> {
        if let Some(to) = self.to.as_ref().filter(|to| self.policy.rung(to).is_none()) {
            return Err(no_such_tier(to, self.policy));
        }
        let mut assessments = Vec::new();
        let origins = Origins::of(work.tx)?;
        let is_named = matches!(self.which, Which::Ids(_));
        self.which.each(work, |work, stored| {
            let assessment = self.assess(work, stored, &origins, is_named)?;
            assessments.push(assessment);
            Ok(())
        })?;
        if is_named && !self.explain && assessments.iter().any(|one| !one.is_promoted) {
            assessments.retain(|one| !one.is_promoted);
            return Err(TierRefusal::NotMet(assessments).into());
        }
        Ok(assessments)
    }
}

impl Promote<'_> {
    fn assess(
        &self,
        work: &mut Work<'_, '_>,
        stored: &Stored,
        origins: &Origins,
        is_named: bool,
    ) -> Result<Assessment, Refusal> {
        let policy = self.policy;
        let record = &stored.revision.record;
        let (id, from) = (record.id.clone(), record.verification_tier.clone());
        let here = policy.rung(&from);
        let asked = match &self.to {
            Some(to) => policy.rung(to),
            None => here.map(|rung| rung + 1),
        };
        let to = asked.and_then(|rung| policy.ladder.get(rung).map(|tier| (rung, tier.clone())));
        let Some((rung, to)) = to.filter(|(rung, _)| here.is_none_or(|here| *rung > here)) else {
            if is_named && !self.explain {
                return Err(nowhere(&id, &from, self.to.as_ref(), policy).into());
            }
            return Ok(Assessment { id, from, to: None, requirements: Vec::new(), is_promoted: false });
        };
        if here.is_none() && !self.force && !self.explain && is_named {
            return Err(nowhere(&id, &from, None, policy).into());
        }
        let ledger = work.tx.ledger(stored.standing.row)?;
        let receipts = match policy.asks_for_reports(rung) {
            true => receipts(policy, work, stored, origins, &ledger)?,
            false => Vec::new(),
        };
        let requirements = policy.requirements(rung, &stored.revision, &ledger, &receipts, work.context.day);
        let mut assessment = Assessment { id, from, to: Some(to.clone()), requirements, is_promoted: false };
        let may = here.is_some() && assessment.missing() == 0;
        if !self.explain && (may || self.force) {
            let mut new = stored.revision.clone();
            new.record.verification_tier = to;
            assessment.is_promoted = work.save(stored, new)?;
        }
        Ok(assessment)
    }
}

/// The receipts of the workarounds that have reports.
fn receipts(
    policy: &Policy,
    work: &Work<'_, '_>,
    stored: &Stored,
    origins: &Origins,
    ledger: &[Evidence],
) -> Result<Vec<Receipt>, StoreError> {
    let revision = &stored.revision;
    let reported: BTreeSet<Claim> = ledger.iter().filter_map(|one| Claim::of(one.what.item)).collect();
    let of_workarounds = reported.into_iter().filter(|claim| matches!(claim, Claim::Workaround(_)));
    let claims: Vec<Claim> = of_workarounds.collect();
    if claims.is_empty() {
        return Ok(Vec::new());
    }
    let row = stored.standing.row;
    let (changes, recorded) = (work.tx.changes(row)?, work.tx.recorded_rates(row)?);
    let sources = RateSources { revision, changes: &changes, ledger, recorded: &recorded };
    let receipt = |claim| Receipt::of(policy, origins, claim, sources).transpose();
    claims.into_iter().filter_map(receipt).collect()
}

impl Verb for Demote<'_> {
    type Detail = ();

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::Demote
    }

    fn reason_for(&self) -> Option<Reasoned> {
        Some(Reasoned::Demotion)
    }

    /// Demotes every record, or none.
    ///
    /// # Errors
    /// If a record is already on that tier, or below.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        let policy = self.policy;
        let Some(rung) = policy.rung(&self.to) else { return Err(no_such_tier(&self.to, policy)) };
        self.which.each(work, |work, stored| {
            let record = &stored.revision.record;
            let is_above = policy.rung(&record.verification_tier).is_none_or(|here| here > rung);
            if !is_above && matches!(self.which, Which::Filter(_)) {
                return Ok(());
            }
            if !is_above {
                let (id, from, to) = (record.id.clone(), record.verification_tier.clone(), self.to.clone());
                return Err(TierRefusal::NotBelow { id, from, to }.into());
            }
            let mut new = stored.revision.clone();
            new.record.verification_tier = self.to.clone();
            work.save(stored, new).map(drop)
        })
    }
}

fn nowhere(id: &Id, from: &Tier, to: Option<&Tier>, policy: &Policy) -> TierRefusal {
    let (id, from, ladder) = (id.clone(), from.clone(), policy.ladder.clone());
    match (to.cloned(), policy.rung(&from)) {
        (Some(to), Some(_)) => TierRefusal::NotAbove { id, from, to, ladder },
        (_, None) => TierRefusal::OffLadder { id, from, ladder },
        (None, Some(_)) => TierRefusal::Highest { id, from, ladder },
    }
}

fn no_such_tier(to: &Tier, policy: &Policy) -> Refusal {
    TierRefusal::NoTier { to: to.clone(), ladder: policy.ladder.clone() }.into()
}

#[cfg(test)]
mod tests {
    use super::super::Requirement;
    use super::super::fixture::{apply, context, id, store};
    use super::*;

    fn promote(to: Option<&str>, force: bool) -> Result<Vec<Assessment>, Refusal> {
        let to = to.map(|tier| tier.parse().unwrap());
        let which = Which::Ids(vec![id("x/a")]);
        let verb = Promote { which, to, force, explain: false, policy: &Policy::default() };
        apply(&verb, &mut store(&["x/a"]), &context())
    }

    #[test]
    fn a_refused_promotion_says_what_was_found_of_each_requirement() {
        let Err(Refusal::Tier(TierRefusal::NotMet(refused))) = promote(None, false) else { panic!("was promoted") };
        let [one] = refused.as_slice() else { panic!("{refused:?}") };
        let open: Vec<&Requirement> =
            one.requirements.iter().filter(|one| !one.is_met()).map(|one| &one.what).collect();
        assert_eq!((one.missing(), one.is_one_short()), (open.len(), false));
        assert!(open.iter().all(|one| matches!(one, Requirement::Evidence { needed: 1, found: 0, .. })), "{open:?}");
        let promoted = promote(None, true).unwrap();
        assert!(promoted.iter().all(|one| one.is_promoted && one.requirements == refused[0].requirements));
    }

    #[test]
    fn a_tier_has_to_be_above_the_one_of_the_record() {
        let refused = |to: &str| match promote(Some(to), true) {
            Err(Refusal::Tier(refusal)) => refusal,
            other => panic!("{other:?}"),
        };
        assert!(matches!(refused("ai_generated"), TierRefusal::NotAbove { .. }));
        assert!(matches!(refused("gold"), TierRefusal::NoTier { ladder, .. } if ladder == Policy::default().ladder));
    }

    #[test]
    fn a_tier_has_to_be_below_the_one_of_the_record_to_demote_it() {
        let (which, to) = (Which::Ids(vec![id("x/a")]), "ai_generated".parse().unwrap());
        let demoted = apply(&Demote { which, to, policy: &Policy::default() }, &mut store(&["x/a"]), &context());
        assert!(matches!(demoted, Err(Refusal::Tier(TierRefusal::NotBelow { .. }))));
    }
}
