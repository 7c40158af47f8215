//! What else there is to know of an import, printed.

use serde_json::{Map, Value, json};

use crate::cli::console::Console;
use crate::cli::plain::one_line;
use crate::curate::{Named, Remarks};

/// Each kind of remark: its key in JSON, and what is said of one and of several.
fn kinds(remarks: &Remarks) -> [(&'static str, &Named, &'static str, &'static str); 9] {
    let Remarks {
        raised,
        confirmed_ahead,
        undated,
        held_back,
        emptied,
        stay_withdrawn,
        left_evidence,
        missing,
        unportable,
    } = remarks;
    [
        ("raised", raised, "1 record was moved up a tier", "records were moved up a tier"),
        (
            "confirmed_ahead",
            confirmed_ahead,
            "1 record is confirmed in the future",
            "records are confirmed in the future",
        ),
        (
            "undated",
            undated,
            "1 record changed, but its last_updated did not",
            "records changed, but their last_updated did not",
        ),
        (
            "held_back",
            held_back,
            "1 record from the pipe is an earlier state and was not imported (--take-stale imports it)",
            "records from the pipe are earlier states and were not imported (--take-stale imports them)",
        ),
        ("emptied", emptied, "1 field was emptied", "fields were emptied"),
        (
            "stay_withdrawn",
            stay_withdrawn,
            "1 record of the input is withdrawn here and stays withdrawn (`canonry restore ID` publishes it again)",
            "records of the input are withdrawn here and stay withdrawn (`canonry restore ID` publishes them again)",
        ),
        (
            "left_evidence",
            left_evidence,
            "1 item with evidence was removed (`canonry evidence move` moves the evidence)",
            "items with evidence were removed (`canonry evidence move` moves the evidence)",
        ),
        (
            "missing",
            missing,
            "1 record that this source had before is not in the input (`canonry import --whole` withdraws it)",
            "records that this source had before are not in the input (`canonry import --whole` withdraws them)",
        ),
        (
            "unportable",
            unportable,
            "1 record has an id that is not a valid path on Windows (`canonry rename` changes it)",
            "records have ids that are not valid paths on Windows (`canonry rename` changes them)",
        ),
    ]
}

/// Prints the remarks, each on one line.
pub(super) fn print(console: &mut Console, remarks: &Remarks) {
    for (_, named, one, many) in kinds(remarks) {
        if named.count == 0 {
            continue;
        }
        let what = if named.count == 1 { one.to_owned() } else { format!("{} {many}", named.count) };
        let rest = named.count.saturating_sub(named.first.len() as u64);
        let rest = if rest > 0 { format!(" … and {rest} more") } else { String::new() };
        let first: Vec<String> = named.first.iter().map(|name| one_line(name)).collect();
        console.note(format!("note: {what}: {}{rest}", first.join(", ")));
    }
}

/// The remarks as JSON.
pub(super) fn to_json(remarks: &Remarks) -> Value {
    let named = |named: &Named| json!({ "count": named.count, "first": named.first });
    Value::Object(Map::from_iter(kinds(remarks).map(|(key, what, _, _)| (key.to_owned(), named(what)))))
}
