//! Deltas between the states of a small history, applied to trees.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use super::*;
use crate::curate::fixture::{apply, context, edit, id, last_batch, report, set, store};
use crate::curate::{
    DeltaKeys, ExportMode, ExportPlace, ExportRecords, ExportTree, ExportWatch, Rename, Step, Withdraw, write_delta,
};
use crate::ledger::{BatchNumber, Outcome};
use crate::store::Store;

struct Unwatched;

impl ExportWatch for Unwatched {
    fn record(&mut self) {}

    fn approve_removals(&mut self, _: usize) -> bool {
        true
    }
}

/// A history in which records are edited, renamed to ids that were free and to ids that became free, withdrawn and
/// restored, with a record in Chinese.
fn history() -> (Store, Vec<BatchNumber>) {
    let mut store = store(&["x/a", "x/b", "x/c", "y/e"]);
    let mut states = vec![BatchNumber::NONE, last_batch(&mut store)];
    let rename = |store: &mut Store, from: &str, to: &str| {
        apply(&Rename { from: id(from), to: id(to) }, store, &context()).unwrap();
    };
    let withdraw = |store: &mut Store, of: &str, restore| {
        apply(&Withdraw { ids: vec![id(of)], restore, merge_into: None }, store, &context()).unwrap();
    };
    report(&mut store, "x/a#w1", Outcome::Success, "ann");
    edit(&mut store, &["x/a"], Step::Set("signature_zh".to_owned(), "错误".to_owned()));
    edit(&mut store, &["x/a"], Step::Set("root_cause_zh".to_owned(), "原因".to_owned()));
    states.push(last_batch(&mut store));
    rename(&mut store, "x/b", "x/z");
    rename(&mut store, "y/e", "x/b");
    withdraw(&mut store, "x/c", false);
    states.push(last_batch(&mut store));
    set(&mut store, &["x/a", "x/b", "x/z"], "root_cause", "other");
    rename(&mut store, "x/a", "x/a/deep");
    withdraw(&mut store, "x/c", true);
    states.push(last_batch(&mut store));
    edit(&mut store, &["x/a/deep"], Step::Set("signature_zh".to_owned(), "null".to_owned()));
    states.push(last_batch(&mut store));
    (store, states)
}

fn export(store: &mut Store, state: BatchNumber, forms: &[Form], out: &Path) {
    let export = ExportTree {
        out: out.to_owned(),
        forms: forms.to_vec(),
        ledger: false,
        records: ExportRecords::AsOf(state),
        mode: ExportMode::Write,
        prune: false,
        keep_going: false,
        samples_key: None,
    };
    export.apply(&mut store.snapshot().unwrap(), &ExportPlace::default(), &mut Unwatched).unwrap();
}

fn delta(store: &mut Store, states: (BatchNumber, BatchNumber)) -> String {
    let mut out = Vec::new();
    write_delta(
        &mut store.snapshot().unwrap(),
        states,
        DeltaKeys { from: None, to: None },
        &mut out,
        &WorkProgress::default(),
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let path = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    files.map(|entry| (path(entry.path()), fs::read_to_string(entry.path()).unwrap())).collect()
}

fn apply_to(tree: &Path, forms: Option<&[Form]>, text: &str) -> Result<AppliedDelta, ApplyError> {
    let apply = ApplyDelta { tree: tree.to_owned(), forms: forms.map(<[Form]>::to_vec) };
    apply.apply(&mut Cursor::new(text.as_bytes()), &WorkProgress::default())
}

#[test]
fn the_tree_of_a_state_with_the_delta_to_another_is_the_tree_of_that_one() {
    let (mut store, states) = history();
    for forms in [Form::ALL, &[Form::Json], &[Form::Json, Form::Markdown]] {
        let trees: Vec<_> = states
            .iter()
            .map(|state| {
                let folder = tempfile::tempdir().unwrap();
                export(&mut store, *state, forms, folder.path());
                files(folder.path())
            })
            .collect();
        for first in 0..states.len() {
            for last in 0..states.len() {
                let folder = tempfile::tempdir().unwrap();
                export(&mut store, states[first], forms, folder.path());
                let direct = delta(&mut store, (states[first], states[last]));
                assert_eq!(direct.is_empty(), first == last, "{first} to {last}");
                apply_to(folder.path(), Some(forms), &direct).unwrap();
                assert_eq!(files(folder.path()), trees[last], "{first} to {last}: {direct}");
            }
            // The tree goes to the last state by steps, and then to the first of all.
            let chained = tempfile::tempdir().unwrap();
            export(&mut store, states[first], forms, chained.path());
            let way: Vec<usize> = (first..states.len()).chain((0..states.len() - 1).rev()).collect();
            for step in way.windows(2) {
                let text = delta(&mut store, (states[step[0]], states[step[1]]));
                apply_to(chained.path(), Some(forms), &text).unwrap();
                assert_eq!(files(chained.path()), trees[step[1]], "from {first}, {step:?}: {text}");
            }
        }
    }
}

#[test]
fn a_delta_to_an_earlier_state_renames_back_and_withdraws_what_was_not_there_yet() {
    let (mut store, states) = history();
    let ops = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| DeltaLine::read(line).unwrap());
        let told = lines.map(|line| match line {
            DeltaLine::Put { id, .. } => format!("put {id}"),
            DeltaLine::Withdraw { id, reason, .. } => format!("withdraw {id} {reason:?}"),
            DeltaLine::Rename { id, from, .. } => format!("rename {from} {id}"),
        });
        told.collect()
    };
    let back = ops(&delta(&mut store, (states[3], states[2])));
    assert_eq!(back, ["rename x/z x/b", "put x/c", "put y/e"]);
    let to_nothing = ops(&delta(&mut store, (states[1], BatchNumber::NONE)));
    assert_eq!(to_nothing, ["x/a", "x/b", "x/c", "y/e"].map(|id| format!("withdraw {id} None")));
}

#[test]
fn the_forms_are_those_that_the_tree_has() {
    let (mut store, states) = history();
    for forms in [Form::ALL, &[Form::Json], &[Form::Json, Form::ChineseMarkdown]] {
        let [there, here] = [(), ()].map(|()| tempfile::tempdir().unwrap());
        export(&mut store, states[3], forms, there.path());
        export(&mut store, states[2], forms, here.path());
        apply_to(here.path(), None, &delta(&mut store, (states[2], states[3]))).unwrap();
        assert_eq!(files(here.path()), files(there.path()), "{forms:?}");
    }
}

#[test]
fn a_delta_that_was_applied_in_part_or_as_a_whole_can_be_applied_again() {
    let (mut store, states) = history();
    let there = tempfile::tempdir().unwrap();
    export(&mut store, states[4], Form::ALL, there.path());
    let text = delta(&mut store, (states[2], states[4]));
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for part in 0..=lines.len() {
        let here = tempfile::tempdir().unwrap();
        export(&mut store, states[2], Form::ALL, here.path());
        apply_to(here.path(), None, &lines[..part].concat()).unwrap();
        apply_to(here.path(), None, &text).unwrap();
        assert_eq!(files(here.path()), files(there.path()), "{part} lines");
        assert_eq!(apply_to(here.path(), None, &text).unwrap().written, 0);
    }
}

#[test]
fn a_tree_of_another_state_is_refused_and_stays() {
    let (mut store, states) = history();
    let here = tempfile::tempdir().unwrap();
    export(&mut store, states[1], Form::ALL, here.path());
    let before = files(here.path());
    let refused = apply_to(here.path(), None, &delta(&mut store, (states[3], states[4]))).unwrap_err();
    assert!(matches!(&refused, ApplyError::OtherTree(ids) if ids.contains(&id("x/b"))), "{refused:?}");
    assert_eq!(files(here.path()), before);
}

#[test]
fn a_hostile_delta_is_refused_with_its_place_before_anything_is_written() {
    let (mut store, states) = history();
    let here = tempfile::tempdir().unwrap();
    export(&mut store, states[2], Form::ALL, here.path());
    let before = files(here.path());
    let text = delta(&mut store, (states[2], states[3]));
    let first = text.split_inclusive('\n').next().unwrap();
    for (bad, said) in [
        ("{\"op\": \"put\", \"id\": \"../../x\"}\n".to_owned(), "does not begin with a letter"),
        ("{\"op\": \"run\", \"id\": \"x/a\"}\n".to_owned(), "unknown op 'run'"),
        (first.to_owned(), "is in more than one line"),
        (first.trim_end().to_owned(), "the line has no end"),
        ("\n".to_owned(), "EOF"),
        ("[]\n".to_owned(), "invalid"),
    ] {
        match apply_to(here.path(), None, &format!("{text}{bad}")) {
            Err(ApplyError::Line(LineFault { line, reason, .. })) => {
                assert!(line == text.lines().count() + 1 && reason.contains(said), "{bad}: {reason}");
            }
            other => panic!("{bad}: {other:?}"),
        }
    }
    let digest = first.split("\"digest\": \"").nth(1).unwrap_or(first).split('"').next().unwrap().to_owned();
    let forged = text.replacen(&digest, &"0".repeat(64), 1);
    assert!(matches!(apply_to(here.path(), None, &forged), Err(ApplyError::Line(_) | ApplyError::OtherTree(_))));
    assert_eq!(files(here.path()), before);
}
