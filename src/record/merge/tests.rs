//! What merges, what conflicts, and how a conflict is resolved.

use serde_json::{Value, json};

use super::*;
use crate::record::fixture::revision;
use crate::record::{FreeIds, Record, Revision, Rewordings};

/// Merges what two sides made of the base, with items matched by their texts.
fn merged(
    ours: impl FnOnce(&mut Value),
    theirs: impl FnOnce(&mut Value),
    take: Option<Take>,
) -> (Revision, Vec<Conflict>) {
    let base = revision(|_| {});
    let of = |change: Revision| base.becoming(change.record, &FreeIds::default().beyond(&base.items).into());
    let ours = of(revision(ours));
    let mut theirs = of(revision(theirs));
    theirs.agree_with(&ours, &base, &Rewordings::default());
    let (base, ours, theirs) = (Fields::of(&base), Fields::of(&ours), Fields::of(&theirs));
    let mut rules = Rules { counting: Counting::Sum, resolve: &mut |_| take.clone() };
    let merged = merge(Sides { base: &base, ours: &ours, theirs: &theirs }, &mut rules);
    (merged.fields.assemble(false).unwrap(), merged.open)
}

#[test]
fn a_change_of_one_side_is_used_and_the_same_change_of_both_is_not_a_conflict() {
    let (merged, open) = merged(
        |ours| {
            ours["root_cause"] = json!("ours");
            ours["regex"] = json!("both");
        },
        |theirs| {
            theirs["category"] = json!("theirs");
            theirs["regex"] = json!("both");
        },
        None,
    );
    let Record { root_cause, category, regex, .. } = &merged.record;
    assert_eq!((root_cause.as_str(), category.as_str(), regex.as_str(), open.len()), ("ours", "theirs", "both", 0));
}

#[test]
fn a_field_that_both_changed_is_what_the_conflict_is_resolved_with_and_ours_while_it_is_open() {
    let causes = |take: Option<Take>| {
        let is_open = take.is_none();
        let (merged, open) =
            merged(|ours| ours["root_cause"] = json!("ours"), |theirs| theirs["root_cause"] = json!("theirs"), take);
        assert_eq!(open.len(), usize::from(is_open));
        assert!(open.iter().all(|one| one.scope == Scope::Field && one.field.name() == "root_cause"));
        merged.record.root_cause
    };
    assert_eq!(causes(None), "ours");
    assert_eq!(causes(Some(Take::Ours)), "ours");
    assert_eq!(causes(Some(Take::Theirs)), "theirs");
    assert_eq!(causes(Some(Take::Base)), "cause");
    assert_eq!(causes(Some(Take::Value(Json::from("written")))), "written");
}

#[test]
fn a_domain_follows_the_id() {
    let rename = |id: &'static str| {
        move |side: &mut Value| {
            side["id"] = json!(id);
            side["domain"] = json!(id.split('/').next());
        }
    };
    let (merged, open) = merged(rename("y/a"), rename("z/a"), Some(Take::Theirs));
    assert_eq!((merged.record.id.as_str(), merged.record.domain.as_str(), open.len()), ("z/a", "z", 0));
}

#[test]
fn items_that_each_side_moved_in_its_own_way_conflict_in_their_order() {
    let order = |actions: [&'static str; 3]| {
        move |side: &mut Value| {
            let item = |action| json!({"action": action, "success_rate": 0.5, "how": ""});
            side["workarounds"] = actions.map(item).into();
        }
    };
    let base = revision(order(["One", "Two", "Three"]));
    let of = |actions| Fields::of(&base.becoming(revision(order(actions)).record, &FreeIds::default().into()));
    let (ours, theirs) = (of(["Three", "One", "Two"]), of(["Two", "One", "Three"]));
    let merged = Merged::unresolved(&Fields::of(&base), &ours, &theirs);
    let open: Vec<Field> = merged.open.iter().map(|conflict| conflict.field).collect();
    assert_eq!(open, [Record::WORKAROUNDS]);
    assert_eq!(merged.fields.ids(ItemKind::Workaround), [3, 1, 2]);
}

#[test]
fn counts_merge_by_their_rule() {
    let of = |base: u64, ours: u64, theirs: u64, counting| {
        let [base, ours, theirs] = [base, ours, theirs].map(Json::from);
        count(Some(&base), Some(&ours), Some(&theirs), counting).and_then(|count| count.as_i64())
    };
    assert_eq!(of(3, 5, 4, Counting::Sum), Some(6));
    assert_eq!(of(3, 5, 4, Counting::Larger), Some(5));
    assert_eq!(of(3, 5, 4, Counting::Gained(2)), Some(6));
    assert_eq!(of(3, 1, 3, Counting::Gained(-5)), Some(0), "a count is not below 0");
    assert_eq!(of(3, 9, 4, Counting::Gained(2)), None, "both set it to another number than their ledgers");
}

#[test]
fn sets_take_the_additions_of_both_sides_and_the_removals_of_either() {
    let (merged, open) =
        merged(|ours| ours["tags"] = json!(["b", "ours"]), |theirs| theirs["tags"] = json!(["a", "b", "theirs"]), None);
    assert_eq!((merged.record.tags, open.len()), (vec!["b".to_owned(), "ours".to_owned(), "theirs".to_owned()], 0));
}

#[test]
fn edges_merge_by_target_and_objects_by_key() {
    let (merged, open) = merged(
        |ours| {
            ours["os_specific"] = json!({"linux": "ours", "mac": "m"});
            ours["transition_graph"]["leads_to"][0]["probability"] = json!(0.9);
        },
        |theirs| {
            theirs["os_specific"] = json!({"linux": "l", "mac": "m", "bsd": "b"});
            theirs["transition_graph"]["leads_to"] = json!([
                {"error_id": "x/b", "probability": 0.5, "condition": ""}, {"error_id": "x/c", "probability": 0.1, "condition": ""}
            ]);
        },
        None,
    );
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(merged.record.os_specific.text(), r#"{"linux": "ours", "mac": "m", "bsd": "b"}"#);
    let edges = merged.record.transition_graph.leads_to;
    assert_eq!(edges.iter().map(|edge| edge.error_id.as_str()).collect::<Vec<_>>(), ["x/b", "x/c"]);
    assert_eq!(edges[0].probability.unwrap().value(), 0.9);
}

#[test]
fn a_member_that_both_changed_is_the_conflict_and_not_the_whole_object() {
    let ours = |ours: &mut Value| ours["os_specific"] = json!({"linux": "ours", "mac": "m"});
    let theirs = |theirs: &mut Value| theirs["os_specific"] = json!({"linux": "theirs", "mac": "new"});
    let (_, open) = merged(ours, theirs, None);
    assert_eq!(open.iter().map(|one| &one.scope).collect::<Vec<_>>(), [&Scope::Member("linux".to_owned())]);
    let (resolved, open) = merged(ours, theirs, Some(Take::Value(Json::from("both"))));
    assert!(open.is_empty());
    assert_eq!(resolved.record.os_specific.text(), r#"{"linux": "both", "mac": "new"}"#);
}

#[test]
fn of_two_days_the_later_one_stands() {
    let day = |day: &'static str| move |side: &mut Value| side["last_confirmed"] = json!(day);
    let (merged, open) = merged(day("2025-03-01"), day("2025-02-01"), None);
    assert_eq!((merged.record.last_confirmed.to_string().as_str(), open.len()), ("2025-03-01", 0));
}

#[test]
fn a_count_is_theirs_and_what_our_ledger_gained() {
    let at = |number: i64| Some(Json::from(number));
    let count = |base: i64, ours: i64, theirs: i64, counting| {
        super::count(at(base).as_ref(), at(ours).as_ref(), at(theirs).as_ref(), counting)
    };
    assert_eq!(count(1, 2, 2, Counting::Gained(1)), at(3));
    assert_eq!(count(3, 13, 4, Counting::Gained(10)), at(14));
    assert_eq!(count(3, 13, 12, Counting::Larger), at(13));
    assert_eq!(count(3, 20, 4, Counting::Gained(10)), None, "set by hand here, and otherwise there");
}

#[test]
fn an_item_that_one_side_removed_and_the_other_changed_is_one_conflict() {
    let ours = |ours: &mut Value| ours["workarounds"].as_array_mut().unwrap().truncate(1);
    let theirs = |theirs: &mut Value| {
        theirs["workarounds"][1]["how"] = json!("better");
        theirs["workarounds"][1]["condition"] = json!("always");
    };
    let (_, open) = merged(ours, theirs, None);
    assert_eq!(open.iter().map(|one| (&one.scope, one.ours.is_none())).collect::<Vec<_>>(), [(&Scope::Item, true)]);
    let actions = |take| {
        let (merged, _) = merged(ours, theirs, Some(take));
        merged.record.workarounds.into_iter().map(|item| (item.action, item.how)).collect::<Vec<_>>()
    };
    let pair = |action: &str, how: &str| (action.to_owned(), how.to_owned());
    assert_eq!(actions(Take::Ours), [pair("One", "")]);
    assert_eq!(actions(Take::Theirs), [pair("One", ""), pair("Two", "better")]);
    assert_eq!(actions(Take::Base), [pair("One", ""), pair("Two", "")]);
    let written = json!({"action": "Three", "success_rate": 0.1, "how": ""});
    assert_eq!(actions(Take::Value(Json::of(&written))), [pair("One", ""), pair("Three", "")]);
}

#[test]
fn what_both_sides_added_is_there_once() {
    let add = |side: &mut Value| {
        let item = json!({"action": "Both", "success_rate": 0.5, "how": ""});
        side["workarounds"].as_array_mut().unwrap().push(item);
    };
    let (merged, open) = merged(
        add,
        |theirs| {
            add(theirs);
            theirs["workarounds"].as_array_mut().unwrap().remove(0);
        },
        None,
    );
    let actions: Vec<&str> = merged.record.workarounds.iter().map(|item| item.action.as_str()).collect();
    assert_eq!((actions, open.len()), (vec!["Two", "Both"], 0));
}

/// A copy from before some edits reverts none of them; its values that the record never had are changes.
#[test]
fn an_old_copy_is_not_a_change() {
    let arrived = revision(|_| {});
    let now = revision(|now| {
        now["root_cause"] = json!("ours");
        now["tags"] = json!(["b", "c"]);
        now["workarounds"] = json!([
            {"action": "Two", "success_rate": 0.5, "how": ""}, {"action": "New", "success_rate": 0.5, "how": ""}
        ]);
    });
    let now = arrived.becoming(now.record, &FreeIds { version: 1, dead_end: 1, workaround: 3 }.into());
    let mut former = Former::default();
    for (field, old, new) in Fields::of(&arrived).difference(&Fields::of(&now)) {
        former.note(field, old, new);
    }
    let mut copy = now.becoming(
        revision(|copy| copy["category"] = json!("theirs")).record,
        &FreeIds { version: 1, dead_end: 1, workaround: 4 }.into(),
    );
    copy.recognize(&former, &[&now], &Rewordings::default());
    let (ours, mut theirs) = (Fields::of(&now), Fields::of(&copy));
    former.forget(&mut theirs, &ours, &ours);
    let expected = Revision { record: Record { category: "theirs".to_owned(), ..now.record.clone() }, ..now };
    assert_eq!(theirs.assemble(false).unwrap(), expected);
}
