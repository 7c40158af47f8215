//! The input of a check.

use super::reading::Reading;
use super::source::CitedSource;
use super::texts::Text;
use super::thresholds::Thresholds;
use crate::record::{Date, Field, Id, ItemIds, Record, Revision, Tier};

/// What the checks compare with. All of it comes from the policy and the caller.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The limits of what is short, long, weak, old and so on.
    pub thresholds: Thresholds,
    /// Today.
    pub today: Date,
    /// The tiers, from the lowest to the highest. If there are none, every tier is known.
    pub ladder: Vec<Tier>,
    /// The languages that every record should have besides its own, such as `zh`.
    pub locales: Vec<String>,
}

impl Terms {
    /// The terms of a set without a policy.
    pub fn on(today: Date) -> Self {
        Terms { thresholds: Thresholds::default(), today, ladder: Vec::new(), locales: Vec::new() }
    }

    /// Whether every record should have texts in Chinese.
    pub(super) fn asks_for_chinese(&self) -> bool {
        self.locales.iter().any(|locale| locale.split('-').next() == Some("zh"))
    }
}

/// Facts about a record that it does not contain. The caller collects them from the ledger and the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Background {
    /// The pieces of evidence that count, in addition to the sources that the record names.
    pub evidence: u64,
    /// The Chinese fields whose English text was changed after them.
    pub outdated: Vec<Field>,
}

/// A record to be checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'s> {
    /// The record with the ids of its items.
    pub(super) revision: &'s Revision,
    /// What the checks compare with.
    pub(super) terms: &'s Terms,
    /// Other facts about it.
    pub(super) background: &'s Background,
    /// Its texts, which many checks look at.
    pub(super) texts: &'s [Text<'s>],
    /// Its sources, read as addresses once.
    pub(super) sources: &'s [CitedSource<'s>],
    /// Its regex, read once if a check needs it.
    pub(super) regex: &'s Reading<'s>,
    /// Whether somebody reads where it is wrong and why, which can take longer than to find out that it is.
    pub(super) is_read: bool,
    /// Whether it is looked for other regexes as fixes. Nothing else takes as long.
    pub(super) wants_regexes: bool,
}

impl<'s> Subject<'s> {
    /// The record.
    pub(super) fn record(self) -> &'s Record {
        &self.revision.record
    }

    /// Its id.
    pub(super) fn id(self) -> &'s Id {
        &self.revision.record.id
    }

    /// The ids of its items.
    pub(super) fn items(self) -> &'s ItemIds {
        &self.revision.items
    }

    /// The limits.
    pub(super) fn thresholds(self) -> &'s Thresholds {
        &self.terms.thresholds
    }
}
