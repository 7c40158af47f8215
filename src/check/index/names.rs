//! Numbers for ids: those of records, and those that records name.

use std::hash::{DefaultHasher, Hash, Hasher};
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

/// The place of what is no record.
const NO_RECORD: u32 = u32::MAX;

/// The ids that occur in a set.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    ids: Interned<KnownId>,
    /// The records, in the order in which they were added.
    records: Vec<Name>,
    /// For each name its place among the records; [`NO_RECORD`] if it is none.
    numbers: Vec<u32>,
    /// The records in the order of the hashes of their slugs, once they are asked for. To compare the slugs themselves,
    /// which are all over the memory, takes several times longer.
    by_slug: OnceLock<Vec<(u64, Name)>>,
    /// For each name the number of records with a lesser id, once it is asked for.
    ranks: OnceLock<Vec<u32>>,
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
        self.ranks.take();
        let name = match self.find(id.as_str()) {
            None => Name(self.ids.add(KnownId::Record(id))),
            Some(name) => match self.ids.replace(name.0, KnownId::Record(id)) {
                Some(KnownId::Named(_)) => name,
                Some(KnownId::Record(_)) | None => return name,
            },
        };
        let number = u32::try_from(self.records.len()).unwrap_or(NO_RECORD);
        self.records.push(name);
        if self.numbers.len() <= name.place() {
            self.numbers.resize(name.place() + 1, NO_RECORD);
        }
        self.numbers.get_mut(name.place()).into_iter().for_each(|of_name| *of_name = number);
        name
    }

    /// The place of a record among [the records](Self::records); `None` if the name is of none.
    pub(super) fn number(&self, name: Name) -> Option<usize> {
        let number = self.numbers.get(name.place()).copied().filter(|number| *number != NO_RECORD)?;
        usize::try_from(number).ok()
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

    /// The records, in the order in which they were added.
    pub(super) fn records(&self) -> &[Name] {
        &self.records
    }

    /// The ids of records, in order. What shares something in a set of copies are hundreds of records for each, and
    /// numbers are compared many times faster than texts.
    pub(super) fn in_order(&self, names: impl Iterator<Item = Name>) -> Vec<&Id> {
        let ranks = self.ranks.get_or_init(|| {
            let mut records = self.records.clone();
            records.sort_by_key(|name| self.id(*name));
            let mut ranks = vec![u32::MAX; self.ids.len()];
            for (name, rank) in records.iter().zip(0..) {
                if let Some(of_name) = ranks.get_mut(name.place()) {
                    *of_name = rank;
                }
            }
            ranks
        });
        let mut names: Vec<Name> = names.collect();
        names.sort_unstable_by_key(|name| ranks.get(name.place()));
        names.into_iter().filter_map(|name| self.id(name)).collect()
    }

    /// The records that have a slug, in the order in which they were added.
    pub(super) fn with_slug(&self, slug: &str) -> impl Iterator<Item = Name> {
        let of = |name: Name| self.id(name).map_or("", |id| self::slug(id.as_str()));
        let sorted = self.by_slug.get_or_init(|| {
            let mut sorted: Vec<(u64, Name)> = self.records.iter().map(|name| (hash(of(*name)), *name)).collect();
            sorted.sort_by_key(|(hash, _)| *hash);
            sorted
        });
        let wanted = hash(slug);
        let first = sorted.partition_point(|(hash, _)| *hash < wanted);
        let alike = sorted.iter().skip(first).take_while(move |(hash, _)| *hash == wanted);
        alike.map(|(_, name)| *name).filter(move |name| of(*name) == slug)
    }
}

fn hash(slug: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    slug.hash(&mut hasher);
    hasher.finish()
}

/// The second segment of an id, which names the error. The first is the domain, a third one the environment.
pub(in crate::check) fn slug(id: &str) -> &str {
    id.split('/').nth(1).unwrap_or_default()
}

/// The domain and the slug of an id as one text: the error.
pub(in crate::check) fn error_of(id: &Id) -> &str {
    let text = id.as_str();
    let end = text.match_indices('/').nth(1).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}

/// Whether the domain and the slug of an id are those of an [error](error_of), without looking for their ends.
pub(in crate::check) fn is_of(id: &Id, error: &str) -> bool {
    id.as_str().strip_prefix(error).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
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
        let with = |names: &Names, slug: &str| names.with_slug(slug).collect::<Vec<_>>();
        assert_eq!(with(&names, "x"), [first], "what is only named is no record");
        let (second, _) = (add(&mut names, "b/x"), add(&mut names, "b/y"));
        assert_eq!((second, add(&mut names, "b/x")), (mentioned, mentioned), "it has one number");
        assert_eq!(with(&names, "x"), [first, second]);
        let target = names.of("b/z".into());
        assert_eq!([first, second, target].map(|name| names.number(name)), [Some(0), Some(1), None]);
        let ids: Vec<&str> = names.in_order([first, mentioned].into_iter()).into_iter().map(Id::as_str).collect();
        assert_eq!(ids, ["b/x", "c/x/win"]);
        assert!(with(&names, "z").is_empty());
    }

    #[test]
    fn an_id_is_of_an_error_if_it_has_its_domain_and_slug() {
        let ids = ["a/b", "a/b/c", "a/b/c/d", "a/bc", "a/b-c", "ab/b", "a/c/b"].map(|id| id.parse::<Id>().unwrap());
        for (one, other) in ids.iter().flat_map(|one| ids.iter().map(move |other| (one, other))) {
            let is_same = one.domain() == other.domain() && slug(one.as_str()) == slug(other.as_str());
            assert_eq!(is_of(one, error_of(other)), is_same, "{one} and {other}");
        }
    }
}
