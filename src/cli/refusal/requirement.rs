//! A requirement of a gate with what was found, in words.

use crate::curate::{Measure, Measured, Requirement, TierRequirement};
use crate::ledger::{EvidenceKind, ReporterKind};
use crate::record::{Id, ItemKind, ItemNumber};

/// The most names that follow their number.
const MAX_NAMED: usize = 5;

/// The workaround to report on if none has reports.
const FIRST: ItemNumber = ItemNumber { kind: ItemKind::Workaround, number: 1 };

/// A requirement in words.
pub(in crate::cli) struct RequirementWords {
    /// What is required.
    pub required: String,
    /// What was found, as it follows the requirement.
    pub found: String,
    /// The command that helps; `None` if the requirement is met.
    pub hint: Option<String>,
}

/// A requirement on a record in one line.
pub(in crate::cli) fn line(id: &Id, requirement: &TierRequirement) -> String {
    let RequirementWords { required, found, hint } = RequirementWords::of(id, requirement);
    let mark = if requirement.is_met() { "met    " } else { "not met" };
    let hint = hint.map_or(String::new(), |hint| format!(" → {hint}"));
    format!("{mark} {}: {required} ({found}){hint}", requirement.tier)
}

impl RequirementWords {
    /// The words for a requirement on a record.
    pub(in crate::cli) fn of(id: &Id, requirement: &TierRequirement) -> Self {
        let is_met = requirement.is_met();
        let (required, found, hint) = match &requirement.what {
            Requirement::Evidence { kind, by, needed, found } => (
                format!("{kind} evidence, {}{needed} or more", by_whom(by)),
                found.to_string(),
                format!("canonry evidence add {id} --kind {kind}{}", options(*kind)),
            ),
            Requirement::Confirmed { within_days, last, .. } => (
                format!("confirmed within {within_days} days"),
                format!("last on {last}"),
                format!("canonry confirm {id} --note TEXT"),
            ),
            Requirement::NoOpenDispute { open } => {
                let open: Vec<String> = open.iter().map(ToString::to_string).collect();
                let found = if open.is_empty() { "none".to_owned() } else { open.join(", ") };
                let hint = format!("resolve it, then canonry evidence withdraw {} --reason TEXT", open.join(" "));
                ("no open dispute".to_owned(), found, hint)
            }
            Requirement::Reports { measure, needed, found } => (
                format!("{} of the best workaround, {needed} or more", of_reports(*measure)),
                found.as_ref().map_or("no reports".to_owned(), |found| measured(found, *needed, is_met)),
                format!(
                    "canonry evidence add {id}#{} --kind outcome --outcome success --reporter NAME{}",
                    found.as_ref().map_or(FIRST, |found| found.workaround),
                    advice(*measure)
                ),
            ),
        };
        let found = match &requirement.what {
            Requirement::Confirmed { .. } => found,
            Requirement::Evidence { .. } | Requirement::NoOpenDispute { .. } | Requirement::Reports { .. } => {
                format!("found {found}")
            }
        };
        RequirementWords { required, found, hint: (!is_met).then_some(hint) }
    }
}

fn by_whom(by: &[ReporterKind]) -> String {
    let kinds: Vec<&str> = by.iter().map(|kind| kind.as_str()).collect();
    if kinds.is_empty() { String::new() } else { format!("by {}, ", kinds.join(" or ")) }
}

/// Further options that evidence of a kind needs.
fn options(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Source => " --url URL",
        EvidenceKind::Reproduction | EvidenceKind::Review | EvidenceKind::Outcome | EvidenceKind::Dispute => "",
    }
}

fn of_reports(measure: Measure) -> &'static str {
    match measure {
        Measure::Reports => "reports",
        Measure::Reporters => "different reporters",
        Measure::ReporterKinds => "kinds of reporters",
        Measure::KnownReporters => "known reporters",
        Measure::LowerBound => "lower bound",
    }
}

/// Further advice, so that a report counts.
fn advice(measure: Measure) -> &'static str {
    match measure {
        Measure::ReporterKinds => " --reporter-kind KIND (maintainer and ci must be in [reporters] of canonry.toml)",
        Measure::KnownReporters => " (of [reporters] in canonry.toml)",
        Measure::Reports | Measure::Reporters | Measure::LowerBound => "",
    }
}

fn measured(found: &Measured, needed: f64, is_met: bool) -> String {
    format!("{} on {}{}", number(found.value, needed, is_met), found.workaround, listed(&found.names))
}

/// A number with four decimals, unless it would then seem to meet a requirement that it does not meet.
fn number(value: f64, needed: f64, is_met: bool) -> String {
    let rounded = (value * 1e4).round_ties_even() / 1e4;
    if !is_met && rounded >= needed { value.to_string() } else { rounded.to_string() }
}

/// Names as they follow their number; of many, the first ones and the number of others.
fn listed(names: &[String]) -> String {
    let named: Vec<&str> = names.iter().take(MAX_NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(MAX_NAMED) {
        _ if names.is_empty() => String::new(),
        0 => format!(": {}", named.join(", ")),
        more => format!(": {} and {more} more", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_too_small_never_looks_large_enough() {
        assert_eq!(number(4.375, 5.0, false), "4.375");
        assert_eq!(number(0.438_494, 0.5, false), "0.4385");
        assert_eq!(number(4.99999, 5.0, false), "4.99999");
        assert_eq!(number(5.0 - 1e-12, 5.0, true), "5");
        assert_eq!(number(5.00001, 5.0, true), "5");
    }

    #[test]
    fn of_many_names_the_first_are_listed() {
        let listed = |names: &[&str]| listed(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(listed(&[]), "");
        assert_eq!(listed(&["a", "b"]), ": a, b");
        assert_eq!(listed(&["a", "b", "c", "d", "e", "f", "g"]), ": a, b, c, d, e and 2 more");
    }
}
