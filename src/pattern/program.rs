//! A regex as a backtracking engine runs it.

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

use super::chain::{GapChain, set_of};
use super::instruction::Instruction;
use super::order::in_order;
use super::set::{Set, single};

/// The most instructions that a program may have.
const MAX_INSTRUCTIONS: usize = 600;

/// How often a group is repeated at most, if the program would be too big otherwise: the first number that is enough.
const COPIES: [u32; 5] = [u32::MAX, 32, 8, 3, 1];

/// A regex, or a branch of one, as instructions.
#[derive(Debug, Clone)]
pub(super) struct Program<'h> {
    /// They are numbered from 0.
    pub(super) instructions: Vec<Instruction>,
    /// The sets of characters that the instructions name by number.
    pub(super) sets: Vec<Set<'h>>,
    /// The instruction where it starts.
    pub(super) start: usize,
    /// The instructions in an order in which each comes after those that it leads to at the same place of a text; if
    /// there are no loops, after all that it leads to.
    pub(super) order: Vec<usize>,
    /// Whether it has loops.
    pub(super) has_loops: bool,
}

/// Where a part goes on: if nothing was matched since the loop around it began, and if something was. An engine does
/// not go round a loop again for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ends {
    still: usize,
    moved: usize,
}

impl Ends {
    fn both(at: usize) -> Self {
        Ends { still: at, moved: at }
    }

    /// Another instruction for each.
    fn each(self, mut instruction: impl FnMut(usize) -> Option<usize>) -> Option<Self> {
        let moved = instruction(self.moved)?;
        let still = if self.still == self.moved { moved } else { instruction(self.still)? };
        Some(Ends { still, moved })
    }
}

impl<'h> Program<'h> {
    /// Compiles a regex; `None` if it is too big even if each group is repeated only once.
    pub(super) fn compile(hir: &'h Hir) -> Option<Self> {
        COPIES.into_iter().find_map(|copies| ProgramBuilder::new(copies).program(hir))
    }

    /// Compiles a chain, to the same program as its meaning.
    pub(super) fn of_chain(chain: &GapChain) -> Option<Self> {
        let mut builder = ProgramBuilder::new(u32::MAX);
        let mut next = 0;
        for (text, gap) in chain.texts.iter().skip(1).zip(&chain.gaps).rev() {
            next = builder.letters(text, next)?;
            next = builder.run(Set::Dot, (gap.least, gap.most), gap.is_greedy, Ends::both(next))?.moved;
        }
        next = builder.letters(chain.texts.first()?, next)?;
        Some(builder.finished(next))
    }

    /// The most characters that its limited repetitions take, all together; 0 if there are none of several.
    pub(super) fn limits(&self) -> usize {
        let limit = |one: &Instruction| match one {
            Instruction::Run { most: Some(most), .. } if *most > 1 => *most,
            _ => 0,
        };
        self.instructions.iter().map(limit).fold(0, usize::saturating_add)
    }

    /// The sets of a text.
    pub(super) fn text(&self, first: usize, length: usize) -> &[Set<'h>] {
        self.sets.get(first..first.saturating_add(length)).unwrap_or_default()
    }
}

/// A program that is not finished.
struct ProgramBuilder<'h> {
    instructions: Vec<Instruction>,
    sets: Vec<Set<'h>>,
    copies: u32,
}

impl<'h> ProgramBuilder<'h> {
    fn new(copies: u32) -> Self {
        ProgramBuilder { instructions: vec![Instruction::Match], sets: Vec::new(), copies }
    }

    fn program(mut self, hir: &'h Hir) -> Option<Program<'h>> {
        let start = self.insert(hir, Ends::both(0))?.still;
        Some(self.finished(start))
    }

    fn finished(self, start: usize) -> Program<'h> {
        let mut order = in_order(&self.instructions, start);
        let has_loops = self.instructions.iter().any(|one| matches!(one, Instruction::Loop { .. }));
        if !has_loops {
            order.sort_unstable(); // An instruction is added after those that it leads to.
        }
        Program { instructions: self.instructions, sets: self.sets, start, order, has_loops }
    }

    fn push(&mut self, instruction: Instruction) -> Option<usize> {
        if self.instructions.len() >= MAX_INSTRUCTIONS {
            return None;
        }
        self.instructions.push(instruction);
        Some(self.instructions.len() - 1)
    }

    /// Adds a part that goes on at its ends, and returns where it starts.
    fn insert(&mut self, hir: &'h Hir, ends: Ends) -> Option<Ends> {
        match hir.kind() {
            HirKind::Empty => Some(ends),
            HirKind::Look(look) => ends.each(|next| self.push(Instruction::Look(*look, next))),
            HirKind::Literal(_) | HirKind::Class(_) => self.concat(std::slice::from_ref(hir), ends),
            HirKind::Capture(capture) => self.insert(&capture.sub, ends),
            HirKind::Concat(subs) => self.concat(subs, ends),
            HirKind::Alternation(subs) => {
                let starts = subs.iter().map(|sub| self.insert(sub, ends)).collect::<Option<Vec<Ends>>>()?;
                let (last, first) = starts.split_last()?;
                first.iter().rev().try_fold(*last, |other, start| self.choose(*start, other))
            }
            HirKind::Repetition(repetition) => self.repeat(repetition, ends),
        }
    }

    /// Adds parts one after the other; characters that follow each other become one text.
    fn concat(&mut self, subs: &'h [Hir], mut ends: Ends) -> Option<Ends> {
        let mut at = subs.len();
        while let Some(sub) = at.checked_sub(1).and_then(|last| subs.get(last)) {
            let is_character = |hir: &Hir| matches!(hir.kind(), HirKind::Literal(_) | HirKind::Class(_));
            if !is_character(sub) {
                ends = self.insert(sub, ends)?;
                at -= 1;
                continue;
            }
            let others = subs.get(..at).unwrap_or_default();
            let characters = others.iter().rev().take_while(|sub| is_character(sub)).count();
            let first = self.sets.len();
            for sub in others.get(at - characters..).unwrap_or_default() {
                self.characters(sub)?;
            }
            let length = self.sets.len() - first;
            ends = Ends::both(self.push(Instruction::Text { first, length, next: ends.moved })?);
            at -= characters;
        }
        Some(ends)
    }

    /// Adds folded characters one after the other.
    fn letters(&mut self, text: &[char], next: usize) -> Option<usize> {
        let (first, length) = (self.sets.len(), text.len());
        self.sets.extend(text.iter().map(|character| set_of(*character)));
        if text.is_empty() { Some(next) } else { self.push(Instruction::Text { first, length, next }) }
    }

    /// Adds the sets of a literal or a class.
    fn characters(&mut self, hir: &'h Hir) -> Option<()> {
        match hir.kind() {
            HirKind::Literal(literal) => {
                self.sets.extend(std::str::from_utf8(&literal.0).ok()?.chars().map(Set::One));
            }
            HirKind::Class(Class::Unicode(class)) => self.sets.push(Set::Class(class)),
            _ => return None,
        }
        Some(())
    }

    /// The first one, and then the second one.
    fn choose(&mut self, first: Ends, second: Ends) -> Option<Ends> {
        let moved = self.push(Instruction::Either(first.moved, second.moved))?;
        if first.still == first.moved && second.still == second.moved {
            return Some(Ends::both(moved));
        }
        Some(Ends { still: self.push(Instruction::Either(first.still, second.still))?, moved })
    }

    fn repeat(&mut self, repetition: &'h Repetition, ends: Ends) -> Option<Ends> {
        let Repetition { min, max, greedy, sub } = repetition;
        if let Some(set) = single(sub) {
            return self.run(set, (*min, *max), *greedy, ends);
        }
        let least = (*min).min(self.copies);
        let mut start = match max {
            None => self.go_round(sub, ends)?,
            Some(max) => (least..(*max).min(self.copies.max(least))).try_fold(ends, |at, _| {
                let body = self.insert(sub, at)?;
                self.choose(body, ends)
            })?,
        };
        for _ in 0..least {
            start = self.insert(sub, start)?;
        }
        Some(start)
    }

    /// Adds the repetition of one character.
    fn run(&mut self, set: Set<'h>, (min, max): (u32, Option<u32>), is_greedy: bool, ends: Ends) -> Option<Ends> {
        let (least, most) = (usize::try_from(min).ok()?, max.map(usize::try_from).transpose().ok()?);
        let is_sought = is_greedy
            && match self.instructions.get(ends.moved) {
                Some(Instruction::Text { first, .. }) => matches!(self.sets.get(*first), Some(Set::One(_))),
                _ => false,
            };
        self.sets.push(set);
        let (set, next) = (self.sets.len() - 1, ends.moved);
        let moved = self.push(Instruction::Run { set, least, most, next, is_sought })?;
        if least > 0 || ends.still == ends.moved {
            return Some(Ends::both(moved));
        }
        let some = self.push(Instruction::Run { set, least: 1, most, next, is_sought })?;
        Some(Ends { still: self.push(Instruction::Either(some, ends.still))?, moved })
    }

    /// Adds a repetition of any number.
    fn go_round(&mut self, sub: &'h Hir, ends: Ends) -> Option<Ends> {
        let again = self.push(Instruction::Match)?; // its place; what stands there depends on the body behind it
        let body = self.insert(sub, Ends { still: ends.moved, moved: again })?.still;
        *self.instructions.get_mut(again)? = Instruction::Loop { body, next: ends.moved };
        if ends.still == ends.moved {
            return Some(Ends::both(again));
        }
        let body = self.insert(sub, Ends { still: ends.still, moved: again })?.still;
        Some(Ends { still: self.push(Instruction::Loop { body, next: ends.still })?, moved: again })
    }
}
