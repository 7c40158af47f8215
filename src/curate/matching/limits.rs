//! How many words and records are looked at to match a text. More find hardly more and take longer.

/// The most distinct words of a text that are looked up; of more those that are seen last.
pub(super) const MAX_WORDS: usize = 20_000;

/// A word that more signatures have is no reason to look at a record.
pub(super) const COMMON: usize = 1_000;

/// The most pairs of such words that are looked up.
pub(super) const MAX_PAIRS: usize = 40;

/// The most records that are chosen by these pairs.
pub(super) const MAX_BY_PAIRS: usize = 400;

/// How many records are compared in full: those that are best if the words that the text lacks are equally rare.
pub(super) const COMPARED: usize = 200;

/// The regexes of this number of records are tried, those with the best scores by their words.
pub(super) const SEARCHED: usize = 60;

/// The regexes of this number of records are tried, too, if a literal that they need is in the text. If there are more,
/// the text is too long to say anything by its literals.
pub(super) const MAX_CANDIDATES: usize = 1_000;

/// The bytes of a text in which literals are looked for.
pub(super) const MAX_SEARCHED: usize = 100_000;

/// On how many signatures a regex is tried, to tell one that finds other errors too: on all of them in most sets.
pub(super) const SAMPLE: usize = 3_000;

/// A report is accepted for a record by its error text if no other record has a score that is less than this lower: a
/// tenth of the score of a typical right answer. Records of the same error in two environments differ by less.
pub(in crate::curate) const FUZZY_MARGIN: f64 = 0.1;

/// How many other records are named that match a signature.
pub(super) const MAX_NAMED: usize = 3;
