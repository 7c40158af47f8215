//! What is published in a state, by checksums.

use std::ops::ControlFlow;

use crate::curate::ExportRecords;
use crate::disk::ordered;
use crate::publish::{Form, published_json};
use crate::record::{Checksum, Id, Record, SamplesKey};
use crate::store::{AsOf, Snapshot, StoreError};

/// The checksums of what is published of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RecordSums {
    /// That of its JSON.
    pub text: Checksum,
    /// That of all its pages.
    pub pages: Checksum,
}

/// What is published of a record.
pub(super) struct PublishedText {
    pub id: Id,
    /// Its JSON.
    pub text: String,
    pub sums: RecordSums,
}

/// Calls `visit` with what is published of each record of a state, in the order of the ids, until it breaks; or with
/// the id of a record that has samples, and another value under the key under which they are published.
///
/// # Errors
/// If the database cannot be read, or a record is damaged.
pub(super) fn each_published(
    snapshot: &mut Snapshot<'_>,
    records: &ExportRecords,
    key: Option<&SamplesKey>,
    mut visit: impl FnMut(Result<PublishedText, Id>) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let (read, worked) = ordered(
        |emit| records.each(snapshot, |as_of| Ok::<_, StoreError>(emit(as_of))),
        AsOf::weight,
        |as_of| published(as_of, key),
        |all| {
            for one in all {
                if visit(one?).is_break() {
                    break;
                }
            }
            Ok::<_, StoreError>(())
        },
    );
    worked?;
    read
}

fn published(as_of: AsOf, key: Option<&SamplesKey>) -> Result<Result<PublishedText, Id>, StoreError> {
    let (stored, text) = as_of.checked_with_text()?;
    let record = &stored.revision.record;
    let Ok(text) = published_json(&stored.revision, text, key) else { return Ok(Err(record.id.clone())) };
    let sums = RecordSums { text: Checksum::of(text.as_bytes()), pages: Checksum::of(pages(record).as_bytes()) };
    Ok(Ok(PublishedText { id: record.id.clone(), text, sums }))
}

/// All pages of a record, each after its length.
fn pages(record: &Record) -> String {
    let page = |form: &Form| match form {
        Form::Json => None,
        Form::Markdown | Form::ChineseMarkdown => form.render(record),
    };
    Form::ALL.iter().filter_map(page).map(|page| format!("{}\n{page}", page.len())).collect()
}
