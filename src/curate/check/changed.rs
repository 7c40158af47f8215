//! Noting the findings that a command adds and fixes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::background::background_of;
use super::finding_changes::{FindingChanges, NamedFinding, named};
use super::scan::findings;
use crate::check::{Background, Checker, RecordFacts, SetIndex, Settings, Severity};
use crate::curate::Changed;
use crate::curate::matching::also_matching;
use crate::ledger::BatchNumber;
use crate::record::{Id, Revision};
use crate::store::{Filter, StoreError, Stored, Tx};

/// The most records of a command for which this is reported. For more, use `canonry check`.
const MAX_TOLD: usize = 100;

/// The most new signatures of a command for which records are looked for that match them.
pub(super) const MAX_COMPARED: usize = 20;

/// The most records of a set that are read for that. In a larger set only the changed records are checked, so that a
/// command for one record does not read all of them.
const MAX_READ: u64 = 5_000;

/// A record that a command changed.
struct Pair {
    /// The record; `None` if it was added, or was withdrawn before.
    before: Option<Revision>,
    after: Stored,
}

/// Notes for each record the findings that a command adds and fixes.
///
/// # Errors
/// If the database cannot be read.
pub(in crate::curate) fn note_findings(
    tx: &mut Tx<'_>,
    changed: &mut [Changed],
    settings: &Settings,
) -> Result<(), StoreError> {
    let Some(batch) = tx.written_batch().filter(|_| changed.len() <= MAX_TOLD) else { return Ok(()) };
    let mut pairs: BTreeMap<Id, Pair> = BTreeMap::new();
    for one in changed.iter() {
        if let Some(after) = tx.load(&one.id)?.filter(|stored| !stored.standing.is_withdrawn) {
            let before = tx.revision_at(after.standing.row, batch.before())?.filter(|before| !before.is_withdrawn);
            pairs.insert(one.id.clone(), Pair { before, after });
        }
    }
    let is_small = tx.count_up_to(&Filter::default(), MAX_READ + 1)? <= MAX_READ;
    let (checker, before, after) = if is_small {
        let (before, after) = indexes(tx, &pairs)?;
        (Checker::new(settings).without_notes(), before, after)
    } else {
        (Checker::alone(settings).without_notes(), SetIndex::default(), SetIndex::default())
    };
    if checker.compares() {
        let ids: Vec<Id> = pairs.keys().cloned().collect();
        [&before, &after].into_iter().for_each(|index| index.compare(Some(&ids), &|_, _| {}));
    }
    let mut compared = 0;
    for one in changed {
        let Some(pair) = pairs.get(&one.id) else { continue };
        let row = pair.after.standing.row;
        let was = match &pair.before {
            Some(revision) => grave(&checker, revision, &background_of(tx, row, revision, batch.before())?, &before),
            None => Vec::new(),
        };
        let revision = &pair.after.revision;
        let is = grave(&checker, revision, &background_of(tx, row, revision, BatchNumber::END)?, &after);
        one.findings = FindingChanges::between(was, is);
        let former = pair.before.as_ref().map(|before| before.record.signature.as_str());
        if former != Some(revision.record.signature.as_str()) && compared < MAX_COMPARED {
            compared += 1;
            one.findings.matching = also_matching(tx, &revision.record)?;
        }
    }
    Ok(())
}

/// The set before and after. Other records are read once for both.
fn indexes(tx: &mut Tx<'_>, pairs: &BTreeMap<Id, Pair>) -> Result<(SetIndex, SetIndex), StoreError> {
    let mut others = SetIndex::default();
    let former: BTreeSet<&Id> = pairs.values().filter_map(|pair| Some(&pair.before.as_ref()?.record.id)).collect();
    tx.each_record(&Filter::default(), |unchecked| {
        let record = &unchecked.look().revision.record;
        if !pairs.contains_key(&record.id) && !former.contains(&record.id) {
            others.add(RecordFacts::of(record));
        }
        Ok::<_, StoreError>(ControlFlow::Continue(()))
    })?;
    let (mut before, mut after) = (others.clone(), others);
    for Pair { before: was, after: is } in pairs.values() {
        if let Some(was) = was {
            before.add(RecordFacts::of(&was.record));
        }
        after.add(RecordFacts::of(&is.revision.record));
    }
    Ok((before, after))
}

/// The errors and warnings of a record.
fn grave(checker: &Checker<'_>, revision: &Revision, background: &Background, index: &SetIndex) -> Vec<NamedFinding> {
    let grave = findings(checker, revision, background, index).into_iter();
    named(revision, grave.filter(|finding| finding.severity != Severity::Note).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Terms;
    use crate::curate::fixture::{context, id, store};
    use crate::curate::{Context, Edit, Step, Verb, Which};
    use crate::store::Store;

    /// Edits the record `x/a`; returns the codes of the findings that it adds and fixes.
    fn edit(store: &mut Store, field: &str, value: &str, dry_run: bool) -> (Vec<&'static str>, Vec<&'static str>) {
        let checks = Some(Settings::new(Terms::on(context().day)));
        let steps = vec![Step::Set(field.to_owned(), value.to_owned())];
        let edit = Edit::new(Which::Ids(vec![id("x/a")]), steps);
        let applied = edit.apply(store, &Context { checks, dry_run, ..context() }, &mut |_| true).unwrap();
        let codes = |all: &[NamedFinding]| all.iter().map(|one| one.finding.code.short()).collect();
        let changes = &applied.changed[0].findings;
        (codes(&changes.new), codes(&changes.gone))
    }

    #[test]
    fn an_edit_reports_what_it_adds_and_its_opposite_what_it_fixes() {
        let mut store = store(&["x/a"]);
        let text = "Restart the server, and then the client.";
        for dry_run in [true, false] {
            let (new, gone) = edit(&mut store, "w1.how", text, dry_run);
            assert!(!new.contains(&"W004") && gone.is_empty(), "{new:?} {gone:?}");
        }
        let (new, _) = edit(&mut store, "w1.action", text, false);
        assert!(new.contains(&"W004"), "{new:?}");
        let (_, gone) = edit(&mut store, "w1.action", "Restart both", true);
        assert!(gone.contains(&"W004"), "{gone:?}");
    }

    #[test]
    fn a_translation_that_an_edit_makes_outdated_is_reported_and_one_that_it_makes_current_again() {
        let mut store = store(&["x/a"]);
        edit(&mut store, "root_cause_zh", "这是错误的根本原因", false);
        let cause = "The server closes the connection before it has read the request.";
        for dry_run in [true, false] {
            let (new, _) = edit(&mut store, "root_cause", cause, dry_run);
            assert!(new.contains(&"L007"), "{new:?}");
        }
        let (new, _) = edit(&mut store, "root_cause", &format!("{cause} It may be a proxy."), true);
        assert!(!new.contains(&"L007"), "it was outdated before: {new:?}");
        let (_, gone) = edit(&mut store, "root_cause_zh", "服务器在读取请求之前关闭了连接", false);
        assert!(gone.contains(&"L007"), "{gone:?}");
    }

    #[test]
    fn the_texts_of_other_records_are_checked_too() {
        let mut store = store(&["x/a", "x/b"]);
        let step = |to: &str| format!(r#"[{{"error_id": "{to}", "probability": 0.5, "condition": "then"}}]"#);
        let (new, _) = edit(&mut store, "leads_to", &step("x/b"), false);
        assert_eq!(new, ["G005"]);
        let (new, gone) = edit(&mut store, "leads_to", &step("x/c"), false);
        assert_eq!((new, gone), (vec!["G001"], vec!["G005"]));
    }

    #[test]
    fn without_the_setting_nothing_is_reported() {
        let mut store = store(&["x/a"]);
        let steps = vec![Step::Set("signature".to_owned(), "E".to_owned())];
        let edit = Edit::new(Which::Ids(vec![id("x/a")]), steps);
        let applied = edit.apply(&mut store, &context(), &mut |_| true).unwrap();
        assert_eq!(applied.changed[0].findings, crate::curate::FindingChanges::default());
    }
}
