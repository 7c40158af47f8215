//! How large the parts of a record are.

use super::{Field, Fields};
use crate::record::{Json, Limits, Revision, scan, write::canonical_size};

impl Limits {
    /// Limits that a revision meets: an edit may keep a stored value that is too large.
    #[must_use]
    pub fn beyond(self, revision: &Revision) -> Self {
        let Limits { record_bytes, mut field_bytes, mut items } = self;
        let wide = |size: usize| u64::try_from(size).unwrap_or(u64::MAX);
        for (field, value) in Fields::of(revision).iter() {
            field_bytes = field_bytes.max(wide(longest(field, value)));
            items = items.max(wide(scan::elements(value.text()).count()));
        }
        Limits { record_bytes: record_bytes.max(canonical_size(&revision.record)), field_bytes, items }
    }
}

/// The size of the longest text or free-form value of a field in bytes, or slightly more.
fn longest(field: Field, value: &Json) -> usize {
    let of_members = |object: &str| scan::members(object).map(|(_, value)| value.len()).max().unwrap_or_default();
    if field.kind().is_free_form() {
        return of_members(value.text());
    }
    let elements = scan::elements(value.text());
    let of_list = elements.map(|element| if element.starts_with('{') { of_members(element) } else { element.len() });
    if value.is_list() { of_list.max().unwrap_or_default() } else { value.text().len() }
}
