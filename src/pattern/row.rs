//! The row of a record: what its regex finds, and which regexes find its signature.

/// The most examples that a row keeps, so that a set in which every regex finds every signature fits into memory.
pub const MAX_EXAMPLES: usize = 3;

/// Records, by their indexes in the set: their number, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finds {
    /// How many records.
    pub count: usize,
    /// The first [`MAX_EXAMPLES`] of them, in order.
    pub examples: Vec<usize>,
}

/// The matches between one record and the others of a set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Whether the regex finds the record's own signature; `None` if it is not a regex that consumers can use.
    pub finds_itself: Option<bool>,
    /// The records of other slugs whose signature the regex finds.
    pub foreign: Finds,
    /// The number of other slugs of these.
    pub foreign_slugs: usize,
    /// The number of domains of these other than the record's own.
    pub foreign_domains: usize,
    /// The records of other slugs whose regex finds this record's signature, but for regexes that find every text: of
    /// those it says nothing that they find this one.
    pub claimed_by: Finds,
}
