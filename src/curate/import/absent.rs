//! Records that a source once brought and that are not in its input.

use crate::ledger::RecordKey;

use super::{Event, ImportRefusal, Refusal, Run, Stopped, Watch};
use crate::record::{Difference, Id, Revision};

impl<W: Watch> Run<'_, '_, W> {
    /// Names the records that sources no longer have, or withdraws them if the input is the whole source.
    pub(super) fn look_for_absent(&mut self) -> Result<(), Stopped<W::Error>> {
        let mut absent: Vec<(RecordKey, Id)> = Vec::new();
        // A record may have moved from one source of the run to another.
        let mut seen: Vec<RecordKey> = self.sources.values().flat_map(|source| source.seen.iter().copied()).collect();
        seen.sort_unstable();
        for source in self.sources.values().filter(|source| source.is_known) {
            if let Some(key) = source.key.known() {
                absent.extend(self.tx.missing(key, &seen)?);
            }
        }
        absent.sort_by(|one, other| one.1.cmp(&other.1));
        absent.dedup();
        // A record that could not be read, or is in a place that was not read, may be one of them.
        let (unread, unfollowed) = (self.counts.rejected - self.counts.conflicts, self.watch.unfollowed());
        let is_whole = unread == 0 && unfollowed.is_empty();
        if !self.import.whole {
            absent.iter().filter(|_| is_whole).for_each(|(_, id)| self.remarks.missing.add(|| id.clone()));
            return Ok(());
        }
        if self.sources.is_empty() || self.sources.contains_key(&None) {
            return Err(Refusal::from(ImportRefusal::WholeWithoutSource).into());
        }
        if !is_whole {
            return Err(Refusal::from(ImportRefusal::NotWhole { unread, unfollowed }).into());
        }
        if absent.is_empty() {
            return Ok(());
        }
        let ids: Vec<Id> = absent.iter().map(|(_, id)| id.clone()).collect();
        let share = ids.len() as f64 / self.tx.count_published()?.max(1) as f64;
        // A source without a record is probably the wrong one.
        let is_bare = self.sources.values().any(|source| source.is_known && source.seen.is_empty());
        let is_many = is_bare || share > self.import.policy.import.max_withdrawals;
        match self.watch.approve_withdrawals(&ids, is_many) {
            Ok(true) => {}
            Ok(false) => return Err(Refusal::Declined.into()),
            Err(error) => return Err(Stopped::Watch(error)),
        }
        for (row, id) in absent {
            let stored = self.tx.load_known(row)?;
            let withdrawn = Revision { is_withdrawn: true, ..stored.revision.clone() };
            if self.writes() {
                self.tx.replace(stored.standing, &Difference::between(&stored.revision, &withdrawn))?;
            }
            self.counts.withdrawn += 1;
            self.tell(Event::Withdrawn(&id))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::fixture::{context, record, store};
    use crate::curate::{Import, Incoming};
    use crate::record::canonical;

    #[test]
    fn an_input_without_a_source_is_not_the_whole_of_one() {
        let mut store = store(&["x/a"]);
        let whole = Import { whole: true, ..Import::default() };
        let text = canonical(&record("x/a")).into_bytes();
        let incoming = Incoming::read("x/a", text, &whole.demands(&context()));
        for records in [vec![incoming], Vec::new()] {
            let refused = whole.apply(&mut store, &context(), records.into_iter(), &mut ());
            let Err(Stopped::Refused(Refusal::Import(refusal))) = refused else { panic!("{refused:?}") };
            assert_eq!(refusal, ImportRefusal::WholeWithoutSource);
        }
    }
}
