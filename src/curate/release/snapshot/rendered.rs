//! What a snapshot has of a record, as bytes.

use crate::curate::export::with_samples;
use crate::curate::{ExportError, ReleaseFacts};
use crate::publish::{DeltaRecord, FileEntry, Form, folder_of};
use crate::record::Id;
use crate::store::AsOf;

/// What a snapshot has of a record.
pub(super) struct RenderedRecord {
    pub id: Id,
    /// Its line.
    pub record: DeltaRecord,
    /// Its files, in the order of the forms.
    pub files: Vec<RenderedFile>,
}

/// A file of a record, with its content.
pub(super) struct RenderedFile {
    pub entry: FileEntry,
    /// Its name in the folder of the record.
    pub name: &'static str,
    pub content: String,
}

impl RenderedRecord {
    /// Renders a record in the forms of a release.
    ///
    /// # Errors
    /// If the record is damaged, or has another value under the key of its samples.
    pub(super) fn of(facts: &ReleaseFacts, as_of: AsOf) -> Result<Self, ExportError> {
        let (stored, text) = as_of.checked_with_text()?;
        let text = with_samples(&stored.revision, text, facts.samples_key.as_ref())?;
        let (of_record, published) = (&stored.revision.record, DeltaRecord::of(&text));
        let folder = folder_of(&of_record.id);
        let mut files = Vec::with_capacity(facts.forms.len());
        for form in &facts.forms {
            let name = form.file_name();
            let path = format!("{folder}/{name}");
            files.extend(match form {
                Form::Json => {
                    let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
                    let entry = FileEntry { path, bytes, sha256: published.digest };
                    Some(RenderedFile { entry, name, content: text.clone() })
                }
                Form::Markdown | Form::ChineseMarkdown => form.render(of_record).map(|page| RenderedFile {
                    entry: FileEntry::of(path, page.as_bytes()),
                    name,
                    content: page,
                }),
            });
        }
        Ok(RenderedRecord { id: of_record.id.clone(), record: published, files })
    }
}
