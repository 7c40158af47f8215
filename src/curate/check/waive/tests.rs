//! Tests of waiving.

use super::*;
use crate::check::{Settings, Terms};
use crate::curate::fixture::{apply, context, edit, id, last_batch, set, store, stored, without_reason};
use crate::curate::{CheckRecords, CheckWatch, Rename, Rewrite, Step, Undo};
use crate::record::{FreeForm, ItemNumber, Json, Limits};
use crate::store::{Filter, Store, Stored};

/// The findings, and those that are waived.
#[derive(Default)]
struct Found {
    open: Vec<Finding>,
    waived: Vec<Finding>,
}

impl CheckWatch for Found {
    type Error = Refusal;
    type Kept = Finding;

    fn checked(&mut self, _: &Stored, findings: Vec<Finding>) -> Result<(), Refusal> {
        self.open.extend(findings);
        Ok(())
    }

    fn waived(&mut self, _: Option<&Stored>, finding: &Finding, _: &Waiver) -> Result<(), Refusal> {
        self.waived.push(finding.clone());
        Ok(())
    }

    fn set(&mut self, findings: Vec<Finding>) -> Result<(), Refusal> {
        self.open.extend(findings);
        Ok(())
    }
}

/// The findings on a day.
fn found_on(store: &mut Store, day: &str) -> Found {
    let mut found = Found::default();
    let settings = Settings::new(Terms::on(day.parse().unwrap()));
    let check = CheckRecords { filter: Filter::default(), settings };
    check.apply(&mut store.snapshot().unwrap(), &mut found).unwrap();
    found
}

fn count(store: &mut Store, code: Code) -> [usize; 2] {
    let Found { open, waived } = found_on(store, "2026-11-21");
    [open, waived].map(|findings| findings.iter().filter(|finding| finding.code == code).count())
}

/// The waiver of the findings of a code in a record.
fn waive(store: &mut Store, word: &str, code: Code, item: Option<&str>, until: Option<&str>) -> WaiveFindings {
    let item = item.map(|word| ItemNumber::parse(word).unwrap());
    let which = Which::Ids(vec![id(word)]);
    let request = WaiverRequest { which, code, item, until: until.map(|day| day.parse().unwrap()) };
    let mut snapshot = store.snapshot().unwrap();
    WaiveFindings::find(&mut snapshot, request, &Policy::default(), context().day, || {}).unwrap()
}

fn waived(store: &mut Store, word: &str, code: Code, item: Option<&str>) -> Result<usize, Refusal> {
    let verb = waive(store, word, code, item, None);
    apply(&verb, store, &context())
}

/// A record with a second dead end; neither has a source.
fn two_dead_ends() -> Store {
    let mut store = store(&["x/a"]);
    let second = r#"{"action": "Pray", "why_fails": "n", "fail_rate": 0.9}"#;
    edit(&mut store, &["x/a"], Step::Add("d".to_owned(), second.to_owned()));
    assert_eq!(count(&mut store, Code::E010), [2, 0]);
    store
}

#[test]
fn a_waiver_follows_its_item_and_record_and_lapses_with_the_text() {
    let mut store = two_dead_ends();
    assert_eq!(waived(&mut store, "x/a", Code::E010, Some("d2")).unwrap(), 1);
    assert_eq!(count(&mut store, Code::E010), [1, 1]);
    edit(&mut store, &["x/a"], Step::Move("d2".to_owned(), 1));
    apply(&Rename { from: id("x/a"), to: id("x/b") }, &mut store, &context()).unwrap();
    assert_eq!((count(&mut store, Code::E010), count(&mut store, Code::Z001)), ([1, 1], [0, 0]));
    set(&mut store, &["x/b"], "d1.action", "Pray twice");
    assert_eq!((count(&mut store, Code::E010), count(&mut store, Code::Z001)), ([2, 0], [1, 0]));
}

#[test]
fn a_text_with_samples_leaves_the_waivers() {
    let mut store = two_dead_ends();
    waived(&mut store, "x/a", Code::E010, None).unwrap();
    let mut record = stored(&mut store, "x/a").revision.record;
    record.extra = FreeForm::from(Json::of(&serde_json::json!({"samples": {"match": ["E1"]}})));
    let (limits, samples_key) = (Limits::default(), "samples".parse().ok());
    let (id, based_on) = (id("x/a"), None);
    let text = Rewrite { id, based_on, merge: false, record, force: false, limits, samples_key };
    apply(&text, &mut store, &context()).unwrap();
    let annotations = stored(&mut store, "x/a").revision.annotations;
    assert_eq!((annotations.waivers.len(), annotations.match_samples), (2, vec!["E1".to_owned()]));
}

#[test]
fn all_findings_of_a_code_are_waived_until_a_day() {
    let mut store = two_dead_ends();
    let verb = waive(&mut store, "x/a", Code::E010, None, Some("2026-12-01"));
    assert_eq!(apply(&verb, &mut store, &context()).unwrap(), 2);
    let of = |found: &Found| {
        let count = |findings: &[Finding], code| findings.iter().filter(|finding| finding.code == code).count();
        (count(&found.open, Code::E010), count(&found.waived, Code::E010), count(&found.open, Code::Z001))
    };
    assert_eq!(of(&found_on(&mut store, "2026-12-01")), (0, 2, 0));
    assert_eq!(of(&found_on(&mut store, "2026-12-02")), (2, 0, 2));
    let longer = waive(&mut store, "x/a", Code::E010, Some("d1"), None);
    assert_eq!(apply(&longer, &mut store, &context()).unwrap(), 1);
    assert_eq!(stored(&mut store, "x/a").revision.annotations.waivers.len(), 2);
    assert_eq!(of(&found_on(&mut store, "2026-12-02")), (1, 1, 1));
}

#[test]
fn a_code_without_findings_is_not_waived() {
    let mut store = two_dead_ends();
    let refusal = |refused: Result<usize, Refusal>| match refused {
        Err(Refusal::Waiver(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    let refused = refusal(waived(&mut store, "x/a", Code::E010, Some("w1")));
    let WaiverRefusal::NotFound { item, elsewhere, .. } = refused else { panic!("{refused:?}") };
    assert_eq!(item, ItemNumber::parse("w1"));
    let places: Vec<String> = elsewhere.iter().flatten().map(ToString::to_string).collect();
    assert_eq!((places, elsewhere.len()), (vec!["d1.sources".to_owned(), "d2.sources".to_owned()], 2));
    assert_eq!(refusal(waived(&mut store, "x/a", Code::Z001, None)), WaiverRefusal::OfWaiver);
    let verb = waive(&mut store, "x/a", Code::E010, None, Some("2026-11-20"));
    assert!(matches!(refusal(apply(&verb, &mut store, &context())), WaiverRefusal::Over { .. }));
    let late = waive(&mut store, "x/a", Code::E010, None, None);
    set(&mut store, &["x/a"], "root_cause", "other");
    assert!(matches!(apply(&late, &mut store, &context()), Err(Refusal::ChangedMeanwhile)));
    let verb = waive(&mut store, "x/a", Code::E010, None, None);
    let unexplained = apply(&verb, &mut store, &without_reason());
    assert!(matches!(unexplained, Err(Refusal::ReasonNeeded(Reasoned::Waiver))));
}

#[test]
fn a_waiver_is_withdrawn_by_its_code_and_item() {
    let mut store = two_dead_ends();
    waived(&mut store, "x/a", Code::E010, None).unwrap();
    let mut withdraw = |item: Option<&str>| {
        let verb = WithdrawWaivers {
            which: Which::Ids(vec![id("x/a")]),
            code: Code::E010,
            item: item.map(|word| ItemNumber::parse(word).unwrap()),
        };
        (apply(&verb, &mut store, &context()), count(&mut store, Code::E010))
    };
    assert!(matches!(withdraw(Some("d2")), (Ok(1), [1, 1])));
    assert!(matches!(withdraw(Some("d2")), (Err(Refusal::Waiver(WaiverRefusal::NoWaiver { .. })), [1, 1])));
    assert!(matches!(withdraw(None), (Ok(1), [2, 0])));
    let batch = last_batch(&mut store);
    apply(&Undo { batch: Some(batch), id: None, partly: false }, &mut store, &context()).unwrap();
    assert_eq!(count(&mut store, Code::E010), [1, 1]);
}

#[test]
fn what_a_filter_selects_is_waived_as_one_batch_except_for_what_is_waived_already() {
    let mut store = store(&["x/a", "x/b", "y/c"]);
    set(&mut store, &["x/b"], "d1.sources", r#"["https://example.org/a"]"#);
    assert_eq!(count(&mut store, Code::E010), [2, 0]);
    let longer = waive(&mut store, "x/a", Code::E010, None, Some("2026-12-24"));
    apply(&longer, &mut store, &context()).unwrap();
    let all = || Which::Filter(Filter { ids: vec!["*".to_owned()], ..Filter::default() });
    let mut waive_all = |code: Code| {
        let request = WaiverRequest { which: all(), code, item: None, until: None };
        let mut snapshot = store.snapshot().unwrap();
        let verb = WaiveFindings::find(&mut snapshot, request, &Policy::default(), context().day, || {}).unwrap();
        drop(snapshot);
        (apply(&verb, &mut store, &context()).unwrap(), last_batch(&mut store))
    };
    assert_eq!(waive_all(Code::E010), (1, 6.into()));
    assert_eq!(waive_all(Code::E010), (0, 6.into()), "nothing is left to waive");
    let until = stored(&mut store, "x/a").revision.annotations.waivers[0].until;
    assert_eq!((until, count(&mut store, Code::E010)), ("2026-12-24".parse().ok(), [0, 2]));
    let withdraw = WithdrawWaivers { which: all(), code: Code::E010, item: None };
    assert_eq!(apply(&withdraw, &mut store, &context()).unwrap(), 2);
    assert_eq!(apply(&withdraw, &mut store, &context()).unwrap(), 0);
    assert_eq!(count(&mut store, Code::E010), [2, 0]);
}
