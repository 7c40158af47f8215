//! Recording evidence, withdrawing it, and confirming records by it.

use std::collections::BTreeMap;

use super::work::{Verb, Work, item};
use super::{Cause, Context, Refusal};
use crate::record::{Date, Id, Part, Record};
use crate::store::{Environment, EvidenceKind, NewEvidence, ReporterKind};

/// Records evidence on a record or one of its items.
#[derive(Debug, Clone)]
pub struct AddEvidence {
    /// The record.
    pub id: Id,
    /// The item, as `w1`; `None` for the record as a whole.
    pub item: Option<String>,
    /// What to record; its item is found by [`item`](Self::item).
    pub evidence: NewEvidence,
}

/// Withdraws evidence: it stays in the ledger and no longer counts.
#[derive(Debug, Clone)]
pub struct WithdrawEvidence {
    /// The numbers.
    pub numbers: Vec<i64>,
}

/// Confirms records: records that somebody looked, and moves `last_confirmed`.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// The records.
    pub ids: Vec<Id>,
    /// The day on which somebody looked.
    pub on: Date,
    /// Where it can be read.
    pub url: Option<String>,
    /// What there is to say.
    pub note: Option<String>,
    /// What somebody did: a review, a reproduction, or found a source.
    pub kind: EvidenceKind,
}

impl Verb for AddEvidence {
    type Detail = i64;

    /// Records the evidence; the detail is its number.
    ///
    /// # Errors
    /// Where there is no such record or item, or the day cannot be.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<i64, Refusal> {
        let stored = work.living(&self.id)?;
        let item = self.item.as_deref().map(|word| item(&stored.revision, word)).transpose()?;
        if self.evidence.kind == EvidenceKind::Outcome && item.is_some_and(|(part, _)| part == Part::Version) {
            return Err(Refusal::new(Cause::Usage, "an outcome is that of a workaround, a dead end or the record")
                .hint("name the item that was tried, such as w1, or none"));
        }
        check_day(self.evidence.day, &stored.revision.record, work.context)?;
        let mut new = stored.revision.clone();
        new.record.evidence_count = raised(&new.record, self.evidence.count.into())?;
        let evidence = NewEvidence { item, ..self.evidence.clone() };
        let number = work.tx.add_evidence(stored.standing.row, &evidence)?;
        work.save(&stored, new)?;
        Ok(number)
    }
}

impl Verb for WithdrawEvidence {
    type Detail = Vec<i64>;

    /// Withdraws every piece, or none; the detail is those that were withdrawn already.
    ///
    /// # Errors
    /// Where there is no such evidence.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Vec<i64>, Refusal> {
        let mut lost: BTreeMap<i64, u64> = BTreeMap::new();
        let mut already = Vec::new();
        let mut numbers = self.numbers.clone();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let evidence = work.tx.evidence(number)?.ok_or_else(|| no_evidence(number))?;
            if !evidence.counts() {
                already.push(number);
                continue;
            }
            *lost.entry(evidence.record).or_default() += u64::from(evidence.what.count);
            work.tx.rule(&evidence, true)?;
        }
        for (row, count) in lost {
            lower(work, row, count)?;
        }
        Ok(already)
    }
}

fn lower(work: &mut Work<'_, '_>, row: i64, count: u64) -> Result<(), Refusal> {
    let Some(stored) = work.tx.load_row(row)? else { return Ok(()) };
    let mut new = stored.revision.clone();
    new.record.evidence_count = new.record.evidence_count.saturating_sub(count);
    work.save(&stored, new).map(drop)
}

impl Verb for Confirm {
    type Detail = Vec<i64>;

    /// Confirms every record, or none; the detail is the numbers of the evidence.
    ///
    /// # Errors
    /// Where there is no such record, or the day lies before the last confirmation or in the future.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Vec<i64>, Refusal> {
        let evidence = NewEvidence {
            item: None,
            kind: self.kind,
            outcome: None,
            count: 1,
            day: self.on,
            reporter: work.context.actor.clone(),
            reporter_kind: ReporterKind::Maintainer,
            url: self.url.clone(),
            note: self.note.clone(),
            environment: Environment::default(),
        };
        let mut numbers = Vec::new();
        super::Which::Ids(self.ids.clone()).each(work, |work, stored| {
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
            numbers.push(work.tx.add_evidence(stored.standing.row, &evidence)?);
            work.save(stored, new).map(drop)
        })?;
        Ok(numbers)
    }
}

/// The record's count with so many pieces more.
pub(super) fn raised(record: &Record, count: u64) -> Result<u64, Refusal> {
    let raised = record.evidence_count.checked_add(count).filter(|sum| i64::try_from(*sum).is_ok());
    raised.ok_or_else(|| {
        Refusal::new(Cause::Input, format!("the evidence_count of {} would grow beyond what can be counted", record.id))
    })
}

/// Refuses a day in the future, or before the error was first seen.
fn check_day(day: Date, record: &Record, context: &Context) -> Result<(), Refusal> {
    if day > context.day {
        return Err(Refusal::new(Cause::Policy, format!("{day} lies in the future: today is {}", context.day))
            .hint("evidence is of what was seen"));
    }
    if day < record.first_seen {
        let message = format!("{day} lies before {} was first seen, on {}", record.id, record.first_seen);
        return Err(Refusal::new(Cause::Policy, message)
            .hint(format!("if it was seen earlier: `canonry edit {} --set first_seen={day}`", record.id)));
    }
    Ok(())
}

fn no_evidence(number: i64) -> Refusal {
    Refusal::new(Cause::Missing, format!("there is no evidence e{number}"))
        .hint("`canonry evidence list ID` shows the evidence on a record with its numbers")
}
