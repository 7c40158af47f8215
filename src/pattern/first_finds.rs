//! The number of some records and the first of them, in a fixed number of bytes.

use super::row::{Finds, MAX_EXAMPLES};

/// Records that are added in any order: their number, and the first of them. There are never more than a `u32` counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct FirstFinds {
    count: u32,
    /// The first records, in order; of fewer than [`MAX_EXAMPLES`] the last places are not used.
    examples: [u32; MAX_EXAMPLES],
}

impl FirstFinds {
    /// Some records, in order.
    pub(super) fn of(records: impl Iterator<Item = u32>, count: u32) -> Self {
        let mut finds = FirstFinds { count, ..FirstFinds::default() };
        finds.examples.iter_mut().zip(records).for_each(|(example, record)| *example = record);
        finds
    }

    /// How many there are.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// The first of them, in order.
    pub(super) fn examples(&self) -> &[u32] {
        let kept = usize::try_from(self.count).map_or(MAX_EXAMPLES, |count| count.min(MAX_EXAMPLES));
        self.examples.get(..kept).unwrap_or_default()
    }

    /// Adds the records of another count; no record is in both.
    pub(super) fn merge(&mut self, other: &FirstFinds) {
        let mut merged = [0; MAX_EXAMPLES];
        let (mut own, mut others) = (self.examples().iter().peekable(), other.examples().iter().peekable());
        for place in &mut merged {
            let next = match (own.peek(), others.peek()) {
                (Some(one), Some(another)) if another < one => others.next(),
                (Some(_), _) => own.next(),
                (None, _) => others.next(),
            };
            let Some(next) = next else { break };
            *place = *next;
        }
        *self = FirstFinds { count: self.count.saturating_add(other.count), examples: merged };
    }

    /// The same, for those who read it.
    pub(super) fn finds(&self) -> Finds {
        let wide = |number: &u32| usize::try_from(*number).unwrap_or(usize::MAX);
        Finds { count: wide(&self.count), examples: self.examples().iter().map(wide).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_examples_are_kept_in_whatever_order_they_are_found() {
        let one = |record| FirstFinds::of(std::iter::once(record), 1);
        let (mut even, mut odd) = (FirstFinds::default(), FirstFinds::default());
        (0..40)
            .rev()
            .for_each(|record| if record % 2 == 0 { even.merge(&one(record)) } else { odd.merge(&one(record)) });
        even.merge(&odd);
        assert_eq!(even.finds(), Finds { count: 40, examples: (0..MAX_EXAMPLES).collect() });
        let few = FirstFinds::of([3, 5].into_iter(), 2);
        assert_eq!((few.count(), few.examples()), (2, &[3, 5][..]));
    }
}
