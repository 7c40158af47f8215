//! A record as it stood at one time, its items known by ids that no edit changes.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use super::{DeadEnd, Fields, Former, Known, Part, Record, Version, Workaround, pair};

/// The ids of the items of a record, each list in the order of the items.
///
/// An id is the item's own within its list and record: it stays when the item is moved or reworded, and is not given
/// to another item when the item goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemIds {
    /// Of the versions.
    pub versions: Vec<u32>,
    /// Of the dead ends.
    pub dead_ends: Vec<u32>,
    /// Of the workarounds.
    pub workarounds: Vec<u32>,
}

/// For each list the first id that was never given to an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FreeIds {
    /// For versions.
    pub version: u32,
    /// For dead ends.
    pub dead_end: u32,
    /// For workarounds.
    pub workaround: u32,
}

/// How the items of a record's next revision get their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identities {
    /// The ids for new items.
    pub free: FreeIds,
    /// Items on which evidence or an edit hangs: one that says something else is a new item, when in doubt.
    pub held: BTreeSet<(Part, u32)>,
}

impl From<FreeIds> for Identities {
    fn from(free: FreeIds) -> Self {
        Identities { free, held: BTreeSet::new() }
    }
}

/// A record as it stood at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// The record.
    pub record: Record,
    /// The ids of its items.
    pub items: ItemIds,
    /// Whether it was withdrawn: kept with its history, but not published.
    pub is_withdrawn: bool,
}

impl ItemIds {
    /// The ids of a new record: each list is counted from 1.
    pub fn new(record: &Record) -> Self {
        let count = |items: usize| (1..).take(items).collect();
        ItemIds {
            versions: count(record.versions.len()),
            dead_ends: count(record.dead_ends.len()),
            workarounds: count(record.workarounds.len()),
        }
    }

    /// How many items there are of each kind.
    pub fn shape(&self) -> [usize; 3] {
        [self.versions.len(), self.dead_ends.len(), self.workarounds.len()]
    }

    /// The ids of one kind of items; none for the record itself.
    pub fn of(&self, part: Part) -> &[u32] {
        match part {
            Part::Record => &[],
            Part::Version => &self.versions,
            Part::DeadEnd => &self.dead_ends,
            Part::Workaround => &self.workarounds,
        }
    }
}

impl FreeIds {
    /// The ids that are free where these items are there, too.
    #[must_use]
    pub fn beyond(self, items: &ItemIds) -> Self {
        let beyond = |free: u32, ids: &[u32]| ids.iter().map(|id| id.saturating_add(1)).fold(free, u32::max);
        FreeIds {
            version: beyond(self.version, &items.versions),
            dead_end: beyond(self.dead_end, &items.dead_ends),
            workaround: beyond(self.workaround, &items.workarounds),
        }
    }
}

impl Revision {
    /// The revision that `record` makes of this one: items that are the same, though moved or reworded, keep their
    /// ids as [`pair`] matches them, and new ones get free ids.
    pub fn becoming(&self, record: Record, identities: &Identities) -> Revision {
        let (old, free) = (&self.record, identities.free);
        let carried = |part: Part, old: &[&str], new: &[&str], free: u32| {
            carry(self.items.of(part), |id| identities.held.contains(&(part, id)), old, new, free)
        };
        let items = ItemIds {
            versions: carried(
                Part::Version,
                &texts(&old.versions, Version::text),
                &texts(&record.versions, Version::text),
                free.version,
            ),
            dead_ends: carried(
                Part::DeadEnd,
                &texts(&old.dead_ends, DeadEnd::text),
                &texts(&record.dead_ends, DeadEnd::text),
                free.dead_end,
            ),
            workarounds: carried(
                Part::Workaround,
                &texts(&old.workarounds, Workaround::text),
                &texts(&record.workarounds, Workaround::text),
                free.workaround,
            ),
        };
        Revision { record, items, is_withdrawn: self.is_withdrawn }
    }

    /// The items of a base that stand otherwise in this revision.
    pub fn edited_items(&self, base: &Revision) -> BTreeSet<(Part, u32)> {
        let (before, now) = (Fields::of(base), Fields::of(self));
        let changed = before.difference(&now).into_iter().map(|(field, ..)| (field.part, field.item));
        changed.filter(|(part, _)| *part != Part::Record).collect()
    }

    /// The text by which an item is known; `None` if there is no such item.
    pub fn item_text(&self, part: Part, id: u32) -> Option<&str> {
        let at = self.items.of(part).iter().position(|listed| *listed == id)?;
        match part {
            Part::Record => None,
            Part::Version => self.record.versions.get(at).map(Version::text),
            Part::DeadEnd => self.record.dead_ends.get(at).map(DeadEnd::text),
            Part::Workaround => self.record.workarounds.get(at).map(Workaround::text),
        }
    }

    /// Gives items that came in with `self` the ids of items of equal text that came in with `other`, so that what
    /// both sides added alike is one item. `base` is what both sides come from.
    pub fn agree_with(&mut self, other: &Revision, base: &Revision) {
        let (own, theirs) = (&self.record, &other.record);
        adopt(
            &mut self.items.versions,
            &texts(&own.versions, Version::text),
            (&other.items.versions, &texts(&theirs.versions, Version::text)),
            &base.items.versions,
        );
        adopt(
            &mut self.items.dead_ends,
            &texts(&own.dead_ends, DeadEnd::text),
            (&other.items.dead_ends, &texts(&theirs.dead_ends, DeadEnd::text)),
            &base.items.dead_ends,
        );
        adopt(
            &mut self.items.workarounds,
            &texts(&own.workarounds, Workaround::text),
            (&other.items.workarounds, &texts(&theirs.workarounds, Workaround::text)),
            &base.items.workarounds,
        );
    }

    /// Gives items that are in none of the `matched` revisions the ids of former items of equal text: they came back, or
    /// come from a copy that knows them by an older text.
    pub fn recognize(&mut self, former: &Former, matched: &[&Revision]) {
        let own = &self.record;
        let lists = [
            (Part::Version, &mut self.items.versions, texts(&own.versions, Version::text)),
            (Part::DeadEnd, &mut self.items.dead_ends, texts(&own.dead_ends, DeadEnd::text)),
            (Part::Workaround, &mut self.items.workarounds, texts(&own.workarounds, Workaround::text)),
        ];
        for (part, ids, texts) in lists {
            let matched: BTreeSet<u32> = matched.iter().flat_map(|one| one.items.of(part)).copied().collect();
            reuse(ids, &texts, &former.item_texts(part), &matched);
        }
    }
}

fn carry(ids: &[u32], is_held: impl Fn(u32) -> bool, old: &[&str], new: &[&str], free: u32) -> Vec<u32> {
    let mut free = free..;
    let known = ids.iter().zip(old).map(|(id, text)| Known { text, is_held: is_held(*id) });
    let old: Vec<Known<'_>> = known.collect();
    let pairing = pair(&old, new).into_iter();
    pairing
        .map(|from| from.and_then(|from| ids.get(from).copied()).or_else(|| free.next()).unwrap_or(u32::MAX))
        .collect()
}

fn adopt(ids: &mut [u32], texts: &[&str], other: (&[u32], &[&str]), base: &[u32]) {
    let base: HashSet<u32> = base.iter().copied().collect();
    let mut open: HashMap<&str, VecDeque<u32>> = HashMap::new();
    for (id, text) in other.0.iter().zip(other.1).filter(|(id, _)| !base.contains(id)) {
        open.entry(text).or_default().push_back(*id);
    }
    for (id, text) in ids.iter_mut().zip(texts).filter(|(id, _)| !base.contains(id)) {
        if let Some(same) = open.get_mut(text).and_then(VecDeque::pop_front) {
            *id = same;
        }
    }
}

/// Gives items the id of a former one of equal text, if no other item has that id.
fn reuse(ids: &mut [u32], texts: &[&str], former: &[(u32, Cow<'_, str>)], matched: &BTreeSet<u32>) {
    let mut taken: HashSet<u32> = ids.iter().copied().collect();
    let mut by_text: HashMap<&str, Vec<u32>> = HashMap::new();
    former.iter().for_each(|(id, text)| by_text.entry(text).or_default().push(*id));
    for (slot, text) in ids.iter_mut().zip(texts).filter(|(id, _)| !matched.contains(id)) {
        let same = by_text.get(text).and_then(|ids| ids.iter().find(|id| !taken.contains(id)));
        if let Some(id) = same {
            taken.remove(slot);
            taken.insert(*id);
            *slot = *id;
        }
    }
}

/// The texts by which items are known.
fn texts<'r, T>(items: &'r [T], text: impl Fn(&'r T) -> &'r str) -> Vec<&'r str> {
    items.iter().map(text).collect()
}
