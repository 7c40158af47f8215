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
            "1 record changed and keeps its last_updated (what comes from a source is taken at its word)",
            "records changed and keep their last_updated (what comes from a source is taken at its word)",
        ),
        (
            "held_back",
            held_back,
            "1 record came through a pipe as it once was here, and stays as it is (--take-stale takes it)",
            "records came through a pipe as they once were here, and stay as they are (--take-stale takes them)",
        ),
        ("emptied", emptied, "1 field was emptied", "fields were emptied"),
        (
            "stay_withdrawn",
            stay_withdrawn,
            "1 record came that is withdrawn here and stays so (`canonry restore ID` publishes it again)",
            "records came that are withdrawn here and stay so (`canonry restore ID` publishes them again)",
        ),
        (
            "left_evidence",
            left_evidence,
            "1 item went with evidence on it (`canonry evidence move` attaches it elsewhere)",
            "items went with evidence on them (`canonry evidence move` attaches it elsewhere)",
        ),
        (
            "missing",
            missing,
            "1 record that came from this source before is not in the input (`canonry import --whole` withdraws it)",
            "records that came from this source before are not in the input (`canonry import --whole` withdraws them)",
        ),
        (
            "unportable",
            unportable,
            "1 record has an id that is no path on Windows (`canonry rename` gives it another)",
            "records have ids that are no paths on Windows (`canonry rename` gives them others)",
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
