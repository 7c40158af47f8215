//! Merging the order of lists.

use std::collections::{HashMap, HashSet};

/// Merges two orders that came from one: what either side added is in, what either side removed is out.
/// `None` if both sides moved what they share, each in its own way.
///
/// An element that the other side added follows the same element as there, and what we added in the same place.
pub(super) fn merge_order(base: &[u64], ours: &[u64], theirs: &[u64]) -> Option<Vec<u64>> {
    let set = |list: &[u64]| -> HashSet<u64> { list.iter().copied().collect() };
    let (in_base, in_ours, in_theirs) = (set(base), set(ours), set(theirs));
    let stays = |id: &u64| in_ours.contains(id) && in_theirs.contains(id);
    let in_all =
        |list: &[u64]| -> Vec<u64> { list.iter().filter(|id| in_base.contains(id) && stays(id)).copied().collect() };
    let (was, our, their) = (in_all(base), in_all(ours), in_all(theirs));
    let (frame, other, in_other) = match () {
        () if their == was || their == our => (ours, theirs, &in_theirs),
        () if our == was => (theirs, ours, &in_ours),
        () => return None,
    };
    let places: HashMap<u64, usize> = frame.iter().copied().zip(1..).collect();
    // What the other side added, in groups, each with the number of elements of the frame before it.
    let mut groups: Vec<(usize, Vec<u64>)> = Vec::new();
    let (mut behind, mut is_open) = (0, false);
    for id in other {
        if let Some(place) = places.get(id) {
            (behind, is_open) = (*place, false);
        } else if !in_base.contains(id) {
            if !is_open {
                let is_own = |kept: &&u64| !in_base.contains(kept) && !in_other.contains(kept);
                let added_here = frame.iter().skip(behind).take_while(is_own).count();
                groups.push((behind + added_here, Vec::new()));
                is_open = true;
            }
            groups.last_mut().into_iter().for_each(|(_, group)| group.push(*id));
        }
    }
    // Of two groups in one place the later one is first, directly after the element before it there.
    groups.reverse();
    groups.sort_by_key(|(behind, _)| *behind);
    let mut groups = groups.into_iter().peekable();
    let mut merged = Vec::with_capacity(frame.len());
    for (place, id) in frame.iter().map(Some).chain([None]).enumerate() {
        while let Some((_, group)) = groups.next_if(|(behind, _)| *behind == place) {
            merged.extend(group);
        }
        merged.extend(id.filter(|id| !in_base.contains(id) || stays(id)));
    }
    Some(merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_that_both_added_are_there_and_elements_that_either_removed_are_not() {
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
