//! What an import asks before it changes or withdraws many records.

use crate::cli::ask::{UNASKED, agrees};
use crate::cli::changes::PRINTED;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::faults::FaultPrinter;
use crate::cli::options::Writing;
use crate::cli::{ceased, changes};
use crate::curate::{Counts, Sealed, may_commit};
use crate::record::{Id, RecordChange};

/// Changed records that are shown before the question whether to go on.
const SHOWN_BEFORE: usize = 5;

/// The questions of a run, and whether the run is what was approved.
#[derive(Default)]
pub(super) struct ImportAsking {
    /// What this run read and did.
    run: Sealed,
    /// The run that the user approved, if this one follows a question.
    approved: Option<ApprovedRun>,
    /// Records that would be withdrawn, if their number is to be asked about.
    pub withdrawals: Option<usize>,
    /// Records that would change, if their number is to be asked about.
    changes: Option<u64>,
    /// The part of the question about reports that would no longer count.
    ceased: String,
}

impl ImportAsking {
    pub(super) fn new(approved: Option<ApprovedRun>) -> Self {
        ImportAsking { approved, ..ImportAsking::default() }
    }

    /// The faults that were printed before the question.
    pub(super) fn faults(&mut self) -> FaultPrinter {
        self.approved.as_mut().map(|approved| std::mem::take(&mut approved.faults)).unwrap_or_default()
    }

    /// Whether this run follows a question.
    pub(super) fn is_answered(&self) -> bool {
        self.approved.is_some()
    }

    /// Names records that are to be withdrawn. Whether the run goes on: if they are many, the question is asked after
    /// it is rolled back.
    pub(super) fn approve_withdrawals(
        &mut self,
        what: &str,
        (ids, is_many): (&[Id], bool),
        writing: &Writing,
        console: &mut Console,
    ) -> Result<bool, Failure> {
        if self.is_answered() {
            return Ok(true); // the whole run is compared with what was approved
        }
        let many = ids.len();
        let first: Vec<&str> = ids.iter().take(PRINTED).map(Id::as_str).collect();
        let rest = many.saturating_sub(first.len());
        let rest = if rest > 0 { format!("\n… and {rest} more") } else { String::new() };
        console.note(format!("{what}:\n{}{rest}", first.join("\n")));
        // A rehearsal asks nothing, and only refuses what is refused without a question.
        if !is_many || writing.yes || writing.dry_run && console.env().can_ask() {
            return Ok(true);
        }
        if !console.env().can_ask() {
            let message = format!("{many} records would be withdrawn, more than the policy allows without --yes");
            let hint = "use --yes if this is right, or raise [import] max_withdrawals in canonry.toml";
            return Err(Failure::new(Exit::Policy, message).hint(hint));
        }
        self.withdrawals = Some(self.withdrawals.unwrap_or_default() + many);
        Ok(true)
    }

    /// Whether the run may be committed as it is: it is what was approved, or there is nothing to ask.
    pub(super) fn approves(&mut self, may_ask: bool, counts: &Counts, this: Sealed) -> bool {
        let ImportAsking { run, approved, withdrawals, changes, ceased } = self;
        *run = this;
        may_commit(approved.as_ref().map(|approved| &approved.run), run, || {
            *changes = Some(counts.changed).filter(|many| may_ask && *many > UNASKED);
            if counts.claims_ceased > 0 {
                let reports = ceased::amount(counts.reports_ceased, counts.claims_ceased);
                *ceased = format!("; {reports} will no longer count");
            }
            changes.is_some() || withdrawals.is_some()
        })
    }

    /// The question to ask after the run, which was rolled back for it.
    pub(super) fn question(self, first: Vec<(Id, Vec<RecordChange>)>, faults: FaultPrinter) -> ImportQuestion {
        let ImportAsking { run, withdrawals, changes, ceased, .. } = self;
        ImportQuestion { withdrawals, changes, ceased, first, approved: ApprovedRun { run, faults } }
    }
}

/// The question to ask after a run that was rolled back, and what the run was.
pub(super) struct ImportQuestion {
    withdrawals: Option<usize>,
    changes: Option<u64>,
    ceased: String,
    /// The first of the records that would change.
    first: Vec<(Id, Vec<RecordChange>)>,
    approved: ApprovedRun,
}

/// A run that the user approved.
pub(super) struct ApprovedRun {
    /// What it read and did.
    run: Sealed,
    /// What was printed of its faults; they are not printed twice.
    faults: FaultPrinter,
}

impl ImportQuestion {
    /// Asks, and returns what was approved.
    pub(super) fn ask(self, console: &mut Console) -> Result<ApprovedRun, Failure> {
        if let Some(many) = self.withdrawals
            && !agrees(console.env(), &format!("withdraw {many} records?"))
        {
            return Err(declined());
        }
        if let Some(many) = self.changes {
            if !console.is_json() {
                for (id, fields) in self.first.iter().take(SHOWN_BEFORE) {
                    changes::print_record(console, id, fields)?;
                }
                console.finish()?;
            }
            if !agrees(console.env(), &format!("change {many} records that already exist{}?", self.ceased)) {
                return Err(declined());
            }
        }
        Ok(self.approved)
    }
}

/// The answer was no.
pub(super) fn declined() -> Failure {
    Failure::usage("not approved; nothing was imported")
}
