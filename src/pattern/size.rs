//! How big a regex is when it is compiled.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::matcher::MAX_BYTES;

/// No state of the compiled regex takes more bytes than this, and a range of characters needs no more states than
/// [`STATES_PER_RANGE`]. Both are generous: they decide only whether it is worth trying.
const BYTES_PER_STATE: usize = 64;

/// See [`BYTES_PER_STATE`]: four bytes of UTF-8, and what ties them together.
const STATES_PER_RANGE: usize = 6;

/// Whether a compiled regex of this number of states is surely not too big.
pub(super) fn fits(states: usize) -> bool {
    states.saturating_mul(BYTES_PER_STATE) <= MAX_BYTES
}

/// How many copies a repetition needs, and one more.
pub(super) fn times_of(least: u32, most: Option<u32>) -> usize {
    usize::try_from(most.unwrap_or(least).max(1)).unwrap_or(usize::MAX).saturating_add(1)
}

/// No fewer states than the compiled regex has.
pub(super) fn states(hir: &Hir) -> usize {
    let sum = |subs: &[Hir]| subs.iter().fold(1, |sum: usize, sub| sum.saturating_add(states(sub)));
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len(),
        HirKind::Class(Class::Unicode(class)) => class.ranges().len().saturating_mul(STATES_PER_RANGE),
        HirKind::Capture(capture) => states(&capture.sub).saturating_add(2),
        HirKind::Concat(subs) | HirKind::Alternation(subs) => sum(subs),
        HirKind::Repetition(repetition) => {
            states(&repetition.sub).saturating_add(1).saturating_mul(times_of(repetition.min, repetition.max))
        }
    }
}
