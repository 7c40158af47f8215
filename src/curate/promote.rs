//! Moving records along the ladder of tiers.

use std::collections::BTreeSet;

use super::policy::{Finding, Policy};
use super::rates::{Claim, Origins, Receipt};
use super::work::{Verb, Work};
use super::{Cause, Refusal, Which};
use crate::record::{Id, Part, Tier};
use crate::store::{Evidence, StoreError, Stored};

/// Promotes records whose gates hold.
#[derive(Debug, Clone)]
pub struct Promote<'p> {
    /// Which records.
    pub which: Which,
    /// Up to which tier; the next one where that is not said.
    pub to: Option<Tier>,
    /// Whatever the gates say.
    pub force: bool,
    /// Only says how the records stand.
    pub explain: bool,
    /// What the maintainers demand.
    pub policy: &'p Policy,
}

/// Puts records on a lower tier.
#[derive(Debug, Clone)]
pub struct Demote<'p> {
    /// Which records.
    pub which: Which,
    /// The lower tier.
    pub to: Tier,
    /// Which tiers there are.
    pub policy: &'p Policy,
}

/// How a record stands to the tier that is asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The record.
    pub id: Id,
    /// Its tier before.
    pub from: Tier,
    /// The tier that is asked for; `None` where there is none above.
    pub to: Option<Tier>,
    /// Every demand on the way.
    pub findings: Vec<Finding>,
    /// Whether it was promoted.
    pub is_promoted: bool,
}

impl Assessment {
    /// How many demands are not met.
    pub fn missing(&self) -> usize {
        self.findings.iter().filter(|finding| !finding.holds()).count()
    }

    /// Each demand in a line, with what is there and what is to be done.
    pub fn lines(&self) -> Vec<String> {
        self.findings.iter().map(Finding::to_string).collect()
    }
}

impl Verb for Promote<'_> {
    type Detail = Vec<Assessment>;

    /// Promotes the records; the detail is how each stands. Of records named one by one all are promoted or none; of
    /// a filter's those are that may.
    ///
    /// # Errors
    /// Where a record that was named may not be promoted.
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
        let refused: Vec<&Assessment> = assessments.iter().filter(|one| !one.is_promoted).collect();
        match refused.first() {
            Some(first) if is_named && !self.explain => Err(refusal(first, &refused)),
            _ => Ok(assessments),
        }
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
                return Err(nowhere(&id, &from, self.to.as_ref(), policy));
            }
            return Ok(Assessment { id, from, to: None, findings: Vec::new(), is_promoted: false });
        };
        if here.is_none() && !self.force && !self.explain && is_named {
            return Err(nowhere(&id, &from, None, policy));
        }
        let ledger = work.tx.ledger(stored.standing.row)?;
        let receipts = match policy.asks_for_reports(rung) {
            true => receipts(policy, work, stored, origins, &ledger)?,
            false => Vec::new(),
        };
        let findings = policy.judge(rung, &stored.revision, &ledger, &receipts, work.context.day);
        let mut assessment = Assessment { id, from, to: Some(to.clone()), findings, is_promoted: false };
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
    let of_workarounds = reported.into_iter().filter(|claim| claim.part == Part::Workaround);
    let claims: Vec<Claim> = of_workarounds.collect();
    if claims.is_empty() {
        return Ok(Vec::new());
    }
    let changes = work.tx.changes_after(stored.standing.row, 0)?;
    Ok(claims.into_iter().filter_map(|claim| Receipt::of(policy, origins, claim, revision, &changes, ledger)).collect())
}

impl Verb for Demote<'_> {
    type Detail = ();

    /// Puts every record on the lower tier, or none.
    ///
    /// # Errors
    /// Where a record stands on that tier already, or below.
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
                let message =
                    format!("{} is {} and cannot be demoted to {}", record.id, record.verification_tier, self.to);
                return Err(
                    Refusal::new(Cause::Usage, message).hint(format!("`canonry promote {}` goes up", record.id))
                );
            }
            let mut new = stored.revision.clone();
            new.record.verification_tier = self.to.clone();
            work.save(stored, new).map(drop)
        })
    }
}

fn refusal(first: &Assessment, refused: &[&Assessment]) -> Refusal {
    let tier = first.to.as_ref().map_or("", |tier| tier.as_str());
    let message = match refused {
        [_] => format!("{} may not become {tier} yet", first.id),
        several => format!("{} records may not be promoted yet; none was", several.len()),
    };
    let line = |one: &Assessment| {
        let id = one.id.clone();
        one.lines()
            .into_iter()
            .map(move |line| if refused.len() == 1 { line } else { format!("{id}: {line}") })
            .collect::<Vec<_>>()
    };
    Refusal::new(Cause::Policy, message)
        .details(refused.iter().flat_map(|one| line(one)).collect())
        .hint("add what is missing, or override with --force --reason TEXT")
}

fn nowhere(id: &Id, from: &Tier, to: Option<&Tier>, policy: &Policy) -> Refusal {
    let ladder: Vec<&str> = policy.ladder.iter().map(Tier::as_str).collect();
    let ladder = ladder.join(", ");
    match (to, policy.rung(from)) {
        (Some(to), Some(_)) => Refusal::new(Cause::Usage, format!("{id} is {from}, and {to} is not above that"))
            .hint(format!("the ladder is {ladder}; `canonry demote` goes down")),
        (_, None) => Refusal::new(Cause::Policy, format!("the tier of {id}, {from}, is not on the ladder")).hint(
            format!("put it on a tier with `canonry demote {id} --to TIER --reason TEXT`; the ladder is {ladder}"),
        ),
        (None, Some(_)) => Refusal::new(Cause::Policy, format!("{id} is {from}, the highest tier"))
            .hint(format!("the ladder is {ladder}")),
    }
}

fn no_such_tier(to: &Tier, policy: &Policy) -> Refusal {
    let ladder: Vec<&str> = policy.ladder.iter().map(Tier::as_str).collect();
    Refusal::new(Cause::Usage, format!("there is no tier {to}"))
        .hint(format!("the ladder is {}; `canonry policy show` prints the policy in force", ladder.join(", ")))
}
