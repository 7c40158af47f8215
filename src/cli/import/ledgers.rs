//! What an import found in the ledgers beside the records.

use serde_json::{Value, json};

use crate::cli::console::Console;
use crate::curate::{DueRate, Imported, LedgerCounts, Named};

/// Says what is new, if anything is.
pub(super) fn print(console: &mut Console, imported: &Imported) {
    let LedgerCounts { withdrawn, gone, .. } = imported.ledgers;
    // Notices change records, which are counted and named as others are.
    let lines = LedgerCounts { notices: 0, ..imported.ledgers };
    if lines.has_news() {
        let due = imported.due.as_ref().map_or(String::new(), |due| format!("; {}", due_words(due)));
        console.note(format!("note: new in the ledger: {}{due}", words(&lines)));
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

/// What is new. There are few kinds of lines but pieces and rulings: the others are left out if there are none.
pub(in crate::cli) fn words(counts: &LedgerCounts) -> String {
    let LedgerCounts { pieces, rulings, rates, rewordings, notices, withdrawn: _, gone: _ } = *counts;
    let mut words =
        vec![number(pieces, "piece of evidence", "pieces of evidence"), number(rulings, "ruling", "rulings")];
    for (count, one, many) in [
        (rates, "origin of a rate", "origins of rates"),
        (rewordings, "reworded item", "reworded items"),
        (notices, "notice", "notices"),
    ] {
        if count > 0 {
            words.push(number(count, one, many));
        }
    }
    words.join(", ")
}

fn number(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
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
