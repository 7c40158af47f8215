//! The records of a snapshot: the tree, their lines, and the delta, in one pass.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use super::error::{SnapshotError, SnapshotWatch};
use super::pack::TarParts;
use super::path_order::{PathOrder, WrittenFile};
use crate::curate::export::with_samples;
use crate::curate::release::plan::DeltaWriter;
use crate::curate::{ExportError, ReleaseFacts};
use crate::disk::{Tree, ordered};
use crate::publish::{DELTA, DeltaRecord, FileEntry, Form, RECORD_LINES, folder_of};
use crate::record::Id;
use crate::store::{AsOf, Snapshot};

/// A record whose files are written.
struct WrittenRecord {
    id: Id,
    record: DeltaRecord,
    files: Vec<WrittenFile>,
}

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
            let mut add = |written: Vec<WrittenFile>| {
                for WrittenFile { entry, content } in written {
                    archive.as_mut().map_or(Ok(()), |archive| archive.file(&entry, content.as_bytes()))?;
                    files.push(entry);
                }
                Ok::<_, SnapshotError>(())
            };
            for written in written {
                let WrittenRecord { id, record, files: of_record } = written?;
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

fn write_record(facts: &ReleaseFacts, tree: &Tree, as_of: AsOf) -> Result<WrittenRecord, SnapshotError> {
    let (stored, text) = as_of.checked_with_text()?;
    let text = with_samples(&stored.revision, text, facts.samples_key.as_ref())?;
    let (of_record, published) = (&stored.revision.record, DeltaRecord::of(&text));
    let mut folder = tree.folder(folder_of(&of_record.id))?;
    let mut files = Vec::with_capacity(facts.forms.len());
    for form in &facts.forms {
        let name = form.file_name();
        let path = folder.path_of(name);
        let file = match form {
            Form::Json => {
                let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
                let entry = FileEntry { path, bytes, sha256: published.digest };
                Some(WrittenFile { entry, content: text.clone() })
            }
            Form::Markdown | Form::ChineseMarkdown => form
                .render(of_record)
                .map(|page| WrittenFile { entry: FileEntry::of(path, page.as_bytes()), content: page }),
        };
        if let Some(file) = &file {
            folder.create(name, file.content.as_bytes())?;
        }
        files.extend(file);
    }
    Ok(WrittenRecord { id: of_record.id.clone(), record: published, files })
}
