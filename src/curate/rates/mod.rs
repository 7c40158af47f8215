//! What the ledger says each rate should be, and publishing it.

mod baseline;
mod claim;
mod confidence;
mod rated;
mod receipt;

use std::collections::BTreeMap;

use super::work::{Approve, Outcome, perform};
use super::{Context, Policy, Refusal};
use crate::record::Part;
use crate::store::{Filter, Store, StoreError, Stored};
pub use baseline::{Baseline, Origins};
pub use claim::Claim;
pub use confidence::{Suggestion, suggest};
use rated::each_rated;
pub use rated::{Rated, Rates, rates};
pub use receipt::{Judgement, Receipt, Verdict, Weighed, Weighing};

/// Publishes the estimates that the policy lets be published.
#[derive(Debug, Clone)]
pub struct Apply {
    /// Of which records.
    pub filter: Filter,
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
    let of = |part: Part| items.of(part).iter().map(move |item| Claim { part, item: *item });
    let claims = Claim::of(None).into_iter();
    let claims = claims.chain(of(Part::Workaround)).chain(of(Part::DeadEnd));
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
        let mut due: BTreeMap<i64, Vec<Rated>> = BTreeMap::new();
        each_rated(store, policy, &self.filter, |one| {
            if one.judgement.verdict == Verdict::Due {
                due.entry(one.row).or_default().push(one);
            }
        })?;
        perform(store, context, approve, |work| {
            let mut published = 0;
            for (row, claims) in due {
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
