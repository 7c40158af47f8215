//! A record taken apart into its fields, each with a name that stays when items move.

mod fields;
mod known;
mod lists;
mod sizes;
mod table;
mod values;

use std::fmt;

use super::{Declaration, FieldKind, Part};
pub use fields::Fields;
pub use known::EXTRA;
pub(super) use values::Values;

/// A field as the format has it: of every record, or of every item of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormatField {
    part: Part,
    /// Which of the part's fields it is, in the order of the format.
    rank: u8,
}

/// A field of a record or of one of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field {
    /// To what it belongs.
    pub part: Part,
    /// The item's id; 0 for the record.
    pub item: u32,
    rank: u8,
}

impl FormatField {
    /// The field of a name that a user or the database has; `None` if the part has no such field.
    pub fn named(part: Part, name: &str) -> Option<Self> {
        FormatField::all(part).find(|field| field.name() == name)
    }

    /// Every field of a part, in the order of the format.
    pub fn all(part: Part) -> impl Iterator<Item = Self> {
        (0..).zip(part.fields()).map(move |(rank, _)| FormatField { part, rank })
    }

    /// What has the field.
    pub fn part(self) -> Part {
        self.part
    }

    /// The field of one item; of the record the item is 0.
    pub const fn of(self, item: u32) -> Field {
        let FormatField { part, rank } = self;
        Field { part, item, rank }
    }

    /// The field's name in its part.
    pub fn name(self) -> &'static str {
        self.declaration().name
    }

    /// What the field holds.
    pub fn kind(self) -> FieldKind {
        self.declaration().kind
    }

    #[expect(clippy::expect_used, reason = "a rank is made in this module only, from the part's own table")]
    fn declaration(self) -> &'static Declaration {
        self.part.fields().get(usize::from(self.rank)).expect("a field of its part")
    }
}

impl Field {
    /// The field of a name that a user or the database has; `None` if the part has no such field.
    pub fn named(part: Part, item: u32, name: &str) -> Option<Field> {
        FormatField::named(part, name).map(|field| field.of(item))
    }

    /// Every field of the record or of an item, in the order of the format.
    pub fn all(part: Part, item: u32) -> impl Iterator<Item = Field> {
        FormatField::all(part).map(move |field| field.of(item))
    }

    /// The same field whatever the item.
    pub const fn format(self) -> FormatField {
        let Field { part, rank, .. } = self;
        FormatField { part, rank }
    }

    /// The field's name in its part.
    pub fn name(self) -> &'static str {
        self.format().name()
    }

    /// What the field holds.
    pub fn kind(self) -> FieldKind {
        self.format().kind()
    }

    /// The kind of items that this field lists; `None` if it is not a list of items.
    pub fn listed(self) -> Option<Part> {
        match self.kind() {
            FieldKind::Items(part) => Some(part),
            _ => None,
        }
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
