//! The constants of the ranking. docs/match.md says how each was chosen, and what it gives.

/// The most bytes of a text that are read: the last ones, for that is where programs say why they failed.
pub const MAX_TEXT: usize = 1_000_000;

/// From this score on a record is known to be about a text, from 0 to about 1.7.
pub const KNOWN: f64 = 0.48;

/// The most characters of a passage. A longer line is cut into windows.
pub(super) const WINDOW: usize = 2_000;

/// The characters that two windows share, so that what is cut at an end is in the other one.
pub(super) const OVERLAP: usize = 300;

/// The most lines that are joined: terminals and loggers break messages, and rarely more than twice.
pub(super) const MAX_JOINED: usize = 3;

/// The most characters of a line that is joined with others. A longer one was broken by nobody.
pub(super) const MAX_JOINED_LINE: usize = 200;

/// What the score of a passage is multiplied by for each line that was joined to the first.
pub(super) const JOIN: f64 = 0.95;

/// The most information that a word can have. It is the natural logarithm of 1,785, so that in the set on which the
/// constants were learnt information is measured in nats.
pub(super) const RAREST: f64 = 7.487;

/// The information of a signature that makes half of the best score. A signature of one common word is
/// worth little, even if it is in the text as a whole.
pub(super) const HALF_MASS: f64 = 9.0;

/// What the order of words weighs beside their share.
pub(super) const ORDER: f64 = 0.35;

/// What it adds if the signature explains all of the passage.
pub(super) const EXPLAINED: f64 = 0.6;

/// What it adds if the whole signature stands in the passage, letter by letter.
pub(super) const WHOLE: f64 = 0.1;

/// What the score of the message alone is multiplied by, without the class of error before it.
pub(super) const MESSAGE: f64 = 0.75;

/// What the regex is worth by itself, if it finds only this error.
pub(super) const REGEX: f64 = 0.7;

/// What the regex adds to the score of the words, if it finds only this error.
pub(super) const REGEX_TOO: f64 = 0.05;

/// The information of a word that no signature has, in a passage. It may be a name, so it counts less than the
/// rarest word of a signature.
pub(super) const UNKNOWN_WORD: f64 = 4.0;

/// The least share of a signature's information that has to be in a passage.
pub(super) const MIN_SHARE: f64 = 0.25;

/// What a word of a signature counts in a path, an address or a long hexadecimal number, which differ every time.
pub(super) const IN_ADDRESS: f64 = 0.3;

/// What a word counts in quotes, backticks or angle brackets: often a name.
pub(super) const IN_QUOTES: f64 = 0.6;

/// What a number of [`LONG_NUMBER`] digits or more counts.
pub(super) const NUMBER: f64 = 0.4;

/// What a single letter counts.
pub(super) const LETTER: f64 = 0.3;

/// The digits of a number that is probably another one next time. Shorter ones are ports, codes and versions.
pub(super) const LONG_NUMBER: usize = 4;

/// The most characters between two quotes.
pub(super) const MAX_QUOTED: usize = 60;

/// The least digits of a hexadecimal number that is taken for an address or a digest.
pub(super) const LONG_HEX: usize = 8;

/// In how many signatures a word is assumed to be for which that was not counted.
pub(super) const ASSUMED: f64 = 10.0;

/// The most records on a shortlist.
pub(super) const MAX_CHOSEN: usize = 600;

/// The most pairs of a word and a record that are looked at for a shortlist, those of the rarest words first.
pub(super) const MAX_ENTRIES: usize = 400_000;

/// After this number of searches a regex is compiled for texts of any length, which takes longer.
pub(super) const FEW_SEARCHES: usize = 40;
