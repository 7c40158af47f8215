//! Damage is reported as data.

use super::{Damage, Flaw, Inspection, ListOfRecord};
use crate::ledger::{Environment, EvidenceKind, NewEvidence, Outcome, RecordKey, Reporter, ReporterKind, Uid};
use crate::record::{Difference, ItemKind, ItemRef, Record, Revision, Start, read};
use crate::store::{Batch, BatchVerb, ChangeSubject, Digest, Durability, Prepared, Store, StoreError, Tx};

const FULL: &str = "python/venv-pip-missing";
const MINIMAL: &str = "cuda/minimal";

const FIRST: ItemRef = ItemRef { kind: ItemKind::Workaround, id: 1 };

fn transact(store: &mut Store, write: impl FnOnce(&mut Tx<'_>) -> Result<(), StoreError>) {
    let (day, verb) = ("2026-11-21".parse().unwrap(), None);
    let batch = Batch { day, actor: "mei".to_owned(), reason: None, command: "test".to_owned(), verb };
    store.transact(&batch, Durability::Full, write).unwrap();
}

/// Changes the record of a key.
fn change(tx: &mut Tx<'_>, row: RecordKey, change: impl FnOnce(&mut Revision)) -> Result<(), StoreError> {
    let stored = tx.load_row(row)?.unwrap();
    let mut new = stored.revision.clone();
    change(&mut new);
    tx.replace(stored.standing, &Difference::between(&stored.revision, &new))
}

fn outcome() -> NewEvidence {
    NewEvidence {
        item: Some(FIRST),
        kind: EvidenceKind::Outcome,
        outcome: Some(Outcome::Success),
        count: 1,
        day: "2026-11-21".parse().unwrap(),
        reporter: Reporter::named("lena"),
        reporter_kind: ReporterKind::User,
        is_apart: false,
        url: None,
        note: None,
        environment: Environment::default(),
    }
}

/// A database of two records: 1 was imported and edited, with evidence `e1` that was moved to 2 as `e2`; 2 was written
/// here and withdrawn.
fn sound() -> Store {
    let record = |bytes: &[u8]| -> Record { read(bytes, Start::default()).unwrap() };
    let full = record(include_bytes!("../../../fixtures/records/full/index.json"));
    let minimal = record(include_bytes!("../../../fixtures/records/minimal/index.json"));
    let mut store = Store::in_memory().unwrap();
    transact(&mut store, |tx| {
        let source = tx.source("tree", "2026-11-21".parse().unwrap())?;
        let digest = Digest::of_record(&full);
        tx.insert(&Prepared::from(full), Some((source, digest))).map(drop)
    });
    transact(&mut store, |tx| tx.insert(&Prepared::from(minimal), None).map(drop));
    transact(&mut store, |tx| {
        tx.add_evidence(1.into(), &outcome())?;
        change(tx, 1.into(), |new| {
            new.record.evidence_count += 1;
            new.record.root_cause = "Another.".to_owned();
        })
    });
    transact(&mut store, |tx| {
        let evidence = tx.known_evidence(1.into())?;
        tx.move_evidence(&evidence, 2.into(), None)?;
        change(tx, 1.into(), |new| new.record.evidence_count -= 1)?;
        change(tx, 2.into(), |new| new.record.evidence_count += 1)
    });
    transact(&mut store, |tx| change(tx, 2.into(), |new| new.is_withdrawn = true));
    store
}

/// The flaws after statements of SQL that run without triggers and constraints.
fn found(sql: &str) -> Vec<Flaw> {
    let mut store = sound();
    let triggers: Vec<(String, String)> = {
        let mut statement =
            store.connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    triggers.iter().for_each(|(name, _)| store.damage(&format!("DROP TRIGGER {name}")));
    store.damage("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
    store.damage(sql);
    triggers.iter().for_each(|(_, sql)| store.damage(sql));
    store.damage("PRAGMA ignore_check_constraints = OFF");
    store.verify(&mut ()).unwrap().1
}

/// Asserts that the statements lead to this flaw and no other.
fn assert_found(sql: &str, record: Option<&str>, damage: Damage) {
    assert_eq!(found(sql), [Flaw { record: record.map(str::to_owned), damage }], "{sql}");
}

/// Asserts that the statements lead to this flaw among others.
fn assert_among(sql: &str, record: Option<&str>, damage: Damage) {
    let found = found(sql);
    assert!(found.contains(&Flaw { record: record.map(str::to_owned), damage }), "{sql}: {found:#?}");
}

#[test]
fn a_sound_database_has_no_flaws_and_is_counted() {
    let (amount, flaws) = sound().verify(&mut ()).unwrap();
    assert_eq!(flaws, []);
    assert_eq!((amount.records, amount.batches, amount.evidence), (Some(2), Some(5), Some(2)));
}

#[test]
fn tables_and_rows_that_are_missing_are_named() {
    assert_found("DROP INDEX former_id", None, Damage::MissingDefinition("index former_id".to_owned()));
    let other = "DROP INDEX former_id; CREATE INDEX former_id ON change (batch)";
    assert_found(other, None, Damage::OtherDefinition("index former_id".to_owned()));
    let (child, parent) = ("tag".to_owned(), "record".to_owned());
    assert_among(
        "INSERT INTO tag VALUES (99, 0, 'x'), (99, 1, 'y')",
        None,
        Damage::BrokenReference { child, parent, rows: 2, first: None },
    );
    let message = "CHECK constraint failed in evidence".to_owned();
    assert_among("UPDATE evidence SET reporter_kind = 'usfr' WHERE id = 1", None, Damage::Sqlite(message));
    let key = vec![("id".to_owned(), "2".to_owned())];
    let (table, column) = ("batch".to_owned(), "actor".to_owned());
    let sql = "UPDATE batch SET actor = CAST(x'61ff62' AS TEXT) WHERE id = 2";
    assert_found(sql, None, Damage::NotUtf8 { table, column, key });
}

#[test]
fn a_record_that_changed_or_cannot_be_read_is_named() {
    assert_found("UPDATE record SET regex = 'flipped' WHERE id = 1", Some(FULL), Damage::OtherContent);
    let flaws = found("UPDATE record SET first_seen = 'soon' WHERE id = 1");
    let of_record = |flaw: &Flaw| flaw.record.as_deref() == Some(FULL) && is_unreadable(flaw, Inspection::Records);
    assert!(flaws.iter().any(of_record), "{flaws:#?}");
    let flaws = found("UPDATE change SET new = '{' WHERE record = 1");
    let of_journal = |flaw: &Flaw| flaw.record.as_deref() == Some(FULL) && is_unreadable(flaw, Inspection::Journal);
    assert!(flaws.iter().any(of_journal), "{flaws:#?}");
}

fn is_unreadable(flaw: &Flaw, by: Inspection) -> bool {
    matches!(&flaw.damage, Damage::Unreadable { inspection, .. } if *inspection == by)
}

#[test]
fn a_list_with_a_hole_is_named_with_the_item_that_it_belongs_to() {
    for (sql, list, length) in [
        ("UPDATE tag SET position = position + 3", ListOfRecord::Named("tags".to_owned()), 2),
        ("UPDATE version SET position = 7 WHERE id = 1", ListOfRecord::Items(ItemKind::Version), 2),
        ("UPDATE source SET position = 7 WHERE workaround = 1", ListOfRecord::Sources(FIRST), 1),
        (
            "UPDATE translation SET position = position + 5 WHERE field = 'workarounds'",
            ListOfRecord::Translations { field: "workarounds".to_owned(), language: "zh".to_owned() },
            2,
        ),
        (
            "INSERT INTO waiver VALUES (1, 2, 'W004', '', NULL, zeroblob(32), NULL)",
            ListOfRecord::Named("waivers".to_owned()),
            1,
        ),
    ] {
        assert_among(sql, Some(FULL), Damage::Positions { list, length });
    }
    let sql = "UPDATE version SET gone_in = 3 WHERE id = 2";
    assert_among(sql, Some(FULL), Damage::KeptItem(ItemRef { kind: ItemKind::Version, id: 2 }));
}

#[test]
fn the_index_is_compared_record_by_record() {
    assert_among("INSERT INTO search (search) VALUES ('delete-all')", Some(FULL), Damage::NotIndexed { row: 1.into() });
    let stray = "INSERT INTO search (rowid, cause) VALUES (99, 'stray')";
    assert_found(stray, None, Damage::IndexedUnknown { row: 99.into() });
    let extra = "INSERT INTO search (rowid, cause) VALUES (2, 'extra')";
    assert_found(extra, Some(MINIMAL), Damage::OtherWords { row: 2.into() });
}

#[test]
fn the_literals_are_compared_record_by_record() {
    assert_found("DELETE FROM literal WHERE record = 1", Some(FULL), Damage::OtherLiterals { row: 1.into() });
    assert_found("INSERT INTO literal VALUES ('x', 2, 'x')", Some(MINIMAL), Damage::OtherLiterals { row: 2.into() });
    let stray = "INSERT INTO literal VALUES ('x', 99, 'x')";
    assert_among(stray, None, Damage::LiteralsOfUnknown { row: 99.into() });
}

#[test]
fn the_ledger_is_compared_with_its_uids_rulings_and_counts() {
    let count = "UPDATE evidence SET count = 5 WHERE id = 2";
    assert_among(count, Some(MINIMAL), Damage::OtherCount { batch: 4.into(), raised: 1, gained: 5 });
    assert_among(count, Some(MINIMAL), Damage::OtherMove { evidence: 2.into(), from: 1.into() });
    assert_among("UPDATE evidence SET note = 'x'", Some(FULL), Damage::OtherUid { evidence: 1.into() });
    let rate = format!(
        "INSERT INTO recorded_rate SELECT zeroblob(16), id, 'record', 0, canon_id, NULL, 0.5, 0.5, 'x', x'', 1, 0,
         '2026-11-01', 'mei', 1, 1, 1 FROM record WHERE canon_id = '{FULL}'"
    );
    assert_among(&rate, Some(FULL), Damage::OtherLine(Uid::from_bytes([0; 16])));
    let rewording = format!(
        "INSERT INTO recorded_rewording SELECT zeroblob(16), id, 'workaround', canon_id, 'x', 'y', '2026-11-01', 'mei', 1
         FROM record WHERE canon_id = '{FULL}'"
    );
    assert_among(&rewording, Some(FULL), Damage::OtherLine(Uid::from_bytes([0; 16])));
    let again = "INSERT INTO ruling VALUES (1, 5, 1)";
    assert_among(again, Some(FULL), Damage::EmptyRuling { batch: 5.into(), evidence: 1.into() });
    assert_among(again, Some(FULL), Damage::NotJournaled { batch: 5.into() });
}

#[test]
fn the_journal_is_compared_with_itself_and_with_the_records() {
    let sql = "DELETE FROM batch WHERE id = 2";
    assert_among(sql, None, Damage::MissingBatch(2));
    let sql = "INSERT INTO undo VALUES (4, 1, 3, 0)";
    assert_found(sql, Some(FULL), Damage::UndoesLater { batch: 3.into(), undone: 4.into() });
    let sql = "INSERT INTO undo VALUES (2, 1, 3, 0); UPDATE batch SET verb = 'edit' WHERE id = 3";
    assert_found(sql, Some(FULL), Damage::OtherVerbUndoes { batch: 3.into(), undone: 2.into(), verb: BatchVerb::Edit });
    let sql = "UPDATE batch SET verb = 'edit' WHERE id = 1";
    assert_found(sql, Some(FULL), Damage::OtherVerbAdds { batch: 1.into(), verb: BatchVerb::Edit });
    let sql = "UPDATE record SET added_by = 4 WHERE id = 1";
    assert_among(sql, Some(FULL), Damage::ChangedBeforeAdded { batch: 3.into(), added_by: 4.into() });
    let sql = "UPDATE change SET field = 'colour' WHERE field = 'root_cause'";
    assert_among(sql, Some(FULL), Damage::UnknownFields { rows: 1 });
    let sql = "UPDATE change SET new = '\"Newest.\"' WHERE field = 'root_cause'";
    let subject = ChangeSubject::Field(Record::ROOT_CAUSE);
    assert_found(sql, Some(FULL), Damage::OtherValue { batch: 3.into(), subject });
    let invalid = found("UPDATE change SET old = '7' WHERE field = 'root_cause'");
    let [Flaw { record: Some(record), damage: Damage::InvalidBefore { batch, faults } }] = invalid.as_slice() else {
        panic!("{invalid:#?}");
    };
    assert_eq!(*batch, 3.into());
    assert_eq!((record.as_str(), faults[0].path.to_string().as_str()), (FULL, "root_cause"));
    let sql = "UPDATE record SET withdrawn_in = 1 WHERE id = 2";
    assert_found(sql, Some(MINIMAL), Damage::OtherWithdrawal { batch: 1.into(), journaled: Some(5) });
    let sql = "DELETE FROM change WHERE field = 'withdrawn'";
    assert_among(sql, Some(MINIMAL), Damage::OtherWithdrawal { batch: 5.into(), journaled: None });
}

#[test]
fn what_a_source_had_is_compared_with_the_journal() {
    let source = || "tree".to_owned();
    let other = "UPDATE base SET digest = zeroblob(32)";
    assert_found(other, Some(FULL), Damage::OtherBase { source: source(), batch: 1.into() });
    let early = "UPDATE base SET batch = 0";
    assert_among(early, Some(FULL), Damage::BaseBeforeAdded { source: source(), batch: 0.into() });
}
