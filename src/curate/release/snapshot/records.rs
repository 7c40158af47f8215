//! The records of a snapshot: the tree, their lines, and the delta, in one pass.

use std::io::Write;
use std::ops::ControlFlow;

use super::error::{SnapshotError, SnapshotWatch};
use crate::curate::export::with_samples;
use crate::curate::release::plan::DeltaWriter;
use crate::curate::{ExportError, ReleaseFacts};
use crate::disk::{Tree, ordered};
use crate::publish::{DeltaRecord, FileEntry, Form, folder_of};
use crate::record::Id;
use crate::store::{AsOf, Snapshot};

/// A record whose files are written.
struct WrittenRecord {
    id: Id,
    record: DeltaRecord,
    files: Vec<FileEntry>,
}

/// Writes the records of a release: their files to `tree`, their lines to `lines`, and what changed to `delta`. Returns
/// the number of records, and the files of the tree.
pub(super) fn write_records<W: SnapshotWatch>(
    facts: &ReleaseFacts,
    snapshot: &mut Snapshot<'_>,
    tree: &Tree,
    (lines, delta): (&mut impl Write, &mut DeltaWriter<'_, impl Write>),
    watch: &mut W,
) -> Result<(u64, Vec<FileEntry>), SnapshotError> {
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
            let (mut records, mut files) = (0_u64, Vec::new());
            for written in written {
                let WrittenRecord { id, record, files: of_record } = written?;
                writeln!(lines, "{}", record.line).map_err(SnapshotError::write)?;
                delta.record(&id, &record).map_err(SnapshotError::write)?;
                files.extend(of_record);
                records += 1;
                watch.record();
            }
            Ok::<_, SnapshotError>((records, files))
        },
    );
    let written = written?;
    read?;
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
        let (entry, content) = match form {
            Form::Json => {
                let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
                (Some(FileEntry { path, bytes, sha256: published.digest }), Some(text.clone()))
            }
            Form::Markdown | Form::ChineseMarkdown => {
                let page = form.render(of_record);
                (page.as_ref().map(|page| FileEntry::of(path, page.as_bytes())), page)
            }
        };
        if let Some(content) = content {
            folder.create(name, content.as_bytes())?;
        }
        files.extend(entry);
    }
    Ok(WrittenRecord { id: of_record.id.clone(), record: published, files })
}
