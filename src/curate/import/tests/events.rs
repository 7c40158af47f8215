//! What an import tells of each record: every event, with what it says.

use super::*;
use crate::check::Code;
use crate::curate::fixture::report;
use crate::curate::{Ceased, FindingChanges, NamedFinding, Sealed};
use crate::ledger::Outcome;
use crate::record::{
    ChangePath, Demands, FieldChange, ItemKind, ItemNumber, NamedField, Rate, RecordChange, Workaround,
};

/// An event that is remembered; of a draft, the line on which it begins.
#[derive(Debug)]
pub(super) enum Told {
    Added(Id),
    Changed(Id, Vec<RecordChange>),
    Unchanged,
    Kept(Id),
    Stale(Id),
    Rejected(usize, Rejection),
    Withdrawn(Id),
    Ceased(Ceased),
    Checked(Id, Vec<Code>, Vec<Code>),
}

impl From<Event<'_>> for Told {
    fn from(event: Event<'_>) -> Self {
        match event {
            Event::Added(id) => Told::Added(id.clone()),
            Event::Changed(id, changes) => Told::Changed(id.clone(), changes),
            Event::Unchanged => Told::Unchanged,
            Event::Kept(id) => Told::Kept(id.clone()),
            Event::Stale(id) => Told::Stale(id.clone()),
            Event::Rejected(draft, rejection) => Told::Rejected(draft.origin.start.line, rejection),
            Event::Withdrawn(id) => Told::Withdrawn(id.clone()),
            Event::Ceased(ceased) => Told::Ceased(ceased.clone()),
            Event::Checked { revision, changes: FindingChanges { new, gone, .. } } => {
                let codes = |all: Vec<NamedFinding>| all.iter().map(|one| one.finding.code).collect();
                Told::Checked(revision.record.id.clone(), codes(new), codes(gone))
            }
        }
    }
}

/// Remembers every event, and approves of everything.
#[derive(Default)]
pub(super) struct Listener(pub(super) Vec<Told>);

impl Watch for Listener {
    type Error = Infallible;

    fn event(&mut self, event: Event<'_>) -> Result<(), Infallible> {
        self.0.push(event.into());
        Ok(())
    }

    fn approve_withdrawals(&mut self, _: &[Id], _: bool) -> Result<bool, Infallible> {
        Ok(true)
    }

    fn approve(&mut self, _: &Counts, _: Sealed) -> Result<bool, Infallible> {
        Ok(true)
    }
}

/// What the import of drafts from a source tells, and what it did.
fn told_of(
    import: &Import,
    store: &mut Store,
    source: &str,
    drafts: impl IntoIterator<Item = Draft>,
) -> (Result<Imported, Refusal>, Vec<Told>) {
    let mut listener = Listener::default();
    (run(import, store, source, drafts, &mut listener), listener.0)
}

/// What the import of records tells that succeeds.
fn told(import: &Import, store: &mut Store, records: &[Record]) -> Vec<Told> {
    let (imported, told) = told_of(import, store, "up", drafts(records));
    imported.unwrap();
    told
}

/// A field that had this value and has that one.
fn field(field: NamedField, old: Json, new: Json) -> RecordChange {
    RecordChange::Field(FieldChange { path: ChangePath::Field(field), old: Some(old), new: Some(new) })
}

#[test]
fn a_new_record_is_told_as_added_by_its_id() {
    let told = told(&Import::default(), &mut store(&[]), &[record("x/b"), record("x/a")]);
    let [Told::Added(first), Told::Added(second)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((first, second), (&id("x/b"), &id("x/a")));
}

#[test]
fn a_record_whose_arrival_was_undone_is_told_as_added() {
    let mut store = store(&[]);
    told(&Import::default(), &mut store, &[record("x/a")]);
    apply(&Undo { batch: Some(1.into()), id: None, partly: false }, &mut store, &context()).unwrap();
    let told = told(&Import::default(), &mut store, &[record("x/a")]);
    assert!(matches!(told.as_slice(), [Told::Added(again)] if *again == id("x/a")), "{told:?}");
}

#[test]
fn a_change_is_told_with_each_field_that_differs() {
    let mut store = store(&[]);
    told(&Import::default(), &mut store, &[record("x/a")]);
    let theirs = Record { regex: "F".to_owned(), ..caused("x/a", "new") };
    let told = told(&Import::default(), &mut store, &[theirs]);
    let [Told::Changed(of, changes)] = told.as_slice() else { panic!("{told:?}") };
    let text = |text: &str| Json::from(text);
    let expected =
        [field(Record::REGEX.into(), text("E"), text("F")), field(Record::ROOT_CAUSE.into(), text("c"), text("new"))];
    assert_eq!((of, changes.as_slice()), (&id("x/a"), expected.as_slice()));
}

#[test]
fn of_a_merge_only_what_becomes_different_here_is_told() {
    let mut store = store(&[]);
    told(&Import::default(), &mut store, &[record("x/a")]);
    set(&mut store, &["x/a"], "root_cause", "ours");
    let theirs = Record { regex: "F".to_owned(), ..record("x/a") };
    let told = told(&Import::default(), &mut store, &[theirs]);
    let [Told::Changed(of, changes)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(
        (of, changes.as_slice()),
        (&id("x/a"), [field(Record::REGEX.into(), Json::from("E"), Json::from("F"))].as_slice())
    );
}

#[test]
fn an_equal_record_is_told_as_unchanged() {
    let mut store = store(&[]);
    told(&Import::default(), &mut store, &[record("x/a")]);
    let told = told(&Import::default(), &mut store, &[record("x/a")]);
    assert!(matches!(told.as_slice(), [Told::Unchanged]), "{told:?}");
}

#[test]
fn a_record_that_only_we_changed_is_told_as_kept() {
    let mut store = store(&[]);
    told(&Import::default(), &mut store, &[record("x/a"), record("x/b")]);
    set(&mut store, &["x/b"], "root_cause", "ours");
    let told = told(&Import::default(), &mut store, &[record("x/a"), record("x/b")]);
    assert!(matches!(told.as_slice(), [Told::Unchanged, Told::Kept(kept)] if *kept == id("x/b")), "{told:?}");
}

#[test]
fn what_a_source_is_not_trusted_to_change_is_told_as_kept() {
    let mut store = store(&[]);
    told(&Import::default(), &mut store, &[record("x/a")]);
    let only_new = Import { trust: Trust { only_new: true, ..Trust::default() }, ..Import::default() };
    let told = told(&only_new, &mut store, &[caused("x/a", "new")]);
    assert!(matches!(told.as_slice(), [Told::Kept(kept)] if *kept == id("x/a")), "{told:?}");
}

#[test]
fn an_old_state_from_elsewhere_is_told_as_stale() {
    let mut store = store(&[]);
    told(&Import::default(), &mut store, &[caused("x/a", "old")]);
    set(&mut store, &["x/a"], "root_cause", "new");
    let (_, told) = told_of(&Import::default(), &mut store, "another", [draft(1, caused("x/a", "old"))]);
    assert!(matches!(told.as_slice(), [Told::Stale(stale)] if *stale == id("x/a")), "{told:?}");
}

#[test]
fn what_is_rejected_stops_the_import_unless_the_rest_is_wanted() {
    let mut store = store(&[]);
    let records = [record("x/a"), record("x/a"), record("x/con")];
    let broken = || Draft::new(Origin::of("up.ndjson"), b"{".to_vec(), &Demands::default());
    let mut all = |keep_going| {
        let drafts = drafts(&records).chain([broken()]);
        let import = Import { keep_going, ..Import::default() };
        told_of(&import, &mut store, "up", drafts)
    };
    let (refused, told) = all(false);
    assert!(matches!(refused, Err(Refusal::Import(ImportRefusal::Records(_)))), "{refused:?}");
    let [
        Told::Added(added),
        Told::Rejected(2, Rejection::Duplicate { id: twice, first }),
        Told::Rejected(3, Rejection::Unportable(_)),
        Told::Rejected(1, Rejection::Faults(_)),
    ] = told.as_slice()
    else {
        panic!("{told:?}")
    };
    assert_eq!((added, twice, first.start.line), (&id("x/a"), &id("x/a"), 1));
    let counts = all(true).0.unwrap().counts;
    assert_eq!(counts, Counts { added: 1, rejected: 3, ..Counts::default() });
}

#[test]
fn a_record_that_is_no_longer_in_the_source_is_told_as_withdrawn() {
    let mut store = store(&[]);
    told(&Import::default(), &mut store, &[record("x/a"), record("x/b")]);
    let whole = Import { whole: true, ..Import::default() };
    let told = told(&whole, &mut store, &[record("x/a")]);
    assert!(matches!(told.as_slice(), [Told::Unchanged, Told::Withdrawn(gone)] if *gone == id("x/b")), "{told:?}");
}

#[test]
fn reports_that_cease_to_count_are_told_before_the_change_that_sets_their_number() {
    let mut store = store(&[]);
    told(&Import::default(), &mut store, &[record("x/a")]);
    for name in ["lena", "omar"] {
        report(&mut store, "x/a#w1", Outcome::Fail, name);
    }
    let mut theirs = record("x/a");
    theirs.workarounds[0].success_rate = Rate::nearest(0.75);
    let told = told(&Import::default(), &mut store, &[theirs]);
    let [Told::Ceased(ceased), Told::Changed(of, changes)] = told.as_slice() else { panic!("{told:?}") };
    let number = Some(ItemNumber { kind: ItemKind::Workaround, number: 1 });
    let set = NamedField { field: Workaround::SUCCESS_RATE.of(1), number };
    assert_eq!((&ceased.id, ceased.field, ceased.reports), (&id("x/a"), set, 2));
    let rate = |rate: f64| Json::of(&Rate::nearest(rate));
    let expected = [field(set, rate(0.5), rate(0.75))];
    assert_eq!((of, changes.as_slice()), (&id("x/a"), expected.as_slice()));
}

/// A caller that cannot follow the second event.
#[derive(Default)]
struct Overwhelmed(usize);

impl Watch for Overwhelmed {
    type Error = &'static str;

    fn event(&mut self, _: Event<'_>) -> Result<(), Self::Error> {
        self.0 += 1;
        if self.0 < 2 { Ok(()) } else { Err("too much") }
    }

    fn approve_withdrawals(&mut self, _: &[Id], _: bool) -> Result<bool, Self::Error> {
        Ok(true)
    }

    fn approve(&mut self, _: &Counts, _: Sealed) -> Result<bool, Self::Error> {
        Ok(true)
    }
}

#[test]
fn an_error_of_the_caller_that_follows_ends_the_import_and_undoes_it() {
    let mut store = store(&[]);
    let mut watch = Overwhelmed::default();
    let records = ["x/a", "x/b", "x/c"].map(record);
    let stopped = follow(&Import::default(), &mut store, (&context(), "up"), drafts(&records), &mut watch);
    assert!(matches!(stopped, Err(Stopped::Watch("too much"))), "{stopped:?}");
    assert_eq!((watch.0, store.snapshot().unwrap().count_published().unwrap()), (2, 0));
}
