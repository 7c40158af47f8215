//! R: how other engines read a regex.

use super::fix::{FieldFix, Fix};
use super::regexes::spot;
use super::spot::Spot;
use super::subject::Subject;
use crate::pattern::{Construct, Engine, Facts, Pattern, UnportablePart};
use crate::record::Record;

/// R009. The regex sets a flag.
pub(super) fn inline_flag(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Some((pattern, facts)) = subject.regex.facts() else { return };
    let is_flag = |unportable: &&UnportablePart| unportable.construct.is_flag();
    if let Some(flag) = facts.unportable.iter().find(is_flag) {
        let message = format!("'{}' sets a flag, which consumers do outside of the regex", part(pattern, flag));
        let fix = fix(subject, pattern, |facts| facts.unportable.iter().find(is_flag).is_none());
        spots.push(spot(subject, Some(flag.span), message).fixed_by(fix));
    }
}

/// R010. The regex has a backslash without a meaning.
pub(super) fn idle_escape(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Some((pattern, facts)) = subject.regex.facts() else { return };
    let is_idle = |unportable: &&UnportablePart| unportable.construct == Construct::IdleEscape;
    let idle: Vec<&UnportablePart> = facts.unportable.iter().filter(is_idle).collect();
    if let Some(first) = idle.first() {
        let more = if idle.len() > 1 { format!(", and {} more", idle.len() - 1) } else { String::new() };
        let message = format!("the backslash of '{}' has no meaning{more}", part(pattern, first));
        let fix = fix(subject, pattern, |facts| facts.unportable.iter().find(is_idle).is_none());
        spots.push(spot(subject, Some(first.span), message).fixed_by(fix));
    }
}

/// R020. The regex does not compile in JavaScript.
pub(super) fn not_javascript(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    refused(subject, Engine::JavaScript, "JavaScript", spots);
}

/// R021. The regex compiles in JavaScript, but not with the flag `u`.
pub(super) fn not_javascript_u(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Some((_, facts)) = subject.regex.facts() else { return };
    if facts.refused_by(Engine::JavaScript).next().is_none() {
        refused(subject, Engine::JavaScriptU, "JavaScript with the flag u", spots);
    }
}

/// R023. The regex does not compile in Python.
pub(super) fn not_python(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    refused(subject, Engine::Python, "Python", spots);
}

/// Reports the first construct that an engine refuses.
fn refused(subject: Subject<'_>, engine: Engine, name: &str, spots: &mut Vec<Spot>) {
    let Some((pattern, facts)) = subject.regex.facts() else { return };
    if let Some(unportable) = facts.refused_by(engine).next() {
        let message = format!("{name} does not compile '{}' ({})", part(pattern, unportable), unportable.construct);
        let fix = fix(subject, pattern, |facts| facts.refused_by(engine).next().is_none());
        spots.push(spot(subject, Some(unportable.span), message).fixed_by(fix));
    }
}

/// The text of a construct that not all engines have.
fn part<'p>(pattern: &'p Pattern, unportable: &UnportablePart) -> &'p str {
    unportable.span.of(pattern.text())
}

/// The change that removes it without changing what the regex finds, if that is enough.
fn fix(subject: Subject<'_>, pattern: &Pattern, is_enough: impl Fn(&Facts) -> bool) -> Option<Fix> {
    if !subject.wants_regexes {
        return None;
    }
    let (new, facts) = subject.regex.respelled()?;
    let edit = FieldFix::text(subject.record(), Record::REGEX, pattern.text(), new.text());
    (new.text() != pattern.text() && is_enough(facts)).then(|| Fix::safe(vec![edit]))
}
