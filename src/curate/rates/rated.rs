//! All claims with their reports.

use std::sync::Arc;

use super::all_reports::{RecordedOrigins, Tiers, of_all_reports};
use super::{Baseline, Judgement, OneVoice, Origins, RateSources, Verdict, judgement};
use crate::curate::{Policy, PublishedOnly, Refusal, WorkProgress, WorkStage};
use crate::estimate::Tally;
use crate::ledger::{Claim, RecordKey};
use crate::record::{Id, ItemNumber, NamedField, Rate};
use crate::store::{Filter, Snapshot};

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
    (most, wanted): (usize, impl Fn(&Judgement) -> bool),
    progress: &WorkProgress,
) -> Result<Rates, Refusal> {
    let mut rates = Rates::default();
    let mut last: Option<Rank> = None;
    each_rated(snapshot, policy, filter, progress, |one, judgement| {
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

/// Calls `visit` with the claims of a filter that have reports or are due. `progress` is told the records, in the order
/// of their keys, and then those whose history has to be read.
pub(in crate::curate) fn each_rated(
    snapshot: &Snapshot<'_>,
    policy: &Policy,
    filter: &Filter,
    progress: &WorkProgress,
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
    let all = snapshot.last_key()?;
    progress.begin(WorkStage::Weighing, Some(all));
    let mut reached = 0;
    snapshot.each_claim(filter, with_days, |claim| {
        let (row, own) = (claim.record, claim.claim);
        let before = std::mem::replace(&mut reached, u64::try_from(row.get()).unwrap_or(all));
        progress.add(reached.saturating_sub(before));
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
    progress.add(all.saturating_sub(reached));
    progress.end();
    if others.is_empty() {
        return Ok(());
    }
    // A rate that was set by hand since the import has another baseline, and not all reports may count for it.
    let origins = Origins::of(snapshot)?;
    let records = others.chunk_by(|one, next| one.row == next.row).count();
    progress.begin(WorkStage::Retracing, u64::try_from(records).ok());
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
        progress.step();
    }
    progress.end();
    Ok(())
}
