//! Writing an earlier release again.

use super::ReleaseFacts;
use super::cut::previous;
use super::snapshot::{SnapshotError, SnapshotWatch, WriteSnapshot, WrittenSnapshot};
use crate::curate::Refusal;
use crate::publish::Form;
use crate::record::{Checksum, ReleaseName, Tier, TierError, VocabularyError};
use crate::store::{NewRelease, Release, Snapshot};

/// A release, and what its snapshot is made from.
///
/// # Errors
/// [`Refusal::NoRelease`]; as [`facts`].
pub fn facts_of(snapshot: &Snapshot<'_>, name: &ReleaseName) -> Result<(Release, ReleaseFacts), Refusal> {
    let release = snapshot.release(name)?.ok_or_else(|| Refusal::NoRelease(name.clone()))?;
    let facts = facts(snapshot, &release)?;
    Ok((release, facts))
}

/// What the snapshot of a release is made from.
///
/// # Errors
/// If the database cannot be read, or its table of releases is damaged.
pub fn facts(snapshot: &Snapshot<'_>, release: &Release) -> Result<ReleaseFacts, Refusal> {
    let before = match &release.previous {
        Some(before) => Some(snapshot.release(before)?.ok_or_else(|| Refusal::NoRelease(before.clone()))?),
        None => None,
    };
    let NewRelease { name, state, forms, samples_key, modified, policy_digest, gate, ladder, .. } = &release.what;
    let damaged = |what: &str| snapshot.damaged(format!("the column {what} of the release {name} is not readable"));
    let forms = forms.split(',').map(str::parse).collect::<Result<Vec<Form>, VocabularyError>>();
    let ladder: Vec<String> = serde_json::from_str(ladder).map_err(|_| damaged("ladder"))?;
    let ladder = ladder.iter().map(|tier| tier.parse()).collect::<Result<Vec<Tier>, TierError>>();
    Ok(ReleaseFacts {
        name: name.clone(),
        day: release.batch.day,
        tool: release.what.tool.clone(),
        modified: u64::try_from(*modified).map_err(|_| damaged("modified"))?,
        state: *state,
        previous: before.as_ref().map(previous),
        forms: forms.map_err(|_| damaged("forms"))?,
        samples_key: samples_key.clone(),
        policy_digest: *policy_digest,
        gate: serde_json::from_str(gate).map_err(|_| damaged("gate"))?,
        ladder: ladder.map_err(|_| damaged("ladder"))?,
        notes: release.what.notes.clone(),
    })
}

/// Why a release is not written again. Nothing is in its place.
#[derive(Debug, thiserror::Error)]
pub enum ExportAgainError {
    /// The snapshot could not be written.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The database no longer gives the content that was recorded.
    #[error("the content of release {name} is no longer what it was: {found} instead of {recorded}")]
    OtherContent {
        /// The release.
        name: ReleaseName,
        /// The checksum of the content that the database gives.
        found: Checksum,
        /// That of the content when it was cut.
        recorded: Checksum,
    },
}

/// Writes a release again, and compares its content with what was recorded before it is moved to its place.
///
/// # Errors
/// See [`ExportAgainError`].
pub fn export_again<W: SnapshotWatch>(
    write: &WriteSnapshot,
    release: &Release,
    snapshot: &mut Snapshot<'_>,
    watch: &mut W,
) -> Result<WrittenSnapshot, ExportAgainError> {
    let prepared = write.prepare(snapshot, watch)?;
    let (found, recorded) = (prepared.written().content_digest, release.what.content_digest);
    if found != recorded {
        return Err(ExportAgainError::OtherContent { name: release.what.name.clone(), found, recorded });
    }
    Ok(prepared.finish()?)
}
