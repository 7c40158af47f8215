//! The weights of the reports on a claim, for every rate and every receipt.

use std::borrow::Cow;

use crate::curate::Policy;
use crate::estimate::{Prior, Tally, divisor, estimate, half_life_factor};
use crate::ledger::{Claim, Outcome, Reporter, ReporterKind};
use crate::record::Date;

/// An estimate depends on one voice if it changes by this much or more without one reporter.
const MIN_ONE_VOICE_CHANGE: f64 = 0.15;

/// Some equal reports of the ledger.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReportGroup<'r> {
    /// Who reported.
    pub reporter: &'r Reporter,
    /// The kind that they claim to be.
    pub kind: ReporterKind,
    /// Whether each report counts as one of a separate reporter.
    pub is_apart: bool,
    /// How the attempts ended.
    pub outcome: Outcome,
    /// The day; it matters only if reports age.
    pub day: Option<Date>,
    /// Their number.
    pub count: u64,
}

/// Reports with the same weight and the same outcome.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WeighedGroup<'r> {
    /// The name of the reporter, folded.
    pub reporter: Cow<'r, str>,
    /// Whether each report counts as one of a separate reporter.
    pub is_apart: bool,
    /// The kind as which the policy counts the reporter.
    pub kind: ReporterKind,
    /// How the attempts ended.
    pub outcome: Outcome,
    /// The day, if reports age.
    pub day: Option<Date>,
    /// Their number.
    pub count: u64,
    /// The weight of each.
    pub weight: Weight,
}

/// The weight of one report, in reports: `kind * age / divisor`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weight {
    /// The weight of its reporter's kind, from the policy.
    pub kind: f64,
    /// How many days before the claim's latest report it is; 0 if reports do not age.
    pub age_days: i64,
    /// The factor for its age, 0 to 1.
    pub age: f64,
    /// The divisor of the reports of one reporter; 1 or more.
    pub divisor: f64,
}

impl Weight {
    /// The weight on the day of the claim's latest report, the first of the two days; the report is of the second.
    fn aged(self, days: Option<(Date, Date)>, half_life: f64) -> Weight {
        let age_days = days.map_or(0, |(latest, day)| latest.days_since(day).max(0));
        Weight { age_days, age: half_life_factor(age_days, half_life), ..self }
    }

    /// The weight of a number of such reports.
    pub fn total(self, count: u64) -> f64 {
        // Exact for every ledger that fits a disk.
        let count = count as f64;
        count * self.kind * self.age / self.divisor
    }
}

/// The reports on a claim with their weights.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WeighedReports<'r> {
    /// The reports: those of one reporter are adjacent, in the order of the names.
    pub groups: Vec<WeighedGroup<'r>>,
    /// Their tally.
    pub tally: Tally,
    claim: Claim,
}

/// The one reporter on whom an estimate depends.
#[derive(Debug, Clone, PartialEq)]
pub struct OneVoice {
    /// The reporter's name, folded.
    pub reporter: String,
    /// The estimate without the reporter, a rate.
    pub without: f64,
}

/// Weighs the reports on a claim. Their order does not matter, to the last bit.
///
/// A report weighs by its reporter's kind and its age. The m reports of one reporter on one claim are divided by 1 + (m
/// - 1) rho, because they are not independent; see [`divisor`].
pub(super) fn weigh<'r>(
    policy: &Policy,
    claim: Claim,
    reports: impl Iterator<Item = ReportGroup<'r>>,
) -> WeighedReports<'r> {
    let half_life = policy.rates.half_life_days;
    let mut groups: Vec<WeighedGroup<'_>> = reports
        .map(|report| {
            let reporter = report.reporter.folded();
            let kind = policy.counted_kind(report.kind, &reporter);
            let day = report.day.filter(|_| half_life > 0.0);
            let weight = Weight { kind: policy.weight(kind), age_days: 0, age: 1.0, divisor: 1.0 };
            let ReportGroup { is_apart, outcome, count, .. } = report;
            WeighedGroup { reporter, is_apart, kind, outcome, day, count, weight }
        })
        .collect();
    groups.sort_unstable_by(|a, b| a.key().cmp(&b.key()));
    groups.dedup_by(|next, one| {
        let is_same = next.key() == one.key();
        if is_same {
            one.count = one.count.saturating_add(next.count);
        }
        is_same
    });
    let latest = groups.iter().filter_map(WeighedGroup::weighty_day).max();
    for own in groups.chunk_by_mut(|a, b| a.is_one_with(b)) {
        let roots: f64 = own.iter().map(|one| one.count as f64 * policy.rho(one.kind).sqrt()).sum();
        for one in own {
            one.weight = one.weight.aged(latest.zip(one.day), half_life);
            one.weight.divisor = if one.is_apart { 1.0 } else { divisor(policy.rho(one.kind), roots) };
        }
    }
    let tally = groups.iter().map(|one| one.tally(claim)).sum();
    WeighedReports { groups, tally, claim }
}

impl WeighedGroup<'_> {
    fn key(&self) -> (&str, bool, ReporterKind, Outcome, Option<Date>) {
        (&self.reporter, self.is_apart, self.kind, self.outcome, self.day)
    }

    /// Whether two are of one reporter.
    fn is_one_with(&self, other: &Self) -> bool {
        self.reporter == other.reporter && !self.is_apart && !other.is_apart
    }

    /// The day, if they have weight: reports without weight do not make others older.
    fn weighty_day(&self) -> Option<Date> {
        self.day.filter(|_| self.weight.kind > 0.0)
    }

    /// Their part of S and F.
    fn tally(&self, claim: Claim) -> Tally {
        self.tally_of(claim, self.count)
    }

    fn tally_of(&self, claim: Claim, count: u64) -> Tally {
        self.tally_with(claim, self.weight, count)
    }

    fn tally_with(&self, claim: Claim, weight: Weight, count: u64) -> Tally {
        let (amount, support) = (weight.total(count), claim.support(self.outcome));
        Tally::new(amount * support, amount * (1.0 - support))
    }
}

impl WeighedReports<'_> {
    /// The weight of a report that was weighed, with the kind as which it counts; `None` for another one.
    pub(super) fn weight_of(&self, policy: &Policy, report: ReportGroup<'_>) -> Option<(ReporterKind, Weight)> {
        let reporter = report.reporter.folded();
        let kind = policy.counted_kind(report.kind, &reporter);
        let day = report.day.filter(|_| policy.rates.half_life_days > 0.0);
        let key = (&*reporter, report.is_apart, kind, report.outcome, day);
        let at = self.groups.binary_search_by(|one| one.key().cmp(&key)).ok()?;
        self.groups.get(at).map(|one| (one.kind, one.weight))
    }

    /// The reporter whose reports change the estimate most, if they change it by 0.15 or more.
    pub(super) fn one_voice(&self, policy: &Policy, prior: Prior) -> Option<OneVoice> {
        let all = estimate(prior, self.tally).mean;
        let latest = self.latest();
        let mut foremost: Option<(f64, OneVoice)> = None;
        for own in self.groups.chunk_by(|a, b| a.is_one_with(b)) {
            #[expect(clippy::expect_used, reason = "chunk_by yields no empty chunk")]
            let first = own.first().expect("reports of the chunk");
            // Of anonymous reports with separate reporters, one is left out.
            let tally: Tally = match first.is_apart {
                true => first.tally_of(self.claim, 1),
                false => own.iter().map(|one| one.tally(self.claim)).sum(),
            };
            let rest = match latest.filter(|latest| latest.is_alone && own.contains(latest.of)) {
                Some(latest) => self.without_the_latest(latest.of, policy.rates.half_life_days),
                None => self.tally - tally,
            };
            let without = estimate(prior, rest).mean;
            let moved = (all - without).abs();
            if moved >= MIN_ONE_VOICE_CHANGE && foremost.as_ref().is_none_or(|(most, _)| moved > *most) {
                foremost = Some((moved, OneVoice { reporter: first.reporter.to_string(), without }));
            }
        }
        foremost.map(|(_, voice)| voice)
    }

    /// The latest reports, if reports age.
    fn latest(&self) -> Option<Latest<'_>> {
        let day = self.groups.iter().filter_map(WeighedGroup::weighty_day).max()?;
        let mut latest = self.groups.iter().filter(|one| one.weighty_day() == Some(day));
        let of = latest.next()?;
        Some(Latest { of, is_alone: (!of.is_apart || of.count == 1) && latest.all(|other| other.is_one_with(of)) })
    }

    /// The tally of the reports of all others, their ages counted from the latest of them.
    fn without_the_latest(&self, latest: &WeighedGroup<'_>, half_life: f64) -> Tally {
        let others = || self.groups.iter().filter(|one| *one != latest && !one.is_one_with(latest));
        let day = others().filter_map(WeighedGroup::weighty_day).max();
        let weight = |one: &WeighedGroup<'_>| one.weight.aged(day.zip(one.day), half_life);
        others().map(|one| one.tally_with(self.claim, weight(one), one.count)).sum()
    }
}

/// Reports of the latest day.
#[derive(Clone, Copy)]
struct Latest<'w> {
    of: &'w WeighedGroup<'w>,
    /// Whether all reports of that day are of one reporter: without that reporter the ages of all others are less.
    is_alone: bool,
}
