//! Which items of one revision are those of another: they keep their ids when they are moved or reworded, when both
//! sides added them, and when they come back.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use super::{Fields, Former, Identities, ItemIds, ItemKind, ItemRef, Known, Record, Revision, Rewordings, pair};

impl Revision {
    /// The revision that `record` makes of this one: items that are the same, though moved or reworded, keep their ids
    /// as the identities and [`pair`] match them, and new ones get free ids. The annotations stay.
    pub fn becoming(&self, record: Record, identities: &Identities) -> Revision {
        let free = identities.free;
        let carried = |kind: ItemKind, free: u32| {
            let (old, new) = (self.record.texts(kind), record.texts(kind));
            let new = identities.rewordings.as_known(kind, &old, &new);
            carry(self.items.of(kind), |id| identities.held.contains(&ItemRef { kind, id }), &old, &new, free)
        };
        let items = ItemIds {
            versions: carried(ItemKind::Version, free.version),
            dead_ends: carried(ItemKind::DeadEnd, free.dead_end),
            workarounds: carried(ItemKind::Workaround, free.workaround),
        };
        Revision { record, items, is_withdrawn: self.is_withdrawn, annotations: self.annotations.clone() }
    }

    /// The revision that another side makes of this one, which is the base of both: as [`becoming`](Self::becoming),
    /// and an item that both sides added is one item. The items that `ours` edited are held.
    pub fn becoming_beside(&self, record: Record, ours: &Revision, mut identities: Identities) -> Revision {
        identities.free = identities.free.beyond(&self.items);
        identities.held.extend(ours.edited_items(self));
        let mut theirs = self.becoming(record, &identities);
        theirs.agree_with(ours, self, &identities.rewordings);
        theirs
    }

    /// The items of a base that are different in this revision.
    pub fn edited_items(&self, base: &Revision) -> BTreeSet<ItemRef> {
        let (before, now) = (Fields::of(base), Fields::of(self));
        before.difference(&now).into_iter().filter_map(|(field, ..)| field.item).collect()
    }

    /// Gives items that are new in `self` the ids of items that are new in `other` and have an equal text, or one that
    /// is known to be of the same item: so an item that both sides added is one. `base` is the common ancestor of both.
    pub fn agree_with(&mut self, other: &Revision, base: &Revision, rewordings: &Rewordings) {
        self.adopt_ids(other, |kind| base.items.of(kind).iter().copied().collect(), rewordings);
    }

    /// Gives items that are not in `later` the ids of items of equal text that are only there: each was removed and
    /// added again, and is one item.
    pub fn follow_added_again(&mut self, later: &Revision) {
        let own = self.items.clone();
        let in_both = |kind: ItemKind| -> HashSet<u32> {
            let in_later: HashSet<u32> = later.items.of(kind).iter().copied().collect();
            own.of(kind).iter().copied().filter(|id| in_later.contains(id)).collect()
        };
        self.adopt_ids(later, in_both, &Rewordings::default());
    }

    fn adopt_ids(&mut self, other: &Revision, known: impl Fn(ItemKind) -> HashSet<u32>, rewordings: &Rewordings) {
        for kind in ItemKind::ALL.iter().copied() {
            let (known, their_texts) = (known(kind), other.record.texts(kind));
            let open: Vec<&str> =
                other.item_texts(kind).filter(|(id, _)| !known.contains(id)).map(|(_, text)| text).collect();
            let own = self.record.texts(kind);
            let texts = rewordings.as_known(kind, &open, &own);
            adopt(self.items.of_mut(kind), &texts, (other.items.of(kind), &their_texts), &known);
        }
    }

    /// Whether an item is in none of the `matched` revisions.
    pub fn has_items_beside(&self, matched: &[&Revision]) -> bool {
        let known: HashSet<ItemRef> = matched.iter().flat_map(|one| one.items.iter()).collect();
        self.items.iter().any(|item| !known.contains(&item))
    }

    /// Gives items that are in none of the `matched` revisions the ids of former items of equal text, or of one that is
    /// known to be of the same item: they came back, or come from a copy that knows them by an older text.
    pub fn recognize(&mut self, former: &Former, matched: &[&Revision], rewordings: &Rewordings) {
        for kind in ItemKind::ALL.iter().copied() {
            let matched: BTreeSet<u32> = matched.iter().flat_map(|one| one.items.of(kind)).copied().collect();
            let texts = self.record.texts(kind);
            let former: Vec<(u32, &str)> = former.item_texts(kind).collect();
            let other = |text: &str, is_open: &dyn Fn(&str) -> bool| rewordings.nearest(kind, text, is_open);
            reuse(self.items.of_mut(kind), &texts, (&former, &other), &matched);
        }
    }
}

fn carry(ids: &[u32], is_held: impl Fn(u32) -> bool, old: &[&str], new: &[&str], free: u32) -> Vec<u32> {
    // Ids from the first free one on are new. A damaged database may have the highest of all; then others are new, too.
    let is_new = |id: &u32| (free..u32::MAX).contains(id) || !ids.contains(id);
    let mut free = (free..=u32::MAX).chain((1..free).rev()).filter(is_new);
    let known = ids.iter().zip(old).map(|(id, text)| Known { text, is_held: is_held(*id) });
    let old: Vec<Known<'_>> = known.collect();
    pair(&old, new)
        .into_iter()
        .map(|from| kept_or_new(from.and_then(|from| ids.get(from).copied()), &mut free))
        .collect()
}

#[expect(clippy::expect_used, reason = "no list has as many items as there are ids")]
fn kept_or_new(kept: Option<u32>, free: &mut impl Iterator<Item = u32>) -> u32 {
    kept.or_else(|| free.next()).expect("a free id")
}

/// Gives items the ids of other items of equal text, but for those that are known on both sides.
fn adopt(ids: &mut [u32], texts: &[&str], other: (&[u32], &[&str]), known: &HashSet<u32>) {
    let mut open: HashMap<&str, VecDeque<u32>> = HashMap::new();
    for (id, text) in other.0.iter().zip(other.1).filter(|(id, _)| !known.contains(id)) {
        open.entry(text).or_default().push_back(*id);
    }
    for (id, text) in ids.iter_mut().zip(texts).filter(|(id, _)| !known.contains(id)) {
        if let Some(same) = open.get_mut(text).and_then(VecDeque::pop_front) {
            *id = same;
        }
    }
}

/// Another text of an item for which something holds.
type OtherText<'f> = dyn Fn(&str, &dyn Fn(&str) -> bool) -> Option<&'f str> + 'f;

/// Gives items the id of a former one whose last text is theirs, else of one that had their text, else of one that had
/// another text of the same item, if no other item has that id.
fn reuse(ids: &mut [u32], texts: &[&str], (former, other): (&[(u32, &str)], &OtherText<'_>), matched: &BTreeSet<u32>) {
    let mut taken: HashSet<u32> = ids.iter().copied().collect();
    let (mut seen, mut by_last): (HashSet<u32>, HashMap<&str, Vec<u32>>) = Default::default();
    let mut by_any: HashMap<&str, Vec<u32>> = HashMap::new();
    for (id, text) in former {
        if seen.insert(*id) {
            by_last.entry(text).or_default().push(*id);
        }
        by_any.entry(text).or_default().push(*id);
    }
    let open = |of: &HashMap<&str, Vec<u32>>, taken: &HashSet<u32>, text: &str| {
        of.get(text).and_then(|ids| ids.iter().find(|id| !taken.contains(id))).copied()
    };
    let mut give = |find: &dyn Fn(&HashSet<u32>, &str) -> Option<u32>| {
        for (slot, text) in ids.iter_mut().zip(texts) {
            // One that has been given a former id is no new one any more.
            if !matched.contains(slot)
                && !seen.contains(slot)
                && let Some(id) = find(&taken, text)
            {
                taken.remove(slot);
                taken.insert(id);
                *slot = id;
            }
        }
    };
    give(&|taken, text| open(&by_last, taken, text));
    give(&|taken, text| open(&by_any, taken, text));
    give(&|taken, text| open(&by_any, taken, other(text, &|text| open(&by_any, taken, text).is_some())?));
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::record::FaultPath;
    use crate::record::fixture::revision;
    use crate::record::{FreeIds, Json};

    /// The sample with other workarounds.
    fn with(actions: &[&str]) -> Revision {
        let item = |action: &&str| json!({"action": action, "success_rate": 0.5, "how": ""});
        revision(|record| record["workarounds"] = actions.iter().map(item).collect::<Vec<Value>>().into())
    }

    fn free(workaround: u32) -> Identities {
        FreeIds { version: 1, dead_end: 1, workaround }.into()
    }

    #[test]
    fn items_keep_their_ids_when_they_move_and_new_ones_get_free_ids() {
        let new = with(&["One", "Two"]).becoming(with(&["Two", "Restart it", "One"]).record, &free(7));
        assert_eq!(new.items.workarounds, [2, 7, 1]);
    }

    #[test]
    fn an_id_of_a_removed_item_is_not_given_again() {
        let without = with(&["One", "Two"]).becoming(with(&["One"]).record, &free(3));
        assert_eq!(without.becoming(with(&["One", "Restart it"]).record, &free(3)).items.workarounds, [1, 3]);
    }

    #[test]
    fn the_highest_id_of_a_damaged_database_does_not_end_the_program() {
        let mut damaged = with(&["One"]);
        damaged.items.workarounds = vec![u32::MAX];
        let free = Identities::from(FreeIds { version: 1, dead_end: 1, workaround: 1 }.beyond(&damaged.items));
        let new = damaged.becoming(with(&["One", "Restart it", "Read the manual"]).record, &free);
        assert_eq!(new.items.workarounds, [u32::MAX, u32::MAX - 1, u32::MAX - 2]);
        let mut free = free.free;
        assert_eq!((free.next(ItemKind::Workaround), free.next(ItemKind::DeadEnd)), (None, Some(1)));
    }

    #[test]
    fn an_item_that_both_sides_added_is_one_item() {
        let base = with(&["One"]);
        let ours = base.becoming(with(&["One", "Restart it"]).record, &free(5));
        let mut theirs = base.becoming(with(&["One", "Read the manual", "Restart it"]).record, &free(8));
        theirs.agree_with(&ours, &base, &Rewordings::default());
        assert_eq!(theirs.items.workarounds, [1, 8, 5]);
    }

    #[test]
    fn an_item_that_was_removed_and_added_again_is_one() {
        let mut before = with(&["One", "Two"]);
        let without = before.becoming(with(&["One"]).record, &free(3));
        let after = without.becoming(with(&["One", "Two"]).record, &free(3));
        before.follow_added_again(&after);
        assert_eq!((&before.items.workarounds, &after.items.workarounds), (&vec![1, 3], &vec![1, 3]));
    }

    #[test]
    fn a_new_item_that_says_what_another_once_said_is_not_that_one() {
        let before = with(&["Log in again", "Two"]);
        let mut after = before.becoming(with(&["Restart the daemon", "Two", "Log in again"]).record, &free(3));
        after.items.workarounds = vec![1, 2, 3];
        let mut followed = before.clone();
        followed.follow_added_again(&after);
        assert_eq!(followed, before, "the first was reworded, and the third is new");
    }

    #[test]
    fn an_item_that_comes_back_is_recognized_by_its_text() {
        let (before, after) = (with(&["One", "Two"]), with(&["One"]));
        let mut former = Former::default();
        for (field, old, new) in Fields::of(&before).difference(&Fields::of(&after)) {
            former.note(field, old, new);
        }
        let mut back = after.becoming(with(&["One", "Two"]).record, &free(9));
        back.recognize(&former, &[&after], &Rewordings::default());
        assert_eq!(back.items.workarounds, [1, 2]);
    }

    #[test]
    fn fields_that_name_no_items_are_not_a_valid_record() {
        let mut fields = Fields::of(&with(&["One"]));
        for list in ["\"hello\"", "[1, null]", "{}", "[-1]"] {
            fields.set(Record::WORKAROUNDS, Some(crate::record::read_json(list).unwrap()));
            let faults = fields.assemble(false).unwrap_err();
            assert!(faults.iter().any(|fault| fault.path == FaultPath::of("workarounds")), "{list}: {faults:?}");
        }
        fields.set(Record::WORKAROUNDS, Some(Json::from([1_u32, 2].as_slice())));
        let faults = fields.assemble(false).unwrap_err();
        assert!(faults.iter().any(|fault| fault.path.to_string() == "workarounds[1].success_rate"), "{faults:?}");
    }
}
