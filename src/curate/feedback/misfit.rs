//! Why a report does not fit the database, as data.

use crate::intake::FeedbackColumn;
use crate::record::{Date, Id, ItemKind, ItemNumber};

/// Why a report whose own values are valid cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// No record has this id or alias.
    NoRecord {
        /// The name in the report.
        name: String,
        /// The ids most like it, the most alike first; empty if there are none, or after many unknown names of a run.
        near: Vec<String>,
    },
    /// Several records have the name as an alias.
    Ambiguous {
        /// The name in the report.
        name: String,
        /// The records, two or more.
        ids: Vec<Id>,
    },
    /// The record is withdrawn.
    Withdrawn(String),
    /// The day is later than tomorrow.
    Future {
        /// The day of the report.
        day: Date,
        /// Today.
        today: Date,
    },
    /// The error was not known on that day.
    BeforeFirstSeen {
        /// The name in the report.
        name: String,
        /// The day of the report.
        day: Date,
        /// The first day on which the error was seen.
        first_seen: Date,
    },
    /// The record has no item of this number.
    NoItem {
        /// The name in the report.
        name: String,
        /// The number, such as `w2`.
        word: String,
        /// The kind of item.
        kind: ItemKind,
        /// How many items of that kind the record has.
        count: usize,
    },
    /// No item of the record has this text.
    NoText {
        /// The name in the report.
        name: String,
        /// The items with the texts most like it, each as its number and its text.
        near: Vec<(ItemNumber, String)>,
    },
    /// Several items of the record have this text.
    SeveralItems {
        /// The name in the report.
        name: String,
        /// Their numbers, two or more.
        numbers: Vec<ItemNumber>,
    },
    /// The policy allows no such count.
    Count {
        /// The column of the count.
        column: FeedbackColumn,
        /// The count.
        count: u32,
        /// The largest one that the policy allows.
        max_count: u32,
    },
    /// The policy allows no such sum of successes and failures.
    Sum {
        /// The sum.
        sum: u64,
        /// The largest one that the policy allows.
        max_count: u32,
    },
    /// The record cannot count so much evidence.
    Overflow {
        /// The column of the count.
        column: FeedbackColumn,
        /// The count.
        count: u64,
        /// The largest count that a record can have.
        max: u64,
    },
}

impl Misfit {
    /// The column whose value does not fit.
    pub fn column(&self) -> FeedbackColumn {
        match self {
            Misfit::NoRecord { .. } | Misfit::Ambiguous { .. } | Misfit::Withdrawn(_) => FeedbackColumn::RecordId,
            Misfit::Future { .. } | Misfit::BeforeFirstSeen { .. } => FeedbackColumn::ObservedAt,
            Misfit::NoItem { .. } | Misfit::NoText { .. } | Misfit::SeveralItems { .. } => FeedbackColumn::Item,
            Misfit::Count { column, .. } | Misfit::Overflow { column, .. } => *column,
            Misfit::Sum { .. } => FeedbackColumn::Successes,
        }
    }
}
