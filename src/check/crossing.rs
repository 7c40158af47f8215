//! R: what the regexes of a set find of each other's signatures.

use super::index::SetIndex;
use super::regexes::{of_sample, shortened, spot};
use super::spot::Spot;
use super::subject::Subject;
use crate::pattern::{Finds, Pattern, Row, Span};
use crate::record::{Id, Record};

/// R003. The regex finds the signature of another error, or a sample that it must not find.
pub(super) fn collides(subject: Subject<'_>, index: &SetIndex, row: &Row, spots: &mut Vec<Spot>) {
    let Some(pattern) = telling(subject) else { return };
    if let Some(signature) = row.foreign.examples.first().and_then(|place| index.signature_at(*place)) {
        let signatures = if row.foreign.count == 1 { "signature" } else { "signatures" };
        let message = format!("it finds the {signatures} of {}", named(&row.foreign, index));
        spots.push(spot(subject, finding_branch(pattern, signature), message));
    }
    for sample in subject.revision.annotations.no_match_samples.iter().filter(|sample| pattern.is_found_in(sample)) {
        let message = format!("it finds the sample '{}', which it must not", shortened(sample));
        spots.push(of_sample(subject, sample, spot(subject, finding_branch(pattern, sample), message)));
    }
}

/// R004. The regex finds 10 or more foreign signatures.
pub(super) fn too_broad(subject: Subject<'_>, _: &SetIndex, row: &Row, spots: &mut Vec<Spot>) {
    if telling(subject).is_some() && row.foreign.count >= subject.thresholds().broad_regex {
        spots.push(spot(subject, None, format!("it finds {} signatures of other errors", row.foreign.count)));
    }
}

/// R005. The regex finds signatures in 3 or more other domains.
pub(super) fn crosses_domains(subject: Subject<'_>, _: &SetIndex, row: &Row, spots: &mut Vec<Spot>) {
    if telling(subject).is_some() && row.foreign_domains >= subject.thresholds().crossed_domains {
        spots.push(spot(subject, None, format!("it finds signatures in {} other domains", row.foreign_domains)));
    }
}

/// R008. The regex of another error finds the signature.
pub(super) fn claimed(subject: Subject<'_>, index: &SetIndex, row: &Row, spots: &mut Vec<Spot>) {
    let signature = &subject.record().signature;
    let Some(first) = row.claimed_by.examples.first() else { return };
    let message = format!("also found by the regex of {}", named(&row.claimed_by, index));
    let spot = Spot::at(Record::SIGNATURE, signature, message);
    let pattern = index.regex_at(*first).and_then(|regex| Pattern::parse(regex).ok());
    let found = pattern.and_then(|pattern| pattern.found_in(signature)).filter(|found| !found.is_empty());
    spots.push(match found {
        Some(found) => spot.span(found),
        None => spot,
    });
}

/// The regex, unless it is none or finds every text: then R006 says why it finds so much.
fn telling(subject: Subject<'_>) -> Option<&Pattern> {
    subject.regex.pattern().ok().filter(|pattern| !pattern.matches_empty())
}

/// The branch that finds a text, if the regex has several; otherwise all of it.
fn finding_branch(pattern: &Pattern, text: &str) -> Option<Span> {
    pattern.finding_branches(text).first().copied()
}

/// The first of some records, and how many more there are.
fn named(finds: &Finds, index: &SetIndex) -> String {
    let named = finds.examples.iter().filter_map(|place| index.id_at(*place));
    let mut named: Vec<String> = named.map(Id::to_string).collect();
    let more = finds.count.saturating_sub(named.len());
    if more > 0 {
        named.push(format!("{more} more"));
    }
    named.join(", ")
}
