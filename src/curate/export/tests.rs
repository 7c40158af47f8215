//! What an export does to a tree, without a process.

use std::io::Write;
use std::path::Path;

use super::*;
use crate::curate::{Context, Verb, Withdraw};
use crate::disk::Temporary;
use crate::publish::Form;
use crate::record::{Id, Start, read};
use crate::store::{Batch, Durability, Filter, Prepared, SentBefore, Store};

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
struct Desk {
    store: Store,
    folder: tempfile::TempDir,
    id: Id,
}

impl Desk {
    fn new() -> Self {
        let record = read(include_bytes!("../../../fixtures/records/chinese/index.json"), Start::default()).unwrap();
        let (mut store, id) = (Store::in_memory().unwrap(), record.id.clone());
        let batch = Batch::from(&Desk::context());
        let insert = store.transact(&batch, Durability::Bulk, |tx| tx.insert(&Prepared::from(record), None));
        insert.unwrap();
        Desk { store, folder: tempfile::tempdir().unwrap(), id }
    }

    fn context() -> Context {
        Context::new("2026-11-21".parse().unwrap(), "test", "test")
    }

    fn withdraw(&mut self) {
        let withdraw = Withdraw { ids: vec![self.id.clone()], restore: false, merge_into: None };
        let context = Context { reason: Some("test".to_owned()), ..Desk::context() };
        withdraw.apply(&mut self.store, &context, &mut |_| true).unwrap();
    }

    fn export(&mut self, mode: ExportMode, prune: bool, answer: &mut Answer) -> Result<Exported, ExportError> {
        let (out, forms) = (self.folder.path().to_owned(), Form::ALL.to_vec());
        let export = ExportTree { out, forms, filter: Filter::default(), mode, prune, keep_going: false };
        export.apply(&mut self.store.snapshot().unwrap(), &SentBefore::default(), answer)
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
fn a_tree_is_written_once_and_what_changed_in_it_is_written_again() {
    let mut desk = Desk::new();
    let answer = &mut Answer(true, None);
    let looked = desk.export(ExportMode::Rehearse, false, answer).unwrap();
    assert_eq!((looked.written, states(&looked)), (3, vec![FileState::Missing; 3]));
    assert!(desk.folder.path().read_dir().unwrap().next().is_none());
    assert_eq!(desk.export(ExportMode::Write, false, answer).unwrap().sent.len(), 1);
    overwrite(&desk.file("index.md"), "changed");
    let checked = desk.export(ExportMode::Check, false, answer).unwrap();
    assert_eq!((checked.unchanged, states(&checked)), (2, vec![FileState::Different]));
    assert_eq!(desk.export(ExportMode::Write, false, answer).unwrap().written, 1);
    assert_eq!(desk.export(ExportMode::Check, false, answer).unwrap().unchanged, 3);
}

#[test]
fn a_file_of_sqlite_is_not_overwritten() {
    let mut desk = Desk::new();
    desk.export(ExportMode::Write, false, &mut Answer(true, None)).unwrap();
    let path = desk.file("index.md");
    overwrite(&path, "SQLite format 3\0 and so on");
    let refused = desk.export(ExportMode::Write, false, &mut Answer(true, None));
    assert!(matches!(refused, Err(ExportError::Sqlite(file)) if file == path));
}

#[test]
fn pruning_removes_what_canonry_wrote_and_leaves_the_rest() {
    let mut desk = Desk::new();
    desk.export(ExportMode::Write, false, &mut Answer(true, None)).unwrap();
    overwrite(&desk.file("zh.md"), "by hand");
    desk.withdraw();
    let kept = desk.export(ExportMode::Write, false, &mut Answer(true, None)).unwrap();
    assert_eq!((kept.obsolete, kept.removed), (1, 0));
    let mut no = Answer(false, None);
    assert!(matches!(desk.export(ExportMode::Write, true, &mut no), Err(ExportError::Declined)));
    assert_eq!(no.1, Some(2));
    let pruned = desk.export(ExportMode::Write, true, &mut Answer(true, None)).unwrap();
    assert!(matches!(states(&pruned).as_slice(), [FileState::Gone(Some(_)), FileState::Gone(Some(_))]));
    assert_eq!(pruned.left.iter().map(|left| left.reason).collect::<Vec<_>>(), [LeftReason::OtherBytes]);
    assert!(desk.file("zh.md").exists() && !desk.file("index.json").exists() && !desk.file("index.md").exists());
    // The file of somebody else's is a difference that no export removes.
    let checked = desk.export(ExportMode::Check, true, &mut Answer(true, None)).unwrap();
    assert_eq!((checked.differences.len(), checked.by_hand), (1, 1));
}

#[test]
fn lines_are_the_records_and_a_damaged_output_is_told() {
    let mut desk = Desk::new();
    let export = ExportLines { filter: Filter::default(), keep_going: false };
    let mut out = Vec::new();
    let snapshot = &mut desk.store.snapshot().unwrap();
    let exported = export.apply(snapshot, Some(&SentBefore::default()), &mut out, &mut Answer(true, None)).unwrap();
    assert_eq!((exported.records, exported.sent.len()), (1, 1));
    let line = String::from_utf8(out).unwrap();
    assert!(line.ends_with("}\n") && line.lines().count() == 1, "{line}");
    let mut full: &mut [u8] = &mut [0; 8];
    let failed = export.apply(snapshot, None, &mut full, &mut Answer(true, None));
    assert!(matches!(failed, Err(ExportError::Write(_))));
}
