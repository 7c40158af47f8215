//! Records whose content does not match their digest, if the others are to be written all the same.

use super::{Args, Outcome};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::plain::plain;
use crate::store::{StoreError, Stored, Unchecked};

/// Damaged records that are named one by one outside of --json.
const PRINTED: usize = 50;

/// A record with its canonical JSON or, if it is damaged and to be left out, its id.
pub(super) type Checked = Result<(Stored, String), String>;

/// Compares a record with its digest.
///
/// # Errors
/// If it is damaged, unless --keep-going leaves it out.
pub(super) fn check(args: &Args, unchecked: Unchecked) -> Result<Checked, Failure> {
    match unchecked.checked_with_text() {
        Err(StoreError::RecordDamaged { id, .. }) if args.keep_going => Ok(Err(id)),
        checked => Ok(Ok(checked?)),
    }
}

/// Names what was left out, and tells the exit code if there is any.
pub(super) fn name(outcome: &Outcome, console: &mut Console) -> Option<Exit> {
    let damaged = &outcome.damaged;
    for id in damaged.iter().take(PRINTED) {
        console.fault(plain(&format!("damaged, and left out: {id}")));
    }
    if damaged.len() > PRINTED {
        console.fault(format!("… and {} more", damaged.len() - PRINTED));
    }
    if damaged.is_empty() {
        return None;
    }
    console.fault("error: the content of these records does not match their digests; all others are there");
    console.fault("hint: `canonry verify` says what it means and how to go on");
    Some(Exit::Machine)
}
