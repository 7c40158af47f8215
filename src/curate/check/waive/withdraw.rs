//! Withdrawing waivers.

use crate::check::Code;
use crate::curate::Which;
use crate::curate::numbered::numbered;
use crate::curate::refusal::{Refusal, WaiverRefusal};
use crate::curate::work::{Verb, Work};
use crate::record::{ItemNumber, Waiver};
use crate::store::{BatchVerb, Stored};

/// Withdraws waivers of records.
#[derive(Debug, Clone)]
pub struct WithdrawWaivers {
    /// The records. Each named one has to have such waivers.
    pub which: Which,
    /// The code that they are of.
    pub code: Code,
    /// The item, such as `w2`; `None` for all waivers of the code.
    pub item: Option<ItemNumber>,
}

impl Verb for WithdrawWaivers {
    /// How many waivers were withdrawn.
    type Detail = usize;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::WithdrawWaivers
    }

    /// Withdraws the waivers, also those that have ended.
    ///
    /// # Errors
    /// If a named record has none.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<usize, Refusal> {
        let mut all = 0;
        self.which.each(work, |work, stored| {
            let withdrawn = self.withdraw(work, stored)?;
            if let (0, Which::Ids(_)) = (withdrawn, &self.which) {
                let id = stored.revision.record.id.clone();
                return Err(WaiverRefusal::NoWaiver { id, code: self.code, item: self.item }.into());
            }
            all += withdrawn;
            Ok(())
        })?;
        Ok(all)
    }
}

impl WithdrawWaivers {
    /// Withdraws those of a record, and returns how many these are.
    fn withdraw(&self, work: &mut Work<'_, '_>, stored: &Stored) -> Result<usize, Refusal> {
        let mut new = stored.revision.clone();
        let wanted = self.item.map(|number| numbered(&stored.revision, number)).transpose()?;
        let text = wanted.and_then(|wanted| stored.revision.item_text(wanted));
        let is_meant = |waiver: &Waiver| {
            waiver.code == self.code.short() && (wanted.is_none() || (text.is_some() && waiver.item.as_deref() == text))
        };
        let before = new.annotations.waivers.len();
        new.annotations.waivers.retain(|waiver| !is_meant(waiver));
        let withdrawn = before - new.annotations.waivers.len();
        work.save(stored, new)?;
        Ok(withdrawn)
    }
}
