//! What confidence a record has earned. A suggestion: it is never applied by itself.

use std::collections::BTreeSet;

use crate::curate::Policy;
use crate::estimate::suggested_confidence;
use crate::record::{Date, Rate, Revision};
use crate::store::{Evidence, EvidenceKind};

/// A suggested confidence with what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The most that the record's tier can have.
    pub cap: f64,
    /// E: how many different sources and reporters stand behind the record.
    pub independent: usize,
    /// What its age leaves of it: 1 for a fresh record.
    pub freshness: f64,
    /// The share of its evidence that disputes it.
    pub disputed: f64,
    /// The confidence, two decimals.
    pub confidence: Rate,
}

/// The confidence that the policy's formula suggests for a record: cap * E / (E + 2) * freshness * (1 - disputed share).
///
/// Sources count by their URLs, and where there is none by who named them; reviews, reproductions and outcomes by their
/// reporters. The disputed share is that of open disputes among all pieces of evidence that count.
pub fn suggest(policy: &Policy, revision: &Revision, ledger: &[Evidence], today: Date) -> Suggestion {
    let record = &revision.record;
    let counting: Vec<&Evidence> = ledger.iter().filter(|one| one.counts()).collect();
    let mut independent: BTreeSet<(bool, &str)> = BTreeSet::new();
    for one in counting.iter().filter(|one| one.what.kind != EvidenceKind::Dispute) {
        match (one.what.kind, &one.what.url) {
            (EvidenceKind::Source, Some(url)) => independent.insert((true, url)),
            _ => independent.insert((false, &one.what.reporter)),
        };
    }
    let disputes = counting.iter().filter(|one| one.what.kind == EvidenceKind::Dispute).count();
    let disputed = if counting.is_empty() { 0.0 } else { share(disputes, counting.len()) };
    let terms = &policy.confidence;
    let freshness = match record.last_confirmed {
        day if day >= today.minus_days(terms.fresh_days) => 1.0,
        day if day >= today.minus_days(terms.stale_days) => terms.aging,
        _ => terms.stale,
    };
    let cap = policy.cap(&record.verification_tier);
    let full = suggested_confidence(cap, whole(independent.len()), freshness, disputed);
    // Two decimals, as confidences are written.
    let confidence = Rate::try_from((full * 100.0).round_ties_even() / 100.0).unwrap_or(record.confidence);
    Suggestion { cap, independent: independent.len(), freshness, disputed, confidence }
}

fn share(part: usize, all: usize) -> f64 {
    whole(part) / whole(all)
}

/// A count as a double; exact for every ledger that fits a disk.
fn whole(count: usize) -> f64 {
    count as f64
}
