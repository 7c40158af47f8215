//! The notices that follow from the journal.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::ledger::{BatchNumber, Notice, NoticeEvent, NoticedRecord, NoticedRecords, RecordKey, RecordedBy, Uid};
use crate::record::{Date, Id};
use crate::store::record::parsed;

/// What happened here to a record under its id.
pub(super) struct Happened {
    pub batch: BatchNumber,
    record: RecordKey,
    what: Happening,
    /// The id that the record has now.
    id_now: Id,
    /// The id that it had after the batch, if that gave it another one.
    id_after: Option<Id>,
    reason: Option<String>,
    recorded: RecordedBy,
}

enum Happening {
    /// A record was added under an id that notices may name.
    Arrived,
    Withdrawn,
    Restored,
    Renamed {
        from: Id,
        to: Id,
    },
}

impl Happening {
    /// Whether it is what notices say of the record of an id.
    fn follows_from(&self, replayed: &NoticedRecords, id: &Id) -> bool {
        let of = |id: &Id| replayed.find(id).filter(|record| record.id() == Some(id));
        let is_withdrawn = |record: &NoticedRecord| record.withdrawn.map(|(is_withdrawn, _)| is_withdrawn);
        match self {
            Happening::Arrived => of(id).is_some_and(|record| is_withdrawn(record) != Some(true)),
            Happening::Withdrawn => of(id).is_some_and(|record| is_withdrawn(record) == Some(true)),
            Happening::Restored => of(id).is_some_and(|record| is_withdrawn(record) == Some(false)),
            Happening::Renamed { from, to } => of(to).is_some_and(|record| record.ids.contains(from)),
        }
    }
}

/// The last notice about an id of some kind.
type Last<T> = HashMap<Id, ((Date, u32, Uid), T)>;

/// Makes notices of what happened, batch by batch, knowing those that were imported before.
#[derive(Default)]
pub(super) struct NoticeMaker {
    /// All notices.
    pub notices: Vec<Notice>,
    /// The batches that imported some.
    following: HashSet<BatchNumber>,
    /// The day and the number of the last one in their order.
    clock: Option<(Date, u32)>,
    /// The id that each record has.
    ids: HashMap<RecordKey, Id>,
    /// What they say together, unless one came that ranks before others.
    replayed: Option<NoticedRecords>,
    /// Where the record of an id went; `None` if one has it again.
    renamed: Last<Option<Id>>,
}

impl NoticeMaker {
    /// Begins without notices. The batches are those that imported some.
    pub(super) fn new(following: HashSet<BatchNumber>) -> Self {
        NoticeMaker { following, ..NoticeMaker::default() }
    }

    /// Adds a notice that was imported.
    pub(super) fn know(&mut self, notice: Notice) {
        let rank = notice.rank();
        let of_notice = (rank.0, rank.1);
        let is_last = self.clock.is_none_or(|clock| clock < of_notice);
        self.replayed = self.replayed.take().filter(|_| is_last);
        self.replayed.iter_mut().for_each(|replayed| replayed.replay(&notice));
        self.clock = self.clock.max(Some(of_notice));
        match (notice.event, &notice.other) {
            (NoticeEvent::Withdrawn | NoticeEvent::Restored, _) => {}
            (NoticeEvent::Added, _) => keep(&mut self.renamed, &notice.id, (rank, None)),
            (NoticeEvent::Renamed, to) => {
                keep(&mut self.renamed, &notice.id, (rank, to.clone()));
                to.iter().for_each(|to| keep(&mut self.renamed, to, (rank, None)));
            }
        }
        self.notices.push(notice);
    }

    /// Makes a notice, if the known ones do not say the same.
    pub(super) fn make(&mut self, connection: &Connection, happened: Happened) -> rusqlite::Result<()> {
        let Happened { batch, record, what, id_now, id_after, reason, recorded } = happened;
        let id = match &what {
            Happening::Renamed { from, to } => {
                self.ids.insert(record, to.clone());
                from.clone()
            }
            Happening::Arrived | Happening::Withdrawn | Happening::Restored => {
                self.ids.get(&record).cloned().unwrap_or(id_now)
            }
        };
        let replayed = self.replayed.get_or_insert_with(|| NoticedRecords::of(&self.notices));
        if self.following.contains(&batch) && what.follows_from(replayed, id_after.as_ref().unwrap_or(&id)) {
            return Ok(());
        }
        let is_withdrawn = replayed.is_withdrawn(&id);
        let went = self.renamed.get(&id).and_then(|(_, to)| to.as_ref());
        let (event, other) = match what {
            Happening::Withdrawn if !is_withdrawn => {
                let heir = heir(connection, batch, (record, &id))?;
                let id_then = |(record, id)| self.ids.get(&record).cloned().unwrap_or(id);
                (NoticeEvent::Withdrawn, heir.map(id_then))
            }
            Happening::Restored if is_withdrawn => (NoticeEvent::Restored, None),
            Happening::Arrived if went.is_some() => (NoticeEvent::Added, None),
            Happening::Arrived if is_withdrawn => (NoticeEvent::Restored, None),
            Happening::Renamed { to, .. } if went != Some(&to) => (NoticeEvent::Renamed, Some(to)),
            Happening::Arrived | Happening::Withdrawn | Happening::Restored | Happening::Renamed { .. } => {
                return Ok(());
            }
        };
        let (day, number) = match self.clock {
            Some((day, number)) if day >= recorded.day => (day, number.saturating_add(1)),
            _ => (recorded.day, 1),
        };
        self.know(Notice { id, event, other, reason, number, recorded: RecordedBy { day, ..recorded } });
        Ok(())
    }
}

/// The record that a batch merged one into that it withdrew and that had an id then, with the id that it has now.
pub(super) fn heir(
    connection: &Connection,
    batch: BatchNumber,
    (record, id): (RecordKey, &Id),
) -> rusqlite::Result<Option<(RecordKey, Id)>> {
    let mut statement = connection.prepare_cached(include_str!("heir.sql"))?;
    let parameters = named_params! { ":batch": batch, ":record": record, ":id": id.as_str() };
    statement.query_row(parameters, |row| Ok((row.get("record")?, parsed(row, "canon_id")?))).optional()
}

/// Keeps the later of two notices about an id.
fn keep<T>(last: &mut Last<T>, id: &Id, (rank, what): ((Date, u32, Uid), T)) {
    if last.get(id).is_none_or(|(before, _)| *before <= rank) {
        last.insert(id.clone(), (rank, what));
    }
}

/// What happened here to records under their ids, in its order.
pub(super) fn happened(connection: &Connection) -> rusqlite::Result<Vec<Happened>> {
    let mut all = departures(connection)?;
    let mut statement = connection.prepare_cached(include_str!("arrivals.sql"))?;
    let arrivals = statement.query_map([], |row| one(row, Happening::Arrived))?;
    // A record that was withdrawn or renamed in the batch that added it did not appear under that id.
    for arrival in arrivals.collect::<rusqlite::Result<Vec<_>>>()? {
        if !all.iter().any(|one| (one.batch, one.record) == (arrival.batch, arrival.record)) {
            all.push(arrival);
        }
    }
    all.sort_by_key(|one| one.batch);
    let given = |one: &Happened| match &one.what {
        Happening::Renamed { to, .. } => Some(((one.batch, one.record), to.clone())),
        Happening::Arrived | Happening::Withdrawn | Happening::Restored => None,
    };
    let given: HashMap<(BatchNumber, RecordKey), Id> = all.iter().filter_map(given).collect();
    all.iter_mut().for_each(|one| one.id_after = given.get(&(one.batch, one.record)).cloned());
    Ok(all)
}

fn departures(connection: &Connection) -> rusqlite::Result<Vec<Happened>> {
    let mut all = Vec::new();
    let mut first_ids: HashMap<RecordKey, Id> = HashMap::new();
    // Records whose arrival was undone: such a record may be given another id, which nobody else need know either.
    let mut undone: HashSet<RecordKey> = HashSet::new();
    let mut statement = connection.prepare_cached(include_str!("departures.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let record = row.get("record")?;
        let what = match row.get_ref("field")?.as_str()? {
            "id" if undone.contains(&record) => continue,
            "id" => {
                let (from, to): (Id, Id) = (parsed(row, "old")?, parsed(row, "new")?);
                first_ids.entry(record).or_insert_with(|| from.clone());
                Happening::Renamed { from, to }
            }
            _ if row.get("is_undone")? => {
                undone.insert(record);
                continue;
            }
            _ if row.get("is_arrival")? => continue,
            _ if row.get("new")? => Happening::Withdrawn,
            _ => {
                undone.remove(&record);
                Happening::Restored
            }
        };
        all.push(one(row, what)?);
    }
    // Before a record was renamed, it had the first of its ids.
    for one in &mut all {
        if let Some(id) = first_ids.get(&one.record) {
            one.id_now = id.clone();
        }
    }
    Ok(all)
}

fn one(row: &Row<'_>, what: Happening) -> rusqlite::Result<Happened> {
    let recorded = RecordedBy { day: parsed(row, "day")?, by: row.get("actor")? };
    let (batch, record, reason) = (row.get("batch")?, row.get("record")?, row.get("reason")?);
    Ok(Happened { batch, record, what, id_now: parsed(row, "canon_id")?, id_after: None, reason, recorded })
}
