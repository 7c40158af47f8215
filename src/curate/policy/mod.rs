//! What the maintainers of a set demand: the ladder of tiers and the gates between them.

mod default;
mod gate;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use crate::record::{Rate, Tier};
use crate::store::{EvidenceKind, ReporterKind};

pub use default::DEFAULT;
pub use gate::Finding;

/// What the maintainers of a set demand, from `canonry.toml`. Every key may be left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The tiers, from the lowest to the highest.
    pub ladder: Vec<Tier>,
    /// What a tier demands beyond those below it.
    pub gates: BTreeMap<Tier, Gate>,
    /// How much an outcome weighs by who reports it, in reports; 1 where nothing is said.
    pub weights: BTreeMap<ReporterKind, f64>,
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
    /// How many outcomes were reported.
    pub reports: Option<u32>,
    /// By how many different reporters.
    pub reporters: Option<u32>,
    /// What the best workaround's success rate is at least, by the lower bound of its 95 % Wilson interval.
    pub lower_bound: Option<Rate>,
}

/// A text that is no policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PolicyError {
    /// What is wrong.
    pub message: String,
    /// Where, in bytes from the beginning of the text, as far as that is known.
    pub span: Option<Range<usize>>,
}

/// The file, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    ladder: Option<Vec<String>>,
    #[serde(default)]
    gate: BTreeMap<String, GateTable>,
    #[serde(default)]
    weight: BTreeMap<String, f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct GateTable {
    evidence: BTreeMap<String, u32>,
    review_by: Vec<String>,
    confirmed_within_days: Option<u32>,
    no_open_dispute: bool,
    reports: Option<u32>,
    reporters: Option<u32>,
    lower_bound: Option<f64>,
}

impl Default for Policy {
    fn default() -> Self {
        // A test holds the default to be a policy.
        DEFAULT.parse().unwrap_or(Policy { ladder: Vec::new(), gates: BTreeMap::new(), weights: BTreeMap::new() })
    }
}

impl std::str::FromStr for Policy {
    type Err = PolicyError;

    /// Reads a policy; what the text leaves out is as in the default. A gate that it names replaces the default's.
    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let file: File = toml::from_str(text)
            .map_err(|error| PolicyError { message: error.message().to_owned(), span: error.span() })?;
        let defaults: File = match text == DEFAULT {
            true => File::default(),
            false => toml::from_str(DEFAULT)
                .map_err(|error| PolicyError { message: error.message().to_owned(), span: None })?,
        };
        let has_ladder = file.ladder.is_some();
        let ladder = file.ladder.or(defaults.ladder).unwrap_or_default();
        let ladder: Vec<Tier> = ladder.iter().map(|word| parse("ladder", word)).collect::<Result<_, _>>()?;
        if ladder.is_empty() {
            return Err(wrong("ladder: names no tier".to_owned()));
        }
        if let Some(twice) =
            ladder.iter().enumerate().find(|(at, tier)| ladder.iter().take(*at).any(|one| one == *tier))
        {
            return Err(wrong(format!("ladder: names {} twice", twice.1)));
        }
        let mut gates = BTreeMap::new();
        for (word, table) in defaults.gate {
            let tier: Tier = parse("gate", &word)?;
            if ladder.contains(&tier) {
                gates.insert(tier.clone(), table.gate(&tier)?);
            }
        }
        for (word, table) in file.gate {
            let tier: Tier = parse("gate", &word)?;
            if !ladder.contains(&tier) {
                let hint = if has_ladder { "the ladder" } else { "the default ladder" };
                return Err(wrong(format!("gate.{word}: {hint} has no such tier")));
            }
            gates.insert(tier.clone(), table.gate(&tier)?);
        }
        let mut weights = BTreeMap::new();
        for (word, weight) in defaults.weight.into_iter().chain(file.weight) {
            if !weight.is_finite() || weight < 0.0 {
                return Err(wrong(format!("weight.{word}: a weight is a number from 0 on, not {weight}")));
            }
            weights.insert(parse("weight", &word)?, weight);
        }
        Ok(Policy { ladder, gates, weights })
    }
}

impl GateTable {
    fn gate(self, tier: &Tier) -> Result<Gate, PolicyError> {
        let place = format!("gate.{tier}");
        let mut evidence = BTreeMap::new();
        for (word, count) in self.evidence {
            evidence.insert(parse(&format!("{place}.evidence"), &word)?, count);
        }
        let review_by =
            self.review_by.iter().map(|word| parse(&format!("{place}.review_by"), word)).collect::<Result<_, _>>()?;
        let bound = self.lower_bound.map(Rate::try_from).transpose();
        Ok(Gate {
            evidence,
            review_by,
            confirmed_within_days: self.confirmed_within_days,
            no_open_dispute: self.no_open_dispute,
            reports: self.reports,
            reporters: self.reporters,
            lower_bound: bound.map_err(|error| wrong(format!("{place}.lower_bound: {error}")))?,
        })
    }
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(place: &str, word: &str) -> Result<T, PolicyError> {
    word.parse().map_err(|error: T::Err| wrong(format!("{place}: {error}")))
}

fn wrong(message: String) -> PolicyError {
    PolicyError { message, span: None }
}

impl Policy {
    /// The place of a tier on the ladder, from 0; `None` where it is not on it.
    pub fn rung(&self, tier: &Tier) -> Option<usize> {
        self.ladder.iter().position(|rung| rung == tier)
    }

    /// How much an outcome of a reporter weighs, in reports.
    pub fn weight(&self, kind: ReporterKind) -> f64 {
        self.weights.get(&kind).copied().unwrap_or(1.0)
    }
}
