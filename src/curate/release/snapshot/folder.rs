//! Filling the folder of a snapshot.

use std::io::{BufWriter, Write};

use super::error::{SnapshotError, SnapshotWatch};
use super::records::write_records;
use crate::curate::release::plan::{DeltaPlan, DeltaStates, DeltaWriter};
use crate::curate::{ReleaseFacts, difference};
use crate::disk::{PartialFolder, Tree};
use crate::publish::{
    CHANGES, DELTA, FileEntry, MANIFEST, Manifest, NOTES, PACKAGE, RECORD_LINES, ReleaseNotes, SUMS, content_digest,
    data_package, sum_line,
};
use crate::record::Summing;
use crate::store::Snapshot;

/// The size of the buffers before files, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// Writes all files of a snapshot. Returns its manifest and the files, in the order of their paths.
pub(super) fn fill<W: SnapshotWatch>(
    facts: &ReleaseFacts,
    snapshot: &mut Snapshot<'_>,
    partial: &PartialFolder,
    watch: &mut W,
) -> Result<(Manifest, Vec<FileEntry>), SnapshotError> {
    let compared = match &facts.previous {
        None => None,
        Some(before) => {
            let states = (before.state, facts.state);
            let plan = DeltaPlan::between(snapshot, DeltaStates::new(states), facts.samples_key.as_ref())?;
            Some((before, plan, difference(snapshot, states)?))
        }
    };
    let (records, mut files) =
        fill_records(facts, snapshot, partial, compared.as_ref().map(|(_, plan, _)| plan), watch)?;
    let since = compared.as_ref().map(|(before, _, difference)| (&before.name, difference));
    let ReleaseFacts { name, day, .. } = facts;
    let (text, ladder) = (facts.notes.as_deref(), facts.ladder.as_slice());
    let notes = ReleaseNotes { name, day: *day, records, text, since, ladder };
    let changes = notes.json(|id| compared.as_ref().map_or((None, None), |(_, plan, _)| plan.now(id)));
    let writer = FileWriter { partial };
    files.push(writer.write(NOTES, &notes.page())?);
    files.push(writer.write(CHANGES, &changes)?);
    files.sort_unstable();
    files.push(writer.write(PACKAGE, &data_package(name, *day, &files))?);
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
        files: files.clone(),
    };
    files.push(writer.write(MANIFEST, &manifest.text())?);
    files.sort_unstable();
    let sums: String = files.iter().map(|file| sum_line(&file.path, &file.sha256)).collect();
    files.push(writer.write(SUMS, &sums)?);
    files.sort_unstable();
    Ok((manifest, files))
}

/// Writes the tree, the lines of the records and the delta. Returns the number of records and the files.
fn fill_records<W: SnapshotWatch>(
    facts: &ReleaseFacts,
    snapshot: &mut Snapshot<'_>,
    partial: &PartialFolder,
    plan: Option<&DeltaPlan>,
    watch: &mut W,
) -> Result<(u64, Vec<FileEntry>), SnapshotError> {
    let writer = FileWriter { partial };
    let mut lines = writer.begin(RECORD_LINES)?;
    let mut changes = writer.begin(DELTA)?;
    let mut delta = DeltaWriter::new(plan, &mut changes);
    let tree = Tree::look(partial.path())?;
    let (records, mut files) = write_records(facts, snapshot, &tree, (&mut lines, &mut delta), watch)?;
    delta.finish().map_err(SnapshotError::write)?;
    for (name, out) in [(RECORD_LINES, lines), (DELTA, changes)] {
        let summing = out.into_inner().map_err(|error| SnapshotError::write(error.into_error()))?;
        let (_, sha256, bytes) = summing.finish();
        files.push(FileEntry { path: name.to_owned(), bytes, sha256 });
    }
    Ok((records, files))
}

/// Writes files beside the tree.
struct FileWriter<'p> {
    partial: &'p PartialFolder,
}

impl FileWriter<'_> {
    fn begin(&self, name: &str) -> Result<BufWriter<Summing<impl Write + use<>>>, SnapshotError> {
        let failed = |source| SnapshotError::Write { path: self.partial.path().join(name), source };
        let file = self.partial.create(name).map_err(failed)?;
        Ok(BufWriter::with_capacity(BUFFER_BYTES, Summing::new(file)))
    }

    fn write(&self, name: &str, text: &str) -> Result<FileEntry, SnapshotError> {
        let failed = |source| SnapshotError::Write { path: self.partial.path().join(name), source };
        self.partial.create(name).and_then(|mut file| file.write_all(text.as_bytes())).map_err(failed)?;
        Ok(FileEntry::of(name, text.as_bytes()))
    }
}
