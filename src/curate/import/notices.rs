//! Following the notices of others: records that they withdrew, restored or renamed.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Event, Refusal, Rejection, Run, Stopped, Watch, sealed};
use crate::curate::rename::{Dating, give_id};
use crate::curate::work::Work;
use crate::intake::{Draft, ReadNotices};
use crate::ledger::{Notice, NoticeEvent, NoticedRecord, NoticedRecords, Uid};
use crate::record::{ChangePath, Difference, FieldChange, Id, Json, Record, RecordChange, Revision};
use crate::store::{Prepared, Standing, StoreError};

/// The number of withdrawals by others that are followed without a question, however small the set is.
const FEW: usize = 3;

impl<W: Watch> Run<'_, '_, W> {
    /// Keeps the notices that are new, and does to the records here what the last notice on each says, if that is one
    /// of them. Of a source that brings only new records they are neither kept nor followed.
    pub(super) fn follow_notices(
        &mut self,
        source: &Option<Arc<str>>,
        read: ReadNotices,
    ) -> Result<(), Stopped<W::Error>> {
        let ReadNotices { notices, faulty } = read;
        for draft in faulty {
            let draft: Draft<Prepared> = draft.map(Prepared::from);
            let faults = draft.content.as_ref().err().map(|faulty| faulty.faults.clone()).unwrap_or_default();
            self.reject(&draft, Rejection::Faults(faults))?;
        }
        sealed::notices(&mut self.seal, &notices);
        self.named.extend(notices.iter().filter_map(|notice| notice.other.clone()));
        let added = notices.iter().filter(|notice| notice.event == NoticeEvent::Added);
        self.others.extend(added.map(|notice| notice.id.clone()));
        let known = self.tx.notices()?;
        let had: HashSet<Uid> = known.iter().map(Notice::uid).collect();
        let mut added = HashSet::new();
        let is_new = |notice: &Notice| !had.contains(&notice.uid()) && added.insert(notice.uid());
        let new: Vec<Notice> = notices.into_iter().filter(is_new).collect();
        let noticed = NoticedRecords::of(known.iter().chain(&new));
        if self.source(source)?.trust.only_new {
            for record in noticed.records() {
                if let Some((from, to)) = self.renamed_there(record)? {
                    self.rehearsed.insert(to, from); // so it is not new under its id there
                }
            }
        } else if !new.is_empty() {
            self.ledgers.notices += new.len() as u64;
            if self.writes() {
                self.tx.add_notices(&new)?;
            }
            for record in noticed.records() {
                self.follow(record, |notice| added.contains(notice))?;
            }
        }
        self.noticed = Some(noticed);
        Ok(())
    }

    fn follow(&mut self, record: &NoticedRecord, is_new: impl Fn(&Uid) -> bool) -> Result<(), Stopped<W::Error>> {
        if record.renamed_by.as_ref().is_some_and(&is_new) {
            self.follow_rename(record)?;
        }
        if let (Some((to, notice)), Some(id)) = (&record.taken, record.id())
            && is_new(notice)
        {
            self.remarks.clashing.add(|| (id.clone(), to.clone()));
        }
        match record.withdrawn {
            Some((is_withdrawn, notice)) if is_new(&notice) => self.follow_withdrawal(record, is_withdrawn),
            _ => Ok(()),
        }
    }

    /// The id of a record here and the one that it has elsewhere, which no other record here has.
    fn renamed_there(&mut self, record: &NoticedRecord) -> Result<Option<(Id, Id)>, StoreError> {
        let Some((to, former)) = record.ids.split_last() else { return Ok(None) };
        let mut from = None;
        for id in former.iter().rev() {
            if from.is_none() && self.standing_of_notice(id)?.is_some() {
                from = Some(id);
            }
        }
        let Some(from) = from else { return Ok(None) };
        if self.standing_of_notice(to)?.is_some() {
            self.remarks.clashing.add(|| (from.clone(), to.clone()));
            return Ok(None);
        }
        Ok(Some((from.clone(), to.clone())))
    }

    /// Gives a record the id that it has elsewhere, unless another one here has it.
    fn follow_rename(&mut self, record: &NoticedRecord) -> Result<(), Stopped<W::Error>> {
        let Some((from, to)) = self.renamed_there(record)? else { return Ok(()) };
        let (from, to) = (&from, &to);
        if to.unportable().is_some() {
            self.remarks.unportable.add(|| to.clone());
            return Ok(());
        }
        if !self.writes() {
            self.rehearsed.insert(to.clone(), from.clone());
            if let Some(standing) = self.tx.standing(from)?
                && self.followed.insert(standing.row)
            {
                self.counts.changed += 1;
            }
            let [old, new] = [from, to].map(|id| Some(Json::from(id.as_str())));
            let change = FieldChange { path: ChangePath::Field(Record::ID.into()), old, new };
            return self.tell(Event::Changed(to, vec![RecordChange::Field(change)]));
        }
        let Some(stored) = self.tx.load(from)? else { return Ok(()) };
        let mut work = Work::new(self.tx, self.context);
        give_id(&mut work, &stored, to, Dating::Kept)?;
        let changed = work.into_changed();
        self.has_renamed = true;
        for one in changed {
            if let Some(standing) = self.tx.standing(&one.id)?
                && self.followed.insert(standing.row)
            {
                self.counts.changed += 1;
            }
            self.tell(Event::Changed(&one.id, one.fields))?;
        }
        Ok(())
    }

    /// Withdraws or restores a record as elsewhere.
    fn follow_withdrawal(&mut self, record: &NoticedRecord, is_withdrawn: bool) -> Result<(), Stopped<W::Error>> {
        for id in record.ids.iter().rev() {
            let Some(standing) = self.standing_of_notice(id)? else { continue };
            if standing.is_withdrawn != is_withdrawn {
                self.set_withdrawn(standing, is_withdrawn)?;
            }
            break;
        }
        Ok(())
    }

    /// The standing of a record that notices can be about: not one whose arrival was undone.
    fn standing_of_notice(&mut self, id: &Id) -> Result<Option<Standing>, StoreError> {
        match self.tx.standing(id)? {
            Some(standing) if standing.is_withdrawn && self.is_tombstone(standing)? => Ok(None),
            found => Ok(found),
        }
    }

    fn set_withdrawn(&mut self, standing: Standing, is_withdrawn: bool) -> Result<(), Stopped<W::Error>> {
        let stored = self.tx.load_known(standing.row)?;
        let new = Revision { is_withdrawn, ..stored.revision.clone() };
        let difference = Difference::between(&stored.revision, &new);
        if is_withdrawn {
            self.followed_withdrawals.push(new.record.id.clone());
        }
        if self.writes() {
            self.tx.replace(stored.standing, &difference)?;
        }
        if self.followed.insert(standing.row) {
            self.counts.changed += 1;
        }
        self.tell(Event::Changed(&new.record.id, difference.changes()))
    }

    /// Asks about the records that were withdrawn as notices say, if these are many.
    pub(super) fn approve_followed(&mut self) -> Result<(), Stopped<W::Error>> {
        let ids = std::mem::take(&mut self.followed_withdrawals);
        let written = if self.writes() { ids.len() as u64 } else { 0 };
        let before = self.tx.count_published()? + written;
        let share = ids.len() as f64 / before.max(1) as f64;
        if ids.len() <= FEW || share <= self.import.policy.import.max_withdrawals {
            return Ok(());
        }
        match self.watch.approve_followed(&ids) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Refusal::Declined.into()),
            Err(error) => Err(Stopped::Watch(error)),
        }
    }

    /// What notices say of the record that an id names; `None` if they say nothing.
    pub(super) fn noticed(&mut self, id: &Id) -> Result<Option<NoticedRecord>, StoreError> {
        let noticed = match self.noticed.take() {
            Some(noticed) => noticed,
            None => NoticedRecords::of(&self.tx.notices()?),
        };
        Ok(self.noticed.insert(noticed).find(id).cloned())
    }

    /// Withdraws a record that was just added under an id of which notices say that its record is withdrawn.
    pub(super) fn withdraw_added(&mut self, id: &Id) -> Result<(), Stopped<W::Error>> {
        let is_withdrawn = self.noticed(id)?.and_then(|record| record.withdrawn).is_some_and(|(is, _)| is);
        if !is_withdrawn {
            return Ok(());
        }
        self.remarks.stay_withdrawn.add(|| id.clone());
        let Some(stored) = self.tx.load(id)?.filter(|_| self.writes()) else { return Ok(()) };
        let new = Revision { is_withdrawn: true, ..stored.revision.clone() };
        Ok(self.tx.replace(stored.standing, &Difference::between(&stored.revision, &new))?)
    }
}
