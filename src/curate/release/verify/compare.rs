//! What was found in a snapshot, compared with its lists of files.

use std::collections::{BTreeMap, HashSet};

use super::flaw::SnapshotFlaw;
use super::found::{FoundSnapshot, VerifiedSnapshot};
use crate::publish::{FileEntry, MANIFEST, Manifest, SUMS, content_digest, read_sums};
use crate::record::Checksum;

impl FoundSnapshot {
    /// Compares what was found with the manifest and the checksums.
    pub(super) fn verify(mut self) -> VerifiedSnapshot {
        self.files.sort_unstable();
        let bytes = self.files.iter().fold(0, |sum: u64, file| sum.saturating_add(file.bytes));
        let count = u64::try_from(self.files.len()).unwrap_or(u64::MAX);
        let twice = self.files.iter().zip(self.files.iter().skip(1)).filter(|(one, next)| one.path == next.path);
        let mut flaws: Vec<SnapshotFlaw> = twice.map(|(one, _)| SnapshotFlaw::Twice(one.path.clone())).collect();
        flaws.append(&mut self.flaws);
        let manifest = match self.manifest.as_deref().map(Manifest::read) {
            None => {
                flaws.push(SnapshotFlaw::Missing(MANIFEST.to_owned()));
                None
            }
            Some(Err(error)) => {
                flaws.push(SnapshotFlaw::Unknown { path: MANIFEST, reason: error.to_string() });
                None
            }
            Some(Ok(manifest)) => Some(manifest),
        };
        if let Some(manifest) = &manifest {
            self.compare_files(manifest, &mut flaws);
            check_whole(manifest, &mut flaws);
        }
        match self.sums.as_deref().map(|text| (text, std::str::from_utf8(text))) {
            None => flaws.push(SnapshotFlaw::Missing(SUMS.to_owned())),
            Some((_, Err(error))) => flaws.push(SnapshotFlaw::Unknown { path: SUMS, reason: error.to_string() }),
            Some((_, Ok(text))) => match read_sums(text) {
                Err(error) => flaws.push(SnapshotFlaw::Unknown { path: SUMS, reason: error.to_string() }),
                Ok(sums) => self.compare_sums(manifest.as_ref(), &sums, &mut flaws),
            },
        }
        flaws.sort_unstable();
        flaws.dedup();
        VerifiedSnapshot { manifest, flaws, files: count, bytes }
    }

    fn compare_files(&self, manifest: &Manifest, flaws: &mut Vec<SnapshotFlaw>) {
        let found: BTreeMap<&str, &FileEntry> = self.files.iter().map(|file| (file.path.as_str(), file)).collect();
        let named: BTreeMap<&str, &FileEntry> = manifest.files.iter().map(|file| (file.path.as_str(), file)).collect();
        let mut missing: BTreeMap<Checksum, Vec<&str>> = BTreeMap::new();
        for file in &manifest.files {
            match found.get(file.path.as_str()) {
                None => missing.entry(file.sha256).or_default().push(&file.path),
                Some(there) if *there != file => flaws.push(SnapshotFlaw::Altered(file.path.clone())),
                Some(_) => {}
            }
        }
        let is_extra = |path: &str| !named.contains_key(path) && ![MANIFEST, SUMS].contains(&path);
        for file in self.files.iter().filter(|file| is_extra(&file.path)) {
            let to = file.path.clone();
            flaws.push(match missing.get_mut(&file.sha256).and_then(Vec::pop) {
                Some(from) => SnapshotFlaw::Renamed { from: from.to_owned(), to },
                None => SnapshotFlaw::Extra(to),
            });
        }
        // What is there as something else was named when it was found.
        let is_other =
            |flaw: &&SnapshotFlaw| matches!(flaw, SnapshotFlaw::NotAFile { .. } | SnapshotFlaw::Unreadable { .. });
        let others: HashSet<String> =
            flaws.iter().filter(is_other).filter_map(|flaw| flaw.path().map(str::to_owned)).collect();
        let missing = missing.into_values().flatten().filter(|path| !others.contains(*path));
        flaws.extend(missing.map(|path| SnapshotFlaw::Missing(path.to_owned())));
    }

    /// Compares the checksums with the manifest, or with the files if there is no manifest.
    fn compare_sums(&self, manifest: Option<&Manifest>, sums: &[(&str, Checksum)], flaws: &mut Vec<SnapshotFlaw>) {
        let named = manifest.map_or(self.files.as_slice(), |manifest| &manifest.files);
        let manifest_file = self.files.iter().filter(|file| file.path == MANIFEST);
        let named = named.iter().filter(|file| ![MANIFEST, SUMS].contains(&file.path.as_str())).chain(manifest_file);
        let mut expected: BTreeMap<&str, Checksum> = named.map(|file| (file.path.as_str(), file.sha256)).collect();
        for (path, sum) in sums {
            match expected.remove(path) {
                None => flaws.push(SnapshotFlaw::ExtraSum((*path).to_owned())),
                Some(expected) if expected != *sum => flaws.push(SnapshotFlaw::Sum((*path).to_owned())),
                Some(_) => {}
            }
        }
        flaws.extend(expected.into_keys().map(|path| SnapshotFlaw::Sum(path.to_owned())));
        if sums.iter().zip(sums.iter().skip(1)).any(|(one, next)| one.0 >= next.0) {
            let reason = "its lines are not in the order of the paths".to_owned();
            flaws.push(SnapshotFlaw::Unknown { path: SUMS, reason });
        }
    }
}

/// Compares what the manifest says of its files as a whole with what it says of each.
fn check_whole(manifest: &Manifest, flaws: &mut Vec<SnapshotFlaw>) {
    if content_digest(&manifest.files) != manifest.content_digest {
        flaws.push(SnapshotFlaw::ContentDigest);
    }
    if u64::try_from(manifest.files.len()) != Ok(manifest.counts.files) {
        flaws.push(SnapshotFlaw::Counts);
    }
}
