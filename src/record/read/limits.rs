//! How large a record may be.

use crate::record::{Date, vocabulary};

/// How large a record, a field and a list may be. What is larger is refused on import; what is already stored stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The bytes of a record: of its text in the input, and of its canonical JSON.
    pub record_bytes: u64,
    /// The bytes of a text, and of a value of a key that the format does not know or of one of `os_specific`.
    pub field_bytes: u64,
    /// The elements of a list: versions, dead ends, workarounds, edges, tags, aliases, sources and translations.
    pub items: u64,
}

impl Limits {
    /// No limits, for what is stored already.
    pub const NONE: Limits = Limits { record_bytes: u64::MAX, field_bytes: u64::MAX, items: u64::MAX };

    /// The highest value of a limit. SQLite stores texts up to a billion bytes, and a record is in memory several times
    /// while it is read.
    pub const MAX: u64 = 256_000_000;
}

/// What is demanded of a new record, in addition to the rules of the format.
#[derive(Debug, Clone, Copy, Default)]
pub struct Demands {
    /// The latest day that it may name.
    pub latest: Option<Date>,
    /// The largest count of a piece of evidence beside it.
    pub max_count: u32,
    /// How large it may be.
    pub limits: Limits,
}

impl Demands {
    /// Nothing, for what is stored already.
    pub(super) const NONE: Demands = Demands::within(&Limits::NONE);

    /// That it is within limits.
    pub const fn within(limits: &Limits) -> Self {
        Demands { latest: None, max_count: u32::MAX, limits: *limits }
    }
}

impl Default for Limits {
    /// 16 MB a record, 1 MB a field, 100,000 items a list.
    fn default() -> Self {
        Limits { record_bytes: 16_000_000, field_bytes: 1_000_000, items: 100_000 }
    }
}

vocabulary! {
    /// A limit, by its key in `[limits]` of canonry.toml.
    SizeLimit {
        /// [`Limits::record_bytes`]
        RecordBytes = "record_bytes",
        /// [`Limits::field_bytes`]
        FieldBytes = "field_bytes",
        /// [`Limits::items`]
        Items = "items",
    }
}

impl SizeLimit {
    /// What it counts.
    pub const fn unit(self) -> &'static str {
        match self {
            SizeLimit::RecordBytes | SizeLimit::FieldBytes => "bytes",
            SizeLimit::Items => "elements",
        }
    }
}

/// A size that is over its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excess {
    /// Its size, in the unit of the limit; a lower bound if `is_open`.
    pub size: u64,
    /// How large it may be.
    pub limit: u64,
    /// Which limit that is.
    pub of: SizeLimit,
    /// Whether it was not read to the end.
    pub is_open: bool,
}

impl Excess {
    /// Whether the text of a record is too large.
    pub fn of_record(size: u64, limits: &Limits) -> Option<Excess> {
        Excess::over(size, limits.record_bytes, SizeLimit::RecordBytes)
    }

    /// The text of a record that was not read to the end, because it is too large.
    pub fn unread(limits: &Limits) -> Excess {
        Excess { size: limits.record_bytes, limit: limits.record_bytes, of: SizeLimit::RecordBytes, is_open: true }
    }

    /// Whether a text is too large, by its bytes.
    pub fn of_field(size: usize, limits: &Limits) -> Option<Excess> {
        Excess::over(wide(size), limits.field_bytes, SizeLimit::FieldBytes)
    }

    /// Whether a list has too many elements.
    pub fn of_list(size: usize, limits: &Limits) -> Option<Excess> {
        Excess::over(wide(size), limits.items, SizeLimit::Items)
    }

    fn over(size: u64, limit: u64, of: SizeLimit) -> Option<Excess> {
        (size > limit).then_some(Excess { size, limit, of, is_open: false })
    }
}

impl std::fmt::Display for Excess {
    /// The size and the limit.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Excess { size, limit, of, is_open } = self;
        let unit = of.unit();
        let more = if *is_open { "more than " } else { "" };
        write!(f, "{more}{} {unit}, but limits.{of} is {}", grouped(*size), grouped(*limit))
    }
}

/// A size in memory as a number of bytes or elements.
pub(super) fn wide(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

/// A number with commas between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let comma = |at: usize| if at > 0 && at % 3 == first % 3 { "," } else { "" };
    digits.chars().enumerate().map(|(at, digit)| format!("{}{digit}", comma(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excess_says_the_size_the_limit_and_the_key() {
        let limits = Limits { record_bytes: 16_000_000, ..Limits::default() };
        assert_eq!(Excess::of_record(16_000_000, &limits), None);
        let text = Excess::of_record(16_000_001, &limits).unwrap().to_string();
        assert_eq!(text, "16,000,001 bytes, but limits.record_bytes is 16,000,000");
        assert_eq!([0, 12, 123, 1_234, 123_456].map(grouped), ["0", "12", "123", "1,234", "123,456"]);
    }
}
