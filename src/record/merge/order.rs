//! Merging the order of lists.

/// Merges two orders that came from one: what either side added is there, what either side took away is not.
/// `None` where both sides moved what they share, each in its own way.
///
/// What the other side added stands behind what it stands behind there, and behind what we added in the same place.
pub(super) fn merge_order(base: &[u64], ours: &[u64], theirs: &[u64]) -> Option<Vec<u64>> {
    let in_all = |list: &[u64]| -> Vec<u64> {
        let shared = |id: &&u64| base.contains(id) && ours.contains(id) && theirs.contains(id);
        list.iter().filter(shared).copied().collect()
    };
    let (was, our, their) = (in_all(base), in_all(ours), in_all(theirs));
    let (frame, other) = match () {
        () if their == was || their == our => (ours, theirs),
        () if our == was => (theirs, ours),
        () => return None,
    };
    let mut merged: Vec<u64> = frame.to_vec();
    let mut before: Option<u64> = None;
    for id in other {
        if !merged.contains(id) && !base.contains(id) {
            let after = before.and_then(|before| merged.iter().position(|kept| *kept == before)).map_or(0, |at| at + 1);
            let added =
                merged.iter().skip(after).take_while(|kept| !base.contains(kept) && !other.contains(kept)).count();
            merged.insert(after + added, *id);
        }
        if merged.contains(id) {
            before = Some(*id);
        }
    }
    merged.retain(|id| !base.contains(id) || (ours.contains(id) && theirs.contains(id)));
    Some(merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_added_is_there_and_what_either_took_away_is_not() {
        assert_eq!(merge_order(&[1, 2], &[1, 2, 5], &[1, 2, 6]), Some(vec![1, 2, 5, 6]));
        assert_eq!(merge_order(&[1, 2, 3], &[1, 3], &[1, 2, 3, 4]), Some(vec![1, 3, 4]));
        assert_eq!(merge_order(&[1, 2, 3], &[2, 3], &[1, 2]), Some(vec![2]));
        assert_eq!(merge_order(&[], &[7], &[8]), Some(vec![7, 8]));
    }

    #[test]
    fn one_side_may_move_while_the_other_adds() {
        assert_eq!(merge_order(&[1, 2, 3], &[3, 1, 2], &[1, 2, 3, 4]), Some(vec![3, 4, 1, 2]));
        assert_eq!(merge_order(&[1, 2, 3], &[1, 2, 9, 3], &[3, 2, 1]), Some(vec![3, 2, 9, 1]));
    }

    #[test]
    fn both_moving_is_a_conflict_unless_alike() {
        assert_eq!(merge_order(&[1, 2, 3], &[3, 1, 2], &[2, 1, 3]), None);
        assert_eq!(merge_order(&[1, 2, 3], &[3, 1, 2], &[3, 1, 2]), Some(vec![3, 1, 2]));
    }
}
