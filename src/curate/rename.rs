//! Giving a record another id.

use super::work::{Verb, Work};
use super::{Cause, Refusal};
use crate::record::{Id, Record};

/// Gives a record another id. Edges of other records follow, and the old id becomes an alias.
#[derive(Debug, Clone)]
pub struct Rename {
    /// The id that it has.
    pub from: Id,
    /// The id that it gets.
    pub to: Id,
}

impl Verb for Rename {
    type Detail = ();

    /// Renames the record.
    ///
    /// # Errors
    /// Where there is no such record, or one of the new id.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        let stored = work.living(&self.from)?;
        if self.from == self.to {
            return Ok(());
        }
        if let Some(ghost) = work.tx.load(&self.to)?
            && work.is_ghost(ghost.standing)?
        {
            work.move_aside(&ghost)?;
        }
        if let Some(standing) = work.tx.standing(&self.to)? {
            let state = if standing.is_withdrawn { "withdrawn, but there" } else { "there already" };
            return Err(Refusal::new(Cause::Conflict, format!("a record {} is {state}", self.to))
                .hint("choose another id, or rename that one first"));
        }
        let mut new = stored.revision.clone();
        let record = &mut new.record;
        record.id = self.to.clone();
        record.domain = self.to.domain().to_owned();
        record.aliases.retain(|alias| alias != self.to.as_str());
        if !record.aliases.iter().any(|alias| alias == self.from.as_str()) {
            record.aliases.push(self.from.to_string());
        }
        self.redirect(record);
        work.save(&stored, new)?;
        for row in work.tx.pointing_to(&self.from)? {
            let Some(other) = work.tx.load_row(row)?.filter(|_| row != stored.standing.row) else { continue };
            let mut new = other.revision.clone();
            self.redirect(&mut new.record);
            work.save(&other, new)?;
        }
        Ok(())
    }
}

impl Rename {
    /// Makes edges to the old id lead to the new one.
    fn redirect(&self, record: &mut Record) {
        let graph = &mut record.transition_graph;
        let edges = graph.leads_to.iter_mut().chain(&mut graph.preceded_by).map(|edge| &mut edge.error_id);
        for target in edges.chain(graph.frequently_confused_with.iter_mut().map(|edge| &mut edge.error_id)) {
            if target == self.from.as_str() {
                *target = self.to.to_string();
            }
        }
    }
}
