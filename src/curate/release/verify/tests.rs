//! Damage of every kind, and what is said about it.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::*;
use crate::curate::fixture::{facts, last_batch, store};
use crate::curate::{WorkProgress, WriteSnapshot};
use crate::disk::EntryKind;
use crate::publish::{MANIFEST, SUMS};

/// A snapshot as a folder and as an archive.
fn snapshot() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let (mut store, out) = (store(&["x/a", "x/b"]), tempfile::tempdir().unwrap());
    let facts = facts("v1", last_batch(&mut store));
    let (folder, archive) = (out.path().join("v1"), out.path().join("v1.tar.gz"));
    let write = WriteSnapshot { facts, out: out.path().to_owned(), archive: Some(archive.clone()) };
    write.apply(&mut store.snapshot().unwrap(), &mut ()).unwrap();
    (out, folder, archive)
}

fn flaws(folder: &Path) -> Vec<SnapshotFlaw> {
    verify_folder(folder, &WorkProgress::default()).unwrap().flaws
}

fn paths(folder: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|entry| entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn a_whole_snapshot_has_no_flaw() {
    let (_out, folder, archive) = snapshot();
    let verified = verify_folder(&folder, &WorkProgress::default()).unwrap();
    assert_eq!(verified.flaws, []);
    let archived = verify_archive(&archive, &WorkProgress::default()).unwrap();
    assert_eq!(archived.flaws, []);
    assert_eq!(
        (verified.manifest, verified.files, verified.bytes),
        (archived.manifest, archived.files, archived.bytes)
    );
    assert!(
        verify_folder(&folder.join("missing"), &WorkProgress::default()).is_err()
            && verify_archive(&folder.join("missing"), &WorkProgress::default()).is_err()
    );
}

#[test]
fn every_file_that_is_changed_removed_renamed_or_added_is_named() {
    let (_out, folder, _) = snapshot();
    let all = paths(&folder);
    assert!(all.len() > 8);
    for path in all {
        let (file, other) = (folder.join(&path), folder.join("other"));
        let content = fs::read(&file).unwrap();
        let mut flipped = content.clone();
        *flipped.last_mut().unwrap() ^= 1;
        fs::write(&file, flipped).unwrap();
        let is_list = [MANIFEST, SUMS].contains(&path.as_str());
        let named = |flaw: &SnapshotFlaw| flaw.path() == Some(path.as_str());
        assert!(flaws(&folder).iter().any(named), "{path}: {:?}", flaws(&folder));
        assert!(is_list || flaws(&folder) == [SnapshotFlaw::Altered(path.clone())]);
        fs::remove_file(&file).unwrap();
        assert!(flaws(&folder).contains(&SnapshotFlaw::Missing(path.clone())), "{path}");
        fs::write(&other, &content).unwrap();
        let renamed = SnapshotFlaw::Renamed { from: path.clone(), to: "other".to_owned() };
        assert!(is_list || flaws(&folder) == [renamed], "{path}");
        fs::rename(&other, &file).unwrap();
        fs::write(&other, "new").unwrap();
        assert_eq!(flaws(&folder), [SnapshotFlaw::Extra("other".to_owned())]);
        fs::remove_file(&other).unwrap();
        assert_eq!(flaws(&folder), []);
    }
}

#[test]
fn lists_that_disagree_are_named() {
    let (_out, folder, _) = snapshot();
    let [manifest, sums] = [MANIFEST, SUMS].map(|name| fs::read_to_string(folder.join(name)).unwrap());
    let line = sums.lines().find(|line| line.ends_with("index.md")).unwrap();
    let path = line.split("  ").nth(1).unwrap().to_owned();
    let other = format!("{}  {path}", "0".repeat(64));
    for (text, flaw) in [
        (sums.replace(line, &other), SnapshotFlaw::Sum(path.clone())),
        (sums.replace(&format!("{line}\n"), ""), SnapshotFlaw::Sum(path.clone())),
        (sums.replace(&path, &format!("{path}x")), SnapshotFlaw::ExtraSum(format!("{path}x"))),
    ] {
        fs::write(folder.join(SUMS), text).unwrap();
        assert!(flaws(&folder).contains(&flaw), "{flaw:?}: {:?}", flaws(&folder));
    }
    fs::write(folder.join(SUMS), &sums).unwrap();
    let digest = manifest.split("\"content_digest\": \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    for (old, new, flaw) in [
        (digest.as_str(), "0".repeat(64), SnapshotFlaw::ContentDigest),
        ("\"files\": 9", "\"files\": 11".to_owned(), SnapshotFlaw::Counts),
    ] {
        let changed = manifest.replace(old, &new);
        assert_ne!(changed, manifest, "{old}");
        fs::write(folder.join(MANIFEST), changed).unwrap();
        assert_eq!(flaws(&folder), [SnapshotFlaw::Sum(MANIFEST.to_owned()), flaw]);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let (out, folder, _) = snapshot();
    let file = folder.join("errors/x/a/index.md");
    fs::rename(&file, out.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink(out.path().join("elsewhere"), &file).unwrap();
    let path = "errors/x/a/index.md".to_owned();
    assert_eq!(flaws(&folder), [SnapshotFlaw::NotAFile { path, kind: EntryKind::Link }]);
}

#[test]
fn no_byte_of_an_archive_can_change_unnoticed() {
    let (_out, _, archive) = snapshot();
    let content = fs::read(&archive).unwrap();
    // The header of gzip says things that do not matter, such as the system, and a part of what is compressed ends with
    // bits that have no meaning: then the archive is the same when it is not compressed.
    let unpacked = |bytes: &[u8]| {
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(bytes).read_to_end(&mut unpacked).ok().map(|_| unpacked)
    };
    let mut without_meaning = 0;
    for at in (0..content.len()).filter(|at| *at < 4 || *at >= 10 && at % 7 == 0) {
        let mut changed = content.clone();
        changed[at] ^= 0x10;
        fs::write(&archive, &changed).unwrap();
        if verify_archive(&archive, &WorkProgress::default()).unwrap().flaws.is_empty() {
            assert_eq!(unpacked(&changed), unpacked(&content), "byte {at}");
            without_meaning += 1;
        }
    }
    assert!(without_meaning < 4, "{without_meaning}");
}
