//! Suggesting a confidence for a record. It is never applied automatically.

use super::{Origins, RateSources, Receipt};
use crate::curate::Policy;
use crate::estimate::{Prior, Tally, confidence, two_decimals};
use crate::ledger::{Claim, Evidence, EvidenceKind, EvidenceNumber};
use crate::record::{ItemKind, ItemNumber, ItemRef, Rate};
use crate::store::StoreError;

/// A suggested confidence with its inputs: the probability that the published rate of the record's best workaround lies
/// within 0.1 of the true rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suggestion {
    /// The best workaround.
    pub workaround: ItemNumber,
    /// Its published success rate.
    pub published: Rate,
    /// Its prior.
    pub prior: Prior,
    /// What was reported.
    pub tally: Tally,
    /// The probability in full.
    pub probability: f64,
    /// The confidence to suggest, two decimals.
    pub confidence: Rate,
}

/// Why there is no suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Withheld {
    /// The record has no workaround.
    NoWorkaround,
    /// These disputes are open.
    Disputed(Vec<EvidenceNumber>),
}

/// The confidence to suggest for a record. Its best workaround is the first one with the highest published rate.
///
/// The inner error says why there is none.
///
/// # Errors
/// As [`Origins::baseline`].
pub fn suggest(
    policy: &Policy,
    origins: &Origins,
    sources: RateSources<'_>,
) -> Result<Result<Suggestion, Withheld>, StoreError> {
    let RateSources { revision, ledger, .. } = sources;
    // Evidence on a removed item does not count.
    let is_there = |item: ItemRef| revision.items.position(item).is_some();
    let is_open =
        |one: &&Evidence| one.counts() && one.what.kind == EvidenceKind::Dispute && one.what.item.is_none_or(is_there);
    let disputes: Vec<EvidenceNumber> = ledger.iter().filter(is_open).map(|one| one.id).collect();
    if !disputes.is_empty() {
        return Ok(Err(Withheld::Disputed(disputes)));
    }
    let rates = revision.record.workarounds.iter().map(|item| item.success_rate).zip(&revision.items.workarounds);
    let best = rates.zip(1..).reduce(|best, next| if next.0.0.value() > best.0.0.value() { next } else { best });
    let Some(((published, id), number)) = best else { return Ok(Err(Withheld::NoWorkaround)) };
    let workaround = ItemNumber { kind: ItemKind::Workaround, number };
    let claim = Claim::Workaround(*id);
    let Some(receipt) = Receipt::of(policy, origins, claim, sources)? else {
        return Ok(Err(Withheld::NoWorkaround));
    };
    let (prior, tally) = (receipt.judgement.estimate.prior, receipt.judgement.tally());
    let probability = confidence(prior, tally, published);
    let confidence = two_decimals(probability);
    Ok(Ok(Suggestion { workaround, published, prior, tally, probability, confidence }))
}
