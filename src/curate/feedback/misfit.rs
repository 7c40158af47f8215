//! Why a report does not fit the database, as data.

use crate::curate::refusal::{LargeCount, MissingItem, Overflow, WrongDay};
use crate::intake::FeedbackColumn;
use crate::record::{Id, ItemNumber};

/// Why a report whose own values are valid cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// No record has this id or alias.
    NoRecord {
        /// The name in the report.
        name: String,
        /// The most similar ids, the most similar first; empty if there are none, or after many unknown names of a run.
        near: Vec<Id>,
    },
    /// Several records have the name as an alias.
    Ambiguous {
        /// The name in the report.
        name: String,
        /// The records, two or more.
        ids: Vec<Id>,
    },
    /// No record is named, only an error text, and these are not accepted.
    ByText {
        /// The record that the text matches; `None` after many such texts of a run, which are not matched any more.
        matching: Option<Id>,
    },
    /// Several records match the error text about equally well.
    SeveralByText {
        /// The records, best first, two or more.
        matching: Vec<Id>,
    },
    /// No record is known for the error text.
    UnknownText {
        /// The records that come close, best first.
        close: Vec<Id>,
    },
    /// The record is withdrawn.
    Withdrawn(String),
    /// The day is before the error was first seen, or after tomorrow.
    Day(WrongDay),
    /// The record has no item of this number.
    NoItem(MissingItem),
    /// No item of the record has this text.
    NoText {
        /// The name in the report.
        name: String,
        /// The items with the most similar texts, each with its number and its text.
        near: Vec<(ItemNumber, String)>,
    },
    /// Several items of the record have this text.
    SeveralItems {
        /// The name in the report.
        name: String,
        /// Their numbers, two or more.
        numbers: Vec<ItemNumber>,
    },
    /// The count is larger than the policy allows.
    Count {
        /// The column of the count.
        column: FeedbackColumn,
        /// The count.
        count: LargeCount,
    },
    /// The sum of successes and failures is larger than the policy allows.
    Sum(LargeCount),
    /// The record cannot count so much evidence.
    Overflow {
        /// The column of the count.
        column: FeedbackColumn,
        /// The count.
        count: Overflow,
    },
}

impl Misfit {
    /// The column whose value does not fit.
    pub fn column(&self) -> FeedbackColumn {
        match self {
            Misfit::NoRecord { .. } | Misfit::Ambiguous { .. } | Misfit::Withdrawn(_) => FeedbackColumn::RecordId,
            Misfit::ByText { .. } | Misfit::SeveralByText { .. } | Misfit::UnknownText { .. } => {
                FeedbackColumn::ErrorText
            }
            Misfit::Day(_) => FeedbackColumn::ObservedAt,
            Misfit::NoItem(_) | Misfit::NoText { .. } | Misfit::SeveralItems { .. } => FeedbackColumn::Item,
            Misfit::Count { column, .. } | Misfit::Overflow { column, .. } => *column,
            Misfit::Sum(_) => FeedbackColumn::Successes,
        }
    }
}
