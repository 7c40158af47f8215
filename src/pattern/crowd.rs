//! Records that one regex finds, or that have it, from the view of one of them.

use std::collections::HashMap;

use super::row::{Finds, MAX_EXAMPLES, Row};

/// What a record shares with others, by numbers that are quick to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Member {
    /// The error that it is about.
    pub(super) slug: usize,
    /// The domain.
    pub(super) domain: usize,
}

/// Some records of a set. Those of other slugs are foreign to a record.
///
/// They are counted once, so that none of them has to be compared with all others: in a set of copies every regex finds
/// every signature.
pub(super) struct Crowd<'s> {
    members: &'s [Member],
    /// The records, in order.
    records: Vec<usize>,
    /// For each slug the number of its records, and of the domains in which no record has another slug.
    slugs: HashMap<usize, (usize, usize)>,
    /// Whether all records of a domain have one slug, by the domain.
    domains: HashMap<usize, Option<usize>>,
    /// The records that are foreign to a slug, computed on demand.
    foreign: HashMap<usize, Finds>,
}

impl<'s> Crowd<'s> {
    /// Some records of a set, each once, in any order.
    pub(super) fn of(mut records: Vec<usize>, members: &'s [Member]) -> Self {
        records.sort_unstable();
        let mut slugs: HashMap<usize, (usize, usize)> = HashMap::new();
        let mut domains: HashMap<usize, Option<usize>> = HashMap::new();
        for member in records.iter().filter_map(|record| members.get(*record)) {
            slugs.entry(member.slug).or_default().0 += 1;
            let only = domains.entry(member.domain).or_insert(Some(member.slug));
            *only = only.filter(|slug| *slug == member.slug);
        }
        for slug in domains.values().flatten() {
            slugs.entry(*slug).or_default().1 += 1;
        }
        Crowd { members, records, slugs, domains, foreign: HashMap::new() }
    }

    /// The records of other slugs.
    pub(super) fn foreign(&mut self, slug: usize) -> Finds {
        let (members, records) = (self.members, &self.records);
        let (own, _) = self.slugs.get(&slug).copied().unwrap_or_default();
        let find = || {
            let is_foreign = |record: &&usize| members.get(**record).is_some_and(|member| member.slug != slug);
            let examples = records.iter().filter(is_foreign).take(MAX_EXAMPLES).copied().collect();
            Finds { count: records.len().saturating_sub(own), examples }
        };
        self.foreign.entry(slug).or_insert_with(find).clone()
    }

    /// The counts of a regex that finds these records, from the view of its own record.
    pub(super) fn row(&mut self, member: Member, finds_itself: Option<bool>) -> Row {
        let foreign = self.foreign(member.slug);
        let (is_found, own_domains) = match self.slugs.get(&member.slug) {
            Some((_, domains)) => (true, *domains),
            None => (false, 0),
        };
        // Its own domain does not count: either no foreign record is in it, or it is one of those that are left.
        let is_in_own = self.domains.get(&member.domain).is_some_and(|only| *only != Some(member.slug));
        Row {
            finds_itself,
            foreign,
            foreign_slugs: self.slugs.len().saturating_sub(usize::from(is_found)),
            foreign_domains: self.domains.len().saturating_sub(own_domains).saturating_sub(usize::from(is_in_own)),
            claimed_by: Finds::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_sees_those_of_other_slugs() {
        let members = [(0, 0), (0, 1), (1, 1), (2, 2), (0, 2), (3, 3)].map(|(slug, domain)| Member { slug, domain });
        let mut crowd = Crowd::of(vec![4, 2, 1, 3, 0], &members);
        assert_eq!(crowd.foreign(0), Finds { count: 2, examples: vec![2, 3] });
        let counts = |row: Row| (row.foreign.count, row.foreign_slugs, row.foreign_domains);
        assert_eq!(counts(crowd.row(members[0], None)), (2, 2, 2));
        assert_eq!(counts(crowd.row(members[1], None)), (2, 2, 1));
        assert_eq!(counts(crowd.row(members[3], None)), (4, 2, 2));
        assert_eq!(counts(crowd.row(members[5], None)), (5, 3, 3));
    }
}
