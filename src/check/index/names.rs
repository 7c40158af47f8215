//! Numbers for ids: those of records, and those that records name.

use std::sync::OnceLock;

use super::interned::Interned;
use crate::record::Id;

/// The number of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name(u32);

impl Name {
    /// The number as the place in a list.
    pub(super) fn place(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    /// The n-th name, from 0.
    #[cfg(test)]
    pub(super) fn nth(place: usize) -> Self {
        Name(u32::try_from(place).unwrap_or(u32::MAX))
    }
}

/// The ids that occur in a set.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    ids: Interned<KnownId>,
    /// The records, in the order in which they were added.
    records: Vec<Name>,
    /// The records in the order of their slugs, once they are asked for.
    by_slug: OnceLock<Vec<Name>>,
}

/// An id that occurs.
#[derive(Debug, Clone)]
enum KnownId {
    /// That of a record.
    Record(Id),
    /// One that a record names; it need not have the form of an id.
    Named(Box<str>),
}

impl AsRef<str> for KnownId {
    fn as_ref(&self) -> &str {
        match self {
            KnownId::Record(id) => id.as_str(),
            KnownId::Named(text) => text,
        }
    }
}

impl Names {
    /// The number of an id, a new one if it has none.
    pub(super) fn of(&mut self, id: Box<str>) -> Name {
        Name(self.ids.add(KnownId::Named(id)))
    }

    /// The number of a record's id.
    pub(super) fn add_record(&mut self, id: Id) -> Name {
        self.by_slug.take();
        let name = match self.find(id.as_str()) {
            None => Name(self.ids.add(KnownId::Record(id))),
            Some(name) => match self.ids.replace(name.0, KnownId::Record(id)) {
                Some(KnownId::Named(_)) => name,
                Some(KnownId::Record(_)) | None => return name,
            },
        };
        self.records.push(name);
        name
    }

    /// The number of an id, if it has one.
    pub(super) fn find(&self, id: &str) -> Option<Name> {
        self.ids.find(id).map(Name)
    }

    /// The id of a record.
    pub(super) fn id(&self, name: Name) -> Option<&Id> {
        match self.ids.nth(name.0)? {
            KnownId::Record(id) => Some(id),
            KnownId::Named(_) => None,
        }
    }

    /// Whether there is a record of this name.
    pub(super) fn is_record(&self, name: Name) -> bool {
        self.id(name).is_some()
    }

    /// The records that have a slug, in the order in which they were added.
    pub(super) fn with_slug(&self, slug: &str) -> &[Name] {
        let of = |name: &Name| self.id(*name).map_or("", |id| self::slug(id.as_str()));
        let sorted = self.by_slug.get_or_init(|| {
            let mut sorted = self.records.clone();
            sorted.sort_by(|one, other| of(one).cmp(of(other)));
            sorted
        });
        let first = sorted.partition_point(|name| of(name) < slug);
        let after = sorted.partition_point(|name| of(name) <= slug);
        sorted.get(first..after).unwrap_or_default()
    }
}

/// The second segment of an id, which names the error. The first is the domain, a third one the environment.
pub(in crate::check) fn slug(id: &str) -> &str {
    id.split('/').nth(1).unwrap_or_default()
}

/// The domain and the slug of an id: records that share them are of one error in several environments.
pub(in crate::check) fn family(id: &Id) -> (&str, &str) {
    (id.domain(), slug(id.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_found_by_their_slugs_in_the_order_in_which_they_were_added() {
        let mut names = Names::default();
        let mentioned = names.of("b/x".into());
        let add = |names: &mut Names, id: &str| names.add_record(id.parse().unwrap());
        let first = add(&mut names, "c/x/win");
        assert_eq!(names.with_slug("x"), [first], "what is only named is no record");
        let (second, _) = (add(&mut names, "b/x"), add(&mut names, "b/y"));
        assert_eq!((second, add(&mut names, "b/x")), (mentioned, mentioned), "it has one number");
        assert_eq!(names.with_slug("x"), [first, second]);
        assert!(names.with_slug("z").is_empty());
    }
}
