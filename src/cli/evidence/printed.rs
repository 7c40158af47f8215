//! Printing evidence that a command recorded or moved, the same for all of them.

use serde_json::{Value, json};

use crate::cli::changes::PRINTED;
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::curate::{EvidenceTarget, Moved, Recorded, Repeated};

/// Prints the evidence that was recorded, a line each.
pub(in crate::cli) fn print_recorded(console: &mut Console, recorded: &[Recorded]) -> Result<(), Failure> {
    if console.is_json() {
        return Ok(());
    }
    for Recorded { number, target } in recorded.iter().take(PRINTED) {
        console.line(format!("{number} on {target}"))?;
    }
    let unprinted = recorded.len().saturating_sub(PRINTED);
    if unprinted > 0 {
        console.line(format!("… and {unprinted} more pieces of evidence; --json lists them all"))?;
    }
    Ok(())
}

/// Names the sources that their records already have.
pub(in crate::cli) fn note_repeated(console: &mut Console, repeated: &[Repeated]) {
    for Repeated { target, number, place } in repeated.iter().take(PRINTED) {
        let place = match place {
            Some(EvidenceTarget { item: Some(item), .. }) => item.to_string(),
            Some(_) => "the record".to_owned(),
            None => "an item that is gone".to_owned(),
        };
        console.note(format!("{} already has this URL in {number}, on {place}; it counts again", target.id));
    }
}

/// The sources that their records already have, for JSON.
pub(in crate::cli) fn repeated_to_json(repeated: &[Repeated]) -> Value {
    let one = |one: &Repeated| json!({ "id": one.number.to_string(), "on": one.target.to_string() });
    repeated.iter().map(one).collect()
}

/// The numbers of pieces of evidence, for JSON.
pub(in crate::cli) fn numbers(recorded: &[Recorded]) -> Value {
    recorded.iter().map(|one| one.number.to_string()).collect()
}

/// Prints the evidence that was moved, a line each.
pub(in crate::cli) fn print_moved(console: &mut Console, moved: &[Moved]) -> Result<(), Failure> {
    for Moved { from, to } in moved.iter().take(PRINTED) {
        console.line(format!("{from} → {} on {}", to.number, to.target))?;
    }
    let unprinted = moved.len().saturating_sub(PRINTED);
    if unprinted > 0 {
        console.line(format!("… and {unprinted} more pieces of evidence; --json lists them all"))?;
    }
    Ok(())
}

/// The evidence that was moved, for JSON.
pub(in crate::cli) fn moved_to_json(moved: &[Moved]) -> Value {
    let pair = |one: &Moved| {
        let (from, to) = (one.from.to_string(), one.to.number.to_string());
        json!({ "from": from, "to": to, "on": one.to.target.to_string() })
    };
    moved.iter().map(pair).collect()
}
