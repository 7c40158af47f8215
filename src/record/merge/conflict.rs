//! Fields that two sides changed differently, and their resolution.

use crate::record::{Field, Json};

/// One side of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Our record.
    Ours,
    /// Their record.
    Theirs,
}

/// How a conflict is resolved.
#[derive(Debug, Clone, PartialEq)]
pub enum Take {
    /// Our value stays.
    Ours,
    /// Their value is used.
    Theirs,
    /// The value before both changes is restored.
    Base,
    /// This value is set.
    Value(Json),
}

impl From<Side> for Take {
    fn from(side: Side) -> Self {
        match side {
            Side::Ours => Take::Ours,
            Side::Theirs => Take::Theirs,
        }
    }
}

/// What a conflict is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The whole field.
    Field,
    /// One key of an object, or the edge to one target.
    Member(String),
    /// A whole item, which one side removed and the other changed; the field is the first that was changed.
    Item,
}

/// A field that both sides changed, each in its own way.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The field.
    pub field: Field,
    /// The part of it.
    pub scope: Scope,
    /// Its value before both; `None` if it was not there.
    pub base: Option<Json>,
    /// Our value.
    pub ours: Option<Json>,
    /// Their value.
    pub theirs: Option<Json>,
}

impl Conflict {
    pub(super) fn of(
        field: Field,
        scope: Scope,
        base: Option<&Json>,
        ours: Option<&Json>,
        theirs: Option<&Json>,
    ) -> Self {
        Conflict { field, scope, base: base.cloned(), ours: ours.cloned(), theirs: theirs.cloned() }
    }

    /// Base, ours and theirs as compact JSON; `nothing` if there is no value.
    pub fn values(&self) -> [String; 3] {
        Conflict::texts([&self.base, &self.ours, &self.theirs])
    }

    /// Values as compact JSON; `nothing` if there is none.
    pub fn texts(values: [&Option<Json>; 3]) -> [String; 3] {
        values.map(|value| value.as_ref().map_or("nothing".to_owned(), Json::to_string))
    }
}
