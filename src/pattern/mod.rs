//! The regexes: what consumers run to recognize an error.
//!
//! A consumer searches an error text with a record's regex, without regard to case. [`Pattern::parse`] reads a regex as
//! they do; [`Pattern::matcher`] compiles it, which costs a hundred times more. [`Literals`] says which texts a regex
//! cannot match, without compiling it: one of them must occur in a text, [`Folded`] so that case does not matter.
//!
//! This room knows nothing of records, files or the command line. Patterns and texts may be hostile: nothing here
//! panics, or takes more than time in proportion to their lengths and the engine's own.

mod accent;
mod apart;
mod ask;
mod bound;
mod boundary;
mod bounded;
mod branch;
mod byte_line;
mod chain;
mod changes;
mod choice;
mod comparison;
mod cost;
mod crowd;
mod distinct;
mod engine;
mod entry;
mod facts;
mod fault;
mod first_finds;
mod firsts;
mod fold;
mod form;
mod gap;
mod gram;
mod growth;
mod hard;
mod instruction;
mod line;
mod literals;
#[cfg(test)]
mod made;
mod matcher;
mod matrix;
mod members;
mod miss;
mod nested;
mod order;
mod overlap;
mod parse;
mod plain;
mod prefilter;
mod program;
mod property;
mod pump;
pub mod ranking;
mod required;
mod row;
mod rows;
mod sequence;
mod set;
mod short;
mod sieve;
mod simplify;
mod single;
mod size;
mod span;
mod sparse;
mod steps;
mod sweep;
#[cfg(test)]
mod tests;
mod typographic;
mod unportable;
mod walk;
mod width;
mod word;
mod worst;
mod worth;

pub use accent::fold_word;
pub use cost::Cost;
pub use engine::{Construct, Effect, Engine, UnportablePart};
pub use entry::{Entries, Entry};
pub use facts::Facts;
pub use fault::{FaultKind, PatternFault};
pub use fold::Folded;
pub use gram::{gram, grams};
pub use growth::{LONG_LINE, SLOW};
pub use literals::{Literals, LiteralsError};
pub use matcher::Matcher;
pub use matrix::Matrix;
pub use overlap::Overlap;
pub use parse::{MAX_CHARACTERS, Pattern};
pub use prefilter::Prefilter;
pub use row::{Finds, MAX_EXAMPLES, Row};
pub use simplify::{MAX_GAP, PatternChange, Simplification, changed};
pub use span::Span;
pub use width::Width;
pub use word::{Word, each_word, is_ideograph};
