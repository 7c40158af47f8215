//! Random histories with releases along the way: each is written again as it was, deltas lead from any to any other,
//! and no change of a snapshot stays unnoticed.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use canonry::curate::{
    ApplyDelta, DeltaKeys, PreviousRelease, ReleaseFacts, SnapshotFlaw, WorkProgress, WriteSnapshot, WrittenSnapshot,
    digest_again, verify_archive, verify_folder, write_delta,
};
use canonry::publish::{Form, SUMS};
use canonry::record::Checksum;
use canonry::store::Store;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::histories::{command, texts};
use crate::support::files;
use crate::test_database::TestDatabase;

/// The facts of a release of the state after a batch.
pub fn facts(name: &str, state: &str) -> ReleaseFacts {
    ReleaseFacts {
        name: name.parse().unwrap(),
        day: "2026-11-22".parse().unwrap(),
        tool: "canonry 0.1.0".to_owned(),
        modified: 1_000_000_000,
        state: state.parse().unwrap(),
        previous: None,
        forms: Form::ALL.to_vec(),
        samples_key: None,
        policy_digest: Checksum::of(b""),
        gate: Vec::new(),
        ladder: Vec::new(),
        notes: None,
    }
}

/// Writes a snapshot below a folder, as a folder and an archive.
pub fn write(facts: &ReleaseFacts, store: &mut Store, out: &Path) -> WrittenSnapshot {
    let archive = Some(out.join(format!("{}.tar.gz", facts.name)));
    let write = WriteSnapshot { facts: facts.clone(), out: out.to_owned(), archive };
    write.apply(&mut store.snapshot().unwrap(), &mut ()).unwrap()
}

/// The files of the records of a snapshot, by their paths; a set without records has no folder for them.
fn tree(snapshot: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = snapshot.join("errors");
    if folder.exists() { files(&folder) } else { BTreeMap::new() }
}

/// Applies the delta between two states to the tree of the first, in a folder of its own.
fn replayed(store: &mut Store, (from, to): (&ReleaseFacts, &ReleaseFacts), out: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in tree(&out.join(from.name.as_str())) {
        let file = folder.path().join("errors").join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
    let mut delta = Vec::new();
    let keys = DeltaKeys { from: None, to: None };
    let states = (from.state, to.state);
    write_delta(&mut store.snapshot().unwrap(), states, keys, &mut delta, &WorkProgress::default()).unwrap();
    let apply = ApplyDelta { tree: folder.path().to_owned(), forms: Some(Form::ALL.to_vec()) };
    apply.apply(&mut Cursor::new(delta), &WorkProgress::default()).unwrap();
    tree(folder.path())
}

/// Changes a byte of a file, removes the file, and gives it another name; each is found, and named.
fn damage(snapshot: &Path, (file, at): (&Index, &Index)) {
    let paths: Vec<String> = files(snapshot).into_keys().collect();
    let path = &paths[file.index(paths.len())];
    let (here, other) = (snapshot.join(path), snapshot.join("other"));
    let content = fs::read(&here).unwrap();
    // What differs in the sums is told of the files that they are about.
    let is_of_sums = |flaw: &SnapshotFlaw| matches!(flaw, SnapshotFlaw::Sum(_) | SnapshotFlaw::ExtraSum(_));
    let is_named = |flaw: &SnapshotFlaw| flaw.path() == Some(path) || path == SUMS && is_of_sums(flaw);
    let is_found = |what: &str| {
        let flaws = verify_folder(snapshot, &WorkProgress::default()).unwrap().flaws;
        assert!(flaws.iter().any(is_named), "{what}: {path}: {flaws:?}");
    };
    if !content.is_empty() {
        let mut flipped = content.clone();
        flipped[at.index(content.len())] ^= 1;
        fs::write(&here, flipped).unwrap();
        is_found("a byte");
    }
    fs::rename(&here, &other).unwrap();
    is_found("another name");
    fs::remove_file(&other).unwrap();
    is_found("missing");
    fs::write(&here, &content).unwrap();
    assert_eq!(verify_folder(snapshot, &WorkProgress::default()).unwrap().flaws, []);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 8, failure_persistence: None, max_shrink_iters: 20, ..ProptestConfig::default()
    })]

    #[test]
    fn releases_of_a_random_history_are_made_again_replayed_and_checked(
        texts in texts(),
        parts in prop::collection::vec(prop::collection::vec(command(), 1..6), 2..4),
        (file, at) in any::<(Index, Index)>(),
    ) {
        let mut database = TestDatabase::new(&texts);
        let [then, now] = [(), ()].map(|()| tempfile::tempdir().unwrap());
        let mut releases: Vec<(ReleaseFacts, WrittenSnapshot)> = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            part.iter().for_each(|command| drop(database.run(command)));
            let mut facts = facts(&format!("r{number}"), &database.last().to_string());
            facts.previous = releases.last().map(|(before, written)| PreviousRelease {
                name: before.name.clone(),
                state: before.state,
                content_digest: written.content_digest,
                samples_key: None,
            });
            let written = write(&facts, &mut database.store, then.path());
            releases.push((facts, written));
        }
        for (facts, written) in &releases {
            prop_assert_eq!(&write(facts, &mut database.store, now.path()), written);
            let untold = (0, &WorkProgress::default());
            let digest = digest_again(facts, &mut database.store.snapshot().unwrap(), untold).unwrap();
            prop_assert_eq!(digest, written.content_digest);
            let archive = then.path().join(format!("{}.tar.gz", facts.name));
            prop_assert_eq!(verify_archive(&archive, &WorkProgress::default()).unwrap().flaws, []);
        }
        prop_assert_eq!(files(then.path()), files(now.path()));
        for (from, _) in &releases {
            for (to, _) in &releases {
                let found = replayed(&mut database.store, (from, to), then.path());
                prop_assert_eq!(found, tree(&then.path().join(to.name.as_str())), "{} to {}", from.name, to.name);
            }
        }
        damage(&then.path().join("r0"), (&file, &at));
    }
}
