//! What a record is: the type, its parts, reading it with positions, writing it canonically, comparing it.
//!
//! This room knows nothing of SQL, of the command line, of files or of the clock. Everything here is a function
//! from values to values.

mod compare;
mod date;
mod field;
mod free_form;
mod id;
mod item;
mod json;
mod layout;
mod merge;
mod number;
mod pairing;
mod rate;
mod raw;
mod read;
mod revision;
mod scan;
mod vocabulary;
mod write;

pub use compare::{Difference, FieldChange, Numbering, compare};
pub use date::{Date, DateError};
pub use field::{EXTRA, Field, Fields, Part};
pub use free_form::FreeForm;
pub use id::{Id, IdError, Unportable};
pub use item::{Confusion, DeadEnd, Edge, TransitionGraph, Version, Workaround};
pub use json::Json;
pub use merge::{Conflict, Counting, Former, Merged, Rules, Scope, Side, Sides, Take, members_of, merge};
pub use pairing::{Known, Pairing, pair};
pub use rate::{Rate, RateError};
pub use read::{
    Demands, Excess, Fault, FreeFormError, Limits, MAX_DEPTH, Rule, Start, read, read_free_form, read_json, read_new,
};
pub use revision::{FreeIds, Identities, ItemIds, Revision};
pub use vocabulary::{Resolvable, ResolvableError, Tier, TierError};
pub use write::{canonical, compact, compact_into, one_line, write_canonical};

/// What is known about one error: the unit that is imported, curated and published.
///
/// The fields stand in the order of the canonical JSON. Text is never trimmed, folded or otherwise touched.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The name of the record, `domain/slug`; also its folder in a published tree.
    pub id: Id,
    /// The error text as users meet it; may span several lines, never empty.
    pub signature: String,
    /// The signature in Chinese. Without it the record has no Chinese page.
    pub signature_zh: Option<String>,
    /// A pattern that finds the error in a log, searched for without regard to case. Not known to compile.
    pub regex: String,
    /// The first segment of the id.
    pub domain: String,
    /// The kind of error, such as `auth_error` or `type_error`.
    pub category: String,
    /// A finer kind within the category.
    pub subcategory: Option<String>,
    /// Why the error happens.
    pub root_cause: String,
    /// The kind of cause; every published record says `generic`.
    pub root_cause_type: String,
    /// The cause in Chinese. Without it the record has no Chinese page.
    pub root_cause_zh: Option<String>,
    /// The versions in which the error is known to occur.
    pub versions: Vec<Version>,
    /// Notes by operating system, without a schema.
    pub os_specific: FreeForm,
    /// What people try in vain.
    pub dead_ends: Vec<DeadEnd>,
    /// What helps.
    pub workarounds: Vec<Workaround>,
    /// The workarounds in Chinese, one each in the same order; often fewer, often untranslated.
    pub workarounds_zh: Vec<String>,
    /// Which errors come before, after, or look alike.
    pub transition_graph: TransitionGraph,
    /// Where the vendor documents the error. Not known to be a URL.
    pub official_doc_url: Option<String>,
    /// The section of that document.
    pub official_doc_section: Option<String>,
    /// The vendor's code, such as `E0502`.
    pub error_code: Option<String>,
    /// How far the record has been checked.
    pub verification_tier: Tier,
    /// How sure the author is of the record as a whole, 0 to 1.
    pub confidence: Rate,
    /// How often the error gets fixed at all, 0 to 1: a claim of its own, not derived from the workarounds.
    pub fix_success_rate: Rate,
    /// Whether the error can be fixed.
    pub resolvable: Resolvable,
    /// The day the error was first seen.
    pub first_seen: Date,
    /// The day somebody last looked and found the record true.
    pub last_confirmed: Date,
    /// The day the record last changed.
    pub last_updated: Date,
    /// How many pieces of evidence stand behind the record.
    pub evidence_count: u64,
    /// Free labels.
    pub tags: Vec<String>,
    /// The language of the untranslated texts, such as `en`.
    pub locale: String,
    /// Other names under which the record is looked up.
    pub aliases: Vec<String>,
    /// Keys that the format does not know, kept as they came and written last.
    pub extra: FreeForm,
}

impl AsRef<Record> for Record {
    fn as_ref(&self) -> &Record {
        self
    }
}
