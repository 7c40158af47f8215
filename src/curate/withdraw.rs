//! Taking records out of what is published, and bringing them back.

use super::work::{Approve, Outcome, perform};
use super::{Context, Refusal};
use crate::record::Id;
use crate::store::Store;

/// Withdraws records, or restores them. Either way they keep their history, and their evidence.
#[derive(Debug, Clone)]
pub struct Withdraw {
    /// The records.
    pub ids: Vec<Id>,
    /// Brings them back instead.
    pub restore: bool,
}

impl Withdraw {
    /// Withdraws or restores every record, or none. One that is so already is left as it is.
    ///
    /// # Errors
    /// Where there is no such record.
    pub fn apply(
        &self,
        store: &mut Store,
        context: &Context,
        approve: &mut Approve<'_>,
    ) -> Result<Outcome<()>, Refusal> {
        perform(store, context, approve, |work| {
            for id in &self.ids {
                let stored = work.any(id)?;
                let mut new = stored.revision.clone();
                new.is_withdrawn = !self.restore;
                work.save_as_is(&stored, &new)?;
            }
            Ok(())
        })
    }
}
