//! The fields of each part.

use crate::record::{DeadEnd, Declaration, ItemKind, Part, Record, Version, Workaround};

impl Part {
    /// The fields of the part, in the order of the format.
    ///
    /// A list of items is a field of the record, too: its value is the ids of the items, so that moving one changes
    /// this field alone. `extra` holds the keys that the format does not know.
    pub const fn fields(self) -> &'static [Declaration] {
        match self {
            Part::Record => Record::FIELDS,
            Part::Item(ItemKind::Version) => Version::FIELDS,
            Part::Item(ItemKind::DeadEnd) => DeadEnd::FIELDS,
            Part::Item(ItemKind::Workaround) => Workaround::FIELDS,
        }
    }
}
