//! What a record is: the type, its parts, reading it with positions, writing it canonically, comparing it.
//!
//! This room does not know SQL, the command line, files or the clock. Everything here is a function from values to
//! values.

mod annotations;
mod carry;
mod change;
mod checksum;
mod compact;
mod compare;
mod date;
mod declare;
mod field;
#[cfg(test)]
mod fixture;
mod format;
mod free_form;
mod graph;
mod id;
mod identity;
mod item;
mod json;
mod layout;
mod merge;
mod number;
mod pairing;
mod part;
mod rate;
mod raw;
mod read;
mod release_name;
mod revision;
mod rewordings;
mod sample_number;
mod samples_key;
mod scan;
mod vocabulary;
mod waiver;
mod web_address;
mod write;

pub use annotations::Annotations;
pub use change::{ChangePath, FieldChange, RecordChange};
pub use checksum::{Checksum, ChecksumError, Summing};
pub use compact::{compact, compact_into, one_line};
pub use compare::{Difference, Numbering, compare};
pub use date::{Date, DateError};
pub use declare::{ChangedBy, Declaration, FieldKind};
pub use field::{EXTRA, Field, Fields, FormatField, GRAPH, NamedField};
pub use format::Record;
pub use free_form::FreeForm;
pub use graph::{Confusion, Edge, TransitionGraph};
pub use id::{Id, IdError, RecordFile, UnportableId};
pub use identity::{FreeIds, Identities, ItemIds};
pub use item::{DeadEnd, Version, Workaround};
pub use json::Json;
pub use merge::{Conflict, Counting, Former, Merged, Rules, Scope, Side, Sides, Take, members_of, merge};
pub use pairing::{Known, Pairing, pair};
pub use part::{ItemKind, ItemNumber, ItemRef, Part};
pub use rate::{Rate, RateError};
pub use read::{
    Demands, Excess, Fault, FaultPath, FaultyItem, FreeFormError, Limits, Locator, MAX_DEPTH, Place, Rule, SizeLimit,
    Start, check_new, read, read_free_form, read_json, read_new,
};
pub use release_name::{ReleaseName, ReleaseNameError};
pub use revision::Revision;
pub use rewordings::Rewordings;
pub use sample_number::{SampleKind, SampleNumber};
pub use samples_key::{SamplesFault, SamplesKey, SamplesKeyError};
pub(crate) use vocabulary::vocabulary;
pub use vocabulary::{Resolvable, Tier, TierError, VocabularyError};
pub use waiver::{FindingKey, FindingKeyError, Waiver};
pub use web_address::{AddressError, web_address};
pub use write::{canonical, write_canonical};
