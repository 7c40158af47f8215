//! A finding as it is printed, in whatever form.

use crate::check::Finding;
use crate::record::Revision;

/// A finding to be printed, with the record in which it was found; without one if it is about the set.
#[derive(Clone, Copy)]
pub(super) struct Printed<'f> {
    pub(super) finding: &'f Finding,
    pub(super) revision: Option<&'f Revision>,
}

impl Printed<'_> {
    /// The field as maintainers name it, such as `w2.how`.
    pub(super) fn path(self) -> Option<String> {
        let field = self.finding.field?;
        let number = field.item.zip(self.revision).and_then(|(item, revision)| revision.number(item));
        Some(match number {
            Some(number) => format!("{number}.{}", field.name()),
            None => field.to_string(),
        })
    }
}
