//! What an export does to a tree, without a process.

use std::io::Write;
use std::path::Path;

use super::*;
use crate::curate::{Context, Verb, Withdraw};
use crate::disk::{AtomicFile, Temporary};
use crate::publish::Form;
use crate::record::{Id, Start, read};
use crate::store::{BatchVerb, Durability, Filter, Prepared, SentBefore, Snapshot, Store};

/// Answers the question about removals, and remembers it.
struct Answer(bool, Option<usize>);

impl ExportWatch for Answer {
    fn record(&mut self) {}

    fn approve_removals(&mut self, files: usize) -> bool {
        self.1 = Some(files);
        self.0
    }
}

/// A database with one record that has all forms, and a folder for its tree.
struct Setup {
    store: Store,
    folder: tempfile::TempDir,
    id: Id,
}

impl Setup {
    fn new() -> Self {
        let record = read(include_bytes!("../../../fixtures/records/chinese/index.json"), Start::default()).unwrap();
        let (mut store, id) = (Store::in_memory().unwrap(), record.id.clone());
        let batch = Setup::context().batch(BatchVerb::New);
        let insert = store.transact(&batch, Durability::Bulk, |tx| tx.insert(&Prepared::from(record), None));
        insert.unwrap();
        Setup { store, folder: tempfile::tempdir().unwrap(), id }
    }

    fn context() -> Context {
        Context::new("2026-11-21".parse().unwrap(), "test", "test")
    }

    fn withdraw(&mut self) {
        let withdraw = Withdraw { ids: vec![self.id.clone()], restore: false, merge_into: None };
        let context = Context { reason: Some("test".to_owned()), ..Setup::context() };
        withdraw.apply(&mut self.store, &context, &mut |_| true).unwrap();
    }

    fn export(&mut self, mode: ExportMode, prune: bool, answer: &mut Answer) -> Result<Exported, ExportError> {
        let (out, forms) = (self.folder.path().to_owned(), Form::ALL.to_vec());
        let (records, ledger, keep_going) = (ExportRecords::default(), false, false);
        let export = ExportTree { out, forms, ledger, records, mode, prune, keep_going, samples_key: None };
        let place = ExportPlace { sent: Some(SentBefore::default()), ..ExportPlace::default() };
        export.apply(&mut self.store.snapshot().unwrap(), &place, answer)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("errors").join(self.id.as_str()).join(name)
    }
}

fn overwrite(path: &Path, text: &str) {
    let mut file = Temporary::Output.create_beside(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.move_to(path).unwrap();
}

fn states(exported: &Exported) -> Vec<FileState> {
    exported.differences.iter().map(|difference| difference.state.clone()).collect()
}

#[test]
fn a_tree_is_written_once_and_changed_files_are_written_again() {
    let mut setup = Setup::new();
    let answer = &mut Answer(true, None);
    let looked = setup.export(ExportMode::Rehearse, false, answer).unwrap();
    assert_eq!((looked.written, states(&looked)), (3, vec![FileState::Missing; 3]));
    assert!(setup.folder.path().read_dir().unwrap().next().is_none());
    assert_eq!(setup.export(ExportMode::Write, false, answer).unwrap().sent.len(), 1);
    overwrite(&setup.file("index.md"), "changed");
    let checked = setup.export(ExportMode::Check, false, answer).unwrap();
    assert_eq!((checked.unchanged, states(&checked)), (2, vec![FileState::Different]));
    assert_eq!(setup.export(ExportMode::Write, false, answer).unwrap().written, 1);
    assert_eq!(setup.export(ExportMode::Check, false, answer).unwrap().unchanged, 3);
}

#[test]
fn a_file_of_sqlite_is_not_overwritten() {
    let mut setup = Setup::new();
    setup.export(ExportMode::Write, false, &mut Answer(true, None)).unwrap();
    let path = setup.file("index.md");
    overwrite(&path, "SQLite format 3\0 and so on");
    let refused = setup.export(ExportMode::Write, false, &mut Answer(true, None));
    assert!(matches!(refused, Err(ExportError::Sqlite(file)) if file == path));
}

#[test]
fn pruning_removes_what_canonry_wrote_and_leaves_the_rest() {
    let mut setup = Setup::new();
    setup.export(ExportMode::Write, false, &mut Answer(true, None)).unwrap();
    overwrite(&setup.file("zh.md"), "by hand");
    setup.withdraw();
    let kept = setup.export(ExportMode::Write, false, &mut Answer(true, None)).unwrap();
    assert_eq!((kept.obsolete, kept.removed), (1, 0));
    let mut no = Answer(false, None);
    assert!(matches!(setup.export(ExportMode::Write, true, &mut no), Err(ExportError::Declined)));
    assert_eq!(no.1, Some(2));
    let pruned = setup.export(ExportMode::Write, true, &mut Answer(true, None)).unwrap();
    assert!(matches!(states(&pruned).as_slice(), [FileState::Gone(Some(_)), FileState::Gone(Some(_))]));
    assert_eq!(pruned.left.iter().map(|left| left.reason).collect::<Vec<_>>(), [LeftReason::OtherBytes]);
    assert!(setup.file("zh.md").exists() && !setup.file("index.json").exists() && !setup.file("index.md").exists());
    // A file that canonry did not write is a difference that no export removes.
    let checked = setup.export(ExportMode::Check, true, &mut Answer(true, None)).unwrap();
    assert_eq!((checked.differences.len(), checked.by_hand), (1, 1));
}

#[test]
fn lines_are_the_records_and_a_failed_output_is_reported() {
    let mut setup = Setup::new();
    let export = ExportLines { records: ExportRecords::default(), keep_going: false, samples_key: None };
    let mut out = Vec::new();
    let snapshot = &mut setup.store.snapshot().unwrap();
    let exported = export.apply(snapshot, Some(&SentBefore::default()), &mut out, &mut Answer(true, None)).unwrap();
    assert_eq!((exported.records, exported.sent.len()), (1, 1));
    let line = String::from_utf8(out).unwrap();
    assert!(line.ends_with("}\n") && line.lines().count() == 1, "{line}");
    let mut full: &mut [u8] = &mut [0; 8];
    let failed = export.apply(snapshot, None, &mut full, &mut Answer(true, None));
    assert!(matches!(failed, Err(ExportError::Write(_))));
}

#[test]
fn a_file_of_lines_is_replaced_only_if_its_bytes_differ() {
    let mut setup = Setup::new();
    let out = setup.folder.path().join("all.ndjson");
    let mut export = |mode, begun: &mut usize| {
        let lines = ExportLines { records: ExportRecords::default(), keep_going: false, samples_key: None };
        let replace = |path: &Path| {
            *begun += 1;
            AtomicFile::of(path, |device| device)
        };
        let before = SentBefore::default();
        let export = ExportFile { out: out.clone(), lines, mode };
        export.apply(&mut setup.store.snapshot().unwrap(), Some(&before), replace, &mut Answer(true, None)).unwrap()
    };
    let mut begun = 0;
    let looked = export(ExportMode::Rehearse, &mut begun);
    assert_eq!((looked.written, states(&looked), begun), (1, vec![FileState::Missing], 0));
    assert!(!out.exists());
    assert_eq!(export(ExportMode::Write, &mut begun).sent.len(), 1);
    let text = std::fs::read_to_string(&out).unwrap();
    assert_eq!(text.lines().count(), 1);
    let again = export(ExportMode::Write, &mut begun);
    assert_eq!((again.written, again.unchanged, states(&again)), (0, 1, Vec::new()));
    overwrite(&out, "{}\n");
    let checked = export(ExportMode::Check, &mut begun);
    assert_eq!((states(&checked), begun), (vec![FileState::Different], 2));
    assert_eq!(export(ExportMode::Write, &mut begun).written, 1);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), text);
}

#[test]
fn a_device_that_is_full_is_an_error() {
    let mut setup = Setup::new();
    let lines = ExportLines { records: ExportRecords::default(), keep_going: false, samples_key: None };
    let export = ExportFile { out: setup.folder.path().join("device"), lines, mode: ExportMode::Write };
    let mut room = [0; 8];
    let device = AtomicFile::Device(room.as_mut_slice());
    let full = |_: &Path| Ok(device);
    let failed = export.apply(&mut setup.store.snapshot().unwrap(), None, full, &mut Answer(true, None));
    assert!(matches!(failed, Err(ExportError::Write(_))), "{failed:?}");
}

#[test]
fn only_whole_records_that_were_written_are_the_base_of_an_import() {
    let base = |export: Export| export.base(Some("up".into())).is_some();
    let tree = |forms: &[Form], mode| {
        let (out, forms, records) = ("up".into(), forms.to_vec(), ExportRecords::default());
        Export::Tree(ExportTree {
            out,
            forms,
            ledger: false,
            records,
            mode,
            prune: false,
            keep_going: false,
            samples_key: None,
        })
    };
    let lines = ExportLines { records: ExportRecords::default(), keep_going: false, samples_key: None };
    let file = |mode| Export::File(ExportFile { out: "up".into(), lines: lines.clone(), mode });
    assert!(base(tree(Form::ALL, ExportMode::Write)) && base(file(ExportMode::Write)));
    assert!(!base(tree(&[Form::Markdown, Form::ChineseMarkdown], ExportMode::Write)));
    for mode in [ExportMode::Rehearse, ExportMode::Check] {
        assert!(!base(tree(Form::ALL, mode)) && !base(file(mode)), "{mode:?}");
    }
    assert!(!base(Export::Stream(lines.clone())));
    assert!(file(ExportMode::Write).base(None).is_none(), "a pipe is no source");
}

#[test]
fn what_was_sent_is_noted_and_not_sent_again_by_the_next_export() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("canon.db");
    Store::create(&path).unwrap();
    let mut store = Store::open(&path).unwrap();
    let record = read(include_bytes!("../../../fixtures/records/chinese/index.json"), Start::default()).unwrap();
    let batch = Setup::context().batch(BatchVerb::New);
    store.transact(&batch, Durability::Bulk, |tx| tx.insert(&Prepared::from(record), None)).unwrap();
    drop(store);
    let run = |mode, source: Option<&str>, domains: &[&str]| {
        let lines = ExportLines { records: ExportRecords::default(), keep_going: false, samples_key: None };
        let mut export = Export::File(ExportFile { out: folder.path().join("all.ndjson"), lines, mode });
        let chosen =
            Filter { domains: domains.iter().map(|domain| (*domain).to_owned()).collect(), ..Filter::default() };
        let write = |export: &Export, snapshot: &mut Snapshot<'_>, place: &ExportPlace| match export {
            Export::File(file) => {
                let replace = |path: &Path| AtomicFile::of(path, |device| device);
                file.apply(snapshot, place.sent.as_ref(), replace, &mut Answer(true, None))
            }
            Export::Tree(_) | Export::Stream(_) => unreachable!("it is a file"),
        };
        let exported = export
            .run(
                &path,
                source.map(Into::into),
                Setup::context().day,
                |_, _| Ok((ExportRecords::Now(Box::new(chosen)), None)),
                write,
            )
            .unwrap();
        assert!(exported.unnoted.is_none());
        (exported.records, exported.sent.len())
    };
    assert_eq!(run(ExportMode::Check, Some("up"), &[]), (1, 0));
    assert_eq!(run(ExportMode::Write, None, &[]), (1, 0));
    assert_eq!(run(ExportMode::Write, Some("up"), &["none"]), (0, 0));
    assert_eq!(run(ExportMode::Write, Some("up"), &[]), (1, 1));
    assert_eq!(run(ExportMode::Write, Some("up"), &[]), (1, 0));
    assert_eq!(run(ExportMode::Write, Some("elsewhere"), &[]), (1, 1));
}
