//! Snapshots of a small database.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;
use crate::curate::fixture::{apply, context, edit, facts, id, last_batch, report, set, store};
use crate::curate::{PreviousRelease, Rename, Step, Withdraw, WithdrawEvidence};
use crate::disk::{TreeAccess, TreeError};
use crate::ledger::{EvidenceNumber, Outcome};
use crate::publish::{DELTA, DeltaLine, MANIFEST, Manifest, RECORD_LINES, SUMS};
use crate::store::Store;

fn write(facts: &ReleaseFacts, store: &mut Store, out: &Path) -> Result<WrittenSnapshot, SnapshotError> {
    let archive = Some(out.join(format!("{}.tar.gz", facts.name)));
    let write = WriteSnapshot { facts: facts.clone(), out: out.to_owned(), archive };
    write.apply(&mut store.snapshot().unwrap(), &mut ())
}

/// All files below a folder, by their paths.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let path = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    files.map(|entry| (path(entry.path()), fs::read(entry.path()).unwrap())).collect()
}

fn lines(folder: &Path) -> Vec<DeltaLine> {
    let text = fs::read_to_string(folder.join(DELTA)).unwrap();
    text.lines().map(|line| DeltaLine::read(line).unwrap()).collect()
}

#[test]
fn a_snapshot_has_every_file_that_its_lists_name_and_no_other() {
    let (mut store, out) = (store(&["x/a", "x/a/b", "x/a-b"]), tempfile::tempdir().unwrap());
    let facts = facts("v1", last_batch(&mut store));
    let written = write(&facts, &mut store, out.path()).unwrap();
    assert!(written.is_folder_new && written.is_archive_new);
    let folder = out.path().join("v1");
    let found = files(&folder);
    let manifest = Manifest::read(&found[MANIFEST]).unwrap();
    assert_eq!((manifest.content_digest, manifest.counts), (written.content_digest, written.counts));
    let mut named: Vec<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(manifest.counts.records, 3);
    assert!(named.windows(2).all(|pair| pair[0] < pair[1]), "{named:?}");
    named.extend([MANIFEST, SUMS]);
    named.sort_unstable();
    assert_eq!(found.keys().collect::<Vec<_>>(), named);
    let ids = |text: &[u8]| -> Vec<String> {
        let text = String::from_utf8(text.to_vec()).unwrap();
        text.lines().map(|line| line.split('"').nth(3).unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&found[RECORD_LINES]), ["x/a", "x/a-b", "x/a/b"]);
    assert!(lines(&folder).iter().all(|line| matches!(line, DeltaLine::Put { was: None, .. })));
    assert_eq!(lines(&folder).len(), 3);
    let left: Vec<_> = fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

/// A database with two states, and the facts of a release of each.
fn two_releases() -> (Store, ReleaseFacts, ReleaseFacts, EvidenceNumber) {
    let mut store = store(&["x/a", "x/b", "x/c", "x/d", "y/e"]);
    let first = facts("v1", last_batch(&mut store));
    let evidence = report(&mut store, "x/a#w1", Outcome::Success, "ann");
    edit(&mut store, &["x/a"], Step::Set("w1.success_rate".to_owned(), "0.25".to_owned()));
    apply(&Withdraw { ids: vec![id("x/b")], restore: false, merge_into: None }, &mut store, &context()).unwrap();
    apply(&Rename { from: id("x/d"), to: id("x/z") }, &mut store, &context()).unwrap();
    apply(&Rename { from: id("y/e"), to: id("x/d") }, &mut store, &context()).unwrap();
    let mut second = facts("v2", last_batch(&mut store));
    second.notes = Some("Thanks.".to_owned());
    (store, first, second, evidence)
}

#[test]
fn an_earlier_release_is_made_again_byte_for_byte_whatever_happened_since() {
    let (mut store, first, mut second, evidence) = two_releases();
    let [then, now] = [(), ()].map(|()| tempfile::tempdir().unwrap());
    let written = write(&first, &mut store, then.path()).unwrap();
    let content_digest = written.content_digest;
    second.previous =
        Some(PreviousRelease { name: first.name.clone(), state: first.state, content_digest, samples_key: None });
    write(&second, &mut store, then.path()).unwrap();
    set(&mut store, &["x/a", "x/c"], "root_cause", "other");
    apply(&Rename { from: id("x/z"), to: id("a/last") }, &mut store, &context()).unwrap();
    apply(&WithdrawEvidence { numbers: vec![evidence] }, &mut store, &context()).unwrap();
    assert_eq!(write(&first, &mut store, now.path()).unwrap(), written);
    write(&second, &mut store, now.path()).unwrap();
    let (then, now) = (files(then.path()), files(now.path()));
    assert_eq!(then.keys().collect::<Vec<_>>(), now.keys().collect::<Vec<_>>());
    then.iter().for_each(|(path, content)| assert!(now[path] == *content, "{path}"));
}

#[test]
fn a_delta_names_each_id_once_with_what_it_had() {
    let (mut store, first, mut second, _) = two_releases();
    let out = tempfile::tempdir().unwrap();
    let content_digest = write(&first, &mut store, out.path()).unwrap().content_digest;
    second.previous =
        Some(PreviousRelease { name: first.name.clone(), state: first.state, content_digest, samples_key: None });
    let counts = write(&second, &mut store, out.path()).unwrap().counts;
    assert_eq!((counts.records, counts.withdrawn, counts.renamed, counts.changed), (4, 1, 2, 1));
    let before = files(&out.path().join("v1"));
    let sum = |id: &str| Checksum::of(&before[&format!("errors/{id}/index.json")]);
    let found: Vec<String> = lines(&out.path().join("v2"))
        .iter()
        .map(|line| match line {
            DeltaLine::Put { id, was, .. } => format!("put {id} {}", *was == Some(sum("x/a"))),
            DeltaLine::Withdraw { id, .. } => format!("withdraw {id}"),
            DeltaLine::Rename { id, from, from_was, was, .. } => {
                format!("rename {from} {id} {} {}", *from_was == sum(from.as_str()), *was == Some(sum("x/d")))
            }
        })
        .collect();
    assert_eq!(found, ["put x/a true", "withdraw x/b", "rename y/e x/d true true", "put x/z false"]);
}

#[test]
fn the_same_release_stays_and_anything_else_is_refused() {
    let (mut store, first, second, _) = two_releases();
    let out = tempfile::tempdir().unwrap();
    let written = write(&first, &mut store, out.path()).unwrap();
    let before = files(out.path());
    let again = write(&first, &mut store, out.path()).unwrap();
    assert_eq!(again, WrittenSnapshot { is_folder_new: false, is_archive_new: false, ..written });
    fs::remove_file(out.path().join("v1.tar.gz")).unwrap();
    assert!(write(&first, &mut store, out.path()).unwrap().is_archive_new);
    assert_eq!(files(out.path()), before);
    let other = ReleaseFacts { name: first.name.clone(), ..second };
    let refused = write(&other, &mut store, out.path()).unwrap_err();
    assert!(matches!(&refused, SnapshotError::Other { flaws, .. } if flaws.is_empty()), "{refused:?}");
    fs::write(out.path().join("v1/errors/x/a/index.md"), "other").unwrap();
    let refused = write(&first, &mut store, out.path()).unwrap_err();
    assert!(matches!(&refused, SnapshotError::Other { flaws, .. } if flaws.len() == 1), "{refused:?}");
    fs::write(out.path().join("v1/errors/x/a/index.md"), &before["v1/errors/x/a/index.md"]).unwrap();
    fs::write(out.path().join("v1.tar.gz"), "other").unwrap();
    assert!(write(&first, &mut store, out.path()).is_err());
    fs::write(out.path().join("v1.tar.gz"), &before["v1.tar.gz"]).unwrap();
    assert_eq!(files(out.path()), before);
}

#[test]
fn an_error_names_the_place_of_the_snapshot_and_not_the_folder_beside_it() {
    let path = "out/.canonry-1.partial/errors/x/a/index.md".into();
    let error = TreeError::Io { path, access: TreeAccess::Write, source: io::Error::other("full") };
    let error = SnapshotError::from(error).at(Path::new("out/.canonry-1.partial"), Path::new("out/v1"));
    assert_eq!(error.to_string(), "out/v1/errors/x/a/index.md could not be written");
}
