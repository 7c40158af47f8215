//! Taking records out of what is published, and bringing them back.

use super::Refusal;
use super::work::{Verb, Work};
use crate::record::Id;

/// Withdraws records, or restores them. Either way they keep their history, and their evidence.
#[derive(Debug, Clone)]
pub struct Withdraw {
    /// The records.
    pub ids: Vec<Id>,
    /// Brings them back instead.
    pub restore: bool,
}

impl Verb for Withdraw {
    type Detail = ();

    /// Withdraws or restores every record, or none. One that is so already is left as it is.
    ///
    /// # Errors
    /// Where there is no such record.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        for id in &self.ids {
            let stored = work.any(id)?;
            let mut new = stored.revision.clone();
            new.is_withdrawn = !self.restore;
            work.save_as_is(&stored, &new)?;
        }
        Ok(())
    }
}
