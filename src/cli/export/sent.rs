//! The warning that the database does not know of an export.

use std::error::Error;

use crate::cli::console::Console;
use crate::cli::plain::plain;
use crate::store::StoreError;

/// Warns of an export of this number of records that could not be noted in the database.
pub(super) fn warn(error: &StoreError, records: usize, console: &mut Console) {
    let cause = error.source().map_or(String::new(), |cause| format!(": {cause}"));
    console.note(plain(&format!(
        "note: {error}{cause}; it does not know of this export, and an import from there may see conflicts in \
         {records} records"
    )));
}
