//! What the slow branches of regexes cost that several records have.

use std::sync::OnceLock;

use crate::pattern::{Cost, Pattern};

/// The costs of shared regexes, each computed once. A regex that only one record has is computed when it is asked for,
/// and not kept: most regexes are, and their costs would take a hundred bytes a record.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedCosts(OnceLock<Vec<OnceLock<KnownCost>>>);

/// A cost, with the regex that it is of.
#[derive(Debug, Clone)]
struct KnownCost {
    regex: Box<str>,
    cost: Option<Box<Cost>>,
}

impl SharedCosts {
    /// What the slow branch of a regex costs, by the number of the regex among the `shared` ones. It is
    /// computed without a lock: of two threads that need it at the same time, both compute it.
    pub(super) fn slow_branch(&self, pattern: &Pattern, number: usize, shared: usize) -> Option<Cost> {
        let all = self.0.get_or_init(|| vec![OnceLock::new(); shared]);
        let Some(known) = all.get(number) else { return slow_branch(pattern) };
        match known.get() {
            // Another one may have the same hash.
            Some(known) if *known.regex == *pattern.text() => known.cost.as_deref().cloned(),
            Some(_) => slow_branch(pattern),
            None => {
                let cost = slow_branch(pattern);
                // A faster thread has set the same value.
                let _ = known.set(KnownCost { regex: pattern.text().into(), cost: cost.clone().map(Box::new) });
                cost
            }
        }
    }
}

/// What the worst branch of a regex costs, if it is slow.
pub(super) fn slow_branch(pattern: &Pattern) -> Option<Cost> {
    pattern.cost().filter(Cost::is_slow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_that_of_its_regex_even_if_another_one_has_its_number() {
        let costs = SharedCosts::default();
        let [slow, fast] = ["a.*b.*c", "abc"].map(|regex| Pattern::parse(regex).unwrap());
        for _ in 0..2 {
            assert_eq!(costs.slow_branch(&slow, 1, 2), slow.cost());
            assert_eq!(costs.slow_branch(&fast, 1, 2), None);
            assert_eq!(costs.slow_branch(&slow, 7, 2), slow.cost());
        }
    }
}
