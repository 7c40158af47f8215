//! What long work tells of its progress.

use std::fmt;
use std::sync::Arc;

/// A stage of work that takes long in a large set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkStage {
    /// Records are changed.
    Changing,
    /// Records are read, to be checked together.
    Reading,
    /// Regexes are compared with signatures.
    Comparing,
    /// Records are checked.
    Checking,
    /// The findings of a former state are computed.
    Former,
    /// Two states are compared.
    Differing,
    /// Records are imported into an empty database.
    Importing,
    /// What was imported is read and compared.
    Returning,
    /// A delta is applied to a former state.
    Replaying,
    /// The search index and the literals are rebuilt.
    Rebuilding,
    /// The reports on the rates of records are weighed.
    Weighing,
    /// The history of rates is read, of which not all reports count.
    Retracing,
    /// The files of a snapshot are read.
    Verifying,
    /// An archive is read, of which the steps are bytes.
    Unpacking,
}

/// Follows the stages of work, perhaps from several threads.
pub trait WorkWatch: Send + Sync {
    /// A stage begins, of which nothing is done. `total` is the number of its steps; `None` if they cannot be counted.
    fn begins(&self, stage: WorkStage, total: Option<u64>);

    /// More steps of the stage are done.
    fn done(&self, steps: u64);

    /// The last stage is over.
    fn ends(&self);
}

/// Where work tells its progress; by default nowhere.
#[derive(Clone, Default)]
pub struct WorkProgress(Option<Arc<dyn WorkWatch>>);

impl WorkProgress {
    /// Progress that `watch` follows.
    pub fn to(watch: Arc<dyn WorkWatch>) -> Self {
        WorkProgress(Some(watch))
    }

    /// Begins a stage; see [`WorkWatch::begins`].
    pub(super) fn begin(&self, stage: WorkStage, total: Option<u64>) {
        self.0.iter().for_each(|watch| watch.begins(stage, total));
    }

    /// Begins to change a number of records, and returns where each of them is told.
    pub(super) fn change(&self, records: usize) -> Self {
        self.begin(WorkStage::Changing, u64::try_from(records).ok());
        self.clone()
    }

    /// A step of the stage is done.
    pub(super) fn step(&self) {
        self.add(1);
    }

    /// More steps of the stage are done.
    pub(super) fn add(&self, steps: u64) {
        self.0.iter().for_each(|watch| watch.done(steps));
    }

    /// The last stage is over.
    pub(super) fn end(&self) {
        self.0.iter().for_each(|watch| watch.ends());
    }
}

/// Who follows a command makes no difference for what it does.
impl PartialEq for WorkProgress {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for WorkProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WorkProgress")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, MutexGuard};

    use super::super::fixture::{apply, context, facts, id, report, set, store};
    use super::super::{
        AskedChecks, CheckRecords, Context, Edit, GateBase, Policy, Step, Undo, Which, WriteSnapshot, gate, rates,
        verify_archive, verify_folder,
    };
    use super::*;
    use crate::check::Code;
    use crate::ledger::Outcome;
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
        let edit =
            Edit::new(Which::Filter(Filter::default()), vec![Step::Set("confidence".to_owned(), "2".to_owned())]);
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
}
