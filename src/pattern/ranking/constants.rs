//! The constants of the ranking. docs/match.md says how each was chosen, and its effect.

/// The most bytes of a text that are read: the last ones, because programs say at the end why they failed.
pub const MAX_TEXT: usize = 1_000_000;

/// The score from which a record is known to be about a text, on a scale from 0 to about 1.7.
pub const KNOWN: f64 = 0.48;

/// The most characters of a passage. A longer line is cut into windows.
pub(super) const WINDOW: usize = 2_000;

/// The characters that two windows share, so that what is cut at an end is in the other one.
pub(super) const OVERLAP: usize = 300;

/// The most lines that are joined: terminals and loggers break messages, and rarely more than twice.
pub(super) const MAX_JOINED: usize = 3;

/// The most characters of a line that is joined with others. A longer one was not broken.
pub(super) const MAX_JOINED_LINE: usize = 200;

/// The factor for the score of a passage for each line that was joined to the first.
pub(super) const JOIN: f64 = 0.95;

/// The most information that a word can have. It is the natural logarithm of 1,785, so that information is measured in
/// nats in the set on which the constants were fitted.
pub(super) const RAREST: f64 = 7.487;

/// The information of a signature that makes half of the best score. A signature of one common word is
/// worth little, even if it is in the text as a whole.
pub(super) const HALF_MASS: f64 = 9.0;

/// The weight of the order of words relative to their share.
pub(super) const ORDER: f64 = 0.35;

/// The bonus if the signature explains all of the passage.
pub(super) const EXPLAINED: f64 = 0.6;

/// The bonus if the whole signature is in the passage, letter by letter.
pub(super) const WHOLE: f64 = 0.1;

/// The factor for the score of the message alone, without the class of error before it.
pub(super) const MESSAGE: f64 = 0.72;

/// The score of the regex by itself, if it finds only this error.
pub(super) const REGEX: f64 = 0.7;

/// The bonus of the regex for the score of the words, if it finds only this error.
pub(super) const REGEX_TOO: f64 = 0.05;

/// The information of a word that no signature has, in a passage. It may be a name, so it counts less than the
/// rarest word of a signature.
pub(super) const UNKNOWN_WORD: f64 = 4.0;

/// The least share of a signature's information that has to be in a passage.
pub(super) const MIN_SHARE: f64 = 0.25;

/// The weight of a word in a path, an address or a long hexadecimal number, which differ every time.
pub(super) const IN_ADDRESS: f64 = 0.3;

/// The weight of a word in quotes, backticks or angle brackets, which is often a name.
pub(super) const IN_QUOTES: f64 = 0.6;

/// The weight of a number of [`LONG_NUMBER`] digits or more.
pub(super) const NUMBER: f64 = 0.4;

/// The weight of a single letter.
pub(super) const LETTER: f64 = 0.3;

/// The digits of a number that is probably different next time. Shorter ones are ports, codes and versions.
pub(super) const LONG_NUMBER: usize = 4;

/// The most characters between two quotes.
pub(super) const MAX_QUOTED: usize = 60;

/// The least digits of a hexadecimal number that counts as an address or a digest.
pub(super) const LONG_HEX: usize = 8;

/// The assumed number of signatures of a word that was not counted.
pub(super) const ASSUMED: f64 = 10.0;

/// The most records on a shortlist.
pub(super) const MAX_CHOSEN: usize = 600;

/// The most pairs of a word and a record that are looked at for a shortlist, those of the rarest words first.
pub(super) const MAX_ENTRIES: usize = 400_000;

/// After this number of searches a regex is compiled for texts of any length, which takes longer.
pub(super) const FEW_SEARCHES: usize = 40;
