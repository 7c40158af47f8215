//! Giving a record another id.

use super::work::{Verb, Work};
use super::{Refusal, edge};
use crate::record::Id;
use crate::store::Pointer;

/// Gives a record another id. Edges of other records follow, and the old id becomes an alias.
#[derive(Debug, Clone)]
pub struct Rename {
    /// The id that it has.
    pub from: Id,
    /// The id that it gets.
    pub to: Id,
}

impl Verb for Rename {
    type Detail = Vec<Pointer>;

    /// Renames the record; the detail is the records whose edges follow.
    ///
    /// # Errors
    /// If there is no such record, or another one has the new id.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Vec<Pointer>, Refusal> {
        let stored = work.living(&self.from)?;
        if self.from == self.to {
            return Ok(Vec::new());
        }
        Refusal::unless_portable(&self.to)?;
        if let Some(tombstone) = work.tx.load(&self.to)?
            && work.is_tombstone(tombstone.standing)?
        {
            work.free_id(&tombstone)?;
        }
        if let Some(standing) = work.tx.standing(&self.to)? {
            return Err(Refusal::RenamedOnto { id: self.to.clone(), is_withdrawn: standing.is_withdrawn });
        }
        let mut new = stored.revision.clone();
        let record = &mut new.record;
        record.id = self.to.clone();
        record.domain = self.to.domain().to_owned();
        record.aliases.retain(|alias| alias != self.to.as_str());
        if !record.aliases.iter().any(|alias| alias == self.from.as_str()) {
            record.aliases.push(self.from.to_string());
        }
        let from = std::slice::from_ref(&self.from);
        edge::redirect(record, from, &self.to);
        let mut pointers = work.tx.edges_to(&self.from)?;
        pointers.retain(|pointer| pointer.id != self.from);
        work.save(&stored, new)?;
        for row in work.tx.pointing_to(&self.from)? {
            let Some(other) = work.tx.load_row(row)?.filter(|_| row != stored.standing.row) else { continue };
            let mut new = other.revision.clone();
            edge::redirect(&mut new.record, from, &self.to);
            work.save(&other, new)?;
        }
        Ok(pointers)
    }
}
