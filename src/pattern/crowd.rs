//! Records that one regex finds, or that have it, from the view of one of them.

use std::collections::HashMap;

use super::entry::nth;
use super::first_finds::FirstFinds;

/// What a record shares with others, by numbers that are quick to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Member {
    /// The error that it is about.
    pub(super) slug: u32,
    /// The domain.
    pub(super) domain: u32,
}

/// Some records of a set. Those of other slugs are foreign to a record.
///
/// They are counted once, so that none of them has to be compared with all others: in a set of copies every regex finds
/// every signature.
pub(super) struct Crowd<'s> {
    members: &'s [Member],
    /// The records, in order.
    records: Vec<u32>,
    /// For each slug the number of its records, and of the domains in which no record has another slug.
    slugs: HashMap<u32, (u32, u32)>,
    /// Whether all records of a domain have one slug, by the domain.
    domains: HashMap<u32, Option<u32>>,
    /// The records that are foreign to a slug of some of them, and to all other slugs, computed on demand.
    foreign: HashMap<Option<u32>, FirstFinds>,
}

/// What a regex finds, from the view of a record that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Foreign {
    /// The records of other slugs.
    pub(super) finds: FirstFinds,
    /// The number of their slugs.
    pub(super) slugs: u32,
    /// The number of their domains other than the record's own.
    pub(super) domains: u32,
}

impl<'s> Crowd<'s> {
    /// Some records of a set, each once, in any order.
    pub(super) fn of(mut records: Vec<u32>, members: &'s [Member]) -> Self {
        records.sort_unstable();
        let mut slugs: HashMap<u32, (u32, u32)> = HashMap::new();
        let mut domains: HashMap<u32, Option<u32>> = HashMap::new();
        for member in records.iter().filter_map(|record| nth(members, *record)) {
            slugs.entry(member.slug).or_default().0 += 1;
            let only = domains.entry(member.domain).or_insert(Some(member.slug));
            *only = only.filter(|slug| *slug == member.slug);
        }
        for slug in domains.values().flatten() {
            slugs.entry(*slug).or_default().1 += 1;
        }
        Crowd { members, records, slugs, domains, foreign: HashMap::new() }
    }

    /// The slug, if some of the records have it: to all others the same records are foreign.
    pub(super) fn known(&self, slug: u32) -> Option<u32> {
        self.slugs.contains_key(&slug).then_some(slug)
    }

    /// The records of other slugs than a [known](Self::known) one, or all of them.
    pub(super) fn foreign(&mut self, known: Option<u32>) -> FirstFinds {
        let (members, records) = (self.members, &self.records);
        let (own, _) = known.and_then(|slug| self.slugs.get(&slug).copied()).unwrap_or_default();
        let find = || {
            let is_foreign = |record: &u32| nth(members, *record).is_some_and(|member| Some(member.slug) != known);
            let count = count(records.len()).saturating_sub(own);
            FirstFinds::of(records.iter().copied().filter(is_foreign), count)
        };
        *self.foreign.entry(known).or_insert_with(find)
    }

    /// What a regex that finds these records finds from the view of its own record.
    pub(super) fn seen_by(&mut self, member: Member) -> Foreign {
        let finds = self.foreign(self.known(member.slug));
        let (is_found, own_domains) = match self.slugs.get(&member.slug) {
            Some((_, domains)) => (true, *domains),
            None => (false, 0),
        };
        // Its own domain does not count: either no foreign record is in it, or it is one of those that are left.
        let is_in_own = self.domains.get(&member.domain).is_some_and(|only| *only != Some(member.slug));
        Foreign {
            finds,
            slugs: count(self.slugs.len()).saturating_sub(u32::from(is_found)),
            domains: count(self.domains.len()).saturating_sub(own_domains).saturating_sub(u32::from(is_in_own)),
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_sees_those_of_other_slugs() {
        let members = [(0, 0), (0, 1), (1, 1), (2, 2), (0, 2), (3, 3)].map(|(slug, domain)| Member { slug, domain });
        let mut crowd = Crowd::of(vec![4, 2, 1, 3, 0], &members);
        assert_eq!([0, 3].map(|slug| crowd.known(slug)), [Some(0), None]);
        assert_eq!(crowd.foreign(Some(0)), FirstFinds::of([2, 3].into_iter(), 2));
        assert_eq!(crowd.foreign(None), FirstFinds::of(0..5, 5));
        let counts = |seen: Foreign| (seen.finds.count(), seen.slugs, seen.domains);
        assert_eq!(counts(crowd.seen_by(members[0])), (2, 2, 2));
        assert_eq!(counts(crowd.seen_by(members[1])), (2, 2, 1));
        assert_eq!(counts(crowd.seen_by(members[3])), (4, 2, 2));
        assert_eq!(counts(crowd.seen_by(members[5])), (5, 3, 3));
    }
}
