//! Writing the files of one record.

use std::borrow::Cow;

use super::page::{Stale, is_there};
use super::{ExportError, FileDifference, FileState, has_samples};
use crate::disk::{Compared, FileStamp, Folder, Tree};
use crate::publish::{Form, folder_of};
use crate::store::{NotedRecord, SQLITE_HEAD, Sent, Stored, is_sqlite};

/// The result for the files of one record.
pub(super) struct WrittenFiles {
    pub differences: Vec<FileDifference>,
    pub unchanged: u64,
    /// Pages that the record no longer has.
    pub stale: Vec<Stale>,
    pub sent: Sent,
    /// Whether samples are published with it.
    pub has_samples: bool,
    /// What the files are now.
    pub noted: NotedRecord,
}

/// How the files of each record are written.
pub(super) struct RecordWriting<'e> {
    pub forms: &'e [Form],
    /// Files are compared and not written.
    pub only_looks: bool,
    /// Whether samples are published.
    pub shows_samples: bool,
}

impl RecordWriting<'_> {
    /// Writes or compares the files of a record.
    ///
    /// # Errors
    /// [`ExportError::Sqlite`]; if a file cannot be read or written.
    pub(super) fn write(
        &self,
        tree: &Tree,
        (stored, canonical): (Stored, String),
    ) -> Result<WrittenFiles, ExportError> {
        let standing = stored.standing;
        let (row, digest) = (standing.row, standing.digest);
        let mut written = WrittenFiles {
            differences: Vec::new(),
            unchanged: 0,
            stale: Vec::new(),
            sent: Sent { row, digest },
            has_samples: self.shows_samples && has_samples(&stored),
            noted: NotedRecord { row, digest, files: Vec::with_capacity(self.forms.len()) },
        };
        let record = &stored.revision.record;
        let mut folder = tree.folder(folder_of(&record.id))?;
        for form in self.forms {
            let name = form.file_name();
            let rendered = match form {
                Form::Json => Some(Cow::Borrowed(canonical.as_str())),
                Form::Markdown | Form::ChineseMarkdown => form.render(record).map(Cow::Owned),
            };
            let Some(text) = rendered else {
                if is_there(folder.kind(name)?) {
                    written.stale.push(Stale { id: record.id.clone(), form: *form });
                } else {
                    written.noted.files.push((name.into(), None));
                }
                continue;
            };
            let PutFile { difference, stamp } = put(tree, &mut folder, (name, text.as_bytes()), self.only_looks)?;
            written.unchanged += u64::from(difference.is_none());
            written.differences.extend(difference);
            written.noted.files.extend(stamp.map(|stamp| (name.into(), Some(stamp))));
        }
        Ok(written)
    }
}

/// What became of a file.
pub(in crate::curate) struct PutFile {
    /// How it differed; `None` if it was already current.
    pub difference: Option<FileDifference>,
    /// What the file system says of it, if it is current now and the system tells.
    pub stamp: Option<FileStamp>,
}

/// Writes or, if `only_looks`, compares a file of a tree: its name and its bytes.
///
/// # Errors
/// [`ExportError::Sqlite`]; if it cannot be read or written.
pub(in crate::curate) fn put(
    tree: &Tree,
    folder: &mut Folder<'_>,
    (name, bytes): (&str, &[u8]),
    only_looks: bool,
) -> Result<PutFile, ExportError> {
    let path = folder.path_of(name);
    let (compared, stamp) = folder.compare_with_stamp(name, bytes)?;
    let state = match compared {
        Compared::Same => return Ok(PutFile { difference: None, stamp }),
        Compared::Missing => FileState::Missing,
        Compared::Different if is_sqlite(&folder.read(name, SQLITE_HEAD)?) => {
            return Err(ExportError::Sqlite(tree.path(&path)));
        }
        Compared::Different => FileState::Different,
    };
    let difference = Some(FileDifference { path, state });
    if only_looks {
        return Ok(PutFile { difference, stamp: None });
    }
    folder.write(name, bytes)?;
    Ok(PutFile { difference, stamp: folder.stamp(name)? })
}
