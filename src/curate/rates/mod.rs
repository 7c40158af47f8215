//! What the ledger says each rate should be, and publishing it.

mod baseline;
mod claim;
mod confidence;
mod receipt;

use std::collections::BTreeMap;

use super::work::{Approve, Outcome, perform};
use super::{Context, Policy, Refusal};
use crate::estimate::Tally;
use crate::record::Id;
use crate::store::{Authored, ClaimSums, Filter, Store, StoreError, Stored};
pub use baseline::{Baseline, Origins};
pub use claim::Claim;
pub use confidence::{Suggestion, suggest};
pub use receipt::{Judgement, Receipt, Verdict, Weighed, Weighing};

/// A claim that has reports, and what they say.
#[derive(Debug, Clone, PartialEq)]
pub struct Rated {
    /// The record's key.
    pub row: i64,
    /// The record.
    pub id: Id,
    /// The claim.
    pub claim: Claim,
    /// The claim's name, such as `w1.success_rate`.
    pub name: String,
    /// What it should be.
    pub judgement: Judgement,
}

/// Publishes the estimates that the policy lets be published.
#[derive(Debug, Clone)]
pub struct Apply {
    /// Of which records.
    pub filter: Filter,
}

/// The claims of a filter that have reports: surprises first, then those that would change most.
///
/// # Errors
/// Where the database cannot be read.
pub fn rates(store: &mut Store, policy: &Policy, filter: &Filter) -> Result<Vec<Rated>, StoreError> {
    let claims = store.claims(filter)?;
    let authored = store.authored()?;
    let mut receipts: Option<Origins> = None;
    let mut rated = Vec::with_capacity(claims.len());
    for claim in claims {
        if authored.others.contains(&claim.key.0) {
            if receipts.is_none() {
                receipts = Some(Origins { applied: store.applied()?, undone: store.undone()? });
            }
            let (Some(origins), Some(stored)) = (&receipts, store.load_row(claim.key.0)?) else { continue };
            let (changes, ledger) = (store.changes(claim.key.0)?, store.ledger(claim.key.0)?);
            let own = Claim { part: claim.key.1, item: claim.key.2 };
            let receipt = Receipt::of(policy, origins, own, &stored.revision, &changes, &ledger);
            rated.extend(receipt.map(|receipt| named(&claim, receipt.judgement)));
        } else {
            rated.push(named(&claim, judgement(policy, &authored, &claim)));
        }
    }
    rated.retain(|one| one.judgement.estimate.tally.reports() > 0.0);
    Ok(in_order(rated))
}

/// Surprises first, then what would change most. Places are sorted and not the claims, of which there may be many.
fn in_order(rated: Vec<Rated>) -> Vec<Rated> {
    let rank = |one: &Rated| (!one.judgement.estimate.surprise, -one.judgement.change().abs());
    let mut order: Vec<((bool, f64), usize)> = rated.iter().map(rank).zip(0..).collect();
    let name = |at: usize| rated.get(at).map(|one| (&one.id, one.claim));
    order.sort_unstable_by(|(a, at), (b, other)| {
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then_with(|| name(*at).cmp(&name(*other)))
    });
    let mut places: Vec<Option<Rated>> = rated.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(_, at)| places.get_mut(at).and_then(Option::take)).collect()
}

/// The judgement of a claim whose value nobody but estimates ever changed: then all reports count.
fn judgement(policy: &Policy, authored: &Authored, claim: &ClaimSums) -> Judgement {
    let own = Claim { part: claim.key.1, item: claim.key.2 };
    let mut tally = Tally::default();
    for sum in &claim.sums {
        // Counts of reports are far below 2^53, where doubles are exact.
        #[allow(clippy::cast_precision_loss)]
        let all = policy.weight(sum.reporter_kind) * sum.count as f64;
        let support = own.support(sum.outcome);
        tally = tally + Tally::new(all * support, all * (1.0 - support));
    }
    let rate = authored.rates.get(&claim.key).copied().unwrap_or(claim.published);
    let baseline = Baseline { rate, batch: 0 };
    Judgement::of(policy, policy.prior(&claim.tier), claim.published, baseline, tally)
}

fn named(claim: &ClaimSums, judgement: Judgement) -> Rated {
    let own = Claim { part: claim.key.1, item: claim.key.2 };
    let letter = own.part.letter();
    let name =
        if letter.is_empty() { own.name().to_owned() } else { format!("{letter}{}.{}", claim.number, own.name()) };
    Rated { row: claim.key.0, id: claim.id.clone(), claim: own, name, judgement }
}

/// The receipts of all claims of a record, those with and those without reports.
///
/// # Errors
/// Where the database cannot be read.
pub fn receipts(store: &Store, policy: &Policy, stored: &Stored) -> Result<Vec<Receipt>, StoreError> {
    let row = stored.standing.row;
    let origins = Origins { applied: store.applied()?, undone: store.undone()? };
    let (changes, ledger) = (store.changes(row)?, store.ledger(row)?);
    let items = &stored.revision.items;
    let of = |part: crate::record::Part| items.of(part).iter().map(move |item| Claim { part, item: *item });
    let claims = Claim::of(None).into_iter();
    let claims = claims.chain(of(crate::record::Part::Workaround)).chain(of(crate::record::Part::DeadEnd));
    Ok(claims.filter_map(|claim| Receipt::of(policy, &origins, claim, &stored.revision, &changes, &ledger)).collect())
}

impl Apply {
    /// Publishes every estimate that is due, as one batch.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn apply(
        &self,
        store: &mut Store,
        context: &Context,
        policy: &Policy,
        approve: &mut Approve<'_>,
    ) -> Result<Outcome<usize>, Refusal> {
        // Looked up before the transaction and again in it where a record is written: a claim that moved meanwhile is
        // left for the next time.
        let due: Vec<Rated> = rates(store, policy, &self.filter)?
            .into_iter()
            .filter(|one| one.judgement.verdict == Verdict::Due)
            .collect();
        let mut by_record: BTreeMap<i64, Vec<&Rated>> = BTreeMap::new();
        for one in &due {
            by_record.entry(one.row).or_default().push(one);
        }
        perform(store, context, approve, |work| {
            let mut published = 0;
            for (row, claims) in by_record {
                let Some(stored) = work.tx.load_row(row)?.filter(|stored| !stored.standing.is_withdrawn) else {
                    continue;
                };
                let mut new = stored.revision.clone();
                for one in claims {
                    if one.claim.published(&new) == Some(one.judgement.published) {
                        one.claim.publish(&mut new, one.judgement.estimate.published);
                        published += 1;
                    }
                }
                work.save(&stored, new)?;
            }
            if published > 0 {
                work.tx.note_applied()?;
            }
            Ok(published)
        })
    }
}
