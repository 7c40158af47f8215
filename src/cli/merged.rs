//! Printing the batches of other databases that a merge brought.

use serde_json::{Value, json};

use super::changes::PRINTED;
use super::console::Console;
use super::failure::Failure;
use super::plain::{one_line, plain};
use crate::store::{BatchVerb, JournaledBatch, MergedBatch};

/// Prints them below their merge.
pub(super) fn print(console: &mut Console, merged: &[MergedBatch]) -> Result<(), Failure> {
    for MergedBatch { source, other, .. } in merged.iter().take(PRINTED) {
        let JournaledBatch { number, batch, .. } = other;
        let source = one_line(source);
        console.line(format!("    from {source} {number}  {}  {}", batch.day, plain(&batch.actor)))?;
        console.line(format!("        {}", one_line(&batch.command)))?;
        if let Some(reason) = &batch.reason {
            console.line(format!("        because {}", one_line(reason)))?;
        }
    }
    console.more(merged.len().saturating_sub(PRINTED), "merged batch", "--json lists them all");
    Ok(())
}

/// They as JSON.
pub(super) fn to_json(merged: &[MergedBatch]) -> Value {
    let one = |MergedBatch { source, other, .. }: &MergedBatch| {
        let JournaledBatch { number, batch, .. } = other;
        json!({
            "source": source, "batch": number, "day": batch.day.to_string(), "actor": batch.actor,
            "reason": batch.reason, "command": batch.command, "verb": batch.verb.map(BatchVerb::as_str),
        })
    };
    merged.iter().map(one).collect()
}
