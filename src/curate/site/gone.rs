//! The pages of ids under which nothing is published any more.

use std::collections::BTreeMap;

use crate::ledger::{Notice, NoticeEvent};
use crate::publish::{GonePage, WhyGone};
use crate::record::Id;
use crate::store::{Departure, Gone, Snapshot, StoreError};

/// What the pages of ids say under which nothing is published any more: of records that were withdrawn or renamed here,
/// and of those that only notices of others tell of. A database that was imported from a tree has such ones.
///
/// # Errors
/// If the database cannot be read.
pub(super) fn gone_pages(snapshot: &Snapshot<'_>, gone: Vec<Gone>) -> Result<Vec<GonePage>, StoreError> {
    let of_here = gone.into_iter().map(|Gone { id, record, batch, departure }| {
        let why = match departure {
            Departure::Withdrawn(reason) => {
                WhyGone::Withdrawn { reason, merged_into: snapshot.heir(batch, (record, &id))? }
            }
            Departure::Renamed(to) => WhyGone::Renamed(to),
        };
        Ok(GonePage { id, why })
    });
    let mut pages = of_here.collect::<Result<Vec<_>, StoreError>>()?;
    let last = last_notices(snapshot.imported_notices()?);
    for (id, notice) in &last {
        if let Some(why) = why(notice, &last)
            && snapshot.held_by(id)?.is_empty()
        {
            pages.push(GonePage { id: id.clone(), why });
        }
    }
    pages.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(pages)
}

/// The last notice about each id.
fn last_notices(notices: Vec<Notice>) -> BTreeMap<Id, Notice> {
    let mut last: BTreeMap<Id, Notice> = BTreeMap::new();
    for notice in notices {
        if last.get(&notice.id).is_none_or(|before| before.rank() < notice.rank()) {
            last.insert(notice.id.clone(), notice);
        }
    }
    last
}

/// What a notice says of its id, unless a record is published there.
fn why(notice: &Notice, last: &BTreeMap<Id, Notice>) -> Option<WhyGone> {
    let other = notice.other.as_ref().map(|other| id_now(other, last));
    match notice.event {
        NoticeEvent::Withdrawn => Some(WhyGone::Withdrawn { reason: notice.reason.clone(), merged_into: other }),
        NoticeEvent::Renamed => other.map(WhyGone::Renamed),
        NoticeEvent::Restored | NoticeEvent::Added => None,
    }
}

/// The id that the record of an id has after all renames.
fn id_now(id: &Id, last: &BTreeMap<Id, Notice>) -> Id {
    let mut now = id;
    // Renames may lead in a circle, so there are no more steps than ids.
    for _ in last {
        match last.get(now) {
            Some(Notice { event: NoticeEvent::Renamed, other: Some(to), .. }) => now = to,
            _ => break,
        }
    }
    now.clone()
}
