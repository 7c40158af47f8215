//! Addresses on the web, as evidence names them.

use crate::curate::refusal::EvidenceRefusal;
use crate::ledger::{Evidence, EvidenceKind, NewEvidence};
use crate::record::web_address;

/// Refuses evidence with an address that a browser cannot open, and a source without an address.
pub(super) fn check(kind: EvidenceKind, url: Option<&str>) -> Result<(), EvidenceRefusal> {
    match url {
        Some(url) => web_address(url).map(drop).map_err(|why| EvidenceRefusal::Address { url: url.to_owned(), why }),
        None if kind == EvidenceKind::Source => Err(EvidenceRefusal::NoAddress),
        None => Ok(()),
    }
}

/// Whether a piece of evidence repeats one of the ledger on the same record or item: a source of the same address, or
/// else evidence of the same kind, outcome and reporter with the same address.
pub(super) fn is_again(new: &NewEvidence, known: &Evidence) -> bool {
    let is_alike =
        new.kind == EvidenceKind::Source || (new.outcome, &new.reporter) == (known.what.outcome, &known.what.reporter);
    new.item == known.what.item && new.kind == known.what.kind && is_alike && has_address(new, known)
}

/// Whether the ledger has a source on the record or on any of its items.
pub(super) fn is_same_source(new: &NewEvidence, known: &Evidence) -> bool {
    let are_sources = [new.kind, known.what.kind].iter().all(|kind| *kind == EvidenceKind::Source);
    are_sources && has_address(new, known)
}

fn has_address(new: &NewEvidence, known: &Evidence) -> bool {
    let (Some(url), Some(other)) = (&new.url, &known.what.url) else { return false };
    let is_same =
        || url == other || matches!((web_address(url), web_address(other)), (Ok(one), Ok(other)) if one == other);
    known.counts() && is_same()
}
