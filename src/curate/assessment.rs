//! Whether a record meets the requirements of a tier, as data.

use crate::ledger::{EvidenceKind, EvidenceNumber, ReporterKind};
use crate::record::{Date, Id, ItemNumber, Tier, vocabulary};

/// Whether a record meets the requirements of a tier.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The record.
    pub id: Id,
    /// Its tier before.
    pub from: Tier,
    /// The tier; `None` if there is none above.
    pub to: Option<Tier>,
    /// Every requirement up to that tier.
    pub requirements: Vec<TierRequirement>,
    /// Whether it was promoted.
    pub is_promoted: bool,
}

impl Assessment {
    /// The number of requirements that are not met.
    pub fn missing(&self) -> usize {
        self.requirements.iter().filter(|requirement| !requirement.is_met()).count()
    }

    /// Whether the record is one requirement short of the tier.
    pub fn is_one_short(&self) -> bool {
        !self.is_promoted && self.missing() == 1
    }
}

/// One requirement of a tier, and what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct TierRequirement {
    /// The tier whose gate it is.
    pub tier: Tier,
    /// What is required, and what was found.
    pub what: Requirement,
}

/// What a gate requires, and what was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Requirement {
    /// Evidence of a kind, on the record or its items.
    Evidence {
        /// The kind.
        kind: EvidenceKind,
        /// The kinds of reporters that count; empty for all.
        by: Vec<ReporterKind>,
        /// The number of pieces that are needed.
        needed: u32,
        /// The number that was found.
        found: usize,
    },
    /// A confirmation that is not too old.
    Confirmed {
        /// Within how many days before today.
        within_days: u32,
        /// The first of these days.
        since: Date,
        /// The day on which the record was last confirmed.
        last: Date,
    },
    /// No open dispute.
    NoOpenDispute {
        /// The numbers of the disputes that are open.
        open: Vec<EvidenceNumber>,
    },
    /// Reports of the best workaround.
    Reports {
        /// What is measured.
        measure: Measure,
        /// The value that is needed.
        needed: f64,
        /// What was found; `None` if no workaround has reports.
        found: Option<Measured>,
    },
}

vocabulary! {
    /// A measure of the reports of a workaround, by the key of a gate in the policy.
    Measure {
        /// Their number, by their weight for its rate.
        Reports = "reports",
        /// The number of different reporters.
        Reporters = "reporters",
        /// The number of kinds of these reporters, as the policy counts them.
        ReporterKinds = "reporter_kinds",
        /// The number of reporters that the policy lists.
        KnownReporters = "known_reporters",
        /// The lower bound of the 95 % Wilson interval of the workaround's success rate, 0 to 1.
        LowerBound = "lower_bound",
    }
}

/// A measured value of the reports of a workaround.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The workaround.
    pub workaround: ItemNumber,
    /// How much.
    pub value: f64,
    /// The names that were counted; empty if it has none.
    pub names: Vec<String>,
}

/// The largest rounding error of a sum of weights.
const ROUNDING_ERROR: f64 = 1e-9;

impl TierRequirement {
    /// Whether the requirement is met.
    pub fn is_met(&self) -> bool {
        match &self.what {
            Requirement::Evidence { needed, found, .. } => u32::try_from(*found).unwrap_or(u32::MAX) >= *needed,
            Requirement::Confirmed { since, last, .. } => last >= since,
            Requirement::NoOpenDispute { open } => open.is_empty(),
            Requirement::Reports { needed, found, .. } => {
                found.as_ref().map_or(0.0, |found| found.value) + ROUNDING_ERROR >= *needed
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::ItemKind;

    /// What a tier requires.
    fn of(what: Requirement) -> TierRequirement {
        TierRequirement { tier: "community_verified".parse().unwrap(), what }
    }

    #[test]
    fn a_sum_of_weights_meets_a_requirement_although_it_is_not_exact() {
        let is_met = |value: f64| {
            let workaround = ItemNumber { kind: ItemKind::Workaround, number: 1 };
            let found = Some(Measured { workaround, value, names: Vec::new() });
            of(Requirement::Reports { measure: Measure::Reports, needed: 5.0, found }).is_met()
        };
        assert!(is_met(5.0) && is_met(5.0 - 1e-12) && !is_met(4.999_99));
    }

    #[test]
    fn no_reports_meet_only_a_requirement_of_none() {
        let is_met =
            |needed: f64| of(Requirement::Reports { measure: Measure::LowerBound, needed, found: None }).is_met();
        assert!(is_met(0.0) && !is_met(0.5));
    }

    #[test]
    fn evidence_is_counted_and_a_confirmation_is_recent_to_the_day() {
        let by = Vec::new();
        let evidence = |found| Requirement::Evidence { kind: EvidenceKind::Review, by: by.clone(), needed: 2, found };
        assert_eq!([1, 2, 3].map(|found| of(evidence(found)).is_met()), [false, true, true]);
        let day = |word: &str| word.parse::<Date>().unwrap();
        let since = day("2026-11-01");
        let confirmed = |last| Requirement::Confirmed { within_days: 20, since, last };
        assert!(of(confirmed(since)).is_met() && !of(confirmed(day("2026-10-31"))).is_met());
    }

    #[test]
    fn an_open_dispute_is_in_the_way() {
        assert!(of(Requirement::NoOpenDispute { open: Vec::new() }).is_met());
        assert!(!of(Requirement::NoOpenDispute { open: vec![1.into()] }).is_met());
    }

    #[test]
    fn a_record_is_one_short_if_a_single_requirement_keeps_it_from_the_tier() {
        let assessment = |open: &[bool], is_promoted| {
            let what =
                |open: &bool| Requirement::NoOpenDispute { open: open.then_some(1.into()).into_iter().collect() };
            let requirements = open.iter().map(|open| of(what(open))).collect();
            let from = "ai_generated".parse().unwrap();
            Assessment { id: "x/a".parse().unwrap(), from, to: None, requirements, is_promoted }
        };
        assert!(assessment(&[true, false], false).is_one_short());
        assert!(!assessment(&[true, false], true).is_one_short(), "it has the tier");
        assert!(!assessment(&[false], false).is_one_short() && !assessment(&[true, true], false).is_one_short());
        assert_eq!(assessment(&[true, false, true], false).missing(), 2);
    }
}
