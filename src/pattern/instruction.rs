//! What a backtracking engine does at a place of a regex.

use regex_syntax::hir::Look;

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
