//! Reading a policy.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ConfidencePolicy, DEFAULT, Gate, ImportPolicy, Policy, PolicyError, RatePolicy, Trust};
use crate::record::{Limits, Rate, Tier};

/// The file, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    ladder: Option<Vec<String>>,
    #[serde(default)]
    gate: BTreeMap<String, GateTable>,
    #[serde(default)]
    weight: BTreeMap<String, f64>,
    #[serde(default)]
    prior: BTreeMap<String, f64>,
    rates: Option<RatePolicy>,
    confidence: Option<ConfidencePolicy>,
    import: Option<ImportPolicy>,
    #[serde(default)]
    limits: LimitsTable,
    #[serde(default)]
    source: BTreeMap<String, SourceTable>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LimitsTable {
    record_bytes: Option<u64>,
    field_bytes: Option<u64>,
    items: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SourceTable {
    keep: Vec<String>,
    new_tier: Option<String>,
    only: Option<String>,
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
        let empty = Policy {
            ladder: Vec::new(),
            gates: BTreeMap::new(),
            weights: BTreeMap::new(),
            priors: BTreeMap::new(),
            rates: RatePolicy::default(),
            confidence: ConfidencePolicy::default(),
            import: ImportPolicy::default(),
            limits: Limits::default(),
            sources: BTreeMap::new(),
        };
        // A test holds the default to be a policy.
        DEFAULT.parse().unwrap_or(empty)
    }
}

impl std::str::FromStr for Policy {
    type Err = PolicyError;

    /// Reads a policy; what the text leaves out is as in the default. A gate that it names replaces the default's.
    fn from_str(text: &str) -> Result<Self, PolicyError> {
        read(text)
            .map_err(|error| PolicyError { span: error.span.clone().or_else(|| find(text, &error.message)), ..error })
    }
}

/// Where the word stands that a message is about: the one in quotes, else the last key of the path before the colon.
fn find(text: &str, message: &str) -> Option<std::ops::Range<usize>> {
    let quoted = message.split('\'').nth(1);
    let key = message.split(':').next().and_then(|path| path.rsplit('.').next());
    let word = quoted.or(key).filter(|word| !word.is_empty())?;
    let start = text.find(word)?;
    Some(start..start + word.len())
}

fn read(text: &str) -> Result<Policy, PolicyError> {
    let file: File = toml::from_str(text)
        .map_err(|error| PolicyError { message: error.message().to_owned(), span: error.span() })?;
    let defaults: File = match text == DEFAULT {
        true => File::default(),
        false => {
            toml::from_str(DEFAULT).map_err(|error| PolicyError { message: error.message().to_owned(), span: None })?
        }
    };
    let has_ladder = file.ladder.is_some();
    let ladder = file.ladder.or(defaults.ladder).unwrap_or_default();
    let ladder: Vec<Tier> = ladder.iter().map(|word| parse("ladder", word)).collect::<Result<_, _>>()?;
    if ladder.is_empty() {
        return Err(wrong("ladder: names no tier".to_owned()));
    }
    if let Some(twice) = ladder.iter().enumerate().find(|(at, tier)| ladder.iter().take(*at).any(|one| one == *tier)) {
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
    let mut priors = BTreeMap::new();
    for (word, prior) in defaults.prior.into_iter().chain(file.prior) {
        if !(1.0..=1000.0).contains(&prior) {
            return Err(wrong(format!("prior.{word}: a prior is worth 1 to 1000 reports, not {prior}")));
        }
        priors.insert(parse("prior", &word)?, prior);
    }
    let rates = file.rates.unwrap_or_default();
    let confidence = file.confidence.unwrap_or_default();
    let import = file.import.unwrap_or_default();
    let shares = [
        ("rates.min_change", rates.min_change),
        ("confidence.aging", confidence.aging),
        ("confidence.stale", confidence.stale),
        ("import.max_withdrawals", import.max_withdrawals),
    ];
    let caps = confidence.cap.iter().map(|(tier, cap)| (tier.as_str(), *cap));
    if let Some((place, value)) = shares.into_iter().chain(caps).find(|(_, value)| !(0.0..=1.0).contains(value)) {
        return Err(wrong(format!("{place}: expected a number from 0 to 1, not {value}")));
    }
    if !(rates.min_reports.is_finite() && rates.min_reports >= 0.0) {
        return Err(wrong(format!("rates.min_reports: a number from 0 on, not {}", rates.min_reports)));
    }
    let limits = file.limits.limits()?;
    let mut sources = BTreeMap::new();
    for (name, table) in file.source {
        let trust = table.trust(&name, &ladder)?;
        sources.insert(name, trust);
    }
    Ok(Policy { ladder, gates, weights, priors, rates, confidence, import, limits, sources })
}

impl LimitsTable {
    fn limits(self) -> Result<Limits, PolicyError> {
        let usual = Limits::default();
        let given = [
            ("record_bytes", self.record_bytes, usual.record_bytes),
            ("field_bytes", self.field_bytes, usual.field_bytes),
            ("items", self.items, usual.items),
        ];
        for (name, value, _) in given {
            if let Some(value) = value.filter(|value| !(1..=Limits::MOST).contains(value)) {
                return Err(wrong(format!("limits.{name}: expected a number from 1 to {}, not {value}", Limits::MOST)));
            }
        }
        let [record_bytes, field_bytes, items] = given.map(|(_, value, usual)| value.unwrap_or(usual));
        Ok(Limits { record_bytes, field_bytes, items })
    }
}

impl SourceTable {
    fn trust(self, name: &str, ladder: &[Tier]) -> Result<Trust, PolicyError> {
        let place = format!("source.{name}");
        let keep = self.keep.iter().map(|word| parse(&format!("{place}.keep"), word)).collect::<Result<_, _>>()?;
        let new_tier: Option<Tier> =
            self.new_tier.as_deref().map(|word| parse(&format!("{place}.new_tier"), word)).transpose()?;
        if let Some(tier) = new_tier.as_ref().filter(|tier| !ladder.contains(tier)) {
            return Err(wrong(format!("{place}.new_tier: the ladder has no tier '{tier}'")));
        }
        let only_new = match self.only.as_deref() {
            None => false,
            Some("new") => true,
            Some(word) => return Err(wrong(format!("{place}.only: unknown value '{word}'; expected new"))),
        };
        Ok(Trust { keep, new_tier, only_new })
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
