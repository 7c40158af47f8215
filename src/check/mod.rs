//! Checks of a set: a table of checks, and findings as data with a code.
//!
//! A [`Checker`] runs the checks that [`Settings`] select, in two passes over the records. The first one builds a
//! [`SetIndex`], which takes a few hundred bytes a record; the second one checks each [record](Checker::check) with
//! what the index knows of the others, on any number of threads, and finally the [set](Checker::check_set) as a whole.
//!
//! A [`Finding`] can bring a [`Fix`]: changes of fields as data, which [`apply`] applies to a record. Each [`Code`] is
//! explained in docs/checks.md, and [`Code::explanation`] returns that section.
//!
//! This room does not know SQL, the command line, files or the clock.

mod catalogue;
mod category;
mod category_name;
mod checker;
mod crossing;
mod dangerous;
mod dates;
mod dead_ends;
mod edge;
mod error_code;
mod explanation;
mod finding;
mod fix;
mod fold;
mod followed;
mod found;
mod generalized;
mod graph;
mod index;
mod kind;
mod locale;
mod mirror;
mod near;
mod normal;
mod phrase;
mod phrases;
mod portable;
mod prose;
mod reading;
mod regexes;
mod secret;
mod settings;
mod severity;
mod signature;
mod source;
mod sources;
mod spot;
mod subject;
mod texts;
mod threshold_type;
mod thresholds;
mod trial;
mod twins;
mod url;
mod variants;
mod verdict;
mod volatile;
mod waivers;
mod words;
mod workarounds;

pub use catalogue::Code;
pub use checker::Checker;
pub use finding::{Finding, Fingerprint};
pub use fix::{Alteration, FieldFix, Fix, FixError, apply};
pub use index::{RecordFacts, SetIndex};
pub use kind::{FindingKind, KeptFinding};
pub use mirror::contradicts;
pub use settings::{Profile, Selector, SelectorError, Settings};
pub use severity::{Remedy, Severity};
pub use subject::{Background, Terms};
pub use threshold_type::{ThresholdError, ThresholdRange, ThresholdValue};
pub use thresholds::{Threshold, Thresholds};
pub use trial::{Alternative, Hits, Idea, Trial, TrialText, TrialTexts, alternatives};
pub use variants::{Cluster, VariantRule, Variants};
pub use waivers::SetWaivers;
