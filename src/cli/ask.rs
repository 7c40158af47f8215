//! Asking before a large change.

use std::io::{self, BufRead, IsTerminal, Write};

/// Up to so many records change without a question.
pub(super) const UNASKED: u64 = 3;

/// Asks a question on the terminal; without one nobody can be asked, and the answer is yes.
pub(super) fn agrees(question: &str) -> bool {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return true;
    }
    let mut err = io::stderr().lock();
    let asked = write!(err, "{question} [y/N] ").and_then(|()| err.flush());
    let mut answer = String::new();
    let answered = io::stdin().lock().read_line(&mut answer);
    asked.is_ok() && answered.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}
