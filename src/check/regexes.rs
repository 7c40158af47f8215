//! R: the regex of a record by itself: whether it finds what it should, and its parts.

use std::rc::Rc;

use super::fix::{FieldFix, Fix};
use super::generalized::generalized;
use super::index::SetIndex;
use super::severity::Severity;
use super::signature::is_sentence_about_ai;
use super::spot::Spot;
use super::subject::Subject;
use crate::pattern::{LONG_LINE, Pattern, Simplification, Span};
use crate::record::Record;

/// The number of seconds from which the exact number does not matter.
const MANY_SECONDS: f64 = 100.0;

/// The most characters of a sample in a message.
const MAX_SAMPLE: usize = 60;

/// A problem of the regex; if it is about a part, that is marked.
pub(super) fn spot(subject: Subject<'_>, part: Option<Span>, message: impl Into<String>) -> Spot {
    let text = &subject.record().regex;
    let spot = Spot::at(Record::REGEX, text, message);
    match part.filter(|part| !part.of(text).is_empty()) {
        Some(part) => spot.span(part.start..part.end),
        None => spot,
    }
}

/// The change of the regex to what it is after all changes of a kind; `None` if there are none, or if nobody wants it.
pub(super) fn rewritten(
    subject: Subject<'_>,
    pattern: &Pattern,
    changed: impl FnOnce(&Pattern) -> Pattern,
) -> Option<(Rc<Pattern>, FieldFix)> {
    if !subject.wants_regexes {
        return None;
    }
    let new = changed(pattern);
    let edit = || FieldFix::text(subject.record(), Record::REGEX, pattern.text(), new.text());
    let edit = (new.text() != pattern.text()).then(edit)?;
    Some((subject.regex.remember(new), edit))
}

/// The same for changes of a kind.
fn simplified(subject: Subject<'_>, pattern: &Pattern, why: Simplification) -> Option<FieldFix> {
    rewritten(subject, pattern, |pattern| pattern.simplified(|one| one == why)).map(|(_, edit)| edit)
}

/// R001. The regex does not compile, or is too long or too big for consumers.
pub(super) fn invalid(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    if let Err(fault) = subject.regex.pattern() {
        spots.push(spot(subject, Some(fault.span), format!("it does not compile: {fault}")));
    }
}

/// R002. The regex does not find the signature of its own record, or a sample that it has to find.
pub(super) fn misses_signature(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Ok(pattern) = subject.regex.pattern() else { return };
    let missed = |text: &str, what: &str| {
        let part = subject.is_read.then(|| pattern.miss(text)).flatten();
        let place = part.map(|part| format!(": it fails at '{}'", part.of(pattern.text()))).unwrap_or_default();
        spot(subject, part, format!("it does not find {what}{place}"))
    };
    let signature = &subject.record().signature;
    if !pattern.is_found_in(signature) {
        let severity = is_sentence_about_ai(signature).then_some(Severity::Warning);
        spots.push(Spot { severity, ..missed(signature, "its own signature") });
    }
    for sample in subject.revision.annotations.match_samples.iter().filter(|sample| !pattern.is_found_in(sample)) {
        spots.push(of_sample(subject, sample, missed(sample, &format!("the sample '{}'", shortened(sample)))));
    }
}

/// A problem because of a sample: with another sample it is another finding.
pub(super) fn of_sample(subject: Subject<'_>, sample: &str, spot: Spot) -> Spot {
    Spot { value: format!("{}\n{sample}", subject.record().regex), ..spot }
}

/// The beginning of a sample, for a message.
pub(super) fn shortened(sample: &str) -> String {
    match sample.char_indices().nth(MAX_SAMPLE) {
        Some((end, _)) => format!("{}…", sample.get(..end).unwrap_or_default()),
        None => sample.to_owned(),
    }
}

/// R006. The regex can match the empty text.
pub(super) fn matches_empty(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Some((pattern, _)) = subject.regex.facts().filter(|(_, facts)| facts.matches_empty) else { return };
    spots.push(spot(subject, pattern.empty_branch(), "it can match the empty text, so it finds something everywhere"));
}

/// R007. A branch of the regex needs no literal of 4 or more characters.
pub(super) fn weak_literal(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Some((pattern, facts)) = subject.regex.facts() else { return };
    let least = subject.thresholds().weak_literal;
    if facts.matches_empty || facts.shortest_literal.is_none_or(|shortest| shortest >= least) {
        return;
    }
    let weak = pattern.weak_branch(least);
    let message = match weak.map_or(0, |(_, characters)| characters) {
        0 => "a text needs no literal to be found".to_owned(),
        1 => "a text is found that has a single character of it".to_owned(),
        few => format!("a text is found that has only {few} characters of it"),
    };
    spots.push(spot(subject, weak.map(|(branch, _)| branch), message));
}

/// R011. Three or more unbounded gaps follow each other in a branch.
pub(super) fn many_gaps(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    if let Some((pattern, facts)) = subject.regex.facts()
        && facts.longest_chain >= subject.thresholds().many_gaps
    {
        let message = format!("{} unbounded gaps in a branch", facts.longest_chain);
        spots.push(spot(subject, Some(pattern.most_gaps()), message));
    }
}

/// R012. The regex is the signature letter by letter.
pub(super) fn is_literal(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Record { regex, signature, .. } = subject.record();
    let Ok(pattern) = subject.regex.pattern() else { return };
    if !pattern.is_copy_of(signature) {
        return;
    }
    let new = generalized(signature, subject.thresholds().weak_literal);
    let edit = new.map(|new| Fix::offer(vec![FieldFix::text(subject.record(), Record::REGEX, regex, &new)]));
    spots.push(spot(subject, None, "it is the signature letter by letter, and finds no other case").fixed_by(edit));
}

/// R013. The regex starts or ends with `.*`.
pub(super) fn idle_edge(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Some((pattern, facts)) = subject.regex.facts() else { return };
    if let Some(edge) = facts.idle_edges.first() {
        let fix = simplified(subject, pattern, Simplification::IdleEdge);
        let message = format!("'{}' at the edge finds nothing more", edge.of(pattern.text()));
        spots.push(spot(subject, Some(*edge), message).fixed_by(fix.map(|edit| Fix::safe(vec![edit]))));
    }
}

/// R014. A repetition whose body can be divided in many ways.
pub(super) fn nested(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Some((pattern, facts)) = subject.regex.facts() else { return };
    if let Some(repetition) = facts.nested_repetitions.first() {
        let message = format!("'{}' takes a backtracking engine exponential time", repetition.of(pattern.text()));
        spots.push(spot(subject, Some(*repetition), message));
    }
}

/// R015. The same branch stands twice in the regex.
pub(super) fn branch_twice(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Some((pattern, facts)) = subject.regex.facts() else { return };
    if let Some(overlap) = facts.overlaps.iter().find(|overlap| overlap.is_repeated) {
        let fix = simplified(subject, pattern, Simplification::RepeatedBranch);
        let message = format!("the branch '{}' stands twice", overlap.branch.of(pattern.text()));
        let fix = fix.map(|edit| Fix::safe(vec![edit]));
        spots.push(spot(subject, Some(overlap.branch), message).fixed_by(fix));
    }
}

/// R016. A branch of the regex contains another one.
pub(super) fn branch_covered(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Some((pattern, facts)) = subject.regex.facts() else { return };
    if let Some(overlap) = facts.overlaps.iter().find(|overlap| !overlap.is_repeated) {
        let fix = simplified(subject, pattern, Simplification::CoveredBranch);
        let message = format!("all that it finds is found by the branch '{}'", overlap.other.of(pattern.text()));
        let fix = fix.map(|edit| Fix::offer(vec![edit]));
        spots.push(spot(subject, Some(overlap.branch), message).fixed_by(fix));
    }
}

/// R017. The regex has more than 500 characters.
pub(super) fn too_long(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let (text, most) = (&subject.record().regex, subject.thresholds().long_regex);
    if let Some((start, _)) = text.char_indices().nth(most) {
        let message = format!("{} characters", text.chars().count());
        spots.push(spot(subject, Some(Span { start, end: text.len() }), message));
    }
}

/// R018. The regex has curly quotes or long dashes.
pub(super) fn typographic(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Some((pattern, facts)) = subject.regex.facts() else { return };
    if let Some(first) = facts.typographic.first() {
        let fix = simplified(subject, pattern, Simplification::Typographic);
        let message = format!("'{}' is a character of typesetters, which logs do not have", first.of(pattern.text()));
        spots.push(spot(subject, Some(*first), message).fixed_by(fix.map(|edit| Fix::offer(vec![edit]))));
    }
}

/// R022. CPython needs over a second for a hostile line of 10,000 characters.
pub(super) fn backtracks(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let Ok(pattern) = subject.regex.pattern() else { return };
    let (branch, message) = match subject.is_read {
        true => {
            let Some(cost) = index.slow_branch(pattern) else { return };
            let seconds = match cost.seconds {
                few if few < MANY_SECONDS => format!("about {few:.0} s"),
                _ => format!("over {MANY_SECONDS:.0} s"),
            };
            (Some(cost.branch), format!("Python can need {seconds} for a line of {LONG_LINE} characters"))
        }
        false if index.is_slow(pattern) => (None, String::new()),
        false => return,
    };
    let fix = rewritten(subject, pattern, Pattern::bounded)
        .filter(|(bounded, _)| !bounded.is_slow())
        .map(|(_, edit)| Fix::offer(vec![edit]));
    spots.push(spot(subject, branch, message).fixed_by(fix));
}
