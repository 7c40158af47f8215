//! A record taken apart into its fields, each with a name that stays when items move.

mod fields;
mod part;
mod sizes;
mod values;

use std::fmt;

pub use fields::Fields;
pub use part::{EXTRA, Part};

/// A field of a record or of one of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field {
    /// To what it belongs.
    pub part: Part,
    /// The item's id; 0 for the record.
    pub item: u32,
    rank: u8,
}

impl Field {
    /// The field of a name; `None` where the part has no such field.
    pub fn named(part: Part, item: u32, name: &str) -> Option<Field> {
        let rank = part.fields().iter().zip(0..).find(|(field, _)| **field == name)?.1;
        Some(Field { part, item, rank })
    }

    /// The field's name in its part.
    pub fn name(self) -> &'static str {
        self.part.fields().get(usize::from(self.rank)).copied().unwrap_or_default()
    }

    /// The kind of items that this field lists; `None` where it is no list of items.
    pub fn listed(self) -> Option<Part> {
        Part::ITEMS.into_iter().find(|part| self.part == Part::Record && part.list() == self.name())
    }
}

impl fmt::Display for Field {
    /// By the item's id, as in `w#3.action`, for items whose number is not known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::Record => f.write_str(self.name()),
            part => write!(f, "{}#{}.{}", part.letter(), self.item, self.name()),
        }
    }
}
