//! A page of a record: one of the files in its folder.

use crate::disk::EntryKind;
use crate::publish::Form;
use crate::record::Id;

/// Whether something exists at the path of a page. A folder of that name belongs to another record.
pub(super) fn is_there(kind: Option<EntryKind>) -> bool {
    kind.is_some_and(|kind| kind != EntryKind::Folder)
}

/// A page that is no longer published although its record is.
pub(super) struct Stale {
    pub id: Id,
    pub form: Form,
}
