//! The seal of an import: everything that it reads, and everything that it changes.

use super::{Event, Incoming};
use crate::curate::Ceased;
use crate::curate::seal::Seal;
use crate::intake::{Faulty, FaultyText};
use crate::ledger::Notice;
use crate::record::{FieldChange, Id, Json, RecordChange, SampleKind};

/// Adds a record that was read, or a text that is not one.
pub(super) fn incoming(seal: &mut Seal, incoming: &Incoming) {
    match &incoming.draft.content {
        Ok(prepared) => {
            seal.add("record", [prepared.digest.as_bytes()]);
            for kind in SampleKind::ALL.iter().copied() {
                let texts = prepared.samples.iter().flat_map(|samples| samples.samples(kind));
                texts.for_each(|text| seal.add("sample", [kind.as_str().as_bytes(), text.as_bytes()]));
            }
        }
        Err(Faulty { text: FaultyText::Kept(text), .. }) => seal.add("text", [text.as_slice()]),
        Err(Faulty { text: FaultyText::TooLarge { bytes }, .. }) => seal.add("large text", [&bytes.to_le_bytes()[..]]),
        // Its lines are added by themselves.
        Err(Faulty { text: FaultyText::LedgerLine | FaultyText::LedgerFile, .. }) => {}
    }
}

/// Adds notices that were read.
pub(super) fn notices(seal: &mut Seal, notices: &[Notice]) {
    notices.iter().for_each(|notice| seal.add("notice", [notice.uid().as_bytes()]));
}

/// Adds what happened to a record. Unchanged records follow from what was read.
pub(super) fn event(seal: &mut Seal, event: &Event<'_>) {
    match event {
        Event::Added(id) => seal.add("added", [bytes(id)]),
        Event::Withdrawn(id) => seal.add("withdrawn", [bytes(id)]),
        Event::Changed(id, fields) => fields.iter().for_each(|field| change(seal, id, field)),
        Event::Ceased(Ceased { id, field, reports }) => {
            seal.add("ceased", [bytes(id), field.to_string().as_bytes(), &reports.to_le_bytes()]);
        }
        Event::Unchanged | Event::Kept(_) | Event::Stale(_) | Event::Rejected(..) | Event::Checked { .. } => {}
    }
}

fn change(seal: &mut Seal, id: &Id, change: &RecordChange) {
    match change {
        RecordChange::Arrived => seal.add("change: arrived", [bytes(id)]),
        RecordChange::Withdrawn => seal.add("change: withdrawn", [bytes(id)]),
        RecordChange::Restored => seal.add("change: restored", [bytes(id)]),
        RecordChange::Field(FieldChange { path, old, new }) => {
            seal.add("change", [bytes(id), path.to_string().as_bytes(), value(old.as_ref()), value(new.as_ref())]);
        }
    }
}

fn bytes(id: &Id) -> &[u8] {
    id.as_str().as_bytes()
}

/// The text of a value; none has an empty text.
fn value(value: Option<&Json>) -> &[u8] {
    value.map_or(b"", |value| value.text().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ChangePath, Field, Record};

    #[test]
    fn changes_to_other_values_are_other_runs() {
        let (id, other): (Id, Id) = ("x/a".parse().unwrap(), "x/b".parse().unwrap());
        let field = |field: Field, old: Option<&str>, new: Option<&str>| {
            let [old, new] = [old, new].map(|text| text.map(Json::from));
            RecordChange::Field(FieldChange { path: ChangePath::Field(field.into()), old, new })
        };
        let runs = [
            (&id, vec![field(Record::TAGS, Some("a"), Some("b"))]),
            (&other, vec![field(Record::TAGS, Some("a"), Some("b"))]),
            (&id, vec![field(Record::CATEGORY, Some("a"), Some("b"))]),
            (&id, vec![field(Record::TAGS, Some("a"), Some("c"))]),
            (&id, vec![field(Record::TAGS, Some("a"), None)]),
            (&id, vec![field(Record::TAGS, None, Some("a"))]),
            (&id, vec![RecordChange::Restored]),
            (&id, vec![RecordChange::Withdrawn]),
        ];
        let sealed = |(id, fields): &(&Id, Vec<RecordChange>)| {
            let mut seal = Seal::new(true);
            event(&mut seal, &Event::Changed(id, fields.clone()));
            seal.value()
        };
        for (at, run) in runs.iter().enumerate() {
            let same: Vec<usize> = (0..runs.len()).filter(|other| sealed(&runs[*other]) == sealed(run)).collect();
            assert_eq!(same, [at]);
        }
    }
}
