//! The default policy.

use std::collections::BTreeMap;

use super::{
    CheckPolicy, ExportPolicy, Gate, ImportPolicy, Policy, RatePolicy, ReleasePolicy, USUAL_LINE, USUAL_PRIOR,
};
use crate::ledger::{EvidenceKind, ReporterKind, Reporters};
use crate::record::{Limits, Rate, Tier};

/// The tiers, from the lowest to the highest, with how many reports an authored rate is worth under each.
const LADDER: [(&str, f64); 3] =
    [("ai_generated", USUAL_PRIOR), ("human_reviewed", 10.0), ("community_verified", 20.0)];

/// The weight of each kind of reporters, and the correlation of the reports of one of them.
const KINDS: [(ReporterKind, f64, f64); 4] = [
    (ReporterKind::Maintainer, 1.0, 0.0),
    (ReporterKind::Ci, 1.0, 0.0),
    (ReporterKind::User, 1.0, 0.3),
    (ReporterKind::Agent, 0.5, 0.3),
];

impl Default for Policy {
    fn default() -> Self {
        let (intercept, slope) = USUAL_LINE;
        Policy {
            ladder: by_tier(LADDER).map(|(tier, _)| tier).collect(),
            gates: by_tier([("human_reviewed", reviewed()), ("community_verified", verified())]).collect(),
            weights: KINDS.into_iter().map(|(kind, weight, _)| (kind, weight)).collect(),
            rho: KINDS.into_iter().map(|(kind, _, rho)| (kind, rho)).collect(),
            reporters: Reporters::default(),
            priors: by_tier(LADDER).collect(),
            intercepts: by_tier(LADDER).map(|(tier, _)| (tier, intercept)).collect(),
            slopes: by_tier(LADDER).map(|(tier, _)| (tier, slope)).collect(),
            rates: RatePolicy::default(),
            import: ImportPolicy::default(),
            export: ExportPolicy::default(),
            limits: Limits::default(),
            samples_key: None,
            checks: CheckPolicy::default(),
            release: ReleasePolicy::default(),
            sources: BTreeMap::new(),
        }
    }
}

/// The gate of human_reviewed.
fn reviewed() -> Gate {
    Gate {
        evidence: [(EvidenceKind::Review, 1), (EvidenceKind::Source, 1)].into(),
        review_by: vec![ReporterKind::Maintainer],
        confirmed_within_days: Some(180),
        no_open_dispute: true,
        ..Gate::default()
    }
}

/// The gate of community_verified.
#[expect(clippy::expect_used, reason = "the number is a constant")]
fn verified() -> Gate {
    let half = Rate::try_from(0.5).expect("a rate");
    Gate { reports: Some(5), reporters: Some(3), lower_bound: Some(half), ..Gate::default() }
}

/// Values by tier, whose words are constants.
#[expect(clippy::expect_used, reason = "the words are constants")]
fn by_tier<T, const N: usize>(words: [(&str, T); N]) -> impl Iterator<Item = (Tier, T)> {
    words.into_iter().map(|(word, value)| (word.parse().expect("a tier"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_a_valid_policy_and_is_written_and_read_back() {
        let default = Policy::default();
        assert_eq!((default.ladder.len(), default.gates.len(), default.priors.len()), (3, 2, 3));
        assert!(default.gates.values().any(|gate| gate.lower_bound.is_some()));
        assert_eq!(default.to_toml().parse::<Policy>().unwrap(), default);
    }

    #[test]
    fn a_limit_that_is_left_out_is_as_in_the_default() {
        let policy: Policy = "[limits]\nitems = 5\n".parse().unwrap();
        assert_eq!(policy.limits, Limits { items: 5, ..Limits::default() });
        assert_eq!(policy.to_toml().parse::<Policy>().unwrap(), policy);
    }

    #[test]
    fn a_line_by_tier_is_straight_by_default() {
        let text =
            "[intercept]\nai_generated = -0.25\n[slope]\nai_generated = 0.5\nhuman_reviewed = 2\n[rho]\nuser = 0\n";
        let policy: Policy = text.parse().unwrap();
        let line = |tier: &str| policy.line(&tier.parse().unwrap());
        assert_eq!(line("ai_generated"), (-0.25, 0.5));
        assert_eq!(line("human_reviewed"), (0.0, 2.0));
        assert_eq!(line("community_verified"), (0.0, 1.0));
        assert_eq!(policy.rho(ReporterKind::User), 0.0);
        assert_eq!(policy.rho(ReporterKind::Agent), 0.3);
        assert_eq!(policy.to_toml().parse::<Policy>().unwrap(), policy);
    }

    #[test]
    fn every_tier_of_the_ladder_has_its_numbers() {
        let policy: Policy = "ladder = ['draft', 'final']\n[prior]\nfinal = 8\n".parse().unwrap();
        let tier = |word: &str| word.parse::<Tier>().unwrap();
        assert_eq!((policy.priors[&tier("draft")], policy.priors[&tier("final")]), (4.0, 8.0));
        assert_eq!(policy.line(&tier("draft")), (0.0, 1.0));
        let text = policy.to_toml();
        assert!(text.contains("[prior]\ndraft = 4\nfinal = 8\nai_generated = 4\n"), "{text}");
        assert!(text.contains("[slope]\ndraft = 1\nfinal = 1\n"), "{text}");
        assert_eq!(text.parse::<Policy>().unwrap(), policy);
    }

    #[test]
    fn any_number_and_name_is_read_back() {
        let text = "ladder = ['a', 'b', 'c', 'd', 'ä b']\n[intercept]\na = -1e300\nb = 1e-7\nc = 900000000000000\nd = -0.0\n[slope]\n'ä b' = 5e-324\n\
            [reporters]\nknown = [\"a\\u007f\\\"\\\\\\n\", '李']\n";
        let policy: Policy = text.parse().unwrap();
        assert_eq!(policy.to_toml().parse::<Policy>().unwrap(), policy, "{}", policy.to_toml());
    }

    #[test]
    fn the_trust_of_a_source_is_read_back() {
        let text = "[source.'my upstream']\nkeep = ['confidence', 'w.success_rate', 'leads_to']\nnew_tier = 'ai_generated'\nonly = 'new'\n";
        let policy: Policy = text.parse().unwrap();
        let trust = &policy.sources["my upstream"];
        assert!(trust.only_new && trust.keep.len() == 3);
        assert_eq!(policy.to_toml().parse::<Policy>().unwrap(), policy);
    }
}
