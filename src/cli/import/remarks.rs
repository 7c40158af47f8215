//! Printing the remarks of an import.

use serde_json::{Map, Value, json};

use crate::cli::console::Console;
use crate::cli::plain::one_line;
use crate::curate::{Named, Raised, Remarks, RemovedItem};
use crate::record::Id;

/// A kind of remark.
struct RemarkKind {
    /// Its key in JSON.
    key: &'static str,
    count: u64,
    /// The first of them.
    first: Vec<String>,
    /// The words for one.
    one: &'static str,
    /// The words for several.
    many: &'static str,
}

impl RemarkKind {
    fn of<T>(key: &'static str, named: &Named<T>, word: impl Fn(&T) -> String, [one, many]: [&'static str; 2]) -> Self {
        RemarkKind { key, count: named.count, first: named.first.iter().map(word).collect(), one, many }
    }
}

fn kinds(remarks: &Remarks) -> [RemarkKind; 11] {
    let Remarks {
        raised,
        confirmed_ahead,
        undated,
        held_back,
        emptied,
        stay_withdrawn,
        left_evidence,
        missing,
        clashing,
        left_former,
        unportable,
    } = remarks;
    let left = |(id, RemovedItem { kind, text, pieces }): &(Id, RemovedItem)| {
        format!("{id} {} \"{text}\" ({pieces})", kind.as_str().replace('_', " "))
    };
    [
        RemarkKind::of(
            "raised",
            raised,
            |Raised { id, from, to }| format!("{id} ({from} → {to})"),
            ["1 record was moved up a tier", "records were moved up a tier"],
        ),
        RemarkKind::of(
            "confirmed_ahead",
            confirmed_ahead,
            |(id, day)| format!("{id} ({day})"),
            ["1 record is confirmed in the future", "records are confirmed in the future"],
        ),
        RemarkKind::of(
            "undated",
            undated,
            Id::to_string,
            ["1 record changed, but its last_updated did not", "records changed, but their last_updated did not"],
        ),
        RemarkKind::of(
            "held_back",
            held_back,
            Id::to_string,
            [
                "1 record from the pipe is an earlier state and was not imported (--take-stale imports it)",
                "records from the pipe are earlier states and were not imported (--take-stale imports them)",
            ],
        ),
        RemarkKind::of(
            "emptied",
            emptied,
            |(id, field)| format!("{id} {field}"),
            ["1 field was emptied", "fields were emptied"],
        ),
        RemarkKind::of(
            "stay_withdrawn",
            stay_withdrawn,
            Id::to_string,
            [
                "1 record of the input is withdrawn here and stays withdrawn (`canonry restore ID` publishes it again)",
                "records of the input are withdrawn here and stay withdrawn (`canonry restore ID` publishes them again)",
            ],
        ),
        RemarkKind::of(
            "left_evidence",
            left_evidence,
            left,
            [
                "1 item with evidence was removed (`canonry evidence move` moves the evidence)",
                "items with evidence were removed (`canonry evidence move` moves the evidence)",
            ],
        ),
        RemarkKind::of(
            "missing",
            missing,
            Id::to_string,
            [
                "1 record that this source had before is not in the input (`canonry import --whole` withdraws it)",
                "records that this source had before are not in the input (`canonry import --whole` withdraws them)",
            ],
        ),
        RemarkKind::of(
            "clashing",
            clashing,
            |(id, to)| format!("{id} (there {to})"),
            [
                "1 record has another id elsewhere, which another record has here (`canonry rename` or `canonry withdraw` \
                 one of them)",
                "records have other ids elsewhere, which other records have here (`canonry rename` or `canonry withdraw` \
                 one of each)",
            ],
        ),
        RemarkKind::of(
            "left_former",
            left_former,
            |(former, id)| format!("{former} (now {id})"),
            [
                "1 record is in the input under a former id, too, and that was left (`canonry export --prune` removes \
                 its file from a tree)",
                "records are in the input under a former id, too, and these were left (`canonry export --prune` \
                 removes their files from a tree)",
            ],
        ),
        RemarkKind::of(
            "unportable",
            unportable,
            Id::to_string,
            [
                "1 record has an id that is not a valid path on Windows (`canonry rename` changes it)",
                "records have ids that are not valid paths on Windows (`canonry rename` changes them)",
            ],
        ),
    ]
}

/// Prints the remarks, each on one line.
pub(super) fn print(console: &mut Console, remarks: &Remarks) {
    for RemarkKind { count, first, one, many, .. } in kinds(remarks) {
        if count == 0 {
            continue;
        }
        let what = if count == 1 { one.to_owned() } else { format!("{count} {many}") };
        let rest = count.saturating_sub(first.len() as u64);
        let rest = if rest > 0 { format!(" … and {rest} more") } else { String::new() };
        let first: Vec<String> = first.iter().map(|name| one_line(name)).collect();
        console.note(format!("note: {what}: {}{rest}", first.join(", ")));
    }
}

/// The remarks as JSON.
pub(super) fn to_json(remarks: &Remarks) -> Value {
    let member =
        |RemarkKind { key, count, first, .. }: RemarkKind| (key.to_owned(), json!({ "count": count, "first": first }));
    Value::Object(Map::from_iter(kinds(remarks).map(member)))
}
