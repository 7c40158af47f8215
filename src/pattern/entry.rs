//! What the matrix has to know of the records of a set.

/// What the matrix has to know of a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Entry<'e> {
    /// Its regex.
    pub regex: &'e str,
    /// The text that its regex has to find, and others should not.
    pub signature: &'e str,
    /// The error that it is about: records of the same slug are about the same one.
    pub slug: &'e str,
    /// The domain.
    pub domain: &'e str,
}

/// The records of a set by their places. A list of entries would take as much memory as their texts.
pub trait Entries: Sync {
    /// How many there are. There are never more than a `u32` counts.
    fn count(&self) -> u32;

    /// The regex of the record at a place, which is less than the count.
    fn regex(&self, place: u32) -> &str;

    /// Its signature.
    fn signature(&self, place: u32) -> &str;

    /// Its slug.
    fn slug(&self, place: u32) -> &str;

    /// Its domain.
    fn domain(&self, place: u32) -> &str;
}

impl Entries for &[Entry<'_>] {
    fn count(&self) -> u32 {
        u32::try_from(self.len()).unwrap_or(u32::MAX)
    }

    fn regex(&self, place: u32) -> &str {
        nth(self, place).unwrap_or_default().regex
    }

    fn signature(&self, place: u32) -> &str {
        nth(self, place).unwrap_or_default().signature
    }

    fn slug(&self, place: u32) -> &str {
        nth(self, place).unwrap_or_default().slug
    }

    fn domain(&self, place: u32) -> &str {
        nth(self, place).unwrap_or_default().domain
    }
}

/// What a list has at a place.
pub(super) fn nth<T: Copy>(all: &[T], place: u32) -> Option<T> {
    all.get(usize::try_from(place).ok()?).copied()
}
