//! The two states that are compared, as the command line names them.

use std::path::is_separator;

use serde_json::{Value, json};

use super::verify::sentence;
use crate::cli::failure::{Exit, Failure};
use crate::cli::faults::hint;
use crate::cli::global::Global;
use crate::curate::{
    CompareError, ComparedSet, Moment, MomentError, Policy, PublishedFault, PublishedSet, difference, difference_since,
    difference_until,
};
use crate::ledger::BatchNumber;
use crate::publish::{RECORD_LINES, SetDifference};
use crate::record::ReleaseName;
use crate::store::Snapshot;

/// Which states are compared.
#[derive(Debug, clap::Args)]
pub(super) struct StateArgs {
    /// The state before: a release, a batch, a day, which means its end, or a snapshot [default: the latest release]
    #[arg(value_name = "FROM")]
    from: Option<String>,
    /// The state after, which may be the earlier one [default: now]
    #[arg(value_name = "TO")]
    to: Option<String>,
}

/// A state of the database or a snapshot; neither if the user names none.
#[derive(Default)]
struct ChosenState {
    moment: Option<Moment>,
    /// A snapshot, with its name for people and for programs.
    published: Option<(PublishedSet, (String, Value))>,
}

impl ChosenState {
    fn of(word: Option<&str>, policy: &Policy, global: &Global) -> Result<Self, Failure> {
        let Some(word) = word else { return Ok(ChosenState::default()) };
        let path = global.env.resolve(word);
        let moment = word.parse::<Moment>();
        let is_state = match &moment {
            _ if word.contains(is_separator) => false,
            Ok(Moment::Batch(_) | Moment::Day(_)) => true,
            // A snapshot stands in a folder of its name: the release tells more.
            Ok(Moment::Release(name)) => !path.exists() || is_release(name, global)?,
            Err(_) => !path.exists(),
        };
        if is_state {
            let moment = moment.map_err(|error: MomentError| Failure::usage(error.to_string()))?;
            return Ok(ChosenState { moment: Some(moment), published: None });
        }
        let (limits, samples_key) = (policy.limits, policy.samples_key.clone());
        let set = PublishedSet { path, limits, samples_key };
        Ok(ChosenState { moment: None, published: Some((set, (word.to_owned(), json!(word)))) })
    }
}

/// Whether the database, if there is one, has a release of a name.
fn is_release(name: &ReleaseName, global: &Global) -> Result<bool, Failure> {
    let Ok(database) = global.existing_database() else { return Ok(false) };
    let mut store = global.open_read(&database)?;
    let snapshot = store.snapshot()?;
    Ok(snapshot.release(name)?.is_some())
}

/// What differs between two states.
pub(super) struct ComparedStates {
    pub(super) difference: SetDifference,
    /// What is compared, as a heading.
    pub(super) title: String,
    /// The state before for programs: the number of its batch, or the path of the snapshot.
    pub(super) from: Value,
    /// The same of the state after.
    pub(super) to: Value,
}

impl ComparedStates {
    /// Compares the states that a user names: without the first it is the latest release, without the second what is
    /// now.
    pub(super) fn of(states: &StateArgs, policy: &Policy, global: &Global) -> Result<Self, Failure> {
        let progress = &global.progress();
        let from = ChosenState::of(states.from.as_deref(), policy, global)?;
        let to = ChosenState::of(states.to.as_deref(), policy, global)?;
        let published = match (from.published, to.published) {
            (Some((before, from)), Some((after, to))) => {
                let difference = difference_since(&before, ComparedSet::Published(after), progress)?;
                return Ok(ComparedStates::named(difference, (from, to)));
            }
            published => published,
        };
        let mut store = global.open_read(&global.existing_database()?)?;
        let mut snapshot = store.snapshot()?;
        let (from, to) = (from.moment.as_ref(), to.moment.as_ref());
        match published {
            (Some((before, from)), _) => {
                let to = NamedState::until(to, &snapshot)?;
                let difference = difference_since(&before, ComparedSet::State(&mut snapshot, to.batch), progress)?;
                Ok(ComparedStates::named(difference, (from, to.named())))
            }
            (None, Some((after, to))) => {
                let from = NamedState::before(from, &snapshot)?;
                let difference = difference_until(ComparedSet::State(&mut snapshot, from.batch), &after, progress)?;
                Ok(ComparedStates::named(difference, (from.named(), to)))
            }
            (None, None) => {
                let (from, to) = (NamedState::before(from, &snapshot)?, NamedState::until(to, &snapshot)?);
                let back = format!("Changes from {} back to {}", from.name, to.name);
                let back = (from.batch > to.batch).then_some(back);
                let difference = difference(&mut snapshot, (from.batch, to.batch), progress)?;
                let compared = ComparedStates::named(difference, (from.named(), to.named()));
                Ok(match back {
                    Some(title) => ComparedStates { title, ..compared },
                    None => compared,
                })
            }
        }
    }

    /// With the names of the states, for people and for programs.
    fn named(
        difference: SetDifference,
        ((from, from_json), (to, to_json)): ((String, Value), (String, Value)),
    ) -> Self {
        let title = format!("Changes after {from} up to {to}");
        ComparedStates { difference, title, from: from_json, to: to_json }
    }
}

/// The state after a batch, with its name.
struct NamedState {
    batch: BatchNumber,
    name: String,
}

impl NamedState {
    /// The state before; without one that of the latest release.
    fn before(moment: Option<&Moment>, snapshot: &Snapshot<'_>) -> Result<Self, Failure> {
        match (moment, snapshot.last_release()?) {
            (Some(moment), _) => NamedState::of(moment, snapshot),
            (None, Some(release)) => NamedState::of(&Moment::Release(release.what.name), snapshot),
            (None, None) => Err(Failure::new(Exit::Missing, "there is no release yet to compare with")
                .hint("name an earlier state: `canonry release diff 1` shows what changed after batch 1")),
        }
    }

    /// The state after; without one that of now.
    fn until(moment: Option<&Moment>, snapshot: &Snapshot<'_>) -> Result<Self, Failure> {
        match moment {
            Some(moment) => NamedState::of(moment, snapshot),
            None => Ok(NamedState::after(snapshot.last_batch()?)),
        }
    }

    fn of(moment: &Moment, snapshot: &Snapshot<'_>) -> Result<Self, Failure> {
        let batch = moment.batch(snapshot)?;
        Ok(match moment {
            Moment::Batch(_) | Moment::Day(_) => NamedState::after(batch),
            Moment::Release(_) => NamedState { batch, name: moment.to_string() },
        })
    }

    fn after(batch: BatchNumber) -> Self {
        NamedState { batch, name: format!("batch {batch}") }
    }

    fn named(self) -> (String, Value) {
        (self.name, json!(self.batch))
    }
}

impl From<CompareError> for Failure {
    fn from(error: CompareError) -> Self {
        let message = error.to_string();
        let (path, fault) = match error {
            CompareError::Store(error) => return error.into(),
            CompareError::Published { path, fault } => (path, fault),
        };
        let failure = Failure::new(Exit::Rejected, message);
        match fault {
            PublishedFault::Read(error) => Failure::input(&path, &error),
            PublishedFault::Flaw(flaw) => Failure { details: vec![sentence(&flaw)], ..failure }
                .hint(format!("`canonry release verify {}` names everything that is wrong", path.display())),
            PublishedFault::Line(faults) => {
                let file = path.join(RECORD_LINES);
                let details = faults.iter().map(|fault| format!("{}:{fault}", file.display())).collect();
                Failure { details, hint: hint(&faults), ..failure }
            }
        }
    }
}
