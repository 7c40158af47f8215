//! The notices that follow from the journal.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::ledger::{BatchNumber, Notice, NoticeEvent, RecordKey, RecordedBy, Uid};
use crate::record::{Date, Id};
use crate::store::record::parsed;

/// What happened here to a record under its id.
pub(super) struct Happened {
    pub batch: BatchNumber,
    record: RecordKey,
    what: Happening,
    /// The id that the record has now.
    id_now: Id,
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

/// The last notice about an id of some kind.
type Last<T> = HashMap<Id, ((Date, u32, Uid), T)>;

/// Makes notices of what happened, batch by batch, knowing those that were imported before.
#[derive(Default)]
pub(super) struct NoticeMaker {
    /// All notices.
    pub notices: Vec<Notice>,
    /// The day and the number of the last one in their order.
    clock: Option<(Date, u32)>,
    /// The id that each record has.
    ids: HashMap<RecordKey, Id>,
    /// Whether the record of an id is withdrawn.
    withdrawn: Last<bool>,
    /// Where the record of an id went; `None` if one has it again.
    renamed: Last<Option<Id>>,
}

impl NoticeMaker {
    /// Adds a notice that was imported.
    pub(super) fn know(&mut self, notice: Notice) {
        let rank = notice.rank();
        let of_notice = (rank.0, rank.1);
        self.clock = self.clock.max(Some(of_notice));
        match (notice.event, &notice.other) {
            (NoticeEvent::Withdrawn, _) => keep(&mut self.withdrawn, &notice.id, (rank, true)),
            (NoticeEvent::Restored, _) => {
                keep(&mut self.withdrawn, &notice.id, (rank, false));
                keep(&mut self.renamed, &notice.id, (rank, None));
            }
            (NoticeEvent::Renamed, to) => {
                keep(&mut self.renamed, &notice.id, (rank, to.clone()));
                to.iter().for_each(|to| keep(&mut self.renamed, to, (rank, None)));
            }
        }
        self.notices.push(notice);
    }

    /// Makes a notice, if the known ones do not say the same.
    pub(super) fn make(&mut self, connection: &Connection, happened: Happened) -> rusqlite::Result<()> {
        let Happened { batch, record, what, id_now, reason, recorded } = happened;
        let id = match &what {
            Happening::Renamed { from, to } => {
                self.ids.insert(record, to.clone());
                from.clone()
            }
            Happening::Arrived | Happening::Withdrawn | Happening::Restored => {
                self.ids.get(&record).cloned().unwrap_or(id_now)
            }
        };
        let is_withdrawn = self.withdrawn.get(&id).is_some_and(|(_, is_withdrawn)| *is_withdrawn);
        let went = self.renamed.get(&id).and_then(|(_, to)| to.as_ref());
        let (event, other) = match what {
            Happening::Withdrawn if !is_withdrawn => {
                let heir = heir(connection, batch, (record, &id))?;
                let id_then = |(record, id)| self.ids.get(&record).cloned().unwrap_or(id);
                (NoticeEvent::Withdrawn, heir.map(id_then))
            }
            Happening::Restored if is_withdrawn => (NoticeEvent::Restored, None),
            Happening::Arrived if is_withdrawn || went.is_some() => (NoticeEvent::Restored, None),
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
    Ok(Happened { batch, record, what, id_now: parsed(row, "canon_id")?, reason, recorded })
}
