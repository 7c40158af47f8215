//! Confirming records.

use super::{Added, EvidenceTarget, Recorded, Repeated, address, check_day, raised};
use crate::curate::work::{Verb, Work};
use crate::curate::{Cause, Refusal, Which};
use crate::record::Date;
use crate::store::{Environment, EvidenceKind, NewEvidence, ReporterKind};

/// Confirms records: records that somebody looked, and moves `last_confirmed`.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// The records.
    pub which: Which,
    /// The day on which somebody looked.
    pub on: Date,
    /// Where it can be read.
    pub url: Option<String>,
    /// What there is to say.
    pub note: Option<String>,
    /// What somebody did: a review, a reproduction, or found a source.
    pub kind: EvidenceKind,
}

impl Verb for Confirm {
    type Detail = Added;

    /// Confirms every record, or none; the detail is the evidence.
    ///
    /// # Errors
    /// If there is no such record, the address is none, the note is empty, or the day lies before the last confirmation or in the future.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Added, Refusal> {
        address::check(self.kind, self.url.as_deref())?;
        if self.note.as_deref().is_some_and(|note| note.trim().is_empty()) {
            return Err(Refusal::new(Cause::Usage, "the note is empty").hint("say what was looked at"));
        }
        let evidence = NewEvidence {
            item: None,
            kind: self.kind,
            outcome: None,
            count: 1,
            day: self.on,
            reporter: work.context.actor.clone(),
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
                let message =
                    format!("{} was last confirmed on {}, after {}", record.id, record.last_confirmed, self.on);
                return Err(Refusal::new(Cause::Policy, format!("{message}: the day never moves backward")).hint(
                    "record what was seen then with `canonry evidence add --kind review --on DATE`; it moves no day",
                ));
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
