//! X: records that say the same.

use std::fmt::Display;

use super::index::{SetIndex, Trait, error_of, is_of};
use super::spot::Spot;
use super::subject::Subject;
use crate::record::{Field, Id, Record};

/// The most records that a message names.
const MAX_NAMED: usize = 3;

/// The records of other errors that share a trait.
fn others<'i>(subject: Subject<'_>, index: &'i SetIndex, of: Trait) -> Vec<&'i Id> {
    let own = error_of(subject.id());
    index.sharing(subject.id(), of).into_iter().filter(|other| !is_of(other, own)).collect()
}

/// What is wrong if there are others. The value is the record's own text: a new record with the same text as others is
/// one finding, and adds none to theirs.
fn spot(field: Field, value: &str, others: &[&Id], what: impl Display) -> Option<Spot> {
    if others.is_empty() {
        return None;
    }
    let mut named: Vec<&str> = others.iter().take(MAX_NAMED).map(|id| id.as_str()).collect();
    let more = others.len().saturating_sub(MAX_NAMED);
    let counted = format!("{more} more");
    if more > 0 {
        named.push(&counted);
    }
    Some(Spot::at(field, value, format!("the same {what} as {}", named.join(", "))))
}

/// X001. Another error of the domain has the same signature.
pub(super) fn signature_in_domain(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let mut others = others(subject, index, Trait::Signature);
    others.retain(|other| other.domain() == subject.id().domain());
    spots.extend(spot(Record::SIGNATURE, &subject.record().signature, &others, "signature"));
}

/// X002. Another error has the same signature, in whatever domain.
pub(super) fn signature(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    spots.extend(spot(
        Record::SIGNATURE,
        &subject.record().signature,
        &others(subject, index, Trait::Signature),
        "signature",
    ));
}

/// X003. The signature of another error differs in variable parts only: in what is quoted or in angle brackets, in
/// numbers and in paths.
pub(super) fn template(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let others = others(subject, index, Trait::Template);
    spots.extend(spot(Record::SIGNATURE, &subject.record().signature, &others, "signature but for variable parts"));
}

/// X004. Another error has the same regex.
pub(super) fn regex(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    spots.extend(spot(Record::REGEX, &subject.record().regex, &others(subject, index, Trait::Regex), "regex"));
}

/// X005. Another error has the same root cause.
pub(super) fn cause(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    spots.extend(spot(
        Record::ROOT_CAUSE,
        &subject.record().root_cause,
        &others(subject, index, Trait::Cause),
        "root cause",
    ));
}

/// X006. Another error has the same workarounds.
pub(super) fn workarounds(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let mut actions: Vec<&str> = subject.record().workarounds.iter().map(|one| one.action.as_str()).collect();
    actions.sort_unstable(); // their order is a different finding, W008
    spots.extend(spot(
        Record::WORKAROUNDS,
        &actions.join("\n"),
        &others(subject, index, Trait::Workarounds),
        "workarounds",
    ));
}

/// X008. Another error has the same alias.
pub(super) fn alias(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let id = subject.id();
    for alias in &subject.record().aliases {
        let mut others = index.with_alias(id, alias);
        others.retain(|other| !is_of(other, error_of(id)));
        spots.extend(spot(Record::ALIASES, alias, &others, format_args!("alias '{alias}'")));
    }
}

/// X009. An alias is the id of another record.
pub(super) fn alias_is_id(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let own = subject.id().as_str();
    let foreign = subject.record().aliases.iter().filter(|alias| alias.as_str() != own && index.has(alias));
    spots.extend(foreign.map(|alias| Spot::at(Record::ALIASES, alias, format!("{alias} is another record"))));
}
