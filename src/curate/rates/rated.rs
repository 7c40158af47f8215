//! All claims with their reports.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Baseline, Judgement, OneVoice, Origins, RateSources, ReportGroup, Verdict, judgement, weigh};
use crate::curate::{Policy, PublishedOnly, Refusal};
use crate::estimate::Tally;
use crate::ledger::{Claim, RecordKey};
use crate::record::{Id, ItemNumber, NamedField, Rate, Tier};
use crate::store::{Authored, ClaimReports, Filter, RateOrigin, ReportSum, Snapshot, StoreError};

/// A claim that has reports or is due, with the inputs of its judgement. It is small, because a set may have a million.
#[derive(Debug, Clone, PartialEq)]
pub struct Rated {
    /// The record's key.
    pub row: RecordKey,
    /// The record.
    pub id: Arc<Id>,
    /// The claim.
    pub claim: Claim,
    /// The number of its item; `None` for the record.
    pub number: Option<ItemNumber>,
    /// The published rate.
    pub published: Rate,
    /// The baseline.
    pub baseline: Baseline,
    /// The tally of the reports.
    pub tally: Tally,
    /// The one reporter on whom the estimate depends, if there is one.
    one_voice: Option<Box<OneVoice>>,
    /// Its sort key.
    rank: Rank,
}

impl Rated {
    /// The claim's name, such as `w1.success_rate`.
    pub fn name(&self) -> NamedField {
        NamedField { field: self.claim.field(), number: self.number }
    }

    /// The judgement.
    pub fn judgement(&self, policy: &Policy) -> Judgement {
        Judgement::of(policy, self.published, self.baseline.clone(), self.tally, self.one_voice.clone())
    }
}

/// The claims that have reports or are due.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rates {
    /// Their number.
    pub claims: usize,
    /// The number of those that are due.
    pub due: usize,
    /// The number of those that are pending.
    pub pending: usize,
    /// The number of those with a surprise.
    pub surprises: usize,
    /// The number of those that are surely lower than the baseline.
    pub sure: usize,
    /// The number of those that depend on one reporter.
    pub one_voice: usize,
    /// The number of those that the caller wanted.
    pub wanted: usize,
    /// The first of those, by the evidence that the true rate is lower.
    pub foremost: Vec<Rated>,
}

/// The claims of a filter that have reports or are due: with their counts, and up to `most` of those that `wanted`
/// accepts, in order. At most twice as many are kept in memory.
///
/// # Errors
/// [`Refusal::ChoosesWithdrawn`], if the filter selects withdrawn records; if the database cannot be read.
pub fn rates(
    snapshot: &Snapshot<'_>,
    policy: &Policy,
    filter: &Filter,
    most: usize,
    wanted: impl Fn(&Judgement) -> bool,
) -> Result<Rates, Refusal> {
    let mut rates = Rates::default();
    let mut last: Option<Rank> = None;
    each_rated(snapshot, policy, filter, |one, judgement| {
        rates.claims += 1;
        rates.due += usize::from(judgement.verdict == Verdict::Due);
        rates.pending += usize::from(judgement.verdict == Verdict::Pending);
        rates.surprises += usize::from(judgement.is_surprise());
        rates.sure += usize::from(judgement.is_sure());
        rates.one_voice += usize::from(judgement.one_voice.is_some());
        if !wanted(judgement) {
            return;
        }
        rates.wanted += 1;
        if last.is_some_and(|last| one.rank > last) {
            return;
        }
        rates.foremost.push(one);
        if rates.foremost.len() >= most.saturating_mul(2).max(MIN_BUFFER) {
            sort(&mut rates.foremost);
            rates.foremost.truncate(most);
            last = rates.foremost.last().map(|one| one.rank);
        }
    })?;
    sort(&mut rates.foremost);
    rates.foremost.truncate(most);
    Ok(rates)
}

/// The least number of claims that are buffered before all but the first are dropped.
const MIN_BUFFER: usize = 1_024;

/// The order of claims: by the evidence against it, then by the change, the largest first.
type Rank = (f64, f64);

/// Sorts by rank, then by name.
fn sort(rated: &mut [Rated]) {
    rated.sort_unstable_by(|a, b| {
        let by_rank = a.rank.0.total_cmp(&b.rank.0).then(a.rank.1.total_cmp(&b.rank.1));
        by_rank.then_with(|| (&a.id, a.claim).cmp(&(&b.id, b.claim)))
    });
}

/// A claim of a record whose history has to be read.
struct Other {
    row: RecordKey,
    claim: Claim,
    number: Option<ItemNumber>,
}

/// Calls `visit` with the claims of a filter that have reports or are due.
pub(in crate::curate) fn each_rated(
    snapshot: &Snapshot<'_>,
    policy: &Policy,
    filter: &Filter,
    mut visit: impl FnMut(Rated, &Judgement),
) -> Result<(), Refusal> {
    Refusal::unless_published(filter, PublishedOnly::Rates)?;
    let mut visit = |row, id: &Arc<Id>, claim, number, judgement: &Judgement| {
        // Reports without weight in the policy, or that were recorded before the baseline, do not count.
        if !judgement.has_reports() && judgement.verdict != Verdict::Due {
            return;
        }
        let Judgement { published, baseline, one_voice, ln_e, .. } = judgement;
        let (baseline, one_voice, tally) = (baseline.clone(), one_voice.clone(), judgement.tally());
        let rank = (-ln_e, -judgement.change().abs());
        visit(
            Rated { row, id: id.clone(), claim, number, published: *published, baseline, tally, one_voice, rank },
            judgement,
        );
    };
    let authored = snapshot.authored()?;
    let recorded = RecordedOrigins::of(snapshot)?;
    let mut others: Vec<Other> = Vec::new();
    let mut tiers = Tiers::default();
    let mut record: Option<(RecordKey, Arc<Id>)> = None;
    let with_days = policy.rates.half_life_days > 0.0;
    snapshot.each_claim(filter, with_days, |claim| {
        let (row, own) = (claim.record, claim.claim);
        let origin = recorded.origin(&claim);
        if origin.map_or(authored.others.contains(&row), |origin| origin.has_known) {
            others.push(Other { row, claim: own, number: claim.number });
            return;
        }
        let id = match &record {
            Some((at, id)) if *at == row => id.clone(),
            _ => record.insert((row, Arc::new(claim.id.clone()))).1.clone(),
        };
        let judgement = of_all_reports(policy, (&authored, origin), &mut tiers, &claim);
        visit(row, &id, own, claim.number, &judgement);
    })?;
    if others.is_empty() {
        return Ok(());
    }
    // A rate that was set by hand since the import has another baseline, and not all reports may count for it.
    let origins = Origins::of(snapshot)?;
    for claims in others.chunk_by(|one, next| one.row == next.row) {
        #[expect(clippy::expect_used, reason = "chunk_by yields no empty chunk")]
        let row = claims.first().expect("a claim of the chunk").row;
        let stored = snapshot.load_known(row)?;
        let (changes, ledger, recorded) =
            (snapshot.changes(row)?, snapshot.ledger(row)?, snapshot.recorded_rates(row)?);
        let revision = &stored.revision;
        let sources = RateSources { revision, changes: &changes, ledger: &ledger, recorded: &recorded };
        let id = Arc::new(stored.revision.record.id.clone());
        for one in claims {
            let judgement = judgement::judgement_from(policy, &origins, one.claim, sources)?;
            let judgement = judgement.ok_or_else(|| {
                snapshot.damaged(format!("record.id {row} has no {}, which its tables list", one.claim.field()))
            })?;
            visit(row, &id, one.claim, one.number, &judgement);
        }
    }
    Ok(())
}

/// Tiers, each stored once: there are few tiers, but there may be a million claims.
#[derive(Default)]
struct Tiers(HashMap<Tier, Arc<Tier>>);

impl Tiers {
    fn shared(&mut self, tier: &Tier) -> Arc<Tier> {
        if let Some(shared) = self.0.get(tier) {
            return shared.clone();
        }
        self.0.entry(tier.clone()).or_insert_with(|| Arc::new(tier.clone())).clone()
    }
}

/// The recorded rates of all claims.
struct RecordedOrigins(HashMap<(RecordKey, Claim), Vec<RateOrigin>>);

impl RecordedOrigins {
    fn of(snapshot: &Snapshot<'_>) -> Result<Self, StoreError> {
        let mut origins: HashMap<_, Vec<RateOrigin>> = HashMap::new();
        snapshot.each_rate_origin(|claim, origin| origins.entry(claim).or_default().push(origin))?;
        Ok(RecordedOrigins(origins))
    }

    /// What the value of a claim comes from; `None` if only the journal says it.
    fn origin(&self, claim: &ClaimReports<'_>) -> Option<&RateOrigin> {
        let origins = self.0.get(&(claim.record, claim.claim))?;
        origins.iter().rfind(|origin| origin.rate == claim.published)
    }
}

/// The judgement of a claim for which all reports count: only estimates ever changed its value, or the author of its
/// baseline knew none.
fn of_all_reports(
    policy: &Policy,
    (authored, origin): (&Authored, Option<&RateOrigin>),
    tiers: &mut Tiers,
    claim: &ClaimReports<'_>,
) -> Judgement {
    let reports = claim.reports.iter().map(|sum| {
        let ReportSum { reporter, reporter_kind: kind, is_apart, outcome, day, count } = sum;
        ReportGroup { reporter, kind: *kind, is_apart: *is_apart, outcome: *outcome, day: *day, count: *count }
    });
    let weighed = weigh(policy, claim.claim, reports);
    let (rate, tier) = match origin {
        Some(origin) => (origin.baseline, &origin.tier),
        None => (
            authored.rates.get(&(claim.record, claim.claim)).copied().unwrap_or(claim.published),
            authored.tiers.get(&claim.record).unwrap_or(claim.tier),
        ),
    };
    let baseline = Baseline { rate, tier: tiers.shared(tier) };
    judgement::judgement(policy, claim.published, baseline, &weighed)
}
