//! Asking before a large change.

use std::io::{self, BufRead, IsTerminal, Write};

use super::global::Writing;
use crate::curate::Changed;

/// Up to so many records change without a question.
pub(super) const UNASKED: u64 = 3;

/// Whether to go through with a change, asked where it is a large one.
pub(super) fn approves(writing: &Writing, changed: &[Changed]) -> bool {
    let is_small = u64::try_from(changed.len()).is_ok_and(|records| records <= UNASKED);
    writing.yes || writing.dry_run || is_small || agrees(&format!("change {} records?", changed.len()))
}

/// Whether somebody can be asked.
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks a question on the terminal; without one nobody can be asked, and the answer is yes.
pub(super) fn agrees(question: &str) -> bool {
    if !can_ask() {
        return true;
    }
    let mut err = io::stderr().lock();
    let asked = write!(err, "{question} [y/N] ").and_then(|()| err.flush());
    let mut answer = String::new();
    let answered = io::stdin().lock().read_line(&mut answer);
    asked.is_ok() && answered.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}
