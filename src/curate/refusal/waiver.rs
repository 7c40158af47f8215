//! Why a waiver is refused.

use crate::check::Code;
use crate::record::{Date, Id, ItemNumber, NamedField};

/// Why a finding cannot be waived, or a waiver cannot be withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WaiverRefusal {
    /// There is no finding of the code.
    #[error("{} has no finding {}{}", id, code.short(), at(*item))]
    NotFound {
        /// The record.
        id: Id,
        /// The code.
        code: Code,
        /// The item, such as `w2`.
        item: Option<ItemNumber>,
        /// Where else in the record the code was found; `None` for the record as a whole.
        elsewhere: Vec<Option<NamedField>>,
    },
    /// The last day of the waiver is in the past.
    #[error("{until} is over: today is {today}")]
    Over {
        /// The day.
        until: Date,
        /// Today.
        today: Date,
    },
    /// A waiver that nothing needs is withdrawn, not waived.
    #[error("a waiver that nothing needs is not waived")]
    OfWaiver,
    /// There is no such waiver.
    #[error("{} has no waiver of {}{}", id, code.short(), at(*item))]
    NoWaiver {
        /// The record.
        id: Id,
        /// The code.
        code: Code,
        /// The item, such as `w2`.
        item: Option<ItemNumber>,
    },
}

fn at(item: Option<ItemNumber>) -> String {
    item.map_or(String::new(), |item| format!(" in {item}"))
}
