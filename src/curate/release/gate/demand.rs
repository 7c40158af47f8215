//! The demands that a release has to meet.

use crate::record::vocabulary;

vocabulary! {
    /// What the gate of releases demands, by its code, in comparison with the release before.
    Demand {
        /// `check` finds no new error, and nothing new of the checks that the policy names.
        Findings = "N001",
        /// No rate of a record with a high confidence fell by much without reports.
        FallenRates = "N002",
        /// No tier went down without a reason.
        Tiers = "N003",
        /// No record is missing: it is there, has another id, or was withdrawn with a reason.
        Missing = "N004",
        /// A record with another id has the former one as an alias.
        Aliases = "N005",
        /// The number of pieces of evidence fell only by what was ruled out.
        Evidence = "N006",
        /// Records were confirmed by evidence or by a source that is evidence enough.
        Confirmations = "N007",
        /// Each sample of a regex is matched or not matched, as it says.
        Samples = "N008",
        /// What is published can be imported, and gives the same tree.
        Reproducible = "N009",
        /// No rate is due, or no more than the policy allows.
        DueRates = "N010",
        /// No more of the set changed than the policy allows.
        Share = "N011",
    }
}

impl Demand {
    /// Its name in words.
    pub fn name(self) -> &'static str {
        match self {
            Demand::Findings => "no-new-findings",
            Demand::FallenRates => "fallen-rates-have-reports",
            Demand::Tiers => "lower-tiers-have-reasons",
            Demand::Missing => "no-record-missing",
            Demand::Aliases => "former-ids-are-aliases",
            Demand::Evidence => "evidence-kept",
            Demand::Confirmations => "confirmed-by-evidence",
            Demand::Samples => "samples-met",
            Demand::Reproducible => "reproducible",
            Demand::DueRates => "rates-published",
            Demand::Share => "change-within-bounds",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_codes_count_up_and_the_names_are_different() {
        for (at, demand) in Demand::ALL.iter().enumerate() {
            assert_eq!(demand.as_str(), format!("N{:03}", at + 1));
        }
        let names: BTreeSet<&str> = Demand::ALL.iter().map(|demand| demand.name()).collect();
        assert_eq!(names.len(), Demand::ALL.len());
    }
}
