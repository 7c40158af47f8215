//! The digest of a snapshot's content, without the snapshot.

use std::io::{self, Write};
use std::ops::ControlFlow;

use super::rendered::RenderedRecord;
use crate::curate::{ExportError, ReleaseFacts, WorkProgress, WorkStage};
use crate::disk::ordered;
use crate::publish::{FileEntry, RECORD_LINES, content_digest};
use crate::record::{Checksum, Summing};
use crate::store::{AsOf, Snapshot};

/// The digest of the content that the snapshot of a release has, which has this number of records. Nothing is written.
/// `progress` is told the records.
///
/// # Errors
/// If the database cannot be read, its journal does not lead to a record, or a record is damaged or has another value
/// under the key of its samples.
pub fn digest_again(
    facts: &ReleaseFacts,
    snapshot: &mut Snapshot<'_>,
    (records, progress): (u64, &WorkProgress),
) -> Result<Checksum, ExportError> {
    progress.begin(WorkStage::Rendering, Some(records));
    let mut lines = Summing::new(io::sink());
    let (read, rendered) = ordered(
        |emit| {
            snapshot.each_as_of(facts.state, |as_of| match as_of.is_withdrawn() {
                true => Ok::<_, ExportError>(ControlFlow::Continue(())),
                false => Ok(emit(as_of)),
            })
        },
        AsOf::weight,
        |as_of| RenderedRecord::of(facts, as_of),
        |all| {
            let mut files = Vec::new();
            for one in all {
                progress.step();
                let RenderedRecord { record, files: of_record, .. } = one?;
                writeln!(lines, "{}", record.line).map_err(ExportError::Write)?;
                files.extend(of_record.into_iter().map(|file| file.entry));
            }
            Ok::<_, ExportError>(files)
        },
    );
    progress.end();
    let mut files = rendered?;
    read?;
    let (_, sha256, bytes) = lines.finish();
    files.push(FileEntry { path: RECORD_LINES.to_owned(), bytes, sha256 });
    files.sort_unstable();
    Ok(content_digest(&files))
}
