//! Alternatives for the regex of a record.

use std::fmt;

use super::texts::{Trial, TrialTexts};
use crate::check::generalized::{finding, generalized};
use crate::pattern::{Pattern, Simplification};

/// A way to change a regex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idea {
    /// All changes of a kind are made.
    Simplify(Simplification),
    /// A branch that finds only other errors, or nothing, is removed.
    DropBranch,
    /// The signature is written with its variable parts open, instead of letter by letter.
    OpenParts,
    /// A branch is added that finds the signature, with its variable parts open if it has some.
    AddSignature,
}

impl fmt::Display for Idea {
    /// As in `bounded-gap`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Idea::Simplify(why) => why.as_str(),
            Idea::DropBranch => "drop-branch",
            Idea::OpenParts => "open-parts",
            Idea::AddSignature => "add-signature",
        })
    }
}

/// A regex instead of another one, with what that changes.
#[derive(Debug, Clone)]
pub struct Alternative<'t> {
    /// The idea.
    pub idea: Idea,
    /// The new regex.
    pub pattern: Pattern,
    /// The texts that only it or only the current one finds.
    pub trial: Trial<'t>,
}

/// Alternatives for the regex of a record, each idea by itself. A branch is dropped only if that loses no text that
/// should be found; an idea without a change is left out. `weak_literal` is the threshold of that name.
pub fn alternatives<'t>(
    signature: &str,
    pattern: &Pattern,
    targets: &'t TrialTexts,
    weak_literal: usize,
) -> Vec<Alternative<'t>> {
    let present = targets.found_by(pattern);
    let alternative = |idea: Idea, new: Pattern| {
        let trial = targets.compare(&present, &targets.found_by(&new));
        (new.text() != pattern.text()).then_some(Alternative { idea, pattern: new, trial })
    };
    let simple = |why: &Simplification| {
        let new = pattern.simplified(|one| one == *why);
        alternative(Idea::Simplify(*why), new)
    };
    let mut all: Vec<Alternative<'_>> = Simplification::ALL.iter().filter_map(simple).collect();
    let without = pattern.without_branches().into_iter().filter_map(|(_, text)| Pattern::parse(&text).ok());
    let dropped = without.filter_map(|new| alternative(Idea::DropBranch, new));
    all.extend(dropped.filter(|one| one.trial.is_harmless() && !one.trial.lost.is_empty()));
    let parsed = |text: Option<String>| text.and_then(|text| Pattern::parse(&text).ok());
    if pattern.is_copy_of(signature) {
        all.extend(parsed(generalized(signature, weak_literal)).and_then(|open| alternative(Idea::OpenParts, open)));
    } else if !pattern.is_found_in(signature) {
        let both = finding(signature, weak_literal).map(|branch| format!("{}|{branch}", pattern.text()));
        all.extend(parsed(both).and_then(|new| alternative(Idea::AddSignature, new)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Id;

    fn alternatives_of(regex: &str, signature: &str) -> Vec<(String, String, usize, usize)> {
        let id: Id = "x/pip".parse().unwrap();
        let mut targets = TrialTexts::of(id.clone());
        targets.add_signature(&id, signature.to_owned());
        for (other, text) in [("x/numpy", "no module numpy"), ("x/broken", "the style of a very long Theme")] {
            targets.add_signature(&other.parse().unwrap(), text.to_owned());
        }
        let pattern = Pattern::parse(regex).unwrap();
        let all = alternatives(signature, &pattern, &targets, 4);
        let told = |one: &Alternative<'_>| {
            (one.idea.to_string(), one.pattern.text().to_owned(), one.trial.gained.len(), one.trial.lost.len())
        };
        all.iter().map(told).collect()
    }

    #[test]
    fn each_idea_is_listed_with_what_it_gains_and_loses() {
        let all = alternatives_of(r"no\ module pip|module.*numpy|no module", "no module pip");
        let ideas: Vec<(&str, &str, usize, usize)> =
            all.iter().map(|(idea, text, gained, lost)| (idea.as_str(), text.as_str(), *gained, *lost)).collect();
        assert_eq!(
            ideas,
            [
                ("idle-escape", "no module pip|module.*numpy|no module", 0, 0),
                ("covered-branch", "module.*numpy|no module", 0, 0),
                ("bounded-gap", r"no\ module pip|module.{0,80}numpy|no module", 0, 0),
            ]
        );
        let dropped = alternatives_of("module pip|module.*numpy", "no module pip");
        assert!(dropped.contains(&("drop-branch".to_owned(), "module pip".to_owned(), 0, 1)), "{dropped:?}");
    }

    #[test]
    fn a_signature_that_is_missed_or_copied_is_opened() {
        let missed = alternatives_of("modul pip", "no module 'pip'");
        assert_eq!(missed, [("add-signature".to_owned(), "modul pip|no module '[^']*'".to_owned(), 1, 0)]);
        let literal = alternatives_of("modul pip", "no module pip");
        assert_eq!(literal, [("add-signature".to_owned(), "modul pip|no module pip".to_owned(), 1, 0)]);
        let copied = alternatives_of("no module 'pip'", "no module 'pip'");
        assert_eq!(copied, [("open-parts".to_owned(), "no module '[^']*'".to_owned(), 0, 0)]);
    }
}
