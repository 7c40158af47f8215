//! The tables of a policy's file, as they are written.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::check_table::CheckTable;
use super::export::ExportTable;
use super::problem::{PolicyError, PolicyProblem, PolicyWordError, wrong};
use super::range::NumberRange;
use super::release::ReleaseTable;
use super::samples::SamplesTable;
use super::value::{Accepted, GivenNumbers, GivenWord, SHARE, parse};
use super::{Gate, ImportPolicy, RatePolicy, Trust};
use crate::ledger::{ReporterKind, Reporters, folded};
use crate::record::{Limits, Rate, Tier};

/// The file, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) ladder: Option<Spanned<Vec<GivenWord>>>,
    #[serde(default)]
    pub(super) gate: BTreeMap<GivenWord, GateTable>,
    #[serde(default)]
    pub(super) weight: GivenNumbers,
    #[serde(default)]
    pub(super) rho: GivenNumbers,
    #[serde(default)]
    pub(super) reporters: ReportersTable,
    #[serde(default)]
    pub(super) prior: GivenNumbers,
    #[serde(default)]
    pub(super) intercept: GivenNumbers,
    #[serde(default)]
    pub(super) slope: GivenNumbers,
    #[serde(default)]
    pub(super) rates: RatesTable,
    #[serde(default)]
    pub(super) import: ImportTable,
    #[serde(default)]
    pub(super) export: ExportTable,
    #[serde(default)]
    pub(super) limits: LimitsTable,
    #[serde(default)]
    pub(super) samples: SamplesTable,
    #[serde(default)]
    pub(super) check: CheckTable,
    #[serde(default)]
    pub(super) release: ReleaseTable,
    #[serde(default)]
    pub(super) source: BTreeMap<String, SourceTable>,
}

/// Names of reporters, as the file writes them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ReportersTable {
    maintainer: Vec<GivenWord>,
    ci: Vec<GivenWord>,
    known: Vec<GivenWord>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitsTable {
    record_bytes: Option<Spanned<u64>>,
    field_bytes: Option<Spanned<u64>>,
    items: Option<Spanned<u64>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SourceTable {
    keep: Vec<GivenWord>,
    new_tier: Option<GivenWord>,
    only: Option<GivenWord>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GateTable {
    evidence: BTreeMap<GivenWord, u32>,
    review_by: Vec<GivenWord>,
    confirmed_within_days: Option<u32>,
    no_open_dispute: bool,
    reports: Option<u32>,
    reporters: Option<u32>,
    reporter_kinds: Option<Spanned<u32>>,
    known_reporters: Option<u32>,
    lower_bound: Option<Spanned<f64>>,
}

/// When an estimate is published; in the order in which `policy show` lists the keys.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RatesTable {
    min_reports: Option<Spanned<f64>>,
    min_change: Option<Spanned<f64>>,
    confirming_successes: Option<u32>,
    half_life_days: Option<Spanned<f64>>,
    max_count: Option<Spanned<u32>>,
}

/// What an import may do without asking.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ImportTable {
    max_withdrawals: Option<Spanned<f64>>,
}

impl RatesTable {
    pub(super) fn rates(self) -> Result<RatePolicy, PolicyError> {
        let from_0 = Accepted { range: NumberRange::From0, holds: |number| (0.0..=f64::MAX).contains(number) };
        let days = Accepted { range: NumberRange::Days, holds: |days| (0.0..=36_500.0).contains(days) };
        let usual = RatePolicy::default();
        if let Some(count) = self.max_count.as_ref().filter(|count| *count.get_ref() == 0) {
            let expected = NumberRange::WholeTo(u32::MAX.into());
            let problem = PolicyProblem::OutOfRange { expected, found: "0".to_owned() };
            return Err(wrong(count.span(), "rates.max_count", problem));
        }
        Ok(RatePolicy {
            min_reports: from_0.check_or("rates.min_reports", self.min_reports.as_ref(), usual.min_reports)?,
            min_change: SHARE.check_or("rates.min_change", self.min_change.as_ref(), usual.min_change)?,
            confirming_successes: self.confirming_successes.unwrap_or(usual.confirming_successes),
            half_life_days: days.check_or(
                "rates.half_life_days",
                self.half_life_days.as_ref(),
                usual.half_life_days,
            )?,
            max_count: self.max_count.map_or(usual.max_count, Spanned::into_inner),
        })
    }
}

impl ImportTable {
    pub(super) fn import(&self) -> Result<ImportPolicy, PolicyError> {
        let usual = ImportPolicy::default().max_withdrawals;
        let max_withdrawals = SHARE.check_or("import.max_withdrawals", self.max_withdrawals.as_ref(), usual)?;
        Ok(ImportPolicy { max_withdrawals })
    }
}

impl ReportersTable {
    pub(super) fn reporters(&self) -> Result<Reporters, PolicyError> {
        let fold = |kind: &str, names: &[GivenWord]| {
            let fold = |name: &GivenWord| match folded(name.get_ref()) {
                empty if empty.is_empty() => {
                    Err(wrong(name.span(), format!("reporters.{kind}"), PolicyProblem::EmptyName))
                }
                name => Ok(name.into_owned()),
            };
            names.iter().map(fold).collect::<Result<BTreeSet<String>, PolicyError>>()
        };
        Ok(Reporters {
            maintainer: fold("maintainer", &self.maintainer)?,
            ci: fold("ci", &self.ci)?,
            known: fold("known", &self.known)?,
        })
    }
}

impl LimitsTable {
    pub(super) fn limits(self) -> Result<Limits, PolicyError> {
        let usual = Limits::default();
        let given = [
            ("record_bytes", self.record_bytes, usual.record_bytes),
            ("field_bytes", self.field_bytes, usual.field_bytes),
            ("items", self.items, usual.items),
        ];
        for (name, value, _) in &given {
            if let Some(value) = value.as_ref().filter(|value| !(1..=Limits::MAX).contains(value.get_ref())) {
                let expected = NumberRange::WholeTo(Limits::MAX);
                let problem = PolicyProblem::OutOfRange { expected, found: value.get_ref().to_string() };
                return Err(wrong(value.span(), format!("limits.{name}"), problem));
            }
        }
        let [record_bytes, field_bytes, items] =
            given.map(|(_, value, usual)| value.map_or(usual, Spanned::into_inner));
        Ok(Limits { record_bytes, field_bytes, items })
    }
}

impl SourceTable {
    pub(super) fn trust(self, name: &str, ladder: &[Tier]) -> Result<Trust, PolicyError> {
        let place = format!("source.{name}");
        let keep = self.keep.iter().map(|word| parse(&format!("{place}.keep"), word)).collect::<Result<_, _>>()?;
        let new_tier: Option<Tier> =
            self.new_tier.as_ref().map(|word| parse(&format!("{place}.new_tier"), word)).transpose()?;
        if let (Some(tier), Some(word)) = (&new_tier, &self.new_tier)
            && !ladder.contains(tier)
        {
            let problem = PolicyProblem::NoSuchTier { tier: tier.to_string(), is_default: false };
            return Err(wrong(word.span(), format!("{place}.new_tier"), problem));
        }
        let only_new = match &self.only {
            None => false,
            Some(word) if word.get_ref() == "new" => true,
            Some(word) => {
                let error = PolicyWordError::Other { word: word.get_ref().clone(), expected: "new" };
                let problem = PolicyProblem::Word { word: word.get_ref().clone(), error };
                return Err(wrong(word.span(), format!("{place}.only"), problem));
            }
        };
        Ok(Trust { keep, new_tier, only_new })
    }
}

impl GateTable {
    pub(super) fn gate(self, tier: &Tier) -> Result<Gate, PolicyError> {
        let place = format!("gate.{tier}");
        let mut evidence = BTreeMap::new();
        for (word, count) in self.evidence {
            evidence.insert(parse(&format!("{place}.evidence"), &word)?, count);
        }
        let review_by =
            self.review_by.iter().map(|word| parse(&format!("{place}.review_by"), word)).collect::<Result<_, _>>()?;
        let most = ReporterKind::ALL.len();
        let is_too_many = |kinds: &&Spanned<u32>| usize::try_from(*kinds.get_ref()).is_ok_and(|kinds| kinds > most);
        if let Some(kinds) = self.reporter_kinds.as_ref().filter(is_too_many) {
            let expected = NumberRange::ReporterKinds(most);
            let problem = PolicyProblem::OutOfRange { expected, found: kinds.get_ref().to_string() };
            return Err(wrong(kinds.span(), format!("{place}.reporter_kinds"), problem));
        }
        let bound = |bound: Spanned<f64>| {
            Rate::try_from(*bound.get_ref()).map_err(|_| {
                let problem = PolicyProblem::OutOfRange { expected: SHARE.range, found: bound.get_ref().to_string() };
                wrong(bound.span(), format!("{place}.lower_bound"), problem)
            })
        };
        Ok(Gate {
            evidence,
            review_by,
            confirmed_within_days: self.confirmed_within_days,
            no_open_dispute: self.no_open_dispute,
            reports: self.reports,
            reporters: self.reporters,
            reporter_kinds: self.reporter_kinds.map(Spanned::into_inner),
            known_reporters: self.known_reporters,
            lower_bound: self.lower_bound.map(bound).transpose()?,
        })
    }
}
