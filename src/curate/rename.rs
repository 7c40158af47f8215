//! Giving a record another id.

use std::collections::BTreeMap;

use super::check::FollowedWaivers;
use super::work::{Verb, Work};
use super::{Refusal, edge};
use crate::record::{Id, Revision};
use crate::store::{BatchVerb, Pointer, Stored};

/// Gives a record another id. Edges of other records are changed, and the old id becomes an alias.
#[derive(Debug, Clone)]
pub struct Rename {
    /// The id that it has.
    pub from: Id,
    /// The id that it gets.
    pub to: Id,
}

impl Verb for Rename {
    type Detail = Vec<Pointer>;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::Rename
    }

    /// Renames the record; the detail is the records whose edges changed.
    ///
    /// # Errors
    /// If there is no such record, or another one has the new id.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Vec<Pointer>, Refusal> {
        let stored = work.living(&self.from)?;
        if self.from == self.to {
            return Ok(Vec::new());
        }
        Refusal::unless_portable(&self.to)?;
        give_id(work, &stored, &self.to, Dating::Today)
    }
}

/// When records that a rename changes were last updated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dating {
    /// On the day of the command.
    Today,
    /// When they were: the records of those who renamed it say so.
    Kept,
}

/// Gives a record another id, and changes edges and waivers of others with it. Returns the records whose edges changed.
///
/// # Errors
/// If another record has the new id.
pub(super) fn give_id(
    work: &mut Work<'_, '_>,
    stored: &Stored,
    to: &Id,
    dating: Dating,
) -> Result<Vec<Pointer>, Refusal> {
    let from = &stored.revision.record.id;
    if let Some(tombstone) = work.tx.load(to)?
        && work.is_tombstone(tombstone.standing)?
    {
        work.free_id(&tombstone)?;
    }
    if let Some(standing) = work.tx.standing(to)? {
        return Err(Refusal::RenamedOnto { id: to.clone(), is_withdrawn: standing.is_withdrawn });
    }
    let mut new = stored.revision.clone();
    let record = &mut new.record;
    record.id = to.clone();
    record.domain = to.domain().to_owned();
    record.aliases.retain(|alias| alias != to.as_str());
    if !record.aliases.iter().any(|alias| alias == from.as_str()) {
        record.aliases.push(from.to_string());
    }
    edge::redirect(record, std::slice::from_ref(from), to);
    let mut pointers = work.tx.edges_to(from)?;
    pointers.retain(|pointer| pointer.id != *from);
    let mut rows = work.tx.pointing_to(from)?;
    rows.retain(|row| *row != stored.standing.row);
    let others = rows.into_iter().map(|row| work.tx.load_known(row)).collect::<Result<Vec<Stored>, _>>()?;
    let renamed = BTreeMap::from([(from.to_string(), to.clone())]);
    let mut waivers = FollowedWaivers::read(work.tx, &renamed, &[], work.context.day)?;
    waivers.carry_to(&mut new);
    let save = |work: &mut Work<'_, '_>, stored: &Stored, new: Revision| match dating {
        Dating::Today => work.save(stored, new),
        Dating::Kept => work.save_as_is(stored, &new),
    };
    save(work, stored, new)?;
    for other in others {
        let mut new = other.revision.clone();
        edge::redirect(&mut new.record, std::slice::from_ref(from), to);
        waivers.carry_to(&mut new);
        save(work, &other, new)?;
    }
    waivers.save_rest(work)?;
    Ok(pointers)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{apply, context, id, last_batch, set, store, stored};
    use super::super::{Undo, Withdraw};
    use super::*;
    use crate::store::Store;

    fn rename(store: &mut Store, from: &str, to: &str) -> Result<Vec<Pointer>, Refusal> {
        apply(&Rename { from: id(from), to: id(to) }, store, &context())
    }

    #[test]
    fn the_old_id_becomes_an_alias_and_edges_are_changed() {
        let mut store = store(&["x/a", "x/c"]);
        set(&mut store, &["x/c"], "leads_to", r#"[{"error_id": "x/a", "probability": null, "condition": ""}]"#);
        let pointers = rename(&mut store, "x/a", "y/b").unwrap();
        assert_eq!(pointers, [Pointer { id: id("x/c"), lists: vec!["leads_to".to_owned()] }]);
        assert_eq!(stored(&mut store, "x/c").revision.record.transition_graph.leads_to[0].error_id, "y/b");
        let record = stored(&mut store, "y/b").revision.record;
        assert_eq!((record.domain.as_str(), record.aliases.as_slice()), ("y", ["x/a".to_owned()].as_slice()));
    }

    #[test]
    fn a_record_that_is_renamed_back_has_its_last_id_as_the_alias() {
        let mut store = store(&["x/a"]);
        rename(&mut store, "x/a", "x/b").unwrap();
        rename(&mut store, "x/b", "x/a").unwrap();
        assert_eq!(stored(&mut store, "x/a").revision.record.aliases, ["x/b"]);
        let batch = last_batch(&mut store);
        rename(&mut store, "x/a", "x/a").unwrap();
        assert_eq!(last_batch(&mut store), batch, "its own id changes nothing");
    }

    #[test]
    fn an_id_in_use_is_refused_also_if_its_record_is_withdrawn() {
        let mut store = store(&["x/a", "x/b"]);
        let taken = |store: &mut Store| match rename(store, "x/a", "x/b") {
            Err(Refusal::RenamedOnto { is_withdrawn, .. }) => is_withdrawn,
            other => panic!("{other:?}"),
        };
        assert!(!taken(&mut store));
        let withdraw = Withdraw { ids: vec![id("x/b")], restore: false, merge_into: None };
        apply(&withdraw, &mut store, &context()).unwrap();
        assert!(taken(&mut store));
        assert!(matches!(rename(&mut store, "x/b", "x/c"), Err(Refusal::Withdrawn(_))));
    }

    #[test]
    fn an_id_is_free_if_the_arrival_of_its_record_was_undone() {
        let mut store = store(&["x/a", "x/b"]);
        apply(&Undo { batch: Some(2.into()), id: None, partly: false }, &mut store, &context()).unwrap();
        rename(&mut store, "x/a", "x/b").unwrap();
        assert!(!stored(&mut store, "x/b").standing.is_withdrawn);
    }

    #[test]
    fn no_record_gets_an_id_that_is_not_a_valid_path_on_every_system() {
        assert!(matches!(rename(&mut store(&["x/a"]), "x/a", "x/con"), Err(Refusal::Unportable { .. })));
    }
}
