//! What a site has to know of every record to make the page of one: the titles behind its links.

use super::short::title;
use crate::publish::markdown::chinese_texts;
use crate::record::{Date, Id, Rate, Record, Resolvable, Tier};

/// What lists and links say of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteEntry {
    /// Its id.
    pub id: Id,
    /// The first line of its signature, shortened.
    pub title: String,
    /// The vendor's code.
    pub error_code: Option<String>,
    /// The kind of error.
    pub category: String,
    /// How far it has been checked.
    pub tier: Tier,
    /// Whether it can be fixed.
    pub resolvable: Resolvable,
    /// How often it gets fixed.
    pub fix_rate: Rate,
    /// How sure its authors are of it.
    pub confidence: Rate,
    /// The day on which somebody last found it true.
    pub last_confirmed: Date,
    /// The day on which it last changed.
    pub last_updated: Date,
    /// Whether it has a Chinese page.
    pub is_translated: bool,
}

impl From<&Record> for SiteEntry {
    fn from(record: &Record) -> Self {
        SiteEntry {
            id: record.id.clone(),
            title: title(&record.signature),
            error_code: record.error_code.clone(),
            category: record.category.clone(),
            tier: record.verification_tier.clone(),
            resolvable: record.resolvable,
            fix_rate: record.fix_success_rate,
            confidence: record.confidence,
            last_confirmed: record.last_confirmed,
            last_updated: record.last_updated,
            is_translated: chinese_texts(record).is_some(),
        }
    }
}

/// The records of a site, in the order of their ids.
#[derive(Debug, Default)]
pub struct SiteIndex {
    entries: Vec<SiteEntry>,
}

impl FromIterator<SiteEntry> for SiteIndex {
    fn from_iter<I: IntoIterator<Item = SiteEntry>>(entries: I) -> Self {
        let mut entries: Vec<SiteEntry> = entries.into_iter().collect();
        entries.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        SiteIndex { entries }
    }
}

impl SiteIndex {
    /// All records.
    pub fn entries(&self) -> &[SiteEntry] {
        &self.entries
    }

    /// Whether it has records of a domain.
    pub(super) fn has_domain(&self, domain: &str) -> bool {
        let first = self.entries.partition_point(|entry| entry.id.as_str() < domain);
        // The ids of a domain begin with its name and a slash, and a name that goes on may come before the slash.
        self.entries
            .iter()
            .skip(first)
            .take_while(|entry| entry.id.as_str().starts_with(domain))
            .any(|entry| entry.id.domain() == domain)
    }

    /// The record with an id; `None` if the site does not have it, or the text is not an id.
    pub fn find(&self, id: &str) -> Option<&SiteEntry> {
        self.entries.get(self.position(id)?)
    }

    /// The records before and after another in its domain.
    pub(super) fn neighbours(&self, id: &Id) -> [Option<&SiteEntry>; 2] {
        let Some(at) = self.position(id.as_str()) else { return [None, None] };
        let beside = |at: Option<usize>| self.entries.get(at?).filter(|other| other.id.domain() == id.domain());
        [beside(at.checked_sub(1)), beside(at.checked_add(1))]
    }

    /// The domains with their records, in the order of the ids.
    pub fn domains(&self) -> impl Iterator<Item = (&str, &[SiteEntry])> {
        // The ids of a domain begin with the same text, so they follow each other.
        let groups = self.entries.chunk_by(|one, next| one.id.domain() == next.id.domain());
        groups.filter_map(|group| Some((group.first()?.id.domain(), group)))
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.id.as_str().cmp(id)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::record;
    use super::*;

    fn index(ids: &[&str]) -> SiteIndex {
        ids.iter().map(|id| SiteEntry::from(&record(id))).collect()
    }

    #[test]
    fn neighbours_are_of_the_same_domain() {
        let index = index(&["b/y", "a-b/z", "a/x", "b/x"]);
        let neighbours = |id: &str| index.neighbours(&id.parse().unwrap()).map(|one| one.map(|one| one.id.as_str()));
        assert_eq!(neighbours("b/x"), [None, Some("b/y")]);
        assert_eq!(neighbours("b/y"), [Some("b/x"), None]);
        assert_eq!(neighbours("a/x"), [None, None]);
        let domains: Vec<(&str, usize)> = index.domains().map(|(domain, group)| (domain, group.len())).collect();
        assert_eq!(domains, [("a-b", 1), ("a", 1), ("b", 2)]);
    }

    #[test]
    fn a_domain_is_not_one_whose_name_goes_on() {
        let index = index(&["a-b/z", "ab/z", "b/y"]);
        assert_eq!(
            ["a", "a-b", "ab", "b", "c"].map(|domain| index.has_domain(domain)),
            [false, true, true, true, false]
        );
    }
}
