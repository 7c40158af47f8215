//! Conflicts as maintainers see them, and how they are resolved, one by one.

use std::collections::BTreeMap;
use std::fmt;

use crate::intake::ResolvedConflict;
use crate::record::{
    Conflict, EXTRA, Field, FieldKind, Id, ItemKind, ItemNumber, ItemRef, Json, NamedField, Revision, Scope, Take,
};

/// A conflict as a maintainer sees it. Orders of items are lists of their texts.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenConflict {
    /// The field; the number of its item is ours, or theirs for an item that we do not have.
    pub field: NamedField,
    /// The text of the item that it belongs to.
    pub item: Option<String>,
    /// The value before both; `None` if there was none.
    pub base: Option<Json>,
    /// Our value.
    pub ours: Option<Json>,
    /// Their value.
    pub theirs: Option<Json>,
    /// How much of the field it is.
    pub scope: Scope,
}

/// What a conflict is about, as maintainers name it. It is compared with the names of the existing conflicts, and not
/// looked up in a record: the number of an item is that of the side that the conflict was shown for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictName {
    /// A whole item, such as `w2`.
    Item(ItemNumber),
    /// The order of the items of a kind, such as `workarounds`.
    Order(ItemKind),
    /// A field or a part of one: `w1.action`, `os_specific.linux`, `leads_to[x/b]`.
    Field(String),
}

impl From<String> for ConflictName {
    fn from(word: String) -> Self {
        let order = ItemKind::ALL.iter().find(|kind| kind.list() == word);
        match (ItemNumber::parse(&word), order) {
            (Some(number), _) => ConflictName::Item(number),
            (None, Some(kind)) => ConflictName::Order(*kind),
            (None, None) => ConflictName::Field(word),
        }
    }
}

impl fmt::Display for ConflictName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConflictName::Item(number) => number.fmt(f),
            ConflictName::Order(kind) => f.write_str(kind.list()),
            ConflictName::Field(name) => f.write_str(name),
        }
    }
}

/// What a merge began with, each item with its id.
#[derive(Debug, Clone, Copy)]
pub(super) struct Revisions<'r> {
    pub base: Option<&'r Revision>,
    pub ours: &'r Revision,
    pub theirs: &'r Revision,
}

impl Revisions<'_> {
    fn each(&self) -> impl Iterator<Item = &Revision> {
        [Some(self.ours), Some(self.theirs), self.base].into_iter().flatten()
    }

    /// A conflict as a maintainer sees it.
    pub(super) fn open(&self, conflict: &Conflict) -> OpenConflict {
        let Conflict { field, scope, base, ours, theirs } = conflict;
        let number = self.each().find_map(|revision| revision.number(field.item?));
        let text = self.each().find_map(|revision| revision.item_text(field.item?));
        let shown = |value: &Option<Json>| match field.listed() {
            Some(kind) => value.as_ref().map(|ids| self.texts(kind, ids)),
            None => value.clone(),
        };
        OpenConflict {
            field: NamedField { field: *field, number },
            item: text.map(str::to_owned),
            base: shown(base),
            ours: shown(ours),
            theirs: shown(theirs),
            scope: scope.clone(),
        }
    }

    /// The texts of items, instead of their ids.
    fn texts(&self, kind: ItemKind, ids: &Json) -> Json {
        #[expect(clippy::expect_used, reason = "a list of items names those of base, ours and theirs, and no others")]
        let text =
            |id| self.each().find_map(|revision| revision.item_text(ItemRef { kind, id })).expect("an item of a side");
        ids.numbers().map(|id| Json::from(text(id))).collect()
    }
}

impl OpenConflict {
    /// What it is about. A resolution refers to it by this name.
    pub fn name(&self) -> ConflictName {
        let NamedField { field, number } = self.field;
        ConflictName::from(match &self.scope {
            Scope::Item => number.map_or_else(|| field.to_string(), |number| number.to_string()),
            Scope::Field => self.field.to_string(),
            Scope::Member(key) if field == Field::extra(field.item) => {
                let prefix = number.map_or(String::new(), |number| format!("{number}."));
                format!("{prefix}{EXTRA}.{key}")
            }
            Scope::Member(key) if field.kind() == FieldKind::FreeForm => format!("{}.{key}", field.name()),
            Scope::Member(key) => format!("{}[{key}]", field.name()),
        })
    }

    /// Base, ours and theirs as compact JSON; `nothing` if there is no value.
    pub fn values(&self) -> [String; 3] {
        Conflict::texts([&self.base, &self.ours, &self.theirs])
    }

    /// Whether it is still the conflict that somebody resolved.
    fn is_like(&self, resolution: &Resolution) -> bool {
        // The file of conflicts has null for a missing value.
        let some = |value: &Option<Json>| value.clone().filter(|value| !value.is_null());
        let is_same = |one: &Option<Json>, other: &Option<Json>| some(one) == some(other);
        self.item == resolution.item
            && is_same(&self.base, &resolution.base)
            && is_same(&self.ours, &resolution.ours)
            && is_same(&self.theirs, &resolution.theirs)
    }
}

/// How one conflict is resolved, and what it was about.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// The record.
    pub id: Id,
    /// What the conflict is about, by its [name](OpenConflict::name).
    pub name: ConflictName,
    /// The text of its item.
    pub item: Option<String>,
    /// The value before both; `None` if there was none.
    pub base: Option<Json>,
    /// Our value.
    pub ours: Option<Json>,
    /// Their value.
    pub theirs: Option<Json>,
    /// The resolution, which suits the field; see [`unsuitable`].
    pub take: Take,
}

impl TryFrom<ResolvedConflict> for Resolution {
    type Error = UnsuitableValue;

    /// The resolution that a file of conflicts has.
    fn try_from(resolved: ResolvedConflict) -> Result<Self, UnsuitableValue> {
        let ResolvedConflict { id, field, item, base, ours, theirs, take } = resolved;
        let name = ConflictName::from(field);
        match unsuitable(&name, &take) {
            Some(reason) => Err(reason),
            None => Ok(Resolution { id, name, item, base: Some(base), ours: Some(ours), theirs: Some(theirs), take }),
        }
    }
}

/// Why a conflict cannot be resolved by a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnsuitableValue {
    /// The conflict is about the order of items, whose texts are of one side.
    #[error("the order of items is that of a side: \"ours\", \"theirs\" or \"base\"")]
    OrderOfItems,
    /// The conflict is about an item, and the value is not an object.
    #[error("expected \"ours\", \"theirs\", \"base\" or the item as an object")]
    NotAnItem,
}

/// Why a conflict cannot be resolved in this way; `None` if it can.
pub fn unsuitable(name: &ConflictName, take: &Take) -> Option<UnsuitableValue> {
    let Take::Value(value) = take else { return None };
    match name {
        ConflictName::Order(_) => Some(UnsuitableValue::OrderOfItems),
        ConflictName::Item(_) => (!value.is_object()).then_some(UnsuitableValue::NotAnItem),
        ConflictName::Field(_) => None,
    }
}

/// The conflicts that were resolved before the run, by record and name; conflicts of several items may have one name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resolutions(BTreeMap<(Id, ConflictName), Vec<Resolution>>);

impl FromIterator<Resolution> for Resolutions {
    fn from_iter<I: IntoIterator<Item = Resolution>>(all: I) -> Self {
        let mut resolutions = Resolutions::default();
        for one in all {
            resolutions.0.entry((one.id.clone(), one.name.clone())).or_default().push(one);
        }
        resolutions
    }
}

impl Resolutions {
    /// How a conflict is resolved; `None` if it is not, or if it is no longer the same conflict. The last resolution
    /// counts.
    pub(super) fn find(&self, id: &Id, conflict: &OpenConflict) -> Option<Take> {
        let known = self.0.get(&(id.clone(), conflict.name()))?;
        known.iter().rfind(|resolution| conflict.is_like(resolution)).map(|resolution| resolution.take.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_printed_and_tells_what_a_value_may_be() {
        let by_text = Take::Value(Json::from("x"));
        for (word, refused) in [
            ("w2", Some(UnsuitableValue::NotAnItem)),
            ("workarounds", Some(UnsuitableValue::OrderOfItems)),
            ("w1.action", None),
            ("leads_to[x/b]", None),
        ] {
            let name = ConflictName::from(word.to_owned());
            assert_eq!((name.to_string().as_str(), unsuitable(&name, &by_text)), (word, refused));
            assert_eq!(unsuitable(&name, &Take::Ours), None);
        }
    }
}
