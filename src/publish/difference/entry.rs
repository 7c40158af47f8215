//! What changed in a set as the entries of a report, grouped for readers.

use std::collections::BTreeSet;

use super::{MeantChange, RecordDifference, RecordFate, SetDifference, Topic};
use crate::record::{Date, Id, Json, vocabulary};

vocabulary! {
    /// What the entries of a section tell, in the order in which readers care.
    SectionTitle {
        /// Records that are no longer published, and why.
        Withdrawn = "Withdrawn",
        /// Records with other ids.
        Renamed = "Renamed",
        /// Tiers, and whether errors can be fixed.
        Verdicts = "Verdicts and tiers",
        /// Rates, with the reports behind them.
        Rates = "Rates",
        /// Items that were added, removed or reworded.
        Items = "Workarounds, dead ends and versions",
        /// Records that are new, or published again.
        Added = "Added",
        /// When records were confirmed.
        Confirmed = "Confirmed",
        /// What else changed, by count.
        Rest = "What else changed",
    }
}

/// A section of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Section<'d> {
    /// What its entries tell.
    pub title: SectionTitle,
    /// Its entries, in the order of the records; at least one.
    pub entries: Vec<DifferenceEntry<'d>>,
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq)]
pub enum DifferenceEntry<'d> {
    /// A record is no longer published; why, and into which other record it was merged.
    Withdrawn(&'d Id, Option<&'d str>, Option<&'d Id>),
    /// A record had another id, the first one.
    Renamed(&'d Id, &'d Id),
    /// A record is published again.
    Restored(&'d Id),
    /// A record is new, with its error text.
    Added(&'d Id, &'d str),
    /// A field has another value.
    Changed(&'d Id, &'d MeantChange),
    /// Records were confirmed, from the first day to the last.
    Confirmed(usize, Date, Date),
    /// The number of records that changed in another way.
    Rest(Topic, usize),
}

impl SetDifference {
    /// What changed as sections; those without an entry are left out.
    pub fn sections(&self) -> Vec<Section<'_>> {
        let section = |title: &SectionTitle| Section { title: *title, entries: self.entries(*title) };
        SectionTitle::ALL.iter().map(section).filter(|section| !section.entries.is_empty()).collect()
    }

    fn entries(&self, title: SectionTitle) -> Vec<DifferenceEntry<'_>> {
        let fates = |entry: fn(&RecordDifference) -> Option<DifferenceEntry<'_>>| {
            self.records.iter().filter_map(entry).collect()
        };
        match title {
            SectionTitle::Withdrawn => fates(|record| match &record.fate {
                RecordFate::Withdrawn { reason, merged_into } => {
                    Some(DifferenceEntry::Withdrawn(&record.id, reason.as_deref(), merged_into.as_ref()))
                }
                _ => None,
            }),
            SectionTitle::Renamed => fates(|record| match &record.fate {
                RecordFate::Renamed { from } => Some(DifferenceEntry::Renamed(from, &record.id)),
                _ => None,
            }),
            SectionTitle::Added => fates(|record| match &record.fate {
                RecordFate::Added { signature } => Some(DifferenceEntry::Added(&record.id, signature)),
                RecordFate::Restored => Some(DifferenceEntry::Restored(&record.id)),
                RecordFate::Withdrawn { .. } | RecordFate::Renamed { .. } | RecordFate::Kept => None,
            }),
            SectionTitle::Verdicts => self.changes(&[Topic::Verdict]),
            SectionTitle::Rates => self.changes(&[Topic::Rate]),
            SectionTitle::Items => self.changes(&[Topic::Item, Topic::Wording]),
            SectionTitle::Confirmed => self.confirmed().into_iter().collect(),
            SectionTitle::Rest => [Topic::Regex, Topic::Text, Topic::Edge, Topic::Evidence, Topic::Other]
                .into_iter()
                .map(|topic| DifferenceEntry::Rest(topic, self.records_of(topic)))
                .filter(|entry| !matches!(entry, DifferenceEntry::Rest(_, 0)))
                .collect(),
        }
    }

    /// The changes of some topics, in the order of the records.
    fn changes(&self, topics: &[Topic]) -> Vec<DifferenceEntry<'_>> {
        let all = self.records.iter().flat_map(|record| record.changes.iter().map(move |change| (&record.id, change)));
        all.filter(|(_, change)| topics.contains(&change.topic))
            .map(|(id, change)| DifferenceEntry::Changed(id, change))
            .collect()
    }

    /// How many records have a change of a topic.
    fn records_of(&self, topic: Topic) -> usize {
        self.records.iter().filter(|record| record.changes.iter().any(|change| change.topic == topic)).count()
    }

    /// How many records were confirmed, and when.
    fn confirmed(&self) -> Option<DifferenceEntry<'_>> {
        let day = |change: &MeantChange| change.change.new.as_ref().and_then(Json::as_str)?.parse::<Date>().ok();
        let days: BTreeSet<Date> = self.of(Topic::Confirmed).filter_map(|(_, change)| day(change)).collect();
        Some(DifferenceEntry::Confirmed(self.records_of(Topic::Confirmed), *days.first()?, *days.last()?))
    }
}
