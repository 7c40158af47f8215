//! What long work tells, in its order, with exact numbers.

use std::sync::{Mutex, MutexGuard};

use super::*;
use crate::check::Code;
use crate::curate::fixture::{apply, context, facts, id, report, set, store};
use crate::curate::{
    ApplyDelta, AskedChecks, CheckRecords, ComparedSet, Context, DeltaKeys, Edit, GateBase, Policy, PublishedSet, Step,
    Undo, Which, WriteSnapshot, difference, difference_since, difference_until, digest_again, facet, gate, rates,
    verify_archive, verify_folder, write_delta,
};
use crate::ledger::{BatchNumber, Outcome};
use crate::publish::Form;
use crate::record::Record;
use crate::store::{Filter, Store};

/// The stages that were told, with their length and the steps that were done; `None` for an end.
#[derive(Default)]
struct Told(Mutex<Vec<Option<ToldStage>>>);

type ToldStage = (WorkStage, Option<u64>, u64);

impl Told {
    fn all(&self) -> MutexGuard<'_, Vec<Option<ToldStage>>> {
        self.0.lock().unwrap()
    }
}

impl WorkWatch for Told {
    fn begins(&self, stage: WorkStage, total: Option<u64>) {
        self.all().push(Some((stage, total, 0)));
    }

    fn done(&self, steps: u64) {
        self.all().last_mut().unwrap().as_mut().expect("a step after the end").2 += steps;
    }

    fn ends(&self) {
        self.all().push(None);
    }
}

/// What `work` tells.
fn told(work: impl FnOnce(WorkProgress)) -> Vec<Option<ToldStage>> {
    let told = Arc::new(Told::default());
    work(WorkProgress::to(Arc::<Told>::clone(&told)));
    std::mem::take(&mut *told.all())
}

fn whole(stage: WorkStage, steps: u64) -> Option<ToldStage> {
    Some((stage, Some(steps), steps))
}

fn edit_all(store: &mut Store, which: Which, progress: WorkProgress) {
    let edit = Edit::new(which, vec![Step::Set("root_cause".to_owned(), "new".to_owned())]);
    apply(&edit, store, &Context { progress, ..context() }).unwrap();
}

#[test]
fn a_command_for_many_records_tells_each_of_them_once() {
    let mut store = store(&["x/a", "x/b", "y/c"]);
    let of_x = Which::Filter(Filter { domains: vec!["x".to_owned()], ..Filter::default() });
    let edited = told(|progress| edit_all(&mut store, of_x, progress));
    assert_eq!(edited, [whole(WorkStage::Changing, 2), None]);
    let undone = told(|progress| {
        let undo = Undo { batch: None, id: None, partly: false };
        apply(&undo, &mut store, &Context { progress, ..context() }).unwrap();
    });
    assert_eq!(undone, [whole(WorkStage::Changing, 2), None]);
    let twice = Which::Ids(vec![id("x/a"), id("y/c"), id("x/a")]);
    let named = told(|progress| edit_all(&mut store, twice, progress));
    assert_eq!(named, [whole(WorkStage::Changing, 2), None]);
}

#[test]
fn a_command_that_is_refused_ends_its_progress() {
    let mut store = store(&["x/a", "x/b"]);
    let edit = Edit::new(Which::Filter(Filter::default()), vec![Step::Set("confidence".to_owned(), "2".to_owned())]);
    let told = told(|progress| assert!(apply(&edit, &mut store, &Context { progress, ..context() }).is_err()));
    assert_eq!(told, [Some((WorkStage::Changing, Some(2), 0)), None]);
}

#[test]
fn a_filter_by_findings_tells_the_records_that_are_read_and_those_that_are_checked() {
    let mut store = store(&["x/a", "x/b", "y/c"]);
    let asked = AskedChecks { select: vec![Code::C001.short().parse().unwrap()], ..AskedChecks::default() };
    let settings = Policy::default().check_settings(&asked, context().day);
    let filter = Filter { domains: vec!["x".to_owned()], ..Filter::default() };
    let told = told(|progress| {
        CheckRecords { filter, settings }.having(&mut store.snapshot().unwrap(), &progress).unwrap();
    });
    assert_eq!(told, [whole(WorkStage::Reading, 3), whole(WorkStage::Checking, 2), None]);
}

#[test]
fn rates_tell_the_records_up_to_the_last_and_those_whose_history_is_read() {
    let mut store = store(&["x/a", "x/b", "y/c"]);
    report(&mut store, "x/b#w1", Outcome::Fail, "ana");
    let all = |store: &mut Store, progress| {
        let (snapshot, policy) = (store.snapshot().unwrap(), Policy::default());
        rates(&snapshot, &policy, &Filter::default(), (9, |_| true), &progress).unwrap().claims
    };
    let first = told(|progress| assert_eq!(all(&mut store, progress), 1));
    assert_eq!(first, [whole(WorkStage::Weighing, 3), None]);
    set(&mut store, &["x/b"], "w1.success_rate", "0.5");
    let again = told(|progress| assert_eq!(all(&mut store, progress), 0));
    assert_eq!(again, [first, vec![whole(WorkStage::Retracing, 1), None]].concat());
}

#[test]
fn the_check_of_a_snapshot_tells_the_files_that_it_names_and_the_bytes_of_an_archive() {
    let (mut store, out) = (store(&["x/a", "x/b"]), tempfile::tempdir().unwrap());
    let facts = facts("v1", store.snapshot().unwrap().last_batch().unwrap());
    let (folder, archive) = (out.path().join("v1"), out.path().join("v1.tar.gz"));
    let write = WriteSnapshot { facts, out: out.path().to_owned(), archive: Some(archive.clone()) };
    write.apply(&mut store.snapshot().unwrap(), &mut ()).unwrap();
    let files = told(|progress| assert_eq!(verify_folder(&folder, &progress).unwrap().flaws, []));
    assert!(matches!(files[..], [Some((WorkStage::Verifying, Some(all), read)), None] if all == read && all > 4));
    let bytes = told(|progress| assert_eq!(verify_archive(&archive, &progress).unwrap().flaws, []));
    assert_eq!(bytes, [whole(WorkStage::Unpacking, archive.metadata().unwrap().len()), None]);
}

#[test]
fn the_gate_of_releases_tells_what_it_reads_checks_and_imports() {
    let mut store = store(&["x/a", "x/b"]);
    let state = store.snapshot().unwrap().last_batch().unwrap();
    set(&mut store, &["x/b"], "root_cause", "new");
    let before = GateBase { state, records: 2, samples_key: None };
    let told = told(|progress| {
        let (policy, mut snapshot) = (Policy::default(), store.snapshot().unwrap());
        gate(&mut snapshot, &policy, Some(&before), (context().day, &progress)).unwrap();
    });
    let uncounted = |stage| Some((stage, None, 0));
    let compared = told.iter().flatten().filter(|(stage, ..)| *stage == WorkStage::Comparing);
    assert!(compared.into_iter().all(|(_, of, done)| *of == Some(*done)), "{told:?}");
    let others: Vec<Option<ToldStage>> = told
        .into_iter()
        .filter(|one| !matches!(one, Some((WorkStage::Comparing | WorkStage::Differing, ..))))
        .collect();
    let expected = [
        uncounted(WorkStage::Former),
        whole(WorkStage::Reading, 2),
        whole(WorkStage::Checking, 2),
        whole(WorkStage::Importing, 2),
        whole(WorkStage::Returning, 2),
        uncounted(WorkStage::Replaying),
        None,
    ];
    assert_eq!(others, expected);
}

#[test]
fn a_difference_tells_the_records_that_changed_and_a_value_counted_those_of_the_database() {
    let mut store = store(&["x/a", "x/b", "y/c"]);
    let since = store.snapshot().unwrap().last_batch().unwrap();
    set(&mut store, &["x/b"], "root_cause", "new");
    set(&mut store, &["y/c"], "root_cause", "other");
    let told_of = |store: &mut Store, progress: &WorkProgress| {
        let mut snapshot = store.snapshot().unwrap();
        let until = snapshot.last_batch().unwrap();
        assert_eq!(difference(&mut snapshot, (since, until), progress).unwrap().records.len(), 2);
        progress.end();
    };
    assert_eq!(told(|progress| told_of(&mut store, &progress)), [whole(WorkStage::Differing, 2), None]);
    let one = Filter { domains: vec!["y".to_owned()], ..Filter::default() };
    let values = told(|progress| {
        let snapshot = store.snapshot().unwrap();
        let values = facet(&snapshot, Record::CATEGORY.format(), &one, &progress).unwrap();
        assert_eq!(values.iter().map(|value| value.records).collect::<Vec<u64>>(), [1]);
    });
    assert_eq!(values, [whole(WorkStage::Tallying, 3), None]);
}

#[test]
fn a_delta_tells_its_bytes_the_records_it_is_about_and_its_lines() {
    let (mut store, out) = (store(&["x/a", "x/b"]), tempfile::tempdir().unwrap());
    let empty = BatchNumber::from(0);
    let tree = out.path().join("tree");
    std::fs::create_dir_all(tree.join("errors")).unwrap();
    let mut delta = Vec::new();
    let written = told(|progress| {
        let mut snapshot = store.snapshot().unwrap();
        let until = snapshot.last_batch().unwrap();
        let keys = DeltaKeys { from: None, to: None };
        assert_eq!(write_delta(&mut snapshot, (empty, until), keys, &mut delta, &progress).unwrap(), 2);
        progress.end();
    });
    assert_eq!(written, [whole(WorkStage::Differing, 2), whole(WorkStage::Writing, 2), None]);
    let bytes = u64::try_from(delta.len()).unwrap();
    let told = told(|progress| {
        let apply = ApplyDelta { tree, forms: Some(vec![Form::Json]) };
        assert_eq!(apply.apply(&mut std::io::Cursor::new(delta), &progress).unwrap().written, 2);
    });
    let stages = [(WorkStage::Planning, bytes), (WorkStage::Matching, 2), (WorkStage::Patching, 2)];
    let expected: Vec<Option<ToldStage>> =
        stages.into_iter().map(|(stage, steps)| whole(stage, steps)).chain([None]).collect();
    assert_eq!(told, expected);
}

#[test]
fn snapshots_that_are_compared_tell_their_bytes_and_one_that_is_made_again_its_records() {
    let (mut store, out) = (store(&["x/a", "x/b"]), tempfile::tempdir().unwrap());
    let facts = facts("v1", store.snapshot().unwrap().last_batch().unwrap());
    let (folder, archive) = (out.path().join("v1"), out.path().join("v1.tar.gz"));
    let write = WriteSnapshot { facts: facts.clone(), out: out.path().to_owned(), archive: Some(archive.clone()) };
    write.apply(&mut store.snapshot().unwrap(), &mut ()).unwrap();
    let length = |path: &std::path::Path| path.metadata().unwrap().len();
    let of_folder = length(&folder.join("manifest.json")) + length(&folder.join("records.ndjson"));
    let of_archive = length(&archive);
    let set = |path| PublishedSet { path, limits: Policy::default().limits, samples_key: None };
    let (folder, archive) = (set(folder), set(archive));
    let two = told(|progress| {
        drop(difference_since(&folder, ComparedSet::Published(archive.clone()), &progress).unwrap());
    });
    assert_eq!(two, [whole(WorkStage::Snapshots, of_folder + of_archive), None]);
    let state = facts.state;
    let one = told(|progress| {
        let mut snapshot = store.snapshot().unwrap();
        drop(difference_until(ComparedSet::State(&mut snapshot, state), &archive, &progress).unwrap());
    });
    assert_eq!(one, [whole(WorkStage::Snapshots, of_archive), None]);
    let again = told(|progress| {
        digest_again(&facts, &mut store.snapshot().unwrap(), (2, &progress)).unwrap();
    });
    assert_eq!(again, [whole(WorkStage::Rendering, 2), None]);
}
