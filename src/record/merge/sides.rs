//! What a merge begins with: the states of the record, and the rules.

use super::conflict::{Conflict, Take};
use crate::record::Fields;

/// The states that a merge begins with.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'f> {
    /// What both sides come from.
    pub base: &'f Fields,
    /// Our record.
    pub ours: &'f Fields,
    /// Their record.
    pub theirs: &'f Fields,
}

/// How `evidence_count` merges if both sides changed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// The pieces that each side added are added.
    Sum,
    /// Theirs, and what our ledger has gained since the base; a loss is negative.
    Gained(i64),
    /// The larger one, because it is unknown which pieces both sides counted.
    Larger,
}

/// How a merge is done.
pub struct Rules<'r> {
    /// How counts of evidence merge.
    pub counting: Counting,
    /// Resolves a conflict; `None` leaves it open.
    pub resolve: &'r mut dyn FnMut(&Conflict) -> Option<Take>,
}
