//! Whether a regex still finds what it should after a fix.

use super::fix::{Alteration, Fix};
use super::subject::Subject;
use crate::pattern::Pattern;
use crate::record::{Field, Record};

/// Whether the regex still finds the signature and the samples after a fix, if it finds them now. A fix that breaks
/// that would cause another finding.
pub(super) fn keeps_found(subject: Subject<'_>, fix: &Fix) -> bool {
    let becomes = |field: Field| {
        let of_field = fix.set.iter().find(|edit| edit.record == *subject.id() && edit.field == field)?;
        match &of_field.change {
            Alteration::Set { new, .. } => new.as_str().map(|text| text.into_owned()),
            Alteration::Element { .. } => None,
        }
    };
    let (regex, signature) = (becomes(Record::REGEX), becomes(Record::SIGNATURE));
    if regex.is_none() && signature.is_none() {
        return true;
    }
    let Ok(before) = subject.regex.pattern() else { return true };
    match regex.map(|regex| subject.regex.changed(&regex)) {
        None => keeps(before, before, subject, signature.as_deref()),
        Some(Some(after)) => keeps(before, &after, subject, signature.as_deref()),
        Some(None) => false,
    }
}

/// Whether one regex finds what another one finds of the signature and the samples. `signature` is the signature after
/// the fix.
fn keeps(before: &Pattern, after: &Pattern, subject: Subject<'_>, signature: Option<&str>) -> bool {
    let own = subject.record().signature.as_str();
    let loses = |was: &str, is: &str| before.is_found_in(was) && !after.is_found_in(is);
    let samples = &subject.revision.annotations.match_samples;
    !loses(own, signature.unwrap_or(own)) && !samples.iter().any(|sample| loses(sample, sample))
}
