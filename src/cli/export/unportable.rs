//! Records of old databases whose folders are not portable.

use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::store::Snapshot;

/// Names published records whose ids are not valid paths on Windows, where the tree cannot be checked out.
pub(super) fn name(snapshot: &Snapshot<'_>, console: &mut Console) -> Result<(), Failure> {
    let (mut number, mut first) = (0_u64, None);
    snapshot.each_id(|id| {
        if id.unportable().is_some() {
            number += 1;
            first.get_or_insert(id);
        }
    })?;
    if let Some(id) = first {
        console.note(format!(
            "note: not a valid path on Windows, so the tree cannot be checked out there: {id} ({number} in all); \
             `canonry rename` gives \
             a record another id"
        ));
    }
    Ok(())
}
