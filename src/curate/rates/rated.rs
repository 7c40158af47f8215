//! All claims at once, and what the reports say of them.

use super::{Baseline, Claim, Judgement, Origins, Receipt, Reports, Verdict, weigh};
use crate::curate::Policy;
use crate::record::Id;
use crate::store::{Authored, ClaimReports, Filter, ReportSum, Store, StoreError};

/// A claim that has reports or is due, and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rated {
    /// The record's key.
    pub row: i64,
    /// The record.
    pub id: Id,
    /// The claim.
    pub claim: Claim,
    /// The number of the item in its list, from 1; 0 for the record.
    pub number: u32,
    /// What it should be.
    pub judgement: Judgement,
}

impl Rated {
    /// The claim's name, such as `w1.success_rate`.
    pub fn name(&self) -> String {
        match self.claim.part.letter() {
            "" => self.claim.name().to_owned(),
            letter => format!("{letter}{}.{}", self.number, self.claim.name()),
        }
    }
}

/// The claims that have reports or are due.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rates {
    /// How many they are.
    pub claims: usize,
    /// Of how many what is published is to change.
    pub due: usize,
    /// Of how many there are not enough reports for that yet.
    pub pending: usize,
    /// Of how many the reports do not fit the baseline.
    pub surprises: usize,
    /// Of how many the true rate is as good as sure to be lower than the baseline.
    pub sure: usize,
    /// How many hang on one reporter.
    pub one_voice: usize,
    /// The foremost of them, by the evidence that the true rate is lower.
    pub foremost: Vec<Rated>,
}

/// The claims of a filter that have reports or are due: counted, and of those that `wanted` takes the `most` foremost in order. Only
/// so many are held in memory, or a few more.
///
/// # Errors
/// If the database cannot be read.
pub fn rates(
    store: &mut Store,
    policy: &Policy,
    filter: &Filter,
    most: usize,
    wanted: impl Fn(&Judgement) -> bool,
) -> Result<Rates, StoreError> {
    let mut rates = Rates::default();
    let mut last: Option<Rank> = None;
    each_rated(store, policy, filter, |one| {
        let Judgement { verdict, surprise, one_voice, .. } = &one.judgement;
        rates.claims += 1;
        rates.due += usize::from(*verdict == Verdict::Due);
        rates.pending += usize::from(*verdict == Verdict::Pending);
        rates.surprises += usize::from(surprise.is_up());
        rates.sure += usize::from(one.judgement.is_sure());
        rates.one_voice += usize::from(one_voice.is_some());
        if last.is_some_and(|last| rank(&one) > last) || !wanted(&one.judgement) {
            return;
        }
        rates.foremost.push(one);
        if rates.foremost.len() >= most.saturating_mul(2).max(ROOM) {
            sort(&mut rates.foremost);
            rates.foremost.truncate(most);
            last = rates.foremost.last().map(rank);
        }
    })?;
    sort(&mut rates.foremost);
    rates.foremost.truncate(most);
    Ok(rates)
}

/// So many claims are held before those behind the foremost are dropped.
const ROOM: usize = 1_024;

/// Where a claim stands: by the evidence against it, then by the change, the largest first.
type Rank = (f64, f64);

fn rank(one: &Rated) -> Rank {
    (-one.judgement.ln_e, -one.judgement.change().abs())
}

/// Sorts by rank, and alike ones by their names. Places are sorted and not the claims, of which there may be many.
fn sort(rated: &mut Vec<Rated>) {
    let mut order: Vec<(Rank, usize)> = rated.iter().map(rank).zip(0..).collect();
    let name = |at: usize| rated.get(at).map(|one| (&one.id, one.claim));
    order.sort_unstable_by(|(a, at), (b, other)| {
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then_with(|| name(*at).cmp(&name(*other)))
    });
    let mut places: Vec<Option<Rated>> = std::mem::take(rated).into_iter().map(Some).collect();
    rated.extend(order.into_iter().filter_map(|(_, at)| places.get_mut(at).and_then(Option::take)));
}

/// A claim of a record whose history has to be looked at.
struct Other {
    row: i64,
    claim: Claim,
    number: u32,
}

/// Calls `visit` with the claims of a filter that have reports or are due.
pub(super) fn each_rated(
    store: &mut Store,
    policy: &Policy,
    filter: &Filter,
    mut visit: impl FnMut(Rated),
) -> Result<(), StoreError> {
    // Reports to which the policy gives no weight, or that came before a baseline, are none.
    let mut visit = |one: Rated| {
        if one.judgement.tally().reports() > 0.0 || one.judgement.verdict == Verdict::Due {
            visit(one)
        }
    };
    let authored = store.authored()?;
    let mut others: Vec<Other> = Vec::new();
    let with_days = policy.rates.half_life_days > 0.0;
    store.each_claim(filter, with_days, |claim| {
        let (row, part, item) = claim.key;
        let own = Claim { part, item };
        if authored.others.contains(&row) {
            others.push(Other { row, claim: own, number: claim.number });
        } else {
            let judgement = judgement(policy, &authored, own, &claim);
            visit(Rated { row, id: claim.id.clone(), claim: own, number: claim.number, judgement });
        }
    })?;
    if others.is_empty() {
        return Ok(());
    }
    // What was set by hand since it came in has another baseline, and not all reports may count for it.
    let origins = Origins::of(store)?;
    for claims in others.chunk_by(|one, next| one.row == next.row) {
        let Some(row) = claims.first().map(|one| one.row) else { continue };
        let Some(stored) = store.load_row(row)? else { continue };
        let (changes, ledger) = (store.changes(row)?, store.ledger(row)?);
        for one in claims {
            let receipt = Receipt::of(policy, &origins, one.claim, &stored.revision, &changes, &ledger);
            let id = || stored.revision.record.id.clone();
            receipt.into_iter().for_each(|receipt| {
                visit(Rated { row, id: id(), claim: one.claim, number: one.number, judgement: receipt.judgement });
            });
        }
    }
    Ok(())
}

/// The judgement of a claim whose value nobody but estimates ever changed: then all reports count.
fn judgement(policy: &Policy, authored: &Authored, own: Claim, claim: &ClaimReports<'_>) -> Judgement {
    let reports = claim.reports.iter().map(|sum| {
        let ReportSum { reporter, reporter_kind: kind, is_apart, outcome, day, count } = sum;
        Reports { reporter, kind: *kind, is_apart: *is_apart, outcome: *outcome, day: *day, count: *count }
    });
    let weighing = weigh(policy, own, reports);
    let rate = authored.rates.get(&claim.key).copied().unwrap_or(claim.published);
    let tier = authored.tiers.get(&claim.key.0).unwrap_or(claim.tier).clone();
    Judgement::of(policy, claim.published, Baseline { rate, batch: 0, tier }, &weighing)
}
