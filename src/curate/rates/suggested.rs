//! The confidence that is suggested for each record.

use super::{Origins, RateSources, Suggestion, Withheld, suggest};
use crate::curate::{Policy, PublishedOnly, Refusal};
use crate::record::{Id, Rate};
use crate::store::{Filter, Snapshot};

/// A record with the confidence that is suggested for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggested {
    /// The record.
    pub id: Id,
    /// Its published confidence.
    pub confidence: Rate,
    /// The suggestion.
    pub suggestion: Suggestion,
}

/// The confidences that are suggested for records.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Suggestions {
    /// The records, ordered by the change of their confidence, the largest first, then by id.
    pub records: Vec<Suggested>,
    /// The number of records with open disputes, for which nothing is suggested.
    pub disputed: usize,
}

impl Suggested {
    /// The change of the confidence.
    fn change(&self) -> f64 {
        (self.suggestion.confidence.value() - self.confidence.value()).abs()
    }
}

/// The confidence to suggest for each record of a filter that has evidence. One without a workaround gets none.
///
/// # Errors
/// [`Refusal::ChoosesWithdrawn`], if the filter selects withdrawn records; if the database cannot be read.
pub fn suggestions(snapshot: &Snapshot<'_>, policy: &Policy, filter: &Filter) -> Result<Suggestions, Refusal> {
    Refusal::unless_published(filter, PublishedOnly::Rates)?;
    let origins = Origins::of(snapshot)?;
    let mut all = Suggestions::default();
    for row in snapshot.rows_with_evidence(filter)? {
        let stored = snapshot.load_known(row)?;
        let (changes, ledger, recorded) =
            (snapshot.changes(row)?, snapshot.ledger(row)?, snapshot.recorded_rates(row)?);
        let revision = &stored.revision;
        let sources = RateSources { revision, changes: &changes, ledger: &ledger, recorded: &recorded };
        match suggest(policy, &origins, sources)? {
            Ok(suggestion) => {
                let record = stored.revision.record;
                all.records.push(Suggested { id: record.id, confidence: record.confidence, suggestion });
            }
            Err(Withheld::Disputed(_)) => all.disputed += 1,
            Err(Withheld::NoWorkaround) => {}
        }
    }
    all.records.sort_by(|a, b| b.change().total_cmp(&a.change()).then_with(|| a.id.cmp(&b.id)));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::fixture::{apply, context, edit, id, outcome, report, set, store};
    use crate::curate::{AddEvidence, EvidenceTarget, Step, Targets};
    use crate::ledger::{EvidenceKind, NewEvidence, Outcome};

    #[test]
    fn the_greatest_change_is_suggested_first_and_nothing_where_it_is_disputed_or_nothing_helps() {
        let mut store = store(&["x/a", "x/b", "x/c", "x/d", "x/e", "x/f"]);
        for id in ["x/c", "x/b", "x/a", "x/d", "x/e"] {
            report(&mut store, &format!("{id}#w1"), Outcome::Success, "lena");
        }
        set(&mut store, &["x/a"], "confidence", "0.9");
        let evidence = NewEvidence { kind: EvidenceKind::Dispute, outcome: None, ..outcome(Outcome::Fail, "omar") };
        let targets = Targets::Named(vec![EvidenceTarget { id: id("x/d"), item: None }]);
        apply(&AddEvidence { targets, evidence, again: false, max_count: 1 }, &mut store, &context()).unwrap();
        edit(&mut store, &["x/e"], Step::Remove("w1".to_owned(), None));
        let all = suggestions(&store.snapshot().unwrap(), &Policy::default(), &Filter::default()).unwrap();
        let ids: Vec<&str> = all.records.iter().map(|one| one.id.as_str()).collect();
        assert_eq!((ids, all.disputed), (vec!["x/a", "x/b", "x/c"], 1));
    }
}
