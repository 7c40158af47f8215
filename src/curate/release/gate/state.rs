//! Demands on the set as it is.

use std::ops::ControlFlow;

use super::shortfall::Shortfall;
use crate::curate::Refusal;
use crate::curate::sample::{SampleStanding, SampledRegex};
use crate::disk::ordered;
use crate::record::{Record, Revision, SampleKind, SampleNumber, SamplesKey, Start, canonical, read};
use crate::store::{Filter, Snapshot, StoreError, Unchecked};

/// Samples with which a regex does not do what it has to.
pub(super) fn samples(snapshot: &Snapshot<'_>) -> Result<Vec<Shortfall>, Refusal> {
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

/// Published records that are read back otherwise, and so would not give the same tree. All forms of a record follow
/// from its text.
pub(super) fn reproduced(snapshot: &mut Snapshot<'_>, key: Option<&SamplesKey>) -> Result<Vec<Shortfall>, Refusal> {
    let filter = Filter::default();
    let (read, worked) = ordered(
        |emit| snapshot.each_record(&filter, |unchecked| Ok::<ControlFlow<()>, StoreError>(emit(unchecked))),
        Unchecked::weight,
        |unchecked| Ok::<_, StoreError>(difference(&unchecked.checked()?.revision, key)),
        |all| all.into_iter().filter_map(Result::transpose).collect::<Result<Vec<Shortfall>, StoreError>>(),
    );
    let found = worked?;
    read?;
    Ok(found)
}

/// How a record that is read back differs from what is published; `None` if it does not.
fn difference(Revision { record, annotations, .. }: &Revision, key: Option<&SamplesKey>) -> Option<Shortfall> {
    let not = |reason: String| Some(Shortfall::NotReproduced { id: record.id.clone(), reason });
    let published = match key {
        None => canonical(record),
        Some(key) => match key.published(record, annotations) {
            Some(published) => canonical(&published),
            None => return not(format!("it has samples, and a custom key {key} besides")),
        },
    };
    let back: Record = match read(published.as_bytes(), Start::default()) {
        Ok(back) => back,
        Err(faults) => {
            let first = faults.first().map(|fault| format!("{}: {}", fault.path, fault.reason));
            return not(first.unwrap_or_default());
        }
    };
    if canonical(&back) == published { None } else { not("its text is written otherwise after reading it".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::fixture::record;

    #[test]
    fn a_record_that_is_read_back_otherwise_is_not_reproduced() {
        let mut revision = Revision::from(record("x/a"));
        assert_eq!(difference(&revision, None), None);
        revision.record.signature = String::new();
        let Some(Shortfall::NotReproduced { reason, .. }) = difference(&revision, None) else {
            panic!("a record without a signature is not a valid one");
        };
        assert!(reason.starts_with("signature: "), "{reason}");
    }

    #[test]
    fn samples_that_cannot_be_published_are_not_reproduced() {
        let mut revision = Revision::from(record("x/a"));
        revision.annotations.match_samples.push("E 1".to_owned());
        let key: SamplesKey = "samples".parse().unwrap();
        assert_eq!(difference(&revision, Some(&key)), None);
        let published = key.published(&revision.record, &revision.annotations).unwrap().into_owned();
        revision.record.extra = published.extra;
        assert!(difference(&revision, Some(&key)).is_some());
    }
}
