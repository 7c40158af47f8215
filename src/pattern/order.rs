//! The order in which the instructions of a program are computed.

use super::instruction::Instruction;

/// The instructions that can be reached, each after those that it leads to without a character. There is always such an
/// order, because an iteration without a character leaves the loop.
pub(super) fn in_order(instructions: &[Instruction], start: usize) -> Vec<usize> {
    let mut walk = OrderWalk { instructions, is_known: vec![false; instructions.len()], order: Vec::new() };
    walk.from(start);
    walk.order
}

struct OrderWalk<'p> {
    instructions: &'p [Instruction],
    is_known: Vec<bool>,
    order: Vec<usize>,
}

impl OrderWalk<'_> {
    /// Goes through all that can be reached from an instruction.
    fn from(&mut self, start: usize) {
        // The stack of work: an instruction to visit, or one whose successors are all done.
        let mut jobs = vec![(start, false)];
        let mut later = Vec::new();
        loop {
            let Some((number, is_done)) = jobs.pop() else {
                match later.pop() {
                    Some(number) => jobs.push((number, false)),
                    None => return,
                }
                continue;
            };
            if is_done {
                self.order.push(number);
                continue;
            }
            match self.is_known.get_mut(number) {
                Some(is_known) if !*is_known => *is_known = true,
                Some(_) | None => continue,
            }
            jobs.push((number, true));
            match self.instructions.get(number) {
                None | Some(Instruction::Match) => {}
                Some(Instruction::Text { next, .. }) => later.push(*next),
                Some(Instruction::Run { least, next, .. }) => match *least {
                    0 => jobs.push((*next, false)),
                    _ => later.push(*next),
                },
                Some(Instruction::Either(one, other)) => jobs.extend([(*one, false), (*other, false)]),
                Some(Instruction::Loop { body, next }) => jobs.extend([(*body, false), (*next, false)]),
                Some(Instruction::Look(_, next)) => jobs.push((*next, false)),
            }
        }
    }
}
