//! Tests of which files of a tree are read again.

use std::fs::{self, File, FileTimes, Metadata, Permissions};
use std::ops::ControlFlow;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::super::{ExportError, ExportMode, ExportPlace, ExportRecords, ExportTree, ExportWatch, Exported};
use crate::curate::fixture::{apply, context, id, report, set, store_in};
use crate::curate::{AddSample, Withdraw, WithdrawEvidence};
use crate::disk::Tree;
use crate::ledger::Outcome;
use crate::publish::{Form, RECORDS, ledger_folder_of};
use crate::record::{Limits, SampleKind};
use crate::store::{Filter, KnownTree, NotedRecord, Store, StoreError};

struct Unasked;

impl ExportWatch for Unasked {
    fn record(&mut self) {}

    fn approve_removals(&mut self, _: usize) -> bool {
        true
    }
}

/// A set of two records, which has been exported to a tree whose files are known.
struct Setup {
    store: Store,
    folder: tempfile::TempDir,
    samples_key: Option<&'static str>,
    ledger: bool,
}

impl Setup {
    fn new(samples_key: Option<&'static str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut setup = Setup { store: store_in(folder.path(), &["x/a", "x/b"]), folder, samples_key, ledger: false };
        assert_eq!(setup.export(ExportMode::Write).written, 4);
        setup.know();
        setup
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("tree")
    }

    fn file(&self, path: &str) -> PathBuf {
        self.out().join(RECORDS).join(path)
    }

    fn known(&self) -> KnownTree {
        let samples_key = self.samples_key.map(str::to_owned);
        KnownTree { place: "tree".to_owned(), version: "1".to_owned(), samples_key }
    }

    fn try_export(&mut self, mode: ExportMode) -> Result<Exported, ExportError> {
        let place = ExportPlace { tree: Some(self.known()), ..ExportPlace::default() };
        let export = ExportTree {
            out: self.out(),
            forms: Form::ALL.to_vec(),
            ledger: self.ledger,
            records: ExportRecords::default(),
            mode,
            prune: false,
            keep_going: false,
            samples_key: self.samples_key.map(|key| key.parse().unwrap()),
        };
        export.apply(&mut self.store.snapshot().unwrap(), &place, &mut Unasked)
    }

    fn export(&mut self, mode: ExportMode) -> Exported {
        self.try_export(mode).unwrap()
    }

    /// Notes the files as they are, as if the last export had been some time ago and had found them current.
    fn know(&mut self) {
        let tree = Tree::look(&self.out()).unwrap();
        let noted = ["x/a", "x/b"].map(|word| {
            let stored = self.store.snapshot().unwrap().load(&id(word)).unwrap().unwrap();
            let folder = tree.folder(format!("{RECORDS}/{word}")).unwrap();
            let files = Form::ALL.iter().map(|form| (form.file_name().into(), folder.stamp(form.file_name()).unwrap()));
            NotedRecord { row: stored.standing.row, digest: stored.standing.digest, files: files.collect() }
        });
        self.store.note_files(&self.known(), &noted).unwrap();
    }

    /// The same for the only ledger.
    fn know_ledger(&mut self) {
        let (known, tree) = (self.known(), Tree::look(&self.out()).unwrap());
        let mut noted = Vec::new();
        let mut snapshot = self.store.snapshot().unwrap();
        let each = snapshot.each_known_ledger::<StoreError>(&known, &Filter::default(), |ledger| {
            let folder = tree.folder(ledger_folder_of(&ledger.id)).unwrap();
            let files = vec![("mei.ndjson".into(), folder.stamp("mei.ndjson").unwrap())];
            noted.push(NotedRecord { row: ledger.row, digest: ledger.digest, files });
            Ok(ControlFlow::Continue(()))
        });
        each.unwrap();
        drop(snapshot);
        self.store.note_files(&known, &noted).unwrap();
    }

    /// What a check finds: the files that are current, and the paths of the others.
    fn check(&mut self) -> (u64, Vec<String>) {
        let checked = self.export(ExportMode::Check);
        assert_eq!(checked.records, 2);
        (checked.unchanged, checked.differences.into_iter().map(|difference| difference.path).collect())
    }
}

/// Replaces a letter of a file and sets its old time again, as a program can that wants to hide a change. It is done
/// until the clock of the file system has moved on.
fn change_secretly(path: &Path) {
    let before = fs::metadata(path).unwrap();
    let text = fs::read_to_string(path).unwrap().replacen('E', "F", 1);
    let changed = |metadata: &Metadata| (metadata.ctime(), metadata.ctime_nsec());
    while changed(&fs::metadata(path).unwrap()) == changed(&before) {
        fs::write(path, &text).unwrap();
        let file = File::options().write(true).open(path).unwrap();
        file.set_times(FileTimes::new().set_modified(before.modified().unwrap())).unwrap();
    }
}

#[test]
fn the_content_of_a_file_with_a_known_stamp_is_not_read() {
    let mut setup = Setup::new(None);
    let file = setup.file("x/a/index.json");
    fs::write(&file, "not a record").unwrap();
    assert_eq!(setup.check(), (3, vec!["errors/x/a/index.json".to_owned()]));
    setup.know(); // as if it were current
    assert_eq!(setup.check(), (4, vec![]));
}

#[test]
fn a_change_of_the_same_size_and_time_is_found() {
    let mut setup = Setup::new(None);
    let file = setup.file("x/b/index.md");
    let before = fs::metadata(&file).unwrap();
    change_secretly(&file);
    let after = fs::metadata(&file).unwrap();
    assert_eq!((before.len(), before.modified().unwrap()), (after.len(), after.modified().unwrap()));
    assert_eq!(setup.check(), (3, vec!["errors/x/b/index.md".to_owned()]));
    assert_eq!(setup.export(ExportMode::Write).written, 1);
    assert_eq!(setup.check(), (4, vec![]));
}

#[test]
fn a_file_that_only_has_another_stamp_is_read_and_current() {
    let mut setup = Setup::new(None);
    let file = setup.file("x/a/index.json");
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    let (copy, other) = (setup.folder.path().join("copy"), setup.file("x/b/index.json"));
    fs::copy(&other, &copy).unwrap();
    fs::rename(&copy, &other).unwrap();
    assert_eq!(setup.check(), (4, vec![]));
}

#[test]
fn a_page_that_a_record_does_not_have_is_found_if_somebody_makes_it() {
    let mut setup = Setup::new(None);
    fs::write(setup.file("x/a/zh.md"), "by hand").unwrap();
    assert_eq!(setup.export(ExportMode::Write).stale, ["errors/x/a/zh.md"]);
}

#[test]
fn a_missing_file_and_one_of_a_changed_record_are_written() {
    let mut setup = Setup::new(None);
    fs::remove_file(setup.file("x/a/index.md")).unwrap();
    set(&mut setup.store, &["x/b"], "root_cause", "another");
    let paths = ["errors/x/a/index.md", "errors/x/b/index.json", "errors/x/b/index.md"];
    assert_eq!(setup.check(), (1, paths.map(str::to_owned).to_vec()));
    assert_eq!(setup.export(ExportMode::Write).written, 3);
    assert_eq!(setup.check(), (4, vec![]));
}

#[test]
fn a_link_instead_of_a_known_file_is_refused() {
    let mut setup = Setup::new(None);
    let (file, elsewhere) = (setup.file("x/a/index.md"), setup.folder.path().join("elsewhere"));
    fs::rename(&file, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
    assert!(matches!(setup.try_export(ExportMode::Write), Err(ExportError::Tree(_))));
}

#[test]
fn files_that_were_made_in_another_way_are_read() {
    let mut setup = Setup::new(None);
    fs::write(setup.file("x/a/index.md"), "changed").unwrap();
    setup.know();
    assert_eq!(setup.check(), (4, vec![]));
    setup.samples_key = Some("x_samples");
    assert_eq!(setup.check().0, 3);
}

#[test]
fn a_record_whose_samples_are_published_is_always_read() {
    let mut setup = Setup::new(Some("x_samples"));
    let (text, limits) = ("E x/a".to_owned(), Limits::default());
    let add = AddSample { id: id("x/a"), kind: SampleKind::Match, text, limits };
    apply(&add, &mut setup.store, &context()).unwrap();
    assert_eq!(setup.check(), (3, vec!["errors/x/a/index.json".to_owned()]));
    setup.know();
    assert_eq!(setup.check().0, 3, "the digest of a record does not tell of its samples");
}

#[test]
fn a_known_record_that_was_withdrawn_is_not_published() {
    let mut setup = Setup::new(None);
    let withdraw = Withdraw { ids: vec![id("x/a")], restore: false, merge_into: None };
    apply(&withdraw, &mut setup.store, &context()).unwrap();
    let exported = setup.export(ExportMode::Write);
    assert_eq!((exported.records, exported.unchanged, exported.obsolete), (1, 2, 1));
}

#[test]
fn a_ledger_with_known_stamps_is_not_read_until_it_has_more_lines() {
    let mut setup = Setup::new(None);
    let first = report(&mut setup.store, "x/a", Outcome::Fail, "lena");
    setup.ledger = true;
    assert_eq!(setup.export(ExportMode::Write).written, 2, "the record and its ledger");
    let file = setup.file("x/a/ledger/mei.ndjson");
    fs::write(&file, "not a ledger").unwrap();
    assert_eq!(setup.export(ExportMode::Check).left.len(), 1);
    setup.know_ledger(); // as if it were current
    assert_eq!(setup.check(), (5, vec![]));
    fs::remove_file(&file).unwrap();
    assert_eq!(setup.check(), (4, vec!["errors/x/a/ledger/mei.ndjson".to_owned()]));
    setup.export(ExportMode::Write);
    setup.know_ledger();
    assert_eq!(setup.check(), (5, vec![]));
    apply(&WithdrawEvidence { numbers: vec![first] }, &mut setup.store, &context()).unwrap();
    let paths = ["index.json", "ledger/mei.ndjson"].map(|name| format!("errors/x/a/{name}"));
    assert_eq!(setup.check(), (3, paths.to_vec()));
}
