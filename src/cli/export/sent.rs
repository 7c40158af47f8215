//! What the database remembers of an export.

use std::error::Error;
use std::path::Path;

use crate::cli::console::Console;
use crate::cli::plain::plain;
use crate::cli::source;
use crate::record::Date;
use crate::store::{Sent, SentBefore, Store};

/// Notes in the database what was written there. The files are written whatever comes of it.
pub(super) fn mark(path: &Path, out: &Path, day: Date, (before, sent): (&SentBefore, &[Sent]), console: &mut Console) {
    let Some(name) = source::name(path, out).filter(|_| !sent.is_empty()) else { return };
    if let Err(error) = Store::open(path).and_then(|mut store| store.mark_sent(&name, day, before, sent)) {
        let cause = error.source().map_or(String::new(), |cause| format!(": {cause}"));
        console.note(plain(&format!(
            "note: {error}{cause}; it does not know of this export, and an import from there may see conflicts in {} records",
            sent.len()
        )));
    }
}
