//! V: what a record claims about itself, compared with its evidence.

use std::collections::BTreeSet;

use super::spot::Spot;
use super::subject::Subject;
use super::url::host;
use crate::record::{DeadEnd, Field, Record, Resolvable, Workaround};

/// What a difference of two rates has to exceed in addition to the margin, because 0.72 - 0.7 is more than 0.02 in
/// doubles.
const ROUNDING: f64 = 1e-9;

/// The sources of a record, including its official documentation, each once.
fn sources(subject: Subject<'_>) -> BTreeSet<&str> {
    subject.sources.iter().map(|source| source.text.trim()).collect()
}

/// The rates of the workarounds.
fn rates(record: &Record) -> impl Iterator<Item = f64> {
    record.workarounds.iter().map(|one| one.success_rate.value())
}

/// The rate of the best workaround.
fn best(record: &Record) -> Option<f64> {
    rates(record).reduce(f64::max)
}

/// What is wrong with a number of the record itself.
fn spot(field: Field, value: impl ToString, message: String) -> Spot {
    Spot::at(field, value.to_string(), message)
}

/// V001. `fix_success_rate` is above the rate of the best workaround, by more than 0.02.
pub(super) fn above_best(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let fix = subject.record().fix_success_rate;
    if let Some(best) = best(subject.record())
        && fix.value() > best + subject.thresholds().fix_margin + ROUNDING
    {
        let message = format!("{fix} is more than the best workaround has ({best})");
        spots.push(spot(Record::FIX_SUCCESS_RATE, format!("{fix} {best}"), message));
    }
}

/// V002. `fix_success_rate` is below the rate of the worst workaround, by more than 0.02.
pub(super) fn below_worst(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let fix = subject.record().fix_success_rate;
    if let Some(worst) = rates(subject.record()).reduce(f64::min)
        && fix.value() < worst - subject.thresholds().fix_margin - ROUNDING
    {
        let message = format!("{fix} is less than the worst workaround has ({worst})");
        spots.push(spot(Record::FIX_SUCCESS_RATE, format!("{fix} {worst}"), message));
    }
}

/// V003. `resolvable` says more than the fix rate and the confidence.
pub(super) fn threshold(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Record { fix_success_rate: fix, confidence, resolvable, .. } = subject.record();
    let limits = subject.thresholds();
    let wanted = match resolvable {
        Resolvable::True if fix.value() < limits.resolvable_fix => {
            format!("a fix rate of {} or more, found {fix}", limits.resolvable_fix)
        }
        Resolvable::True if confidence.value() < limits.resolvable_confidence => {
            format!("a confidence of {} or more, found {confidence}", limits.resolvable_confidence)
        }
        Resolvable::False if fix.value() >= limits.unresolvable_fix => {
            format!("a fix rate below {}, found {fix}", limits.unresolvable_fix)
        }
        Resolvable::True | Resolvable::Partial | Resolvable::False => return,
    };
    let value = format!("{resolvable} {fix} {confidence}");
    spots.push(spot(Record::RESOLVABLE, value, format!("resolvable is {resolvable}, which needs {wanted}")));
}

/// V004. A rate is exactly 0 or 1.
pub(super) fn certain(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let record = subject.record();
    let tried = subject.items().dead_ends.iter().zip(&record.dead_ends);
    let helpful = subject.items().workarounds.iter().zip(&record.workarounds);
    let tried = tried.map(|(id, one)| (DeadEnd::FAIL_RATE.of(*id), one.fail_rate));
    let helpful = helpful.map(|(id, one)| (Workaround::SUCCESS_RATE.of(*id), one.success_rate));
    let all = [(Record::FIX_SUCCESS_RATE, record.fix_success_rate)].into_iter().chain(tried).chain(helpful);
    let certain = all.filter(|(_, rate)| [0.0, 1.0].contains(&rate.value()));
    spots.extend(certain.map(|(field, rate)| spot(field, rate, format!("a rate of {rate} leaves no doubt"))));
}

/// V005. `resolvable` is `false`, and a workaround helps in 0.7 of the cases or more.
pub(super) fn false_with_workaround(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let needed = subject.thresholds().resolvable_fix;
    if let (Resolvable::False, Some(best)) = (subject.record().resolvable, best(subject.record()))
        && best >= needed
    {
        let message = format!("resolvable is false, but a workaround has a rate of {best}");
        spots.push(spot(Record::RESOLVABLE, best, message));
    }
}

/// V006. `resolvable` is `true`, and there is no workaround.
pub(super) fn true_without_workaround(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let record = subject.record();
    if record.resolvable == Resolvable::True && record.workarounds.is_empty() {
        let message = "resolvable is true, but there is no workaround".to_owned();
        spots.push(spot(Record::RESOLVABLE, "true", message));
    }
}

/// V007. `resolvable` is `true`, and the best workaround helps in less than 0.7 of the cases.
pub(super) fn true_with_weak_best(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let needed = subject.thresholds().resolvable_fix;
    if let (Resolvable::True, Some(best)) = (subject.record().resolvable, best(subject.record()))
        && best < needed
    {
        let message = format!("resolvable is true, but the best workaround has a rate of {best}");
        spots.push(spot(Record::RESOLVABLE, best, message));
    }
}

/// V008. The confidence is too high for the evidence: more than 0.3 with fewer than 3 pieces.
pub(super) fn unfounded(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Record { confidence, evidence_count: count, .. } = subject.record();
    let limits = subject.thresholds();
    if confidence.value() > limits.unfounded_confidence && *count < limits.founding_evidence {
        let message = format!(
            "a confidence of {confidence} needs {} pieces of evidence or more, found {count}",
            limits.founding_evidence
        );
        spots.push(spot(Record::CONFIDENCE, format!("{confidence} {count}"), message));
    }
}

/// V009. `evidence_count` is more than the sources and the ledger have together.
pub(super) fn above_sources(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let record = subject.record();
    let count = record.evidence_count;
    let sources = u64::try_from(sources(subject).len()).unwrap_or(u64::MAX);
    let evidence = subject.background.evidence;
    if count > sources.saturating_add(evidence) {
        let message = format!("a count of {count}, but sources: {sources}, in the ledger: {evidence}");
        spots.push(spot(Record::EVIDENCE_COUNT, format!("{count} {sources} {evidence}"), message));
    }
}

/// V010. More than 10 pieces of evidence are asserted, and no source is named.
pub(super) fn without_sources(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let count = subject.record().evidence_count;
    if count > subject.thresholds().asserted_evidence && subject.sources.is_empty() {
        spots.push(spot(Record::EVIDENCE_COUNT, count, format!("{count} pieces of evidence, but no source")));
    }
}

/// V011. A record that nobody reviewed has a confidence of 0.85 or more.
pub(super) fn confident_machine(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Record { confidence, verification_tier: tier, .. } = subject.record();
    let is_lowest = match subject.terms.ladder.first() {
        Some(lowest) => tier == lowest,
        None => tier.as_str() == "ai_generated",
    };
    if is_lowest && confidence.value() >= subject.thresholds().machine_confidence {
        let message = format!("a confidence of {confidence}, but the tier is {tier}");
        spots.push(spot(Record::CONFIDENCE, format!("{confidence} {tier}"), message));
    }
}

/// V012. The tier is above the lowest one, and no source is named.
pub(super) fn tier_without_source(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let tier = &subject.record().verification_tier;
    let rung = subject.terms.ladder.iter().position(|one| one == tier);
    if rung.is_some_and(|rung| rung > 0) && subject.sources.is_empty() {
        spots.push(spot(Record::VERIFICATION_TIER, tier, format!("the tier is {tier}, but there is no source")));
    }
}

/// V013. The confidence is 0.8 or more, and all sources are of one host.
pub(super) fn confident_one_host(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let confidence = subject.record().confidence;
    if confidence.value() < subject.thresholds().two_hosts_confidence {
        return;
    }
    let urls = subject.sources.iter().filter_map(|source| source.url.as_ref());
    let hosts: BTreeSet<&str> = urls.filter_map(host).collect();
    if hosts.len() < 2 {
        let told = hosts.first().map_or("no host".to_owned(), |host| format!("one host, {host}"));
        let message = format!("a confidence of {confidence}, but sources of {told}");
        spots.push(spot(Record::CONFIDENCE, format!("{confidence} {told}"), message));
    }
}

/// V014. The policy's ladder does not have the tier.
pub(super) fn tier_unknown(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let tier = &subject.record().verification_tier;
    let ladder = &subject.terms.ladder;
    if !ladder.is_empty() && !ladder.contains(tier) {
        let known: Vec<&str> = ladder.iter().map(|one| one.as_str()).collect();
        let message = format!("unknown tier '{tier}'; expected one of {}", known.join(", "));
        spots.push(spot(Record::VERIFICATION_TIER, tier, message));
    }
}
