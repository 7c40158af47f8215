//! Properties of a regex, in words.

use crate::check::{Idea, TrialText};
use crate::pattern::{Cost, Effect, Engine, Facts, LONG_LINE, Pattern, Simplification, Width};

/// The most literals that are named.
const MAX_LITERALS: usize = 8;

/// The number of seconds from which the exact number does not matter.
const MANY_SECONDS: f64 = 100.0;

/// The number of seconds from which tenths do not matter.
const SOME_SECONDS: f64 = 10.0;

/// The least number of seconds that is worth printing.
const FEW_SECONDS: f64 = 0.1;

/// The record of a text, and the number of the sample.
pub(super) fn named(text: &TrialText) -> String {
    match text.sample {
        Some(sample) => format!("{} {sample}", text.record),
        None => text.record.to_string(),
    }
}

/// The number of texts, and how many of them should be found.
pub(super) fn counted(texts: &[&TrialText]) -> String {
    match (texts.len(), texts.iter().filter(|text| text.is_wanted).count()) {
        (0, _) => "nothing".to_owned(),
        (1, 1) => "1 wanted text".to_owned(),
        (1, _) => "1 unwanted text".to_owned(),
        (all, wanted) => format!("{all} texts ({wanted} wanted)"),
    }
}

/// The idea of a suggestion.
pub(super) fn idea(idea: Idea) -> &'static str {
    use Simplification as Why;
    match idea {
        Idea::Simplify(Why::InlineFlag) => "without a flag that consumers set anyway",
        Idea::Simplify(Why::IdleEscape) => "without backslashes that mean nothing",
        Idea::Simplify(Why::BareBracket) => "with a backslash before brackets that mean themselves",
        Idea::Simplify(Why::GroupName) => "without the names of groups",
        Idea::Simplify(Why::IdleEdge) => "without gaps at the edge",
        Idea::Simplify(Why::RepeatedBranch) => "without a branch that stands twice",
        Idea::Simplify(Why::CoveredBranch) => "without a branch that contains another one",
        Idea::Simplify(Why::Typographic) => "with the quotes and dashes of a keyboard",
        Idea::Simplify(Why::BoundedGap) => "with gaps of a limited length",
        Idea::DropBranch => "without a branch that finds only other errors",
        Idea::OpenParts => "with the variable parts of the signature open",
        Idea::AddSignature => "with a branch for the signature",
    }
}

/// The length of the texts that it matches.
pub(super) fn width(width: Width) -> String {
    match width {
        Width { least: 1, most: None } => "1 character or more".to_owned(),
        Width { least, most: None } => format!("{least} characters or more"),
        Width { least: 1, most: Some(1) } => "1 character".to_owned(),
        Width { least, most: Some(most) } if least == most => format!("{least} characters"),
        Width { least, most: Some(most) } => format!("{least} to {most} characters"),
    }
}

/// The literals of which a text needs one.
pub(super) fn literals(pattern: &Pattern) -> String {
    let literals = pattern.literals();
    let all: Vec<&str> = literals.iter().collect();
    if all.iter().any(|literal| literal.is_empty()) {
        return "no literal".to_owned();
    }
    let mut named: Vec<String> = all.iter().take(MAX_LITERALS).map(|literal| format!("'{literal}'")).collect();
    if all.len() > MAX_LITERALS {
        named.push(format!("one of {} more", all.len() - MAX_LITERALS));
    }
    named.join(" or ")
}

/// Its cost in an engine that backtracks.
pub(super) fn cost(cost: Option<&Cost>) -> String {
    let Some(cost) = cost else { return "no branch can be slow".to_owned() };
    let seconds = match cost.seconds {
        few if few < FEW_SECONDS => format!("under {FEW_SECONDS} s"),
        some if some < SOME_SECONDS => format!("{some:.1} s"),
        more if more < MANY_SECONDS => format!("{more:.0} s"),
        _ => format!("over {MANY_SECONDS:.0} s"),
    };
    format!("{seconds} in Python for a hostile line of {LONG_LINE} characters")
}

/// The engines in which it means the same, and those in which it does not.
pub(super) fn engines(pattern: &Pattern, facts: &Facts) -> String {
    let mut same = Vec::new();
    let mut others = Vec::new();
    for engine in Engine::ALL.iter().copied() {
        let (effect, unportable) = facts.effect(engine);
        let part = unportable.map_or("", |unportable| unportable.span.of(pattern.text()));
        match effect {
            Effect::Same => same.push(engine.as_str()),
            Effect::Differs => others.push(format!("'{part}' is something else in {engine}")),
            Effect::Refused => others.push(format!("{engine} does not compile '{part}'")),
        }
    }
    let same = if same.is_empty() { "none".to_owned() } else { same.join(", ") };
    [vec![same], others].concat().join("; ")
}
