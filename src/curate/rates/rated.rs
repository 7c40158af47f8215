//! All claims at once, and what the reports say of them.

use super::{Baseline, Claim, Judgement, Origins, Receipt, Verdict};
use crate::curate::Policy;
use crate::estimate::Tally;
use crate::record::Id;
use crate::store::{Authored, ClaimSums, Filter, Store, StoreError};

/// A claim that has reports, and what they say.
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
    fn new(claim: &ClaimSums<'_>, judgement: Judgement) -> Self {
        let own = Claim { part: claim.key.1, item: claim.key.2 };
        Rated { row: claim.key.0, id: claim.id.clone(), claim: own, number: claim.number, judgement }
    }

    /// The claim's name, such as `w1.success_rate`.
    pub fn name(&self) -> String {
        match self.claim.part.letter() {
            "" => self.claim.name().to_owned(),
            letter => format!("{letter}{}.{}", self.number, self.claim.name()),
        }
    }
}

/// The claims that have reports.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rates {
    /// How many they are.
    pub claims: usize,
    /// Of how many an estimate is to be published.
    pub due: usize,
    /// Of how many there are not enough reports for that yet.
    pub pending: usize,
    /// Of how many the baseline lies outside of what the reports allow.
    pub surprises: usize,
    /// The foremost of them: surprises, then those that would change most.
    pub foremost: Vec<Rated>,
}

/// The claims of a filter that have reports: counted, and the `most` foremost of them in order. Only so many are held
/// in memory, or a few more.
///
/// # Errors
/// Where the database cannot be read.
pub fn rates(store: &mut Store, policy: &Policy, filter: &Filter, most: usize) -> Result<Rates, StoreError> {
    let mut rates = Rates::default();
    let mut last: Option<Rank> = None;
    each_rated(store, policy, filter, |one| {
        rates.claims += 1;
        rates.due += usize::from(one.judgement.verdict == Verdict::Due);
        rates.pending += usize::from(one.judgement.verdict == Verdict::Pending);
        rates.surprises += usize::from(one.judgement.surprise().is_up());
        if last.is_some_and(|last| rank(&one) > last) {
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

/// Where a claim stands: no surprise after a surprise, then by the change, the largest first.
type Rank = (bool, f64);

fn rank(one: &Rated) -> Rank {
    (!one.judgement.surprise().is_up(), -one.judgement.change().abs())
}

/// Sorts by rank, and alike ones by their names. Places are sorted and not the claims, of which there may be many.
fn sort(rated: &mut Vec<Rated>) {
    let mut order: Vec<(Rank, usize)> = rated.iter().map(rank).zip(0..).collect();
    let name = |at: usize| rated.get(at).map(|one| (&one.id, one.claim));
    order.sort_unstable_by(|(a, at), (b, other)| {
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then_with(|| name(*at).cmp(&name(*other)))
    });
    let mut places: Vec<Option<Rated>> = std::mem::take(rated).into_iter().map(Some).collect();
    rated.extend(order.into_iter().filter_map(|(_, at)| places.get_mut(at).and_then(Option::take)));
}

/// Hands out the claims of a filter that have reports, with what they say.
pub(super) fn each_rated(
    store: &mut Store,
    policy: &Policy,
    filter: &Filter,
    mut visit: impl FnMut(Rated),
) -> Result<(), StoreError> {
    // Reports that the policy gives no weight, or that came before a baseline, are none.
    let mut visit = |one: Rated| {
        if one.judgement.estimate.tally.reports() > 0.0 {
            visit(one)
        }
    };
    let authored = store.authored()?;
    let mut others: Vec<Rated> = Vec::new();
    store.each_claim(filter, |claim| {
        let judged = Rated::new(&claim, judgement(policy, &authored, &claim));
        if authored.others.contains(&claim.key.0) { others.push(judged) } else { visit(judged) }
    })?;
    if others.is_empty() {
        return Ok(());
    }
    // What was set by hand since it came in has another baseline, and not all reports may count for it.
    let origins = Origins { applied: store.applied()?, undone: store.undone()? };
    for claims in others.chunk_by(|one, next| one.row == next.row) {
        let Some(row) = claims.first().map(|one| one.row) else { continue };
        let Some(stored) = store.load_row(row)? else { continue };
        let (changes, ledger) = (store.changes(row)?, store.ledger(row)?);
        for one in claims {
            let receipt = Receipt::of(policy, &origins, one.claim, &stored.revision, &changes, &ledger);
            receipt.into_iter().for_each(|receipt| visit(Rated { judgement: receipt.judgement, ..one.clone() }));
        }
    }
    Ok(())
}

/// The judgement of a claim whose value nobody but estimates ever changed: then all reports count.
fn judgement(policy: &Policy, authored: &Authored, claim: &ClaimSums<'_>) -> Judgement {
    let own = Claim { part: claim.key.1, item: claim.key.2 };
    let mut tally = Tally::default();
    for sum in claim.sums {
        // Counts of reports are far below 2^53, where doubles are exact.
        let all = policy.weight(sum.reporter_kind) * sum.count as f64;
        let support = own.support(sum.outcome);
        tally = tally + Tally::new(all * support, all * (1.0 - support));
    }
    let rate = authored.rates.get(&claim.key).copied().unwrap_or(claim.published);
    let baseline = Baseline { rate, batch: 0 };
    Judgement::of(policy, policy.prior(claim.tier), claim.published, baseline, tally)
}
