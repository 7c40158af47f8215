//! The worst branch of a regex for an engine that backtracks, and the worst line for it.

use super::apart::kept_apart;
use super::branch::branches;
use super::choice::may_choose;
use super::form::forms;
use super::growth::SLOW;
use super::hard::Branches;
use super::{Cost, Pattern};

/// The cost of the worst branch; `None` if no branch can be slow, whatever the line.
pub(super) fn cost(pattern: &Pattern) -> Option<Cost> {
    with_branches(pattern, worst).flatten()
}

/// Whether the worst branch is slow: one that is slow is enough to say so.
pub(super) fn is_slow(pattern: &Pattern) -> bool {
    let is_slow = |branches: &Branches<'_>, place: usize| {
        branches.most_seconds(place) > SLOW && branches.cost(place).is_some_and(|cost| cost.is_slow())
    };
    with_branches(pattern, |branches| branches.places().any(|place| is_slow(branches, place))).unwrap_or_default()
}

/// What is found out about the branches of a regex as an engine tries them; `None` if none of them has a choice.
fn with_branches<T>(pattern: &Pattern, find_out: impl FnOnce(&Branches<'_>) -> T) -> Option<T> {
    // Chains have no choices, and their syntax may not have been read.
    let apart = match pattern.chains() {
        Some(_) => None,
        None if branches(pattern.ast()).iter().any(may_choose) => kept_apart(pattern),
        None => return None,
    };
    let kept = |apart| forms(pattern).iter().zip(forms(apart)).map(|((span, _), (_, form))| (*span, form)).collect();
    Some(find_out(&Branches::of(apart.as_ref().map_or_else(|| forms(pattern), kept))))
}

/// The cost of the worst of some branches; `None` if none can be slow.
fn worst(branches: &Branches<'_>) -> Option<Cost> {
    let mut hard: Vec<(f64, usize)> =
        branches.places().map(|place| (branches.most_seconds(place), place)).filter(|(most, _)| *most > SLOW).collect();
    hard.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let mut worst: Option<Cost> = None;
    for (most, place) in hard {
        if worst.as_ref().is_some_and(|worst| worst.seconds >= most) {
            break; // No other branch can be worse.
        }
        let cost = branches.cost(place);
        if cost.as_ref().map(|cost| cost.seconds) > worst.as_ref().map(|worst| worst.seconds) {
            worst = cost;
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::growth::{MOST_ORDER, MOST_SECONDS};
    use super::super::made;
    use super::*;

    /// What CPython 3.11 takes over a second for, and what under a tenth, on a line of 10,000 characters.
    const MEASURED: [(&[&str], bool); 2] = [
        (
            &[
                "style.*Theme.*not found",
                r"\berror\b.*\btimeout\b.*\bretry\b",
                "(a{1,80}){1,80}b",
                "a.{0,500}b.{0,500}c",
                "(a|a)*b",
                "(.*)*x",
                "(?:a+)+$",
                r"foo: (\w+\s?)+$",
                "(a|ab|b)*c",
                r"x(?:.|\s)*y",
                "(?:.{0,40}!){1,3}forward",
                "(.*a){5}b",
                r"(\w{1,5}){0,9}$",
                r"\s+$",
                r"^\s+|\s+$",
                r"(\s+$|foo|^ )",
                r"(?:^\s+|\s+$)!",
                r"\d+x|0",
            ],
            true,
        ),
        (
            &[
                "style.{0,80}Theme.{0,80}not found",
                "resource.*not found",
                "(?:ab)*c",
                r"^(\w+\s)+x",
                "^(a+b)+c",
                "a.{0,80}b",
                r"\d{1,3}\.\d{1,3}\.\d{1,3}x",
                "^a.*b",
                "^(?:(?:a?|b)c)*d",
                "abc|bcd|cde",
                "",
            ],
            false,
        ),
    ];

    #[test]
    fn what_is_slow_in_python_is_slow_and_what_is_fast_is_not() {
        for (texts, is_slow) in MEASURED {
            for text in texts {
                let cost = Pattern::parse(text).unwrap().cost();
                assert_eq!(cost.as_ref().is_some_and(Cost::is_slow), is_slow, "{text}: {cost:?}");
            }
        }
    }

    #[test]
    fn the_worst_branch_is_told_with_the_growth_of_its_steps() {
        let pattern = Pattern::parse("(x|ab.*cd.*ef|abcdefghi.*jkl.*m)").unwrap();
        let cost = pattern.cost().unwrap();
        assert_eq!(cost.branch.of(pattern.text()), "ab.*cd.*ef");
        assert!((2.5..3.1).contains(&cost.order) && cost.line.starts_with("abab"), "{cost:?}");
    }

    #[test]
    fn what_never_ends_has_a_number_all_the_same() {
        let nested = format!("{}a{}b", "(".repeat(12), "*)".repeat(12));
        for text in ["(a+)+b", &nested, "(?:a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a)*b"] {
            let cost = Pattern::parse(text).unwrap().cost().unwrap();
            let has_number = cost.seconds <= MOST_SECONDS && cost.order <= MOST_ORDER;
            assert!(cost.is_exponential() && has_number, "{text}: {cost:?}");
        }
    }

    #[test]
    fn a_line_in_which_another_branch_finds_something_is_not_hard() {
        let is_slow = |text: &str| Pattern::parse(text).unwrap().cost().is_some_and(|cost| cost.is_slow());
        assert!(is_slow("a.*b.*c") && is_slow("a.*b.*c|ba"));
        assert!(!is_slow("a.*b.*c|a|b"));
    }

    /// The seconds of the worst of all branches if each is counted, and what is told; 0 if they are fast.
    fn counted_and_told(regex: &str) -> Option<(f64, f64)> {
        let pattern = Pattern::parse(regex).ok()?;
        let branches = Branches::of(forms(&pattern));
        let costs = branches.places().filter_map(|place| branches.cost(place));
        let counted = costs.filter(Cost::is_slow).map(|cost| cost.seconds).fold(0.0, f64::max);
        let told = pattern.cost().map(|cost| cost.seconds).filter(|told| *told > SLOW);
        Some((counted, told.unwrap_or_default()))
    }

    #[test]
    fn no_branch_is_told_to_take_more_than_any_line_of_it_does() {
        let both = counted_and_told(r"(\w+.{2,80}\d{1,3}[ab]{2,}|.{0,300}\w+aab)");
        assert!(both.is_some_and(|(counted, told)| counted == told), "{both:?}");
    }

    proptest! {
        /// Of a branch of which the bound says that it is fast, no line is tried; that must not change what is told.
        #[test]
        fn what_is_not_counted_would_not_be_slow(regex in made::regex()) {
            let Some((counted, told)) = counted_and_told(&regex) else { return Ok(()) }; // a few are too large
            prop_assert_eq!(counted, told, "{}", &regex);
            prop_assert_eq!(Pattern::parse(&regex).unwrap().is_slow(), told > SLOW, "{}", regex);
        }
    }
}
