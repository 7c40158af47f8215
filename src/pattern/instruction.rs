//! What a backtracking engine does at a place of a regex, and the steps of it.

use regex_syntax::hir::Look;

/// The steps of an attempt to match at a position, each half a nanosecond of CPython 3.11 on a fast machine. This and
/// the next ones were measured on it.
pub(super) const ATTEMPT: f64 = 11.0;

/// The steps of a character that fits.
pub(super) const CHARACTER: f64 = 5.0;

/// The steps of a boundary.
pub(super) const BOUNDARY: f64 = 4.0;

/// The steps of beginning to repeat one character.
pub(super) const BEGINNING: f64 = 10.0;

/// The steps of looking for a character, at one that is another.
pub(super) const SEEKING: f64 = 1.0;

/// The steps of a choice.
pub(super) const CHOICE: f64 = 20.0;

/// The steps of going round a loop.
pub(super) const ROUND: f64 = 40.0;

/// More steps are not told from each other.
pub(super) const MOST_STEPS: f64 = 1e250;

/// What there is instead of a number of steps if something was found.
pub(super) const FOUND: f64 = f64::INFINITY;

/// An instruction; the numbers are those of the next ones.
#[derive(Debug, Clone, Copy)]
pub(super) enum Instruction {
    /// The end: a match.
    Match,
    /// Characters one after the other, each of its set: from the set `first` on, as many as `length` says.
    Text { first: usize, length: usize, next: usize },
    /// Characters of a set. With it whether the engine looks for the character that has to follow before it tries.
    Run { set: usize, least: usize, most: Option<usize>, next: usize, is_sought: bool },
    /// The first one, and then the second one.
    Either(usize, usize),
    /// Once more round a loop, and then on.
    Loop { body: usize, next: usize },
    /// What holds between two characters.
    Look(Look, usize),
}
