//! A record taken apart into its fields, each with a name that stays when items move.

mod annotations;
mod fields;
mod known;
mod lists;
mod named;
mod sizes;
mod table;
mod values;

use std::fmt;

use super::{DeadEnd, Declaration, FieldKind, ItemKind, ItemRef, Part, Version, Workaround};
pub use fields::Fields;
pub use known::{EXTRA, GRAPH};
pub use named::NamedField;
pub(super) use values::Values;

/// A field as the format declares it: of every record, or of every item of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormatField {
    part: Part,
    /// Its index among the part's fields, in the order of the format.
    rank: u8,
}

/// A field of a record or of one of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field {
    /// The item that it belongs to; `None` if it is the record's own.
    pub item: Option<ItemRef>,
    /// Its index among the part's fields, in the order of the format.
    rank: u8,
}

impl FormatField {
    /// The field with a name that a user typed; `None` if the format has no such field in the part.
    pub fn named(part: Part, name: &str) -> Option<Self> {
        FormatField::all(part).find(|field| field.name() == name)
    }

    /// Every field of a part, in the order of the format.
    pub fn all(part: Part) -> impl Iterator<Item = Self> {
        (0..).zip(part.fields()).map(move |(rank, _)| FormatField { part, rank })
    }

    /// The part that has the field.
    pub fn part(self) -> Part {
        self.part
    }

    /// The field of the item that has this id. A field of the record has no item, whatever the id.
    pub const fn of(self, id: u32) -> Field {
        let FormatField { part, rank } = self;
        Field { item: part.item(id), rank }
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
        self.part.declarations().get(usize::from(self.rank)).expect("a field of its part")
    }
}

impl Field {
    /// The field with a name that the database has, of an item or of the record itself, including annotations; `None`
    /// if it has no such field.
    pub fn named(item: Option<ItemRef>, name: &str) -> Option<Field> {
        let found = (0..).zip(Part::of(item).declarations()).find(|(_, declaration)| declaration.name == name);
        found.map(|(rank, _)| Field { item, rank })
    }

    /// Whether it is one of the [annotations](crate::record::Annotations) and not a field of the format.
    pub fn is_annotation(self) -> bool {
        usize::from(self.rank) >= Part::of(self.item).fields().len()
    }

    /// Whether it holds a text by which its item is known.
    pub fn names_item(self) -> bool {
        let fields: &[FormatField] = match self.item.map(|item| item.kind) {
            Some(ItemKind::Version) => &[Version::VERSION],
            Some(ItemKind::DeadEnd) => &[DeadEnd::ACTION, DeadEnd::WHY_FAILS],
            Some(ItemKind::Workaround) => &[Workaround::ACTION],
            None => &[],
        };
        fields.contains(&self.format())
    }

    /// Every field of an item or of the record itself, in the order of the format.
    pub fn all(item: Option<ItemRef>) -> impl Iterator<Item = Field> {
        FormatField::all(Part::of(item)).map(move |FormatField { rank, .. }| Field { item, rank })
    }

    /// The same field without its item.
    pub const fn format(self) -> FormatField {
        FormatField { part: Part::of(self.item), rank: self.rank }
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
    pub fn listed(self) -> Option<ItemKind> {
        match self.kind() {
            FieldKind::Items(kind) => Some(kind),
            _ => None,
        }
    }
}

impl fmt::Display for Field {
    /// By the item's id, as in `w#3.action`, for items whose number is not known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.item {
            None => f.write_str(self.name()),
            Some(item) => write!(f, "{item}.{}", self.name()),
        }
    }
}
