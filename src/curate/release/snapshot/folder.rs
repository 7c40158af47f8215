//! Filling the folder of a snapshot.

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::error::{SnapshotError, SnapshotWatch};
use super::pack::{PackedTree, TarParts};
use super::records::{RecordOutputs, write_records};
use crate::curate::release::delta_states::{DeltaKeys, DeltaStates};
use crate::curate::release::plan::{DeltaPlan, DeltaWriter};
use crate::curate::{ExportStage, ReleaseFacts, WorkProgress, difference};
use crate::disk::{PartialFolder, Tree};
use crate::publish::{
    CHANGES, DELTA, FileEntry, MANIFEST, Manifest, NOTES, PACKAGE, RECORD_LINES, ReleaseNotes, SUMS, content_digest,
    data_package, sum_line,
};
use crate::record::Summing;
use crate::store::Snapshot;

/// The size of the buffers before files, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// A folder with all files of a snapshot.
pub(super) struct FilledFolder {
    pub manifest: Manifest,
    /// The files that the manifest does not name: itself, and the checksums.
    pub lists: [FileEntry; 2],
    /// The tree as it is in the archive, if there is one.
    pub packed: Option<PackedTree>,
}

/// Where a snapshot goes when it is complete, for errors.
#[derive(Clone, Copy)]
pub(super) struct SnapshotPlaces<'p> {
    /// Its folder.
    pub folder: &'p Path,
    /// Its archive, if there is one.
    pub archive: Option<&'p Path>,
}

/// Writes all files of a snapshot, and compresses its tree meanwhile if there is an archive.
pub(super) fn fill<W: SnapshotWatch>(
    facts: &ReleaseFacts,
    snapshot: &mut Snapshot<'_>,
    partial: &PartialFolder,
    places: SnapshotPlaces<'_>,
    watch: &mut W,
) -> Result<FilledFolder, SnapshotError> {
    let compared = match &facts.previous {
        None => None,
        Some(before) => {
            watch.begins(ExportStage::Changes);
            let states = (before.state, facts.state);
            let keys = DeltaKeys { from: before.samples_key.as_ref(), to: facts.samples_key.as_ref() };
            let untold = WorkProgress::default();
            let plan = DeltaPlan::between(snapshot, DeltaStates::new(states), keys, &untold)?;
            Some((before, plan, difference(snapshot, states, &untold)?))
        }
    };
    let plan = compared.as_ref().map(|(_, plan, _)| plan);
    watch.begins(ExportStage::Records);
    let FilledRecords { records, mut files, packed } = fill_records(facts, snapshot, (partial, places), plan, watch)?;
    watch.begins(ExportStage::Rest);
    let since = compared.as_ref().map(|(before, _, difference)| (&before.name, difference));
    let ReleaseFacts { name, day, .. } = facts;
    let (text, ladder) = (facts.notes.as_deref(), facts.ladder.as_slice());
    let notes = ReleaseNotes { name, day: *day, records, text, since, ladder };
    let changes = notes.json(|record| compared.as_ref().map_or((None, None), |(_, plan, _)| plan.now(record)));
    let writer = FileWriter { partial, place: places.folder };
    files.push(writer.write(NOTES, notes.page())?);
    files.push(writer.write(CHANGES, changes)?);
    files.sort_unstable();
    files.push(writer.write(PACKAGE, data_package(name, *day, &files))?);
    files.sort_unstable();
    let counts = notes.counts(u64::try_from(files.len()).unwrap_or(u64::MAX));
    let manifest = Manifest {
        name: name.clone(),
        day: *day,
        tool: facts.tool.clone(),
        counts,
        policy_digest: facts.policy_digest,
        gate: facts.gate.clone(),
        previous: facts.previous.as_ref().map(|before| (before.name.clone(), before.content_digest)),
        content_digest: content_digest(&files),
        files,
    };
    let own = writer.write(MANIFEST, &manifest)?;
    let mut all: Vec<&FileEntry> = manifest.files.iter().chain([&own]).collect();
    all.sort_unstable();
    let sums = writer.write(SUMS, SumLines(&all))?;
    Ok(FilledFolder { manifest, lists: [own, sums], packed })
}

/// What [`fill_records`] wrote.
struct FilledRecords {
    records: u64,
    files: Vec<FileEntry>,
    packed: Option<PackedTree>,
}

/// Writes the tree, the lines of the records and the delta.
fn fill_records<W: SnapshotWatch>(
    facts: &ReleaseFacts,
    snapshot: &mut Snapshot<'_>,
    (partial, places): (&PartialFolder, SnapshotPlaces<'_>),
    plan: Option<&DeltaPlan>,
    watch: &mut W,
) -> Result<FilledRecords, SnapshotError> {
    let writer = FileWriter { partial, place: places.folder };
    let mut lines = writer.begin(RECORD_LINES)?;
    let mut changes = writer.begin(DELTA)?;
    let tree = Tree::look(partial.path())?;
    let delta = DeltaWriter::new(plan, &mut changes);
    let outputs = RecordOutputs { tree: &tree, lines: &mut lines, delta, place: places.folder };
    let ((records, mut files), packed) = match places.archive {
        None => (write_records(facts, snapshot, outputs, None, watch)?, None),
        Some(archive) => {
            let write = |parts: TarParts<'_>| write_records(facts, snapshot, outputs, Some(parts), watch);
            let (written, packed) = PackedTree::of(facts, (partial.path(), archive), write)?;
            (written, Some(packed))
        }
    };
    files.push(writer.finish(RECORD_LINES, lines)?);
    files.push(writer.finish(DELTA, changes)?);
    Ok(FilledRecords { records, files, packed })
}

/// The lines of `SHA256SUMS`.
struct SumLines<'f>(&'f [&'f FileEntry]);

impl fmt::Display for SumLines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|file| f.write_str(&sum_line(&file.path, &file.sha256)))
    }
}

/// Writes files beside the tree.
struct FileWriter<'p> {
    partial: &'p PartialFolder,
    /// Where the folder goes, for errors.
    place: &'p Path,
}

impl FileWriter<'_> {
    fn begin(&self, name: &str) -> Result<BufWriter<Summing<impl Write + use<>>>, SnapshotError> {
        let file = self.partial.create(name).map_err(self.failed(name))?;
        Ok(BufWriter::with_capacity(BUFFER_BYTES, Summing::new(file)))
    }

    fn finish(&self, name: &str, out: BufWriter<Summing<impl Write>>) -> Result<FileEntry, SnapshotError> {
        let summing = out.into_inner().map_err(|error| self.failed(name)(error.into_error()))?;
        let (_, sha256, bytes) = summing.finish();
        Ok(FileEntry { path: name.to_owned(), bytes, sha256 })
    }

    /// Writes a file whose text need not be in memory.
    fn write(&self, name: &str, text: impl fmt::Display) -> Result<FileEntry, SnapshotError> {
        let mut out = self.begin(name)?;
        write!(out, "{text}").map_err(self.failed(name))?;
        self.finish(name, out)
    }

    /// Names a file in an error of the system.
    fn failed(&self, name: &str) -> impl FnOnce(io::Error) -> SnapshotError + use<> {
        let path = self.place.join(name);
        move |source| SnapshotError::Write { path, source }
    }
}
