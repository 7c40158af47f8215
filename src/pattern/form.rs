//! A branch of a regex in the form in which its steps are counted.

use regex_syntax::hir::Hir;

use super::chain::GapChain;
use super::choice::has_choice;
use super::program::Program;
use super::pump::{Pump, pumps, pumps_between};
use super::{Pattern, Span};

/// A branch.
#[derive(Debug, Clone, Copy)]
pub(super) enum BranchForm<'p> {
    /// Literals with long gaps between them.
    Chain(&'p GapChain),
    /// Anything, by its meaning.
    Meaning(&'p Hir),
}

/// The branches of a regex in order.
pub(super) fn forms(pattern: &Pattern) -> Vec<(Span, BranchForm<'_>)> {
    match pattern.chains() {
        Some(chains) => chains.iter().map(|(span, chain)| (*span, BranchForm::Chain(chain))).collect(),
        None => pattern.branches().iter().map(|(span, hir)| (*span, BranchForm::Meaning(hir))).collect(),
    }
}

impl<'p> BranchForm<'p> {
    /// Whether there is more than one way to match it at a position; otherwise it is fast.
    pub(super) fn has_choice(self) -> bool {
        match self {
            BranchForm::Chain(chain) => !chain.gaps.is_empty(),
            BranchForm::Meaning(hir) => has_choice(hir),
        }
    }

    /// Whether it may find something in one of its lines, or those of the other branches.
    pub(super) fn may_find(self, line: &[char]) -> bool {
        match self {
            BranchForm::Chain(chain) => chain.is_in(line),
            BranchForm::Meaning(_) => true,
        }
    }

    /// Its program; `None` if it is too big even if each group is repeated only once.
    pub(super) fn program(self) -> Option<Program<'p>> {
        match self {
            BranchForm::Chain(chain) => Program::of_chain(chain),
            BranchForm::Meaning(hir) => Program::compile(hir),
        }
    }

    /// The lines to try for it: see [`pumps`].
    pub(super) fn pumps(self, passed: usize) -> Vec<Pump> {
        match self {
            BranchForm::Chain(chain) => pumps_between(chain.texts.iter().map(|text| text.iter().collect()).collect()),
            BranchForm::Meaning(hir) => pumps(hir, passed),
        }
    }
}
