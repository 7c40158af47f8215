//! The verbs of a maintainer: one plain struct for each.
//!
//! Nothing here prints, asks or reads the clock: the day and the actor are parameters, and the result is data.

mod assessment;
mod ceased;
mod check;
mod counts;
mod each;
mod edge;
mod edit;
mod engine;
mod evidence;
mod explain;
mod export;
mod facet;
mod feedback;
mod find;
#[cfg(test)]
mod fixture;
mod history;
mod import;
mod kept_text;
mod matching;
mod moment;
mod nearest_file;
mod new;
mod numbered;
mod output;
mod policy;
mod progress;
mod promote;
mod rates;
mod refusal;
mod regexes;
mod release;
mod removed_item;
mod rename;
mod repair;
mod restated;
mod rewordings;
mod sample;
mod seal;
mod site;
mod source_name;
mod status;
mod template;
mod tombstone;
mod undo;
mod values;
mod withdraw;
mod work;

pub use assessment::{Assessment, Measure, Measured, Requirement, TierRequirement};
pub use ceased::Ceased;
pub use check::{
    CheckRecords, CheckWatch, CheckedRecord, CheckedText, FindingChanges, FixCounts, FixFindings, FixableText,
    FixedText, KnownFindings, MovedText, NamedFinding, NotedText, Offers, RenamedTexts, TextSet, Unfit, WaiveFindings,
    WaiverRequest, WithdrawWaivers, fix_texts, fixed_ids, waived_by, with_fixed,
};
pub use counts::{Counts, FeedbackCounts};
pub use edit::field;
pub use edit::{Edit, Replacement, ReplacementError, ReplacementPart, Rewrite, Step, TextBase};
pub use engine::{Applied, Changed, Pass, Stopped, in_passes, may_commit};
pub use evidence::{
    AddEvidence, Added, Confirm, EvidenceTarget, MoveEvidence, Moved, Recorded, Relocated, Repeated, Targets,
    WithdrawEvidence, reporter,
};
pub use explain::{Explanation, explain};
pub use export::{
    Export, ExportError, ExportFile, ExportLines, ExportMode, ExportPlace, ExportRecords, ExportStage, ExportTree,
    ExportWatch, Exported, FileDifference, FileState, LeftFile, LeftReason, may_write,
};
pub use facet::{ReplaceValues, ValueMap, ValueMapFault, ValueMove, clusters, facet, is_replaceable};
pub use feedback::{Anonymous, Feedback, FeedbackDuplicates, FeedbackSummary, FeedbackWatch, Misfit, Unlisted};
pub use find::{find, find_id, find_living, find_unchecked};
pub use history::{Episode, blame, history};
pub use import::{
    ConflictName, DueRate, Event, Import, ImportInput, Imported, Incoming, InputPart, KeptField, KeptFieldError,
    LedgerCounts, MAX_NAMED, MergedVersions, Named, OpenConflict, OtherDatabase, Raised, RecordVersions, Rejection,
    Remarks, Resolution, Resolutions, Trust, UnsuitableValue, Watch, unsuitable,
};
pub use kept_text::{COMMENT, KeptText};
pub use matching::{BenchFigures, BenchShare, Matched, MatchedRecord, bench, find_matches};
pub use moment::{Moment, MomentError};
pub use nearest_file::{FoundError, Owners, nearest_database};
pub use new::{New, Noticed};
pub use numbered::{item, item_number};
pub use output::{OutputRefusal, RefusedOutput, protect, protect_tree};
pub use policy::{
    AskedChecks, CheckPolicy, ExportPolicy, Gate, ImportPolicy, NumberRange, Policy, PolicyError, PolicyFileError,
    PolicyPath, PolicyProblem, PolicyWordError, RatePolicy, ReleasePolicy, toml_key,
};
pub use progress::{WorkProgress, WorkStage, WorkWatch};
pub use promote::{Demote, Promote};
pub use rates::{
    Baseline, Calibration, Contribution, Judgement, KnownReports, OneVoice, Origins, PublishRates, RateSources, Rated,
    Rates, Receipt, SetBaseline, Suggested, Suggestion, Suggestions, Verdict, WeighedReport, Weight, Withheld,
    calibrate, rates, suggest, suggestions,
};
pub use refusal::{
    Act, Contested, EditRefusal, EvidenceRefusal, Expected, FutureDay, Guarded, ImportRefusal, LargeCount, MissingItem,
    NewRefusal, Obstacle, Obstructed, Overflow, PublishedOnly, Reasoned, Refusal, RepairRefusal, SampleRefusal,
    TierRefusal, UndoRefusal, Unearned, WaiverRefusal, WrongDay,
};
pub use regexes::{claimants, trial_texts};
pub use release::{
    AppliedDelta, ApplyDelta, ApplyError, CompareError, ComparedSet, Cut, CutError, CutRelease, DeltaKeys, Demand,
    DemandStanding, Demanded, ExportAgainError, GateBase, LineFault, PreviousRelease, PublishedFault, PublishedSet,
    ReleaseFacts, ReleasePlan, ReproductionFault, Shortfall, SnapshotError, SnapshotFlaw, SnapshotWatch,
    VerifiedSnapshot, WriteSnapshot, WrittenSnapshot, difference, difference_since, difference_until, digest_again,
    export_again, facts, facts_of, gate, plan_release, verify_archive, verify_folder, write_delta,
};
pub use removed_item::RemovedItem;
pub use rename::Rename;
pub use repair::{RebuildIndexes, Repair, RepairSummary};
pub use restated::Restated;
pub use sample::{AddSample, SampleStanding, SampledRegex, WithdrawSamples};
pub use seal::Sealed;
pub use site::{SiteError, WriteSite, WrittenSite, look_for_site, may_write_site};
pub use source_name::source_of_path;
pub use status::{HereChanges, RecordStatus, SideChange, ThereChanges, TreeStanding, TreeStatus};
pub use undo::{Undid, Undo};
pub use values::{ValueChange, ValueOrigin};
pub use withdraw::{Inherited, KeptKind, Namesake, Withdraw, Withdrawn, namesake, namesakes};
pub use work::{Approve, Verb, Work};

use crate::check::Settings;
use crate::ledger::RecordedBy;
use crate::record::{Date, Id};
use crate::store::{Batch, BatchVerb, Filter};

/// Who gives a command, when and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// The day of the command.
    pub day: Date,
    /// Who gave it; not empty.
    pub actor: String,
    /// Why, if the actor said so.
    pub reason: Option<String>,
    /// The command line.
    pub command: String,
    /// Whether everything is checked but nothing is written.
    pub dry_run: bool,
    /// The checks that find out what the command changes in the findings of its records; `None` for none.
    pub checks: Option<Settings>,
    /// Where the command tells its progress.
    pub progress: WorkProgress,
}

impl Context {
    /// A command of a day and an actor that writes, without a reason. `command` is what the journal shows of it.
    pub fn new(day: Date, actor: impl Into<String>, command: impl Into<String>) -> Self {
        let (actor, command, progress) = (actor.into(), command.into(), WorkProgress::default());
        Context { day, actor, reason: None, command, dry_run: false, checks: None, progress }
    }

    /// Whether the command needs to read the database only. A dry run with checks writes as well, so that the checks
    /// see the result, and is rolled back.
    pub fn only_reads(&self) -> bool {
        self.dry_run && self.checks.is_none()
    }

    /// What a line of a ledger says of the command.
    pub fn recorded(&self) -> RecordedBy {
        RecordedBy { day: self.day, by: self.actor.clone() }
    }

    /// The batch that a verb writes for the command.
    pub fn batch(&self, verb: BatchVerb) -> Batch {
        let Context { day, actor, reason, command, .. } = self.clone();
        Batch { day, actor, reason, command, verb: Some(verb) }
    }
}

/// Which records a command is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Which {
    /// These; a record that is named twice counts once.
    Ids(Vec<Id>),
    /// All that a filter selects.
    Filter(Filter),
}

#[cfg(test)]
mod tests {
    use super::fixture::{context, id, store};
    use super::*;
    use crate::record::Limits;
    use crate::store::Store;

    /// Sets the root cause of some records; returns those that changed.
    fn set(store: &mut Store, which: Which) -> Result<Vec<Id>, Refusal> {
        let steps = vec![Step::Set("root_cause".to_owned(), "new".to_owned())];
        let edit = Edit { which, steps, force: false, limits: Limits::default() };
        let applied = edit.apply(store, &context(), &mut |_| true)?;
        Ok(applied.changed.into_iter().map(|one| one.id).collect())
    }

    #[test]
    fn a_record_that_is_named_twice_changes_once() {
        let mut store = store(&["x/a", "x/b"]);
        let which = Which::Ids(vec![id("x/b"), id("x/a"), id("x/b")]);
        assert_eq!(set(&mut store, which).unwrap(), [id("x/b"), id("x/a")]);
    }

    #[test]
    fn a_filter_means_the_published_records_and_no_others() {
        let mut store = store(&["x/a", "x/b"]);
        let withdraw = Withdraw { ids: vec![id("x/a")], restore: false, merge_into: None };
        withdraw.apply(&mut store, &context(), &mut |_| true).unwrap();
        assert_eq!(set(&mut store, Which::Filter(Filter::default())).unwrap(), [id("x/b")]);
        let withdrawn = Filter { withdrawn: true, ..Filter::default() };
        assert!(matches!(
            set(&mut store, Which::Filter(withdrawn)),
            Err(Refusal::ChoosesWithdrawn(PublishedOnly::Change))
        ));
        assert!(matches!(set(&mut store, Which::Ids(vec![id("x/a")])), Err(Refusal::Withdrawn(_))));
        assert!(matches!(set(&mut store, Which::Ids(vec![id("x/c")])), Err(Refusal::NoRecord(_))));
    }
}
