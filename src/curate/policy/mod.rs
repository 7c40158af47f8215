//! The policy of a set: the ladder of tiers, the gates between them, and other settings.

mod best;
mod check_table;
mod checks;
mod default;
mod export;
mod file;
mod gate;
mod layout;
mod problem;
mod range;
mod release;
mod samples;
mod source;
mod tables;
mod value;
mod write;
mod write_checks;

use std::collections::BTreeMap;

use super::import::Trust;
use crate::check::Settings;
use crate::ledger::{EvidenceKind, ReporterKind, Reporters};
use crate::record::{Date, Limits, Rate, SamplesKey, Tier};

pub use checks::{AskedChecks, CheckPolicy};
pub use export::ExportPolicy;
pub use layout::toml_key;
pub use problem::{PolicyError, PolicyProblem, PolicyWordError};
pub use range::NumberRange;
pub use release::ReleasePolicy;
pub use source::{PolicyFileError, PolicyPath};

/// The policy of a set, from `canonry.toml`. Every key may be left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The tiers, from the lowest to the highest.
    pub ladder: Vec<Tier>,
    /// The requirements of a tier in addition to those below it.
    pub gates: BTreeMap<Tier, Gate>,
    /// The weight of an outcome by the kind of its reporter, in reports; 1 by default.
    pub weights: BTreeMap<ReporterKind, f64>,
    /// The correlation of the reports of one reporter, by the reporter's kind: from 0, each counts in full, to 1, all
    /// of them count as one; 0 by default. The intraclass correlation of Kish's design effect.
    pub rho: BTreeMap<ReporterKind, f64>,
    /// The maintainers and the machines of this set, and other known reporters.
    pub reporters: Reporters,
    /// The weight of the baseline of a record of a tier in reports, from 1 to 1,000; 4 by default.
    pub priors: BTreeMap<Tier, f64>,
    /// The intercept of the line from an authored rate of a tier to the expected one, on the log-odds scale; 0 by
    /// default.
    pub intercepts: BTreeMap<Tier, f64>,
    /// The slope of that line, above 0; 1 by default.
    pub slopes: BTreeMap<Tier, f64>,
    /// When an estimate is published.
    pub rates: RatePolicy,
    /// What an import may do without asking.
    pub import: ImportPolicy,
    /// What an export writes.
    pub export: ExportPolicy,
    /// The limits of new records, fields and lists.
    pub limits: Limits,
    /// Which checks run, and their severities.
    pub checks: CheckPolicy,
    /// The key under which samples are published with their records; `None` if they are not.
    pub samples_key: Option<SamplesKey>,
    /// What a release has to meet.
    pub release: ReleasePolicy,
    /// The trust of sources of records, by their names.
    pub sources: BTreeMap<String, Trust>,
}

/// What an import may do without asking.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportPolicy {
    /// The share of the published records, 0 to 1, that an import withdraws without a question.
    pub max_withdrawals: f64,
}

/// The default weight of a baseline in reports: that of a record that nobody checked.
const USUAL_PRIOR: f64 = 4.0;

/// The default line from the log-odds of authored rates to those of the expected rates, as intercept and slope: no
/// correction.
const USUAL_LINE: (f64, f64) = (0.0, 1.0);

/// When an estimate is published, and what else a report may change.
#[derive(Debug, Clone, PartialEq)]
pub struct RatePolicy {
    /// The least weight of reports.
    pub min_reports: f64,
    /// The least difference from the published rate.
    pub min_change: f64,
    /// The number of successes in one import of feedback that confirm a record, on the day of the last of them; 0:
    /// never.
    pub confirming_successes: u32,
    /// The number of days in which a report loses half of its weight, counted back from the claim's latest report; 0:
    /// never.
    pub half_life_days: f64,
    /// The largest `count` of one report, from 1.
    pub max_count: u32,
}

impl Default for ImportPolicy {
    fn default() -> Self {
        ImportPolicy { max_withdrawals: 0.05 }
    }
}

impl Default for RatePolicy {
    fn default() -> Self {
        RatePolicy {
            min_reports: 3.0,
            min_change: 0.05,
            confirming_successes: 0,
            half_life_days: 0.0,
            max_count: 10_000,
        }
    }
}

/// The requirements of a tier, in addition to those of the tiers below it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gate {
    /// The number of pieces of evidence of each kind, on the record or its items.
    pub evidence: BTreeMap<EvidenceKind, u32>,
    /// The kinds of reporters whose reviews count.
    pub review_by: Vec<ReporterKind>,
    /// The most days since the record was last confirmed.
    pub confirmed_within_days: Option<u32>,
    /// Whether no dispute may be open.
    pub no_open_dispute: bool,
    /// The least weight of the reports of the best workaround, as for its rate.
    pub reports: Option<u32>,
    /// The least number of different reporters.
    pub reporters: Option<u32>,
    /// The least number of kinds of these, as the policy counts them.
    pub reporter_kinds: Option<u32>,
    /// The least number of them that the policy lists.
    pub known_reporters: Option<u32>,
    /// The least lower bound of the 95 % Wilson interval of the best workaround's success rate.
    pub lower_bound: Option<Rate>,
}

impl Policy {
    /// The settings of the checks, from the policy and the caller.
    pub fn check_settings(&self, asked: &AskedChecks, today: Date) -> Settings {
        self.checks.settings(&self.ladder, asked, today)
    }

    /// The place of a tier on the ladder, from 0; `None` if it is not on it.
    pub fn rung(&self, tier: &Tier) -> Option<usize> {
        self.ladder.iter().position(|rung| rung == tier)
    }

    /// How many reports the baseline of a record of a tier is worth.
    pub fn prior(&self, tier: &Tier) -> f64 {
        self.priors.get(tier).copied().unwrap_or(USUAL_PRIOR)
    }

    /// The weight of an outcome of a kind of reporter, in reports.
    pub fn weight(&self, kind: ReporterKind) -> f64 {
        self.weights.get(&kind).copied().unwrap_or(1.0)
    }

    /// The correlation of the reports of one reporter, from 0 to 1.
    pub fn rho(&self, kind: ReporterKind) -> f64 {
        self.rho.get(&kind).copied().unwrap_or(0.0)
    }

    /// The kind as which a report counts: see [`Reporters::counted_kind`].
    pub fn counted_kind(&self, kind_claimed: ReporterKind, folded_name: &str) -> ReporterKind {
        self.reporters.counted_kind(kind_claimed, folded_name)
    }

    /// Whether a reporter is known here, by the folded name.
    pub fn is_known(&self, folded_name: &str) -> bool {
        self.reporters.is_known(folded_name)
    }

    /// The line from the log-odds of an authored rate of a tier to those of the expected rate: intercept and slope.
    pub fn line(&self, tier: &Tier) -> (f64, f64) {
        let of = |by_tier: &BTreeMap<Tier, f64>, usual| by_tier.get(tier).copied().unwrap_or(usual);
        (of(&self.intercepts, USUAL_LINE.0), of(&self.slopes, USUAL_LINE.1))
    }
}
