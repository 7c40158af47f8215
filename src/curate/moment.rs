//! An earlier state of the set, as a maintainer names it.

use std::fmt::{self, Display};
use std::str::FromStr;

use super::Refusal;
use crate::ledger::BatchNumber;
use crate::record::{Date, ReleaseName, SamplesKey};
use crate::store::Snapshot;

/// An earlier state of the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// That after a batch.
    Batch(BatchNumber),
    /// That at the end of a day.
    Day(Date),
    /// That of a release.
    Release(ReleaseName),
}

/// A word is neither the number of a batch nor a day, and cannot be the name of a release.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a release, the number of a batch, or a day YYYY-MM-DD, found '{0}'")]
pub struct MomentError(String);

impl FromStr for Moment {
    type Err = MomentError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let batch = word.parse().map(Moment::Batch).ok();
        let day = || word.parse().map(Moment::Day).ok();
        let release = || word.parse().map(Moment::Release).ok();
        batch.or_else(day).or_else(release).ok_or_else(|| MomentError(word.to_owned()))
    }
}

impl Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Batch(batch) => write!(f, "batch {batch}"),
            Moment::Day(day) => day.fmt(f),
            Moment::Release(name) => write!(f, "release {name}"),
        }
    }
}

impl Moment {
    /// The last batch of the state; [`BatchNumber::NONE`] if it is older than the first batch.
    ///
    /// # Errors
    /// [`Refusal::NoBatch`], [`Refusal::NoRelease`]; if the database cannot be read.
    pub fn batch(&self, snapshot: &Snapshot<'_>) -> Result<BatchNumber, Refusal> {
        match self {
            Moment::Batch(batch) => match snapshot.batch(*batch)? {
                Some(_) => Ok(*batch),
                None => Err(Refusal::NoBatch { batch: *batch, last: snapshot.last_batch()? }),
            },
            Moment::Day(day) => Ok(snapshot.batch_of_day(*day)?.unwrap_or(BatchNumber::NONE)),
            Moment::Release(name) => match snapshot.release(name)? {
                Some(release) => Ok(release.what.state),
                None => Err(Refusal::NoRelease(name.clone())),
            },
        }
    }

    /// The key under which samples are published in the state: that of the release, or else the one that is given.
    ///
    /// # Errors
    /// [`Refusal::NoRelease`]; if the database cannot be read.
    pub fn samples_key(
        &self,
        snapshot: &Snapshot<'_>,
        given: Option<&SamplesKey>,
    ) -> Result<Option<SamplesKey>, Refusal> {
        match self {
            Moment::Batch(_) | Moment::Day(_) => Ok(given.cloned()),
            Moment::Release(name) => match snapshot.release(name)? {
                Some(release) => Ok(release.what.samples_key),
                None => Err(Refusal::NoRelease(name.clone())),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{context, set, store};
    use super::*;
    use crate::curate::Context;

    #[test]
    fn a_word_names_a_batch_a_day_or_a_release_and_says_what_it_has_to_be() {
        assert_eq!("12".parse(), Ok(Moment::Batch(12.into())));
        assert_eq!("2026-03-01".parse::<Moment>().unwrap().to_string(), "2026-03-01");
        assert_eq!("march".parse::<Moment>().unwrap().to_string(), "release march");
        let error = "last march".parse::<Moment>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected a release, the number of a batch, or a day YYYY-MM-DD, found 'last march'"
        );
    }

    #[test]
    fn a_day_is_its_last_batch_and_before_the_first_batch_there_is_none() {
        let mut store = store(&["x/a"]);
        set(&mut store, &["x/a"], "root_cause", "then");
        let Context { day, .. } = context();
        let snapshot = store.snapshot().unwrap();
        let batch = |moment: Moment| moment.batch(&snapshot);
        let last = snapshot.last_batch().unwrap();
        assert_eq!(batch(Moment::Day(day)).unwrap(), last);
        assert_eq!(batch(Moment::Day("2000-01-01".parse().unwrap())).unwrap(), BatchNumber::NONE);
        assert_eq!(batch(Moment::Batch(last)).unwrap(), last);
        assert!(matches!(batch(Moment::Batch(99.into())), Err(Refusal::NoBatch { last: named, .. }) if named == last));
        assert!(matches!(batch("v1".parse().unwrap()), Err(Refusal::NoRelease(_))));
    }
}
