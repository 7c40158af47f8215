//! What the maintainers of a set demand: the ladder of tiers and the gates between them.

mod best;
mod check_table;
mod checks;
mod default;
mod file;
mod gate;
mod layout;
mod problem;
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
pub use layout::toml_key;
pub use problem::{PolicyError, PolicyProblem};
pub use source::{PolicyFileError, PolicyPath};

/// What the maintainers of a set demand, from `canonry.toml`. Every key may be left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The tiers, from the lowest to the highest.
    pub ladder: Vec<Tier>,
    /// What a tier demands beyond those below it.
    pub gates: BTreeMap<Tier, Gate>,
    /// How much an outcome weighs by who reports it, in reports; 1 if nothing is said.
    pub weights: BTreeMap<ReporterKind, f64>,
    /// How alike the reports of one reporter are, by the reporter's kind: from 0, each counts in full, to 1, all of
    /// them count as one; 0 if nothing is said. The intraclass correlation of Kish's design effect.
    pub rho: BTreeMap<ReporterKind, f64>,
    /// Who the maintainers and the machines of this set are, and who else is known.
    pub reporters: Reporters,
    /// How many reports the baseline of a record of a tier is worth, from 1 to 1,000; 4 if nothing is
    /// said.
    pub priors: BTreeMap<Tier, f64>,
    /// The intercept of the line that makes of an authored rate of a tier the one to expect, on the log-odds scale; 0
    /// if nothing is said.
    pub intercepts: BTreeMap<Tier, f64>,
    /// The slope of that line, above 0; 1 if nothing is said.
    pub slopes: BTreeMap<Tier, f64>,
    /// When an estimate is published.
    pub rates: RatePolicy,
    /// What an import may do unasked.
    pub import: ImportPolicy,
    /// How large records, fields and lists may be that are new here.
    pub limits: Limits,
    /// What is checked, and how grave it is.
    pub checks: CheckPolicy,
    /// The key under which samples are published with their records; `None` if they are not.
    pub samples_key: Option<SamplesKey>,
    /// How far sources of records are trusted, by their names.
    pub sources: BTreeMap<String, Trust>,
}

/// What an import may do unasked.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportPolicy {
    /// The share of the published records, 0 to 1, that `import --whole` withdraws without a question.
    pub max_withdrawals: f64,
}

/// How many reports a baseline is worth if the policy does not say: as much as a record that nobody checked.
const USUAL_PRIOR: f64 = 4.0;

/// The line from the log-odds of authored rates to those of the rates to expect if the policy does not say: as they
/// are authored. Intercept and slope.
const USUAL_LINE: (f64, f64) = (0.0, 1.0);

/// When an estimate is published, and what else a report may move.
#[derive(Debug, Clone, PartialEq)]
pub struct RatePolicy {
    /// From this many reports on, by weight.
    pub min_reports: f64,
    /// If it differs from the published rate by this much or more.
    pub min_change: f64,
    /// This many successes in one import of feedback confirm a record, on the day of the last of them; 0: they never
    /// do.
    pub confirming_successes: u32,
    /// In how many days a report loses half of its weight, counted back from the claim's latest report; 0: it never
    /// does.
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

/// What a tier demands of a record, beyond what those below it demand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gate {
    /// How many pieces of evidence of each kind, on the record or its items.
    pub evidence: BTreeMap<EvidenceKind, u32>,
    /// By whom reviews count.
    pub review_by: Vec<ReporterKind>,
    /// Within how many days the record was last confirmed.
    pub confirmed_within_days: Option<u32>,
    /// Whether no dispute may be open.
    pub no_open_dispute: bool,
    /// How many reports the best workaround has, as they weigh for its rate.
    pub reports: Option<u32>,
    /// By how many different reporters.
    pub reporters: Option<u32>,
    /// Of how many kinds these are, as the policy lets them stand.
    pub reporter_kinds: Option<u32>,
    /// How many of them are known here.
    pub known_reporters: Option<u32>,
    /// What the best workaround's success rate is at least, by the lower bound of its 95 % Wilson interval.
    pub lower_bound: Option<Rate>,
}

impl Policy {
    /// The settings of the checks, as the policy has them and a caller asks for.
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

    /// How much an outcome of a reporter weighs, in reports.
    pub fn weight(&self, kind: ReporterKind) -> f64 {
        self.weights.get(&kind).copied().unwrap_or(1.0)
    }

    /// How alike the reports of one reporter are, from 0 to 1.
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

    /// The line from the log-odds of an authored rate of a tier to those of the rate to expect: intercept and slope.
    pub fn line(&self, tier: &Tier) -> (f64, f64) {
        let of = |by_tier: &BTreeMap<Tier, f64>, usual| by_tier.get(tier).copied().unwrap_or(usual);
        (of(&self.intercepts, USUAL_LINE.0), of(&self.slopes, USUAL_LINE.1))
    }
}
