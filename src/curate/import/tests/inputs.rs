//! Inputs that are read on several threads.

use super::*;
use crate::curate::ImportInput;
use crate::intake::Draft;
use crate::record::Demands;

impl ImportInput for Draft {
    fn weight(&self) -> usize {
        1
    }

    fn read(self, _: &Demands) -> Draft {
        self
    }
}

#[test]
fn inputs_are_imported_in_their_order() {
    let (mut store, mut follower) = (store(&[]), Follower::default());
    let import = Import { keep_going: true, ..Import::default() };
    let (emitted, outcome) = import.apply_inputs(
        &mut store,
        &context(),
        |emit| (1..=200).filter(|line| emit((None, draft(*line, record("x/a")))).is_continue()).count(),
        &mut follower,
    );
    let counts = outcome.unwrap().detail.counts;
    assert_eq!((emitted, counts.added, counts.rejected), (200, 1, 199));
    let is_of_the_first =
        |rejection: &Rejection| matches!(rejection, Rejection::Duplicate { first, .. } if first.start.line == 1);
    assert!(follower.rejections.len() == 199 && follower.rejections.iter().all(is_of_the_first));
}
