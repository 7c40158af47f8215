//! Numbers that identify rows of a database. Each kind is a type of its own.

/// A type for the numbers of something.
macro_rules! number {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// The number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                $name(number)
            }
        }
    };
}

/// Lets numbers of types be read and printed as digits.
macro_rules! digits {
    ($($name:ident)+) => {$(
        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

digits! { BatchNumber RecordKey SourceNumber }

number! {
    /// The number of a batch. Batches count from 1, in the order in which they were written.
    BatchNumber
}

number! {
    /// The key of a record's row. A record keeps it for as long as the database lives, whatever its id.
    RecordKey
}

number! {
    /// The number of a piece of evidence in its database, from 1. It is printed as `e3`; its uid is the same elsewhere.
    EvidenceNumber
}

number! {
    /// The number of a source in its database, from 1.
    SourceNumber
}

impl BatchNumber {
    /// The number before the first batch, which no batch has.
    pub const NONE: BatchNumber = BatchNumber(0);

    /// The number after every batch.
    pub const END: BatchNumber = BatchNumber(i64::MAX);

    /// The number of the batch before this one.
    #[must_use]
    pub const fn before(self) -> Self {
        BatchNumber(self.0.saturating_sub(1))
    }
}

impl RecordKey {
    /// The key before the first record, which no record has.
    pub const NONE: RecordKey = RecordKey(0);
}

impl EvidenceNumber {
    /// Reads `e3` or `3`; `None` if it is not a number from 1.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('e').unwrap_or(text);
        digits.parse().ok().filter(|number| *number > 0).map(EvidenceNumber)
    }
}

impl std::fmt::Display for EvidenceNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "e{}", self.0)
    }
}
