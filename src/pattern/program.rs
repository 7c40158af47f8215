//! A regex as a backtracking engine runs it.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition};

/// The most instructions that a program may have; what would need more is too rare to be worth it.
const MAX_INSTRUCTIONS: usize = 1_000;

/// An instruction; the numbers are those of the next ones.
#[derive(Debug, Clone, Copy)]
pub(super) enum Instruction {
    /// The end: a match.
    Match,
    /// One character of a set.
    Character { set: usize, next: usize },
    /// Characters of a set, any number. With it the set of what follows, if that is one character without cases.
    Run { set: usize, is_greedy: bool, next: usize, follows: Option<usize> },
    /// The first one, and if that fails the second one.
    Either(usize, usize),
    /// Another one.
    Jump(usize),
    /// What holds between two characters.
    Look(Look, usize),
}

/// A regex, or a branch of one, as instructions.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// They are numbered from 0; the last one is where it starts.
    pub(super) instructions: Vec<Instruction>,
    /// The sets of characters that the instructions name by number.
    pub(super) sets: Vec<ClassUnicode>,
    /// The instructions that go round, over any length of text.
    pub(super) loops: Vec<usize>,
}

impl Program {
    /// Compiles a regex; `None` if it is too big.
    pub(super) fn compile(hir: &Hir) -> Option<Self> {
        let mut program = Program { instructions: vec![Instruction::Match], sets: Vec::new(), loops: Vec::new() };
        let start = program.insert(hir, 0)?;
        program.push(Instruction::Jump(start))?;
        Some(program)
    }

    /// The number of a set.
    fn set(&mut self, set: ClassUnicode) -> usize {
        self.sets.push(set);
        self.sets.len() - 1
    }

    fn push(&mut self, instruction: Instruction) -> Option<usize> {
        if self.instructions.len() >= MAX_INSTRUCTIONS {
            return None;
        }
        self.instructions.push(instruction);
        Some(self.instructions.len() - 1)
    }

    /// Adds a part that goes on at `next`, and returns where it starts.
    fn insert(&mut self, hir: &Hir, next: usize) -> Option<usize> {
        match hir.kind() {
            HirKind::Empty => Some(next),
            HirKind::Look(look) => self.push(Instruction::Look(*look, next)),
            HirKind::Literal(literal) => {
                let text = String::from_utf8_lossy(&literal.0);
                text.chars().rev().try_fold(next, |at, character| self.character(only(character), at))
            }
            HirKind::Class(class) => self.character(unicode(class), next),
            HirKind::Capture(capture) => self.insert(&capture.sub, next),
            HirKind::Concat(subs) => subs.iter().rev().try_fold(next, |at, sub| self.insert(sub, at)),
            HirKind::Alternation(subs) => {
                let starts = subs.iter().map(|sub| self.insert(sub, next)).collect::<Option<Vec<usize>>>()?;
                let (last, first) = starts.split_last()?;
                first.iter().rev().try_fold(*last, |other, start| self.push(Instruction::Either(*start, other)))
            }
            HirKind::Repetition(repetition) => self.repeat(repetition, next),
        }
    }

    fn character(&mut self, set: ClassUnicode, next: usize) -> Option<usize> {
        let set = self.set(set);
        self.push(Instruction::Character { set, next })
    }

    fn repeat(&mut self, repetition: &Repetition, next: usize) -> Option<usize> {
        let Repetition { min, max, greedy, sub } = repetition;
        let mut start = match max {
            None => self.unbounded(sub, *greedy, next)?,
            Some(max) => {
                let optional = |at: usize, _| {
                    let body = self.insert(sub, at)?;
                    self.choose(*greedy, body, next)
                };
                (*min..*max).try_fold(next, optional)?
            }
        };
        for _ in 0..*min {
            start = self.insert(sub, start)?;
        }
        Some(start)
    }

    fn unbounded(&mut self, sub: &Hir, is_greedy: bool, next: usize) -> Option<usize> {
        if let Some(set) = single(sub) {
            let set = self.set(set);
            let follows = match self.instructions.get(next) {
                Some(Instruction::Character { set, .. }) => Some(*set).filter(|set| self.has_one(*set)),
                _ => None,
            };
            let run = self.push(Instruction::Run { set, is_greedy, next, follows })?;
            self.loops.push(run);
            return Some(run);
        }
        let choice = self.push(Instruction::Match)?; // its place; what stands there depends on the body behind it
        let body = self.insert(sub, choice)?;
        let instruction = if is_greedy { Instruction::Either(body, next) } else { Instruction::Either(next, body) };
        *self.instructions.get_mut(choice)? = instruction;
        self.loops.push(choice);
        Some(choice)
    }

    /// Whether a set has one character.
    fn has_one(&self, set: usize) -> bool {
        self.sets.get(set).is_some_and(|set| matches!(set.ranges(), [range] if range.start() == range.end()))
    }

    fn choose(&mut self, is_greedy: bool, body: usize, next: usize) -> Option<usize> {
        self.push(if is_greedy { Instruction::Either(body, next) } else { Instruction::Either(next, body) })
    }
}

/// The set of one character.
fn only(character: char) -> ClassUnicode {
    ClassUnicode::new([ClassUnicodeRange::new(character, character)])
}

/// The set of characters of a class.
fn unicode(class: &Class) -> ClassUnicode {
    match class {
        Class::Unicode(class) => class.clone(),
        Class::Bytes(class) => class.to_unicode_class().unwrap_or_else(ClassUnicode::empty),
    }
}

/// The set of a part that is always one character.
fn single(hir: &Hir) -> Option<ClassUnicode> {
    match hir.kind() {
        HirKind::Class(class) => Some(unicode(class)),
        HirKind::Capture(capture) => single(&capture.sub),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            let mut characters = text.chars();
            characters.next().filter(|_| characters.next().is_none()).map(only)
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
        HirKind::Concat(_) | HirKind::Alternation(_) => None,
    }
}
