//! Searching a short text with a regex that is not compiled.
//!
//! Most regexes of a set are tried on one or two signatures, and compiling one takes fifty times longer than that. This
//! tries all ways to match, one after the other, in a limited number of steps; what needs more is compiled.

use regex_syntax::hir::{Hir, HirKind, Repetition};

use super::firsts::Firsts;
use super::single::{end_of, holds, is_simple};

/// The most steps of a search.
const MAX_STEPS: usize = 4_000;

/// The most calls within each other.
const MAX_DEPTH: usize = 200;

/// The most bytes of a text.
const MAX_BYTES: usize = 1_000;

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attempt {
    Found,
    Missed,
    /// It would take too many steps.
    GivenUp,
}

/// Whether a regex, which begins with these, finds something in a text; `None` if that takes too many steps, or if the
/// regex has a boundary that is rare.
pub(super) fn finds(hir: &Hir, firsts: &Firsts<'_>, text: &str) -> Option<bool> {
    let has_rare_boundary = hir.properties().look_set().iter().any(|look| holds(look, "", "").is_none());
    if text.len() > MAX_BYTES || has_rare_boundary {
        return None;
    }
    let mut walk = Walk { text, steps: 0, depth: 0 };
    for start in text.char_indices().map(|(start, _)| start).chain([text.len()]) {
        if !firsts.may_match(text, start) {
            continue;
        }
        match walk.part(hir, start, &mut |_, _| Attempt::Found) {
            Attempt::Found => return Some(true),
            Attempt::Missed => {}
            Attempt::GivenUp => return None,
        }
    }
    Some(false)
}

/// What is to be matched behind a part, from a place of the text on.
type Rest<'r> = dyn FnMut(&mut Walk<'_>, usize) -> Attempt + 'r;

struct Walk<'t> {
    text: &'t str,
    steps: usize,
    depth: usize,
}

impl Walk<'_> {
    /// Matches a part from a place on, and what comes behind it.
    fn part(&mut self, hir: &Hir, at: usize, rest: &mut Rest<'_>) -> Attempt {
        self.within(|walk| match hir.kind() {
            HirKind::Capture(capture) => walk.part(&capture.sub, at, rest),
            HirKind::Concat(parts) => walk.parts(parts, at, rest),
            HirKind::Alternation(branches) => {
                let mut attempts = branches.iter().map(|branch| walk.part(branch, at, rest));
                attempts.find(|attempt| *attempt != Attempt::Missed).unwrap_or(Attempt::Missed)
            }
            HirKind::Repetition(repetition) => walk.repetition(repetition, repetition.min, repetition.max, at, rest),
            HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => {
                match end_of(hir, walk.text, at) {
                    Some(end) => rest(walk, end),
                    None => Attempt::Missed,
                }
            }
        })
    }

    /// Matches parts that follow each other.
    fn parts(&mut self, parts: &[Hir], mut at: usize, rest: &mut Rest<'_>) -> Attempt {
        for (place, part) in parts.iter().enumerate() {
            self.steps += 1;
            if is_simple(part) {
                match end_of(part, self.text, at) {
                    Some(end) => at = end,
                    None => return Attempt::Missed,
                }
                continue;
            }
            let others = parts.get(place + 1..).unwrap_or_default();
            return self.part(part, at, &mut |walk: &mut Walk<'_>, end| walk.parts(others, end, rest));
        }
        rest(self, at)
    }

    /// Matches a part again and again, between `least` and `most` times.
    fn repetition(
        &mut self,
        repetition: &Repetition,
        least: u32,
        most: Option<u32>,
        at: usize,
        rest: &mut Rest<'_>,
    ) -> Attempt {
        if is_simple(&repetition.sub) {
            return self.run(&repetition.sub, least, most, at, rest);
        }
        self.within(|walk| {
            if least == 0 {
                let behind = rest(walk, at);
                if behind != Attempt::Missed || most == Some(0) {
                    return behind;
                }
            }
            let more = most.map(|most| most.saturating_sub(1));
            walk.part(&repetition.sub, at, &mut |walk: &mut Walk<'_>, end| match end == at {
                // To match nothing more often than it has to leads nowhere.
                true if least <= 1 => rest(walk, at),
                true | false => walk.repetition(repetition, least.saturating_sub(1), more, end, rest),
            })
        })
    }

    /// Matches a simple part again and again, without calls within each other.
    fn run(&mut self, part: &Hir, least: u32, most: Option<u32>, mut at: usize, rest: &mut Rest<'_>) -> Attempt {
        let mut times = 0;
        loop {
            self.steps += 1;
            if times >= least {
                let behind = rest(self, at);
                if behind != Attempt::Missed {
                    return behind;
                }
            }
            if most.is_some_and(|most| times >= most) || self.steps > MAX_STEPS {
                return if self.steps > MAX_STEPS { Attempt::GivenUp } else { Attempt::Missed };
            }
            match end_of(part, self.text, at) {
                // What matched nothing has matched nothing as often as it has to.
                Some(end) if end == at => return if times < least { rest(self, at) } else { Attempt::Missed },
                Some(end) => at = end,
                None => return Attempt::Missed,
            }
            times += 1;
        }
    }

    /// Counts a step and a call within others.
    fn within(&mut self, attempt: impl FnOnce(&mut Self) -> Attempt) -> Attempt {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.depth >= MAX_DEPTH {
            return Attempt::GivenUp;
        }
        self.depth += 1;
        let result = attempt(self);
        self.depth -= 1;
        result
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Pattern;
    use super::*;

    fn finds(regex: &str, text: &str) -> Option<bool> {
        let pattern = Pattern::parse(regex).unwrap();
        super::finds(pattern.hir(), &Firsts::of(pattern.hir()), text)
    }

    #[test]
    fn a_regex_that_sets_no_trap_is_searched_for() {
        assert_eq!(finds(r"module .* '\w+'$", "No Module named 'pip'"), Some(true));
        assert_eq!(finds("(a|^){2}b", "ab"), Some(true));
        assert_eq!(finds("(?:a*)*b", "aaaa"), Some(false));
        assert_eq!(finds("", ""), Some(true));
    }

    #[test]
    fn what_takes_too_long_is_given_up() {
        assert_eq!(finds("(?:a|a)*b", &"a".repeat(100)), None);
        assert_eq!(finds("a", &"b".repeat(MAX_BYTES + 1)), None);
        assert_eq!(finds(r"a\b{start}", "a"), None);
        assert_eq!(finds("(?:ab){300}", &"ab".repeat(300)), None);
    }

    /// Regexes of a few letters and all kinds of parts.
    fn regex() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec![
            "a", "b", "k", "令", ".", "[ab]", r"\b", r"\B", "^", "$", "(?m:^)", "(?m:$)", r"\s", "", r"\w", "[^a]",
        ]);
        let leaf = prop::collection::vec(leaf, 1..4).prop_map(|parts| parts.concat());
        leaf.prop_recursive(4, 16, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| parts.concat()),
                prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("({})", parts.join("|"))),
                (inner, prop::sample::select(vec!["?", "*", "+", "*?", "{2}", "{1,2}", "{0}", "{2,}"]))
                    .prop_map(|(part, times)| format!("(?:{part}){times}")),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_the_compiled_regex_finds(
            regex in regex(),
            texts in prop::collection::vec("[abkK\u{212A} \n令]{0,8}", 16),
        ) {
            let Ok(pattern) = Pattern::parse(&regex) else { return Ok(()) };
            let (matcher, firsts) = (pattern.matcher().unwrap(), Firsts::of(pattern.hir()));
            for text in &texts {
                let found = super::finds(pattern.hir(), &firsts, text);
                prop_assert!(found.is_none_or(|found| found == matcher.is_match(text)), "{regex} in {text:?}: {found:?}");
            }
        }
    }
}
