//! What an import found in the ledgers beside the records.

use serde_json::{Value, json};

use crate::cli::console::Console;
use crate::curate::LedgerCounts;

/// Says what is new, if anything is.
pub(super) fn print(console: &mut Console, counts: &LedgerCounts) {
    let LedgerCounts { pieces, rulings, withdrawn, gone, postponed, notices: _ } = *counts;
    let number =
        |count: u64, one: &str, many: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
    if pieces > 0 || rulings > 0 {
        let pieces = number(pieces, "piece of evidence", "pieces of evidence");
        let rulings = number(rulings, "ruling", "rulings");
        console
            .note(format!("note: new in the ledger: {pieces}, {rulings}; `canonry rates` shows which rates are due"));
    }
    if gone > 0 {
        let pieces = number(gone, "piece of evidence is", "pieces of evidence are");
        console.note(format!(
            "note: {pieces} on an item that the record does not have (`canonry evidence move` moves them)"
        ));
    }
    if withdrawn > 0 {
        let ledgers = number(withdrawn, "ledger was", "ledgers were");
        console.note(format!("note: {ledgers} not read: withdrawn elsewhere, and never here"));
    }
    if postponed > 0 {
        let ledgers = number(postponed, "ledger was", "ledgers were");
        console.note(format!("note: {ledgers} left for the next import, because the record had two in this one"));
    }
}

/// The counts as JSON.
pub(in crate::cli) fn to_json(counts: &LedgerCounts) -> Value {
    let LedgerCounts { pieces, rulings, notices, withdrawn, gone, postponed } = *counts;
    json!({
        "pieces": pieces, "rulings": rulings, "notices": notices, "withdrawn": withdrawn, "gone": gone,
        "postponed": postponed,
    })
}
