//! Samples with which a regex does not do what it has to.

use super::shortfall::Shortfall;
use crate::curate::Refusal;
use crate::curate::sample::{SampleStanding, SampledRegex};
use crate::record::{Revision, SampleKind, SampleNumber};
use crate::store::Snapshot;

/// Samples with which a regex does not do what it has to.
pub(super) fn shortfalls(snapshot: &Snapshot<'_>) -> Result<Vec<Shortfall>, Refusal> {
    let mut found = Vec::new();
    for row in snapshot.rows_with_samples()? {
        let Revision { record, annotations, .. } = snapshot.load_known(row)?.revision;
        let regex = SampledRegex::new(&record.regex);
        for kind in SampleKind::ALL {
            let standings = annotations.samples(*kind).iter().map(|text| regex.standing(*kind, text));
            let unmet = (1..).zip(standings).filter(|(_, standing)| *standing != SampleStanding::Met);
            found.extend(unmet.map(|(number, _)| Shortfall::Sample {
                id: record.id.clone(),
                sample: SampleNumber { kind: *kind, number },
            }));
        }
    }
    Ok(found)
}
