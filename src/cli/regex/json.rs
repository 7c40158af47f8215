//! Regexes as JSON.

use serde_json::{Value, json};

use crate::check::{Trial, TrialText};
use crate::pattern::{Cost, Engine, Facts, Pattern, Span};

/// The properties of a regex alone.
pub(super) fn regex(pattern: &Pattern, facts: &Facts) -> Value {
    let (width, literals) = (pattern.width(), pattern.literals());
    json!({
        "regex": pattern.text(), "width": {"least": width.least, "most": width.most},
        "literals": literals.iter().collect::<Vec<_>>(), "cost": pattern.cost().as_ref().map(cost),
        "engines": Engine::ALL.iter().map(|one| engine(*one, facts)).collect::<Vec<_>>(),
    })
}

fn cost(cost: &Cost) -> Value {
    let Cost { branch: Span { start, end }, line, order, seconds } = cost;
    json!({ "start": start, "end": end, "line": line, "order": order, "seconds": seconds })
}

fn engine(engine: Engine, facts: &Facts) -> Value {
    let (effect, unportable) = facts.effect(engine);
    let span = unportable.map(|unportable| unportable.span);
    json!({
        "engine": engine.as_str(), "effect": effect.as_str(),
        "construct": unportable.map(|unportable| unportable.construct.as_str()),
        "start": span.map(|span| span.start), "end": span.map(|span| span.end),
    })
}

/// A text on which a regex was tried.
pub(super) fn text(text: &TrialText) -> Value {
    json!({
        "id": text.record.as_str(), "sample": text.sample.map(|sample| sample.to_string()), "text": text.text,
        "is_wanted": text.is_wanted,
    })
}

/// Several of them.
pub(super) fn texts<'t>(texts: impl IntoIterator<Item = &'t TrialText>) -> Vec<Value> {
    texts.into_iter().map(text).collect()
}

/// The texts that only one of two regexes finds.
pub(super) fn trial(trial: &Trial<'_>) -> [(String, Value); 2] {
    let of = |some: &[&TrialText]| Value::Array(texts(some.iter().copied()));
    [("gained".to_owned(), of(&trial.gained)), ("lost".to_owned(), of(&trial.lost))]
}
