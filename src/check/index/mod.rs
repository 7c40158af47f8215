//! The relations between the records of a set, in a few bytes per record.

mod aliases;
mod components;
mod costs;
mod edges;
mod facts;
mod groups;
mod held_texts;
mod interned;
mod names;
mod regexes;
mod shared;

use super::variants::Variants;
use crate::pattern::{Cost, Pattern, Row};
use crate::record::{Id, Record};
use aliases::Aliases;
use costs::SharedCosts;
use edges::Edges;
pub(super) use edges::{Direction, EdgeEnd};
pub use facts::RecordFacts;
use groups::Groups;
pub(super) use groups::{Trait, variable_length};
use names::{Name, Names};
pub(super) use names::{error_of, is_of, slug};
use regexes::Regexes;

/// The most records that are compared with one that shares something with them. If all records of a large set had the
/// same regex, each would be compared with all the others.
const MAX_SHARING: usize = 1_000;

/// What checks of a record need to know about the others: categories, edges, and shared traits.
///
/// It is built in a first pass over all records, and read in a second one.
#[derive(Debug, Clone)]
pub struct SetIndex {
    names: Names,
    /// The categories; what is used by default are the rules for them.
    categories: Variants,
    groups: Groups,
    edges: Edges,
    aliases: Aliases,
    /// The texts for comparing regexes; `None` if none are compared.
    regexes: Option<Regexes>,
    costs: SharedCosts,
}

impl Default for SetIndex {
    fn default() -> Self {
        SetIndex { regexes: Some(Regexes::default()), ..SetIndex::without_texts() }
    }
}

impl SetIndex {
    /// An index that holds no regexes and signatures, for checks that do not [compare](super::Checker::compares) them.
    /// To others it says that no record was compared.
    pub fn without_texts() -> Self {
        SetIndex {
            names: Names::default(),
            categories: Variants::default(),
            groups: Groups::default(),
            edges: Edges::default(),
            aliases: Aliases::default(),
            regexes: None,
            costs: SharedCosts::default(),
        }
    }

    /// Notes a record of the set. A record of the same id must not be noted again.
    pub fn note(&mut self, record: &Record) {
        self.add(RecordFacts::of(record));
    }

    /// Adds the facts of a record, which may come from another thread.
    pub fn add(&mut self, facts: RecordFacts) {
        let RecordFacts { id, category, traits, edges, aliases, regex, signature } = facts;
        let name = self.names.add_record(id);
        self.categories.count(category, 1);
        self.groups.add(traits);
        self.costs = SharedCosts::default();
        if let Some(regexes) = &mut self.regexes {
            regexes.add(&regex, &signature);
        }
        let names = &mut self.names;
        let named = edges.into_iter().map(|(direction, target, end)| ((direction, names.of(target)), end));
        self.edges.add(name, named.collect());
        aliases.iter().for_each(|alias| self.aliases.add(alias, name));
    }

    /// Compares the regexes of some records with all signatures, and their signatures with all regexes; or those of all
    /// records, if none are named. `progress` is called with the number of regexes that are done, and that of all, from
    /// any thread.
    ///
    /// Only checks need it of which [`Checker::compares`](super::Checker::compares) says so. If it is not called, the
    /// first of these compares all records. A second call does nothing.
    pub fn compare(&self, records: Option<&[Id]>, progress: &(dyn Fn(usize, usize) + Sync)) {
        let names = records.map(|ids| ids.iter().filter_map(|id| self.record(id.as_str())).collect::<Vec<_>>());
        if let Some(regexes) = &self.regexes {
            regexes.compare(&self.names, names.as_deref(), progress);
        }
    }

    /// Whether the regexes of some records, or of all, were compared.
    pub(super) fn is_compared(&self) -> bool {
        self.regexes.as_ref().is_some_and(Regexes::is_compared)
    }

    /// What the regex of a record finds, and which find its signature; `None` if others were compared.
    pub(super) fn row(&self, id: &Id) -> Option<Row> {
        self.regexes.as_ref()?.row(&self.names, self.record(id.as_str())?)
    }

    /// The record at a place that a row names.
    pub(super) fn id_at(&self, place: usize) -> Option<&Id> {
        self.names.id(*self.names.records().get(place)?)
    }

    /// The regex of a record that is the first of those that find a signature; `None` for most others.
    pub(super) fn regex_at(&self, place: usize) -> Option<&str> {
        self.regexes.as_ref()?.regex(place)
    }

    /// The signature of a record that is the first one that a regex finds; `None` for most others.
    pub(super) fn signature_at(&self, place: usize) -> Option<&str> {
        self.regexes.as_ref()?.signature(place)
    }

    /// What the slow branch of a regex costs, computed once for each that several records have.
    pub(super) fn slow_branch(&self, pattern: &Pattern) -> Option<Cost> {
        match self.groups.shared_regex(&self.names, pattern.text()) {
            Some((number, shared)) => self.costs.slow_branch(pattern, number, shared),
            None => costs::slow_branch(pattern),
        }
    }

    /// Whether a regex has a slow branch, which takes less time than to say what it costs.
    pub(super) fn is_slow(&self, pattern: &Pattern) -> bool {
        match self.groups.shared_regex(&self.names, pattern.text()) {
            Some((number, shared)) => self.costs.slow_branch(pattern, number, shared).is_some(),
            None => pattern.is_slow(),
        }
    }

    /// Whether the set has a record of this id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.record(id).is_some()
    }

    /// How many records have a category.
    pub(super) fn category_count(&self, category: &str) -> u64 {
        self.categories.records(category)
    }

    /// The most frequent category of which this one is a variant; `None` if it is not a variant.
    pub(super) fn usual_category(&self, category: &str) -> Option<&str> {
        self.categories.usual(category)
    }

    /// The other records that share a trait with a record, ordered by id; up to [`MAX_SHARING`].
    pub(super) fn sharing(&self, id: &Id, of: Trait) -> Vec<&Id> {
        let Some(name) = self.record(id.as_str()) else { return Vec::new() };
        let sharing = self.groups.sharing(&self.names, name, of);
        self.names.in_order(sharing.filter(|other| *other != name).take(MAX_SHARING))
    }

    /// The other records that have an alias, ordered by id; up to [`MAX_SHARING`].
    pub(super) fn with_alias(&self, id: &Id, alias: &str) -> Vec<&Id> {
        let own = self.record(id.as_str());
        self.names.in_order(self.aliases.records(alias).filter(|other| Some(*other) != own).take(MAX_SHARING))
    }

    /// The id that a record has now if this one is a former id of it: the only record that has it as an alias.
    pub fn id_of_former(&self, former: &Id) -> Option<&Id> {
        let mut records = self.aliases.records(former.as_str());
        match (records.next(), records.next()) {
            (Some(name), None) if !self.has(former.as_str()) => self.names.id(name),
            (Some(_) | None, _) => None,
        }
    }

    /// The records of other domains or environments that an id could mean to which a record has an edge: those with its
    /// slug or with an alias that its slug begins with, ordered by id; without the record itself, and without those to
    /// which it has an edge of this direction.
    pub(super) fn near(&self, own: &Id, direction: Direction, id: &str) -> Vec<&Id> {
        // A text that is not an id is not near one, and may be of any length.
        if id.parse::<Id>().is_err() {
            return Vec::new();
        }
        let wanted = slug(id);
        let named = self.names.with_slug(wanted);
        let shorter = wanted.match_indices('-').filter_map(|(at, _)| wanted.get(..at));
        let aliases = shorter.chain([wanted]).flat_map(|alias| self.aliases.records(alias));
        let own = self.names.find(own.as_str());
        let is_other =
            |name: &Name| own.is_none_or(|own| *name != own && self.edges.end(direction, own, *name).is_none());
        let mut near = self.names.in_order(named.chain(aliases).take(MAX_SHARING).filter(is_other));
        near.dedup();
        near
    }

    /// The probability that an end of an edge states; `None` if there is no such end.
    pub(super) fn edge(&self, direction: Direction, from: &str, to: &str) -> Option<EdgeEnd> {
        let ends = self.names.find(from).zip(self.names.find(to));
        ends.and_then(|(from, to)| self.edges.end(direction, from, to))
    }

    /// The sum of the probabilities of a record's `leads_to`.
    pub(super) fn sum_of_steps(&self, id: &str) -> f64 {
        self.names.find(id).map_or(0.0, |name| self.edges.sum(name))
    }

    /// Whether an edge of any record leads to a record.
    pub(super) fn is_target(&self, id: &Id) -> bool {
        self.names.find(id.as_str()).is_some_and(|name| self.edges.is_target(name))
    }

    /// The groups of records of which each leads, by way of others, to every other one; each ordered by id.
    pub(super) fn cycles(&self) -> Vec<Vec<&Id>> {
        let steps = self.edges.steps(self.names.records());
        let steps = steps.filter(|(from, to)| from != to && self.names.is_record(*to));
        let mut cycles: Vec<Vec<&Id>> =
            components::of(steps).into_iter().map(|component| self.names.in_order(component.into_iter())).collect();
        cycles.sort();
        cycles
    }

    /// The name of a record of the set.
    fn record(&self, id: &str) -> Option<Name> {
        self.names.find(id).filter(|name| self.names.is_record(*name))
    }
}
