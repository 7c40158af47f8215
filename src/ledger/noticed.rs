//! What notices say together, whatever order they arrived in.

use std::collections::{BTreeMap, HashMap};

use super::{Notice, NoticeEvent, Uid};
use crate::record::Id;

/// A record that notices are about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoticedRecord {
    /// The ids that it had, in their order; the last one is the one it has. None is there twice.
    pub ids: Vec<Id>,
    /// The notice that gave it the last one; `None` if it was never renamed.
    pub renamed_by: Option<Uid>,
    /// The id that another record has instead of it, and the notice that should have given it that.
    pub taken: Option<(Id, Uid)>,
    /// Whether it is withdrawn, and the notice that says so; `None` if none does.
    pub withdrawn: Option<(bool, Uid)>,
}

impl NoticedRecord {
    /// The id that it has.
    pub fn id(&self) -> Option<&Id> {
        self.ids.last()
    }
}

/// What notices say together: the records that they are about, found by replaying them in the order of their ranks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoticedRecords {
    records: Vec<NoticedRecord>,
    /// The record that has an id.
    now: HashMap<Id, usize>,
    /// The record that had an id until it was renamed, while no other has it.
    former: HashMap<Id, usize>,
}

impl NoticedRecords {
    /// Replays notices, in whatever order they are.
    pub fn of<'n>(notices: impl IntoIterator<Item = &'n Notice>) -> Self {
        let ranked: BTreeMap<_, &Notice> = notices.into_iter().map(|notice| (notice.rank(), notice)).collect();
        let mut noticed = NoticedRecords::default();
        ranked.into_values().for_each(|notice| noticed.replay(notice));
        noticed
    }

    /// Replays a notice that ranks after all others.
    pub fn replay(&mut self, notice: &Notice) {
        self.add(notice.uid(), notice);
    }

    /// The records, in the order in which notices first name them.
    pub fn records(&self) -> &[NoticedRecord] {
        &self.records
    }

    /// The record that an id names: the one that has it or, if none does, the one that had it last.
    pub fn find(&self, id: &Id) -> Option<&NoticedRecord> {
        let place = self.now.get(id).or_else(|| self.former.get(id))?;
        self.records.get(*place)
    }

    /// Whether the record that an id names is withdrawn.
    pub fn is_withdrawn(&self, id: &Id) -> bool {
        self.find(id).and_then(|record| record.withdrawn).is_some_and(|(is_withdrawn, _)| is_withdrawn)
    }

    fn add(&mut self, uid: Uid, notice: &Notice) {
        let Notice { id, event, other, .. } = notice;
        let is_other = *event == NoticeEvent::Added;
        let place = self.now.get(id).or_else(|| self.former.get(id).filter(|_| !is_other)).copied();
        let place = place.unwrap_or_else(|| self.insert(id));
        let Some(record) = self.records.get_mut(place) else { return };
        match (event, other) {
            (NoticeEvent::Withdrawn, _) => record.withdrawn = Some((true, uid)),
            (NoticeEvent::Restored, _) => record.withdrawn = Some((false, uid)),
            // Two records cannot have one id: the one that has it keeps it.
            (NoticeEvent::Renamed, Some(to)) if !self.now.contains_key(to) => {
                (record.renamed_by, record.taken) = (Some(uid), None);
                if let Some(before) = record.ids.last().cloned() {
                    self.now.remove(&before);
                    self.former.insert(before, place);
                }
                record.ids.retain(|had| had != to);
                record.ids.push(to.clone());
                self.former.remove(to);
                self.now.insert(to.clone(), place);
            }
            (NoticeEvent::Renamed, to) => record.taken = to.clone().map(|to| (to, uid)),
            (NoticeEvent::Added, _) => {}
        }
    }

    /// Adds a record with an id that none has.
    fn insert(&mut self, id: &Id) -> usize {
        let place = self.records.len();
        self.records.push(NoticedRecord { ids: vec![id.clone()], ..NoticedRecord::default() });
        self.former.remove(id);
        self.now.insert(id.clone(), place);
        place
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ledger::RecordedBy;

    fn id(name: &str) -> Id {
        format!("x/{name}").parse().unwrap()
    }

    /// A notice such as `a withdrawn` or `a renamed b`, the n-th of its day.
    fn notice(words: &str, number: u32) -> Notice {
        let mut words = words.split(' ');
        let (name, event) = (words.next().unwrap(), words.next().unwrap());
        let recorded = RecordedBy { day: "2026-11-20".parse().unwrap(), by: "tom".to_owned() };
        let (event, other) = (event.parse().unwrap(), words.next().map(id));
        Notice { id: id(name), event, other, reason: None, number, recorded }
    }

    fn noticed(lines: &[&str]) -> NoticedRecords {
        let notices: Vec<Notice> = (1..).zip(lines).map(|(number, words)| notice(words, number)).collect();
        NoticedRecords::of(&notices)
    }

    /// The id that a name leads to, and whether that record is withdrawn.
    fn now(noticed: &NoticedRecords, name: &str) -> (String, Option<bool>) {
        let record = noticed.find(&id(name)).unwrap();
        (record.id().unwrap().to_string(), record.withdrawn.map(|(is_withdrawn, _)| is_withdrawn))
    }

    #[test]
    fn the_last_notice_decides() {
        assert_eq!(now(&noticed(&["a withdrawn", "a restored"]), "a"), ("x/a".to_owned(), Some(false)));
        assert_eq!(now(&noticed(&["a restored", "a withdrawn"]), "a"), ("x/a".to_owned(), Some(true)));
        let two = noticed(&["a renamed b", "a renamed c"]);
        assert_eq!(now(&two, "a"), ("x/c".to_owned(), None));
        assert_eq!(now(&two, "b"), ("x/c".to_owned(), None));
        let back = noticed(&["a renamed b", "b renamed a"]);
        assert_eq!(now(&back, "b"), ("x/a".to_owned(), None));
        assert_eq!(back.find(&id("a")).unwrap().ids, [id("b"), id("a")]);
    }

    #[test]
    fn a_notice_about_a_former_id_is_about_the_renamed_record_unless_another_has_the_id() {
        assert_eq!(now(&noticed(&["a renamed b", "a withdrawn"]), "b"), ("x/b".to_owned(), Some(true)));
        let back = noticed(&["a withdrawn", "a renamed b", "a restored"]);
        assert_eq!(now(&back, "a"), ("x/b".to_owned(), Some(false)));
        let other = noticed(&["a renamed b", "a added", "a withdrawn"]);
        assert_eq!(now(&other, "b"), ("x/b".to_owned(), None));
        assert_eq!(now(&other, "a"), ("x/a".to_owned(), Some(true)));
    }

    #[test]
    fn a_record_keeps_its_id_if_another_is_renamed_to_it() {
        let both = noticed(&["b withdrawn", "a renamed b"]);
        assert_eq!(now(&both, "b"), ("x/b".to_owned(), Some(true)));
        assert_eq!(now(&both, "a"), ("x/a".to_owned(), None));
        assert_eq!(both.find(&id("a")).unwrap().taken.as_ref().unwrap().0, id("b"));
    }

    fn any_notice() -> impl Strategy<Value = Notice> {
        let (name, event) = (0..4_u8, 0..NoticeEvent::ALL.len());
        (name, event, 0..4_u8, 1..9_u32).prop_filter_map(
            "an id is not renamed to itself",
            |(name, event, to, number)| {
                let [name, to] = [name, to].map(|n| ["a", "b", "c", "d"][usize::from(n)]);
                let event = NoticeEvent::ALL[event];
                match event {
                    NoticeEvent::Renamed if name == to => None,
                    NoticeEvent::Renamed => Some(notice(&format!("{name} {event} {to}"), number)),
                    NoticeEvent::Withdrawn | NoticeEvent::Restored | NoticeEvent::Added => {
                        Some(notice(&format!("{name} {event}"), number))
                    }
                }
            },
        )
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_does_not_matter_and_no_two_records_have_one_id(
            notices in prop::collection::vec(any_notice(), 0..12),
            turn in 0..12_usize,
        ) {
            let mut others = notices.clone();
            others.rotate_left(turn.min(notices.len()));
            others.extend(notices.first().cloned());
            let noticed = NoticedRecords::of(&notices);
            prop_assert_eq!(&noticed, &NoticedRecords::of(&others));
            let mut ids: Vec<_> = noticed.records().iter().map(|record| record.id().unwrap()).collect();
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), all);
            for record in noticed.records() {
                prop_assert_eq!(noticed.find(record.id().unwrap()), Some(record));
            }
        }
    }
}
