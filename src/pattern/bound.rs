//! What a search takes at most, whatever the text: by far less work than to count the steps for one text.

use super::instruction::{ATTEMPT, BEGINNING, BOUNDARY, CHARACTER, CHOICE, Instruction};
use super::program::Program;
use super::set::Set;

/// The powers of a text's length that are told apart, the lowest first: none, it, its square and so on.
const POWERS: usize = 6;

/// A polynomial in the length of the text, from the lowest power on.
#[derive(Debug, Clone, Copy, Default)]
struct Polynomial([f64; POWERS]);

impl Polynomial {
    fn constant(value: f64) -> Self {
        let mut polynomial = Self::default();
        if let Some(first) = polynomial.0.first_mut() {
            *first = value;
        }
        polynomial
    }

    fn plus(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(one, other)| *one += other);
        self
    }

    fn times(self, factor: f64) -> Self {
        Polynomial(self.0.map(|each| each * factor))
    }

    /// This many at each position of the text; `None` if it has the highest power.
    fn everywhere(mut self) -> Option<Self> {
        self.0.rotate_right(1);
        (self.0.first() == Some(&0.0)).then_some(self)
    }

    /// All of this many at each place from which on `gaps` more places were chosen, in a text of a length. Gaps that
    /// follow each other share the text: of its pairs of positions half are in order, of three a sixth.
    fn all(self, length: f64, mut gaps: f64) -> f64 {
        let (mut all, mut choices) = (0.0, if gaps > 0.0 { length } else { 1.0 });
        for each in self.0 {
            all += each * choices;
            gaps += 1.0;
            choices *= length / gaps;
        }
        all
    }
}

/// What is known of an instruction, whatever stands behind the position.
#[derive(Debug, Clone, Copy, Default)]
struct Bound {
    /// The steps at one position, at most.
    one: Polynomial,
    /// The steps at each of many positions that follow each other, on the average, at most; [`Bound::one`] apart.
    many: Polynomial,
}

impl Program<'_> {
    /// The steps that a search takes at most in a text of a length, in characters; `None` if that cannot be said, for
    /// the program has loops, or too many gaps.
    pub(super) fn bound(&self, length: f64) -> Option<f64> {
        let mut bounds = vec![Bound::default(); self.instructions.len()];
        for (number, instruction) in self.instructions.iter().enumerate() {
            let of = |number: usize| bounds.get(number).copied().unwrap_or_default();
            let bound = match *instruction {
                Instruction::Match => Bound::default(),
                Instruction::Text { first, length, next } => of_text(self.text(first, length), of(next)),
                Instruction::Run { .. } => self.of_run(*instruction, of)?,
                Instruction::Either(one, other) => {
                    let (one, other, choice) = (of(one), of(other), Polynomial::constant(CHOICE));
                    Bound { one: one.one.plus(other.one).plus(choice), many: one.many.plus(other.many).plus(choice) }
                }
                Instruction::Loop { .. } => return None,
                Instruction::Look(_, next) => {
                    let (next, look) = (of(next), Polynomial::constant(BOUNDARY));
                    Bound { one: next.one.plus(look), many: next.many.plus(look) }
                }
            };
            if let Some(known) = bounds.get_mut(number) {
                *known = bound;
            }
        }
        let start = bounds.get(self.start).copied().unwrap_or_default();
        Some(start.many.plus(Polynomial::constant(ATTEMPT)).all(length, 1.0) + ATTEMPT + start.one.all(length, 0.0))
    }

    fn of_run(&self, instruction: Instruction, of: impl Fn(usize) -> Bound) -> Option<Bound> {
        let Instruction::Run { set, least, most, next, .. } = instruction else { return None };
        let set = self.sets.get(set)?;
        let behind = of(next);
        let again = set.scanning() + ATTEMPT;
        let is_disjoint = match self.instructions.get(next) {
            Some(Instruction::Text { first, .. }) => self.sets.get(*first).is_some_and(|first| !first.meets(*set)),
            _ => false,
        };
        let each =
            if is_disjoint { Polynomial::constant(again) } else { behind.many.plus(Polynomial::constant(again)) };
        let all = match most {
            None => each.everywhere()?.plus(Polynomial::constant(set.scanning())),
            Some(most) => {
                let exits =
                    u32::try_from(most.saturating_sub(least).saturating_add(1)).map_or(f64::INFINITY, f64::from);
                let scanned = u32::try_from(least).map_or(f64::INFINITY, f64::from) * set.scanning();
                each.times(exits).plus(Polynomial::constant(scanned))
            }
        };
        let one = all.plus(behind.one).plus(Polynomial::constant(BEGINNING + ATTEMPT));
        Some(Bound { one, many: one })
    }
}

/// A text can be found only so often, and near it only its beginning.
fn of_text(sets: &[Set<'_>], behind: Bound) -> Bound {
    let length = u32::try_from(sets.len()).map_or(f64::INFINITY, f64::from);
    let all = Polynomial::constant(CHARACTER * length).plus(behind.one);
    let shifts = || 1..sets.len();
    let fits = |shift: usize| sets.iter().zip(sets.iter().skip(shift)).all(|(one, other)| one.meets(*other));
    let period = shifts().find(|shift| fits(*shift)).unwrap_or(sets.len());
    let begins = |shift: &usize| match (sets.first(), sets.get(*shift)) {
        (Some(one), Some(other)) => one.meets(*other),
        _ => false,
    };
    let apart = shifts().find(begins).unwrap_or(sets.len());
    let [period, apart] = [period, apart].map(|shift| u32::try_from(shift.max(1)).map_or(1.0, f64::from));
    let beginning = Polynomial::constant(CHARACTER * (1.0 + length / apart));
    Bound { one: all, many: beginning.plus(behind.one.times(1.0 / period)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Pattern, made};
    use super::*;

    fn bound(regex: &str, length: f64) -> Option<f64> {
        Program::compile(Pattern::parse(regex).unwrap().hir()).unwrap().bound(length)
    }

    #[test]
    fn gaps_are_bounded_by_a_power_of_the_length() {
        let power = |regex: &str| (bound(regex, 2e6).unwrap() / bound(regex, 1e6).unwrap()).log2();
        let powers = ["abc", "a.{0,9}b", "a.*b", "a.*b.*c", r"\d+\.\d+x"].map(power);
        assert_eq!(powers.map(|power| format!("{power:.1}")), ["1.0", "1.0", "2.0", "3.0", "2.0"]);
        assert_eq!(bound("(?:ab)*c", 1e6), None);
        assert_eq!(bound(&"a.*".repeat(9), 1e6), None);
    }

    #[test]
    fn words_that_do_not_overlap_are_found_less_often() {
        let [letter, word, twice] = ["a.*b", "abcd.*b", "aaaa.*b"].map(|regex| bound(regex, 1e4).unwrap());
        assert!(word < letter / 3.0 && twice > letter, "{letter} {word} {twice}");
    }

    proptest! {
        #[test]
        fn no_line_takes_more_steps(
            regex in made::regex(),
            parts in prop::collection::vec(made::part(), 1..4),
            times in 1_usize..80,
        ) {
            let Ok(pattern) = Pattern::parse(&regex) else { return Ok(()) }; // a few are too large
            let Some(program) = Program::compile(pattern.hir()) else { return Ok(()) };
            let text: Vec<char> = parts.concat().repeat(times).chars().collect();
            let length = u32::try_from(text.len()).map(f64::from).unwrap();
            let (steps, found) = program.search(&text);
            let text: String = text.into_iter().collect();
            // A few are too large to be compiled, and have nothing to be compared with.
            if let Ok(matcher) = pattern.matcher() {
                prop_assert_eq!(found.is_some(), matcher.is_match(&text), "{} in {:?}", &regex, &text);
            }
            if let Some(bound) = program.bound(length) {
                prop_assert!(steps <= bound, "{regex} in {text:?}: {steps} > {bound}");
            }
        }
    }
}
