//! Evidence on items that are removed.

use std::collections::{HashMap, HashSet};

use crate::ledger::RecordKey;
use crate::record::{ItemKind, ItemRef, Revision};
use crate::store::{StoreError, Tx};

/// An item that was removed although evidence refers to it. The evidence stays listed on the record but has no other
/// effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The kind of item.
    pub kind: ItemKind,
    /// The text by which it was known.
    pub text: String,
    /// The number of pieces of evidence that count and refer to it, from 1.
    pub pieces: u64,
}

/// The items that a change of a record removes although evidence refers to them.
pub(super) fn left_behind(
    tx: &Tx<'_>,
    row: RecordKey,
    old: &Revision,
    new: &Revision,
) -> Result<Vec<Left>, StoreError> {
    let there: HashSet<ItemRef> = new.items.iter().collect();
    let gone: Vec<ItemRef> = old.items.iter().filter(|item| !there.contains(item)).collect();
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    let mut counted: HashMap<ItemRef, u64> = HashMap::new();
    for evidence in tx.ledger(row)?.iter().filter(|evidence| evidence.counts()) {
        if let Some(item) = evidence.what.item {
            *counted.entry(item).or_default() += u64::from(evidence.what.count);
        }
    }
    let left = |item: ItemRef| {
        let pieces = counted.get(&item).copied().filter(|pieces| *pieces > 0)?;
        #[expect(clippy::expect_used, reason = "the item was found in the lists of this revision")]
        let text = old.item_text(item).expect("an item of the revision has a text").to_owned();
        Some(Left { kind: item.kind, text, pieces })
    };
    Ok(gone.into_iter().filter_map(left).collect())
}

#[cfg(test)]
mod tests {
    use super::super::Step;
    use super::super::desk::{edit, report, store};
    use super::*;
    use crate::ledger::Outcome;

    #[test]
    fn an_item_that_is_removed_is_told_with_its_evidence() {
        let mut store = store(&["x/a"]);
        report(&mut store, "x/a#w1", Outcome::Fail, "lena");
        let mut left = |word: &str| {
            let changed = edit(&mut store, &["x/a"], Step::Remove(word.to_owned(), None));
            changed.into_iter().flat_map(|one| one.left).collect::<Vec<Left>>()
        };
        assert_eq!(left("w1"), [Left { kind: ItemKind::Workaround, text: "Do".to_owned(), pieces: 1 }]);
        assert_eq!(left("d1"), [], "nobody reported on it");
    }
}
