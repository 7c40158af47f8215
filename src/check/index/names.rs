//! Numbers for ids: those of records, and those that records name.

use std::collections::HashMap;

use crate::record::Id;

/// The number of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name(u32);

impl Name {
    /// The number as the place in a list.
    pub(super) fn place(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    /// The n-th name, from 0. There are never more ids than a `u32` counts: each takes 3 bytes at least.
    pub(super) fn nth(place: usize) -> Self {
        Name(u32::try_from(place).unwrap_or(u32::MAX))
    }
}

/// The ids that occur in a set.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    numbers: HashMap<Box<str>, Name>,
    /// The ids by their numbers; `None` for those of which there is no record.
    records: Vec<Option<Id>>,
    /// The records by their slugs.
    slugs: HashMap<Box<str>, Vec<Name>>,
}

impl Names {
    /// The number of an id, a new one if it has none.
    pub(super) fn of(&mut self, id: &str) -> Name {
        if let Some(name) = self.numbers.get(id) {
            return *name;
        }
        let name = Name::nth(self.records.len());
        self.numbers.insert(id.into(), name);
        self.records.push(None);
        name
    }

    /// The number of a record's id.
    pub(super) fn add_record(&mut self, id: &Id) -> Name {
        let name = self.of(id.as_str());
        if let Some(record) = self.records.get_mut(name.place())
            && record.replace(id.clone()).is_none()
        {
            self.slugs.entry(slug(id.as_str()).into()).or_default().push(name);
        }
        name
    }

    /// The number of an id, if it has one.
    pub(super) fn find(&self, id: &str) -> Option<Name> {
        self.numbers.get(id).copied()
    }

    /// The id of a record.
    pub(super) fn id(&self, name: Name) -> Option<&Id> {
        self.records.get(name.place())?.as_ref()
    }

    /// Whether there is a record of this name.
    pub(super) fn is_record(&self, name: Name) -> bool {
        self.id(name).is_some()
    }

    /// The records that have a slug.
    pub(super) fn with_slug(&self, slug: &str) -> &[Name] {
        self.slugs.get(slug).map_or(&[], Vec::as_slice)
    }
}

/// What an id calls the error: its second segment. The first is the domain, a third one the environment.
pub(in crate::check) fn slug(id: &str) -> &str {
    id.split('/').nth(1).unwrap_or_default()
}

/// The domain and the slug of an id: records that share them are of one error in several environments.
pub(in crate::check) fn family(id: &Id) -> (&str, &str) {
    (id.domain(), slug(id.as_str()))
}
