//! Comparing a record with the gates of a tier.

use super::best::Best;
use super::{Gate, Policy};
use crate::curate::assessment::{Measure, Measured, Requirement, TierRequirement};
use crate::curate::rates::Receipt;
use crate::ledger::{Evidence, EvidenceKind};
use crate::record::{Date, Rate, Revision, Tier};

/// A record with the evidence that counts.
struct GateCase<'c> {
    policy: &'c Policy,
    revision: &'c Revision,
    evidence: Vec<&'c Evidence>,
    best: Option<Best>,
    today: Date,
}

impl Policy {
    /// Every requirement that a record has to meet for a rung of the ladder, from the lowest tier's on.
    ///
    /// The receipts are those of its workarounds; they may be left out if [`Policy::asks_for_reports`] says no.
    pub fn requirements(
        &self,
        rung: usize,
        revision: &Revision,
        ledger: &[Evidence],
        receipts: &[Receipt],
        today: Date,
    ) -> Vec<TierRequirement> {
        // Evidence on a removed item does not count.
        let counts =
            |one: &&Evidence| one.counts() && one.what.item.is_none_or(|item| revision.items.position(item).is_some());
        let evidence = ledger.iter().filter(counts).collect();
        let best = Best::of(revision, receipts);
        let case = GateCase { policy: self, revision, evidence, best, today };
        self.up_to(rung).flat_map(|(tier, gate)| case.requirements(tier, gate)).collect()
    }

    /// Whether a gate up to a rung of the ladder requires reports.
    pub fn asks_for_reports(&self, rung: usize) -> bool {
        self.up_to(rung).any(|(_, gate)| {
            let counts = [gate.reports, gate.reporters, gate.reporter_kinds, gate.known_reporters];
            gate.lower_bound.is_some() || counts.iter().any(Option::is_some)
        })
    }

    fn up_to(&self, rung: usize) -> impl Iterator<Item = (&Tier, &Gate)> {
        let tiers = self.ladder.iter().take(rung + 1);
        tiers.filter_map(|tier| self.gates.get(tier).map(|gate| (tier, gate)))
    }
}

impl GateCase<'_> {
    fn requirements(&self, tier: &Tier, gate: &Gate) -> Vec<TierRequirement> {
        let mut requirements = Vec::new();
        for (kind, needed) in &gate.evidence {
            let by = if *kind == EvidenceKind::Review { gate.review_by.clone() } else { Vec::new() };
            let counts = |one: &&Evidence| by.is_empty() || by.contains(&one.what.reporter_kind);
            let found = self.of(*kind).filter(counts).count();
            requirements.push(Requirement::Evidence { kind: *kind, by, needed: *needed, found });
        }
        if let Some(within_days) = gate.confirmed_within_days {
            let (since, last) = (self.today.minus_days(within_days), self.revision.record.last_confirmed);
            requirements.push(Requirement::Confirmed { within_days, since, last });
        }
        if gate.no_open_dispute {
            let open = self.of(EvidenceKind::Dispute).map(|one| one.id).collect();
            requirements.push(Requirement::NoOpenDispute { open });
        }
        requirements.extend(self.of_reports(gate));
        requirements.into_iter().map(|what| TierRequirement { tier: tier.clone(), what }).collect()
    }

    /// What is required of the reports of the best workaround.
    fn of_reports(&self, gate: &Gate) -> Vec<Requirement> {
        let needed = [
            (Measure::Reports, gate.reports.map(f64::from)),
            (Measure::Reporters, gate.reporters.map(f64::from)),
            (Measure::ReporterKinds, gate.reporter_kinds.map(f64::from)),
            (Measure::KnownReporters, gate.known_reporters.map(f64::from)),
            (Measure::LowerBound, gate.lower_bound.map(Rate::value)),
        ];
        let required = needed.into_iter().filter_map(|(measure, needed)| Some((measure, needed?)));
        let found = |measure| self.best.as_ref().map(|best| self.measured(best, measure));
        required.map(|(measure, needed)| Requirement::Reports { measure, needed, found: found(measure) }).collect()
    }

    fn measured(&self, best: &Best, measure: Measure) -> Measured {
        let named = |names: Vec<String>| (count(names.len()), names);
        let (value, names) = match measure {
            Measure::Reports => (best.reports, Vec::new()),
            Measure::Reporters => named(best.reporters.keys().cloned().collect()),
            Measure::ReporterKinds => named(best.kinds().iter().map(ToString::to_string).collect()),
            Measure::KnownReporters => {
                named(best.reporters.keys().filter(|name| self.policy.is_known(name)).cloned().collect())
            }
            Measure::LowerBound => (best.bound, Vec::new()),
        };
        Measured { workaround: best.number, value, names }
    }

    fn of(&self, kind: EvidenceKind) -> impl Iterator<Item = &Evidence> {
        self.evidence.iter().copied().filter(move |one| one.what.kind == kind)
    }
}

/// A count as a double; exact for every ledger that fits a disk.
fn count(count: usize) -> f64 {
    count as f64
}
