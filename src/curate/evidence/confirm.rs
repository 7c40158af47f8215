//! Confirming records.

use super::{Added, EvidenceTarget, Recorded, Repeated, address, check_day, raised};
use crate::curate::Which;
use crate::curate::refusal::{EvidenceRefusal, Refusal};
use crate::curate::work::{Verb, Work};
use crate::ledger::{Environment, EvidenceKind, NewEvidence, ReporterKind};
use crate::record::Date;
use crate::store::BatchVerb;

/// Confirms records: adds evidence that somebody checked them, and moves `last_confirmed`.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// The records.
    pub which: Which,
    /// The day of the check.
    pub on: Date,
    /// Where it can be read.
    pub url: Option<String>,
    /// A note.
    pub note: Option<String>,
    /// The kind of evidence: review, reproduction or source.
    pub kind: EvidenceKind,
}

impl Verb for Confirm {
    type Detail = Added;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::Confirm
    }

    /// Confirms every record, or none; the detail is the evidence.
    ///
    /// # Errors
    /// If there is no such record, the evidence does not confirm or does not say what was checked, or the day is before
    /// the last confirmation or in the future.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Added, Refusal> {
        self.check()?;
        let evidence = NewEvidence {
            item: None,
            kind: self.kind,
            outcome: None,
            count: 1,
            day: self.on,
            reporter: work.context.actor.clone().into(),
            reporter_kind: ReporterKind::Maintainer,
            is_apart: false,
            url: self.url.clone(),
            note: self.note.clone(),
            environment: Environment::default(),
        };
        let mut added = Added::default();
        self.which.each(work, |work, stored| {
            let record = &stored.revision.record;
            check_day(self.on, record, work.context)?;
            if self.on < record.last_confirmed {
                let (id, last_confirmed) = (record.id.clone(), record.last_confirmed);
                return Err(EvidenceRefusal::Backward { id, last_confirmed, day: self.on }.into());
            }
            let mut new = stored.revision.clone();
            new.record.last_confirmed = self.on;
            new.record.evidence_count = raised(record, 1)?;
            let target = EvidenceTarget::record(record.id.clone());
            if self.kind == EvidenceKind::Source {
                let ledger = work.tx.ledger(stored.standing.row)?;
                added.repeated.extend(Repeated::find(&evidence, &target, &ledger, &stored.revision));
            }
            let number = work.tx.add_evidence(stored.standing.row, &evidence)?;
            added.recorded.push(Recorded { number, target });
            work.save(stored, new).map(drop)
        })?;
        Ok(added)
    }
}

impl Confirm {
    /// Checks that it says that the record was found true, and what was checked.
    fn check(&self) -> Result<(), EvidenceRefusal> {
        match self.kind {
            EvidenceKind::Review | EvidenceKind::Reproduction | EvidenceKind::Source => {}
            EvidenceKind::Outcome | EvidenceKind::Dispute => return Err(EvidenceRefusal::DoesNotConfirm(self.kind)),
        }
        address::check(self.kind, self.url.as_deref())?;
        match (&self.url, &self.note) {
            (None, None) => Err(EvidenceRefusal::NoReceipt),
            (_, Some(note)) if note.trim().is_empty() => Err(EvidenceRefusal::EmptyNote),
            (Some(_), None) | (_, Some(_)) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::fixture::{apply, context, id, store};
    use crate::curate::refusal::{FutureDay, WrongDay};

    fn confirm(change: impl Fn(&mut Confirm)) -> Result<(), Refusal> {
        let mut verb = Confirm {
            which: Which::Ids(vec![id("x/a")]),
            on: context().day,
            url: None,
            note: Some("read".to_owned()),
            kind: EvidenceKind::Review,
        };
        change(&mut verb);
        let mut store = store(&["x/a"]);
        apply(&verb, &mut store, &context())?;
        assert_eq!(
            store.snapshot().unwrap().load(&id("x/a")).unwrap().unwrap().revision.record.last_confirmed,
            verb.on
        );
        Ok(())
    }

    fn refused(change: impl Fn(&mut Confirm)) -> EvidenceRefusal {
        match confirm(change) {
            Err(Refusal::Evidence(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_evidence_that_the_record_is_true_confirms_it() {
        for kind in [EvidenceKind::Review, EvidenceKind::Reproduction] {
            confirm(|verb| verb.kind = kind).unwrap();
        }
        for kind in [EvidenceKind::Dispute, EvidenceKind::Outcome] {
            assert_eq!(refused(|verb| verb.kind = kind), EvidenceRefusal::DoesNotConfirm(kind));
        }
        assert_eq!(refused(|verb| verb.kind = EvidenceKind::Source), EvidenceRefusal::NoAddress);
    }

    #[test]
    fn a_confirmation_says_what_was_checked() {
        assert_eq!(refused(|verb| verb.note = None), EvidenceRefusal::NoReceipt);
        assert_eq!(refused(|verb| verb.note = Some(" ".to_owned())), EvidenceRefusal::EmptyNote);
        confirm(|verb| (verb.note, verb.url) = (None, Some("https://example.org".to_owned()))).unwrap();
    }

    #[test]
    fn the_day_moves_neither_backward_nor_into_the_future() {
        let day = |word: &str| word.parse::<Date>().unwrap();
        let backward = refused(|verb| verb.on = day("2026-10-31"));
        assert!(
            matches!(backward, EvidenceRefusal::Backward { last_confirmed, .. } if last_confirmed == day("2026-11-01"))
        );
        let ahead = refused(|verb| verb.on = day("2026-11-22"));
        assert_eq!(ahead, WrongDay::from(FutureDay { day: day("2026-11-22"), today: day("2026-11-21") }).into());
        let early = refused(|verb| verb.on = day("2025-12-31"));
        assert!(matches!(early, EvidenceRefusal::Day(WrongDay::BeforeFirstSeen { .. })), "{early}");
    }
}
