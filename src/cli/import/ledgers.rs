//! What an import found in the ledgers beside the records.

use serde_json::{Value, json};

use crate::cli::console::Console;
use crate::curate::{DueRate, Imported, LedgerCounts, Named};

/// Says what is new, if anything is.
pub(super) fn print(console: &mut Console, imported: &Imported) {
    let LedgerCounts { pieces, rulings, rates, rewordings, withdrawn, gone, notices: _ } = imported.ledgers;
    let number =
        |count: u64, one: &str, many: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
    if pieces > 0 || rulings > 0 || rates > 0 || rewordings > 0 {
        let pieces = number(pieces, "piece of evidence", "pieces of evidence");
        let rulings = number(rulings, "ruling", "rulings");
        let if_any = |count: u64, one, many| match count {
            0 => String::new(),
            count => format!(", {}", number(count, one, many)),
        };
        let rates = if_any(rates, "origin of a rate", "origins of rates");
        let rewordings = if_any(rewordings, "reworded item", "reworded items");
        let due = imported.due.as_ref().map_or(String::new(), |due| format!("; {}", due_words(due)));
        console.note(format!("note: new in the ledger: {pieces}, {rulings}{rates}{rewordings}{due}"));
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
}

/// Which rates are due now.
fn due_words(due: &Named<DueRate>) -> String {
    let first: Vec<String> = due.first.iter().map(due_word).collect();
    let rest = due.count.saturating_sub(first.len() as u64);
    let rest = if rest > 0 { format!(" … and {rest} more") } else { String::new() };
    match due.count {
        0 => "no rate of these records is due".to_owned(),
        1 => format!("1 rate of these records is due (`canonry rates`): {}", first.join(", ")),
        count => format!("{count} rates of these records are due (`canonry rates`): {}{rest}", first.join(", ")),
    }
}

fn due_word(DueRate { id, field, published, target }: &DueRate) -> String {
    format!("{id} {field} {published} → {target}")
}

/// The rates that are due, as JSON.
pub(super) fn due_to_json(due: Option<&Named<DueRate>>) -> Value {
    due.map_or(
        Value::Null,
        |due| json!({ "count": due.count, "first": due.first.iter().map(due_word).collect::<Vec<String>>() }),
    )
}

/// The counts as JSON.
pub(in crate::cli) fn to_json(counts: &LedgerCounts) -> Value {
    let LedgerCounts { pieces, rulings, rates, rewordings, notices, withdrawn, gone } = *counts;
    json!({
        "pieces": pieces, "rulings": rulings, "rates": rates, "rewordings": rewordings, "notices": notices,
        "withdrawn": withdrawn, "gone": gone,
    })
}
