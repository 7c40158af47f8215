//! Finding the record that a text is about: its passages are compared with the signatures and searched with the
//! regexes.
//!
//! [`LogText`] cleans a text and cuts it into passages: its lines, and neighbouring ones joined. [`Rarity`] knows how
//! much each word tells. [`shortlist()`] chooses records by the words that they share with the text, [`rank()`] gives
//! the remaining ones a score, with its passage and its parts. docs/match.md explains it.

mod clean;
mod compare;
mod constants;
mod content;
mod end;
mod escapes;
mod fields;
mod lexicon;
mod pairs;
mod passage;
mod prefix;
mod prospect;
mod rank;
mod rarity;
mod regexes;
mod sample;
mod score;
mod shape;
mod shared;
mod shortlist;
mod signature;
#[cfg(test)]
mod tests;
mod text;
mod variable;
mod weighed;
mod window;

pub use constants::{KNOWN, MAX_TEXT};
pub use end::Unread;
pub use pairs::frequent_pairs;
pub use rank::{ByWords, Contender, Ranked, rank, uncounted_words};
pub use rarity::Rarity;
pub use regexes::{RegexHit, SearchedRegex, regex_hits};
pub use sample::{ForeignFinds, Sample};
pub use score::{Parts, RegexParts, WordParts, least_of_best};
pub use shortlist::shortlist;
pub use signature::Signature;
pub use text::LogText;
