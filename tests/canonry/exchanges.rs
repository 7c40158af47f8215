//! Random histories with two sources, and exports at any point: nothing of ours is lost, nothing of theirs gets to the
//! wrong place, merging twice is the same as merging once, and a conflict names what both sides really had.

use std::collections::BTreeMap;

use canonry::curate::{
    Context, Counts, Edit, Event, Import, Incoming, OpenConflict, Refusal, Rejection, Sealed, Step, Stopped, Verb,
    Watch, Which,
};
use canonry::intake::{Draft, Origin};
use canonry::ledger::BatchNumber;
use canonry::record::{Demands, Id, Json, Side, Start, canonical, read};
use canonry::store::{Sent, Store, StoreError};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{changed, record};

/// Items with quite different texts. A note on an item names it, so that a note on a wrong one is found.
const ACTIONS: [&str; 8] = [
    "Raise the memory limit of the container",
    "Log in to the registry again",
    "Pin the compiler to an older release",
    "Clear the package cache and reinstall",
    "Disable the corporate proxy for localhost",
    "Grant the service account read access",
    "Rotate the expired certificate",
    "Split the transaction into smaller batches",
];

/// Fields of the record with a whole value.
const FIELDS: [&str; 3] = ["root_cause", "category", "regex"];

const SOURCES: [&str; 2] = ["a", "b"];

/// A change that a side makes in its copy of the record.
#[derive(Debug, Clone)]
enum Change {
    Set(usize, u8),
    AddItem(usize),
    RemoveItem(usize),
    NoteItem(usize, u8),
    /// Puts another item in its place; only sources do, for in our editor the new text would be a rewording.
    Replace(usize, usize),
    Tag(u8),
}

#[derive(Debug, Clone)]
enum Move {
    /// We edit the record.
    Ours(Change),
    /// A source edits its copy.
    Theirs(usize, Change),
    /// We import what a source has.
    Import(usize),
    /// We export to a place that does not adopt it: a source, or one that never sends anything.
    Export(usize),
    /// A source adopts what we have.
    Taken(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let item = 0..ACTIONS.len();
    prop_oneof![
        3 => (0..FIELDS.len(), 0_u8..6).prop_map(|(field, value)| Change::Set(field, value)),
        2 => item.clone().prop_map(Change::AddItem),
        2 => item.clone().prop_map(Change::RemoveItem),
        3 => (item, 0_u8..6).prop_map(|(item, note)| Change::NoteItem(item, note)),
        1 => (0_u8..4).prop_map(Change::Tag),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Move>> {
    let source = 0..SOURCES.len();
    let step = prop_oneof![
        4 => change().prop_map(Move::Ours),
        4 => (source.clone(), change()).prop_map(|(source, change)| Move::Theirs(source, change)),
        2 => (source.clone(), 0..ACTIONS.len(), 0..ACTIONS.len())
            .prop_map(|(source, item, other)| Move::Theirs(source, Change::Replace(item, other))),
        5 => source.clone().prop_map(Move::Import),
        2 => (0..=SOURCES.len()).prop_map(Move::Export),
        1 => source.prop_map(Move::Taken),
    ];
    prop::collection::vec(step, 4..24)
}

/// Applies a change to a copy of the record.
fn edit(tree: &mut Value, change: &Change, who: &str) {
    let items = tree["workarounds"].as_array().unwrap().clone();
    let at = |action: &str| items.iter().position(|item| item["action"] == action);
    let list = tree["workarounds"].as_array_mut().unwrap();
    match change {
        Change::Set(field, value) => tree[FIELDS[*field]] = json!(format!("{who} {value}")),
        Change::AddItem(item) if at(ACTIONS[*item]).is_none() => {
            list.push(json!({"action": ACTIONS[*item], "success_rate": 0.5, "how": ""}));
        }
        Change::RemoveItem(item) => {
            at(ACTIONS[*item]).into_iter().for_each(|at| drop(list.remove(at)));
        }
        Change::NoteItem(item, note) => {
            at(ACTIONS[*item])
                .into_iter()
                .for_each(|at| list[at]["how"] = json!(format!("{}: {who} {note}", ACTIONS[*item])));
        }
        Change::Replace(item, other) if at(ACTIONS[*other]).is_none() => {
            if let Some(at) = at(ACTIONS[*item]) {
                list[at] = json!({"action": ACTIONS[*other], "success_rate": 0.5, "how": ""});
            }
        }
        Change::AddItem(_) | Change::Replace(..) => {}
        Change::Tag(tag) => {
            let tags = tree["tags"].as_array_mut().unwrap();
            let tag = json!(format!("{who}{tag}"));
            match tags.iter().position(|one| *one == tag) {
                Some(at) => drop(tags.remove(at)),
                None => tags.push(tag),
            }
        }
    }
}

/// Keeps the conflicts of an import.
#[derive(Default)]
struct Conflicts(Vec<OpenConflict>);

impl Watch for Conflicts {
    type Error = StoreError;

    fn event(&mut self, event: Event<'_>) -> Result<(), StoreError> {
        if let Event::Rejected(_, Rejection::Conflict { conflicts, .. }) = event {
            self.0 = conflicts;
        }
        Ok(())
    }

    fn approve_withdrawals(&mut self, _: &[Id], _: bool) -> Result<bool, StoreError> {
        Ok(true)
    }

    fn approve(&mut self, _: &Counts, _: Sealed) -> Result<bool, StoreError> {
        Ok(true)
    }
}

/// Our database, and what each source has, has last sent, and what was last written to it since.
struct World {
    store: Store,
    day: u32,
    copies: Vec<Value>,
    sent_to_us: Vec<Option<Value>>,
    written: Vec<bool>,
    /// Every value that a field has had here.
    former: BTreeMap<usize, Vec<Value>>,
}

impl World {
    fn new() -> Self {
        let first = changed(&record("x/a"), |tree| {
            let items = ACTIONS.iter().take(3).map(|action| json!({"action": action, "success_rate": 0.5, "how": ""}));
            tree["workarounds"] = items.collect();
        });
        let copy: Value = serde_json::from_str(&first).unwrap();
        let mut world = World {
            store: Store::in_memory().unwrap(),
            day: 0,
            copies: vec![copy; 2],
            sent_to_us: vec![None; 2],
            written: vec![false; 2],
            former: BTreeMap::new(),
        };
        assert!(world.import(0, None).is_ok());
        world.sent_to_us[0] = Some(world.copies[0].clone());
        world.remember();
        world
    }

    fn context(&mut self) -> Context {
        self.day += 1;
        let day = format!("2026-{:02}-{:02}", 1 + self.day / 28, 1 + self.day % 28).parse().unwrap();
        Context::new(day, "mei", "test")
    }

    fn ours(&mut self) -> Value {
        let stored = self.store.snapshot().unwrap().load(&"x/a".parse().unwrap()).unwrap().unwrap();
        serde_json::from_str(&canonical(&stored.revision.record)).unwrap()
    }

    fn remember(&mut self) {
        let ours = self.ours();
        for (at, field) in FIELDS.iter().enumerate() {
            self.former.entry(at).or_default().push(ours[field].clone());
        }
    }

    fn import(&mut self, source: usize, side: Option<Side>) -> Result<(Counts, Option<i64>), Vec<OpenConflict>> {
        let context = self.context();
        let text = self.copies[source].to_string();
        let draft = Draft::new(Origin::of(SOURCES[source]), text.into_bytes(), &Demands::default());
        let incoming = Incoming::new(
            draft,
            Some(SOURCES[source].into()),
            &self.store.snapshot().unwrap().known_digests().unwrap(),
        );
        let import = Import { on_conflict: side, ..Import::default() };
        let mut conflicts = Conflicts::default();
        match import.apply(&mut self.store, &context, std::iter::once(incoming), &mut conflicts) {
            Ok(outcome) => Ok((outcome.detail.counts, outcome.batch.map(BatchNumber::get))),
            Err(Stopped::Refused(Refusal::Import(_))) => Err(conflicts.0),
            Err(error) => panic!("{error:?}"),
        }
    }

    fn edit(&mut self, change: &Change) {
        let before = self.ours();
        let mut after = before.clone();
        edit(&mut after, change, "ours");
        if after == before {
            return;
        }
        let number =
            |action: &str| before["workarounds"].as_array().unwrap().iter().position(|item| item["action"] == action);
        let word = |action: &str| format!("w{}", number(action).unwrap() + 1);
        let step = match change {
            Change::Set(field, _) => Step::Set(FIELDS[*field].into(), after[FIELDS[*field]].as_str().unwrap().into()),
            Change::AddItem(item) => {
                let item = json!({"action": ACTIONS[*item], "success_rate": 0.5, "how": ""});
                Step::Add("w".into(), item.to_string())
            }
            Change::RemoveItem(item) => Step::Remove(word(ACTIONS[*item]), None),
            Change::NoteItem(item, _) => {
                let at = number(ACTIONS[*item]).unwrap();
                let how = after["workarounds"][at]["how"].as_str().unwrap().to_owned();
                Step::Set(format!("{}.how", word(ACTIONS[*item])), how)
            }
            Change::Replace(..) => unreachable!("we do not replace items"),
            Change::Tag(_) => Step::Set("tags".into(), after["tags"].to_string()),
        };
        let context = self.context();
        let edit = Edit {
            which: Which::Ids(vec!["x/a".parse().unwrap()]),
            steps: vec![step],
            force: false,
            limits: canonry::record::Limits::NONE,
        };
        edit.apply(&mut self.store, &context, &mut |_| true).unwrap();
    }

    fn export(&mut self, name: &str) {
        let day = self.context().day;
        let before = self.store.snapshot().unwrap().sent_before(name).unwrap();
        let standing = self.store.snapshot().unwrap().load(&"x/a".parse().unwrap()).unwrap().unwrap().standing;
        let sent = Sent { row: standing.row, digest: standing.digest };
        if before.is_news(&sent) {
            self.store.mark_sent(name, day, &before, &[sent]).unwrap();
        }
    }

    /// Imports, and compares the result with what both sides had.
    fn checked_import(&mut self, source: usize) {
        let (before, theirs) = (self.ours(), self.copies[source].clone());
        let base = self.sent_to_us[source].clone();
        let is_certain = base.is_some() && !self.written[source];
        let first = match self.import(source, None) {
            Ok((counts, _)) => {
                self.check_merge(source, &before, &theirs);
                counts
            }
            Err(conflicts) => {
                assert!(!conflicts.is_empty());
                assert_eq!(self.ours(), before, "a conflict changed something");
                for conflict in &conflicts {
                    self.check_conflict(conflict, &before, &theirs, base.as_ref().filter(|_| is_certain));
                }
                let (counts, _) = self.import(source, Some(Side::Ours)).unwrap();
                self.check_merge(source, &before, &theirs);
                counts
            }
        };
        // Once more: nothing is left to do, and no batch is left behind.
        let after = self.ours();
        let (counts, batch) = self.import(source, None).unwrap();
        assert_eq!((counts.changed, counts.added, batch), (0, 0, None));
        assert_eq!(self.ours(), after);
        // A stale state is no base, so that it can still be taken when it is meant.
        if first.stale == 0 {
            self.sent_to_us[source] = Some(theirs);
            self.written[source] = false;
        }
        self.remember();
    }

    fn check_merge(&mut self, source: usize, before: &Value, theirs: &Value) {
        let after = self.ours();
        for (at, field) in FIELDS.iter().enumerate() {
            let unchanged = self.sent_to_us[source].as_ref().is_some_and(|base| base[field] == theirs[field]);
            let is_old = self.sent_to_us[source].is_none() && self.former[&at].contains(&theirs[field]);
            if unchanged || is_old {
                assert_eq!(after[field], before[field], "{field} of ours is lost");
            }
            assert!([&before[field], &theirs[field]].contains(&&after[field]), "{field}");
        }
        let items = |tree: &Value| tree["workarounds"].as_array().unwrap().clone();
        for item in items(&after) {
            let (action, how) = (item["action"].as_str().unwrap(), item["how"].as_str().unwrap());
            assert!(how.is_empty() || how.starts_with(action), "'{how}' landed on '{action}'");
        }
        let mut actions: Vec<String> = items(&after).iter().map(|item| item["action"].to_string()).collect();
        let many = actions.len();
        actions.sort();
        actions.dedup();
        assert_eq!(actions.len(), many, "an item is there twice");
        // Items and notes that only we added stay.
        let find = |tree: &Value, action: &Value| items(tree).into_iter().find(|item| item["action"] == *action);
        for item in items(before) {
            let action = &item["action"];
            let known = self.sent_to_us[source].as_ref().and_then(|base| find(base, action));
            let their = find(theirs, action);
            let untouched = self.sent_to_us[source].is_some() && known == their;
            if untouched {
                let now = find(&after, action);
                assert_eq!(now.as_ref(), Some(&item), "{action} of ours is lost");
            }
        }
    }

    fn check_conflict(&self, conflict: &OpenConflict, before: &Value, theirs: &Value, base: Option<&Value>) {
        let Some(field) = FIELDS.iter().find(|field| **field == conflict.name().to_string()) else { return };
        assert_eq!(
            (conflict.ours.as_ref(), conflict.theirs.as_ref()),
            (Some(&Json::of(&before[field])), Some(&Json::of(&theirs[field])))
        );
        if let Some(base) = base {
            assert_eq!(conflict.base.as_ref(), Some(&Json::of(&base[field])));
            assert!(base[field] != before[field] && base[field] != theirs[field] && before[field] != theirs[field]);
        }
    }
}

/// Plays a history, and compares each import with what both sides had.
fn play(steps: &[Move]) -> World {
    let mut world = World::new();
    for step in steps {
        match step {
            Move::Ours(change) => {
                world.edit(change);
                world.remember();
            }
            Move::Theirs(source, change) => edit(&mut world.copies[*source], change, SOURCES[*source]),
            Move::Import(source) => world.checked_import(*source),
            Move::Export(place) => {
                let name = SOURCES.get(*place).copied().unwrap_or("site");
                world.export(name);
                SOURCES.get(*place).into_iter().for_each(|_| world.written[*place] = true);
            }
            Move::Taken(source) => {
                world.export(SOURCES[*source]);
                world.copies[*source] = world.ours();
                world.written[*source] = true;
            }
        }
    }
    // The texts are records all the way.
    assert!(read(world.ours().to_string().as_bytes(), Start::default()).is_ok());
    world
}

#[test]
fn after_a_stale_state_the_base_is_still_what_was_written_there() {
    let category = |value| Change::Set(1, value);
    let mut world = play(&[
        Move::Ours(category(0)),
        Move::Export(1),
        Move::Import(1), // as it was before the export
        Move::Ours(category(1)),
        Move::Theirs(1, category(0)),
    ]);
    let conflicts = world.import(1, None).unwrap_err();
    let bases: Vec<_> = conflicts.iter().map(|conflict| (conflict.name().to_string(), conflict.base.clone())).collect();
    assert_eq!(bases, [("category".to_owned(), Some(Json::of(&json!("ours 0"))))]);
    world.checked_import(1);
}

/// A source that sends a value again changes nothing by it, though the item was removed here, added again and written
/// to the source since.
#[test]
fn an_item_that_was_removed_and_added_again_is_still_what_the_source_had() {
    let play = |note: &Change, is_taken: bool| {
        let mut moves = vec![
            Move::Ours(Change::RemoveItem(0)),
            Move::Ours(Change::AddItem(0)),
            Move::Theirs(0, note.clone()),
            Move::Import(0),
            Move::Ours(Change::NoteItem(0, 1)),
            Move::Export(0),
            Move::Theirs(0, Change::Set(0, 0)),
            Move::Import(0),
        ];
        if is_taken {
            moves.insert(6, Move::Taken(0));
        }
        play(&moves).ours()
    };
    let item = |tree: &Value| {
        let items = tree["workarounds"].as_array().unwrap().clone();
        items.into_iter().find(|item| item["action"] == ACTIONS[0]).map(|item| item["how"].clone())
    };
    let ours = json!(format!("{}: ours 1", ACTIONS[0]));
    for is_taken in [false, true] {
        let after = play(&Change::NoteItem(0, 0), is_taken);
        assert_eq!((item(&after), &after["root_cause"]), (Some(ours.clone()), &json!("a 0")), "taken: {is_taken}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192, failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_of_ours_is_lost_and_nothing_of_theirs_lands_in_the_wrong_place(steps in steps()) {
        let _ = play(&steps);
    }
}
