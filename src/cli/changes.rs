//! Printing what a command changed, the same for all of them.

use serde_json::{Map, Value, json};

use super::console::Console;
use super::failure::Failure;
use super::plain::one_line;
use super::style;
use super::{ceased, finding_changes};
use crate::curate::{Applied, Changed, Context, RemovedItem, Restated};
use crate::record::{FieldChange, Id, Json, RecordChange};
use crate::store::BatchVerb;

/// The most changed records that are printed field by field; --json has all of them.
pub(super) const PRINTED: usize = 50;

/// The most changed records of which each new or fixed finding is printed; for more, the numbers by code are printed.
pub(super) const FINDINGS_TOLD: usize = 5;

/// The field that tells whether a record is published.
const WITHDRAWN: &str = "withdrawn";

/// Prints what a command changed, as text or as its JSON object with `counts` and `rest` added.
pub(super) fn print<T>(
    console: &mut Console,
    context: &Context,
    applied: &Applied<T>,
    counts: Map<String, Value>,
    rest: Map<String, Value>,
) -> Result<(), Failure> {
    print_with(console, context, applied, counts, rest, |console| print_records(console, &applied.changed))
}

/// As [`print()`], but as text `list` prints what changed.
pub(super) fn print_with<T>(
    console: &mut Console,
    context: &Context,
    applied: &Applied<T>,
    counts: Map<String, Value>,
    rest: Map<String, Value>,
    list: impl FnOnce(&mut Console) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let Applied { batch, changed, .. } = applied;
    if console.is_json() {
        let mut all = Map::from_iter([("changed".to_owned(), json!(changed.len()))]);
        all.extend(counts);
        let changes: Vec<Value> = changed.iter().map(record_to_json).collect();
        let mut object = Map::from_iter([
            ("dry_run".to_owned(), json!(context.dry_run)),
            ("batch".to_owned(), json!(batch.filter(|_| !context.dry_run))),
            ("changes".to_owned(), Value::Array(changes)),
        ]);
        object.extend(rest);
        return console.object(Value::Object(all), object);
    }
    list(console)?;
    if changed.len() > FINDINGS_TOLD {
        finding_changes::sums(changed.iter().map(|one| &one.findings)).iter().for_each(|line| console.note(line));
    }
    match batch {
        _ if context.dry_run => console.note("dry run: nothing was written"),
        None => console.note("nothing to change"),
        Some(batch) => {
            let records = match changed.len() {
                0 => String::new(),
                1 => "1 record, ".to_owned(),
                many => format!("{many} records, "),
            };
            console.note(format!("{records}batch {batch}; `canonry undo {batch}` undoes it"));
        }
    }
    Ok(())
}

/// Prints changed records field by field, and what was left behind.
fn print_records(console: &mut Console, changed: &[Changed]) -> Result<(), Failure> {
    for Changed { id, fields, restated: again, left, ceased, findings } in changed.iter().take(PRINTED) {
        print_record(console, id, fields)?;
        again.iter().try_for_each(|one| console.line(format!("  {}", restated(one))))?;
        if changed.len() <= FINDINGS_TOLD {
            finding_changes::lines(id, findings, fields.contains(&RecordChange::Arrived))
                .iter()
                .for_each(|line| console.note(format!("  {line}")));
        }
        left.iter().for_each(|left| console.note(removed_item(id, left)));
        ceased.iter().for_each(|ceased| console.note(ceased::by_hand(ceased)));
    }
    console.more(changed.len().saturating_sub(PRINTED), "changed record", "--json lists them all");
    Ok(())
}

/// A line about a removed item that has evidence.
fn removed_item(id: &Id, left: &RemovedItem) -> String {
    let RemovedItem { kind, text, pieces } = left;
    let kind = kind.as_str().replace('_', " ");
    let evidence = if *pieces == 1 { "1 piece".to_owned() } else { format!("{pieces} pieces") };
    let text = one_line(text);
    format!(
        "  {id}: the {kind} \"{text}\" was removed, with {evidence} of evidence; `canonry evidence move` moves the \
             evidence"
    )
}

/// Prints the changes of one record.
pub(super) fn print_record(console: &mut Console, id: &Id, changes: &[RecordChange]) -> Result<(), Failure> {
    let strong = style::STRONG;
    console.line(format!("{} {strong}{id}{strong:#}", participle(changes)))?;
    for change in changes {
        if let RecordChange::Field(_) = change {
            console.line(format!("  {}", line(change)))?;
        }
    }
    Ok(())
}

/// A change in one line.
pub(super) fn line(change: &RecordChange) -> String {
    let (name, old, new) = shown(change);
    let (bad, good) = (style::BAD, style::GOOD);
    let (old, new) = (value(old.as_ref()), value(new.as_ref()));
    format!("{}: {bad}{old}{bad:#} → {good}{new}{good:#}", one_line(&name))
}

/// A line about a rate that was set to the same value.
pub(super) fn restated(restated: &Restated) -> String {
    let Restated { field, rate, is_undone } = restated;
    format!("{}: {}", one_line(&field.to_string()), again(rate, *is_undone))
}

/// That a rate was set to the same value, or that this was undone, without its name.
pub(super) fn again(rate: &Json, is_undone: bool) -> String {
    match is_undone {
        false => format!("{} set again, as a new baseline", value(Some(rate))),
        true => format!("{} stays, the earlier baseline is back", value(Some(rate))),
    }
}

/// A value in one line; a dash if there is none.
pub(super) fn value(value: Option<&Json>) -> String {
    value.map_or("—".to_owned(), |value| one_line(value.text()))
}

/// What happened to a record, as a participle.
fn participle(changes: &[RecordChange]) -> &'static str {
    let of_record = |change: &RecordChange| match change {
        RecordChange::Arrived => Some("added"),
        RecordChange::Withdrawn => Some("withdrawn"),
        RecordChange::Restored => Some("restored"),
        RecordChange::Field(_) => None,
    };
    changes.iter().find_map(of_record).unwrap_or("changed")
}

/// What the batch of a verb did to a record that did not exist before it. "added" if there is no verb, or if the batch
/// was undone and restored.
pub(super) fn arrival(verb: Option<BatchVerb>) -> &'static str {
    match verb {
        Some(BatchVerb::Import | BatchVerb::Merge) => "imported",
        Some(BatchVerb::New) => "created",
        Some(
            BatchVerb::Edit
            | BatchVerb::ReplaceValues
            | BatchVerb::FixFindings
            | BatchVerb::Rename
            | BatchVerb::Withdraw
            | BatchVerb::Restore
            | BatchVerb::AddSample
            | BatchVerb::WithdrawSamples
            | BatchVerb::WaiveFindings
            | BatchVerb::WithdrawWaivers
            | BatchVerb::AddEvidence
            | BatchVerb::MoveEvidence
            | BatchVerb::WithdrawEvidence
            | BatchVerb::Confirm
            | BatchVerb::ImportFeedback
            | BatchVerb::PublishRates
            | BatchVerb::Promote
            | BatchVerb::Demote
            | BatchVerb::Undo
            | BatchVerb::Repair
            | BatchVerb::Release,
        )
        | None => "added",
    }
}

/// A change by the name that is shown for it, with the value before and after: whether a record is withdrawn is shown
/// like a field.
pub(super) fn shown(change: &RecordChange) -> (String, Option<Json>, Option<Json>) {
    let withdrawn = |old: Option<bool>, new: bool| (WITHDRAWN.to_owned(), old.map(Json::from), Some(Json::from(new)));
    match change {
        RecordChange::Arrived => withdrawn(None, false),
        RecordChange::Withdrawn => withdrawn(Some(false), true),
        RecordChange::Restored => withdrawn(Some(true), false),
        RecordChange::Field(FieldChange { path, old, new }) => (path.to_string(), old.clone(), new.clone()),
    }
}

/// A changed record as JSON, with the evidence that it left behind and the findings that it brings.
fn record_to_json(record: &Changed) -> Value {
    let left =
        |left: &RemovedItem| json!({ "item_kind": left.kind.as_str(), "text": left.text, "pieces": left.pieces });
    let mut object = to_json(&record.id, &record.fields, &record.restated);
    if let Value::Object(members) = &mut object {
        let left = (!record.left.is_empty()).then(|| record.left.iter().map(left).collect());
        members.extend(left.map(|left| ("left_evidence".to_owned(), left)));
        members.extend(finding_changes::to_json(&record.findings).map(|findings| ("findings".to_owned(), findings)));
    }
    object
}

/// A value for JSON output; null if there is none.
pub(super) fn tree(value: Option<&Json>) -> Value {
    value.map_or(Value::Null, Json::to_value)
}

/// The changes of one record as JSON. It has the rates that were set to the same value, if there are any.
pub(super) fn to_json(id: &Id, changes: &[RecordChange], restated: &[Restated]) -> Value {
    let field = |change: &RecordChange| {
        let (name, old, new) = shown(change);
        json!({ "field": name, "old": tree(old.as_ref()), "new": tree(new.as_ref()) })
    };
    let mut object = json!({ "id": id.as_str(), "fields": changes.iter().map(field).collect::<Vec<_>>() });
    let rate = |one: &Restated| json!({ "field": one.field.to_string(), "value": one.rate.to_value(), "undone": one.is_undone });
    if let (Value::Object(members), false) = (&mut object, restated.is_empty()) {
        members.insert("set_again".to_owned(), restated.iter().map(rate).collect());
    }
    object
}
