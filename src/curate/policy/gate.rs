//! Judging a record by the gates of a tier.

use std::fmt;

use super::best::Best;
use super::{Gate, Policy};
use crate::curate::rates::Receipt;
use crate::record::{Date, Revision, Tier};
use crate::store::{Evidence, EvidenceKind};

/// One demand of a tier, and how a record stands to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The tier whose gate it is.
    pub tier: Tier,
    /// What is demanded.
    pub demand: String,
    /// What is there.
    pub there: String,
    /// What to do; `None` where the demand is met.
    pub missing: Option<String>,
}

impl Finding {
    /// Whether the demand is met.
    pub fn holds(&self) -> bool {
        self.missing.is_none()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.holds() { "holds  " } else { "missing" };
        write!(f, "{mark} {}: {} (there: {})", self.tier, self.demand, self.there)?;
        self.missing.iter().try_for_each(|todo| write!(f, " → {todo}"))
    }
}

/// A record with the evidence that counts.
struct Case<'c> {
    policy: &'c Policy,
    revision: &'c Revision,
    evidence: Vec<&'c Evidence>,
    best: Option<Best>,
    today: Date,
}

impl Policy {
    /// Every demand that a record has to meet to stand on a rung of the ladder, from the lowest tier's on.
    ///
    /// The receipts are those of its workarounds; they may be left out if [`Policy::asks_for_reports`] says no.
    pub fn judge(
        &self,
        rung: usize,
        revision: &Revision,
        ledger: &[Evidence],
        receipts: &[Receipt],
        today: Date,
    ) -> Vec<Finding> {
        // What was said of an item that is gone says nothing of the record as it is.
        let counts = |one: &&Evidence| {
            one.counts() && one.what.item.is_none_or(|(part, id)| revision.items.of(part).contains(&id))
        };
        let evidence = ledger.iter().filter(counts).collect();
        let best = Best::of(revision, receipts);
        let case = Case { policy: self, revision, evidence, best, today };
        self.up_to(rung).flat_map(|(tier, gate)| case.judge(tier, gate)).collect()
    }

    /// Whether a gate up to a rung of the ladder looks at reports.
    pub fn asks_for_reports(&self, rung: usize) -> bool {
        self.up_to(rung).any(|(_, gate)| {
            let counts = [gate.reports, gate.reporters, gate.reporter_kinds, gate.known_reporters];
            gate.lower_bound.is_some() || counts.iter().any(Option::is_some)
        })
    }

    fn up_to(&self, rung: usize) -> impl Iterator<Item = (&Tier, &Gate)> {
        let tiers = self.ladder.iter().take(rung + 1);
        tiers.filter_map(|tier| self.gates.get(tier).map(|gate| (tier, gate)))
    }
}

impl Case<'_> {
    fn judge(&self, tier: &Tier, gate: &Gate) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut add = |demand: String, there: String, missing: Option<String>| {
            findings.push(Finding { tier: tier.clone(), demand, there, missing });
        };
        for (kind, needed) in &gate.evidence {
            let is_review = *kind == EvidenceKind::Review && !gate.review_by.is_empty();
            let count = self
                .evidence
                .iter()
                .filter(|one| {
                    one.what.kind == *kind && (!is_review || gate.review_by.contains(&one.what.reporter_kind))
                })
                .count();
            let by: Vec<&str> = gate.review_by.iter().map(|kind| kind.as_str()).collect();
            let by = if is_review { format!("by {}, ", by.join(" or ")) } else { String::new() };
            let short = u32::try_from(count).unwrap_or(u32::MAX) < *needed;
            let url = if *kind == EvidenceKind::Source { " --url URL" } else { "" };
            let todo = format!("canonry evidence add {} --kind {kind}{url}", self.revision.record.id);
            add(format!("{kind} evidence, {by}{needed} or more"), count.to_string(), short.then_some(todo));
        }
        if let Some(days) = gate.confirmed_within_days {
            let last = self.revision.record.last_confirmed;
            let short = last < self.today.minus_days(days);
            let todo = format!("canonry confirm {} --note TEXT", self.revision.record.id);
            add(format!("confirmed within {days} days"), format!("last on {last}"), short.then_some(todo));
        }
        if gate.no_open_dispute {
            let open: Vec<String> = self.of(EvidenceKind::Dispute).map(|one| format!("e{}", one.id)).collect();
            let there = if open.is_empty() { "none".to_owned() } else { open.join(", ") };
            let todo = format!("settle it, then canonry evidence withdraw {} --reason TEXT", open.join(" "));
            add("no open dispute".to_owned(), there, (!open.is_empty()).then_some(todo));
        }
        findings.extend(self.of_reports(tier, gate));
        findings
    }

    /// The demands on the reports of the best workaround.
    fn of_reports(&self, tier: &Tier, gate: &Gate) -> Vec<Finding> {
        let best = self.best.as_ref();
        let on = best.map_or(1, |best| best.number);
        let id = &self.revision.record.id;
        let todo = format!("canonry evidence add {id}#w{on} --kind outcome --outcome success --reporter NAME");
        let mut findings = Vec::new();
        let mut add = |what: &str, there: Option<f64>, needed: f64, of: String, how: &str| {
            let holds = there.unwrap_or(0.0) + NOISE >= needed;
            let there = there.map_or("no reports".to_owned(), |there| format!("{} on w{on}{of}", shown(there, needed)));
            findings.push(Finding {
                tier: tier.clone(),
                demand: format!("{what} of the best workaround, {needed} or more"),
                there,
                missing: (!holds).then(|| format!("{todo}{how}")),
            });
        };
        if let Some(needed) = gate.reports {
            add("reports", best.map(|best| best.reports), needed.into(), String::new(), "");
        }
        let names: Vec<&str> = best.iter().flat_map(|best| best.reporters.keys().map(String::as_str)).collect();
        if let Some(needed) = gate.reporters {
            let there = best.map(|_| count(names.len()));
            add("different reporters", there, needed.into(), listed(&names), "");
        }
        if let Some(needed) = gate.reporter_kinds {
            let kinds = best.map(Best::kinds).unwrap_or_default();
            let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
            let there = best.map(|_| count(words.len()));
            let how = " --reporter-kind KIND (maintainer and ci: who is in [reporters] of canonry.toml)";
            add("kinds of reporters", there, needed.into(), listed(&words), how);
        }
        if let Some(needed) = gate.known_reporters {
            let known: Vec<&str> = names.iter().copied().filter(|name| self.policy.is_known(name)).collect();
            let there = best.map(|_| count(known.len()));
            let how = " (of [reporters] in canonry.toml)";
            add("known reporters", there, needed.into(), listed(&known), how);
        }
        if let Some(needed) = gate.lower_bound {
            add("lower bound", best.map(|best| best.bound), needed.value(), String::new(), "");
        }
        findings
    }

    fn of(&self, kind: EvidenceKind) -> impl Iterator<Item = &Evidence> {
        self.evidence.iter().copied().filter(move |one| one.what.kind == kind)
    }
}

/// How far a sum of weights is from the number that it stands for, at most.
const NOISE: f64 = 1e-9;

/// A number to four decimals, unless that would look as if it met a demand that it does not meet.
fn shown(number: f64, needed: f64) -> String {
    let rounded = (number * 1e4).round_ties_even() / 1e4;
    let misleads = number + NOISE < needed && rounded >= needed;
    if misleads { number.to_string() } else { rounded.to_string() }
}

/// How many words are named beside their number.
const MAX_NAMED: usize = 5;

/// Words as they stand behind their number; of many the first, and how many more there are.
fn listed(words: &[&str]) -> String {
    let named: Vec<&str> = words.iter().take(MAX_NAMED).copied().collect();
    match words.len().saturating_sub(MAX_NAMED) {
        _ if words.is_empty() => String::new(),
        0 => format!(": {}", named.join(", ")),
        more => format!(": {} and {more} more", named.join(", ")),
    }
}

/// A count as a double; exact for every ledger that fits a disk.
fn count(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_short_never_looks_as_if_it_were_not() {
        assert_eq!(shown(4.375, 5.0), "4.375");
        assert_eq!(shown(0.438_494, 0.5), "0.4385");
        assert_eq!(shown(4.99999, 5.0), "4.99999");
        assert_eq!(shown(5.0 - 1e-12, 5.0), "5");
        assert_eq!(shown(5.00001, 5.0), "5");
    }

    #[test]
    fn of_many_names_the_first_stand_there() {
        assert_eq!(listed(&[]), "");
        assert_eq!(listed(&["a", "b"]), ": a, b");
        assert_eq!(listed(&["a", "b", "c", "d", "e", "f", "g"]), ": a, b, c, d, e and 2 more");
    }
}
