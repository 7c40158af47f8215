//! Lines in the order of their places, whatever order they come in.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The number of bytes of lines that may wait for one before them.
const MAX_WAITING: usize = 64 * 1024 * 1024;

/// The size of the lines that wait. It is known to the thread that reads, too.
#[derive(Debug, Default)]
pub(super) struct Waiting(AtomicUsize);

impl Waiting {
    /// Whether no more should wait.
    pub(super) fn is_full(&self) -> bool {
        self.0.load(Ordering::Relaxed) > MAX_WAITING
    }
}

/// What has a place, counted from 0, in the order of the places. Each place is there once.
pub(super) struct InOrder<'w, I, T> {
    placed: I,
    /// The size of each in bytes.
    weigh: fn(&T) -> usize,
    waiting: &'w Waiting,
    early: BTreeMap<usize, T>,
    next: usize,
}

impl<'w, I, T> InOrder<'w, I, T> {
    pub(super) fn new(placed: I, weigh: fn(&T) -> usize, waiting: &'w Waiting) -> Self {
        InOrder { placed, weigh, waiting, early: BTreeMap::new(), next: 0 }
    }
}

impl<I: Iterator<Item = (usize, T)>, T> Iterator for InOrder<'_, I, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let Waiting(bytes) = self.waiting;
        loop {
            // One is taken for each that is returned: then the threads before this one go on while a window is written.
            let new = self.placed.next();
            let is_end = new.is_none();
            if let Some((place, one)) = new {
                bytes.fetch_add((self.weigh)(&one), Ordering::Relaxed);
                self.early.insert(place, one);
            }
            if let Some(one) = self.early.remove(&self.next) {
                self.next += 1;
                bytes.fetch_sub((self.weigh)(&one), Ordering::Relaxed);
                return Some(one);
            }
            if is_end {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &&str) -> usize {
        text.len()
    }

    fn in_order(placed: Vec<(usize, &str)>) -> (Vec<&str>, usize) {
        let waiting = Waiting::default();
        let ordered = InOrder::new(placed.into_iter(), bytes, &waiting).collect();
        (ordered, waiting.0.into_inner())
    }

    #[test]
    fn what_comes_early_waits_for_what_is_before_it() {
        let placed = vec![(2, "c"), (0, "a"), (1, "bb"), (4, "e"), (3, "d")];
        assert_eq!(in_order(placed), (vec!["a", "bb", "c", "d", "e"], 0));
    }

    #[test]
    fn what_is_after_a_gap_is_not_returned() {
        assert_eq!(in_order(vec![(0, "a"), (2, "ccc")]), (vec!["a"], 3));
    }

    #[test]
    fn it_is_full_until_enough_is_returned() {
        let (waiting, large) = (Waiting::default(), "x".repeat(MAX_WAITING));
        let placed = [(1, large.as_str()), (2, "y"), (0, "z")];
        let mut full = Vec::new();
        let seen = placed.into_iter().inspect(|_| full.push(waiting.is_full()));
        let lengths: Vec<usize> = InOrder::new(seen, bytes, &waiting).map(str::len).collect();
        assert_eq!(lengths, [1, MAX_WAITING, 1]);
        assert_eq!((full, waiting.is_full()), (vec![false, false, true], false));
    }
}
