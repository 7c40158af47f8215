//! Checking texts in files, and fixing records.

use super::super::fixture::{apply, context, record, set, store, stored};
use super::*;
use crate::check::{Checker, Code, Finding, Settings, Terms};
use crate::curate::Refusal;
use crate::intake::{Draft, Origin};
use crate::record::{Demands, Place, Start, canonical, one_line};
use crate::store::{Filter, Store, Stored};

/// Texts of files, by their lines.
fn draft(line: usize, text: &str) -> Draft<Vec<u8>> {
    let origin = Origin { start: Start { line, column: 1 }, ..Origin::of("in") };
    Draft::cut(origin, text.as_bytes().to_vec())
}

fn text(id: &str, change: impl FnOnce(&mut crate::record::Record)) -> String {
    let mut record = record(id);
    change(&mut record);
    one_line(&canonical(&record))
}

/// Checks texts together with a rest; returns the codes of the findings of each, or why it is unfit.
fn check(texts: &[String], rest: &[String], code: Code) -> Vec<String> {
    let demands = Demands::default();
    let mut set = TextSet::default();
    let drafts = || (1..).zip(texts).map(|(line, text)| draft(line, text));
    drafts().for_each(|one| set.add(NotedText::of(one, &demands)));
    (50..).zip(rest).for_each(|(line, text)| set.add_rest(NotedText::of(draft(line, text), &demands)));
    let settings = Settings {
        select: vec![crate::check::Selector::One(code)],
        ..Settings::new(Terms::on("2026-11-21".parse().unwrap()))
    };
    let checker = Checker::new(&settings);
    set.compare(&checker, |_, _| {});
    let tell = |one: CheckedText| match one.outcome {
        Ok(record) => {
            let at = |(finding, place): &(Finding, Place)| format!("{}@{}", finding.code.short(), place.start.line);
            record.findings.iter().map(at).collect::<Vec<_>>().join(" ")
        }
        Err(Unfit::Faulty(faults)) => format!("{} faults", faults.len()),
        Err(Unfit::Again { id, first, .. }) => format!("{id} again, first at {first}"),
    };
    drafts().map(|one| tell(set.check(one, &checker, &demands, |_| true))).collect()
}

#[test]
fn records_are_checked_against_each_other_and_the_rest() {
    let alike = |id: &str| text(id, |record| record.signature = "the very same error".to_owned());
    let found = check(&[alike("x/a"), alike("x/b")], &[], Code::X001);
    assert_eq!(found, ["X001@1", "X001@2"]);
    assert_eq!(check(&[alike("x/a")], &[], Code::X001), [""]);
    assert_eq!(check(&[alike("x/a")], &[alike("x/b")], Code::X001), ["X001@1"]);
}

#[test]
fn a_record_that_is_also_in_the_rest_counts_as_it_is_checked() {
    let (old, new) = (text("x/a", |_| {}), text("x/a", |record| record.signature = "E x/b".to_owned()));
    assert_eq!(check(&[text("x/b", |_| {})], &[old], Code::X001), [""]);
    assert_eq!(check(&[new.clone(), text("x/b", |_| {})], &[text("x/a", |_| {})], Code::X001), ["X001@1", "X001@2"]);
}

#[test]
fn a_text_that_is_not_a_record_or_is_there_twice_is_reported_and_the_others_are_checked() {
    let short = |id: &str| text(id, |record| record.signature = "E".to_owned());
    let found = check(&[short("x/a"), "{}".to_owned(), short("x/a"), short("x/b")], &[], Code::S001);
    assert_eq!((found[0].as_str(), found[2].as_str()), ("S001@1", "x/a again, first at in:1"));
    assert!(found[1].ends_with(" faults") && found[3] == "S001@4", "{found:?}");
}

#[test]
fn a_fault_is_identified_by_its_text() {
    let known = |text: &str| {
        let settings = Settings::new(Terms::on("2026-11-21".parse().unwrap()));
        let checked = TextSet::default().check(draft(1, text), &Checker::new(&settings), &Demands::default(), |_| true);
        match checked.outcome {
            Err(Unfit::Faulty(faults)) => faults[0].1,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(known("{}"), known("{}"));
    assert_ne!(known("{}"), known("[]"));
}

/// Nobody who watches.
struct Unwatched;

impl CheckWatch for Unwatched {
    type Error = Refusal;
    type Kept = Finding;

    fn checked(&mut self, _: &Stored, _: Vec<Finding>) -> Result<(), Refusal> {
        Ok(())
    }

    fn set(&mut self, _: Vec<Finding>) -> Result<(), Refusal> {
        Ok(())
    }
}

#[test]
fn what_was_fixed_is_saved_only_if_nothing_has_changed_since_the_check() {
    let mut store = store(&["x/a", "x/b"]);
    set(&mut store, &["x/a"], "root_cause", "blank at the end ");
    let fix = |store: &mut Store| {
        let settings = Settings::new(Terms::on(context().day));
        let check = CheckRecords { filter: Filter::default(), settings: settings.clone() };
        FixFindings::find(&mut store.snapshot().unwrap(), check, Offers::None, settings, &mut Unwatched).unwrap()
    };
    let late = fix(&mut store);
    set(&mut store, &["x/b"], "root_cause", "another");
    assert!(matches!(apply(&late, &mut store, &context()), Err(Refusal::ChangedMeanwhile)));
    let fix = fix(&mut store);
    assert_eq!(apply(&fix, &mut store, &context()).unwrap().applied, 1);
    assert_eq!(stored(&mut store, "x/a").revision.record.root_cause, "blank at the end");
}

/// Notes which fixes were tried.
#[derive(Default)]
struct TriedFixes(Vec<(usize, usize)>);

impl CheckWatch for TriedFixes {
    type Error = Refusal;
    type Kept = Finding;

    fn fixed(&mut self, findings: usize, of: usize) {
        self.0.push((findings, of));
    }

    fn checked(&mut self, _: &Stored, _: Vec<Finding>) -> Result<(), Refusal> {
        Ok(())
    }

    fn set(&mut self, _: Vec<Finding>) -> Result<(), Refusal> {
        Ok(())
    }
}

#[test]
fn the_fixes_that_are_tried_are_told_up_to_the_last() {
    let mut store = store(&["x/a", "x/b"]);
    set(&mut store, &["x/a", "x/b"], "root_cause", "blank at the end ");
    let settings = Settings::new(Terms::on(context().day));
    let check = CheckRecords { filter: Filter::default(), settings: settings.clone() };
    let mut tried = TriedFixes::default();
    FixFindings::find(&mut store.snapshot().unwrap(), check, Offers::None, settings, &mut tried).unwrap();
    let (_, of) = tried.0[0];
    assert!(of >= 2, "{of}");
    assert_eq!(tried.0[..of], (1..=of).map(|number| (number, of)).collect::<Vec<_>>());
}
