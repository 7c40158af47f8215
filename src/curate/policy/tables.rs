//! The tables of a policy's file, as they are written.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::value::{parse, wrong};
use super::{Gate, ImportPolicy, PolicyError, RatePolicy, Trust};
use crate::ledger::{ReporterKind, Reporters, folded};
use crate::record::{Limits, Rate, Tier};

/// The file, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) ladder: Option<Vec<String>>,
    #[serde(default)]
    pub(super) gate: BTreeMap<String, GateTable>,
    #[serde(default)]
    pub(super) weight: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) rho: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) reporters: ReportersTable,
    #[serde(default)]
    pub(super) prior: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) intercept: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) slope: BTreeMap<String, f64>,
    pub(super) rates: Option<RatePolicy>,
    pub(super) import: Option<ImportPolicy>,
    #[serde(default)]
    pub(super) limits: LimitsTable,
    #[serde(default)]
    pub(super) source: BTreeMap<String, SourceTable>,
}

/// Names of reporters, as the file writes them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ReportersTable {
    maintainer: Vec<String>,
    ci: Vec<String>,
    known: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitsTable {
    record_bytes: Option<u64>,
    field_bytes: Option<u64>,
    items: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SourceTable {
    keep: Vec<String>,
    new_tier: Option<String>,
    only: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GateTable {
    evidence: BTreeMap<String, u32>,
    review_by: Vec<String>,
    confirmed_within_days: Option<u32>,
    no_open_dispute: bool,
    reports: Option<u32>,
    reporters: Option<u32>,
    reporter_kinds: Option<u32>,
    known_reporters: Option<u32>,
    lower_bound: Option<f64>,
}

impl ReportersTable {
    pub(super) fn reporters(&self) -> Result<Reporters, PolicyError> {
        let fold = |kind: &str, names: &[String]| {
            let names: BTreeSet<String> = names.iter().map(|name| folded(name).into_owned()).collect();
            match names.contains("") {
                true => Err(wrong(format!("reporters.{kind}: a name is not empty"))),
                false => Ok(names),
            }
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
        for (name, value, _) in given {
            if let Some(value) = value.filter(|value| !(1..=Limits::MAX).contains(value)) {
                return Err(wrong(format!("limits.{name}: expected a number from 1 to {}, not {value}", Limits::MAX)));
            }
        }
        let [record_bytes, field_bytes, items] = given.map(|(_, value, usual)| value.unwrap_or(usual));
        Ok(Limits { record_bytes, field_bytes, items })
    }
}

impl SourceTable {
    pub(super) fn trust(self, name: &str, ladder: &[Tier]) -> Result<Trust, PolicyError> {
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
    pub(super) fn gate(self, tier: &Tier) -> Result<Gate, PolicyError> {
        let place = format!("gate.{tier}");
        let mut evidence = BTreeMap::new();
        for (word, count) in self.evidence {
            evidence.insert(parse(&format!("{place}.evidence"), &word)?, count);
        }
        let review_by =
            self.review_by.iter().map(|word| parse(&format!("{place}.review_by"), word)).collect::<Result<_, _>>()?;
        let most = ReporterKind::ALL.len();
        if let Some(kinds) = self.reporter_kinds.filter(|kinds| usize::try_from(*kinds).is_ok_and(|kinds| kinds > most))
        {
            return Err(wrong(format!("{place}.reporter_kinds: there are {most} kinds of reporters, not {kinds}")));
        }
        let bound = self.lower_bound.map(Rate::try_from).transpose();
        Ok(Gate {
            evidence,
            review_by,
            confirmed_within_days: self.confirmed_within_days,
            no_open_dispute: self.no_open_dispute,
            reports: self.reports,
            reporters: self.reporters,
            reporter_kinds: self.reporter_kinds,
            known_reporters: self.known_reporters,
            lower_bound: bound.map_err(|error| wrong(format!("{place}.lower_bound: {error}")))?,
        })
    }
}
