//! Judging a record by the gates of a tier.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Gate, Policy};
use crate::estimate::{Tally, Z_95, wilson};
use crate::record::{Date, Part, Revision, Tier};
use crate::store::{Evidence, EvidenceKind, Outcome};

/// One demand of a tier, and how a record stands to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The tier whose gate it is.
    pub tier: Tier,
    /// What is demanded.
    pub demand: String,
    /// What is there.
    pub there: String,
    /// What to do; `None` where the demand is met.
    pub missing: Option<String>,
}

impl Finding {
    /// Whether the demand is met.
    pub fn holds(&self) -> bool {
        self.missing.is_none()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.holds() { "holds  " } else { "missing" };
        write!(f, "{mark} {}: {} (there: {})", self.tier, self.demand, self.there)?;
        self.missing.iter().try_for_each(|todo| write!(f, " → {todo}"))
    }
}

/// A record with the evidence that counts.
struct Case<'c> {
    policy: &'c Policy,
    revision: &'c Revision,
    evidence: Vec<&'c Evidence>,
    today: Date,
}

impl Policy {
    /// Every demand that a record has to meet to stand on a rung of the ladder, from the lowest tier's on.
    pub fn judge(&self, rung: usize, revision: &Revision, ledger: &[Evidence], today: Date) -> Vec<Finding> {
        // What was said of an item that is gone says nothing of the record as it is.
        let counts = |one: &&Evidence| {
            one.counts() && one.what.item.is_none_or(|(part, id)| revision.items.of(part).contains(&id))
        };
        let evidence = ledger.iter().filter(counts).collect();
        let case = Case { policy: self, revision, evidence, today };
        let tiers = self.ladder.iter().take(rung + 1);
        let gates = tiers.filter_map(|tier| self.gates.get(tier).map(|gate| (tier, gate)));
        gates.flat_map(|(tier, gate)| case.judge(tier, gate)).collect()
    }

    /// The weighted outcomes of an item: successes and failures, a partial one half each.
    fn tally<'e>(&self, outcomes: impl Iterator<Item = &'e Evidence>) -> Tally {
        let (mut successes, mut failures) = (0.0, 0.0);
        for evidence in outcomes {
            let weight = self.weight(evidence.what.reporter_kind) * f64::from(evidence.what.count);
            let success = match evidence.what.outcome {
                Some(Outcome::Success) => 1.0,
                Some(Outcome::Partial) => 0.5,
                Some(Outcome::Fail | Outcome::Worse) => 0.0,
                None => continue,
            };
            successes += weight * success;
            failures += weight * (1.0 - success);
        }
        Tally::new(successes, failures)
    }
}

impl Case<'_> {
    fn judge(&self, tier: &Tier, gate: &Gate) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut add = |demand: String, there: String, missing: Option<String>| {
            findings.push(Finding { tier: tier.clone(), demand, there, missing });
        };
        for (kind, needed) in &gate.evidence {
            let is_review = *kind == EvidenceKind::Review && !gate.review_by.is_empty();
            let count = self
                .evidence
                .iter()
                .filter(|one| {
                    one.what.kind == *kind && (!is_review || gate.review_by.contains(&one.what.reporter_kind))
                })
                .count();
            let by: Vec<&str> = gate.review_by.iter().map(|kind| kind.as_str()).collect();
            let by = if is_review { format!("by {}, ", by.join(" or ")) } else { String::new() };
            let short = u32::try_from(count).unwrap_or(u32::MAX) < *needed;
            let url = if *kind == EvidenceKind::Source { " --url URL" } else { "" };
            let todo = format!("canonry evidence add {} --kind {kind}{url}", self.revision.record.id);
            add(format!("{kind} evidence, {by}{needed} or more"), count.to_string(), short.then_some(todo));
        }
        if let Some(days) = gate.confirmed_within_days {
            let last = self.revision.record.last_confirmed;
            let short = last < self.today.minus_days(days);
            let todo = format!("canonry confirm {} --note TEXT", self.revision.record.id);
            add(format!("confirmed within {days} days"), format!("last on {last}"), short.then_some(todo));
        }
        if gate.no_open_dispute {
            let open: Vec<String> = self.of(EvidenceKind::Dispute).map(|one| format!("e{}", one.id)).collect();
            let there = if open.is_empty() { "none".to_owned() } else { open.join(", ") };
            let todo = format!("settle it, then canonry evidence withdraw {} --reason TEXT", open.join(" "));
            add("no open dispute".to_owned(), there, (!open.is_empty()).then_some(todo));
        }
        let outcomes = format!("canonry evidence add {}#w1 --kind outcome --outcome success", self.revision.record.id);
        if let Some(needed) = gate.reports {
            let count: u64 = self.of(EvidenceKind::Outcome).map(|one| u64::from(one.what.count)).sum();
            add(
                format!("outcomes reported, {needed} or more"),
                count.to_string(),
                (count < needed.into()).then(|| outcomes.clone()),
            );
        }
        if let Some(needed) = gate.reporters {
            let who: BTreeSet<&str> = self.of(EvidenceKind::Outcome).map(|one| one.what.reporter.as_str()).collect();
            let short = u32::try_from(who.len()).unwrap_or(u32::MAX) < needed;
            let todo = format!("{outcomes} --reporter NAME");
            add(format!("different reporters, {needed} or more"), who.len().to_string(), short.then_some(todo));
        }
        if let Some(needed) = gate.lower_bound {
            let best = self.best_bound();
            let there = best.map_or("no reports".to_owned(), |(bound, number)| format!("{bound:.4} (w{number})"));
            let short = best.is_none_or(|(bound, _)| bound < needed.value());
            add(
                format!("lower bound of the best workaround, {needed} or more"),
                there,
                short.then(|| outcomes.clone()),
            );
        }
        findings
    }

    fn of(&self, kind: EvidenceKind) -> impl Iterator<Item = &Evidence> {
        self.evidence.iter().copied().filter(move |one| one.what.kind == kind)
    }

    /// The highest lower bound of a workaround's success rate, with the number of the workaround.
    fn best_bound(&self) -> Option<(f64, usize)> {
        let mut by_item: BTreeMap<u32, Vec<&Evidence>> = BTreeMap::new();
        for one in self.of(EvidenceKind::Outcome) {
            if let Some((Part::Workaround, id)) = one.what.item {
                by_item.entry(id).or_default().push(one);
            }
        }
        let bounds = by_item.into_iter().filter_map(|(id, outcomes)| {
            let tally = self.policy.tally(outcomes.into_iter());
            let at = self.revision.items.workarounds.iter().position(|listed| *listed == id)?;
            wilson(tally, Z_95).map(|interval| (interval.low, at + 1))
        });
        bounds.max_by(|a, b| a.0.total_cmp(&b.0))
    }
}
