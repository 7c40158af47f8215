//! What a maintainer does: one plain struct for each verb, with `apply`.
//!
//! Nothing here prints, asks or looks at the clock: the day and the actor are handed in, and what happens is handed
//! out as data.

mod draft;
mod import;

pub use draft::{Draft, Origin};
pub use import::{Counts, Event, Import, ImportError, Rejection, Side, Watch};

use crate::record::Date;
use crate::store::Batch;

/// Who gives a command, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The day of the command.
    pub day: Date,
    /// Who gave it; not empty.
    pub actor: String,
    /// Why, where the actor said so.
    pub reason: Option<String>,
    /// The command line.
    pub command: String,
}

impl From<&Context> for Batch {
    fn from(context: &Context) -> Self {
        let Context { day, actor, reason, command } = context.clone();
        Batch { day, actor, reason, command }
    }
}
