//! What is wrong with a database, in words.

use crate::ledger::RecordKey;
use crate::store::{Damage, Inspection, ListOfRecord};

/// What is wrong, in one line that may follow the id of the record that it is about.
pub(super) fn what(is_of_record: bool, damage: &Damage) -> String {
    // The index may have something that is not a record.
    let indexed = |what: &str, row: &RecordKey| match is_of_record {
        true => what.to_owned(),
        false => format!("{what} (record.id {row})"),
    };
    match damage {
        Damage::Unreadable { inspection, error } => {
            let subject = if is_of_record { part(*inspection) } else { "this" };
            let verb = if is_of_record { "cannot" } else { "could not" };
            format!("{subject} {verb} be read: {error}")
        }
        Damage::Sqlite(message) => message.clone(),
        Damage::MissingDefinition(name) => format!("{name} is missing"),
        Damage::OtherDefinition(name) => format!("{name} is not defined as canonry defines it"),
        Damage::NotUtf8 { table, column, key } => {
            let (names, values): (Vec<&str>, Vec<&str>) =
                key.iter().map(|(name, value)| (name.as_str(), value.as_str())).unzip();
            let (names, values) = (names.join(", "), values.join(", "));
            format!("{column} in the row of {table} with {names} = {values} is not UTF-8")
        }
        Damage::BrokenReference { child, parent, rows, first } => {
            let first = first.map_or_else(String::new, |row| format!(", the first is row {row}"));
            let refer = if *rows == 1 { "row refers" } else { "rows refer" };
            format!("{rows} {refer} from {child} to a row of {parent} that does not exist{first}")
        }
        Damage::NotFound => "it is listed and cannot be found".to_owned(),
        Damage::OtherContent => "its content does not match its digest".to_owned(),
        Damage::Positions { list, length } => {
            let last = length.saturating_sub(1);
            format!("the positions of its {} do not count from 0 to {last}", name(list))
        }
        Damage::KeptItem(item) => {
            format!("{}.id {} was removed, but its row is kept without evidence on it", item.kind, item.id)
        }
        Damage::NotIndexed { row } => indexed("the search index does not have it", row),
        Damage::IndexedUnknown { row } => indexed("the search index has a record that does not exist", row),
        Damage::OtherWords { row } => indexed("the search index has other words for it", row),
        Damage::OtherLiterals { row } => indexed("the table of literals has others than its regex needs", row),
        Damage::LiteralsOfUnknown { row } => indexed("the table of literals has a record that does not exist", row),
        Damage::NotJournaled { batch } => {
            format!("batch {batch} changed its evidence, and the journal does not say so")
        }
        Damage::OtherCount { batch, raised, gained } => {
            format!("batch {batch} changed its evidence_count by {raised}, and the evidence that counts by {gained}")
        }
        Damage::EmptyRuling { batch, evidence } => {
            format!("batch {batch} rules on {evidence} what was ruled already, or before it was added")
        }
        Damage::OtherMove { evidence, from } => format!("{evidence} was moved from {from}, and does not say the same"),
        Damage::OtherUid { evidence } => format!("{evidence} does not match its uid"),
        Damage::OtherLine(uid) => format!("the line {uid} of its ledger does not match its uid"),
        Damage::MissingBatch(batch) => format!("there is no batch {batch}, though there are later ones"),
        Damage::UndoesLater { batch, undone } => {
            format!("batch {batch} undoes batch {undone}, which is not an earlier one")
        }
        Damage::OtherVerbUndoes { batch, undone, verb } => {
            format!("batch {batch} undoes batch {undone}, but its verb is {verb}")
        }
        Damage::OtherVerbAdds { batch, verb } => {
            format!("it was added by batch {batch}, but the verb of that is {verb}")
        }
        Damage::ChangedBeforeAdded { batch, added_by } => {
            format!("batch {batch} changed it before batch {added_by} added it")
        }
        Damage::UnknownFields { rows: 1 } => "1 row of its journal names no field".to_owned(),
        Damage::UnknownFields { rows } => format!("{rows} rows of its journal name no field"),
        Damage::OtherValue { batch, subject } => {
            format!("batch {batch} set {subject} to another value than it had then")
        }
        Damage::InvalidBefore { batch, faults } => {
            let fault = faults.first().map_or(String::new(), |fault| format!(": {}: {}", fault.path, fault.reason));
            format!("before batch {batch} it would not have been a valid record{fault}")
        }
        Damage::OtherWithdrawal { batch, journaled } => {
            let journaled = journaled.map_or("none".to_owned(), |batch| format!("batch {batch}"));
            format!("it is withdrawn by batch {batch}, and the journal names {journaled}")
        }
        Damage::OtherRelease { batch } => format!("batch {batch} does not fit the releases that were recorded"),
        Damage::OtherBase { source, batch } => {
            format!("the journal does not lead to what {source} had of it after batch {batch}")
        }
        Damage::BaseBeforeAdded { source, batch } => {
            format!("{source} had it after batch {batch}, before it was added")
        }
    }
}

/// The part of a record that an inspection reads.
fn part(inspection: Inspection) -> &'static str {
    match inspection {
        Inspection::Journal => "its journal",
        Inspection::Bases => "its bases",
        Inspection::Records => "it",
        Inspection::File | Inspection::Texts | Inspection::References => "it",
        Inspection::Lists | Inspection::Index | Inspection::Literals | Inspection::Ledger => "it",
    }
}

/// The name of a list.
fn name(list: &ListOfRecord) -> String {
    match list {
        ListOfRecord::Items(kind) => kind.list().to_owned(),
        ListOfRecord::Sources(item) => format!("sources of {}.id {}", item.kind, item.id),
        ListOfRecord::Named(name) => name.clone(),
        ListOfRecord::Translations { field, language } => format!("{field} in {language}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ledger::Uid;
    use crate::record::{Fault, FaultPath, ItemKind, ItemRef, Record, Rule};
    use crate::store::{BatchVerb, ChangeSubject, FlawKind};

    /// Damage of a record of every kind, with its words.
    fn of_record() -> Vec<(Damage, &'static str)> {
        let unreadable = |inspection| Damage::Unreadable { inspection, error: "no".to_owned() };
        let (list, source) = (ListOfRecord::Items(ItemKind::DeadEnd), "tree".to_owned());
        let (item, subject) = (ItemRef { kind: ItemKind::Workaround, id: 3 }, ChangeSubject::Field(Record::ROOT_CAUSE));
        let (path, reason, batch) = (FaultPath::of("regex"), "missing".to_owned(), 2.into());
        let (fault, uid) = (Fault { line: 1, column: 1, path, rule: Rule::Missing, reason }, Uid::from_bytes([7; 16]));
        vec![
            (unreadable(Inspection::Records), "it cannot be read: no"),
            (unreadable(Inspection::Journal), "its journal cannot be read: no"),
            (unreadable(Inspection::Bases), "its bases cannot be read: no"),
            (Damage::NotFound, "it is listed and cannot be found"),
            (Damage::OtherContent, "its content does not match its digest"),
            (Damage::Positions { list, length: 3 }, "the positions of its dead_ends do not count from 0 to 2"),
            (Damage::KeptItem(item), "workaround.id 3 was removed, but its row is kept without evidence on it"),
            (Damage::NotIndexed { row: 7.into() }, "the search index does not have it"),
            (Damage::OtherWords { row: 7.into() }, "the search index has other words for it"),
            (Damage::OtherLiterals { row: 7.into() }, "the table of literals has others than its regex needs"),
            (Damage::NotJournaled { batch: 2.into() }, "batch 2 changed its evidence, and the journal does not say so"),
            (
                Damage::OtherCount { batch: 2.into(), raised: 1, gained: -1 },
                "batch 2 changed its evidence_count by 1, and the evidence that counts by -1",
            ),
            (
                Damage::EmptyRuling { batch: 2.into(), evidence: 5.into() },
                "batch 2 rules on e5 what was ruled already, or before it was added",
            ),
            (
                Damage::OtherMove { evidence: 6.into(), from: 5.into() },
                "e6 was moved from e5, and does not say the same",
            ),
            (Damage::OtherUid { evidence: 5.into() }, "e5 does not match its uid"),
            (Damage::OtherLine(uid), "the line 07070707070707070707070707070707 of its ledger does not match its uid"),
            (
                Damage::UndoesLater { batch: 2.into(), undone: 4.into() },
                "batch 2 undoes batch 4, which is not an earlier one",
            ),
            (
                Damage::OtherVerbUndoes { batch: 3.into(), undone: 2.into(), verb: BatchVerb::Edit },
                "batch 3 undoes batch 2, but its verb is edit",
            ),
            (
                Damage::OtherVerbAdds { batch: 3.into(), verb: BatchVerb::Edit },
                "it was added by batch 3, but the verb of that is edit",
            ),
            (Damage::ChangedBeforeAdded { batch, added_by: 3.into() }, "batch 2 changed it before batch 3 added it"),
            (Damage::UnknownFields { rows: 1 }, "1 row of its journal names no field"),
            (Damage::UnknownFields { rows: 2 }, "2 rows of its journal name no field"),
            (
                Damage::OtherValue { batch: 2.into(), subject },
                "batch 2 set root_cause to another value than it had then",
            ),
            (
                Damage::InvalidBefore { batch: 2.into(), faults: vec![fault] },
                "before batch 2 it would not have been a valid record: regex: missing",
            ),
            (
                Damage::OtherWithdrawal { batch: 4.into(), journaled: Some(3) },
                "it is withdrawn by batch 4, and the journal names batch 3",
            ),
            (
                Damage::OtherWithdrawal { batch: 4.into(), journaled: None },
                "it is withdrawn by batch 4, and the journal names none",
            ),
            (
                Damage::BaseBeforeAdded { source: source.clone(), batch },
                "tree had it after batch 2, before it was added",
            ),
            (Damage::OtherBase { source, batch }, "the journal does not lead to what tree had of it after batch 2"),
        ]
    }

    /// Damage of every kind that is not of a record, with its words.
    fn of_none() -> Vec<(Damage, &'static str)> {
        let text = str::to_owned;
        let reference =
            |rows, first| Damage::BrokenReference { child: text("tag"), parent: text("record"), rows, first };
        let key = [("record", "1"), ("id", "2")].map(|(name, value)| (text(name), text(value))).to_vec();
        vec![
            (Damage::Unreadable { inspection: Inspection::Journal, error: text("no") }, "this could not be read: no"),
            (Damage::Sqlite(text("row 3 missing")), "row 3 missing"),
            (Damage::MissingDefinition(text("index former_id")), "index former_id is missing"),
            (Damage::OtherDefinition(text("table tag")), "table tag is not defined as canonry defines it"),
            (
                Damage::NotUtf8 { table: text("dead_end"), column: text("action"), key },
                "action in the row of dead_end with record, id = 1, 2 is not UTF-8",
            ),
            (reference(1, None), "1 row refers from tag to a row of record that does not exist"),
            (reference(2, Some(9)), "2 rows refer from tag to a row of record that does not exist, the first is row 9"),
            (
                Damage::IndexedUnknown { row: 7.into() },
                "the search index has a record that does not exist (record.id 7)",
            ),
            (
                Damage::LiteralsOfUnknown { row: 7.into() },
                "the table of literals has a record that does not exist (record.id 7)",
            ),
            (Damage::MissingBatch(2), "there is no batch 2, though there are later ones"),
            (Damage::OtherRelease { batch: 3.into() }, "batch 3 does not fit the releases that were recorded"),
        ]
    }

    #[test]
    fn every_kind_of_damage_has_words() {
        let mut seen: BTreeSet<FlawKind> = BTreeSet::new();
        for (is_of_record, all) in [(true, of_record()), (false, of_none())] {
            for (damage, words) in all {
                assert_eq!(what(is_of_record, &damage), words);
                seen.insert(damage.kind());
            }
        }
        assert_eq!(seen, FlawKind::ALL.iter().copied().collect());
    }

    #[test]
    fn lists_are_named_by_what_they_belong_to() {
        let (field, language) = ("workarounds".to_owned(), "zh".to_owned());
        for (list, words) in [
            (ListOfRecord::Sources(ItemRef { kind: ItemKind::DeadEnd, id: 3 }), "sources of dead_end.id 3"),
            (ListOfRecord::Named("samples.match".to_owned()), "samples.match"),
            (ListOfRecord::Translations { field, language }, "workarounds in zh"),
        ] {
            assert_eq!(name(&list), words);
        }
    }
}
