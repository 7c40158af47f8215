//! The pieces of a text that are compared.

use super::constants::MAX_JOINED;

/// One distinct line, or up to [`MAX_JOINED`] neighbouring ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Passage {
    lines: [Option<u32>; MAX_JOINED],
}

impl Passage {
    /// Lines that follow each other, by their indexes, up to [`MAX_JOINED`].
    pub(super) fn of(lines: &[u32]) -> Self {
        let mut passage = Passage { lines: [None; MAX_JOINED] };
        passage.lines.iter_mut().zip(lines).for_each(|(place, line)| *place = Some(*line));
        passage
    }

    /// The indexes of its lines.
    pub(super) fn lines(self) -> impl Iterator<Item = u32> {
        self.lines.into_iter().flatten()
    }

    /// The number of lines that were joined to the first.
    pub(super) fn joined(self) -> usize {
        self.lines().count().saturating_sub(1)
    }
}
