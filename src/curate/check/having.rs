//! The records that have findings.

use crate::ledger::RecordKey;

use super::scan::{CheckRecords, CheckWatch};
use super::stages::CheckStages;
use crate::check::{Finding, FindingKind};
use crate::curate::{Refusal, WorkProgress};
use crate::record::Id;
use crate::store::{Among, Filter, Snapshot, Stored};

/// Collects the records that have findings.
struct Having<'p> {
    stages: CheckStages<'p>,
    rows: Vec<RecordKey>,
    /// Those for which a finding about the set is reported.
    of_set: Vec<Id>,
}

impl CheckWatch for Having<'_> {
    type Error = Refusal;
    type Kept = FindingKind;

    fn noted(&mut self) {
        self.stages.noted();
    }

    fn compared(&mut self, regexes: usize, of: usize) {
        self.stages.compared(regexes, of);
    }

    fn checked(&mut self, stored: &Stored, findings: Vec<FindingKind>) -> Result<(), Refusal> {
        self.stages.checked();
        self.rows.extend((!findings.is_empty()).then_some(stored.standing.row));
        Ok(())
    }

    fn set(&mut self, findings: Vec<Finding>) -> Result<(), Refusal> {
        self.of_set = findings.into_iter().map(|finding| finding.record).collect();
        Ok(())
    }
}

impl CheckRecords {
    /// The filter of the records that have findings; `progress` is told the stages of the check.
    ///
    /// # Errors
    /// [`Refusal::ChoosesWithdrawn`], if the filter selects withdrawn records; if the database cannot be read, or a
    /// record is damaged.
    pub fn having(self, snapshot: &mut Snapshot<'_>, progress: &WorkProgress) -> Result<Filter, Refusal> {
        let stages = CheckStages::begin(&self, snapshot, progress)?;
        let mut having = Having { stages, rows: Vec::new(), of_set: Vec::new() };
        let checked = self.apply(snapshot, &mut having);
        progress.end();
        checked?;
        let Having { mut rows, of_set, .. } = having;
        for id in of_set {
            rows.extend(snapshot.standing(&id)?.map(|standing| standing.row));
        }
        Ok(Filter { among: Some(Box::new(Among { rows })), ..self.filter })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{context, set, store};
    use super::*;
    use crate::check::{Code, Selector, Settings, Terms};
    use crate::curate::PublishedOnly;
    use crate::store::StoreError;

    #[test]
    fn the_filter_chooses_the_records_that_have_a_finding_and_no_other() {
        let mut store = store(&["x/a", "x/b", "y/c"]);
        let edge = |to: &str| format!(r#"[{{"error_id": "{to}", "probability": 0.5, "condition": ""}}]"#);
        set(&mut store, &["x/a"], "leads_to", &edge("x/b"));
        set(&mut store, &["x/b"], "leads_to", &edge("x/a"));
        set(&mut store, &["x/b", "y/c"], "category", "Odd-Name");
        let mut snapshot = store.snapshot().unwrap();
        let mut ids = |code: Code, filter: Filter| {
            let select = vec![Selector::One(code)];
            let settings = Settings { select, ..Settings::new(Terms::on(context().day)) };
            let filter = CheckRecords { filter, settings }.having(&mut snapshot, &WorkProgress::default()).unwrap();
            let mut ids = Vec::new();
            snapshot
                .each_record(&filter, |one| {
                    ids.push(one.look().revision.record.id.to_string());
                    Ok::<_, StoreError>(std::ops::ControlFlow::Continue(()))
                })
                .unwrap();
            ids
        };
        assert_eq!(ids(Code::C001, Filter::default()), ["x/b", "y/c"]);
        let of_x = Filter { domains: vec!["x".to_owned()], ..Filter::default() };
        assert_eq!(ids(Code::C001, of_x), ["x/b"]);
        assert_eq!(ids(Code::G013, Filter::default()), ["x/a"], "a cycle is told of one of its records");
        assert_eq!(ids(Code::E001, Filter::default()), [""; 0]);
    }
    #[test]
    fn withdrawn_records_are_not_checked() {
        let filter = Filter { withdrawn: true, ..Filter::default() };
        let check = CheckRecords { filter, settings: Settings::new(Terms::on(context().day)) };
        let mut store = store(&["x/a"]);
        let mut snapshot = store.snapshot().unwrap();
        let progress = WorkProgress::default();
        let stages = CheckStages::begin(&check, &snapshot, &progress).unwrap();
        let refusals = [
            check.apply(&mut snapshot, &mut Having { stages, rows: Vec::new(), of_set: Vec::new() }).err(),
            check.known_at(&mut snapshot, 1.into()).err(),
            check.having(&mut snapshot, &progress).err(),
        ];
        for refusal in refusals {
            assert!(matches!(refusal, Some(Refusal::ChoosesWithdrawn(PublishedOnly::Check))), "{refusal:?}");
        }
    }
}
