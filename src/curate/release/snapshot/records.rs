//! The records of a snapshot: the tree, their lines, and the delta, in one pass.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use super::error::{SnapshotError, SnapshotWatch};
use super::pack::TarParts;
use super::path_order::PathOrder;
use super::rendered::{RenderedFile, RenderedRecord};
use crate::curate::release::plan::DeltaWriter;
use crate::curate::{ExportError, ReleaseFacts};
use crate::disk::{Tree, ordered};
use crate::publish::{DELTA, FileEntry, RECORD_LINES, folder_of};
use crate::store::{AsOf, Snapshot};

/// Where the records of a release are written.
pub(super) struct RecordOutputs<'o, L, D> {
    /// Their files.
    pub tree: &'o Tree,
    /// Their lines.
    pub lines: &'o mut L,
    /// What changed.
    pub delta: DeltaWriter<'o, D>,
    /// Where the folder of the snapshot goes, for errors.
    pub place: &'o Path,
}

/// Writes the records of a release, and their files to `archive` in the order of their paths. Returns their number, and
/// the files of the tree in that order.
pub(super) fn write_records<W: SnapshotWatch>(
    facts: &ReleaseFacts,
    snapshot: &mut Snapshot<'_>,
    outputs: RecordOutputs<'_, impl Write, impl Write>,
    mut archive: Option<TarParts<'_>>,
    watch: &mut W,
) -> Result<(u64, Vec<FileEntry>), SnapshotError> {
    let RecordOutputs { tree, lines, mut delta, place } = outputs;
    let failed = |name: &'static str| move |source| SnapshotError::Write { path: place.join(name), source };
    let (read, written) = ordered(
        |emit| {
            snapshot.each_as_of(facts.state, |as_of| match as_of.is_withdrawn() {
                true => Ok::<_, ExportError>(ControlFlow::Continue(())),
                false => Ok(emit(as_of)),
            })
        },
        AsOf::weight,
        |as_of| write_record(facts, tree, as_of),
        |written| {
            let (mut records, mut files, mut order) = (0_u64, Vec::new(), PathOrder::default());
            let mut add = |written: Vec<RenderedFile>| {
                for RenderedFile { entry, content, .. } in written {
                    archive.as_mut().map_or(Ok(()), |archive| archive.file(&entry, content.as_bytes()))?;
                    files.push(entry);
                }
                Ok::<_, SnapshotError>(())
            };
            for written in written {
                let RenderedRecord { id, record, files: of_record } = written?;
                writeln!(lines, "{}", record.line).map_err(failed(RECORD_LINES))?;
                delta.record(&id, &record).map_err(failed(DELTA))?;
                add(order.next(&id, of_record))?;
                records += 1;
                watch.record();
            }
            add(order.finish())?;
            Ok::<_, SnapshotError>((records, files))
        },
    );
    let written = written?;
    read?;
    delta.finish().map_err(failed(DELTA))?;
    if let Some(archive) = archive {
        archive.finish();
    }
    Ok(written)
}

fn write_record(facts: &ReleaseFacts, tree: &Tree, as_of: AsOf) -> Result<RenderedRecord, SnapshotError> {
    let rendered = RenderedRecord::of(facts, as_of)?;
    let mut folder = tree.folder(folder_of(&rendered.id))?;
    for RenderedFile { name, content, .. } in &rendered.files {
        folder.create(name, content.as_bytes())?;
    }
    Ok(rendered)
}
