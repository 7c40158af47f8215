//! The steps that a backtracking engine needs for texts with gaps of any characters between them.
//!
//! Where a text does not begin, all such programs take the same steps. So they are counted only where one does: in a
//! line of 10,000 characters that is a tenth of the work of counting them at each position.

use memchr::memchr_iter;

use super::byte_line::ByteLine;
use super::instruction::{ATTEMPT, BEGINNING, CHARACTER, FOUND, Instruction, MOST_STEPS, SEEKING};
use super::program::Program;
use super::set::Set;

/// The steps of a search and where what it finds begins, as `Program::search` says; `None` if the program is not texts
/// with gaps between them, or the line has a line break or too many different characters.
pub(super) fn search(program: &Program<'_>, text: &[char]) -> Option<(f64, Option<usize>)> {
    let links = links(program)?;
    let line = ByteLine::of(text)?;
    let mut starts = Vec::new();
    for Link { text, gap } in links.iter().rev() {
        let text = text.iter().map(|set| line.byte(*set)).collect::<Option<Vec<u8>>>()?;
        let gap = gap.as_ref().map(|gap| GapSteps::of(gap, &starts, line.length()));
        starts = starts_of(&line, &text, gap);
    }
    let (mut all, mut next) = (0.0, 0);
    for (place, steps) in starts {
        all += ATTEMPT * number(place - next);
        if steps == FOUND {
            return Some((capped(all), Some(place)));
        }
        all += ATTEMPT + steps;
        next = place + 1;
    }
    Some((capped(all + ATTEMPT * number(line.length() + 1 - next)), None))
}

/// A text, and the gap behind it; none behind the last one.
struct Link<'p> {
    text: &'p [Set<'p>],
    gap: Option<DotGap>,
}

/// A repetition of any character.
struct DotGap {
    least: usize,
    most: Option<usize>,
    /// Whether the engine looks for the first character of what follows before it tries.
    is_sought: bool,
}

/// The texts of a program in order; `None` if it has anything else but gaps between them.
fn links<'p>(program: &'p Program<'_>) -> Option<Vec<Link<'p>>> {
    let mut links = Vec::new();
    let mut at = program.start;
    loop {
        let Instruction::Text { first, length, next } = *program.instructions.get(at)? else { return None };
        let text = program.text(first, length);
        match *program.instructions.get(next)? {
            Instruction::Match => {
                links.push(Link { text, gap: None });
                return Some(links);
            }
            // What an instruction leads to was added before it, so this ends.
            Instruction::Run { set, least, most, next: further, is_sought } if further < at => {
                program.sets.get(set).filter(|set| set.is_dot())?;
                links.push(Link { text, gap: Some(DotGap { least, most, is_sought }) });
                at = further;
            }
            _ => return None,
        }
    }
}

/// The steps of all attempts from a position on, and how many of them find something.
#[derive(Debug, Clone, Copy, Default)]
struct AttemptSum {
    steps: f64,
    hits: usize,
}

/// The positions of the first character of a text, in order, each with the steps from there on, or [`FOUND`]. Behind
/// the text is a gap, or the end.
fn starts_of(line: &ByteLine, text: &[u8], mut gap: Option<GapSteps<'_>>) -> Vec<(usize, f64)> {
    let Some(first) = text.first() else { return Vec::new() };
    let mut starts = Vec::new();
    for place in memchr_iter(*first, &line.bytes) {
        let rest = line.bytes.get(place..).unwrap_or_default();
        let steps = match gap.as_mut() {
            _ if !rest.starts_with(text) => {
                let same = (1..text.len()).take_while(|place| text.get(*place) == rest.get(*place)).count();
                CHARACTER * number(1 + same)
            }
            None => FOUND,
            Some(gap) => capped(CHARACTER * number(text.len()) + gap.steps(place + text.len())),
        };
        starts.push((place, steps));
    }
    starts
}

/// The steps of a gap at positions that are asked for in order.
struct GapSteps<'a> {
    gap: &'a DotGap,
    /// The length of the line.
    length: usize,
    /// The positions behind the gap where the next text begins, each with the sum of these attempts from there on, in
    /// addition to those that are counted at each position.
    sums: Vec<(usize, AttemptSum)>,
    /// The places in [`GapSteps::sums`] of the last positions that were asked for.
    last: [usize; 2],
}

impl<'a> GapSteps<'a> {
    /// `starts` is where the text behind it begins, with the steps from there on.
    fn of(gap: &'a DotGap, starts: &[(usize, f64)], length: usize) -> Self {
        let everywhere = everywhere(gap);
        let mut sum = AttemptSum::default();
        let sums = starts.iter().rev().map(|(place, steps)| {
            match *steps {
                FOUND => sum.hits += 1,
                steps => sum.steps += ATTEMPT + steps - everywhere,
            }
            (*place, sum)
        });
        let mut sums: Vec<(usize, AttemptSum)> = sums.collect();
        sums.reverse();
        GapSteps { gap, length, sums, last: [0; 2] }
    }

    /// The steps at a position, or [`FOUND`].
    fn steps(&mut self, position: usize) -> f64 {
        let length = self.length - position;
        let cut = self.gap.most.filter(|most| length > *most);
        let scanned = BEGINNING + number(cut.unwrap_or(length));
        if length < self.gap.least {
            return scanned;
        }
        let from = self.sum(0, position + self.gap.least);
        let to = cut.map_or(AttemptSum::default(), |most| self.sum(1, position + most + 1));
        if from.hits > to.hits { FOUND } else { capped(scanned + (from.steps - to.steps)) }
    }

    /// The sum of all attempts from a position on.
    fn sum(&mut self, last: usize, position: usize) -> AttemptSum {
        let Some(last) = self.last.get_mut(last) else { return AttemptSum::default() };
        *last += self.sums.iter().skip(*last).take_while(|(place, _)| *place < position).count();
        let AttemptSum { steps, hits } = self.sums.get(*last).map(|(_, sum)| *sum).unwrap_or_default();
        let all = everywhere(self.gap) * number(self.length + 1 - position);
        AttemptSum { steps: all + steps, hits }
    }
}

/// The steps of an attempt at a position where what follows a gap does not begin.
fn everywhere(gap: &DotGap) -> f64 {
    if gap.is_sought { SEEKING } else { ATTEMPT }
}

/// Steps, of which more than [`MOST_STEPS`] are not told from each other.
fn capped(steps: f64) -> f64 {
    if steps == FOUND { steps } else { steps.min(MOST_STEPS) }
}

/// A number to reckon with.
fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Pattern, sweep};
    use super::*;

    /// Regexes of texts and gaps.
    fn regex() -> impl Strategy<Value = String> {
        let text = prop::sample::select(vec!["a", "b", "ab", "aab", "k", "s0", " ", "-", "令牌", "c d", "x"]);
        let gap = prop::sample::select(vec![".*", ".*?", ".+", ".{2,}", ".{0,9}", ".{2,80}", ".{0,300}?", ""]);
        prop::collection::vec((text, gap), 1..5)
            .prop_map(|parts| parts.into_iter().flat_map(|(text, gap)| [text, gap]).collect())
    }

    proptest! {
        #[test]
        fn where_texts_begin_are_all_the_steps(
            regex in regex(),
            parts in prop::collection::vec("(a|B|ab|aab|K|\u{212A}|\u{17f}0| |-|令|令牌|错|c d){1,3}", 1..4),
            times in 1_usize..60,
        ) {
            let pattern = Pattern::parse(&regex).unwrap();
            let chains = pattern.chains().unwrap();
            let program = Program::of_chain(&chains[0].1).unwrap();
            let line: Vec<char> = parts.iter().map(|part| part.repeat(times)).collect::<String>().chars().collect();
            let counted = search(&program, &line);
            prop_assert_eq!(search(&Program::compile(pattern.hir()).unwrap(), &line), counted, "{}", &regex);
            prop_assert_eq!(counted.is_some(), !regex.ends_with(['*', '+', '?', '}']), "{}", &regex);
            if counted.is_some() {
                prop_assert_eq!(counted, sweep::search(&program, &line), "{} in {:?}", &regex, &line);
            }
        }
    }

    #[test]
    fn what_is_more_than_texts_with_gaps_is_not_counted_here() {
        let counted = |regex: &str, line: &str| {
            let pattern = Pattern::parse(regex).unwrap();
            let program = Program::compile(pattern.hir()).unwrap();
            search(&program, &line.chars().collect::<Vec<char>>())
        };
        assert_eq!(counted("0.*1", "x01"), Some((ATTEMPT, Some(1))));
        for regex in ["a?.*b", ".*0", "0.*", r"0\d*1", "0|1", "(?:01)*2", r"\b0", "(?-i)0.*A"] {
            assert_eq!(counted(regex, "0--"), None, "{regex}");
        }
        assert_eq!(counted("0.*1", "0\n1"), None);
    }
}
