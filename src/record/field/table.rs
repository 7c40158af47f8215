//! The fields of each part.

use crate::record::declare::{flatten, rows};
use crate::record::{Annotations, DeadEnd, Declaration, ItemKind, Part, Record, Version, Workaround};

/// The fields of a record: those of the format, followed by its annotations.
const OF_RECORD: &[&[Declaration]] = &[Record::FIELDS, Annotations::FIELDS];
const ALL_OF_RECORD: [Declaration; rows(OF_RECORD)] = flatten(OF_RECORD);

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

    /// The same, with the [annotations](Annotations) of a record after the fields of the format.
    pub(super) const fn declarations(self) -> &'static [Declaration] {
        match self {
            Part::Record => &ALL_OF_RECORD,
            Part::Item(_) => self.fields(),
        }
    }
}
